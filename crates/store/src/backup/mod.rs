//! Back-ups: all that is stored as it was at one moment, in one file, the same whichever database it comes from.
//!
//! The file is a tar that other programs open. In it are, in this order, the rows of each table (`tables/NAME/NUMBER.jsonl`,
//! one JSON array a line, bytes in base64), the segments of evidence (`evidence/DIGEST.parquet`), files that are evidence in
//! incidents, sealed as they lie (`files/NAME.sealed`; the key that opens them is in no back-up), and what all of this is
//! (`manifest-DIGEST.json`). There is no byte in it that is not checked before anything of it is believed.
//!
//! Must never leave a table out that the database has, and must never be put on top of anything.

mod archive;
mod restore;
mod take;

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::catalogue::Column;

/// The format's version. A later one is refused.
const FORMAT: u32 = 1;

/// What a back-up may be at most. Ours stay far below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupLimits {
    /// Bytes of one line: a row with two sets of addresses.
    pub line: u64,
    /// Bytes of the manifest.
    pub manifest: u64,
    /// Bytes after which the rows of a table go on in a part of their own.
    pub part: u64,
}

impl Default for BackupLimits {
    fn default() -> Self {
        BackupLimits { line: 1 << 30, manifest: 64 << 20, part: 1 << 30 }
    }
}

/// What a back-up holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Held {
    /// Tables.
    pub tables: u64,
    /// Rows of all tables.
    pub rows: u64,
    /// Segments of evidence.
    pub segments: u64,
}

/// Why there is no back-up, or why it was not restored. Nothing was then changed.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The back-up's file cannot be written or read.
    #[error("`{path}` cannot be written or read")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It is not what was written, or no back-up at all.
    #[error("`{path}` is no whole back-up: {what}")]
    Altered {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A newer version of quet wrote it.
    #[error("`{path}` was written by a newer version of quet")]
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// An older version of quet wrote it, and the store is made for this one already.
    #[error("`{place}` was opened by this version already, and the back-up is of an older one")]
    Opened {
        /// The database.
        place: String,
    },
    /// There is something in the store.
    #[error("there is something in `{place}` already: the table {table}")]
    NotEmpty {
        /// The database.
        place: String,
        /// A table that has rows.
        table: String,
    },
}

/// What all of it is. Written last: a file that was cut has none.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format: u32,
    /// The program that wrote it.
    program: String,
    /// When, in seconds since 1970.
    made_at: i64,
    /// The database that it was read from; for people.
    database: String,
    /// How many steps that database had taken.
    steps: i64,
    tables: Vec<TableParts>,
    evidence: Vec<Entry>,
    /// Sealed files; older back-ups have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<Entry>,
}

/// A table, and where its rows are.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableParts {
    name: String,
    columns: Vec<Column>,
    rows: u64,
    parts: Vec<Entry>,
}

/// A file in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    bytes: u64,
    sha256: String,
}

impl Manifest {
    /// Every file before the manifest, in order.
    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.tables.iter().flat_map(|table| &table.parts).chain(&self.evidence).chain(&self.files)
    }

    fn held(&self) -> Held {
        Held {
            tables: self.tables.len() as u64,
            rows: self.tables.iter().map(|table| table.rows).sum(),
            segments: self.evidence.len() as u64,
        }
    }
}

fn manifest_name(sha256: &str) -> String {
    format!("manifest-{sha256}.json")
}

fn file_name(name: &str) -> String {
    format!("files/{name}.sealed")
}

fn segment_name(sha256: &str) -> String {
    format!("evidence/{sha256}.parquet")
}
