//! An open incident takes another edition of its playbook.
//!
//! Must never lose what was done: a tick goes with its item, or stays where it was made as one that has no place any more; a
//! step that is over stays over; a step that the other edition puts before where it stands is begun, and not passed over.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::decide::Asked;
use super::event::{Entry, Event};
use super::progress::{Doing, Tick};
use super::refused::Refused;
use super::state::{Incident, Phase};
use crate::playbook::{CarryRefused, Done, Playbook, Said, StepId, carry};

/// Another edition, and what it made of what was done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Edition {
    /// Its number in CACAO.
    pub playbook: String,
    /// The digest of its bytes, in hexadecimal.
    pub playbook_sha256: String,
    /// The digest of the one before.
    pub before: String,
    /// Ticks that went with their item to another step.
    pub moved: Vec<Moved>,
    /// Ticks that have no place any more.
    pub placeless: Vec<Placeless>,
    /// What items that say something else now said when they were ticked.
    pub reworded: BTreeMap<String, Said>,
    /// Steps that were over, or had ticks, and are no longer there, by what they were called.
    pub gone: BTreeMap<StepId, Said>,
    /// Why it was taken.
    pub reasons: String,
}

/// A tick that went to another step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The key of the item.
    pub item: String,
    /// The step where it was ticked.
    pub from: StepId,
    /// The step that has it now.
    pub to: StepId,
}

/// A tick that has no place any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placeless {
    /// The step where it was ticked.
    pub step: StepId,
    /// The key of the item.
    pub item: String,
    /// What it said, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
}

/// What was done by an earlier edition, and has no place in this one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Earlier {
    /// Ticks: by step and item, with what the item said where that is known.
    pub ticks: BTreeMap<(StepId, String), (Tick, Option<Said>)>,
    /// Steps that are no longer there, by what they were called.
    pub steps: BTreeMap<StepId, Said>,
}

impl Incident {
    /// What another edition would make of what was done.
    ///
    /// # Errors
    /// When a step that is being done has no place in it, or other steps stand before one that was begun.
    pub fn carried_to(
        &self,
        old: &Playbook,
        new: &Playbook,
        (sha256, reasons): (&str, &str),
    ) -> Result<Edition, CarryRefused> {
        let touched =
            self.steps.iter().filter(|(_, step)| step.doing != Doing::Waiting || !step.ticks.is_empty());
        let done: Done =
            touched.map(|(id, step)| (id.clone(), step.ticks.keys().cloned().collect())).collect();
        let may_go: BTreeSet<StepId> =
            done.keys().filter(|id| self.step(id).doing != Doing::Open).cloned().collect();
        let carried = carry(&done, &may_go, old, new)?;
        let mut moved = Vec::new();
        for (from, items) in &done {
            for item in items {
                let to = carried.done.iter().find(|(_, items)| items.contains(item));
                if let Some((to, _)) = to.filter(|(to, _)| *to != from) {
                    moved.push(Moved { item: item.clone(), from: from.clone(), to: to.clone() });
                }
            }
        }
        let placeless = carried.placeless.into_iter().flat_map(|(step, items)| {
            items.into_iter().map(move |(item, said)| Placeless { step: step.clone(), item, said })
        });
        let gone = done.keys().filter(|id| new.step(id).is_none());
        let named = |id: &StepId| old.step(id).map(|step| step.name.clone());
        Ok(Edition {
            playbook: new.id().to_owned(),
            playbook_sha256: sha256.to_owned(),
            before: self.playbook_sha256.clone(),
            moved,
            placeless: placeless.collect(),
            reworded: carried.reworded,
            gone: gone.filter_map(|id| Some((id.clone(), named(id)?))).collect(),
            reasons: reasons.to_owned(),
        })
    }

    /// Decides on taking another edition: what happens then, in this order.
    ///
    /// # Errors
    /// When it is not theirs to do, when it is not open, when it goes by that one already, or what was done has no place.
    pub fn take_edition(
        &self,
        (old, new): (&Playbook, &Playbook),
        said: (&str, &str),
        asked: &Asked<'_>,
    ) -> Result<Vec<Event>, Refused> {
        if !asked.hand.directs {
            return Err(Refused::NotYours);
        }
        if !matches!(self.phase, Phase::Received | Phase::Open) {
            return Err(Refused::NotOpen);
        }
        if self.playbook_sha256 == said.0 || old.kind() != new.kind() {
            return Err(Refused::AlreadySaid);
        }
        let edition = self.carried_to(old, new, said).map_err(|why| match why {
            CarryRefused::Gone(at) => Refused::StepGone(at.id),
            CarryRefused::Order(at) => Refused::StepElsewhere(at.id),
        })?;
        let taken = Event::PlaybookChanged(edition);
        self.as_seen(&taken, asked)?;
        let mut then = self.clone();
        let (number, at) = (self.version + 1, asked.now);
        then.apply(&Entry { number, at, who: String::new(), unit: 0, event: taken.clone() });
        let begin = then.late_steps(new).into_iter().map(|step| Event::StepBegun { step });
        Ok(std::iter::once(taken).chain(begin).collect())
    }

    /// Steps that are not begun and stand before one that is, and, where none is being done, what follows the last.
    fn late_steps(&self, playbook: &Playbook) -> Vec<StepId> {
        let steps = playbook.steps();
        let is_begun = |id: &StepId| self.step(id).doing != Doing::Waiting;
        let Some(last) = steps.iter().rposition(|step| !step.throughout && is_begun(&step.id)) else {
            return Vec::new();
        };
        let late = steps.iter().take(last).filter(|step| !is_begun(&step.id));
        let mut begin: Vec<StepId> = late.map(|step| step.id.clone()).collect();
        let is_open = steps.iter().any(|step| !step.throughout && self.step(&step.id).doing == Doing::Open);
        if let (true, false, Some(last)) = (begin.is_empty(), is_open, steps.get(last)) {
            begin.extend(self.following(playbook, &last.id).into_iter().cloned());
        }
        begin
    }

    /// Takes it over.
    pub(super) fn apply_edition(&mut self, edition: &Edition, number: u64) {
        self.playbook_sha256.clone_from(&edition.playbook_sha256);
        let mut taken = |step: &StepId, item: &str| self.steps.get_mut(step)?.ticks.remove(item);
        let moved: Vec<_> =
            edition.moved.iter().filter_map(|one| Some((one, taken(&one.from, &one.item)?))).collect();
        for one in &edition.placeless {
            if let Some(tick) = taken(&one.step, &one.item) {
                self.earlier.ticks.insert((one.step.clone(), one.item.clone()), (tick, one.said.clone()));
            }
        }
        for (one, tick) in moved {
            self.steps.entry(one.to.clone()).or_default().ticks.insert(one.item.clone(), tick);
        }
        self.earlier.steps.extend(edition.gone.clone());
        // Whoever looked at a step before looks at it again.
        for step in self.steps.values_mut() {
            step.version = number;
        }
    }
}
