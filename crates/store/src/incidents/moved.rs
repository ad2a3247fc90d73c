//! Incidents that came from another server: taken in with all that happened there, once.
//!
//! Must never take in what is here already, by whichever way it came.

use office::incident::Entry;
use office::record::Deed;
use office::rights::Grant;
use sqlx::Row;

use super::files::Put;
use super::{IncidentsError, New};
use crate::record::Change;
use crate::{Store, StoreError};

/// Where an incident was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The number of the server's key.
    pub key: String,
    /// Its number there.
    pub incident: i64,
}

/// What comes, beside what happens first here.
#[derive(Debug, Clone, Copy)]
pub struct Came<'c> {
    /// What happened elsewhere.
    pub history: &'c [Entry],
    /// Where.
    pub origins: &'c [Origin],
    /// Its evidence, each under its number there.
    pub files: &'c [(i64, Put)],
}

/// Why one was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// It is here already, under this number.
    #[error("it is here already, as incident {0}")]
    There(i64),
    /// It was refused, or could not be stored.
    #[error(transparent)]
    Incidents(#[from] IncidentsError),
}

impl From<StoreError> for NotTaken {
    fn from(error: StoreError) -> NotTaken {
        NotTaken::Incidents(error.into())
    }
}

impl Store {
    /// Takes one in, and says its number. `grants` is what who does it was when they were asked; nothing where nobody in
    /// particular does it.
    ///
    /// # Errors
    /// When it is here already, who does it is something else by now, or it cannot be stored. Files are then collected later.
    pub async fn take_in_incident(
        &self,
        new: &New<'_>,
        came: &Came<'_>,
        grants: Option<&[Grant]>,
        deed: &Deed,
    ) -> Result<i64, NotTaken> {
        let mut change = self.change(deed).await?;
        change.author_still_holds(grants).await?;
        if let Some(there) = change.came_before(came.origins).await? {
            return Err(NotTaken::There(there));
        }
        let id = change.open(new, came.history).await?;
        for (number, put) in came.files {
            change.keep_file(id, *number, put).await?;
        }
        for origin in came.origins {
            sqlx::query("INSERT INTO incident_origin (key, foreign_id, incident_id) VALUES ($1, $2, $3)")
                .bind(&origin.key)
                .bind(origin.incident)
                .bind(id)
                .execute(&mut *change.rows)
                .await
                .map_err(|error| self.error(error))?;
        }
        change.commit().await?;
        Ok(id)
    }

    /// The number under which one is here that came from there; nothing where it never came.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn incident_from(&self, origins: &[Origin]) -> Result<Option<i64>, StoreError> {
        let mut rows = self.pool.acquire().await.map_err(|error| self.error(error))?;
        from(self, origins, &mut rows).await
    }
}

impl Change<'_> {
    async fn came_before(&mut self, origins: &[Origin]) -> Result<Option<i64>, StoreError> {
        from(self.store, origins, &mut self.rows).await
    }
}

async fn from(
    store: &Store,
    origins: &[Origin],
    rows: &mut sqlx::AnyConnection,
) -> Result<Option<i64>, StoreError> {
    let sql = |error| store.error(error);
    for origin in origins {
        let row = sqlx::query("SELECT incident_id FROM incident_origin WHERE key = $1 AND foreign_id = $2")
            .bind(&origin.key)
            .bind(origin.incident)
            .fetch_optional(&mut *rows)
            .await
            .map_err(sql)?;
        if let Some(row) = row {
            return row.try_get(0).map(Some).map_err(sql);
        }
    }
    Ok(None)
}
