//! Counts: which addresses were seen in which botnet on which day, as sets; what an address is told; a campaign's
//! figures.
//!
//! Must never do I/O or ask the clock, and must never say of an address that it is clean: only that it was not seen.

pub mod address;
pub mod day;
pub mod figures;
pub mod ingest;
pub mod ranges;
pub mod register;
pub mod set;
pub mod verdict;
