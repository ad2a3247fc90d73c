//! There are no such streams on Unix: what is like them, extended attributes, is among the attributes.
//!
//! Must never find any.

use std::ffi::OsStr;
use std::io;

use scan::identity::Identity;
use scan::os::Folder;

use crate::attributes::Attributes;
use crate::door::Ours;
use crate::item::{Id, Item};
use crate::seal::SealError;
use crate::vault::Vault;

/// Nothing to seal.
pub(crate) fn store(
    _: &Vault,
    _: &Ours,
    _: &Id,
    _: Option<(&Folder, &OsStr, &Identity)>,
    _: &mut Attributes,
) -> Result<(), SealError> {
    Ok(())
}

/// Nothing that could have changed.
pub(crate) fn unchanged(_: &Folder, _: &OsStr, _: &Identity, _: &Item) -> io::Result<bool> {
    Ok(true)
}

/// Nothing that could be altered.
pub(crate) fn check(_: &Vault, _: &Item) -> Result<(), SealError> {
    Ok(())
}

/// Nothing to give back.
pub(crate) fn restore(_: &Vault, _: &Item, _: &Folder, _: &OsStr, _: &Identity) -> Result<(), SealError> {
    Ok(())
}
