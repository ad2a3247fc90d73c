//! Evidence in an incident: files, sealed beside the database, each with its row and its event by one commit.
//!
//! Must never hold a whole file in memory, and must never write a row before the disk holds its file: what no row names
//! is collected later.

use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use office::incident::{Entry, Refused};
use office::record::Deed;
use office::rights::Grant;
use sha2::{Digest, Sha256};
use sqlx::Row;

use super::seals::{Opened, Sealing};
use super::{Beside, IncidentsError, Kept};
use crate::door::{self, files::NewFile};
use crate::evidence::hex;
use crate::record::Change;
use crate::{Store, StoreError};

/// How long a file that no row names is left alone: longer than any takes to come in.
const GRACE: Duration = Duration::from_secs(24 * 3600);

/// What evidence may be at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvidenceLimits {
    /// Bytes of one file.
    pub file: u64,
}

impl Default for EvidenceLimits {
    fn default() -> Self {
        EvidenceLimits { file: 2 << 30 }
    }
}

/// A file that comes in. Dropped before it is put down, it is gone.
pub struct NewEvidence<'s> {
    store: &'s Store,
    sealing: Sealing<NewFile>,
    name: String,
    key: [u8; 32],
    digest: Sha256,
    size: u64,
    most: u64,
}

/// A file that lies where it belongs, and has no row yet.
#[derive(Debug, Clone)]
pub struct Put {
    /// The digest of what it holds, in hexadecimal.
    pub sha256: String,
    /// How many bytes it holds.
    pub size: u64,
    name: String,
    sealed_key: Vec<u8>,
}

/// A file that is evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    /// Its number in its incident.
    pub number: i64,
    /// The digest of what it holds, in hexadecimal.
    pub sha256: String,
    /// How many bytes it holds.
    pub size: u64,
    name: String,
    sealed_key: Vec<u8>,
}

/// What is decided on a file of that number in the transaction that stores it.
type DecidingOn<'d> = dyn Fn(&Kept, i64) -> Result<(Vec<Entry>, Beside), Refused> + Send + Sync + 'd;

/// For what a file's key is sealed.
fn what_for(name: &str) -> String {
    format!("evidence:{name}")
}

impl Store {
    /// Begins a file of at most so many bytes.
    ///
    /// # Errors
    /// When the disk cannot be written, or there are no random numbers.
    pub fn begin_evidence(&self, limits: &EvidenceLimits) -> Result<NewEvidence<'_>, StoreError> {
        let (mut name, mut key, mut nonce) = ([0; 16], [0; 32], [0; 19]);
        for bytes in [&mut name[..], &mut key, &mut nonce] {
            getrandom::fill(bytes).map_err(|error| StoreError::NoRandom(error.to_string()))?;
        }
        let name = hex(&name);
        let file = self.folder.begin_file()?;
        let path = file.path().to_owned();
        let sealing =
            Sealing::begin(file, &name, &key, &nonce).map_err(|source| door::disk(&path, source))?;
        let (digest, size, most) = (Sha256::new(), 0, limits.file);
        Ok(NewEvidence { store: self, sealing, name, key, digest, size, most })
    }

    /// Keeps a file in an incident: its row, and what `decide` says of it under its number, by one commit. `grants` is
    /// what its author was when they were asked. Says its number.
    ///
    /// # Errors
    /// When it is refused, or its author is something else by now. The file is then collected later.
    pub async fn keep_evidence(
        &self,
        id: i64,
        put: &Put,
        grants: &[Grant],
        decide: &DecidingOn<'_>,
        deed: &Deed,
    ) -> Result<i64, IncidentsError> {
        let mut change = self.change(deed).await?;
        change.author_still_holds(Some(grants)).await?;
        let kept = self.read_incident(id, Some(deed.at), &mut change.rows).await?;
        let kept = kept.ok_or_else(|| IncidentsError::none(id))?;
        let number = kept.incident.evidence.keys().last().map_or(1, |last| last + 1);
        let (entries, beside) = decide(&kept, number)?;
        change.keep_file(id, number, put).await?;
        change.append(id, &kept.code, &entries, &beside).await?;
        change.commit().await?;
        Ok(number)
    }

    /// The files of an incident that lie here, in order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn evidence_files(&self, id: i64) -> Result<Vec<EvidenceFile>, StoreError> {
        let sql = |error| self.error(error);
        let rows = sqlx::query(
            "SELECT number, sha256, size, file, sealed_key FROM evidence_file WHERE incident_id = $1 ORDER BY number",
        )
        .bind(id)
        .fetch_all(&self.pool)
        .await
        .map_err(sql)?;
        let file = |row: &sqlx::any::AnyRow| {
            Ok(EvidenceFile {
                number: row.try_get(0).map_err(sql)?,
                sha256: row.try_get(1).map_err(sql)?,
                size: self.count(row, 2)?,
                name: row.try_get(3).map_err(sql)?,
                sealed_key: row.try_get(4).map_err(sql)?,
            })
        };
        rows.iter().map(file).collect()
    }

    /// Opens a file, to be read piece by piece.
    ///
    /// # Errors
    /// When it or its key is not there, or not what was sealed.
    pub fn open_evidence(&self, file: &EvidenceFile) -> Result<Opened, StoreError> {
        let path = self.folder.file(&file.name);
        let path = path.ok_or_else(|| self.damaged("a file of evidence has a name that none has"))?;
        let damaged = |what: &str| StoreError::Segment { path: path.clone(), what: what.to_owned() };
        let key = self.unseal(&what_for(&file.name), &file.sealed_key)?;
        let key: [u8; 32] = key
            .and_then(|key| key.try_into().ok())
            .ok_or_else(|| damaged("its key was sealed with another one than lies in `secrets`"))?;
        let from = door::files::open(&path)?;
        Opened::begin(from, &file.name, &key).map_err(|error| damaged(&error.to_string()))
    }

    /// A file without a name, to make in it what is to be sent: gone when it is closed.
    ///
    /// # Errors
    /// When the disk does not let it be made.
    pub fn scratch(&self) -> Result<std::fs::File, StoreError> {
        self.folder.scratch()
    }

    /// Removes files that no row names, from changes that did not come to their end: how many.
    ///
    /// # Errors
    /// When the database or the disk cannot be used.
    pub async fn collect_evidence(&self, now: SystemTime) -> Result<usize, StoreError> {
        let sql = |error| self.error(error);
        let rows = sqlx::query("SELECT file FROM evidence_file").fetch_all(&self.pool).await.map_err(sql)?;
        let named = rows.iter().map(|row| row.try_get(0).map_err(sql));
        self.folder.collect_files(&named.collect::<Result<HashSet<String>, _>>()?, now, GRACE)
    }
}

impl Change<'_> {
    /// Adds the row of a file.
    pub(super) async fn keep_file(&mut self, id: i64, number: i64, put: &Put) -> Result<(), StoreError> {
        let store = self.store;
        sqlx::query(
            "INSERT INTO evidence_file (incident_id, number, sha256, size, file, sealed_key) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(number)
        .bind(&put.sha256)
        .bind(i64::try_from(put.size).map_err(|error| store.damaged(error))?)
        .bind(&put.name)
        .bind(put.sealed_key.clone())
        .execute(&mut *self.rows)
        .await
        .map_err(|error| store.error(error))?;
        Ok(())
    }
}

impl NewEvidence<'_> {
    /// Adds bytes.
    ///
    /// # Errors
    /// When it is too large then, or the disk does not take them.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), IncidentsError> {
        self.size = self.size.saturating_add(bytes.len() as u64);
        if self.size > self.most {
            return Err(IncidentsError::TooLarge(self.most));
        }
        self.digest.update(bytes);
        let added = self.sealing.add(bytes);
        Ok(added.map_err(|source| door::disk(self.sealing.to().path(), source))?)
    }

    /// How many bytes there are so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Waits until the disk holds it, and puts it where it belongs.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn put_down(self) -> Result<Put, StoreError> {
        let path = self.sealing.to().path().to_owned();
        let sealed_key = self.store.seal(&what_for(&self.name), &self.key)?;
        let file = self.sealing.end().map_err(|source| door::disk(&path, source))?;
        file.put_down(&self.name)?;
        Ok(Put { sha256: hex(&self.digest.finalize()), size: self.size, name: self.name, sealed_key })
    }
}
