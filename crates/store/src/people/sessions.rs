//! Sessions, and how often somebody failed to begin one.
//!
//! Must never hold a session's key: whoever reads the database cannot come in with what they read.

use office::people::{Attempts, Patience, PersonId};
use office::record::Deed;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{PeopleError, digest};
use crate::record::Numbered;
use crate::{Store, StoreError};

/// What a browser is given, and nobody else knows.
pub type SessionKey = [u8; 32];

/// One session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its number, by which it is listed and ended.
    pub id: i64,
    /// Whose.
    pub person: PersonId,
    /// When it began, in seconds since 1970.
    pub began_at: i64,
    /// When it was last seen, to about a minute.
    pub seen_at: i64,
    /// From where it began.
    pub address: String,
    /// What the browser said that it is.
    pub program: String,
    /// What its forms carry.
    pub form_key: String,
}

/// With what somebody came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CameBy<'i> {
    /// Their password, and their second factor where they have one.
    Password,
    /// The code of an invitation.
    Invitation,
    /// The code that the server said when nobody was there: they set it up.
    First,
    /// An identity provider, and their second factor where they have one.
    Provider {
        /// The provider, as it calls itself.
        issuer: &'i str,
    },
}

impl CameBy<'_> {
    /// The word in the record.
    fn word(self) -> &'static str {
        match self {
            CameBy::Password => "password",
            CameBy::Invitation => "invitation",
            CameBy::First => "first",
            CameBy::Provider { .. } => "provider",
        }
    }
}

/// Seconds after which no patience remembers a failure: two days.
const FORGOTTEN: i64 = 2 * 86_400;

const COLUMNS: &str = "id, person_id, began_at, seen_at, address, program, form_key";

impl Store {
    /// Begins a session. One that is begun by an identity provider belongs to the link, and ends with it.
    ///
    /// # Errors
    /// When the person is not there or is not linked any more, or it cannot be stored.
    pub async fn begin_session(
        &self,
        key: &SessionKey,
        person: PersonId,
        form_key: &str,
        program: &str,
        by: CameBy<'_>,
        deed: &Deed,
    ) -> Result<i64, PeopleError> {
        let mut change = self.change(deed).await?;
        let who = change.person(person).await?;
        let identity = match by {
            // The link may have ended since the provider was asked.
            CameBy::Provider { issuer } => {
                Some(change.linked(person, issuer).await?.ok_or(PeopleError::NoSuchPerson)?)
            }
            _ => None,
        };
        let id = change.next_id(Numbered::Session).await?;
        sqlx::query(
            "INSERT INTO session (key_sha256, id, person_id, began_at, seen_at, address, program, form_key, identity_id) \
             VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8)",
        )
        .bind(digest(key))
        .bind(id)
        .bind(person.0)
        .bind(deed.at)
        .bind(&deed.from)
        .bind(program.to_owned())
        .bind(form_key.to_owned())
        .bind(identity)
        .execute(&mut *change.rows)
        .await
        .map_err(|error| self.error(error))?;
        change
            .note_person("session.began", &who, &[("session", id.into()), ("by", by.word().into())])
            .await?;
        change.commit().await?;
        Ok(id)
    }

    /// The session of that key, unless it ended.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn session(&self, key: &SessionKey) -> Result<Option<Session>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM session WHERE key_sha256 = $1 AND ended_at IS NULL");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(digest(key))
            .fetch_optional(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        row.map(|row| self.as_session(&row)).transpose()
    }

    /// Somebody's sessions that did not end, the last one first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn sessions_of(&self, person: PersonId) -> Result<Vec<Session>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM session WHERE person_id = $1 AND ended_at IS NULL ORDER BY seen_at DESC, id DESC"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(person.0)
            .fetch_all(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        rows.iter().map(|row| self.as_session(row)).collect()
    }

    /// Notes that a session was seen.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn session_seen(&self, id: i64, now: i64) -> Result<(), StoreError> {
        sqlx::query("UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $2")
            .bind(id)
            .bind(now)
            .execute(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        Ok(())
    }

    /// Ends one of somebody's sessions; `false` where it is not theirs or ended before.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_session(&self, person: PersonId, id: i64, deed: &Deed) -> Result<bool, PeopleError> {
        let mut change = self.change(deed).await?;
        let who = change.person(person).await?;
        let done = sqlx::query(
            "UPDATE session SET ended_at = $3 WHERE id = $1 AND person_id = $2 AND ended_at IS NULL",
        )
        .bind(id)
        .bind(person.0)
        .bind(deed.at)
        .execute(&mut *change.rows)
        .await
        .map_err(|error| self.error(error))?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        change.note_person("session.ended", &who, &[("session", id.into())]).await?;
        change.commit().await?;
        Ok(true)
    }

    fn as_session(&self, row: &AnyRow) -> Result<Session, StoreError> {
        let sql = |error| self.error(error);
        Ok(Session {
            id: row.try_get(0).map_err(sql)?,
            person: PersonId(row.try_get(1).map_err(sql)?),
            began_at: row.try_get(2).map_err(sql)?,
            seen_at: row.try_get(3).map_err(sql)?,
            address: row.try_get(4).map_err(sql)?,
            program: row.try_get(5).map_err(sql)?,
            form_key: row.try_get(6).map_err(sql)?,
        })
    }

    /// One more attempt for each of what is asked for, counted before it is made: the seconds that are still to be waited,
    /// and then nothing is counted; none where it may be made. That it may is asked in the transaction that counts it, so
    /// that many at one time are no way around. The same for what is there and what is not.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn attempt(&self, asked: &[(String, Patience)], now: i64) -> Result<Option<i64>, StoreError> {
        let sql = |error| self.error(error);
        let mut rows = self.begin_writing().await?;
        let mut counted = Vec::new();
        let mut wait = 0;
        for (what, patience) in asked {
            let key = digest(what.as_bytes());
            let row = sqlx::query("SELECT failed, last_at FROM attempt WHERE asked_sha256 = $1")
                .bind(key.clone())
                .fetch_optional(&mut *rows)
                .await
                .map_err(sql)?;
            let before = match row {
                None => Attempts::default(),
                Some(row) => {
                    let failed: i64 = row.try_get(0).map_err(sql)?;
                    let failed = u32::try_from(failed).unwrap_or(u32::MAX);
                    Attempts { failed, last: row.try_get(1).map_err(sql)? }
                }
            };
            wait = wait.max(before.wait(now, patience));
            counted.push((key, before.fail(now, patience)));
        }
        if wait > 0 {
            return Ok(Some(wait));
        }
        // What is older than any patience is removed.
        let forgotten = asked.iter().map(|(_, patience)| patience.forgotten_after).fold(FORGOTTEN, i64::max);
        sqlx::query("DELETE FROM attempt WHERE last_at < $1")
            .bind(now.saturating_sub(forgotten))
            .execute(&mut *rows)
            .await
            .map_err(sql)?;
        for (key, after) in counted {
            sqlx::query(
                "INSERT INTO attempt (asked_sha256, failed, last_at) VALUES ($1, $2, $3) \
                 ON CONFLICT (asked_sha256) DO UPDATE SET failed = $2, last_at = $3",
            )
            .bind(key)
            .bind(i64::from(after.failed))
            .bind(after.last)
            .execute(&mut *rows)
            .await
            .map_err(sql)?;
        }
        rows.commit().await.map_err(sql)?;
        Ok(None)
    }

    /// One attempt was not in vain: it does not count.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_attempt(&self, asked: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE attempt SET failed = failed - 1 WHERE asked_sha256 = $1 AND failed > 0")
            .bind(digest(asked.as_bytes()))
            .execute(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        Ok(())
    }

    /// Somebody came in: what failed before is forgotten.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_attempts(&self, asked: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM attempt WHERE asked_sha256 = $1")
            .bind(digest(asked.as_bytes()))
            .execute(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        Ok(())
    }
}
