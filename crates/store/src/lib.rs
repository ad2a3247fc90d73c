//! Remembers: rows and bitmaps in a database, evidence in Parquet segments beside it. The only room with SQL.
//!
//! Must never decide what counts; must never show a segment, or a bitmap, of which the other half is missing: both
//! become visible by one commit.

mod address;
pub mod backup;
mod catalogue;
mod database;
mod door;
pub mod drills;
pub mod duty;
pub mod emergency;
pub mod evidence;
pub mod imports;
pub mod incidents;
mod locks;
pub mod members;
pub mod people;
pub mod plans;
pub mod playbooks;
pub mod reach;
pub mod record;
pub mod reports;
pub mod servers;
mod steps;
pub mod systems;
pub mod units;

use std::path::PathBuf;

pub use address::{BadUrl, DatabaseUrl};
pub use database::Store;
use sqlx::migrate::MigrateError;
pub use steps::Step;

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
    /// The database said no. Its place is the data folder, or a URL without its password; so below.
    #[error("the database in `{place}` cannot be used")]
    Database {
        /// Where it is.
        place: String,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// The database, which is a server of its own, does not answer.
    #[error("the database at `{place}` does not answer")]
    Away {
        /// Where it should be.
        place: String,
        /// What was heard last.
        #[source]
        source: sqlx::Error,
    },
    /// The database keeps texts in another alphabet.
    #[error("the database at `{place}` keeps texts as {encoding} and not as UTF8")]
    NotUtf8 {
        /// Where it is.
        place: String,
        /// As what.
        encoding: String,
    },
    /// The evidence in the data folder belongs to another database.
    #[error("what lies in `{data}` belongs to another database than `{place}`")]
    OtherStore {
        /// The data folder.
        data: PathBuf,
        /// The database that was named.
        place: String,
    },
    /// The database could not be brought to this version.
    #[error("the database in `{place}` cannot be brought to this version")]
    Migrate {
        /// Where it is.
        place: String,
        /// Why.
        #[source]
        source: MigrateError,
    },
    /// The database belongs to a newer version of quet.
    #[error("`{place}` was written by a newer version of quet")]
    Newer {
        /// Where it is.
        place: String,
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
    #[error("the database in `{place}` is damaged: {what}")]
    Damaged {
        /// Where it is.
        place: String,
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

/// SQLite's own words for it: SQLITE_FULL, and SQLITE_IOERR_SHMSIZE where there is no space for its shared memory; and
/// PostgreSQL's.
fn is_full(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    matches!(code.as_deref(), Some("13" | "4874" | "53100"))
}
