//! Settles what was interrupted, so that of each file exactly one good copy stands.
//!
//! Must never remove a copy before it has seen the other one, byte for byte, and made its place durable.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use scan::names::shown;
use scan::os::Folder;

use crate::door;
use crate::item::{Id, Item, State};
use crate::removal;
use crate::restore::Undone;
use crate::seal::sum;
use crate::vault::Vault;

/// What was found and settled when the vault was opened.
#[derive(Debug)]
pub enum Recovered {
    /// A copy that was never finished is gone; the original stands.
    Discarded(Id),
    /// The original still stood, so the copy is gone; some things could not be put back.
    RolledBack(Id, Vec<PathBuf>, Vec<String>),
    /// The original was gone, so the copy is kept.
    Kept(Id, Vec<PathBuf>),
    /// A file that was being restored stands in its place; some things could not be set.
    Restored(Id, PathBuf, Vec<String>),
    /// A restore had put nothing in place yet, so the copy is kept.
    NotRestored(Id),
    /// What was no longer needed is gone.
    Cleared(Id),
    /// It could not be settled: everything of it was left as it is.
    Unsettled(Id, io::Error),
    /// The last line of the history was cut off. Nothing depends on it.
    HistoryTorn,
    /// The history could not be written.
    HistoryUnwritten(String),
}

impl fmt::Display for Recovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |names: &[PathBuf]| {
            names.iter().map(|name| format!("`{}`", shown(name))).collect::<Vec<_>>().join(", ")
        };
        let but = |problems: &[String]| {
            if problems.is_empty() { String::new() } else { format!(", but: {}", problems.join("; ")) }
        };
        match self {
            Recovered::Discarded(id) => {
                write!(f, "item {id} was never finished and is gone: the original stands")
            }
            Recovered::RolledBack(id, names, problems) => {
                write!(f, "{} was not taken: it stands, and item {id} is gone{}", list(names), but(problems))
            }
            Recovered::Kept(id, names) => {
                write!(f, "{} was taken: it is item {id} of the vault", list(names))
            }
            Recovered::Restored(id, path, problems) => {
                write!(f, "item {id} was restored to `{}`{}", shown(path), but(problems))
            }
            Recovered::NotRestored(id) => write!(f, "item {id} was not restored: it is still in the vault"),
            Recovered::Cleared(id) => write!(f, "what was left of item {id} is gone"),
            Recovered::Unsettled(id, error) => {
                write!(f, "item {id} was interrupted and could not be settled, all of it was left: {error}")
            }
            Recovered::HistoryTorn => {
                f.write_str("the last line of the vault's history was cut off by a crash")
            }
            Recovered::HistoryUnwritten(problem) => f.write_str(problem),
        }
    }
}

/// How an interrupted removal ended.
pub(crate) enum Settled {
    /// The original stands, the copy is gone.
    Stands { problems: Vec<String> },
    /// The copy is the one that counts.
    Kept,
}

impl Vault {
    /// Settles every item that is not simply kept.
    pub(crate) fn recover(&self, now: SystemTime) -> io::Result<Vec<Recovered>> {
        let mut recovered = Vec::new();
        for (id, state) in self.states()? {
            if state == State::Kept {
                continue;
            }
            let item = self.record(&id, state).ok();
            let (did, settled) = match self.settle(&id, state) {
                Ok(settled) => (settled.did(), settled),
                Err(error) => ("could not be settled", Recovered::Unsettled(id.clone(), error)),
            };
            recovered.push(settled);
            recovered
                .extend(self.write_history(now, &id, did, item.as_ref()).map(Recovered::HistoryUnwritten));
        }
        Ok(recovered)
    }

    /// Settles one item.
    pub(crate) fn settle(&self, id: &Id, state: State) -> io::Result<Recovered> {
        let item = || self.record(id, state).map_err(io::Error::other);
        let names = |item: &Item| item.names.iter().map(|name| name.path()).collect();
        Ok(match state {
            State::Kept => Recovered::NotRestored(id.clone()),
            State::Making => {
                self.remove_dropped(id, state)?;
                Recovered::Discarded(id.clone())
            }
            State::Dropping => {
                self.remove_dropped(id, state)?;
                Recovered::Cleared(id.clone())
            }
            State::Prepared => {
                let item = item()?;
                match self.settle_prepared(&item)? {
                    Settled::Stands { problems } => Recovered::RolledBack(id.clone(), names(&item), problems),
                    Settled::Kept => Recovered::Kept(id.clone(), names(&item)),
                }
            }
            State::Restoring => match self.settle_restoring(&item()?)? {
                Undone::Undone => Recovered::NotRestored(id.clone()),
                Undone::Done(restored) => {
                    let path = restored.paths.first().cloned().unwrap_or_default();
                    Recovered::Restored(id.clone(), path, restored.problems)
                }
            },
        })
    }

    /// An item whose original may stand: where it does under any of its names, the names that are gone are linked to
    /// it again and the copy is dropped; otherwise the copy is kept.
    pub(crate) fn settle_prepared(&self, item: &Item) -> io::Result<Settled> {
        let mut standing = None;
        let mut gone = Vec::new();
        for (number, name) in item.names.iter().enumerate() {
            match find(&name.path(), item)? {
                Found::Same(folder, entry, file) => standing = standing.or(Some((folder, entry, file))),
                Found::Gone(folder, entry) => gone.push((folder, entry, name, number)),
                Found::Other => {}
            }
        }
        let Some((folder, entry, file)) = standing else {
            // A name can be gone without the disk knowing it yet, and come back with a power cut.
            for folder in gone.iter().filter_map(|(folder, ..)| folder.as_ref()) {
                door::sync_folder(folder)?;
            }
            self.shift(&item.id, State::Prepared, State::Kept)?;
            return Ok(Settled::Kept);
        };
        let mut problems = Vec::new();
        for (there, missing, name, number) in &gone {
            let linked = match there {
                Some(there) if removal::put_back(self, item, *number, there, missing).unwrap_or(false) => {
                    Ok(())
                }
                Some(there) => {
                    door::link(&folder, &entry, there, missing).and_then(|()| door::sync_folder(there))
                }
                None => Err(ErrorKind::NotFound.into()),
            };
            if let Err(error) = linked {
                problems.push(format!("the name `{}` could not be made again: {error}", name.shown()));
            }
        }
        if let Err(error) = item.attributes.pin(&file) {
            problems.push(format!("it is no longer immutable or append-only: {error}"));
        }
        // The name that was found may not be durable either.
        door::sync_folder(&folder)?;
        self.drop_item(&item.id, State::Prepared)?;
        Ok(Settled::Stands { problems })
    }
}

impl Recovered {
    /// What is written into the history.
    fn did(&self) -> &'static str {
        match self {
            Recovered::Discarded(_) => "discarded, unfinished",
            Recovered::RolledBack(..) => "not taken after all",
            Recovered::Kept(..) => "taken, finished later",
            Recovered::Restored(..) => "restored, finished later",
            Recovered::NotRestored(_) => "not restored after all",
            Recovered::Cleared(_) => "cleared away",
            Recovered::Unsettled(..) => "could not be settled",
            Recovered::HistoryTorn | Recovered::HistoryUnwritten(_) => "",
        }
    }
}

/// Where a name leads by now.
pub(crate) enum Found {
    /// To a file with the same contents.
    Same(Folder, OsString, File),
    /// To something else.
    Other,
    /// Nowhere, in this folder if it still stands.
    Gone(Option<Folder>, OsString),
}

/// Looks where a name of an item leads. Contents are compared, not numbers: after a power cut or a move to another
/// disk the same file may have another number.
pub(crate) fn find(path: &Path, item: &Item) -> io::Result<Found> {
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(ErrorKind::InvalidInput.into());
    };
    match Folder::open(parent) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(Found::Gone(None, name.to_owned()))
        }
        other => find_in(other?, name, item),
    }
}

/// The same in an open folder.
pub(crate) fn find_in(folder: Folder, name: &OsStr, item: &Item) -> io::Result<Found> {
    let (file, identity) = match folder.file(name) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(Found::Gone(Some(folder), name.to_owned()));
        }
        Err(error) if error.kind() == ErrorKind::InvalidInput => return Ok(Found::Other),
        other => other?,
    };
    let same = identity.size == item.identity.size
        && sum(&file, identity.size.saturating_add(1))?.sha256.as_slice() == item.sha256.0.as_slice();
    Ok(if same { Found::Same(folder, name.to_owned(), file) } else { Found::Other })
}
