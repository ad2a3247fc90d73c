//! Where a database is found, when it is not the file in the data folder: a URL that PostgreSQL's own tools understand.
//!
//! Must never show its password, nor any part of a URL that could not be read: what stands there may be one.

use std::fmt;
use std::str::FromStr;

use sqlx::any::AnyConnectOptions;
use sqlx::postgres::PgConnectOptions;

/// What may stand behind the `?`. Everything else is refused: a setting that is passed over would be thought to hold.
const SETTINGS: [&str; 6] = ["sslmode", "sslrootcert", "sslcert", "sslkey", "host", "application_name"];

/// The URL of a PostgreSQL database.
#[derive(Clone)]
pub struct DatabaseUrl {
    pub(crate) options: AnyConnectOptions,
    shown: String,
}

/// Why a URL cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadUrl {
    /// It does not begin as one does.
    #[error("it does not begin with postgres://")]
    Scheme,
    /// It is no URL, or has something that only a mistake puts there.
    #[error(
        "it is not postgres://USER:PASSWORD@HOST:PORT/DATABASE (in a password, #, /, ?, @ and % are written %23, %2F, %3F, %40 and %25)"
    )]
    Form,
    /// It sets something that is not known or has a value that is none.
    #[error(
        "behind ? only sslmode, sslrootcert, sslcert, sslkey, host and application_name are known, with values that PostgreSQL knows"
    )]
    Setting,
    /// It names no database.
    #[error("it names no database")]
    NoDatabase,
}

impl DatabaseUrl {
    /// Reads a URL. A password that it does not hold is taken from where PostgreSQL's tools take it: `PGPASSWORD`, or the
    /// file that `PGPASSFILE` names.
    ///
    /// # Errors
    /// When it is none that can be used.
    pub fn read(text: &str) -> Result<DatabaseUrl, BadUrl> {
        let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"));
        let rest = rest.ok_or(BadUrl::Scheme)?;
        let (place, settings) = rest.split_once('?').unwrap_or((rest, ""));
        // A password with one of these in it would be read as something else, and then shown as that.
        let odd = |c: char| c == '#' || c.is_control() || c.is_whitespace();
        if rest.contains(odd) || place.matches('/').count() > 1 || place.matches('@').count() > 1 {
            return Err(BadUrl::Form);
        }
        let (at, database) = place.split_once('/').ok_or(BadUrl::NoDatabase)?;
        if database.is_empty() {
            return Err(BadUrl::NoDatabase);
        }
        if database.contains('@') || at.is_empty() && !settings.contains("host=") {
            return Err(BadUrl::Form);
        }
        let known = |setting: &str| setting.split_once('=').is_some_and(|(key, _)| SETTINGS.contains(&key));
        if !settings.is_empty() && !settings.split('&').all(known) {
            return Err(BadUrl::Setting);
        }
        let options = AnyConnectOptions::from_str(text).map_err(|_| BadUrl::Form)?;
        let read = PgConnectOptions::from_str(text).map_err(|_| BadUrl::Setting)?;
        let host = match read.get_socket() {
            Some(folder) => folder.to_string_lossy().into_owned(),
            None => format!("{}:{}", read.get_host(), read.get_port()),
        };
        let database = read.get_database().unwrap_or_default();
        let shown = format!("postgres://{}@{host}/{database}", read.get_username());
        Ok(DatabaseUrl { options, shown })
    }
}

/// With the password.
impl PartialEq for DatabaseUrl {
    fn eq(&self, other: &Self) -> bool {
        self.options.database_url == other.options.database_url
    }
}

impl Eq for DatabaseUrl {}

/// Without the password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.shown)
    }
}

/// Without the password.
impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_shown_without_its_password() {
        let check = |text: &str, shown: &str| {
            let url = DatabaseUrl::read(text).unwrap();
            assert_eq!((url.to_string(), format!("{url:?}")), (shown.to_owned(), shown.to_owned()));
        };
        check("postgres://quet:secret@db.example.vn/quet", "postgres://quet@db.example.vn:5432/quet");
        check(
            "postgresql://quet:s%23%2F%40@10.0.0.1:6432/quet?sslmode=verify-full",
            "postgres://quet@10.0.0.1:6432/quet",
        );
        check("postgres://quet:secret@%2Frun%2Fpostgresql/quet", "postgres://quet@/run/postgresql/quet");
        check(
            "postgres:///quet?host=/run/postgresql",
            &DatabaseUrl::read("postgres:///quet?host=/run/postgresql").unwrap().to_string(),
        );
    }

    #[test]
    fn what_is_no_url_is_refused_without_being_repeated() {
        let check = |text: &str, why: BadUrl| {
            assert_eq!(DatabaseUrl::read(text).err(), Some(why), "{text}");
            assert!(!why.to_string().contains("secret"));
        };
        check("", BadUrl::Scheme);
        check("/var/lib/quet.sqlite", BadUrl::Scheme);
        check("mysql://quet:secret@host/quet", BadUrl::Scheme);
        check("sqlite://secret", BadUrl::Scheme);
        check("postgres://quet:secret@host", BadUrl::NoDatabase);
        check("postgres://quet:secret@host/", BadUrl::NoDatabase);
        check("postgres:///quet", BadUrl::Form);
        // Passwords whose own signs were not written as they have to be.
        for password in ["12/secret", "12#secret", "a@secret", "12?secret", "secret 1"] {
            let refused = DatabaseUrl::read(&format!("postgres://quet:{password}@host/quet"));
            assert!(refused.is_err(), "{password}: {refused:?}");
        }
        check("postgres://quet:secret@host:70000/quet", BadUrl::Form);
        check("postgres://quet@host/quet?password=secret", BadUrl::Setting);
        check("postgres://quet@host/quet?sslmod=require", BadUrl::Setting);
        check("postgres://quet@host/quet?sslmode=secret", BadUrl::Setting);
    }
}
