//! Where a test's store lies: a folder of its own, with SQLite in it or a PostgreSQL database of its own beside it.
//!
//! Must never be shared between tests.

use std::path::Path;

use store::{DatabaseUrl, Store};
use tempfile::TempDir;
use testkit::databases::Database;

/// A folder, and a database beside it.
pub struct Ground {
    folder: TempDir,
    pub database: Option<Database>,
}

/// Makes two tests of each of these: on SQLite, and on PostgreSQL where there is one to play with.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(&$crate::ground::Ground::sqlite()).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(ground) = $crate::ground::Ground::postgres() {
                    super::$name(&ground).await;
                }
            })*
        }
    };
}
pub(crate) use on_both;

impl Ground {
    pub fn sqlite() -> Ground {
        Ground { folder: TempDir::new().unwrap(), database: None }
    }

    /// Where there is a server that may be played with; where there is none, it is said.
    pub fn postgres() -> Option<Ground> {
        Some(Ground { folder: TempDir::new().unwrap(), database: Some(Database::make()?) })
    }

    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    pub fn url(&self) -> Option<DatabaseUrl> {
        self.database.as_ref().map(|database| DatabaseUrl::read(&database.url()).unwrap())
    }

    pub async fn open(&self) -> Store {
        Store::open(self.data(), self.url().as_ref()).await.unwrap()
    }

    /// What errors call the database.
    pub fn shown(&self) -> String {
        self.url().map_or_else(|| self.data().display().to_string(), |url| url.to_string())
    }

    /// Every byte in which the database keeps anything, as text, once the store is closed; nothing for PostgreSQL, whose
    /// files are its own.
    pub fn on_the_disk(&self) -> Option<String> {
        self.database.is_none().then(|| {
            let files = ["quet.sqlite", "quet.sqlite-wal"].map(|name| self.data().join(name));
            #[allow(clippy::disallowed_methods, reason = "the test's own database")]
            let bytes = files.map(|path| std::fs::read(path).unwrap_or_default());
            String::from_utf8_lossy(&bytes.concat()).into_owned()
        })
    }

    /// The database, as its operator sees it.
    pub async fn raw(&self) -> sqlx::AnyPool {
        sqlx::any::install_default_drivers();
        let file = self.data().join("quet.sqlite").display().to_string();
        let url = self.database.as_ref().map_or(format!("sqlite://{file}"), Database::url);
        sqlx::AnyPool::connect(&url).await.unwrap()
    }
}
