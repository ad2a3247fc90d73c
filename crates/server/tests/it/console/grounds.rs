//! Where a test's office is kept: a folder of its own, with SQLite in it or a PostgreSQL database of its own beside it.
//!
//! Must never be shared between tests.

use store::{DatabaseUrl, Store};
use tempfile::TempDir;
use testkit::databases::Database;

/// A folder, and perhaps a database beside it.
pub struct Ground {
    folder: TempDir,
    database: Option<Database>,
}

/// Makes two tests of each of these: on SQLite, and on PostgreSQL where there is one to play with.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::console::grounds::Ground::sqlite()).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(ground) = $crate::console::grounds::Ground::postgres() {
                    super::$name(ground).await;
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

    /// One more of the same kind, for a second office.
    pub fn another(&self) -> Ground {
        match self.database {
            None => Ground::sqlite(),
            Some(_) => Ground::postgres().unwrap(),
        }
    }

    pub fn data(&self) -> &std::path::Path {
        self.folder.path()
    }

    pub async fn open(&self) -> Store {
        let url = self.database.as_ref().map(|database| DatabaseUrl::read(&database.url()).unwrap());
        Store::open(self.folder.path(), url.as_ref()).await.unwrap()
    }
}
