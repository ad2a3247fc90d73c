//! Keys that lie beside the database: 32 random bytes in a file of their own, made at first use.
//!
//! Must never replace a key: what was sealed or signed with it could be opened or believed no more.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Folder, disk, private_folder, sync_folder};
use crate::StoreError;

/// More than a key has, in base64.
const LONGEST: u64 = 200;

impl Folder {
    /// The key under which secrets in the database are sealed.
    pub(crate) fn secrets_key(&self) -> Result<[u8; 32], StoreError> {
        kept(&self.path().join("secrets"))
    }
}

/// The key in a folder.
pub(super) fn kept(folder: &Path) -> Result<[u8; 32], StoreError> {
    let path = folder.join("key");
    if let Some(key) = read(&path).map_err(|source| disk(&path, source))? {
        return Ok(key);
    }
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| StoreError::NoRandom(error.to_string()))?;
    let made = || {
        private_folder(folder)?;
        match write(folder, "key", &STANDARD.encode(key)) {
            // Another process was first: its key is the key.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read(&path),
            done => done.map(|()| Some(key)),
        }
    };
    let gone = || disk(&path, io::ErrorKind::NotFound.into());
    made().map_err(|source| disk(&path, source))?.ok_or_else(gone)
}

/// Writes a line into a new file that nobody sees half of.
///
/// # Errors
/// `AlreadyExists` where there is one.
pub(super) fn write(folder: &Path, name: &str, line: &str) -> io::Result<()> {
    let mut file = tempfile::Builder::new().prefix("making-").tempfile_in(folder)?;
    writeln!(file, "{line}")?;
    file.as_file().sync_all()?;
    file.persist_noclobber(folder.join(name)).map_err(|error| error.error)?;
    sync_folder(folder)
}

fn read(path: &Path) -> io::Result<Option<[u8; 32]>> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut text = String::new();
    BufReader::new(file.take(LONGEST)).read_line(&mut text)?;
    let key = STANDARD.decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
    let damaged = || io::Error::new(io::ErrorKind::InvalidData, "this is no key");
    key.map(Some).ok_or_else(damaged)
}
