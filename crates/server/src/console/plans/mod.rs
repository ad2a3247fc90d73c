//! Response plans: written part by part, handed in, approved with number and date, looked at again every year.
//!
//! Must never show or change one before `office::rights` said what whoever asks may, and must never name a system in one to
//! who may not know of that system.

mod act;
mod list;
mod new;
mod one;
mod paper;
mod remind;
mod scenario;
mod systems;
mod words;
mod write;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use office::plan::{Limits, Refused};
use office::rights::{Act, Reach};
use store::plans::{KeptPlan, PlanError};

pub use remind::remind;
pub(super) use words::phase_word;

use super::office::Office;
use super::signed::{Signed, Stop};
use crate::app::App;

/// Systems of a unit among which one chooses at most.
const SYSTEMS: u32 = 500;

/// The routes of plans.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/console/plans", get(list::show))
        .route("/console/plans/export.csv", get(list::csv))
        .route("/console/plans/export.xlsx", get(list::xlsx))
        .route("/console/plans/new", get(new::show).post(new::make))
        .route("/console/plans/{id}", get(one::show).post(act::take))
        .route("/console/plans/{id}/approve", get(act::form).post(act::approve))
        .route("/console/plans/{id}/docx", get(paper::docx))
        .route("/console/plans/{id}/scenario", get(scenario::show).post(scenario::write))
        .route("/console/plans/{id}/systems", get(systems::show).post(systems::choose))
        .route("/console/plans/{id}/write/{part}", get(write::show).post(write::write))
}

/// One as somebody sees it.
pub(super) struct Seen {
    /// What is stored.
    pub kept: KeptPlan,
    /// Whether they may write it.
    pub writes: bool,
    /// Whether they may approve it.
    pub approves: bool,
    /// Of its systems those that they may see: number, name, level.
    pub systems: Vec<(i64, String, u8)>,
}

/// One that they may see.
///
/// # Errors
/// When there is none, or not for them.
pub(super) async fn seen(office: &Office, signed: &Signed, id: i64) -> Result<Seen, Stop> {
    let kept = office.store.plan(id).await?.ok_or(Stop::NotThere)?;
    let unit = kept.plan.unit;
    signed.may(Act::SeePlans, unit).map_err(|_| Stop::NotThere)?;
    let numbers: Vec<i64> = kept.plan.systems.iter().copied().collect();
    let found = office.store.systems_numbered(&numbers, signed.now).await?;
    let systems = found.into_iter().filter(|one| {
        let (unit, named) = (one.system.unit.0, one.named.as_ref());
        super::systems::seen::may(signed, Act::SeeSystems, unit, named).is_ok()
    });
    let mut systems: Vec<(i64, String, u8)> =
        systems.map(|one| (one.id, one.system.name.clone(), one.system.level.get())).collect();
    systems.sort_by(|a, b| a.1.cmp(&b.1).then(a.0.cmp(&b.0)));
    Ok(Seen {
        writes: signed.may(Act::WritePlans, unit).is_ok(),
        approves: signed.may(Act::ApprovePlans, unit).is_ok(),
        systems,
        kept,
    })
}

/// One that they may write.
///
/// # Errors
/// When there is none, or it is for others to write.
async fn written(office: &Office, signed: &Signed, id: i64) -> Result<Seen, Stop> {
    let seen = seen(office, signed, id).await?;
    signed.may(Act::WritePlans, seen.kept.plan.unit)?;
    Ok(seen)
}

/// The plan in force of a unit, where somebody may see it.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn in_force(office: &Office, signed: &Signed, unit: i64) -> Result<Option<Seen>, Stop> {
    if signed.may(Act::SeePlans, unit).is_err() {
        return Ok(None);
    }
    match office.store.plan_in_force(unit).await? {
        None => Ok(None),
        Some(id) => seen(office, signed, id).await.map(Some),
    }
}

/// Whether they may do that anywhere.
pub(super) fn anywhere(signed: &Signed, act: Act) -> bool {
    !matches!(signed.standing.reach(act), Reach::Below(units) if units.is_empty())
}

fn limits() -> Limits {
    Limits::default()
}

/// What stops a change that is no matter of what was typed: the rest is for its form to say.
fn stopped(error: PlanError) -> Result<Refused, Stop> {
    match error {
        PlanError::Refused(why) => Ok(why),
        PlanError::Store(error) => Err(error.into()),
        PlanError::RightsChanged => Err(office::rights::Refused::NotAllowed.into()),
        PlanError::NotThere(_) | PlanError::Open(_) => Err(Stop::NotThere),
    }
}
