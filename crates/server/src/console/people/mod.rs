//! People: who is there, who is invited, what each is and where.
//!
//! Must never decide by what a link or a form names, but by where the person belongs that is shown or changed.

mod confirm;
mod details;
mod invite;
mod leaving;
mod list;
mod person;
mod roles;
mod slip;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use office::people::PersonId;
use office::rights::{Act, Role};
use office::units::UnitId;
use store::people::{Granted, PeopleError, Person};

pub use slip::origin;

use super::frame::Desk;
use super::office::Office;
use super::signed::{Signed, Stop};
use crate::app::App;

/// The routes of this part.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/console/people", get(list::show))
        .route("/console/people/new", get(invite::show).post(invite::make))
        .route("/console/people/{id}", get(person::show).post(person::change))
        .route("/console/people/{id}/roles", post(roles::give))
        .route("/console/people/{id}/roles/end", post(roles::take))
        .route("/console/people/{id}/reset", get(leaving::ask_reset).post(leaving::reset))
        .route("/console/people/{id}/confirm", get(confirm::show).post(confirm::confirm))
        .route("/console/people/{id}/provider/end", get(leaving::ask_end_link).post(leaving::end_link))
        .route("/console/people/{id}/end", get(leaving::ask_end).post(leaving::end))
}

/// What a link names: a number and nothing else.
fn number(text: &str) -> Result<PersonId, Stop> {
    text.parse().map(PersonId).map_err(|_| Stop::NotThere)
}

/// Somebody of that number whom they may see.
async fn seen(office: &Office, signed: &Signed, id: &str) -> Result<Person, Stop> {
    let person = office.store.person(number(id)?).await?.ok_or(Stop::NotThere)?;
    signed.may(Act::SeePeople, person.details.unit)?;
    Ok(person)
}

/// Somebody who is there and whom they may change.
async fn managed(office: &Office, signed: &Signed, id: &str) -> Result<Person, Stop> {
    let person = seen(office, signed, id).await?;
    signed.may(Act::ManagePeople, person.details.unit)?;
    if person.ended_at.is_some() { Err(Stop::NotThere) } else { Ok(person) }
}

/// What somebody is now, and where that is.
fn held(signed: &Signed, granted: &[Granted]) -> Vec<(Role, Vec<UnitId>)> {
    let now = granted.iter().filter(|one| one.until.is_none());
    now.map(|one| (one.grant.role, signed.place(one.grant.unit.0))).collect()
}

/// What went wrong with a change, where it is nothing that a form could say.
fn stop(error: PeopleError) -> Stop {
    match error {
        PeopleError::Store(error) => Stop::Store(error),
        _ => Stop::NotThere,
    }
}

/// What the last form did, in words.
fn done(f: &Desk<'_>, word: &str) -> String {
    match word {
        "changed" => f.say("person-done-changed"),
        "given" => f.say("person-done-given"),
        "taken" => f.say("person-done-taken"),
        "left" => f.say("person-done-left"),
        "unlinked" => f.say("person-done-unlinked"),
        "confirmed" => f.say("confirm-done"),
        _ => String::new(),
    }
}
