//! Incidents as they are read: all events of one, and what they make of it.
//!
//! Must never give one without the names of those for whom it is.

use office::incident::{Entry, Event, Incident};
use office::people::PersonId;
use office::rights::Named;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::{IncidentsError, Kept};
use crate::people::{INCIDENT_WITHHELD, OPENING_WITHHELD};
use crate::{Store, StoreError};

impl Store {
    /// One of them, for those alone who are named where it is restricted.
    ///
    /// # Errors
    /// When the database cannot be read, or holds an event that this program does not know.
    pub async fn incident(&self, id: i64) -> Result<Option<Kept>, StoreError> {
        let mut rows = self.pool.acquire().await.map_err(|error| self.error(error))?;
        self.read_incident(id, None, &mut rows).await
    }

    /// The same, for those too who were let in for a while and still are at that moment.
    ///
    /// # Errors
    /// As [`Store::incident`].
    pub async fn incident_seen(&self, id: i64, now: i64) -> Result<Option<Kept>, StoreError> {
        let mut rows = self.pool.acquire().await.map_err(|error| self.error(error))?;
        self.read_incident(id, Some(now), &mut rows).await
    }

    /// The number of the one with that code.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn incident_coded(&self, code: &str) -> Result<Option<i64>, StoreError> {
        let row = sqlx::query("SELECT id FROM incident WHERE code = $1").bind(code.to_owned());
        let row = row.fetch_optional(&self.pool).await.map_err(|error| self.error(error))?;
        row.map(|row| row.try_get(0).map_err(|error| self.error(error))).transpose()
    }

    /// An edition of a playbook.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn playbook_edition(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let row = sqlx::query("SELECT bytes FROM playbook_edition WHERE sha256 = $1").bind(sha256.to_owned());
        let row = row.fetch_optional(&self.pool).await.map_err(|error| self.error(error))?;
        row.map(|row| row.try_get(0).map_err(|error| self.error(error))).transpose()
    }

    pub(crate) async fn read_incident(
        &self,
        id: i64,
        now: Option<i64>,
        rows: &mut AnyConnection,
    ) -> Result<Option<Kept>, StoreError> {
        let sql = |error| self.error(error);
        let row = sqlx::query("SELECT drill_id, code, restricted FROM incident WHERE id = $1").bind(id);
        let Some(row) = row.fetch_optional(&mut *rows).await.map_err(sql)? else { return Ok(None) };
        let drill = row.try_get(0).map_err(sql)?;
        let code = row.try_get(1).map_err(sql)?;
        let restricted: i64 = row.try_get(2).map_err(sql)?;
        let named = if restricted == 0 { None } else { Some(self.named_in(id, now, rows).await?) };
        let events = sqlx::query(
            "SELECT number, at, who, unit_id, event FROM incident_event WHERE incident_id = $1 ORDER BY number",
        )
        .bind(id)
        .fetch_all(&mut *rows)
        .await
        .map_err(sql)?;
        let entries = events.iter().map(|row| self.entry(id, row)).collect::<Result<Vec<_>, _>>()?;
        let incident = Incident::of(&entries)
            .ok_or_else(|| self.damaged(format!("incident {id} does not begin with an opening")))?;
        let edition = sqlx::query("SELECT bytes FROM playbook_edition WHERE sha256 = $1")
            .bind(incident.playbook_sha256.clone())
            .fetch_optional(&mut *rows)
            .await
            .map_err(sql)?
            .ok_or_else(|| self.damaged(format!("incident {id}: its playbook is missing")))?;
        let playbook = edition.try_get(0).map_err(sql)?;
        Ok(Some(Kept { id, drill, code, named, entries, incident, playbook }))
    }

    async fn named_in(
        &self,
        id: i64,
        now: Option<i64>,
        rows: &mut AnyConnection,
    ) -> Result<Named, StoreError> {
        let sql = |error| self.error(error);
        let text = format!(
            "SELECT n.person_id, p.ended_at, CASE WHEN {INCIDENT_WITHHELD} THEN 1 ELSE 0 END \
             FROM incident_named n JOIN person p ON p.id = n.person_id WHERE n.incident_id = $1"
        );
        let found =
            sqlx::query(sqlx::AssertSqlSafe(text)).bind(id).fetch_all(&mut *rows).await.map_err(sql)?;
        let mut named = Named::default();
        for row in &found {
            let who = PersonId(row.try_get(0).map_err(sql)?);
            if row.try_get::<i64, _>(2).map_err(sql)? == 0 {
                named.all.insert(who);
            }
            if row.try_get::<Option<i64>, _>(1).map_err(sql)?.is_none() {
                named.lasting.insert(who);
            }
        }
        if let Some(now) = now {
            let let_in = format!(
                "SELECT e.person_id FROM emergency e WHERE e.incident_id = $1 AND e.agreed_at <= $2 \
                 AND e.until > $2 AND NOT {OPENING_WITHHELD}"
            );
            for row in sqlx::query(sqlx::AssertSqlSafe(let_in))
                .bind(id)
                .bind(now)
                .fetch_all(rows)
                .await
                .map_err(sql)?
            {
                named.all.insert(PersonId(row.try_get(0).map_err(sql)?));
            }
        }
        Ok(named)
    }

    fn entry(&self, id: i64, row: &AnyRow) -> Result<Entry, StoreError> {
        let sql = |error| self.error(error);
        let number: i64 = row.try_get(0).map_err(sql)?;
        let text: String = row.try_get(4).map_err(sql)?;
        let event: Event = serde_json::from_str(&text)
            .map_err(|error| self.damaged(format!("event {number} of incident {id}: {error}")))?;
        Ok(Entry {
            number: u64::try_from(number).map_err(|error| self.damaged(error))?,
            at: row.try_get(1).map_err(sql)?,
            who: row.try_get(2).map_err(sql)?,
            unit: row.try_get(3).map_err(sql)?,
            event,
        })
    }

    /// The numbers of the incidents of which somebody may not know, though they may read the record where they stand.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn incidents_hidden(&self, from: PersonId, now: i64) -> Result<Vec<i64>, StoreError> {
        let sql = |error| self.error(error);
        let text = format!(
            "SELECT id FROM incident WHERE restricted = 1 AND NOT EXISTS (SELECT 1 FROM incident_named n \
             WHERE n.incident_id = incident.id AND n.person_id = $1 AND NOT {INCIDENT_WITHHELD}) \
             AND NOT EXISTS (SELECT 1 FROM emergency e WHERE e.incident_id = incident.id AND e.person_id = $1 \
             AND e.agreed_at <= $2 AND e.until > $2 AND NOT {OPENING_WITHHELD})"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(from.0)
            .bind(now)
            .fetch_all(&self.pool)
            .await
            .map_err(sql)?;
        rows.iter().map(|row| row.try_get(0).map_err(sql)).collect()
    }
}

impl IncidentsError {
    /// That there is none.
    pub(super) fn none(id: i64) -> IncidentsError {
        IncidentsError::NotThere(id)
    }
}
