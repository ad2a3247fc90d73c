//! The pages of a table that comes in: what is asked for, what it would do, what is wrong with it.
//!
//! Must never show less of a change than somebody needs to agree to it: what does not fit on a page is counted.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::Signed;
use crate::console::units::change::{AtField, Wrong};
use crate::console::units::said;
use crate::pages::page;

/// Rows of a table that a page shows.
const ROWS: usize = 5_000;

/// One kind of table.
pub struct Kind {
    /// Where its list is, below which everything of it lies.
    pub at: &'static str,
    /// What its list is called.
    pub list: &'static str,
    /// What its import is called.
    pub title: &'static str,
    /// What a row is known by.
    pub known_by: &'static str,
    /// Whether it holds from a day on.
    pub has_day: bool,
    /// Its columns: title, what it holds, whether it is needed.
    pub columns: &'static [(&'static str, &'static str, bool)],
}

/// What was typed beside the file.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The day.
    pub day: String,
    /// Why.
    pub why: String,
}

#[derive(Template)]
#[template(path = "console/table_ask.html")]
struct AskPage<'a> {
    f: Desk<'a>,
    kind: &'a Kind,
    typed: Typed,
    list: String,
    limit: String,
    wrong: Wrong,
    /// All that is wrong with the table: where, and what.
    problems: Vec<(String, String)>,
    problems_told: String,
    columns: Vec<(&'static str, String, bool)>,
}

fn asking<'a>(app: &'a App, signed: &Signed, kind: &'a Kind, typed: Typed, wrong: Wrong) -> AskPage<'a> {
    let f = Desk::of(app, signed, kind.at, kind.title);
    let limit = app.office.as_ref().map_or(0, |office| office.uploads.limits().file);
    AskPage {
        list: f.say(kind.list),
        limit: f.words.bytes(limit as u64),
        columns: kind.columns.iter().map(|(title, about, needed)| (*title, f.say(about), *needed)).collect(),
        kind,
        typed,
        wrong,
        problems: Vec::new(),
        problems_told: String::new(),
        f,
    }
}

/// The page that asks for a table.
pub fn ask(
    app: &App,
    signed: &Signed,
    kind: &Kind,
    status: StatusCode,
    typed: Typed,
    wrong: Wrong,
) -> Response {
    page(status, &asking(app, signed, kind, typed, wrong))
}

/// The same with all that is wrong with the rows of the table that was sent: where, and what.
pub fn wrong(app: &App, signed: &Signed, kind: &Kind, typed: Typed, rows: Vec<(String, String)>) -> Response {
    let mut asked = asking(app, signed, kind, typed, Wrong::new());
    let all = rows.len();
    asked.problems = rows.into_iter().take(ROWS).collect();
    let (count, shown) = (said::count(&asked.f, all), said::count(&asked.f, asked.problems.len()));
    asked.problems_told = asked.f.words.with("import-wrong", &[("count", &count), ("shown", &shown)]);
    page(StatusCode::UNPROCESSABLE_ENTITY, &asked)
}

/// Where something is wrong: a row as a spreadsheet counts, and a column from 1 where one alone is.
pub fn place(f: &Desk<'_>, row: usize, column: Option<usize>) -> String {
    let line = row.to_string();
    match column {
        Some(column) => {
            let column = said::column(column);
            f.words.with("import-at-cell", &[("row", &line), ("column", &column)])
        }
        None => f.with1("import-at-row", "row", &line),
    }
}

/// What a table would do.
pub struct Plan {
    /// How many rows do what.
    pub sums: Vec<(String, usize)>,
    /// What each would do: the row, what it is about, what becomes of it.
    pub rows: Vec<(String, String, String)>,
    /// Titles of columns that do nothing.
    pub ignored: Vec<String>,
    /// From when on it holds, in words; empty where that is now.
    pub day: String,
    /// The key of the table.
    pub upload: String,
    /// The digest of what it would do.
    pub shown: String,
}

#[derive(Template)]
#[template(path = "console/table_plan.html")]
struct PlanPage<'a> {
    f: Desk<'a>,
    kind: &'a Kind,
    list: String,
    known_by: String,
    is_other: bool,
    does_nothing: bool,
    sums: Vec<(String, String)>,
    left_out: String,
    ignored: String,
    plan: Plan,
}

/// The page that shows what a table would do.
pub fn plan(app: &App, signed: &Signed, kind: &Kind, status: StatusCode, mut plan: Plan) -> Response {
    let f = Desk::of(app, signed, kind.at, kind.title);
    let more = plan.rows.len().saturating_sub(ROWS);
    plan.rows.truncate(ROWS);
    let left_out =
        if more > 0 { f.with1("import-more", "count", &said::count(&f, more)) } else { String::new() };
    let ignored = plan.ignored.join(", ");
    let template = PlanPage {
        list: f.say(kind.list),
        known_by: f.say(kind.known_by),
        is_other: status == StatusCode::CONFLICT,
        does_nothing: plan.rows.is_empty(),
        sums: plan.sums.iter().map(|(words, count)| (words.clone(), said::count(&f, *count))).collect(),
        left_out,
        ignored: if ignored.is_empty() { ignored } else { f.with1("import-ignored", "titles", &ignored) },
        kind,
        plan,
        f,
    };
    page(status, &template)
}
