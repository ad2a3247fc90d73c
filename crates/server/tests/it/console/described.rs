//! The description of forms, held against the forms: what pages ask for is what is described, and nothing else is.
//!
//! Must never name a form's fields: pages are followed by their links, and asked.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use server::app::ROUTES;

use super::grounds::Ground;
use super::office::{Browser, FIRST, Office, PASSWORD, between, set_up_factor};
use crate::ask::get;
use crate::openapi::{operations, resolved};

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

#[tokio::test]
async fn the_fields_of_each_form_are_those_that_are_described() {
    let office = Office::full(Ground::sqlite()).await;
    let mut seen = Seen::default();
    let mut browser = office.signed_in("root").await;
    seen.follow(&mut browser, "/console").await;
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
    // Of those that are there for everybody.
    let mut outside = office.browser();
    seen.page(&outside.get("/console/sign-in").await.text);
    let got = browser
        .post("/console/people/new", &[("name", "Người Mới"), ("login", "moi"), ("unit", "TT"), ("role", "")])
        .await;
    let code = between(&got.text, "<dd class=\"code\">", "<").to_owned();
    seen.page(&outside.get("/console/invited").await.text);
    seen.page(&outside.get(&format!("/console/invited?code={code}")).await.text);
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
        let described: BTreeSet<String> =
            what["schema"]["properties"].as_object().unwrap().keys().cloned().collect();
        let asked = seen.fields.get(&key).unwrap_or_else(|| panic!("{at}: no page was found that sends it"));
        assert_eq!(asked, &described, "{at}: what its page asks, and what is described");
        assert_eq!(&seen.kinds[&key], kind, "{at}");
        let required = what["schema"]["required"].as_array().unwrap();
        assert!(required.iter().all(|name| described.contains(name.as_str().unwrap())), "{at}");
        forms += 1;
    }
    assert!(forms >= 20, "{forms}");
}
