//! Databases of their own for tests, on a PostgreSQL server that may be played with: the one whose URL
//! `QUET_TEST_POSTGRES` holds. `packaging/postgres.sh` makes such a server.
//!
//! Must never touch a database that it did not make. Speaks to the server through PostgreSQL's own tools only.

use std::process::Command;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::shown::not_shown_here;

/// The variable that holds the server's URL.
pub const SERVER: &str = "QUET_TEST_POSTGRES";

/// An empty database, until it is dropped.
#[derive(Debug)]
pub struct Database {
    server: String,
    name: String,
}

impl Database {
    /// A new one; `None` where there is no server, which is said.
    ///
    /// # Panics
    /// When the server that there should be makes none.
    pub fn make() -> Option<Database> {
        Database::encoded("UTF8")
    }

    /// The same, with texts kept in that encoding.
    ///
    /// # Panics
    /// When the server that there should be makes none.
    pub fn encoded(encoding: &str) -> Option<Database> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = server()?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("quet_test_{}_{number}", std::process::id());
        let locale = ["--template", "template0", "--locale", "C", "--encoding", encoding];
        run(Command::new("createdb").args(locale).args(["--maintenance-db", &server, &name]));
        Some(Database { server, name })
    }

    /// Where it is found.
    pub fn url(&self) -> String {
        match self.server.rsplit_once('/') {
            Some((at, _)) => format!("{at}/{}", self.name),
            None => self.server.clone(),
        }
    }

    /// As it may be shown: without the password.
    pub fn shown(&self) -> String {
        self.url().replace(&format!(":{}@", self.password()), "@")
    }

    /// The same, with another password.
    pub fn url_with(&self, password: &str) -> String {
        self.url().replace(&password_of(&self.server), password)
    }

    /// The password that gets in, which nobody is to be shown.
    pub fn password(&self) -> String {
        password_of(&self.server)
    }

    /// Lets PostgreSQL do something, as its operator could: what it answers, a row on a line.
    ///
    /// # Panics
    /// When it refuses.
    pub fn order(&self, statement: &str) -> String {
        let mut psql = Command::new("psql");
        psql.args([
            "--no-psqlrc",
            "--quiet",
            "--tuples-only",
            "--no-align",
            "--set=ON_ERROR_STOP=1",
            "--dbname",
        ]);
        run(psql.arg(self.url()).args(["--command", statement]))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A test that failed may have left it in any state; the server is made anew for the next run.
        let mut drop = Command::new("dropdb");
        let _ = drop.args(["--force", "--maintenance-db", &self.server, &self.name]).output();
    }
}

/// The server's URL; where there is none, it is said once.
pub fn server() -> Option<String> {
    static SAID: Once = Once::new();
    let server = std::env::var(SERVER).ok().filter(|url| !url.is_empty());
    if server.is_none() {
        SAID.call_once(|| {
            not_shown_here(&format!("that all of it holds on PostgreSQL, since {SERVER} is not set"))
        });
    }
    server
}

fn password_of(url: &str) -> String {
    let user = url.split("://").nth(1).and_then(|rest| rest.split('@').next()).unwrap_or_default();
    user.split(':').nth(1).unwrap_or_default().to_owned()
}

#[allow(clippy::panic, reason = "without its database a test cannot go on")]
fn run(command: &mut Command) -> String {
    match command.output() {
        Ok(done) if done.status.success() => String::from_utf8_lossy(&done.stdout).trim().to_owned(),
        Ok(done) => panic!("{:?}: {}", command.get_program(), String::from_utf8_lossy(&done.stderr)),
        Err(error) => panic!("{:?} (Debian: postgresql-client): {error}", command.get_program()),
    }
}
