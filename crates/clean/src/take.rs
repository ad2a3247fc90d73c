//! Takes a file into the vault: copies it, proves the copy, then removes every name that was found.
//!
//! Must never remove a name before a full copy was synced, read back and compared, and never a file that is not the
//! one that was scanned.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use scan::identity::Identity;
use scan::names::shown;
use scan::os::{Folder, identity_of};

use crate::attributes::Attributes;
use crate::door::{self, Ours};
use crate::holders::{Holder, holders};
use crate::item::{Hex, Id, Item, Name, State};
use crate::os::links_left;
use crate::plan::Group;
use crate::recover::Settled;
use crate::removal;
use crate::seal::{SealError, seal, sum, unseal};
use crate::streams;
use crate::vault::{CONTENT, RECORD, Vault, moment};

/// Why a file was not taken. Unless the message says otherwise, it stands as it was and the vault holds nothing of it.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// It is gone, replaced, or was written to.
    #[error("`{}` is no longer the file that was scanned, and was left alone: scan it again", shown(path))]
    Changed {
        /// The name.
        path: PathBuf,
    },
    /// It cannot be opened or read.
    #[error("cannot read `{}`, which was left alone: {}", shown(path), advice(source))]
    Read {
        /// The name.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The copy cannot be written.
    #[error(
        "cannot write a copy of `{}` into the vault, so it was left alone: {}",
        shown(path),
        advice(source)
    )]
    Store {
        /// The name.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// What the vault's disk gives back is not what was written to it.
    #[error(
        "the copy of `{}` reads back wrong, so it was left alone: check the vault's disk and memory",
        shown(path)
    )]
    Unsound {
        /// The name.
        path: PathBuf,
    },
    /// It is marked immutable or append-only, and the mark could not be taken off.
    #[error(
        "`{}` is marked as not removable, and was left alone: run `chattr -i -a` on it as root",
        shown(path)
    )]
    Pinned {
        /// The name.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// It cannot be removed from its folder.
    #[error("cannot remove `{}`, which was left alone: {}", shown(path), advice(source))]
    Remove {
        /// The name.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// A program has it open and lets nobody else read or remove it.
    #[error(
        "`{}` is in use{}, and was left alone: close what uses it or restart the machine, then scan again",
        shown(path),
        by_whom(by)
    )]
    InUse {
        /// The name.
        path: PathBuf,
        /// The programs, as far as the system names them.
        by: Vec<Holder>,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// It could not be removed, and not all that was done before could be undone.
    #[error("`{}` was not taken and stands, but not all could be undone: {}", shown(path), problems.join("; "))]
    HalfUndone {
        /// The name.
        path: PathBuf,
        /// What could not be undone.
        problems: Vec<String>,
        /// Why it was to be undone.
        #[source]
        source: Box<TakeError>,
    },
    /// It could be neither finished nor undone.
    #[error(
        "taking `{}` was cut short: item {id} of the vault is a full copy, and the next `quet vault list` settles it",
        shown(path)
    )]
    Unsettled {
        /// The name.
        path: PathBuf,
        /// The copy.
        id: Id,
        /// What the system says.
        #[source]
        source: io::Error,
    },
}

/// What to do about an error of the system, by its kind.
pub(crate) fn advice(error: &io::Error) -> &'static str {
    /// `ERROR_VIRUS_INFECTED` and `ERROR_VIRUS_DELETED`.
    const KEPT_CLOSED: [i32; 2] = [225, 226];
    match error.kind() {
        _ if cfg!(windows) && error.raw_os_error().is_some_and(|code| KEPT_CLOSED.contains(&code)) => {
            "this machine's virus scanner keeps it closed: let that one deal with it, then scan again"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "the disk is full: free some space, or choose another disk with --data"
        }
        ErrorKind::ReadOnlyFilesystem => "its disk is read-only: make it writable, then try again",
        ErrorKind::PermissionDenied if cfg!(windows) => {
            "run quet as an administrator; if that does not help either, look at who may change its folder"
        }
        ErrorKind::PermissionDenied => {
            "run quet as the owner of its folder, or as root; for root, `lsattr -d` shows a locked folder"
        }
        _ => "check the disk, then try again",
    }
}

fn by_whom(by: &[Holder]) -> String {
    let names: Vec<String> = by.iter().map(|one| format!("{} ({})", one.name, one.pid)).collect();
    if names.is_empty() { String::new() } else { format!(" by {}", names.join(", ")) }
}

/// A file that was taken.
#[derive(Debug)]
pub struct Taken {
    /// Its item in the vault.
    pub id: Id,
    /// The names that are gone.
    pub names: Vec<PathBuf>,
    /// How many other names of the same file still stand somewhere: the file can be reached through them.
    pub other_links_left: u64,
    /// The processes that had it open or were running it; they go on until they are ended.
    pub open_by: Vec<Holder>,
    /// Where it still stands under a name of ours, because it runs or this disk cannot remove what is open: nothing
    /// starts it there any more, and it goes when the system next starts or the vault is next opened. Windows only.
    pub at_next_start: Vec<AtNextStart>,
    /// The item with what someone wrote to the file while it was taken.
    pub later_state: Option<Id>,
    /// What did not go as it should, in plain sentences; the file is safe in the vault all the same.
    pub problems: Vec<String>,
}

/// A file that still stands, under a name of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtNextStart {
    /// Where.
    pub path: PathBuf,
    /// Whether the system was asked to remove it at its next start, and said that it will. Only administrators may ask;
    /// where it is `false`, the file stands until quet opens this vault again and nothing has the file open any more.
    pub by_system: bool,
}

/// The file that is taken, open, with the open folder of each of its names.
struct Original {
    file: File,
    identity: Identity,
    names: Vec<(Folder, OsString, PathBuf)>,
}

impl Original {
    fn open(group: &Group) -> Result<Original, TakeError> {
        let mut names = Vec::new();
        for path in &group.names {
            let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
                return Err(TakeError::Changed { path: path.clone() });
            };
            let folder = Folder::open(parent).map_err(|error| unreadable(path, error))?;
            let entry = folder.entry(name).map_err(|error| refused(&folder, name, path, error))?;
            if !entry.identity.unchanged(&group.identity) {
                return Err(TakeError::Changed { path: path.clone() });
            }
            names.push((folder, name.to_owned(), path.clone()));
        }
        let Some((folder, name, path)) = names.first() else {
            return Err(TakeError::Changed { path: PathBuf::new() });
        };
        let (file, identity) = folder.file(name).map_err(|error| refused(folder, name, path, error))?;
        if !identity.unchanged(&group.identity) {
            return Err(TakeError::Changed { path: path.clone() });
        }
        Ok(Original { file, identity, names })
    }

    fn path(&self) -> PathBuf {
        self.names.first().map(|(_, _, path)| path.clone()).unwrap_or_default()
    }
}

fn refused(folder: &Folder, name: &OsStr, path: &Path, error: io::Error) -> TakeError {
    removal::in_use(folder, name, path, &error).unwrap_or_else(|| unreadable(path, error))
}

fn unreadable(path: &Path, source: io::Error) -> TakeError {
    let path = path.to_owned();
    match source.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidInput => {
            TakeError::Changed { path }
        }
        _ => TakeError::Read { path, source },
    }
}

impl Vault {
    /// Takes a file into the vault and removes its names.
    ///
    /// The gate is not asked again: take only what [`crate::plan::plan`] put into its plan.
    ///
    /// # Errors
    /// Where the file is not the one that was scanned, or a step before or at the removal fails. Once it is removed
    /// there is no error any more, only `problems`.
    pub fn take(&self, group: &Group, now: SystemTime) -> Result<Taken, TakeError> {
        let mut original = Original::open(group)?;
        let item = Item {
            id: self.new_id(&original)?,
            taken: moment(now),
            names: group.names.iter().map(|path| Name::from(path.as_path())).collect(),
            identity: group.identity.clone(),
            sha256: Hex(group.sha256.to_vec()),
            score: group.score,
            because: group.because.clone(),
            attributes: Attributes::default(),
            later_state_of: None,
        };
        let item = self.store(&original, item, State::Prepared)?;
        let mut taken = Taken {
            id: item.id.clone(),
            names: Vec::new(),
            other_links_left: 0,
            open_by: holders(&original.file, &original.identity),
            at_next_start: Vec::new(),
            later_state: None,
            problems: Vec::new(),
        };
        if let Err(error) = self.remove(&mut original, &item, &mut taken) {
            self.undo(&original, &item, error, &mut taken)?;
        }
        self.look_back(&original, &item, &mut taken);
        // What this program itself has open cannot go everywhere.
        drop(original);
        taken.at_next_start = removal::clear(self, &item.id);
        taken.problems.extend(self.write_history(now, &item.id, "taken", Some(&item)));
        Ok(taken)
    }

    /// An id that no item has.
    fn new_id(&self, original: &Original) -> Result<Id, TakeError> {
        let failed = |source| TakeError::Store { path: original.path(), source };
        let known = self.states().map_err(failed)?;
        loop {
            let id = Id::new().map_err(failed)?;
            if !known.iter().any(|(other, _)| *other == id) {
                return Ok(id);
            }
        }
    }

    /// Makes a full and proven copy, and shifts it into `state`. Where that fails, nothing of it stays.
    fn store(&self, original: &Original, item: Item, state: State) -> Result<Item, TakeError> {
        let id = item.id.clone();
        let failed = |source| TakeError::Store { path: original.path(), source };
        let making = self.items.make(State::Making.folder(&id)).map_err(failed)?;
        let stored = fill(self, &making, original, item)
            .and_then(|item| self.shift(&id, State::Making, state).map_err(failed).map(|()| item));
        if stored.is_err() {
            // What cannot be removed now goes when the vault is next opened: the original stands.
            let _ = self.drop_item(&id, State::Making).or_else(|_| self.drop_item(&id, state));
        }
        stored
    }

    /// Removes the names one after the other, then marks the copy as the one that counts.
    fn remove(&self, original: &mut Original, item: &Item, taken: &mut Taken) -> Result<(), TakeError> {
        let path = original.path();
        if item.attributes.pinned() {
            let before = original.identity.clone();
            let unpinned = item.attributes.unpin(&original.file).and_then(|()| identity_of(&original.file));
            let after = unpinned.map_err(|source| TakeError::Pinned { path: path.clone(), source })?;
            // Taking the mark off moves the time of change, and nothing else.
            if (before.size, before.modified) != (after.size, after.modified) {
                return Err(TakeError::Changed { path });
            }
            original.identity = after;
        }
        if let Some((folder, name, path)) = original.names.first() {
            let same = streams::unchanged(folder, name, &original.identity, item);
            if !same.map_err(|error| refused(folder, name, path, error))? {
                return Err(TakeError::Changed { path: path.clone() });
            }
        }
        for (number, (folder, name, path)) in original.names.iter().enumerate() {
            let failed = |source| TakeError::Remove { path: path.clone(), source };
            let first = taken.names.is_empty();
            match folder.entry(name) {
                Ok(entry) if first && entry.identity.unchanged(&original.identity) => {}
                // The first removal moved the time of change. The open file keeps its number from being used again.
                Ok(entry) if !first && entry.identity.same_file(&original.identity) => {}
                _ if first => return Err(TakeError::Changed { path: path.clone() }),
                _ => {
                    taken
                        .problems
                        .push(format!("`{}` was replaced meanwhile, and was left alone", shown(path)));
                    continue;
                }
            }
            removal::remove(self, item, number, (folder, name, path), &original.identity)?;
            taken.names.push(path.clone());
            door::sync_folder(folder).map_err(failed)?;
        }
        self.shift(&item.id, State::Prepared, State::Kept).map_err(|source| TakeError::Store { path, source })
    }

    /// After a failure: puts everything back, or finds that the removal is done, which is `Ok`.
    fn undo(
        &self,
        original: &Original,
        item: &Item,
        error: TakeError,
        taken: &mut Taken,
    ) -> Result<(), TakeError> {
        let path = original.path();
        if taken.names.is_empty() {
            let mut left = Vec::new();
            if let Err(error) = item.attributes.pin(&original.file) {
                left.push(format!("`{}` is no longer immutable or append-only: {error}", shown(&path)));
            }
            // As in `store`: the next opening of the vault would end this.
            let _ = self.drop_item(&item.id, State::Prepared);
            return Err(half_undone(path, left, error));
        }
        match self.settle_prepared(item) {
            Ok(Settled::Stands { problems: left }) => Err(half_undone(path, left, error)),
            Ok(Settled::Kept) => Ok(()),
            Err(source)
                if identity_of(&original.file)
                    .is_ok_and(|file| links_left(&original.identity, taken.names.len(), &file) > 0) =>
            {
                Err(TakeError::Unsettled { path, id: item.id.clone(), source })
            }
            Err(source) => {
                taken.problems.push(format!(
                    "the removal of `{}` could not be made certain, look again after the next start: {source}",
                    shown(&path)
                ));
                Ok(())
            }
        }
    }

    /// Looks at the file once more after its last name is gone: whoever holds it open may still have written to it.
    fn look_back(&self, original: &Original, item: &Item, taken: &mut Taken) {
        let Ok(later) = identity_of(&original.file) else { return };
        taken.other_links_left = links_left(&original.identity, taken.names.len(), &later);
        if taken.other_links_left > 0 {
            return;
        }
        let moved = (later.size, later.modified) != (original.identity.size, original.identity.modified);
        if !moved && (taken.open_by.is_empty() || self.still_holds(original, item)) {
            return;
        }
        let saved = self.new_id(original).and_then(|id| {
            let file = original.file.try_clone();
            let file = file.map_err(|source| TakeError::Read { path: original.path(), source })?;
            let again = Original { file, identity: later.clone(), names: Vec::new() };
            let mut draft =
                Item { id, identity: later, later_state_of: Some(item.id.clone()), ..item.clone() };
            draft.sha256 = Hex(Vec::new());
            self.store(&again, draft, State::Kept)
        });
        match saved {
            Ok(saved) => taken.later_state = Some(saved.id),
            Err(error) => taken.problems.push(format!(
                "`{}` was written to while it was taken, and those later changes could not be saved: {error}",
                shown(&original.path())
            )),
        }
    }

    fn still_holds(&self, original: &Original, item: &Item) -> bool {
        let mut file = &original.file;
        let sum = file.rewind().and_then(|()| sum(file, original.identity.size.saturating_add(1)));
        sum.is_ok_and(|sum| sum.sha256.as_slice() == item.sha256.0.as_slice())
    }
}

fn half_undone(path: PathBuf, problems: Vec<String>, error: TakeError) -> TakeError {
    if problems.is_empty() {
        error
    } else {
        TakeError::HalfUndone { path, problems, source: Box::new(error) }
    }
}

/// Writes the contents and the record of an item, and proves them. An item without a digest gets the one it has.
fn fill(vault: &Vault, making: &Ours, original: &Original, mut item: Item) -> Result<Item, TakeError> {
    let path = || original.path();
    let reading = |source| TakeError::Read { path: path(), source };
    let storing = |source| TakeError::Store { path: path(), source };
    let proving = |error| match error {
        SealError::Read(source) => reading(source),
        SealError::Write(source) => storing(source),
        SealError::Altered => TakeError::Unsound { path: path() },
    };
    let mut content = making.create(CONTENT).map_err(storing)?;
    let mut file = &original.file;
    file.rewind().map_err(reading)?;
    // One byte more than there should be, to see that there is none.
    let plain = file.take(original.identity.size.saturating_add(1));
    let read = seal(&vault.key, &item.id, plain, &mut content).map_err(proving)?;
    content.sync().map_err(storing)?;
    let known = item.sha256.0.as_slice();
    if known.is_empty() {
        item.sha256 = Hex(read.sha256.to_vec());
        item.identity.size = read.size;
    } else if known != read.sha256.as_slice() || !unchanged(original) {
        return Err(TakeError::Changed { path: path() });
    }
    content.rewind().map_err(storing)?;
    if unseal(&vault.key, &item.id, &mut content, &mut io::sink()).map_err(proving)? != read {
        return Err(TakeError::Unsound { path: path() });
    }
    item.attributes = Attributes::of(&original.file).map_err(reading)?;
    let place = original.names.first();
    let place = place.map(|(folder, name, _)| (folder, name.as_os_str(), &original.identity));
    streams::store(vault, making, &item.id, place, &mut item.attributes).map_err(proving)?;
    let mut record = making.create(RECORD).map_err(storing)?;
    let bytes = serde_json::to_vec_pretty(&item).map_err(|error| storing(error.into()))?;
    record.write_all(&bytes).map_err(storing)?;
    record.sync().map_err(storing)?;
    making.sync().map_err(storing)?;
    Ok(item)
}

fn unchanged(original: &Original) -> bool {
    identity_of(&original.file).is_ok_and(|now| now.unchanged(&original.identity))
}
