//! The page of an incident: where it stands, what is owed, the one next thing, and all that was done.
//!
//! Must never offer what they may not do, and must never leave out a deadline.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use office::incident::{Grade, Mark, Phase, Want};
use office::playbook::{Item, Role, Step, StepId};
use serde::Deserialize;

use super::act::query;
use super::came_to::{cause, impact, machine_row, measures, tasks};
use super::deeds::About;
use super::flow::{Flow, draw};
use super::offers::{Link, deeds, next};
use super::seen::{Seen, seen};
use super::{clocks, done, edition, evidence, orders, rules, said, words};
use crate::app::App;
use crate::console::frame::{Desk, sent};
use crate::console::office::Office;
use crate::console::plans;
use crate::console::signed::{Signed, Stop};

/// Events that the page shows before somebody asks for all.
const SHOWN: usize = 25;

/// What the link says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    done: String,
    step: String,
    all: String,
}

#[derive(Template)]
#[template(path = "console/incident.html")]
struct IncidentPage<'a> {
    f: Desk<'a>,
    id: i64,
    /// The drill that it belongs to, where that may be seen.
    drill: Option<i64>,
    code: String,
    unit: (i64, String),
    phase: String,
    grade: String,
    is_serious: bool,
    is_restricted: bool,
    is_live: bool,
    class: String,
    kind: String,
    detected: String,
    told: (String, String, String, String, String),
    flow: Flow,
    next: Option<(Link, String)>,
    /// Whether what is on the machines may still be lost by who means well.
    is_untouched: bool,
    step: Option<StepShown>,
    deadlines: Vec<Deadline>,
    roles: Vec<(String, String)>,
    spokesperson: String,
    contained: Vec<(u64, String, String, String)>,
    helps: Vec<(u64, String, String)>,
    /// What was ordered, and asked of others, and what came of it.
    orders: Vec<orders::Shown>,
    /// The plan in force of the unit that owns the system, or else of the one that it happened to: its address and words.
    plan: Option<Link>,
    machines: Vec<(String, String, String, String)>,
    indicators: Vec<(String, String, String, String)>,
    alike: Vec<(i64, String, String)>,
    evidence: Vec<evidence::Piece>,
    impact: Vec<(String, String)>,
    cause: Vec<(String, String)>,
    tasks: Vec<(u64, String, String, String)>,
    measures: Vec<(String, String)>,
    deeds: Vec<Link>,
    events: Vec<Shown>,
    more: String,
    works: bool,
    /// Whether it is theirs, and not only a part of it.
    owns: bool,
    /// Whether they may write its papers.
    writes: bool,
    /// Whose edition of a playbook it goes by.
    goes_by: String,
    /// Whether another one is in force by now.
    is_other: bool,
    /// What was done by earlier editions, by step.
    earlier: Vec<edition::EarlierStep>,
}

struct StepShown {
    id: String,
    title: String,
    content: String,
    source: String,
    leads: String,
    helpers: String,
    state: String,
    leads_it: bool,
    may_tick: bool,
    is_optional: bool,
    goes_back: bool,
    version: u64,
    result: String,
    list: Vec<Ticked>,
    evidence: Vec<Ticked>,
}

struct Ticked {
    key: String,
    text: String,
    done: String,
    note: String,
}

struct Deadline {
    what: String,
    by: String,
    to: String,
    due: String,
    /// On what it hangs still that it is owed; empty where on nothing.
    hangs_on: String,
    /// The deed by which it is met without a paper; empty where there is none.
    deed: &'static str,
    state: String,
    class: &'static str,
    source: String,
    paper: String,
}

struct Shown {
    at: String,
    who: String,
    what: String,
    text: String,
}

/// `GET /console/incidents/{id}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let seen = seen(office, &signed, id).await?;
    let mut f = Desk::of(&app, &signed, "/console/incidents", "desk-incidents");
    f.title.clone_from(&seen.kept.incident.title);
    if let Some(done) = done(&asked.done) {
        f.done = f.say(done);
    }
    let names = said::Names::of(&f, office, &seen.kept.entries).await?;
    let alike = office.store.incidents_alike(id, &super::eyes(&signed)).await?;
    let plan = plan_in_force(&f, office, &signed, &seen).await?;
    let incident = &seen.kept.incident;
    let playbook = &seen.playbook;
    let chosen = (!asked.step.is_empty()).then(|| StepId::new(asked.step.clone()));
    let step = chosen.as_ref().and_then(|id| playbook.step(id)).or_else(|| incident.here(playbook));
    let entries = &seen.kept.entries;
    let editions = edition::Editions::of(office, &seen.kept, playbook).await?;
    let other = edition::other(office, &signed, &seen.kept, playbook).await?.is_some();
    let goes_by = edition::own(&f, office, &signed, &seen.kept, playbook).await?;
    let shown = if asked.all == "yes" { entries.len() } else { SHOWN };
    let events: Vec<Shown> = entries
        .iter()
        .rev()
        .take(shown)
        .map(|entry| {
            let told = said::event(&f, &signed, editions.at(entry, playbook), incident, entry);
            // What is below zero is a unit of another server, and was named when it came.
            let unit = match entry.unit {
                0 => String::new(),
                ..0 => incident.units_abroad.get(&entry.unit).cloned().unwrap_or_default(),
                unit => signed.unit_name(unit),
            };
            let unit = if unit.is_empty() { unit } else { format!(", {unit}") };
            Shown {
                at: f.moment(entry.at),
                who: format!("{}{unit}", names.name(&entry.who)),
                what: told.what,
                text: told.text,
            }
        })
        .collect();
    let rules = rules::edition(incident);
    let leads = incident.roles.get(&Role::Team);
    let teams = incident.teams.iter().filter(|unit| Some(*unit) != leads);
    let template = IncidentPage {
        id,
        drill: drill_of(office, &signed, &seen).await?,
        code: seen.kept.code.clone(),
        unit: (incident.unit(), signed.unit_name(incident.unit())),
        phase: match incident.gone_at {
            Some(_) => format!("{}. {}", f.say(words::phase(incident.phase)), f.say("clocks-goes-on-there")),
            None => f.say(words::phase(incident.phase)),
        },
        grade: incident.grade.map(|grade| f.say(words::grade(grade))).unwrap_or_default(),
        is_serious: incident.grade == Some(Grade::Serious),
        is_restricted: seen.kept.named.is_some(),
        is_live: incident.phase.is_live(),
        class: said::class_name(&f, &incident.class),
        kind: f.say(words::kind(playbook.kind())),
        detected: f.moment(incident.detected_at),
        told: (
            f.say(words::source(incident.opening.source)),
            incident.opening.told.clone(),
            incident.opening.reporter.clone(),
            incident.opening.contact.clone(),
            incident.opening.reference.clone(),
        ),
        flow: draw(&f, &signed, incident, playbook, step.map(|step| step.number)),
        next: next(&f, &seen),
        is_untouched: incident.phase == Phase::Received
            && matches!(playbook.kind(), "malware" | "ransomware"),
        step: step.map(|step| step_shown(&f, &signed, &seen, &names, step)),
        deadlines: deadlines(&f, &signed, &seen),
        roles: incident
            .roles
            .iter()
            .map(|(role, unit)| (words::role(f.words, &rules, *role), signed.unit_name(*unit)))
            .chain(teams.map(|unit| (words::role(f.words, &rules, Role::Team), signed.unit_name(*unit))))
            .collect(),
        spokesperson: incident
            .spokesperson
            .as_ref()
            .map(|(name, post)| format!("{name}, {post}"))
            .unwrap_or_default(),
        contained: incident
            .contained
            .iter()
            .map(|(number, (at, action, target, effect))| {
                (*number, format!("{action}: {target}"), f.moment(*at), effect.clone())
            })
            .collect(),
        plan,
        orders: orders::shown(&f, &signed, &seen),
        helps: incident
            .helps
            .iter()
            .map(|(number, (of, whom, came))| {
                (if *came { 0 } else { *number }, of.clone(), f.say(words::whom(*whom)))
            })
            .collect(),
        machines: incident.machines.iter().map(|(name, machine)| machine_row(&f, name, machine)).collect(),
        indicators: incident
            .indicators
            .iter()
            .map(|((kind, value), note)| {
                let about = About { kind: kind.clone(), value: value.clone(), ..About::default() };
                (f.say(words::indicator(kind)), value.clone(), note.clone(), query(&about))
            })
            .collect(),
        alike: alike.into_iter().map(|(_, value, one)| (one.id, one.summary.title, value)).collect(),
        evidence: evidence::pieces(&f, &seen, &names, app.rules.get().as_deref()),
        impact: impact(&f, &seen),
        cause: cause(&f, &seen),
        tasks: tasks(&f, &seen),
        measures: measures(&f, &seen),
        deeds: deeds(&f, &signed, &seen),
        more: match entries.len().saturating_sub(events.len()) {
            0 => String::new(),
            rest => f.with1("incident-story-more", "number", &f.count(rest)),
        },
        events,
        works: seen.may(Want::Help),
        owns: seen.may(Want::Own),
        writes: seen.may(Want::Issue),
        goes_by,
        is_other: other,
        earlier: edition::earlier(&f, incident, playbook, &|who| names.name(who)),
        f,
    };
    Ok(sent(&template))
}

/// The drill that it belongs to, where they may see that.
async fn drill_of(office: &Office, signed: &Signed, seen: &Seen) -> Result<Option<i64>, Stop> {
    let Some(drill) = seen.kept.drill else { return Ok(None) };
    let kept = office.store.drill(drill).await?;
    let may = |unit| signed.may(office::rights::Act::SeeIncidents, unit).is_ok();
    Ok(kept.filter(|kept| may(kept.drill.unit)).map(|kept| kept.id))
}

fn step_shown(f: &Desk<'_>, signed: &Signed, seen: &Seen, names: &said::Names, step: &Step) -> StepShown {
    let incident = &seen.kept.incident;
    let progress = incident.step(&step.id);
    let rules = rules::edition(incident);
    let with_units = |roles: &[Role]| {
        let said: Vec<String> = roles
            .iter()
            .flat_map(|role| match incident.units_of(&[*role]) {
                units if units.is_empty() => vec![words::role(f.words, &rules, *role)],
                units => units.into_iter().map(|unit| signed.unit_name(unit)).collect(),
            })
            .collect();
        said.join("; ")
    };
    let leads =
        if progress.handed_to != 0 { signed.unit_name(progress.handed_to) } else { with_units(&step.leads) };
    let list = |items: &[Item]| {
        items
            .iter()
            .map(|item| {
                let tick = progress.ticks.get(&item.key);
                Ticked {
                    key: item.key.clone(),
                    text: words::of(f, &item.said).to_owned(),
                    done: tick
                        .map(|tick| format!("{}, {}", f.moment(tick.at), names.name(&tick.who)))
                        .unwrap_or_default(),
                    note: tick.map(|tick| tick.note.clone()).unwrap_or_default(),
                }
            })
            .collect()
    };
    let mark = incident.mark(step);
    let is_open = matches!(mark, Mark::Here | Mark::Offered | Mark::Throughout)
        && matches!(incident.phase, Phase::Open | Phase::Ended);
    let leads_it = seen.may(Want::Lead(Some(step)));
    let state = match mark {
        Mark::Waiting => "flow-later",
        Mark::Here => "flow-here",
        Mark::Offered => "flow-offered",
        Mark::Throughout => "flow-throughout",
        Mark::Done => "flow-done",
        Mark::Skipped => "flow-skipped",
    };
    StepShown {
        id: step.id.to_string(),
        title: f.words.with(
            "incident-step",
            &[("number", &step.number.to_string()), ("name", words::of(f, &step.name))],
        ),
        content: words::of(f, &step.content).to_owned(),
        source: step.source.clone(),
        leads,
        helpers: with_units(&step.helpers),
        state: f.say(state),
        leads_it: leads_it && is_open,
        may_tick: is_open && seen.may(Want::Tick(Some(step))),
        is_optional: step.optional,
        goes_back: seen.playbook.returns().is_some_and(|back| back.from == step.id),
        version: progress.version,
        result: progress.result.clone(),
        list: list(&step.checklist),
        evidence: list(&step.evidence),
    }
}

fn deadlines(f: &Desk<'_>, signed: &Signed, seen: &Seen) -> Vec<Deadline> {
    let vi = |said: &office::rulebook::Said| if f.lang() == "en" { said.en.clone() } else { said.vi.clone() };
    let incident = &seen.kept.incident;
    rules::standing(incident)
        .into_iter()
        .map(|one| {
            let unit = incident.roles.get(&one.owed.owed_by).map(|unit| signed.unit_name(*unit));
            let role_name = words::role(f.words, &rules::edition(incident), one.owed.owed_by);
            let by = match unit {
                Some(unit) => format!("{unit} ({role_name})"),
                None => role_name,
            };
            let due = clocks::due(f, &one);
            let (state, class) = clocks::state_and_class(f, &one, seen.now);
            // What was issued and has not arrived is neither met nor forgotten.
            let form = one.owed.form.map(office::rulebook::Key::key);
            let issued = one.met.is_none().then(|| incident.issued_at(&one.owed.key, form)).flatten();
            let (state, class) = match issued {
                Some(at) => (f.with1("deadline-issued", "moment", &f.moment(at)), "wait"),
                None => (state, class),
            };
            let to: Vec<String> = one.owed.to.iter().map(|to| vi(&to.said)).collect();
            Deadline {
                what: vi(&one.owed.said),
                by,
                to: to.join("; "),
                due,
                hangs_on: clocks::hangs_on(f, &one),
                deed: if one.owed.key == rules::ACKNOWLEDGE && one.met.is_none() {
                    "acknowledge"
                } else {
                    ""
                },
                state,
                class,
                source: one.owed.source.clone(),
                paper: one
                    .owed
                    .form
                    .map(|form| office::rulebook::Key::key(form).to_owned())
                    .unwrap_or_default(),
            }
        })
        .collect()
}

/// The plan by which the owner of the system, or the unit itself, wanted to go, at the scenario of this kind where it has
/// one.
async fn plan_in_force(
    f: &Desk<'_>,
    office: &Office,
    signed: &Signed,
    seen: &Seen,
) -> Result<Option<Link>, Stop> {
    let incident = &seen.kept.incident;
    let owner = incident.roles.get(&Role::Owner).copied();
    for unit in owner.into_iter().chain([incident.unit()]) {
        if let Some(plan) = plans::in_force(office, signed, unit).await? {
            let scenarios = &plan.kept.plan.contents.scenarios;
            let scene = scenarios.iter().find(|one| one.kind == seen.playbook.kind());
            let at = scene.map(|one| format!("#scenario-{}", one.number)).unwrap_or_default();
            let values = [("unit", signed.unit_name(unit)), ("year", plan.kept.plan.year.to_string())];
            let values: Vec<(&str, &str)> =
                values.iter().map(|(name, text)| (*name, text.as_str())).collect();
            let href = format!("/console/plans/{}{at}", plan.kept.id);
            return Ok(Some(Link { href, text: f.words.with("plan-of-incident", &values) }));
        }
    }
    Ok(None)
}
