//! The form of a system: for one that is new, and for one that changes.
//!
//! Must never lose what was typed, and never overwrite what somebody else said of it meanwhile.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::{Act, Reach, Refused};
use office::systems::{self, Level, System};
use office::units::UnitId;
use serde::Deserialize;
use store::systems::{Kept, SystemsError, Wanted};

use super::{kept, said, seen};
use crate::app::App;
use crate::console::forms::Fields;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::unit_field;
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::form::{Field, FormPage, Group, Now, Typed, read_why, typed, why_field};
use crate::console::units::said as units_said;

/// What the link to a new one says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    unit: String,
}

/// The fields that say what a system is.
fn fields(f: &Desk<'_>, value: Typed<'_>, before: Option<&System>) -> Vec<Field> {
    let none = String::new;
    let lines = |name: &str, label: String, hint: String, before: String| Field {
        lines: 4,
        ..typed(name, label, hint, value.get(name, &before), "")
    };
    let joined = |all: Vec<String>| all.join("\n");
    let of = |read: fn(&System) -> Vec<String>| before.map(read).map(joined).unwrap_or_default();
    let level = before.map_or(1, |system| system.level.get()).to_string();
    let level = Field {
        choices: (1..=5)
            .map(|level: u8| (level.to_string(), f.with1("systems-level-of", "level", &level.to_string())))
            .collect(),
        ..typed("level", f.say("systems-level"), f.say("systems-level-hint"), value.get("level", &level), "")
    };
    vec![
        typed(
            "name",
            f.say("systems-name"),
            none(),
            value.get("name", before.map_or("", |system| &system.name)),
            "required maxlength=200 autocomplete=off",
        ),
        level,
        lines(
            "products",
            f.say("systems-products"),
            f.say("systems-products-hint"),
            of(|one| one.products.iter().map(ToString::to_string).collect()),
        ),
        lines(
            "addresses",
            f.say("systems-addresses"),
            f.say("systems-addresses-hint"),
            of(|one| one.addresses.iter().map(super::one::said_address).collect()),
        ),
        lines(
            "domains",
            f.say("systems-domains"),
            f.say("systems-domains-hint"),
            of(|one| one.domains.iter().map(ToString::to_string).collect()),
        ),
    ]
}

/// What was typed of a system of that unit, and why.
fn read(f: &Desk<'_>, fields: &Fields, unit: UnitId) -> Result<(System, String), Wrong> {
    let mut told = Wrong::new();
    let name =
        systems::name(fields.get("name")).map_err(|why| told.extend(wrong("name", units_said::line(f, why))));
    let level = fields.get("level").parse().ok().and_then(Level::new);
    if level.is_none() {
        told.extend(wrong("level", f.say("systems-level-none")));
    }
    let products = systems::products(fields.get("products"))
        .map_err(|faults| told.extend(wrong("products", said::faults(f, &faults))));
    let addresses = systems::addresses(fields.get("addresses"))
        .map_err(|faults| told.extend(wrong("addresses", said::faults(f, &faults))));
    let domains = systems::domains(fields.get("domains"))
        .map_err(|faults| told.extend(wrong("domains", said::faults(f, &faults))));
    let why = read_why(f, fields, false).map_err(|wrong| told.extend(wrong));
    match (name, level, products, addresses, domains, why) {
        (Ok(name), Some(level), Ok(products), Ok(addresses), Ok(domains), Ok(why)) => {
            Ok((System { unit, name, level, products, addresses, domains }, why))
        }
        _ => Err(told),
    }
}

fn new_page<'a>(app: &'a App, signed: &Signed, value: Typed<'_>, unit: &str) -> FormPage<'a> {
    let mut f = Desk::of(app, signed, "/console/systems", "desk-systems");
    f.title = f.say("systems-new");
    let unit = Field {
        offered: unit_field::proposed(signed, Act::ChangeSystems),
        ..typed(
            "unit",
            f.say("systems-unit"),
            f.say("unit-field-hint"),
            value.get("unit", unit),
            "required maxlength=200 autocomplete=off",
        )
    };
    let mut all = vec![unit];
    all.extend(fields(&f, value, None));
    all.push(why_field(&f, value, false));
    FormPage {
        back: ("/console/systems".to_owned(), f.say("desk-systems")),
        lead: f.say("systems-lead"),
        action: "/console/systems/new".to_owned(),
        seen: 0,
        groups: vec![Group::plain(all)],
        button: f.say("systems-new-do"),
        is_grave: false,
        whole: String::new(),
        now: None,
        f,
    }
}

fn anywhere(signed: &Signed) -> Result<(), Stop> {
    match signed.standing.reach(Act::ChangeSystems) {
        Reach::Below(units) if units.is_empty() => Err(Refused::NotAllowed.into()),
        _ => Ok(()),
    }
}

/// `GET /console/systems/new`.
pub async fn show_new(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    anywhere(&signed)?;
    let own = || unit_field::written(&signed, signed.person.details.unit);
    let unit = if asked.unit.is_empty() { own() } else { asked.unit.chars().take(200).collect() };
    Ok(new_page(&app, &signed, Typed(None), &unit).sent(StatusCode::OK, Wrong::new()))
}

/// `POST /console/systems/new`.
pub async fn found(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    anywhere(&signed)?;
    let office = app.office()?;
    let again = |wrong| {
        Ok(new_page(&app, &signed, Typed(Some(&fields)), "").sent(StatusCode::UNPROCESSABLE_ENTITY, wrong))
    };
    let f = Desk::of(&app, &signed, "/console/systems", "desk-systems");
    let unit = match unit_field::read(&f, &signed, fields.get("unit"), signed.today) {
        Ok(unit) if signed.may(Act::ChangeSystems, unit.0).is_ok() => Ok(unit),
        Ok(unit) => Err(wrong("unit", f.with1("units-not-yours", "code", &signed.unit_code(unit.0)))),
        Err(text) => Err(wrong("unit", text)),
    };
    let read = read(&f, &fields, unit.as_ref().map_or(UnitId(0), |unit| *unit));
    let (system, why) = match crate::console::units::form::all(unit, read) {
        Ok((_, read)) => read,
        Err(wrong) => return again(wrong),
    };
    let unknown = seen::Eyes::of(&signed).unknown(&office.store.named(signed.now).await?);
    let wanted = Wanted { new: vec![system], ..Wanted::default() };
    match office.store.change_systems(&wanted, &unknown, "system.found", &signed.deed(&why)).await {
        Ok(numbers) => {
            let id = numbers.first().copied().unwrap_or(0);
            Ok(Redirect::to(&format!("/console/systems/{id}?done=found")).into_response())
        }
        Err(SystemsError::Taken) => again(wrong("name", f.say("systems-taken"))),
        Err(SystemsError::Store(error)) => Err(error.into()),
        Err(_) => Err(Stop::NotThere),
    }
}

fn change_page<'a>(app: &'a App, signed: &Signed, kept: &Kept, value: Typed<'_>) -> FormPage<'a> {
    let mut f = Desk::of(app, signed, "/console/systems", "desk-systems");
    f.title = format!("{}: {}", f.say("systems-change"), kept.system.name);
    let mut all = fields(&f, value, Some(&kept.system));
    all.push(why_field(&f, value, false));
    FormPage {
        back: (format!("/console/systems/{}", kept.id), kept.system.name.clone()),
        lead: format!("{}: {}", f.say("systems-unit"), signed.unit_name(kept.system.unit.0)),
        action: format!("/console/systems/{}/change", kept.id),
        seen: kept.version,
        groups: vec![Group::plain(all)],
        button: f.say("units-save"),
        is_grave: false,
        whole: String::new(),
        now: None,
        f,
    }
}

/// `GET /console/systems/{id}/change`.
pub async fn show_change(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
) -> Result<Response, Stop> {
    let kept = kept(app.office()?, &signed, Act::ChangeSystems, id).await?;
    if kept.ended_at.is_some() {
        return Err(Stop::NotThere);
    }
    Ok(change_page(&app, &signed, &kept, Typed(None)).sent(StatusCode::OK, Wrong::new()))
}

/// `POST /console/systems/{id}/change`.
pub async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let office = app.office()?;
    let before = kept(office, &signed, Act::ChangeSystems, id).await?;
    if before.ended_at.is_some() {
        return Err(Stop::NotThere);
    }
    let seen_version = fields.number("seen").unwrap_or(0);
    let again = |kept: &Kept, wrong| {
        let mut page = change_page(&app, &signed, kept, Typed(Some(&fields)));
        page.seen = seen_version;
        Ok(page.sent(StatusCode::UNPROCESSABLE_ENTITY, wrong))
    };
    let f = Desk::of(&app, &signed, "/console/systems", "desk-systems");
    let (system, why) = match read(&f, &fields, before.system.unit) {
        Ok(read) => read,
        Err(wrong) => return again(&before, wrong),
    };
    let unknown = seen::Eyes::of(&signed).unknown(&office.store.named(signed.now).await?);
    let wanted = Wanted { changed: vec![(id, seen_version, system)], ..Wanted::default() };
    match office.store.change_systems(&wanted, &unknown, "system.changed", &signed.deed(&why)).await {
        Ok(_) => Ok(Redirect::to(&format!("/console/systems/{id}?done=changed")).into_response()),
        Err(SystemsError::Taken) => again(&before, wrong("name", f.say("systems-taken"))),
        Err(SystemsError::Store(error)) => Err(error.into()),
        Err(_) => {
            let now = kept(office, &signed, Act::ChangeSystems, id).await?;
            if now.ended_at.is_some() {
                return Err(Stop::NotThere);
            }
            // Sent again, it is held against what is shown now.
            let mut page = change_page(&app, &signed, &now, Typed(Some(&fields)));
            page.now = Some(facts(&page.f, &now.system));
            Ok(page.sent(StatusCode::CONFLICT, Wrong::new()))
        }
    }
}

/// What a system is, to be held against what somebody believed it to be.
pub fn facts(f: &Desk<'_>, system: &System) -> Now {
    let list = |all: Vec<String>| all.join("; ");
    let facts = vec![
        (f.say("systems-name"), system.name.clone()),
        (f.say("systems-level"), system.level.get().to_string()),
        (f.say("systems-products"), list(system.products.iter().map(ToString::to_string).collect())),
        (f.say("systems-addresses"), list(system.addresses.iter().map(super::one::said_address).collect())),
        (f.say("systems-domains"), list(system.domains.iter().map(ToString::to_string).collect())),
    ];
    Now { told: f.say("systems-conflict"), facts }
}
