//! The member files that somebody may see, with what is missing in each: as a list, and as a table of exactly that list.
//!
//! Must never write other files into a table than the list shows, all its pages, and never a cell that a spreadsheet takes
//! for a formula.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::{Act, Reach, Refused};
use office::sheet::{Cell, Row, Sheet};

use super::selection::{Asked, File, select};
use super::words as labels;
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};
use crate::console::tables::out::{Format, sent};
use crate::console::unit_field;
use crate::console::units::change::{AtField, Wrong};
use crate::console::units::said;
use crate::pages::page;

/// Files on one page.
const PAGE: usize = 100;

#[derive(Template)]
#[template(path = "console/members.html")]
struct MembersPage<'a> {
    f: Desk<'a>,
    asked: Asked,
    proposed: Vec<(String, String)>,
    rows: Vec<Line>,
    shown: String,
    query: String,
    before: Option<String>,
    after: Option<String>,
    wrong: Wrong,
}

/// One file.
struct Line {
    id: i64,
    name: String,
    code: String,
    state: String,
    missing: Vec<String>,
}

impl MembersPage<'_> {
    fn query_of(&self, kind: &str) -> String {
        let joined = if self.query.is_empty() { "" } else { "?" };
        format!("/console/members/export.{kind}{joined}{}", self.query)
    }
}

/// Who sees nobody's people sees no file: there is no such list for them.
fn asked_by(signed: &Signed) -> Result<(), Refused> {
    match signed.standing.reach(Act::SeePeople) {
        Reach::Below(units) if units.is_empty() => Err(Refused::NotThere),
        _ => Ok(()),
    }
}

fn line(f: &Desk<'_>, signed: &Signed, file: &File) -> Line {
    let state = match (&file.missing, file.signed) {
        (_, Some((day, true))) => f.with1("member-due", "day", &said::day(f, day)),
        (_, Some((day, false))) => f.with1("member-signed", "day", &said::day(f, day)),
        (None, None) => f.say("member-none"),
        (Some(missing), None) if missing.is_empty() => f.say("member-complete"),
        (Some(missing), None) => f.with1("member-draft", "number", &f.count(missing.len())),
    };
    let missing = file.missing.iter().flatten().map(|one| labels::missing(f, *one)).collect();
    Line {
        id: file.unit,
        name: signed.unit_name(file.unit),
        code: signed.unit_code(file.unit),
        state,
        missing,
    }
}

/// `GET /console/members`.
pub async fn show(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let office = app.office()?;
    asked_by(&signed)?;
    let f = Desk::of(&app, &signed, "/console/units", "members-title");
    let (selected, wrong) = match select(&f, office, &signed, &asked).await? {
        Ok(selected) => (selected, Wrong::new()),
        Err(wrong) => (Default::default(), wrong),
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let pages = selected.found.len().div_ceil(PAGE).max(1);
    let at = asked.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
    let from = (at - 1) * PAGE;
    let rows: Vec<Line> =
        selected.found.iter().skip(from).take(PAGE).map(|file| line(&f, &signed, file)).collect();
    let shown = f.words.with(
        "members-shown",
        &[
            ("from", &f.count(if rows.is_empty() { 0 } else { from + 1 })),
            ("to", &f.count(from + rows.len())),
            ("found", &f.count(selected.found.len())),
            ("all", &f.count(selected.all)),
        ],
    );
    let query = asked.query();
    let page_of = |at: usize| {
        let joined = if query.is_empty() { "" } else { "&" };
        format!("/console/members?{query}{joined}page={at}")
    };
    let template = MembersPage {
        proposed: unit_field::proposed(&signed, Act::SeePeople),
        shown,
        before: (at > 1).then(|| page_of(at - 1)),
        after: (at < pages).then(|| page_of(at + 1)),
        wrong,
        rows,
        query,
        asked,
        f,
    };
    Ok(page(status, &template))
}

/// `GET /console/members/export.csv`.
pub async fn csv(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    export(&app, &asked, &signed, Format::Csv).await
}

/// `GET /console/members/export.xlsx`.
pub async fn xlsx(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    export(&app, &asked, &signed, Format::Xlsx).await
}

async fn export(app: &App, asked: &Asked, signed: &Signed, format: Format) -> Result<Response, Stop> {
    asked_by(signed)?;
    let f = Desk::of(app, signed, "", "members-title");
    let selected = match select(&f, app.office()?, signed, asked).await? {
        Ok(selected) => selected,
        // The list says what is wrong.
        Err(_) => return Ok(Redirect::to(&format!("/console/members?{}", asked.query())).into_response()),
    };
    let row = |(at, file): (usize, &File)| {
        let line = line(&f, signed, file);
        let missing = line.missing.join("; ");
        let cells = [&line.code, &line.name, &line.state, &missing].map(|text| Cell::of(text.as_str()));
        Row { number: at + 2, cells: cells.into() }
    };
    let header =
        ["unit-code", "systems-unit", "systems-filter-state", "member-missing"].map(|title| f.say(title));
    let rows = selected.found.iter().enumerate().map(row).collect();
    let sheet = Sheet { header: header.into(), header_row: 1, rows };
    Ok(sent(format, "thanh-vien", signed.today, f.title, move || sheet).await)
}
