//! The record in the database: every change is written with its entry, or not at all.
//!
//! Must never change or remove an entry, and must never commit a change without one. Details alone can be erased.

mod published;
mod shown;
mod whole;

use std::sync::PoisonError;
use std::time::Duration;

use office::record::{
    Break, Checkpoint, CheckpointError, Checkpoints, Deed, Digest, ERASED, EVERYTHING, Head, Key,
    LATE_ACCEPTED, Said, VOUCHED_LATE, WHO_TOLD_ERASED, Who, details_digest,
};
use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{Any, AnyConnection, Row, Transaction};

pub use published::Published;
pub use shown::{Shown, Which};
pub use whole::{Verified, VerifyError};

use crate::database::Kind;
use crate::reach::Listening;
use crate::{Store, StoreError};

/// Bytes that a checkpoint does not come to.
const PROBE: usize = 512;
/// How often, and how many times, it is looked whether another process has vouched for what it has just committed. It does
/// so right after its commit.
const LOOK: Duration = Duration::from_millis(20);
const LOOKS: u32 = 50;

/// A change under way: rows, and the entries that say what was done. Dropped before its commit, nothing was done.
pub(crate) struct Change<'s> {
    pub(crate) store: &'s Store,
    pub(crate) deed: &'s Deed,
    head: Head,
    /// Entries that were there and that nobody had vouched for.
    late: u64,
    /// Who is to be told what is noted; asked for with the first entry.
    pub(crate) listening: Option<Vec<Listening>>,
    /// Where the rows are written.
    pub(crate) rows: Transaction<'s, Any>,
}

impl Store {
    /// Begins a change. What it reads, nobody else changes before its end.
    pub(crate) async fn change<'s>(&'s self, deed: &'s Deed) -> Result<Change<'s>, StoreError> {
        self.change_within(self.begin_writing().await?, deed).await
    }

    /// The same in a transaction that writes and was begun already.
    pub(crate) async fn change_within<'s>(
        &'s self,
        mut rows: Transaction<'s, Any>,
        deed: &'s Deed,
    ) -> Result<Change<'s>, StoreError> {
        let head = self.record_end(&mut rows).await?;
        let mut change = Change { store: self, deed, head, late: 0, listening: None, rows };
        change.late = self.not_vouched(head).await?;
        if change.late > 0 {
            // Whoever wrote into the database is not vouched for in silence by the next who changes something.
            let mut details = Map::new();
            details.insert("entries".to_owned(), change.late.into());
            let server = Deed { who: Who::Server, at: deed.at, from: String::new(), why: String::new() };
            change.note_by(&server, VOUCHED_LATE, EVERYTHING, 0, details).await?;
        }
        Ok(change)
    }

    /// Entries at the end of the record that nobody vouched for. What this process committed and could not vouch for it
    /// vouches for now, since it knows its own; another process gets a moment to do the same.
    async fn not_vouched(&self, head: Head) -> Result<u64, StoreError> {
        if head.number == 0 {
            return Ok(0);
        }
        for _ in 0..LOOKS {
            // Where it still cannot be written, it stays owed, and the entries are this process's own all the same.
            let _ = self.vouch_for_own();
            let known = self.vouched()?.max(self.owed().unwrap_or(0));
            if known >= head.number {
                return Ok(0);
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(head.number.saturating_sub(self.vouched()?))
    }

    /// The number of the last entry that this process committed and could not vouch for; nothing where there is none.
    fn owed(&self) -> Option<u64> {
        self.owes.lock().unwrap_or_else(PoisonError::into_inner).map(|(head, _)| head.number)
    }

    /// The number of the last entry that is vouched for.
    fn vouched(&self) -> Result<u64, StoreError> {
        let lines = self.folder.last_checkpoints()?;
        if lines.is_empty() {
            return Ok(0);
        }
        let key = Key::from(&self.folder.record_key()?);
        let mut claimed: Vec<Checkpoint> =
            lines.iter().filter_map(|line| Checkpoint::claimed(line)).collect();
        claimed.sort_by_key(|one| std::cmp::Reverse(one.head.number));
        // Processes write as they come: the newest is among the last.
        Ok(claimed.iter().find(|one| one.is_signed_with(&key)).map_or(0, |one| one.head.number))
    }

    /// Vouches for what this process committed and could not vouch for then.
    fn vouch_for_own(&self) -> Result<bool, StoreError> {
        let mut owed = self.owes.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((head, at)) = *owed else { return Ok(false) };
        self.vouch(head, at)?;
        *owed = None;
        Ok(true)
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
        self.note_by(self.deed, action, object, unit, details).await
    }

    async fn note_by(
        &mut self,
        deed: &Deed,
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
        for (name, text) in [("from", &deed.from), ("why", &deed.why)] {
            if !text.is_empty() {
                told.insert(name.to_owned(), Value::String(text.clone()));
            }
        }
        let details = Value::Object(told).to_string();
        let entry = self.head.next(&Said {
            at: deed.at,
            who: &deed.who.word(),
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

    /// Erases the details of entries from before a moment, all or those about one object, and notes that where there were
    /// any. Says how many.
    pub(crate) async fn erase_details(
        &mut self,
        before: i64,
        object: Option<&str>,
    ) -> Result<u64, StoreError> {
        // What tells of the record itself, and of what was erased, holds nobody's name, and later checks go by it.
        let erase = match object {
            None => sqlx::query(
                "DELETE FROM record_details WHERE number IN \
                 (SELECT number FROM record WHERE at < $1 AND action NOT IN ($2, $3, $4))",
            ),
            Some(_) => sqlx::query(
                "DELETE FROM record_details WHERE number IN \
                 (SELECT number FROM record WHERE at < $1 AND action NOT IN ($2, $3, $4) AND object = $5)",
            ),
        };
        let erase = erase.bind(before).bind(ERASED).bind(VOUCHED_LATE).bind(WHO_TOLD_ERASED);
        let erase = if let Some(object) = object { erase.bind(object.to_owned()) } else { erase };
        let erased = erase.execute(&mut *self.rows).await.map_err(|error| self.store.error(error))?;
        let erased = erased.rows_affected();
        if erased > 0 {
            self.note_erased(before, erased, object.unwrap_or(EVERYTHING)).await?;
        }
        Ok(erased)
    }

    /// Accounts for details that are gone: of so many entries about an object, all from before a moment.
    pub(crate) async fn note_erased(
        &mut self,
        before: i64,
        entries: u64,
        object: &str,
    ) -> Result<(), StoreError> {
        let mut details = Map::new();
        details.insert("before".to_owned(), before.into());
        details.insert("entries".to_owned(), entries.into());
        self.note(ERASED, object, 0, details).await
    }

    /// The next free number of a table's `id`.
    pub(crate) async fn next_id(&mut self, table: Numbered) -> Result<i64, StoreError> {
        let found = sqlx::query(table.last()).fetch_one(&mut *self.rows).await;
        let last: Option<i64> =
            found.and_then(|row| row.try_get(0)).map_err(|error| self.store.error(error))?;
        Ok(last.unwrap_or(0).saturating_add(1))
    }

    /// Makes it so, and vouches for it outside of the database. What is committed is done, also where it could not be
    /// vouched for: that is made up for by the next change, or by [`Store::make_up`].
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        let Change { store, deed, head, rows, .. } = self;
        rows.commit().await.map_err(|error| store.error(error))?;
        let mut owed = store.owes.lock().unwrap_or_else(PoisonError::into_inner);
        *owed = None;
        if let Err(error) = store.vouch(head, deed.at) {
            *owed = Some((head, deed.at));
            tracing::error!(error = &error as &dyn std::error::Error, "a change is not vouched for yet");
        }
        Ok(())
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
    Identity,
    Incident,
    Drill,
    Plan,
    Server,
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
            Numbered::Plan => "SELECT MAX(id) FROM plan",
            Numbered::Identity => "SELECT MAX(id) FROM person_identity",
            Numbered::Incident => "SELECT MAX(id) FROM incident",
            Numbered::Drill => "SELECT MAX(id) FROM drill",
            Numbered::Server => "SELECT MAX(id) FROM known_server",
        }
    }
}

impl Store {
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
        let erased = change.erase_details(before, object).await?;
        if erased == 0 {
            return Ok(0);
        }
        change.commit().await?;
        self.forget_traces(&["record_details"]).await?;
        Ok(erased)
    }

    /// What was removed from these tables is gone from the disk too, as far as the database can see to it.
    pub(crate) async fn forget_traces(&self, tables: &[&str]) -> Result<(), StoreError> {
        let rid = match self.place.kind {
            Kind::Sqlite => "PRAGMA wal_checkpoint(TRUNCATE)".to_owned(),
            Kind::Postgres => format!("VACUUM {}", tables.join(", ")),
        };
        sqlx::raw_sql(sqlx::AssertSqlSafe(rid))
            .execute(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
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
        let change = self.change(deed).await?;
        let known = self.vouched()?;
        if known > change.head.number {
            return Err(Break::CutOff { end: change.head.number, known }.into());
        }
        let late = change.late;
        if late > 0 {
            change.commit().await?;
        }
        Ok(late)
    }

    /// Notes that somebody looked at entries that were vouched for late, and answers for them. `told` is the number of the
    /// entry that says they were: whether there is such a one.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub async fn accept_late(&self, told: u64, deed: &Deed) -> Result<bool, StoreError> {
        let mut change = self.change(deed).await?;
        let number = i64::try_from(told).map_err(|error| self.damaged(error))?;
        let said = sqlx::query("SELECT 1 FROM record WHERE number = $1 AND action = $2");
        let said = said.bind(number).bind(VOUCHED_LATE).fetch_optional(&mut *change.rows).await;
        if said.map_err(|error| self.error(error))?.is_none() {
            return Ok(false);
        }
        change.note(LATE_ACCEPTED, &format!("{EVERYTHING}:{told}"), 0, Map::new()).await?;
        change.commit().await?;
        Ok(true)
    }

    /// Vouches for what could not be vouched for when it was committed, if there is such: whether there was.
    ///
    /// # Errors
    /// When that is still not possible.
    pub fn make_up(&self) -> Result<bool, StoreError> {
        if self.owed().is_none() {
            return Ok(false);
        }
        // A line of nothing, longer than any: where it finds no place, what is owed would find none either.
        self.folder.keep_checkpoint(&" ".repeat(PROBE))?;
        self.vouch_for_own()
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
        let mut claimed = Vec::new();
        let mut number = 0_u64;
        let lines = self.folder.checkpoints(|line| {
            number += 1;
            // Or a machine went out while it was written. Whoever can spoil a line can take it away as well.
            claimed.extend(Checkpoint::claimed(line).map(|checkpoint| (number, checkpoint)));
        })?;
        // To ask makes no key: a copy without the folder stays as it is.
        if lines == 0 {
            return Ok(Checkpoints::default());
        }
        let key = Key::from(&self.folder.record_key()?);
        Checkpoints::of(key, claimed).map_err(|line| {
            self.damaged(format!("line {line} of the checkpoints: {}", CheckpointError::Unsigned))
        })
    }
}
