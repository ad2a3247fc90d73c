//! The record in the database: every change is written with its entry, or not at all.
//!
//! Must never change or remove an entry, and must never commit a change without one. Details alone can be erased.

mod shown;

use std::collections::BTreeSet;

use office::record::{
    Break, Chain, Checkpoint, CheckpointError, Checkpoints, Deed, Digest, Entry, Head, Key, Said,
    details_digest,
};
use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{Any, AnyConnection, AnyPool, Row, Transaction};

pub use shown::{Shown, Which};

use crate::database::Kind;
use crate::reach::Listening;
use crate::{Store, StoreError};

/// Entries that are read at a time.
const PAGE: i64 = 20_000;

/// A change under way: rows, and the entries that say what was done. Dropped before its commit, nothing was done.
pub(crate) struct Change<'s> {
    pub(crate) store: &'s Store,
    pub(crate) deed: &'s Deed,
    head: Head,
    /// Who is to be told what is noted; asked for with the first entry.
    pub(crate) listening: Option<Vec<Listening>>,
    /// Where the rows are written.
    pub(crate) rows: Transaction<'static, Any>,
}

impl Store {
    /// Begins a change. What it reads, nobody else changes before its end.
    pub(crate) async fn change<'s>(&'s self, deed: &'s Deed) -> Result<Change<'s>, StoreError> {
        let mut rows = self.begin_writing().await?;
        let head = self.record_end(&mut rows).await?;
        Ok(Change { store: self, deed, head, listening: None, rows })
    }

    async fn record_end(&self, rows: &mut AnyConnection) -> Result<Head, StoreError> {
        let last = sqlx::query("SELECT number, digest FROM record ORDER BY number DESC LIMIT 1")
            .fetch_optional(rows)
            .await
            .map_err(|error| self.error(error))?;
        let Some(row) = last else { return Ok(Head::default()) };
        let number: i64 = row.try_get(0).map_err(|error| self.error(error))?;
        Ok(Head {
            number: u64::try_from(number).map_err(|error| self.damaged(error))?,
            digest: self.digest(&row, 1)?,
        })
    }

    fn digest(&self, row: &AnyRow, column: usize) -> Result<Digest, StoreError> {
        let bytes: Vec<u8> = row.try_get(column).map_err(|error| self.error(error))?;
        bytes.try_into().map_err(|_| self.damaged("a digest of the record has another length"))
    }
}

impl Change<'_> {
    /// Notes what is done: `action` to `object`, in the record of a unit (0: of none in particular), with what says more.
    pub(crate) async fn note(
        &mut self,
        action: &str,
        object: &str,
        unit: i64,
        details: Map<String, Value>,
    ) -> Result<(), StoreError> {
        let store = self.store;
        let sql = |error| store.error(error);
        let mut salt = Digest::default();
        getrandom::fill(&mut salt).map_err(|error| StoreError::NoRandom(error.to_string()))?;
        let mut told = details;
        for (name, text) in [("from", &self.deed.from), ("why", &self.deed.why)] {
            if !text.is_empty() {
                told.insert(name.to_owned(), Value::String(text.clone()));
            }
        }
        let details = Value::Object(told).to_string();
        let entry = self.head.next(&Said {
            at: self.deed.at,
            who: &self.deed.who.word(),
            action,
            object,
            unit,
            details: details_digest(&salt, &details),
        });
        let number = i64::try_from(entry.number).map_err(|error| store.damaged(error))?;
        sqlx::query(
            "INSERT INTO record (number, at, who, action, object, unit_id, details_sha256, previous, digest) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(number)
        .bind(entry.at)
        .bind(&entry.who)
        .bind(&entry.action)
        .bind(&entry.object)
        .bind(entry.unit)
        .bind(entry.details.to_vec())
        .bind(entry.previous.to_vec())
        .bind(entry.digest.to_vec())
        .execute(&mut *self.rows)
        .await
        .map_err(sql)?;
        sqlx::query("INSERT INTO record_details (number, salt, details) VALUES ($1, $2, $3)")
            .bind(number)
            .bind(salt.to_vec())
            .bind(&details)
            .execute(&mut *self.rows)
            .await
            .map_err(sql)?;
        self.head = Head::from(&entry);
        self.queue_for_webhooks(&entry).await
    }

    /// The next free number of a table's `id`.
    pub(crate) async fn next_id(&mut self, table: Numbered) -> Result<i64, StoreError> {
        let found = sqlx::query(table.last()).fetch_one(&mut *self.rows).await;
        let last: Option<i64> =
            found.and_then(|row| row.try_get(0)).map_err(|error| self.store.error(error))?;
        Ok(last.unwrap_or(0).saturating_add(1))
    }

    /// Makes it so, and vouches for it outside of the database.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        let Change { store, deed, head, rows, .. } = self;
        rows.commit().await.map_err(|error| store.error(error))?;
        store.vouch(head, deed.at)
    }
}

/// Tables whose rows are numbered.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Numbered {
    Person,
    Granted,
    Session,
    Token,
    System,
    Shift,
    HandOver,
    Emergency,
    Message,
    Webhook,
    Notice,
}

impl Numbered {
    fn last(self) -> &'static str {
        match self {
            Numbered::Person => "SELECT MAX(id) FROM person",
            Numbered::Granted => "SELECT MAX(id) FROM granted",
            Numbered::Session => "SELECT MAX(id) FROM session",
            Numbered::Token => "SELECT MAX(id) FROM token",
            Numbered::System => "SELECT MAX(id) FROM info_system",
            Numbered::Shift => "SELECT MAX(id) FROM duty_shift",
            Numbered::HandOver => "SELECT MAX(id) FROM duty_hand_over",
            Numbered::Emergency => "SELECT MAX(id) FROM emergency",
            Numbered::Message => "SELECT MAX(id) FROM message",
            Numbered::Webhook => "SELECT MAX(id) FROM webhook",
            Numbered::Notice => "SELECT MAX(id) FROM notice",
        }
    }
}

/// What a whole record came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Entries.
    pub entries: u64,
    /// Those whose details were erased.
    pub erased: u64,
    /// Entries at the end that no checkpoint vouches for.
    pub beyond: u64,
    /// Where it ends.
    pub head: Head,
}

/// Why a record is not found to be what it was.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It is not.
    #[error(transparent)]
    Broken(#[from] Break),
    /// Details without an entry.
    #[error("there are details of entry {0}, which is not there")]
    Orphan(i64),
    /// It cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The next entries after that number, with their details.
async fn page(pool: AnyPool, after: i64) -> Result<Vec<AnyRow>, sqlx::Error> {
    sqlx::query(
        "SELECT r.number, r.at, r.who, r.action, r.object, r.unit_id, r.details_sha256, r.previous, r.digest, \
         d.salt, d.details FROM record r LEFT JOIN record_details d ON d.number = r.number \
         WHERE r.number > $1 ORDER BY r.number LIMIT $2",
    )
    .bind(after)
    .bind(PAGE)
    .fetch_all(&pool)
    .await
}

impl Store {
    /// Follows the whole record and holds it against the checkpoints.
    ///
    /// # Errors
    /// Where it is not what it was, or cannot be read.
    pub async fn verify_record(&self, checkpoints: &Checkpoints) -> Result<Verified, VerifyError> {
        let sql = |error| self.error(error);
        let mut chain = Chain::default();
        // The next rows are read while these are followed.
        let read = |after: i64| tokio::spawn(page(self.pool.clone(), after));
        let lost = |_| self.damaged("reading was broken off");
        let mut next = Some(read(i64::MIN));
        while let Some(reading) = next.take() {
            let rows = reading.await.map_err(lost)?.map_err(sql)?;
            if rows.len() == PAGE as usize
                && let Some(last) = rows.last()
            {
                next = Some(read(last.try_get(0).map_err(sql)?));
            }
            for row in &rows {
                let entry = self.entry(row, row.try_get(0).map_err(sql)?)?;
                let salt: Option<Vec<u8>> = row.try_get(9).map_err(sql)?;
                let salt: Option<Digest> = match salt.map(Digest::try_from) {
                    None => None,
                    Some(Ok(salt)) => Some(salt),
                    Some(Err(_)) => return Err(Break::Details(entry.number).into()),
                };
                let details: Option<String> = row.try_get(10).map_err(sql)?;
                chain.follow(&entry, (salt.as_ref(), details.as_deref()))?;
                checkpoints.hold(&entry)?;
            }
        }
        checkpoints.hold_end(chain.head())?;
        let orphan = sqlx::query(
            "SELECT MIN(d.number) FROM record_details d WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.number = d.number)",
        );
        let orphan: Option<i64> =
            orphan.fetch_one(&self.pool).await.and_then(|row| row.try_get(0)).map_err(sql)?;
        if let Some(orphan) = orphan {
            return Err(VerifyError::Orphan(orphan));
        }
        Ok(Verified {
            entries: chain.head().number,
            erased: chain.erased(),
            beyond: checkpoints.beyond(chain.head()),
            head: chain.head(),
        })
    }

    fn entry(&self, row: &AnyRow, number: i64) -> Result<Entry, StoreError> {
        let sql = |error| self.error(error);
        Ok(Entry {
            number: u64::try_from(number)
                .map_err(|_| self.damaged(format!("entry {number} of the record")))?,
            at: row.try_get(1).map_err(sql)?,
            who: row.try_get(2).map_err(sql)?,
            action: row.try_get(3).map_err(sql)?,
            object: row.try_get(4).map_err(sql)?,
            unit: row.try_get(5).map_err(sql)?,
            details: self.digest(row, 6)?,
            previous: self.digest(row, 7)?,
            digest: self.digest(row, 8)?,
        })
    }

    /// Erases the details of entries from before a moment, all or those about one object, and notes that. Says how many.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn erase_details(
        &self,
        before: i64,
        object: Option<&str>,
        deed: &Deed,
    ) -> Result<u64, StoreError> {
        let mut change = self.change(deed).await?;
        let erase = match object {
            None => sqlx::query(
                "DELETE FROM record_details WHERE number IN (SELECT number FROM record WHERE at < $1)",
            )
            .bind(before),
            Some(object) => sqlx::query(
                "DELETE FROM record_details WHERE number IN (SELECT number FROM record WHERE at < $1 AND object = $2)",
            )
            .bind(before)
            .bind(object.to_owned()),
        };
        let erased =
            erase.execute(&mut *change.rows).await.map_err(|error| self.error(error))?.rows_affected();
        if erased == 0 {
            return Ok(0);
        }
        let mut details = Map::new();
        details.insert("before".to_owned(), before.into());
        details.insert("entries".to_owned(), erased.into());
        change.note("record.details-erased", object.unwrap_or("record"), 0, details).await?;
        change.commit().await?;
        self.forget_traces().await?;
        Ok(erased)
    }

    /// What was removed from the details is gone from the disk too, as far as the database can see to it.
    async fn forget_traces(&self) -> Result<(), StoreError> {
        let rid = match self.place.kind {
            Kind::Sqlite => "PRAGMA wal_checkpoint(TRUNCATE)",
            Kind::Postgres => "VACUUM record_details",
        };
        sqlx::raw_sql(rid).execute(&self.pool).await.map_err(|error| self.error(error))?;
        Ok(())
    }

    /// Signs where the record ends, and keeps that outside of the database.
    fn vouch(&self, head: Head, at: i64) -> Result<(), StoreError> {
        let key = self.folder.record_key()?;
        self.folder.keep_checkpoint(&Checkpoint::sign(head, at, &key).line())
    }

    /// To be called before the first change of a process. What was committed and not vouched for, since the process
    /// before broke off between the two, is noted as such and vouched for: how many entries that were.
    ///
    /// # Errors
    /// When the record cannot be read or written, or ends before what was vouched for.
    pub async fn settle_record(&self, deed: &Deed) -> Result<u64, VerifyError> {
        let checkpoints = self.checkpoints()?;
        let mut change = self.change(deed).await?;
        let head = change.head;
        checkpoints.hold_end(head)?;
        let beyond = checkpoints.beyond(head);
        if beyond > 0 {
            let mut details = Map::new();
            details.insert("entries".to_owned(), beyond.into());
            change.note("record.vouched-late", "record", 0, details).await?;
            change.commit().await?;
        }
        Ok(beyond)
    }

    /// A checkpoint of where the record ends now, as a line; none where entries at its end are vouched for by nobody yet.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub async fn checkpoint_now(&self, known: &Checkpoints, now: i64) -> Result<Option<String>, StoreError> {
        let mut connection = self.pool.acquire().await.map_err(|error| self.error(error))?;
        let head = self.record_end(&mut connection).await?;
        if known.beyond(head) > 0 || known.hold_end(head).is_err() {
            return Ok(None);
        }
        Ok(Some(Checkpoint::sign(head, now, &self.folder.record_key()?).line()))
    }

    /// The checkpoints of this data folder, signed with its key.
    ///
    /// # Errors
    /// When they cannot be read, or one of them is not what was signed.
    pub fn checkpoints(&self) -> Result<Checkpoints, StoreError> {
        let mut all = Checkpoints::default();
        let lines = self.folder.checkpoints()?;
        // To ask makes no key: a copy without the folder stays as it is.
        if lines.is_empty() {
            return Ok(all);
        }
        let key = Key::from(&self.folder.record_key()?);
        let mut seen = BTreeSet::new();
        for (line, number) in lines.iter().zip(1..) {
            let checkpoint = match Checkpoint::read(line, &key) {
                Ok(checkpoint) => checkpoint,
                // A machine went out while it was written. Whoever can spoil a line can take it away as well.
                Err(CheckpointError::Unreadable) => continue,
                Err(error) => return Err(self.damaged(format!("line {number} of the checkpoints: {error}"))),
            };
            if seen.insert((checkpoint.head.number, checkpoint.head.digest)) {
                all.add(&checkpoint);
            }
        }
        Ok(all)
    }
}
