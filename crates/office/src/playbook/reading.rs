//! From JSON to steps: all that has to hold before anybody follows a playbook.
//!
//! Must never mend anything: what is missing or contradicts itself is refused, and the step is named.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::extension::{self, Entry, Part, Reader, WayBack, Whole};
use super::flow::{self, Flow};
use super::json::quoted;
use super::refused::At;
use super::{EXITS, Exit, Item, KINDS, Limits, Playbook, Refused, Role, Step, StepId, schema};
use crate::line;

/// Reads a playbook from JSON that is no larger than it may be.
pub fn read(value: Value, limits: &Limits) -> Result<Playbook, Refused> {
    let none = Map::new();
    let workflow = value.get("workflow").and_then(Value::as_object).unwrap_or(&none);
    as_cacao(&value, workflow)?;
    ids(&value)?;
    defined(&value, workflow)?;
    let modified = times(&value)?;
    let text = |member: &str| value.get(member).and_then(Value::as_str).unwrap_or_default();
    let at = "/playbook_extensions";
    let whole: Whole = extension::read(value.get("playbook_extensions"), at, None)?;
    if !KINDS.contains(&whole.kind.as_str()) {
        return Err(Refused::Kind(quoted(&whole.kind)));
    }
    let reader = Reader { at: "", step: None, limits };
    let name = reader.said("name", text("name"), &whole.en.name, limits.name)?;
    let description = reader.said("description", text("description"), &whole.en.description, limits.text)?;
    if value.get("workflow_exception").is_some() {
        let at = flow::at(workflow, text("workflow_exception"));
        return Err(Refused::NotFollowed { at, what: "workflow_exception".to_owned() });
    }
    let flow = flow::follow(workflow, text("workflow_start"))?;
    back_is_as_stated(&flow, whole.returns.as_ref())?;
    let steps = steps(&value, workflow, &flow, limits)?;
    let exits = whole.exits.iter().map(|exit| way_out(exit, &flow, limits)).collect::<Result<Vec<_>, _>>()?;
    let keys: BTreeSet<&str> = exits.iter().map(|exit| exit.key.as_str()).collect();
    if let (true, Some(exit)) = (keys.len() < exits.len(), exits.last()) {
        return Err(Refused::Exit(exit.key.clone()));
    }
    let id = text("id").to_owned();
    Ok(Playbook { id, name, description, modified, kind: whole.kind, steps, exits, back: flow.back, value })
}

/// Whether it is what the schemas ask for.
fn as_cacao(value: &Value, workflow: &Map<String, Value>) -> Result<(), Refused> {
    let Some((at, why)) = schema::wrong(value).map_err(Refused::Schemas)? else { return Ok(()) };
    let id = at.strip_prefix("/workflow/").and_then(|rest| rest.split('/').next());
    let step = id.filter(|id| workflow.contains_key(*id)).map(|id| flow::at(workflow, id));
    let at = if at.is_empty() { "/".to_owned() } else { quoted(&at) };
    Err(Refused::Schema { at, step, why: quoted(&why) })
}

/// Whether numbers are of what they are to name: the schemas only ask that they are numbers.
fn ids(value: &Value) -> Result<(), Refused> {
    for (member, expected) in [
        ("id", "playbook"),
        ("created_by", "identity"),
        ("workflow_start", "start"),
        ("derived_from", "playbook"),
    ] {
        let named = match value.get(member) {
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
            found => found.and_then(Value::as_str).into_iter().collect::<Vec<_>>(),
        };
        if named.iter().any(|id| id.split_once("--").map(|(of, _)| of) != Some(expected)) {
            return Err(Refused::IdType { member, expected });
        }
    }
    Ok(())
}

/// Whether all that is used of the playbook's own dictionaries is in them.
fn defined(value: &Value, workflow: &Map<String, Value>) -> Result<(), Refused> {
    let has = |dictionary: &str, id: &str| value.get(dictionary).is_some_and(|found| found.get(id).is_some());
    let undefined = |id: &str| Err(Refused::Undefined(quoted(id)));
    let definition = value.get("extension_definitions").and_then(|found| found.get(extension::ID));
    let version = definition.and_then(|definition| definition.get("version")).and_then(Value::as_str);
    match version {
        None => return undefined(extension::ID),
        Some(version) if version != extension::VERSION => return Err(Refused::Version(quoted(version))),
        Some(_) => {}
    }
    let places = workflow.values().map(|step| step.get("step_extensions"));
    for used in places.chain([value.get("playbook_extensions")]).flatten().filter_map(Value::as_object) {
        if let Some(id) = used.keys().find(|id| !has("extension_definitions", id)) {
            return undefined(id);
        }
    }
    let markings = value.get("markings").and_then(Value::as_array).into_iter().flatten();
    match markings.filter_map(Value::as_str).find(|id| !has("data_marking_definitions", id)) {
        Some(id) => undefined(id),
        None => Ok(()),
    }
}

/// When it was changed last, as it is written.
fn times(value: &Value) -> Result<String, Refused> {
    let read = |member: &'static str| {
        let text = value.get(member).and_then(Value::as_str).unwrap_or_default();
        let decimals = text.strip_suffix('Z').and_then(|text| text.rsplit_once('.')).map(|(_, d)| d.len());
        let moment: Option<jiff::Timestamp> = text.parse().ok().filter(|_| decimals == Some(3));
        moment.map(|moment| (moment, text)).ok_or(Refused::Time(member))
    };
    let ((created, _), (modified, text)) = (read("created")?, read("modified")?);
    if modified < created { Err(Refused::Time("modified")) } else { Ok(text.to_owned()) }
}

fn back_is_as_stated(flow: &Flow, stated: Option<&WayBack>) -> Result<(), Refused> {
    let ids = |steps: &[StepId]| steps.iter().map(|step| step.as_str().to_owned()).collect();
    let found = flow.back.as_ref().map(|back| WayBack { from: back.from.to_string(), to: ids(&back.to) });
    match (&flow.back_at, stated) {
        (Some(at), stated) if stated != found.as_ref() => Err(Refused::Return { at: at.clone() }),
        (None, Some(_)) => Err(Refused::NoReturn),
        _ => Ok(()),
    }
}

fn steps(
    value: &Value,
    workflow: &Map<String, Value>,
    flow: &Flow,
    limits: &Limits,
) -> Result<Vec<Step>, Refused> {
    let mut steps = Vec::new();
    let mut keys = BTreeSet::new();
    for (id, place) in flow.order.iter().zip(1_u8..) {
        let at = flow::at(workflow, id.as_str());
        let cacao = workflow.get(id.as_str()).unwrap_or(&Value::Null);
        let path = format!("/workflow/{id}");
        let part: Part = extension::read(cacao.get("step_extensions"), &path, Some(&at))?;
        let reader = Reader { at: &path, step: Some(&at), limits };
        let text = |member: &str| cacao.get(member).and_then(Value::as_str).unwrap_or_default();
        let name = reader.said("name", text("name"), &part.en.name, limits.name)?;
        let content = reader.said("description", text("description"), &part.en.description, limits.text)?;
        if part.number != place {
            return Err(Refused::Order { at, expected: place, found: part.number });
        }
        for (says, is, what) in [
            (part.optional, flow.optional.contains(id), "optional"),
            (part.throughout, flow.throughout.contains(id), "throughout"),
        ] {
            if says != is {
                return Err(Refused::Place { at, what });
            }
        }
        let (leads, helpers) = (roles(&part.leads, &at)?, roles(&part.helpers, &at)?);
        let Some(first) = leads.first() else { return Err(Refused::Leaderless { at }) };
        if let Some(twice) = helpers.iter().find(|role| leads.contains(role)) {
            return Err(Refused::RoleTwice { at, role: twice.key().to_owned() });
        }
        named(value, cacao, *first, &helpers, &at)?;
        let mut items = |entries: &[Entry], list: &str| {
            entries
                .iter()
                .map(|entry| item(entry, list, &reader, &at, &mut keys))
                .collect::<Result<Vec<_>, _>>()
        };
        let (checklist, evidence) =
            (items(&part.checklist, "checklist")?, items(&part.evidence, "evidence")?);
        if checklist.is_empty() {
            return Err(Refused::NothingToDo { at });
        }
        let most = limits.minutes;
        if part.target_minutes.is_some_and(|minutes| !(1..=most).contains(&minutes)) {
            return Err(Refused::Target { at, most });
        }
        let source = line::read(&part.source, limits.name).map_err(|why| Refused::Source { at, why })?;
        let (optional, throughout, target_minutes) = (part.optional, part.throughout, part.target_minutes);
        steps.push(Step {
            id: id.clone(),
            number: place,
            name,
            content,
            leads,
            helpers,
            checklist,
            evidence,
            optional,
            throughout,
            source,
            target_minutes,
        });
    }
    Ok(steps)
}

fn roles(keys: &[String], at: &At) -> Result<Vec<Role>, Refused> {
    let mut roles = Vec::new();
    for key in keys {
        let at = at.clone();
        let Some(role) = Role::of(key) else {
            return Err(Refused::UnknownRole { at, role: quoted(key) });
        };
        if roles.contains(&role) {
            return Err(Refused::RoleTwice { at, role: key.clone() });
        }
        roles.push(role);
    }
    Ok(roles)
}

/// Whether CACAO's own members name the same, as far as they can: one lead, and all helpers.
fn named(value: &Value, cacao: &Value, lead: Role, helpers: &[Role], at: &At) -> Result<(), Refused> {
    let wrong = |what| Err(Refused::Named { at: at.clone(), what });
    let defined = |dictionary: &str, id: &str| value.get(dictionary).is_some_and(|all| all.get(id).is_some());
    if cacao.get("owner").and_then(Value::as_str) != Some(&lead.identity()) {
        return wrong("owner");
    }
    if cacao.get("agent").and_then(Value::as_str) != Some(&lead.organization()) {
        return wrong("agent");
    }
    let named = cacao.get("targets").and_then(Value::as_array).into_iter().flatten();
    let named: Vec<&str> = named.filter_map(Value::as_str).collect();
    if named != helpers.iter().map(|role| role.organization()).collect::<Vec<_>>() {
        return wrong("targets");
    }
    let dangling = |way, role: Role| Err(Refused::Dangling { at: at.clone(), way, to: role.organization() });
    if !defined("agent_definitions", &lead.organization()) {
        return dangling("agent", lead);
    }
    match helpers.iter().find(|role| !defined("target_definitions", &role.organization())) {
        Some(role) => dangling("targets", *role),
        None => Ok(()),
    }
}

fn item(
    entry: &Entry,
    list: &str,
    reader: &Reader<'_>,
    at: &At,
    keys: &mut BTreeSet<String>,
) -> Result<Item, Refused> {
    let key = entry.key.clone();
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if key.is_empty() || key.len() > 64 || !key.chars().all(letter) {
        return Err(Refused::Key { at: at.clone(), key: quoted(&key) });
    }
    if !keys.insert(key.clone()) {
        return Err(Refused::KeyTwice { at: at.clone(), key });
    }
    let said = reader.said(&format!("{list}/{key}"), &entry.vi, &entry.en, reader.limits.item)?;
    Ok(Item { key, said })
}

fn way_out(exit: &extension::WayOut, flow: &Flow, limits: &Limits) -> Result<Exit, Refused> {
    let refused = || Refused::Exit(quoted(&exit.key));
    let from: Vec<StepId> =
        flow.order.iter().filter(|id| exit.from.iter().any(|from| from == id.as_str())).cloned().collect();
    // As many as were named: none is missing, none stands there twice.
    if !EXITS.contains(&exit.key.as_str()) || from.is_empty() || from.len() != exit.from.len() {
        return Err(refused());
    }
    let at = format!("/playbook_extensions/exits/{}", exit.key);
    let said = Reader { at: &at, step: None, limits }.said("", &exit.vi, &exit.en, limits.item)?;
    let source = line::read(&exit.source, limits.name).map_err(|_| refused())?;
    Ok(Exit { key: exit.key.clone(), said, source, from })
}
