//! What others saw, as they write it down.
//!
//! Must never judge: an address that stands for nobody, or a time that cannot be, is refused by `sightings`.

#[cfg(test)]
mod altered;
pub mod lines;
pub mod shadowserver;
