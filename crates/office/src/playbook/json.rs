//! JSON in and out: capped before it is parsed, and written in one way only.
//!
//! Must never take a text that two readers could read differently: no member stands twice, and numbers are whole.

use std::fmt;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{Limits, Refused};

/// Before the member that stands twice, in an error of the parser.
const TWICE: &str = "a member stands twice: ";

/// Parses a file that is no longer and no deeper than it may be.
pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Value, Refused> {
    if bytes.len() > limits.bytes {
        return Err(Refused::TooManyBytes(limits.bytes));
    }
    if nesting(bytes) > limits.nesting {
        return Err(Refused::TooDeep(limits.nesting));
    }
    let wrong = |error: serde_json::Error| {
        let said = error.to_string();
        match said.strip_prefix(TWICE) {
            // The parser adds the line to what it was told.
            Some(member) => {
                Refused::Twice(quoted(member.rsplit_once(" at line ").map_or(member, |(m, _)| m)))
            }
            None => Refused::NotJson { line: error.line(), column: error.column() },
        }
    };
    let mut parser = serde_json::Deserializer::from_slice(bytes);
    let value = Strict.deserialize(&mut parser).map_err(wrong)?;
    parser.end().map_err(wrong)?;
    within(&value, "", limits)?;
    Ok(value)
}

/// The start of a text that a file holds, for what is said about it.
pub fn quoted(text: &str) -> String {
    text.chars().take(120).collect()
}

/// How many lists and objects lie in one another, at most. Brackets in texts are not among them.
fn nesting(bytes: &[u8]) -> usize {
    let (mut most, mut depth, mut text, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if text => escaped = true,
            b'"' => text = !text,
            b'{' | b'[' if !text => {
                depth = depth.saturating_add(1);
                most = most.max(depth);
            }
            b'}' | b']' if !text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// Whether no list, object or text is longer than it may be, and all numbers are whole.
fn within(value: &Value, at: &str, limits: &Limits) -> Result<(), Refused> {
    let entries = |found: usize, most: usize| {
        if found > most { Err(Refused::TooManyEntries { at: at.to_owned(), most }) } else { Ok(()) }
    };
    match value {
        Value::Object(members) => {
            if at == "/workflow" {
                if members.len() > limits.steps {
                    return Err(Refused::TooManySteps(limits.steps));
                }
            } else {
                entries(members.len(), limits.entries)?;
            }
            for (name, member) in members {
                if name.chars().count() > limits.name {
                    return Err(Refused::TextTooLong { at: at.to_owned(), most: limits.name });
                }
                within(member, &format!("{at}/{name}"), limits)?;
            }
            Ok(())
        }
        Value::Array(values) => {
            entries(values.len(), limits.entries)?;
            let mut places = values.iter().enumerate();
            places.try_for_each(|(place, value)| within(value, &format!("{at}/{place}"), limits))
        }
        Value::String(text) if text.chars().count() > limits.text => {
            Err(Refused::TextTooLong { at: at.to_owned(), most: limits.text })
        }
        Value::Number(number) if !number.is_i64() && !number.is_u64() => Err(Refused::Number(at.to_owned())),
        _ => Ok(()),
    }
}

/// A value in which no object has a member twice.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(Strict)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            let value = object.next_value_seed(Strict)?;
            if members.contains_key(&name) {
                return Err(A::Error::custom(format!("{TWICE}{name}")));
            }
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}

/// Writes a value in the one way there is: members in order, two spaces deeper for each list and object, and what
/// holds no further list or object on one line.
pub fn write(value: &Value) -> String {
    let mut text = String::new();
    value_to(value, 0, &mut text);
    text.push('\n');
    text
}

fn value_to(value: &Value, depth: usize, text: &mut String) {
    let nested = |value: &Value| matches!(value, Value::Object(_) | Value::Array(_));
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            let lines = depth == 0 || members.iter().any(|(_, value)| nested(value));
            list_to(('{', '}'), &members, lines, depth, text, |(name, value), text| {
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push_str(": ");
                value_to(value, depth + 1, text);
            });
        }
        Value::Array(values) => {
            let lines = values.iter().any(nested);
            let write = |value: &Value, text: &mut String| value_to(value, depth + 1, text);
            list_to(('[', ']'), values, lines, depth, text, write);
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

fn list_to<T>(
    (open, close): (char, char),
    entries: &[T],
    lines: bool,
    depth: usize,
    text: &mut String,
    write: impl Fn(&T, &mut String),
) {
    text.push(open);
    let gap = |depth: usize, text: &mut String| {
        if lines {
            text.push('\n');
            text.push_str(&"  ".repeat(depth));
        }
    };
    for (place, entry) in entries.iter().enumerate() {
        if place > 0 {
            text.push_str(if lines { "," } else { ", " });
        }
        gap(depth + 1, text);
        write(entry, text);
    }
    if !entries.is_empty() {
        gap(depth, text);
    }
    text.push(close);
}
