//! How a unit is reached, changed by a program.
//!
//! Must never change anything before `office::rights` allowed it, with the token's scopes, about that very unit.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use office::contact::{self, Contact};
use office::rights::Act;
use office::units::UnitId;
use wire::office::ContactChange;

use super::change::{Not, body, id, not_there, office, overtaken, why, wrong};
use crate::app::App;
use crate::tokens::{Bearer, away, refused};

/// `PUT /api/v1/units/{id}/contact`.
pub async fn change(
    State(app): State<Arc<App>>,
    at: Result<Path<i64>, PathRejection>,
    bearer: Bearer,
    change: Result<Json<ContactChange>, JsonRejection>,
) -> Result<Response, Not> {
    bearer.came_for(Act::ChangeContacts).map_err(refused)?;
    let number = id(at)?;
    if bearer.units.tree.get(UnitId(number)).is_none() {
        return Err(not_there());
    }
    bearer.may(Act::ChangeContacts, number).map_err(refused)?;
    let sent = body(change, "ContactChange")?;
    let contact = Contact {
        email: contact::email(&sent.email).map_err(|error| wrong("email", error))?,
        phone: contact::phone(&sent.phone).map_err(|error| wrong("phone", error))?,
        address: contact::address(&sent.address).map_err(|error| wrong("address", error))?,
    };
    let deed = bearer.deed(&why(&sent.why)?);
    let changed = office(&app)?.store.change_contact(UnitId(number), sent.seen, &contact, &deed).await;
    if changed.map_err(|error| away(&error))? {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Err(overtaken("Read the unit again, and send its `contact_version` as `seen`."))
}
