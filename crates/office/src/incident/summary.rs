//! An incident in short, as lists show it.
//!
//! Must never be more than what its events make of it.

use super::counted::Counted;
use super::flow::{Mark, Next};
use super::state::Incident;
use crate::playbook::Playbook;

/// An incident in short.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// What it is called.
    pub title: String,
    /// The unit that it happened to.
    pub unit: i64,
    /// How far it is; see [`super::Phase::as_str`].
    pub phase: String,
    /// The kind of its playbook.
    pub kind: String,
    /// Its class of form 05; empty before it has one.
    pub class: String,
    /// How grave it is; empty before that is decided.
    pub grade: String,
    /// The number of the step at which it stands; 0 for none.
    pub step: u8,
    /// The unit that has the ball; 0 for none.
    pub holder: i64,
    /// Since when, in seconds since 1970; 0 for none.
    pub since: i64,
    /// The next moment at which something is owed; nothing where nothing is.
    pub due: Option<i64>,
    /// The next moment after which something is late: what is owed at once is not late in the same minute.
    pub late_at: Option<i64>,
    /// When it was detected.
    pub detected_at: i64,
    /// When it was told of.
    pub opened_at: i64,
    /// When something happened last.
    pub last_at: i64,
    /// When it was closed.
    pub closed_at: Option<i64>,
    /// What form 05 counts of it; lists do not read it.
    pub counted: Counted,
}

impl Summary {
    /// Whether something is late at that moment.
    pub fn is_late(&self, now: i64) -> bool {
        self.late_at.is_some_and(|late_at| late_at < now)
    }
}

impl Incident {
    /// In short. `owed` is what the rulebook says: the next moment at which something is owed, and after which it is late.
    pub fn summary(
        &self,
        playbook: &Playbook,
        kind: &str,
        (due, late_at): (Option<i64>, Option<i64>),
    ) -> Summary {
        let is_owed_here = self.phase.is_live() && self.gone_at.is_none();
        let here = if self.phase.is_live() { self.here(playbook) } else { None };
        Summary {
            title: self.title.clone(),
            unit: self.unit(),
            phase: self.phase.as_str().to_owned(),
            kind: kind.to_owned(),
            class: self.class.clone(),
            grade: self.grade.map_or("", super::Grade::as_str).to_owned(),
            step: here.map_or(0, |step| step.number),
            holder: here
                .and_then(|step| self.holders(step).first().copied())
                .unwrap_or(if self.phase.is_live() { self.unit() } else { 0 }),
            since: here.map_or(self.opened_at, |step| self.step(&step.id).held_since),
            due: due.filter(|_| is_owed_here),
            late_at: late_at.filter(|_| is_owed_here),
            detected_at: self.detected_at,
            opened_at: self.opened_at,
            last_at: self.last_at,
            closed_at: self.closed_at,
            counted: self.counted(),
        }
    }

    /// Whether anything is still to be done by anybody.
    pub fn is_busy(&self, playbook: &Playbook) -> bool {
        self.next(playbook) != Next::Nothing
            || playbook.steps().iter().any(|step| self.phase.is_live() && self.mark(step) == Mark::Here)
    }
}
