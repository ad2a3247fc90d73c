//! The directory for programs: units and how they are reached, people.
//!
//! Must never answer or change anything before `office::rights` allowed it, with the token's scopes, about that very unit.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use office::contact::{self, Contact};
use office::line;
use office::rights::{Act, Refused};
use office::units::{Unit, UnitId};
use serde::Deserialize;
use store::people::{Person, Sought};
use wire::directory::{ContactChange, ContactLine, PersonLine, PersonList, UnitLine, UnitList};

use crate::api;
use crate::app::App;
use crate::tokens::{Bearer, away, refused};

/// Units or people in one answer.
const PAGE: usize = 500;

/// Characters of a reason.
const WHY: usize = 500;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    after: i64,
}

/// The numbers of one answer out of all, and where the next goes on.
fn page(mut ids: Vec<i64>, after: i64) -> (Vec<i64>, Option<i64>) {
    ids.retain(|id| *id > after);
    ids.sort_unstable();
    let more = ids.len() > PAGE;
    ids.truncate(PAGE);
    let next = ids.last().copied().filter(|_| more);
    (ids, next)
}

fn unreadable(what: &str) -> Response {
    api::explain(StatusCode::BAD_REQUEST, "bad_request", what, "See /api/openapi.json.")
}

fn not_there() -> Response {
    refused(Refused::NotThere)
}

fn line_of(bearer: &Bearer, unit: &Unit) -> UnitLine {
    let known = bearer.units.contacts.get(&unit.id).cloned().unwrap_or_default();
    UnitLine {
        id: unit.id.0,
        code: unit.code.to_string(),
        name: unit.last_name().to_owned(),
        kind: unit.kind.as_str().to_owned(),
        parent: unit.parent(bearer.today).map(|parent| parent.0),
        contact: ContactLine { email: known.email, phone: known.phone, address: known.address },
        contact_version: bearer.units.contact_versions.get(&unit.id).copied().unwrap_or(0),
    }
}

/// `GET /api/v1/units`.
pub async fn units(
    bearer: Bearer,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<UnitList>, Response> {
    let reach = bearer.reach(Act::SeeUnit).map_err(refused)?;
    let Query(asked) = asked.map_err(|_| unreadable("`after` is to be a number."))?;
    let tree = &bearer.units.tree;
    let living =
        tree.units().filter(|unit| unit.is_living(bearer.today) && bearer.reaches(&reach, unit.id.0));
    let (ids, next) = page(living.map(|unit| unit.id.0).collect(), asked.after);
    let units = ids.iter().filter_map(|id| tree.get(UnitId(*id))).map(|unit| line_of(&bearer, unit));
    Ok(Json(UnitList { units: units.collect(), next }))
}

/// `GET /api/v1/people`.
pub async fn people(
    State(app): State<Arc<App>>,
    bearer: Bearer,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<PersonList>, Response> {
    let reach = bearer.reach(Act::SeePeople).map_err(refused)?;
    let Query(asked) = asked.map_err(|_| unreadable("`after` is to be a number."))?;
    let Some(office) = app.office.as_deref() else { return Err(not_there()) };
    let mut reached = office.store.units_with_people().await.map_err(|error| away(&error))?;
    reached.retain(|unit| bearer.reaches(&reach, *unit));
    let sought = Sought { units: &reached, left: false };
    let found = office.store.people_sought(&sought).await.map_err(|error| away(&error))?;
    let (ids, next) = page(found.iter().map(|one| one.id.0).collect(), asked.after);
    let ids: Vec<_> = ids.into_iter().map(office::people::PersonId).collect();
    let people = office.store.people_numbered(&ids).await.map_err(|error| away(&error))?;
    let line = |person: Person| PersonLine {
        id: person.id.0,
        name: person.details.name,
        position: person.details.position,
        unit: person.details.unit,
        email: person.details.email,
        phone: person.details.phone,
    };
    Ok(Json(PersonList { people: people.into_iter().map(line).collect(), next }))
}

/// `PUT /api/v1/units/{id}/contact`.
pub async fn change_contact(
    State(app): State<Arc<App>>,
    id: Result<Path<i64>, PathRejection>,
    bearer: Bearer,
    change: Result<Json<ContactChange>, JsonRejection>,
) -> Result<Response, Response> {
    bearer.came_for(Act::ChangeContacts).map_err(refused)?;
    let Path(id) = id.map_err(|_| unreadable("The unit is named by its number."))?;
    if bearer.units.tree.get(UnitId(id)).is_none() {
        return Err(not_there());
    }
    bearer.may(Act::ChangeContacts, id).map_err(refused)?;
    let Json(change) = change.map_err(|error| {
        // Its own words could repeat what was sent.
        let message = "The body is no change of how a unit is reached.";
        let fix = "Send one JSON object with exactly the fields of `ContactChange` in /api/openapi.json.";
        api::explain(error.status(), "not_a_change", message, fix)
    })?;
    let wrong = |field: &str, what: String| {
        let message = format!("`{field}`: {what}.");
        api::explain(
            StatusCode::UNPROCESSABLE_ENTITY,
            "refused",
            &message,
            "Correct it; nothing was changed.",
        )
    };
    let contact = Contact {
        email: contact::email(&change.email).map_err(|error| wrong("email", error.to_string()))?,
        phone: contact::phone(&change.phone).map_err(|error| wrong("phone", error.to_string()))?,
        address: contact::address(&change.address).map_err(|error| wrong("address", error.to_string()))?,
    };
    let why = match line::read(&change.why, WHY) {
        Ok(why) => why,
        Err(line::LineError::Empty) => String::new(),
        Err(error) => return Err(wrong("why", error.to_string())),
    };
    let Some(office) = app.office.as_deref() else { return Err(not_there()) };
    let changed = office.store.change_contact(UnitId(id), change.seen, &contact, &bearer.deed(&why)).await;
    if changed.map_err(|error| away(&error))? {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Err(api::explain(
        StatusCode::CONFLICT,
        "changed",
        "Somebody else changed it meanwhile; nothing was changed.",
        "Read the unit again, and send its `contact_version` as `seen`.",
    ))
}
