//! How what is owed on an incident stands, in words.
//!
//! Must never say that the law names no day where it names one that has not begun or cannot be counted.

use office::incident::{Entry, Incident};
use office::rulebook::{Clock, Due, Said};

use super::came_to::span;
use super::rules::{self, HangsOn, Standing};
use crate::console::frame::Desk;

/// In the language of whoever reads.
pub fn said(f: &Desk<'_>, said: &Said) -> String {
    if f.lang() == "en" { said.en.clone() } else { said.vi.clone() }
}

/// Until when it is owed.
pub fn due(f: &Desk<'_>, one: &Standing) -> String {
    match (one.owed.due, one.due) {
        (Due::AtOnce(_), _) => f.say("deadline-at-once"),
        (_, Some(due)) => f.with1("deadline-by", "moment", &f.moment(due)),
        (Due::After(Clock::Ended), None) => f.say("clocks-after-ended"),
        (Due::After(_), None) => f.say("clocks-not-begun"),
        (Due::NotInCalendar(unknown), None) => {
            f.with1("clocks-not-in-calendar", "year", &unknown.year.to_string())
        }
        (_, None) => f.say("deadline-undated"),
    }
}

/// On what it hangs still; empty where on nothing.
pub fn hangs_on(f: &Desk<'_>, one: &Standing) -> String {
    match one.hangs_on {
        HangsOn::Nothing => String::new(),
        HangsOn::Incident => f.say("clocks-if-incident"),
        HangsOn::Serious => f.say("clocks-if-serious"),
    }
}

/// How it stands at that moment.
pub fn state(f: &Desk<'_>, one: &Standing, now: i64) -> String {
    state_and_class(f, one, now).0
}

/// The same, and under which class it is shown.
pub fn state_and_class(f: &Desk<'_>, one: &Standing, now: i64) -> (String, &'static str) {
    match (&one.met, one.is_late(now)) {
        (Some(at), false) => (f.with1("deadline-met", "moment", &f.moment(*at)), "good"),
        (Some(at), true) => (f.with1("deadline-met-late", "moment", &f.moment(*at)), "wait"),
        (None, true) => {
            let late = one.due.map_or(0, |due| now - due);
            (f.with1("deadline-late", "time", &span(f, late)), "act")
        }
        (None, false) => match one.due {
            Some(due) if !one.at_once => (f.with1("deadline-left", "time", &span(f, due - now)), "wait"),
            Some(_) => (f.say("deadline-now"), "act"),
            None => (f.say("deadline-open"), ""),
        },
    }
}

/// What rules of these keys are about, one after the other.
pub fn named(f: &Desk<'_>, incident: &Incident, keys: &[String]) -> String {
    let called =
        |key: &String| rules::about(incident, key).map_or_else(|| key.clone(), |about| said(f, &about));
    keys.iter().map(called).collect::<Vec<_>>().join("; ")
}

/// A reminder: who was reminded of what, `level` levels above who owes it, and how that stood then. Those of before a reminder
/// said until when something was owed have no `due`.
pub fn reminded(
    f: &Desk<'_>,
    incident: &Incident,
    entry: &Entry,
    unit: &str,
    (key, deadline, level, due): (&str, &str, u32, i64),
) -> (String, String) {
    let what = named(f, incident, &[deadline.to_owned()]);
    let told = if unit.is_empty() {
        f.with1("clocks-reminded-nobody", "what", &what)
    } else {
        f.words.with("clocks-reminded", &[("unit", unit), ("what", &what)])
    };
    let moment = f.moment(due);
    let stood = match entry.at - due {
        _ if due == 0 => String::new(),
        _ if key.contains(":at-once:") => f.with1("clocks-reminded-at-once", "moment", &moment),
        late if late > 0 => {
            f.words.with("clocks-reminded-late", &[("time", &span(f, late)), ("moment", &moment)])
        }
        left => f.words.with("clocks-reminded-left", &[("time", &span(f, -left)), ("moment", &moment)]),
    };
    let above = if level == 0 || unit.is_empty() {
        String::new()
    } else {
        f.with1("clocks-reminded-above", "level", &level.to_string())
    };
    let lines: Vec<String> = [stood, above].into_iter().filter(|line| !line.is_empty()).collect();
    (told, lines.join("\n"))
}
