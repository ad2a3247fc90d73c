//! The vault from outside: what it promises, tried by breaking it.
//!
//! Must never be run other than as root (on Unix): what an ordinary user cannot do is tried in children that are one.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must fail"
)]

#[cfg(unix)]
mod attributes;
mod child;
mod crash;
mod damage;
#[cfg(unix)]
mod disks;
mod export;
#[cfg(unix)]
mod gate;
#[cfg(unix)]
mod holders;
mod links;
mod place;
mod power;
mod races;
mod restore;
mod story;
#[cfg(windows)]
mod windows;
