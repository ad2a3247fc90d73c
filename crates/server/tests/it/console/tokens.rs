//! Tokens: made, used, ended, forged.

use axum::body::Body;
use axum::http::Request;
use serde_json::Value;

use super::grounds::{Ground, on_both};
use super::office::{Browser, Office, between, field};
use crate::ask::{Got, get, send};
use crate::openapi::fits;

on_both!(
    a_program_comes_in_somebody_s_name_until_the_end,
    tokens_that_are_forged_or_ended_are_nobody_s,
    a_token_is_made_with_an_end_and_for_its_owner,
);

/// What is answered to a program that says that.
async fn told(office: &Office, authorization: &str) -> Got {
    let request = Request::get("/api/v1/me").header("host", "quet.example.vn");
    let request =
        if authorization.is_empty() { request } else { request.header("authorization", authorization) };
    send(office.app.router(), request.body(Body::empty()).unwrap()).await
}

async fn make(browser: &mut Browser<'_>, name: &str, days: &str) -> String {
    let got = browser.post("/console/me/tokens", &[("token_name", name), ("days", days)]).await;
    assert_eq!(got.status, 200, "{}", got.text);
    between(&got.text, "Bearer ", "<").to_owned()
}

async fn a_program_comes_in_somebody_s_name_until_the_end(ground: Ground) {
    let office = Office::full(ground).await;
    let mut tuyen = office.signed_in("tuyen").await;
    let key = make(&mut tuyen, "Số liệu <tuần>", "30").await;
    assert!(key.len() == 43 && !tuyen.get("/console/me").await.text.contains(&key), "it is shown once");
    let got = told(&office, &format!("Bearer {key}")).await;
    assert_eq!(got.status, 200, "{}", got.text);
    let me: Value = serde_json::from_str(&got.text).unwrap();
    assert_eq!(me["name"], "Người tuyen");
    assert_eq!(me["person"], office.known("tuyen").await.id.0);
    assert_eq!((me["unit"].as_str(), me["token"].as_str()), (Some("08"), Some("Số liệu <tuần>")));
    assert_eq!(me["roles"], serde_json::json!([{"role": "administrator", "unit": "08"}]));
    assert_eq!(
        (me["only_looks"].as_bool(), me["until"].as_str()),
        (Some(true), Some("2026-12-21T06:00:00Z"))
    );
    let document: Value = serde_json::from_str(&get(&office.app, "/api/openapi.json").await.text).unwrap();
    fits(&document, &serde_json::json!({"$ref": "#/components/schemas/Me"}), &me, "me");
    let page = tuyen.get("/console/me").await.text;
    assert!(page.contains("Số liệu &#60;tuần&#62;"), "{page}");
    // No page is for a token: it opens no console.
    let request = Request::get("/console").header("authorization", format!("Bearer {key}"));
    let got = send(office.app.router(), request.body(Body::empty()).unwrap()).await;
    assert_eq!(got.status, 303);
}

async fn tokens_that_are_forged_or_ended_are_nobody_s(ground: Ground) {
    let office = Office::full(ground).await;
    let mut tuyen = office.signed_in("tuyen").await;
    let key = make(&mut tuyen, "một", "1").await;
    let good = format!("Bearer {key}");
    let cookie = tuyen.cookie.clone().unwrap();
    let forged = [
        String::new(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Basic {key}"),
        key.clone(),
        format!("Bearer {key}A"),
        format!("Bearer {}", key.to_lowercase()),
        format!("Bearer {}", "A".repeat(43)),
        format!("Bearer {}", "A".repeat(4_000)),
        format!("Bearer {}", cookie.trim_start_matches("quet=")),
        "Bearer 1".to_owned(),
        "Bearer ' OR 1=1--".to_owned(),
    ];
    let first = told(&office, "").await;
    for forged in &forged {
        let got = told(&office, forged).await;
        assert_eq!((got.status.as_u16(), got.header("www-authenticate")), (401, "Bearer"), "{forged}");
        assert_eq!(got.text, first.text, "all are told alike");
        let refusal: Value = serde_json::from_str(&got.text).unwrap();
        assert_eq!(refusal["error"], "no_token");
    }
    let request = Request::get("/api/v1/me").header("authorization", &good).header("authorization", &good);
    assert_eq!(send(office.app.router(), request.body(Body::empty()).unwrap()).await.status, 401);
    assert_eq!(told(&office, &good.replace("Bearer", "bearer")).await.status, 200);
    office.wait(86_399);
    assert_eq!(told(&office, &good).await.status, 200);
    office.wait(1);
    assert_eq!(told(&office, &good).await.status, 401, "its end");
    office.wait(-86_400);
    // One from a wrong future lives no longer than one of now.
    let mut later = office.signed_in("tuyen").await;
    office.wait(5 * 365 * 86_400);
    let mut future = office.signed_in("tuyen").await;
    let key = make(&mut future, "tương lai", "30").await;
    office.wait(-5 * 365 * 86_400);
    assert_eq!(told(&office, &format!("Bearer {key}")).await.status, 401);
    // Ended by hand, and with their person.
    let id = field(&later.get("/console/me").await.text, "token").unwrap();
    assert_eq!(later.post("/console/me/tokens/end", &[("token", &id)]).await.status, 303);
    let key = make(&mut later, "hai", "366").await;
    let good = format!("Bearer {key}");
    assert_eq!(told(&office, &good).await.status, 200);
    let id = office.known("tuyen").await.id;
    office.store.end_person(id, &office.deed()).await.unwrap();
    assert_eq!(told(&office, &good).await.status, 401);
}

async fn a_token_is_made_with_an_end_and_for_its_owner(ground: Ground) {
    let office = Office::full(ground).await;
    let mut tuyen = office.signed_in("tuyen").await;
    for (name, days) in
        [("", "30"), ("a", ""), ("a", "0"), ("a", "-1"), ("a", "367"), ("a", "9e9"), ("a\u{200b}", "3")]
    {
        let got = tuyen.post("/console/me/tokens", &[("token_name", name), ("days", days)]).await;
        assert_eq!(got.status, 422, "{name} {days}");
        assert!(got.text.contains("<details open>"));
    }
    let owner = office.known("tuyen").await.id;
    assert!(office.store.tokens_of(owner).await.unwrap().is_empty());
    let fields =
        [("token_name", "đổi"), ("days", "3"), ("changes", "yes"), ("person_id", "1"), ("until", "99")];
    assert_eq!(tuyen.post("/console/me/tokens", &fields).await.status, 200);
    let tokens = office.store.tokens_of(owner).await.unwrap();
    assert_eq!((tokens.len(), tokens[0].only_looks, tokens[0].person), (1, false, owner));
    assert_eq!(tokens[0].until, office.now() + 3 * 86_400);
    // Nobody else ends it.
    let mut root = office.signed_in("root").await;
    root.get("/console/me").await;
    let id = tokens[0].id.to_string();
    assert_eq!(root.post("/console/me/tokens/end", &[("token", &id)]).await.status, 404);
    assert_eq!(office.store.tokens_of(owner).await.unwrap().len(), 1);
}
