//! Somebody is invited.
//!
//! Must never make anybody where who invites manages nobody, and must never give them what could not be given otherwise.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use office::people::PersonId;
use office::rights::{Act, Grant, Reach, Refused, Role};
use office::units::UnitId;
use serde::Deserialize;
use store::people::PeopleError;

use super::super::frame::{Desk, refused, sent};
use super::super::people_words::{role_meaning, role_name};
use super::super::signed::{Posted, Signed, Stop};
use super::super::{codes, unit_field};
use super::details::{Typed, Wrong};
use super::slip::{self, Slip};
use crate::app::App;
use crate::guard;

/// Nobody yet: who is only now invited is no other than that.
const NOBODY: PersonId = PersonId(0);

#[derive(Template)]
#[template(path = "console/invite.html")]
struct InvitePage<'a> {
    f: Desk<'a>,
    typed: Typed,
    wrong: Wrong,
    roles: Vec<(&'static str, String, String, bool)>,
    wrong_role: String,
    proposed: Vec<(String, String)>,
}

/// What the link says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    unit: String,
}

fn blank<'a>(app: &'a App, signed: &Signed, typed: Typed, chosen: Option<Role>) -> InvitePage<'a> {
    let f = Desk::of(app, signed, "/console/people", "invite-title");
    let roles = Role::ALL
        .into_iter()
        .rev()
        .map(|role| (role.as_str(), role_name(&f, role), role_meaning(&f, role), Some(role) == chosen));
    InvitePage {
        roles: roles.collect(),
        proposed: unit_field::proposed(signed, Act::ManagePeople),
        typed,
        wrong: Wrong::default(),
        wrong_role: String::new(),
        f,
    }
}

/// Refuses who manages nobody anywhere.
fn manages(signed: &Signed) -> Result<(), Stop> {
    match signed.standing.reach(Act::ManagePeople) {
        Reach::Below(units) if units.is_empty() => Err(Refused::NotAllowed.into()),
        _ => Ok(()),
    }
}

/// `GET /console/people/new`.
pub async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Stop> {
    manages(&signed)?;
    let own = signed.person.details.unit;
    let unit = match asked.unit.is_empty() {
        true if signed.may(Act::ManagePeople, own).is_ok() => unit_field::written(&signed, own),
        _ => asked.unit,
    };
    Ok(sent(&blank(&app, &signed, Typed { unit, ..Typed::default() }, Some(Role::Officer))))
}

/// `POST /console/people/new`.
pub async fn make(
    State(app): State<Arc<App>>,
    request: guard::Asked,
    posted: Posted,
) -> Result<Response, Stop> {
    let (office, signed) = (app.office()?, &posted.signed);
    manages(signed)?;
    let role = Role::read(posted.fields.get("role"));
    let mut page = blank(&app, signed, Typed::of(&posted.fields), role);
    if role.is_none() && !posted.fields.get("role").is_empty() {
        return Err(Stop::NotThere);
    }
    let details = match page.typed.judge(&page.f, signed) {
        Ok(details) => details,
        Err(wrong) => {
            page.wrong = *wrong;
            return Ok(refused(&page));
        }
    };
    if role.is_some_and(|role| signed.may_grant(role, NOBODY, details.unit).is_err()) {
        page.wrong_role = page.f.say("role-not-yours");
        return Ok(refused(&page));
    }
    let first = role.map(|role| Grant { role, unit: UnitId(details.unit) });
    let code = codes::code().map_err(|_| Stop::NoRandom)?;
    let until = signed.now.saturating_add(slip::GOOD_FOR);
    let deed = signed.deed("");
    let made = office.store.invite(&details, first, codes::typed(&code).as_bytes(), until, &deed).await;
    let id = match made {
        Ok(id) => id,
        Err(PeopleError::LoginTaken) => {
            page.wrong.login = page.f.say("login-taken");
            return Ok(refused(&page));
        }
        Err(error) => return Err(super::stop(error)),
    };
    let person = office.store.person(id).await?.ok_or(Stop::NotThere)?;
    let origin = slip::origin(&app, request.host.as_deref());
    Ok(slip::page(&app, signed, &Slip { person: &person, code: &code, until, origin, again: false }))
}
