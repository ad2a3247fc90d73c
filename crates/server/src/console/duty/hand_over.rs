//! One hands over to the next, with what is open.
//!
//! Must never take a hand-over from or to somebody whom the roster does not have about now.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::duty::{Limits, Roster};
use office::rights::Act;
use office::units::UnitId;

use super::one::{Typed, shown};
use super::{said, unit};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Stop};
use crate::console::units::change::wrong;

/// `POST /console/duty/{id}/hand-over`.
pub async fn make(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    unit(&signed, id, Act::ChangeDuty)?;
    let office = app.office()?;
    let f = Desk::of(&app, &signed, "/console/duty", "desk-duty");
    let limits = Limits::default();
    let kept = office.store.roster(id, signed.now - limits.around).await?;
    let shifts = kept.shifts.into_iter().map(|one| one.shift).collect();
    let (from, to) = (fields.number("by").unwrap_or(0), fields.number("to").unwrap_or(0));
    let done = Roster::new(shifts, &limits)
        .and_then(|roster| roster.hand_over(signed.now, from, to, fields.get("note"), &limits));
    match done {
        Ok(done) => {
            office.store.hand_over(UnitId(id), &done, &signed.deed("")).await?;
            Ok(Redirect::to(&format!("/console/duty/{id}?done=handed")).into_response())
        }
        Err(error) => {
            let told = (wrong(said::field(&error), said::refused(&f, &error)), String::new());
            shown(&app, &signed, id, StatusCode::UNPROCESSABLE_ENTITY, Typed::of(&fields), told).await
        }
    }
}
