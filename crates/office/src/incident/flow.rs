//! Where the flow of a playbook stands in an incident: which steps are open, which come next, and the one next thing.
//!
//! Must never pass a step over.

use super::progress::Doing;
use super::state::{Incident, Phase};
use crate::playbook::{Item, Playbook, Role, Step, StepId};

/// A step of the drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Not its turn yet.
    Waiting,
    /// It is being done.
    Here,
    /// Open throughout, and not done.
    Throughout,
    /// It may be begun or skipped.
    Offered,
    /// Done.
    Done,
    /// It was not needed.
    Skipped,
}

/// The one next thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next<'p> {
    /// Tell whoever told of it that it arrived.
    Acknowledge,
    /// Find out whether it is one.
    Verify,
    /// Put it into a class.
    Classify,
    /// Decide how grave it is.
    Grade,
    /// Say what decides on deadlines.
    SayFacts,
    /// Do this of the step's list.
    Do(&'p Step, &'p Item),
    /// Take in what the step asks for as evidence.
    Keep(&'p Step, &'p Item),
    /// Begin an optional step or skip it.
    Choose(&'p Step),
    /// Say that the step is done.
    Finish(&'p Step),
    /// Write down cause and lessons.
    SayCause,
    /// Say that response is over.
    End,
    /// Send the closing report.
    Report,
    /// Close it.
    Close,
    /// Do what is still to be done.
    Task(u64),
    /// Nothing.
    Nothing,
}

impl Incident {
    /// How a step is drawn.
    pub fn mark(&self, step: &Step) -> Mark {
        match self.step(&step.id).doing {
            Doing::Waiting => Mark::Waiting,
            Doing::Open if step.throughout => Mark::Throughout,
            Doing::Open if step.optional && self.step(&step.id).ticks.is_empty() => Mark::Offered,
            Doing::Open => Mark::Here,
            Doing::Done => Mark::Done,
            Doing::Skipped => Mark::Skipped,
        }
    }

    /// The step that it stands at: the first that is open and not open throughout; none before it is verified or after
    /// the last.
    pub fn here<'p>(&self, playbook: &'p Playbook) -> Option<&'p Step> {
        playbook.steps().iter().find(|step| !step.throughout && self.step(&step.id).doing == Doing::Open)
    }

    /// Which steps begin when this one is over: the next, and those that are open throughout and stand before it.
    pub(super) fn following<'p>(&self, playbook: &'p Playbook, over: &StepId) -> Vec<&'p StepId> {
        let after = playbook.steps().iter().skip_while(|step| &step.id != over).skip(1);
        let mut begin = Vec::new();
        for step in after {
            if self.step(&step.id).doing == Doing::Waiting {
                begin.push(&step.id);
            } else if !step.throughout {
                // It goes on there already.
                break;
            }
            if !step.throughout {
                break;
            }
        }
        begin
    }

    /// The unit that has a step: to which it was handed over, or those who lead it.
    pub fn holders(&self, step: &Step) -> Vec<i64> {
        let handed = self.step(&step.id).handed_to;
        if handed != 0 {
            return vec![handed];
        }
        self.units_of(&step.leads)
    }

    /// The units that take these parts.
    pub fn units_of(&self, roles: &[Role]) -> Vec<i64> {
        let mut units: Vec<i64> = Vec::new();
        for role in roles {
            // Each team that was called up is one.
            let teams = self.teams.iter().filter(|_| *role == Role::Team);
            for unit in self.roles.get(role).into_iter().chain(teams) {
                if !units.contains(unit) {
                    units.push(*unit);
                }
            }
        }
        units
    }

    /// Whether a closing report was sent, since it was opened again where it was.
    pub fn is_reported(&self) -> bool {
        self.papers.range(self.reopened..).any(|(_, paper)| paper.kind == CLOSING && paper.is_sent())
    }

    /// The one next thing.
    pub fn next<'p>(&self, playbook: &'p Playbook) -> Next<'p> {
        match self.phase {
            Phase::Received => {
                if self.acknowledged_at.is_none() && self.was_told() {
                    Next::Acknowledge
                } else {
                    Next::Verify
                }
            }
            Phase::Open => self.next_step(playbook),
            Phase::Ended if !self.is_reported() => Next::Report,
            Phase::Ended => Next::Close,
            Phase::Closed => {
                let task = self.tasks.iter().find(|(_, task)| task.done.is_none());
                task.map_or(Next::Nothing, |(number, _)| Next::Task(*number))
            }
            Phase::Rejected | Phase::SameAs(_) => Next::Nothing,
        }
    }

    fn next_step<'p>(&self, playbook: &'p Playbook) -> Next<'p> {
        if self.class.is_empty() {
            return Next::Classify;
        }
        if self.grade.is_none() {
            return Next::Grade;
        }
        if !self.facts_said {
            return Next::SayFacts;
        }
        let Some(step) = self.here(playbook) else { return Next::End };
        let progress = self.step(&step.id);
        if step.optional && progress.ticks.is_empty() {
            return Next::Choose(step);
        }
        let open = |item: &&Item| !progress.ticks.contains_key(&item.key);
        if let Some(item) = step.checklist.iter().find(open) {
            return Next::Do(step, item);
        }
        if let Some(item) = step.evidence.iter().find(open) {
            return Next::Keep(step, item);
        }
        let is_last = playbook.steps().iter().rfind(|step| !step.throughout).map(|last| &last.id);
        if is_last == Some(&step.id) && self.cause.is_none() {
            return Next::SayCause;
        }
        Next::Finish(step)
    }
}

/// The kind of the paper without which nothing is closed: form 04.
pub const CLOSING: &str = "closing_report";
