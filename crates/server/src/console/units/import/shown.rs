//! The pages of a table of units: its columns, what is wrong with its rows, what it would do.
//!
//! Must never show less of a change than somebody needs to agree to it.

use axum::http::StatusCode;
use axum::response::Response;
use office::day::Day;
use office::units::{Done, Proposal};

use super::plan::{self, Plan, Row};
use crate::app::App;
use crate::console::first::kind_name;
use crate::console::frame::Desk;
use crate::console::signed::Signed;
use crate::console::tables::pages::{self, Kind, Typed};
use crate::console::units::change::Wrong;
use crate::console::units::said;

/// A table of units.
const UNITS: Kind = Kind {
    at: "/console/units",
    list: "desk-units",
    title: "units-import",
    known_by: "unit-code",
    has_day: true,
    columns: &[
        ("Mã", "import-column-code", true),
        ("Tên", "import-column-name", true),
        ("Loại", "import-column-kind", true),
        ("Mã cấp trên", "import-column-parent", true),
        ("Ngày thành lập", "import-column-founded", false),
        ("E-mail", "import-column-email", false),
        ("Điện thoại", "import-column-phone", false),
        ("Địa chỉ", "import-column-address", false),
    ],
};

/// The page that asks for a table.
pub fn ask(app: &App, signed: &Signed, status: StatusCode, typed: Typed, wrong: Wrong) -> Response {
    pages::ask(app, signed, &UNITS, status, typed, wrong)
}

/// The same with all that is wrong with the table that was sent.
pub fn wrong(app: &App, signed: &Signed, wrong: &plan::Wrong, typed: Typed) -> Response {
    let f = Desk::of(app, signed, UNITS.at, UNITS.title);
    match wrong {
        plan::Wrong::NoSheet(error) => {
            let text = crate::console::units::change::wrong("file", said::no_sheet(&f, error));
            ask(app, signed, StatusCode::UNPROCESSABLE_ENTITY, typed, text)
        }
        plan::Wrong::Rows(rows) => {
            let told = |row: &Row| {
                let (text, column) = match row {
                    Row::Problem(problem) => (said::fault(&f, &problem.fault), problem.column),
                    Row::NotTheirs { at, .. } => (f.with1("units-not-yours", "code", at.as_str()), None),
                    Row::Future { .. } => (f.say("day-future"), None),
                };
                (pages::place(&f, row.row(), column), text)
            };
            let rows = rows.iter().map(told).collect();
            pages::wrong(app, signed, &UNITS, typed, rows)
        }
    }
}

/// The page that shows what a table would do.
pub fn plan(app: &App, signed: &Signed, status: StatusCode, plan: &Plan, key: &str, day: Day) -> Response {
    let f = Desk::of(app, signed, UNITS.at, UNITS.title);
    let import = &plan.import;
    let of = |which: fn(&Done) -> bool| import.proposals.iter().filter(|one| which(&one.done)).count();
    let sums = vec![
        (f.say("import-found"), of(|done| matches!(done, Done::Found { .. }))),
        (f.say("import-renamed"), of(|done| matches!(done, Done::Renamed { .. }))),
        (f.say("import-moved"), of(|done| matches!(done, Done::Moved { .. }))),
        (f.say("import-reached"), of(|done| matches!(done, Done::Reached))),
        (f.say("import-unchanged"), import.unchanged),
    ];
    let shown = pages::Plan {
        sums,
        rows: import.proposals.iter().map(|one| told(&f, one)).collect(),
        ignored: import.ignored.clone(),
        day: f.with1("import-day", "day", &said::day(&f, day)),
        upload: key.to_owned(),
        shown: plan.digest(),
    };
    pages::plan(app, signed, &UNITS, status, shown)
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
