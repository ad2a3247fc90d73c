//! What is done to an incident: asked for as an event, refused or decided.
//!
//! Must never decide on what somebody did not see: what is asked carries the version of what they saw, where another
//! could have changed it.

use super::event::Event;
use super::progress::{Doing, Progress};
use super::refused::Refused;
use super::state::{Incident, Phase};
use super::theirs::step_of;
use crate::playbook::{Playbook, Step, StepId};
use crate::rights::Hand;

/// How many of one thing an incident may have: so that nobody fills it up.
const MOST: usize = 5_000;

/// How long before it is told of something can have been detected, in seconds: ten years.
const LONG_AGO: i64 = 10 * 366 * 86_400;

/// How far ahead a clock may be, in seconds.
const AHEAD: i64 = 300;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// For whom they may act here.
    pub hand: &'a Hand,
    /// The number of the last event that they saw of what they change; nothing where nothing can be overwritten.
    pub seen: Option<u64>,
    /// Now, in seconds since 1970, by the incident's clock.
    pub now: i64,
}

impl Incident {
    /// Whether that moment can have been when it was detected.
    ///
    /// # Errors
    /// When it is later than now, or ten years before.
    pub fn may_be_detected(at: i64, now: i64) -> Result<(), Refused> {
        if at > now + AHEAD || at < now - LONG_AGO { Err(Refused::Time) } else { Ok(()) }
    }

    /// Decides on an event that somebody wants: what happens then, in this order.
    ///
    /// # Errors
    /// When it is not theirs to do, not its turn, or not what they saw.
    pub fn decide(
        &self,
        playbook: &Playbook,
        wanted: Event,
        asked: &Asked<'_>,
    ) -> Result<Vec<Event>, Refused> {
        self.is_theirs(playbook, &wanted, asked)?;
        self.is_open_for(&wanted)?;
        let mut events = Vec::new();
        match &wanted {
            Event::Opened(_) | Event::Reminded { .. } | Event::OrderReminded { .. } => {}
            // It came once, when it was taken in.
            Event::CameFrom { .. } | Event::OwnerLimited { .. } => return Err(Refused::AlreadySaid),
            // Both editions decide on that: `take_edition` does.
            Event::PlaybookChanged(_) => return Err(Refused::NoSuch),
            Event::EvidenceKept { evidence, .. } => {
                if self.evidence.contains_key(evidence) {
                    return Err(Refused::Twice);
                }
                enough(self.evidence.len())?;
            }
            Event::Acknowledged { .. } if self.acknowledged_at.is_some() => return Err(Refused::AlreadySaid),
            Event::Verified { real, .. } => {
                if self.verified_at.is_some() && self.phase != Phase::Received {
                    return Err(Refused::AlreadySaid);
                }
                events.push(wanted.clone());
                if let (true, Some(first)) = (*real, playbook.steps().first())
                    && self.step(&first.id).doing == Doing::Waiting
                {
                    events.push(Event::StepBegun { step: first.id.clone() });
                }
                return Ok(events);
            }
            Event::Classified { .. }
            | Event::Graded { .. }
            | Event::Renamed { .. }
            | Event::Concerns { .. }
            | Event::ImpactSaid { .. }
            | Event::PaperWritten { .. }
            | Event::SpokespersonNamed { .. }
            | Event::CauseSaid { .. } => self.as_seen(&wanted, asked)?,
            Event::FactsSaid { facts } => {
                self.as_seen(&wanted, asked)?;
                for at in [facts.personal_data_at, facts.asked_at].into_iter().filter(|at| *at != 0) {
                    Incident::may_be_detected(at, asked.now)?;
                }
            }
            Event::SameAs { incident, .. } if *incident == 0 => return Err(Refused::NoSuch),
            // It is given on by who saw whose it was.
            Event::Given { from, .. } if *from != self.unit() => {
                return Err(Refused::Changed(self.said_at(&wanted)));
            }
            Event::Given { unit, .. } if *unit <= 0 => return Err(Refused::NoSuch),
            Event::Given { unit, .. } if *unit == self.unit() => return Err(Refused::AlreadySaid),
            Event::Given { .. } => self.as_seen(&wanted, asked)?,
            Event::Redated { detected_at, .. } => {
                self.as_seen(&wanted, asked)?;
                Incident::may_be_detected(*detected_at, asked.now)?;
            }
            Event::StepBegun { .. }
            | Event::StepDone { .. }
            | Event::StepSkipped { .. }
            | Event::WentBack { .. }
            | Event::Ticked { .. }
            | Event::Unticked { .. }
            | Event::HandedOver { .. } => return self.decide_on_step(playbook, wanted, asked),
            Event::EffectSeen { of, .. } if !self.contained.contains_key(of) => return Err(Refused::NoSuch),
            Event::EvidenceSeen { evidence } if !self.evidence.contains_key(evidence) => {
                return Err(Refused::NoSuch);
            }
            Event::CustodyPassed { evidence, from, broken, .. } => {
                let kept = self.evidence.get(evidence).ok_or(Refused::NoSuch)?;
                // It goes on from who has it by what was noted; where it does not, the chain is broken, and that is said.
                if !broken && kept.holder().is_some_and(|holder| holder != from) {
                    return Err(Refused::NotWithThem);
                }
            }
            // Twenty people press one button: it is asked once.
            Event::LookAsked { evidence } => match self.evidence.get(evidence) {
                None => return Err(Refused::NoSuch),
                Some(kept) if kept.look_asked.is_some() => return Err(Refused::Twice),
                Some(_) => {}
            },
            Event::IndicatorAdded { kind, value, .. } => {
                if self.indicators.contains_key(&(kind.clone(), value.clone())) {
                    return Err(Refused::Twice);
                }
                enough(self.indicators.len())?;
            }
            Event::IndicatorRemoved { kind, value, .. }
                if !self.indicators.contains_key(&(kind.clone(), value.clone())) =>
            {
                return Err(Refused::NoSuch);
            }
            Event::MachineNoted { name, .. } => {
                self.as_seen(&wanted, asked)?;
                if !self.machines.contains_key(name) {
                    enough(self.machines.len())?;
                }
            }
            Event::PaperSent { paper } => {
                enough(self.papers.len())?;
                Incident::may_be_sent(paper, asked.now, AHEAD)?;
            }
            Event::PaperArrived { of, .. } => match self.papers.get(of) {
                None => return Err(Refused::NoSuch),
                Some(paper) if paper.is_sent() => return Err(Refused::AlreadySaid),
                Some(_) => self.as_seen(&wanted, asked)?,
            },
            Event::Ordered { .. } | Event::PreservationAsked { .. } => enough(self.orders.len())?,
            Event::OrderAnswered { of, .. } => match self.orders.get(of) {
                None => return Err(Refused::NoSuch),
                Some(order) if order.answer.is_some() => return Err(Refused::AlreadyDone),
                Some(_) => {}
            },
            Event::HelpAsked { .. } => enough(self.helps.len())?,
            Event::HelpCame { of, .. } => match self.helps.get(of) {
                None => return Err(Refused::NoSuch),
                Some((.., true)) => return Err(Refused::AlreadySaid),
                Some(_) => {}
            },
            Event::TaskAdded { .. } => enough(self.tasks.len())?,
            Event::TaskDone { of, .. } => match self.tasks.get(of) {
                None => return Err(Refused::NoSuch),
                Some(task) if task.done.is_some() => return Err(Refused::AlreadyDone),
                Some(_) => {}
            },
            Event::ExitTaken { exit, .. } => {
                if !playbook.exits().iter().any(|one| &one.key == exit) {
                    return Err(Refused::NoExit);
                }
                if self.exits.contains_key(exit) {
                    return Err(Refused::AlreadySaid);
                }
            }
            Event::Ended { .. } => self.may_end(playbook)?,
            Event::Closed { .. } => self.may_close(playbook, &mut events)?,
            Event::Reopened { reasons, step, .. } => {
                return self.reopen(playbook, reasons, step.as_ref());
            }
            _ => {}
        }
        events.push(wanted);
        Ok(events)
    }

    /// What is written anew as a whole is what they saw of it; all else is in nobody's way.
    pub(super) fn as_seen(&self, wanted: &Event, asked: &Asked<'_>) -> Result<(), Refused> {
        let changed = self.said_at(wanted);
        match asked.seen {
            Some(seen) if seen < changed => Err(Refused::Changed(changed)),
            _ => Ok(()),
        }
    }

    fn is_open_for(&self, wanted: &Event) -> Result<(), Refused> {
        let passes = match wanted {
            Event::Reopened { .. }
            | Event::Commented { .. }
            | Event::EvidenceSeen { .. }
            | Event::IndicatorsTaken { .. }
            | Event::HandedOut { .. } => true,
            // What is still to be done, and papers that arrive, go on after it is closed.
            Event::TaskDone { .. }
            | Event::TaskAdded { .. }
            | Event::OrderAnswered { .. }
            | Event::PaperWritten { .. }
            | Event::PaperSent { .. }
            | Event::PaperArrived { .. } => self.phase.is_live() || self.phase == Phase::Closed,
            Event::Verified { .. } | Event::SameAs { .. } => self.phase.is_live(),
            // Evidence is taken in from the first moment, and whoever told of it is answered at once.
            _ => self.phase.is_live(),
        };
        if !passes {
            return Err(Refused::NotOpen);
        }
        let needs_verified = matches!(
            wanted,
            Event::Classified { .. }
                | Event::Graded { .. }
                | Event::StepDone { .. }
                | Event::StepSkipped { .. }
                | Event::StepBegun { .. }
                | Event::WentBack { .. }
                | Event::Ticked { .. }
                | Event::Ended { .. }
                | Event::Closed { .. }
        );
        if needs_verified && self.phase == Phase::Received {
            return Err(Refused::NotVerified);
        }
        Ok(())
    }

    fn decide_on_step(
        &self,
        playbook: &Playbook,
        wanted: Event,
        asked: &Asked<'_>,
    ) -> Result<Vec<Event>, Refused> {
        let id = step_of(&wanted).ok_or(Refused::NotItsTurn)?;
        let step = playbook.step(id).ok_or_else(|| Refused::NoStep(id.clone()))?;
        let progress = self.step(id);
        let mut events = Vec::new();
        match &wanted {
            Event::Ticked { item, .. } => {
                if !step.checklist.iter().chain(&step.evidence).any(|one| &one.key == item) {
                    return Err(Refused::NoItem(item.clone()));
                }
                is_open(progress.doing)?;
                // Twenty people tick one list: what another has ticked is said, and what they ticked is not in the way.
                if progress.ticks.contains_key(item) {
                    return Err(Refused::Twice);
                }
            }
            Event::Unticked { item, .. } => {
                is_open(progress.doing)?;
                if !progress.ticks.contains_key(item) {
                    return Err(Refused::NoItem(item.clone()));
                }
            }
            Event::StepBegun { .. } if !(step.throughout && progress.is_over()) => {
                return Err(Refused::NotItsTurn);
            }
            Event::StepDone { .. } => {
                is_open(progress.doing)?;
                step_as_seen(&progress, asked)?;
                self.may_finish(playbook, step)?;
                events.push(wanted.clone());
                self.begin_following(playbook, id, &mut events);
                return Ok(events);
            }
            Event::StepSkipped { .. } => {
                is_open(progress.doing)?;
                step_as_seen(&progress, asked)?;
                if !step.optional {
                    return Err(Refused::NotOptional);
                }
                events.push(wanted.clone());
                self.begin_following(playbook, id, &mut events);
                return Ok(events);
            }
            Event::WentBack { from, to, reasons, .. } => {
                is_open(progress.doing)?;
                step_as_seen(&progress, asked)?;
                let back = playbook.returns().filter(|back| &back.from == from && back.to.contains(to));
                back.ok_or(Refused::NoWayBack)?;
                let again = playbook
                    .steps()
                    .iter()
                    .skip_while(|step| &step.id != to)
                    .filter(|step| !step.throughout)
                    .map(|step| step.id.clone());
                let upto = playbook.step(from).map_or(0, |step| step.number);
                let again: Vec<StepId> =
                    again.filter(|id| playbook.step(id).is_some_and(|step| step.number <= upto)).collect();
                let (from, to, reasons) = (from.clone(), to.clone(), reasons.clone());
                events.push(Event::WentBack { from, to: to.clone(), again, reasons });
                events.push(Event::StepBegun { step: to });
                return Ok(events);
            }
            Event::HandedOver { from, to, .. } => {
                if progress.is_over() {
                    return Err(Refused::AlreadyDone);
                }
                step_as_seen(&progress, asked)?;
                if *to == 0 || from == to {
                    return Err(Refused::NoSuch);
                }
            }
            _ => {}
        }
        events.push(wanted);
        Ok(events)
    }

    fn begin_following(&self, playbook: &Playbook, over: &StepId, events: &mut Vec<Event>) {
        let following = self.following(playbook, over);
        events.extend(following.into_iter().map(|step| Event::StepBegun { step: step.clone() }));
    }

    fn may_finish(&self, playbook: &Playbook, step: &Step) -> Result<(), Refused> {
        let first = playbook.steps().first().is_some_and(|first| first.id == step.id);
        if first && (self.class.is_empty() || self.grade.is_none()) {
            return Err(Refused::NotGraded);
        }
        let last = playbook.steps().iter().rfind(|step| !step.throughout);
        if last.is_some_and(|last| last.id == step.id) && self.cause.is_none() {
            return Err(Refused::NoCause);
        }
        Ok(())
    }

    fn may_end(&self, playbook: &Playbook) -> Result<(), Refused> {
        if self.phase == Phase::Ended {
            return Err(Refused::AlreadySaid);
        }
        // The last step looks back on all of it, and reports go on: response is over when those before them are.
        let open = playbook
            .steps()
            .iter()
            .any(|step| !step.throughout && !step.optional && !self.step(&step.id).is_over());
        if open { Err(Refused::StepsOpen) } else { Ok(()) }
    }

    fn may_close(&self, playbook: &Playbook, events: &mut Vec<Event>) -> Result<(), Refused> {
        if self.phase != Phase::Ended {
            return Err(Refused::StepsOpen);
        }
        if !self.is_reported() {
            return Err(Refused::NoClosingReport);
        }
        // What was open throughout ends with it.
        for step in playbook.steps().iter().filter(|step| self.step(&step.id).doing == Doing::Open) {
            events.push(Event::StepDone { step: step.id.clone(), result: String::new() });
        }
        Ok(())
    }

    /// Steps at which it can go on when it is opened again: those to which the playbook goes back, and the one from which.
    pub fn reopens_at<'p>(&self, playbook: &'p Playbook) -> Vec<&'p Step> {
        if !matches!(self.phase, Phase::Ended | Phase::Closed) {
            return Vec::new();
        }
        let all = playbook.steps().iter().filter(|step| !step.throughout);
        match playbook.returns() {
            Some(back) => all.filter(|step| step.id == back.from || back.to.contains(&step.id)).collect(),
            None => all.collect(),
        }
    }

    /// What ended goes on at a step, and all after it is done once more; what was none is looked at again.
    fn reopen(
        &self,
        playbook: &Playbook,
        reasons: &str,
        step: Option<&StepId>,
    ) -> Result<Vec<Event>, Refused> {
        if matches!(self.phase, Phase::Received | Phase::Open) {
            return Err(Refused::AlreadySaid);
        }
        let steps = self.reopens_at(playbook);
        let mut again = Vec::new();
        let mut begin = Vec::new();
        let step = match step {
            _ if steps.is_empty() => None,
            None => return Err(Refused::NoWayBack),
            Some(id) => {
                let at = steps.iter().find(|step| &step.id == id).ok_or(Refused::NoWayBack)?;
                for one in playbook.steps() {
                    if one.throughout && self.step(&one.id).doing == Doing::Done {
                        begin.push(Event::StepBegun { step: one.id.clone() });
                    } else if !one.throughout && one.number >= at.number {
                        again.push(one.id.clone());
                    }
                }
                begin.push(Event::StepBegun { step: at.id.clone() });
                Some(at.id.clone())
            }
        };
        let mut events = vec![Event::Reopened { reasons: reasons.to_owned(), step, again }];
        events.extend(begin);
        Ok(events)
    }

    fn is_theirs(&self, playbook: &Playbook, wanted: &Event, asked: &Asked<'_>) -> Result<(), Refused> {
        let want = Incident::want(playbook, wanted);
        if self.may(playbook, asked.hand, want) { Ok(()) } else { Err(Refused::NotYours) }
    }
}

fn enough(have: usize) -> Result<(), Refused> {
    if have >= MOST { Err(Refused::TooMuch) } else { Ok(()) }
}

fn is_open(doing: Doing) -> Result<(), Refused> {
    match doing {
        Doing::Open => Ok(()),
        Doing::Waiting => Err(Refused::NotItsTurn),
        Doing::Done | Doing::Skipped => Err(Refused::AlreadyDone),
    }
}

/// A step is ended, handed over or taken back as it was seen.
fn step_as_seen(progress: &Progress, asked: &Asked<'_>) -> Result<(), Refused> {
    match asked.seen {
        Some(seen) if seen < progress.version => Err(Refused::Changed(progress.version)),
        _ => Ok(()),
    }
}
