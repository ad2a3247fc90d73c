//! Shifts put on a roster and taken off it.
//!
//! Must never store a roster that was not decided on as a whole, and none that somebody else changed meanwhile.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::contact;
use office::duty::{Limits, Roster, Shift};
use office::rights::Act;
use office::units::UnitId;
use store::duty::RosterError;

use super::one::{Typed, shown};
use super::{said, unit};
use crate::app::App;
use crate::console::forms::Fields;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::said as units_said;

/// Days on which a shift can be repeated at one time.
const DAYS: std::ops::RangeInclusive<i64> = 1..=60;

/// The shifts that were typed: one, or the same on each of some days.
fn read(f: &Desk<'_>, fields: &Fields, people: &[i64]) -> Result<Vec<Shift>, Wrong> {
    let mut told = Wrong::new();
    let person = fields.number("person").filter(|person| people.contains(person));
    if person.is_none() {
        told.extend(wrong("person", f.say("duty-no-person")));
    }
    let days = fields.number("days").filter(|days| DAYS.contains(days));
    if days.is_none() {
        told.extend(wrong("days", f.say("duty-no-days")));
    }
    for name in ["from", "until"] {
        if f.instant(fields.get(name), 0).is_none() {
            told.extend(wrong(name, f.say("duty-no-time")));
        }
    }
    let phone = match contact::phone(fields.get("phone")) {
        Ok(phone) if phone.is_empty() => Err(f.say("duty-no-phone")),
        Ok(phone) => Ok(phone),
        Err(error) => Err(units_said::no_contact(f, error)),
    };
    let phone = phone.map_err(|text| told.extend(wrong("phone", text)));
    let (Some(person), Some(days), Ok(phone)) = (person, days, phone) else { return Err(told) };
    let shift = |day: i64| {
        let (from, until) = (f.instant(fields.get("from"), day)?, f.instant(fields.get("until"), day)?);
        Some(Shift { from, until, person, phone: phone.clone() })
    };
    let shifts: Option<Vec<Shift>> = (0..days).map(shift).collect();
    match shifts {
        Some(shifts) if told.is_empty() => Ok(shifts),
        _ => Err(told),
    }
}

async fn again(app: &App, signed: &Signed, id: i64, fields: &Fields, wrong: Wrong) -> Result<Response, Stop> {
    let told = (wrong, String::new());
    shown(app, signed, id, StatusCode::UNPROCESSABLE_ENTITY, Typed::of(fields), told).await
}

/// `POST /console/duty/{id}/shifts`.
pub async fn add(State(app): State<Arc<App>>, Path(id): Path<i64>, posted: Posted) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    unit(&signed, id, Act::ChangeDuty)?;
    let office = app.office()?;
    let f = Desk::of(&app, &signed, "/console/duty", "desk-duty");
    let people = office.store.people_of(id).await?;
    let people: Vec<i64> =
        people.iter().filter(|person| person.ended_at.is_none()).map(|person| person.id.0).collect();
    let new = match read(&f, &fields, &people) {
        Ok(shifts) => shifts,
        Err(wrong) => return again(&app, &signed, id, &fields, wrong).await,
    };
    let limits = Limits::default();
    if new.iter().any(|shift| shift.until <= signed.now) {
        return again(&app, &signed, id, &fields, wrong("until", f.say("duty-over"))).await;
    }
    let first = new.iter().map(|shift| shift.from).min().unwrap_or(signed.now).min(signed.now);
    let kept = office.store.roster(id, first).await?;
    let all = kept.shifts.into_iter().map(|one| one.shift).chain(new.iter().cloned()).collect();
    if let Err(error) = Roster::new(all, &limits) {
        let told = wrong(said::field(&error), said::refused(&f, &error));
        return again(&app, &signed, id, &fields, told).await;
    }
    match office.store.add_shifts(UnitId(id), kept.version, &new, &signed.deed("")).await {
        Ok(()) => Ok(Redirect::to(&format!("/console/duty/{id}?done=added")).into_response()),
        Err(RosterError::Changed) => {
            let told = (wrong("", f.say("duty-conflict")), String::new());
            shown(&app, &signed, id, StatusCode::CONFLICT, Typed::of(&fields), told).await
        }
        Err(RosterError::Store(error)) => Err(error.into()),
    }
}

/// `POST /console/duty/{id}/shifts/end`.
pub async fn remove(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    unit(&signed, id, Act::ChangeDuty)?;
    let office = app.office()?;
    let f = Desk::of(&app, &signed, "/console/duty", "desk-duty");
    let seen = fields.number("seen").unwrap_or(-1);
    let shift = fields.number("shift").unwrap_or(0);
    match office.store.remove_shift(UnitId(id), seen, shift, &signed.deed("")).await {
        Ok(()) => Ok(Redirect::to(&format!("/console/duty/{id}?done=removed")).into_response()),
        Err(RosterError::Changed) => {
            let told = (wrong("", f.say("duty-conflict")), String::new());
            shown(&app, &signed, id, StatusCode::CONFLICT, Typed::of(&fields), told).await
        }
        Err(RosterError::Store(error)) => Err(error.into()),
    }
}
