//! The file of a member of the response network, form 01: filled in over weeks, signed, printed.
//!
//! Must never call a file complete while something is missing, and never refuse to keep one that is not.

mod form;
mod list;
mod one;
mod selection;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use office::rights::Act;
use office::units::{Unit, UnitId};
use store::systems::Sought;

use super::office::Office;
use super::signed::{Signed, Stop};
use super::systems::seen::Eyes;
use crate::app::App;

/// The routes of this part.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/console/members", get(list::show))
        .route("/console/members/export.csv", get(list::csv))
        .route("/console/members/export.xlsx", get(list::xlsx))
        .route("/console/members/{id}", get(one::show))
        .route("/console/members/{id}/change", get(form::show).post(form::change))
        .route("/console/members/{id}/sign", post(one::sign))
}

/// The unit whose file they may see, or change.
fn unit(signed: &Signed, id: i64, act: Act) -> Result<&Unit, Stop> {
    let unit = signed.units.tree.get(UnitId(id)).ok_or(Stop::NotThere)?;
    // It tells of people: who may not see those of a unit does not see its file, whoever they are.
    signed.may(Act::SeePeople, id)?;
    signed.may(act, id)?;
    Ok(unit)
}

/// The unit's own systems that they may see, by level and name.
async fn systems(office: &Office, signed: &Signed, unit: i64) -> Result<Vec<(u8, String)>, Stop> {
    let sought = Sought { units: Some(&[unit]), ..Sought::default() };
    let kept = office.store.systems(&sought, &Eyes::of(signed).lists(signed.now), 0, u32::MAX).await?;
    let mut all: Vec<(u8, String)> =
        kept.into_iter().map(|kept| (kept.system.level.get(), kept.system.name)).collect();
    all.sort_by_key(|(level, _)| *level);
    Ok(all)
}
