//! The processes that look for a running `quet`, and what may befall them. Must never touch another process.

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

/// The one that looks at the file with this in its name; it must be one that keeps a looker busy.
pub fn at_work(quet: &Child, name: &str) -> Option<u32> {
    lookers(quet).into_iter().find(|&looker| system::works_on(looker, name))
}

/// Waits until somebody looks at the file with this in its name.
pub fn wait_for_work(quet: &Child, name: &str) -> u32 {
    wait_until("somebody looks at the slow file", || at_work(quet, name).is_some());
    at_work(quet, name).unwrap()
}

/// Strikes a looker.
pub fn strike(looker: u32, blow: Blow) {
    system::strike(looker, blow);
}

/// Whether there is no such process any more.
pub fn is_gone(process: u32) -> bool {
    system::is_gone(process)
}
