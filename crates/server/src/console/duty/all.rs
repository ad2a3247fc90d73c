//! Who is on duty now, at all units.
//!
//! Must never count a unit as manned where nobody is on duty.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::rights::{Act, Reach};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use store::duty::KeptShift;

use super::names;
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};
use crate::console::unit_field;
use crate::pages::page;

/// Shifts on one page.
const PAGE: usize = 100;

/// What the link says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    unit: String,
    page: String,
}

#[derive(Template)]
#[template(path = "console/duty.html")]
struct DutyPage<'a> {
    f: Desk<'a>,
    asked: Asked,
    wrong_unit: String,
    proposed: Vec<(String, String)>,
    rows: Vec<Row>,
    counted: String,
    before: Option<String>,
    after: Option<String>,
    own: i64,
    sees_members: bool,
}

struct Row {
    unit: i64,
    unit_name: String,
    name: String,
    phone: String,
    until: String,
}

/// `GET /console/duty`.
pub async fn show(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let f = Desk::of(&app, &signed, "/console/duty", "desk-duty");
    let mut wrong_unit = String::new();
    let within = match asked.unit.trim() {
        "" => None,
        typed => unit_field::read(&f, &signed, typed, signed.today).map_err(|text| wrong_unit = text).ok(),
    };
    let all = office.store.on_duty(signed.now).await?;
    let mut inside: BTreeMap<i64, bool> = BTreeMap::new();
    let mut is_in = |one: &KeptShift| {
        let fits = || within.is_none_or(|within| signed.place(one.unit).contains(&within));
        let known = |unit: i64| signed.units.tree.get(office::units::UnitId(unit)).is_some();
        *inside
            .entry(one.unit)
            .or_insert_with(|| known(one.unit) && signed.may(Act::SeeUnit, one.unit).is_ok() && fits())
    };
    let mut found: Vec<KeptShift> = all.into_iter().filter(|one| is_in(one)).collect();
    let key = |one: &KeptShift| office::fold(&signed.unit_name(one.unit));
    found.sort_by_cached_key(|one| (key(one), one.unit, one.shift.from));
    let mut manned: Vec<i64> = found.iter().map(|one| one.unit).collect();
    manned.dedup();
    let living = signed.units.tree.units().filter(|unit| unit.is_living(signed.today)).map(|unit| unit.id);
    let units = living
        .filter(|id| within.is_none_or(|within| signed.units.tree.is_within(*id, within, signed.today)));
    let counted =
        f.words.with("duty-counted", &[("manned", &f.count(manned.len())), ("all", &f.count(units.count()))]);
    let pages = found.len().div_ceil(PAGE).max(1);
    let at = asked.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
    let shown: Vec<KeptShift> = found.into_iter().skip((at - 1) * PAGE).take(PAGE).collect();
    let names = names(office, shown.iter().map(|one| one.shift.person)).await?;
    let page_of = |at: usize| {
        let unit = utf8_percent_encode(asked.unit.trim(), NON_ALPHANUMERIC);
        format!("/console/duty?unit={unit}&page={at}")
    };
    let rows = shown.into_iter().map(|one| Row {
        unit: one.unit,
        unit_name: signed.unit_name(one.unit),
        name: names.get(&one.shift.person).cloned().unwrap_or_default(),
        until: f.moment(one.shift.until),
        phone: one.shift.phone,
    });
    let status = if wrong_unit.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let template = DutyPage {
        rows: rows.collect(),
        proposed: unit_field::proposed(&signed, Act::SeePeople),
        before: (at > 1).then(|| page_of(at - 1)),
        after: (at < pages).then(|| page_of(at + 1)),
        sees_members: !matches!(
            signed.standing.reach(Act::SeePeople), Reach::Below(units) if units.is_empty()
        ),
        own: signed.person.details.unit,
        wrong_unit,
        counted,
        asked,
        f,
    };
    Ok(page(status, &template))
}
