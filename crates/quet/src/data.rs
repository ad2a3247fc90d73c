//! Where our own data lies when `--data` does not say.
//!
//! Must never make the folder: a scan that keeps nothing leaves nothing.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::system;

/// The data folder: the one that `QUET_DATA` names, one for the machine when run by an administrator, else one of the
/// user's own (XDG Base Directory; on Windows the user's local data).
pub fn folder(variable: impl Fn(&str) -> Option<OsString>) -> PathBuf {
    let set = |name| variable(name).filter(|value: &OsString| !value.is_empty()).map(PathBuf::from);
    if let Some(named) = set("QUET_DATA") {
        return named;
    }
    if system::is_administrator() {
        return system::shared_data();
    }
    if cfg!(windows) {
        return set("LOCALAPPDATA").unwrap_or_else(std::env::temp_dir).join("Quet");
    }
    let own = set("XDG_DATA_HOME").filter(|path| path.is_absolute());
    let home = || set("HOME").map(|home| home.join(".local/share"));
    own.or_else(home).unwrap_or_else(std::env::temp_dir).join("quet")
}
