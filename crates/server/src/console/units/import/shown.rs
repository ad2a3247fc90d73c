//! The pages of an import: what is asked for, what a table would do, what is wrong with it.
//!
//! Must never show less of a change than somebody needs to agree to it: what does not fit on a page is counted.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use office::day::Day;
use office::units::{Done, Proposal};

use super::plan::{self, Plan, Row};
use crate::app::App;
use crate::console::first::kind_name;
use crate::console::frame::Desk;
use crate::console::signed::Signed;
use crate::console::units::change::Wrong;
use crate::console::units::said;
use crate::pages::page;

/// Rows of a table that a page shows.
const ROWS: usize = 5_000;

#[derive(Template)]
#[template(path = "console/units_import.html")]
struct AskPage<'a> {
    f: Desk<'a>,
    day: String,
    why: String,
    limit: String,
    wrong: Wrong,
    /// All that is wrong with the table: where, and what.
    problems: Vec<(String, String)>,
    problems_told: String,
    /// Units that the page proposes to begin with.
    columns: Vec<(&'static str, String, bool)>,
}

impl AskPage<'_> {
    fn wrong(&self, field: &str) -> &str {
        self.wrong.get(field).map_or("", String::as_str)
    }
}

fn asking<'a>(app: &'a App, signed: &Signed, day: String, why: String, wrong: Wrong) -> AskPage<'a> {
    let f = Desk::of(app, signed, "/console/units", "units-import");
    let column = |title, id: &str, needed| (title, f.say(id), needed);
    let columns = vec![
        column("Mã", "import-column-code", true),
        column("Tên", "import-column-name", true),
        column("Loại", "import-column-kind", true),
        column("Mã cấp trên", "import-column-parent", true),
        column("Ngày thành lập", "import-column-founded", false),
        column("E-mail", "import-column-email", false),
        column("Điện thoại", "import-column-phone", false),
        column("Địa chỉ", "import-column-address", false),
    ];
    let limit = app.office.as_ref().map_or(0, |office| office.uploads.limits().file);
    let limit = f.words.bytes(limit as u64);
    AskPage { day, why, limit, wrong, problems: Vec::new(), problems_told: String::new(), columns, f }
}

/// The page that asks for a table.
pub fn ask(
    app: &App,
    signed: &Signed,
    status: StatusCode,
    day: String,
    why: String,
    wrong: Wrong,
) -> Response {
    page(status, &asking(app, signed, day, why, wrong))
}

/// The same with all that is wrong with the table that was sent.
pub fn wrong(app: &App, signed: &Signed, wrong: &plan::Wrong, day: Day, why: &str) -> Response {
    let mut asked = asking(app, signed, day.written(), why.to_owned(), Wrong::new());
    let f = &asked.f;
    match wrong {
        plan::Wrong::NoSheet(error) => {
            let text = said::no_sheet(f, error);
            asked.wrong = crate::console::units::change::wrong("file", text);
        }
        plan::Wrong::Rows(rows) => {
            let told = |row: &Row| {
                let text = match row {
                    Row::Problem(problem) => said::fault(f, &problem.fault),
                    Row::NotTheirs { at, .. } => f.with1("units-not-yours", "code", at.as_str()),
                    Row::Future { .. } => f.say("day-future"),
                };
                let column = match row {
                    Row::Problem(problem) => problem.column,
                    _ => None,
                };
                let line = row.row().to_string();
                let place = match column {
                    Some(column) => {
                        let column = said::column(column);
                        f.words.with("import-at-cell", &[("row", &line), ("column", &column)])
                    }
                    None => f.with1("import-at-row", "row", &line),
                };
                (place, text)
            };
            let problems: Vec<_> = rows.iter().take(ROWS).map(told).collect();
            let told = f.words.with(
                "import-wrong",
                &[("count", &said::count(f, rows.len())), ("shown", &said::count(f, problems.len()))],
            );
            asked.problems = problems;
            asked.problems_told = told;
        }
    }
    page(StatusCode::UNPROCESSABLE_ENTITY, &asked)
}

#[derive(Template)]
#[template(path = "console/units_import_plan.html")]
struct PlanPage<'a> {
    f: Desk<'a>,
    is_other: bool,
    does_nothing: bool,
    sums: Vec<(String, String)>,
    rows: Vec<(String, String, String)>,
    left_out: String,
    ignored: String,
    day: String,
    upload: String,
    shown: String,
}

/// The page that shows what a table would do.
pub fn plan(app: &App, signed: &Signed, status: StatusCode, plan: &Plan, key: &str, day: Day) -> Response {
    let f = Desk::of(app, signed, "/console/units", "units-import");
    let import = &plan.import;
    let of = |which: fn(&Done) -> bool| import.proposals.iter().filter(|one| which(&one.done)).count();
    let sums = [
        ("import-found", of(|done| matches!(done, Done::Found { .. }))),
        ("import-renamed", of(|done| matches!(done, Done::Renamed { .. }))),
        ("import-moved", of(|done| matches!(done, Done::Moved { .. }))),
        ("import-reached", of(|done| matches!(done, Done::Reached))),
        ("import-unchanged", import.unchanged),
    ];
    let rows: Vec<_> = import.proposals.iter().take(ROWS).map(|one| told(&f, one)).collect();
    let more = import.proposals.len() - rows.len();
    let left_out =
        if more > 0 { f.with1("import-more", "count", &said::count(&f, more)) } else { String::new() };
    let ignored = import.ignored.join(", ");
    let template = PlanPage {
        is_other: status == StatusCode::CONFLICT,
        does_nothing: import.proposals.is_empty(),
        sums: sums.iter().map(|(id, count)| (f.say(id), said::count(&f, *count))).collect(),
        rows,
        left_out,
        ignored: if ignored.is_empty() { ignored } else { f.with1("import-ignored", "titles", &ignored) },
        day: f.with1("import-day", "day", &said::day(&f, day)),
        upload: key.to_owned(),
        shown: plan.digest(),
        f,
    };
    page(status, &template)
}

fn told(f: &Desk<'_>, one: &Proposal) -> (String, String, String) {
    let text = match &one.done {
        Done::Found { name, kind, parent, day } => {
            let parent = parent.as_ref().map_or("–", |code| code.as_str());
            let (kind, day) = (kind_name(f, *kind), said::day(f, *day));
            f.words.with(
                "import-does-found",
                &[("name", name), ("kind", &kind), ("parent", parent), ("day", &day)],
            )
        }
        Done::Renamed { from, to } => f.words.with("import-does-rename", &[("from", from), ("to", to)]),
        Done::Moved { from, to } => {
            let from = from.as_ref().map_or("–", |code| code.as_str());
            f.words.with("import-does-move", &[("from", from), ("to", to.as_str())])
        }
        Done::Reached => f.say("import-does-reach"),
    };
    (one.row.to_string(), one.code.to_string(), text)
}
