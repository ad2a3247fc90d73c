//! Every route, as every role, with what is foreign: nothing is shown, nothing is changed, and no route is left out.
//!
//! Must never name the routes that it tries: they come from the server's own table, so that a new one is tried too.

use office::people::PersonId;
use office::record::{Deed, Who};
use office::rights::Role;
use server::app::ROUTES;
use store::people::Details;
use store::reach::NewHook;

use super::grounds::{Ground, on_both};
use super::office::{Browser, Office};

on_both!(nothing_foreign_is_shown_or_changed_by_any_route_to_any_role);

/// Routes that are there for everybody, each with tests of its own.
const FOR_EVERYBODY: [(&str, &str); 6] = [
    ("/console/first", "GET"),
    ("/console/first", "POST"),
    ("/console/sign-in", "GET"),
    ("/console/sign-in", "POST"),
    ("/console/invited", "GET"),
    ("/console/invited", "POST"),
];

/// Routes that change what is the asker's own and name nobody; `accounts`, `sessions`, `tokens`,
/// `factor` and `reach` test them.
const ONES_OWN: [&str; 11] = [
    "/console/sign-out",
    "/console/me/settings",
    "/console/me/password",
    "/console/me/sessions/end",
    "/console/me/tokens",
    "/console/me/tokens/end",
    "/console/me/second-factor",
    "/console/notices/seen",
    "/console/notices/by-mail",
    "/console/notices/feed",
    "/console/notices/feed/end",
];

/// What is said of a person who is foreign to all who ask, and may stand on no page of theirs.
const SECRETS: [&str; 5] = ["Người Bí Mật", "bi.mat", "Chức Vụ Kín", "kin@cao.example", "nhan.kin.example"];

/// What can become of a unit.
const BECOMING: [&str; 9] =
    ["rename", "move", "end", "merge", "split", "correct", "remove", "founded", "contacts"];

/// A place that has people whom nobody of the other province may see.
async fn ground(ground: Ground) -> (Office, i64) {
    let office = Office::full(ground).await;
    let id = office.person("hidden", "00401", &[(Role::Coordinator, "00401")]).await;
    let deed = Deed { who: Who::CommandLine, at: office.now(), from: String::new(), why: String::new() };
    let seen = office.store.person(id).await.unwrap().unwrap().version;
    let details = Details {
        name: SECRETS[0].to_owned(),
        login: SECRETS[1].to_owned(),
        position: SECRETS[2].to_owned(),
        email: SECRETS[3].to_owned(),
        phone: "0912000111".to_owned(),
        unit: office.unit("00401"),
    };
    office.store.change_person(id, seen, &details, &deed).await.unwrap();
    // A webhook of that place, and a message that it heard.
    let (url, host) = ("https://nhan.kin.example/x", SECRETS[4]);
    let (unit, kinds) = (office.unit("00401"), ["person"].as_slice());
    let hook = NewHook { unit, url, host, kinds, secret: "s", by: id };
    office.store.add_webhook(&hook, &deed).await.unwrap();
    office.store.reset_person(id, b"another", office.now() + 9, &deed).await.unwrap();
    assert_eq!(office.store.messages(None, Some(1), 9).await.unwrap().len(), 1);
    let PersonId(number) = id;
    (office, number)
}

/// The addresses that a route has for what is foreign.
fn addresses(office: &Office, hidden: i64, route: &str) -> Vec<String> {
    let ids = if route.starts_with("/console/people/") {
        vec![hidden]
    } else if route.starts_with("/console/webhooks/") {
        vec![1]
    } else {
        vec![office.unit("04"), office.unit("00401"), office.unit("TT")]
    };
    let with_id: Vec<String> = ids
        .iter()
        .map(|id| route.replace("{id}", &id.to_string()))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    with_id
        .into_iter()
        .flat_map(|path| match path.contains("{becoming}") {
            true => BECOMING.iter().map(|word| path.replace("{becoming}", word)).collect(),
            false => vec![path],
        })
        .collect()
}

/// Everything that any form asks for, about what is foreign.
fn fields(hidden: i64) -> Vec<(&'static str, String)> {
    let unit = "00401".to_owned();
    vec![
        ("name", "Đổi Tên".to_owned()),
        ("login", "doi.ten".to_owned()),
        ("role", "administrator".to_owned()),
        ("role_unit", unit.clone()),
        ("unit", unit.clone()),
        ("parent", "04".to_owned()),
        ("into", "04".to_owned()),
        ("under", "04".to_owned()),
        ("with", unit.clone()),
        ("code", "X1".to_owned()),
        ("kind", "department".to_owned()),
        ("why", "thử".to_owned()),
        ("email", "a@b.example".to_owned()),
        ("phone", "0912000222".to_owned()),
        ("address", "1 Phố Mẫu".to_owned()),
        ("sure", "yes".to_owned()),
        ("person", hidden.to_string()),
        ("object", format!("person:{hidden}")),
        ("message", "1".to_owned()),
        ("url", "https://receiver.example/".to_owned()),
        ("kind_person", "yes".to_owned()),
        ("id", hidden.to_string()),
    ]
}

async fn tries(browser: &mut Browser<'_>, hidden: i64, role: &str) {
    let office = browser.office;
    for (route, method) in ROUTES.iter().copied() {
        let ours = route.starts_with("/console") || route == "/api/v1/me";
        let own = ONES_OWN.contains(&route) && (method == "POST" || route == "/console/sign-out");
        if !ours || FOR_EVERYBODY.contains(&(route, method)) || own {
            continue;
        }
        for address in addresses(office, hidden, route) {
            let before = office.entries().await;
            let mut answers = Vec::new();
            if method == "GET" {
                let asked =
                    ["", "?q=bi+mat", "?q=hidden&unit=00401", "?about=unit:6", "?unit=00401&left=yes"];
                for query in asked {
                    answers.push(browser.get(&format!("{address}{query}")).await);
                }
            } else {
                let fields = fields(hidden);
                for version in ["1", "2", "3"] {
                    let mut fields: Vec<(&str, &str)> =
                        fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    fields.push(("version", version));
                    answers.push(browser.post(&address, &fields).await);
                    let key = browser.form_key.clone();
                    fields.push(("form_key", &key));
                    answers.push(browser.post_parts(&address, &fields).await);
                }
            }
            for got in &answers {
                assert_ne!(got.status.as_u16(), 500, "{role}: {method} {address}");
                for secret in SECRETS.iter().chain(&["0912000111"]) {
                    // What somebody looked for stands in the field that they typed it into, and nowhere else.
                    let shown = got.text.replace("value=\"bi mat\"", "");
                    assert!(
                        !shown.contains(secret),
                        "{role}: {method} {address} shows {secret}:\n{}",
                        got.text
                    );
                }
            }
            assert_eq!(office.entries().await, before, "{role}: {method} {address} changed something");
        }
    }
}

async fn nothing_foreign_is_shown_or_changed_by_any_route_to_any_role(on: Ground) {
    let (office, hidden) = ground(on).await;
    let person = office.store.person(PersonId(hidden)).await.unwrap();
    let units = office.store.units_version().await.unwrap();
    for login in ["tuyen", "coordinator", "responder", "officer", "reader", "auditor", "mylam"] {
        let mut browser = office.signed_in(login).await;
        tries(&mut browser, hidden, login).await;
        assert!(browser.is_in().await, "{login}");
    }
    assert_eq!(office.store.person(PersonId(hidden)).await.unwrap(), person);
    assert_eq!(office.store.units_version().await.unwrap(), units);
    // Those who may see them do, so that what was looked for can be found at all.
    let mut browser = office.signed_in("root").await;
    for path in [format!("/console/people/{hidden}"), "/console/search?q=bi+mat".to_owned()] {
        assert!(browser.get(&path).await.text.contains(SECRETS[0]), "{path}");
    }
}
