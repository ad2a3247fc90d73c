//! Which processes have a file open, run it or have it mapped.
//!
//! Must never stop a process.

#[cfg(unix)]
mod unix;
#[cfg(any(windows, test))]
mod windows;

#[cfg(unix)]
pub(crate) use unix::holders;
#[cfg(windows)]
pub(crate) use windows::holders;

/// A process that holds a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its number.
    pub pid: u32,
    /// What it calls itself, as people may see it; on Windows the name of its program. Empty where the system does not
    /// say.
    pub name: String,
}
