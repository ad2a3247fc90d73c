//! What is known of somebody, changed by a program.
//!
//! Must never change anything before `office::rights` allowed it, with the token's scopes, about that very person; and must
//! never change how somebody comes in: names for signing in, passwords and roles are changed by people.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use office::contact;
use office::line::{self, LineError};
use office::people::PersonId;
use office::rights::{Act, Place};
use store::people::{Details, PeopleError};
use wire::office::PersonChange;

use super::change::{Not, body, id, not_there, office, overtaken, unit, why, wrong};
use crate::app::App;
use crate::console::place;
use crate::tokens::{Bearer, away, refused};

/// Characters of a name, and of a position.
const NAME: usize = 200;

/// `PUT /api/v1/people/{id}`.
pub async fn change(
    State(app): State<Arc<App>>,
    at: Result<Path<i64>, PathRejection>,
    bearer: Bearer,
    change: Result<Json<PersonChange>, JsonRejection>,
) -> Result<Response, Not> {
    bearer.came_for(Act::ManagePeople).map_err(refused)?;
    let number = PersonId(id(at)?);
    let store = &office(&app)?.store;
    let of = store.person(number).await.map_err(|error| away(&error))?.ok_or_else(not_there)?;
    bearer.may(Act::ManagePeople, of.details.unit).map_err(refused)?;
    if of.ended_at.is_some() {
        return Err(not_there());
    }
    let sent = body(change, "PersonChange")?;
    let reason = why(&sent.why)?;
    let position = match line::read(&sent.position, NAME) {
        Err(LineError::Empty) => String::new(),
        read => read.map_err(|error| wrong("position", error))?,
    };
    let details = Details {
        name: line::read(&sent.name, NAME).map_err(|error| wrong("name", error))?,
        login: of.details.login.clone(),
        position,
        email: contact::email(&sent.email).map_err(|error| wrong("email", error))?,
        phone: contact::phone(&sent.phone).map_err(|error| wrong("phone", error))?,
        unit: unit(&bearer, &sent.unit, Act::ManagePeople)?.0,
    };
    // A code may go to that address, and whoever administers above that unit may give one.
    let held = store.granted(number).await.map_err(|error| away(&error))?;
    let held: Vec<_> = held.iter().filter(|one| one.until.is_none()).collect();
    let places: Vec<_> =
        held.iter().map(|one| place(&bearer.units, one.grant.unit.0, bearer.today)).collect();
    let held: Vec<_> = held.iter().zip(&places).map(|(one, at)| (one.grant.role, Place(at))).collect();
    let home = place(&bearer.units, of.details.unit, bearer.today);
    if details.email != of.details.email {
        bearer.standing.may_readdress(number, Place(&home), &held).map_err(refused)?;
    }
    if details.unit != of.details.unit {
        bearer.standing.may_rehouse(number, Place(&home), &held).map_err(refused)?;
    }
    let (by_mail, deed) = (app.config.mail.is_some(), bearer.deed(&reason));
    match store.change_person_and_tell(number, sent.seen, &details, by_mail, &deed).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(PeopleError::Store(error)) => Err(away(&error).into()),
        Err(PeopleError::Changed(_)) => {
            Err(overtaken("Read the person again, and send their `version` as `seen`."))
        }
        Err(_) => Err(not_there()),
    }
}
