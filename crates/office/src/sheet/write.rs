//! Writes XLSX.
//!
//! Must never write a text as anything but a text: `=1+1` stays what it was. Must never write the time: the same sheet
//! makes the same bytes.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::{Cell, Sheet};

/// Why a sheet cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("this sheet cannot be written as XLSX")]
pub struct WriteError(#[from] XlsxError);

/// Widths of columns, in letters.
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=48;

/// Writes XLSX: one sheet of that name, the header bold and standing still. A column of texts is formatted as text, so
/// that what people type there, such as `01`, stays as they typed it.
///
/// # Errors
/// When the sheet's name or a cell is longer than Excel takes, or there are more rows or columns.
pub fn write_xlsx(sheet: &Sheet, name: &str) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    // The library would ask the clock.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let (bold, text, day) = (
        Format::new().set_bold(),
        Format::new().set_num_format("@"),
        Format::new().set_num_format("dd/mm/yyyy"),
    );
    let page = workbook.add_worksheet();
    page.set_name(name)?;
    page.set_freeze_panes(1, 0)?;
    for (at, title) in sheet.header.iter().enumerate() {
        let column = narrow(at)?;
        let cells = || sheet.rows.iter().filter_map(move |row| row.cells.get(at));
        let texts = cells().all(|cell| matches!(cell, Cell::Text(_) | Cell::Empty));
        if texts {
            page.set_column_format(column, &text)?;
        } else if cells().all(|cell| matches!(cell, Cell::Day(_) | Cell::Empty)) {
            page.set_column_format(column, &day)?;
        }
        let widest = cells().map(|cell| cell.text().chars().count()).chain([title.chars().count()]).max();
        page.set_column_width(column, widest.unwrap_or(0).clamp(*WIDTHS.start(), *WIDTHS.end()) as u32 + 2)?;
        page.write_string_with_format(0, column, title, &bold)?;
    }
    for (down, row) in sheet.rows.iter().enumerate() {
        let down = u32::try_from(down + 1).map_err(|_| XlsxError::RowColumnLimitError)?;
        for (at, cell) in row.cells.iter().enumerate() {
            let column = narrow(at)?;
            match cell {
                Cell::Empty => {}
                Cell::Text(cell) => {
                    page.write_string_with_format(down, column, cell, &text)?;
                }
                Cell::Number(number) => {
                    page.write_number(down, column, *number)?;
                }
                Cell::Day(cell) => {
                    page.write_number_with_format(down, column, cell.serial(), &day)?;
                }
            }
        }
    }
    Ok(workbook.save_to_buffer()?)
}

fn narrow(column: usize) -> Result<u16, XlsxError> {
    u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)
}
