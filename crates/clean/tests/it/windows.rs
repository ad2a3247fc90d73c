//! What only Windows has: its attributes, its names, its locks, its places.

mod attributes;
mod gate;
mod in_use;
mod names;
mod swapped;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A path that the system takes as it is, with names that it would otherwise change and of any length.
pub fn as_it_is(path: &Path) -> PathBuf {
    let mut whole = OsString::from(r"\\?\");
    whole.push(path);
    whole.into()
}
