//! The systems that a plan is about: chosen among those of its unit that whoever chooses may see.
//!
//! Must never take out of a plan a system of which whoever chooses may not know.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::plan::{Deed, Phase};

use super::{SYSTEMS, Seen, stopped, words, written};
use crate::app::App;
use crate::console::counted_with;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::systems::seen::Eyes;
use crate::pages::page;

#[derive(Template)]
#[template(path = "console/plan_systems.html")]
struct SystemsPage<'a> {
    f: Desk<'a>,
    id: i64,
    plan: String,
    seen: i64,
    conflict: String,
    systems: Vec<(i64, String, String, bool)>,
}

/// Those among which they choose: of the unit and of what was merged into it, and what is chosen already.
async fn known(app: &App, signed: &Signed, seen: &Seen) -> Result<Vec<(i64, String, u8)>, Stop> {
    let unit = office::units::UnitId(seen.kept.plan.unit);
    let mut units = counted_with(&signed.units, unit, true, signed.today);
    units.push(unit.0);
    let sought = store::systems::Sought { units: Some(&units), ..store::systems::Sought::default() };
    let eyes = Eyes::of(signed).lists(signed.now);
    let found = app.office()?.store.systems(&sought, &eyes, 0, SYSTEMS).await?;
    let mut all: Vec<(i64, String, u8)> =
        found.into_iter().map(|one| (one.id, one.system.name, one.system.level.get())).collect();
    for one in &seen.systems {
        if !all.iter().any(|(id, ..)| *id == one.0) {
            all.push(one.clone());
        }
    }
    Ok(all)
}

async fn shown(
    app: &App,
    signed: &Signed,
    seen: &Seen,
    conflict: Option<(String, BTreeSet<i64>)>,
) -> Result<Response, Stop> {
    let f = Desk::of(app, signed, "/console/incidents", "plan-systems");
    let chosen: BTreeSet<i64> = seen.systems.iter().map(|(id, ..)| *id).collect();
    let (conflict, chosen) = conflict.unwrap_or((String::new(), chosen));
    let systems = known(app, signed, seen).await?.into_iter().map(|(id, name, level)| {
        (id, name, f.with1("plan-system-level", "level", &level.to_string()), chosen.contains(&id))
    });
    let status = if conflict.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    let template = SystemsPage {
        id: seen.kept.id,
        plan: super::one::title(&f, signed, &seen.kept.plan),
        seen: seen.kept.plan.version,
        conflict,
        systems: systems.collect(),
        f,
    };
    Ok(page(status, &template))
}

/// `GET /console/plans/{id}/systems`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
) -> Result<Response, Stop> {
    let seen = written(app.office()?, &signed, id).await?;
    if seen.kept.plan.phase != Phase::Draft {
        return Err(Stop::NotThere);
    }
    shown(&app, &signed, &seen, None).await
}

/// `POST /console/plans/{id}/systems`.
pub async fn choose(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let office = app.office()?;
    let seen = written(office, &signed, id).await?;
    let Some(at) = fields.number("seen") else { return Ok(StatusCode::BAD_REQUEST.into_response()) };
    let known: BTreeSet<i64> = known(&app, &signed, &seen).await?.into_iter().map(|(id, ..)| id).collect();
    let ticked = known.iter().copied().filter(|system| fields.is_ticked(&format!("system-{system}")));
    let chosen: BTreeSet<i64> = ticked.collect();
    let wanted = Deed::Choose(known, chosen.clone(), at);
    let done =
        office.store.change_plan(id, &wanted, signed.today, &signed.standing.grants, &signed.deed("")).await;
    match done.map_err(stopped) {
        Ok(()) => Ok(Redirect::to(&format!("/console/plans/{id}?done=written#systems")).into_response()),
        Err(why) => {
            let why = why?;
            let now = written(office, &signed, id).await?;
            let f = Desk::of(&app, &signed, "/console/incidents", "plan-systems");
            shown(&app, &signed, &now, Some((words::refused(&f, &why), chosen))).await
        }
    }
}
