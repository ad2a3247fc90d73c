//! The campaign's page: one question, one button, and what has been counted.
//!
//! Must never show the visitor's address to anybody else: the page is not kept by anyone.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::figures::{FamilyRow, Headline, family_rows, headline, source, stretches};
use super::frame::{Frame, page};
use crate::app::App;
use crate::curve::{Curve, draw};
use crate::guard::Asked;
use crate::knowledge::Knowledge;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    f: Frame<'a>,
    address: Option<String>,
    operator: Option<String>,
    figures: Option<Shown>,
    reports: Reports,
    /// Whether a program for Windows is offered.
    windows: bool,
}

/// What the page shows of the figures.
struct Shown {
    headline: Headline,
    last: String,
    last_text: String,
    first_text: String,
    source: String,
    curves: Vec<Curve>,
    curve_label: String,
    gaps: bool,
    partial: bool,
    families: Vec<FamilyRow>,
    more: String,
}

struct Reports {
    scans: String,
    alerts: String,
    cleaned: String,
    how: String,
}

/// Families that the front page names; the others are one link away.
const FAMILIES: usize = 10;

/// `GET /`.
pub async fn home(State(app): State<Arc<App>>, asked: Asked) -> Response {
    let knowledge = app.current.get();
    let f = Frame::new(&app, asked.language, asked.host.as_deref(), "/", "home-title");
    let (address, operator) = match asked.visitor {
        Visitor::At(address) => (Some(address.to_string()), app.ranges.place(address).operator),
        Visitor::BehindProxy => (None, None),
    };
    let operator = operator.map(|name| f.with1("home-operator", "name", name));
    let figures = shown(&f, &knowledge);
    let reports = reports(&app, &f);
    let windows = app.programs.for_device("windows").is_some();
    page(StatusCode::OK, &HomePage { f, address, operator, figures, reports, windows })
}

fn shown(f: &Frame<'_>, knowledge: &Knowledge) -> Option<Shown> {
    let figures = &knowledge.figures;
    let headline = headline(f, knowledge)?;
    let [first, last] = stretches(f, knowledge)?;
    let (first_number, last_number) =
        (f.words.number(figures.addresses.at_first), f.words.number(figures.addresses.at_last));
    let sizes = [("narrow", (340.0, 250.0)), ("wide", (640.0, 270.0))];
    let curves = sizes.into_iter().filter_map(|(name, size)| draw(name, size, &figures.days, f.words));
    let known = || figures.days.iter().filter_map(|day| day.addresses.map(|number| (day.day, number)));
    let end = |end: Option<(sightings::day::Day, u64)>| {
        end.map(|(day, number)| (f.words.date(day.0), f.words.number(number))).unwrap_or_default()
    };
    let (from, to) = (end(known().next()), end(known().next_back()));
    let rest = figures.families.len().saturating_sub(FAMILIES);
    Some(Shown {
        headline,
        last_text: f.words.with("figures-last-7", &[("first", &last.0), ("last", &last.1)]),
        first_text: f.words.with(
            "figures-first-7",
            &[("first", &first.0), ("last", &first.1), ("addresses", &first_number)],
        ),
        last: last_number,
        source: source(f, knowledge),
        curves: curves.collect(),
        curve_label: f
            .words
            .with("curve-label", &[("first", &from.0), ("from", &from.1), ("last", &to.0), ("to", &to.1)]),
        gaps: figures.days.iter().any(|day| day.addresses.is_none()),
        partial: figures.days.iter().any(|day| day.addresses.is_some() && !day.missing.is_empty()),
        families: family_rows(f, figures.families.get(..FAMILIES).unwrap_or(&figures.families)),
        more: if rest == 0 {
            String::new()
        } else {
            f.with1("families-more", "number", &f.words.number(rest as u64))
        },
    })
}

fn reports(app: &App, f: &Frame<'_>) -> Reports {
    let figures = app.desk.figures();
    Reports {
        scans: f.words.number(figures.scans),
        alerts: f.words.number(figures.scans_with_alerts),
        cleaned: f.words.number(figures.scans_with_cleaning),
        how: f.words.with(
            "reports-how",
            &[("cap", &f.words.number(u64::from(app.config.reports_per_address_and_day)))],
        ),
    }
}
