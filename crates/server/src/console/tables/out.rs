//! A table that goes out as a file.
//!
//! Must never write a cell that a spreadsheet takes for a formula: `office::sheet` sees to that, and nothing else writes here.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use office::day::Day;
use office::sheet::{Sheet, write_csv, write_xlsx};

/// The kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text with commas.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    fn write(self, sheet: &Sheet, title: &str) -> Option<Vec<u8>> {
        match self {
            Format::Csv => Some(write_csv(sheet)),
            Format::Xlsx => write_xlsx(sheet, title).ok(),
        }
    }
}

/// Sends a table as a file that is called so, of that day. `title` stands on a workbook's sheet.
pub async fn sent(
    format: Format,
    name: &str,
    day: Day,
    title: String,
    make: impl FnOnce() -> Sheet + Send + 'static,
) -> Response {
    // Ten thousand rows take a while: others are answered meanwhile.
    let work = tokio::task::spawn_blocking(move || format.write(&make(), &title));
    let Ok(Some(bytes)) = work.await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let name = format!("attachment; filename=\"{name}-{day}.{}\"", format.ending());
    let headers = [(header::CONTENT_TYPE, format.kind().to_owned()), (header::CONTENT_DISPOSITION, name)];
    (headers, bytes).into_response()
}
