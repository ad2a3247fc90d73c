//! The units of a list as a table: CSV and XLSX of exactly what the list shows, all its pages.
//!
//! Must never write other units than the list, and never a cell that a spreadsheet takes for a formula.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use office::sheet::{Sheet, write_csv, write_xlsx};
use office::units::export_these;

use super::selection::{Asked, Selection};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /console/units/export.csv`.
pub async fn csv(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    export(&app, &asked, signed, "csv", "text/csv; charset=utf-8", |sheet| Some(write_csv(sheet))).await
}

/// `GET /console/units/export.xlsx`.
pub async fn xlsx(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let name = Desk::of(&app, &signed, "", "desk-units").title;
    export(&app, &asked, signed, "xlsx", XLSX, move |sheet| write_xlsx(sheet, &name).ok()).await
}

async fn export(
    app: &App,
    asked: &Asked,
    signed: Signed,
    ending: &str,
    kind: &'static str,
    write: impl FnOnce(&Sheet) -> Option<Vec<u8>> + Send + 'static,
) -> Result<Response, Stop> {
    let selection = {
        let f = Desk::of(app, &signed, "", "desk-units");
        match Selection::read(&f, &signed, asked) {
            Ok(selection) => selection,
            // The list says what is wrong.
            Err(_) => return Ok(Redirect::to(&format!("/console/units?{}", asked.query())).into_response()),
        }
    };
    let day = selection.day;
    // Ten thousand rows take a while: others are answered meanwhile.
    let work = tokio::task::spawn_blocking(move || {
        let units = &signed.units;
        let found = selection.units(units).into_iter().map(|(unit, _)| unit);
        write(&export_these(found, &units.tree, &units.contacts, day))
    });
    let Ok(Some(bytes)) = work.await else {
        return Ok(StatusCode::INTERNAL_SERVER_ERROR.into_response());
    };
    let name = format!("attachment; filename=\"don-vi-{day}.{ending}\"");
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response())
}
