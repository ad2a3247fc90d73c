//! A part of a plan is written: one form for each, so that people who write others are in nobody's way.
//!
//! Must never lose what was typed, nor write over what was not seen.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::incident::read_text;
use office::line::LineError;
use office::plan::{Deed, Part, Phase};

use super::{Seen, limits, stopped, words, written};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::form::{Field, FormPage, Group, Now, Typed, typed};
use crate::console::units::said;

fn page<'a>(app: &'a App, signed: &Signed, seen: &Seen, part: Part, value: Typed<'_>) -> FormPage<'a> {
    let mut f = Desk::of(app, signed, "/console/incidents", "plans");
    f.title = f.say(words::part(part));
    let plan = &seen.kept.plan;
    let stands = value.0.map_or(plan.contents.text(part), |fields| fields.exactly("text")).to_owned();
    let field =
        Field { lines: 12, ..typed("text", f.title.clone(), f.say(words::part_hint(part)), stands, "") };
    let id = seen.kept.id;
    FormPage {
        back: (format!("/console/plans/{id}"), super::one::title(&f, signed, plan)),
        lead: f.say("plan-write-lead"),
        action: format!("/console/plans/{id}/write/{}", part.as_str()),
        seen: plan.version,
        groups: vec![Group::plain(vec![field])],
        button: f.say("plan-write-do"),
        is_grave: false,
        whole: String::new(),
        now: None,
        f,
    }
}

/// `GET /console/plans/{id}/write/{part}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path((id, part)): Path<(i64, String)>,
    signed: Signed,
) -> Result<Response, Stop> {
    let seen = written(app.office()?, &signed, id).await?;
    let part = Part::read(&part).ok_or(Stop::NotThere)?;
    if seen.kept.plan.phase != Phase::Draft {
        return Err(Stop::NotThere);
    }
    Ok(page(&app, &signed, &seen, part, Typed(None)).sent(StatusCode::OK, Wrong::new()))
}

/// `POST /console/plans/{id}/write/{part}`.
pub async fn write(
    State(app): State<Arc<App>>,
    Path((id, part)): Path<(i64, String)>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let office = app.office()?;
    let seen = written(office, &signed, id).await?;
    let part = Part::read(&part).ok_or(Stop::NotThere)?;
    let Some(at) = fields.number("seen") else { return Ok(StatusCode::BAD_REQUEST.into_response()) };
    let text = match read_text(fields.exactly("text")) {
        Err(LineError::Empty) => Ok(String::new()),
        Ok(text) if text.chars().count() > limits().text => Err(LineError::TooLong(limits().text)),
        other => other,
    };
    let text = match text {
        Ok(text) => text,
        Err(why) => {
            let page = page(&app, &signed, &seen, part, Typed(Some(&fields)));
            let wrong = wrong("text", said::line(&page.f, why));
            return Ok(page.sent(StatusCode::UNPROCESSABLE_ENTITY, wrong));
        }
    };
    let wanted = Deed::Write(part, text, at);
    let done =
        office.store.change_plan(id, &wanted, signed.today, &signed.standing.grants, &signed.deed("")).await;
    match done.map_err(stopped) {
        Ok(()) => {
            Ok(Redirect::to(&format!("/console/plans/{id}?done=written#{}", part.as_str())).into_response())
        }
        Err(why) => {
            let why = why?;
            let now = written(office, &signed, id).await?;
            let mut page = page(&app, &signed, &now, part, Typed(Some(&fields)));
            let stands = now.kept.plan.contents.text(part).to_owned();
            let told = words::refused(&page.f, &why);
            page.now = Some(Now { told, facts: vec![(page.f.title.clone(), stands)] });
            Ok(page.sent(StatusCode::CONFLICT, Wrong::new()))
        }
    }
}
