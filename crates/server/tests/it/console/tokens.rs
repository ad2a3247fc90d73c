//! Tokens: made, used, ended, forged.

use axum::body::Body;
use axum::http::Request;
use office::units::UnitId;
use serde_json::Value;

use super::grounds::{Ground, on_both};
use super::office::{Browser, Office, between, field};
use crate::ask::{Got, get, send};
use crate::openapi::fits;

on_both!(
    a_program_comes_in_somebody_s_name_until_the_end,
    tokens_that_are_forged_or_ended_are_nobody_s,
    a_token_is_made_with_an_end_and_for_its_owner,
    a_token_does_what_it_is_for_and_never_more_than_its_person,
    who_asks_too_often_waits,
);

/// What is answered to a program that says that.
async fn told(office: &Office, authorization: &str) -> Got {
    let request = Request::get("/api/v1/me").header("host", "quet.example.vn");
    let request =
        if authorization.is_empty() { request } else { request.header("authorization", authorization) };
    send(office.app.router(), request.body(Body::empty()).unwrap()).await
}

async fn make(browser: &mut Browser<'_>, name: &str, days: &str) -> String {
    make_for(browser, name, days, &["scope-units-read"]).await
}

/// One that is for these.
async fn make_for(browser: &mut Browser<'_>, name: &str, days: &str, scopes: &[&str]) -> String {
    let mut fields = vec![("token_name", name), ("days", days)];
    fields.extend(scopes.iter().map(|scope| (*scope, "yes")));
    let got = browser.post("/console/me/tokens", &fields).await;
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
    assert_eq!(me["scopes"], serde_json::json!(["units:read"]));
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
    for scopes in
        [&[][..], &[("scope-all", "yes")], &[("scope-units-read", "no")], &[("scopes", "units:read")]]
    {
        let fields = [&[("token_name", "a"), ("days", "3")], scopes].concat();
        assert_eq!(tuyen.post("/console/me/tokens", &fields).await.status, 422, "{scopes:?}");
    }
    assert!(office.store.tokens_of(owner).await.unwrap().is_empty());
    let fields = [
        ("token_name", "đổi"),
        ("days", "3"),
        ("scope-units-write", "yes"),
        ("person_id", "1"),
        ("until", "99"),
        ("scopes", "record:read"),
    ];
    assert_eq!(tuyen.post("/console/me/tokens", &fields).await.status, 200);
    let tokens = office.store.tokens_of(owner).await.unwrap();
    assert_eq!(
        (tokens.len(), tokens[0].scopes.written().as_str(), tokens[0].person),
        (1, "units:write", owner)
    );
    assert_eq!(tokens[0].until, office.now() + 3 * 86_400);
    // Nobody else ends it.
    let mut root = office.signed_in("root").await;
    root.get("/console/me").await;
    let id = tokens[0].id.to_string();
    assert_eq!(root.post("/console/me/tokens/end", &[("token", &id)]).await.status, 404);
    assert_eq!(office.store.tokens_of(owner).await.unwrap().len(), 1);
}

/// Asks as a program does.
async fn ask(office: &Office, key: &str, method: &str, path: &str, body: &str) -> Got {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "quet.example.vn")
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "application/json");
    send(office.app.router(), request.body(Body::from(body.to_owned())).unwrap()).await
}

async fn a_token_does_what_it_is_for_and_never_more_than_its_person(ground: Ground) {
    let office = Office::full(ground).await;
    let document: Value = serde_json::from_str(&get(&office.app, "/api/openapi.json").await.text).unwrap();
    let mut tuyen = office.signed_in("tuyen").await;
    let (province, foreign) = (office.unit("08"), office.unit("04"));
    let seen = office.store.units().await.unwrap().contact_versions[&UnitId(province)];
    let change = format!(
        r#"{{"seen": {seen}, "email": "truc@tuyen.example", "phone": "", "address": "", "why": "đổi số"}}"#
    );
    let change = change.as_str();
    let contact = |unit: i64| format!("/api/v1/units/{unit}/contact");
    let asked: [(&str, String, &str, &str); 5] = [
        ("GET", "/api/v1/units".to_owned(), "units:read", "scope-units-read"),
        ("GET", "/api/v1/duty".to_owned(), "units:read", "scope-units-read"),
        ("GET", "/api/v1/systems".to_owned(), "systems:read", "scope-systems-read"),
        ("GET", "/api/v1/people".to_owned(), "people:read", "scope-people-read"),
        ("PUT", contact(province), "units:write", "scope-units-write"),
    ];
    // Without the scope each is refused by its name, whatever it is about; with it, it works.
    for (method, path, scope, field) in &asked {
        let mut others: Vec<&str> = asked.iter().map(|one| one.3).filter(|one| one != field).collect();
        others.dedup();
        let without = make_for(&mut tuyen, "khác", "3", &others).await;
        let before = office.entries().await;
        for path in [path.clone(), path.replace(&province.to_string(), "999999")] {
            let got = ask(&office, &without, method, &path, change).await;
            assert_eq!(got.status, 403, "{path}: {}", got.text);
            let refusal: Value = serde_json::from_str(&got.text).unwrap();
            assert_eq!(refusal["error"], "scope");
            assert!(refusal["message"].as_str().unwrap().contains(&format!("`{scope}`")), "{}", got.text);
            let line = format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"");
            assert_eq!(got.header("www-authenticate"), line);
        }
        assert_eq!(office.entries().await, before, "{path}");
        let with = make_for(&mut tuyen, "đúng", "3", &[field]).await;
        let got = ask(&office, &with, method, path, change).await;
        assert!(got.status.is_success(), "{path}: {}", got.text);
        let schema = match path.as_str() {
            "/api/v1/units" => "UnitPage",
            "/api/v1/people" => "PersonPage",
            _ => continue,
        };
        let list: Value = serde_json::from_str(&got.text).unwrap();
        fits(
            &document,
            &serde_json::json!({"$ref": format!("#/components/schemas/{schema}")}),
            &list,
            schema,
        );
    }
    // All scopes are no role: what is foreign stays foreign, and another's change is not written over.
    let all = ["scope-units-read", "scope-people-read", "scope-systems-read", "scope-units-write"];
    let key = make_for(&mut tuyen, "mọi việc", "3", &all).await;
    let got = ask(&office, &key, "PUT", &contact(foreign), change).await;
    assert_eq!((got.status.as_u16(), got.text.contains("not_allowed")), (403, true), "{}", got.text);
    assert_eq!(ask(&office, &key, "PUT", &contact(999_999), change).await.status, 404);
    assert_eq!(ask(&office, &key, "PUT", &contact(province), change).await.status, 409);
    for (body, status) in [
        ("", 400),
        ("{", 400),
        ("{}", 422),
        (r#"{"seen": 1, "email": "không", "phone": "", "address": "", "why": ""}"#, 422),
        (r#"{"seen": 1, "email": "", "phone": "", "address": "", "why": "", "unit": 1}"#, 422),
    ] {
        assert_eq!(
            ask(&office, &key, "PUT", &contact(province), body).await.status.as_u16(),
            status,
            "{body}"
        );
    }
    let units = office.store.units().await.unwrap();
    let known = &units.contacts[&UnitId(province)];
    assert_eq!(
        (known.email.as_str(), units.contact_versions[&UnitId(province)]),
        ("truc@tuyen.example", seen + 1)
    );
    let people: Value =
        serde_json::from_str(&ask(&office, &key, "GET", "/api/v1/people", "").await.text).unwrap();
    let names: Vec<&str> =
        people["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert!(
        names.contains(&"Người mylam") && !names.contains(&"Người cao") && !names.contains(&"Người root"),
        "{names:?}"
    );
    // Pages go on where the last one ended.
    let after = people["items"][0]["id"].as_i64().unwrap();
    let rest = ask(&office, &key, "GET", &format!("/api/v1/people?after={after}"), "").await;
    let rest: Value = serde_json::from_str(&rest.text).unwrap();
    assert_eq!(rest["items"].as_array().unwrap().len(), names.len() - 1);
    assert_eq!(ask(&office, &key, "GET", "/api/v1/people?after=x", "").await.status, 400);
    // What the program did stands in the record under the token.
    let mut root = office.signed_in("root").await;
    let record = root.get("/console/record").await.text;
    let number = office.store.tokens_of(office.known("tuyen").await.id).await.unwrap().len();
    assert!(
        number >= 6 && record.contains("đổi số") && record.contains("Chương trình dùng mã truy cập số"),
        "{record}"
    );
    // And on the page of its person: what each is for.
    let page = tuyen.get("/console/me").await.text;
    assert!(
        page.contains("Xem đơn vị, đầu mối liên hệ và lịch trực") && page.contains("được thay đổi"),
        "{page}"
    );
}

async fn who_asks_too_often_waits(ground: Ground) {
    let office = Office::full(ground).await;
    let mut tuyen = office.signed_in("tuyen").await;
    let key = make(&mut tuyen, "nhanh", "3").await;
    office.set_clock(office.now().div_euclid(60) * 60 + 15);
    for _ in 0..600 {
        assert_eq!(ask(&office, &key, "GET", "/api/v1/me", "").await.status, 200);
    }
    let got = ask(&office, &key, "GET", "/api/v1/me", "").await;
    assert_eq!((got.status.as_u16(), got.header("retry-after")), (429, "45"), "{}", got.text);
    assert!(got.text.contains("too_often"));
    // Others of the same person are not kept waiting, and nor is it in the next minute.
    let other = make(&mut tuyen, "khác", "3").await;
    assert_eq!(ask(&office, &other, "GET", "/api/v1/me", "").await.status, 200);
    office.wait(45);
    assert_eq!(ask(&office, &key, "GET", "/api/v1/me", "").await.status, 200);
}
