//! The page of a drill: its clock, what happens in it, its incidents, and what they took.
//!
//! Must never offer to steer it to who may not.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::drill::Rate;
use office::rights::Act;
use serde::Deserialize;
use store::drills::KeptDrill;

use super::report::{Took, took};
use super::seen;
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::plans;
use crate::console::signed::{Signed, Stop};
use crate::console::units::change::{AtField, Wrong};
use crate::pages::page;

/// What the link says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    done: String,
}

/// A scenario that is practised, and those that are offered.
type Practised = (Option<(String, String)>, Vec<(String, String, bool)>);

#[derive(Template)]
#[template(path = "console/drill.html")]
struct DrillPage<'a> {
    f: Desk<'a>,
    id: i64,
    version: i64,
    unit: String,
    goal: String,
    clock: String,
    minute: String,
    rate: &'static str,
    steers: bool,
    takes_part: bool,
    injects: Vec<Shown>,
    /// The scenario that is practised: its address and words.
    practised: Option<(String, String)>,
    /// Scenarios to choose among, by value and name; the chosen one is true.
    scenarios: Vec<(String, String, bool)>,
    took: Vec<Took>,
    typed: Typed,
    wrong: Wrong,
}

/// An inject as it is shown.
struct Shown {
    number: i64,
    text: String,
    due: String,
    sent: String,
}

/// What stands in the forms.
#[derive(Debug, Default)]
pub struct Typed {
    /// Minutes by which the clock is set forward.
    pub minutes: String,
    /// What happens.
    pub text: String,
    /// At which minute.
    pub due: String,
}

/// `GET /console/drills/{id}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let kept = seen(app.office()?, &signed, id).await?;
    let done = match asked.done.as_str() {
        "made" => "drill-done-made",
        "clock" => "drill-done-clock",
        "inject" => "drill-done-inject",
        "sent" => "drill-done-sent",
        "ended" => "drill-done-ended",
        "scenario" => "drill-done-scenario",
        _ => "",
    };
    shown(&app, &signed, &kept, StatusCode::OK, Typed::default(), (Wrong::new(), done)).await
}

/// The page, with what was typed, what is wrong with it and what was done.
pub async fn shown(
    app: &App,
    signed: &Signed,
    kept: &KeptDrill,
    status: StatusCode,
    typed: Typed,
    (wrong, done): (Wrong, &'static str),
) -> Result<Response, Stop> {
    let mut f = Desk::of(app, signed, "/console/incidents", "drills");
    f.title.clone_from(&kept.drill.name);
    f.drill.clone_from(&kept.drill.name);
    if !done.is_empty() {
        f.done = f.say(done);
    }
    let drill = &kept.drill;
    let is_on = drill.ended_at.is_none();
    let sees_injects = signed.may(Act::DirectIncidents, drill.unit).is_ok();
    let injects = drill
        .injects
        .iter()
        // What is still to come, only those know who lead the drill.
        .filter(|one| sees_injects || one.sent_at.is_some())
        .map(|one| Shown {
            number: one.number,
            text: one.text.clone(),
            due: match one.due {
                Some(due) => f.with1("drill-inject-due", "minute", &due.to_string()),
                None => f.say("drill-inject-by-hand"),
            },
            sent: one
                .sent_at
                .map(|at| f.with1("drill-inject-sent", "moment", &f.moment(at)))
                .unwrap_or_default(),
        })
        .collect();
    let (practised, scenarios) = scenarios(app, &f, signed, kept, is_on && sees_injects).await?;
    let template = DrillPage {
        practised,
        scenarios,
        id: kept.id,
        version: kept.version,
        unit: signed.unit_name(drill.unit),
        goal: drill.goal.clone(),
        clock: f.moment(drill.clock.now(signed.now)),
        minute: drill.minute(signed.now).to_string(),
        rate: match drill.clock.rate {
            _ if !is_on => "drill-clock-over",
            Rate::Stopped => "drill-clock-stopped",
            Rate::Real => "drill-clock-real",
            Rate::Fast => "drill-clock-fast",
        },
        steers: is_on && sees_injects,
        takes_part: is_on && crate::console::incidents::new::anywhere(signed).is_ok(),
        injects,
        took: took(app, &f, signed, kept).await?,
        typed,
        wrong,
        f,
    };
    Ok(page(status, &template))
}

/// The scenario that is practised, and those of the plan in force among which whoever steers chooses.
async fn scenarios(
    app: &App,
    f: &Desk<'_>,
    signed: &Signed,
    kept: &KeptDrill,
    steers: bool,
) -> Result<Practised, Stop> {
    let office = app.office()?;
    let chosen = office.store.drill_scenario(kept.id).await?;
    let mut practised = None;
    if let Some((plan, scenario)) = chosen {
        // Who may not see the plan is not told of it.
        if let Ok(seen) = plans::seen(office, signed, plan).await
            && let Some(one) = seen.kept.plan.contents.scenario(scenario)
        {
            practised = Some((format!("/console/plans/{plan}#scenario-{scenario}"), one.name.clone()));
        }
    }
    let mut offered = Vec::new();
    if steers && let Some(plan) = plans::in_force(office, signed, kept.drill.unit).await? {
        let id = plan.kept.id;
        offered.push((String::new(), f.say("drill-scenario-none"), chosen.is_none()));
        let scenarios = plan.kept.plan.contents.scenarios.iter();
        offered.extend(
            scenarios.map(|one| {
                (format!("{id}:{}", one.number), one.name.clone(), chosen == Some((id, one.number)))
            }),
        );
    }
    Ok((practised, offered))
}
