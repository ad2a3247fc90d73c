//! Keys of feeds: each opens one person's notices, and nothing else.
//!
//! Must never hold a key, and must never leave one good whose person left.

use office::people::PersonId;
use office::record::Deed;
use serde_json::Map;
use sqlx::Row;

use crate::people::{Person, digest, object};
use crate::{Store, StoreError};

impl Store {
    /// Gives somebody a key for their feed; the one before is good no more.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn make_feed_key(
        &self,
        person: &Person,
        key: &[u8; 32],
        deed: &Deed,
    ) -> Result<(), StoreError> {
        let mut change = self.change(deed).await?;
        sqlx::query("DELETE FROM feed_key WHERE person_id = $1")
            .bind(person.id.0)
            .execute(&mut *change.rows)
            .await
            .map_err(|error| self.error(error))?;
        sqlx::query("INSERT INTO feed_key (key_sha256, person_id, made_at) VALUES ($1, $2, $3)")
            .bind(digest(key))
            .bind(person.id.0)
            .bind(deed.at)
            .execute(&mut *change.rows)
            .await
            .map_err(|error| self.error(error))?;
        change.note("feed.made", &object(person.id), person.details.unit, Map::new()).await?;
        change.commit().await
    }

    /// Ends the key of somebody's feed; `false` where there was none.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_feed_key(&self, person: &Person, deed: &Deed) -> Result<bool, StoreError> {
        let mut change = self.change(deed).await?;
        let done = sqlx::query("DELETE FROM feed_key WHERE person_id = $1")
            .bind(person.id.0)
            .execute(&mut *change.rows)
            .await
            .map_err(|error| self.error(error))?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        change.note("feed.ended", &object(person.id), person.details.unit, Map::new()).await?;
        change.commit().await?;
        Ok(true)
    }

    /// Since when somebody has a key for their feed.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn feed_key_since(&self, person: PersonId) -> Result<Option<i64>, StoreError> {
        let row = sqlx::query("SELECT made_at FROM feed_key WHERE person_id = $1")
            .bind(person.0)
            .fetch_optional(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        row.map(|row| row.try_get(0)).transpose().map_err(|error| self.error(error))
    }

    /// Whose feed a key opens, while they are there.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn feed_of(&self, key: &[u8; 32]) -> Result<Option<Person>, StoreError> {
        let row = sqlx::query("SELECT person_id FROM feed_key WHERE key_sha256 = $1")
            .bind(digest(key))
            .fetch_optional(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        let Some(row) = row else { return Ok(None) };
        let id = PersonId(row.try_get(0).map_err(|error| self.error(error))?);
        Ok(self.person(id).await?.filter(|person| person.ended_at.is_none()))
    }
}
