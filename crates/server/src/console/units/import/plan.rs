//! What a table would do, or all that is wrong with it.
//!
//! Must never take longer than others can wait: reading is done aside, a few at a time.

use std::collections::BTreeMap;
use std::sync::Arc;

use office::rights::Act;
use office::sheet::{self, Limits, SheetError};
use office::units::{self, Code, Import, Problem, UnitId};

use crate::app::App;
use crate::console::signed::{Signed, Stop};
use crate::console::tables::{self, Upload};
use crate::console::units::change::{next_id, not_theirs};

/// What a table would do, with the right to do it.
#[derive(Debug)]
pub struct Plan {
    /// What.
    pub import: Import,
}

impl Plan {
    /// What tells what was shown from anything else. The numbers of new units are left out: they may be others by now,
    /// and nobody saw them.
    pub fn digest(&self) -> String {
        let mut told = String::new();
        for one in &self.import.proposals {
            told.push_str(&format!("{:?}\n", (one.row, &one.code, &one.done)));
        }
        for (unit, contact) in &self.import.contacts {
            let new = self.import.decided.found.iter().find(|one| one.id == *unit).map(|one| &one.code);
            let known = new.is_none().then_some(unit.0);
            told.push_str(&format!("{:?}\n", (known, new, contact)));
        }
        tables::digest(&told)
    }
}

/// All that is wrong with a table.
#[derive(Debug)]
pub enum Wrong {
    /// It is none.
    NoSheet(SheetError),
    /// Rows, in their order.
    Rows(Vec<Row>),
}

/// Something that is wrong with one row.
#[derive(Debug)]
pub enum Row {
    /// What it says cannot be.
    Problem(Problem),
    /// It would do what is for others to do at that unit.
    NotTheirs {
        /// The row.
        row: usize,
        /// Where.
        at: Code,
    },
    /// It would found a unit on a day that is not yet.
    Future {
        /// The row.
        row: usize,
    },
}

impl Row {
    /// The row, as a spreadsheet counts.
    pub fn row(&self) -> usize {
        match self {
            Row::Problem(problem) => problem.row,
            Row::NotTheirs { row, .. } | Row::Future { row } => *row,
        }
    }
}

/// Plans a table on the units that `signed` knows.
///
/// # Errors
/// When the server cannot.
pub async fn plan(app: &App, signed: &Signed, upload: &Arc<Upload>) -> Result<Result<Plan, Wrong>, Stop> {
    let uploads = &app.office()?.uploads;
    let Ok(_reader) = uploads.readers.acquire().await else { return Err(Stop::NotThere) };
    let limits = Limits { bytes: uploads.limits().file, ..Limits::default() };
    let (signed, upload) = (signed.clone(), Arc::clone(upload));
    let work = tokio::task::spawn_blocking(move || made(&signed, &upload, &limits));
    work.await.map_err(|_| Stop::NotThere)
}

fn made(signed: &Signed, upload: &Upload, limits: &Limits) -> Result<Plan, Wrong> {
    let sheet = sheet::read(&upload.bytes, limits).map_err(Wrong::NoSheet)?;
    let known = &signed.units;
    let import = units::import(&sheet, &known.tree, &known.contacts, upload.day, next_id(signed));
    let import = match import {
        Ok(import) => import,
        Err(problems) => return Err(Wrong::Rows(problems.into_iter().map(Row::Problem).collect())),
    };
    let rows = refused(signed, &import);
    if rows.is_empty() { Ok(Plan { import }) } else { Err(Wrong::Rows(rows)) }
}

/// Rows that would do what whoever sends them may not, each once.
fn refused(signed: &Signed, import: &Import) -> Vec<Row> {
    let row_of: BTreeMap<UnitId, usize> = import.proposals.iter().map(|one| (one.unit, one.row)).collect();
    let mut rows: BTreeMap<usize, Row> = BTreeMap::new();
    for (unit, at) in not_theirs(signed, &import.decided) {
        let row = row_of.get(&unit).copied().unwrap_or(0);
        rows.entry(row).or_insert(Row::NotTheirs { row, at });
    }
    let future = import.decided.found.iter().filter(|unit| unit.founded > signed.today);
    for unit in future {
        let row = row_of.get(&unit.id).copied().unwrap_or(0);
        rows.entry(row).or_insert(Row::Future { row });
    }
    for (unit, _) in &import.contacts {
        // A new unit is reached where it is founded, which is asked above.
        let Some(known) = signed.units.tree.get(*unit) else { continue };
        if signed.may(Act::ChangeContacts, unit.0).is_err() {
            let row = row_of.get(unit).copied().unwrap_or(0);
            rows.entry(row).or_insert(Row::NotTheirs { row, at: known.code.clone() });
        }
    }
    rows.into_values().collect()
}
