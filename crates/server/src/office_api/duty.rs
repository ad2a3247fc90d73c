//! A unit's roster, read and changed by a program.
//!
//! Must never store a roster that was not decided on as a whole (`office::duty`), and none that somebody else changed
//! meanwhile.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use office::duty::{Limits, Roster, Shift};
use office::people::PersonId;
use office::rights::Act;
use office::units::UnitId;
use store::duty::RosterError;
use wire::office::{NewShift, RosterAnswer, RosterChange, ShiftAnswer, ShiftEnd};

use super::change::{Not, body, id, not_there, office, overtaken, why, wrong};
use crate::app::App;
use crate::check::utc;
use crate::tokens::{Bearer, away, refused};

/// Shifts that are put on a roster at one time.
const MANY: usize = 100;

/// What to do where somebody else was quicker.
const AGAIN: &str = "Read the roster again, and send its `version` as `seen`.";

/// The number of a unit that is or was there.
fn unit(bearer: &Bearer, at: Result<Path<i64>, PathRejection>) -> Result<i64, Not> {
    let number = id(at)?;
    bearer.units.tree.get(UnitId(number)).map(|_| number).ok_or_else(not_there)
}

/// `GET /api/v1/units/{id}/shifts`: the shifts that are not over, for who may see the unit's people or change its roster.
pub async fn show(
    State(app): State<Arc<App>>,
    at: Result<Path<i64>, PathRejection>,
    bearer: Bearer,
) -> Result<Json<RosterAnswer>, Not> {
    if bearer.came_for(Act::ChangeDuty).is_err() {
        bearer.came_for(Act::SeePeople).map_err(refused)?;
    }
    let number = unit(&bearer, at)?;
    if bearer.may(Act::ChangeDuty, number).is_err() {
        bearer.may(Act::SeePeople, number).map_err(refused)?;
    }
    let store = &office(&app)?.store;
    let kept = store.roster(number, app.now()).await.map_err(|error| away(&error))?;
    let mut ids: Vec<PersonId> = kept.shifts.iter().map(|one| PersonId(one.shift.person)).collect();
    ids.sort_unstable();
    ids.dedup();
    let people = store.people_numbered(&ids).await.map_err(|error| away(&error))?;
    let name = |id: i64| people.iter().find(|one| one.id.0 == id).map_or("", |one| &one.details.name);
    let items = kept.shifts.iter().map(|one| ShiftAnswer {
        id: one.id,
        person: one.shift.person,
        name: name(one.shift.person).to_owned(),
        phone: one.shift.phone.clone(),
        from: utc(one.shift.from),
        until: utc(one.shift.until),
    });
    Ok(Json(RosterAnswer { version: kept.version, items: items.collect() }))
}

/// A moment as RFC 3339 writes it, in whole seconds.
fn moment(field: &str, text: &str) -> Result<i64, Not> {
    let read = text.parse::<jiff::Timestamp>().ok().filter(|read| read.subsec_nanosecond() == 0);
    read.map(jiff::Timestamp::as_second)
        .ok_or_else(|| wrong(field, "it is no moment in whole seconds, such as 2026-11-21T08:00:00+07:00"))
}

fn shift(new: &NewShift, people: &[i64]) -> Result<Shift, Not> {
    if !people.contains(&new.person) {
        return Err(wrong("person", "nobody of this unit has that number"));
    }
    Ok(Shift {
        from: moment("from", &new.from)?,
        until: moment("until", &new.until)?,
        person: new.person,
        phone: new.phone.trim().to_owned(),
    })
}

fn answer(stored: Result<(), RosterError>) -> Result<Response, Not> {
    match stored {
        Ok(()) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(RosterError::Changed) => Err(overtaken(AGAIN)),
        Err(RosterError::Store(error)) => Err(away(&error).into()),
    }
}

/// `POST /api/v1/units/{id}/shifts`: all of them, or none.
pub async fn add(
    State(app): State<Arc<App>>,
    at: Result<Path<i64>, PathRejection>,
    bearer: Bearer,
    change: Result<Json<RosterChange>, JsonRejection>,
) -> Result<Response, Not> {
    bearer.came_for(Act::ChangeDuty).map_err(refused)?;
    let number = unit(&bearer, at)?;
    bearer.may(Act::ChangeDuty, number).map_err(refused)?;
    let sent = body(change, "RosterChange")?;
    let (reason, store) = (why(&sent.why)?, &office(&app)?.store);
    if !(1..=MANY).contains(&sent.shifts.len()) {
        return Err(wrong("shifts", format!("there are none, or more than {MANY}")));
    }
    let people = store.people_of(number).await.map_err(|error| away(&error))?;
    let people: Vec<i64> =
        people.iter().filter(|person| person.ended_at.is_none()).map(|person| person.id.0).collect();
    let new: Vec<Shift> = sent.shifts.iter().map(|one| shift(one, &people)).collect::<Result<_, _>>()?;
    let now = app.now();
    if new.iter().any(|shift| shift.until <= now) {
        return Err(wrong("until", "it is over already"));
    }
    let first = new.iter().map(|shift| shift.from).min().unwrap_or(now).min(now);
    let kept = store.roster(number, first).await.map_err(|error| away(&error))?;
    if kept.version != sent.seen {
        return Err(overtaken(AGAIN));
    }
    let all = kept.shifts.into_iter().map(|one| one.shift).chain(new.iter().cloned()).collect();
    Roster::new(all, &Limits::default()).map_err(|error| wrong("shifts", error))?;
    answer(store.add_shifts(UnitId(number), sent.seen, &new, &bearer.deed(&reason)).await)
}

/// `POST /api/v1/units/{id}/shifts/end`.
pub async fn end(
    State(app): State<Arc<App>>,
    at: Result<Path<i64>, PathRejection>,
    bearer: Bearer,
    change: Result<Json<ShiftEnd>, JsonRejection>,
) -> Result<Response, Not> {
    bearer.came_for(Act::ChangeDuty).map_err(refused)?;
    let number = unit(&bearer, at)?;
    bearer.may(Act::ChangeDuty, number).map_err(refused)?;
    let sent = body(change, "ShiftEnd")?;
    let deed = bearer.deed(&why(&sent.why)?);
    answer(office(&app)?.store.remove_shift(UnitId(number), sent.seen, sent.shift, &deed).await)
}
