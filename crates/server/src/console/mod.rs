//! The console: what those see and do who are signed in.
//!
//! Must never show or change anything before `office::rights` allowed it, about that very object; must never take a form
//! that did not come from a page of this session; must never put text into HTML but through the templates' escaping.

pub(crate) mod codes;
mod drills;
mod duty;
mod emergency;
mod first;
mod forms;
mod frame;
mod home;
mod incidents;
mod invited;
mod me;
mod members;
mod naming;
mod office;
mod own_playbooks;
mod passwords;
mod people;
mod people_words;
mod plans;
mod playbook_pages;
mod playbooks;
mod provider;
mod qr;
mod reach;
mod record;
mod seal;
mod search;
mod second_factor;
mod servers;
mod sign_in;
mod signed;
mod stopped;
mod systems;
mod tables;
mod unit_field;
mod units;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

pub use codes::{code, typed};
pub use drills::follow as follow_drills;
pub use first::login;
pub(crate) use forms::Fields;
pub(crate) use incidents::{KINDS, Told, answer_to, newest_rules, role as role_said, takes_a_file};
pub use incidents::{RulesNow, note_hunt, packages, tell_look};
pub use office::Office;
pub(crate) use office::{counted_with, home, place, reached};
pub use passwords::digest;
pub(crate) use signed::from;
pub(crate) use stopped::{Why, page_for};
pub(crate) use systems::seen::Eyes;
pub use tables::IMPORTS;

use crate::app::App;

/// Reminds of all that is to be reminded of at that moment, on incidents and plans: how many reminders that were.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn remind(office: &Office, now: i64) -> Result<usize, store::StoreError> {
    let owed = incidents::remind(office, now).await?;
    Ok(owed + plans::remind(office, now).await?)
}

/// The console's routes.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/console", get(home::show))
        .route("/console/search", get(search::show))
        .route("/console/record", get(record::show))
        .route("/console/first", get(first::show).post(first::make))
        .route("/console/sign-in", get(sign_in::show).post(sign_in::enter))
        .route("/console/sign-out", post(sign_in::leave))
        .route("/console/emergency", get(emergency::show).post(emergency::ask))
        .route("/console/emergency/agree", post(emergency::agree))
        .route("/console/emergency/read", post(emergency::read))
        .route("/console/invited", get(invited::show).post(invited::take_up))
        .merge(people::routes())
        .merge(provider::routes())
        .merge(me::routes())
        .merge(units::routes())
        .merge(systems::routes())
        .merge(duty::routes())
        .merge(members::routes())
        .merge(reach::routes())
        .merge(incidents::routes())
        .merge(drills::routes())
        .merge(playbook_pages::routes())
        .merge(plans::routes())
        .merge(servers::routes())
        .merge(own_playbooks::routes())
        .layer(DefaultBodyLimit::max(forms::LARGEST_FORM))
}
