//! How the program is stopped on Windows.
//!
//! Must never be in a release.

use windows_sys::Win32::System::Threading::{GetCurrentProcess, TerminateProcess};

/// `ERROR_DISK_FULL`, `ERROR_IO_DEVICE`, `ERROR_WRITE_PROTECT`.
pub(super) const ENOSPC: i32 = 112;
pub(super) const EIO: i32 = 1117;
pub(super) const EROFS: i32 = 19;

/// What the test takes for a program that was killed.
const KILLED: u32 = 137;

pub(super) fn die() {
    // SAFETY: it ends this program and touches nothing else.
    #[allow(unsafe_code)]
    unsafe {
        TerminateProcess(GetCurrentProcess(), KILLED)
    };
    loop {
        std::thread::park();
    }
}
