//! Incidents: told of, listed, and worked on step by step.
//!
//! Must never show or change one before `office::rights` said what whoever asks is to it; must never store what
//! `office::incident` did not decide.

mod act;
mod deeds;
mod flow;
mod known;
mod list;
pub(super) mod new;
mod one;
mod papers;
pub(super) mod parts;
mod read;
mod rules;
mod said;
mod seen;
mod told;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

pub(super) use one::span;
pub(super) use rules::next_due;
pub(crate) use seen::eyes;
pub(super) use seen::hand;
pub(crate) use told::{Told, answer_to};
pub(crate) use words::KINDS;
pub(super) use words::{kind, of, role};

use crate::app::App;

/// The routes of incidents.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/console/incidents", get(list::show))
        .route("/console/incidents/export.csv", get(list::csv))
        .route("/console/incidents/export.xlsx", get(list::xlsx))
        .route("/console/incidents/new", get(new::show).post(new::open))
        .route("/console/incidents/{id}", get(one::show))
        .route("/console/incidents/{id}/papers", get(papers::list))
        .route("/console/incidents/{id}/papers/{form}", get(papers::show).post(papers::write))
        .route("/console/incidents/{id}/papers/{form}/docx", get(papers::docx))
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
