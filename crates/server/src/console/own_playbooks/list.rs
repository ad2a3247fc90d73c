//! By which playbooks a unit goes: its own, those of a unit above it, or those that come with the program.
//!
//! Must never say of a unit above more than that it has a copy, and which edition.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::unit;
use crate::app::App;
use crate::console::frame::{Desk, sent};
use crate::console::incidents::{self, KINDS};
use crate::console::playbooks::InForce;
use crate::console::signed::{Signed, Stop};

#[derive(Template)]
#[template(path = "console/own_playbooks.html")]
struct ListPage<'a> {
    f: Desk<'a>,
    unit: (i64, String),
    rows: Vec<Row>,
    may: bool,
}

struct Row {
    kind: &'static str,
    name: String,
    goes_by: String,
    is_own: bool,
    is_draft: bool,
    is_outdated: bool,
}

/// Whose playbook is in force somewhere, in words.
pub fn goes_by(f: &Desk<'_>, signed: &Signed, unit: i64, in_force: &InForce) -> String {
    match in_force.of {
        Some((own, number)) if own == unit => f.with1("own-goes-by-own", "number", &number.to_string()),
        Some((above, number)) => f.words.with(
            "own-goes-by-above",
            &[("unit", &signed.unit_name(above)), ("number", &number.to_string())],
        ),
        None => f.say("own-goes-by-shipped"),
    }
}

/// `GET /console/own-playbooks/{id}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let may = unit(&signed, id)?;
    let mut f = Desk::of(&app, &signed, "/console/incidents", "own-playbooks");
    let name = signed.unit_name(id);
    f.title = f.with1("own-playbooks-of", "unit", &name);
    let mut rows = Vec::new();
    for (kind, said) in KINDS {
        let copy = super::copy(office, &signed, id, kind).await?;
        rows.push(Row {
            kind,
            name: f.say(said),
            goes_by: goes_by(&f, &signed, id, &copy.in_force),
            is_own: copy.published.is_some(),
            is_draft: may && copy.own.draft.is_some(),
            is_outdated: copy.outdated().is_some(),
        });
    }
    Ok(sent(&ListPage { unit: (id, name), rows, may, f }))
}

/// What a kind is called.
pub fn kind_name(f: &Desk<'_>, kind: &str) -> String {
    f.say(incidents::kind(kind))
}
