//! Information systems: all that somebody may see, one of them, whole tables of them, and for whom one is.
//!
//! Must never show, count or change one before `office::rights` was asked about it with the names that it is for: to
//! everybody else, one that is restricted is not there.

mod end;
mod export;
mod form;
mod import;
mod list;
mod names;
mod one;
mod said;
pub(crate) mod seen;
mod selection;
pub(crate) mod sighted;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use office::rights::Act;
use store::systems::Kept;

use super::office::Office;
use super::signed::{Signed, Stop};
use crate::app::App;

/// The routes of this part.
pub fn routes() -> Router<Arc<App>> {
    // Counted where it is read, so that who sends too much is told, and not cut off.
    let import = get(import::show).post(import::read).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/console/systems", get(list::show))
        .route("/console/systems/export.csv", get(export::csv))
        .route("/console/systems/export.xlsx", get(export::xlsx))
        .route("/console/systems/new", get(form::show_new).post(form::found))
        .route("/console/systems/import", import)
        .route("/console/systems/import/apply", post(import::apply))
        .route("/console/systems/sighted", get(sighted::show))
        .route("/console/systems/{id}", get(one::show))
        .route("/console/systems/{id}/change", get(form::show_change).post(form::change))
        .route("/console/systems/{id}/end", get(end::show).post(end::end))
        .route("/console/systems/{id}/names", get(names::show).post(names::name))
}

/// One that they may do this to. What they may not see is not there.
pub(in crate::console) async fn kept(
    office: &Office,
    signed: &Signed,
    act: Act,
    id: i64,
) -> Result<Kept, Stop> {
    let kept = office.store.system(id, signed.now).await?.ok_or(Stop::NotThere)?;
    seen::may(signed, act, kept.system.unit.0, kept.named.as_ref())?;
    Ok(kept)
}

/// What a page says was done, from the word in its address.
fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "found" => "systems-done-found",
        "changed" => "systems-done-changed",
        "ended" => "systems-done-ended",
        "imported" => "systems-done-imported",
        "named" => "systems-done-named",
        "opened" => "systems-done-opened",
        _ => return None,
    })
}
