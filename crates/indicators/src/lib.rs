//! Knows hashes, patterns for names, which file of a rule pack is what, and the reports of those who saw infected addresses. Bytes in, values out.
//!
//! Must never read a file, open a connection or ask the clock.

pub mod feeds;
pub mod hashes;
pub mod letter;
pub mod names;
pub mod pack;
pub mod table;
