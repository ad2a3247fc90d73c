//! How a name of a file that is taken goes.
//!
//! Must never remove anything but the file whose identity was compared. Must never leave a file where its name still
//! stands: what cannot be removed now is called otherwise, so that nothing starts it any more.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::{clear, clear_all, in_use, put_back, remove};
#[cfg(windows)]
pub(crate) use windows::{clear, clear_all, in_use, put_back, remove};
