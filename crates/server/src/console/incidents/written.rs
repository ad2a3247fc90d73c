//! What was written on a paper, held against what is known of the incident and against what another wrote meanwhile.
//!
//! Must never keep for somebody's words what they left as it was filled in, and must never let a text go that somebody
//! wrote: what differs is shown beside what stands there.

use std::collections::BTreeMap;

use jiff::Timestamp;
use office::day::Day;
use office::papers::{Field, Known, Value};
use office::rulebook::{Holds, Key, Rulebook};
use sha2::{Digest, Sha256};

use super::papers::said;
use crate::console::frame::Desk;

/// What is known from who writes and when, and not from the incident: it stays as it was when somebody wrote.
const OF_WHO_WRITES: [Field; 6] = [
    Field::ContactName,
    Field::ContactPost,
    Field::ContactPhone,
    Field::ContactEmail,
    Field::ReportedAt,
    Field::MinutesBegun,
];

/// A field in which two texts differ.
pub struct Differs {
    /// The field's name in the form.
    pub name: &'static str,
    /// What it is called.
    pub label: String,
    /// What stands there.
    pub here: String,
    /// The other text.
    pub other: String,
}

/// The field of a key.
pub fn field(key: &str) -> Option<Field> {
    Field::ALL.iter().copied().find(|field| field.key() == key)
}

/// A value as it is kept in an event; nothing where the text is none of that field.
pub fn value_of(field: Field, text: &str) -> Option<Value> {
    Some(match Rulebook::shipped().field(field).holds {
        Holds::Line | Holds::Text => Value::Text(text.to_owned()),
        Holds::Moment => Value::Moment(Timestamp::from_second(text.parse().ok()?).ok()?),
        Holds::Day => Value::Day(Day::read(text).ok()?),
        Holds::Choices => {
            Value::Choices(text.split(',').filter(|key| !key.is_empty()).map(str::to_owned).collect())
        }
        Holds::Rows => {
            let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect();
            Value::Rows(text.lines().map(cells).collect())
        }
        Holds::Sums => return None,
    })
}

/// The same as it stands in a form.
pub fn typed_of(f: &Desk<'_>, value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Sums(_)) => String::new(),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Moment(at)) => f.local(at.as_second()),
        Some(Value::Day(day)) => day.written(),
        Some(Value::Choices(keys)) => keys.join(","),
        Some(Value::Rows(rows)) => rows.iter().map(|row| row.join(" | ")).collect::<Vec<_>>().join("\n"),
    }
}

/// The same for people to read.
pub fn shown(f: &Desk<'_>, field: Field, value: Option<&Value>) -> String {
    let text = match value {
        Some(Value::Moment(at)) => f.moment(at.as_second()),
        Some(Value::Choices(keys)) => {
            let about = Rulebook::shipped().field(field);
            let ticked = about.choices.iter().filter(|(key, _)| keys.contains(key));
            ticked.map(|(_, words)| said(f, words)).collect::<Vec<_>>().join("; ")
        }
        value => typed_of(f, value),
    };
    if text.is_empty() { f.say("paper-empty") } else { text }
}

/// What a value says, however it was typed: two that are the same here are the same on the paper.
fn plain(field: Field, value: Option<&Value>) -> String {
    let lines = |text: &str| {
        let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
        lines.join("\n")
    };
    match value {
        None | Some(Value::Sums(_)) => String::new(),
        // A field of one line shows the lines of a longer text as one.
        Some(Value::Text(text)) if Rulebook::shipped().field(field).holds == Holds::Line => {
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        }
        Some(Value::Text(text)) => lines(text),
        // People say the minute.
        Some(Value::Moment(at)) => at.as_second().div_euclid(60).to_string(),
        Some(Value::Day(day)) => day.to_string(),
        Some(Value::Choices(keys)) => {
            let mut keys = keys.clone();
            keys.sort();
            keys.join(",")
        }
        Some(Value::Rows(rows)) => {
            let row = |row: &Vec<String>| row.iter().map(|cell| cell.trim()).collect::<Vec<_>>().join(" | ");
            lines(&rows.iter().map(row).collect::<Vec<_>>().join("\n"))
        }
    }
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is kept of what was sent: the fields in which it differs from what is known, and by field the digest of what was
/// known there then.
pub fn kept(
    known: &Known,
    sent: BTreeMap<String, String>,
) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    let (mut values, mut over) = (BTreeMap::new(), BTreeMap::new());
    for (key, text) in sent {
        let Some(field) = field(&key) else { continue };
        let (was, is) = (plain(field, known.get(field)), plain(field, value_of(field, &text).as_ref()));
        let of_who_writes = OF_WHO_WRITES.contains(&field);
        if was == is && (!of_who_writes || is.is_empty()) {
            continue;
        }
        if !of_who_writes {
            over.insert(key.clone(), digest(&was));
        }
        values.insert(key, text);
    }
    (values, over)
}

/// Fields that somebody wrote over something that is known otherwise by now: what stands on the paper, and what is known.
/// Papers of before that was noted kept all that stood in their form: what of that is known otherwise is among them.
pub fn stale(
    f: &Desk<'_>,
    known: &Known,
    values: &BTreeMap<String, String>,
    over: &BTreeMap<String, String>,
) -> Vec<Differs> {
    let of = |(key, text): (&String, &String)| {
        let field = field(key).filter(|field| !OF_WHO_WRITES.contains(field))?;
        let written = value_of(field, text);
        let (is, known_now) = (plain(field, written.as_ref()), plain(field, known.get(field)));
        let changed = match over.get(key) {
            Some(then) => *then != digest(&known_now),
            None => !known_now.is_empty(),
        };
        (changed && is != known_now).then(|| Differs {
            name: field.key(),
            label: said(f, &Rulebook::shipped().field(field).said),
            here: shown(f, field, written.as_ref()),
            other: shown(f, field, known.get(field)),
        })
    };
    values.iter().filter_map(of).collect()
}

/// Fields in which what was sent is not what stands there: the one and the other.
pub fn differing(f: &Desk<'_>, stands: &Known, sent: &BTreeMap<String, String>) -> Vec<Differs> {
    let of = |(key, text): (&String, &String)| {
        let field = field(key)?;
        let (there, mine) = (stands.get(field), value_of(field, text));
        (plain(field, there) != plain(field, mine.as_ref())).then(|| Differs {
            name: field.key(),
            label: said(f, &Rulebook::shipped().field(field).said),
            here: shown(f, field, there),
            other: shown(f, field, mine.as_ref()),
        })
    };
    sent.iter().filter_map(of).collect()
}

/// What somebody wrote, field by field, as the story of the incident tells it.
pub fn told(f: &Desk<'_>, values: &BTreeMap<String, String>) -> String {
    let of = |(key, text): (&String, &String)| {
        let field = field(key)?;
        let label = said(f, &Rulebook::shipped().field(field).said);
        Some(format!("{label}: {}", shown(f, field, value_of(field, text).as_ref())))
    };
    values.iter().filter_map(of).collect::<Vec<_>>().join("\n")
}
