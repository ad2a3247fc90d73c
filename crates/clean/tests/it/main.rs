//! The vault from outside: what it promises, tried by breaking it.
//!
//! Must never be run other than as root: what an ordinary user cannot do is tried in children that are one.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must fail"
)]

mod attributes;
mod child;
mod crash;
mod damage;
mod disks;
mod export;
mod gate;
mod holders;
mod links;
mod place;
mod races;
mod restore;
mod story;
