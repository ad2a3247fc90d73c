//! How a unit is reached.
//!
//! Must never overwrite what somebody else said of it meanwhile.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::contact::{self, Contact, ContactError};
use office::rights::Act;
use office::units::{Unit, UnitId};

use super::change::{Wrong, wrong};
use super::form::{FormPage, Group, Now, Typed, all, read_why, typed, why_field};
use super::said;
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};

fn form<'a>(app: &'a App, signed: &Signed, unit: &Unit, value: Typed<'_>) -> FormPage<'a> {
    let mut f = Desk::of(app, signed, "/console/units", "desk-units");
    f.title = format!("{}: {}", f.say("units-contacts"), unit.last_name());
    let known = signed.units.contacts.get(&unit.id).cloned().unwrap_or_default();
    let none = String::new;
    let fields = vec![
        typed(
            "phone",
            f.say("unit-phone"),
            f.say("unit-phone-hint"),
            value.get("phone", &known.phone),
            "maxlength=100 inputmode=tel autocomplete=off",
        ),
        typed(
            "email",
            f.say("unit-email"),
            none(),
            value.get("email", &known.email),
            "maxlength=320 inputmode=email autocomplete=off autocapitalize=none",
        ),
        typed(
            "address",
            f.say("unit-address"),
            none(),
            value.get("address", &known.address),
            "maxlength=300 autocomplete=off",
        ),
        why_field(&f, value, false),
    ];
    FormPage {
        back: (format!("/console/units/{}", unit.id.0), unit.last_name().to_owned()),
        lead: f.say("units-contacts-lead"),
        action: format!("/console/units/{}/contacts", unit.id.0),
        seen: version(signed, unit.id),
        groups: vec![Group::plain(fields)],
        button: f.say("units-save"),
        is_grave: false,
        whole: none(),
        now: None,
        f,
    }
}

fn version(signed: &Signed, id: UnitId) -> i64 {
    signed.units.contact_versions.get(&id).copied().unwrap_or(0)
}

/// `GET /console/units/{id}/contacts`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
) -> Result<Response, Stop> {
    let unit = signed.units.tree.get(UnitId(id)).ok_or(Stop::NotThere)?;
    signed.may(Act::ChangeContacts, id)?;
    Ok(form(&app, &signed, unit, Typed(None)).sent(StatusCode::OK, Wrong::new()))
}

/// `POST /console/units/{id}/contacts`.
pub async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { mut signed, fields } = posted;
    let id = UnitId(id);
    let unit = signed.units.tree.get(id).cloned().ok_or(Stop::NotThere)?;
    signed.may(Act::ChangeContacts, id.0)?;
    let f = Desk::of(&app, &signed, "/console/units", "desk-units");
    let or = |field, read: Result<String, ContactError>| {
        read.map_err(|error| wrong(field, said::no_contact(&f, error)))
    };
    let phone = or("phone", contact::phone(fields.get("phone")));
    let email = or("email", contact::email(fields.get("email")));
    let reached = all(phone, all(email, or("address", contact::address(fields.get("address")))));
    let read = all(reached, read_why(&f, &fields, false));
    let ((phone, (email, address)), why) = match read {
        Ok(read) => read,
        Err(wrong) => {
            let mut page = form(&app, &signed, &unit, Typed(Some(&fields)));
            page.seen = fields.number("seen").unwrap_or(0);
            return Ok(page.sent(StatusCode::UNPROCESSABLE_ENTITY, wrong));
        }
    };
    let contact = Contact { email, phone, address };
    let office = app.office()?;
    let seen = fields.number("seen").unwrap_or(0);
    if office.store.change_contact(id, seen, &contact, &signed.deed(&why)).await? {
        return Ok(Redirect::to(&format!("/console/units/{}?done=reached", id.0)).into_response());
    }
    signed.units = office.units().await?;
    if signed.units.tree.get(id).is_none() {
        return Err(Stop::NotThere);
    }
    let mut page = form(&app, &signed, &unit, Typed(Some(&fields)));
    let known = signed.units.contacts.get(&id).cloned().unwrap_or_default();
    let facts = vec![
        (page.f.say("unit-phone"), known.phone),
        (page.f.say("unit-email"), known.email),
        (page.f.say("unit-address"), known.address),
    ];
    page.now = Some(Now { told: page.f.say("units-conflict"), facts });
    Ok(page.sent(StatusCode::CONFLICT, Wrong::new()))
}
