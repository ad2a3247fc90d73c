//! The details of an entry, as a table that is read: what it was, and what it became.
//!
//! Must never leave out in silence what the entry holds: what has no words here is shown under its own key, and where there
//! is more than a page carries, that is said.

use office::rights::Role;
use office::units::Kind;
use serde_json::{Map, Value};

use crate::console::first::kind_name;
use crate::console::frame::Desk;
use crate::console::people_words::role_name;
use crate::console::reach::{about, family};
use crate::console::signed::Signed;

/// One thing that the details say.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub what: String,
    /// What it was before; empty where that is not said.
    pub was: String,
    /// What it is since.
    pub is: String,
}

/// Rows of one entry that are shown, and characters of one value.
const MOST: usize = 60;
const LONGEST: usize = 500;

/// Reads the details of an entry, but for what the page shows anyway.
pub fn rows(f: &Desk<'_>, signed: &Signed, details: &Value) -> Vec<Row> {
    let Some(all) = details.as_object() else { return Vec::new() };
    let part = |name: &str| all.get(name).and_then(Value::as_object);
    let (before, after) = (part("before"), part("after"));
    let nothing = Map::new();
    let mut rows = Vec::new();
    for (key, value) in all {
        let compared = matches!(key.as_str(), "before" | "after") && value.is_object();
        if !compared && !matches!(key.as_str(), "from" | "why" | "name") {
            rows.push(Row { what: label(f, key), was: String::new(), is: shown(f, signed, key, value) });
        }
    }
    let (was, is) = (before.unwrap_or(&nothing), after.unwrap_or(&nothing));
    let keys = is.keys().chain(was.keys().filter(|key| !is.contains_key(*key)));
    for key in keys {
        let value = |of: &Map<String, Value>| of.get(key).map(|value| shown(f, signed, key, value));
        let (was, is) = (value(was).unwrap_or_default(), value(is).unwrap_or_default());
        // Where both are known, what stayed is no news; where one is, what is empty is none.
        let stayed = if before.is_some() { was == is } else { is.is_empty() };
        if !stayed {
            rows.push(Row { what: label(f, key), was, is });
        }
    }
    if let Some(more) = rows.len().checked_sub(MOST).filter(|more| *more > 0) {
        rows.truncate(MOST);
        let text = f.with1("detail-more", "number", &f.words.number(more as u64));
        rows.push(Row { what: "…".to_owned(), was: String::new(), is: text });
    }
    rows
}

/// A value as text. Numbers of units are told by their names.
fn shown(f: &Desk<'_>, signed: &Signed, key: &str, value: &Value) -> String {
    let text = match (key, value) {
        (_, Value::Null) => String::new(),
        ("parent" | "unit" | "at", Value::Number(number)) => {
            number.as_i64().map_or_else(String::new, |number| signed.unit_name(number))
        }
        ("until" | "before" | "starts_at" | "ends_at", Value::Number(number)) => {
            number.as_i64().map_or_else(String::new, |moment| f.moment(moment))
        }
        ("person" | "to", Value::Number(number)) => f.with1("record-person", "number", &number.to_string()),
        ("about", Value::String(word)) => about(f, word),
        ("kinds", Value::String(words)) => {
            words.split(' ').map(|word| family(f, word)).collect::<Vec<_>>().join(", ")
        }
        ("by_mail", Value::String(word)) => f.say(match word.as_str() {
            "once" => "notices-mail-once",
            "day" => "notices-mail-day",
            _ => "notices-mail-no",
        }),
        ("role", Value::String(word)) => {
            Role::read(word).map_or_else(|| word.clone(), |role| role_name(f, role))
        }
        ("kind", Value::String(word)) => {
            Kind::read(word).map_or_else(|| word.clone(), |kind| kind_name(f, kind))
        }
        ("by", Value::String(word)) => match word.as_str() {
            "password" => f.say("detail-by-password"),
            "invitation" => f.say("detail-by-invitation"),
            "first" => f.say("detail-by-first"),
            "provider" => f.say("detail-by-provider"),
            other => other.to_owned(),
        },
        // Of which events; their digests say nothing to a reader.
        ("erased", Value::Object(of)) => of.get("event").map_or_else(String::new, Value::to_string),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Bool(true)) => f.say("detail-yes"),
        (_, Value::Bool(false)) => f.say("detail-no"),
        (_, Value::Array(many)) => {
            let many = many.iter().map(|one| shown(f, signed, key, one));
            many.collect::<Vec<_>>().join("; ")
        }
        (_, other) => other.to_string(),
    };
    // That it goes on is said.
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// What a key is called.
fn label(f: &Desk<'_>, key: &str) -> String {
    f.say(match key {
        "about" => "detail-about",
        "address" => "detail-address",
        "addresses" => "systems-addresses",
        "asked_why" => "detail-asked-why",
        "at" => "detail-at",
        "before" => "detail-before",
        "by" => "detail-by",
        "by_mail" => "notices-mail",
        "code" => "detail-code",
        "counted" => "detail-counted",
        "domains" => "systems-domains",
        "email" => "detail-email",
        "ended" => "detail-ended",
        "ends_at" => "detail-until",
        "entries" => "detail-entries",
        "erased" => "detail-erased",
        "event" => "detail-event",
        "events" => "detail-events",
        "fields" => "detail-fields",
        "for" => "detail-for",
        "founded" => "detail-founded",
        "host" => "detail-host",
        "kind" => "detail-kind",
        "kinds" => "webhooks-kinds",
        "language" => "detail-language",
        "level" => "systems-level",
        "login" => "detail-login",
        "look" => "detail-look",
        "name" => "detail-name",
        "note" => "detail-note",
        "only_looks" => "detail-only-looks",
        "parent" => "detail-parent",
        "person" => "detail-person",
        "phone" => "detail-phone",
        "position" => "detail-position",
        "products" => "systems-products",
        "provider" => "detail-provider",
        "refused" => "detail-refused",
        "repeated" => "detail-repeated",
        "role" => "detail-role",
        "rows" => "detail-rows",
        "scopes" => "detail-scopes",
        "session" => "detail-session",
        "sessions_ended" => "detail-sessions-ended",
        "sha256" | "digest" => "detail-sha256",
        "signatory" => "detail-signatory",
        "signed" => "detail-signed",
        "since" => "detail-since",
        "source" => "detail-source",
        "starts_at" => "detail-starts",
        "time_zone" => "detail-time-zone",
        "to" => "detail-to",
        "token" => "detail-token",
        "unit" => "detail-unit",
        "until" => "detail-until",
        other => return other.to_owned(),
    })
}
