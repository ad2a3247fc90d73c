//! What an incident starts from beside somebody's words: a sighting, a machine's scan, a warning. What is known already
//! stands in the form, to be looked at and changed before anything is opened.
//!
//! Must never open an incident by itself, and must never take an indicator for another kind than it is.

pub mod scan;
pub mod warning;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::response::Response;
use indicators::letter;
use office::incident::{Event, Machine, read_indicator, read_line};

use super::new::{self, Asked};
use crate::app::App;
use crate::console::forms::Fields;
use crate::console::frame::Desk;
use crate::console::signed::Signed;
use crate::console::systems::sighted;
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::form::{Field, Group, Typed, typed};

/// Indicators that one form takes.
pub const INDICATORS: usize = 500;

/// Indicators of which a form says that they are none.
const NAMED: usize = 5;

/// What is known before anybody typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// What happened.
    pub told: String,
    /// Indicators, one a line.
    pub indicators: String,
    /// The machine that was scanned.
    pub machine: Option<(String, Machine)>,
}

/// What a sighting of that system's addresses says.
pub fn of_system(app: &App, f: &Desk<'_>, system: &office::systems::System) -> Known {
    let sighted = sighted::sighted(app, &system.addresses);
    let line = |at: &sighted::At| {
        let one = |(family, first, last, times): &(String, i64, i64, u64)| {
            f.words.with(
                "starts-seen",
                &[
                    ("address", &at.address.to_string()),
                    ("family", family),
                    ("first", &f.moment(*first)),
                    ("last", &f.moment(*last)),
                    ("times", &f.words.number(*times)),
                ],
            )
        };
        at.seen.iter().map(one).collect::<Vec<_>>().join("\n")
    };
    let lines: Vec<String> = sighted.at.iter().map(line).collect();
    let mut told = f.with1("starts-seen-lead", "name", &system.name);
    if !lines.is_empty() {
        told = format!("{told}\n{}", lines.join("\n"));
    }
    if sighted.all > sighted.at.len() {
        told = format!(
            "{told}\n{}",
            f.with1("starts-seen-more", "count", &f.count(sighted.all - sighted.at.len()))
        );
    }
    let indicators: Vec<String> = sighted.at.iter().map(|at| at.address.to_string()).collect();
    Known { told, indicators: indicators.join("\n"), machine: None }
}

/// The fields for what is known: open where something is.
pub fn groups(f: &Desk<'_>, value: Typed<'_>, asked: &Asked) -> [Group; 2] {
    let known = &asked.known;
    let line = |name: &str, label: &str, hint: &str, before: &str, extra: &'static str| {
        let hint = if hint.is_empty() { String::new() } else { f.say(hint) };
        typed(name, f.say(label), hint, value.get(name, before), extra)
    };
    let (machine_name, machine) = known.machine.clone().unwrap_or_default();
    let yes_no = |yes: &str, no: &str| vec![("no".to_owned(), f.say(no)), ("yes".to_owned(), f.say(yes))];
    let number = |number: u64| if known.machine.is_some() { number.to_string() } else { String::new() };
    let scanned = if machine.scanned_at == 0 { String::new() } else { f.local(machine.scanned_at) };
    let digits = "inputmode=numeric maxlength=20 autocomplete=off";
    let mut fields = vec![Field {
        lines: 6,
        ..line("indicators", "starts-indicators", "starts-indicators-hint", &known.indicators, "")
    }];
    let scan = vec![
        line(
            "machine",
            "incident-machine-name",
            "starts-machine-hint",
            &machine_name,
            "maxlength=300 autocomplete=off",
        ),
        line("scanned", "incident-machine-scanned", "", &scanned, "type=datetime-local"),
        line("found", "incident-machine-found", "", &number(machine.found), digits),
        line("cleaned", "incident-machine-cleaned", "", &number(machine.cleaned), digits),
        Field {
            choices: yes_no("incident-yes", "incident-no"),
            ..line(
                "complete",
                "incident-machine-complete",
                "",
                if machine.complete { "yes" } else { "no" },
                "",
            )
        },
    ];
    let system = value.get("system", &asked.system);
    if !system.is_empty() {
        let said = match asked.system_name.as_str() {
            "" => f.with1("starts-system-number", "number", &system),
            name => name.to_owned(),
        };
        let choices = vec![(String::new(), f.say("incident-system-none")), (system, said)];
        fields.insert(0, Field { choices, ..line("system", "incident-system-which", "", &asked.system, "") });
    }
    let part = |legend: &str, fields: Vec<Field>| {
        let is_known = fields.iter().any(|field| !field.value.is_empty() && field.name != "complete");
        Group { legend: f.say(legend), fields, is_folded: !is_known, note: String::new() }
    };
    [part("starts-known", fields), part("starts-machine", scan)]
}

/// What stands in these fields, as what happened; what is wrong with it goes to `told`.
pub fn read(f: &Desk<'_>, fields: &Fields, told: &mut Wrong) -> Vec<Event> {
    let mut events = indicators(f, fields, told);
    events.extend(machine(f, fields, told));
    events
}

fn indicators(f: &Desk<'_>, fields: &Fields, told: &mut Wrong) -> Vec<Event> {
    let (mut known, mut none) = (BTreeSet::new(), Vec::new());
    let mut events = Vec::new();
    for line in fields.exactly("indicators").lines().map(str::trim).filter(|line| !line.is_empty()) {
        let read = match letter::word_of(line) {
            Some((kind, value)) => read_indicator(kind.as_str(), &value).map(|value| (kind.as_str(), value)),
            None => read_indicator("name", line).map(|value| ("name", value)),
        };
        match read {
            Some((kind, value)) if known.insert((kind, value.clone())) => {
                events.push(Event::IndicatorAdded { kind: kind.to_owned(), value, note: String::new() });
            }
            Some(_) => {}
            None => none.push(line.chars().take(80).collect::<String>()),
        }
    }
    if !none.is_empty() {
        none.truncate(NAMED);
        told.extend(wrong("indicators", f.with1("starts-no-indicator", "lines", &none.join("; "))));
    }
    if events.len() > INDICATORS {
        let most = f.count(INDICATORS);
        told.extend(wrong("indicators", f.with1("starts-too-many", "most", &most)));
    }
    events
}

fn machine(f: &Desk<'_>, fields: &Fields, told: &mut Wrong) -> Option<Event> {
    // What is no number is told, with or without a machine's name.
    let is_named = !fields.get("machine").is_empty();
    let mut number = |name: &str| match fields.get(name) {
        "" => 0,
        typed => {
            let digits = Some(typed).filter(|typed| typed.bytes().all(|byte| byte.is_ascii_digit()));
            let read = digits.and_then(|digits| digits.parse::<u64>().ok());
            read.filter(|number| *number <= 1_000_000_000_000_000).unwrap_or_else(|| {
                told.extend(wrong(name, f.say("incident-no-number")));
                0
            })
        }
    };
    let (found, cleaned) = (number("found"), number("cleaned"));
    if cleaned > found {
        told.extend(wrong("cleaned", f.say("incident-machine-more-cleaned")));
    }
    let scanned_at = match fields.get("scanned") {
        // Whoever says what a scan found says when: else the machine would stand there as one that was not scanned.
        "" if is_named && !fields.get("found").is_empty() => {
            told.extend(wrong("scanned", f.say("starts-scanned-needed")));
            0
        }
        "" => 0,
        typed => f.instant(typed, 0).unwrap_or_else(|| {
            told.extend(wrong("scanned", f.say("incident-no-moment")));
            0
        }),
    };
    let complete = match fields.get("complete") {
        "yes" => true,
        "no" | "" => false,
        _ => {
            told.extend(wrong("complete", f.say("incident-choose-one")));
            false
        }
    };
    let Ok(name) = read_line(fields.get("machine")) else {
        if is_named || !fields.get("found").is_empty() {
            told.extend(wrong("machine", f.say("starts-machine-needed")));
        }
        return None;
    };
    let machine =
        Machine { place: String::new(), scanned_at, found, cleaned, complete, report: String::new() };
    Some(Event::MachineNoted { name, machine })
}

/// The form with what is known, and what is said of that.
pub fn form(app: &App, signed: &Signed, asked: &Asked, note: String) -> Response {
    let page = new::page(app, signed, Typed(None), asked, signed.now);
    let page = if note.is_empty() { page } else { page.noting(note) };
    page.sent(StatusCode::OK, Wrong::new())
}
