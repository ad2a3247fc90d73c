//! The vault: a folder of sealed files, each with what is needed to give it back.
//!
//! Must never hold the only word on an item outside its own folder: there is no index that could be lost or torn.
//! Must never be opened where another user can write into it: a record is not sealed, only the contents are.
//! Must never change an item's state except by renaming its folder, which either happened or did not.
//!
//! ```text
//! DATA/vault/          0700
//!   lock               held while a vault is open
//!   format             the version of this layout
//!   key                32 random bytes, 0600
//!   history.jsonl      what was done when, for people; nothing depends on it
//!   leftovers/ID       Windows: what could only get another name, and is still to go (see `removal`)
//!   items/ID           content (sealed), item.json; Windows: stream-N (sealed)
//!   items/ID.STATE     the same while something is under way
//!
//!                take: fill        take: shift             take, recover: settle_prepared
//!      (nothing) ──────────▶ making ──────────▶ prepared ─────────────────────▶ ID (kept)
//!          ▲                   │                   │ the original stands       │  ▲ nothing was put in place
//!          │                   ▼                   ▼              restore      ▼  │ settle_restoring
//!          └──────────────── dropping ◀─────────────────────────────────── restoring
//!             remove_dropped     ▲           settle_restoring: the file stands
//!                                └──── ID (kept)  purge
//! ```
//! A folder is renamed within `items`, so one rename and one sync of `items` make a state durable. That is why there
//! is no journal: the disk itself says, for each item, how far it came.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use scan::identity::Moment;
use scan::names::shown;
use serde::Serialize;

use crate::door::{self, Ours};
use crate::item::{Id, Item, State};
use crate::os;
use crate::recover::Recovered;
use crate::removal;
use crate::seal::{Key, SealError, Sum, random, unseal};
use crate::streams;

/// The version of the layout that this program writes.
const FORMAT: u32 = 1;
/// More than any item needs: its attributes are at most 64 KiB long each, and few.
const LONGEST_RECORD: u64 = 64 * 1024 * 1024;
const LOCK_TRIES: u32 = 30;
const LOCK_PAUSE: Duration = Duration::from_millis(100);

pub(crate) const CONTENT: &str = "content";
pub(crate) const RECORD: &str = "item.json";
const HISTORY: &str = "history.jsonl";

/// Why the vault could not be opened or listed.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The folder or a file in it.
    #[error(
        "cannot open the vault in `{}`: check that this user owns it and that its disk is not full",
        shown(path)
    )]
    Open {
        /// The data folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// Someone else could have put things into it.
    #[error(
        "the vault in `{}` belongs to another user, or others can write to it: run quet as its owner, or remove that \
         folder or name another with --data",
        shown(path)
    )]
    Foreign {
        /// The data folder.
        path: PathBuf,
    },
    /// Another process has it.
    #[error("another quet is using the vault in `{}`: wait until it is done, then try again", shown(path))]
    Busy {
        /// The data folder.
        path: PathBuf,
    },
    /// It was written by a later program.
    #[error(
        "the vault in `{}` has format {found} and was made by a newer quet: use that version",
        shown(path)
    )]
    Newer {
        /// The data folder.
        path: PathBuf,
        /// The version found.
        found: u32,
    },
    /// The version is not a number.
    #[error(
        "`{}` does not hold the vault's format version: put `1` into it if nothing else changed",
        shown(path)
    )]
    Format {
        /// The file.
        path: PathBuf,
    },
    /// The key is missing although there are items, or has the wrong length.
    #[error(
        "`{}` is missing or damaged, and nothing in the vault opens without it: put back a copy",
        shown(path)
    )]
    Key {
        /// The file.
        path: PathBuf,
    },
}

/// What is wrong with one item.
#[derive(Debug, thiserror::Error)]
pub enum ItemError {
    /// There is none of that id.
    #[error("there is no item {id} in the vault: see `quet vault list`")]
    Missing {
        /// The item.
        id: Id,
    },
    /// Its record or contents cannot be read.
    #[error("item {id} of the vault cannot be read: check the disk, it was left as it is")]
    Read {
        /// The item.
        id: Id,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// Its record is not one of ours.
    #[error(
        "the record of item {id} is damaged: its contents are left as they are, put back `{id}/item.json`"
    )]
    Record {
        /// The item.
        id: Id,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// Its contents are not those that were put in.
    #[error(
        "the contents of item {id} were altered, or sealed with another key: nothing of it was given out"
    )]
    Altered {
        /// The item.
        id: Id,
    },
    /// It could not be changed.
    #[error("item {id} of the vault could not be changed: check that its disk is neither full nor read-only")]
    Write {
        /// The item.
        id: Id,
        /// What the system says.
        #[source]
        source: io::Error,
    },
}

/// What is in the vault.
#[derive(Debug, Default)]
pub struct Listing {
    /// The items, oldest first.
    pub items: Vec<Item>,
    /// Items that are there but whose record cannot be read.
    pub broken: Vec<ItemError>,
}

/// What [`Vault::purge`] did.
#[derive(Debug)]
pub struct Purged {
    /// What is gone for good; `None` where its record was damaged.
    pub item: Option<Item>,
    /// What did not go as it should, in plain sentences.
    pub problems: Vec<String>,
}

/// An open vault, ours alone until it is dropped.
#[derive(Debug)]
pub struct Vault {
    pub(crate) items: Ours,
    pub(crate) key: Key,
    pub(crate) root: Ours,
    _lock: File,
}

impl Vault {
    /// Opens the vault in a data folder, making it on first use, and settles what was interrupted.
    ///
    /// # Errors
    /// Where another process has it (after trying for three seconds), where a newer program made it, and where its
    /// key or the disk is at fault. An item that cannot be settled is no error: it is among what is said.
    pub fn open(data: &Path, now: SystemTime) -> Result<(Vault, Vec<Recovered>), VaultError> {
        let failed = |source| match source {
            source if door::is_foreign(&source) => VaultError::Foreign { path: data.to_owned() },
            source => VaultError::Open { path: data.to_owned(), source },
        };
        os::ready();
        let (folder, path) = Ours::data(data).map_err(failed)?;
        let root = folder_or_make(&folder, "vault").map_err(failed)?;
        // Whoever writes into a vault decides what recovery puts where, with the rights of whoever opens it.
        if !os::is_private(root.look()).map_err(failed)? {
            return Err(VaultError::Foreign { path: data.to_owned() });
        }
        let lock = lock(&root).map_err(failed)?.ok_or(VaultError::Busy { path: data.to_owned() })?;
        let path = path.join("vault");
        let known = format(&root, &path, data)?;
        let items = folder_or_make(&root, "items").map_err(failed)?;
        let key = key(&root, &items, &path, data)?;
        if !known {
            replace(&root, "format", format!("{FORMAT}\n").as_bytes()).map_err(failed)?;
        }
        let vault = Vault { items, key, root, _lock: lock };
        let mut recovered = vault.recover(now).map_err(failed)?;
        recovered.extend(vault.mend_history().map_err(failed)?);
        removal::clear_all(&vault).map_err(failed)?;
        Ok((vault, recovered))
    }

    /// Everything in the vault, oldest first.
    ///
    /// # Errors
    /// Where the vault's folder cannot be read.
    pub fn items(&self) -> io::Result<Listing> {
        let mut listing = Listing::default();
        for (id, state) in self.states()? {
            if matches!(state, State::Prepared | State::Kept | State::Restoring) {
                match self.record(&id, state) {
                    Ok(item) => listing.items.push(item),
                    Err(error) => listing.broken.push(error),
                }
            }
        }
        listing.items.sort_by(|a, b| (a.taken, &a.id).cmp(&(b.taken, &b.id)));
        Ok(listing)
    }

    /// Opens an item's contents and compares them with their digest.
    ///
    /// # Errors
    /// Where there is no such item, or it is not as it was put in.
    pub fn check(&self, id: &Id) -> Result<Item, ItemError> {
        let item = self.kept(id)?;
        self.unseal(&item, State::Kept, &mut io::sink())?;
        match streams::check(self, &item) {
            Ok(()) => Ok(item),
            Err(SealError::Altered) => Err(ItemError::Altered { id: id.clone() }),
            Err(SealError::Read(source) | SealError::Write(source)) => {
                Err(ItemError::Read { id: id.clone(), source })
            }
        }
    }

    /// Removes an item for good, and says what it was.
    ///
    /// An item whose record is damaged can be removed too: then nothing is known of it.
    ///
    /// # Errors
    /// Where there is no such item, or it could not be removed; what is left then goes when the vault is next opened.
    pub fn purge(&self, id: &Id, now: SystemTime) -> Result<Purged, ItemError> {
        let item = match self.kept(id) {
            Ok(item) => Some(item),
            Err(ItemError::Record { .. }) => None,
            Err(error) => return Err(error),
        };
        self.drop_item(id, State::Kept).map_err(|source| ItemError::Write { id: id.clone(), source })?;
        let problems = self.write_history(now, id, "purged", item.as_ref()).into_iter().collect();
        Ok(Purged { item, problems })
    }

    /// The record of an item that is kept; one that is still being taken or restored is settled first.
    pub(crate) fn kept(&self, id: &Id) -> Result<Item, ItemError> {
        let failed = |source| ItemError::Read { id: id.clone(), source };
        let missing = || ItemError::Missing { id: id.clone() };
        let mut states = self.states().map_err(failed)?;
        let mut state = states.drain(..).find(|(found, _)| found == id).ok_or_else(missing)?.1;
        if state == State::Prepared || state == State::Restoring {
            self.settle(id, state).map_err(failed)?;
            state = self
                .states()
                .map_err(failed)?
                .into_iter()
                .find(|(found, _)| found == id)
                .ok_or_else(missing)?
                .1;
        }
        if state == State::Kept { self.record(id, state) } else { Err(missing()) }
    }

    /// Every item with its state.
    pub(crate) fn states(&self) -> io::Result<Vec<(Id, State)>> {
        let names: Vec<_> = self.items.look().names()?.collect::<io::Result<_>>()?;
        Ok(names.iter().filter_map(|name| State::parse(name)).collect())
    }

    /// What is known of an item.
    pub(crate) fn record(&self, id: &Id, state: State) -> Result<Item, ItemError> {
        let read = || read_capped(&self.items.folder(state.folder(id))?, RECORD, LONGEST_RECORD);
        let bytes = read().map_err(|source| ItemError::Read { id: id.clone(), source })?;
        serde_json::from_slice(&bytes).map_err(|source| ItemError::Record { id: id.clone(), source })
    }

    /// Opens an item's contents, compares them with their digest, and writes them to `plain`, where they are good
    /// only once this returned `Ok`.
    pub(crate) fn unseal(&self, item: &Item, state: State, plain: &mut impl Write) -> Result<Sum, ItemError> {
        let id = || item.id.clone();
        let open = || self.items.folder(state.folder(&item.id))?.look().file(CONTENT.as_ref());
        let (sealed, _) = open().map_err(|source| ItemError::Read { id: id(), source })?;
        match unseal(&self.key, &item.id, sealed, plain) {
            Ok(sum) if sum.sha256.as_slice() == item.sha256.0.as_slice() => Ok(sum),
            Ok(_) | Err(SealError::Altered) => Err(ItemError::Altered { id: id() }),
            Err(SealError::Read(source)) => Err(ItemError::Read { id: id(), source }),
            Err(SealError::Write(source)) => Err(ItemError::Write { id: id(), source }),
        }
    }

    /// Moves an item from one state to the next, durably.
    pub(crate) fn shift(&self, id: &Id, from: State, to: State) -> io::Result<()> {
        self.items.rename(from.folder(id), to.folder(id))?;
        self.items.sync()
    }

    /// Removes an item. Once this is under way there is no return: the next opening of the vault ends it.
    pub(crate) fn drop_item(&self, id: &Id, from: State) -> io::Result<()> {
        self.shift(id, from, State::Dropping)?;
        self.remove_dropped(id, State::Dropping)
    }

    /// Removes what stands in an item's folder, then the folder.
    pub(crate) fn remove_dropped(&self, id: &Id, state: State) -> io::Result<()> {
        let name = state.folder(id);
        let folder = self.items.folder(&name)?;
        for entry in folder.look().names()?.collect::<io::Result<Vec<_>>>()? {
            folder.remove_file(entry)?;
        }
        // Not every system removes a folder that is open.
        drop(folder);
        self.items.remove_folder(&name)?;
        self.items.sync()
    }

    /// Adds a line for people to the history.
    ///
    /// What was done is done: a history that cannot be written is a problem to tell, never a reason to undo it.
    pub(crate) fn write_history(
        &self,
        now: SystemTime,
        id: &Id,
        did: &str,
        item: Option<&Item>,
    ) -> Option<String> {
        let error = self.add_to_history(now, id, did, item).err()?;
        Some(format!("the vault's history could not be written: {error}"))
    }

    fn add_to_history(&self, now: SystemTime, id: &Id, did: &str, item: Option<&Item>) -> io::Result<()> {
        #[derive(Serialize)]
        struct Line<'a> {
            when: String,
            did: &'a str,
            item: &'a Id,
            names: Vec<&'a str>,
            sha256: Option<String>,
        }
        let when = jiff::Timestamp::try_from(now).map_or_else(|_| "?".to_owned(), |when| when.to_string());
        let names = item.iter().flat_map(|item| &item.names).map(|name| name.shown()).collect();
        let sha256 = item.map(|item| item.sha256.to_string());
        let mut line = serde_json::to_vec(&Line { when, did, item: id, names, sha256 })?;
        line.push(b'\n');
        let fresh = self.root.look().entry(HISTORY.as_ref()).is_err();
        let mut history = self.root.append(HISTORY)?;
        history.write_all(&line)?;
        history.sync()?;
        if fresh { self.root.sync() } else { Ok(()) }
    }

    /// Ends a last line that a crash left open, so that the next one stands by itself.
    fn mend_history(&self) -> io::Result<Option<Recovered>> {
        use std::io::{Seek, SeekFrom};
        let Ok((mut history, identity)) = self.root.look().file(HISTORY.as_ref()) else { return Ok(None) };
        let mut last = [b'\n'];
        if identity.size > 0 {
            history.seek(SeekFrom::Start(identity.size - 1))?;
            history.read_exact(&mut last)?;
        }
        if last == [b'\n'] {
            return Ok(None);
        }
        let mut history = self.root.append(HISTORY)?;
        history.write_all(b"\n")?;
        history.sync()?;
        Ok(Some(Recovered::HistoryTorn))
    }
}

/// The moment that a time is, as file systems write it.
pub(crate) fn moment(time: SystemTime) -> Moment {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => Moment {
            seconds: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            nanos: since.subsec_nanos(),
        },
        Err(_) => Moment { seconds: 0, nanos: 0 },
    }
}

/// A whole small file of ours.
pub(crate) fn read_capped(folder: &Ours, name: &str, most: u64) -> io::Result<Vec<u8>> {
    let (file, identity) = folder.look().file(name.as_ref())?;
    if identity.size > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "longer than any that quet writes"));
    }
    let mut bytes = Vec::new();
    io::copy(&mut file.take(most), &mut bytes)?;
    Ok(bytes)
}

/// Writes a small file of ours so that it is there whole or not at all.
pub(crate) fn replace(folder: &Ours, name: &str, bytes: &[u8]) -> io::Result<()> {
    let new = format!("{name}.new");
    match folder.remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = folder.create(&new)?;
    file.write_all(bytes)?;
    file.sync()?;
    folder.rename(&new, name)?;
    folder.sync()
}

pub(crate) fn folder_or_make(parent: &Ours, name: &str) -> io::Result<Ours> {
    match parent.folder(name) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = parent.make(name)?;
            parent.sync()?;
            Ok(folder)
        }
        opened => opened,
    }
}

/// The held lock, or `None` where another process kept it for longer than we wait.
fn lock(root: &Ours) -> io::Result<Option<File>> {
    let file = root.append("lock")?.into_file();
    for _ in 0..LOCK_TRIES {
        if os::try_lock(&file)? {
            return Ok(Some(file));
        }
        std::thread::sleep(LOCK_PAUSE);
    }
    Ok(None)
}

/// Whether the format is written down and is ours.
fn format(root: &Ours, path: &Path, data: &Path) -> Result<bool, VaultError> {
    let bytes = match read_capped(root, "format", 64) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        other => other.map_err(|source| VaultError::Open { path: data.to_owned(), source })?,
    };
    let found = std::str::from_utf8(&bytes).ok().and_then(|text| text.trim().parse::<u32>().ok());
    match found {
        Some(FORMAT) => Ok(true),
        Some(found) if found > FORMAT => Err(VaultError::Newer { path: data.to_owned(), found }),
        _ => Err(VaultError::Format { path: path.join("format") }),
    }
}

/// The vault's key, drawn on first use: never where items were sealed with another.
fn key(root: &Ours, items: &Ours, path: &Path, data: &Path) -> Result<Key, VaultError> {
    let failed = |source| VaultError::Open { path: data.to_owned(), source };
    let damaged = || VaultError::Key { path: path.join("key") };
    match read_capped(root, "key", 1024) {
        Ok(bytes) => Ok(Key(bytes.try_into().map_err(|_| damaged())?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if items.look().names().map_err(failed)?.next().is_some() {
                return Err(damaged());
            }
            let key = random().map_err(failed)?;
            replace(root, "key", &key).map_err(failed)?;
            Ok(Key(key))
        }
        Err(error) => Err(failed(error)),
    }
}
