//! Playbooks in words: why a file is none, which step, what is wrong with it and what to do; and what two have different.
//!
//! Must never repeat what a file says as if it were safe to show: whoever shows this escapes it.

mod changes;

use office::line::LineError;
use office::playbook::{EXITS, KINDS, Refused, Role};
use words::Words;

pub use changes::{Became, Line, StepTold, Told, changes, step_lines};

/// Says why, in the language of the one who asks.
pub fn refused(refused: &Refused, words: &Words) -> String {
    let why = why(refused, words);
    let Some(at) = refused.step() else { return why };
    let of_language = if words.code() == "vi" { &at.name.vi } else { &at.name.en };
    let name = if of_language.trim().is_empty() { &at.name.vi } else { of_language };
    if name.trim().is_empty() {
        words.with("playbook-at-nameless", &[("id", at.id.as_str()), ("why", &why)])
    } else {
        words.with("playbook-at-step", &[("name", name), ("id", at.id.as_str()), ("why", &why)])
    }
}

fn why(refused: &Refused, words: &Words) -> String {
    let number = |number: &usize| words.number(*number as u64);
    let english = |what: &str| words.with("technical", &[("error", what)]);
    let one = |id: &str, name: &str, value: &str| words.with(id, &[(name, value)]);
    let two = |id: &str, one: (&str, &str), other: (&str, &str)| words.with(id, &[one, other]);
    match refused {
        Refused::TooManyBytes(most) => one("playbook-bytes", "most", &number(most)),
        Refused::TooDeep(most) => one("playbook-nesting", "most", &number(most)),
        Refused::NotJson { line, column } => {
            two("playbook-no-json", ("line", &number(line)), ("column", &number(column)))
        }
        Refused::Twice(what) => one("playbook-twice", "what", what),
        Refused::Number(at) => one("playbook-number", "at", at),
        Refused::TooManySteps(most) => one("playbook-steps", "most", &number(most)),
        Refused::TooManyEntries { at, most } => two("playbook-entries", ("at", at), ("most", &number(most))),
        Refused::TextTooLong { at, most } => two("playbook-text", ("at", at), ("most", &number(most))),
        Refused::Schemas(what) => one("playbook-schemas", "what", &english(what)),
        Refused::Schema { at, why, .. } => two("playbook-schema", ("at", at), ("what", &english(why))),
        Refused::Extension { at, why, .. } => two("playbook-extension", ("at", at), ("what", &english(why))),
        Refused::Version(what) => one("playbook-version", "what", what),
        Refused::Undefined(what) => one("playbook-undefined", "what", what),
        Refused::IdType { member, expected } => {
            two("playbook-id-type", ("what", member), ("expected", expected))
        }
        Refused::Time(what) => one("playbook-time", "what", what),
        Refused::Kind(what) => two("playbook-kind", ("what", what), ("kinds", &KINDS.join(", "))),
        Refused::NoStart => words.say("playbook-no-start"),
        Refused::NoSteps => words.say("playbook-no-steps"),
        Refused::NoReturn => words.say("playbook-no-return"),
        Refused::Exit(what) => two("playbook-exit", ("what", what), ("exits", &EXITS.join(", "))),
        Refused::Words { at, language, why, .. } => {
            let language = words.say(match *language {
                "vi" => "playbook-language-vi",
                _ => "playbook-language-en",
            });
            let values = [("at", &**at), ("language", &language), ("why", &line(why, words))];
            words.with("playbook-words", &values)
        }
        _ => of_step(refused, words),
    }
}

/// What is wrong with a step that is named in front.
fn of_step(refused: &Refused, words: &Words) -> String {
    let one = |id: &str, name: &str, value: &str| words.with(id, &[(name, value)]);
    let two = |id: &str, one: (&str, &str), other: (&str, &str)| words.with(id, &[one, other]);
    match refused {
        Refused::NotFollowed { what, .. } => one("playbook-not-followed", "what", what),
        Refused::NoWayOn { way, .. } => one("playbook-no-way-on", "way", way),
        Refused::Dangling { way, to, .. } => two("playbook-dangling", ("way", way), ("to", to)),
        Refused::Cycle { to, .. } => one("playbook-cycle", "to", to),
        Refused::TwoWays { .. } => words.say("playbook-two-ways"),
        Refused::Unreachable { .. } => words.say("playbook-unreachable"),
        Refused::Return { .. } => words.say("playbook-return"),
        Refused::Beside { .. } => words.say("playbook-beside"),
        Refused::Place { what, .. } => one("playbook-place", "what", what),
        Refused::Order { expected, found, .. } => {
            two("playbook-order", ("expected", &expected.to_string()), ("found", &found.to_string()))
        }
        Refused::Leaderless { .. } => words.say("playbook-leaderless"),
        Refused::UnknownRole { role, .. } => {
            let roles = Role::ALL.map(Role::key).join(", ");
            two("playbook-unknown-role", ("role", role), ("roles", &roles))
        }
        Refused::RoleTwice { role, .. } => one("playbook-role-twice", "role", role),
        Refused::Named { what, .. } => one("playbook-named", "what", what),
        Refused::Source { why, .. } => one("playbook-source", "why", &line(why, words)),
        Refused::Key { key, .. } => one("playbook-key", "key", key),
        Refused::KeyTwice { key, .. } => one("playbook-key-twice", "key", key),
        Refused::NothingToDo { .. } => words.say("playbook-nothing-to-do"),
        Refused::Target { most, .. } => one("playbook-target", "most", &words.number(u64::from(*most))),
        other => words.with("technical", &[("error", &other.to_string())]),
    }
}

fn line(why: &LineError, words: &Words) -> String {
    match why {
        LineError::Empty => words.say("line-empty"),
        LineError::TooLong(most) => words.with("line-too-long", &[("most", &words.number(*most as u64))]),
        LineError::Unseen(sign) => words.with("line-unseen", &[("sign", &format!("U+{sign:04X}"))]),
    }
}
