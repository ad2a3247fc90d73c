//! Reaching people, as they and their administrators do it: mail, webhooks, notices, feeds and codes to copy.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use egress::policy::Policy;
use office::rights::{Grant, Role};
use office::units::UnitId;
use quick_xml::events::Event;
use server::config::{Config, Mail, MailTls};
use server::post::{self, Courier};

use super::grounds::{Ground, on_both};
use super::office::{Browser, Office, field};

on_both!(
    an_invitation_goes_by_mail_and_lets_somebody_in,
    webhooks_are_added_signed_delivered_and_ended,
    notices_are_shown_counted_and_marked,
    a_feed_opens_with_its_key_and_nothing_else,
    what_is_copied_says_nothing_and_leads_there,
    messages_are_decided_on_by_those_who_administer_them,
    messages_about_systems_are_for_those_who_may_see_systems,
);

/// A server that keeps what it gets and answers with a number that can be changed.
struct Receiver {
    at: std::net::SocketAddr,
    got: Arc<Mutex<Vec<String>>>,
    says: Arc<AtomicU16>,
}

impl Receiver {
    fn new() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let (got, says) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicU16::new(200)));
        let (kept, answer) = (Arc::clone(&got), Arc::clone(&says));
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let (mut request, mut some) = (Vec::new(), [0; 4096]);
                while !request.ends_with(b"}") {
                    match stream.read(&mut some) {
                        Ok(read) if read > 0 => request.extend(&some[..read]),
                        _ => break,
                    }
                }
                kept.lock().unwrap().push(String::from_utf8_lossy(&request).into_owned());
                let says = answer.load(Ordering::Relaxed);
                if says == 0 {
                    std::thread::sleep(Duration::from_secs(2));
                }
                // Where a redirect would lead: to ourselves again, which would be seen.
                let answer = format!(
                    "HTTP/1.1 {says} X\r\nLocation: http://127.0.0.1:{}/hidden\r\nContent-Length: 0\r\n\r\n",
                    at.port()
                );
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Receiver { at, got, says }
    }

    fn got(&self) -> Vec<String> {
        self.got.lock().unwrap().clone()
    }
}

/// A mail server that takes everything; its port and what it was told.
fn post_office() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, told) = (listener.local_addr().unwrap().port(), Arc::new(Mutex::new(Vec::new())));
    let kept = Arc::clone(&told);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut answer = stream.try_clone().unwrap();
            answer.write_all(b"220 post\r\n").unwrap();
            let mut text = false;
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                kept.lock().unwrap().push(line.clone());
                if text && line != "." {
                    continue;
                }
                text = line == "DATA";
                let said = if text { "354 go on\r\n" } else { "250 fine\r\n" };
                if answer.write_all(said.as_bytes()).is_err() {
                    break;
                }
            }
        }
    });
    (port, told)
}

pub fn with_mail(port: u16) -> Config {
    Config {
        mail: Some(Mail {
            host: "127.0.0.1".to_owned(),
            port: Some(port),
            tls: MailTls::None,
            user: None,
            password_file: None,
            from: "quet@coquan.example".to_owned(),
        }),
        public_url: Some("http://quet.example.vn".to_owned()),
        ..Config::default()
    }
}

fn courier(office: &Office, port: Option<u16>, policy: Policy) -> Courier {
    let mailer = port.map(|port| with_mail(port).mail.unwrap().settings(None));
    let mailer = mailer.map(|settings| egress::mail::Mailer::new(settings).unwrap());
    let base = Some("http://quet.example.vn".to_owned());
    Courier::new(Arc::clone(&office.store), mailer, policy, base, "courier".to_owned())
}

/// Brings out all that is due; how many.
async fn bring_out(office: &Office, courier: &Courier) -> usize {
    let now = office.now();
    let mut brought = 0;
    while courier.one(&move || now).await.unwrap() {
        brought += 1;
    }
    brought
}

/// A mail's commands and headers, and its text behind them as whoever gets it reads it.
fn plain(told: &[String]) -> String {
    let told = told.join("\n");
    let (before, text) = told.split_once("\n\n").unwrap();
    let text: String = text.split("\n.").next().unwrap().split_whitespace().collect();
    assert!(before.contains("Content-Transfer-Encoding: base64"), "{before}");
    let bytes = base64::engine::general_purpose::STANDARD.decode(text).unwrap();
    format!("{before}\n\n{}", String::from_utf8(bytes).unwrap())
}

async fn an_invitation_goes_by_mail_and_lets_somebody_in(ground: Ground) {
    let (port, told) = post_office();
    let office = Office::full_with(ground, with_mail(port)).await;
    let mut browser = office.signed_in("tuyen").await;
    let fields = [
        ("name", "Người Mới"),
        ("login", "moi"),
        ("unit", "08"),
        ("role", "reader"),
        ("email", "moi@coquan.example"),
        ("position", ""),
        ("phone", ""),
    ];
    let slip = browser.post("/console/people/new", &fields).await;
    assert_eq!(slip.status, 200, "{}", slip.text);
    let sealed = field(&slip.text, "slip").unwrap();
    let id = office.known("moi").await.id.0;
    let path = format!("/console/people/{id}/send");

    // Nobody else can send it, nor this one anything else.
    let mut other = office.signed_in("root").await;
    assert_eq!(other.post(&path, &[("slip", &sealed)]).await.status, 404);
    assert_eq!(browser.post(&path, &[("slip", "A")]).await.status, 404);
    let got = browser.post(&path, &[("slip", &sealed)]).await;
    assert_eq!((got.status.as_u16(), got.header("location")), (303, "/console/messages?done=slip"));
    // Twice is once.
    browser.post(&path, &[("slip", &sealed)]).await;
    let list = browser.get("/console/messages").await.text;
    assert_eq!(list.matches("<br>moi@coquan.example<br>").count(), 1, "{list}");

    assert_eq!(bring_out(&office, &courier(&office, Some(port), Policy::default())).await, 1);
    let told = plain(&told.lock().unwrap());
    assert!(told.contains("RCPT TO:<moi@coquan.example>"), "{told}");
    let link =
        told.split("http://quet.example.vn").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    assert!(link.starts_with("/console/invited?code="), "{link}");
    assert!(!told.contains("Người Mới"), "no name");
    let mut newcomer = office.browser();
    assert_eq!(newcomer.get(&link).await.status, 200);
    let code = link.split('=').next_back().unwrap();
    let fields = [("code", code), ("password", "ngựa đúng pin ghim 2"), ("again", "ngựa đúng pin ghim 2")];
    let got = newcomer.post_just("/console/invited", &fields).await;
    assert!(got.status == 303 || got.status == 200, "{}", got.text);
    // Used, it is sent to nobody any more.
    assert_eq!(browser.post(&path, &[("slip", &sealed)]).await.status, 404);
    assert!(browser.get("/console/messages").await.text.contains("class=\"tag good\""));
}

async fn webhooks_are_added_signed_delivered_and_ended(ground: Ground) {
    let receiver = Receiver::new();
    let inside = vec![receiver.at.to_string().parse().unwrap()];
    let config = Config { inside: inside.clone(), ..Config::default() };
    let office = Office::full_with(ground, config).await;
    let mut browser = office.signed_in("tuyen").await;
    let url = format!("http://{}/in/5ecret", receiver.at);
    let add = async |browser: &mut Browser<'_>, url: &str, unit: &str| {
        browser.post("/console/webhooks", &[("url", url), ("unit", unit), ("kind_person", "yes")]).await
    };
    for bad in [
        "http://10.0.0.1/",
        "https://127.0.0.1:1/",
        "https://u:p@a.example/",
        "ftp://a.example/",
        "",
        "https://169.254.169.254/",
    ] {
        let got = add(&mut browser, bad, "08").await;
        assert_eq!(got.status, 422, "{bad}: {}", got.text);
    }
    assert_eq!(browser.post("/console/webhooks", &[("url", &url), ("unit", "08")]).await.status, 422);
    assert_eq!(add(&mut browser, &url, "04").await.status, 403, "another province");
    // An administrator sees no systems.
    let systems = [("url", url.as_str()), ("unit", "08"), ("kind_system", "yes")];
    assert_eq!(browser.post("/console/webhooks", &systems).await.status, 422);
    let got = add(&mut browser, &url, "08").await;
    assert_eq!(got.status, 200, "{}", got.text);
    let secret = got.text.split("<pre>").nth(1).unwrap().split("</pre>").next().unwrap().to_owned();
    let list = browser.get("/console/webhooks").await.text;
    assert!(list.contains(&receiver.at.to_string()) && !list.contains("5ecret") && !list.contains(&secret));

    // Something happens at a commune of the province, and elsewhere.
    let deed = office.deed();
    let mylam = office.known("mylam").await.id;
    office.store.reset_person(mylam, b"1", office.now() + 9, &deed).await.unwrap();
    office.store.reset_person(office.known("hoaan").await.id, b"2", office.now() + 9, &deed).await.unwrap();
    // A receiver that does not answer is not waited for.
    let short = Duration::from_millis(300);
    let patience = egress::door::Patience { connect: short, answer: short, whole: short };
    let hasty = courier(&office, None, Policy { patience, ..post::policy(inside.clone()) });
    receiver.says.store(0, Ordering::Relaxed);
    assert_eq!(bring_out(&office, &hasty).await, 1);
    assert!(browser.get("/console/messages").await.text.contains("trả lời quá chậm"));
    office.wait(30);
    let courier = courier(&office, None, post::policy(inside));
    // It fails first: with a number, with a redirect that is not followed, and slowly.
    for (says, after) in [(500, 60), (302, 120)] {
        receiver.says.store(says, Ordering::Relaxed);
        assert_eq!(bring_out(&office, &courier).await, 1);
        office.wait(after - 1);
        assert_eq!(bring_out(&office, &courier).await, 0, "{says}");
        office.wait(1);
    }
    receiver.says.store(204, Ordering::Relaxed);
    assert_eq!(bring_out(&office, &courier).await, 1);
    let got = receiver.got();
    assert_eq!(got.len(), 4, "one for each try: {got:?}");
    let header = |request: &str, name: &str| {
        let line =
            request.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}: "))).unwrap();
        line.split_once(": ").unwrap().1.to_owned()
    };
    for request in &got {
        assert!(request.starts_with("POST /in/5ecret HTTP/1.1\r\n"), "{request}");
        assert_eq!(header(request, "quet-delivery"), header(&got[0], "quet-delivery"));
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let signature = header(head, "quet-signature");
        let at: i64 = signature[2..].split(',').next().unwrap().parse().unwrap();
        assert_eq!(Some(signature), post::signed(secret.as_bytes(), at, body.as_bytes()));
        let told: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(
            (told["kind"].as_str(), told["object"].as_str()),
            (Some("person.reset"), Some(&*format!("person:{}", mylam.0)))
        );
        assert!(!body.contains("Người"), "{body}");
    }
    let deliveries = browser.get("/console/webhooks/1").await.text;
    let told = "Webhook: Cấp lại cách đăng nhập cho một người";
    assert!(deliveries.contains(told) && deliveries.contains("class=\"tag good\""), "{deliveries}");
    assert!(!deliveries.contains("person.reset"), "{deliveries}");

    // Who says that it is gone is not asked again, and whoever caused it is told.
    receiver.says.store(410, Ordering::Relaxed);
    let by = office::record::Deed {
        who: office::record::Who::Person(office.known("tuyen").await.id.0),
        ..office.deed()
    };
    office.store.reset_person(mylam, b"3", office.now() + 9, &by).await.unwrap();
    assert_eq!(bring_out(&office, &courier).await, 1);
    assert!(browser.get("/console/notices").await.text.contains("không đến nơi"));
    // Those of the other province see none of it.
    let mut foreign = office.signed_in("cao").await;
    assert!(!foreign.get("/console/webhooks").await.text.contains(&receiver.at.to_string()));
    assert_eq!(foreign.get("/console/webhooks/1").await.status, 404);
    assert_eq!(foreign.post("/console/webhooks/1/end", &[]).await.status, 404);
    assert_eq!(browser.post("/console/webhooks/1/end", &[]).await.status, 303);
    office.store.reset_person(mylam, b"4", office.now() + 9, &deed).await.unwrap();
    assert_eq!(bring_out(&office, &courier).await, 0);
    assert_eq!(browser.post("/console/webhooks/1/end", &[]).await.status, 404);
}

async fn notices_are_shown_counted_and_marked(ground: Ground) {
    let office = Office::full(ground).await;
    let reader = office.known("reader").await.id;
    let mut browser = office.signed_in("reader").await;
    // What they were given at the start was told too.
    browser.post("/console/notices/seen", &[("all", "999")]).await;
    let grant = Grant { role: Role::Officer, unit: UnitId(office.unit("00801")) };
    let mut root = office.signed_in("root").await;
    let id = reader.0;
    let got = root
        .post(&format!("/console/people/{id}/roles"), &[("role", "officer"), ("role_unit", "00801")])
        .await;
    assert_eq!(got.status, 303, "{}", got.text);
    office.store.withdraw(reader, grant, &office.deed()).await.unwrap();
    let home = browser.get("/console").await.text;
    assert!(home.contains("Thông báo (2)") && home.contains("2 thông báo"), "{home}");
    let page = browser.get("/console/notices").await.text;
    assert!(page.contains("Xã Mỹ Lâm") && page.contains("Đầu mối"), "{page}");
    assert!(!root.get("/console/notices").await.text.contains("Xã Mỹ Lâm"), "not theirs");
    let first = field(&page, "notice").unwrap();
    assert_eq!(root.post("/console/notices/seen", &[("notice", &first)]).await.status, 303);
    assert!(browser.get("/console").await.text.contains("Thông báo (2)"), "nobody marks another one's");
    browser.post("/console/notices/seen", &[("notice", &first)]).await;
    assert!(browser.get("/console").await.text.contains("Thông báo (1)"));
    browser.post("/console/notices/seen", &[("all", "999")]).await;
    assert!(!browser.get("/console").await.text.contains("Thông báo ("));
    assert_eq!(browser.post("/console/notices/seen", &[]).await.status, 404);
    // Only ways that there are.
    assert_eq!(browser.post("/console/notices/by-mail", &[("by_mail", "hourly")]).await.status, 404);
    assert_eq!(browser.post("/console/notices/by-mail", &[("by_mail", "day")]).await.status, 303);
}

/// The titles of a feed that is XML from beginning to end, with one `feed` around.
fn titles(xml: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut depth, mut open, mut titles, mut within) = (0, String::new(), Vec::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                depth += 1;
                let name = tag.name().as_ref().to_owned();
                assert!(depth > 1 || name == "feed");
                within |= name == "entry";
                open = name;
            }
            Event::End(_) => {
                depth -= 1;
                open.clear();
            }
            Event::Text(text) if open == "title" && within => titles.push(text.to_string()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    titles
}

async fn a_feed_opens_with_its_key_and_nothing_else(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("reader").await;
    let got = browser.post("/console/notices/feed", &[]).await;
    let link = got
        .text
        .split("<pre>http://quet.example.vn")
        .nth(1)
        .unwrap()
        .split("</pre>")
        .next()
        .unwrap()
        .to_owned();
    let mut anybody = office.browser();
    let feed = anybody.get(&link).await;
    assert_eq!(
        (feed.status.as_u16(), feed.header("content-type")),
        (200, "application/atom+xml; charset=utf-8")
    );
    assert!(feed.header("cache-control").contains("no-store"));
    let told = titles(&feed.text);
    assert!(told.len() == 1 && told[0].contains("Tuyên Quang"), "{told:?}");
    assert!(!feed.text.contains(link.split('=').next_back().unwrap()), "no key in it");
    // It opens nothing else, and nothing else opens it.
    let key = link.split('=').next_back().unwrap();
    for path in ["/console", "/console/notices", "/api/v1/me"] {
        assert_ne!(anybody.get(&format!("{path}?key={key}")).await.status, 200, "{path}");
    }
    for bad in [
        "/console/notices.atom",
        "/console/notices.atom?key=A",
        &format!("/console/notices.atom?key={}", "A".repeat(43)),
    ] {
        assert_eq!(anybody.get(bad).await.status, 404, "{bad}");
        assert_eq!(browser.get(bad).await.status, 404, "not by the session either");
    }
    browser.post("/console/notices/feed/end", &[]).await;
    assert_eq!(anybody.get(&link).await.status, 404);
    assert_eq!(browser.post("/console/notices/feed/end", &[]).await.status, 404);
}

async fn what_is_copied_says_nothing_and_leads_there(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("reader").await;
    let unit = office.unit("00801");
    let got = browser.post("/console/copy", &[("object", &format!("unit:{unit}"))]).await;
    let text = got.text.split("readonly>").nth(1).unwrap().split("</textarea>").next().unwrap().to_owned();
    let code = text.split("/t/").nth(1).unwrap()[..9].to_owned();
    assert!(
        text.matches(&code).count() == 2 && !text.contains("Mỹ Lâm") && !text.contains("00801"),
        "{text}"
    );
    let duty = browser.post("/console/copy", &[("object", &format!("duty:{unit}"))]).await.text;
    let duty = duty.split("/t/").nth(1).unwrap()[..9].to_owned();
    let led = browser.get(&format!("/console/t/{duty}")).await;
    assert_eq!(led.header("location"), format!("/console/duty/{unit}"));
    for bad in ["", "unit:9999", "unit:x", "duty:9999", "system:9999", "record", "message:1", "person:9999"] {
        assert_eq!(browser.post("/console/copy", &[("object", bad)]).await.status, 404, "{bad}");
    }
    // Outside, every code leads to where people sign in.
    let mut outside = office.browser();
    for any in [code.as_str(), "AAAA-AAAA", "x"] {
        let got = outside.get(&format!("/t/{any}")).await;
        assert_eq!(got.status, 303, "{any}");
        let to = got.header("location").to_owned();
        assert!(outside.get(&to).await.header("location").starts_with("/console/sign-in?to="), "{any}");
    }
    let mut other = office.signed_in("auditor").await;
    let typed = code.to_lowercase().replace('-', "+");
    let got = other.get(&format!("/console/t?code={typed}")).await;
    assert_eq!((got.status.as_u16(), got.header("location")), (303, &*format!("/console/units/{unit}")));
    // Whoever tries codes is stopped, in the same words, for a while.
    let wrong = other.get("/console/t/AAAAAAAA").await;
    assert_eq!(wrong.status, 404);
    for _ in 0..9 {
        other.get("/console/t/AAAAAAAB").await;
    }
    let stopped = other.get(&format!("/console/t/{code}")).await;
    assert_eq!((stopped.status.as_u16(), stopped.text), (404, wrong.text));
    assert_eq!(browser.get(&format!("/console/t/{code}")).await.status, 303, "others are not");
    office.wait(601);
    assert_eq!(other.get(&format!("/console/t/{code}")).await.status, 303);
    office.wait(14 * 86_400);
    let mut later = office.signed_in("reader").await;
    assert_eq!(later.get(&format!("/console/t/{code}")).await.status, 404, "it has run out");
}

async fn messages_are_decided_on_by_those_who_administer_them(ground: Ground) {
    let office = Office::full_with(ground, with_mail(1)).await;
    let mut browser = office.signed_in("tuyen").await;
    let got = browser.post("/console/messages/test", &[]).await;
    assert_eq!(got.header("location"), "/console/messages?done=no-address");
    let tuyen = office.known("tuyen").await;
    let details =
        store::people::Details { email: "tuyen@coquan.example".to_owned(), ..tuyen.details.clone() };
    office.store.change_person(tuyen.id, tuyen.version, &details, &office.deed()).await.unwrap();
    assert_eq!(
        browser.post("/console/messages/test", &[]).await.header("location"),
        "/console/messages?done=test"
    );
    // Nobody listens there: it waits.
    assert_eq!(bring_out(&office, &courier(&office, Some(1), Policy::default())).await, 1);
    let page = browser.get("/console/messages").await.text;
    assert!(page.contains("tuyen@coquan.example") && page.contains("không kết nối được"), "{page}");
    let id = field(&page, "message").unwrap();
    for login in ["cao", "mylam"] {
        let mut other = office.signed_in(login).await;
        assert!(!other.get("/console/messages").await.text.contains("tuyen@coquan.example"), "{login}");
        for path in ["/console/messages/retry", "/console/messages/cancel"] {
            assert_eq!(other.post(path, &[("message", &id)]).await.status, 404, "{login} {path}");
        }
    }
    let mut reader = office.signed_in("reader").await;
    assert_eq!(reader.get("/console/messages").await.status, 404);
    let done = |got: crate::ask::Got| got.header("location").to_owned();
    assert_eq!(
        done(browser.post("/console/messages/retry", &[("message", &id)]).await),
        "/console/messages?done=retried"
    );
    assert_eq!(
        done(browser.post("/console/messages/cancel", &[("message", &id)]).await),
        "/console/messages?done=cancelled"
    );
    assert_eq!(
        done(browser.post("/console/messages/retry", &[("message", &id)]).await),
        "/console/messages?done=unchanged"
    );
    assert_eq!(bring_out(&office, &courier(&office, Some(1), Policy::default())).await, 0);
}

#[tokio::test]
async fn the_figures_are_a_feed_for_everybody() {
    let app = crate::ask::full();
    for (path, words) in [("/figures.atom", "địa chỉ"), ("/figures.atom?lang=en", "addresses")] {
        let got = crate::ask::get(&app, path).await;
        assert_eq!(
            (got.status.as_u16(), got.header("content-type")),
            (200, "application/atom+xml; charset=utf-8")
        );
        let titles = titles(&got.text);
        assert!(!titles.is_empty() && titles.iter().any(|title| title.contains(words)), "{titles:?}");
        assert!(!got.text.contains("14.160."), "{}", got.text);
    }
}

async fn messages_about_systems_are_for_those_who_may_see_systems(ground: Ground) {
    let office = Office::full(ground).await;
    office.person("both", "08", &[(Role::Administrator, "08"), (Role::Coordinator, "08")]).await;
    let mut both = office.signed_in("both").await;
    let hook = [("unit", "08"), ("url", "https://a.example/x"), ("kind_system", "yes")];
    assert_eq!(both.post("/console/webhooks", &hook).await.status, 200);
    let system = [("unit", "08"), ("name", "Cổng"), ("level", "3")];
    assert_eq!(both.post("/console/systems/new", &system).await.status, 303);
    let told = "Webhook: Khai hệ thống thông tin";
    let pages = ["/console/messages", "/console/webhooks/1"];
    for page in pages {
        assert!(both.get(page).await.text.contains(told), "{page}");
    }
    // An administrator sees no systems, and so nothing of what was told about them.
    let mut tuyen = office.signed_in("tuyen").await;
    for page in pages {
        let got = tuyen.get(page).await;
        assert!(got.status == 200 && !got.text.contains(told) && !got.text.contains("system."), "{page}");
    }
    for path in ["/console/messages/retry", "/console/messages/cancel"] {
        assert_eq!(tuyen.post(path, &[("message", "1")]).await.status, 404, "{path}");
    }
}
