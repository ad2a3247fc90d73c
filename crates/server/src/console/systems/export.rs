//! The systems of a list as a table: CSV and XLSX of exactly what the list shows, all its pages.
//!
//! Must never write other systems than the list, and never a cell that a spreadsheet takes for a formula.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use office::systems::export as as_sheet;

use super::selection::{Asked, select};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};
use crate::console::tables::out::{Format, sent};

/// `GET /console/systems/export.csv`.
pub async fn csv(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    export(&app, &asked, signed, Format::Csv).await
}

/// `GET /console/systems/export.xlsx`.
pub async fn xlsx(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    export(&app, &asked, signed, Format::Xlsx).await
}

async fn export(app: &App, asked: &Asked, signed: Signed, format: Format) -> Result<Response, Stop> {
    let office = app.office()?;
    let (title, selected) = {
        let f = Desk::of(app, &signed, "", "systems-sheet");
        match select(&f, office, &signed, asked).await? {
            Ok(selected) => (f.title, selected),
            // The list says what is wrong.
            Err(_) => return Ok(Redirect::to(&format!("/console/systems?{}", asked.query())).into_response()),
        }
    };
    let all = selected.read(office, 0, u32::MAX).await?;
    let today = signed.today;
    let sheet = move || as_sheet(all.iter().map(|kept| &kept.system), &signed.units.tree);
    Ok(sent(format, "he-thong", today, title, sheet).await)
}
