//! Where an incident stands: what its events make of it.
//!
//! Must never refuse an event: what is stored was decided. Must never ask the clock.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::edition::Earlier;
use super::event::{Entry, Event, Facts, Grade, Impact, Machine, Opening, Paper, Source, Whom};
use super::evidence::{Chain, Custody, Kept};
use super::orders::Order;
use super::progress::{Doing, Progress, Tick};
use crate::playbook::{Role, StepId};

/// How far the whole of it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Phase {
    /// It was told of, and nobody has looked whether it is one.
    #[default]
    Received,
    /// It is one, and is worked on.
    Open,
    /// Response is over, papers may be owed.
    Ended,
    /// It is closed.
    Closed,
    /// It is none.
    Rejected,
    /// It is the same as another.
    SameAs(i64),
}

impl Phase {
    /// The word under which lists find it.
    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Received => "received",
            Phase::Open => "open",
            Phase::Ended => "ended",
            Phase::Closed => "closed",
            Phase::Rejected => "rejected",
            Phase::SameAs(_) => "same",
        }
    }

    /// Whether anything is to be done still.
    pub fn is_live(self) -> bool {
        matches!(self, Phase::Received | Phase::Open | Phase::Ended)
    }
}

/// The exit of playbooks by which somebody says that it is more than they can handle.
const BEYOND: &str = "emergency_report";

/// What was written for a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The number of the event.
    pub number: u64,
    /// The values, by field.
    pub values: BTreeMap<String, String>,
    /// By field, the digest of what was known there when it was written.
    pub over: BTreeMap<String, String>,
}

/// Something that is still to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What.
    pub what: String,
    /// By whom.
    pub owner: String,
    /// Until when, in seconds since 1970; 0 for no day.
    pub until: i64,
    /// When it was done and what came of it.
    pub done: Option<(i64, String)>,
}

/// An incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// How it began.
    pub opening: Opening,
    /// When it was told of here.
    pub opened_at: i64,
    /// Who opened it.
    pub opened_by: String,
    /// What it is called now.
    pub title: String,
    /// The minute of detection, as it is recorded now.
    pub detected_at: i64,
    /// Its information system.
    pub system: Option<i64>,
    /// How far it is.
    pub phase: Phase,
    /// Whether whoever told of it was answered.
    pub acknowledged_at: Option<i64>,
    /// When it was found to be one or none.
    pub verified_at: Option<i64>,
    /// Its class of form 05; empty before it has one.
    pub class: String,
    /// Its class in ENISA's taxonomy.
    pub enisa: String,
    /// How grave it is.
    pub grade: Option<Grade>,
    /// What decides on deadlines.
    pub facts: Facts,
    /// Whether somebody said so.
    pub facts_said: bool,
    /// Hours within which the operator tells the owner, where the owner had set them.
    pub operator_hours: Option<u32>,
    /// What was answered when it was graded, by the key of the question.
    pub answers: BTreeMap<String, String>,
    /// Who takes which part.
    pub roles: BTreeMap<Role, i64>,
    /// How far each step is.
    pub steps: BTreeMap<StepId, Progress>,
    /// Teams that were called up, by unit.
    pub teams: BTreeSet<i64>,
    /// Who speaks.
    pub spokesperson: Option<(String, String)>,
    /// Exits that were taken, and when.
    pub exits: BTreeMap<String, i64>,
    /// Its playbook's digest.
    pub playbook_sha256: String,
    /// What was done by earlier editions of it, and has no place in this one.
    pub earlier: Earlier,
    /// Its evidence.
    pub evidence: BTreeMap<i64, Kept>,
    /// Its indicators: kind and value, and what was said of each.
    pub indicators: BTreeMap<(String, String), String>,
    /// Machines that are concerned.
    pub machines: BTreeMap<String, Machine>,
    /// What it did.
    pub impact: Impact,
    /// What was written for papers, by form.
    pub drafts: BTreeMap<String, Written>,
    /// Papers that went out, by the number of their event.
    pub papers: BTreeMap<u64, Paper>,
    /// What was done to contain it, when, and what that did.
    pub contained: BTreeMap<u64, (i64, String, String, String)>,
    /// Orders, and requests to preserve data, by the number of their event.
    pub orders: BTreeMap<u64, Order>,
    /// Help that was asked for: of whom, who that is, and whether it came.
    pub helps: BTreeMap<u64, (String, Whom, bool)>,
    /// Why it happened, what is learnt, what is to be done against it.
    pub cause: Option<(String, String, String)>,
    /// What is still to be done.
    pub tasks: BTreeMap<u64, Task>,
    /// Reminders that went out: the rulebook's key, of which deadline, to which unit, up to which level, when.
    pub reminders: Vec<(String, String, i64, u32, i64)>,
    /// What units of other servers are called, by which it went before: they have numbers below zero.
    pub units_abroad: BTreeMap<i64, String>,
    /// The same of incidents that it names.
    pub incidents_abroad: BTreeMap<i64, String>,
    /// When response ended.
    pub ended_at: Option<i64>,
    /// When it was closed.
    pub closed_at: Option<i64>,
    /// The number of the event by which it was opened again last; 0 where it was not. What went out before reports
    /// nothing of what came after.
    pub reopened: u64,
    /// Since when it goes on elsewhere, with another server's office.
    pub gone_at: Option<i64>,
    /// The number of the event that said a thing last which is said as a whole.
    pub said: BTreeMap<Cow<'static, str>, u64>,
    /// When something happened last.
    pub last_at: i64,
    /// The number of its last event.
    pub version: u64,
}

impl Incident {
    /// What these events make of it; nothing where they do not begin with an opening.
    pub fn of(entries: &[Entry]) -> Option<Incident> {
        let (first, rest) = entries.split_first()?;
        let Event::Opened(opening) = &first.event else { return None };
        let mut incident = Incident::opened(opening.clone(), first);
        for entry in rest {
            incident.apply(entry);
        }
        Some(incident)
    }

    fn opened(opening: Opening, first: &Entry) -> Incident {
        Incident {
            opened_at: first.at,
            opened_by: first.who.clone(),
            title: opening.title.clone(),
            detected_at: opening.detected_at,
            system: opening.system,
            phase: Phase::Received,
            acknowledged_at: None,
            verified_at: None,
            class: String::new(),
            enisa: String::new(),
            grade: None,
            facts: Facts::default(),
            facts_said: false,
            operator_hours: None,
            answers: BTreeMap::new(),
            roles: BTreeMap::from([(Role::Operator, opening.unit)]),
            steps: BTreeMap::new(),
            teams: BTreeSet::new(),
            spokesperson: None,
            exits: BTreeMap::new(),
            playbook_sha256: opening.playbook_sha256.clone(),
            earlier: Earlier::default(),
            evidence: BTreeMap::new(),
            indicators: BTreeMap::new(),
            machines: BTreeMap::new(),
            impact: Impact::default(),
            drafts: BTreeMap::new(),
            papers: BTreeMap::new(),
            contained: BTreeMap::new(),
            orders: BTreeMap::new(),
            helps: BTreeMap::new(),
            cause: None,
            tasks: BTreeMap::new(),
            reminders: Vec::new(),
            units_abroad: BTreeMap::new(),
            incidents_abroad: BTreeMap::new(),
            ended_at: None,
            closed_at: None,
            reopened: 0,
            gone_at: None,
            said: BTreeMap::new(),
            last_at: first.at,
            version: first.number,
            opening,
        }
    }

    /// The unit that it happened to.
    pub fn unit(&self) -> i64 {
        self.roles.get(&Role::Operator).copied().unwrap_or(self.opening.unit)
    }

    /// The number of the event that said last what such an event would say anew; 0 where nobody did.
    pub(super) fn said_at(&self, event: &Event) -> u64 {
        if let Event::PaperWritten { form, .. } = event {
            return self.drafts.get(form).map_or(0, |written| written.number);
        }
        whole(event).and_then(|what| self.said.get(&what)).copied().unwrap_or(0)
    }

    /// Whether somebody told of it who is to be answered.
    pub fn was_told(&self) -> bool {
        let opening = &self.opening;
        let comes_from_outside =
            matches!(opening.source, Source::Citizen | Source::Partner | Source::Authority | Source::Warning);
        comes_from_outside || !opening.reporter.is_empty() || !opening.contact.is_empty()
    }

    /// Every unit that has a part in it: who may see it, goes by them.
    pub fn sides(&self) -> BTreeSet<i64> {
        let mut sides: BTreeSet<i64> = self.roles.values().copied().collect();
        sides.insert(self.unit());
        sides.extend(&self.teams);
        sides.extend(self.orders.values().map(|order| order.to));
        sides.extend(self.steps.values().map(|step| step.handed_to));
        // Units of other servers have no part here.
        sides.retain(|unit| *unit > 0);
        sides
    }

    /// How far a step is.
    pub fn step(&self, id: &StepId) -> Progress {
        self.steps.get(id).cloned().unwrap_or_default()
    }

    /// Adds an event.
    pub fn apply(&mut self, entry: &Entry) {
        self.version = entry.number;
        // A clock that was set back makes nothing younger.
        self.last_at = self.last_at.max(entry.at);
        let at = entry.at;
        if let Some(what) = whole(&entry.event) {
            self.said.insert(what, entry.number);
        }
        match &entry.event {
            Event::Opened(_)
            | Event::Commented { .. }
            | Event::Decided { .. }
            | Event::TextReleased { .. } => {}
            Event::Ordered { to, what, until } => self.is_wanted(entry, *to, "", what, *until),
            Event::PreservationAsked { of, what, until } => self.is_wanted(entry, 0, of, what, *until),
            Event::OrderAnswered { of, result } => {
                if let Some(order) = self.orders.get_mut(of) {
                    order.answer = Some((at, result.clone()));
                }
            }
            Event::OrderReminded { of, .. } => {
                if let Some(order) = self.orders.get_mut(of) {
                    order.is_reminded = true;
                }
            }
            Event::Given { unit, parts, .. } => self.give(*unit, parts, at),
            Event::Injected { .. } | Event::IndicatorsTaken { .. } => {}
            Event::TookIn { detected_at, .. } => {
                // One that was found to be the same is no younger than either.
                if *detected_at != 0 {
                    self.detected_at = self.detected_at.min(*detected_at);
                }
            }
            Event::Acknowledged { .. } => self.acknowledged_at = self.acknowledged_at.or(Some(at)),
            Event::Verified { real, .. } => {
                self.verified_at = Some(at);
                self.phase = if *real { Phase::Open } else { Phase::Rejected };
            }
            Event::Classified { class, enisa, .. } => {
                self.class.clone_from(class);
                self.enisa.clone_from(enisa);
            }
            Event::Graded { grade, answers, .. } => {
                self.grade = Some(*grade);
                self.answers.clone_from(answers);
            }
            Event::SameAs { incident, .. } => self.phase = Phase::SameAs(*incident),
            Event::Renamed { title } => self.title.clone_from(title),
            Event::Concerns { system } => self.system = *system,
            Event::Redated { detected_at, .. } => self.detected_at = *detected_at,
            Event::FactsSaid { facts } => {
                self.facts = *facts;
                self.facts_said = true;
            }
            Event::OwnerLimited { hours } => self.operator_hours = Some(*hours),
            Event::Assigned { role, unit } => {
                if *unit == 0 {
                    self.roles.remove(role);
                } else {
                    self.roles.insert(*role, *unit);
                }
            }
            Event::TeamCalled { unit, .. } => {
                self.teams.insert(*unit);
                self.roles.entry(Role::Team).or_insert(*unit);
            }
            Event::SpokespersonNamed { name, post } => self.spokesperson = Some((name.clone(), post.clone())),
            Event::Contained { action, target } => {
                let one = (at, action.clone(), target.clone(), String::new());
                self.contained.insert(entry.number, one);
            }
            Event::EffectSeen { of, effect } => {
                if let Some(one) = self.contained.get_mut(of) {
                    one.3.clone_from(effect);
                }
            }
            Event::HelpAsked { of, whom, .. } => {
                self.helps.insert(entry.number, (of.clone(), *whom, false));
            }
            Event::HelpCame { of, .. } => {
                if let Some(help) = self.helps.get_mut(of) {
                    help.2 = true;
                }
            }
            Event::ExitTaken { exit, .. } => {
                self.exits.entry(exit.clone()).or_insert(at);
                // Whoever leaves by this one says so.
                if exit == BEYOND {
                    self.facts.beyond_capacity = true;
                }
            }
            Event::PlaybookChanged(edition) => self.apply_edition(edition, entry.number),
            Event::IndicatorAdded { kind, value, note } => {
                self.indicators.insert((kind.clone(), value.clone()), note.clone());
            }
            Event::IndicatorRemoved { kind, value, .. } => {
                self.indicators.remove(&(kind.clone(), value.clone()));
            }
            Event::MachineNoted { name, machine } => {
                self.machines.insert(name.clone(), machine.clone());
            }
            Event::ImpactSaid { impact } => self.impact = impact.clone(),
            Event::PaperWritten { form, values, over } => {
                let written = Written { number: entry.number, values: values.clone(), over: over.clone() };
                self.drafts.insert(form.clone(), written);
            }
            Event::PaperSent { paper } => {
                self.papers.insert(entry.number, paper.clone());
            }
            Event::PaperArrived { .. } => self.complete(&entry.event),
            Event::CauseSaid { cause, lessons, measures } => {
                self.cause = Some((cause.clone(), lessons.clone(), measures.clone()));
            }
            Event::TaskAdded { what, owner, until } => {
                let task = Task { what: what.clone(), owner: owner.clone(), until: *until, done: None };
                self.tasks.insert(entry.number, task);
            }
            Event::TaskDone { of, result } => {
                if let Some(task) = self.tasks.get_mut(of) {
                    task.done = Some((at, result.clone()));
                }
            }
            Event::Reminded { key, deadline, unit, level, .. } => {
                self.reminders.push((key.clone(), deadline.clone(), *unit, *level, at));
            }
            Event::Ended { .. } => {
                self.ended_at = Some(at);
                self.phase = Phase::Ended;
            }
            Event::Closed { .. } => {
                self.closed_at = Some(at);
                self.phase = Phase::Closed;
            }
            Event::Reopened { step: Some(_), .. } => {
                (self.closed_at, self.ended_at, self.gone_at) = (None, None, None);
                self.reopened = entry.number;
                self.phase = Phase::Open;
                self.apply_to_steps(&entry.event, entry);
            }
            Event::Reopened { .. } => {
                (self.closed_at, self.gone_at) = (None, None);
                self.reopened = entry.number;
                self.phase = match (self.verified_at, self.ended_at, self.phase) {
                    (Some(_), Some(_), Phase::Closed) => Phase::Ended,
                    (Some(_), _, Phase::Closed | Phase::Ended) => Phase::Open,
                    _ => Phase::Received,
                };
                if self.phase == Phase::Open {
                    self.ended_at = None;
                }
            }
            Event::CameFrom { server, package, unit, to, evidence, units, incidents, .. } => {
                for number in evidence {
                    let Some(kept) = self.evidence.get_mut(number) else { continue };
                    kept.custody.push(Custody {
                        at,
                        who: entry.who.clone(),
                        from: server.clone(),
                        to: to.clone(),
                        reasons: format!("SHA-256 {package}"),
                        chain: Chain::Goes,
                    });
                }
                self.units_abroad.extend(units.iter().cloned());
                self.incidents_abroad.extend(incidents.iter().cloned());
                // Who has a part in it is set anew: nobody of this server is who had one there.
                self.roles = BTreeMap::from([(Role::Operator, *unit)]);
                self.teams.clear();
                self.system = None;
                // It went on here from there.
                self.gone_at = None;
                for step in self.steps.values_mut().filter(|step| step.handed_to != 0) {
                    (step.handed_to, step.held_since) = (0, at);
                }
            }
            event => self.apply_to_evidence(event, entry),
        }
    }

    fn is_wanted(&mut self, entry: &Entry, to: i64, of: &str, what: &str, until: i64) {
        let order = Order {
            to,
            of: of.to_owned(),
            what: what.to_owned(),
            at: entry.at,
            until,
            answer: None,
            is_reminded: false,
        };
        self.orders.insert(entry.number, order);
    }

    /// It goes on as that unit's: what the tree says of parts is that unit's, what somebody gave by hand stays.
    fn give(&mut self, unit: i64, parts: &[(Role, i64)], at: i64) {
        for role in [Role::Owner, Role::Coordinator, Role::Board] {
            self.roles.remove(&role);
        }
        self.roles.extend(parts.iter().copied());
        self.roles.insert(Role::Operator, unit);
        // A system is one of a unit, and is said anew.
        self.system = None;
        for step in self.steps.values_mut().filter(|step| step.doing == Doing::Open && step.handed_to == 0) {
            step.held_since = at;
        }
    }

    pub(super) fn apply_to_steps(&mut self, event: &Event, entry: &Entry) {
        let (at, number) = (entry.at, entry.number);
        let mut touch = |id: &StepId, change: &mut dyn FnMut(&mut Progress)| {
            let step = self.steps.entry(id.clone()).or_default();
            change(step);
            step.version = number;
        };
        match event {
            Event::StepBegun { step } => touch(step, &mut |step| step.begin(at)),
            Event::StepDone { step, result } => touch(step, &mut |step| step.end(Doing::Done, at, result)),
            Event::StepSkipped { step, reasons } => {
                touch(step, &mut |step| step.end(Doing::Skipped, at, reasons));
            }
            Event::Ticked { step, item, note } => {
                let tick = Tick { at, who: entry.who.clone(), unit: entry.unit, note: note.clone() };
                touch(step, &mut |step| {
                    step.ticks.insert(item.clone(), tick.clone());
                });
            }
            Event::Unticked { step, item, .. } => touch(step, &mut |step| {
                step.ticks.remove(item);
            }),
            Event::HandedOver { step, to, .. } => touch(step, &mut |step| {
                step.handed_to = *to;
                step.held_since = at;
            }),
            // Where it goes on, an event of its own begins.
            Event::WentBack { again, .. } | Event::Reopened { again, .. } => {
                for one in again {
                    touch(one, &mut |step| step.take_back(at));
                }
            }
            _ => {}
        }
    }
}

/// What an event says as a whole, so that who says it anew has to have seen it.
fn whole(event: &Event) -> Option<Cow<'static, str>> {
    let what = match event {
        Event::Classified { .. } => "class",
        Event::Graded { .. } => "grade",
        Event::Renamed { .. } => "title",
        Event::Concerns { .. } => "system",
        Event::Given { .. } => "unit",
        Event::Redated { .. } => "detected",
        Event::TookIn { detected_at, .. } if *detected_at != 0 => "detected",
        Event::FactsSaid { .. } => "facts",
        Event::ImpactSaid { .. } => "impact",
        Event::CauseSaid { .. } => "cause",
        Event::SpokespersonNamed { .. } => "spokesperson",
        Event::PlaybookChanged(_) => "playbook",
        // Of machines and papers each is said by itself.
        Event::MachineNoted { name, .. } => return Some(Cow::Owned(format!("machine {name}"))),
        Event::PaperArrived { of, .. } => return Some(Cow::Owned(format!("paper {of}"))),
        _ => return None,
    };
    Some(Cow::Borrowed(what))
}
