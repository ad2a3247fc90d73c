//! What differs from one operating system to the next beside the door, each behind the same names.
//!
//! Must never change anything: that is the door's.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::{beside, fill_random, is_private, links_left, lock_folder, may_trust, ready, try_lock};
#[cfg(windows)]
pub(crate) use windows::{
    beside, extended_of, fill_random, is_private, keeper, links_left, lock_folder, may_trust, process_name,
    ready, security_of, try_lock, users_of,
};

/// Paths are settled as the scan settles them, or what it found would not be known for what it is.
pub(crate) use scan::os::settled;
