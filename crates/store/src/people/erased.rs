//! Names at the end of the time for which they are kept: whoever left is a number from then on, and so is who told of an
//! incident in which nothing is to be done any more.
//!
//! Must never touch anybody who is still there, nor an incident that is still worked on. Must never change what was done,
//! when, and under which number; and removes no row, so that no number is ever somebody else's. Must never erase in an
//! incident that is not what the record says of it: that would vouch for what somebody altered.

use std::collections::{BTreeMap, BTreeSet};

use office::incident::Event;
use office::people::PersonId;
use office::record::{Deed, Digest, Erasure, Events, SaidOfEvents, WHO_TOLD_ERASED, event_digest};
use serde_json::{Map, Value};
use sqlx::Row;

use super::object;
use crate::record::Change;
use crate::{Store, StoreError};

/// What was erased.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased {
    /// People who had left.
    pub people: u64,
    /// Entries of the record that lost their details.
    pub entries: u64,
    /// Incidents in which whoever told of them was named.
    pub incidents: u64,
    /// The codes of those that were left alone: they are not what the record says.
    pub altered: Vec<String>,
}

/// Where any of it stood.
const TABLES: [&str; 9] = [
    "person",
    "session",
    "token",
    "person_identity",
    "message",
    "notice",
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

/// Incidents in which nothing is to be done any more since before a moment, and something of who told of them may stand.
const OVER: &str = "SELECT DISTINCT i.id, i.unit_id, i.code FROM incident i JOIN incident_event e ON e.incident_id = i.id \
    WHERE (i.closed_at < $1 OR (i.phase IN ('rejected', 'same') AND i.last_at < $1)) \
    AND (e.event LIKE '%\"reporter\":%' OR e.event LIKE '%\"contact\":%' OR e.event LIKE '{\"event\":\"acknowledged\"%') \
    ORDER BY i.id";

impl Store {
    /// Erases who those are who left before a moment, with the details of the entries about them, and who told of incidents
    /// that were closed before it, or found to be none, or the same as another. What they did stays, under their number.
    /// Each of them is one change, so that nobody has to wait for all.
    ///
    /// # Errors
    /// When the database cannot be read or written; what was erased before is erased.
    pub async fn erase_names(&self, before: i64, deed: &Deed) -> Result<Erased, StoreError> {
        let mut erased = Erased::default();
        let left = self.who_left(before).await?;
        // First: who is a number already is not asked for again, should this be broken off.
        if !left.is_empty() {
            let people = left.iter().map(|(id, _)| id.0).collect();
            let mut change = self.change(deed).await?;
            erased.entries = change.erase_shifts(&people).await?;
            if erased.entries > 0 {
                change.commit().await?;
            }
        }
        for (id, unit) in &left {
            let mut change = self.change(deed).await?;
            erased.entries += change.erase_person(*id, *unit).await?;
            change.commit().await?;
            erased.people += 1;
        }
        for (id, unit, code) in self.over_before(before).await? {
            let mut change = self.change(deed).await?;
            match change.erase_who_told(id, unit).await? {
                Told::Nobody => {}
                Told::Altered => erased.altered.push(code),
                Told::Erased => {
                    change.commit().await?;
                    erased.incidents += 1;
                }
            }
        }
        if erased.people + erased.incidents > 0 {
            self.forget_traces(&TABLES).await?;
        }
        Ok(erased)
    }

    /// Who left before a moment and is not a number yet, each with their unit.
    async fn who_left(&self, before: i64) -> Result<Vec<(PersonId, i64)>, StoreError> {
        let sql = |error| self.error(error);
        let rows = sqlx::query("SELECT id, unit_id, login FROM person WHERE ended_at < $1 ORDER BY id");
        let rows = rows.bind(before).fetch_all(&self.pool).await.map_err(sql)?;
        let mut left = Vec::new();
        for row in &rows {
            let id = PersonId(row.try_get(0).map_err(sql)?);
            if row.try_get::<String, _>(2).map_err(sql)? != number_of(id) {
                left.push((id, row.try_get(1).map_err(sql)?));
            }
        }
        Ok(left)
    }

    async fn over_before(&self, before: i64) -> Result<Vec<(i64, i64, String)>, StoreError> {
        let sql = |error| self.error(error);
        let rows = sqlx::query(OVER).bind(before).fetch_all(&self.pool).await.map_err(sql)?;
        let of = |row: &sqlx::any::AnyRow| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
        rows.iter().map(|row| of(row).map_err(sql)).collect()
    }
}

/// What came of an incident.
enum Told {
    /// Nobody was named who told of it.
    Nobody,
    /// It is not what the record says of it.
    Altered,
    Erased,
}

/// What stands where somebody's name stood, and what they signed in with. Nobody can sign in with it: it holds a space.
fn number_of(id: PersonId) -> String {
    format!("№ {}", id.0)
}

impl Change<'_> {
    /// Erases one; how many entries lost their details.
    async fn erase_person(&mut self, id: PersonId, unit: i64) -> Result<u64, StoreError> {
        let store = self.store;
        let sql = |error| store.error(error);
        let (name, object) = (number_of(id), object(id));
        sqlx::query("UPDATE person SET name = $2, name_key = $2, login = $2, order_key = $2 WHERE id = $1")
            .bind(id.0)
            .bind(name.clone())
            .execute(&mut *self.rows)
            .await
            .map_err(sql)?;
        // What others were told of them by name.
        sqlx::query("UPDATE notice SET more = $2 WHERE kind = 'person.reset-named' AND object = $1")
            .bind(object.clone())
            .bind(name)
            .execute(&mut *self.rows)
            .await
            .map_err(sql)?;
        for statement in OF_A_PERSON {
            sqlx::query(statement).bind(id.0).execute(&mut *self.rows).await.map_err(sql)?;
        }
        // All there is about them, also what was noted while the clock was ahead.
        let last = sqlx::query("SELECT MAX(at) FROM record WHERE object = $1").bind(object.clone());
        let last = last.fetch_one(&mut *self.rows).await.and_then(|row| row.try_get::<Option<i64>, _>(0));
        let last = last.map_err(sql)?.unwrap_or(0).saturating_add(1);
        let entries = self.erase_details(last, Some(&object)).await?;
        self.note("person.erased", &object, unit, Map::new()).await?;
        Ok(entries)
    }

    /// Erases the details of entries that tell when these people were on duty, and how they were reached then; how many.
    async fn erase_shifts(&mut self, left: &BTreeSet<i64>) -> Result<u64, StoreError> {
        let store = self.store;
        let sql = |error| store.error(error);
        let rows = sqlx::query(
            "SELECT r.number, r.at, r.object, d.details FROM record r JOIN record_details d ON d.number = r.number \
             WHERE r.action IN ('duty.shift-added', 'duty.shift-removed')",
        );
        // Of each unit: how many, and the moment behind the last.
        let mut units: BTreeMap<String, (u64, i64)> = BTreeMap::new();
        for row in rows.fetch_all(&mut *self.rows).await.map_err(sql)? {
            let details: String = row.try_get(3).map_err(sql)?;
            let details: Value = serde_json::from_str(&details).unwrap_or_default();
            if !details.get("person").and_then(Value::as_i64).is_some_and(|person| left.contains(&person)) {
                continue;
            }
            let number: i64 = row.try_get(0).map_err(sql)?;
            let erase = sqlx::query("DELETE FROM record_details WHERE number = $1").bind(number);
            erase.execute(&mut *self.rows).await.map_err(sql)?;
            let at: i64 = row.try_get(1).map_err(sql)?;
            let of = units.entry(row.try_get(2).map_err(sql)?).or_default();
            *of = (of.0 + 1, of.1.max(at.saturating_add(1)));
        }
        for (object, (entries, before)) in &units {
            self.note_erased(*before, *entries, object).await?;
        }
        Ok(units.values().map(|(entries, _)| entries).sum())
    }

    /// Erases who told of an incident. The record vouches for the bytes of each event: for those that change it says which
    /// they were and which they are.
    async fn erase_who_told(&mut self, incident: i64, unit: i64) -> Result<Told, StoreError> {
        let store = self.store;
        let sql = |error| store.error(error);
        let rows = sqlx::query(
            "SELECT number, at, who, unit_id, event FROM incident_event WHERE incident_id = $1 ORDER BY number",
        );
        let rows = rows.bind(incident).fetch_all(&mut *self.rows).await.map_err(sql)?;
        let (mut found, mut erased) = (Vec::new(), Vec::new());
        for row in &rows {
            let number: i64 = row.try_get(0).map_err(sql)?;
            let (at, who, unit): (i64, String, i64) =
                (row.try_get(1).map_err(sql)?, row.try_get(2).map_err(sql)?, row.try_get(3).map_err(sql)?);
            let text: String = row.try_get(4).map_err(sql)?;
            let was = event_digest(at, &who, unit, &text);
            found.push((number.unsigned_abs(), was));
            let bad = |error| store.damaged(format!("event {number} of incident {incident}: {error}"));
            let mut event: Event = serde_json::from_str(&text).map_err(bad)?;
            if event.erase_who_told() {
                let text = serde_json::to_string(&event).map_err(bad)?;
                let since = event_digest(at, &who, unit, &text);
                erased.push((number, text, Erasure::of(number.unsigned_abs(), &was, &since)));
            }
        }
        if erased.is_empty() {
            return Ok(Told::Nobody);
        }
        let object = crate::incidents::object(incident);
        if !self.is_what_the_record_says(incident, &object, &found).await? {
            return Ok(Told::Altered);
        }
        let mut said = SaidOfEvents::default();
        for (number, text, erasure) in erased {
            sqlx::query("UPDATE incident_event SET event = $3 WHERE incident_id = $1 AND number = $2")
                .bind(incident)
                .bind(number)
                .bind(text)
                .execute(&mut *self.rows)
                .await
                .map_err(sql)?;
            said.erased.push(erasure);
        }
        let details = self.said_of(&said)?;
        self.note(WHO_TOLD_ERASED, &object, unit, details).await?;
        Ok(Told::Erased)
    }

    async fn is_what_the_record_says(
        &mut self,
        incident: i64,
        object: &str,
        found: &[(u64, Digest)],
    ) -> Result<bool, StoreError> {
        let store = self.store;
        let sql = |error| store.error(error);
        let rows = sqlx::query(
            "SELECT r.action, d.details FROM record r LEFT JOIN record_details d ON d.number = r.number \
             WHERE r.object = $1 ORDER BY r.number",
        );
        let mut events = Events::default();
        for row in rows.bind(object.to_owned()).fetch_all(&mut *self.rows).await.map_err(sql)? {
            let action: String = row.try_get(0).map_err(sql)?;
            let details: Option<String> = row.try_get(1).map_err(sql)?;
            if events.follow(&action, object, details.as_deref()).is_err() {
                return Ok(false);
            }
        }
        Ok(events.hold(incident, found).is_ok())
    }
}
