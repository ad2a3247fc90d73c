//! Incidents as they were decided on: their events, and what lists and rights go by.
//!
//! Must never decide what happens in one: `office::incident` does, in the transaction that stores it, on the events as
//! they are then. Must never change or remove an event.

mod change;
mod files;
mod limits;
mod lists;
mod looks;
mod merging;
mod moved;
mod read;
mod seals;
mod sums;

use std::collections::BTreeSet;

use office::incident::{Entry, Incident, Summary};
use office::people::PersonId;
use office::rights::Named;

use crate::StoreError;

pub use files::{EvidenceFile, EvidenceLimits, NewEvidence, Put};
pub use looks::LookJob;
pub use moved::{Came, NotTaken, Origin};
pub use seals::Opened;
pub use sums::{How, Summed};

/// An incident as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its number, which is given once.
    pub id: i64,
    /// The drill that it belongs to.
    pub drill: Option<i64>,
    /// By which papers, and whoever told of it, name it.
    pub code: String,
    /// For whom it is, if it is restricted.
    pub named: Option<Named>,
    /// Its events.
    pub entries: Vec<Entry>,
    /// What they make of it.
    pub incident: Incident,
    /// The bytes of the edition of its playbook.
    pub playbook: Vec<u8>,
}

/// One in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Whether it is restricted.
    pub is_restricted: bool,
    /// The drill that it belongs to.
    pub drill: Option<i64>,
    /// In short.
    pub summary: Summary,
}

/// Instead of a class: that there is none yet.
pub const UNCLASSIFIED: &str = "none";

/// Which are looked for.
#[derive(Debug, Clone, Default)]
pub struct Sought<'s> {
    /// Letters of a title or a code; all where there are none.
    pub text: &'s str,
    /// Only those in one of these phases; all where there are none.
    pub phases: &'s [&'s str],
    /// Only of this class of form 05; with [`UNCLASSIFIED`], only those that have none.
    pub class: &'s str,
    /// Only those that were handled so.
    pub how: Option<How>,
    /// Only of this grade.
    pub grade: &'s str,
    /// Only those in which one of these units has a part; in which any has, where it is not said.
    pub units: Option<&'s [i64]>,
    /// Only those that happened to one of these units.
    pub of: Option<&'s [i64]>,
    /// Only those of this drill; without it, only real ones.
    pub drill: Option<i64>,
    /// Only those that were detected from then on, and before the second moment, in seconds since 1970.
    pub detected: Option<(i64, i64)>,
    /// Only those on which something is late at this moment.
    pub late_at: Option<i64>,
    /// Only those whose ball one of these units has.
    pub held_by: Option<&'s [i64]>,
}

/// Who looks, as far as rows can be left out by it: `office::rights` has said so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Eyes {
    /// Units of whose incidents they may know; all of them where it is not said.
    pub units: Option<Vec<i64>>,
    /// Who they are: what names them they see too.
    pub person: Option<PersonId>,
    /// Now, in seconds since 1970: who was let in for a while is named until then.
    pub now: i64,
}

/// What stands beside an incident's events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// For lists.
    pub summary: Summary,
    /// Units that have a part in it.
    pub sides: BTreeSet<i64>,
    /// Units whose people are told of what happened, and of what, as notices name it.
    pub tell: Vec<(i64, &'static str)>,
    /// When it is to be looked at for what somebody is to be reminded of; nothing where nothing is owed.
    pub remind_at: Option<i64>,
}

/// A new one.
#[derive(Debug, Clone)]
pub struct New<'n> {
    /// What happened first: an opening, and what follows from it.
    pub entries: &'n [Entry],
    /// What stands beside.
    pub beside: Beside,
    /// By which it is named.
    pub code: &'n str,
    /// The drill that it belongs to.
    pub drill: Option<i64>,
    /// Its playbook: digest, kind, bytes.
    pub playbook: (&'n str, &'n str, &'n [u8]),
    /// For whom it is; for everybody who has a part in it where there is nobody.
    pub named: BTreeSet<PersonId>,
}

/// Why an incident was not changed.
#[derive(Debug, thiserror::Error)]
pub enum IncidentsError {
    /// There is none of that number.
    #[error("there is no incident {0}")]
    NotThere(i64),
    /// What somebody is was changed meanwhile: whether they may do this is to be asked anew.
    #[error("roles were changed meanwhile")]
    RightsChanged,
    /// For whom it is was changed meanwhile, or nobody would be named who is there.
    #[error("for whom it is was changed meanwhile")]
    NamesChanged,
    /// Its file is larger than one may be.
    #[error("the file has more than {0} bytes")]
    TooLarge(u64),
    /// It was refused.
    #[error(transparent)]
    Refused(#[from] office::incident::Refused),
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the record calls an incident.
pub(crate) fn object(id: i64) -> String {
    format!("incident:{id}")
}
