//! Remembers: rows and bitmaps in a database, evidence in Parquet segments beside it. The only room with SQL.
//!
//! Must never decide what counts; must never show a segment, or a bitmap, of which the other half is missing: both
//! become visible by one commit.

mod database;
mod door;
pub mod evidence;
pub mod imports;
pub mod reports;

use std::path::PathBuf;

pub use database::Store;
use sqlx::migrate::MigrateError;

/// Why something could not be remembered, or not be found again.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or folder of the data could not be made, read or written.
    #[error("`{path}`: cannot be read or written")]
    Disk {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The database said no.
    #[error("the database in `{path}` cannot be used")]
    Database {
        /// The data folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// The database could not be brought to this version.
    #[error("the database in `{path}` cannot be brought to this version")]
    Migrate {
        /// The data folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: MigrateError,
    },
    /// The data folder belongs to a newer version of quet.
    #[error("`{path}` was written by a newer version of quet")]
    Newer {
        /// The data folder.
        path: PathBuf,
    },
    /// A segment of evidence is missing, or is not what it was.
    #[error("the evidence `{path}` is damaged: {what}")]
    Segment {
        /// The segment.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A stored value cannot be.
    #[error("the database in `{path}` is damaged: {what}")]
    Damaged {
        /// The data folder.
        path: PathBuf,
        /// What is wrong in it.
        what: String,
    },
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {0}")]
    NoRandom(String),
}

impl StoreError {
    /// Whether the disk is full.
    pub fn disk_is_full(&self) -> bool {
        match self {
            StoreError::Disk { source, .. } => {
                matches!(source.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
            }
            StoreError::Database { source, .. }
            | StoreError::Migrate {
                source: MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _),
                ..
            } => is_full(source),
            _ => false,
        }
    }
}

/// SQLite's own words for it: SQLITE_FULL, and SQLITE_IOERR_SHMSIZE where there is no space for its shared memory.
fn is_full(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    matches!(code.as_deref(), Some("13" | "4874"))
}
