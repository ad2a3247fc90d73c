//! A back-up is taken, while others read and write.
//!
//! Must never mix two moments: every row is read in one transaction that sees one of them. Segments are never changed,
//! and those that it names stay.

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::TryStreamExt;
use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::archive::Writer;
use super::{
    BackupError, BackupLimits, Entry, FORMAT, Held, Manifest, TableParts, file_name, manifest_name,
    segment_name,
};
use crate::catalogue::{self, Column, Holds, Table, quoted};
use crate::database::Kind;
use crate::door::{self, NewCopy};
use crate::evidence::Segment;
use crate::{Store, StoreError, steps};

type Archive = Writer<BufWriter<NewCopy>>;

impl Store {
    /// Writes all that is stored into a new file. `now` is when, in seconds since 1970; `program` is who does it.
    ///
    /// # Errors
    /// When something cannot be read, a segment is not what it was, or the file exists or cannot be written. Nothing of
    /// it is left then.
    pub async fn back_up(
        &self,
        to: &Path,
        now: i64,
        program: &str,
        limits: &BackupLimits,
    ) -> Result<Held, BackupError> {
        let file = |source| BackupError::File { path: to.to_owned(), source };
        let sql = |error| BackupError::Store(self.error(error));
        let mut archive = Writer::new(BufWriter::new(NewCopy::begin(to).map_err(file)?));
        let mut transaction = self.pool.begin_with(self.place.kind.begins_to_read()).await.map_err(sql)?;
        let steps = steps::taken(&mut transaction, &self.place).await?;
        let mut tables = Vec::new();
        for table in catalogue::stored(&mut transaction, self.place.kind).await.map_err(sql)? {
            tables.push(self.rows_of(table, &mut transaction, &mut archive, to, limits).await?);
        }
        let named = self.segments(&mut transaction).await?;
        // A database of before there was evidence has no such table.
        let knows_files = tables.iter().any(|table| table.name == "evidence_file");
        let sealed = if knows_files { self.sealed_files(&mut transaction).await? } else { Vec::new() };
        transaction.rollback().await.map_err(sql)?;
        let mut evidence = Vec::new();
        for segment in named {
            evidence.push(self.segment_into(&segment, &mut archive, to)?);
        }
        let mut files = Vec::new();
        for name in sealed {
            files.push(self.file_into(&name, &mut archive, to)?);
        }
        let database = match self.place.kind {
            Kind::Sqlite => "sqlite",
            Kind::Postgres => "postgresql",
        };
        let (program, database) = (program.to_owned(), database.to_owned());
        let manifest =
            Manifest { format: FORMAT, program, made_at: now, database, steps, tables, evidence, files };
        let text = serde_json::to_vec_pretty(&manifest).map_err(|error| file(error.into()))?;
        let sha256 = crate::evidence::hex(&<sha2::Sha256 as sha2::Digest>::digest(&text));
        archive.add(&manifest_name(&sha256), text.len() as u64, &mut &*text).map_err(file)?;
        let written = archive.finish().and_then(|to| to.into_inner().map_err(io::IntoInnerError::into_error));
        written.and_then(NewCopy::put_down).map_err(file)?;
        Ok(manifest.held())
    }

    async fn rows_of(
        &self,
        table: Table,
        from: &mut AnyConnection,
        archive: &mut Archive,
        to: &Path,
        limits: &BackupLimits,
    ) -> Result<TableParts, BackupError> {
        let disk = |source| BackupError::Store(door::disk(self.folder.path(), source));
        let columns: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
        let all = format!("SELECT {} FROM {}", columns.join(", "), quoted(&table.name));
        let mut stream = sqlx::query(AssertSqlSafe(all)).fetch(from);
        let mut parts: Vec<Entry> = Vec::new();
        let (mut rows, mut bytes) = (0, 0);
        // An archive says how long a file is before the file.
        let mut scratch = BufWriter::new(self.folder.scratch()?);
        loop {
            let row = stream.try_next().await.map_err(|error| self.error(error))?;
            let ended = row.is_none();
            if let Some(row) = row {
                let mut line = row_as_line(&row, &table.columns).map_err(|error| self.error(error))?;
                line.push(b'\n');
                scratch.write_all(&line).map_err(disk)?;
                rows += 1;
                bytes += line.len() as u64;
            }
            if bytes > 0 && (ended || bytes >= limits.part) {
                let mut written =
                    scratch.into_inner().map_err(io::IntoInnerError::into_error).map_err(disk)?;
                written.rewind().map_err(disk)?;
                let file = format!("tables/{}/{:06}.jsonl", table.name, parts.len() + 1);
                let sha256 = add(archive, &file, bytes, &mut written, to)?;
                parts.push(Entry { file, bytes, sha256 });
                bytes = 0;
                scratch = BufWriter::new(self.folder.scratch()?);
            }
            if ended {
                return Ok(TableParts { name: table.name, columns: table.columns, rows, parts });
            }
        }
    }

    async fn segments(&self, from: &mut AnyConnection) -> Result<Vec<Segment>, StoreError> {
        let named = "SELECT DISTINCT segment_sha256, segment_bytes FROM import \
                     WHERE segment_sha256 IS NOT NULL ORDER BY segment_sha256";
        let rows = sqlx::query(named).fetch_all(from).await.map_err(|error| self.error(error))?;
        let segment = |row: &AnyRow| {
            let sha256 = row.try_get(0).map_err(|error| self.error(error))?;
            Ok(Segment { sha256, bytes: self.count(row, 1)? })
        };
        rows.iter().map(segment).collect()
    }

    async fn sealed_files(&self, from: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
        let all = "SELECT file FROM evidence_file ORDER BY file";
        let rows = sqlx::query(all).fetch_all(from).await.map_err(|error| self.error(error))?;
        rows.iter().map(|row| row.try_get(0).map_err(|error| self.error(error))).collect()
    }

    /// A sealed file as it lies: whether it is still what was sealed, only its key tells.
    fn file_into(&self, name: &str, archive: &mut Archive, to: &Path) -> Result<Entry, BackupError> {
        let path = self.folder.file(name);
        let path = path.ok_or_else(|| self.damaged("a file of evidence has a name that none has"))?;
        let (mut from, bytes) = door::read(&path)?;
        let file = file_name(name);
        let sha256 = add(archive, &file, bytes, &mut from, to)?;
        Ok(Entry { file, bytes, sha256 })
    }

    fn segment_into(
        &self,
        segment: &Segment,
        archive: &mut Archive,
        to: &Path,
    ) -> Result<Entry, BackupError> {
        // Every byte of it is checked, and once more as it is written.
        self.evidence(segment)?;
        let path = self.folder.segment(&segment.sha256);
        let (mut from, _) = door::read(&path)?;
        let file = segment_name(&segment.sha256);
        let sha256 = add(archive, &file, segment.bytes, &mut from, to)?;
        if sha256 != segment.sha256 {
            let what = "it changed while it was read".to_owned();
            return Err(StoreError::Segment { path, what }.into());
        }
        Ok(Entry { file, bytes: segment.bytes, sha256 })
    }
}

fn add(
    archive: &mut Archive,
    name: &str,
    bytes: u64,
    from: &mut File,
    to: &Path,
) -> Result<String, BackupError> {
    let added = archive.add(name, bytes, from);
    added.map_err(|source| BackupError::File { path: to.to_owned(), source })
}

/// A row as a JSON array: numbers, texts, bytes in base64, null.
fn row_as_line(row: &AnyRow, columns: &[Column]) -> Result<Vec<u8>, sqlx::Error> {
    let value = |(at, column): (usize, &Column)| {
        Ok(match column.holds {
            Holds::Int => row.try_get::<Option<i64>, _>(at)?.map_or(Value::Null, Value::from),
            Holds::Text => row.try_get::<Option<String>, _>(at)?.map_or(Value::Null, Value::from),
            Holds::Bytes => row
                .try_get::<Option<Vec<u8>>, _>(at)?
                .map_or(Value::Null, |bytes| STANDARD.encode(bytes).into()),
        })
    };
    let values: Result<Vec<Value>, sqlx::Error> = columns.iter().enumerate().map(value).collect();
    serde_json::to_vec(&values?).map_err(|error| sqlx::Error::Encode(error.into()))
}
