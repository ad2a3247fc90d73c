//! People, what they are and where, and how they come in.
//!
//! Must never hold a password, a code, a session's or a token's key: digests of them only. Must never change anybody
//! without an entry in the record, but for what is no more than a trace of use (when a session was last seen, failures
//! to sign in, which code was the last).

mod accounts;
mod erased;
mod grants;
mod identities;
mod seals;
mod sessions;
mod sought;
mod tokens;
mod withheld;

pub use accounts::{Account, Invited, SecondFactor, Settings};
pub use erased::Erased;
pub use grants::Granted;
pub use identities::{Errand, Identity, TRIP, Trip};
use office::people::PersonId;
use serde_json::{Map, Value};
pub use sessions::{CameBy, Session, SessionKey};
use sha2::{Digest, Sha256};
pub use sought::{Found, Order, Sought};
use sqlx::Row;
use sqlx::any::AnyRow;
pub use tokens::Token;
pub use withheld::Unconfirmed;
pub(crate) use withheld::{INCIDENT_WITHHELD, OPENING_WITHHELD, SYSTEM_WITHHELD};

use crate::record::Change;
use crate::{Store, StoreError};

/// What is known of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their number.
    pub id: PersonId,
    /// What is said of them.
    pub details: Details,
    /// When they left, in seconds since 1970; nothing while they are there.
    pub ended_at: Option<i64>,
    /// Counts the changes: who changes them says which version they saw.
    pub version: i64,
    /// Whether they took up their account.
    pub has_password: bool,
    /// Whether they have a second factor.
    pub has_second_factor: bool,
}

/// What is said of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// Their name, as they write it.
    pub name: String,
    /// What they sign in with.
    pub login: String,
    /// What they are in their unit, in words.
    pub position: String,
    /// Where mail reaches them; may be empty.
    pub email: String,
    /// Where they are called; may be empty.
    pub phone: String,
    /// The unit that they belong to.
    pub unit: i64,
}

/// Why a change to a person was not made.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// Somebody signs in with that already.
    #[error("somebody signs in with that name already")]
    LoginTaken,
    /// Nobody has that number, or they left.
    #[error("there is no such person")]
    NoSuchPerson,
    /// They were changed meanwhile: here is what they are now.
    #[error("they were changed meanwhile")]
    Changed(Box<Person>),
    /// The code was used, has run out, or never was.
    #[error("this code is used, has run out, or never was")]
    NoSuchCode,
    /// There is somebody already: the first administrator is made once.
    #[error("there is an administrator already")]
    NotTheFirst,
    /// Whoever is the last administrator of everything stays one.
    #[error("somebody has to stay administrator of everything")]
    LastAdministrator,
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

const COLUMNS: &str = "id, name, login, position, email, phone, unit_id, ended_at, version, \
                       CASE WHEN password IS NULL THEN 0 ELSE 1 END, \
                       CASE WHEN totp_secret IS NULL THEN 0 ELSE 1 END";

impl Store {
    /// Somebody, unless there is nobody of that number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM person WHERE id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(id.0)
            .fetch_optional(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        row.map(|row| self.as_person(&row)).transpose()
    }

    /// Whether there is anybody at all.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn has_people(&self) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 FROM person LIMIT 1").fetch_optional(&self.pool).await;
        row.map(|row| row.is_some()).map_err(|error| self.error(error))
    }

    /// Those who belong to one unit, by name, those who left last.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn people_of(&self, unit: i64) -> Result<Vec<Person>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM person WHERE unit_id = $1 \
             ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, name_key, id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(unit)
            .fetch_all(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        rows.iter().map(|row| self.as_person(row)).collect()
    }

    fn as_person(&self, row: &AnyRow) -> Result<Person, StoreError> {
        let sql = |error| self.error(error);
        let is = |column| row.try_get::<i64, _>(column).map(|value| value != 0);
        Ok(Person {
            id: PersonId(row.try_get(0).map_err(sql)?),
            details: Details {
                name: row.try_get(1).map_err(sql)?,
                login: row.try_get(2).map_err(sql)?,
                position: row.try_get(3).map_err(sql)?,
                email: row.try_get(4).map_err(sql)?,
                phone: row.try_get(5).map_err(sql)?,
                unit: row.try_get(6).map_err(sql)?,
            },
            ended_at: row.try_get(7).map_err(sql)?,
            version: row.try_get(8).map_err(sql)?,
            has_password: is(9).map_err(sql)?,
            has_second_factor: is(10).map_err(sql)?,
        })
    }
}

impl Change<'_> {
    /// Somebody who is there, within this change.
    pub(crate) async fn person(&mut self, id: PersonId) -> Result<Person, PeopleError> {
        let sql = format!("SELECT {COLUMNS} FROM person WHERE id = $1 AND ended_at IS NULL");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.0).fetch_optional(&mut *self.rows).await;
        let row = row.map_err(|error| self.store.error(error))?.ok_or(PeopleError::NoSuchPerson)?;
        Ok(self.store.as_person(&row)?)
    }

    /// Notes something about a person, in the record of their unit.
    async fn note_person(
        &mut self,
        action: &str,
        of: &Person,
        more: &[(&str, Value)],
    ) -> Result<(), StoreError> {
        let mut details = Map::new();
        details.insert("name".to_owned(), of.details.name.clone().into());
        for (name, value) in more {
            details.insert((*name).to_owned(), value.clone());
        }
        self.note(action, &object(of.id), of.details.unit, details).await
    }
}

/// How the record calls a person.
pub(crate) fn object(id: PersonId) -> String {
    format!("person:{}", id.0)
}

/// The digest under which a key or a code is kept.
pub(crate) fn digest(of: &[u8]) -> Vec<u8> {
    Sha256::digest(of).to_vec()
}
