//! The flow: from the start over every step to an end, as branches in one another.
//!
//! Must never let a way through that nobody could follow: every way leads somewhere, every step is come to by one way,
//! and the only way back is the one that the playbook states.
//!
//! ```text
//! start ─▶ 1 ─▶ 2 ─▶ 3 ─▶ if ─▶ parallel ─▶ 11 ─▶ end
//!                         │      ├─▶ 5 (open throughout) ─▶ end
//!                         └▶ 4   └─▶ 6 ─▶ 7 ─▶ 8 ─▶ 9 ─▶ 10 ─▶ while ─▶ end
//!                            │        ▲                          │
//!                            ▼        └──────── unstable ────────┘
//!                           end
//! ```

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::json::quoted;
use super::refused::At;
use super::{Refused, Return, Said, StepId};

/// Kinds of entries that an incident can follow.
const FOLLOWED: [&str; 6] = ["start", "end", "action", "if-condition", "while-condition", "parallel"];

/// What the flow says of the steps that people do.
#[derive(Debug, Default)]
pub struct Flow {
    /// In the order in which they are come to.
    pub order: Vec<StepId>,
    /// Those that are done only where a condition holds.
    pub optional: BTreeSet<StepId>,
    /// Those that stay open beside others.
    pub throughout: BTreeSet<StepId>,
    /// The way back.
    pub back: Option<Return>,
    /// The `while-condition` of it.
    pub back_at: Option<At>,
}

/// Follows a workflow that the schemas allow.
pub fn follow(workflow: &Map<String, Value>, start: &str) -> Result<Flow, Refused> {
    let mut walk = Walk { workflow, seen: BTreeSet::new(), open: Vec::new(), flow: Flow::default() };
    for id in workflow.keys() {
        walk.sound(id)?;
    }
    if walk.kind(start) != "start" {
        return Err(Refused::NoStart);
    }
    walk.seen.insert(start);
    walk.open.push(start);
    let first = walk.way(start, "on_completion")?;
    walk.branch(start, "on_completion", first)?;
    match workflow.keys().find(|id| !walk.seen.contains(id.as_str())) {
        Some(id) => Err(Refused::Unreachable { at: walk.at(id) }),
        None if walk.flow.order.is_empty() => Err(Refused::NoSteps),
        None => Ok(walk.flow),
    }
}

/// An entry of the workflow as its file calls it.
pub fn at(workflow: &Map<String, Value>, id: &str) -> At {
    let entry = workflow.get(id);
    let name = |place: Option<&Value>| {
        quoted(place.and_then(|place| place.get("name")).and_then(Value::as_str).unwrap_or_default())
    };
    let en = entry.and_then(|entry| entry.get("step_extensions")?.get(super::extension::ID)?.get("en"));
    At { id: StepId::new(quoted(id)), name: Box::new(Said { vi: name(entry), en: name(en) }) }
}

struct Walk<'a> {
    workflow: &'a Map<String, Value>,
    seen: BTreeSet<&'a str>,
    /// Where the walk is, with all that it came through and has not ended.
    open: Vec<&'a str>,
    flow: Flow,
}

impl<'a> Walk<'a> {
    fn at(&self, id: &str) -> At {
        at(self.workflow, id)
    }

    fn member(&self, id: &str, member: &str) -> Option<&'a Value> {
        self.workflow.get(id).and_then(|entry| entry.get(member))
    }

    fn kind(&self, id: &str) -> &'a str {
        self.member(id, "type").and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether an entry has nothing but what is followed here.
    fn sound(&self, id: &'a str) -> Result<(), Refused> {
        let refused = |what: &str| Err(Refused::NotFollowed { at: self.at(id), what: quoted(what) });
        let kind = self.kind(id);
        if !FOLLOWED.contains(&kind) {
            return refused(kind);
        }
        // Nobody's step fails or comes late by itself: a person says how it ended.
        if let Some(member) =
            ["on_success", "on_failure", "timeout", "delay"].iter().find(|m| self.member(id, m).is_some())
        {
            return refused(member);
        }
        let commands = self.member(id, "commands").and_then(Value::as_array);
        for command in commands.into_iter().flatten() {
            match command.get("type").and_then(Value::as_str) {
                Some("manual") => {}
                other => return refused(other.unwrap_or("commands")),
            }
        }
        Ok(())
    }

    /// Where a way leads that there has to be.
    fn way(&self, id: &'a str, way: &'static str) -> Result<&'a str, Refused> {
        let to = self.member(id, way).and_then(Value::as_str);
        self.there(id, way, to.ok_or_else(|| Refused::NoWayOn { at: self.at(id), way })?)
    }

    fn there(&self, id: &str, way: &'static str, to: &'a str) -> Result<&'a str, Refused> {
        if self.workflow.contains_key(to) {
            Ok(to)
        } else {
            Err(Refused::Dangling { at: self.at(id), way, to: quoted(to) })
        }
    }

    /// Goes from an entry to the end of its branch; says which steps of people lie in it itself.
    fn branch(&mut self, from: &'a str, way: &'static str, first: &'a str) -> Result<Vec<&'a str>, Refused> {
        let (mut came, mut here, mut passed, depth) = (from, first, Vec::new(), self.open.len());
        let mut by = way;
        loop {
            self.there(came, by, here)?;
            if self.open.contains(&here) {
                return Err(Refused::Cycle { at: self.at(came), to: quoted(here) });
            }
            if !self.seen.insert(here) {
                return Err(Refused::TwoWays { at: self.at(here) });
            }
            self.open.push(here);
            match self.kind(here) {
                "end" => {
                    self.open.truncate(depth);
                    return Ok(passed);
                }
                "action" => {
                    self.flow.order.push(StepId::new(here));
                    passed.push(here);
                }
                "if-condition" => self.condition(here)?,
                "parallel" => self.beside(here)?,
                "while-condition" => self.back(came, here, &passed)?,
                // A second start: the first one is open.
                _ => return Err(Refused::Cycle { at: self.at(came), to: quoted(here) }),
            }
            (came, by) = (here, "on_completion");
            here = self.way(here, "on_completion")?;
        }
    }

    fn condition(&mut self, here: &'a str) -> Result<(), Refused> {
        let before = self.flow.order.len();
        let yes = self.way(here, "on_true")?;
        self.branch(here, "on_true", yes)?;
        if self.member(here, "on_false").is_some() {
            let no = self.way(here, "on_false")?;
            self.branch(here, "on_false", no)?;
        }
        self.flow.optional.extend(self.flow.order.iter().skip(before).cloned());
        Ok(())
    }

    /// One branch goes on; the others are one step each, which stays open.
    fn beside(&mut self, here: &'a str) -> Result<(), Refused> {
        let next = self.member(here, "next_steps").and_then(Value::as_array);
        let (mut open, mut going_on) = (Vec::new(), 0_usize);
        for to in next.into_iter().flatten().filter_map(Value::as_str) {
            let before = self.flow.order.len();
            let passed = self.branch(here, "next_steps", to)?;
            let alone = self.flow.order.len() == before + 1;
            match passed.as_slice() {
                [step] if alone && self.says_throughout(step) => open.push(StepId::new(*step)),
                _ => going_on += 1,
            }
        }
        if going_on != 1 || open.is_empty() {
            return Err(Refused::Beside { at: self.at(here) });
        }
        self.flow.throughout.extend(open);
        Ok(())
    }

    fn says_throughout(&self, id: &str) -> bool {
        let parts = self.member(id, "step_extensions").and_then(|parts| parts.get(super::extension::ID));
        parts.and_then(|part| part.get("throughout")) == Some(&Value::Bool(true))
    }

    /// The one way back: right after a step of people, to one before it in the same branch.
    fn back(&mut self, came: &'a str, here: &'a str, passed: &[&'a str]) -> Result<(), Refused> {
        let to = self.way(here, "on_true")?;
        let again: Vec<StepId> =
            passed.iter().skip_while(|step| **step != to).map(|step| StepId::new(*step)).collect();
        match again.split_last() {
            Some((from, to)) if !to.is_empty() && from.as_str() == came && self.flow.back.is_none() => {
                self.flow.back = Some(Return { from: from.clone(), to: to.to_vec() });
                self.flow.back_at = Some(self.at(here));
                Ok(())
            }
            _ => Err(Refused::Return { at: self.at(here) }),
        }
    }
}
