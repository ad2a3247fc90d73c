//! Gives a file back from the vault, with everything that it carried.
//!
//! Must never overwrite a file, never write through a link, and never drop the vault's copy before the restored one
//! was read back, is in place, and its folder is synced.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, ErrorKind, Seek};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use scan::names::shown;
use scan::os::{Folder, identity_of};
use serde::{Deserialize, Serialize};

use crate::door::{self, open_or_give};
use crate::item::{Id, Item, Name, State};
use crate::os::{beside, settled};
use crate::recover::{Found, find_in};
use crate::seal::{SealError, sum};
use crate::streams;
use crate::take::advice;
use crate::vault::{ItemError, Vault, read_capped, replace};

const INTENT: &str = "restore.json";
const LONGEST_INTENT: u64 = 1024 * 1024;
/// How many names are tried beside one that is taken.
const CANDIDATES: usize = 1000;

/// Where a file is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Where it was, under all of its names.
    OldPlace,
    /// Into this folder, under its first name alone.
    Folder(PathBuf),
}

/// Why a file was not restored. It is still in the vault, and nothing of it was left elsewhere.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The item itself.
    #[error(transparent)]
    Item(#[from] ItemError),
    /// A part of the way to the old place is no folder any more.
    #[error(
        "a part of `{}` is a link or a file by now, which is not followed: choose a folder with --to",
        shown(path)
    )]
    LinkOnTheWay {
        /// The folder.
        path: PathBuf,
    },
    /// The folder cannot be opened or made.
    #[error("cannot open or make the folder `{}`: {}", shown(path), advice(source))]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The file cannot be written there.
    #[error("cannot write `{}`, so it is still in the vault: {}", shown(path), advice(source))]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The disk cannot keep the streams that the file had beside its contents.
    #[error(
        "the disk of `{}` cannot keep all that the file held, so it is still in the vault: choose a folder on an \
         NTFS disk with --to",
        shown(path)
    )]
    Streams {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// Someone else changed what was being written.
    #[error(
        "`{}` was changed by someone else while it was written: choose a folder of your own with --to",
        shown(path)
    )]
    Interfered {
        /// The file.
        path: PathBuf,
    },
    /// It could be neither finished nor undone.
    #[error(
        "restoring `{}` was cut short: the vault still holds item {id}, and the next `quet vault list` settles it",
        shown(path)
    )]
    Unsettled {
        /// The file.
        path: PathBuf,
        /// The item.
        id: Id,
        /// What the system says.
        #[source]
        source: io::Error,
    },
}

/// A file that was restored.
#[derive(Debug, Default)]
pub struct Restored {
    /// Where it stands now, all of its names.
    pub paths: Vec<PathBuf>,
    /// Names that were taken, and what was chosen instead.
    pub renamed: Vec<(PathBuf, PathBuf)>,
    /// Folders that had to be made.
    pub made_folders: Vec<PathBuf>,
    /// What the original carried and this file does not.
    pub not_set: Vec<String>,
    /// What else did not go as it should, in plain sentences.
    pub problems: Vec<String>,
}

/// What a restore is about to do, written into the item's folder before it does it.
#[derive(Debug, Serialize, Deserialize)]
struct Intent {
    folder: Name,
    wanted: Name,
    chosen: Name,
    /// The other names, to be linked to the first.
    links: Vec<Name>,
}

/// How an interrupted restore ended.
pub(crate) enum Undone {
    /// Nothing was in place: the item is kept.
    Undone,
    /// The file stands, the item is gone.
    Done(Restored),
}

impl Vault {
    /// Restores a file and removes its item from the vault.
    ///
    /// # Errors
    /// Where the item is missing or damaged, or the file cannot be written in full. What could not be set on it,
    /// such as another owner without being root, is no error: it is among what is returned.
    pub fn restore(&self, id: &Id, to: &Destination, now: SystemTime) -> Result<Restored, RestoreError> {
        let item = self.kept(id)?;
        let (parent, name, links) = target(&item, to)?;
        let path = parent.join(&name);
        let mut made_folders = Vec::new();
        let folder = open_or_give(&parent, &mut made_folders).map_err(|source| match source.kind() {
            ErrorKind::NotADirectory => RestoreError::LinkOnTheWay { path: parent.clone() },
            _ => RestoreError::Folder { path: parent.clone(), source },
        })?;
        let mut intent =
            Intent { folder: parent.as_path().into(), wanted: name_of(&name), chosen: name_of(&name), links };
        self.intend(&item, State::Kept, &intent)
            .and_then(|()| self.shift(id, State::Kept, State::Restoring))
            .map_err(|source| ItemError::Write { id: id.clone(), source })?;
        let mut not_set = Vec::new();
        let placed = self
            .write_file(&item, &folder, &path, &mut not_set)
            .and_then(|file| self.put_in_place(&item, &folder, &mut intent, &file));
        let settled = self.settle_restoring(&item);
        let mut restored = match (placed, settled) {
            (_, Ok(Undone::Done(restored))) => restored,
            (Err(error), Ok(Undone::Undone)) => return Err(error),
            (Ok(()), Ok(Undone::Undone)) => return Err(RestoreError::Interfered { path }),
            (_, Err(source)) => return Err(RestoreError::Unsettled { path, id: id.clone(), source }),
        };
        restored.made_folders.splice(..0, made_folders);
        restored.not_set.splice(..0, not_set);
        restored.problems.extend(self.write_history(now, id, "restored", Some(&item)));
        Ok(restored)
    }

    fn intend(&self, item: &Item, state: State, intent: &Intent) -> io::Result<()> {
        replace(&self.items.folder(state.folder(&item.id))?, INTENT, &serde_json::to_vec_pretty(intent)?)
    }

    /// Writes the whole file under a name of our own, reads it back, gives it what it carried, and syncs it.
    fn write_file(
        &self,
        item: &Item,
        folder: &Folder,
        path: &Path,
        not_set: &mut Vec<String>,
    ) -> Result<File, RestoreError> {
        let failed = |source| RestoreError::Write { path: path.to_owned(), source };
        let mut file = door::create(folder, &unfinished(&item.id)).map_err(failed)?;
        let written = match self.unseal(item, State::Restoring, &mut file) {
            Err(ItemError::Write { source, .. }) => return Err(failed(source)),
            other => other?,
        };
        file.sync().map_err(failed)?;
        file.rewind().map_err(failed)?;
        if sum(&mut file, written.size.saturating_add(1)).map_err(failed)? != written {
            return Err(RestoreError::Interfered { path: path.to_owned() });
        }
        let ours = identity_of(file.file()).map_err(failed)?;
        streams::restore(self, item, folder, &unfinished(&item.id), &ours).map_err(|error| match error {
            SealError::Read(source) => ItemError::Read { id: item.id.clone(), source }.into(),
            SealError::Write(source) => RestoreError::Streams { path: path.to_owned(), source },
            SealError::Altered => ItemError::Altered { id: item.id.clone() }.into(),
        })?;
        not_set.extend(item.attributes.apply(file.file(), &item.identity).map_err(failed)?);
        file.sync().map_err(failed)?;
        Ok(file.into_file())
    }

    /// Gives the file its name, or one beside it where that is taken; the intent always says first which.
    fn put_in_place(
        &self,
        item: &Item,
        folder: &Folder,
        intent: &mut Intent,
        file: &File,
    ) -> Result<(), RestoreError> {
        let wanted = intent.wanted.path().into_os_string();
        let path = intent.folder.path().join(&wanted);
        let failed = |source| RestoreError::Write { path: path.clone(), source };
        for name in candidates(&wanted) {
            if folder.entry(&name).is_ok() {
                continue;
            }
            if intent.chosen.path() != Path::new(&name) {
                intent.chosen = name_of(&name);
                self.intend(item, State::Restoring, intent).map_err(failed)?;
            }
            match door::place(folder, &unfinished(&item.id), &name) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                other => other.map_err(failed)?,
            }
            let ours = identity_of(file).map_err(failed)?;
            let there = folder.entry(&name).map_err(failed)?.identity;
            return if there.same_file(&ours) { Ok(()) } else { Err(RestoreError::Interfered { path }) };
        }
        Err(failed(ErrorKind::AlreadyExists.into()))
    }

    /// An item that is being restored: where the file stands in its place, the rest is done and the item dropped;
    /// otherwise what was written is removed and the item kept.
    pub(crate) fn settle_restoring(&self, item: &Item) -> io::Result<Undone> {
        // Closed again at once: not every system renames a folder that is open.
        let intent =
            read_capped(&self.items.folder(State::Restoring.folder(&item.id))?, INTENT, LONGEST_INTENT)?;
        let intent: Intent = serde_json::from_slice(&intent)?;
        let keep = || self.shift(&item.id, State::Restoring, State::Kept).map(|()| Undone::Undone);
        let folder = match Folder::open(&intent.folder.path()) {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return keep();
            }
            other => other?,
        };
        // While our own name for it stands, it has not got its final one.
        match door::remove_unfinished(&folder, &unfinished(&item.id)) {
            Ok(()) => {
                door::sync_folder(&folder)?;
                return keep();
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let chosen = intent.chosen.path().into_os_string();
        let Found::Same(folder, _, file) = find_in(folder, &chosen, item)? else { return keep() };
        door::sync_folder(&folder)?;
        let mut restored = Restored::default();
        let path = intent.folder.path().join(&chosen);
        if intent.chosen != intent.wanted {
            restored.renamed.push((intent.folder.path().join(intent.wanted.path()), path.clone()));
        }
        restored.paths.push(path);
        for name in &intent.links {
            if let Err(error) = link_again(&folder, &chosen, &file, &name.path(), &mut restored) {
                restored
                    .problems
                    .push(format!("the name `{}` could not be made again: {error}", name.shown()));
            }
        }
        if let Err(error) = item.attributes.pin(&file) {
            restored.not_set.push(format!("immutable or append-only ({error})"));
        }
        self.drop_item(&item.id, State::Restoring)?;
        Ok(Undone::Done(restored))
    }
}

/// Gives a restored file one more of its old names, or one beside it where that is taken.
fn link_again(
    folder: &Folder,
    chosen: &OsStr,
    file: &File,
    wanted: &Path,
    restored: &mut Restored,
) -> io::Result<()> {
    let (Some(parent), Some(name)) = (wanted.parent(), wanted.file_name()) else {
        return Err(ErrorKind::InvalidInput.into());
    };
    let there = open_or_give(parent, &mut restored.made_folders)?;
    let ours = identity_of(file)?;
    for candidate in candidates(name) {
        match door::link(folder, chosen, &there, &candidate) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                // An earlier attempt may have come this far.
                if !there.entry(&candidate)?.identity.same_file(&ours) {
                    continue;
                }
            }
            other => other?,
        }
        let path = parent.join(&candidate);
        if let Err(error) = door::sync_folder(&there) {
            restored
                .problems
                .push(format!("the name `{}` may not outlast a power cut: {error}", shown(&path)));
        }
        if candidate != name {
            restored.renamed.push((wanted.to_owned(), path.clone()));
        }
        restored.paths.push(path);
        return Ok(());
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// The folder, the name in it, and the names to link to it.
fn target(item: &Item, to: &Destination) -> Result<(PathBuf, OsString, Vec<Name>), RestoreError> {
    let failed = |path: &Path, source| RestoreError::Folder { path: path.to_owned(), source };
    let mut names = item.names.iter();
    let first = names.next().map(Name::path).unwrap_or_default();
    let (Some(parent), Some(name)) = (first.parent(), first.file_name()) else {
        return Err(failed(&first, ErrorKind::InvalidInput.into()));
    };
    Ok(match to {
        Destination::OldPlace => (parent.to_owned(), name.to_owned(), names.cloned().collect()),
        // This folder was named just now, links and all.
        Destination::Folder(folder) => {
            let folder = settled(folder).map_err(|source| failed(folder, source))?;
            (folder, name.to_owned(), Vec::new())
        }
    })
}

fn name_of(name: &OsStr) -> Name {
    Name::from(Path::new(name))
}

/// What the file is called until it is whole.
fn unfinished(id: &Id) -> OsString {
    format!(".quet-restore-{id}").into()
}

/// A name, then those beside it: `name.restored`, `name.restored-2` and so on.
fn candidates(name: &OsStr) -> impl Iterator<Item = OsString> {
    (0..CANDIDATES).map(move |n| match n {
        0 => name.to_owned(),
        1 => beside(name, ".restored"),
        n => beside(name, &format!(".restored-{n}")),
    })
}
