//! What vouches for the record from outside of the database: a key, and checkpoints that are signed with it.
//!
//! Must never replace a key, and must never change a line that was written.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;

use super::{Folder, disk, keys};
use crate::StoreError;

/// Bytes of all checkpoints, of which there is one for each change: some ten million of them.
const LARGEST_LOG: u64 = 2 << 30;
/// Bytes of the last of them: some three hundred.
const LAST: u64 = 64 << 10;

impl Folder {
    fn record(&self) -> std::path::PathBuf {
        self.data.join("record")
    }

    /// The key with which checkpoints are signed, made at first use. Beside it lies `key.pub`, for those who check.
    pub(crate) fn record_key(&self) -> Result<SigningKey, StoreError> {
        let folder = self.record();
        let key = SigningKey::from_bytes(&keys::kept(&folder)?);
        let public = folder.join("key.pub");
        // Made from the key whenever it is missing: whoever made the key may have ended before this.
        if !public.exists() {
            let line = STANDARD.encode(key.verifying_key().to_bytes());
            match keys::write(&folder, "key.pub", &line) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                done => done.map_err(|source| disk(&public, source))?,
            }
        }
        Ok(key)
    }

    /// Adds a line to the checkpoints and waits until the disk holds it.
    pub(crate) fn keep_checkpoint(&self, line: &str) -> Result<(), StoreError> {
        let path = self.record().join("checkpoints");
        let write = || {
            let mut file = File::options().create(true).append(true).read(true).open(&path)?;
            // A line that was begun when the machine went out ends here.
            let mut last = [b'\n'];
            if file.seek(SeekFrom::End(0))? > 0 {
                file.seek(SeekFrom::End(-1))?;
                file.read_exact(&mut last)?;
            }
            let ended = if last == [b'\n'] { "" } else { "\n" };
            // One write at the end, which lines of other processes do not come between.
            file.write_all(format!("{ended}{line}\n").as_bytes())?;
            file.sync_data()
        };
        write().map_err(|source| disk(&path, source))
    }

    /// Passes all checkpoints on, a line each, and says how many there are. One that was begun and not ended, by a machine
    /// that went out, may stand among them.
    pub(crate) fn checkpoints(&self, mut take: impl FnMut(&str)) -> Result<u64, StoreError> {
        let path = self.record().join("checkpoints");
        let file = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            file => file.map_err(|source| disk(&path, source))?,
        };
        let mut count = 0;
        for line in BufReader::new(file.take(LARGEST_LOG)).lines() {
            take(&line.map_err(|source| disk(&path, source))?);
            count += 1;
        }
        Ok(count)
    }

    /// The last of them, which the newest is among.
    pub(crate) fn last_checkpoints(&self) -> Result<Vec<String>, StoreError> {
        let path = self.record().join("checkpoints");
        let read = || {
            let mut file = match File::open(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
                file => file?,
            };
            let length = file.seek(SeekFrom::End(0))?;
            let from = length.saturating_sub(LAST);
            file.seek(SeekFrom::Start(from))?;
            let lines = BufReader::new(file.take(LAST)).lines();
            // The first may be the rest of one.
            lines.skip(usize::from(from > 0)).collect::<io::Result<Vec<_>>>()
        };
        read().map_err(|source| disk(&path, source))
    }
}
