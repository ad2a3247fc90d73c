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
mod upload;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::{Act, Reach, Refused};

use super::change::{Not, Wanted, Wrong, change, wrong};
use super::form::{read_day, read_why};
use super::uploads::Upload;
use crate::app::App;
use crate::console::codes;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};

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
    let (day, why) = (signed.today.written(), String::new());
    Ok(shown::ask(&app, &signed, StatusCode::OK, day, why, Wrong::new()))
}

/// `POST /console/units/import`: reads a table, and shows what it would do.
pub async fn read(State(app): State<Arc<App>>, signed: Signed, request: Request) -> Result<Response, Stop> {
    anywhere(&signed)?;
    let uploads = &app.office()?.uploads;
    let sent = match upload::take(request, &app, &signed, uploads.limits().file).await {
        Ok(sent) => sent,
        Err(upload::NotTaken::NotOurForm) => return Err(Stop::NotOurForm),
        Err(upload::NotTaken::Broken) => return Ok(StatusCode::BAD_REQUEST.into_response()),
    };
    let f = Desk::of(&app, &signed, "/console/units", "units-import");
    let (day, why) = (sent.fields.get("day").to_owned(), sent.fields.get("why").to_owned());
    let again = |status, wrong| Ok(shown::ask(&app, &signed, status, day.clone(), why.clone(), wrong));
    let read =
        super::form::all(read_day(&f, &sent.fields, "day", signed.today), read_why(&f, &sent.fields, false));
    let bytes = match sent.file {
        upload::File::Whole(bytes) if !bytes.is_empty() => bytes,
        upload::File::Whole(_) => {
            return again(StatusCode::UNPROCESSABLE_ENTITY, wrong("file", f.say("import-no-file")));
        }
        upload::File::TooLarge => {
            let limit = f.words.bytes(uploads.limits().file as u64);
            let words = f.with1("sheet-too-large", "limit", &limit);
            return again(StatusCode::PAYLOAD_TOO_LARGE, wrong("file", words));
        }
    };
    let (day, why) = match read {
        Ok(read) => read,
        Err(wrong) => return again(StatusCode::UNPROCESSABLE_ENTITY, wrong),
    };
    let upload = Upload { session: signed.session.id, at: signed.now, day, why, bytes };
    let upload = Arc::new(upload);
    match plan::plan(&app, &signed, &upload).await? {
        Ok(plan) => {
            let Ok(key) = codes::random::<32>() else {
                return Ok(StatusCode::SERVICE_UNAVAILABLE.into_response());
            };
            let key = codes::written(&key);
            uploads.keep(key.clone(), Upload::clone(&upload));
            Ok(shown::plan(&app, &signed, StatusCode::OK, &plan, &key, upload.day))
        }
        Err(wrong) => Ok(shown::wrong(&app, &signed, &wrong, upload.day, &upload.why)),
    }
}

/// `POST /console/units/import/apply`: does what was shown.
pub async fn apply(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let Posted { mut signed, fields } = posted;
    anywhere(&signed)?;
    let uploads = &app.office()?.uploads;
    let f = Desk::of(&app, &signed, "/console/units", "units-import");
    let key = fields.get("upload").to_owned();
    let Some(upload) = uploads.get(&key, signed.session.id, signed.now) else {
        let day = signed.today.written();
        let words = wrong("file", f.say("import-gone"));
        return Ok(shown::ask(&app, &signed, StatusCode::CONFLICT, day, String::new(), words));
    };
    for _ in 0..TRIES {
        signed.units = app.office()?.units().await?;
        let plan = match plan::plan(&app, &signed, &upload).await? {
            Ok(plan) => plan,
            Err(wrong) => return Ok(shown::wrong(&app, &signed, &wrong, upload.day, &upload.why)),
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
