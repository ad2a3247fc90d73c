//! Short codes that can be read out and typed: each leads to something, for whoever may see that.
//!
//! Must never say what is there: whoever follows one is asked who they are by what it leads to.

use office::people::PersonId;
use sqlx::Row;

use crate::people::digest;
use crate::{Store, StoreError};

impl Store {
    /// Keeps a code that leads to an object, such as `unit:3`, until a moment.
    ///
    /// # Errors
    /// When the database cannot be written, or the code is another one's.
    pub async fn keep_short(
        &self,
        code: &str,
        object: &str,
        by: PersonId,
        until: i64,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO short_code (code_sha256, object, made_by, until) VALUES ($1, $2, $3, $4)")
            .bind(digest(code.as_bytes()))
            .bind(object.to_owned())
            .bind(by.0)
            .bind(until)
            .execute(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        Ok(())
    }

    /// What a code leads to, while it does.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn short(&self, code: &str, now: i64) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT object FROM short_code WHERE code_sha256 = $1 AND until > $2")
            .bind(digest(code.as_bytes()))
            .bind(now)
            .fetch_optional(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        row.map(|row| row.try_get(0)).transpose().map_err(|error| self.error(error))
    }
}
