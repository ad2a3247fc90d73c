//! What can be pasted into a chat group: a link and a code that lead to something, and say nothing of it.
//!
//! Must never put a name, an address or an indicator into the text, and must never tell a code that leads nowhere from
//! one that was tried too often.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::Act;
use serde::Deserialize;

use super::super::codes;
use super::super::frame::{Desk, sent};
use super::super::office::Office;
use super::super::people::origin;
use super::super::signed::{Posted, Signed, Stop};
use super::super::{incidents, systems};
use crate::app::App;
use crate::guard;
use crate::pages::page;

/// Seconds for which a code leads somewhere: an office reads its mail weekly.
const GOOD_FOR: i64 = 14 * 86_400;

/// Signs of a code: 40 bits.
const SIGNS: usize = 8;

/// Failures that one person has in so many seconds, before no code of theirs leads anywhere.
const FAILURES: u32 = 10;
const WITHIN: i64 = 600;

/// People whose failures are known at a time.
const KNOWN: usize = 10_000;

/// Who typed codes that lead nowhere, and how often: since when, how many.
#[derive(Debug, Default)]
pub struct Guesses(Mutex<BTreeMap<i64, (i64, u32)>>);

impl Guesses {
    /// Whether somebody may try another one, which counts as a failure until it is said to be none: many at one time are
    /// as many tries.
    fn tries(&self, person: i64, now: i64) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN {
            known.retain(|_, (since, _)| fresh(*since, now).is_some());
        }
        let entry = known.entry(person).or_insert((now, 0));
        if fresh(entry.0, now).is_none() {
            *entry = (now, 0);
        }
        let may = entry.1 < FAILURES;
        entry.1 = entry.1.saturating_add(1);
        may
    }

    /// That try was none in vain.
    fn led(&self, person: i64) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, failed)) = known.get_mut(&person) {
            *failed = failed.saturating_sub(1);
        }
    }
}

/// Whether failures since then still count. A clock that was set back lets nobody try for ever, and keeps nobody out.
fn fresh(since: i64, now: i64) -> Option<()> {
    (now.saturating_sub(since).saturating_abs() < WITHIN).then_some(())
}

#[derive(Template)]
#[template(path = "console/copy.html")]
struct CopyPage<'a> {
    f: Desk<'a>,
    text: String,
    back: String,
}

#[derive(Template)]
#[template(path = "console/short.html")]
struct ShortPage<'a> {
    f: Desk<'a>,
    wrong: String,
}

/// Where an object is, for those who may see it.
fn place(object: &str) -> Option<String> {
    let number = |kind: &str| object.strip_prefix(kind).and_then(|number| number.parse::<i64>().ok());
    if object == "notices" {
        return Some("/console/notices".to_owned());
    }
    number("unit:")
        .map(|id| format!("/console/units/{id}"))
        .or_else(|| number("duty:").map(|id| format!("/console/duty/{id}")))
        .or_else(|| number("system:").map(|id| format!("/console/systems/{id}")))
        .or_else(|| number("person:").map(|id| format!("/console/people/{id}")))
        .or_else(|| number("incident:").map(|id| format!("/console/incidents/{id}")))
}

/// Refuses who may not see an object that has a place.
async fn seen(office: &Office, signed: &Signed, object: &str) -> Result<(), Stop> {
    let number = |kind: &str| object.strip_prefix(kind).and_then(|number| number.parse::<i64>().ok());
    if let Some(id) = number("unit:").or_else(|| number("duty:")) {
        signed.units.tree.get(office::units::UnitId(id)).ok_or(Stop::NotThere)?;
        signed.may(Act::SeeUnit, id)?;
    } else if let Some(id) = number("system:") {
        systems::kept(office, signed, Act::SeeSystems, id).await?;
    } else if let Some(id) = number("person:") {
        let person = office.store.person(office::people::PersonId(id)).await?.ok_or(Stop::NotThere)?;
        signed.may(Act::SeePeople, person.details.unit).map_err(|_| Stop::NotThere)?;
    } else if let Some(id) = number("incident:") {
        incidents::looked(office, signed, id).await?;
    }
    Ok(())
}

/// `POST /console/copy`.
pub async fn make(
    State(app): State<Arc<App>>,
    request: guard::Asked,
    posted: Posted,
) -> Result<Response, Stop> {
    let (office, signed) = (app.office()?, &posted.signed);
    let object = posted.fields.get("object");
    let back = place(object).ok_or(Stop::NotThere)?;
    // What they may not see themselves they point nobody to.
    seen(office, signed, object).await?;
    let long = codes::code().map_err(|_| Stop::NoRandom)?;
    let code: String = codes::typed(&long).chars().take(SIGNS).collect();
    let until = signed.now.saturating_add(GOOD_FOR);
    office.store.keep_short(&code, object, signed.person.id, until).await?;
    let f = Desk::of(&app, signed, "", "copy-title");
    let (first, second) = code.split_at(SIGNS / 2);
    let shown = format!("{first}-{second}");
    let base = origin(&app, request.host.as_deref());
    let (link, until) = (format!("{base}/t/{shown}"), f.moment(until));
    let values = [("link", link.as_str()), ("code", &shown), ("until", &until)];
    let text = f.words.with(if base.is_empty() { "copy-text-no-link" } else { "copy-text" }, &values);
    Ok(sent(&CopyPage { text, back, f }))
}

/// `GET /t/{code}`: to where people sign in, whatever the code is.
pub async fn lead(Path(code): Path<String>) -> Response {
    let code = codes::typed(&code);
    Redirect::to(&format!("/console/t/{code}")).into_response()
}

/// What the form says.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    code: String,
}

/// `GET /console/t`: the field to type a code into, or where the code leads that was typed.
pub async fn ask(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(asked): Query<Typed>,
) -> Result<Response, Stop> {
    if !asked.code.is_empty() {
        return follow(&app, &signed, &asked.code).await;
    }
    Ok(sent(&ShortPage { wrong: String::new(), f: Desk::of(&app, &signed, "", "short-title") }))
}

/// `GET /console/t/{code}`.
pub async fn open(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    signed: Signed,
) -> Result<Response, Stop> {
    follow(&app, &signed, &code).await
}

async fn follow(app: &App, signed: &Signed, typed: &str) -> Result<Response, Stop> {
    let office = app.office()?;
    let (code, id) = (codes::typed(typed), signed.person.id.0);
    if office.guesses.tries(id, signed.now)
        && code.len() == SIGNS
        && let Some(place) = leads(office, signed, &code).await?
    {
        office.guesses.led(id);
        return Ok(Redirect::to(&place).into_response());
    }
    let f = Desk::of(app, signed, "", "short-title");
    let wrong = f.say("short-none");
    Ok(page(StatusCode::NOT_FOUND, &ShortPage { wrong, f }))
}

/// Where a code leads somebody; nowhere where they may not see what is there, as if it were none.
async fn leads(office: &Office, signed: &Signed, code: &str) -> Result<Option<String>, Stop> {
    let object = office.store.short(code, signed.now).await?;
    let Some((object, place)) = object.and_then(|object| place(&object).map(|place| (object, place))) else {
        return Ok(None);
    };
    match seen(office, signed, &object).await {
        Ok(()) => Ok(Some(place)),
        Err(Stop::NotThere | Stop::Refused(_)) => Ok(None),
        Err(stop) => Err(stop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_failures_in_ten_minutes_are_enough_and_each_person_has_their_own() {
        let guesses = Guesses::default();
        for _ in 0..2 * FAILURES {
            assert!(guesses.tries(1, 100));
            guesses.led(1);
        }
        for _ in 0..FAILURES {
            assert!(guesses.tries(1, 100));
        }
        assert!(!guesses.tries(1, 100 + WITHIN - 1) && guesses.tries(2, 100));
        assert!(guesses.tries(1, 100 + WITHIN));
        // A clock that was set back keeps nobody out.
        for _ in 0..FAILURES {
            guesses.tries(1, 100 + WITHIN);
        }
        assert!(guesses.tries(1, 100));
    }

    #[test]
    fn codes_lead_to_what_is_listed_and_nowhere_else() {
        assert_eq!(place("unit:3").as_deref(), Some("/console/units/3"));
        assert_eq!(place("person:3").as_deref(), Some("/console/people/3"));
        assert_eq!(place("notices").as_deref(), Some("/console/notices"));
        for object in ["", "unit:", "unit:a", "unit:../x", "https://a.example", "//a.example", "message:1"] {
            assert_eq!(place(object), None, "{object}");
        }
    }
}
