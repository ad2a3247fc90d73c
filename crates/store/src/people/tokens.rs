//! Tokens, with which programs come in the name of a person.
//!
//! Must never hold a token's key, and must never let one live without an end.

use office::people::PersonId;
use office::record::Deed;
use office::rights::Scopes;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{PeopleError, digest};
use crate::record::Numbered;
use crate::{Store, StoreError};

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its number.
    pub id: i64,
    /// In whose name.
    pub person: PersonId,
    /// What it is for, in their words.
    pub name: String,
    /// What it is for.
    pub scopes: Scopes,
    /// When it was made, in seconds since 1970.
    pub made_at: i64,
    /// When it ends.
    pub until: i64,
    /// When it was last used, to about a minute.
    pub used_at: Option<i64>,
}

const COLUMNS: &str = "id, person_id, name, only_looks, made_at, until, used_at, scopes";

impl Store {
    /// Makes a token.
    ///
    /// # Errors
    /// When the person is not there.
    pub async fn make_token(
        &self,
        key: &[u8; 32],
        person: PersonId,
        name: &str,
        scopes: &Scopes,
        until: i64,
        deed: &Deed,
    ) -> Result<i64, PeopleError> {
        let mut change = self.change(deed).await?;
        let who = change.person(person).await?;
        let id = change.next_id(Numbered::Token).await?;
        sqlx::query(
            "INSERT INTO token (key_sha256, id, person_id, name, only_looks, made_at, until, scopes) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(digest(key))
        .bind(id)
        .bind(person.0)
        .bind(name.to_owned())
        .bind(i64::from(scopes.only_looks()))
        .bind(deed.at)
        .bind(until)
        .bind(scopes.written())
        .execute(&mut *change.rows)
        .await
        .map_err(|error| self.error(error))?;
        let more = [
            ("token", id.into()),
            ("for", name.into()),
            ("until", until.into()),
            ("scopes", scopes.written().into()),
        ];
        change.note_person("token.made", &who, &more).await?;
        change.commit().await?;
        Ok(id)
    }

    /// The token of that key, while it lives and its person is there.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn token(&self, key: &[u8; 32], now: i64) -> Result<Option<Token>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM token WHERE key_sha256 = $1 AND ended_at IS NULL AND until > $2 \
             AND person_id IN (SELECT id FROM person WHERE ended_at IS NULL)"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(digest(key))
            .bind(now)
            .fetch_optional(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        row.map(|row| self.as_token(&row)).transpose()
    }

    /// Somebody's tokens that were not ended, the last one first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn tokens_of(&self, person: PersonId) -> Result<Vec<Token>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM token WHERE person_id = $1 AND ended_at IS NULL ORDER BY id DESC");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(person.0)
            .fetch_all(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        rows.iter().map(|row| self.as_token(row)).collect()
    }

    /// Notes that a token was used.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn token_used(&self, id: i64, now: i64) -> Result<(), StoreError> {
        sqlx::query("UPDATE token SET used_at = $2 WHERE id = $1 AND (used_at IS NULL OR used_at < $2)")
            .bind(id)
            .bind(now)
            .execute(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        Ok(())
    }

    /// Ends one of somebody's tokens; `false` where it is not theirs or ended before.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_token(&self, person: PersonId, id: i64, deed: &Deed) -> Result<bool, PeopleError> {
        let mut change = self.change(deed).await?;
        let who = change.person(person).await?;
        let done = sqlx::query(
            "UPDATE token SET ended_at = $3 WHERE id = $1 AND person_id = $2 AND ended_at IS NULL",
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
        change.note_person("token.ended", &who, &[("token", id.into())]).await?;
        change.commit().await?;
        Ok(true)
    }

    fn as_token(&self, row: &AnyRow) -> Result<Token, StoreError> {
        let sql = |error| self.error(error);
        let only_looks: i64 = row.try_get(3).map_err(sql)?;
        let scopes: Option<String> = row.try_get(7).map_err(sql)?;
        let before = || if only_looks == 0 { Scopes::all() } else { Scopes::looking() };
        Ok(Token {
            id: row.try_get(0).map_err(sql)?,
            person: PersonId(row.try_get(1).map_err(sql)?),
            name: row.try_get(2).map_err(sql)?,
            scopes: scopes.map_or_else(before, |words| Scopes::read(&words)),
            made_at: row.try_get(4).map_err(sql)?,
            until: row.try_get(5).map_err(sql)?,
            used_at: row.try_get(6).map_err(sql)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use office::record::Who;

    use super::*;
    use crate::people::Details;

    #[tokio::test]
    async fn tokens_of_before_there_were_scopes_keep_what_they_had() {
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::open(folder.path(), None).await.unwrap();
        let deed = Deed { who: Who::CommandLine, at: 1_000, from: String::new(), why: String::new() };
        let details =
            Details { name: "Người".to_owned(), login: "nguoi".to_owned(), unit: 1, ..Details::default() };
        let person = store.invite(&details, None, b"code", 2_000, &deed).await.unwrap();
        for (key, scopes) in [([1; 32], Scopes::all()), ([2; 32], Scopes::looking())] {
            store.make_token(&key, person, "cũ", &scopes, 2_000, &deed).await.unwrap();
        }
        // As an older program wrote them.
        sqlx::query("UPDATE token SET scopes = NULL").execute(&store.pool).await.unwrap();
        for (key, scopes) in [([1; 32], Scopes::all()), ([2; 32], Scopes::looking())] {
            assert_eq!(store.token(&key, 1_500).await.unwrap().unwrap().scopes, scopes);
        }
        // One that is for nothing is for nothing.
        store.make_token(&[3; 32], person, "mới", &Scopes::default(), 2_000, &deed).await.unwrap();
        assert!(store.token(&[3; 32], 1_500).await.unwrap().unwrap().scopes.is_empty());
    }
}
