//! On Unix a name goes at once, whoever has the file open or runs it.
//!
//! Must never leave anything behind.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use scan::identity::Identity;
use scan::os::Folder;

use crate::door;
use crate::item::{Id, Item};
use crate::take::{AtNextStart, TakeError};
use crate::vault::Vault;

/// Removes one of the item's names, whose entry was compared just now.
pub(crate) fn remove(
    _: &Vault,
    _: &Item,
    _: usize,
    (folder, name, path): (&Folder, &OsStr, &Path),
    _: &Identity,
) -> Result<(), TakeError> {
    door::remove_suspect(folder, name).map_err(|source| TakeError::Remove { path: path.to_owned(), source })
}

/// Nothing was called otherwise, so there is nothing to put back.
pub(crate) fn put_back(_: &Vault, _: &Item, _: usize, _: &Folder, _: &OsStr) -> io::Result<bool> {
    Ok(false)
}

/// Nothing was left behind.
pub(crate) fn clear(_: &Vault, _: &Id) -> Vec<AtNextStart> {
    Vec::new()
}

/// Nothing was left behind.
pub(crate) fn clear_all(_: &Vault) -> io::Result<()> {
    Ok(())
}

/// Whoever holds a file does not keep it from being read or removed.
pub(crate) fn in_use(_: &Folder, _: &OsStr, _: &Path, _: &io::Error) -> Option<TakeError> {
    None
}
