//! The door: the only place of this room that changes anything on disk beside the database itself.
//!
//! Must never leave the data folder: every name is a single one, below a folder that was made here. Only a back-up goes
//! where its operator says, as a new file. A segment is written under a name of its own, synced, and only then given the
//! name that it is looked for under.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::StoreError;

pub(crate) mod files;
mod keys;
mod record;

/// The file that notes the database.
const BELONGS: &str = "belongs-to";
/// More than an identity has.
const LONGEST_IDENTITY: usize = 100;

/// The data folder and what lies in it.
#[derive(Debug)]
pub(crate) struct Folder {
    data: PathBuf,
    evidence: PathBuf,
}

impl Folder {
    /// The data folder, to be looked at; it need not be there.
    pub(crate) fn at(data: &Path) -> Result<Folder, StoreError> {
        let data = std::path::absolute(data).map_err(|source| disk(data, source))?;
        let evidence = data.join("evidence");
        Ok(Folder { data, evidence })
    }

    /// Opens the data folder, made for us alone if it is missing.
    pub(crate) fn open(data: &Path) -> Result<Folder, StoreError> {
        let folder = Folder::at(data)?;
        for folder in [&folder.data, &folder.evidence] {
            private_folder(folder).map_err(|source| disk(folder, source))?;
        }
        Ok(folder)
    }

    /// A file without a name, to write something down in for a while.
    pub(crate) fn scratch(&self) -> Result<File, StoreError> {
        tempfile::tempfile_in(&self.evidence).map_err(|source| disk(&self.evidence, source))
    }

    /// The data folder.
    pub(crate) fn path(&self) -> &Path {
        &self.data
    }

    /// Where the database lies, if it is a file.
    pub(crate) fn database(&self) -> PathBuf {
        self.data.join("quet.sqlite")
    }

    /// The identity of the database that this folder's evidence belongs to, if it belongs to one.
    pub(crate) fn belongs_to(&self) -> Result<Option<String>, StoreError> {
        let path = self.data.join(BELONGS);
        let mut file = match File::open(&path) {
            Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(|source| disk(&path, source))?,
        };
        let mut noted = [0; LONGEST_IDENTITY];
        let read = fill(&mut file, &mut noted).map_err(|source| disk(&path, source))?;
        Ok(Some(String::from_utf8_lossy(noted.get(..read).unwrap_or_default()).trim().to_owned()))
    }

    /// Notes the database that this folder's evidence belongs to, unless it is noted already.
    pub(crate) fn belong_to(&self, identity: &str) -> Result<(), StoreError> {
        if self.belongs_to()?.is_some() {
            return Ok(());
        }
        let path = self.data.join(BELONGS);
        let written = || {
            let mut file = tempfile::Builder::new().prefix("making-").tempfile_in(&self.data)?;
            writeln!(file, "{identity}")?;
            file.as_file().sync_all()?;
            file.persist(&path).map_err(|error| error.error)?;
            sync_folder(&self.data)
        };
        written().map_err(|source| disk(&path, source))
    }

    /// Where a segment lies.
    pub(crate) fn segment(&self, sha256: &str) -> PathBuf {
        self.evidence.join(format!("{sha256}.parquet"))
    }

    /// Begins a segment.
    pub(crate) fn begin_segment(&self) -> Result<NewSegment, StoreError> {
        let file = tempfile::Builder::new()
            .prefix("making-")
            .tempfile_in(&self.evidence)
            .map_err(|source| disk(&self.evidence, source))?;
        Ok(NewSegment { file })
    }

    /// Gives a segment, whose bytes the disk already holds, the name under which it is looked for. The same segment
    /// may stand there already, from an import that was not committed.
    pub(crate) fn keep_segment(&self, segment: NewSegment, sha256: &str) -> Result<(), StoreError> {
        let path = self.segment(sha256);
        segment.file.persist(&path).map_err(|error| disk(&path, error.error))?;
        sync_folder(&self.evidence).map_err(|source| disk(&self.evidence, source))
    }

    /// Removes segments, whole or half-made, that nobody names and that are older than `grace`.
    pub(crate) fn collect(
        &self,
        named: &dyn Fn(&str) -> bool,
        now: SystemTime,
        grace: Duration,
    ) -> Result<usize, StoreError> {
        let mut removed = 0;
        let entries = std::fs::read_dir(&self.evidence).map_err(|source| disk(&self.evidence, source))?;
        for entry in entries {
            let entry = entry.map_err(|source| disk(&self.evidence, source))?;
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            let segment = name.strip_suffix(".parquet").is_some_and(|digest| !named(digest));
            if !segment && !name.starts_with("making-") {
                continue;
            }
            let changed = entry.metadata().and_then(|meta| meta.modified());
            let old = changed.is_ok_and(|changed| now.duration_since(changed).is_ok_and(|age| age >= grace));
            if old {
                std::fs::remove_file(&path).map_err(|source| disk(&path, source))?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Opens the file that is locked by the one who imports.
    pub(crate) fn import_lock(&self) -> Result<LockFile, StoreError> {
        self.lock_file("import.lock")
    }

    /// Opens the file that is locked while the database is made or brought to this version.
    pub(crate) fn open_lock(&self) -> Result<LockFile, StoreError> {
        self.lock_file("open.lock")
    }

    fn lock_file(&self, name: &str) -> Result<LockFile, StoreError> {
        let path = self.data.join(name);
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        Ok(LockFile { file: file.map_err(|source| disk(&path, source))?, path })
    }
}

/// A file that can be locked. The lock is let go when it is dropped, and when the process ends.
#[derive(Debug)]
pub(crate) struct LockFile {
    file: File,
    path: PathBuf,
}

impl LockFile {
    /// Takes the lock unless somebody holds it.
    pub(crate) fn take(&self) -> Result<bool, StoreError> {
        match self.file.try_lock() {
            Ok(()) => Ok(true),
            Err(std::fs::TryLockError::WouldBlock) => Ok(false),
            Err(std::fs::TryLockError::Error(source)) => Err(disk(&self.path, source)),
        }
    }
}

/// A back-up that is being written, for us alone. Dropped before it is put down, it is gone.
#[derive(Debug)]
pub(crate) struct NewCopy {
    file: tempfile::NamedTempFile,
    path: PathBuf,
}

impl NewCopy {
    /// Begins one that will stand at that path, where nothing may stand yet.
    pub(crate) fn begin(path: &Path) -> io::Result<NewCopy> {
        let path = std::path::absolute(path)?;
        let (Some(folder), Some(_)) = (path.parent(), path.file_name()) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        if path.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let file = tempfile::Builder::new().prefix(".quet-backup-").tempfile_in(folder)?;
        Ok(NewCopy { file, path })
    }

    /// Waits until the disk holds it, and gives it its name.
    pub(crate) fn put_down(mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.as_file().sync_all()?;
        self.file.persist_noclobber(&self.path).map_err(|error| error.error)?;
        self.path.parent().map_or(Ok(()), sync_folder)
    }
}

impl Write for NewCopy {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A segment that is being written. Dropped, it is gone.
#[derive(Debug)]
pub(crate) struct NewSegment {
    file: tempfile::NamedTempFile,
}

impl NewSegment {
    /// Waits until the disk holds it.
    pub(crate) fn sync(&mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.as_file().sync_all()
    }

    /// Where it lies for now, for errors.
    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }
}

impl Write for NewSegment {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Opens a file of ours to read, with its length.
pub(crate) fn read(path: &Path) -> Result<(File, u64), StoreError> {
    let file = File::open(path).map_err(|source| disk(path, source))?;
    let len = file.metadata().map_err(|source| disk(path, source))?.len();
    Ok((file, len))
}

/// The next bytes of a file, into a buffer; fewer only at its end.
pub(crate) fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

pub(crate) fn disk(path: &Path, source: io::Error) -> StoreError {
    StoreError::Disk { path: path.to_owned(), source }
}

fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}
