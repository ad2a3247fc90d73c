//! Forms: only from a page of this session, and nothing in them that no page has.

use server::app::ROUTES;

use super::grounds::{Ground, on_both};
use super::office::{Browser, Office, PASSWORD};

on_both!(
    a_form_from_elsewhere_changes_nothing,
    whoever_is_not_signed_in_is_asked_to,
    what_no_page_sends_is_ignored_or_refused,
);

/// Every route that takes a form of somebody who is signed in.
fn taking() -> Vec<String> {
    let routes =
        ROUTES.iter().copied().filter(|(path, method)| *method == "POST" && path.starts_with("/console/"));
    let outside = ["/console/first", "/console/sign-in", "/console/invited", "/console/oidc"];
    let routes = routes.map(|(path, _)| path).filter(|path| !outside.contains(path));
    routes.map(|path| path.replace("{id}", "2").replace("{becoming}", "end")).collect()
}

/// What is answered to a form, in the way in which its page sends it.
async fn send(browser: &mut Browser<'_>, file: bool, path: &str, fields: &[(&str, &str)]) -> u16 {
    let got =
        if file { browser.post_parts(path, fields).await } else { browser.post_just(path, fields).await };
    got.status.as_u16()
}

async fn a_form_from_elsewhere_changes_nothing(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("root").await;
    let mut foreign = office.signed_in("tuyen").await;
    foreign.get("/console/me").await;
    let (own, theirs) = (browser.form_key.clone(), foreign.form_key.clone());
    assert!(own.len() > 40 && own != theirs);
    let before = office.entries().await;
    let paths = taking();
    assert!(paths.len() >= 10, "{paths:?}");
    for path in &paths {
        let takes_a_file = ["/import", "/evidence", "/take-in"].iter().any(|end| path.ends_with(end));
        for key in ["", "A", theirs.as_str(), own.to_lowercase().as_str()] {
            let fields = [("form_key", key), ("name", "A"), ("session", "others")];
            let got = send(&mut browser, takes_a_file, path, &fields).await;
            assert_eq!(got, 403, "{path} {key}");
        }
        assert_eq!(send(&mut browser, takes_a_file, path, &[("name", "A")]).await, 403, "{path}");
        let twice = [("form_key", own.as_str()), ("form_key", &own)];
        assert!([400, 403].contains(&send(&mut browser, takes_a_file, path, &twice).await), "{path}");
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("origin", "http://quet.example.vn.evil.example"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let usual = std::mem::replace(&mut browser.headers, vec![(name, value.to_owned())]);
            let got = send(&mut browser, takes_a_file, path, &[("form_key", &own)]).await;
            assert_eq!(got, 403, "{path} {name} {value}");
            browser.headers = usual;
        }
    }
    // Nor do those outside take a form from another page: nobody is signed in as somebody else.
    for path in ["/console/sign-in", "/console/invited", "/console/first", "/console/oidc"] {
        let mut other = office.browser();
        other.headers = vec![("origin", "https://evil.example".to_owned())];
        let got = other.post_just(path, &[("login", "root"), ("password", PASSWORD)]).await;
        assert_eq!(got.status, 403, "{path}");
        assert!(other.cookie.is_none());
    }
    assert!(browser.is_in().await);
    assert_eq!(office.entries().await, before, "nothing was done");
}

async fn whoever_is_not_signed_in_is_asked_to(ground: Ground) {
    let office = Office::full(ground).await;
    let before = office.entries().await;
    let mut browser = office.browser();
    for path in taking() {
        let got = browser.post_just(&path, &[("form_key", "")]).await;
        assert_eq!(got.status, 303, "{path}");
        assert_eq!(got.header("location"), "/console/sign-in?to=%2Fconsole", "{path}");
    }
    // The feed is opened by a key of its own: `reach` tests that nothing else opens it.
    let outside = [
        "/console/first",
        "/console/sign-in",
        "/console/invited",
        "/console/oidc",
        "/console/oidc/back",
        "/console/notices.atom",
    ];
    for (path, method) in ROUTES.iter().copied() {
        if method != "GET" || !path.starts_with("/console") || outside.contains(&path) {
            continue;
        }
        let got = browser.get(&path.replace("{id}", "1").replace("{number}", "1")).await;
        assert_eq!(got.status, 303, "{path}");
        assert!(got.header("location").starts_with("/console/sign-in?to=%2Fconsole"), "{path}");
    }
    assert_eq!(office.entries().await, before);
}

async fn what_no_page_sends_is_ignored_or_refused(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("mylam").await;
    let own = office.known("mylam").await;
    // Their own details: everything that no field of the form has is left as it is.
    let path = format!("/console/people/{}", own.id.0);
    let version = own.version.to_string();
    let got = browser
        .post(
            &path,
            &[
                ("version", &version),
                ("name", "Tên mới"),
                ("login", "mylam"),
                ("position", ""),
                ("email", ""),
                ("phone", ""),
                ("unit", "00801"),
                ("id", "1"),
                ("person_id", "1"),
                ("role", "administrator"),
                ("role_unit", "TT"),
                ("ended_at", "1"),
                ("password", "x"),
                ("totp_secret", "x"),
                ("created_at", "0"),
                ("only_looks", "0"),
            ],
        )
        .await;
    assert_eq!(got.header("location"), format!("{path}?done=changed"), "{}", got.text);
    let now = office.known("mylam").await;
    assert_eq!((now.details.name.as_str(), now.id, now.version), ("Tên mới", own.id, own.version + 1));
    assert_eq!(office.store.granted(own.id).await.unwrap().len(), 1);
    assert_eq!(office.known("root").await.details.name, "Người root");
    assert!(browser.is_in().await && office.browser().sign_in("mylam", PASSWORD, "").await.status == 303);
    // An invitation by the same who may not name administrators.
    let got = browser
        .post(
            "/console/people/new",
            &[
                ("name", "Kẻ Lạ"),
                ("login", "ke.la"),
                ("unit", "00801"),
                ("role", "administrator"),
                ("has_password", "1"),
            ],
        )
        .await;
    assert_eq!(got.status, 422);
    assert!(office.store.account("ke.la").await.unwrap().is_none());
    for role in ["root", "Administrator", "officer,administrator"] {
        let fields = [("name", "Kẻ Lạ"), ("login", "ke.la"), ("unit", "00801"), ("role", role)];
        assert_eq!(browser.post("/console/people/new", &fields).await.status, 404, "{role}");
    }
    assert!(office.store.account("ke.la").await.unwrap().is_none());
    // Settings that cannot be chosen are not kept.
    for (language, look, zone) in [
        ("fr", "dark", "UTC"),
        ("en", "dark\" onload=\"", "UTC"),
        ("en", "dark", "../../etc/passwd"),
        ("", "", ""),
    ] {
        let fields = [("language", language), ("look", look), ("time_zone", zone)];
        assert_eq!(browser.post("/console/me/settings", &fields).await.status, 422);
    }
    assert_eq!(office.store.settings(own.id).await.unwrap(), store::people::Settings::default());
}
