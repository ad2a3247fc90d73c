//! What the command line asks of the system it runs on, each behind the same names: who runs it, in what language, and
//! whether somebody opened it with a double-click.
//!
//! Must never take a right by itself: administrator's rights are asked of the person, by the system, and for a reason.

#[cfg(all(feature = "server", not(target_env = "musl")))]
mod memory;
#[cfg(any(windows, test))]
mod spoken;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod window;
#[cfg(windows)]
mod windows;

#[cfg(all(feature = "server", not(target_env = "musl")))]
pub use memory::give_back_at_once;
#[cfg(unix)]
pub use unix::{
    as_administrator, asks_for_rights, begin, behind, columns, desktop, has_own_window, is_administrator,
    is_beside_libraries, language, machine, shared_data,
};
#[cfg(windows)]
pub use window::{columns, has_own_window};
#[cfg(windows)]
pub use windows::{
    as_administrator, asks_for_rights, begin, behind, desktop, is_administrator, is_beside_libraries,
    language, machine, shared_data,
};

/// What came of asking for administrator's rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(dead_code, reason = "each system has answers of its own")]
pub enum Raised {
    /// It was done, and ended with this code.
    Done(u32),
    /// The person, or the system, said no.
    Refused,
}
