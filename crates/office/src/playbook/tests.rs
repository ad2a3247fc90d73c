//! The playbooks that come with the program, and what is refused.
//!
//! Must never take a refusal of one kind for another where the kind is what is tested.

mod edits;
mod improving;
mod mutants;
mod restructuring;
mod shipped;

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::*;

/// The playbook for a kind, as it is shipped.
pub fn of_kind(kind: &str) -> Playbook {
    let (_, bytes) = shipped().iter().find(|(name, _)| *name == format!("{kind}.json")).unwrap();
    Playbook::read(bytes).unwrap()
}

/// The shipped playbook as JSON, to be changed.
pub fn malware() -> Value {
    serde_json::from_slice(shipped()[0].1).unwrap()
}

pub fn read(value: &Value) -> Result<Playbook, Refused> {
    Playbook::read(&serde_json::to_vec(value).unwrap())
}

/// What the extension says at a place.
pub fn part(place: &mut Value) -> &mut Value {
    &mut place[extension::ID]
}

/// The numbers of the eleven steps, which all kinds share.
static IDS: LazyLock<Vec<String>> =
    LazyLock::new(|| of_kind("malware").steps().iter().map(|step| step.id.to_string()).collect());

/// The number in CACAO of the step at a place, from 1.
pub fn action(number: usize) -> String {
    IDS[number - 1].clone()
}

/// The entry of the workflow for a step.
pub fn entry(value: &mut Value, number: usize) -> &mut Value {
    &mut value["workflow"][&IDS[number - 1]]
}

fn check(change: impl FnOnce(&mut Value), expect: impl FnOnce(&Refused) -> bool) {
    let mut value = malware();
    change(&mut value);
    assert_ne!(value, malware());
    let refused = read(&value).unwrap_err();
    assert!(expect(&refused), "{refused:?}");
}

#[test]
fn what_is_refused_names_the_step() {
    let id = action;
    let named = |refused: &Refused, number: usize| {
        let at = refused.step().unwrap();
        at.id.as_str() == id(number) && *at.name == of_kind("malware").steps()[number - 1].name
    };
    let missing = "action--a1d0c2e4-7b1f-4c3a-9e11-5c0de5e0ffff";
    check(
        |value| entry(value, 2)["on_completion"] = missing.into(),
        |refused| named(refused, 2) && matches!(refused, Refused::Dangling { way: "on_completion", .. }),
    );
    check(
        |value| entry(value, 9)["on_completion"] = id(8).into(),
        |refused| named(refused, 9) && matches!(refused, Refused::Cycle { .. }),
    );
    check(
        |value| entry(value, 7)["on_completion"] = id(9).into(),
        |refused| named(refused, 8) && matches!(refused, Refused::Unreachable { .. }),
    );
    check(
        |value| part(&mut entry(value, 6)["step_extensions"])["leads"] = json!([]),
        |refused| named(refused, 6) && matches!(refused, Refused::Leaderless { .. }),
    );
    check(
        |value| part(&mut entry(value, 6)["step_extensions"])["leads"] = json!(["boss"]),
        |refused| named(refused, 6) && matches!(refused, Refused::UnknownRole { .. }),
    );
    check(
        |value| part(&mut entry(value, 3)["step_extensions"])["en"]["name"] = " ".into(),
        |refused| {
            refused.step().is_some_and(|at| at.id.as_str() == id(3))
                && matches!(refused, Refused::Words { language: "en", .. })
        },
    );
    check(
        |value| part(&mut entry(value, 3)["step_extensions"])["checklist"][0]["vi"] = "".into(),
        |refused| named(refused, 3) && matches!(refused, Refused::Words { language: "vi", .. }),
    );
    check(
        |value| part(&mut entry(value, 5)["step_extensions"])["throughout"] = false.into(),
        |refused| matches!(refused, Refused::Beside { .. }),
    );
    check(
        |value| part(&mut entry(value, 4)["step_extensions"])["optional"] = false.into(),
        |refused| named(refused, 4) && matches!(refused, Refused::Place { what: "optional", .. }),
    );
    check(
        |value| entry(value, 8)["whatever"] = 1.into(),
        |refused| named(refused, 8) && matches!(refused, Refused::Schema { .. }),
    );
    check(
        |value| entry(value, 8)["commands"][0]["type"] = "bash".into(),
        |refused| named(refused, 8) && matches!(refused, Refused::NotFollowed { .. }),
    );
}

#[test]
fn the_one_way_back_is_the_stated_one() {
    let back = "while-condition--a1d0c2e4-7b1f-4c3a-9e11-5c0de5e00101";
    let id = action;
    for to in [1, 2, 3, 5, 6, 8, 9, 10, 11] {
        check(
            |value| value["workflow"][back]["on_true"] = id(to).into(),
            |refused| matches!(refused, Refused::Return { .. }),
        );
    }
    check(
        |value| drop(part(&mut value["playbook_extensions"]).as_object_mut().unwrap().remove("returns")),
        |refused| matches!(refused, Refused::Return { .. }),
    );
    check(
        |value| part(&mut value["playbook_extensions"])["returns"]["to"] = json!([id(7)]),
        |refused| matches!(refused, Refused::Return { .. }),
    );
    check(
        |value| {
            value["workflow"].as_object_mut().unwrap().remove(back);
            entry(value, 10)["on_completion"] = "end--a1d0c2e4-7b1f-4c3a-9e11-5c0de5e00061".into();
        },
        |refused| matches!(refused, Refused::NoReturn),
    );
    check(
        |value| {
            value["workflow"].as_object_mut().unwrap().remove(back);
            entry(value, 10)["on_completion"] = id(7).into();
        },
        |refused| matches!(refused, Refused::Cycle { .. }),
    );
}

#[test]
fn every_limit_is_kept() {
    let bytes = shipped()[0].1;
    let within = |limits: Limits| Playbook::read_within(bytes, &limits).map(|_| ()).unwrap_err();
    let limits = Limits::default();
    assert_eq!(within(Limits { bytes: bytes.len() - 1, ..limits }), Refused::TooManyBytes(bytes.len() - 1));
    assert_eq!(within(Limits { nesting: 3, ..limits }), Refused::TooDeep(3));
    assert_eq!(within(Limits { steps: 10, ..limits }), Refused::TooManySteps(10));
    assert!(matches!(within(Limits { entries: 5, ..limits }), Refused::TooManyEntries { most: 5, .. }));
    assert!(matches!(within(Limits { text: 100, ..limits }), Refused::TextTooLong { most: 100, .. }));
    assert!(matches!(within(Limits { name: 20, ..limits }), Refused::TextTooLong { most: 20, .. }));
    assert!(matches!(within(Limits { item: 20, ..limits }), Refused::Words { .. }));
    check(
        |value| part(&mut entry(value, 1)["step_extensions"])["target_minutes"] = 527_041.into(),
        |refused| matches!(refused, Refused::Target { most: 527_040, .. }),
    );
    check(
        |value| part(&mut entry(value, 1)["step_extensions"])["target_minutes"] = 0.into(),
        |refused| matches!(refused, Refused::Target { .. }),
    );
    // What is too deep is not parsed: it would be no JSON either.
    assert_eq!(Playbook::read("[".repeat(100_000).as_bytes()), Err(Refused::TooDeep(16)));
    let brackets_in_words = format!("{{\"a\": \"{}\\\"[\"}}", "[{".repeat(40));
    assert!(matches!(Playbook::read(brackets_in_words.as_bytes()), Err(Refused::Schema { .. })));
}

#[test]
fn what_is_no_json_or_two_things_at_once_is_refused() {
    let read = |text: &str| Playbook::read(text.as_bytes()).unwrap_err();
    assert_eq!(read("{\n\"a\": }"), Refused::NotJson { line: 2, column: 6 });
    assert!(matches!(read("{} {}"), Refused::NotJson { .. }));
    assert!(matches!(read(""), Refused::NotJson { .. }));
    assert!(matches!(Playbook::read(b"\xff\xfe{}"), Err(Refused::NotJson { .. })));
    assert!(matches!(Playbook::read(b"{\"a\": \"\xc3\"}"), Err(Refused::NotJson { .. })));
    assert_eq!(read("{\"a\": {\"b\": 1, \"b\": 2}}"), Refused::Twice("b".to_owned()));
    assert_eq!(read("{\"a\": [1.5]}"), Refused::Number("/a/0".to_owned()));
    assert_eq!(read("{\"a\": 123456789012345678901234567890}"), Refused::Number("/a".to_owned()));
}

#[test]
fn what_is_written_is_read_back_and_nothing_is_lost() {
    let mut value = malware();
    // Members of CACAO that nothing here does, and another's extension.
    let theirs = "extension-definition--00000000-0000-4000-8000-000000000001";
    value["priority"] = 7.into();
    value["labels"] = json!(["z", "a"]);
    value["extension_definitions"][theirs] = json!({
        "type": "extension-definition", "name": "Theirs", "schema": "none", "version": "9",
        "created_by": "identity--00000000-0000-4000-8000-000000000001",
    });
    let other = json!({"deep": {"list": [1, "a", null, {}], "empty": []}});
    entry(&mut value, 4)["step_extensions"][theirs] = other;
    let playbook = read(&value).unwrap();
    let bytes = playbook.bytes();
    assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), value);
    let again = Playbook::read(&bytes).unwrap();
    assert_eq!(again.bytes(), bytes);
    assert_eq!(again, playbook);
    check(
        |value| entry(value, 4)["step_extensions"][theirs] = json!({}),
        |refused| *refused == Refused::Undefined(theirs.to_owned()),
    );
}
