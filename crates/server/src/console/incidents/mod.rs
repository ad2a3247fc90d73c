//! Incidents: told of, listed, and worked on step by step.
//!
//! Must never show or change one before `office::rights` said what whoever asks is to it; must never store what
//! `office::incident` did not decide.

mod act;
mod deeds;
mod flow;
mod list;
pub(super) mod new;
mod one;
pub(super) mod parts;
mod read;
mod rules;
mod said;
mod seen;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

pub(super) use one::span;
pub(super) use rules::next_due;
pub(crate) use seen::eyes;
pub(super) use seen::hand;
pub(super) use words::of;

use crate::app::App;

/// The routes of incidents.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/console/incidents", get(list::show))
        .route("/console/incidents/export.csv", get(list::csv))
        .route("/console/incidents/export.xlsx", get(list::xlsx))
        .route("/console/incidents/new", get(new::show).post(new::open))
        .route("/console/incidents/{id}", get(one::show))
        .route("/console/incidents/{id}/do/{deed}", get(act::show).post(act::take))
}

/// What was done, in words, where a link says so.
fn done(word: &str) -> Option<&'static str> {
    match word {
        "opened" => Some("incidents-done-opened"),
        "done" => Some("incidents-done"),
        _ => None,
    }
}
