//! Every route, as every role, with what is foreign: nothing is shown, nothing is changed, and no route is left out.
//!
//! Must never name the routes that it tries: they come from the server's own table, so that a new one is tried too.

use std::collections::BTreeSet;

use office::member::Member;
use office::people::PersonId;
use office::record::{Deed, Who};
use office::rights::Role;
use office::systems::{Level, System};
use office::units::UnitId;
use server::app::ROUTES;
use store::people::Details;
use store::reach::NewHook;
use store::systems::{Unknown, Wanted};

use super::changes::{SCOPES, ask, token};
use super::grounds::{Ground, on_both};
use super::office::{Browser, Office};
use crate::made_up::knowledge;

on_both!(
    nothing_foreign_is_shown_or_changed_by_any_route_to_any_role,
    nothing_foreign_is_shown_or_changed_to_any_token,
    who_administers_a_place_reads_nowhere_what_they_may_not_open,
);

/// Routes that are there for everybody, each with tests of its own.
const FOR_EVERYBODY: [(&str, &str); 9] = [
    ("/console/first", "GET"),
    ("/console/first", "POST"),
    ("/console/sign-in", "GET"),
    ("/console/sign-in", "POST"),
    ("/console/invited", "GET"),
    ("/console/invited", "POST"),
    ("/console/oidc", "GET"),
    ("/console/oidc", "POST"),
    ("/console/oidc/back", "GET"),
];

/// Routes that change what is the asker's own and name nobody; `accounts`, `sessions`, `tokens`,
/// `factor`, `oidc`, `emergency` and `reach` test them.
const ONES_OWN: [&str; 14] = [
    "/console/sign-out",
    "/console/me/settings",
    "/console/me/password",
    "/console/me/sessions/end",
    "/console/me/tokens",
    "/console/me/tokens/end",
    "/console/me/second-factor",
    "/console/me/provider",
    "/console/me/provider/end",
    "/console/emergency",
    "/console/notices/seen",
    "/console/notices/by-mail",
    "/console/notices/feed",
    "/console/notices/feed/end",
];

/// What is said of a person who is foreign to all who ask, and may stand on no page of theirs.
const SECRETS: [&str; 5] = ["Người Bí Mật", "bi.mat", "Chức Vụ Kín", "kin@cao.example", "nhan.kin.example"];

/// What is said of systems that are foreign: of another province, or restricted to one person of the asker's own.
const SYSTEMS: [&str; 6] =
    ["Hệ Thống Xa", "xa.cao.example", "Hệ Thống Mật", "mat.tuyen.example", "14.160.12.34", "14.160.12.35"];

/// What can become of a unit.
const BECOMING: [&str; 10] =
    ["rename", "move", "end", "merge", "split", "correct", "remove", "founded", "contacts", "limit"];

/// Why somebody of another province asks for emergency access.
const WHY: &str = "Lý Do Kín";

/// What stands in the member file of a unit of another province.
const FILE: &str = "Giới Thiệu Kín";

/// What a drill of another province is called.
const DRILL: &str = "Diễn Tập Kín";

/// What stands in a response plan of another province.
const PLAN: &str = "Rủi Ro Kín";

/// What is said of incidents that are foreign: of another province, or restricted to one person of the asker's own.
const INCIDENTS: [&str; 4] = ["Sự Cố Xa", "Kể Xa Kín", "Sự Cố Mật", "Kể Mật Kín"];

/// What can be done to an incident.
const DEEDS: [&str; 44] = [
    "give",
    "answer",
    "look",
    "system",
    "sent",
    "arrived",
    "custody",
    "acknowledge",
    "verify",
    "classify",
    "grade",
    "same",
    "rename",
    "redate",
    "facts",
    "assign",
    "tick",
    "untick",
    "finish",
    "skip",
    "back",
    "hand-over",
    "comment",
    "decide",
    "team",
    "spokesperson",
    "release",
    "help",
    "help-came",
    "order",
    "contain",
    "effect",
    "exit",
    "preserve",
    "indicator",
    "no-indicator",
    "machine",
    "impact",
    "cause",
    "task",
    "task-done",
    "end",
    "close",
    "reopen",
];

/// What can be done to a unit's own copy of a playbook.
const OWN: [&str; 10] =
    ["make", "step", "add", "remove", "move", "publish", "discard", "shipped", "merge", "decline"];

/// What a step of a copy of another province is called, and why that copy was published.
const PLAYBOOK: [&str; 2] = ["Bước Kín", "Vì Chuyện Kín"];

/// What is foreign.
struct Hidden {
    /// An incident of that province, and one of the asker's own that is restricted to somebody else.
    incidents: [i64; 2],
    /// A drill of that province.
    drill: i64,
    /// A plan of that province.
    plan: i64,
    /// Somebody of another province.
    person: i64,
    /// A system of that province, and one of the asker's own that is restricted to somebody else.
    systems: [i64; 2],
    /// The code that stands on the papers of the second.
    code: String,
}

/// A place that has people and systems which nobody of the other province may see, and a system there that is restricted.
async fn ground(ground: Ground) -> (Office, Hidden) {
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
    let PersonId(person) = id;
    assert!(office.store.link_identity(id, "https://idp.example", "kin", &deed).await.unwrap());
    let mut systems = Vec::new();
    // Addresses of both were seen.
    office.current.set(knowledge());
    let both = [("04", SYSTEMS[0], SYSTEMS[1], SYSTEMS[4]), ("08", SYSTEMS[2], SYSTEMS[3], SYSTEMS[5])];
    for (unit, name, domain, address) in both {
        let system = System {
            unit: UnitId(office.unit(unit)),
            name: name.to_owned(),
            level: Level::new(4).unwrap(),
            products: Vec::new(),
            addresses: vec![office::systems::address(address).unwrap()],
            domains: vec![office::systems::domain(domain).unwrap()],
        };
        let wanted = Wanted { new: vec![system], ..Wanted::default() };
        let found = office.store.change_systems(&wanted, &Unknown::new(), "system.found", &deed).await;
        systems.extend(found.unwrap());
    }
    let code = "WXYZ-2345-6789-ABCD".to_owned();
    office.person("owner", "08", &[(Role::Officer, "08")]).await;
    let owner = BTreeSet::from([office.known("owner").await.id]);
    office.store.name_people(systems[1], 1, &owner, &code, &deed).await.unwrap();
    // A webhook of that place, and a message that it heard.
    let (url, host) = ("https://nhan.kin.example/x", SECRETS[4]);
    let (unit, kinds) = (office.unit("00401"), ["person"].as_slice());
    let hook = NewHook { unit, url, host, kinds, secret: "s", by: id };
    office.store.add_webhook(&hook, &deed).await.unwrap();
    office.store.reset_person(id, b"another", office.now() + 9, &deed).await.unwrap();
    assert_eq!(office.store.messages(None, Some(1), 9).await.unwrap().len(), 1);
    let file = Member { introduction: FILE.to_owned(), ..Member::default() };
    let unit = UnitId(office.unit("00401"));
    assert!(office.store.keep_member(unit, 0, &file, "member.changed", &deed).await.unwrap());
    // Somebody of the other province asks to be let in.
    let asks = Deed { why: WHY.to_owned(), ..deed };
    assert!(office.store.ask_in(id, office.unit("00401"), "ABCDEFGHJKMNPQRS", &asks).await.unwrap());
    office.person("far", "00401", &[(Role::Officer, "00401")]).await;
    let far = tell(&office, "far", "00401", &INCIDENTS[..2], "no").await;
    let near = tell(&office, "owner", "08", &INCIDENTS[2..], "yes").await;
    let deed = office.deed();
    let drill = office::drill::Drill {
        name: DRILL.to_owned(),
        goal: String::new(),
        unit: office.unit("04"),
        clock: office::drill::Clock::new(office.now()),
        begun: office.now(),
        targets: std::collections::BTreeMap::new(),
        ended_at: None,
        injects: Vec::new(),
    };
    let drill = office.store.add_drill(&drill, &deed).await.unwrap();
    // That province has a copy of a playbook of its own, and works on the next.
    super::own_playbooks::published(&office, "04", PLAYBOOK[0], PLAYBOOK[1]).await;
    super::own_playbooks::published(&office, "00401", PLAYBOOK[0], PLAYBOOK[1]).await;
    let unit = office.unit("04");
    let plan = office.store.add_plan(unit, 2026, &[], &deed).await.unwrap();
    let write = office::plan::Deed::Write(office::plan::Part::Risks, PLAN.to_owned(), 1);
    let today = office::day::Day::at(office.now()).unwrap();
    office.store.change_plan(plan, &write, today, &[], &deed).await.unwrap();
    (office, Hidden { person, systems: [systems[0], systems[1]], code, incidents: [far, near], drill, plan })
}

/// Somebody tells of an incident: its number.
async fn tell(office: &Office, login: &str, unit: &str, said: &[&str], restricted: &str) -> i64 {
    let mut browser = office.signed_in(login).await;
    let (kind, source, detected) = ("malware", "unit", "2026-11-01T08:00");
    let fields = [
        ("title", said[0]),
        ("told", said[1]),
        ("kind", kind),
        ("unit", unit),
        ("detected", detected),
        ("source", source),
        ("restricted", restricted),
    ];
    let got = browser.post("/console/incidents/new", &fields).await;
    assert_eq!(got.status, 303, "{}", got.text);
    let at = got.header("location").split('?').next().and_then(|path| path.rsplit('/').next());
    at.and_then(|id| id.parse().ok()).unwrap()
}

/// The addresses that a route has for what is foreign.
fn addresses(office: &Office, hidden: &Hidden, route: &str) -> Vec<String> {
    let ids = if route.starts_with("/console/people/") {
        vec![hidden.person]
    } else if route.starts_with("/console/systems/") {
        hidden.systems.to_vec()
    } else if route.starts_with("/console/incidents/") {
        hidden.incidents.to_vec()
    } else if route.starts_with("/console/drills/") {
        vec![hidden.drill]
    } else if route.starts_with("/console/plans/") {
        vec![hidden.plan]
    } else if route.starts_with("/console/webhooks/") {
        vec![1]
    } else {
        vec![office.unit("04"), office.unit("00401"), office.unit("TT")]
    };
    let with_id: Vec<String> = ids
        .iter()
        .map(|id| route.replace("{id}", &id.to_string()))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    with_id
        .into_iter()
        .flat_map(|path| match path.contains("{becoming}") {
            true => BECOMING.iter().map(|word| path.replace("{becoming}", word)).collect(),
            false if route.starts_with("/console/own-playbooks/") => {
                let path = path.replace("{kind}", "malware");
                OWN.iter()
                    .map(|word| path.replace("{deed}", word))
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect()
            }
            false if path.contains("{deed}") => {
                DEEDS.iter().map(|word| path.replace("{deed}", word)).collect()
            }
            false if path.contains("{kind}") => vec![path.replace("{kind}", "malware")],
            false if path.contains("{part}") => vec![path.replace("{part}", "risks")],
            false if path.contains("{form}") => vec![path.replace("{form}", "closing_report")],
            false => vec![path.replace("{number}", "1")],
        })
        .collect()
}

/// Everything that any form asks for, about what is foreign.
fn fields(hidden: &Hidden) -> Vec<(&'static str, String)> {
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
        ("person", hidden.person.to_string()),
        ("id", hidden.person.to_string()),
        ("level", "3".to_owned()),
        ("restricted", "no".to_owned()),
        ("asking", "1".to_owned()),
        ("object", format!("person:{}", hidden.person)),
        ("message", "1".to_owned()),
        ("url", "https://receiver.example/".to_owned()),
        ("kind_person", "yes".to_owned()),
        ("title", "Đổi Tên".to_owned()),
        ("told", "Kể".to_owned()),
        ("source", "unit".to_owned()),
        ("detected", "2026-11-01T08:00".to_owned()),
        ("reasons", "thử".to_owned()),
        ("real", "yes".to_owned()),
        ("class", "malware".to_owned()),
        ("enisa", "malicious_code".to_owned()),
        ("grade", "serious".to_owned()),
        ("text", "thử".to_owned()),
        ("result", "thử".to_owned()),
        ("what", "thử".to_owned()),
        ("to", "thử".to_owned()),
        ("how", "thử".to_owned()),
        ("of", "thử".to_owned()),
        ("action", "thử".to_owned()),
        ("target", "thử".to_owned()),
        ("value", "14.1.1.1".to_owned()),
        ("owner", "thử".to_owned()),
        ("cause", "thử".to_owned()),
        ("lessons", "thử".to_owned()),
        ("post", "thử".to_owned()),
        ("do", "end".to_owned()),
        ("complete", "yes".to_owned()),
        ("broken", "yes".to_owned()),
        ("year", "2026".to_owned()),
        ("number", "1/QĐ".to_owned()),
        ("date", "01/11/2026".to_owned()),
        ("by", "thử".to_owned()),
        ("actions", "a | b".to_owned()),
        ("incident", hidden.incidents[0].to_string()),
        ("system", hidden.systems[1].to_string()),
        ("edition", "x".to_owned()),
        ("place", "after".to_owned()),
        ("shipped", "x".to_owned()),
        ("identity", "1".to_owned()),
    ]
}

async fn tries(browser: &mut Browser<'_>, hidden: &Hidden, role: &str) {
    let office = browser.office;
    for (route, method) in ROUTES.iter().copied() {
        let ours = route.starts_with("/console") || route == "/api/v1/me";
        let own = ONES_OWN.contains(&route) && (method == "POST" || route == "/console/sign-out");
        if !ours || FOR_EVERYBODY.contains(&(route, method)) || own {
            continue;
        }
        for address in addresses(office, hidden, route) {
            let before = office.newest().await;
            let mut answers = Vec::new();
            if method == "GET" {
                let about = format!("?about=system:{}", hidden.systems[1]);
                let asked = [
                    "",
                    "?q=bi+mat",
                    "?q=hidden&unit=00401",
                    "?about=unit:6",
                    "?unit=00401&left=yes",
                    "?q=he+thong",
                    "?level=4&unit=08",
                    &about,
                ];
                // A form is the same whatever is looked for.
                let few = if route.contains("{deed}") { 1 } else { asked.len() };
                for query in &asked[..few] {
                    let address = address.replace("{deed}", "comment");
                    answers.push(browser.get(&format!("{address}{query}")).await);
                }
            } else {
                let fields = fields(hidden);
                let versions: &[&str] = if route.contains("{deed}") { &["9"] } else { &["1", "2", "3"] };
                for version in versions.iter().copied() {
                    let mut fields: Vec<(&str, &str)> =
                        fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    fields.push(("version", version));
                    fields.push(("seen", version));
                    answers.push(browser.post(&address, &fields).await);
                    let key = browser.form_key.clone();
                    fields.push(("form_key", &key));
                    answers.push(browser.post_parts(&address, &fields).await);
                }
            }
            for got in &answers {
                assert_ne!(got.status.as_u16(), 500, "{role}: {method} {address}");
                let secrets = SECRETS.iter().chain(&SYSTEMS).chain(&INCIDENTS).copied();
                for secret in secrets.chain(PLAYBOOK).chain([
                    "0912000111",
                    WHY,
                    FILE,
                    DRILL,
                    PLAN,
                    hidden.code.as_str(),
                ]) {
                    // What somebody looked for stands in the field that they typed it into, and nowhere else.
                    let shown = got.text.replace("value=\"bi mat\"", "");
                    assert!(
                        !shown.contains(secret),
                        "{role}: {method} {address} shows {secret}:\n{}",
                        got.text
                    );
                }
            }
            assert_eq!(office.newest().await, before, "{role}: {method} {address} changed something");
        }
    }
}

async fn nothing_foreign_is_shown_or_changed_by_any_route_to_any_role(on: Ground) {
    let (office, hidden) = ground(on).await;
    let person = office.store.person(PersonId(hidden.person)).await.unwrap();
    let systems = office.store.systems_numbered(&hidden.systems, office.now()).await.unwrap();
    let units = office.store.units_version().await.unwrap();
    let incidents = both(&office, &hidden).await;
    for login in ["tuyen", "coordinator", "responder", "officer", "reader", "auditor", "mylam"] {
        let mut browser = office.signed_in(login).await;
        tries(&mut browser, &hidden, login).await;
        assert!(browser.is_in().await, "{login}");
    }
    // What was counted by its last number is all there.
    assert_eq!(office.entries().await, office.newest().await);
    assert_eq!(office.store.person(PersonId(hidden.person)).await.unwrap(), person);
    assert_eq!(office.store.systems_numbered(&hidden.systems, office.now()).await.unwrap(), systems);
    assert_eq!(office.store.units_version().await.unwrap(), units);
    assert_eq!(both(&office, &hidden).await, incidents);
    // To those above, all that is not restricted is their own; what is restricted is not there for them either.
    for role in Role::ALL {
        office.person(&format!("above-{}", role.as_str()), "TT", &[(role, "TT")]).await;
        restricted(&office, &hidden, &format!("above-{}", role.as_str())).await;
    }
    assert_eq!(office.store.systems_numbered(&hidden.systems, office.now()).await.unwrap(), systems);
    // Those who may see them do, so that what was looked for can be found at all.
    let mut browser = office.signed_in("root").await;
    for path in [format!("/console/people/{}", hidden.person), "/console/search?q=bi+mat".to_owned()] {
        assert!(browser.get(&path).await.text.contains(SECRETS[0]), "{path}");
    }
    let mut browser = office.signed_in("owner").await;
    for path in [format!("/console/systems/{}", hidden.systems[1]), "/console/search?q=mat".to_owned()] {
        assert!(browser.get(&path).await.text.contains(SYSTEMS[2]), "{path}");
    }
    for path in [format!("/console/incidents/{}", hidden.incidents[1]), "/console/incidents".to_owned()] {
        assert!(browser.get(&path).await.text.contains(INCIDENTS[2]), "{path}");
    }
}

/// What programs ask of what is foreign, by route: everything that any of them sends.
fn asked(office: &Office, hidden: &Hidden, route: &str, method: &str) -> Vec<(String, String)> {
    if method == "GET" {
        let asked = ["", "?unit=00401", "?unit=04", "?after=0&limit=1000"];
        let of = addresses(office, hidden, &route.replace("/api/v1/", "/console/"));
        let of = of.iter().map(|path| path.replace("/console/", "/api/v1/"));
        return of.flat_map(|path| asked.map(|query| (format!("{path}{query}"), String::new()))).collect();
    }
    let number = hidden.person;
    let system =
        r#""name": "Đổi Tên", "level": 1, "products": [], "addresses": [], "domains": [], "why": """#;
    let person = r#""name": "Đổi Tên", "position": "", "email": "", "phone": "", "why": """#;
    let (from, until) = ("2026-12-01T08:00:00Z", "2026-12-01T09:00:00Z");
    let bodies = |seen: i64| match route {
        "/api/v1/systems" => vec![format!(r#"{{"unit": "00401", {system}}}"#)],
        "/api/v1/systems/{id}" => vec![format!(r#"{{"seen": {seen}, {system}}}"#)],
        "/api/v1/people/{id}" => {
            ["00401", "08"].map(|unit| format!(r#"{{"seen": {seen}, "unit": "{unit}", {person}}}"#)).into()
        }
        "/api/v1/units/{id}/contact" => {
            let rest = r#""email": "", "phone": "113", "address": "", "why": """#;
            vec![format!(r#"{{"seen": {seen}, {rest}}}"#)]
        }
        "/api/v1/units/{id}/shifts" => {
            let shift =
                format!(r#"{{"person": {number}, "from": "{from}", "until": "{until}", "phone": "113"}}"#);
            vec![format!(r#"{{"seen": {seen}, "shifts": [{shift}], "why": ""}}"#)]
        }
        "/api/v1/units/{id}/shifts/end" => vec![format!(r#"{{"seen": {seen}, "shift": 1, "why": ""}}"#)],
        other => panic!("say what {method} {other} is sent"),
    };
    let of = addresses(office, hidden, &route.replace("/api/v1/", "/console/"));
    let of: Vec<String> = of.iter().map(|path| path.replace("/console/", "/api/v1/")).collect();
    let all = |path: &String| (0..4).flat_map(bodies).map(|body| (path.clone(), body)).collect::<Vec<_>>();
    of.iter().flat_map(all).collect()
}

/// Every route for programs, as every role, with a token for each scope alone and one for all.
async fn nothing_foreign_is_shown_or_changed_to_any_token(on: Ground) {
    let (office, hidden) = ground(on).await;
    let public = ["/api/v1/check", "/api/v1/campaign", "/api/v1/scan-reports"];
    let mut keys = Vec::new();
    for login in ["tuyen", "coordinator", "responder", "officer", "reader", "auditor", "mylam"] {
        let mut browser = office.signed_in(login).await;
        keys.push((login, "all", token(&mut browser, &SCOPES).await));
        for scope in SCOPES {
            keys.push((login, scope, token(&mut browser, &[scope]).await));
        }
    }
    let before = office.entries().await;
    for (login, scope, key) in &keys {
        let routes = ROUTES.iter().copied().filter(|(route, _)| route.starts_with("/api/"));
        for (route, method) in routes.filter(|(route, _)| !public.contains(route)) {
            for (path, body) in asked(&office, &hidden, route, method) {
                let got = ask(&office, key, method, &path, &body).await;
                let at = format!("{login}, {scope}: {method} {path} {body}");
                assert!(got.status != 500 && got.status != 429, "{at}: {}", got.text);
                assert!(method == "GET" || !got.status.is_success(), "{at}: {}", got.text);
                for secret in SECRETS.iter().chain(&SYSTEMS).chain(&INCIDENTS).copied() {
                    assert!(!got.text.contains(secret), "{at} shows {secret}: {}", got.text);
                }
                for secret in ["0912000111", WHY, FILE, DRILL, hidden.code.as_str()] {
                    assert!(!got.text.contains(secret), "{at} shows {secret}: {}", got.text);
                }
            }
            office.wait(1);
        }
    }
    assert_eq!(office.entries().await, before, "nothing was changed");
}

/// Administrators of the very place, and of all, over every page and route that is read: of systems, incidents, drills and
/// plans nothing stands there, neither on pages of their own nor where deeds are listed.
async fn who_administers_a_place_reads_nowhere_what_they_may_not_open(on: Ground) {
    let (office, hidden) = ground(on).await;
    office.person("planner", "04", &[(Role::Coordinator, "04"), (Role::Administrator, "04")]).await;
    let mut planner = office.signed_in("planner").await;
    let hook =
        [("unit", "04"), ("url", "https://a.example/x"), ("kind_system", "yes"), ("kind_incident", "yes")];
    assert_eq!(planner.post("/console/webhooks", &hook).await.status, 200);
    let entered = super::systems::enter(&mut planner, "04", "Hệ Thống Xa Hai").await;
    let told = tell(&office, "planner", "04", &["Sự Cố Xa Hai", "Kể Xa Hai"], "no").await;
    let about = [
        format!("system:{entered}"),
        format!("incident:{told}"),
        format!("drill:{}", hidden.drill),
        format!("plan:{}", hidden.plan),
    ];
    let (found, opened) = ("Khai hệ thống thông tin", "Webhook: Báo sự cố");
    let words = [SYSTEMS[0], SYSTEMS[1], SYSTEMS[4], INCIDENTS[0], INCIDENTS[1], DRILL, PLAN, found, opened];
    let words: Vec<&str> = words.into_iter().chain(about.iter().map(String::as_str)).collect();
    for login in ["cao", "root"] {
        let mut browser = office.signed_in(login).await;
        let key = token(&mut browser, &SCOPES).await;
        for (route, _) in ROUTES.iter().copied().filter(|(_, method)| *method == "GET") {
            let is_program = route.starts_with("/api/v1/");
            if !route.starts_with("/console") && !is_program {
                continue;
            }
            for address in addresses(&office, &hidden, &route.replace("/api/v1/", "/console/")) {
                let mut pages = vec![address.clone()];
                if route == "/console/record" {
                    pages.extend(about.iter().map(|word| format!("{address}?about={word}")));
                }
                for page in pages {
                    let got = match is_program {
                        true => ask(&office, &key, "GET", &page.replace("/console/", "/api/v1/"), "").await,
                        false => browser.get(&page).await,
                    };
                    for word in &words {
                        // What they asked for themselves stands in the heading.
                        let shown = if page.contains(word) { "" } else { &got.text };
                        assert!(!shown.contains(word), "{login}: {page} shows {word}: {}", got.text);
                    }
                }
            }
            office.wait(1);
        }
    }
    // Those who may open them read of them where deeds are listed: else nothing was looked for.
    office.person("auditor-04", "04", &[(Role::Auditor, "04")]).await;
    let mut auditor = office.signed_in("auditor-04").await;
    let record = auditor.get("/console/record").await.text;
    let at = format!("/console/incidents/{told}");
    assert!(record.contains(SYSTEMS[0]) && record.contains(found) && record.contains(&at), "{record}");
    let messages = planner.get("/console/messages").await.text;
    assert!(messages.contains(&format!("Webhook: {found}")) && messages.contains(opened), "{messages}");
    let key = token(&mut auditor, &["record:read"]).await;
    let record = ask(&office, &key, "GET", "/api/v1/record?limit=1000", "").await.text;
    for word in &about {
        assert!(record.contains(&format!("\"{word}\"")), "{word}: {record}");
    }
}

/// The two incidents, with all that happened in them.
async fn both(office: &Office, hidden: &Hidden) -> Vec<store::incidents::Kept> {
    let mut both = Vec::new();
    for id in hidden.incidents {
        both.push(office.store.incident(id).await.unwrap().unwrap());
    }
    both
}

/// Tries every page of the console, and every form about it, on a restricted system and a restricted incident, as somebody
/// of the root.
async fn restricted(office: &Office, hidden: &Hidden, login: &str) {
    let mut browser = office.signed_in(login).await;
    let id = hidden.systems[1];
    for (route, method) in ROUTES.iter().copied().filter(|(route, _)| route.starts_with("/console")) {
        let own = (ONES_OWN.contains(&route) && method == "POST") || FOR_EVERYBODY.contains(&(route, method));
        let about = ["/console/systems/{id}", "/console/emergency/", "/console/copy"]
            .iter()
            .any(|begins| route.starts_with(begins));
        let of_incident = route.starts_with("/console/incidents/{id}");
        if own || route.contains("{becoming}") || (method == "POST" && !about && !of_incident) {
            continue;
        }
        let at = match about {
            true => id,
            false if route.starts_with("/console/incidents/") => hidden.incidents[1],
            false => office.unit("08"),
        };
        let address = route
            .replace("{id}", &at.to_string())
            .replace("{form}", "notice")
            .replace("{number}", "1")
            .replace("{kind}", "malware");
        let mut answers = Vec::new();
        if method == "POST" && of_incident {
            let deeds: &[&str] = if address.contains("{deed}") { &DEEDS } else { &[""] };
            for deed in deeds {
                let before = office.newest().await;
                let fields = [("seen", "2"), ("reasons", "x")];
                let got = browser.post(&address.replace("{deed}", deed), &fields).await;
                // It is answered as one is that is not there: what takes a file refuses a form before it looks which one.
                let nowhere = address.replace(&format!("/{at}"), "/999999").replace("{deed}", deed);
                let expected = browser.post(&nowhere, &fields).await.status;
                assert!([400, 404].contains(&expected.as_u16()), "{nowhere}: {expected}");
                assert_eq!(got.status, expected, "{login} {address} {deed}: {}", got.text);
                assert_eq!(office.newest().await, before, "{login} {address} {deed}");
                answers.push(got);
            }
        } else if method == "POST" {
            let before = office.newest().await;
            let object = format!("system:{id}");
            let fields = [
                ("object", object.as_str()),
                ("seen", "2"),
                ("name", "Khác"),
                ("level", "1"),
                ("restricted", "no"),
                ("why", "x"),
                ("asking", "0"),
            ];
            answers.push(browser.post(&address, &fields).await);
            assert_eq!(answers[0].status, 404, "{login} {address}");
            assert_eq!(office.newest().await, before, "{login} {address}");
        } else {
            for query in ["", "?q=he+thong+mat", "?q=mat.tuyen", &format!("?about=system:{id}"), "?unit=08"] {
                answers.push(browser.get(&format!("{address}{query}")).await);
            }
        }
        for got in answers {
            for secret in [SYSTEMS[2], SYSTEMS[3], INCIDENTS[2], INCIDENTS[3], hidden.code.as_str()] {
                assert!(!got.text.contains(secret), "{login} {address} shows {secret}: {}", got.text);
            }
        }
    }
}
