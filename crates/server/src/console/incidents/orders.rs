//! Orders and requests to preserve data, as the page of an incident shows them: to whom, until when, and what was done.
//!
//! Must never leave out one that nobody answered.

use office::incident::{Order, Want};

use super::seen::Seen;
use crate::console::frame::Desk;
use crate::console::signed::Signed;

/// One, in words.
pub struct Shown {
    /// The number of its event, where they may say what was done; 0 where they may not, or it was said.
    pub open: u64,
    /// To whom it was given.
    pub whom: String,
    /// What is wanted.
    pub what: String,
    /// Until when, or that it was answered.
    pub state: String,
    /// Class of that.
    pub class: &'static str,
    /// What was done.
    pub answer: String,
}

/// To whom and what, in one line. `unit` says what a unit is called.
pub fn short(order: &Order, unit: &dyn Fn(i64) -> String) -> String {
    let whom = if order.to == 0 { order.of.clone() } else { unit(order.to) };
    format!("{whom}: {}", order.what.lines().next().unwrap_or_default())
}

/// All of them, those that wait first.
pub fn shown(f: &Desk<'_>, signed: &Signed, seen: &Seen) -> Vec<Shown> {
    let incident = &seen.kept.incident;
    let one = |(number, order): (&u64, &Order)| {
        let is_open = incident.phase.is_live() || incident.phase == office::incident::Phase::Closed;
        let may = order.answer.is_none() && is_open && seen.may(Want::Answer(*number));
        let (state, class) = match (&order.answer, order.until) {
            (Some((at, _)), _) => (f.with1("incident-order-done", "moment", &f.moment(*at)), "good"),
            (None, 0) => (f.say("incident-order-waits"), "wait"),
            (None, until) if until <= seen.now => {
                (f.with1("incident-order-late", "moment", &f.moment(until)), "act")
            }
            (None, until) => (f.with1("event-until", "moment", &f.moment(until)), "wait"),
        };
        let whom = match order.to {
            0 => order.of.clone(),
            ..0 => incident.units_abroad.get(&order.to).cloned().unwrap_or_default(),
            unit => signed.unit_name(unit),
        };
        Shown {
            open: if may { *number } else { 0 },
            whom,
            what: order.what.clone(),
            state,
            class,
            answer: order.answer.as_ref().map(|(_, answer)| answer.clone()).unwrap_or_default(),
        }
    };
    let mut all: Vec<(bool, Shown)> = incident
        .orders
        .iter()
        .map(|(number, order)| (order.answer.is_some(), one((number, order))))
        .collect();
    all.sort_by_key(|(is_answered, _)| *is_answered);
    all.into_iter().map(|(_, shown)| shown).collect()
}
