//! Whose it is to do a thing in an incident: who directs, those whose incident it is, who has a part, or anybody who sees it.
//!
//! Must never give to a unit that helps what is for those whose incident it is: it says what it found and did, and no more.

use super::event::Event;
use super::state::Incident;
use crate::playbook::{Playbook, Role, Step, StepId};
use crate::rights::Hand;

/// What somebody wants to do, as far as it is asked whose that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want<'s> {
    /// Look at evidence, take out rules for scans.
    Look,
    /// Say something, which stays in the story, and say what was found and done: evidence, indicators, machines, containment, tasks.
    Help,
    /// Say what the incident is, what is known of it and that it is over; what those whose it is answer for.
    Own,
    /// Say what it is before it is worked on: of those who hold the first step too, since that is done in it.
    Judge,
    /// Say why it happened: of those who hold the last step too.
    Conclude,
    /// What goes out: papers, and words to the public: of the board and the coordinator too.
    Issue,
    /// Say that it is the same as another, open it again, hand all of it out: those to whom it happened.
    Unit,
    /// Direct: orders, teams, parts, and whose it is.
    Direct,
    /// Decide something in a step: of who holds it too.
    Decide(Option<&'s Step>),
    /// Finish a step, hand it over, go back from it.
    Lead(Option<&'s Step>),
    /// Work on a step's list.
    Tick(Option<&'s Step>),
    /// Say what was done on an order or a request.
    Answer(u64),
}

impl Incident {
    /// The units whose it is: the one to which it happened, and the owner, who answers for it.
    pub fn owners(&self) -> Vec<i64> {
        let mut all = vec![self.unit()];
        all.extend(self.roles.get(&Role::Owner));
        all.dedup();
        all
    }

    /// Whether somebody may do that.
    pub fn may(&self, playbook: &Playbook, hand: &Hand, want: Want<'_>) -> bool {
        let works = |units: &[i64]| hand.directs || hand.works_for_any(units);
        let holds = |step: Option<&Step>| step.is_some_and(|step| hand.works_for_any(&self.holders(step)));
        let own = works(&self.owners());
        match want {
            Want::Look => hand.sees,
            Want::Help => hand.directs || !hand.works_for.is_empty(),
            Want::Own => own,
            Want::Judge => own || holds(playbook.steps().first()),
            Want::Conclude => own || holds(playbook.steps().iter().rfind(|step| !step.throughout)),
            Want::Issue => own || hand.works_for_any(&self.units_of(&[Role::Board, Role::Coordinator])),
            Want::Unit => works(&[self.unit()]),
            Want::Direct => hand.directs,
            Want::Decide(step) => own || holds(step),
            Want::Lead(step) => hand.directs || holds(step),
            Want::Tick(step) => {
                own || holds(step)
                    || step.is_some_and(|step| hand.works_for_any(&self.units_of(&step.helpers)))
            }
            Want::Answer(of) => match self.orders.get(&of) {
                // What was asked of somebody who is nobody here is followed by those who work on it.
                Some(order) if order.to <= 0 => hand.directs || !hand.works_for.is_empty(),
                Some(order) => works(&[order.to]),
                None => false,
            },
        }
    }

    /// Whose an event is.
    pub(super) fn want<'p>(playbook: &'p Playbook, wanted: &Event) -> Want<'p> {
        let step = || step_of(wanted).and_then(|id| playbook.step(id));
        match wanted {
            Event::EvidenceSeen { .. } | Event::IndicatorsTaken { .. } => Want::Look,
            Event::StepDone { .. }
            | Event::StepSkipped { .. }
            | Event::StepBegun { .. }
            | Event::WentBack { .. }
            | Event::HandedOver { .. } => Want::Lead(step()),
            Event::Decided { step, .. } => Want::Decide(step.as_ref().and_then(|id| playbook.step(id))),
            Event::Ticked { .. } | Event::Unticked { .. } => Want::Tick(step()),
            // Direction and orders, and what leaves the unit's own hands, are for who directs there.
            Event::Ordered { .. }
            | Event::TeamCalled { .. }
            | Event::Assigned { .. }
            | Event::Given { .. }
            | Event::PlaybookChanged(_) => Want::Direct,
            Event::OrderAnswered { of, .. } => Want::Answer(*of),
            // All of it leaves by the hands of those whose it is.
            Event::SameAs { .. } | Event::Reopened { .. } | Event::HandedOut { .. } => Want::Unit,
            Event::Verified { .. } | Event::Classified { .. } | Event::Graded { .. } => Want::Judge,
            Event::CauseSaid { .. } => Want::Conclude,
            Event::PaperWritten { .. }
            | Event::PaperSent { .. }
            | Event::PaperArrived { .. }
            | Event::SpokespersonNamed { .. }
            | Event::TextReleased { .. } => Want::Issue,
            Event::Commented { .. }
            | Event::EvidenceKept { .. }
            | Event::CustodyPassed { .. }
            | Event::SlipKept { .. }
            | Event::LookAsked { .. }
            | Event::EvidenceLooked { .. }
            | Event::IndicatorAdded { .. }
            | Event::IndicatorRemoved { .. }
            | Event::MachineNoted { .. }
            | Event::Contained { .. }
            | Event::EffectSeen { .. }
            | Event::PreservationAsked { .. }
            | Event::TaskAdded { .. }
            | Event::TaskDone { .. } => Want::Help,
            // What is not named above is for those whose incident it is, also what is added one day.
            _ => Want::Own,
        }
    }
}

/// The step that an event is about.
pub(super) fn step_of(event: &Event) -> Option<&StepId> {
    match event {
        Event::StepBegun { step }
        | Event::StepDone { step, .. }
        | Event::StepSkipped { step, .. }
        | Event::Ticked { step, .. }
        | Event::Unticked { step, .. }
        | Event::HandedOver { step, .. } => Some(step),
        Event::WentBack { from, .. } => Some(from),
        _ => None,
    }
}
