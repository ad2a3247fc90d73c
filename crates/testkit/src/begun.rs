//! Programs that a test begins.
//!
//! Must never begin anything by itself.

use std::io;

/// Begins a program, and once more where the system gives up over it for reasons of its own (`ERROR_INTERNAL_ERROR`, which
/// Wine says now and then when much is begun at once).
///
/// # Errors
/// Whatever the system says of it otherwise.
pub fn begun<T>(mut begin: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    const INTERNAL_ERROR: i32 = 1359;
    match begin() {
        Err(error) if cfg!(windows) && error.raw_os_error() == Some(INTERNAL_ERROR) => begin(),
        began => began,
    }
}
