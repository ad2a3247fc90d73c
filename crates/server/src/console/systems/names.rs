//! For whom a system is: who is named, and that it is restricted at all.
//!
//! Must never restrict it so that whoever does so is shut out unawares, and never leave it without somebody who is there.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::people::PersonId;
use office::rights::{Act, Scope};
use store::systems::{Kept, SystemsError};

use super::{kept, seen};
use crate::app::App;
use crate::console::codes;
use crate::console::frame::Desk;
use crate::console::naming::{self, proposed};
use crate::console::office::Office;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::units::change::{AtField, Wrong, wrong};
use crate::pages::page;

#[derive(Template)]
#[template(path = "console/system_names.html")]
struct NamesPage<'a> {
    f: Desk<'a>,
    id: i64,
    name: String,
    seen: i64,
    is_restricted: bool,
    wants: bool,
    code: String,
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
    let_in: bool,
}

/// One that is in use, whose names they may change.
async fn owned(office: &Office, signed: &Signed, id: i64) -> Result<Kept, Stop> {
    let one = kept(office, signed, Act::SeeSystems, id).await?;
    match &one.named {
        Some(named) => signed.standing.may_name(named, Scope::SystemsWrite)?,
        None => seen::may(signed, Act::ChangeSystems, one.system.unit.0, None)?,
    }
    if one.ended_at.is_some() { Err(Stop::NotThere) } else { Ok(one) }
}

struct Shown<'s> {
    kept: &'s Kept,
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
    let office = app.office()?;
    let Shown { kept, wants, ticked, login, why, changed } = shown;
    let mut f = Desk::of(app, signed, "/console/systems", "desk-systems");
    f.title = f.say("systems-names");
    let lasting = kept.named.as_ref().map(|named| named.lasting.clone()).unwrap_or_default();
    let let_in = |id: PersonId| {
        kept.named.as_ref().is_some_and(|named| named.all.contains(&id) && !lasting.contains(&id))
    };
    let named = kept.named.iter().flat_map(|named| named.all.union(&named.lasting));
    let known: Vec<PersonId> = ticked.iter().chain(named).copied().collect();
    let people =
        proposed(office, signed, known, [kept.system.unit.0]).await?.into_iter().map(|person| Choice {
            id: person.id.0,
            about: signed.unit_name(person.details.unit),
            ticked: ticked.contains(&person.id),
            let_in: person.ended_at.is_none() && let_in(person.id),
            name: person.details.name,
        });
    let template = NamesPage {
        id: kept.id,
        name: kept.system.name.clone(),
        seen: kept.version,
        is_restricted: kept.named.is_some(),
        wants,
        code: if kept.named.is_some() { kept.code.clone() } else { String::new() },
        people: people.collect(),
        login,
        why,
        wrong,
        changed,
        f,
    };
    Ok(page(status, &template))
}

/// `GET /console/systems/{id}/names`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
) -> Result<Response, Stop> {
    let kept = owned(app.office()?, &signed, id).await?;
    let ticked = match &kept.named {
        Some(named) => named.lasting.clone(),
        None => BTreeSet::from([signed.person.id]),
    };
    let wants = kept.named.is_some();
    let (login, why, changed) = (String::new(), String::new(), false);
    let page = Shown { kept: &kept, wants, ticked: &ticked, login, why, changed };
    shown(&app, &signed, StatusCode::OK, page, Wrong::new()).await
}

/// `POST /console/systems/{id}/names`.
pub async fn name(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let office = app.office()?;
    let mut kept = owned(office, &signed, id).await?;
    let f = Desk::of(&app, &signed, "/console/systems", "desk-systems");
    let named: Vec<PersonId> =
        kept.named.iter().flat_map(|named| named.all.union(&named.lasting).copied()).collect();
    let choices = proposed(office, &signed, named, [kept.system.unit.0]).await?;
    let (naming, mut told) =
        naming::read(&f, office, &signed, &fields, &choices, kept.named.is_some()).await?;
    let code = codes::code().map_err(|_| Stop::NoRandom)?;
    let seen = fields.number("seen").unwrap_or(0);
    let mut changed = false;
    if told.is_empty() {
        let named = naming.named();
        match office.store.name_people(id, seen, &named, &code, &signed.deed(&naming.why)).await {
            Ok(()) if naming.wants && !named.contains(&signed.person.id) => {
                return Ok(Redirect::to("/console/systems?done=named").into_response());
            }
            Ok(()) => {
                let done = if naming.wants { "named" } else { "opened" };
                return Ok(Redirect::to(&format!("/console/systems/{id}?done={done}")).into_response());
            }
            Err(SystemsError::Store(error)) => return Err(error.into()),
            Err(SystemsError::Taken) => told.extend(wrong("", f.say("systems-names-taken"))),
            Err(SystemsError::NobodyLeft | SystemsError::NoPerson(_)) => {
                told.extend(wrong("", f.say("systems-names-left")));
            }
            Err(SystemsError::Changed) => {
                changed = true;
                kept = owned(office, &signed, id).await?;
            }
        }
    }
    let status = if changed { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut page_of = Shown {
        kept: &kept,
        wants: naming.wants,
        ticked: &naming.people,
        login: fields.get("login").to_owned(),
        why: fields.get("why").to_owned(),
        changed,
    };
    let mut as_seen = kept.clone();
    if !changed {
        as_seen.version = seen;
        page_of.kept = &as_seen;
    }
    shown(&app, &signed, status, page_of, told).await
}
