//! The key under which secrets in the database are sealed.
//!
//! Must never replace a key: what was sealed with it could be opened no more.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Folder, disk, private_folder, sync_folder};
use crate::StoreError;

/// More than a key has, in base64.
const LONGEST_KEY: u64 = 200;

impl Folder {
    /// The key, made at first use.
    pub(crate) fn secrets_key(&self) -> Result<[u8; 32], StoreError> {
        let folder = self.data.join("secrets");
        let path = folder.join("key");
        match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(disk(&path, source)),
            Ok(file) => {
                let mut text = String::new();
                BufReader::new(file.take(LONGEST_KEY))
                    .read_line(&mut text)
                    .map_err(|source| disk(&path, source))?;
                let key = STANDARD.decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
                let damaged = || io::Error::new(io::ErrorKind::InvalidData, "this is no key for secrets");
                return key.ok_or_else(|| disk(&path, damaged()));
            }
        }
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|error| StoreError::NoRandom(error.to_string()))?;
        let made = || {
            private_folder(&folder)?;
            let mut file = tempfile::Builder::new().prefix("making-").tempfile_in(&folder)?;
            writeln!(file, "{}", STANDARD.encode(key))?;
            file.as_file().sync_all()?;
            match file.persist_noclobber(&path) {
                // Another process was first: its key is the key.
                Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
                other => drop(other.map_err(|error| error.error)?),
            }
            sync_folder(&folder)?;
            Ok(true)
        };
        if made().map_err(|source| disk(&path, source))? { Ok(key) } else { self.secrets_key() }
    }
}
