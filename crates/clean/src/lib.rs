//! Acts on one machine: takes a file into the quarantine vault, gives it back, and says what it did. Keeps the small
//! files of other rooms in our data folder ([`ours`]).
//!
//! Must never lose a file: at every moment, also in the middle of a crash, at least one good copy stands, and once
//! the vault was opened again exactly one. Must never change anything except through `door`, and never touch what
//! [`decide`] refuses.
//!
//! [`decide::Gate`] → [`plan::plan`] → [`vault::Vault::take`] → `items`, `check`, `restore`, `export`, `purge`.

pub mod decide;
pub mod plan;

mod attributes;
#[cfg(any(windows, test))]
mod descriptor;
mod door;
pub mod export;
pub mod holders;
pub mod item;
mod os;
pub mod ours;
pub mod paper;
pub mod recover;
mod removal;
pub mod restore;
mod seal;
pub mod streams;
pub mod take;
pub mod vault;
