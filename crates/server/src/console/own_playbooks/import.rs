//! A file comes in as a unit's own copy: judged as a whole, shown with what it changes, and in force only when somebody publishes
//! it.
//!
//! Must never read more of it than a playbook may have, and must never take it over what somebody works on.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::playbook::{Limits, Playbook, Refused};

use super::list::kind_name;
use super::{Copy, Not, store_draft, theirs};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::office::Office;
use crate::console::playbooks::sha256;
use crate::console::signed::{Signed, Stop};
use crate::console::tables::{Came, came_within};
use crate::pages::page;
use crate::playbooks::refused;

#[derive(Template)]
#[template(path = "console/own_import.html")]
struct ImportPage<'a> {
    f: Desk<'a>,
    back: (String, String),
    action: String,
    seen: i64,
    limit: String,
    error: String,
    is_worked_on: bool,
}

fn shown(app: &App, signed: &Signed, copy: &Copy, status: StatusCode, error: String) -> Response {
    let mut f = Desk::of(app, signed, "/console/incidents", "own-playbooks");
    f.title = f.say("own-import");
    let values = [("kind", &*kind_name(&f, copy.kind)), ("unit", &*signed.unit_name(copy.unit))];
    let template = ImportPage {
        back: (copy.path(), f.words.with("own-title", &values)),
        action: format!("{}/import", copy.path()),
        seen: copy.own.version,
        limit: f.words.bytes(Limits::default().bytes as u64),
        is_worked_on: copy.own.draft.is_some(),
        error,
        f,
    };
    page(status, &template)
}

/// `GET /console/own-playbooks/{id}/{kind}/import`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path((id, kind)): Path<(i64, String)>,
    signed: Signed,
) -> Result<Response, Stop> {
    let copy = theirs(app.office()?, &signed, id, &kind).await?;
    Ok(shown(&app, &signed, &copy, StatusCode::OK, String::new()))
}

/// `POST /console/own-playbooks/{id}/{kind}/import`: the file is what is worked on from then on, and nothing more.
pub async fn take(
    State(app): State<Arc<App>>,
    Path((id, kind)): Path<(i64, String)>,
    signed: Signed,
    request: Request,
) -> Result<Response, Stop> {
    let Came { fields, file } = match came_within(request, &app, &signed, Limits::default().bytes).await {
        Ok(came) => came,
        Err(answer) => return Ok(answer),
    };
    let office = app.office()?;
    let copy = theirs(office, &signed, id, &kind).await?;
    let f = Desk::of(&app, &signed, "", "own-playbooks");
    let again = |copy: &Copy, status, text| Ok(shown(&app, &signed, copy, status, text));
    let bytes = match file {
        Ok(bytes) => bytes,
        Err((StatusCode::PAYLOAD_TOO_LARGE, _)) => {
            let text = refused(&Refused::TooManyBytes(Limits::default().bytes), f.words);
            return again(&copy, StatusCode::PAYLOAD_TOO_LARGE, text);
        }
        Err((status, text)) => return again(&copy, status, text),
    };
    if fields.number("seen") != Some(copy.own.version) {
        return again(&copy, StatusCode::CONFLICT, f.say("own-conflict"));
    }
    if copy.own.draft.is_some() {
        return again(&copy, StatusCode::UNPROCESSABLE_ENTITY, f.say("own-import-worked-on"));
    }
    let playbook = match Playbook::read(&bytes) {
        Ok(playbook) => playbook,
        Err(why) => return again(&copy, StatusCode::UNPROCESSABLE_ENTITY, refused(&why, f.words)),
    };
    if playbook.kind() != copy.kind {
        let values = [("kind", &*kind_name(&f, playbook.kind())), ("wanted", &*kind_name(&f, copy.kind))];
        return again(&copy, StatusCode::UNPROCESSABLE_ENTITY, f.words.with("own-import-kind", &values));
    }
    if copy.published.as_ref().is_some_and(|published| published.bytes() == playbook.bytes()) {
        return again(&copy, StatusCode::UNPROCESSABLE_ENTITY, f.say("own-import-same"));
    }
    let base = base(office, &copy, &playbook).await?;
    match store_draft(office, &signed, &copy, (&playbook, &base), "playbook.imported").await {
        Ok(()) => Ok(Redirect::to(&format!("{}?done=import", copy.path())).into_response()),
        Err(Not::Stop(stop)) => Err(stop),
        Err(Not::Changed) => {
            let now = theirs(office, &signed, id, &kind).await?;
            again(&now, StatusCode::CONFLICT, f.say("own-conflict"))
        }
    }
}

/// The shipped playbook that a file goes back to: that of the very edition, or of the copy that it is a version of; what comes
/// with the program now, where it is from elsewhere.
async fn base(office: &Office, copy: &Copy, playbook: &Playbook) -> Result<String, Stop> {
    let digest = sha256(&playbook.bytes());
    let editions = office.store.own_editions(copy.unit, copy.kind).await?;
    let same = editions.iter().find(|edition| edition.sha256 == digest);
    let version = || editions.iter().find(|edition| edition.playbook == playbook.id());
    Ok(same.or_else(version).map_or_else(|| copy.shipped.0.clone(), |edition| edition.base.clone()))
}
