//! The description of forms, held against the forms: what pages ask for is what is described, and nothing else is.
//!
//! Must never name a form's fields: pages are followed by their links, and asked.

use std::collections::{BTreeMap, BTreeSet};

use office::rights::Role;
use serde_json::Value;
use server::app::ROUTES;

use super::evidence::keep;
use super::grounds::Ground;
use super::incidents::{does, tell};
use super::office::{Browser, FIRST, Office, PASSWORD, between, field, set_up_factor};
use super::systems::{enter, restrict};
use crate::ask::get;
use crate::openapi::{operations, resolved};

/// Forms of pages that only a message on its way, a server with mail or an identity provider, or a whole member file has.
const FROM_TEMPLATES: [&str; 9] = [
    include_str!("../../../templates/console/servers.html"),
    include_str!("../../../templates/console/me_provider.html"),
    include_str!("../../../templates/console/provider_code.html"),
    include_str!("../../../templates/console/webhook.html"),
    include_str!("../../../templates/console/notices.html"),
    include_str!("../../../templates/console/messages.html"),
    include_str!("../../../templates/console/member.html"),
    include_str!("../../../templates/console/message_lines.html"),
    include_str!("../../../templates/console/slip.html"),
];

/// Fields by route and method, and how they are sent.
#[derive(Default)]
struct Seen {
    fields: BTreeMap<(String, String), BTreeSet<String>>,
    kinds: BTreeMap<(String, String), String>,
    visited: BTreeSet<String>,
}

/// The value of an attribute within a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

/// The route that an address is of.
fn route(address: &str, method: &str) -> String {
    let path = address.split('?').next().unwrap();
    let fits = |route: &str| {
        let (route, path): (Vec<&str>, Vec<&str>) = (route.split('/').collect(), path.split('/').collect());
        route.len() == path.len() && route.iter().zip(&path).all(|(of, one)| of == one || of.starts_with('{'))
    };
    // The table has what is named before what is a variable.
    let found = ROUTES.iter().find(|(route, of)| *of == method && fits(route));
    found
        .unwrap_or_else(|| panic!("a page sends a form to {method} {address}, which is no route"))
        .0
        .to_owned()
}

impl Seen {
    /// Notes every form of a page.
    fn page(&mut self, text: &str) {
        for form in text.split("<form").skip(1) {
            let (tag, rest) = form.split_once('>').unwrap();
            let method = if attribute(tag, "method") == Some("post") { "POST" } else { "GET" };
            let key = (route(attribute(tag, "action").unwrap(), method), method.to_owned());
            let kind = attribute(tag, "enctype").unwrap_or("application/x-www-form-urlencoded");
            self.kinds.insert(key.clone(), kind.to_owned());
            let inside = rest.split("</form>").next().unwrap();
            let tags = inside.split('<').filter_map(|tag| tag.split('>').next());
            let names = tags.filter_map(|tag| attribute(tag, "name")).map(str::to_owned);
            self.fields.entry(key).or_default().extend(names);
        }
    }

    /// Follows links from a page to all others.
    async fn follow(&mut self, browser: &mut Browser<'_>, from: &str) {
        let mut next = vec![from.to_owned()];
        while let Some(path) = next.pop() {
            if !self.visited.insert(path.clone()) {
                continue;
            }
            let got = browser.get(&path).await;
            let html = got.header("content-type").starts_with("text/html");
            assert!([200, 303].contains(&got.status.as_u16()), "{path}: {}", got.status);
            if !html {
                continue;
            }
            self.page(&got.text);
            let links = got.text.split(" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
            let links = links.filter_map(|link| link.split(['?', '#']).next());
            next.extend(links.filter(|link| link.starts_with("/console")).map(str::to_owned));
        }
    }
}

/// The pages of those who keep systems and duty: something is entered first, so that there is something to be asked of.
async fn responders(office: &Office, seen: &mut Seen) {
    let mut owner = office.signed_in("coordinator").await;
    let system = enter(&mut owner, "08", "Cổng dịch vụ công").await;
    seen.page(&owner.get(&format!("/console/incidents/new?system={system}")).await.text);
    let kept = enter(&mut owner, "08", "Hồ sơ kín").await;
    let code = restrict(&mut owner, kept).await;
    let unit = office.unit("08");
    for (who, from, until) in [
        ("responder", "2026-11-21T08:00", "2026-11-21T14:00"),
        ("officer", "2026-11-21T14:00", "2026-11-21T23:00"),
    ] {
        let person = office.known(who).await.id.0.to_string();
        let shift = [
            ("person", person.as_str()),
            ("from", from),
            ("until", until),
            ("days", "1"),
            ("phone", "0912000111"),
        ];
        assert_eq!(owner.post(&format!("/console/duty/{unit}/shifts"), &shift).await.status, 303);
    }
    for path in [
        "/console/systems".to_owned(),
        "/console/systems/new".to_owned(),
        format!("/console/systems/{system}/change"),
        format!("/console/systems/{system}/end"),
        format!("/console/systems/{kept}/names"),
        format!("/console/duty/{unit}"),
    ] {
        seen.visited.remove(&path);
        seen.follow(&mut owner, &path).await;
    }
    let key = owner.form_key.clone();
    let table = "Mã đơn vị,Tên hệ thống thông tin,Cấp độ,Tên miền\n08,Hệ thống một cửa,3,\n";
    let fields = [("form_key", key.as_str()), ("why", ""), ("file", table)];
    let plan = owner.post_parts("/console/systems/import", &fields).await;
    assert_eq!(plan.status, 200, "{}", plan.text);
    seen.page(&plan.text);
    let mut asker = office.signed_in("responder").await;
    let asked = asker.post("/console/emergency", &[("code", &code), ("why", "Đang bị mã hóa")]).await;
    assert_eq!(asked.status, 303, "{}", asked.text);
    let mut second = office.signed_in("tuyen").await;
    let page = second.get("/console/emergency").await.text;
    seen.page(&page);
    let asking = field(&page, "asking").unwrap();
    assert_eq!(second.post("/console/emergency/agree", &[("asking", &asking)]).await.status, 303);
    seen.page(&owner.get("/console").await.text);
    // What a second administrator is asked of an account that one reset.
    let of = office.person("lost", "08", &[]).await;
    let by = office.person("first", "TT", &[(Role::Administrator, "TT")]).await;
    office.person("second", "TT", &[(Role::Administrator, "TT")]).await;
    let deed = office::record::Deed { who: office::record::Who::Person(by.0), ..office.deed() };
    office.store.reset_person(of, b"a code", office.now() + 9, &deed).await.unwrap();
    let mut second = office.signed_in("second").await;
    seen.page(&second.get(&format!("/console/people/{}/confirm", of.0)).await.text);
}

/// The forms with which something is done to an incident: something is done first, so that there is something to go on
/// from.
async fn incidents(office: &Office, seen: &mut Seen) {
    let mut browser = office.signed_in("coordinator").await;
    seen.visited.remove("/console/incidents/new");
    seen.follow(&mut browser, "/console/incidents/new").await;
    let drill = super::drills::make(&mut browser, "08").await;
    let inject = [("text", "Mất điện"), ("due", "")];
    assert_eq!(super::drills::steer(&mut browser, drill, "inject", &inject).await, 303);
    for path in [
        "/console/drills/new".to_owned(),
        format!("/console/drills/{drill}"),
        format!("/console/drills/{drill}/incident"),
    ] {
        seen.visited.remove(&path);
        seen.follow(&mut browser, &path).await;
    }
    // A plan that is written, so that each of its forms is there, and one that waits for its approval.
    let open = super::plans::begin(&mut browser, "08", "2026").await;
    super::plans::complete(&mut browser, open).await;
    enter(&mut browser, "08", "Của kế hoạch").await;
    seen.visited.remove("/console/plans/new");
    seen.follow(&mut browser, &format!("/console/plans/{open}")).await;
    seen.page(&browser.get(&format!("/console/plans/{open}/systems")).await.text);
    super::plans::submit(&mut browser, open).await;
    seen.page(&browser.get(&format!("/console/plans/{open}")).await.text);
    seen.page(&browser.get(&format!("/console/plans/{open}/approve")).await.text);
    super::plans::approve(&mut browser, open).await;
    seen.page(&browser.get(&format!("/console/drills/{drill}")).await.text);
    let limit = format!("/console/units/{}/limit", office.unit("08"));
    seen.page(&browser.get(&limit).await.text);
    // One that is over, for what is asked of who opens it again.
    let over = super::clocks::found(&mut browser, "08", "Đã xong", "2026-11-21T12:00").await;
    super::clocks::judged(&mut browser, over).await;
    super::clocks::follow_without_reports(&mut browser, over).await;
    seen.page(&browser.get(&format!("/console/incidents/{over}/do/reopen")).await.text);
    let id = tell(&mut browser, "08", "Mã độc").await;
    let at = format!("/console/incidents/{id}");
    for deed in ["verify", "contain", "help", "task", "indicator", "preserve"] {
        assert_eq!(
            does(&mut browser, id, deed, &[("kind", "name"), ("value", "x.exe"), ("of", "Bạn")]).await,
            303,
            "{deed}"
        );
    }
    let kept = keep(&mut browser, id, "log", "a.log", b"one").await;
    assert_eq!(kept.status, 303, "{}", kept.text);
    for page in ["", "/evidence", "/names", "/package"] {
        seen.page(&browser.get(&format!("{at}{page}")).await.text);
    }
    let papers = browser.get(&format!("{at}/papers")).await.text;
    let forms = papers.split("/papers/").skip(1).map(|rest| rest.split('"').next().unwrap());
    for form in forms.collect::<BTreeSet<_>>() {
        let got = browser.get(&format!("{at}/papers/{form}")).await;
        assert_eq!(got.status, 200, "{form}");
        seen.page(&got.text);
    }
    let paper = [("form", "notice"), ("date", "01/11/2026"), ("at", "2026-11-01T08:30"), ("file", "paper")];
    assert_eq!(
        does(&mut browser, id, "sent", &[("number", "1"), paper[0], paper[1], paper[2], paper[3]]).await,
        303
    );
    assert_eq!(keep(&mut browser, id, "log", "nhat-ky.log", b"x").await.status, 303);
    let events = office.store.incident(id).await.unwrap().unwrap().entries.len();
    let documented = get(&office.app, "/api/openapi.json").await.text;
    let document: Value = serde_json::from_str(&documented).unwrap();
    let parameters = &document["paths"]["/console/incidents/{id}/do/{deed}"]["post"]["parameters"];
    let deeds = parameters.as_array().unwrap().iter().find(|one| one["name"] == "deed").unwrap();
    for deed in deeds["schema"]["enum"].as_array().unwrap() {
        let deed = deed.as_str().unwrap();
        let mut found = false;
        for of in 0..=events {
            let path = format!("{at}/do/{deed}?of={of}&kind=name&value=x.exe&evidence={of}");
            let got = browser.get(&path).await;
            if got.status == 200 {
                seen.page(&got.text);
                found = true;
                break;
            }
        }
        // From the tenth step alone it goes back, and what is kept as evidence has a page of its own.
        assert!(found, "no form was found for {deed}");
    }
}

/// The forms with which a unit's own copy of a playbook is changed: one that is worked on, one that is in force, and one whose
/// shipped playbook improved.
async fn own_playbooks(office: &Office, seen: &mut Seen) {
    use super::own_playbooks::{changed, of_kind, publish, said};
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "08", "Quy trình").await;
    let at = |kind: &str| format!("/console/own-playbooks/{}/{kind}", office.unit("08"));
    let worked_on = at("malware");
    seen.page(&browser.get(&format!("{worked_on}/do/make")).await.text);
    seen.page(&browser.get(&format!("{worked_on}/import")).await.text);
    assert_eq!(browser.post(&format!("{worked_on}/do/make"), &[("seen", "0")]).await.status, 303);
    let step = of_kind("malware").steps()[1].id.to_string();
    for deed in ["step", "add", "remove", "move", "publish", "discard"] {
        let form = browser.get(&format!("{worked_on}/do/{deed}?step={step}")).await;
        assert_eq!(form.status, 200, "{deed}");
        seen.page(&form.text);
    }
    seen.page(&browser.get(&worked_on).await.text);
    let now = of_kind("phishing");
    let old = changed(&now, 3, |step| step.name = said("Cũ"));
    let own = changed(&old.own_copy([2; 16], office.now()).unwrap(), 3, |step| step.name = said("Của ta"));
    publish(office, "08", &own, &old, "Quy chế").await;
    for deed in ["merge", "decline", "shipped"] {
        let form = browser.get(&format!("{}/do/{deed}", at("phishing"))).await;
        assert_eq!(form.status, 200, "{deed}");
        seen.page(&form.text);
    }
    // An incident that goes by the shipped one hears of the copy that came after it.
    assert_eq!(
        browser.post(&format!("{worked_on}/do/publish"), &[("seen", "1"), ("why", "thử")]).await.status,
        303
    );
    seen.page(&browser.get(&format!("/console/incidents/{id}/edition")).await.text);
}

#[tokio::test]
async fn the_fields_of_each_form_are_those_that_are_described() {
    let office = Office::full(Ground::sqlite()).await;
    // An address of the systems that are entered here.
    office.knows("192.0.2.7");
    let mut seen = Seen::default();
    let mut browser = office.signed_in("root").await;
    seen.follow(&mut browser, "/console").await;
    seen.page(&browser.post("/console/notices/feed", &[]).await.text);
    seen.page(&browser.get("/console/notices").await.text);
    // Of a page that has more to ask once something is there.
    set_up_factor(&mut browser).await;
    seen.page(&browser.get("/console/me/second-factor").await.text);
    seen.page(
        &browser
            .post("/console/me/tokens", &[("token_name", "a"), ("days", "3"), ("scope-units-read", "yes")])
            .await
            .text,
    );
    seen.page(&browser.get("/console/me").await.text);
    let key = browser.form_key.clone();
    let table = "Mã,Tên,Loại,Mã cấp trên\nA1,Phòng mẫu,department,TT\n";
    let fields = [("form_key", key.as_str()), ("day", "01/02/2026"), ("why", ""), ("file", table)];
    let plan = browser.post_parts("/console/units/import", &fields).await;
    assert_eq!(plan.status, 200, "{}", plan.text);
    seen.page(&plan.text);
    responders(&office, &mut seen).await;
    incidents(&office, &mut seen).await;
    own_playbooks(&office, &mut seen).await;
    // Of those that are there for everybody.
    let mut outside = office.browser();
    seen.page(&outside.get("/console/sign-in").await.text);
    let got = browser
        .post("/console/people/new", &[("name", "Người Mới"), ("login", "moi"), ("unit", "TT"), ("role", "")])
        .await;
    let code = between(&got.text, "<dd class=\"code\">", "<").to_owned();
    seen.page(&outside.get("/console/invited").await.text);
    seen.page(&outside.get(&format!("/console/invited?code={code}")).await.text);
    // Of one with an identity provider.
    let provided = Office::full_with(Ground::sqlite(), super::provider_stub::nowhere()).await;
    let mut root = provided.signed_in("root").await;
    seen.page(&root.get("/console/me").await.text);
    let tuyen = provided.known("tuyen").await.id;
    assert!(provided.store.link_identity(tuyen, "https://idp.example", "t", &provided.deed()).await.unwrap());
    let asks = format!("/console/people/{}/provider/end?identity=1", tuyen.0);
    seen.page(&root.get(&asks).await.text);
    // Of a server on its first day.
    let empty = Office::empty(Ground::sqlite()).await;
    let mut first = empty.browser();
    seen.page(&first.get(&format!("/console/first?code={FIRST}")).await.text);
    let fields = [
        ("code", FIRST),
        ("kind", "coordinator"),
        ("unit_code", "TT"),
        ("unit_name", "Trung tâm mẫu"),
        ("name", "Người Đầu"),
        ("login", "dau"),
        ("password", PASSWORD),
    ];
    assert_eq!(first.post_just("/console/first", &fields).await.status, 303);
    seen.page(&first.get("/console/units").await.text);

    for template in FROM_TEMPLATES {
        seen.page(template);
    }
    let document: Value = serde_json::from_str(&get(&office.app, "/api/openapi.json").await.text).unwrap();
    let mut forms = 0;
    for (path, method, operation) in operations(&document) {
        let key = (path.clone(), method.clone());
        let at = format!("{method} {path}");
        if method == "GET" {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let parameters: Vec<Value> = parameters.iter().map(|one| resolved(&document, one)).collect();
            let known: BTreeSet<String> = parameters
                .iter()
                .filter(|one| one["in"] == "query")
                .map(|one| one["name"].as_str().unwrap().to_owned())
                .collect();
            let asked = seen.fields.get(&key).cloned().unwrap_or_default();
            assert!(asked.is_subset(&known), "{at}: a page asks {asked:?}, described is {known:?}");
            continue;
        }
        if !path.starts_with("/console") {
            continue;
        }
        let content = operation["requestBody"]["content"]
            .as_object()
            .unwrap_or_else(|| panic!("{at}: no form is described"));
        let (kind, what) = content.iter().next().unwrap();
        // Of fields that are there for each of some things, the pattern is described.
        let patterns = what["schema"]["patternProperties"].as_object();
        let starts: Vec<&str> = patterns
            .into_iter()
            .flat_map(|patterns| patterns.keys())
            .map(|pattern| pattern.strip_prefix('^').unwrap().strip_suffix("[0-9]+$").unwrap())
            .collect();
        let numbered = |name: &str| {
            starts
                .iter()
                .any(|start| name.strip_prefix(start).is_some_and(|rest| rest.parse::<u64>().is_ok()))
        };
        let described: BTreeSet<String> =
            what["schema"]["properties"].as_object().unwrap().keys().cloned().collect();
        let asked = seen.fields.get(&key).unwrap_or_else(|| panic!("{at}: no page was found that sends it"));
        assert_eq!(starts.is_empty(), !asked.iter().any(|name| numbered(name)), "{at}: {starts:?}");
        let asked: BTreeSet<String> = asked.iter().filter(|name| !numbered(name)).cloned().collect();
        assert_eq!(asked, described, "{at}: what its page asks, and what is described");
        assert_eq!(&seen.kinds[&key], kind, "{at}");
        let required = what["schema"]["required"].as_array().unwrap();
        assert!(required.iter().all(|name| described.contains(name.as_str().unwrap())), "{at}");
        forms += 1;
    }
    assert!(forms >= 20, "{forms}");
}
