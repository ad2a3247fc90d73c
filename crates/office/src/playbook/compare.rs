//! What an improved playbook changes, for who is to take it.
//!
//! Must never leave out a change for which people would do something else.

use super::{Item, Playbook, Role, Said, Step, StepId};

/// Which list of a step an item is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// What there is to tick.
    Checklist,
    /// What is to be kept as evidence.
    Evidence,
}

/// Something that was one way and is another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turned<T> {
    /// Before.
    pub old: T,
    /// Now.
    pub new: T,
}

/// What changed in one step that is in both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepChange {
    /// Which.
    pub step: StepId,
    /// Its number, where another one stands there now.
    pub number: Option<Turned<u8>>,
    /// Its name.
    pub name: Option<Turned<Said>>,
    /// Its content.
    pub content: Option<Turned<Said>>,
    /// Who leads.
    pub leads: Option<Turned<Vec<Role>>>,
    /// Who helps.
    pub helpers: Option<Turned<Vec<Role>>>,
    /// Its source in the law.
    pub source: Option<Turned<String>>,
    /// Its target, in minutes.
    pub target: Option<Turned<Option<u32>>>,
    /// Whether it became optional or needed, or open throughout or not.
    pub place: bool,
    /// Items that are new here.
    pub added: Vec<(List, Item)>,
    /// Items that are no longer here.
    pub removed: Vec<(List, Item)>,
    /// Items of which the words changed: the key, and both.
    pub reworded: Vec<(String, Turned<Said>)>,
    /// Whether items that stayed stand in another order or list.
    pub moved: bool,
}

/// All that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Its name.
    pub name: Option<Turned<Said>>,
    /// Steps that are new.
    pub steps_added: Vec<StepId>,
    /// Steps that are no longer there.
    pub steps_removed: Vec<StepId>,
    /// Steps that changed, in their new order.
    pub steps: Vec<StepChange>,
    /// Whether the ways out or the way back changed.
    pub ways: bool,
    /// Whether what changed are only members of CACAO that nobody here follows.
    pub unseen: bool,
}

impl Changes {
    /// Whether nothing changed that people see or do.
    pub fn is_empty(&self) -> bool {
        *self == Changes { unseen: self.unseen, ..Changes::default() }
    }
}

/// Compares two versions.
pub fn compare(old: &Playbook, new: &Playbook) -> Changes {
    let lost = |from: &Playbook, to: &Playbook| {
        from.steps.iter().filter(|step| to.step(&step.id).is_none()).map(|step| step.id.clone()).collect()
    };
    let steps = new.steps.iter().filter_map(|step| of_step(old.step(&step.id)?, step)).collect();
    let mut changes = Changes {
        name: turned(&old.name, &new.name),
        steps_added: lost(new, old),
        steps_removed: lost(old, new),
        steps,
        ways: old.exits != new.exits || old.back != new.back,
        unseen: false,
    };
    changes.unseen = changes.is_empty() && {
        let timeless = |playbook: &Playbook| {
            let mut value = playbook.value.clone();
            value.as_object_mut().map(|members| members.remove("modified"));
            value
        };
        timeless(old) != timeless(new)
    };
    changes
}

fn turned<T: Clone + PartialEq>(old: &T, new: &T) -> Option<Turned<T>> {
    (old != new).then(|| Turned { old: old.clone(), new: new.clone() })
}

/// The items of a step with the lists that they are in.
pub(super) fn items(step: &Step) -> impl Iterator<Item = (List, &Item)> {
    let checklist = step.checklist.iter().map(|item| (List::Checklist, item));
    checklist.chain(step.evidence.iter().map(|item| (List::Evidence, item)))
}

fn of_step(old: &Step, new: &Step) -> Option<StepChange> {
    let find = |step: &'_ Step, key: &str| items(step).any(|(_, item)| item.key == key);
    let lost = |from: &Step, to: &Step| -> Vec<(List, Item)> {
        items(from)
            .filter(|(_, item)| !find(to, &item.key))
            .map(|(list, item)| (list, item.clone()))
            .collect()
    };
    let stayed = |from: &Step, to: &Step| -> Vec<(List, String)> {
        items(from)
            .filter(|(_, item)| find(to, &item.key))
            .map(|(list, item)| (list, item.key.clone()))
            .collect()
    };
    let reworded = items(new).filter_map(|(_, item)| {
        let (_, was) = items(old).find(|(_, was)| was.key == item.key)?;
        Some((item.key.clone(), turned(&was.said, &item.said)?))
    });
    let change = StepChange {
        step: new.id.clone(),
        number: turned(&old.number, &new.number),
        name: turned(&old.name, &new.name),
        content: turned(&old.content, &new.content),
        leads: turned(&old.leads, &new.leads),
        helpers: turned(&old.helpers, &new.helpers),
        source: turned(&old.source, &new.source),
        target: turned(&old.target_minutes, &new.target_minutes),
        place: (old.optional, old.throughout) != (new.optional, new.throughout),
        added: lost(new, old),
        removed: lost(old, new),
        reworded: reworded.collect(),
        moved: stayed(old, new) != stayed(new, old),
    };
    (old != new).then_some(change)
}
