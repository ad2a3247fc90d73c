//! Knows hashes, and which file of a rule pack is what. Bytes in, values out.
//!
//! Must never read a file, open a connection or ask the clock.

pub mod hashes;
pub mod pack;
