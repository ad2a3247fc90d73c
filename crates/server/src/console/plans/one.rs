//! The page of a plan: what it says, what is missing, and what becomes of it next.
//!
//! Must never offer what they may not do, and must never tell how many systems are in it of which they may not know.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::plan::{Part, Phase, Plan};
use office::rights::Act;
use serde::Deserialize;

use super::{Seen, seen, words};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::incidents::kind;
use crate::console::signed::{Signed, Stop};
use crate::console::units::said;
use crate::pages::page;

/// What the link says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    done: String,
}

#[derive(Template)]
#[template(path = "console/plan.html")]
struct PlanPage<'a> {
    f: Desk<'a>,
    id: i64,
    seen: i64,
    told: String,
    unit: (i64, String),
    phase: String,
    facts: Vec<(String, String)>,
    is_late: bool,
    missing: Vec<String>,
    writes: bool,
    /// What it may become now, by what is sent, words, and whether it asks why.
    becomes: Vec<(&'static str, String, bool)>,
    approves: bool,
    parts: Vec<Shown>,
    systems: Vec<(i64, String, String)>,
    scenarios: Vec<Scene>,
}

struct Shown {
    word: &'static str,
    name: String,
    text: String,
}

struct Scene {
    number: u32,
    name: String,
    kind: String,
    kind_word: String,
    signs: String,
    actions: Vec<(String, String)>,
    drills: Vec<(i64, String)>,
}

/// What a plan is called.
pub fn title(f: &Desk<'_>, signed: &Signed, plan: &Plan) -> String {
    let values = [("unit", signed.unit_name(plan.unit)), ("year", plan.year.to_string())];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, text)| (*name, text.as_str())).collect();
    f.words.with("plan-title", &values)
}

/// `GET /console/plans/{id}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let seen = seen(app.office()?, &signed, id).await?;
    let done = match asked.done.as_str() {
        "made" => "plan-done-made",
        "written" => "plan-done-written",
        "submitted" => "plan-done-submitted",
        "handed-back" => "plan-done-handed-back",
        "approved" => "plan-done-approved",
        "reviewed" => "plan-done-reviewed",
        "dropped" => "plan-done-dropped",
        "ended" => "plan-done-ended",
        _ => "",
    };
    page_of(&app, &signed, &seen, StatusCode::OK, ("", done)).await
}

fn facts(f: &Desk<'_>, plan: &Plan) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    if let Some(approval) = &plan.approval {
        facts.push((f.say("plan-approval-number"), approval.number.clone()));
        facts.push((f.say("plan-approval-day"), said::day(f, approval.day)));
        facts.push((f.say("plan-approval-by"), approval.by.clone()));
    }
    if let Some(day) = plan.review_by {
        facts.push((f.say("plan-review-by"), said::day(f, day)));
    }
    facts
}

fn becomes(f: &Desk<'_>, seen: &Seen) -> Vec<(&'static str, String, bool)> {
    let plan = &seen.kept.plan;
    let mut all = Vec::new();
    match plan.phase {
        Phase::Draft if seen.writes => {
            if plan.missing().is_empty() {
                all.push(("submit", f.say("plan-submit"), false));
            }
            all.push(("end", f.say("plan-give-up"), true));
        }
        Phase::Submitted if seen.approves => {
            all.push(("hand-back", f.say("plan-hand-back"), true));
            all.push(("end", f.say("plan-end"), true));
        }
        Phase::InForce => {
            if seen.writes {
                all.push(("review", f.say("plan-review-do"), false));
            }
            if seen.approves {
                all.push(("end", f.say("plan-end"), true));
            }
        }
        _ => {}
    }
    all
}

/// The page, with what is wrong and what was done.
pub async fn page_of(
    app: &App,
    signed: &Signed,
    seen: &Seen,
    status: StatusCode,
    (told, done): (&str, &'static str),
) -> Result<Response, Stop> {
    let mut f = Desk::of(app, signed, "/console/incidents", "plans");
    let plan = &seen.kept.plan;
    f.title = title(&f, signed, plan);
    if !done.is_empty() {
        f.done = f.say(done);
    }
    // Drills are there for those who may see what their unit does.
    let drills = if signed.may(Act::SeeIncidents, plan.unit).is_ok() {
        app.office()?.store.drills_of_plan(seen.kept.id).await?
    } else {
        Vec::new()
    };
    let scenarios = plan.contents.scenarios.iter().map(|one| Scene {
        number: one.number,
        name: one.name.clone(),
        kind: f.say(kind(&one.kind)),
        kind_word: one.kind.clone(),
        signs: one.signs.clone(),
        actions: one.actions.iter().map(|action| (action.who.clone(), action.what.clone())).collect(),
        drills: drills
            .iter()
            .filter(|(.., scenario)| *scenario == one.number)
            .map(|(id, name, _)| (*id, name.clone()))
            .collect(),
    });
    let parts = Part::ALL.into_iter().map(|part| Shown {
        word: part.as_str(),
        name: f.say(words::part(part)),
        text: plan.contents.text(part).to_owned(),
    });
    let is_draft = plan.phase == Phase::Draft;
    let template = PlanPage {
        id: seen.kept.id,
        seen: plan.version,
        told: told.to_owned(),
        unit: (plan.unit, signed.unit_name(plan.unit)),
        phase: f.say(words::phase(plan.phase)),
        facts: facts(&f, plan),
        is_late: plan.is_late(signed.today),
        missing: if is_draft {
            plan.missing().iter().map(|one| words::missing(&f, one)).collect()
        } else {
            Vec::new()
        },
        writes: is_draft && seen.writes,
        becomes: becomes(&f, seen),
        approves: plan.phase == Phase::Submitted && seen.approves,
        parts: parts.collect(),
        systems: seen
            .systems
            .iter()
            .map(|(id, name, level)| {
                (*id, name.clone(), f.with1("plan-system-level", "level", &level.to_string()))
            })
            .collect(),
        scenarios: scenarios.collect(),
        f,
    };
    Ok(page(status, &template))
}
