//! Streams on Windows: sealed, proven, compared, and written again.
//!
//! Must never open a stream without comparing whose it is: streams are reached by the file's name.

use std::ffi::OsStr;
use std::io::{self, Seek};

use scan::identity::Identity;
use scan::names::shown_bytes;
use scan::os::streams::Stream;
use scan::os::{Folder, open_stream, streams_of};

use super::Kept;
use crate::attributes::Attributes;
use crate::door::{self, Ours};
use crate::item::{Hex, Id, Item, State};
use crate::seal::{SealError, seal, sum, unseal};
use crate::vault::Vault;

/// More than any program that is known uses.
const MOST: usize = 1000;

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
    for (number, stream) in list(folder, name, of).map_err(SealError::Read)?.iter().enumerate() {
        let from = open_stream(folder, name, stream, of).map_err(SealError::Read)?;
        let mut sealed = making.create(file_name(number)).map_err(SealError::Write)?;
        let read = seal(&vault.key, id, io::Read::take(from, stream.size.saturating_add(1)), &mut sealed)?;
        sealed.sync().and_then(|()| sealed.rewind()).map_err(SealError::Write)?;
        if unseal(&vault.key, id, &mut sealed, &mut io::sink())? != read {
            return Err(SealError::Altered);
        }
        attributes.streams.push(Kept {
            name: Hex(stream.name.iter().flat_map(|unit| unit.to_le_bytes()).collect()),
            shown: shown_bytes(&stream.shown()),
            size: read.size,
            sha256: Hex(read.sha256.to_vec()),
        });
    }
    Ok(())
}

/// Whether the file of that name has these streams with these contents and no other.
pub(crate) fn unchanged(folder: &Folder, name: &OsStr, of: &Identity, item: &Item) -> io::Result<bool> {
    let streams = list(folder, name, of)?;
    if streams.len() != item.attributes.streams.len() {
        return Ok(false);
    }
    for (stream, kept) in streams.iter().zip(&item.attributes.streams) {
        let from = open_stream(folder, name, stream, of)?;
        let now = sum(from, kept.size.saturating_add(1))?;
        if stream.name != units(kept) || now.sha256.as_slice() != kept.sha256.0.as_slice() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Writes every stream of an item that is being restored to the file of that name, and reads it back.
pub(crate) fn restore(
    vault: &Vault,
    item: &Item,
    folder: &Folder,
    name: &OsStr,
    of: &Identity,
) -> Result<(), SealError> {
    let home = match item.attributes.streams.as_slice() {
        [] => return Ok(()),
        _ => vault.items.folder(State::Restoring.folder(&item.id)).map_err(SealError::Read)?,
    };
    for (number, kept) in item.attributes.streams.iter().enumerate() {
        let (sealed, _) = home.look().file(file_name(number).as_ref()).map_err(SealError::Read)?;
        let mut to = door::create_stream(folder, name, &units(kept), of).map_err(SealError::Write)?;
        let written = unseal(&vault.key, &item.id, sealed, &mut to)?;
        to.sync().and_then(|()| to.rewind()).map_err(SealError::Write)?;
        let read = sum(&mut to, written.size.saturating_add(1)).map_err(SealError::Write)?;
        if written.sha256.as_slice() != kept.sha256.0.as_slice() || read != written {
            return Err(SealError::Altered);
        }
    }
    Ok(())
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

fn units(kept: &Kept) -> Vec<u16> {
    let unit = |pair: &[u8]| pair.iter().rev().fold(0, |unit, byte| unit << 8 | u16::from(*byte));
    kept.name.0.chunks(2).map(unit).collect()
}

fn file_name(number: usize) -> String {
    format!("stream-{number}")
}
