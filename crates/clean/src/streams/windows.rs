//! Streams on Windows, reached by the name of their file in an open folder.
//!
//! Must never open a stream without comparing whose it is.

use std::ffi::OsStr;
use std::io;

use scan::identity::Identity;
use scan::os::streams::Stream;
use scan::os::{Folder, open_stream, streams_of};

use super::sealed;
use crate::attributes::Attributes;
use crate::door::{self, Ours, Output};
use crate::item::{Id, Item, State};
use crate::seal::SealError;
use crate::vault::Vault;

/// More than NTFS itself lets one file have in any layout that is known: a lower cap would be a way to be left alone,
/// since empty streams cost nothing to make. The list that the system gives is capped at 16 MiB, too (`scan::os`).
const MOST: usize = 100_000;

/// Seals every stream of the file of that name and proves the copies. Where the file has lost its name, nothing is
/// left to reach its streams by.
pub(crate) fn store(
    vault: &Vault,
    making: &Ours,
    id: &Id,
    place: Option<(&Folder, &OsStr, &Identity)>,
    attributes: &mut Attributes,
) -> Result<(), SealError> {
    let Some((folder, name, of)) = place else { return Ok(()) };
    let streams = list(folder, name, of).map_err(SealError::Read)?;
    let open = |stream: &Stream| open_stream(folder, name, stream, of);
    attributes.streams = sealed::store((&vault.key, id), making, &streams, open)?;
    Ok(())
}

/// Whether the file of that name has these streams with these contents and no other.
pub(crate) fn unchanged(folder: &Folder, name: &OsStr, of: &Identity, item: &Item) -> io::Result<bool> {
    let open = |stream: &Stream| open_stream(folder, name, stream, of);
    sealed::same(&item.attributes.streams, &list(folder, name, of)?, open)
}

/// Opens every stream of an item that is kept, and compares it with its digest.
pub(crate) fn check(vault: &Vault, item: &Item) -> Result<(), SealError> {
    if item.attributes.streams.is_empty() {
        return Ok(());
    }
    let home = vault.items.folder(State::Kept.folder(&item.id)).map_err(SealError::Read)?;
    sealed::check((&vault.key, &item.id), &home, &item.attributes.streams)
}

/// Writes every stream of an item that is being restored to the file of that name, and reads it back.
pub(crate) fn restore(
    vault: &Vault,
    item: &Item,
    folder: &Folder,
    name: &OsStr,
    of: &Identity,
) -> Result<(), SealError> {
    if item.attributes.streams.is_empty() {
        return Ok(());
    }
    let home = vault.items.folder(State::Restoring.folder(&item.id)).map_err(SealError::Read)?;
    let create = |stream: &[u16]| door::create_stream(folder, name, stream, of);
    sealed::restore((&vault.key, &item.id), &home, &item.attributes.streams, create, Output::sync)
}

/// The streams of the file of that name, in the order of the system, if it is still that file.
fn list(folder: &Folder, name: &OsStr, of: &Identity) -> io::Result<Vec<Stream>> {
    let (file, identity) = folder.file(name)?;
    if !identity.same_file(of) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let streams = streams_of(&file)?;
    if streams.len() > MOST {
        return Err(io::Error::other("it has more streams beside its contents than quet keeps"));
    }
    Ok(streams)
}
