//! For whom an incident is: who is named, and that it is restricted at all.
//!
//! Must never restrict it so that whoever does so is shut out unawares, and never leave it without somebody who is there.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::people::PersonId;
use office::rights::Scope;
use store::incidents::IncidentsError;

use super::seen::{Seen, seen};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::naming::{self, PROPOSED, proposed};
use crate::console::office::Office;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::units::change::{AtField, Wrong, wrong};
use crate::pages::page;

#[derive(Template)]
#[template(path = "console/incident_names.html")]
struct NamesPage<'a> {
    f: Desk<'a>,
    id: i64,
    name: String,
    seen: String,
    is_restricted: bool,
    code: String,
    wants: bool,
    people: Vec<Choice>,
    login: String,
    why: String,
    wrong: Wrong,
    changed: bool,
}

struct Choice {
    id: i64,
    name: String,
    about: String,
    ticked: bool,
}

/// Whether they may say for whom it is: who is named, or, where it is for all, who directs there.
pub(super) fn may(signed: &Signed, seen: &Seen) -> Result<(), Stop> {
    match &seen.kept.named {
        Some(named) => Ok(signed.standing.may_name(named, Scope::IncidentsWrite)?),
        None if seen.hand.directs => Ok(()),
        None => Err(office::rights::Refused::NotAllowed.into()),
    }
}

async fn owned(office: &Office, signed: &Signed, id: i64) -> Result<Seen, Stop> {
    let one = seen(office, signed, id).await?;
    may(signed, &one)?;
    Ok(one)
}

fn named(seen: &Seen) -> BTreeSet<PersonId> {
    seen.kept.named.as_ref().map(|named| named.all.clone()).unwrap_or_default()
}

/// Those, and who is named though it is withheld from them.
fn known(seen: &Seen) -> BTreeSet<PersonId> {
    let lasting = seen.kept.named.as_ref().map(|named| named.lasting.clone()).unwrap_or_default();
    &named(seen) | &lasting
}

/// Who was named when the page was made, as the form says it.
fn written(people: &BTreeSet<PersonId>) -> String {
    people.iter().map(|who| who.0.to_string()).collect::<Vec<_>>().join(" ")
}

fn read(text: &str) -> BTreeSet<PersonId> {
    text.split(' ').take(10 * PROPOSED).filter_map(|who| who.parse().ok().map(PersonId)).collect()
}

struct Shown<'s> {
    seen: &'s Seen,
    as_of: BTreeSet<PersonId>,
    wants: bool,
    ticked: &'s BTreeSet<PersonId>,
    login: String,
    why: String,
    changed: bool,
}

async fn shown(
    app: &App,
    signed: &Signed,
    status: StatusCode,
    shown: Shown<'_>,
    wrong: Wrong,
) -> Result<Response, Stop> {
    let mut f = Desk::of(app, signed, "/console/incidents", "desk-incidents");
    f.title = f.say("evidence-names");
    let known: Vec<PersonId> = shown.ticked.iter().copied().chain(known(shown.seen)).collect();
    let people = proposed(app.office()?, signed, known, shown.seen.kept.incident.sides()).await?;
    let people = people.into_iter().map(|person| Choice {
        id: person.id.0,
        about: signed.unit_name(person.details.unit),
        ticked: shown.ticked.contains(&person.id),
        name: person.details.name,
    });
    let template = NamesPage {
        id: shown.seen.kept.id,
        name: shown.seen.kept.incident.title.clone(),
        seen: written(&shown.as_of),
        is_restricted: shown.seen.kept.named.is_some(),
        code: shown.seen.kept.code.clone(),
        wants: shown.wants,
        people: people.collect(),
        login: shown.login,
        why: shown.why,
        wrong,
        changed: shown.changed,
        f,
    };
    Ok(page(status, &template))
}

/// `GET /console/incidents/{id}/names`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
) -> Result<Response, Stop> {
    let seen = owned(app.office()?, &signed, id).await?;
    let ticked = match &seen.kept.named {
        Some(named) => named.lasting.clone(),
        None => BTreeSet::from([signed.person.id]),
    };
    let how = Shown {
        as_of: named(&seen),
        wants: seen.kept.named.is_some(),
        ticked: &ticked,
        login: String::new(),
        why: String::new(),
        changed: false,
        seen: &seen,
    };
    shown(&app, &signed, StatusCode::OK, how, Wrong::new()).await
}

/// `POST /console/incidents/{id}/names`.
pub async fn name(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let office = app.office()?;
    let mut seen = owned(office, &signed, id).await?;
    let f = Desk::of(&app, &signed, "/console/incidents", "desk-incidents");
    let choices = proposed(office, &signed, known(&seen), seen.kept.incident.sides()).await?;
    let (naming, mut told) =
        naming::read(&f, office, &signed, &fields, &choices, seen.kept.named.is_some()).await?;
    let mut as_of = read(fields.get("seen"));
    let mut changed = false;
    if told.is_empty() {
        let now = naming.named();
        match office.store.name_in_incident(id, &as_of, &now, &signed.deed(&naming.why)).await {
            Ok(()) if naming.wants && !now.contains(&signed.person.id) => {
                return Ok(Redirect::to("/console/incidents?done=named").into_response());
            }
            Ok(()) => {
                let done = if naming.wants { "named" } else { "unnamed" };
                return Ok(Redirect::to(&format!("/console/incidents/{id}?done={done}")).into_response());
            }
            Err(IncidentsError::NamesChanged) => {
                seen = owned(office, &signed, id).await?;
                changed = named(&seen) != as_of;
                as_of = named(&seen);
                if !changed {
                    told.extend(wrong("", f.say("systems-names-left")));
                }
            }
            Err(IncidentsError::Store(error)) => return Err(error.into()),
            Err(_) => return Err(Stop::NotThere),
        }
    }
    let status = if changed { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let how = Shown {
        seen: &seen,
        as_of,
        wants: naming.wants,
        ticked: &naming.people,
        login: fields.get("login").to_owned(),
        why: fields.get("why").to_owned(),
        changed,
    };
    shown(&app, &signed, status, how, told).await
}
