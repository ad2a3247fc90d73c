//! Finds the columns of a sheet by their titles.
//!
//! Must never take a column by its place, and never leave out in silence one that nobody knows.

use super::{Cell, Row, Sheet};
use crate::fold;

/// A column that is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The word for it in code and in what is wrong with it.
    pub key: &'static str,
    /// Its title as we write it.
    pub title: &'static str,
    /// What else it may be called, in Vietnamese or English, folded.
    pub also: &'static [&'static str],
    /// Whether there is no sheet without it.
    pub needed: bool,
}

/// What is wrong with a header.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsError {
    /// A column is missing.
    #[error("there is no column \"{0}\"")]
    Missing(&'static str),
    /// Two columns are the same.
    #[error("columns {first} and {second} are both \"{title}\"")]
    Twice {
        /// The title that they would have from us.
        title: &'static str,
        /// The first, from 1.
        first: usize,
        /// The second, from 1.
        second: usize,
    },
}

/// Where each column stands in one sheet.
#[derive(Debug, Clone)]
pub struct Columns {
    places: Vec<(&'static str, usize)>,
    /// Titles that nobody knows: whoever shows what a sheet will do says that these do nothing.
    pub unknown: Vec<String>,
}

impl Columns {
    /// Finds them. Case, accents, points and what stands in brackets make no difference.
    ///
    /// # Errors
    /// With everything that is wrong.
    pub fn find(sheet: &Sheet, known: &[Column]) -> Result<Columns, Vec<ColumnsError>> {
        let mut columns = Columns { places: Vec::new(), unknown: Vec::new() };
        let mut wrong = Vec::new();
        for (at, title) in sheet.header.iter().enumerate() {
            let key = plain(title);
            if key.is_empty() {
                continue;
            }
            let Some(column) = known.iter().find(|one| plain(one.title) == key || one.also.contains(&&*key))
            else {
                // The running number that every list has.
                if !matches!(&*key, "tt" | "stt" | "no" | "so tt" | "so thu tu") {
                    columns.unknown.push(title.clone());
                }
                continue;
            };
            match columns.place(column.key) {
                Some(first) => {
                    wrong.push(ColumnsError::Twice { title: column.title, first: first + 1, second: at + 1 });
                }
                None => columns.places.push((column.key, at)),
            }
        }
        let missing = known.iter().filter(|one| one.needed && columns.place(one.key).is_none());
        wrong.extend(missing.map(|one| ColumnsError::Missing(one.title)));
        if wrong.is_empty() { Ok(columns) } else { Err(wrong) }
    }

    /// Where a column stands, from 0; nothing where the sheet has none.
    pub fn place(&self, key: &str) -> Option<usize> {
        self.places.iter().find(|(known, _)| *known == key).map(|(_, at)| *at)
    }

    /// A row's cell in that column; nothing where the sheet has no such column.
    pub fn cell<'a>(&self, row: &'a Row, key: &str) -> Option<&'a Cell> {
        const NOTHING: &Cell = &Cell::Empty;
        self.place(key).map(|at| row.cells.get(at).unwrap_or(NOTHING))
    }
}

/// `Mã đơn vị (*):` and `ma don vi` are one title.
fn plain(title: &str) -> String {
    let outside = title.split(['(', '[']).next().unwrap_or(title);
    let letters = fold(outside).replace(['-', '_', '.', '*', ':', '/'], " ");
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}
