//! What each row says, before it is held against the tree.
//!
//! Must never stop at the first thing that is wrong with a row.

use std::collections::BTreeMap;

use super::{Fault, Problem};
use crate::contact::{self, Contact};
use crate::day::Day;
use crate::line;
use crate::sheet::{Cell, Columns, Row, Sheet};
use crate::units::change::NAME;
use crate::units::{Code, Kind, Tree};

/// A row. What could not be read is nothing, and has its problem.
pub struct Draft {
    pub row: usize,
    pub code: Option<Code>,
    pub name: Option<String>,
    pub kind: Option<Kind>,
    /// The parent; nothing where the row names none.
    pub parent: Option<Code>,
    pub founded: Option<Day>,
    /// What the sheet has a column for; the rest stays as it is.
    pub email: Option<String>,
    pub phone: Option<String>,
    pub address: Option<String>,
    /// Whether all of it could be read.
    pub whole: bool,
}

impl Draft {
    /// How the unit is reached from now on.
    pub fn contact(&self, known: &Contact) -> Contact {
        let or = |said: &Option<String>, known: &String| said.as_ref().unwrap_or(known).clone();
        Contact {
            email: or(&self.email, &known.email),
            phone: or(&self.phone, &known.phone),
            address: or(&self.address, &known.address),
        }
    }
}

/// Reads the rows of a sheet.
pub fn read(
    sheet: &Sheet,
    columns: &Columns,
    tree: &Tree,
    day: Day,
    problems: &mut Vec<Problem>,
) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = sheet
        .rows
        .iter()
        .map(|row| Reading { columns, row, problems, whole: true }.draft(tree, day))
        .collect();
    let mut rows: BTreeMap<Code, usize> = BTreeMap::new();
    for draft in &mut drafts {
        let Some(code) = draft.code.clone() else { continue };
        match rows.get(&code) {
            Some(first) => {
                let fault = Fault::Twice { code, first: *first };
                problems.push(Problem {
                    row: draft.row,
                    column: columns.place("code").map(|at| at + 1),
                    fault,
                });
                draft.whole = false;
                draft.code = None;
            }
            None => {
                rows.insert(code, draft.row);
            }
        }
    }
    for draft in &mut drafts {
        let Some(parent) = &draft.parent else { continue };
        let exists = |code: &Code| rows.contains_key(code) || tree.by_code(code, day).is_some();
        let widened = || [2, 5].into_iter().filter_map(|digits| parent.widened(digits)).find(exists);
        if !exists(parent) {
            match widened() {
                Some(code) => draft.parent = Some(code),
                None => {
                    let fault = Fault::UnknownParent(parent.to_string());
                    problems.push(Problem {
                        row: draft.row,
                        column: columns.place("parent").map(|at| at + 1),
                        fault,
                    });
                    draft.whole = false;
                }
            }
        }
    }
    drafts
}

struct Reading<'a> {
    columns: &'a Columns,
    row: &'a Row,
    problems: &'a mut Vec<Problem>,
    whole: bool,
}

impl Reading<'_> {
    fn draft(mut self, tree: &Tree, day: Day) -> Draft {
        let kind = self.take("kind", |cell| {
            Kind::from_title(&cell.text()).ok_or_else(|| Fault::Kind(cell.text().chars().take(100).collect()))
        });
        let known = |code: &Code| tree.by_code(code, day).is_some();
        let code = self.take("code", |cell| {
            let code = Code::read(&cell.text())?;
            // Excel takes the zeros away that a code of digits begins with.
            let widened = kind.and_then(Kind::digits).and_then(|digits| code.widened(digits));
            Ok(widened.filter(|_| !known(&code)).unwrap_or(code))
        });
        let name = self.take("name", |cell| line::read(&cell.text(), NAME).map_err(Fault::Name));
        let parent = self.take("parent", |cell| match cell.is_empty() {
            true => Ok(None),
            false => Ok(Some(Code::read(&cell.text())?)),
        });
        let founded = self.take("founded", |cell| Ok(cell.day()?));
        let email = self.take("email", |cell| Ok(contact::email(&cell.text())?));
        let phone = self.take("phone", |cell| Ok(contact::phone(&cell.text())?));
        let address = self.take("address", |cell| Ok(contact::address(&cell.text())?));
        Draft {
            row: self.row.number,
            code,
            name,
            kind,
            parent: parent.flatten(),
            founded: founded.flatten(),
            email,
            phone,
            address,
            whole: self.whole,
        }
    }

    /// Reads one cell; nothing where the sheet has no such column, or where it is wrong.
    fn take<T>(&mut self, key: &str, read: impl FnOnce(&Cell) -> Result<T, Fault>) -> Option<T> {
        let column = self.columns.place(key).map(|at| at + 1);
        match read(self.columns.cell(self.row, key)?) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.whole = false;
                self.problems.push(Problem { row: self.row.number, column, fault });
                None
            }
        }
    }
}
