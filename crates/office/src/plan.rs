//! Response plans: what a unit fears, what it has, who does what when it happens, and by whom that was approved.
//!
//! Must never be in force without an approval that has a number, a day and a body; must never ask the clock: a day is
//! given. Its outline is that of the plan of a provincial department of 2023, with what TT 20/2017/TT-BTTTT Điều 12.2
//! asks for besides: what is kept running first.
//!
//! ```text
//! draft ──submit──▶ submitted ──approve──▶ in force ──the next one is approved──▶ superseded
//!   ▲                  │                     │  ▲
//!   └────hand back─────┘                     └──┘ review        each of the first three ──end──▶ ended
//! ```

mod contents;
mod remind;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use contents::{Action, Contents, Limits, Missing, Part, Scenario, Text, read_actions};
pub use remind::{Reminder, Why};

use crate::day::Day;

/// How far a plan is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// It is written.
    #[default]
    Draft,
    /// It waits for its approval.
    Submitted,
    /// It holds.
    InForce,
    /// The next one holds.
    Superseded,
    /// It was ended, or given up.
    Ended,
}

impl Phase {
    /// All of them, in their order.
    pub const ALL: [Phase; 5] =
        [Phase::Draft, Phase::Submitted, Phase::InForce, Phase::Superseded, Phase::Ended];

    /// The word under which it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Draft => "draft",
            Phase::Submitted => "submitted",
            Phase::InForce => "in-force",
            Phase::Superseded => "superseded",
            Phase::Ended => "ended",
        }
    }

    /// The phase of that word.
    pub fn read(word: &str) -> Option<Phase> {
        Phase::ALL.into_iter().find(|phase| phase.as_str() == word)
    }
}

/// By whom it was approved, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The number and sign of the decision.
    pub number: String,
    /// Its day.
    pub day: Day,
    /// Who approved it.
    pub by: String,
}

/// A response plan of a unit for a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Whose it is.
    pub unit: i64,
    /// For which year.
    pub year: i16,
    /// How far it is.
    pub phase: Phase,
    /// What it says.
    pub contents: Contents,
    /// The information systems that it is about.
    pub systems: BTreeSet<i64>,
    /// The version at which these were chosen last.
    pub systems_at: i64,
    /// Its approval; nothing before.
    pub approval: Option<Approval>,
    /// The day by which it is to be looked at again; nothing before it is in force.
    pub review_by: Option<Day>,
    /// Counts its changes, from 1.
    pub version: i64,
}

/// What is done to a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// A part is written. The version is what was seen.
    Write(Part, String, i64),
    /// A scenario is written; a new one has the number 0.
    Scene(Scenario, i64),
    /// A scenario is taken out.
    Drop(u32),
    /// Systems are chosen: of those in the first set, these of the second. What is not in the first stays as it is: whoever
    /// chooses may not know of it.
    Choose(BTreeSet<i64>, BTreeSet<i64>, i64),
    /// It is handed in.
    Submit,
    /// It is handed back.
    HandBack,
    /// It is approved.
    Approve(Approval),
    /// It was looked at and still holds.
    Review,
    /// It ends.
    End,
}

impl Deed {
    /// The word by which the record names it.
    pub fn word(&self) -> &'static str {
        match self {
            Deed::Write(..) => "plan.written",
            Deed::Scene(..) => "plan.scenario-written",
            Deed::Drop(_) => "plan.scenario-removed",
            Deed::Choose(..) => "plan.systems-chosen",
            Deed::Submit => "plan.submitted",
            Deed::HandBack => "plan.handed-back",
            Deed::Approve(_) => "plan.approved",
            Deed::Review => "plan.reviewed",
            Deed::End => "plan.ended",
        }
    }
}

/// Why nothing is done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is not its turn.
    #[error("the plan is {}", .0.as_str())]
    NotItsTurn(Phase),
    /// Something is missing.
    #[error("the plan is not complete")]
    Missing,
    /// Another wrote the same meanwhile.
    #[error("this was changed meanwhile")]
    Changed,
    /// There is no such scenario.
    #[error("there is no such scenario")]
    NoScenario,
    /// It has as many scenarios as it may have.
    #[error("a plan has at most {0} scenarios")]
    TooMany(usize),
    /// The day of approval is still to come.
    #[error("the day of approval is later than today")]
    Day,
}

impl Plan {
    /// A new one, which begins with what the one before says.
    pub fn new(unit: i64, year: i16, before: Option<&Plan>) -> Plan {
        Plan {
            unit,
            year,
            phase: Phase::Draft,
            contents: before.map(|plan| plan.contents.anew()).unwrap_or_default(),
            systems: before.map(|plan| plan.systems.clone()).unwrap_or_default(),
            systems_at: 1,
            approval: None,
            review_by: None,
            version: 1,
        }
    }

    /// What it still needs before it is handed in.
    pub fn missing(&self) -> Vec<Missing> {
        self.contents.missing()
    }

    /// What it is after that was done.
    ///
    /// # Errors
    /// When it is not its turn, or another did the same meanwhile.
    pub fn after(&self, deed: &Deed, today: Day, limits: &Limits) -> Result<Plan, Refused> {
        let mut plan = self.clone();
        plan.version += 1;
        let only = |phases: &[Phase]| {
            if phases.contains(&self.phase) { Ok(()) } else { Err(Refused::NotItsTurn(self.phase)) }
        };
        match deed {
            Deed::Write(part, text, seen) => {
                only(&[Phase::Draft])?;
                plan.contents.write(*part, text, *seen, plan.version)?;
            }
            Deed::Scene(scenario, seen) => {
                only(&[Phase::Draft])?;
                plan.contents.scene(scenario, *seen, plan.version, limits)?;
            }
            Deed::Drop(number) => {
                only(&[Phase::Draft])?;
                plan.contents.scenarios.retain(|one| one.number != *number);
                if plan.contents.scenarios.len() == self.contents.scenarios.len() {
                    return Err(Refused::NoScenario);
                }
            }
            Deed::Choose(known, chosen, seen) => {
                only(&[Phase::Draft])?;
                if *seen < self.systems_at {
                    return Err(Refused::Changed);
                }
                plan.systems.retain(|system| !known.contains(system));
                plan.systems.extend(chosen.intersection(known));
                plan.systems_at = plan.version;
            }
            Deed::Submit => {
                only(&[Phase::Draft])?;
                if !self.missing().is_empty() {
                    return Err(Refused::Missing);
                }
                plan.phase = Phase::Submitted;
            }
            Deed::HandBack => {
                only(&[Phase::Submitted])?;
                plan.phase = Phase::Draft;
            }
            Deed::Approve(approval) => {
                only(&[Phase::Submitted])?;
                if approval.day > today {
                    return Err(Refused::Day);
                }
                plan.review_by = remind::year_after(approval.day);
                plan.approval = Some(approval.clone());
                plan.phase = Phase::InForce;
            }
            Deed::Review => {
                only(&[Phase::InForce])?;
                plan.review_by = remind::year_after(today);
            }
            Deed::End => {
                only(&[Phase::Draft, Phase::Submitted, Phase::InForce])?;
                plan.phase = Phase::Ended;
                plan.review_by = None;
            }
        }
        Ok(plan)
    }

    /// Whether it was to be looked at again before that day.
    pub fn is_late(&self, today: Day) -> bool {
        self.phase == Phase::InForce && self.review_by.is_some_and(|day| day < today)
    }
}
