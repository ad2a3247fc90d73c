//! The units as a table: the tree, or what is sought in it, on any day.
//!
//! Must never show a count that is not that of what the address asks for.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::rights::{Act, Reach};
use office::units::{Kind, Unit};

use super::change::{AtField, Wrong};
use super::selection::{Asked, Selection};
use super::{done, provinces, said};
use crate::app::App;
use crate::console::first::kind_name;
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};
use crate::console::unit_field;
use crate::pages::page;

/// Units on one page.
const PAGE: usize = 100;

#[derive(Template)]
#[template(path = "console/units.html")]
struct UnitsPage<'a> {
    f: Desk<'a>,
    asked: Asked,
    kinds: Vec<(&'static str, String)>,
    today: String,
    rows: Vec<Row>,
    /// How many are shown, of how many.
    shown: String,
    /// That the day is another one than today, in words; empty where it is not.
    on: String,
    query: String,
    before: Option<String>,
    after: Option<String>,
    wrong: Wrong,
    may_change: bool,
    may_import: bool,
    sees_members: bool,
    /// Where a first unit would be founded.
    root: String,
    is_fresh: bool,
    provinces: Option<String>,
    proposed: Vec<(String, String)>,
}

struct Row {
    id: i64,
    name: String,
    code: String,
    kind: String,
    phone: String,
    path: String,
    depth: usize,
}

impl UnitsPage<'_> {
    fn query_of(&self, kind: &str) -> String {
        let joined = if self.query.is_empty() { "" } else { "?" };
        format!("/console/units/export.{kind}{joined}{}", self.query)
    }
}

/// `GET /console/units`.
pub async fn show(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let mut f = Desk::of(&app, &signed, "/console/units", "desk-units");
    if let Some(done) = done(&asked.done) {
        let words = f.say(done);
        f = f.saying(&words);
    }
    let (selection, wrong) = match Selection::read(&f, &signed, &asked) {
        Ok(selection) => (Some(selection), Wrong::new()),
        Err(wrong) => (None, wrong),
    };
    let status = if selection.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let tree = &signed.units.tree;
    let found = selection.as_ref().map(|selection| selection.units(&signed.units)).unwrap_or_default();
    let pages = found.len().div_ceil(PAGE).max(1);
    let at = asked.page.parse().unwrap_or(1).clamp(1, pages);
    let from = (at - 1) * PAGE;
    let day = selection.as_ref().map_or(signed.today, |selection| selection.day);
    let is_tree = selection.as_ref().is_some_and(Selection::is_tree);
    let row = |(unit, depth): &(&Unit, usize)| {
        let above = tree.path(unit.id, day);
        // The root is above all of them.
        let below_root = above.iter().skip(1).rev().skip(1);
        let path: Vec<&str> = below_root.filter_map(|unit| unit.name(day)).collect();
        Row {
            id: unit.id.0,
            name: unit.name(day).unwrap_or("").to_owned(),
            code: unit.code.to_string(),
            kind: kind_name(&f, unit.kind),
            phone: signed.units.contacts.get(&unit.id).map(|one| one.phone.clone()).unwrap_or_default(),
            path: if is_tree { String::new() } else { path.join(" › ") },
            depth: if is_tree { (*depth).min(6) } else { 0 },
        }
    };
    let rows: Vec<Row> = found.iter().skip(from).take(PAGE).map(row).collect();
    let living = tree.units().filter(|unit| unit.is_living(day)).count();
    let shown = f.words.with(
        "units-shown",
        &[
            ("from", &said::count(&f, if rows.is_empty() { 0 } else { from + 1 })),
            ("to", &said::count(&f, from + rows.len())),
            ("found", &said::count(&f, found.len())),
            ("all", &said::count(&f, living)),
        ],
    );
    let query = asked.query();
    let page_of = |at: usize| {
        let joined = if query.is_empty() { "" } else { "&" };
        format!("/console/units?{query}{joined}page={at}")
    };
    let reaches = |act| matches!(signed.standing.reach(act), Reach::Below(units) if !units.is_empty());
    let root = tree.root(signed.today);
    let may_change = reaches(Act::ChangeUnit);
    let on =
        if day == signed.today { String::new() } else { f.with1("units-on", "day", &said::day(&f, day)) };
    let template = UnitsPage {
        kinds: Kind::ALL.iter().map(|kind| (kind.as_str(), kind_name(&f, *kind))).collect(),
        today: signed.today.written(),
        shown,
        on,
        before: (at > 1).then(|| page_of(at - 1)),
        after: (at < pages).then(|| page_of(at + 1)),
        wrong,
        may_change,
        sees_members: reaches(Act::SeePeople),
        may_import: may_change || reaches(Act::ChangeContacts),
        root: root.map(|root| root.id.0.to_string()).unwrap_or_default(),
        is_fresh: query.is_empty() && living <= 1 && may_change,
        provinces: provinces::offered(&f, &signed),
        // On another day other units live.
        proposed: if day == signed.today { unit_field::proposed(&signed, Act::SeeUnit) } else { Vec::new() },
        rows,
        query,
        asked,
        f,
    };
    Ok(page(status, &template))
}
