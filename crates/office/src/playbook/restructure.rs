//! A unit's own copy gets a step more, one less, or the same ones in another order.
//!
//! Must never let a way dangle that it could lead on, and must never hand out what the graph check does not take: that a
//! step is named by another number, stands in a branch or in the way back, follows from the flow and is written anew.

use serde_json::{Map, Value, json};

use super::{EditRefused, Playbook, Step, StepId, edit, extension, flow};

/// Where a step comes to stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Right after another one, in its branch.
    After(StepId),
    /// Right before another one: every way that led there leads to it, the way back among them.
    Before(StepId),
}

impl Place {
    /// The step that it stands beside.
    pub fn beside(&self) -> &StepId {
        match self {
            Place::After(step) | Place::Before(step) => step,
        }
    }
}

impl Playbook {
    /// The playbook with one step more. Its number and what follows from its place are written by the flow; `random`
    /// becomes the number by which it is known. From where it stands one can leave by the ways out that its neighbour has.
    ///
    /// # Errors
    /// When nothing is there beside which it is to stand, or what would come of it is refused.
    pub fn with_new_step(
        &self,
        step: &Step,
        place: &Place,
        random: [u8; 16],
        at: i64,
    ) -> Result<Playbook, EditRefused> {
        let beside = place.beside();
        self.step(beside).ok_or_else(|| EditRefused::NoStep(beside.clone()))?;
        let step = Step { id: StepId::new(format!("action--{}", edit::uuid(random))), ..step.clone() };
        let mut value = self.value.clone();
        for role in step.leads.iter().chain(&step.helpers) {
            edit::define(&mut value, *role);
        }
        let content = edit::line(&step.content.vi);
        let mut cacao = json!({
            "type": "action",
            "commands": [{"type": "manual", "description": content}],
            "step_extensions": {extension::ID: {"number": 0, "source": edit::line(&step.source)}},
        });
        edit::put(&mut cacao, &step);
        if let Some(workflow) = workflow(&mut value) {
            workflow.insert(step.id.to_string(), cacao);
            put_in(workflow, &step.id, place);
        }
        for exit in exits(&mut value) {
            if exit.iter().any(|id| id.as_str() == Some(beside.as_str())) {
                exit.push(step.id.as_str().into());
            }
        }
        self.restructured(value, at)
    }

    /// The playbook without a step: what led there leads to what followed it.
    ///
    /// # Errors
    /// When there is no such step, or what would come of it is refused.
    pub fn without_step(&self, id: &StepId, at: i64) -> Result<Playbook, EditRefused> {
        self.step(id).ok_or_else(|| EditRefused::NoStep(id.clone()))?;
        let mut value = self.value.clone();
        if let Some(workflow) = workflow(&mut value) {
            take_out(workflow, id);
            workflow.remove(id.as_str());
        }
        for exit in exits(&mut value) {
            exit.retain(|from| from.as_str() != Some(id.as_str()));
        }
        self.restructured(value, at)
    }

    /// The playbook with a step at another place.
    ///
    /// # Errors
    /// When one of the two is not there, when it stands there already, or when what would come of it is refused.
    pub fn with_step_moved(&self, id: &StepId, place: &Place, at: i64) -> Result<Playbook, EditRefused> {
        for known in [id, place.beside()] {
            self.step(known).ok_or_else(|| EditRefused::NoStep(known.clone()))?;
        }
        if id == place.beside() {
            return Err(EditRefused::Nothing);
        }
        let mut value = self.value.clone();
        if let Some(workflow) = workflow(&mut value) {
            take_out(workflow, id);
            put_in(workflow, id, place);
        }
        restate(&mut value);
        if value == self.value { Err(EditRefused::Nothing) } else { self.restructured(value, at) }
    }

    fn restructured(&self, mut value: Value, at: i64) -> Result<Playbook, EditRefused> {
        restate(&mut value);
        self.finished(value, at)
    }
}

/// Writes anew what follows from the flow: numbers, which steps are optional, the way back. What cannot be followed is left
/// as it is, and is refused when it is read.
pub(super) fn restate(value: &mut Value) {
    let start = value.get("workflow_start").and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some(steps) = workflow(value) else { return };
    let Ok(flow) = flow::follow(steps, &start) else { return };
    for (id, number) in flow.order.iter().zip(1_u8..) {
        let part = steps.get_mut(id.as_str()).and_then(|step| step.get_mut("step_extensions"));
        let part = part.and_then(|part| part.get_mut(extension::ID)).and_then(Value::as_object_mut);
        let Some(part) = part else { continue };
        part.insert("number".to_owned(), number.into());
        let (is, says) = (flow.optional.contains(id), part.get("optional") == Some(&Value::Bool(true)));
        if is && !says {
            part.insert("optional".to_owned(), true.into());
        } else if says && !is {
            part.remove("optional");
        }
    }
    let back = flow.back.map(|back| {
        let to: Vec<Value> = back.to.iter().map(|step| step.as_str().into()).collect();
        json!({"from": back.from.as_str(), "to": to})
    });
    let whole = value.get_mut("playbook_extensions").and_then(|whole| whole.get_mut(extension::ID));
    let Some(whole) = whole.and_then(Value::as_object_mut) else { return };
    match back {
        Some(back) => whole.insert("returns".to_owned(), back),
        None => whole.remove("returns"),
    };
}

fn workflow(value: &mut Value) -> Option<&mut Map<String, Value>> {
    value.get_mut("workflow").and_then(Value::as_object_mut)
}

/// The steps that each way out can be taken from.
fn exits(value: &mut Value) -> impl Iterator<Item = &mut Vec<Value>> {
    let whole = value.get_mut("playbook_extensions").and_then(|whole| whole.get_mut(extension::ID));
    let exits = whole.and_then(|whole| whole.get_mut("exits")).and_then(Value::as_array_mut);
    exits.into_iter().flatten().filter_map(|exit| exit.get_mut("from").and_then(Value::as_array_mut))
}

fn put_in(workflow: &mut Map<String, Value>, id: &StepId, place: &Place) {
    let mut leads = |from: &str, to: Value| {
        if let Some(entry) = workflow.get_mut(from).and_then(Value::as_object_mut) {
            return entry.insert("on_completion".to_owned(), to);
        }
        None
    };
    match place {
        Place::After(after) => {
            let followed = leads(after.as_str(), id.as_str().into());
            leads(id.as_str(), followed.unwrap_or_default());
        }
        Place::Before(before) => {
            lead_instead(workflow, before.as_str(), id.as_str());
            if let Some(entry) = workflow.get_mut(id.as_str()).and_then(Value::as_object_mut) {
                entry.insert("on_completion".to_owned(), before.as_str().into());
            }
        }
    }
}

fn take_out(workflow: &mut Map<String, Value>, id: &StepId) {
    let next = workflow.get(id.as_str()).and_then(|entry| entry.get("on_completion")).and_then(Value::as_str);
    if let Some(next) = next.map(str::to_owned) {
        lead_instead(workflow, id.as_str(), &next);
    }
}

/// Every way that leads to one entry leads to another.
fn lead_instead(workflow: &mut Map<String, Value>, from: &str, to: &str) {
    for entry in workflow.values_mut() {
        for way in ["on_completion", "on_true", "on_false"] {
            if let Some(leads) = entry.get_mut(way).filter(|leads| leads.as_str() == Some(from)) {
                *leads = to.into();
            }
        }
        let next = entry.get_mut("next_steps").and_then(Value::as_array_mut);
        for leads in next.into_iter().flatten().filter(|leads| leads.as_str() == Some(from)) {
            *leads = to.into();
        }
    }
}
