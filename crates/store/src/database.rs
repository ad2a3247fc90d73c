//! The database: opened, brought to this version, and nothing else.
//!
//! Must never be opened by a program that is older than what wrote it: it would not understand what it changes.

use std::borrow::Cow;
use std::path::Path;
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AnyPool, AssertSqlSafe, SqlSafeStr};

use crate::StoreError;
use crate::door::Folder;

/// Every step from an empty database to this version. Steps are only added; what older programs wrote stays readable.
const STEPS: [(&str, &str); 2] = [
    ("sightings", include_str!("../migrations/0001_sightings.sql")),
    ("reports", include_str!("../migrations/0002_reports.sql")),
];

/// Connections that are open at one time.
const CONNECTIONS: u32 = 8;

/// What is remembered: a database and a folder.
#[derive(Debug)]
pub struct Store {
    pub(crate) pool: AnyPool,
    pub(crate) folder: Folder,
}

impl Store {
    /// Opens the data folder, made if it is missing, with SQLite in it.
    ///
    /// # Errors
    /// When the folder cannot be made or read, or was written by a newer version.
    pub async fn open(data: &Path) -> Result<Store, StoreError> {
        let folder = Folder::open(data)?;
        // Two programs that open a new folder at the same time would otherwise both make its tables.
        let _lock = folder.lock_database()?;
        let database = |source| StoreError::Database { path: folder.path().to_owned(), source };
        install_default_drivers();
        let file = folder.path().join("quet.sqlite");
        // The path is part of a URL, in which any of its characters could mean something else.
        let encoded = utf8_percent_encode(&file.to_string_lossy(), NON_ALPHANUMERIC).to_string();
        let pool = AnyPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(Duration::from_secs(30))
            .after_connect(|connection, _| {
                Box::pin(async move {
                    for pragma in [
                        // Another process may be writing: wait for it.
                        "PRAGMA busy_timeout = 30000",
                        // Readers go on while one writes.
                        "PRAGMA journal_mode = WAL",
                        // What was committed survives a power cut.
                        "PRAGMA synchronous = FULL",
                        "PRAGMA foreign_keys = ON",
                        // What is removed is gone, and not only out of sight.
                        "PRAGMA secure_delete = ON",
                    ] {
                        sqlx::raw_sql(pragma).execute(&mut *connection).await?;
                    }
                    Ok(())
                })
            })
            .connect(&format!("sqlite://{encoded}?mode=rwc"))
            .await
            .map_err(database)?;
        let store = Store { pool, folder };
        store.migrate().await?;
        Ok(store)
    }

    /// The folder that it all lies in.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Waits until everything is written and lets go of the database.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        let path = || self.folder.path().to_owned();
        steps().run(&self.pool).await.map_err(|error| match error {
            MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => {
                StoreError::Newer { path: path() }
            }
            source => StoreError::Migrate { path: path(), source },
        })
    }

    pub(crate) fn error(&self, source: sqlx::Error) -> StoreError {
        StoreError::Database { path: self.folder.path().to_owned(), source }
    }

    pub(crate) fn damaged(&self, what: impl ToString) -> StoreError {
        StoreError::Damaged { path: self.folder.path().to_owned(), what: what.to_string() }
    }
}

fn steps() -> Migrator {
    let steps = STEPS.iter().zip(1_i64..).map(|((name, sql), version)| {
        // The two types whose names differ between databases.
        let sql = sql.replace("{int}", "BIGINT").replace("{bytes}", "BLOB");
        Migration::new(
            version,
            Cow::Borrowed(*name),
            MigrationType::Simple,
            AssertSqlSafe(sql).into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(steps.collect())
}
