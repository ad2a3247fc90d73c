//! What programs read of the office in somebody's name: what that person may see, page by page, and nothing else.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use office::rights::Role;
use serde_json::Value;

use super::grounds::{Ground, on_both};
use super::office::{Browser, Office, between};
use super::systems::{enter, restrict};
use crate::ask::{Got, get, send};
use crate::openapi::fits;

on_both!(
    a_program_reads_what_its_person_may_see_as_it_is_described,
    pages_hold_everything_once_and_never_more_than_was_asked,
    what_cannot_be_asked_is_told_and_nobody_reads_without_a_token,
);

async fn token(browser: &mut Browser<'_>) -> String {
    let got = browser
        .post(
            "/console/me/tokens",
            &[
                ("token_name", "thử"),
                ("days", "30"),
                ("scope-units-read", "yes"),
                ("scope-systems-read", "yes"),
            ],
        )
        .await;
    between(&got.text, "Bearer ", "<").to_owned()
}

async fn read(office: &Office, key: &str, path: &str) -> Got {
    let request = Request::get(path).header("host", "quet.example.vn");
    let request = request.header("authorization", format!("Bearer {key}"));
    send(office.app.router(), request.body(Body::empty()).unwrap()).await
}

async fn json(office: &Office, key: &str, path: &str, schema: &str) -> Value {
    let got = read(office, key, path).await;
    assert_eq!((got.status.as_u16(), got.header("cache-control")), (200, "no-store"), "{path}: {}", got.text);
    let document: Value = serde_json::from_str(&get(&office.app, "/api/openapi.json").await.text).unwrap();
    let value: Value = serde_json::from_str(&got.text).unwrap();
    let named = serde_json::json!({"$ref": format!("#/components/schemas/{schema}")});
    fits(&document, &named, &value, path);
    value
}

async fn a_program_reads_what_its_person_may_see_as_it_is_described(ground: Ground) {
    let office = Office::full(ground).await;
    office.person("caobang", "04", &[(Role::Officer, "04")]).await;
    enter(&mut office.signed_in("caobang").await, "04", "Hệ thống xa").await;
    let mut officer = office.signed_in("officer").await;
    enter(&mut officer, "00801", "Hệ thống gần").await;
    let hidden = enter(&mut officer, "08", "Hệ thống kín").await;
    restrict(&mut officer, hidden).await;
    let person = office.known("responder").await.id.0.to_string();
    let shift = [
        ("person", person.as_str()),
        ("from", "2026-11-21T08:00"),
        ("until", "2026-11-21T16:00"),
        ("days", "2"),
        ("phone", "113"),
    ];
    let unit = office.unit("08");
    let mut coordinator = office.signed_in("coordinator").await;
    assert_eq!(coordinator.post(&format!("/console/duty/{unit}/shifts"), &shift).await.status, 303);
    for (login, seen) in [
        ("root", &[][..]),
        ("tuyen", &[]),
        ("mylam", &[]),
        ("coordinator", &["Hệ thống gần"]),
        ("responder", &["Hệ thống gần"]),
        ("officer", &["Hệ thống gần", "Hệ thống kín"]),
        ("reader", &["Hệ thống gần"]),
        ("auditor", &["Hệ thống gần"]),
        ("caobang", &["Hệ thống xa"]),
    ] {
        let key = token(&mut office.signed_in(login).await).await;
        let answer = json(&office, &key, "/api/v1/systems", "SystemPage").await;
        let names: Vec<&str> =
            answer["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(names, seen, "{login}");
        assert_eq!(answer["total"], seen.len(), "{login}: what is not there is not counted");
        let answer = json(&office, &key, "/api/v1/units", "UnitPage").await;
        assert_eq!(answer["total"], 6, "{login}: the directory is everybody's");
        let answer = json(&office, &key, "/api/v1/duty", "DutyPage").await;
        assert_eq!(answer["total"], 1, "{login}");
        let on = &answer["items"][0];
        assert_eq!((on["name"].as_str(), on["phone"].as_str()), (Some("Người responder"), Some("113")));
        assert_eq!(
            (on["unit_code"].as_str(), on["until"].as_str()),
            (Some("08"), Some("2026-11-21T09:00:00Z"))
        );
    }
    let key = token(&mut officer).await;
    let answer = json(&office, &key, "/api/v1/systems?unit=00801", "SystemPage").await;
    assert_eq!(answer["items"][0]["addresses"], serde_json::json!(["192.0.2.7/32", "2001:db8::/48"]));
    assert_eq!(answer["items"][0]["products"][0]["version"], "2.4.58");
    assert_eq!(answer["total"], 1);
    assert_eq!(json(&office, &key, "/api/v1/duty?unit=04", "DutyPage").await["total"], 0);
    let answer = json(&office, &key, "/api/v1/units?unit=08", "UnitPage").await;
    assert_eq!(answer["total"], 3);
    assert_eq!(answer["items"][0]["parent"], office.unit("TT"));
}

async fn pages_hold_everything_once_and_never_more_than_was_asked(ground: Ground) {
    let office = Office::full(ground).await;
    let mut officer = office.signed_in("officer").await;
    for name in ["Một", "Hai", "Ba", "Bốn", "Năm"] {
        enter(&mut officer, "08", name).await;
    }
    let key = token(&mut officer).await;
    for (path, schema, all) in [("/api/v1/units", "UnitPage", 6), ("/api/v1/systems", "SystemPage", 5)] {
        for limit in [1, 2, 4, all, 1000] {
            let (mut after, mut ids) = (0, BTreeSet::new());
            loop {
                let path = format!("{path}?limit={limit}&after={after}");
                let answer = json(&office, &key, &path, schema).await;
                let items = answer["items"].as_array().unwrap();
                assert!(items.len() <= limit && answer["total"] == all, "{path}");
                for one in items {
                    assert!(ids.insert(one["id"].as_i64().unwrap()), "{path}: twice");
                }
                match answer["next"].as_i64() {
                    Some(next) => after = next,
                    None => break,
                }
            }
            assert_eq!(ids.len(), all, "{path} {limit}");
        }
    }
}

async fn what_cannot_be_asked_is_told_and_nobody_reads_without_a_token(ground: Ground) {
    let office = Office::full(ground).await;
    let key = token(&mut office.signed_in("reader").await).await;
    for path in ["/api/v1/units", "/api/v1/systems", "/api/v1/duty"] {
        for query in [
            "limit=0",
            "limit=1001",
            "limit=-1",
            "limit=a",
            "after=-1",
            "after=99999999999999999999",
            "unit=XX",
            "unit=",
            "unit=%00",
            "limit=1&limit=2",
            "q=x",
        ] {
            let got = read(&office, &key, &format!("{path}?{query}")).await;
            let refusal: Value = serde_json::from_str(&got.text).unwrap();
            assert_eq!(
                (got.status.as_u16(), refusal["error"].as_str()),
                (if query.starts_with("unit=") { 422 } else { 400 }, Some("query")),
                "{path}?{query}"
            );
        }
        for key in ["", "A", &key.to_lowercase()] {
            let got = read(&office, key, path).await;
            assert_eq!((got.status.as_u16(), got.header("www-authenticate")), (401, "Bearer"), "{path}");
        }
    }
}
