//! The API's description, held against the routes and against what is really answered.

use std::collections::BTreeSet;

use serde_json::Value;
use server::app::ROUTES;

use crate::ask::{full, get, get_as};
use crate::made_up;

/// Whether a value is as its schema says; the few words of JSON Schema that the document uses.
pub fn fits(document: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let schema =
            document.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{name} is not there"));
        return fits(document, schema, value, at);
    }
    if let Some(any) = schema["oneOf"].as_array() {
        let chosen = any.iter().find(|one| (one["type"] == "null") == value.is_null()).unwrap();
        return fits(document, chosen, value, at);
    }
    if let Some(known) = schema["enum"].as_array() {
        assert!(known.contains(value), "{at}: {value}");
        return;
    }
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64(),
        "boolean" => value.is_boolean(),
        _ => value.is_null(),
    };
    match &schema["type"] {
        Value::String(kind) => assert!(is(kind), "{at}: {value} is no {kind}"),
        kinds => {
            assert!(kinds.as_array().unwrap().iter().any(|kind| is(kind.as_str().unwrap())), "{at}: {value}")
        }
    }
    if let Some(object) = value.as_object() {
        let known = schema["properties"].as_object().unwrap();
        for (name, value) in object {
            // What holds whatever there is to say says so.
            if schema["additionalProperties"] == true && !known.contains_key(name) {
                continue;
            }
            let schema = known.get(name).unwrap_or_else(|| panic!("{at}.{name} is not described"));
            fits(document, schema, value, &format!("{at}.{name}"));
        }
        for name in schema["required"].as_array().unwrap() {
            assert!(object.contains_key(name.as_str().unwrap()), "{at}: {name} is missing");
        }
    }
    for one in value.as_array().into_iter().flatten() {
        fits(document, &schema["items"], one, &format!("{at}[]"));
    }
}

/// Each operation of the document: path, method, and what is said of it.
pub fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            all.push((path.clone(), method.to_uppercase(), operation.clone()));
        }
    }
    all
}

#[tokio::test]
async fn every_route_is_described_and_nothing_else_is() {
    let app = full();
    let document: Value = serde_json::from_str(&get(&app, "/api/openapi.json").await.text).unwrap();
    let described: BTreeSet<(String, String)> =
        operations(&document).into_iter().map(|(path, method, _)| (path, method)).collect();
    let routes: BTreeSet<(String, String)> =
        ROUTES.iter().map(|(path, method)| ((*path).to_owned(), (*method).to_owned())).collect();
    let missing: Vec<_> = routes.difference(&described).collect();
    assert!(missing.is_empty(), "describe these routes in a file of crates/server/api/: {missing:#?}");
    let gone: Vec<_> = described.difference(&routes).collect();
    assert!(gone.is_empty(), "crates/server/api/ describes what is no route: {gone:#?}");
}

#[tokio::test]
async fn each_operation_says_who_may_and_what_is_answered() {
    let app = full();
    let document: Value = serde_json::from_str(&get(&app, "/api/openapi.json").await.text).unwrap();
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let at = format!("{method} {path}");
        assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{at}: its name is taken");
        assert!(operation["summary"].as_str().is_some_and(|words| words.ends_with('.')), "{at}");
        let answers = operation["responses"].as_object().unwrap();
        assert!(["200", "204", "303"].iter().any(|status| answers.contains_key(*status)), "{at}");
        assert!(!answers.contains_key("default"), "{at}: each status is named");
        for status in ["414", "431", "503"] {
            assert!(
                answers.contains_key(status),
                "{at} says nothing of {status}, which any route may answer"
            );
        }
        let named: BTreeSet<&str> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let parameters: Vec<Value> = parameters.iter().map(|one| resolved(&document, one)).collect();
        let in_path =
            parameters.iter().filter(|one| one["in"] == "path").map(|one| one["name"].as_str().unwrap());
        assert_eq!(in_path.collect::<BTreeSet<_>>(), named, "{at}");
        let inside = path.starts_with("/console")
            && ![
                "/console/first",
                "/console/sign-in",
                "/console/invited",
                "/console/oidc",
                "/console/oidc/back",
                "/console/notices.atom",
            ]
            .contains(&path.as_str());
        let security = operation["security"].to_string();
        if inside {
            assert_eq!(security, r#"[{"session":[]}]"#, "{at}");
            assert!(answers.contains_key("303"), "{at}: who is not signed in is sent to sign in");
        }
        let forms =
            operation.pointer("/requestBody/content").map(|kinds| kinds.to_string()).unwrap_or_default();
        assert_eq!(
            inside && method == "POST",
            forms.contains("FormKey"),
            "{at}: a form carries its session's key"
        );
    }
    let named = references(&document.to_string());
    for name in named {
        assert!(document.pointer(&name).is_some(), "{name} is not there");
    }
}

/// What a reference stands for, or the value itself.
pub fn resolved(document: &Value, value: &Value) -> Value {
    match value["$ref"].as_str() {
        Some(name) => document
            .pointer(name.trim_start_matches('#'))
            .unwrap_or_else(|| panic!("{name} is not there"))
            .clone(),
        None => value.clone(),
    }
}

/// Everything that the text refers to.
fn references(text: &str) -> BTreeSet<String> {
    let parts = text.split(r##""$ref":"#"##).skip(1);
    parts.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
}

#[tokio::test]
async fn what_is_answered_is_as_it_is_described() {
    let app = full();
    let document: Value = serde_json::from_str(&get(&app, "/api/openapi.json").await.text).unwrap();
    let schema = |name: &str| serde_json::json!({"$ref": format!("#/components/schemas/{name}")});
    let visitors = made_up::VISITORS.into_iter().map(|(_, address)| address).chain(["unknown"]);
    for address in visitors {
        let answer: Value = serde_json::from_str(&get_as(&app, address, "/api/v1/check").await.text).unwrap();
        fits(&document, &schema("CheckAnswer"), &answer, address);
    }
    let figures: Value = serde_json::from_str(&get(&app, "/api/v1/campaign").await.text).unwrap();
    fits(&document, &schema("CampaignFigures"), &figures, "campaign");
    let refusal: Value = serde_json::from_str(&get(&app, "/api/nowhere").await.text).unwrap();
    fits(&document, &schema("Refusal"), &refusal, "refusal");
    let (empty, _clerk) = made_up::app(server::config::Config::default(), None, None);
    let figures: Value = serde_json::from_str(&get(&empty, "/api/v1/campaign").await.text).unwrap();
    fits(&document, &schema("CampaignFigures"), &figures, "campaign");
}
