//! Who is linked with whom at an identity provider, and who is on the way there and back.
//!
//! Must never link by itself: whoever is linked asked for it. Must never hold what a browser's key for the way is, and
//! must never let one way be gone twice.

use office::people::PersonId;
use office::record::Deed;
use sqlx::Row;

use super::{PeopleError, digest};
use crate::record::{Change, Numbered};
use crate::{Store, StoreError};

/// A link that did not end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its number.
    pub id: i64,
    /// The provider, as it calls itself.
    pub issuer: String,
    /// Since when, in seconds since 1970.
    pub since: i64,
}

/// What somebody is on the way for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    /// To come in.
    Enter,
    /// To link their account, in this session and no other.
    Link {
        /// Who.
        person: PersonId,
        /// The number of their session.
        session: i64,
    },
    /// They came back as this person, and are asked for their second factor.
    Code {
        /// Who.
        person: PersonId,
    },
}

/// A way to the provider and back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trip {
    /// What it is salted with.
    pub salt: [u8; 32],
    /// What for.
    pub errand: Errand,
    /// The page of ours that they go to afterwards.
    pub to: String,
    /// `vi` or `en`.
    pub language: String,
}

/// Seconds that a way may take.
pub const TRIP: i64 = 15 * 60;

impl Store {
    /// Whose identity that is, if it is linked with somebody who is there.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn identified(&self, issuer: &str, subject: &str) -> Result<Option<PersonId>, StoreError> {
        let row = sqlx::query(
            "SELECT person.id FROM person_identity JOIN person ON person.id = person_identity.person_id \
             WHERE issuer = $1 AND subject = $2 AND person_identity.ended_at IS NULL AND person.ended_at IS NULL",
        )
        .bind(issuer.to_owned())
        .bind(subject.to_owned())
        .fetch_optional(&self.pool)
        .await
        .map_err(|error| self.error(error))?;
        row.map(|row| row.try_get(0).map(PersonId)).transpose().map_err(|error| self.error(error))
    }

    /// Somebody's links that did not end.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn identities_of(&self, person: PersonId) -> Result<Vec<Identity>, StoreError> {
        let sql = |error| self.error(error);
        let rows = sqlx::query(
            "SELECT id, issuer, since FROM person_identity WHERE person_id = $1 AND ended_at IS NULL ORDER BY id",
        )
        .bind(person.0)
        .fetch_all(&self.pool)
        .await
        .map_err(sql)?;
        let identity = |row: &sqlx::any::AnyRow| {
            Ok(Identity {
                id: row.try_get(0).map_err(sql)?,
                issuer: row.try_get(1).map_err(sql)?,
                since: row.try_get(2).map_err(sql)?,
            })
        };
        rows.iter().map(identity).collect()
    }

    /// Links somebody with an identity; `false` where it is linked already, or they are with another one of that provider.
    ///
    /// # Errors
    /// When they are not there, or it cannot be stored.
    pub async fn link_identity(
        &self,
        person: PersonId,
        issuer: &str,
        subject: &str,
        deed: &Deed,
    ) -> Result<bool, PeopleError> {
        let sql = |error| PeopleError::Store(self.error(error));
        let mut change = self.change(deed).await?;
        let who = change.person(person).await?;
        let taken = sqlx::query(
            "SELECT 1 FROM person_identity \
             WHERE issuer = $1 AND (subject = $2 OR person_id = $3) AND ended_at IS NULL",
        )
        .bind(issuer.to_owned())
        .bind(subject.to_owned())
        .bind(person.0)
        .fetch_optional(&mut *change.rows)
        .await
        .map_err(sql)?;
        if taken.is_some() {
            return Ok(false);
        }
        let id = change.next_id(Numbered::Identity).await?;
        sqlx::query(
            "INSERT INTO person_identity (id, person_id, issuer, subject, since) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(id)
        .bind(person.0)
        .bind(issuer.to_owned())
        .bind(subject.to_owned())
        .bind(deed.at)
        .execute(&mut *change.rows)
        .await
        .map_err(sql)?;
        change.note_person("person.provider-linked", &who, &[("provider", issuer.into())]).await?;
        change.tell_of(&who, "person.provider-linked", &super::object(person), "").await?;
        change.commit().await?;
        Ok(true)
    }

    /// Ends one of somebody's links, whatever way they are on, and the sessions that were begun by it, but for one that is
    /// to stay: whoever ends a link of their own goes on. `false` where it is not theirs or ended before.
    ///
    /// # Errors
    /// When they are not there, or the database cannot be written.
    pub async fn end_identity(
        &self,
        person: PersonId,
        id: i64,
        stays: Option<i64>,
        deed: &Deed,
    ) -> Result<bool, PeopleError> {
        let sql = |error| PeopleError::Store(self.error(error));
        let mut change = self.change(deed).await?;
        let who = change.person(person).await?;
        let ended = sqlx::query(
            "UPDATE person_identity SET ended_at = $3 WHERE id = $1 AND person_id = $2 AND ended_at IS NULL \
             RETURNING issuer",
        )
        .bind(id)
        .bind(person.0)
        .bind(deed.at)
        .fetch_optional(&mut *change.rows)
        .await
        .map_err(sql)?;
        let Some(ended) = ended else { return Ok(false) };
        let issuer: String = ended.try_get(0).map_err(sql)?;
        sqlx::query("DELETE FROM provider_trip WHERE person_id = $1")
            .bind(person.0)
            .execute(&mut *change.rows)
            .await
            .map_err(sql)?;
        let ended = sqlx::query(
            "UPDATE session SET ended_at = $3 WHERE identity_id = $1 AND id <> $2 AND ended_at IS NULL",
        )
        .bind(id)
        .bind(stays.unwrap_or(0))
        .bind(deed.at)
        .execute(&mut *change.rows)
        .await
        .map_err(sql)?;
        let more = [("provider", issuer.into()), ("sessions_ended", ended.rows_affected().into())];
        change.note_person("person.provider-unlinked", &who, &more).await?;
        change.tell_of(&who, "person.provider-unlinked", &super::object(person), "").await?;
        change.commit().await?;
        Ok(true)
    }

    /// Somebody goes on their way. Ways that took too long are forgotten.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn begin_trip(&self, key: &[u8; 32], trip: &Trip, now: i64) -> Result<(), StoreError> {
        let sql = |error| self.error(error);
        let (what, person, session) = match trip.errand {
            Errand::Enter => ("enter", None, None),
            Errand::Link { person, session } => ("link", Some(person.0), Some(session)),
            Errand::Code { person } => ("code", Some(person.0), None),
        };
        let mut rows = self.begin_writing().await?;
        sqlx::query("DELETE FROM provider_trip WHERE made_at < $1 OR made_at > $2")
            .bind(now.saturating_sub(TRIP))
            .bind(now.saturating_add(TRIP))
            .execute(&mut *rows)
            .await
            .map_err(sql)?;
        sqlx::query(
            "INSERT INTO provider_trip (key_sha256, salt, what, person_id, session_id, to_page, language, made_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(digest(key))
        .bind(trip.salt.to_vec())
        .bind(what)
        .bind(person)
        .bind(session)
        .bind(trip.to.clone())
        .bind(trip.language.clone())
        .bind(now)
        .execute(&mut *rows)
        .await
        .map_err(sql)?;
        rows.commit().await.map_err(sql)
    }

    /// The way of that key, while it is neither over nor old.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn trip(&self, key: &[u8; 32], now: i64) -> Result<Option<Trip>, StoreError> {
        let sql = |error| self.error(error);
        let row = sqlx::query(
            "SELECT salt, what, person_id, session_id, to_page, language FROM provider_trip \
             WHERE key_sha256 = $1 AND made_at >= $2 AND made_at <= $3",
        )
        .bind(digest(key))
        .bind(now.saturating_sub(TRIP))
        .bind(now.saturating_add(TRIP))
        .fetch_optional(&self.pool)
        .await
        .map_err(sql)?;
        let Some(row) = row else { return Ok(None) };
        let salt: Vec<u8> = row.try_get(0).map_err(sql)?;
        let what: String = row.try_get(1).map_err(sql)?;
        let person: Option<i64> = row.try_get(2).map_err(sql)?;
        let session: Option<i64> = row.try_get(3).map_err(sql)?;
        let errand = match (what.as_str(), person.map(PersonId), session) {
            ("enter", None, None) => Errand::Enter,
            ("link", Some(person), Some(session)) => Errand::Link { person, session },
            ("code", Some(person), None) => Errand::Code { person },
            _ => return Err(self.damaged("somebody is on the way for nothing that is known")),
        };
        Ok(Some(Trip {
            salt: salt.try_into().map_err(|_| self.damaged("a salt has another length"))?,
            errand,
            to: row.try_get(4).map_err(sql)?,
            language: row.try_get(5).map_err(sql)?,
        }))
    }

    /// The way is gone: `true` for the first who says so.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_trip(&self, key: &[u8; 32]) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM provider_trip WHERE key_sha256 = $1")
            .bind(digest(key))
            .execute(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        Ok(done.rows_affected() > 0)
    }
}

impl Change<'_> {
    /// The number of somebody's link with a provider, while there is one.
    pub(super) async fn linked(&mut self, person: PersonId, issuer: &str) -> Result<Option<i64>, StoreError> {
        let row = sqlx::query(
            "SELECT id FROM person_identity WHERE person_id = $1 AND issuer = $2 AND ended_at IS NULL",
        )
        .bind(person.0)
        .bind(issuer.to_owned())
        .fetch_optional(&mut *self.rows)
        .await
        .map_err(|error| self.store.error(error))?;
        row.map(|row| row.try_get(0).map_err(|error| self.store.error(error))).transpose()
    }
}
