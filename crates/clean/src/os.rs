//! What differs from one operating system to the next beside the door, each behind the same names.
//!
//! Must never change anything: that is the door's.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::{beside, fill_random, is_private, links_left, lock_folder, ready, settled, try_lock};
#[cfg(windows)]
pub(crate) use windows::{
    beside, extended_of, fill_random, is_private, links_left, lock_folder, process_name, ready, security_of,
    settled, try_lock, user, users_of,
};
