//! An open incident takes an improved playbook.
//!
//! Must never lose what was done: a tick stays at its item, goes with it to another step, or is kept as one that has no
//! place any more. Must never put another order under what is begun.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::items;
use super::{At, Playbook, Said, Step, StepId};

/// What was ticked, by step; a step that is begun is among them though nothing in it is ticked.
pub type Done = BTreeMap<StepId, BTreeSet<String>>;

/// What an incident goes on with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    /// What is ticked now, by step. A step that is not begun is among them where an item that was ticked moved to it, and
    /// one that is over and gone, without its ticks.
    pub done: Done,
    /// What was ticked and has no place any more: by the step it was ticked in, with what it said, where that is known.
    pub placeless: BTreeMap<StepId, BTreeMap<String, Option<Said>>>,
    /// Ticked items that say something else now: what they said when they were ticked.
    pub reworded: BTreeMap<String, Said>,
    /// Steps that are new, in the order of the flow.
    pub new_steps: Vec<StepId>,
    /// Items that are new, by step. Those of new steps are among them.
    pub new_items: BTreeMap<StepId, Vec<String>>,
}

/// Why it does not take it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CarryRefused {
    /// A step that is begun, and not over, is no longer there.
    #[error("step {} \"{}\" is begun, and the new playbook does not have it", .0.id, .0.name.vi)]
    Gone(At),
    /// Other steps stand before a step that is begun.
    #[error("step {} \"{}\" is begun, and in the new playbook it stands at another place", .0.id, .0.name.vi)]
    Order(At),
}

/// Carries what was done over to a new version. Of steps that `may_go` (they are over, or were not begun) what was ticked
/// stays as it was done, whether the new one has them or not.
///
/// # Errors
/// When a step that is begun and not over is gone, or one that is begun has other steps of the old playbook before it than
/// it had.
pub fn carry(
    done: &Done,
    may_go: &BTreeSet<StepId>,
    old: &Playbook,
    new: &Playbook,
) -> Result<Carried, CarryRefused> {
    for id in done.keys().filter(|id| !may_go.contains(*id) || new.step(id).is_some()) {
        let Some(step) = old.step(id) else {
            // Begun under an even older version: it has to be there still, and has no place to compare.
            if new.step(id).is_none() {
                return Err(CarryRefused::Gone(At {
                    id: id.clone(),
                    name: Box::new(Said { vi: String::new(), en: String::new() }),
                }));
            }
            continue;
        };
        let at = || At { id: id.clone(), name: Box::new(step.name.clone()) };
        if new.step(id).is_none() {
            return Err(CarryRefused::Gone(at()));
        }
        if before(old, id, new) != before(new, id, old) {
            return Err(CarryRefused::Order(at()));
        }
    }
    let known = |playbook: &Playbook, key: &str| -> Option<(StepId, Said)> {
        let find =
            |step: &Step| items(step).find(|(_, item)| item.key == key).map(|(_, item)| item.said.clone());
        playbook.steps.iter().find_map(|step| Some((step.id.clone(), find(step)?)))
    };
    let mut carried = Carried::default();
    for (step, keys) in done {
        carried.done.entry(step.clone()).or_default();
        for key in keys {
            let said = known(old, key).map(|(_, said)| said);
            match known(new, key) {
                Some((place, says)) => {
                    carried.done.entry(place).or_default().insert(key.clone());
                    if let Some(said) = said.filter(|said| *said != says) {
                        carried.reworded.insert(key.clone(), said);
                    }
                }
                None => {
                    carried.placeless.entry(step.clone()).or_default().insert(key.clone(), said);
                }
            }
        }
    }
    let new_steps = new.steps.iter().filter(|step| old.step(&step.id).is_none());
    carried.new_steps = new_steps.map(|step| step.id.clone()).collect();
    for step in &new.steps {
        let fresh: Vec<String> = items(step)
            .filter(|(_, item)| known(old, &item.key).is_none())
            .map(|(_, item)| item.key.clone())
            .collect();
        if !fresh.is_empty() {
            carried.new_items.insert(step.id.clone(), fresh);
        }
    }
    Ok(carried)
}

/// Which steps that both have stand before one.
fn before(playbook: &Playbook, id: &StepId, other: &Playbook) -> BTreeSet<StepId> {
    let steps = playbook.steps.iter().take_while(|step| step.id != *id);
    steps.filter(|step| other.step(&step.id).is_some()).map(|step| step.id.clone()).collect()
}
