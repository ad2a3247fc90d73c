//! Sessions: how they begin and end, and that nobody can begin one for somebody else.

use super::grounds::{Ground, on_both};
use super::office::{Office, PASSWORD, field};
use crate::made_up::NOW;

on_both!(
    a_session_begins_with_a_key_of_its_own,
    sessions_end_by_themselves,
    sessions_are_listed_and_ended,
    another_password_ends_the_others,
    over_tls_the_cookie_says_so,
);

async fn a_session_begins_with_a_key_of_its_own(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.browser();
    let planted = format!("quet={}", "A".repeat(43));
    browser.cookie = Some(planted.clone());
    assert!(!browser.is_in().await);
    assert_eq!(browser.sign_in("root", PASSWORD, "").await.status, 303);
    let own = browser.cookie.clone().unwrap();
    assert_ne!(own, planted, "what somebody planted is worth nothing");
    assert!(browser.is_in().await);
    let mut thief = office.browser();
    thief.cookie = Some(planted.clone());
    assert!(!thief.is_in().await);
    // Signing in again makes another one.
    browser.sign_in("root", PASSWORD, "").await;
    assert_ne!(browser.cookie.clone().unwrap(), own);
    // Two cookies of the name are none: somebody else may have set one.
    thief.cookie = Some(format!("{planted}; {own}"));
    assert!(!thief.is_in().await);
    for bad in ["quet=", "quet=a", "quet=%00", "other=b", &format!("quet={}", "B".repeat(5_000))] {
        thief.cookie = Some(bad.to_owned());
        assert!(!thief.is_in().await, "{bad}");
    }
    thief.cookie = Some(own);
    assert!(thief.is_in().await, "this is how it would be found");
}

async fn sessions_end_by_themselves(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("root").await;
    office.wait(2 * 3_600 - 1);
    assert!(browser.is_in().await);
    office.wait(2 * 3_600);
    assert!(!browser.is_in().await, "two hours without use");
    office.set_clock(NOW);
    let mut browser = office.signed_in("root").await;
    for _ in 0..11 {
        office.wait(3_600);
        assert!(browser.is_in().await);
    }
    office.wait(3_600);
    assert!(!browser.is_in().await, "twelve in any case");
    // A clock that is set back lets nobody in for longer than it was wrong by the length of a session.
    office.set_clock(NOW + 10 * 365 * 86_400);
    let mut browser = office.signed_in("root").await;
    office.set_clock(NOW);
    assert!(!browser.is_in().await);
    let mut browser = office.signed_in("root").await;
    office.set_clock(NOW - 3_600);
    assert!(browser.is_in().await, "an hour back ends nothing");
    // Who left is out at once.
    office.set_clock(NOW);
    let mut reader = office.signed_in("reader").await;
    let id = office.known("reader").await.id;
    office.store.end_person(id, &office.deed()).await.unwrap();
    assert!(!reader.is_in().await);
}

async fn sessions_are_listed_and_ended(ground: Ground) {
    let office = Office::full(ground).await;
    let mut one = office.signed_in("root").await;
    let mut two = office.signed_in("root").await;
    let mut foreign = office.signed_in("cao").await;
    let page = one.get("/console/me").await.text;
    assert_eq!(page.matches("action=\"/console/me/sessions/end\"").count(), 3, "two, and all others at once");
    assert_eq!(page.matches("phiên này</span>").count(), 1);
    let theirs = field(&foreign.get("/console/me").await.text, "session").unwrap();
    let got = one.post("/console/me/sessions/end", &[("session", &theirs)]).await;
    assert_eq!(got.status, 404);
    assert!(foreign.is_in().await, "whatever number a form names");
    let got = one.post("/console/me/sessions/end", &[("session", "others")]).await;
    assert_eq!(got.header("location"), "/console/me?done=session");
    assert!(!two.is_in().await && one.is_in().await && foreign.is_in().await);
    let page = one.get("/console/me?done=session").await.text;
    assert!(page.contains("role=\"status\">Đã kết thúc.</p>"));
    assert_eq!(one.post("/console/sign-out", &[]).await.header("location"), "/console/sign-in");
    assert!(!one.is_in().await);
}

async fn another_password_ends_the_others(ground: Ground) {
    let office = Office::full(ground).await;
    let mut one = office.signed_in("root").await;
    let mut two = office.signed_in("root").await;
    let another = "chim sẻ vàng trên mái";
    let change = [("old_password", "không phải"), ("password", another)];
    let got = one.post("/console/me/password", &change).await;
    assert_eq!(got.status, 422);
    assert!(got.text.contains("id=\"old_password-error\"") && !got.text.contains(another));
    let got = one.post("/console/me/password", &[("old_password", PASSWORD), ("password", "root")]).await;
    assert!(got.text.contains("id=\"password-error\""));
    assert!(two.is_in().await, "nothing was changed so far");
    let got = one.post("/console/me/password", &[("old_password", PASSWORD), ("password", another)]).await;
    assert_eq!(got.header("location"), "/console/me?done=password", "{}", got.text);
    assert!(one.is_in().await && !two.is_in().await);
    assert_eq!(office.browser().sign_in("root", PASSWORD, "").await.status, 422);
    assert_eq!(office.browser().sign_in("root", another, "").await.status, 303);
    // Guessing the old one has its limit too.
    for _ in 0..5 {
        one.post("/console/me/password", &change).await;
    }
    assert_eq!(one.post("/console/me/password", &change).await.status, 429);
}

async fn over_tls_the_cookie_says_so(ground: Ground) {
    let config = server::config::Config {
        public_url: Some("https://quet.example.vn".to_owned()),
        ..server::config::Config::default()
    };
    let office = Office::with(ground, config).await;
    let mut browser = office.browser();
    browser.headers = vec![("sec-fetch-site", "same-origin".to_owned())];
    let fields = [
        ("code", super::office::FIRST),
        ("unit_name", "Trung tâm mẫu"),
        ("kind", "coordinator"),
        ("unit_code", "TT"),
        ("name", "Nguyễn Thị Mẫu"),
        ("login", "mau"),
        ("password", PASSWORD),
    ];
    let made = browser.post_just("/console/first", &fields).await;
    let line = made.header("set-cookie");
    assert!(line.starts_with("__Host-quet="), "{line}");
    for part in ["; Path=/;", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(line.contains(part), "{line}");
    }
    assert!(browser.is_in().await);
    // The plain one is nobody's there.
    browser.cookie = browser.cookie.map(|cookie| cookie.replace("__Host-", ""));
    assert!(!browser.is_in().await);
}
