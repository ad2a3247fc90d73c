//! Other servers whose packages are taken in, by their keys; and this one's own key, with which packages are signed.
//!
//! Must never take a key from what it is to vouch for, and must never give out the private half of ours.

use ed25519_dalek::Signer;
use office::record::Deed;
use serde_json::Map;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::record::Numbered;
use crate::{Store, StoreError};

/// A server that is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownServer {
    /// Its number here.
    pub id: i64,
    /// What it is called here.
    pub name: String,
    /// Its public key, in base64.
    pub key: String,
    /// Since when it is known.
    pub known_at: i64,
    /// Since when nothing of it is taken in any more.
    pub ended_at: Option<i64>,
}

impl Store {
    /// This server's public key: that of the record.
    ///
    /// # Errors
    /// When it can be neither read nor made.
    pub fn public_key(&self) -> Result<[u8; 32], StoreError> {
        Ok(self.folder.record_key()?.verifying_key().to_bytes())
    }

    /// Signs with this server's key. What is signed begins with what it is for.
    ///
    /// # Errors
    /// When the key can be neither read nor made.
    pub fn sign(&self, what: &[u8]) -> Result<[u8; 64], StoreError> {
        Ok(self.folder.record_key()?.sign(what).to_bytes())
    }

    /// All that are known, those first of which something is taken in.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn known_servers(&self) -> Result<Vec<KnownServer>, StoreError> {
        let sql = |error| self.error(error);
        let all =
            "SELECT id, name, key, known_at, ended_at FROM known_server ORDER BY ended_at IS NOT NULL, id";
        let rows = sqlx::query(all).fetch_all(&self.pool).await.map_err(sql)?;
        let read = |row: &AnyRow| {
            Ok(KnownServer {
                id: row.try_get(0).map_err(sql)?,
                name: row.try_get(1).map_err(sql)?,
                key: row.try_get(2).map_err(sql)?,
                known_at: row.try_get(3).map_err(sql)?,
                ended_at: row.try_get(4).map_err(sql)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Makes one known, and says its number; nothing where its key is known already.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn know_server(&self, name: &str, key: &str, deed: &Deed) -> Result<Option<i64>, StoreError> {
        let sql = |error| self.error(error);
        let mut change = self.change(deed).await?;
        let known = sqlx::query("SELECT 1 FROM known_server WHERE key = $1 AND ended_at IS NULL").bind(key);
        if known.fetch_optional(&mut *change.rows).await.map_err(sql)?.is_some() {
            return Ok(None);
        }
        let id = change.next_id(Numbered::Server).await?;
        sqlx::query("INSERT INTO known_server (id, name, key, known_at) VALUES ($1, $2, $3, $4)")
            .bind(id)
            .bind(name)
            .bind(key)
            .bind(deed.at)
            .execute(&mut *change.rows)
            .await
            .map_err(sql)?;
        let details = Map::from_iter([("name".to_owned(), name.into()), ("key".to_owned(), key.into())]);
        change.note("server.known", &format!("server:{id}"), 0, details).await?;
        change.commit().await?;
        Ok(Some(id))
    }

    /// Takes in nothing more of one: whether there was one of which something was taken in.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_server(&self, id: i64, deed: &Deed) -> Result<bool, StoreError> {
        let sql = |error| self.error(error);
        let mut change = self.change(deed).await?;
        let row = sqlx::query(
            "UPDATE known_server SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL RETURNING name, key",
        )
        .bind(id)
        .bind(deed.at)
        .fetch_optional(&mut *change.rows)
        .await
        .map_err(sql)?;
        let Some(row) = row else { return Ok(false) };
        let (name, key): (String, String) = (row.try_get(0).map_err(sql)?, row.try_get(1).map_err(sql)?);
        let details = Map::from_iter([("name".to_owned(), name.into()), ("key".to_owned(), key.into())]);
        change.note("server.ended", &format!("server:{id}"), 0, details).await?;
        change.commit().await?;
        Ok(true)
    }
}
