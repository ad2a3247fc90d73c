//! Looks at one machine: walks, opens, unpacks, matches, judges.
//!
//! Must never change what it looks at, and must never call clean what it did not read.

pub mod crew;
pub mod identity;
pub mod ledger;
pub mod limits;
pub mod look;
pub mod names;
pub mod os;
pub mod pack;
pub mod remember;
pub mod root;
pub mod sweep;
pub mod verdict;

mod identify;
mod unpack;
mod walk;
