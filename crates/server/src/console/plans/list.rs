//! The units that somebody answers for, and the plan of each: which are in force, which are late, which have none.
//!
//! Must never count a unit whose plans they may not see.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::plan::Phase;
use office::rights::{Act, Refused};
use office::sheet::{Cell, Row as Line, Sheet};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use store::plans::ListedPlan;

use super::{anywhere, phase_word};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};
use crate::console::tables::out;
use crate::console::unit_field;
use crate::console::units::said;
use crate::pages::page;

/// Units on one page.
const PAGE: usize = 50;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Only units below this one: its code or name.
    pub unit: String,
    /// `in-force`, `late`, `draft`, `none`; all where it is empty.
    pub state: String,
    page: String,
}

#[derive(Template)]
#[template(path = "console/plans.html")]
struct PlansPage<'a> {
    f: Desk<'a>,
    asked: Asked,
    wrong_unit: String,
    proposed: Vec<(String, String)>,
    counted: String,
    rows: Vec<Row>,
    writes: bool,
    query: String,
    before: Option<String>,
    after: Option<String>,
    states: [(&'static str, String); 5],
}

/// A unit and its plans.
struct Row {
    unit: i64,
    code: String,
    /// The code as an address has it.
    in_address: String,
    name: String,
    held: Option<ListedPlan>,
    open: Option<ListedPlan>,
    is_late: bool,
    may_write: bool,
    approval: String,
    review: String,
    state: String,
    open_state: String,
}

/// How many units there are, how many have a plan in force, and of how many that is late.
#[derive(Default)]
struct Counted {
    all: usize,
    held: usize,
    late: usize,
}

/// The units within a reach, each with its plans: all that were looked for, and the counts of all of them.
async fn found(
    app: &App,
    f: &Desk<'_>,
    signed: &Signed,
    asked: &Asked,
    wrong_unit: &mut String,
) -> Result<(Vec<Row>, Counted), Stop> {
    let within = match asked.unit.trim() {
        "" => None,
        typed => unit_field::read(f, signed, typed, signed.today).map_err(|text| *wrong_unit = text).ok(),
    };
    let reach = signed.standing.reach(Act::SeePlans);
    let reached = signed.reached(&reach);
    let mut plans: BTreeMap<i64, (Option<ListedPlan>, Option<ListedPlan>)> = BTreeMap::new();
    for plan in app.office()?.store.plans(reached.as_deref()).await? {
        let of = plans.entry(plan.unit).or_default();
        match plan.phase {
            Phase::InForce => of.0 = of.0.take().or(Some(plan)),
            Phase::Draft | Phase::Submitted => of.1 = of.1.take().or(Some(plan)),
            Phase::Superseded | Phase::Ended => {}
        }
    }
    let (tree, today) = (&signed.units.tree, signed.today);
    let inside: Option<std::collections::BTreeSet<i64>> = reached.map(|units| units.into_iter().collect());
    let mut counted = Counted::default();
    let mut rows = Vec::new();
    for unit in tree.units().filter(|unit| unit.is_living(today)) {
        let is_in = inside.as_ref().is_none_or(|inside| inside.contains(&unit.id.0));
        if !is_in || within.is_some_and(|within| !tree.is_within(unit.id, within, today)) {
            continue;
        }
        let (held, open) = plans.remove(&unit.id.0).unwrap_or_default();
        let is_late = held.as_ref().and_then(|plan| plan.review_by).is_some_and(|day| day < today);
        counted.all += 1;
        counted.held += usize::from(held.is_some());
        counted.late += usize::from(is_late);
        let fits = match asked.state.as_str() {
            "in-force" => held.is_some(),
            "late" => is_late,
            "draft" => open.is_some(),
            "none" => held.is_none(),
            _ => true,
        };
        if !fits {
            continue;
        }
        let approval = held.as_ref().and_then(|plan| plan.approval.as_ref());
        rows.push(Row {
            unit: unit.id.0,
            in_address: utf8_percent_encode(&unit.code.to_string(), NON_ALPHANUMERIC).to_string(),
            code: unit.code.to_string(),
            name: unit.last_name().to_owned(),
            approval: approval.map_or_else(String::new, |one| {
                format!("{}, {}, {}", one.number, said::day(f, one.day), one.by)
            }),
            review: held
                .as_ref()
                .and_then(|plan| plan.review_by)
                .map_or_else(String::new, |day| said::day(f, day)),
            state: match &held {
                Some(plan) => f.with1("plans-held", "year", &plan.year.to_string()),
                None => f.say("plans-none-held"),
            },
            open_state: open
                .as_ref()
                .map_or_else(String::new, |plan| format!("{} · {}", plan.year, phase_word(f, plan.phase))),
            may_write: false,
            is_late,
            held,
            open,
        });
    }
    rows.sort_by_cached_key(|row| (office::fold(&row.name), row.unit));
    Ok((rows, counted))
}

fn query(asked: &Asked) -> String {
    let pairs = [("unit", &asked.unit), ("state", &asked.state)];
    let pairs = pairs.iter().filter(|(_, value)| !value.trim().is_empty());
    let pairs =
        pairs.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value.trim(), NON_ALPHANUMERIC)));
    pairs.collect::<Vec<_>>().join("&")
}

/// `GET /console/plans`.
pub async fn show(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    if !anywhere(&signed, Act::SeePlans) {
        return Err(Refused::NotAllowed.into());
    }
    let f = Desk::of(&app, &signed, "/console/incidents", "plans");
    let mut wrong_unit = String::new();
    let (mut rows, counted) = found(&app, &f, &signed, &asked, &mut wrong_unit).await?;
    let shown = rows.len();
    let pages = shown.div_ceil(PAGE).max(1);
    let at = asked.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
    rows = rows.into_iter().skip((at - 1) * PAGE).take(PAGE).collect();
    for row in &mut rows {
        row.may_write = signed.may(Act::WritePlans, row.unit).is_ok();
    }
    let counts = [
        ("shown", f.count(shown)),
        ("all", f.count(counted.all)),
        ("held", f.count(counted.held)),
        ("late", f.count(counted.late)),
    ];
    let counts: Vec<(&str, &str)> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
    let query = query(&asked);
    let page_of = |at: usize| {
        let joined = if query.is_empty() { "" } else { "&" };
        format!("/console/plans?{query}{joined}page={at}")
    };
    let status = if wrong_unit.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let template = PlansPage {
        counted: f.words.with("plans-counted", &counts),
        proposed: unit_field::proposed(&signed, Act::SeePlans),
        writes: anywhere(&signed, Act::WritePlans),
        before: (at > 1).then(|| page_of(at - 1)),
        after: (at < pages).then(|| page_of(at + 1)),
        states: [
            ("", f.say("plans-state-all")),
            ("in-force", f.say("plans-state-in-force")),
            ("late", f.say("plans-state-late")),
            ("draft", f.say("plans-state-draft")),
            ("none", f.say("plans-state-none")),
        ],
        wrong_unit,
        rows,
        query,
        asked,
        f,
    };
    Ok(page(status, &template))
}

async fn file(app: Arc<App>, asked: Asked, signed: Signed, format: out::Format) -> Result<Response, Stop> {
    if !anywhere(&signed, Act::SeePlans) {
        return Err(Refused::NotAllowed.into());
    }
    let f = Desk::of(&app, &signed, "/console/incidents", "plans");
    let mut wrong_unit = String::new();
    let (found, _) = found(&app, &f, &signed, &asked, &mut wrong_unit).await?;
    if !wrong_unit.is_empty() {
        return Err(Stop::NotThere);
    }
    let header = [
        "unit-code",
        "unit-name",
        "plans-column-held",
        "plan-approval-number",
        "plan-approval-day",
        "plan-approval-by",
        "plan-review-by",
        "plans-column-late",
        "plans-column-open",
    ]
    .map(|id| f.say(id))
    .to_vec();
    let mut rows = Vec::new();
    for row in found {
        let approval = row.held.as_ref().and_then(|plan| plan.approval.as_ref());
        let cells = vec![
            row.code,
            row.name,
            row.held.as_ref().map(|plan| plan.year.to_string()).unwrap_or_default(),
            approval.map(|one| one.number.clone()).unwrap_or_default(),
            approval.map(|one| one.day.written()).unwrap_or_default(),
            approval.map(|one| one.by.clone()).unwrap_or_default(),
            row.held.as_ref().and_then(|plan| plan.review_by).map(|day| day.written()).unwrap_or_default(),
            if row.is_late { f.say("incident-yes") } else { String::new() },
            row.open_state,
        ];
        rows.push(Line { number: rows.len() + 2, cells: cells.into_iter().map(Cell::Text).collect() });
    }
    let title = f.say("plans");
    Ok(out::sent(format, "plans", signed.today, title, move || Sheet { header, header_row: 1, rows }).await)
}

/// `GET /console/plans/export.csv`.
pub async fn csv(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    file(app, asked, signed, out::Format::Csv).await
}

/// `GET /console/plans/export.xlsx`.
pub async fn xlsx(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    file(app, asked, signed, out::Format::Xlsx).await
}
