//! Locks that hold among processes: beside SQLite files in the data folder, with PostgreSQL in the database, since those
//! who use it may be on several machines.
//!
//! Must never outlive its holder: both are let go when the process ends, however it ends.

use std::time::Duration;

use sqlx::{Any, AnyConnection, Row, Transaction};

use crate::database::{Kind, Place};
use crate::door::{Folder, LockFile};
use crate::{Store, StoreError};

/// Held by the one who writes, to the end of the transaction. These numbers are known to PostgreSQL only, and are the
/// same in every version.
pub(crate) const WRITING: i64 = 0x71_75_65_74_01;
/// Held by the one who imports.
const IMPORTING: i64 = 0x71_75_65_74_02;

/// How often it is asked whether a lock is free. To wait inside of the database would keep it from cleaning up, and to
/// wait for a file would keep a thread from everything else.
const AGAIN: Duration = Duration::from_millis(50);

/// A lock, until it is dropped.
pub(crate) enum Lock {
    /// A file that is locked while it is open.
    File { _open: LockFile },
    /// A connection that holds it, for as long as it lives.
    Session(AnyConnection),
}

/// Takes the lock that one import at a time holds, waiting for it; `waiting` is told first if there is a wait.
pub(crate) async fn importing(
    place: &Place,
    folder: &Folder,
    waiting: &dyn Fn(),
) -> Result<Lock, StoreError> {
    if place.kind == Kind::Sqlite {
        return lock_file(folder.import_lock()?, waiting).await;
    }
    let mut session = place.connection().await?;
    let mut told = false;
    loop {
        let taken = sqlx::query("SELECT pg_try_advisory_lock($1)").bind(IMPORTING);
        let taken = taken.fetch_one(&mut session).await.and_then(|row| row.try_get(0));
        if taken.map_err(|error| place.error(error))? {
            return Ok(Lock::Session(session));
        }
        if !std::mem::replace(&mut told, true) {
            waiting();
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// Takes the lock of a file, waiting for it; `waiting` is told first if there is a wait.
pub(crate) async fn lock_file(file: LockFile, waiting: &dyn Fn()) -> Result<Lock, StoreError> {
    let mut told = false;
    while !file.take()? {
        if !std::mem::replace(&mut told, true) {
            waiting();
        }
        tokio::time::sleep(AGAIN).await;
    }
    Ok(Lock::File { _open: file })
}

impl Lock {
    /// Begins a transaction that writes, which only succeeds while the lock is held: where the connection that held it
    /// was lost, another may have taken it since.
    pub(crate) async fn begin_writing<'l>(
        &'l mut self,
        store: &Store,
    ) -> Result<Transaction<'l, Any>, StoreError> {
        match self {
            Lock::File { .. } => store.begin_writing().await,
            Lock::Session(session) => store.place.begin_writing_on(session).await,
        }
    }
}
