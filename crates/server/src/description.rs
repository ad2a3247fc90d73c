//! The description of every route, OpenAPI 3.1, put together from `api/`: `base.json` and one file for each part.
//!
//! A part says once what holds for each of its routes: `security`, and under `every` the answers of each method. An
//! operation's own words win; an answer that is `null` there is none of its answers. Must never describe what is not
//! there, nor leave out what is: `tests/it/openapi.rs` holds it against `ROUTES` and against the pages' own forms.

use serde_json::{Map, Value, json};

const BASE: &str = include_str!("../api/base.json");

/// The parts, by file. Whoever adds routes adds them to a part, or a part.
const PARTS: [(&str, &str); 20] = [
    ("programs", include_str!("../api/programs.json")),
    ("tokens", include_str!("../api/tokens.json")),
    ("pages", include_str!("../api/pages.json")),
    ("console", include_str!("../api/console.json")),
    ("people", include_str!("../api/people.json")),
    ("me", include_str!("../api/me.json")),
    ("units", include_str!("../api/units.json")),
    ("systems", include_str!("../api/systems.json")),
    ("duty", include_str!("../api/duty.json")),
    ("members", include_str!("../api/members.json")),
    ("reach", include_str!("../api/reach.json")),
    ("incidents", include_str!("../api/incidents.json")),
    ("drills", include_str!("../api/drills.json")),
    ("evidence", include_str!("../api/evidence.json")),
    ("playbooks", include_str!("../api/playbooks.json")),
    ("sums", include_str!("../api/sums.json")),
    ("plans", include_str!("../api/plans.json")),
    ("packages", include_str!("../api/packages.json")),
    ("own_playbooks", include_str!("../api/own_playbooks.json")),
    ("changes", include_str!("../api/changes.json")),
];

/// Why the description cannot be put together: one of the files is wrong, which no server that was tested has.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("api/{part}.json: {what}")]
pub struct Undescribed {
    part: &'static str,
    what: String,
}

/// The whole description.
///
/// # Errors
/// With the file that is wrong, and what is.
pub fn whole() -> Result<String, Undescribed> {
    let mut document = read("base", BASE)?;
    let mut tags = Vec::new();
    for (name, text) in PARTS {
        let part = read(name, text)?;
        tags.push(json!({"name": name, "description": part.get("about")}));
        add(&mut document, name, &part).map_err(|what| Undescribed { part: name, what })?;
    }
    document.insert("tags".to_owned(), Value::Array(tags));
    Ok(Value::Object(document).to_string())
}

fn read(part: &'static str, text: &str) -> Result<Map<String, Value>, Undescribed> {
    serde_json::from_str(text).map_err(|error| Undescribed { part, what: error.to_string() })
}

/// Adds one part to the document.
fn add(document: &mut Map<String, Value>, name: &str, part: &Map<String, Value>) -> Result<(), String> {
    for (path, methods) in within(part, "paths").into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let operation = operation.as_object().ok_or(format!("{method} {path} is no object"))?;
            let whole = described(name, part, method, operation);
            let of_path = child(document, &["paths", path]).ok_or("`paths` is no object")?;
            if of_path.insert(method.clone(), Value::Object(whole)).is_some() {
                return Err(format!("{method} {path} is described twice"));
            }
        }
    }
    for (kind, named) in within(part, "components").into_iter().flatten() {
        for (component, value) in named.as_object().into_iter().flatten() {
            let of_kind = child(document, &["components", kind]).ok_or("`components` is no object")?;
            if of_kind.insert(component.clone(), value.clone()).is_some() {
                return Err(format!("{kind}/{component} is described twice"));
            }
        }
    }
    Ok(())
}

/// An operation with all that its part says of each.
fn described(
    name: &str,
    part: &Map<String, Value>,
    method: &str,
    operation: &Map<String, Value>,
) -> Map<String, Value> {
    let mut whole = operation.clone();
    whole.insert("tags".to_owned(), json!([name]));
    if let Some(security) = part.get("security") {
        whole.entry("security").or_insert_with(|| security.clone());
    }
    let every = within(part, "every").and_then(|every| within(every, method));
    let mut answers = every.cloned().unwrap_or_default();
    answers.extend(within(operation, "responses").cloned().unwrap_or_default());
    answers.retain(|_, answer| !answer.is_null());
    whole.insert("responses".to_owned(), Value::Object(answers));
    whole
}

fn within<'v>(value: &'v Map<String, Value>, name: &str) -> Option<&'v Map<String, Value>> {
    value.get(name).and_then(Value::as_object)
}

/// The object at that place, made where there is none.
fn child<'v>(value: &'v mut Map<String, Value>, names: &[&str]) -> Option<&'v mut Map<String, Value>> {
    names.iter().try_fold(value, |at, name| {
        at.entry(*name).or_insert_with(|| Value::Object(Map::new())).as_object_mut()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_make_one_whole() {
        whole().unwrap();
    }

    #[test]
    fn what_a_part_says_of_each_holds_unless_an_operation_says_otherwise() {
        let part = read("base", r#"{"security": [{"session": []}], "every": {"get": {"200": 1, "303": 2}}}"#)
            .unwrap();
        let check = |operation: &str, expected: &str| {
            let operation = read("base", operation).unwrap();
            let whole = Value::Object(described("p", &part, "get", &operation));
            assert_eq!(whole, serde_json::from_str::<Value>(expected).unwrap());
        };
        check(
            r#"{"responses": {"303": null, "404": 3}}"#,
            r#"{"security": [{"session": []}], "tags": ["p"], "responses": {"200": 1, "404": 3}}"#,
        );
        check(r#"{"security": []}"#, r#"{"security": [], "tags": ["p"], "responses": {"200": 1, "303": 2}}"#);
    }

    #[test]
    fn nothing_is_described_twice() {
        let mut document = Map::new();
        let part = read("base", r#"{"paths": {"/a": {"get": {}}}}"#).unwrap();
        add(&mut document, "p", &part).unwrap();
        assert_eq!(add(&mut document, "p", &part), Err("get /a is described twice".to_owned()));
    }
}
