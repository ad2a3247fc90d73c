//! Takes rows as they are read, holds them against the limits, and finds the header among them.
//!
//! Must never take a row past a limit and leave the rest out: then there is no sheet.

use super::{Cell, Limits, Row, Sheet, SheetError};

/// Above the header there may be a title, the office's name and the motto: rows with one cell. After so many, the first
/// row was the header of a table with one column.
const TITLES: usize = 20;

pub struct Taking<'a> {
    limits: &'a Limits,
    cells: usize,
    text: usize,
    header: Option<Row>,
    rows: Vec<Row>,
}

impl<'a> Taking<'a> {
    pub fn new(limits: &'a Limits) -> Taking<'a> {
        Taking { limits, cells: 0, text: 0, header: None, rows: Vec::new() }
    }

    /// Takes a row; its number is larger than those before.
    pub fn row(&mut self, number: usize, mut cells: Vec<Cell>) -> Result<(), SheetError> {
        while cells.last().is_some_and(Cell::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        self.hold(number, &cells)?;
        let row = Row { number, cells };
        if self.header.is_none() && filled(&row) >= 2 {
            // What stood above was a title.
            self.rows.clear();
            self.header = Some(row);
            return Ok(());
        }
        self.rows.push(row);
        if self.header.is_none() && self.rows.len() > TITLES {
            self.header = Some(self.rows.remove(0));
        }
        if self.rows.len() > self.limits.rows {
            return Err(SheetError::Rows { limit: self.limits.rows });
        }
        Ok(())
    }

    fn hold(&mut self, row: usize, cells: &[Cell]) -> Result<(), SheetError> {
        let limits = self.limits;
        if cells.len() > limits.columns {
            return Err(SheetError::Columns { row, limit: limits.columns });
        }
        self.cells += cells.len();
        for (at, cell) in cells.iter().enumerate() {
            if let Cell::Text(text) = cell {
                self.text += text.len();
                if text.len() > limits.cell && text.chars().count() > limits.cell {
                    return Err(SheetError::Cell { row, column: at + 1, limit: limits.cell });
                }
            }
        }
        if self.cells > limits.cells || self.text > limits.text {
            return Err(SheetError::Text);
        }
        Ok(())
    }

    pub fn done(mut self) -> Result<Sheet, SheetError> {
        let header = match self.header {
            Some(header) => header,
            None if self.rows.is_empty() => return Err(SheetError::Empty),
            None => self.rows.remove(0),
        };
        let titles = header.cells.iter().map(|cell| cell.text().into_owned()).collect();
        Ok(Sheet { header: titles, header_row: header.number, rows: self.rows })
    }
}

fn filled(row: &Row) -> usize {
    row.cells.iter().filter(|cell| !cell.is_empty()).count()
}
