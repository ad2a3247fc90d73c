//! A new plan: of which unit, for which year. It begins with what the one in force says.
//!
//! Must never begin a second one beside one that is being written.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::{Act, Refused};
use serde::Deserialize;
use store::plans::PlanError;

use super::{anywhere, stopped};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::unit_field;
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::form::{Field, FormPage, Group, Typed, typed};

/// What the link says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    unit: String,
}

fn page<'a>(app: &'a App, signed: &Signed, unit: &str, value: Typed<'_>) -> FormPage<'a> {
    let f = Desk::of(app, signed, "/console/incidents", "plan-new");
    let own = signed.person.details.unit;
    let own = if signed.may(Act::WritePlans, own).is_ok() {
        unit_field::written(signed, own)
    } else {
        String::new()
    };
    // The second half of a year is when the next is planned.
    let year = signed.today.year() + i16::from(signed.today.month() > 6);
    let unit = if unit.is_empty() { own } else { unit.to_owned() };
    let line = |name: &str, label: &str, hint: &str, before: &str, extra| {
        typed(name, f.say(label), f.say(hint), value.get(name, before), extra)
    };
    let fields = vec![
        Field {
            offered: unit_field::proposed(signed, Act::WritePlans),
            ..line("unit", "incident-unit", "choose-hint", &unit, "required maxlength=200 autocomplete=off")
        },
        line(
            "year",
            "plan-year",
            "plan-year-hint",
            &year.to_string(),
            "required inputmode=numeric maxlength=4",
        ),
    ];
    FormPage {
        back: ("/console/plans".to_owned(), f.say("plans")),
        lead: f.say("plan-new-lead"),
        action: "/console/plans/new".to_owned(),
        seen: 0,
        groups: vec![Group::plain(fields)],
        button: f.say("plan-new-do"),
        is_grave: false,
        whole: String::new(),
        now: None,
        f,
    }
}

/// `GET /console/plans/new`.
pub async fn show(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    if !anywhere(&signed, Act::WritePlans) {
        return Err(Refused::NotAllowed.into());
    }
    Ok(page(&app, &signed, asked.unit.trim(), Typed(None)).sent(StatusCode::OK, Wrong::new()))
}

/// `POST /console/plans/new`.
pub async fn make(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    if !anywhere(&signed, Act::WritePlans) {
        return Err(Refused::NotAllowed.into());
    }
    let page = page(&app, &signed, "", Typed(Some(&fields)));
    let f = &page.f;
    let mut told = Wrong::new();
    let unit = match unit_field::read(f, &signed, fields.get("unit"), signed.today) {
        Ok(unit) if signed.may(Act::WritePlans, unit.0).is_ok() => unit.0,
        Ok(unit) => {
            told.extend(wrong("unit", f.with1("units-not-yours", "code", &signed.unit_code(unit.0))));
            0
        }
        Err(text) => {
            told.extend(wrong("unit", text));
            0
        }
    };
    let this = signed.today.year();
    let year = fields.get("year").parse::<i16>().ok().filter(|year| (this - 1..=this + 5).contains(year));
    if year.is_none() {
        let years = [("first", (this - 1).to_string()), ("last", (this + 5).to_string())];
        let years: Vec<(&str, &str)> = years.iter().map(|(name, year)| (*name, year.as_str())).collect();
        told.extend(wrong("year", f.words.with("plan-no-year", &years)));
    }
    let (true, Some(year)) = (told.is_empty(), year) else {
        return Ok(page.sent(StatusCode::UNPROCESSABLE_ENTITY, told));
    };
    let made = app.office()?.store.add_plan(unit, year, &signed.standing.grants, &signed.deed("")).await;
    match made {
        Ok(id) => Ok(Redirect::to(&format!("/console/plans/{id}?done=made")).into_response()),
        Err(PlanError::Open(id)) => {
            let text = f.with1("plan-open-already", "number", &id.to_string());
            Ok(page.sent(StatusCode::CONFLICT, wrong("unit", text)))
        }
        Err(error) => {
            stopped(error)?;
            Err(Stop::NotThere)
        }
    }
}
