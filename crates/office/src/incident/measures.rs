//! How long things took: from when it was detected, step by step and unit by unit.
//!
//! Must never count what has not happened: a time that is not there yet is none, and not zero.

use std::collections::BTreeMap;

use super::event::{Entry, Event};
use super::progress::Doing;
use super::state::Incident;
use crate::playbook::{Playbook, Step};

/// Steps after which an attack is contained, what it left is gone, and systems work again: as every playbook that is
/// shipped knows them, and units' own copies, whatever stands before them; in one from elsewhere they are these by number.
const CONTAINS: (&str, u8) = ("action--a1d0c2e4-7b1f-4c3a-9e11-5c0de5e00007", 7);
const CLEANS: (&str, u8) = ("action--a1d0c2e4-7b1f-4c3a-9e11-5c0de5e00008", 8);
const RESTORES: (&str, u8) = ("action--a1d0c2e4-7b1f-4c3a-9e11-5c0de5e00009", 9);

/// Times of one incident, in seconds; nothing where it has not come to that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measures {
    /// From detection until it was told of here.
    pub told: Option<i64>,
    /// From being told of until that was acknowledged.
    pub acknowledged: Option<i64>,
    /// From being told of until it was verified.
    pub verified: Option<i64>,
    /// From detection until it was contained.
    pub contained: Option<i64>,
    /// From detection until what it left was gone.
    pub cleaned: Option<i64>,
    /// From detection until systems worked again.
    pub restored: Option<i64>,
    /// From detection until it was closed.
    pub closed: Option<i64>,
    /// Each step that was begun, in the order of the playbook.
    pub steps: Vec<Spent>,
    /// Seconds for which each unit had the ball.
    pub units: BTreeMap<i64, i64>,
}

/// What a step took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spent {
    /// Its number.
    pub number: u8,
    /// Seconds, all rounds together.
    pub seconds: i64,
    /// Rounds.
    pub rounds: u32,
    /// Whether it is over.
    pub is_over: bool,
    /// Seconds that it was to take; nothing where nobody said.
    pub target: Option<i64>,
}

impl Incident {
    /// Its times. `now` is by its own clock.
    pub fn measures(&self, playbook: &Playbook, entries: &[Entry], now: i64) -> Measures {
        let since = |from: i64, at: i64| at.saturating_sub(from).max(0);
        let is_ours = [CONTAINS, CLEANS, RESTORES]
            .iter()
            .any(|(id, _)| playbook.steps().iter().any(|step| step.id.as_str() == *id));
        let over = |(id, number): (&str, u8)| {
            let is = |step: &&Step| if is_ours { step.id.as_str() == id } else { step.number == number };
            let step = playbook.steps().iter().find(is)?;
            let progress = self.step(&step.id);
            (progress.doing == Doing::Done).then_some(since(self.detected_at, progress.ended_at))
        };
        Measures {
            told: Some(since(self.detected_at, self.opened_at)),
            acknowledged: self.acknowledged_at.map(|at| since(self.opened_at, at)),
            verified: self.verified_at.map(|at| since(self.opened_at, at)),
            contained: over(CONTAINS),
            cleaned: over(CLEANS),
            restored: over(RESTORES),
            closed: self.closed_at.map(|at| since(self.detected_at, at)),
            steps: playbook.steps().iter().filter_map(|step| self.spent(step, now)).collect(),
            units: self.held(playbook, entries, now),
        }
    }

    fn spent(&self, step: &Step, now: i64) -> Option<Spent> {
        let progress = self.step(&step.id);
        (progress.rounds > 0).then(|| Spent {
            number: step.number,
            seconds: progress.before + progress.open_for(now),
            rounds: progress.rounds,
            is_over: progress.is_over(),
            target: step.target_minutes.map(|minutes| i64::from(minutes) * 60),
        })
    }

    /// How long each unit had the ball: who holds the step at which it stands. What is open throughout is nobody's ball.
    fn held(&self, playbook: &Playbook, entries: &[Entry], now: i64) -> BTreeMap<i64, i64> {
        let mut held: BTreeMap<i64, i64> = BTreeMap::new();
        let Some(first) = entries.first() else { return held };
        let Event::Opened(_) = &first.event else { return held };
        let Some(mut then) = Incident::of(std::slice::from_ref(first)) else { return held };
        let mut since = first.at;
        let add = |then: &Incident, seconds: i64, held: &mut BTreeMap<i64, i64>| {
            let Some(step) = then.here(playbook) else { return };
            for unit in then.holders(step) {
                *held.entry(unit).or_default() += seconds.max(0);
            }
        };
        for entry in entries.iter().skip(1) {
            add(&then, entry.at - since, &mut held);
            since = since.max(entry.at);
            then.apply(entry);
        }
        if self.phase.is_live() {
            add(&then, now - since, &mut held);
        }
        held
    }
}
