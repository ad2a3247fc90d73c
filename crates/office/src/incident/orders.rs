//! What is wanted of somebody in an incident: an order to a unit, or that somebody outside preserves data; and what became of it.
//!
//! Must never count as answered what nobody answered.

use super::event::Event;
use super::state::{Incident, Phase};

/// What is wanted of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The unit that is ordered; 0 where somebody outside is asked, and below it a unit of another server.
    pub to: i64,
    /// Who is asked, where that is no unit here.
    pub of: String,
    /// What.
    pub what: String,
    /// When that was wanted.
    pub at: i64,
    /// Until when it is to be done, in seconds since 1970; 0 where nobody said.
    pub until: i64,
    /// When it was answered, and with what.
    pub answer: Option<(i64, String)>,
    /// Whether somebody was reminded of it.
    pub is_reminded: bool,
}

impl Incident {
    /// Those of whose end nobody was reminded, and that are not answered: the number of each, its end, and who is to be
    /// reminded: the unit that was ordered, or the one that asked somebody outside.
    fn unanswered(&self) -> impl Iterator<Item = (u64, i64, i64)> {
        let goes_on = !matches!(self.phase, Phase::Rejected | Phase::SameAs(_));
        let is_open = |order: &Order| order.until != 0 && order.answer.is_none() && !order.is_reminded;
        let waiting = self.orders.iter().filter(move |(_, order)| goes_on && is_open(order));
        waiting
            .map(|(number, order)| (*number, order.until, if order.to > 0 { order.to } else { self.unit() }))
    }

    /// Whom to remind of what by now, as events.
    pub fn order_reminders(&self, now: i64) -> Vec<Event> {
        let due = self.unanswered().filter(|(_, until, _)| *until <= now);
        due.map(|(of, _, unit)| Event::OrderReminded { of, unit }).collect()
    }

    /// When to look again for that; nothing where nothing waits for its end.
    pub fn next_order_reminder(&self) -> Option<i64> {
        self.unanswered().map(|(_, until, _)| until).min()
    }
}
