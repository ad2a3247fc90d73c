//! A system that is in use no more.
//!
//! Must never forget it: it is kept with its end.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::Act;
use store::systems::{Kept, SystemsError};

use super::form::facts;
use super::kept;
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::units::change::Wrong;
use crate::console::units::form::{FormPage, Group, Typed, read_why, why_field};

fn form<'a>(app: &'a App, signed: &Signed, kept: &Kept, value: Typed<'_>) -> FormPage<'a> {
    let mut f = Desk::of(app, signed, "/console/systems", "desk-systems");
    f.title = format!("{}: {}", f.say("systems-end"), kept.system.name);
    FormPage {
        back: (format!("/console/systems/{}", kept.id), kept.system.name.clone()),
        lead: f.say("systems-end-lead"),
        action: format!("/console/systems/{}/end", kept.id),
        seen: kept.version,
        groups: vec![Group::plain(vec![why_field(&f, value, true)])],
        button: f.say("systems-end"),
        is_grave: true,
        whole: String::new(),
        now: None,
        f,
    }
}

async fn in_use(app: &App, signed: &Signed, id: i64) -> Result<Kept, Stop> {
    let kept = kept(app.office()?, signed, Act::ChangeSystems, id).await?;
    if kept.ended_at.is_some() { Err(Stop::NotThere) } else { Ok(kept) }
}

/// `GET /console/systems/{id}/end`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
) -> Result<Response, Stop> {
    let kept = in_use(&app, &signed, id).await?;
    Ok(form(&app, &signed, &kept, Typed(None)).sent(StatusCode::OK, Wrong::new()))
}

/// `POST /console/systems/{id}/end`.
pub async fn end(State(app): State<Arc<App>>, Path(id): Path<i64>, posted: Posted) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let before = in_use(&app, &signed, id).await?;
    let f = Desk::of(&app, &signed, "/console/systems", "desk-systems");
    let seen = fields.number("seen").unwrap_or(0);
    let why = match read_why(&f, &fields, true) {
        Ok(why) => why,
        Err(wrong) => {
            let mut page = form(&app, &signed, &before, Typed(Some(&fields)));
            page.seen = seen;
            return Ok(page.sent(StatusCode::UNPROCESSABLE_ENTITY, wrong));
        }
    };
    match app.office()?.store.end_system(id, seen, &signed.deed(&why)).await {
        Ok(()) => Ok(Redirect::to("/console/systems?done=ended").into_response()),
        Err(SystemsError::Store(error)) => Err(error.into()),
        Err(_) => {
            let now = in_use(&app, &signed, id).await?;
            let mut page = form(&app, &signed, &now, Typed(Some(&fields)));
            page.now = Some(facts(&page.f, &now.system));
            Ok(page.sent(StatusCode::CONFLICT, Wrong::new()))
        }
    }
}
