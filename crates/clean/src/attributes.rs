//! What a file carries beside its contents, and how it gets it back.
//!
//! Must never stay silent about something that could not be set.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use unix::Attributes;
#[cfg(windows)]
pub use windows::Attributes;
