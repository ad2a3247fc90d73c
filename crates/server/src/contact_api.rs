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
use office::line;
use office::rights::{Act, Refused};
use office::units::UnitId;
use wire::office::ContactChange;

use crate::api;
use crate::app::App;
use crate::tokens::{Bearer, away, refused};

/// Characters of a reason.
const WHY: usize = 500;

fn not_there() -> Response {
    refused(Refused::NotThere)
}

/// `PUT /api/v1/units/{id}/contact`.
pub async fn change(
    State(app): State<Arc<App>>,
    id: Result<Path<i64>, PathRejection>,
    bearer: Bearer,
    change: Result<Json<ContactChange>, JsonRejection>,
) -> Result<Response, Response> {
    bearer.came_for(Act::ChangeContacts).map_err(refused)?;
    let Path(id) = id.map_err(|_| {
        let message = "The unit is named by its number.";
        api::explain(StatusCode::BAD_REQUEST, "bad_request", message, "See /api/openapi.json.")
    })?;
    if bearer.units.tree.get(UnitId(id)).is_none() {
        return Err(not_there());
    }
    bearer.may(Act::ChangeContacts, id).map_err(refused)?;
    let Json(change) = change.map_err(|error| {
        // Its own words could repeat what was sent.
        let message = "The body is no change of how a unit is reached.";
        let fix = "Send one JSON object with exactly the fields of `ContactChange` in /api/openapi.json.";
        api::explain(error.status(), "not_a_change", message, fix)
    })?;
    let wrong = |field: &str, what: String| {
        let message = format!("`{field}`: {what}.");
        api::explain(
            StatusCode::UNPROCESSABLE_ENTITY,
            "refused",
            &message,
            "Correct it; nothing was changed.",
        )
    };
    let contact = Contact {
        email: contact::email(&change.email).map_err(|error| wrong("email", error.to_string()))?,
        phone: contact::phone(&change.phone).map_err(|error| wrong("phone", error.to_string()))?,
        address: contact::address(&change.address).map_err(|error| wrong("address", error.to_string()))?,
    };
    let why = match line::read(&change.why, WHY) {
        Ok(why) => why,
        Err(line::LineError::Empty) => String::new(),
        Err(error) => return Err(wrong("why", error.to_string())),
    };
    let Some(office) = app.office.as_deref() else { return Err(not_there()) };
    let changed = office.store.change_contact(UnitId(id), change.seen, &contact, &bearer.deed(&why)).await;
    if changed.map_err(|error| away(&error))? {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Err(api::explain(
        StatusCode::CONFLICT,
        "changed",
        "Somebody else changed it meanwhile; nothing was changed.",
        "Read the unit again, and send its `contact_version` as `seen`.",
    ))
}
