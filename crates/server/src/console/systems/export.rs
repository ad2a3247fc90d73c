//! The systems of a list as a table: CSV and XLSX of exactly what the list shows, all its pages.
//!
//! Must never write other systems than the list, and never a cell that a spreadsheet takes for a formula.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use office::sheet::{Sheet, write_csv, write_xlsx};
use office::systems::export as as_sheet;

use super::selection::{Asked, select};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /console/systems/export.csv`.
pub async fn csv(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    export(&app, &asked, signed, "csv", "text/csv; charset=utf-8", |sheet| Some(write_csv(sheet))).await
}

/// `GET /console/systems/export.xlsx`.
pub async fn xlsx(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let name = Desk::of(&app, &signed, "", "systems-sheet").title;
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
    let office = app.office()?;
    let selected = {
        let f = Desk::of(app, &signed, "", "desk-systems");
        match select(&f, office, &signed, asked).await? {
            Ok(selected) => selected,
            // The list says what is wrong.
            Err(_) => return Ok(Redirect::to(&format!("/console/systems?{}", asked.query())).into_response()),
        }
    };
    let ids: Vec<i64> = selected.found.iter().map(|one| one.id).collect();
    let all = office.store.systems_numbered(&ids, signed.now).await?;
    let today = signed.today;
    // Many rows take a while: others are answered meanwhile.
    let work = tokio::task::spawn_blocking(move || {
        write(&as_sheet(all.iter().map(|kept| &kept.system), &signed.units.tree))
    });
    let Ok(Some(bytes)) = work.await else {
        return Ok(StatusCode::INTERNAL_SERVER_ERROR.into_response());
    };
    let name = format!("attachment; filename=\"he-thong-{today}.{ending}\"");
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response())
}
