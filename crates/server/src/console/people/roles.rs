//! Roles are given and taken.
//!
//! Must never give or take what `office::rights` does not let who asks give at that very unit.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::{Grant, Role};
use office::units::UnitId;
use store::people::PeopleError;

use super::super::frame::refused;
use super::super::signed::{Posted, Stop};
use super::super::{people_words, unit_field};
use super::details::Typed;
use super::{person, seen};
use crate::app::App;

/// `POST /console/people/{id}/roles`.
pub async fn give(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    let (office, signed, fields) = (app.office()?, &posted.signed, &posted.fields);
    // A role may be held far from where somebody belongs: what counts is the unit at which it is given.
    let of = seen(office, signed, &id).await?;
    if of.ended_at.is_some() {
        return Err(Stop::NotThere);
    }
    let role = Role::read(fields.get("role")).ok_or(Stop::NotThere)?;
    let typed = Typed::from(signed, &of.details);
    let mut page = person::page(&app, office, signed, &of, typed).await?;
    fields.get("role_unit").clone_into(&mut page.give_unit);
    page.choose(role);
    let unit = match unit_field::read(&page.f, signed, fields.get("role_unit"), signed.today) {
        Ok(unit) => unit,
        Err(trouble) => {
            page.wrong_give = trouble;
            return Ok(refused(&page));
        }
    };
    if signed.may_grant(role, of.id, unit.0).is_err() {
        page.wrong_give = page.f.say("role-not-yours");
        return Ok(refused(&page));
    }
    let deed = signed.deed(&people_words::reason(fields.get("why")));
    office.store.grant(of.id, Grant { role, unit }, &deed).await.map_err(super::stop)?;
    Ok(Redirect::to(&format!("/console/people/{}?done=given", of.id.0)).into_response())
}

/// `POST /console/people/{id}/roles/end`.
pub async fn take(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    let (office, signed, fields) = (app.office()?, &posted.signed, &posted.fields);
    let of = seen(office, signed, &id).await?;
    let role = Role::read(fields.get("role")).ok_or(Stop::NotThere)?;
    let unit = fields.number("role_unit").ok_or(Stop::NotThere)?;
    signed.may_grant(role, of.id, unit)?;
    let deed = signed.deed(&people_words::reason(fields.get("why")));
    let grant = Grant { role, unit: UnitId(unit) };
    match office.store.withdraw(of.id, grant, &deed).await {
        Ok(()) => Ok(Redirect::to(&format!("/console/people/{}?done=taken", of.id.0)).into_response()),
        Err(PeopleError::LastAdministrator) => {
            let typed = Typed::from(signed, &of.details);
            let mut page = person::page(&app, office, signed, &of, typed).await?;
            page.wrong_roles = page.f.say("last-administrator");
            Ok(refused(&page))
        }
        Err(error) => Err(super::stop(error)),
    }
}
