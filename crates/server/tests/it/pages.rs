//! The pages' words: each in one language, everything escaped, made-up data named as such, figures with their source.

use std::sync::Arc;

use axum::body::Body;
use server::app::App;
use server::config::Config;

use crate::ask::{from, full, get, get_as, send};
use crate::made_up;

const PATHS: [&str; 14] = [
    "/",
    "/check",
    "/scan",
    "/scan?device=windows",
    "/scan?device=macos",
    "/scan?device=linux",
    "/scan?device=android",
    "/scan?device=ios",
    "/scan?device=router",
    "/scan?device=camera",
    "/share",
    "/figures",
    "/nowhere",
    "/nowhere?device=x",
];

fn in_english(path: &str) -> String {
    format!("{path}{}lang=en", if path.contains('?') { '&' } else { '?' })
}

/// What people read: the page without its tags.
fn words(page: &str) -> String {
    let body = page.split("<body>").nth(1).unwrap();
    body.split('<')
        .map(|part| part.split_once('>').map_or("", |(_, text)| text))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Letters that only Vietnamese has.
fn is_vietnamese(c: char) -> bool {
    matches!(c, 'ă' | 'â' | 'đ' | 'ê' | 'ô' | 'ơ' | 'ư' | 'Đ' | '\u{1ea0}'..='\u{1ef9}')
}

/// The app with everything in it, and programs to download.
fn offering() -> Arc<App> {
    let known = Some(made_up::knowledge());
    made_up::offering(made_up::config(), known, Some(made_up::pack()), made_up::programs()).0
}

#[tokio::test]
async fn each_page_is_whole_in_its_language() {
    let visitors = made_up::VISITORS.map(|(_, address)| (full(), address));
    for (app, address) in visitors.into_iter().chain([(offering(), "14.160.12.36")]) {
        for path in PATHS {
            let english =
                words(&get_as(&app, address, &in_english(path)).await.text).replace("Tiếng Việt", "");
            assert!(!english.contains(is_vietnamese), "{path} as {address}: {english}");
            let vietnamese = words(&get_as(&app, address, path).await.text).replace("English", "");
            assert!(vietnamese.contains(is_vietnamese));
            let said = format!(" {} ", vietnamese.to_lowercase());
            for word in [" the ", " and ", " of ", " is ", " you ", " your ", " with ", " are "] {
                assert!(!said.contains(word), "{path} as {address} says{word}: {vietnamese}");
            }
            // A word that is missing shows as its identifier.
            for text in [&english, &vietnamese] {
                for mark in [
                    "check-",
                    "step-",
                    "scan-linux",
                    "scan-besides",
                    "program-",
                    "home-",
                    "error-",
                    "family-",
                    "figures-",
                    "{ $",
                ] {
                    assert!(!text.contains(mark), "{path} as {address}: {mark}");
                }
            }
        }
    }
}

#[tokio::test]
async fn every_page_says_that_the_sightings_are_made_up_and_that_nobody_calls() {
    let app = full();
    for path in PATHS {
        let page = get(&app, path).await.text;
        assert!(page.contains("<strong>Dữ liệu mô phỏng.</strong>"), "{path}");
        assert!(page.contains("<title>[Dữ liệu mô phỏng] "), "{path}");
        assert!(page.contains("Không ai gọi điện cho bạn về việc này.") && page.contains("mã OTP"), "{path}");
        let page = get(&app, &in_english(path)).await.text;
        assert!(page.contains("<strong>Simulated data.</strong>"), "{path}");
    }
    let csv = get(&app, "/figures.csv").await.text;
    assert!(csv.starts_with("day_utc,addresses,missing_sources,generated\r\n") && csv.contains(",true\r\n"));
    let (real, _clerk) = made_up::app(Config::default(), Some(made_up::knowledge()), None);
    for path in PATHS {
        assert!(!get(&real, path).await.text.contains("mô phỏng"), "{path}");
    }
}

#[tokio::test]
async fn operator_names_stand_with_their_credit() {
    let app = full();
    for path in ["/", "/check"] {
        let page = get_as(&app, "14.160.12.34", path).await.text;
        assert!(page.contains("VNPT Corp"), "{path}");
        for credit in ["RouteViews", "nro.net", "href=\"https://db-ip.com\"", "CC BY 4.0"] {
            assert!(page.contains(credit), "{path}: {credit}");
        }
    }
}

#[tokio::test]
async fn the_figures_shown_are_those_that_were_counted() {
    let app = full();
    let figures = made_up::knowledge().figures;
    let home = get(&app, "/").await.text;
    let english = get(&app, "/?lang=en").await.text;
    let (then, now) = (figures.addresses.at_first, figures.addresses.at_last);
    let percent = 100.0 * (then - now) as f64 / then as f64;
    assert!(
        home.contains(&format!("giảm {}\u{a0}% so với tuần đầu", format!("{percent:.1}").replace('.', ",")))
    );
    assert!(english.contains(&format!("are down {percent:.1}% from the first week")));
    let (thousands, rest) = (now / 1000, now % 1000);
    assert!(home.contains(&format!("<p class=\"great num\">{thousands}.{rest:03}</p>")));
    assert!(english.contains(&format!("<p class=\"great num\">{thousands},{rest:03}</p>")));
    assert!(
        home.contains("shadowserver-sinkhole, shadowserver-sinkhole-http")
            && home.contains("10 giờ 00 phút, 21/11/2026")
    );
    let table = get(&app, "/figures?lang=en").await.text;
    let csv = get(&app, "/figures.csv").await.text;
    assert_eq!(csv.lines().count(), figures.days.len() + 1);
    for day in &figures.days {
        let number = day.addresses.map(|number| number.to_string()).unwrap_or_default();
        assert!(csv.contains(&format!("{},{number},", day.day)), "{}", day.day);
    }
    let unknown = figures.days.iter().filter(|day| day.addresses.is_none()).count();
    assert_eq!((unknown, table.matches("<em>no data</em>").count()), (3, 3));
    // A gap in the curve, with its words, on both sizes.
    assert_eq!(home.matches("class=\"gap\"").count(), 2);
    assert!(home.contains(">không có số liệu</text>"));
}

#[tokio::test]
async fn nothing_that_is_shown_is_taken_for_html() {
    let evil = "<script>alert(1)</script>\\\"'><img src=x onerror=alert(1)>";
    let config = format!(
        "trusted_proxies = [\"127.0.0.1\"]\n[campaign]\nname_vi = \"{evil}\"\nname_en = \"{evil}\"\nowner_vi = \"{evil}\"\nowner_en = \"{evil}\"\ncontact_vi = \"{evil}\"\ncontact_en = \"{evil}\"\n"
    );
    let mut knowledge = made_up::knowledge();
    let family = "<script>alert(2)</script>\"'{{7*7}}";
    let mut register = (*knowledge.register).clone();
    let number = register.family(family).unwrap();
    register.note("103.9.77.5".parse().unwrap(), number, made_up::NOW - 4_000).unwrap();
    knowledge.register = register.into();
    knowledge.figures.families[0].name = family.to_owned();
    knowledge.figures.sources[0] = family.to_owned();
    knowledge.figures.days[40].missing = vec![family.to_owned()];
    let (app, _clerk) = made_up::app(Config::read(&config).unwrap(), Some(knowledge), Some(made_up::pack()));
    for path in PATHS {
        for path in [
            path.to_owned(),
            in_english(path),
            format!("{path}#<script>"),
            format!("{path}?lang=%3Cscript%3E&device=%22%3E%3Cscript%3E"),
        ] {
            let request = from("103.9.77.5")
                .uri(path.replace('#', "%23").replace("<", "%3C").replace('>', "%3E"))
                .header("user-agent", "<script>alert(3)</script>Windows")
                .header("x-forwarded-for", "103.9.77.5")
                .header("accept-language", "<script>")
                .body(Body::empty())
                .unwrap();
            let got = send(app.router(), request).await;
            let scripts = got.text.matches("<script").count();
            let own = got.text.matches("<script src=\"/assets/").count();
            assert_eq!(scripts, own, "{path}: {}", got.text);
            assert!(!got.text.contains("<img src=x") && !got.text.contains("alert(3)"), "{path}");
        }
    }
    let page = get_as(&app, "103.9.77.5", "/check").await.text;
    assert!(page.contains("&#60;script&#62;alert(2)") && page.contains("&#60;b&#62;Long Van"), "{page}");
}

#[tokio::test]
async fn a_host_that_cannot_stand_in_a_link_does_not() {
    let app = full();
    for (host, expected) in [
        ("quet.example.vn", "http://quet.example.vn/</textarea>"),
        ("[2405:4800::1]:8080", "http://[2405:4800::1]:8080/</textarea>"),
        ("evil.example/\"><script>", ": /</textarea>"),
        ("a b", ": /</textarea>"),
    ] {
        let request = axum::http::Request::get("/share").header("host", host).body(Body::empty()).unwrap();
        let page = send(app.router(), request).await.text;
        assert!(page.contains(expected) && !page.contains("evil.example"), "{host}: {page}");
    }
    let config = Config::read("public_url = \"https://quet.example.vn\"").unwrap();
    let (app, _clerk) = made_up::app(config, None, None);
    let request =
        axum::http::Request::get("/share").header("host", "other.example").body(Body::empty()).unwrap();
    let page = send(app.router(), request).await.text;
    assert!(page.contains("https://quet.example.vn/</textarea>") && !page.contains("other.example"));
    assert!(page.contains("property=\"og:image\" content=\"https://quet.example.vn/share-card-vi.png\""));
}

#[tokio::test]
async fn nobody_is_told_to_scan_with_a_pack_that_machines_refuse() {
    let page = |pack| async {
        let (app, _clerk) = made_up::app(made_up::config(), Some(made_up::knowledge()), pack);
        get(&app, "/scan?device=linux&lang=en").await.text
    };
    let (in_force, old) = (made_up::pack(), made_up::pack());
    let expired = server::pack::Published { expires_at: made_up::NOW, ..old };
    let fingerprint = in_force.fingerprint.clone();
    assert!(page(Some(in_force)).await.contains(&fingerprint));
    let refused = page(Some(expired)).await;
    assert!(
        !refused.contains(&fingerprint) && refused.contains("has not published its rules yet"),
        "{refused}"
    );
}
