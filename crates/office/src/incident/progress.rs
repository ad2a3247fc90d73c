//! How far a step is.
//!
//! Must never forget a tick: going back begins a new round, and what was ticked before stands in the events.

use std::collections::BTreeMap;

/// Where a step stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Doing {
    /// It is not its turn yet.
    #[default]
    Waiting,
    /// It is being done, or can be.
    Open,
    /// It is done.
    Done,
    /// It was not needed.
    Skipped,
}

/// Something on a list that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// When, in seconds since 1970.
    pub at: i64,
    /// Who.
    pub who: String,
    /// For which unit.
    pub unit: i64,
    /// What they said of it.
    pub note: String,
}

/// How far a step is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// Where it stands.
    pub doing: Doing,
    /// When it began last, in seconds since 1970.
    pub begun_at: i64,
    /// When it ended last.
    pub ended_at: i64,
    /// Seconds for which it was open in rounds before this one.
    pub before: i64,
    /// How often it began.
    pub rounds: u32,
    /// Since when the one who has it has it.
    pub held_since: i64,
    /// To which unit its lead was handed over; 0 where it is the playbook's.
    pub handed_to: i64,
    /// What is done on its lists, by the key of the item.
    pub ticks: BTreeMap<String, Tick>,
    /// What came of it, or why it was skipped.
    pub result: String,
    /// The number of the event that changed it last: what somebody saw of it is held against that.
    pub version: u64,
}

impl Progress {
    /// Whether it is over, in one way or the other.
    pub fn is_over(&self) -> bool {
        matches!(self.doing, Doing::Done | Doing::Skipped)
    }

    /// Begins it.
    pub(super) fn begin(&mut self, at: i64) {
        self.doing = Doing::Open;
        self.begun_at = at;
        self.held_since = at;
        self.rounds += 1;
    }

    /// Ends it.
    pub(super) fn end(&mut self, doing: Doing, at: i64, result: &str) {
        self.doing = doing;
        self.ended_at = at;
        self.result = result.to_owned();
    }

    /// Takes it back to where it was not its turn yet.
    pub(super) fn take_back(&mut self, at: i64) {
        self.before += self.open_for(at);
        self.doing = Doing::Waiting;
        self.ticks.clear();
        self.result.clear();
        self.begun_at = 0;
        self.ended_at = 0;
    }

    /// Seconds for which this round is or was open.
    pub fn open_for(&self, now: i64) -> i64 {
        match self.doing {
            Doing::Waiting => 0,
            Doing::Open => now.saturating_sub(self.begun_at).max(0),
            Doing::Done | Doing::Skipped => self.ended_at.saturating_sub(self.begun_at).max(0),
        }
    }
}
