//! Incidents: told of, listed, and worked on step by step.
//!
//! Must never show or change one before `office::rights` said what whoever asks is to it; must never store what
//! `office::incident` did not decide.

mod act;
mod came_to;
mod clocks;
mod custody;
mod deeds;
mod download;
mod edition;
mod evidence;
mod flow;
mod hunt;
mod issuer;
mod known;
mod list;
mod looks;
mod merging;
mod names;
pub(super) mod new;
mod offers;
mod one;
mod orders;
pub mod packages;
mod papers;
pub(super) mod parts;
mod read;
mod remind;
mod rules;
mod said;
mod seen;
mod sending;
mod signed_papers;
mod slips;
mod starts;
mod sums;
mod told;
mod upload;
mod words;
mod written;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

pub(super) use act::beside;
pub(super) use came_to::span;
pub use hunt::note as note_hunt;
pub(super) use known::issued;
pub use looks::{RulesNow, tell_look};
pub(super) use remind::remind;
pub(crate) use rules::today as newest_rules;
pub(super) use seen::hand;
pub(crate) use seen::{eyes, looked};
pub(crate) use told::{Told, answer_to};
pub(crate) use words::KINDS;
pub(super) use words::{kind, of};
pub(crate) use words::{phase_word, role};

use crate::app::App;

/// The routes of incidents.
pub fn routes() -> Router<Arc<App>> {
    // Counted where it is read, so that who sends too much is told, and not cut off.
    let evidence = get(evidence::show).post(upload::take).layer(DefaultBodyLimit::disable());
    let taking = get(packages::arrive::show).post(packages::arrive::take);
    let taking = taking.layer(DefaultBodyLimit::disable());
    let scan = get(starts::scan::show).post(starts::scan::take).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/console/incidents", get(list::show))
        .route("/console/incidents/export.csv", get(list::csv))
        .route("/console/incidents/export.xlsx", get(list::xlsx))
        .route("/console/incidents/sums", get(sums::show))
        .route("/console/incidents/sums/export.csv", get(sums::csv))
        .route("/console/incidents/sums/export.xlsx", get(sums::xlsx))
        .route("/console/incidents/sums/docx", get(sums::docx))
        .route("/console/incidents/new", get(new::show).post(new::open))
        .route("/console/incidents/take-in", taking)
        .route("/console/incidents/{id}/package", get(packages::give::show).post(packages::give::give))
        .route("/console/incidents/new/scan", scan)
        .route("/console/incidents/new/warning", get(starts::warning::show).post(starts::warning::take))
        .route("/console/incidents/{id}", get(one::show))
        .route("/console/incidents/{id}/papers", get(papers::list))
        .route("/console/incidents/{id}/papers/{form}", get(papers::show).post(papers::write))
        .route("/console/incidents/{id}/papers/{form}/docx", get(papers::docx))
        .route("/console/incidents/{id}/do/{deed}", get(act::show).post(act::take))
        .route("/console/incidents/{id}/evidence", evidence)
        .route("/console/incidents/{id}/evidence/{number}", get(download::give))
        .route("/console/incidents/{id}/names", get(names::show).post(names::name))
        .route("/console/incidents/{id}/edition", get(edition::show).post(edition::take))
        .route("/console/incidents/{id}/hunt", get(hunt::show))
        .route("/console/incidents/{id}/hunt/rules", get(hunt::give))
}

/// Whether to that address a file may be sent that takes longer than a form, or from it one is made that does.
pub fn takes_a_file(path: &str) -> bool {
    path.strip_prefix("/console/incidents/")
        .is_some_and(|path| path == "take-in" || path.ends_with("/evidence") || path.ends_with("/package"))
}

/// What was done, in words, where a link says so.
fn done(word: &str) -> Option<&'static str> {
    match word {
        "opened" => Some("incidents-done-opened"),
        "done" => Some("incidents-done"),
        "edition" => Some("edition-done-taken"),
        "kept" => Some("evidence-done-kept"),
        "came" => Some("package-done-came"),
        "named" => Some("evidence-done-named"),
        "given" => Some("incidents-done-given"),
        "unnamed" => Some("evidence-done-unnamed"),
        _ => None,
    }
}
