//! Information systems as they were decided on, and who is named where one is restricted.
//!
//! Must never decide who may see one: whoever asks says as whom lists are read, as `office::rights` has it, and gets the
//! names with each that is shown. Must never refuse a change for the sake of one that its author may not know of.

mod change;
mod lists;
mod read;

use std::collections::BTreeSet;

use office::people::PersonId;
use office::rights::Named;
use office::systems::{Level, System};

use crate::StoreError;
pub use change::IMPORTED;
pub(crate) use change::object;
pub(crate) use lists::like;
pub(crate) use read::numbers;

/// A system as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its number, which is given once.
    pub id: i64,
    /// What it is.
    pub system: System,
    /// Counts its changes.
    pub version: i64,
    /// Since when it is in use no more, in seconds since 1970.
    pub ended_at: Option<i64>,
    /// What stands on its papers if it is or was restricted; empty otherwise.
    pub code: String,
    /// For whom it is, if it is restricted.
    pub named: Option<Named>,
}

/// Which are looked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sought<'s> {
    /// Letters of a name, a product, an address or a domain; all where there are none.
    pub text: &'s str,
    /// Those in use no more, and no others; otherwise those in use.
    pub ended: bool,
    /// Those of this level alone.
    pub level: Option<Level>,
    /// Those of these units alone; of all where none is said.
    pub units: Option<&'s [i64]>,
}

/// Who looks, as far as rows can be left out by it: `office::rights` has said so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Eyes {
    /// Units of whose systems they may know; all of them where it is not said.
    pub units: Option<Vec<i64>>,
    /// Who they are, for what is restricted to them; nothing restricted is shown without.
    pub person: Option<PersonId>,
    /// Now, in seconds since 1970: who was let in for a while is named until then.
    pub now: i64,
}

/// Why a system was not changed.
#[derive(Debug, thiserror::Error)]
pub enum SystemsError {
    /// It is another by now, or is there no more: what was decided holds no more.
    #[error("the system was changed meanwhile")]
    Changed,
    /// The unit has one of that name.
    #[error("the unit has a system of that name")]
    Taken,
    /// Nobody would be named who is there.
    #[error("nobody would be named who is there")]
    NobodyLeft,
    /// Whoever is to be named is not there.
    #[error("person {0} is not there")]
    NoPerson(i64),
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a table of systems would have stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Those that are new.
    pub new: Vec<System>,
    /// Those that become otherwise, with their number and the version that was seen.
    pub changed: Vec<(i64, i64, System)>,
}

/// The numbers of systems that whoever changes something may not know of. Their names are not in anybody's way.
pub type Unknown = BTreeSet<i64>;

/// A person's number, where the database holds it.
fn person(number: i64) -> PersonId {
    PersonId(number)
}
