//! Reads a sheet of units against the tree: what it would found and change, or everything that is wrong with it.
//!
//! Must never take a part of a sheet. Must never say less of a change than a person needs to agree to it.

mod draft;
mod plan;

use super::{Code, CodeError, Contacts, Decided, Kind, Refused, Tree, UnitId};
use crate::contact::{Contact, ContactError};
use crate::day::{Day, DayError};
use crate::line::LineError;
use crate::sheet::{Columns, ColumnsError, Sheet};

/// What a sheet would do, all of it or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Import {
    /// What each row would do, in the sheet's order; rows that change nothing are left out.
    pub proposals: Vec<Proposal>,
    /// How many rows say what is known already.
    pub unchanged: usize,
    /// Titles of columns that nobody knows, and that do nothing.
    pub ignored: Vec<String>,
    /// What is to be stored for it.
    pub decided: Decided,
    /// How units are reached from now on.
    pub contacts: Vec<(UnitId, Contact)>,
}

/// What one row would do to one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The row, as a spreadsheet counts.
    pub row: usize,
    /// The unit.
    pub unit: UnitId,
    /// Its code.
    pub code: Code,
    /// What it would do.
    pub done: Done,
}

/// One thing that is done to a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// It is founded.
    Found {
        /// Its name.
        name: String,
        /// Its kind.
        kind: Kind,
        /// Under whom.
        parent: Option<Code>,
        /// Its first day.
        day: Day,
    },
    /// It is renamed.
    Renamed {
        /// What it is called now.
        from: String,
        /// What it would be called.
        to: String,
    },
    /// It is moved.
    Moved {
        /// Under whom it stands now.
        from: Option<Code>,
        /// Under whom it would stand.
        to: Code,
    },
    /// It is reached in another way.
    Reached,
}

/// What is wrong with one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The row, as a spreadsheet counts; that of the header where a column is wrong.
    pub row: usize,
    /// The column from 1, where one alone is wrong.
    pub column: Option<usize>,
    /// What.
    pub fault: Fault,
}

/// What can be wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The header.
    #[error(transparent)]
    Header(#[from] ColumnsError),
    /// The code.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// The name.
    #[error("the name: {0}")]
    Name(LineError),
    /// The kind is none.
    #[error("\"{0}\" is no kind of unit")]
    Kind(String),
    /// The day is none.
    #[error(transparent)]
    Day(#[from] DayError),
    /// How it is reached.
    #[error(transparent)]
    Contact(#[from] ContactError),
    /// Another row has the same code.
    #[error("{code} stands in row {first} already")]
    Twice {
        /// The code.
        code: Code,
        /// The first row that has it.
        first: usize,
    },
    /// No unit and no row has the code of the parent.
    #[error("there is no unit {0} to stand under")]
    UnknownParent(String),
    /// Rows stand under one another in a circle.
    #[error("these stand under one another in a circle: {}", .0.iter().map(Code::as_str).collect::<Vec<_>>().join(" → "))]
    Circle(Vec<Code>),
    /// The unit is of another kind. A change of kind is a new unit, a mistake is corrected by hand.
    #[error("{code} is of the kind {}, not {}", known.as_str(), said.as_str())]
    KindDiffers {
        /// The unit.
        code: Code,
        /// What it is.
        known: Kind,
        /// What the row says.
        said: Kind,
    },
    /// The unit was founded on another day.
    #[error("{code} was founded on {known}, not {said}")]
    FoundedDiffers {
        /// The unit.
        code: Code,
        /// When it was.
        known: Day,
        /// What the row says.
        said: Day,
    },
    /// The tree refuses it.
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// Reads a sheet of units. A unit that lives on `day` is known by its code; one that is not known is founded, on the day
/// that its row says or on `day`. What differs is renamed or moved on `day`. New units take free numbers from `first` on.
/// Rows stand in any order. An empty cell of a unit that is known changes nothing, but for its contacts, where a column
/// that is there says what is to be.
///
/// # Errors
/// With everything that is wrong, by row; then nothing is to be done.
pub fn import(
    sheet: &Sheet,
    tree: &Tree,
    contacts: &Contacts,
    day: Day,
    first: UnitId,
) -> Result<Import, Vec<Problem>> {
    let columns = Columns::find(sheet, &super::export::COLUMNS).map_err(|wrong| {
        let problem =
            |fault: ColumnsError| Problem { row: sheet.header_row, column: None, fault: fault.into() };
        wrong.into_iter().map(problem).collect::<Vec<_>>()
    })?;
    let mut problems = Vec::new();
    let drafts = draft::read(sheet, &columns, tree, day, &mut problems);
    let mut import = plan::plan(&drafts, &columns, tree, contacts, day, first, &mut problems);
    import.ignored = columns.unknown;
    if problems.is_empty() {
        import.proposals.sort_by_key(|proposal| proposal.row);
        Ok(import)
    } else {
        problems.sort_by_key(|problem| (problem.row, problem.column));
        Err(problems)
    }
}
