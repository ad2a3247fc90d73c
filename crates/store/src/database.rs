//! The database: opened, brought to this version, and written by one at a time.
//!
//! Must never be opened by a program that is older than what wrote it: it would not understand what it changes. Must
//! never be opened with the evidence of another: what it does not name would be collected.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use office::record::Head;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions, install_default_drivers};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Any, AnyConnection, AnyPool, ConnectOptions, Connection, Row, SqliteConnection, Transaction};

use crate::address::DatabaseUrl;
use crate::door::Folder;
use crate::locks::Lock;
use crate::steps::{self, Step};
use crate::{StoreError, locks};

/// Connections that are open at one time.
const CONNECTIONS: u32 = 8;
/// How long SQLite may make others wait: all that they wait for is another one's commit.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a database on another machine may be silent before it is said to be away. People wait for that.
const AWAY: Duration = Duration::from_secs(5);

/// Which database it is; where the two differ, it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A file in the data folder.
    Sqlite,
    /// A server of its own, for several processes on several machines.
    Postgres,
}

/// What is remembered: a database and a folder.
#[derive(Debug)]
pub struct Store {
    pub(crate) pool: AnyPool,
    pub(crate) folder: Folder,
    pub(crate) place: Place,
    /// Where the record ended and when, if that was committed and could not be vouched for, such as on a full disk.
    pub(crate) owes: Mutex<Option<(Head, i64)>>,
}

/// Where the database is, and how it is reached.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) kind: Kind,
    options: AnyConnectOptions,
    /// For people: the data folder, or the URL without its password.
    pub(crate) shown: String,
}

/// Without the way there, which may hold a password.
impl std::fmt::Debug for Place {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(&self.shown)
    }
}

impl Store {
    /// Opens the data folder, made if it is missing, with SQLite in it, or with the PostgreSQL database at that URL beside
    /// it. Several processes may have the same one open.
    ///
    /// # Errors
    /// When the folder cannot be made or read, the database cannot be reached, either was written by a newer version, or
    /// they do not belong together.
    pub async fn open(data: &Path, database: Option<&DatabaseUrl>) -> Result<Store, StoreError> {
        let (folder, place, _opening) = Store::begin_open(data, database).await?;
        // On a connection of its own: a pool tries again and again, and says in the end only that time has passed.
        let mut first = place.connection().await?;
        place.usable(&mut first).await?;
        steps::run(&mut first, &place).await?;
        let mut transaction = place.begin_writing_on(&mut first).await?;
        let identity = identity(&mut transaction, &place).await?;
        transaction.commit().await.map_err(|error| place.error(error))?;
        first.close().await.map_err(|error| place.error(error))?;
        if folder.belongs_to()?.is_some_and(|other| other != identity) {
            return Err(StoreError::OtherStore { data: folder.path().to_owned(), place: place.shown });
        }
        folder.belong_to(&identity)?;
        let kind = place.kind;
        let pool = AnyPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(if kind == Kind::Sqlite { PATIENCE } else { AWAY })
            .after_connect(move |connection, _| Box::pin(prepare(connection, kind)))
            .connect_lazy_with(place.options.clone());
        Ok(Store { pool, folder, place, owes: Mutex::new(None) })
    }

    /// The folder and the database, which nobody else of this machine opens before the lock is dropped.
    pub(crate) async fn begin_open(
        data: &Path,
        database: Option<&DatabaseUrl>,
    ) -> Result<(Folder, Place, Lock), StoreError> {
        install_default_drivers();
        let folder = Folder::open(data)?;
        // Two programs that open a new folder at the same time would otherwise both make its tables.
        let opening = locks::lock_file(folder.open_lock()?, &|| ()).await?;
        let place = Place::of(&folder, database)?;
        place.before_it_is_made(&folder)?;
        Ok((folder, place, opening))
    }

    /// The steps that would still be taken with this database when it is opened, each of which was tried and undone.
    /// Nothing is made or changed.
    ///
    /// # Errors
    /// When it cannot be reached, was written by a newer version, or a step could not be taken.
    pub async fn steps_to_take(data: &Path, database: Option<&DatabaseUrl>) -> Result<Vec<Step>, StoreError> {
        install_default_drivers();
        let folder = Folder::at(data)?;
        let place = Place::of(&folder, database)?;
        place.before_it_is_made(&folder)?;
        if place.kind == Kind::Sqlite && !folder.database().exists() {
            return Ok(steps::after(0));
        }
        let mut connection = place.connection().await?;
        place.usable(&mut connection).await?;
        let taken = steps::taken(&mut connection, &place).await?;
        steps::rehearse(taken, &mut connection, &place).await?;
        connection.close().await.map_err(|error| place.error(error))?;
        Ok(steps::after(taken))
    }

    /// The folder that it all lies in.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Waits until everything is written and lets go of the database.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Begins a transaction that writes. One is under way at a time, in all processes together: whatever it reads, nobody
    /// changes before its end, on either database. So it is to be short.
    ///
    /// # Errors
    /// When the database cannot be reached, or the one before does not end.
    pub(crate) async fn begin_writing(&self) -> Result<Transaction<'static, Any>, StoreError> {
        let sql = |error| self.error(error);
        let mut transaction = self.pool.begin_with(self.place.kind.begins()).await.map_err(sql)?;
        self.place.kind.one_writes(&mut transaction).await.map_err(sql)?;
        Ok(transaction)
    }

    pub(crate) fn error(&self, source: sqlx::Error) -> StoreError {
        self.place.error(source)
    }

    pub(crate) fn damaged(&self, what: impl ToString) -> StoreError {
        StoreError::Damaged { place: self.place.shown.clone(), what: what.to_string() }
    }
}

impl Kind {
    /// How a transaction begins that writes.
    fn begins(self) -> &'static str {
        match self {
            // Not when the first row is written, for what was read until then could have changed.
            Kind::Sqlite => "BEGIN IMMEDIATE",
            // Each statement sees all that was committed before it; and while one writes, no other does.
            Kind::Postgres => "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
        }
    }

    /// How a transaction begins that reads, and sees all of it as it was at one moment, whatever is written meanwhile.
    pub(crate) fn begins_to_read(self) -> &'static str {
        match self {
            // Its first look is the moment.
            Kind::Sqlite => "BEGIN",
            Kind::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// Waits until nobody else writes. SQLite has done so already.
    async fn one_writes(self, transaction: &mut AnyConnection) -> Result<(), sqlx::Error> {
        if self == Kind::Postgres {
            let lock = sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(locks::WRITING);
            lock.execute(transaction).await?;
        }
        Ok(())
    }
}

impl Place {
    /// The file in that folder, unless a URL says otherwise.
    pub(crate) fn of(folder: &Folder, database: Option<&DatabaseUrl>) -> Result<Place, StoreError> {
        if let Some(url) = database {
            return Ok(Place { kind: Kind::Postgres, options: url.options.clone(), shown: url.to_string() });
        }
        // The path is part of a URL, in which any of its characters could mean something else.
        let encoded = utf8_percent_encode(&folder.database().to_string_lossy(), NON_ALPHANUMERIC).to_string();
        let shown = folder.path().display().to_string();
        let bad = |source| StoreError::Database { place: shown.clone(), source };
        let options = format!("sqlite://{encoded}?mode=rwc").parse().map_err(bad)?;
        Ok(Place { kind: Kind::Sqlite, options, shown })
    }

    /// A connection of its own, ready to be used.
    pub(crate) async fn connection(&self) -> Result<AnyConnection, StoreError> {
        let connecting = async {
            let mut connection = self.of_any().await?;
            prepare(&mut connection, self.kind).await?;
            Ok(connection)
        };
        let connected = match self.kind {
            Kind::Sqlite => connecting.await,
            Kind::Postgres => match tokio::time::timeout(AWAY, connecting).await {
                Ok(connected) => connected,
                Err(_) => Err(sqlx::Error::PoolTimedOut),
            },
        };
        connected.map_err(|error| self.error(error))
    }

    /// A connection as it comes, to read with.
    pub(crate) async fn of_any(&self) -> Result<AnyConnection, sqlx::Error> {
        self.options.connect().await
    }

    /// The same to SQLite, through its own driver.
    pub(crate) async fn of_sqlite(&self) -> Result<SqliteConnection, sqlx::Error> {
        SqliteConnectOptions::try_from(&self.options)?.connect().await
    }

    /// See [`Store::begin_writing`], for a connection of one's own.
    pub(crate) async fn begin_writing_on<'c>(
        &self,
        connection: &'c mut AnyConnection,
    ) -> Result<Transaction<'c, Any>, StoreError> {
        let sql = |error| self.error(error);
        let mut transaction = connection.begin_with(self.kind.begins()).await.map_err(sql)?;
        self.kind.one_writes(&mut transaction).await.map_err(sql)?;
        Ok(transaction)
    }

    pub(crate) fn error(&self, source: sqlx::Error) -> StoreError {
        let place = self.shown.clone();
        if self.kind == Kind::Postgres && is_away(&source) {
            return StoreError::Away { place, source };
        }
        StoreError::Database { place, source }
    }

    /// Refuses what can be seen to be a mistake before a database is made for it.
    fn before_it_is_made(&self, folder: &Folder) -> Result<(), StoreError> {
        let file = folder.database().exists();
        let mistaken = match self.kind {
            // The evidence of a database elsewhere, whose URL was forgotten.
            Kind::Sqlite => folder.belongs_to()?.is_some() && !file,
            // The evidence of the file.
            Kind::Postgres => file,
        };
        if mistaken {
            return Err(StoreError::OtherStore { data: folder.path().to_owned(), place: self.shown.clone() });
        }
        Ok(())
    }

    /// PostgreSQL may have been told to keep texts in an alphabet without Vietnamese.
    pub(crate) async fn usable(&self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        if self.kind == Kind::Sqlite {
            return Ok(());
        }
        let encoding =
            "SELECT pg_encoding_to_char(encoding)::text FROM pg_database WHERE datname = current_database()";
        let row = sqlx::query(encoding).fetch_one(connection).await;
        let encoding: String = row.and_then(|row| row.try_get(0)).map_err(|error| self.error(error))?;
        if encoding == "UTF8" {
            return Ok(());
        }
        Err(StoreError::NotUtf8 { place: self.shown.clone(), encoding })
    }
}

/// What every connection is told first.
async fn prepare(connection: &mut AnyConnection, kind: Kind) -> Result<(), sqlx::Error> {
    let first: &[&'static str] = match kind {
        Kind::Sqlite => &[
            // Another process may be writing: wait for it.
            "PRAGMA busy_timeout = 30000",
            // Readers go on while one writes.
            "PRAGMA journal_mode = WAL",
            // What was committed survives a power cut.
            "PRAGMA synchronous = FULL",
            // Of each connection: what it does not keep, the system does. In KiB, where it is below zero.
            "PRAGMA cache_size = -1024",
            "PRAGMA foreign_keys = ON",
            // What is removed is gone, and not only out of sight.
            "PRAGMA secure_delete = ON",
        ],
        Kind::Postgres => &[
            // As long as SQLite waits for another that writes.
            "SET lock_timeout = '30s'",
            // A machine that is gone without a word is noticed, and what it held is let go.
            "SET tcp_keepalives_idle = 30",
            "SET tcp_keepalives_interval = 10",
            "SET tcp_keepalives_count = 3",
            // What was committed survives a power cut, whatever is usual there.
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
        ],
    };
    for statement in first {
        sqlx::raw_sql(*statement).execute(&mut *connection).await?;
    }
    Ok(())
}

/// What this store is known by, made at first use.
async fn identity(transaction: &mut AnyConnection, place: &Place) -> Result<String, StoreError> {
    let sql = |error| place.error(error);
    let known = sqlx::query("SELECT id FROM store_identity").fetch_optional(&mut *transaction).await;
    if let Some(row) = known.map_err(sql)? {
        return row.try_get(0).map_err(sql);
    }
    let mut fresh = [0; 16];
    getrandom::fill(&mut fresh).map_err(|error| StoreError::NoRandom(error.to_string()))?;
    let id = crate::evidence::hex(&fresh);
    let note = sqlx::query("INSERT INTO store_identity (id) VALUES ($1)").bind(&id);
    note.execute(transaction).await.map_err(sql)?;
    Ok(id)
}

/// Whether the database does not answer, or says itself that it ends or begins.
fn is_away(error: &sqlx::Error) -> bool {
    match error {
        // A certificate that is not believed is no silence.
        sqlx::Error::Io(error) => error.kind() != std::io::ErrorKind::InvalidData,
        sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(error) => {
            matches!(error.code().as_deref(), Some("57P01" | "57P02" | "57P03" | "08000" | "08003" | "08006"))
        }
        _ => false,
    }
}
