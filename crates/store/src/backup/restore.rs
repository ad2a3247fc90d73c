//! A back-up is restored, into a store in which there is nothing.
//!
//! Must never write before all of the file was found to be what was written, and must never let a part be seen: the
//! segments come first, under their digests, and then one commit brings every row.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Connection, Row};

use super::archive::{Bad, Reader};
use super::{
    BackupError, BackupLimits, Entry, FORMAT, Held, Manifest, TableParts, manifest_name, segment_name,
};
use crate::catalogue::{self, Column, Holds, quoted};
use crate::database::{Kind, Place};
use crate::door::{self, Folder, files::is_name};
use crate::locks::{self, Lock};
use crate::{DatabaseUrl, Store, StoreError, steps};

/// Values that one statement gives; SQLite takes no more than 32,766.
const VALUES: usize = 2000;

/// A row's values.
type Values = Vec<Value>;

impl Store {
    /// Restores a back-up into an empty store, which is made where there is none.
    ///
    /// # Errors
    /// When the file is not as it was written, or the store is not empty, cannot be reached or written. The store is then
    /// as empty as before.
    pub async fn restore(
        data: &Path,
        database: Option<&DatabaseUrl>,
        from: &Path,
        limits: &BackupLimits,
    ) -> Result<Held, BackupError> {
        let mut file = BackedUp::open(from, *limits)?;
        let manifest = file.verify().await?;
        if manifest.steps > steps::KNOWN {
            return Err(BackupError::Newer { path: from.to_owned() });
        }
        let (folder, place, _opening) = Store::begin_open(data, database).await?;
        let sql = |error| place.error(error);
        let mut connection = place.connection().await?;
        place.usable(&mut connection).await?;
        let taken = steps::taken(&mut connection, &place).await?;
        empty(&mut connection, &place).await?;
        if taken > manifest.steps {
            return Err(BackupError::Opened { place: place.shown });
        }
        steps::run_to(manifest.steps, &mut connection, &place).await?;
        let mut lock = locks::importing(&place, &folder, &|| ()).await?;
        let writing = match &mut lock {
            Lock::File { .. } => &mut connection,
            Lock::Session(session) => session,
        };
        let mut transaction = place.begin_writing_on(writing).await?;
        empty(&mut transaction, &place).await?;
        let references = references_later(&mut transaction, place.kind).await.map_err(sql)?;
        file.bring_back(&manifest, &mut transaction, &folder, &place).await?;
        references_again(&references, &mut transaction).await.map_err(sql)?;
        transaction.commit().await.map_err(sql)?;
        drop(lock);
        connection.close().await.map_err(sql)?;
        drop(_opening);
        // Brings it from the version of the back-up to this one.
        Store::open(data, database).await?.close().await;
        Ok(manifest.held())
    }
}

/// Whether there are rows in no table.
async fn empty(connection: &mut AnyConnection, place: &Place) -> Result<(), BackupError> {
    let sql = |error| place.error(error);
    for table in catalogue::stored(connection, place.kind).await.map_err(sql)? {
        let any = format!("SELECT 1 FROM {} LIMIT 1", quoted(&table.name));
        if sqlx::query(AssertSqlSafe(any)).fetch_optional(&mut *connection).await.map_err(sql)?.is_some() {
            return Err(BackupError::NotEmpty { place: place.shown.clone(), table: table.name });
        }
    }
    Ok(())
}

/// Lets rows come before those that they refer to: all are there at the end. What is to be put back then.
async fn references_later(
    transaction: &mut AnyConnection,
    kind: Kind,
) -> Result<Vec<(String, String)>, sqlx::Error> {
    if kind == Kind::Sqlite {
        // Until this transaction ends.
        sqlx::raw_sql("PRAGMA defer_foreign_keys = ON").execute(transaction).await?;
        return Ok(Vec::new());
    }
    let all = "SELECT c.conrelid::regclass::text, c.conname::text FROM pg_constraint c \
               JOIN pg_class t ON t.oid = c.conrelid \
               WHERE c.contype = 'f' AND t.relnamespace = current_schema()::regnamespace AND NOT c.condeferrable";
    let rows = sqlx::query(all).fetch_all(&mut *transaction).await?;
    let references: Vec<(String, String)> =
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<Result<_, sqlx::Error>>()?;
    for (table, name) in &references {
        // The table's name was quoted by PostgreSQL itself, where it needs to be.
        let later =
            format!("ALTER TABLE {table} ALTER CONSTRAINT {} DEFERRABLE INITIALLY DEFERRED", quoted(name));
        sqlx::raw_sql(AssertSqlSafe(later)).execute(&mut *transaction).await?;
    }
    Ok(references)
}

async fn references_again(
    references: &[(String, String)],
    transaction: &mut AnyConnection,
) -> Result<(), sqlx::Error> {
    if !references.is_empty() {
        // Whatever refers to nothing is found here.
        sqlx::raw_sql("SET CONSTRAINTS ALL IMMEDIATE").execute(&mut *transaction).await?;
    }
    for (table, name) in references {
        let again = format!("ALTER TABLE {table} ALTER CONSTRAINT {} NOT DEFERRABLE", quoted(name));
        sqlx::raw_sql(AssertSqlSafe(again)).execute(&mut *transaction).await?;
    }
    Ok(())
}

/// A back-up's file.
struct BackedUp<'p> {
    path: &'p Path,
    file: File,
    limits: BackupLimits,
}

/// What went wrong while a part of it was read.
enum Broken {
    Bad(Bad),
    Error(BackupError),
}

impl From<Bad> for Broken {
    fn from(bad: Bad) -> Self {
        Broken::Bad(bad)
    }
}

impl From<BackupError> for Broken {
    fn from(error: BackupError) -> Self {
        Broken::Error(error)
    }
}

impl From<StoreError> for Broken {
    fn from(error: StoreError) -> Self {
        Broken::Error(error.into())
    }
}

impl<'p> BackedUp<'p> {
    fn open(path: &'p Path, limits: BackupLimits) -> Result<BackedUp<'p>, BackupError> {
        let file = File::open(path).map_err(|source| BackupError::File { path: path.to_owned(), source })?;
        Ok(BackedUp { path, file, limits })
    }

    fn altered(&self, what: impl ToString) -> BackupError {
        BackupError::Altered { path: self.path.to_owned(), what: what.to_string() }
    }

    fn broken(&self, broken: Broken) -> BackupError {
        match broken {
            Broken::Bad(Bad::Read(source)) => BackupError::File { path: self.path.to_owned(), source },
            Broken::Bad(Bad::Altered(what)) => self.altered(what),
            Broken::Error(error) => error,
        }
    }

    /// Reads all of it from the beginning.
    fn archive(&mut self) -> Result<Reader<BufReader<File>>, BackupError> {
        let file = |source| BackupError::File { path: self.path.to_owned(), source };
        self.file.rewind().map_err(file)?;
        Ok(Reader::new(BufReader::with_capacity(1 << 18, self.file.try_clone().map_err(file)?)))
    }

    /// Reads all of it, and says what it is if every byte of it is as it was written.
    async fn verify(&mut self) -> Result<Manifest, BackupError> {
        let mut archive = self.archive()?;
        let mut found: Vec<Entry> = Vec::new();
        let mut manifest: Option<Manifest> = None;
        while let Some((name, bytes)) = archive.next().map_err(|bad| self.broken(bad.into()))? {
            if manifest.is_some() {
                return Err(self.altered("something follows its manifest"));
            }
            let is_manifest = name.starts_with("manifest-");
            if is_manifest && bytes > self.limits.manifest {
                return Err(self.altered("its manifest is longer than any"));
            }
            let read = archive.contents(bytes, async |contents: &mut dyn Read| {
                let mut text = Vec::new();
                let mut nowhere = io::sink();
                let to: &mut dyn Write = if is_manifest { &mut text } else { &mut nowhere };
                io::copy(contents, to).map_err(Bad::from)?;
                Ok::<_, Broken>(text)
            });
            let (text, sha256) = read.await.map_err(|broken| self.broken(broken))?;
            if is_manifest {
                if name != manifest_name(&sha256) {
                    return Err(self.altered("its manifest is not the one that was written"));
                }
                manifest = Some(self.manifest(&text)?);
            } else {
                found.push(Entry { file: name, bytes, sha256 });
            }
        }
        let manifest = manifest.ok_or_else(|| self.altered("it has no manifest"))?;
        if !manifest.entries().eq(&found) {
            return Err(self.altered("its files are not those that its manifest names"));
        }
        Ok(manifest)
    }

    fn manifest(&self, text: &[u8]) -> Result<Manifest, BackupError> {
        /// As much of it as every version has.
        #[derive(serde::Deserialize)]
        struct Format {
            format: u32,
        }
        let format: Format =
            serde_json::from_slice(text).map_err(|_| self.altered("its manifest makes no sense"))?;
        if format.format > FORMAT {
            return Err(BackupError::Newer { path: self.path.to_owned() });
        }
        serde_json::from_slice(text).map_err(|error| self.altered(error))
    }

    /// Writes all of it into the transaction, and the segments beside it.
    async fn bring_back(
        &mut self,
        manifest: &Manifest,
        transaction: &mut AnyConnection,
        folder: &Folder,
        place: &Place,
    ) -> Result<(), BackupError> {
        let there = catalogue::stored(transaction, place.kind).await.map_err(|error| place.error(error))?;
        let same = there.iter().map(|table| (&table.name, &table.columns));
        if !same.eq(manifest.tables.iter().map(|table| (&table.name, &table.columns))) {
            return Err(self.altered("its tables are not those of the version that it names"));
        }
        let mut archive = self.archive()?;
        let of_tables =
            manifest.tables.iter().flat_map(|table| table.parts.iter().map(move |part| (part, Some(table))));
        let beside = manifest.evidence.iter().chain(&manifest.files);
        let all = of_tables.chain(beside.map(|file| (file, None)));
        for (entry, table) in all {
            let next = archive.next().map_err(|bad| self.broken(bad.into()))?;
            if next != Some((entry.file.clone(), entry.bytes)) {
                return Err(self.altered("it changed while it was read"));
            }
            let (path, limits) = (self.path, self.limits);
            let read = archive.contents(entry.bytes, async |contents: &mut dyn Read| match table {
                Some(table) => rows(table, contents, transaction, place, path, limits).await,
                None if entry.file.starts_with("files/") => sealed(entry, contents, folder, path),
                None => segment(entry, contents, folder, path),
            });
            let ((), sha256) = read.await.map_err(|broken| self.broken(broken))?;
            if sha256 != entry.sha256 {
                return Err(self.altered("it changed while it was read"));
            }
        }
        Ok(())
    }
}

/// Writes a sealed file under its name.
fn sealed(entry: &Entry, contents: &mut dyn Read, folder: &Folder, path: &Path) -> Result<(), Broken> {
    let name = entry.file.strip_prefix("files/").and_then(|name| name.strip_suffix(".sealed"));
    let Some(name) = name.filter(|name| is_name(name)) else {
        let what = "a file of evidence has a name that none has".to_owned();
        return Err(BackupError::Altered { path: path.to_owned(), what }.into());
    };
    let mut file = folder.begin_file()?;
    io::copy(contents, &mut file).map_err(Bad::from)?;
    Ok(file.put_down(name)?)
}

/// Writes a segment under its digest.
fn segment(entry: &Entry, contents: &mut dyn Read, folder: &Folder, path: &Path) -> Result<(), Broken> {
    if entry.file != segment_name(&entry.sha256) {
        let what = "a segment is not named by its digest".to_owned();
        return Err(BackupError::Altered { path: path.to_owned(), what }.into());
    }
    let mut segment = folder.begin_segment()?;
    io::copy(contents, &mut segment).map_err(Bad::from)?;
    segment.sync().map_err(|source| door::disk(segment.path(), source))?;
    Ok(folder.keep_segment(segment, &entry.sha256)?)
}

/// Writes the rows of one part, many with one statement.
async fn rows(
    table: &TableParts,
    contents: &mut dyn Read,
    transaction: &mut AnyConnection,
    place: &Place,
    path: &Path,
    limits: BackupLimits,
) -> Result<(), Broken> {
    let altered = |what: &str| BackupError::Altered { path: path.to_owned(), what: what.to_owned() };
    let together = (VALUES / table.columns.len().max(1)).max(1);
    let mut lines = BufReader::new(contents);
    let mut waiting: Vec<Values> = Vec::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = (&mut lines).take(limits.line).read_until(b'\n', &mut line).map_err(Bad::from)?;
        if read > 0 {
            if line.pop() != Some(b'\n') {
                return Err(altered("a row is longer than any").into());
            }
            waiting.push(serde_json::from_slice(&line).map_err(|_| altered("a row is none"))?);
        }
        let ended = read == 0;
        if !waiting.is_empty() && (ended || waiting.len() == together) {
            let insert = insert_into(table, waiting.len());
            let mut query = sqlx::query(AssertSqlSafe(insert));
            for row in waiting.drain(..) {
                if row.len() != table.columns.len() {
                    return Err(altered("a row has not as many values as there are columns").into());
                }
                for (column, value) in table.columns.iter().zip(row) {
                    query =
                        bound(query, column, value).ok_or_else(|| altered("a value is of another kind"))?;
                }
            }
            query.execute(&mut *transaction).await.map_err(|error| place.error(error))?;
        }
        if ended {
            return Ok(());
        }
    }
}

fn insert_into(table: &TableParts, rows: usize) -> String {
    let width = table.columns.len();
    let columns: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
    let row = |nth: usize| {
        let values: Vec<String> = (1..=width).map(|at| format!("${}", nth * width + at)).collect();
        format!("({})", values.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("INSERT INTO {} ({}) VALUES {}", quoted(&table.name), columns.join(", "), rows.join(", "))
}

/// Gives a statement its next value; `None` where it is not of the column's kind.
fn bound<'q>(
    query: Query<'q, Any, AnyArguments>,
    column: &Column,
    value: Value,
) -> Option<Query<'q, Any, AnyArguments>> {
    Some(match (column.holds, value) {
        (Holds::Int, Value::Null) => query.bind(None::<i64>),
        (Holds::Text, Value::Null) => query.bind(None::<String>),
        (Holds::Bytes, Value::Null) => query.bind(None::<Vec<u8>>),
        (Holds::Int, value) => query.bind(value.as_i64()?),
        (Holds::Text, Value::String(text)) => query.bind(text),
        (Holds::Bytes, Value::String(text)) => query.bind(STANDARD.decode(text).ok()?),
        (Holds::Text | Holds::Bytes, _) => return None,
    })
}
