//! The units of a list as a table: CSV and XLSX of exactly what the list shows, all its pages.
//!
//! Must never write other units than the list, and never a cell that a spreadsheet takes for a formula.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use office::units::export_these;

use super::selection::{Asked, Selection};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};
use crate::console::tables::out::{Format, sent};

/// `GET /console/units/export.csv`.
pub async fn csv(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    export(&app, &asked, signed, Format::Csv).await
}

/// `GET /console/units/export.xlsx`.
pub async fn xlsx(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    export(&app, &asked, signed, Format::Xlsx).await
}

async fn export(app: &App, asked: &Asked, signed: Signed, format: Format) -> Result<Response, Stop> {
    let (title, selection) = {
        let f = Desk::of(app, &signed, "", "desk-units");
        match Selection::read(&f, &signed, asked) {
            Ok(selection) => (f.title, selection),
            // The list says what is wrong.
            Err(_) => return Ok(Redirect::to(&format!("/console/units?{}", asked.query())).into_response()),
        }
    };
    let day = selection.day;
    let sheet = move || {
        let units = &signed.units;
        let found = selection.units(units).into_iter().map(|(unit, _)| unit);
        export_these(found, &units.tree, &units.contacts, day)
    };
    Ok(sent(format, "don-vi", day, title, sheet).await)
}
