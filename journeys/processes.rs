//! The processes that look for a running `quet`, and what may befall them. Must never touch another process.

use std::path::Path;
use std::process::Child;

use crate::quet::wait_until;

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use unix::{children, has_open};
#[cfg(windows)]
use windows as system;
#[cfg(windows)]
pub use windows::started_again;

#[cfg(unix)]
use unix as system;

/// What befalls a looker.
#[derive(Debug, Clone, Copy)]
pub enum Blow {
    /// It ends at once, as a crash ends it.
    Crash,
    /// It stands still.
    Hang,
}

/// The processes that look for this `quet`.
pub fn lookers(quet: &Child) -> Vec<u32> {
    system::lookers(quet.id())
}

/// The one that looks at this file, or at one whose name goes on from there. On Windows it must be the only looker.
pub fn at_work(quet: &Child, path: &Path) -> Option<u32> {
    lookers(quet).into_iter().find(|&looker| system::works_on(looker, path))
}

/// Waits until somebody looks at this file.
pub fn wait_for_work(quet: &Child, path: &Path) -> u32 {
    wait_until("somebody looks at the slow file", || at_work(quet, path).is_some());
    at_work(quet, path).unwrap()
}

/// Strikes a looker.
pub fn strike(looker: u32, blow: Blow) {
    system::strike(looker, blow);
}

/// Whether there is no such process any more.
pub fn is_gone(process: u32) -> bool {
    system::is_gone(process)
}
