//! What others saw, as they write it down.
//!
//! Must never judge: an address that stands for nobody, or a time that cannot be, is refused by `sightings`.

pub mod lines;
pub mod shadowserver;
