//! The API's description, held against the routes and against what is really answered.

use std::collections::BTreeSet;

use serde_json::Value;
use server::app::ROUTES;

use crate::ask::{full, get, get_as};
use crate::made_up;

/// Pages and files for people; everything else is described.
const FOR_PEOPLE: [&str; 11] = [
    "/",
    "/check",
    "/scan",
    "/share",
    "/figures",
    "/figures.atom",
    "/t/{code}",
    "/share-card-vi.png",
    "/share-card-en.png",
    "/favicon.svg",
    "/assets/{digest}/{name}",
];

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

#[tokio::test]
async fn every_route_for_programs_is_described_and_nothing_else_is() {
    let app = full();
    let document: Value = serde_json::from_str(&get(&app, "/api/openapi.json").await.text).unwrap();
    let described: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(|method| (path.clone(), method.to_uppercase()))
        })
        .collect();
    let routes = ROUTES
        .iter()
        .copied()
        .filter(|(path, _)| !FOR_PEOPLE.contains(path) && !path.starts_with("/console"))
        .map(|(path, method)| (path.to_owned(), method.to_owned()))
        .collect();
    assert_eq!(described, routes);
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
