//! Sheets of an office, as CSV and as XLSX, in and out.
//!
//! Must never hold more of a file than [`Limits`] allows, whatever the file says of itself; must never give half a sheet;
//! and must never write a cell that a spreadsheet would take for a formula.
//!
//! ```text
//! bytes ── kind ──▶ csv  ──┐
//!             └───▶ xlsx ──┴─▶ taking (limits, header) ──▶ Sheet ──▶ columns (by header) ──▶ whoever asked
//! ```

mod cell;
mod columns;
mod csv;
mod kind;
mod rows;
mod taking;
#[cfg(test)]
pub(crate) mod tests;
mod workbook;
mod write;
mod xlsx;

pub use cell::Cell;
pub use columns::{Column, Columns, ColumnsError};
pub use csv::write as write_csv;
pub use write::{WriteError, write_xlsx};

/// What a file may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Bytes of all parts of an XLSX that are read, unpacked.
    pub unpacked: u64,
    /// Parts of an XLSX.
    pub parts: usize,
    /// Rows with anything in them, the header left out.
    pub rows: usize,
    /// Columns with anything in them.
    pub columns: usize,
    /// Characters of one cell.
    pub cell: usize,
    /// Cells in all.
    pub cells: usize,
    /// Bytes of all texts: what an XLSX says once may stand in many of its cells.
    pub text: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            bytes: 16 << 20,
            unpacked: 96 << 20,
            parts: 1_000,
            rows: 50_000,
            columns: 64,
            cell: 4_000,
            cells: 1_000_000,
            text: 48 << 20,
        }
    }
}

/// A table: a header and what stands below it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// The titles of the columns.
    pub header: Vec<String>,
    /// The number of the row that they stand in, as a spreadsheet counts: from 1.
    pub header_row: usize,
    /// The rows that hold anything, in order.
    pub rows: Vec<Row>,
}

/// A row that holds anything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// Its number as a spreadsheet counts, which people see: from 1, empty rows and the header counted.
    pub number: usize,
    /// Its cells from the first column on; those that are missing at the end are empty.
    pub cells: Vec<Cell>,
}

/// Why a file is no sheet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// It has too many bytes.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// [`Limits::bytes`].
        limit: usize,
    },
    /// Unpacked, it is too large: it may be made to fill a machine's memory.
    #[error("unpacked, the file is larger than {limit} bytes, or has more parts than a sheet needs")]
    Unpacked {
        /// [`Limits::unpacked`].
        limit: u64,
    },
    /// It has too many rows.
    #[error("the sheet has more than {limit} rows")]
    Rows {
        /// [`Limits::rows`].
        limit: usize,
    },
    /// A row has too many columns.
    #[error("row {row}: more than {limit} columns")]
    Columns {
        /// The row.
        row: usize,
        /// [`Limits::columns`].
        limit: usize,
    },
    /// A cell is too long.
    #[error("row {row}, column {column}: more than {limit} characters")]
    Cell {
        /// The row.
        row: usize,
        /// The column, from 1.
        column: usize,
        /// [`Limits::cell`].
        limit: usize,
    },
    /// All cells together are too much.
    #[error("the sheet holds more text than is read at once: divide it")]
    Text,
    /// There is nothing in it.
    #[error("the sheet is empty")]
    Empty,
    /// It is text in an old encoding, such as windows-1258, TCVN3 or VNI.
    #[error("the file is not UTF-8: in Excel, save it as \"CSV UTF-8 (Comma delimited)\" or as XLSX")]
    Encoding,
    /// Something follows the quote that ends a cell.
    #[error("line {line}: after the quote that ends a cell, the next cell is to follow")]
    Quote {
        /// The line, from 1.
        line: usize,
    },
    /// A quote that opens a cell is never closed.
    #[error("line {line}: the quote that opens a cell is never closed")]
    Unclosed {
        /// The line that it stands in, from 1.
        line: usize,
    },
    /// Excel's format before 2007.
    #[error("this is an .xls file of old Excel: save it as XLSX")]
    OldExcel,
    /// It is encrypted.
    #[error("the file is protected by a password: save it without one")]
    Encrypted,
    /// LibreOffice's own format.
    #[error("this is an OpenDocument file: save it as XLSX")]
    OpenDocument,
    /// Excel's binary format.
    #[error("this is an .xlsb file: save it as XLSX")]
    BinaryExcel,
    /// A document of Word.
    #[error("this is a document and not a sheet: copy its table into a sheet and save that as XLSX")]
    Document,
    /// Something else, such as PDF, a picture or a web page that is called .xls.
    #[error("this is neither CSV nor XLSX")]
    NotASheet,
    /// It is an XLSX, and it is damaged.
    #[error("the XLSX is damaged: {part}")]
    Damaged {
        /// The part, by its name within the file.
        part: String,
    },
    /// A part defines entities, which no office program does: it may be made to fill a machine's memory.
    #[error("the XLSX is not one that an office program wrote: {part} defines entities")]
    Entities {
        /// The part.
        part: String,
    },
}

/// Reads a sheet, whichever of the two formats it has; of an XLSX, the first sheet that is not hidden.
///
/// # Errors
/// When it is neither, is damaged, or passes a limit. A sheet is read as a whole or not at all.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, SheetError> {
    if bytes.len() > limits.bytes {
        return Err(SheetError::TooLarge { limit: limits.bytes });
    }
    match kind::of(bytes)? {
        kind::Kind::Text => csv::read(bytes, limits),
        kind::Kind::Zip => xlsx::read(bytes, limits),
    }
}
