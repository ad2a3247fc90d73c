//! A form of a unit: its fields as they are shown, with what was typed and what is wrong with it.
//!
//! Must never lose what was typed.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use office::day::Day;
use office::line;
use office::units::{Kind, Unit};

use super::change::{Wrong, wrong};
use super::said;
use crate::console::first::kind_name;
use crate::console::forms::Fields;
use crate::console::frame::Desk;
use crate::pages::page;

/// Characters of a reason.
const WHY: usize = 500;

/// One field.
#[derive(Default)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// What is said of it; may be empty.
    pub hint: String,
    /// What stands in it.
    pub value: String,
    /// What is wrong with it; may be empty.
    pub error: String,
    /// What can be chosen, by value and words; empty where it is typed.
    pub choices: Vec<(String, String)>,
    /// What is proposed while one types, by value and words.
    pub offered: Vec<(String, String)>,
    /// Lines, where it takes more than one.
    pub lines: usize,
    /// Attributes of the input.
    pub extra: &'static str,
}

/// Fields that belong together.
#[derive(Default)]
pub struct Group {
    /// What they are called together; may be empty.
    pub legend: String,
    /// What is said of them; may be empty.
    pub note: String,
    /// The fields.
    pub fields: Vec<Field>,
    /// Whether they are shown only when one asks for them.
    pub is_folded: bool,
}

impl Group {
    /// Fields without anything said of them together.
    pub fn plain(fields: Vec<Field>) -> Group {
        Group { fields, ..Group::default() }
    }
}

/// What was changed while a form was open: each of its facts, as it is now.
pub struct Now {
    /// That it was changed, in words.
    pub told: String,
    /// By name and value.
    pub facts: Vec<(String, String)>,
}

/// A page with a form.
#[derive(Template)]
#[template(path = "console/unit_form.html")]
pub struct FormPage<'a> {
    /// The frame.
    pub f: Desk<'a>,
    /// Where one came from, by address and words.
    pub back: (String, String),
    /// What is said first.
    pub lead: String,
    /// Where it is sent.
    pub action: String,
    /// The version of what is changed.
    pub seen: i64,
    /// The fields.
    pub groups: Vec<Group>,
    /// What is on the button.
    pub button: String,
    /// Whether the button does what cannot be undone.
    pub is_grave: bool,
    /// What is wrong with the form as a whole; empty where nothing is.
    pub whole: String,
    /// What the unit is now, where it is not what it was.
    pub now: Option<Now>,
}

impl FormPage<'_> {
    /// The page with something said before the form.
    pub fn noting(mut self, note: String) -> Self {
        self.f.done = note;
        self
    }

    /// The page as it is sent, with what is wrong beside each field.
    pub fn sent(mut self, status: StatusCode, mut wrong: Wrong) -> Response {
        for field in self.groups.iter_mut().flat_map(|group| &mut group.fields) {
            field.error = wrong.remove(&field.name).unwrap_or_default();
        }
        // What is wrong is not folded away.
        for group in &mut self.groups {
            group.is_folded &= group.fields.iter().all(|field| field.error.is_empty());
        }
        let rest: Vec<String> = wrong.into_values().collect();
        if !rest.is_empty() {
            self.whole = rest.join(" ");
        }
        page(status, &self)
    }
}

/// What was typed, or what stands there before anybody typed.
#[derive(Clone, Copy)]
pub struct Typed<'a>(pub Option<&'a Fields>);

impl Typed<'_> {
    /// A field's value.
    pub fn get(&self, name: &str, before: &str) -> String {
        self.0.map_or(before, |fields| fields.get(name)).to_owned()
    }
}

/// A field that is typed.
pub fn typed(name: &str, label: String, hint: String, value: String, extra: &'static str) -> Field {
    Field { name: name.to_owned(), label, hint, value, extra, ..Field::default() }
}

/// The day of a change.
pub fn day_field(f: &Desk<'_>, value: Typed<'_>, today: Day) -> Field {
    let value = value.get("day", &today.written());
    let extra = "required inputmode=numeric maxlength=10 autocomplete=off";
    typed("day", f.say("units-day"), f.say("units-day-hint"), value, extra)
}

/// Why.
pub fn why_field(f: &Desk<'_>, value: Typed<'_>, needed: bool) -> Field {
    let hint = if needed { "units-why-hint" } else { "units-why-may" };
    let extra = if needed { "required maxlength=500" } else { "maxlength=500" };
    typed("why", f.say("units-why"), f.say(hint), value.get("why", ""), extra)
}

/// A kind to choose.
pub fn kind_field(f: &Desk<'_>, name: &str, value: String, kinds: impl Iterator<Item = Kind>) -> Field {
    let choices = kinds.map(|kind| (kind.as_str().to_owned(), kind_name(f, kind))).collect();
    let (name, label) = (name.to_owned(), f.say("unit-kind"));
    Field { name, label, value, choices, ..Field::default() }
}

/// A unit to choose.
pub fn unit_typed(
    f: &Desk<'_>,
    name: &str,
    label: String,
    value: String,
    offered: Vec<(String, String)>,
) -> Field {
    let field = typed(name, label, f.say("unit-field-hint"), value, "maxlength=200 autocomplete=off");
    Field { offered, ..field }
}

/// The day of a change that was typed: today or before.
///
/// # Errors
/// With what is wrong, in words.
pub fn read_day(f: &Desk<'_>, fields: &Fields, name: &str, today: Day) -> Result<Day, Wrong> {
    let day = Day::read(fields.get(name)).map_err(|error| wrong(name, said::no_day(f, error)))?;
    if day > today { Err(wrong(name, f.say("day-future"))) } else { Ok(day) }
}

/// The reason that was typed.
///
/// # Errors
/// With what is wrong, in words.
pub fn read_why(f: &Desk<'_>, fields: &Fields, needed: bool) -> Result<String, Wrong> {
    match line::read(fields.get("why"), WHY) {
        Ok(why) => Ok(why),
        Err(line::LineError::Empty) if !needed => Ok(String::new()),
        Err(line::LineError::Empty) => Err(wrong("why", f.say("units-why-needed"))),
        Err(error) => Err(wrong("why", said::line(f, error))),
    }
}

/// What a unit is, to be held against what somebody believed it to be.
pub fn facts(f: &Desk<'_>, unit: &Unit, parent: Option<&Unit>) -> Now {
    let mut facts = vec![
        (f.say("unit-name"), unit.last_name().to_owned()),
        (f.say("unit-code"), unit.code.to_string()),
        (f.say("unit-kind"), kind_name(f, unit.kind)),
    ];
    if let Some(parent) = parent {
        facts.push((f.say("unit-parent"), format!("{} ({})", parent.last_name(), parent.code)));
    }
    if let Some(ended) = unit.ended {
        facts.push((f.say("unit-ended"), said::day(f, ended)));
    }
    Now { told: f.say("units-conflict"), facts }
}

/// Both, or everything that is wrong with either.
pub fn all<A, B>(one: Result<A, Wrong>, other: Result<B, Wrong>) -> Result<(A, B), Wrong> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (one, other) => {
            let mut wrong: BTreeMap<_, _> = one.err().unwrap_or_default();
            wrong.extend(other.err().unwrap_or_default());
            Err(wrong)
        }
    }
}
