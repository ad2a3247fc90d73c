//! What every change by a program has in common: how its body is read, and what is answered where it cannot be.
//!
//! Must never repeat what was sent in a refusal, and must never let a change through that somebody else overtook.

use std::fmt::Display;

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use office::line;
use office::rights::{Act, Refused};
use office::units::{Code, UnitId};

use crate::api;
use crate::app::App;
use crate::console::Office;
use crate::tokens::{Bearer, refused};

/// Characters of a reason.
const WHY: usize = 500;

/// What is answered instead. It is small, since it is carried through every step of a change.
pub struct Not(Box<Response>);

impl From<Response> for Not {
    fn from(response: Response) -> Not {
        Not(Box::new(response))
    }
}

impl IntoResponse for Not {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// The office; where there is none, there is nothing to change.
pub fn office(app: &App) -> Result<&Office, Not> {
    app.office.as_deref().ok_or_else(not_there)
}

/// There is no such thing, or not for them.
pub fn not_there() -> Not {
    refused(Refused::NotThere).into()
}

/// The number in an address.
pub fn id(id: Result<Path<i64>, PathRejection>) -> Result<i64, Not> {
    let Path(id) = id.map_err(|_| {
        let message = "What the address is about is named by its number.";
        api::explain(StatusCode::BAD_REQUEST, "bad_request", message, "See /api/openapi.json.")
    })?;
    Ok(id)
}

/// The body, with exactly the fields of that shape.
pub fn body<T>(body: Result<Json<T>, JsonRejection>, shape: &str) -> Result<T, Not> {
    let Json(body) = body.map_err(|error| {
        // Its own words could repeat what was sent.
        let message = "The body is not what this address takes.";
        let fix = format!("Send one JSON object with exactly the fields of `{shape}` in /api/openapi.json.");
        api::explain(error.status(), "not_a_change", message, &fix)
    })?;
    Ok(body)
}

/// A field is wrong.
pub fn wrong(field: &str, what: impl Display) -> Not {
    let message = format!("`{field}`: {what}.");
    let fix = "Correct it; nothing was changed.";
    api::explain(StatusCode::UNPROCESSABLE_ENTITY, "refused", &message, fix).into()
}

/// Somebody else was quicker.
pub fn overtaken(fix: &str) -> Not {
    let message = "Somebody else changed it meanwhile; nothing was changed.";
    api::explain(StatusCode::CONFLICT, "changed", message, fix).into()
}

/// The reason, which may be empty.
pub fn why(text: &str) -> Result<String, Not> {
    match line::read(text, WHY) {
        Ok(why) => Ok(why),
        Err(line::LineError::Empty) => Ok(String::new()),
        Err(error) => Err(wrong("why", error)),
    }
}

/// The unit of a code that lives today, at which they may do this. The directory is everybody's: that there is such a unit
/// is no secret.
pub fn unit(bearer: &Bearer, code: &str, act: Act) -> Result<UnitId, Not> {
    let code = Code::read(code).ok();
    let unit = code.and_then(|code| bearer.units.tree.by_code(&code, bearer.today)).map(|unit| unit.id);
    let unit = unit.ok_or_else(|| wrong("unit", "no unit of today has this code"))?;
    match bearer.may(act, unit.0) {
        Ok(()) => Ok(unit),
        Err(Refused::NotThere) => Err(refused(Refused::NotAllowed).into()),
        Err(why) => Err(refused(why).into()),
    }
}
