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

#[cfg(target_os = "linux")]
mod attributes;
#[cfg(target_os = "linux")]
mod door;
#[cfg(target_os = "linux")]
pub mod export;
#[cfg(target_os = "linux")]
pub mod holders;
#[cfg(target_os = "linux")]
pub mod item;
#[cfg(target_os = "linux")]
pub mod ours;
#[cfg(target_os = "linux")]
pub mod paper;
#[cfg(target_os = "linux")]
pub mod recover;
#[cfg(target_os = "linux")]
pub mod restore;
#[cfg(target_os = "linux")]
mod seal;
#[cfg(target_os = "linux")]
pub mod take;
#[cfg(target_os = "linux")]
pub mod vault;
