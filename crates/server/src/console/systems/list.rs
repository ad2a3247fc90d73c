//! The systems that somebody may see, as a table.
//!
//! Must never show a count that is not that of what the address asks for, among what may be seen.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::rights::{Act, Reach};

use super::done;
use super::selection::{Asked, select};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};
use crate::console::unit_field;
use crate::console::units::change::{AtField, Wrong};
use crate::pages::page;

/// Systems on one page.
const PAGE: usize = 100;

#[derive(Template)]
#[template(path = "console/systems.html")]
struct SystemsPage<'a> {
    f: Desk<'a>,
    asked: Asked,
    proposed: Vec<(String, String)>,
    rows: Vec<Row>,
    shown: String,
    query: String,
    before: Option<String>,
    after: Option<String>,
    wrong: Wrong,
    may_change: bool,
    is_fresh: bool,
}

struct Row {
    id: i64,
    name: String,
    unit: String,
    unit_id: i64,
    level: u8,
    domains: String,
    is_restricted: bool,
}

impl SystemsPage<'_> {
    fn query_of(&self, kind: &str) -> String {
        let joined = if self.query.is_empty() { "" } else { "?" };
        format!("/console/systems/export.{kind}{joined}{}", self.query)
    }
}

/// `GET /console/systems`.
pub async fn show(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let mut f = Desk::of(&app, &signed, "/console/systems", "desk-systems");
    if let Some(done) = done(&asked.done) {
        f.done = f.say(done);
    }
    let (selected, wrong) = match select(&f, office, &signed, &asked).await? {
        Ok(selected) => (selected, Wrong::new()),
        Err(wrong) => (Default::default(), wrong),
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let pages = selected.found.div_ceil(PAGE).max(1);
    let at = asked.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
    let from = (at - 1) * PAGE;
    let rows = selected.read(office, from, PAGE as u32).await?.into_iter().map(|kept| Row {
        id: kept.id,
        name: kept.system.name,
        unit: signed.unit_name(kept.system.unit.0),
        unit_id: kept.system.unit.0,
        level: kept.system.level.get(),
        domains: kept.system.domains.first().map(ToString::to_string).unwrap_or_default(),
        is_restricted: kept.named.is_some(),
    });
    let rows: Vec<Row> = rows.collect();
    let shown = f.words.with(
        "systems-shown",
        &[
            ("from", &f.count(if rows.is_empty() { 0 } else { from + 1 })),
            ("to", &f.count(from + rows.len())),
            ("found", &f.count(selected.found)),
            ("all", &f.count(selected.all)),
        ],
    );
    let query = asked.query();
    let page_of = |at: usize| {
        let joined = if query.is_empty() { "" } else { "&" };
        format!("/console/systems?{query}{joined}page={at}")
    };
    let may_change = !matches!(
        signed.standing.reach(Act::ChangeSystems), Reach::Below(units) if units.is_empty()
    );
    let template = SystemsPage {
        proposed: unit_field::proposed(&signed, Act::SeeSystems),
        shown,
        before: (at > 1).then(|| page_of(at - 1)),
        after: (at < pages).then(|| page_of(at + 1)),
        is_fresh: query.is_empty() && selected.all == 0 && wrong.is_empty(),
        wrong,
        may_change,
        rows,
        query,
        asked,
        f,
    };
    Ok(page(status, &template))
}
