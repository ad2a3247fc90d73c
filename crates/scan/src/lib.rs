//! Looks at one machine: walks, opens, unpacks, matches, judges.
//!
//! Must never change what it looks at, and must never call clean what it did not read.

pub mod identity;
pub mod names;
pub mod os;
