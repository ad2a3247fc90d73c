//! Within how many hours the operator of a system tells its owner, as this unit says it for systems that are its own.
//!
//! Must never overwrite what somebody else said of it meanwhile.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::Act;
use office::units::{Unit, UnitId};

use super::change::{Wrong, wrong};
use super::form::{FormPage, Group, Now, Typed, all, read_why, typed, why_field};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};

/// The most hours: the owner reports within 72.
const MOST: u32 = 72;

fn form<'a>(
    app: &'a App,
    signed: &Signed,
    unit: &Unit,
    (hours, version): (Option<u32>, i64),
    value: Typed<'_>,
) -> FormPage<'a> {
    let mut f = Desk::of(app, signed, "/console/units", "desk-units");
    f.title = format!("{}: {}", f.say("clocks-limit"), unit.last_name());
    let known = hours.map(|hours| hours.to_string()).unwrap_or_default();
    let fields = vec![
        typed(
            "hours",
            f.say("clocks-limit-hours"),
            f.say("clocks-limit-hint"),
            value.get("hours", &known),
            "inputmode=numeric maxlength=3 autocomplete=off",
        ),
        why_field(&f, value, false),
    ];
    FormPage {
        back: (format!("/console/units/{}", unit.id.0), unit.last_name().to_owned()),
        lead: f.say("clocks-limit-lead"),
        action: format!("/console/units/{}/limit", unit.id.0),
        seen: version,
        groups: vec![Group::plain(fields)],
        button: f.say("units-save"),
        is_grave: false,
        whole: String::new(),
        now: None,
        f,
    }
}

/// What is said of it, as a line.
pub(super) fn said(f: &Desk<'_>, hours: Option<u32>) -> String {
    hours.map_or_else(
        || f.say("clocks-limit-none"),
        |hours| f.with1("clocks-owner-limited", "hours", &hours.to_string()),
    )
}

/// `GET /console/units/{id}/limit`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
) -> Result<Response, Stop> {
    let unit = signed.units.tree.get(UnitId(id)).ok_or(Stop::NotThere)?;
    signed.may(Act::DirectIncidents, id)?;
    let known = app.office()?.store.owner_limit(UnitId(id)).await?;
    Ok(form(&app, &signed, unit, known, Typed(None)).sent(StatusCode::OK, Wrong::new()))
}

/// `POST /console/units/{id}/limit`.
pub async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let unit = signed.units.tree.get(UnitId(id)).ok_or(Stop::NotThere)?;
    signed.may(Act::DirectIncidents, id)?;
    let office = app.office()?;
    let f = Desk::of(&app, &signed, "/console/units", "desk-units");
    let hours = match fields.get("hours") {
        "" => Ok(None),
        typed => match typed.parse::<u32>() {
            Ok(hours) if (1..=MOST).contains(&hours) => Ok(Some(hours)),
            _ => Err(wrong("hours", f.with1("clocks-limit-wrong", "most", &MOST.to_string()))),
        },
    };
    let seen = fields.number("seen").unwrap_or(0);
    let (hours, why) = match all(hours, read_why(&f, &fields, false)) {
        Ok(read) => read,
        Err(wrong) => {
            let known = office.store.owner_limit(unit.id).await?;
            let mut page = form(&app, &signed, unit, known, Typed(Some(&fields)));
            page.seen = seen;
            return Ok(page.sent(StatusCode::UNPROCESSABLE_ENTITY, wrong));
        }
    };
    if office.store.set_owner_limit(unit.id, seen, hours, &signed.deed(&why)).await? {
        return Ok(Redirect::to(&format!("/console/units/{id}?done=limited")).into_response());
    }
    let known = office.store.owner_limit(unit.id).await?;
    let mut page = form(&app, &signed, unit, known, Typed(Some(&fields)));
    let facts = vec![(page.f.say("clocks-limit-hours"), said(&page.f, known.0))];
    page.now = Some(Now { told: page.f.say("units-conflict"), facts });
    Ok(page.sent(StatusCode::CONFLICT, Wrong::new()))
}
