//! A whole table of units: shown first with all that it would do, and stored when somebody agreed to exactly that.
//!
//! Must never store a part of a table, nothing that was not shown, and nothing where whoever sends it may not.
//!
//! ```text
//! file ── upload (capped) ──▶ plan ──▶ all that is wrong, by row
//!                              │
//!                              └─▶ what it would do ── agreed ──▶ plan again ──▶ the same? ──▶ one change
//! ```
//!
//! Between the two the file waits in the server's memory, under a key and bound to its session, and not in the page: it
//! would be sent three times, and grow by a third each time.

mod plan;
mod shown;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::{Act, Reach, Refused};

use super::change::{Not, Wanted, Wrong, change, wrong};
use super::form::{read_day, read_why};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::tables::pages::Typed;
use crate::console::tables::{self, Came, Upload};

/// So often a table is planned again while others are quicker.
const TRIES: usize = 5;

/// Whether somebody may import anything anywhere.
fn anywhere(signed: &Signed) -> Result<(), Stop> {
    let reaches = |act| !matches!(signed.standing.reach(act), Reach::Below(units) if units.is_empty());
    if reaches(Act::ChangeUnit) || reaches(Act::ChangeContacts) {
        Ok(())
    } else {
        Err(Refused::NotAllowed.into())
    }
}

/// `GET /console/units/import`.
pub async fn show(State(app): State<Arc<App>>, signed: Signed) -> Result<Response, Stop> {
    anywhere(&signed)?;
    let typed = Typed { day: signed.today.written(), why: String::new() };
    Ok(shown::ask(&app, &signed, StatusCode::OK, typed, Wrong::new()))
}

/// `POST /console/units/import`: reads a table, and shows what it would do.
pub async fn read(State(app): State<Arc<App>>, signed: Signed, request: Request) -> Result<Response, Stop> {
    anywhere(&signed)?;
    let Came { fields, file } = match tables::came(request, &app, &signed).await {
        Ok(came) => came,
        Err(answer) => return Ok(answer),
    };
    let f = Desk::of(&app, &signed, "/console/units", "units-import");
    let typed = Typed { day: fields.get("day").to_owned(), why: fields.get("why").to_owned() };
    let read = super::form::all(read_day(&f, &fields, "day", signed.today), read_why(&f, &fields, false));
    let bytes = match file {
        Ok(bytes) => bytes,
        Err((status, text)) => return Ok(shown::ask(&app, &signed, status, typed, wrong("file", text))),
    };
    let (day, why) = match read {
        Ok(read) => read,
        Err(wrong) => {
            return Ok(shown::ask(&app, &signed, StatusCode::UNPROCESSABLE_ENTITY, typed, wrong));
        }
    };
    let upload = Upload { session: signed.session.id, at: signed.now, day, why, bytes };
    let upload = Arc::new(upload);
    match plan::plan(&app, &signed, &upload).await? {
        Ok(plan) => {
            let key = tables::key()?;
            app.office()?.uploads.keep(key.clone(), Upload::clone(&upload));
            Ok(shown::plan(&app, &signed, StatusCode::OK, &plan, &key, upload.day))
        }
        Err(wrong) => Ok(shown::wrong(&app, &signed, &wrong, again(&upload))),
    }
}

/// What was typed beside a table that is asked for again.
fn again(upload: &Upload) -> Typed {
    Typed { day: upload.day.written(), why: upload.why.clone() }
}

/// `POST /console/units/import/apply`: does what was shown.
pub async fn apply(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let Posted { mut signed, fields } = posted;
    anywhere(&signed)?;
    let uploads = &app.office()?.uploads;
    let f = Desk::of(&app, &signed, "/console/units", "units-import");
    let key = fields.get("upload").to_owned();
    let Some(upload) = uploads.get(&key, signed.session.id, signed.now) else {
        let typed = Typed { day: signed.today.written(), why: String::new() };
        let words = wrong("file", f.say("import-gone"));
        return Ok(shown::ask(&app, &signed, StatusCode::CONFLICT, typed, words));
    };
    for _ in 0..TRIES {
        signed.units = app.office()?.units().await?;
        let plan = match plan::plan(&app, &signed, &upload).await? {
            Ok(plan) => plan,
            Err(wrong) => return Ok(shown::wrong(&app, &signed, &wrong, again(&upload))),
        };
        if plan.digest() != fields.get("shown") {
            // Units were changed meanwhile, and it would do something else now: that is to be seen first.
            return Ok(shown::plan(&app, &signed, StatusCode::CONFLICT, &plan, &key, upload.day));
        }
        match store(&app, &mut signed, &plan, &upload).await {
            Ok(()) => {
                uploads.forget(&key);
                return Ok(Redirect::to("/console/units?done=imported").into_response());
            }
            // Somebody was quicker: what it would do now is asked again.
            Err(Not::Conflict | Not::Gone | Not::Wrong(_) | Not::Theirs(_)) => {}
            Err(Not::Stop(stop)) => return Err(stop),
        }
    }
    Ok(StatusCode::SERVICE_UNAVAILABLE.into_response())
}

/// Stores a plan, if units are still those that it was made for.
async fn store(app: &App, signed: &mut Signed, plan: &plan::Plan, upload: &Upload) -> Result<(), Not> {
    let deed = signed.deed(&upload.why);
    let version = signed.units.version;
    change(app, signed, None, "unit.imported", &deed, |signed, _| {
        if signed.units.version != version {
            return Err(Not::Conflict);
        }
        let contacts = plan.import.contacts.iter().cloned().collect();
        Ok(Wanted { decided: plan.import.decided.clone(), contacts })
    })
    .await
    .map(|_| ())
}
