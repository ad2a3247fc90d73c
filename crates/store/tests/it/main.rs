//! The store as the other rooms use it, on both databases.
//!
//! Must never hold a test of what is stored that runs on one of them only, unless that one alone has the matter.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod backups;
mod databases;
mod ground;
mod people;
mod reach;
mod record;
mod several;
mod story;
mod systems;
mod units;
