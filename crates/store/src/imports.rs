//! Imports: written as one, read back as they were.
//!
//! Must never show half of one. The segment is written and synced under its digest, and then one commit names it and
//! adds the sets; a segment that no row names is collected after a grace time. One import runs at a time, since what
//! an import counts depends on what was counted before.

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, SystemTime};

use office::record::Deed;
use serde_json::{Map, json};
use sightings::day::Day;
use sightings::ingest::Added;
use sightings::set::AddressSet;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::evidence::{Reader, Segment, Writer};
use crate::locks::{self, Lock};
use crate::reach::Report;
use crate::{Store, StoreError};

/// How long a segment that nobody names is left alone.
const GRACE: Duration = Duration::from_secs(3600);

/// An import under way. Dropped before its commit, it leaves nothing that is seen.
pub struct Importing<'s> {
    store: &'s Store,
    lock: Lock,
    told: HashSet<String>,
    may_be_cut: bool,
}

/// What an import came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The file's name, without folders.
    pub file_name: String,
    /// SHA-256 of the file as it was given, in hex.
    pub file_sha256: String,
    /// The kind of report.
    pub report: String,
    /// Where its sightings come from.
    pub source: String,
    /// When it was imported, in seconds since 1970.
    pub imported_at: i64,
    /// Rows of the file, its header not counted: the sum of the three below.
    pub rows_read: u64,
    /// Sightings that were counted.
    pub rows_new: u64,
    /// Sightings that were counted before.
    pub rows_repeated: u64,
    /// Rows that are no sightings.
    pub rows_refused: u64,
}

/// One import as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its number; later imports have higher ones.
    pub id: i64,
    /// What it came to.
    pub import: Import,
    /// Its evidence, unless it added nothing.
    pub segment: Option<Segment>,
    /// What it added.
    pub added: BTreeMap<(Day, String), Added>,
}

impl Store {
    /// Begins an import. Another one that is running is waited for; `waiting` is told before.
    ///
    /// # Errors
    /// When the data folder cannot be written, or the database not be read.
    pub async fn begin_import(
        &self,
        now: SystemTime,
        waiting: &dyn Fn(),
    ) -> Result<Importing<'_>, StoreError> {
        let lock = locks::importing(&self.place, &self.folder, waiting).await?;
        let rows = sqlx::query("SELECT segment_sha256 FROM import WHERE segment_sha256 IS NOT NULL")
            .fetch_all(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        let named: HashSet<String> = rows
            .iter()
            .map(|row| row.try_get(0))
            .collect::<Result<_, _>>()
            .map_err(|error| self.error(error))?;
        self.folder.collect(&|digest| named.contains(digest), now, GRACE)?;
        Ok(Importing { store: self, lock, told: HashSet::new(), may_be_cut: false })
    }

    /// The number of the last import; 0 before the first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn last_import(&self) -> Result<i64, StoreError> {
        let mut connection = self.pool.acquire().await.map_err(|error| self.error(error))?;
        last_import(&mut connection).await.map_err(|error| self.error(error))
    }

    /// Every import after that number, in order.
    ///
    /// # Errors
    /// When the database cannot be read, or holds what no import wrote.
    pub async fn imports_after(&self, id: i64) -> Result<Vec<Stored>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, file_name, file_sha256, report, source, imported_at, rows_read, rows_new, rows_repeated, \
             rows_refused, segment_sha256, segment_bytes FROM import WHERE id > $1 ORDER BY id",
        )
        .bind(id)
        .fetch_all(&self.pool)
        .await
        .map_err(|error| self.error(error))?;
        let mut imports: BTreeMap<i64, Stored> = BTreeMap::new();
        for row in rows {
            let stored = self.stored(&row)?;
            imports.insert(stored.id, stored);
        }
        // Imports that are committed in between have no row above and are left for the next time.
        let sets = sqlx::query(
            "SELECT import_id, day, family, addresses_v4, addresses_v6, events FROM sighted WHERE import_id > $1",
        )
        .bind(id)
        .fetch_all(&self.pool)
        .await
        .map_err(|error| self.error(error))?;
        for row in sets {
            let (id, key, added) = self.added(&row)?;
            if let Some(stored) = imports.get_mut(&id) {
                stored.added.insert(key, added);
            }
        }
        Ok(imports.into_values().collect())
    }

    /// Opens a segment of evidence, every byte of which is checked.
    ///
    /// # Errors
    /// When it is missing or not what it was.
    pub fn evidence(&self, segment: &Segment) -> Result<Reader, StoreError> {
        Reader::open(&self.folder.segment(&segment.sha256), segment)
    }

    fn stored(&self, row: &AnyRow) -> Result<Stored, StoreError> {
        let text = |at: usize| row.try_get::<String, _>(at).map_err(|error| self.error(error));
        let count = |at: usize| self.count(row, at);
        let sha256 = row.try_get::<Option<String>, _>(10).map_err(|error| self.error(error))?;
        let bytes = row.try_get::<Option<i64>, _>(11).map_err(|error| self.error(error))?;
        let segment = match sha256.zip(bytes) {
            Some((sha256, bytes)) => {
                let bytes = u64::try_from(bytes).map_err(|error| self.damaged(error))?;
                Some(Segment { sha256, bytes })
            }
            None => None,
        };
        let import = Import {
            file_name: text(1)?,
            file_sha256: text(2)?,
            report: text(3)?,
            source: text(4)?,
            imported_at: row.try_get(5).map_err(|error| self.error(error))?,
            rows_read: count(6)?,
            rows_new: count(7)?,
            rows_repeated: count(8)?,
            rows_refused: count(9)?,
        };
        let id = row.try_get(0).map_err(|error| self.error(error))?;
        Ok(Stored { id, import, segment, added: BTreeMap::new() })
    }

    fn added(&self, row: &AnyRow) -> Result<(i64, (Day, String), Added), StoreError> {
        let sql = |error| self.error(error);
        let (v4, v6): (Vec<u8>, Vec<u8>) = (row.try_get(3).map_err(sql)?, row.try_get(4).map_err(sql)?);
        let addresses = AddressSet::from_stored(&v4, &v6).map_err(|error| self.damaged(error))?;
        let key = (Day(row.try_get(1).map_err(sql)?), row.try_get(2).map_err(sql)?);
        Ok((row.try_get(0).map_err(sql)?, key, Added { addresses, events: self.count(row, 5)? }))
    }

    pub(crate) fn count(&self, row: &AnyRow, at: usize) -> Result<u64, StoreError> {
        let number: i64 = row.try_get(at).map_err(|error| self.error(error))?;
        u64::try_from(number).map_err(|error| self.damaged(error))
    }
}

impl Importing<'_> {
    /// The identities of sightings of that source that lie in segments with sightings of that day, and that were not
    /// told before.
    ///
    /// # Errors
    /// When the database or a segment cannot be read.
    pub async fn counted_on(&mut self, source: &str, day: Day) -> Result<Vec<u64>, StoreError> {
        let store = self.store;
        let rows = sqlx::query(
            "SELECT segment_sha256, segment_bytes FROM import \
             WHERE source = $1 AND first_day <= $2 AND last_day >= $2 AND segment_sha256 IS NOT NULL",
        )
        .bind(source)
        .bind(day.0)
        .fetch_all(&store.pool)
        .await
        .map_err(|error| store.error(error))?;
        let mut ids = Vec::new();
        for row in rows {
            let sha256: String = row.try_get(0).map_err(|error| store.error(error))?;
            let bytes = store.count(&row, 1)?;
            if self.told.insert(sha256.clone()) {
                ids.extend(store.evidence(&Segment { sha256, bytes })?.ids()?);
            }
        }
        Ok(ids)
    }

    /// Every family that was ever seen.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn families(&self) -> Result<HashSet<String>, StoreError> {
        let store = self.store;
        let rows = sqlx::query("SELECT DISTINCT family FROM sighted").fetch_all(&store.pool).await;
        let rows = rows.map_err(|error| store.error(error))?;
        rows.iter().map(|row| row.try_get(0).map_err(|error| store.error(error))).collect()
    }

    /// A segment for a report with these columns.
    ///
    /// # Errors
    /// When the data folder cannot be written.
    pub fn segment(&self, columns: &[String]) -> Result<Writer, StoreError> {
        Writer::begin(self.store.folder.begin_segment()?, columns)
    }

    /// Says that the report's end may be missing: whoever answers for reports is told that there is a problem.
    pub fn may_be_cut(&mut self) {
        self.may_be_cut = true;
    }

    /// Ends the import: afterwards all of it is seen, and stands in the record, or, after an error, nothing.
    ///
    /// # Errors
    /// When the disk or the database says no.
    pub async fn commit(
        mut self,
        import: &Import,
        evidence: Option<Writer>,
        added: &BTreeMap<(Day, String), Added>,
        deed: &Deed,
    ) -> Result<i64, StoreError> {
        let store = self.store;
        let segment = match evidence {
            Some(writer) if writer.rows() > 0 => {
                let (file, segment) = writer.finish()?;
                store.folder.keep_segment(file, &segment.sha256)?;
                Some(segment)
            }
            _ => None,
        };
        let sql = |error| store.error(error);
        let number = |count: u64| i64::try_from(count).map_err(|error| store.damaged(error));
        let days = || added.keys().map(|(day, _)| day.0);
        let transaction = self.lock.begin_writing(store).await?;
        let mut change = store.change_within(transaction, deed).await?;
        let id = last_import(&mut change.rows).await.map_err(sql)? + 1;
        sqlx::query(
            "INSERT INTO import (id, file_name, file_sha256, report, source, imported_at, rows_read, rows_new, \
             rows_repeated, rows_refused, first_day, last_day, segment_sha256, segment_bytes) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        )
        .bind(id)
        .bind(&import.file_name)
        .bind(&import.file_sha256)
        .bind(&import.report)
        .bind(&import.source)
        .bind(import.imported_at)
        .bind(number(import.rows_read)?)
        .bind(number(import.rows_new)?)
        .bind(number(import.rows_repeated)?)
        .bind(number(import.rows_refused)?)
        .bind(days().min())
        .bind(days().max())
        .bind(segment.as_ref().map(|segment| segment.sha256.clone()))
        .bind(segment.as_ref().map(|segment| number(segment.bytes)).transpose()?)
        .execute(&mut *change.rows)
        .await
        .map_err(sql)?;
        for ((day, family), added) in added {
            let (v4, v6) = added.addresses.stored();
            sqlx::query(
                "INSERT INTO sighted (import_id, day, family, source, addresses_v4, addresses_v6, events) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(id)
            .bind(day.0)
            .bind(family)
            .bind(&import.source)
            .bind(v4)
            .bind(v6)
            .bind(number(added.events)?)
            .execute(&mut *change.rows)
            .await
            .map_err(sql)?;
        }
        let mut details = Map::new();
        for (name, value) in [
            ("name", json!(import.file_name)),
            ("sha256", json!(import.file_sha256)),
            ("source", json!(import.source)),
            ("rows", json!(import.rows_read)),
            ("counted", json!(import.rows_new)),
            ("repeated", json!(import.rows_repeated)),
            ("refused", json!(import.rows_refused)),
        ] {
            details.insert(name.to_owned(), value);
        }
        change.note("import.counted", &format!("import:{id}"), 0, details).await?;
        let (source, new, refused) = (import.source.as_str(), import.rows_new, import.rows_refused);
        change.tell_of_report(Report { source, new, refused, may_be_cut: self.may_be_cut }).await?;
        change.commit().await?;
        Ok(id)
    }
}

async fn last_import(connection: &mut AnyConnection) -> Result<i64, sqlx::Error> {
    let row =
        sqlx::query("SELECT id FROM import ORDER BY id DESC LIMIT 1").fetch_optional(connection).await?;
    row.map_or(Ok(0), |row| row.try_get(0))
}
