//! What earlier scans looked at and found nothing in, so that an unchanged file need not be read again.
//!
//! Must never know a file that could have changed without its time of change telling: on file systems that do not
//! keep it strictly nothing is remembered, nor what changed a moment before it was looked at. Who is root can set the
//! clock back and so forge that time; `--no-remember` is for machines on which that is feared.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use redb::backends::FileBackend;
use redb::{Database, ReadOnlyTable, ReadableDatabase, TableDefinition, TableHandle};
use sha2::{Digest, Sha256};

use crate::identity::Identity;
use crate::os::{self, Folder};

/// A file must have been left alone for this long before it is remembered: times of change are kept in steps, and
/// mapped writes may show late.
const SETTLED: Duration = Duration::from_secs(60);
/// Files are written to the disk so many at a time.
const BATCH: usize = 8192;

type Row = (u64, u64, u64, i64, u32);
type Key = [u8; 16];

/// Why nothing can be remembered. The scan goes on and reads every file.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// The data folder cannot be used.
    #[error("cannot keep what was scanned in `{}`", crate::names::shown(.path))]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Another scan uses it at this moment.
    #[error("another scan is using `{}`", crate::names::shown(.path))]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// It is damaged.
    #[error("`{}` is damaged; remove it, and the next scan starts a new one", crate::names::shown(.path))]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the database said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// The memory of one pack's scans on this machine.
pub struct Memory {
    path: PathBuf,
    file: Identity,
    database: Database,
    table: String,
    known: Option<ReadOnlyTable<Key, Row>>,
    fresh: Mutex<Vec<(Key, Row)>>,
    started: SystemTime,
}

impl Memory {
    /// Opens what is remembered under `digest`, which must stand for everything that decides what a scan finds, and
    /// forgets what was remembered under any other.
    ///
    /// # Errors
    /// When the folder cannot be used, another scan uses it, or it is damaged.
    pub fn open(data: &Path, digest: [u8; 32], now: SystemTime) -> Result<Memory, MemoryError> {
        let path = data.join("remember.redb");
        let folder = |source| MemoryError::Folder { path: path.clone(), source };
        let file = open_or_make(data, &path).map_err(folder)?;
        let identity = os::identity_of(&file).map_err(folder)?;
        let database = FileBackend::new(file)
            .and_then(|backend| redb::Builder::new().create_with_backend(backend))
            .map_err(|error| match error {
                redb::DatabaseError::DatabaseAlreadyOpen => MemoryError::InUse { path: path.clone() },
                other => damaged(&path, other),
            })?;
        let table = format!("nothing-found-{}", crate::look::digests::hex(&digest));
        let known = open_table(&database, &table)
            .map_err(|source| MemoryError::Damaged { path: path.clone(), source })?;
        Ok(Memory { path, file: identity, database, table, known, fresh: Mutex::default(), started: now })
    }

    /// The file in which it is kept.
    pub fn file(&self) -> &Identity {
        &self.file
    }

    /// Whether this file, unchanged, was looked at with the same rules and nothing was found. `told` is what rules are told
    /// of it besides its path and its contents.
    pub fn knows(&self, path: &Path, told: &str, identity: &Identity) -> bool {
        let Some(known) = &self.known else { return false };
        matches!(known.get(key(path, told)), Ok(Some(row)) if row.value() == row_of(identity))
    }

    /// Keeps that nothing was found in this file, where the file system allows to tell later whether it changed.
    pub fn keep(&self, path: &Path, told: &str, folder: &Folder, identity: &Identity) {
        let changed =
            Duration::new(u64::try_from(identity.changed.seconds).unwrap_or(0), identity.changed.nanos);
        let settled = (UNIX_EPOCH + changed).checked_add(SETTLED).is_some_and(|then| then <= self.started);
        if !settled || !os::tells_changes(folder) {
            return;
        }
        let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        fresh.push((key(path, told), row_of(identity)));
        if fresh.len() >= BATCH {
            let batch = std::mem::take(&mut *fresh);
            // What cannot be kept is read again next time. That is slower and never wrong.
            let _ = self.write(batch);
        }
    }

    /// Writes what is not written yet.
    ///
    /// # Errors
    /// When it cannot be written; the next scan then reads those files again.
    pub fn close(mut self) -> Result<(), MemoryError> {
        let batch = std::mem::take(&mut *self.fresh.lock().unwrap_or_else(PoisonError::into_inner));
        let written = !batch.is_empty();
        let path = self.path.clone();
        let failed = |source| MemoryError::Damaged { path: path.clone(), source };
        self.write(batch).map_err(failed)?;
        // Each write leaves the pages that it replaced: without this the file grows to ten times what it holds.
        self.known = None;
        if written {
            self.database.compact().map_err(|error| failed(Box::new(error)))?;
        }
        Ok(())
    }

    fn write(&self, batch: Vec<(Key, Row)>) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        if batch.is_empty() {
            return Ok(());
        }
        let writing = self.database.begin_write()?;
        {
            let mut table = writing.open_table(TableDefinition::<Key, Row>::new(&self.table))?;
            for (key, row) in batch {
                table.insert(key, row)?;
            }
        }
        writing.commit()?;
        Ok(())
    }
}

/// The file, for its owner alone.
#[cfg(unix)]
fn open_or_make(data: &Path, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(data)?;
    File::options().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}

/// Where it is not known that nothing can change unnoticed, nothing is remembered (see [`os::tells_changes`]), and no
/// file is made for it.
#[cfg(not(unix))]
fn open_or_make(_: &Path, _: &Path) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

fn open_table(
    database: &Database,
    name: &str,
) -> Result<Option<ReadOnlyTable<Key, Row>>, Box<dyn std::error::Error + Send + Sync>> {
    let writing = database.begin_write()?;
    let others: Vec<_> = writing.list_tables()?.filter(|table| table.name() != name).collect();
    for other in others {
        writing.delete_table(other)?;
    }
    writing.open_table(TableDefinition::<Key, Row>::new(name))?;
    writing.commit()?;
    Ok(Some(database.begin_read()?.open_table(TableDefinition::new(name))?))
}

fn damaged(path: &Path, source: impl std::error::Error + Send + Sync + 'static) -> MemoryError {
    MemoryError::Damaged { path: path.to_owned(), source: Box::new(source) }
}

/// The path is part of what is remembered, not only the file: rules may ask for names, and a folder that is renamed
/// leaves its files' times alone. So does the owner's name, which can change without the owner's number.
fn key(path: &Path, told: &str) -> Key {
    let mut digest = Sha256::new_with_prefix(path.as_os_str().as_encoded_bytes());
    digest.update([0]);
    digest.update(told);
    let digest: [u8; 32] = digest.finalize().into();
    let mut key = Key::default();
    key.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    key
}

fn row_of(identity: &Identity) -> Row {
    (identity.device, identity.inode, identity.size, identity.changed.seconds, identity.changed.nanos)
}
