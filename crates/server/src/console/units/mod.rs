//! Units: the tree, one unit, what becomes of it, whole tables of them.
//!
//! Must never decide what may stand where: `office::units` does, on the tree as it is at that moment. Must never change a
//! unit that somebody saw as something else.

mod becoming;
pub(super) mod change;
mod contacts;
mod export;
pub(super) mod form;
mod import;
mod limit;
mod list;
mod new;
mod one;
mod provinces;
pub mod said;
mod selection;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::app::App;

/// The routes of units.
pub fn routes() -> Router<Arc<App>> {
    // Counted where it is read, so that who sends too much is told, and not cut off.
    let import = get(import::show).post(import::read).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/console/units", get(list::show))
        .route("/console/units/export.csv", get(export::csv))
        .route("/console/units/export.xlsx", get(export::xlsx))
        .route("/console/units/provinces", post(provinces::load))
        .route("/console/units/new", get(new::show).post(new::found))
        .route("/console/units/import", import)
        .route("/console/units/import/apply", post(import::apply))
        .route("/console/units/{id}", get(one::show))
        .route("/console/units/{id}/contacts", get(contacts::show).post(contacts::change))
        .route("/console/units/{id}/limit", get(limit::show).post(limit::change))
        .route("/console/units/{id}/{becoming}", get(becoming::show).post(becoming::make))
}

/// What a page says was done, from the word in its address.
fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "founded" => "units-done-founded",
        "renamed" => "units-done-renamed",
        "moved" => "units-done-moved",
        "ended" => "units-done-ended",
        "merged" => "units-done-merged",
        "split" => "units-done-split",
        "corrected" => "units-done-corrected",
        "removed" => "units-done-removed",
        "reached" => "units-done-reached",
        "limited" => "clocks-limit-done",
        "imported" => "units-done-imported",
        "provinces" => "units-done-provinces",
        _ => return None,
    })
}
