//! The system, where it is Unix.
//!
//! Must never start anything.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::PathBuf;

use super::Raised;

/// Whether this is root.
pub fn is_administrator() -> bool {
    rustix::process::geteuid().is_root()
}

/// Makes the program ready before anything else: here nothing is to be done.
pub fn begin() {}

/// What stands behind so many bytes of ASCII.
pub fn behind(text: &OsStr, bytes: usize) -> Option<OsString> {
    use std::os::unix::ffi::OsStrExt;
    Some(OsStr::from_bytes(text.as_bytes().get(bytes..)?).to_owned())
}

/// Whether libraries lie beside the program that could be loaded into it: here none is looked for there.
pub fn is_beside_libraries() -> bool {
    false
}

/// Whether a window was opened for this program alone: here a terminal is there before it.
pub fn has_own_window() -> bool {
    false
}

/// How many letters may stand in a line: here the terminal breaks and clears its lines itself.
pub fn columns() -> Option<usize> {
    None
}

/// The language that the system says beside the environment: here that says it all.
pub fn language() -> Option<String> {
    None
}

/// What this machine is called.
pub fn machine() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// Where the machine's own data lie, which root keeps.
pub fn shared_data() -> PathBuf {
    PathBuf::from("/var/lib/quet")
}

/// Where a person finds what was put down for her: the desktop where there is one, else the home folder.
pub fn desktop(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let home = variable("HOME").filter(|home| !home.is_empty()).map(PathBuf::from)?;
    let desktop = home.join("Desktop");
    Some(if desktop.is_dir() { desktop } else { home })
}

/// Whether the system asks a person for an administrator's rights when a program wants them: here who wants them starts
/// the program with them.
pub fn asks_for_rights() -> bool {
    false
}

/// Root's rights are not asked for from within.
///
/// # Errors
/// Always.
pub fn as_administrator(_: &[OsString]) -> io::Result<Raised> {
    Err(io::ErrorKind::Unsupported.into())
}
