//! Files that are evidence: each sealed, under a name of its own, in a folder beside the segments.
//!
//! Must never give a file a name that somebody else chose, and must never remove one that a row names.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{Folder, disk, private_folder, sync_folder};
use crate::StoreError;

/// How a file's name ends.
const ENDING: &str = ".sealed";

/// A sealed file that is being written. Dropped before it is put down, it is gone.
#[derive(Debug)]
pub(crate) struct NewFile {
    file: tempfile::NamedTempFile,
    folder: PathBuf,
}

impl Folder {
    fn files(&self) -> PathBuf {
        self.path().join("files")
    }

    /// Begins a file.
    pub(crate) fn begin_file(&self) -> Result<NewFile, StoreError> {
        let folder = self.files();
        private_folder(&folder).map_err(|source| disk(&folder, source))?;
        let file = tempfile::Builder::new().prefix("making-").tempfile_in(&folder);
        Ok(NewFile { file: file.map_err(|source| disk(&folder, source))?, folder })
    }

    /// Where the file of that name lies; nothing where that is no name of ours.
    pub(crate) fn file(&self, name: &str) -> Option<PathBuf> {
        is_name(name).then(|| self.files().join(format!("{name}{ENDING}")))
    }

    /// Removes files, whole or half-made, that no row names and that are older than `grace`: how many.
    pub(crate) fn collect_files(
        &self,
        named: &HashSet<String>,
        now: SystemTime,
        grace: Duration,
    ) -> Result<usize, StoreError> {
        let folder = self.files();
        let entries = match std::fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            entries => entries.map_err(|source| disk(&folder, source))?,
        };
        let mut removed = 0;
        for entry in entries {
            let entry = entry.map_err(|source| disk(&folder, source))?;
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            let nobodys =
                name.strip_suffix(ENDING).is_some_and(|name| is_name(name) && !named.contains(name));
            if !nobodys && !name.starts_with("making-") {
                continue;
            }
            let changed = entry.metadata().and_then(|meta| meta.modified());
            if changed.is_ok_and(|changed| now.duration_since(changed).is_ok_and(|age| age >= grace)) {
                std::fs::remove_file(&path).map_err(|source| disk(&path, source))?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

impl NewFile {
    /// Waits until the disk holds it, and gives it that name. The same file may stand there already, from a back-up that
    /// was not restored to its end.
    pub(crate) fn put_down(mut self, name: &str) -> Result<(), StoreError> {
        let path = self.folder.join(format!("{name}{ENDING}"));
        let (folder, mut put) = (self.folder.clone(), || {
            self.file.flush()?;
            self.file.as_file().sync_all()
        });
        put().map_err(|source| disk(&path, source))?;
        self.file.persist(&path).map_err(|error| disk(&path, error.error))?;
        sync_folder(&folder).map_err(|source| disk(&folder, source))
    }

    /// Where it lies for now, for errors.
    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Opens one to read.
pub(crate) fn open(path: &Path) -> Result<File, StoreError> {
    File::open(path).map_err(|source| disk(path, source))
}

/// Whether a file of ours can be called so: 32 signs of hexadecimal.
pub(crate) fn is_name(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|sign| matches!(sign, b'0'..=b'9' | b'a'..=b'f'))
}
