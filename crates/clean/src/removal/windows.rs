//! On Windows a program that runs cannot be removed, and on older systems and disks a name goes only when everybody has
//! closed the file. There the name is changed instead, by the same handle, to one that nothing starts, and the file goes
//! as soon as it can: at the end of the taking, when the vault is next opened, or at the system's next start.
//!
//! Must never change a name before a note of it is on the disk, and never remove what stands under that name later
//! unless it is the very file that was taken: by its number, or where that is another by now, by its contents.
//!
//! A number is no proof on FAT and exFAT: there it is the place of the entry in its folder, and a longer name has
//! another place. So the number is taken again after the name was changed, from the same open file; and should the
//! program end before that was noted, or the number change once more, the digest that is in the note tells.
//!
//! A note is `DATA/vault/leftovers/ID`, a list of what was called otherwise. It is gone once all of that is.

use std::ffi::{OsStr, OsString};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use scan::identity::Identity;
use scan::os::Folder;
use serde::{Deserialize, Serialize};

use crate::door::{self, Victim};
use crate::holders::holders;
use crate::item::{Hex, Id, Item, Name, State};
use crate::seal::sum;
use crate::take::{AtNextStart, TakeError};
use crate::vault::{Vault, folder_or_make, read_capped, replace};

const NOTES: &str = "leftovers";
const LONGEST_NOTE: u64 = 16 * 1024 * 1024;
/// Someone has it open for itself (`ERROR_SHARING_VIOLATION`), or has locked it (`ERROR_LOCK_VIOLATION`), or runs it
/// (`ERROR_USER_MAPPED_FILE`).
const IN_USE: [i32; 3] = [32, 33, 1224];

/// A file that got another name because it could not be removed.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Leftover {
    folder: Name,
    name: Name,
    identity: Identity,
    /// Of the contents that were taken.
    sha256: Hex,
}

/// Removes one of the item's names, or changes it where it cannot be removed now.
///
/// `file` is the file as it was when its entry was compared.
pub(crate) fn remove(
    vault: &Vault,
    item: &Item,
    number: usize,
    (folder, name, path): (&Folder, &OsStr, &Path),
    file: &Identity,
) -> Result<(), TakeError> {
    let failed = |source| {
        in_use(folder, name, path, &source)
            .unwrap_or_else(|| TakeError::Remove { path: path.to_owned(), source })
    };
    let victim = Victim::open(folder, name).map_err(failed)?;
    if !same(&victim.identity().map_err(failed)?, file) {
        return Err(TakeError::Changed { path: path.to_owned() });
    }
    let Some(victim) = victim.remove().map_err(failed)? else { return Ok(()) };
    let new = called(&item.id, number);
    let Some(parent) = path.parent() else { return Err(failed(ErrorKind::InvalidInput.into())) };
    let mut left = Leftover {
        folder: parent.into(),
        name: Path::new(&new).into(),
        identity: file.clone(),
        sha256: item.sha256.clone(),
    };
    note(vault, &item.id, left.clone())
        .map_err(|source| TakeError::Store { path: path.to_owned(), source })?;
    victim.rename(folder, &new).map_err(failed)?;
    // From here on the name is gone, and nothing may be an error any more: whoever got one would drop the copy. Without
    // the new number the digest is asked.
    if let Ok(now) = victim.identity()
        && !same(&now, file)
    {
        left.identity = now;
        let _ = note(vault, &item.id, left);
    }
    Ok(())
}

/// Gives a name back that was changed. `false` where it was not.
pub(crate) fn put_back(
    _: &Vault,
    item: &Item,
    number: usize,
    folder: &Folder,
    name: &OsStr,
) -> io::Result<bool> {
    let victim = match Victim::open(folder, &called(&item.id, number)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        other => other?,
    };
    // Whoever wrote this name there drew it: the file is the one that was taken, or none of our business.
    let found = victim.identity()?;
    if !same(&found, &item.identity)
        && !holds(folder, &called(&item.id, number), &found, item.identity.size, &item.sha256)?
    {
        return Ok(false);
    }
    victim.rename(folder, name)?;
    door::sync_folder(folder)?;
    Ok(true)
}

/// Removes what the taking of an item left behind; returns what still stands, which the system is asked to remove at
/// its next start where we may ask that. Where we may not, it goes when the vault is next opened after it was closed.
pub(crate) fn clear(vault: &Vault, id: &Id) -> Vec<AtNextStart> {
    let asked = |path: PathBuf| AtNextStart { by_system: door::marked_for_next_start(&path).is_ok(), path };
    still_standing(vault, id).into_iter().map(asked).collect()
}

/// Removes what was left behind and can go by now, of items that are kept, given back or purged. What is still under way
/// is left: there it may be the one good copy.
pub(crate) fn clear_all(vault: &Vault) -> io::Result<()> {
    let notes = match vault.root.folder(NOTES) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        other => other?,
    };
    let states = vault.states()?;
    for name in notes.look().names()?.collect::<io::Result<Vec<_>>>()? {
        let Some(id) = name.to_str().and_then(|name| name.parse::<Id>().ok()) else { continue };
        let under_way = |(known, state): &(Id, State)| *known == id && *state == State::Prepared;
        if !states.iter().any(under_way) {
            still_standing(vault, &id);
        }
    }
    Ok(())
}

fn still_standing(vault: &Vault, id: &Id) -> Vec<PathBuf> {
    let Ok(left) = read(vault, id) else { return Vec::new() };
    let standing: Vec<PathBuf> = left.iter().filter(|one| !one.remove()).map(Leftover::path).collect();
    if standing.is_empty() {
        // A note too many does no harm: it is read again when the vault is next opened.
        let _ = forget(vault, id);
    }
    standing
}

impl Leftover {
    fn path(&self) -> PathBuf {
        self.folder.path().join(self.name.path())
    }

    /// Whether it is gone. What stands there by now and is another file is not ours to remove.
    fn remove(&self) -> bool {
        let name = self.name.path().into_os_string();
        let path = self.folder.path();
        let folder = match Folder::enter(&path) {
            // A drive that is not there now may come back, and what was left on it with it.
            Err(error) => return is_missing(&error) && path.ancestors().last().is_some_and(is_there),
            Ok(folder) => folder,
        };
        let victim = match Victim::open(&folder, &name) {
            Err(error) => return is_missing(&error),
            Ok(victim) => victim,
        };
        let ours = victim.identity().and_then(|found| {
            Ok(same(&found, &self.identity)
                || holds(&folder, &name, &found, self.identity.size, &self.sha256)?)
        });
        match ours {
            Ok(true) => {}
            Ok(false) => return true,
            // What cannot be read now may be ours: the note stays.
            Err(_) => return false,
        }
        let gone = match victim.remove() {
            Ok(None) => true,
            Ok(Some(victim)) => victim.remove_when_closed().is_ok(),
            Err(_) => false,
        };
        // Where others still have it open it is not gone yet.
        gone && folder.entry(&name).is_err_and(|error| is_missing(&error))
    }
}

fn is_there(root: &Path) -> bool {
    Folder::enter(root).is_ok()
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// The same file with the same contents, whatever it is called: another name moves its time of change.
fn same(found: &Identity, file: &Identity) -> bool {
    found.same_file(file) && (found.size, found.modified) == (file.size, file.modified)
}

/// Whether the file of that name, which is open as `found`, has the contents that were taken.
fn holds(folder: &Folder, name: &OsStr, found: &Identity, size: u64, sha256: &Hex) -> io::Result<bool> {
    if found.size != size {
        return Ok(false);
    }
    let (file, identity) = match folder.file(name) {
        // A link or a folder by now.
        Err(error) if error.kind() == ErrorKind::InvalidInput => return Ok(false),
        other => other?,
    };
    if !identity.same_file(found) {
        return Err(io::Error::other("it was replaced while it was looked at"));
    }
    Ok(sum(&file, size.saturating_add(1))?.sha256.as_slice() == sha256.0.as_slice())
}

/// What the names of an item are called where they cannot be removed.
fn called(id: &Id, number: usize) -> OsString {
    match number {
        0 => format!(".quet-removed-{id}"),
        n => format!(".quet-removed-{id}-{n}"),
    }
    .into()
}

/// Who holds a file, where that is why it cannot be read or removed.
pub(crate) fn in_use(folder: &Folder, name: &OsStr, path: &Path, error: &io::Error) -> Option<TakeError> {
    let code = error.raw_os_error().filter(|code| IN_USE.contains(code))?;
    let by = door::asked_about(folder, name).and_then(|file| {
        let identity = scan::os::identity_of(&file)?;
        Ok(holders(&file, &identity))
    });
    let (path, source) = (path.to_owned(), io::Error::from_raw_os_error(code));
    Some(TakeError::InUse { path, by: by.unwrap_or_default(), source })
}

fn read(vault: &Vault, id: &Id) -> io::Result<Vec<Leftover>> {
    Ok(serde_json::from_slice(&read_capped(&vault.root.folder(NOTES)?, &id.to_string(), LONGEST_NOTE)?)?)
}

fn note(vault: &Vault, id: &Id, one: Leftover) -> io::Result<()> {
    let mut left = match read(vault, id) {
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        other => other?,
    };
    left.retain(|known| known.name != one.name);
    left.push(one);
    replace(&folder_or_make(&vault.root, NOTES)?, &id.to_string(), &serde_json::to_vec_pretty(&left)?)
}

fn forget(vault: &Vault, id: &Id) -> io::Result<()> {
    let notes = vault.root.folder(NOTES)?;
    notes.remove_file(id.to_string())?;
    notes.sync()
}
