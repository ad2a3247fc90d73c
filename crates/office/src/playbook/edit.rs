//! What a unit changes in its own copy: a step's words, items, people and target.
//!
//! Must never change the flow, the numbers of steps or what the law says: those are the playbook's. Must never hand out
//! a copy that was not judged like any other.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Item, Limits, Playbook, Refused, Role, Said, Step, StepId, extension, reading};

/// Why a change is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditRefused {
    /// There is no such step.
    #[error("there is no step {0}")]
    NoStep(StepId),
    /// Nothing was changed.
    #[error("nothing was changed")]
    Nothing,
    /// What is not a unit's to change.
    #[error("step {step}: `{what}` is not changed by hand")]
    Fixed {
        /// The step.
        step: StepId,
        /// Which part of it.
        what: &'static str,
    },
    /// The moment is out of all bounds.
    #[error("{0} is no moment")]
    Time(i64),
    /// What would come of it is no playbook.
    #[error("what would come of it is no playbook")]
    Refused(#[source] Refused),
}

impl Playbook {
    /// A unit's own copy: another playbook, which says what it was made from. `random` becomes its number, `at` is the
    /// moment in seconds since 1970, UTC.
    ///
    /// # Errors
    /// When that is no moment.
    pub fn own_copy(&self, random: [u8; 16], at: i64) -> Result<Playbook, EditRefused> {
        let moment = Timestamp::from_second(at).map_err(|_| EditRefused::Time(at))?;
        let mut value = self.value.clone();
        if let Some(members) = value.as_object_mut() {
            members.insert("id".to_owned(), format!("playbook--{}", uuid(random)).into());
            members.insert("derived_from".to_owned(), json!([self.id]));
            for member in ["created", "modified"] {
                members.insert(member.to_owned(), written(moment).into());
            }
        }
        reading::read(value, &Limits::default()).map_err(EditRefused::Refused)
    }

    /// The playbook with one step as it is to be, and `at`, in seconds since 1970, UTC, as the time of the change. A
    /// change is later than the one before it, whatever the clock says.
    ///
    /// # Errors
    /// When there is no such step, when nothing or what is fixed was changed, or when what would come of it is refused.
    pub fn with_step(&self, step: &Step, at: i64) -> Result<Playbook, EditRefused> {
        let old = self.step(&step.id).ok_or_else(|| EditRefused::NoStep(step.id.clone()))?;
        for (same, what) in [
            (old.number == step.number, "number"),
            (old.optional == step.optional, "optional"),
            (old.throughout == step.throughout, "throughout"),
            (old.source == step.source, "source"),
        ] {
            if !same {
                return Err(EditRefused::Fixed { step: step.id.clone(), what });
            }
        }
        if old == step {
            return Err(EditRefused::Nothing);
        }
        let mut value = self.value.clone();
        for role in step.leads.iter().chain(&step.helpers) {
            define(&mut value, *role);
        }
        if let Some(cacao) = value.pointer_mut(&format!("/workflow/{}", step.id)) {
            put(cacao, step);
        }
        self.finished(value, at)
    }

    /// What was changed in the file, as a version of its own.
    pub(super) fn finished(&self, mut value: Value, at: i64) -> Result<Playbook, EditRefused> {
        let modified = self.after(at)?;
        if let Some(members) = value.as_object_mut() {
            members.insert("modified".to_owned(), modified.into());
        }
        // What was put there is held against every limit, as if it came from elsewhere.
        let bytes = super::json::write(&value);
        Playbook::read(bytes.as_bytes()).map_err(EditRefused::Refused)
    }

    /// Items as they were typed, of both lists of a step: one that names a key which the step has keeps it, every other one
    /// gets a new one.
    pub fn items_typed(&self, step: &StepId, typed: [Vec<(String, Said)>; 2], at: i64) -> [Vec<Item>; 2] {
        let known = self.step(step);
        let has = |key: &str| {
            let mut items = known.iter().flat_map(|step| step.checklist.iter().chain(&step.evidence));
            items.any(|item| item.key == key)
        };
        let mut used = BTreeSet::new();
        typed.map(|list| {
            let item = |(key, said): (String, Said)| {
                let key = if has(&key) && !used.contains(&key) {
                    key
                } else {
                    self.key_beside(step, &said, at, &used)
                };
                used.insert(key.clone());
                Item { key, said }
            };
            list.into_iter().map(item).collect()
        })
    }

    /// A key for a new item, which no item has or had: one that was removed is not ticked when another takes its place.
    pub fn new_key(&self, step: &StepId, said: &Said, at: i64) -> String {
        self.key_beside(step, said, at, &BTreeSet::new())
    }

    fn key_beside(&self, step: &StepId, said: &Said, at: i64, used: &BTreeSet<String>) -> String {
        let taken = |key: &str| {
            if used.contains(key) {
                return true;
            }
            let mut items = self.steps.iter().flat_map(|step| step.checklist.iter().chain(&step.evidence));
            items.any(|item| item.key == key)
        };
        let key = |count: u64| {
            let mut digest = Sha256::new();
            for part in [&*self.id, &self.modified, step.as_str(), &said.vi, &said.en] {
                digest.update((part.len() as u64).to_be_bytes());
                digest.update(part);
            }
            digest.update(at.to_be_bytes());
            digest.update(count.to_be_bytes());
            let mut key = "own-".to_owned();
            for byte in digest.finalize().iter().take(8) {
                // Writing into memory does not fail.
                let _ = write!(key, "{byte:02x}");
            }
            key
        };
        (0..).map(key).find(|key| !taken(key)).unwrap_or_default()
    }

    /// When a change is said to be made: at the moment, and later than the change before it.
    fn after(&self, at: i64) -> Result<String, EditRefused> {
        let moment = Timestamp::from_second(at).map_err(|_| EditRefused::Time(at))?;
        // Both are written alike, so that the later one is the greater one.
        Ok(written(moment).max(later(&self.modified)))
    }
}

/// The moment after another one, as both are written. At the end of time there is none, and it stays.
pub(super) fn later(moment: &str) -> String {
    let next =
        moment.parse().ok().and_then(|last: Timestamp| last.checked_add(SignedDuration::from_millis(1)).ok());
    next.map_or_else(|| moment.to_owned(), written)
}

fn written(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// A number of version 4, as it is written.
pub(super) fn uuid(random: [u8; 16]) -> String {
    let number = (u128::from_be_bytes(random) & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{number:032x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

/// As it is shown. What cannot be shown is left as it is, and refused when it is read.
pub(super) fn line(text: &str) -> String {
    crate::line::read(text, usize::MAX).unwrap_or_else(|_| text.to_owned())
}

/// Puts a step's parts where CACAO and the extension have them.
pub(super) fn put(cacao: &mut Value, step: &Step) {
    let items = |items: &[Item]| -> Value {
        let item =
            |item: &Item| json!({"key": item.key, "vi": line(&item.said.vi), "en": line(&item.said.en)});
        items.iter().map(item).collect()
    };
    let keys = |roles: &[Role]| -> Value { roles.iter().map(|role| role.key()).collect() };
    let Some(members) = cacao.as_object_mut() else { return };
    members.insert("name".to_owned(), line(&step.name.vi).into());
    members.insert("description".to_owned(), line(&step.content.vi).into());
    if let Some(lead) = step.leads.first() {
        members.insert("owner".to_owned(), lead.identity().into());
        members.insert("agent".to_owned(), lead.organization().into());
    }
    if step.helpers.is_empty() {
        members.remove("targets");
    } else {
        let targets = step.helpers.iter().map(|role| role.organization()).collect();
        members.insert("targets".to_owned(), targets);
    }
    let Some(part) =
        cacao.pointer_mut(&format!("/step_extensions/{}", extension::ID)).and_then(Value::as_object_mut)
    else {
        return;
    };
    for (member, value) in [
        ("en", json!({"name": line(&step.name.en), "description": line(&step.content.en)})),
        ("leads", keys(&step.leads)),
        ("helpers", keys(&step.helpers)),
        ("checklist", items(&step.checklist)),
        ("evidence", items(&step.evidence)),
    ] {
        part.insert(member.to_owned(), value);
    }
    match step.target_minutes {
        Some(minutes) => part.insert("target_minutes".to_owned(), minutes.into()),
        None => part.remove("target_minutes"),
    };
}

/// Sees to it that a role can be named as an agent and as a target.
pub(super) fn define(value: &mut Value, role: Role) {
    let (id, lists) = (role.organization(), ["agent_definitions", "target_definitions"]);
    let known = lists.iter().find_map(|list| value.get(list)?.get(&id).cloned());
    let definition = known.unwrap_or_else(|| json!({"type": "organization", "name": role.key()}));
    let Some(members) = value.as_object_mut() else { return };
    for list in lists {
        let list = members.entry(list).or_insert_with(|| json!({}));
        if let Some(list) = list.as_object_mut() {
            list.entry(id.as_str()).or_insert_with(|| definition.clone());
        }
    }
}
