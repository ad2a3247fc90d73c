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

#[cfg(any(target_os = "linux", windows))]
mod attributes;
#[cfg(any(windows, test))]
mod descriptor;
#[cfg(any(target_os = "linux", windows))]
mod door;
#[cfg(any(target_os = "linux", windows))]
pub mod export;
#[cfg(any(target_os = "linux", windows))]
pub mod holders;
#[cfg(any(target_os = "linux", windows))]
pub mod item;
#[cfg(any(target_os = "linux", windows))]
mod os;
#[cfg(any(target_os = "linux", windows))]
pub mod ours;
#[cfg(any(target_os = "linux", windows))]
pub mod recover;
#[cfg(any(target_os = "linux", windows))]
mod removal;
#[cfg(any(target_os = "linux", windows))]
pub mod restore;
#[cfg(any(target_os = "linux", windows))]
mod seal;
#[cfg(any(target_os = "linux", windows))]
pub mod streams;
#[cfg(any(target_os = "linux", windows))]
pub mod take;
#[cfg(any(target_os = "linux", windows))]
pub mod vault;
