//! The page of the sums: each number a link to the list of just those incidents.
//!
//! Must never show a number that its list does not have.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::rights::Act;
use office::units::UnitId;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use store::incidents::{How, UNCLASSIFIED};

use super::period::Period;
use super::{Asked, Part, Sum, part, sums};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::incidents::said;
use crate::console::signed::{Signed, Stop};
use crate::console::unit_field;
use crate::pages::page;

#[derive(Template)]
#[template(path = "console/sums.html")]
struct SumsPage<'a> {
    f: Desk<'a>,
    unit: String,
    alone: bool,
    period: String,
    from: String,
    until: String,
    wrong_unit: String,
    wrong_days: String,
    proposed: Vec<(String, String)>,
    periods: Vec<(String, String)>,
    lead: String,
    rows: Vec<Row>,
    total: Row,
    unverified: Option<Cell>,
    units: Vec<Row>,
    query: String,
}

struct Row {
    name: String,
    /// Where the name leads; empty for nowhere.
    href: String,
    cells: Vec<Cell>,
}

struct Cell {
    text: String,
    href: String,
    label: String,
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// The list of those that are counted with a unit, of a class, handled so.
fn list(signed: &Signed, part: &Part, phase: &str, class: &str, how: Option<How>) -> String {
    let mut href = format!(
        "/console/incidents?phase={phase}&unit={}&from={}&until={}",
        escaped(&signed.unit_code(part.unit.0)),
        part.period.from,
        part.period.until
    );
    for (name, value) in [
        ("below", if part.alone { "own" } else { "" }),
        ("class", class),
        ("how", how.map_or("", How::as_str)),
    ] {
        if !value.is_empty() {
            href += &format!("&{name}={value}");
        }
    }
    href
}

fn cells(f: &Desk<'_>, signed: &Signed, part: &Part, class: &str, name: &str, sum: &Sum) -> Vec<Cell> {
    let hows = [None, Some(How::Alone), Some(How::Others), Some(How::Abroad), Some(How::Asked)];
    let mut all = Vec::new();
    for (how, count) in hows.into_iter().zip(sum.counts) {
        let column = f.say(how.map_or("sums-count", super::how));
        all.push(Cell {
            text: f.words.number(count),
            href: list(signed, part, "real", class, how),
            label: format!("{name}, {column}: {}", f.words.number(count)),
        });
    }
    let loss = loss(f, sum);
    let label = format!("{name}, {}: {loss}", f.say(super::how(How::Loss)));
    all.push(Cell { text: loss, href: list(signed, part, "real", class, Some(How::Loss)), label });
    all
}

/// What incidents cost together, and of how many that is said.
pub fn loss(f: &Desk<'_>, sum: &Sum) -> String {
    if sum.with_loss == 0 {
        return "–".to_owned();
    }
    let dong = f.words.number(u64::try_from(sum.loss).unwrap_or(u64::MAX));
    f.words.with("sums-loss-of", &[("loss", &dong), ("number", &f.words.number(sum.with_loss))])
}

/// What a row of a class is called.
pub fn class_name(f: &Desk<'_>, key: &str) -> String {
    if key == UNCLASSIFIED { f.say("sums-unclassified") } else { said::class_name(f, key) }
}

/// What a row of a unit is called.
pub fn unit_row(f: &Desk<'_>, signed: &Signed, unit: UnitId, alone: bool) -> String {
    let name = signed.unit_name(unit.0);
    if alone { f.with1("sums-unit-itself", "unit", &name) } else { name }
}

/// The address of the sums of a part, after the question mark.
fn query(signed: &Signed, part: &Part, word: &str) -> String {
    let mut query = format!("unit={}", escaped(&signed.unit_code(part.unit.0)));
    if part.alone {
        query += "&below=own";
    }
    if word == "days" {
        query += &format!("&period=days&from={}&until={}", part.period.from, part.period.until);
    } else if !word.is_empty() {
        query += &format!("&period={}", escaped(word));
    }
    query
}

/// `GET /console/incidents/sums`.
pub async fn show(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let f = Desk::of(&app, &signed, "/console/incidents", "sums-title");
    let (part, unclear) = part(&f, &signed, &asked)?;
    let found = sums(&app, &signed, &part).await?;
    let word = if unclear.days.is_empty() { asked.period.trim() } else { "" };
    let row = |part: &Part, class: &str, name: String, href: String, sum: &Sum| Row {
        cells: cells(&f, &signed, part, class, &name, sum),
        name,
        href,
    };
    let rows = found.rows.iter().map(|(key, sum)| row(&part, key, class_name(&f, key), String::new(), sum));
    let units = found.units.iter().map(|(unit, alone, sum)| {
        let here = Part { unit: *unit, alone: *alone, ..part };
        let href = format!("/console/incidents/sums?{}", query(&signed, &here, word));
        row(&here, "", unit_row(&f, &signed, *unit, *alone), href, sum)
    });
    let unverified = Cell {
        text: f.with1("sums-unverified", "number", &f.words.number(found.unverified)),
        href: list(&signed, &part, "received", "", None),
        label: String::new(),
    };
    let (name, period) = (unit_row(&f, &signed, part.unit, part.alone), part.period.said(&f));
    let values = [("unit", name.as_str()), ("period", period.as_str())];
    let lead = format!(
        "{} {}",
        f.words.with(if part.alone { "sums-lead-own" } else { "sums-lead" }, &values),
        f.with1("sums-number", "number", &f.words.number(found.total.counts[0]))
    );
    let chosen = match word {
        "" => {
            let half = Period::half_of(signed.today);
            format!("{}-{}", half.from.year(), if half.from.month() == 1 { 1 } else { 2 })
        }
        word => word.to_owned(),
    };
    let typed = |typed: &str, day: office::day::Day| {
        if unclear.days.is_empty() { day.written() } else { typed.to_owned() }
    };
    let status = if unclear.unit.is_empty() && unclear.days.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let template = SumsPage {
        unit: if unclear.unit.is_empty() {
            unit_field::written(&signed, part.unit.0)
        } else {
            asked.unit.clone()
        },
        alone: part.alone,
        from: typed(&asked.from, part.period.from),
        until: typed(&asked.until, part.period.until),
        period: if unclear.days.is_empty() { chosen } else { "days".to_owned() },
        wrong_unit: unclear.unit.clone(),
        wrong_days: unclear.days.clone(),
        proposed: unit_field::proposed(&signed, Act::SeeIncidents),
        periods: Period::offered(&f, signed.today),
        rows: rows.collect(),
        total: row(&part, "", f.say("sums-total"), String::new(), &found.total),
        unverified: (found.unverified > 0).then_some(unverified),
        units: units.collect(),
        query: query(&signed, &part, word),
        lead,
        f,
    };
    Ok(page(status, &template))
}
