//! A unit's own copy, when the playbook that it was made from improves.
//!
//! Must never choose between two people: what both changed in different ways is a conflict, said with both.
//! Must never drop what only one of them changed, members of CACAO that nobody here does included.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::edit::later;
use super::refused::At;
use super::restructure::restate;
use super::{Limits, Playbook, Refused, flow, reading};

/// Whose of two changes somebody chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What we made of it.
    Ours,
    /// What they made of it.
    Theirs,
}

/// What both changed in different ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Where in the file.
    pub at: String,
    /// The step, where it is one.
    pub step: Option<At>,
    /// What it was; nothing where it was not there.
    pub base: Option<String>,
    /// What we made of it; nothing where we removed it.
    pub ours: Option<String>,
    /// What they made of it; nothing where they removed it.
    pub theirs: Option<String>,
}

impl Conflict {
    /// What is chosen at once: the entry of the workflow that it lies in, or, where it lies in none, itself.
    pub fn of(&self) -> &str {
        chosen_as(&self.at)
    }
}

fn chosen_as(at: &str) -> &str {
    at.strip_prefix("/workflow/").and_then(|rest| rest.split('/').next()).unwrap_or(at)
}

/// Whether what stands there follows from the flow: it is written anew by it, and nobody has to choose.
fn follows(at: &str) -> bool {
    let of_step = at.strip_prefix("/workflow/").and_then(|rest| rest.split_once("/step_extensions/"));
    let of_ours = of_step.and_then(|(_, rest)| rest.split_once('/'));
    at == "/modified"
        || of_ours.is_some_and(|(_, member)| matches!(member, "number" | "optional"))
        || at.strip_prefix("/playbook_extensions/").is_some_and(|rest| rest.contains("/returns"))
}

/// Whether the order of what stands there says nothing: from which steps one leaves.
fn is_set(at: &str) -> bool {
    at.starts_with("/playbook_extensions/") && at.contains("/exits/") && at.ends_with("/from")
}

/// Why there is no merged playbook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Conflicts {
    /// Both changed the same.
    #[error("both changed the same in {} places, first {}", .0.len(), .0.first().map_or("", |conflict| &conflict.at))]
    Both(Vec<Conflict>),
    /// No two changes meet, and together they make no playbook.
    #[error("together they make no playbook")]
    Together(#[source] Refused),
}

/// Puts together what was changed in two versions of one.
///
/// # Errors
/// Where both changed the same in different ways, or where all changes together make no playbook that can be followed.
pub fn merge(base: &Playbook, ours: &Playbook, theirs: &Playbook) -> Result<Playbook, Conflicts> {
    merge_choosing(base, ours, theirs, &BTreeMap::new())
}

/// The same where somebody chose between two changes: by what [`Conflict::of`] says, all that meets there at once. What
/// only one of the two changed is taken from that one, also beside what was chosen.
///
/// # Errors
/// As [`merge`], of what nobody chose.
pub fn merge_choosing(
    base: &Playbook,
    ours: &Playbook,
    theirs: &Playbook,
    chosen: &BTreeMap<String, Side>,
) -> Result<Playbook, Conflicts> {
    let mut merging = Merging { conflicts: Vec::new(), chosen };
    let mut value =
        merging.value(Some(&base.value), Some(&ours.value), Some(&theirs.value), "").unwrap_or(Value::Null);
    if !merging.conflicts.is_empty() {
        let none = Map::new();
        for conflict in &mut merging.conflicts {
            let id = conflict.at.strip_prefix("/workflow/").and_then(|rest| rest.split('/').next());
            let places = [ours, theirs].map(|playbook| playbook.value.get("workflow"));
            let mut places =
                places.map(|workflow| workflow.and_then(Value::as_object).unwrap_or(&none)).into_iter();
            conflict.step = id.and_then(|id| {
                places.find(|workflow| workflow.contains_key(id)).map(|workflow| flow::at(workflow, id))
            });
        }
        return Err(Conflicts::Both(merging.conflicts));
    }
    restate(&mut value);
    // What is neither of the two is a version of its own, later than both. They are written alike, so that the later one
    // is the greater one.
    let modified =
        match [ours, theirs].into_iter().find(|same| same.value == with_time(&value, &same.modified)) {
            Some(same) => same.modified.clone(),
            None => later(if ours.modified > theirs.modified { &ours.modified } else { &theirs.modified }),
        };
    let value = with_time(&value, &modified);
    reading::read(value, &Limits::default()).map_err(Conflicts::Together)
}

fn with_time(value: &Value, modified: &str) -> Value {
    let mut value = value.clone();
    if let Some(members) = value.as_object_mut() {
        members.insert("modified".to_owned(), modified.into());
    }
    value
}

struct Merging<'c> {
    conflicts: Vec<Conflict>,
    chosen: &'c BTreeMap<String, Side>,
}

impl Merging<'_> {
    /// Whose change is taken where both changed the same; what nobody chose is a conflict.
    fn choose(&mut self, at: &str, [base, ours, theirs]: [Option<&Value>; 3]) -> Side {
        if follows(at) {
            return Side::Theirs;
        }
        if let Some(side) = self.chosen.get(chosen_as(at)) {
            return *side;
        }
        let text = |value: Option<&Value>| {
            value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        };
        let (base, ours, theirs) = (text(base), text(ours), text(theirs));
        self.conflicts.push(Conflict { at: at.to_owned(), step: None, base, ours, theirs });
        Side::Theirs
    }

    fn value(
        &mut self,
        base: Option<&Value>,
        ours: Option<&Value>,
        theirs: Option<&Value>,
        at: &str,
    ) -> Option<Value> {
        if ours == theirs || theirs == base {
            return ours.cloned();
        }
        if ours == base {
            return theirs.cloned();
        }
        match (ours, theirs) {
            (Some(Value::Object(ours)), Some(Value::Object(theirs))) => {
                let none = Map::new();
                let base = base.and_then(Value::as_object).unwrap_or(&none);
                let names = ours.keys().chain(theirs.keys().filter(|name| !ours.contains_key(*name)));
                let merged = names.filter_map(|name| {
                    let at = format!("{at}/{name}");
                    Some((name.clone(), self.value(base.get(name), ours.get(name), theirs.get(name), &at)?))
                });
                Some(Value::Object(merged.collect()))
            }
            (Some(Value::Array(one)), Some(Value::Array(other))) if keyed(one) && keyed(other) => {
                let none = Vec::new();
                let base = base.and_then(Value::as_array).filter(|base| keyed(base)).unwrap_or(&none);
                Some(Value::Array(self.items(base, one, other, at)))
            }
            (Some(Value::Array(one)), Some(Value::Array(other))) if is_set(at) => {
                let none = Vec::new();
                let base = base.and_then(Value::as_array).unwrap_or(&none);
                // In it is what either has, but for what one of the two took out.
                let all = one.iter().chain(other.iter().filter(|value| !one.contains(value)));
                let kept = all
                    .filter(|value| !base.contains(value) || (one.contains(value) && other.contains(value)));
                Some(Value::Array(kept.cloned().collect()))
            }
            _ => match self.choose(at, [base, ours, theirs]) {
                Side::Ours => ours.cloned(),
                Side::Theirs => theirs.cloned(),
            },
        }
    }

    /// Items are known by their keys: each is merged by itself, and then their order.
    fn items(&mut self, base: &[Value], ours: &[Value], theirs: &[Value], at: &str) -> Vec<Value> {
        let find = |items: &[Value], key: &str| items.iter().find(|item| key_of(item) == Some(key)).cloned();
        let keys =
            |items: &[Value]| -> Vec<String> { items.iter().filter_map(key_of).map(str::to_owned).collect() };
        let (was, mine, yours) = (keys(base), keys(ours), keys(theirs));
        let stayed = |order: &[String]| -> Vec<String> {
            let all = |key: &&String| was.contains(key) && mine.contains(key) && yours.contains(key);
            order.iter().filter(all).cloned().collect()
        };
        let side = if stayed(&mine) == stayed(&was) || stayed(&mine) == stayed(&yours) {
            Side::Theirs
        } else if stayed(&yours) == stayed(&was) {
            Side::Ours
        } else {
            let order = |keys: &[String]| Value::from(keys.join(", "));
            let orders = [&was, &mine, &yours].map(|keys| order(keys));
            self.choose(&format!("{at}/order"), orders.each_ref().map(Some))
        };
        let (first, second) = match side {
            Side::Ours => (&mine, &yours),
            Side::Theirs => (&yours, &mine),
        };
        let mut order = first.clone();
        let mut after: Option<&String> = None;
        for key in second {
            if !order.contains(key) {
                let place = after.and_then(|after| order.iter().position(|known| known == after));
                order.insert(place.map_or(0, |place| place + 1), key.clone());
            }
            after = Some(key);
        }
        let merged = order.iter().filter_map(|key| {
            let [base, ours, theirs] = [base, ours, theirs].map(|items| find(items, key));
            self.value(base.as_ref(), ours.as_ref(), theirs.as_ref(), &format!("{at}/{key}"))
        });
        merged.collect()
    }
}

fn key_of(item: &Value) -> Option<&str> {
    item.get("key").and_then(Value::as_str)
}

fn keyed(items: &[Value]) -> bool {
    items.iter().all(|item| key_of(item).is_some())
}
