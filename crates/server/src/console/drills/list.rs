//! The drills that somebody may see.
//!
//! Must never show one of a unit whose incidents are not theirs to see.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use office::rights::{Act, Reach, Refused};

use super::may_make;
use crate::app::App;
use crate::console::frame::{Desk, sent};
use crate::console::signed::{Signed, Stop};

#[derive(Template)]
#[template(path = "console/drills.html")]
struct ListPage<'a> {
    f: Desk<'a>,
    rows: Vec<Row>,
    may_make: bool,
}

struct Row {
    id: i64,
    name: String,
    unit: String,
    begun: String,
    state: String,
    is_on: bool,
}

/// `GET /console/drills`.
pub async fn show(State(app): State<Arc<App>>, signed: Signed) -> Result<Response, Stop> {
    let office = app.office()?;
    let reach = signed.standing.reach(Act::SeeIncidents);
    if matches!(&reach, Reach::Below(units) if units.is_empty()) {
        return Err(Refused::NotAllowed.into());
    }
    let f = Desk::of(&app, &signed, "/console/incidents", "drills");
    let mut rows = Vec::new();
    for kept in office.store.drills().await? {
        if !signed.reaches(&reach, kept.drill.unit) {
            continue;
        }
        let is_on = kept.drill.ended_at.is_none();
        rows.push(Row {
            id: kept.id,
            unit: signed.unit_name(kept.drill.unit),
            begun: f.moment(kept.drill.begun),
            state: f.say(if is_on { "drill-on" } else { "drill-over" }),
            is_on,
            name: kept.drill.name,
        });
    }
    Ok(sent(&ListPage { rows, may_make: may_make(&signed), f }))
}
