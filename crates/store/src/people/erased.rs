//! Names at the end of the time for which they are kept: whoever left is a number from then on, and so is who told of an
//! incident that was closed.
//!
//! Must never touch anybody who is still there, nor an incident that is not closed. Must never change what was done, when,
//! and under which number; and removes no row, so that no number is ever somebody else's.

use office::incident::Event;
use office::people::PersonId;
use office::record::{Deed, Erasure, SaidOfEvents, WHO_TOLD_ERASED, event_digest};
use serde_json::Map;
use sqlx::Row;

use super::object;
use crate::record::Change;
use crate::{Store, StoreError};

/// What was erased.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Erased {
    /// People who had left.
    pub people: u64,
    /// Closed incidents whose teller was named.
    pub incidents: u64,
    /// Entries of the record about those people, whose details went too.
    pub entries: u64,
}

/// Where any of it stood.
const TABLES: [&str; 8] = [
    "person",
    "session",
    "token",
    "person_identity",
    "message",
    "duty_shift",
    "incident_event",
    "record_details",
];

/// What is said of somebody beside their name; `$1` is their number.
const OF_A_PERSON: [&str; 6] = [
    "UPDATE person SET position = '', email = '', phone = '', language = 'vi', look = 'system', \
     time_zone = 'Asia/Ho_Chi_Minh', version = version + 1 WHERE id = $1",
    "UPDATE session SET address = '', program = '' WHERE person_id = $1",
    "UPDATE token SET name = '' WHERE person_id = $1",
    "UPDATE person_identity SET subject = '' WHERE person_id = $1 AND ended_at IS NOT NULL",
    "UPDATE message SET recipient = '', content = NULL WHERE person_id = $1 AND over_at IS NOT NULL",
    "UPDATE duty_shift SET phone = '' WHERE person_id = $1",
];

impl Store {
    /// Erases who those are who left before a moment, with the details of the entries about them, and who told of incidents
    /// that were closed before it. What they did stays, under their number.
    ///
    /// # Errors
    /// When the database cannot be written; then nothing was erased.
    pub async fn erase_names(&self, before: i64, deed: &Deed) -> Result<Erased, StoreError> {
        let mut change = self.change(deed).await?;
        let mut erased = Erased::default();
        for (id, unit) in change.who_left(before).await? {
            erased.entries += change.erase_person(id, unit).await?;
            erased.people += 1;
        }
        for (id, unit) in change.closed_before(before).await? {
            erased.incidents += u64::from(change.erase_who_told(id, unit).await?);
        }
        if erased == Erased::default() {
            return Ok(erased);
        }
        change.commit().await?;
        self.forget_traces(&TABLES).await?;
        Ok(erased)
    }
}

/// What stands where somebody's name stood. Nobody can be called so, nor sign in with it: it holds a space and a sign.
fn number_of(id: PersonId) -> String {
    format!("№ {}", id.0)
}

impl Change<'_> {
    /// Who left before a moment and is not a number yet, each with their unit.
    async fn who_left(&mut self, before: i64) -> Result<Vec<(PersonId, i64)>, StoreError> {
        let sql = |error| self.store.error(error);
        let rows = sqlx::query("SELECT id, unit_id, login FROM person WHERE ended_at < $1 ORDER BY id");
        let rows = rows.bind(before).fetch_all(&mut *self.rows).await.map_err(sql)?;
        let mut left = Vec::new();
        for row in &rows {
            let id = PersonId(row.try_get(0).map_err(sql)?);
            if row.try_get::<String, _>(2).map_err(sql)? != number_of(id) {
                left.push((id, row.try_get(1).map_err(sql)?));
            }
        }
        Ok(left)
    }

    /// Erases one; how many entries lost their details.
    async fn erase_person(&mut self, id: PersonId, unit: i64) -> Result<u64, StoreError> {
        let name = number_of(id);
        let sql = |error| self.store.error(error);
        sqlx::query("UPDATE person SET name = $2, name_key = $2, login = $2, order_key = $2 WHERE id = $1")
            .bind(id.0)
            .bind(name)
            .execute(&mut *self.rows)
            .await
            .map_err(sql)?;
        for statement in OF_A_PERSON {
            sqlx::query(statement).bind(id.0).execute(&mut *self.rows).await.map_err(sql)?;
        }
        let object = object(id);
        // All there is about them, also what was noted while the clock was ahead.
        let last = sqlx::query("SELECT MAX(at) FROM record WHERE object = $1").bind(object.clone());
        let last = last.fetch_one(&mut *self.rows).await.and_then(|row| row.try_get::<Option<i64>, _>(0));
        let last = last.map_err(sql)?.unwrap_or(0).saturating_add(1);
        let entries = self.erase_details(last, Some(&object)).await?;
        self.note("person.erased", &object, unit, Map::new()).await?;
        Ok(entries)
    }

    /// Incidents that were closed before a moment, each with its unit.
    async fn closed_before(&mut self, before: i64) -> Result<Vec<(i64, i64)>, StoreError> {
        let sql = |error| self.store.error(error);
        let rows = sqlx::query("SELECT id, unit_id FROM incident WHERE closed_at < $1 ORDER BY id");
        let rows = rows.bind(before).fetch_all(&mut *self.rows).await.map_err(sql)?;
        rows.iter().map(|row| Ok((row.try_get(0).map_err(sql)?, row.try_get(1).map_err(sql)?))).collect()
    }

    /// Erases who told of one; whether anybody was named. The record vouches for the bytes of each event: for those that
    /// change it says which they were and which they are.
    async fn erase_who_told(&mut self, incident: i64, unit: i64) -> Result<bool, StoreError> {
        let store = self.store;
        let sql = |error| store.error(error);
        let rows = sqlx::query(
            "SELECT number, at, who, unit_id, event FROM incident_event WHERE incident_id = $1 ORDER BY number",
        );
        let rows = rows.bind(incident).fetch_all(&mut *self.rows).await.map_err(sql)?;
        let mut erased = Vec::new();
        for row in &rows {
            let number: i64 = row.try_get(0).map_err(sql)?;
            let (at, who, unit) = (
                row.try_get(1).map_err(sql)?,
                row.try_get::<String, _>(2).map_err(sql)?,
                row.try_get(3).map_err(sql)?,
            );
            let text: String = row.try_get(4).map_err(sql)?;
            let bad = |error| store.damaged(format!("event {number} of incident {incident}: {error}"));
            let mut event: Event = serde_json::from_str(&text).map_err(bad)?;
            if !event.erase_who_told() {
                continue;
            }
            let since = serde_json::to_string(&event).map_err(bad)?;
            erased.push(Erasure::of(
                number.unsigned_abs(),
                &event_digest(at, &who, unit, &text),
                &event_digest(at, &who, unit, &since),
            ));
            sqlx::query("UPDATE incident_event SET event = $3 WHERE incident_id = $1 AND number = $2")
                .bind(incident)
                .bind(number)
                .bind(since)
                .execute(&mut *self.rows)
                .await
                .map_err(sql)?;
        }
        if erased.is_empty() {
            return Ok(false);
        }
        let details = self.said_of(&SaidOfEvents { erased, ..SaidOfEvents::default() })?;
        self.note(WHO_TOLD_ERASED, &crate::incidents::object(incident), unit, details).await?;
        Ok(true)
    }
}
