//! What programs change in somebody's name: within the rights of that person and what the token is for, and over nobody.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::Request;
use office::rights::{Role, Scope};
use serde_json::{Value, json};
use server::app::ROUTES;

use super::grounds::{Ground, on_both};
use super::office::{Browser, Office, between};
use super::systems::{enter, restrict};
use crate::ask::{Got, get, send};
use crate::openapi::fits;

on_both!(
    systems_are_entered_and_changed_and_nobody_is_written_over,
    people_are_changed_but_for_how_they_come_in,
    a_roster_is_kept_by_a_program,
    the_record_is_read_from_the_first_on_and_no_further_than_its_reader,
    each_route_takes_its_scope_and_each_scope_has_a_route,
);

pub const SCOPES: [&str; 10] = [
    "units:read",
    "people:read",
    "systems:read",
    "record:read",
    "incidents:read",
    "units:write",
    "people:write",
    "systems:write",
    "duty:write",
    "incidents:write",
];

/// A token for these.
pub async fn token(browser: &mut Browser<'_>, scopes: &[&str]) -> String {
    let names: Vec<String> =
        scopes.iter().map(|scope| format!("scope-{}", scope.replace(':', "-"))).collect();
    let mut fields = vec![("token_name", "thử"), ("days", "30")];
    fields.extend(names.iter().map(|name| (name.as_str(), "yes")));
    let got = browser.post("/console/me/tokens", &fields).await;
    between(&got.text, "Bearer ", "<").to_owned()
}

/// Asks as a program does.
pub async fn ask(office: &Office, key: &str, method: &str, path: &str, body: &str) -> Got {
    let request = Request::builder().method(method).uri(path).header("host", "quet.example.vn");
    let request = request.header("authorization", format!("Bearer {key}"));
    let request = if body.is_empty() { request } else { request.header("content-type", "application/json") };
    send(office.app.router(), request.body(Body::from(body.to_owned())).unwrap()).await
}

/// Sends a change: what came of it, and the word of the refusal.
async fn sends(office: &Office, key: &str, method: &str, path: &str, body: &Value) -> (u16, String) {
    let got = ask(office, key, method, path, &body.to_string()).await;
    let answer: Value = serde_json::from_str(&got.text).unwrap_or(Value::Null);
    (got.status.as_u16(), answer["error"].as_str().unwrap_or("").to_owned())
}

async fn read(office: &Office, key: &str, path: &str, schema: &str) -> Value {
    let got = ask(office, key, "GET", path, "").await;
    assert_eq!(got.status, 200, "{path}: {}", got.text);
    let document: Value = serde_json::from_str(&get(&office.app, "/api/openapi.json").await.text).unwrap();
    let value: Value = serde_json::from_str(&got.text).unwrap();
    fits(&document, &json!({"$ref": format!("#/components/schemas/{schema}")}), &value, path);
    value
}

fn refused(status: u16, word: &str) -> (u16, String) {
    (status, word.to_owned())
}

fn system(more: Value) -> Value {
    let mut all = json!({
        "name": "Cổng thông tin", "level": 3, "products": [{"name": "PHP", "version": "8.1"}],
        "addresses": ["113.160.1.7"], "domains": ["cong.mau.example"], "why": "đồng bộ",
    });
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    all
}

/// The same without one field.
fn without(value: &Value, name: &str) -> Value {
    let mut rest = value.clone();
    rest.as_object_mut().unwrap().remove(name);
    rest
}

async fn systems_are_entered_and_changed_and_nobody_is_written_over(ground: Ground) {
    let office = Office::full(ground).await;
    let mut officer = office.signed_in("officer").await;
    let key = token(&mut officer, &["systems:read", "systems:write"]).await;
    let at = "/api/v1/systems";
    let got = ask(&office, &key, "POST", at, &system(json!({"unit": "00801"})).to_string()).await;
    assert_eq!(got.status, 200, "{}", got.text);
    let id = serde_json::from_str::<Value>(&got.text).unwrap()["id"].as_i64().unwrap();
    let list = read(&office, &key, at, "SystemPage").await;
    assert_eq!((list["items"][0]["id"].as_i64(), list["items"][0]["version"].as_i64()), (Some(id), Some(1)));
    let page = officer.get(&format!("/console/systems/{id}")).await.text;
    assert!(page.contains("Cổng thông tin") && page.contains("cong.mau.example"), "{page}");
    // What is no system is entered in no part.
    let before = office.entries().await;
    for (body, status, word) in [
        (system(json!({"unit": "00801"})), 422, "refused"),
        (system(json!({"unit": "XX", "name": "a"})), 422, "refused"),
        (system(json!({"unit": "Xã Mỹ Lâm", "name": "a"})), 422, "refused"),
        (system(json!({"unit": "08", "name": ""})), 422, "refused"),
        (system(json!({"unit": "08", "name": "a\u{202e}"})), 422, "refused"),
        (system(json!({"unit": "08", "name": "a", "level": 0})), 422, "refused"),
        (system(json!({"unit": "08", "name": "a", "level": 6})), 422, "refused"),
        (system(json!({"unit": "08", "name": "a", "level": 300})), 422, "not_a_change"),
        (system(json!({"unit": "08", "name": "a", "addresses": ["10.0.0.1"]})), 422, "refused"),
        (system(json!({"unit": "08", "name": "a", "addresses": vec!["113.160.1.7"; 201]})), 422, "refused"),
        (system(json!({"unit": "08", "name": "a", "domains": ["a b"]})), 422, "refused"),
        (
            system(json!({"unit": "08", "name": "a", "products": [{"name": "", "version": ""}]})),
            422,
            "refused",
        ),
        (system(json!({"unit": "08", "name": "a", "products": [{"name": "a"}]})), 422, "not_a_change"),
        (system(json!({"unit": "08", "name": "a", "restricted": false})), 422, "not_a_change"),
        (without(&system(json!({"unit": "08", "name": "a"})), "why"), 422, "not_a_change"),
        (system(json!({"unit": "04", "name": "a"})), 403, "not_allowed"),
        (system(json!({"unit": "TT", "name": "a"})), 403, "not_allowed"),
    ] {
        assert_eq!(sends(&office, &key, "POST", at, &body).await, refused(status, word), "{body}");
    }
    // Changed once, and not over what another changed meanwhile.
    let one = format!("{at}/{id}");
    let changed = system(json!({"seen": 1, "level": 4, "name": "Cổng mới"}));
    assert_eq!(sends(&office, &key, "PUT", &one, &changed).await.0, 204);
    assert_eq!(sends(&office, &key, "PUT", &one, &changed).await, refused(409, "changed"));
    assert_eq!(sends(&office, &key, "PUT", &one, &system(json!({"seen": 0}))).await, refused(409, "changed"));
    let moved = system(json!({"seen": 2, "unit": "08"}));
    assert_eq!(sends(&office, &key, "PUT", &one, &moved).await, refused(422, "not_a_change"));
    assert_eq!(
        sends(&office, &key, "PUT", "/api/v1/systems/9999", &changed).await,
        refused(404, "not_found")
    );
    assert_eq!(sends(&office, &key, "PUT", "/api/v1/systems/x", &changed).await, refused(400, "bad_request"));
    assert_eq!(office.entries().await, before + 1);
    let list = read(&office, &key, at, "SystemPage").await;
    assert_eq!(
        (list["items"][0]["name"].as_str(), list["items"][0]["level"].as_i64()),
        (Some("Cổng mới"), Some(4))
    );
    // Who may look changes nothing, who is elsewhere knows nothing, and what is restricted is there for its people.
    for (login, status) in [("reader", 403), ("auditor", 403), ("cao", 404), ("tuyen", 404)] {
        let other = token(&mut office.signed_in(login).await, &["systems:write", "systems:read"]).await;
        let body = system(json!({"seen": 2}));
        assert_eq!(sends(&office, &other, "PUT", &one, &body).await.0, status, "{login}");
    }
    let hidden = enter(&mut officer, "08", "Hồ sơ kín").await;
    restrict(&mut officer, hidden).await;
    let version = office.store.system(hidden, office.now()).await.unwrap().unwrap().version;
    let body = system(json!({"seen": version, "name": "Hồ sơ kín"}));
    let hidden = format!("{at}/{hidden}");
    let coordinator = token(&mut office.signed_in("coordinator").await, &SCOPES).await;
    assert_eq!(sends(&office, &coordinator, "PUT", &hidden, &body).await, refused(404, "not_found"));
    // Its name is free for who may not know of it, and taken for who does, whatever their token is for.
    let same = system(json!({"unit": "08", "name": "Hồ sơ kín"}));
    let writes = token(&mut officer, &["systems:write"]).await;
    assert_eq!(sends(&office, &writes, "POST", at, &same).await, refused(422, "refused"));
    assert_eq!(sends(&office, &writes, "PUT", &hidden, &body).await.0, 204);
    assert_eq!(sends(&office, &coordinator, "POST", at, &same).await.0, 200);
    // One that is in use no more is not there.
    let seen = office.store.system(id, office.now()).await.unwrap().unwrap().version.to_string();
    let ended = officer.post(&format!("/console/systems/{id}/end"), &[("seen", &seen), ("why", "x")]).await;
    assert_eq!(ended.status, 303, "{}", ended.text);
    let again = system(json!({"seen": seen.parse::<i64>().unwrap() + 1}));
    assert_eq!(sends(&office, &writes, "PUT", &one, &again).await, refused(404, "not_found"));
}

async fn people_are_changed_but_for_how_they_come_in(ground: Ground) {
    let office = Office::full(ground).await;
    let key = token(&mut office.signed_in("tuyen").await, &["people:read", "people:write"]).await;
    let of = office.known("mylam").await;
    let one = format!("/api/v1/people/{}", of.id.0);
    let list = read(&office, &key, "/api/v1/people", "PersonPage").await;
    let listed = list["items"].as_array().unwrap().iter().find(|one| one["id"] == of.id.0).unwrap();
    assert_eq!(listed["version"], of.version);
    let body = |more: Value| {
        let mut all = json!({
            "seen": of.version, "name": "Hoàng Mỹ Lâm", "position": "Đầu mối", "email": "lam@mau.example",
            "phone": "0912 000 111", "unit": "00801", "why": "đồng bộ",
        });
        for (name, value) in more.as_object().unwrap() {
            all[name] = value.clone();
        }
        all
    };
    let before = office.entries().await;
    for (body, status, word) in [
        (body(json!({"seen": of.version + 1})), 409, "changed"),
        (body(json!({"name": ""})), 422, "refused"),
        (body(json!({"email": "không"})), 422, "refused"),
        (body(json!({"phone": "không"})), 422, "refused"),
        (body(json!({"unit": "999"})), 422, "refused"),
        (body(json!({"unit": "04"})), 403, "not_allowed"),
        (body(json!({"unit": "TT"})), 403, "not_allowed"),
        (body(json!({"login": "khac"})), 422, "not_a_change"),
        (body(json!({"password": "x"})), 422, "not_a_change"),
        (body(json!({"role": "administrator"})), 422, "not_a_change"),
        (without(&body(json!({})), "unit"), 422, "not_a_change"),
    ] {
        assert_eq!(sends(&office, &key, "PUT", &one, &body).await, refused(status, word), "{body}");
    }
    for (login, status) in [("coordinator", 403), ("reader", 403), ("cao", 404), ("yenson", 404)] {
        let other = token(&mut office.signed_in(login).await, &["people:write"]).await;
        assert_eq!(sends(&office, &other, "PUT", &one, &body(json!({}))).await.0, status, "{login}");
    }
    let entered = 4 * 2;
    assert_eq!(office.entries().await, before + entered, "only signing in, and tokens");
    assert_eq!(office.known("mylam").await, of);
    assert_eq!(sends(&office, &key, "PUT", &one, &body(json!({"unit": "00802"}))).await.0, 204);
    let now = office.known("mylam").await;
    assert_eq!((now.details.name.as_str(), now.details.unit), ("Hoàng Mỹ Lâm", office.unit("00802")));
    assert_eq!((now.details.login.as_str(), now.version), ("mylam", of.version + 1));
    assert_eq!(sends(&office, &key, "PUT", &one, &body(json!({}))).await, refused(409, "changed"));
    assert_eq!(sends(&office, &key, "PUT", "/api/v1/people/99999", &body(json!({}))).await.0, 404);
    office.store.end_person(of.id, &office.deed()).await.unwrap();
    let gone = body(json!({"seen": now.version + 1}));
    assert_eq!(sends(&office, &key, "PUT", &one, &gone).await, refused(404, "not_found"));
}

async fn a_roster_is_kept_by_a_program(ground: Ground) {
    let office = Office::full(ground).await;
    let key = token(&mut office.signed_in("coordinator").await, &["duty:write"]).await;
    let at = format!("/api/v1/units/{}/shifts", office.unit("08"));
    let person = office.known("responder").await.id.0;
    let shift = |from: &str, until: &str| json!({"person": person, "from": from, "until": until, "phone": "0912 000 111"});
    let change = |seen: i64, shifts: Vec<Value>| json!({"seen": seen, "shifts": shifts, "why": "theo lịch"});
    let roster = read(&office, &key, &at, "RosterAnswer").await;
    assert_eq!(roster, json!({"version": 0, "items": []}));
    let morning = || shift("2026-11-22T01:00:00Z", "2026-11-22T16:00:00+07:00");
    let evening = || shift("2026-11-22T16:00:00+07:00", "2026-11-22T22:00:00+07:00");
    for (body, status, word) in [
        (change(0, vec![]), 422, "refused"),
        (change(0, vec![morning(); 101]), 422, "refused"),
        (change(0, vec![morning(), morning()]), 422, "refused"),
        (change(0, vec![shift("2026-11-22", "2026-11-23")]), 422, "refused"),
        (change(0, vec![shift("2026-11-22T08:00:00", "2026-11-22T09:00:00")]), 422, "refused"),
        (change(0, vec![shift("2026-11-22T08:00:00.5Z", "2026-11-22T09:00:00Z")]), 422, "refused"),
        (change(0, vec![shift("2026-11-22T09:00:00Z", "2026-11-22T08:00:00Z")]), 422, "refused"),
        (change(0, vec![shift("2026-11-22T09:00:00Z", "2027-11-22T08:00:00Z")]), 422, "refused"),
        (change(0, vec![shift("2020-11-22T08:00:00Z", "2020-11-22T09:00:00Z")]), 422, "refused"),
        (change(0, vec![json!({"person": person, "from": "", "until": "", "phone": ""})]), 422, "refused"),
        (change(1, vec![morning()]), 409, "changed"),
        (change(0, vec![json!({"person": person})]), 422, "not_a_change"),
    ] {
        assert_eq!(sends(&office, &key, "POST", &at, &body).await, refused(status, word), "{body}");
    }
    // Nobody of another unit is put on it.
    let mut foreign = morning();
    foreign["person"] = office.known("mylam").await.id.0.into();
    assert_eq!(sends(&office, &key, "POST", &at, &change(0, vec![foreign])).await, refused(422, "refused"));
    assert_eq!(sends(&office, &key, "POST", &at, &change(0, vec![evening(), morning()])).await.0, 204);
    assert_eq!(sends(&office, &key, "POST", &at, &change(0, vec![morning()])).await, refused(409, "changed"));
    let roster = read(&office, &key, &at, "RosterAnswer").await;
    assert_eq!((roster["version"].as_i64(), roster["items"].as_array().unwrap().len()), (Some(1), 2));
    assert_eq!(roster["items"][0]["until"], "2026-11-22T09:00:00Z");
    assert_eq!(roster["items"][0]["name"], "Người responder");
    let mut coordinator = office.signed_in("coordinator").await;
    let page = coordinator.get(&format!("/console/duty/{}", office.unit("08"))).await.text;
    assert!(page.contains("0912 000 111"), "{page}");
    // Off it again, by the version that was read.
    let id = roster["items"][1]["id"].clone();
    let end = |seen: i64| json!({"seen": seen, "shift": id, "why": ""});
    let ends = format!("{at}/end");
    assert_eq!(sends(&office, &key, "POST", &ends, &end(0)).await, refused(409, "changed"));
    assert_eq!(sends(&office, &key, "POST", &ends, &end(1)).await.0, 204);
    assert_eq!(sends(&office, &key, "POST", &ends, &end(2)).await, refused(409, "changed"));
    assert_eq!(read(&office, &key, &at, "RosterAnswer").await["items"].as_array().unwrap().len(), 1);
    // Who may not change it may read it where they may see its people, and who is elsewhere does neither.
    for (login, reads, writes) in [
        ("responder", 200, 409),
        ("reader", 200, 403),
        ("tuyen", 200, 403),
        ("cao", 404, 403),
        ("mylam", 404, 403),
    ] {
        let other = token(&mut office.signed_in(login).await, &["people:read", "duty:write"]).await;
        assert_eq!(ask(&office, &other, "GET", &at, "").await.status.as_u16(), reads, "{login}");
        let body = change(0, vec![morning()]);
        assert_eq!(sends(&office, &other, "POST", &at, &body).await.0, writes, "{login}");
        assert_eq!(sends(&office, &other, "POST", &ends, &end(0)).await.0, writes, "{login}");
    }
    let record = office.signed_in("auditor").await.get("/console/record").await.text;
    assert!(record.contains("theo lịch"), "{record}");
}

async fn the_record_is_read_from_the_first_on_and_no_further_than_its_reader(ground: Ground) {
    let office = Office::full(ground).await;
    let mut owner = office.signed_in("officer").await;
    let hidden = enter(&mut owner, "08", "Hồ sơ kín").await;
    restrict(&mut owner, hidden).await;
    enter(&mut owner, "08", "Hồ sơ mở").await;
    for (login, all) in [("root", true), ("tuyen", false), ("auditor", false), ("mylam", false)] {
        let key = token(&mut office.signed_in(login).await, &["record:read"]).await;
        let (mut after, mut numbers, mut text) = (0, Vec::new(), String::new());
        loop {
            let page =
                read(&office, &key, &format!("/api/v1/record?limit=7&after={after}"), "RecordAnswer").await;
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 7, "{login}");
            numbers.extend(items.iter().map(|one| one["number"].as_u64().unwrap()));
            text.push_str(&page.to_string());
            match page["next"].as_u64() {
                Some(next) => after = next,
                None => break,
            }
        }
        assert!(numbers.windows(2).all(|two| two[0] < two[1]), "{login}: in order, and once");
        assert!(!text.contains("Hồ sơ kín") && !text.contains(&format!("system:{hidden}\"")), "{login}");
        assert_eq!(text.contains("Tỉnh Cao Bằng"), all, "{login}: {text}");
        // Who administers a place and may not see its systems reads of none.
        assert_eq!(text.contains("Hồ sơ mở"), login == "auditor", "{login}");
        let cut = numbers.len() as u64 == office.entries().await - 3;
        assert_eq!(
            cut, all,
            "{login}: everything but the two of what is restricted, and that of the open one"
        );
        let within = read(&office, &key, "/api/v1/record?unit=00801&limit=1000", "RecordAnswer").await;
        let mylam = json!(office.unit("00801"));
        assert!(within["items"].as_array().unwrap().iter().all(|one| one["unit"] == mylam), "{login}");
        assert!(!within["items"].as_array().unwrap().is_empty(), "{login}");
    }
    // Who reads no record on the console reads none here.
    for login in ["coordinator", "officer", "reader", "cao"] {
        let key = token(&mut office.signed_in(login).await, &["record:read"]).await;
        let page = read(&office, &key, "/api/v1/record?unit=08", "RecordAnswer").await;
        assert_eq!(page["items"], json!([]), "{login}");
    }
}

/// What a program sends to a route, about something of its person's own unit.
async fn sent(office: &Office, method: &str, route: &str) -> (String, String) {
    let person = office.known("reader").await.id.0;
    let id = if route.contains("people") { person } else { office.unit("08") };
    let body = match method {
        "GET" => String::new(),
        _ => "{}".to_owned(),
    };
    (route.replace("{id}", &id.to_string()), body)
}

async fn each_route_takes_its_scope_and_each_scope_has_a_route(ground: Ground) {
    let office = Office::full(ground).await;
    let of: [(Role, &str); 6] = Role::ALL.map(|role| (role, "TT"));
    office.person("all", "TT", &of).await;
    let mut browser = office.signed_in("all").await;
    let words: Vec<&str> = Scope::ALL.into_iter().map(Scope::as_str).collect();
    assert_eq!(words, SCOPES);
    let mut opened: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    let public = ["/api/v1/check", "/api/v1/campaign", "/api/v1/scan-reports", "/api/v1/me"];
    let routes = || {
        ROUTES.iter().copied().filter(|(route, _)| route.starts_with("/api/v1/") && !public.contains(route))
    };
    for scope in SCOPES {
        let key = token(&mut browser, &[scope]).await;
        let before = office.entries().await;
        for (route, method) in routes() {
            let (path, body) = sent(&office, method, route).await;
            for path in [path.clone(), route.replace("{id}", "999999")] {
                let got = ask(&office, &key, method, &path, &body).await;
                let answer: Value = serde_json::from_str(&got.text).unwrap_or(Value::Null);
                assert_ne!(got.status, 500, "{method} {path}");
                if answer["error"] == "scope" {
                    assert_eq!(got.status, 403, "{method} {path}");
                } else {
                    opened.entry((route, method)).or_default().insert(scope);
                    // The refusal of what was sent, and no change.
                    assert!(method == "GET" || [404, 422].contains(&got.status.as_u16()), "{method} {path}");
                }
            }
        }
        assert_eq!(office.entries().await, before, "{scope}");
    }
    for (route, method) in routes() {
        let by = opened.get(&(route, method)).cloned().unwrap_or_default();
        let expected: BTreeSet<&str> = match (route, method) {
            ("/api/v1/units" | "/api/v1/duty", "GET") => BTreeSet::from(["units:read"]),
            ("/api/v1/units/{id}/contact", _) => BTreeSet::from(["units:write"]),
            ("/api/v1/people", "GET") => BTreeSet::from(["people:read"]),
            ("/api/v1/people/{id}", _) => BTreeSet::from(["people:write"]),
            ("/api/v1/systems", "GET") => BTreeSet::from(["systems:read"]),
            ("/api/v1/systems" | "/api/v1/systems/{id}", _) => BTreeSet::from(["systems:write"]),
            ("/api/v1/units/{id}/shifts", "GET") => BTreeSet::from(["duty:write", "people:read"]),
            ("/api/v1/units/{id}/shifts" | "/api/v1/units/{id}/shifts/end", _) => {
                BTreeSet::from(["duty:write"])
            }
            ("/api/v1/record", "GET") => BTreeSet::from(["record:read"]),
            _ => by.clone(),
        };
        assert_eq!(by, expected, "{method} {route}");
        assert!(!by.is_empty(), "{method} {route} is for no token");
    }
    // Incidents have no routes for programs yet.
    let all: BTreeSet<&str> = opened.values().flatten().copied().collect();
    let none: Vec<&str> = SCOPES.into_iter().filter(|scope| !all.contains(scope)).collect();
    assert!(none.iter().all(|scope| scope.starts_with("incidents:")), "{none:?}");
}
