//! Changes of incidents, each with its entry in the record.
//!
//! Must never store what was decided on other events than those that stand there, or for somebody whose roles are others
//! by now.

use std::collections::BTreeSet;

use office::fold;
use office::incident::{Entry, Event};
use office::people::PersonId;
use office::record::{Deed, Digest, HISTORY, SaidOfEvents, Who, event_digest, events_digest};
use office::rights::Grant;
use serde_json::{Map, Value, json};
use sqlx::Row;

use super::{Beside, IncidentsError, Kept, New, object};
use crate::evidence::hex;
use crate::record::{Change, Numbered};
use crate::{Store, StoreError};

/// What is done with an incident in the transaction that stores it: what happened, and what stands beside it then.
pub(super) type Deciding<'d> =
    dyn Fn(&Kept) -> Result<(Vec<Entry>, Beside), office::incident::Refused> + Send + Sync + 'd;

impl Store {
    /// Stores a new one, and says its number.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub async fn open_incident(&self, new: &New<'_>, deed: &Deed) -> Result<i64, StoreError> {
        let mut change = self.change(deed).await?;
        let id = change.open(new, &[]).await?;
        change.commit().await?;
        Ok(id)
    }

    /// Has something happen in one: `decide` is asked on the events as they are when it is stored. `grants` is what its
    /// author was when they were asked; nothing where nobody in particular does it. Says the number of the last event.
    ///
    /// # Errors
    /// When it is refused, or its author is something else by now.
    pub async fn act_in_incident(
        &self,
        id: i64,
        grants: Option<&[Grant]>,
        decide: &Deciding<'_>,
        deed: &Deed,
    ) -> Result<u64, IncidentsError> {
        let mut change = self.change(deed).await?;
        change.author_still_holds(grants).await?;
        let kept = self.read_incident(id, Some(deed.at), &mut change.rows).await?;
        let kept = kept.ok_or_else(|| IncidentsError::none(id))?;
        let (entries, beside) = decide(&kept)?;
        let last = entries.last().map_or(kept.incident.version, |entry| entry.number);
        if !entries.is_empty() {
            change.append(id, &kept.code, &entries, &beside).await?;
            change.tell_units(&kept, &beside).await?;
            change.commit().await?;
        }
        Ok(last)
    }

    /// Those that are to be looked at by now for what somebody is to be reminded of, the first first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn incidents_to_remind(&self, now: i64) -> Result<Vec<i64>, StoreError> {
        let sql = |error| self.error(error);
        let rows =
            sqlx::query("SELECT incident_id FROM incident_reminder WHERE at <= $1 ORDER BY at LIMIT 1000")
                .bind(now)
                .fetch_all(&self.pool)
                .await
                .map_err(sql)?;
        rows.iter().map(|row| row.try_get(0).map_err(sql)).collect()
    }

    /// Those that are worked on, and on which a program of before this one counted no clock.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn incidents_unclocked(&self, most: u32) -> Result<Vec<i64>, StoreError> {
        let sql = |error| self.error(error);
        let rows = sqlx::query(
            "SELECT id FROM incident WHERE clocked IS NULL AND drill_id IS NULL \
             AND phase IN ('received', 'open', 'ended') ORDER BY id LIMIT $1",
        )
        .bind(i64::from(most))
        .fetch_all(&self.pool)
        .await
        .map_err(sql)?;
        rows.iter().map(|row| row.try_get(0).map_err(sql)).collect()
    }

    /// When one is to be looked at again of which nobody had to be reminded, and what is owed on it by now, for
    /// lists: no event brings that to a row of before.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn look_again_at_incident(
        &self,
        id: i64,
        at: Option<i64>,
        (due, late_at): (Option<i64>, Option<i64>),
    ) -> Result<(), StoreError> {
        let mut rows = self.begin_writing().await?;
        look_again(self, &mut rows, id, at).await?;
        sqlx::query("UPDATE incident SET due = $2, late_at = $3, clocked = 1 WHERE id = $1")
            .bind(id)
            .bind(due)
            .bind(late_at)
            .execute(&mut *rows)
            .await
            .map_err(|error| self.error(error))?;
        rows.commit().await.map_err(|error| self.error(error))
    }

    /// Those who are told of what happens in incidents, each with the unit for which: those who work on them there.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn who_is_told(&self) -> Result<Vec<(i64, PersonId)>, StoreError> {
        let sql = |error| self.error(error);
        let rows = sqlx::query(
            "SELECT DISTINCT g.unit_id, g.person_id FROM granted g JOIN person p ON p.id = g.person_id \
             WHERE g.until IS NULL AND p.ended_at IS NULL AND g.role IN ('coordinator', 'responder', 'officer')",
        )
        .fetch_all(&self.pool)
        .await
        .map_err(sql)?;
        rows.iter()
            .map(|row| Ok((row.try_get(0).map_err(sql)?, PersonId(row.try_get(1).map_err(sql)?))))
            .collect()
    }

    /// Keeps an edition of a playbook by which incidents are to go.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn keep_playbook(&self, sha256: &str, kind: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let mut rows = self.begin_writing().await?;
        keep_edition(self, &mut rows, sha256, kind, bytes).await?;
        rows.commit().await.map_err(|error| self.error(error))
    }

    /// Restricts one to these people, says anew for whom it is, or lifts that with nobody. `seen` is who was named.
    ///
    /// # Errors
    /// When others were named meanwhile, or nobody of them is there.
    pub async fn name_in_incident(
        &self,
        id: i64,
        seen: &BTreeSet<PersonId>,
        people: &BTreeSet<PersonId>,
        deed: &Deed,
    ) -> Result<(), IncidentsError> {
        let sql = |error| self.error(error);
        let mut change = self.change(deed).await?;
        let kept = self.read_incident(id, Some(deed.at), &mut change.rows).await?;
        let kept = kept.ok_or_else(|| IncidentsError::none(id))?;
        let before = kept.named.as_ref().map(|named| named.all.clone()).unwrap_or_default();
        if &before != seen {
            return Err(IncidentsError::NamesChanged);
        }
        let mut living = 0;
        for who in people {
            let row = sqlx::query("SELECT ended_at FROM person WHERE id = $1").bind(who.0);
            let row = row.fetch_optional(&mut *change.rows).await.map_err(sql)?;
            let row = row.ok_or(IncidentsError::NamesChanged)?;
            living += usize::from(row.try_get::<Option<i64>, _>(0).map_err(sql)?.is_none());
        }
        if !people.is_empty() && living == 0 {
            return Err(IncidentsError::NamesChanged);
        }
        sqlx::query("DELETE FROM incident_named WHERE incident_id = $1")
            .bind(id)
            .execute(&mut *change.rows)
            .await
            .map_err(sql)?;
        change.name_in(id, people).await?;
        sqlx::query("UPDATE incident SET restricted = $2 WHERE id = $1")
            .bind(id)
            .bind(i64::from(!people.is_empty()))
            .execute(&mut *change.rows)
            .await
            .map_err(sql)?;
        let numbers: Vec<i64> = people.iter().map(|who| who.0).collect();
        let details = Map::from_iter([("people".to_owned(), json!(numbers))]);
        let action = if people.is_empty() { "incident.opened-to-all" } else { "incident.restricted" };
        change.note(action, &object(id), kept.incident.unit(), details).await?;
        Ok(change.commit().await?)
    }
}

impl Change<'_> {
    /// Adds a new one, and says its number. `history` is what happened elsewhere before.
    pub(super) async fn open(&mut self, new: &New<'_>, history: &[Entry]) -> Result<i64, StoreError> {
        let store = self.store;
        let sql = |error| store.error(error);
        let id = self.next_id(Numbered::Incident).await?;
        let (sha256, kind, bytes) = new.playbook;
        self.keep_edition(sha256, kind, bytes).await?;
        sqlx::query(
            "INSERT INTO incident (id, unit_id, drill_id, title, phase, kind, class, grade, step, holder_id, since, \
             detected_at, opened_at, last_at, version, restricted, sought, code) \
             VALUES ($1, $2, $3, '', '', '', '', '', 0, 0, 0, 0, 0, 0, 0, $4, '', $5)",
        )
        .bind(id)
        .bind(new.beside.summary.unit)
        .bind(new.drill)
        .bind(i64::from(!new.named.is_empty()))
        .bind(new.code.to_owned())
        .execute(&mut *self.rows)
        .await
        .map_err(sql)?;
        self.name_in(id, &new.named).await?;
        if !history.is_empty() {
            self.keep_history(id, history, new.beside.summary.unit).await?;
        }
        self.append(id, new.code, new.entries, &new.beside).await?;
        Ok(id)
    }

    async fn name_in(&mut self, id: i64, people: &BTreeSet<PersonId>) -> Result<(), StoreError> {
        for who in people {
            sqlx::query("INSERT INTO incident_named (incident_id, person_id) VALUES ($1, $2)")
                .bind(id)
                .bind(who.0)
                .execute(&mut *self.rows)
                .await
                .map_err(|error| self.store.error(error))?;
        }
        Ok(())
    }

    pub(crate) async fn keep_edition(
        &mut self,
        sha256: &str,
        kind: &str,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        keep_edition(self.store, &mut self.rows, sha256, kind, bytes).await
    }

    /// That its author is what they were when they were asked, which is `grants`: a role that was taken a second ago does
    /// nothing any more. What nobody in particular does hangs on no role.
    pub(crate) async fn author_still_holds(
        &mut self,
        grants: Option<&[Grant]>,
    ) -> Result<(), IncidentsError> {
        let (Some(grants), Who::Person(person)) = (grants, self.deed.who) else { return Ok(()) };
        let sql = |error| self.store.error(error);
        let rows = sqlx::query("SELECT unit_id, role FROM granted WHERE person_id = $1 AND until IS NULL")
            .bind(person)
            .fetch_all(&mut *self.rows)
            .await
            .map_err(sql)?;
        let mut now = BTreeSet::new();
        for row in &rows {
            let unit: i64 = row.try_get(0).map_err(sql)?;
            now.insert((unit, row.try_get::<String, _>(1).map_err(sql)?));
        }
        let then = grants.iter().map(|grant| (grant.unit.0, grant.role.as_str().to_owned()));
        if then.collect::<BTreeSet<_>>() == now { Ok(()) } else { Err(IncidentsError::RightsChanged) }
    }

    /// Tells those who work on incidents for these units. In a drill nobody is told; of what is restricted, only who is
    /// named.
    pub(super) async fn tell_units(&mut self, kept: &Kept, beside: &Beside) -> Result<(), StoreError> {
        if kept.drill.is_some() {
            return Ok(());
        }
        let sql = |error| self.store.error(error);
        for (unit, kind) in &beside.tell {
            let rows = sqlx::query(
                "SELECT DISTINCT g.person_id FROM granted g JOIN person p ON p.id = g.person_id WHERE g.unit_id = $1 \
                 AND g.until IS NULL AND p.ended_at IS NULL AND g.role IN ('coordinator', 'responder', 'officer')",
            )
            .bind(*unit)
            .fetch_all(&mut *self.rows)
            .await
            .map_err(sql)?;
            for row in &rows {
                let person = PersonId(row.try_get(0).map_err(sql)?);
                let may = kept.named.as_ref().is_none_or(|named| named.all.contains(&person));
                if !may || self.deed.who == Who::Person(person.0) {
                    continue;
                }
                if let Ok(person) = self.person(person).await {
                    self.tell_of(&person, kind, &object(kept.id), "").await?;
                }
            }
        }
        Ok(())
    }

    /// Adds events, and puts beside them what is to stand there.
    pub(crate) async fn append(
        &mut self,
        id: i64,
        code: &str,
        entries: &[Entry],
        beside: &Beside,
    ) -> Result<(), StoreError> {
        let store = self.store;
        let sql = |error| store.error(error);
        for entry in entries {
            let digest = self.keep_entry(id, entry).await?;
            if let Event::EvidenceKept { evidence, .. } | Event::LookAsked { evidence } = &entry.event {
                self.wait_for_look(id, *evidence, self.deed.at).await?;
            }
            // The record vouches for the very bytes of the event, and holds nothing of what it says.
            let details = self.said_of(&SaidOfEvents::of(entry.number, &digest))?;
            let action = format!("incident.{}", word(&entry.event).replace('_', "-"));
            self.note(&action, &object(id), beside.summary.unit, details).await?;
        }
        let last = entries.last().map_or(0, |entry| entry.number);
        let one = &beside.summary;
        sqlx::query(
            "UPDATE incident SET unit_id = $2, title = $3, phase = $4, kind = $5, class = $6, grade = $7, step = $8, \
             holder_id = $9, since = $10, due = $11, detected_at = $12, opened_at = $13, last_at = $14, closed_at = $15, \
             version = $16, sought = $17, late_at = $18, clocked = 1 WHERE id = $1",
        )
        .bind(id)
        .bind(one.unit)
        .bind(&one.title)
        .bind(&one.phase)
        .bind(&one.kind)
        .bind(&one.class)
        .bind(&one.grade)
        .bind(i64::from(one.step))
        .bind(one.holder)
        .bind(one.since)
        .bind(one.due)
        .bind(one.detected_at)
        .bind(one.opened_at)
        .bind(one.last_at)
        .bind(one.closed_at)
        .bind(i64::try_from(last).map_err(|error| store.damaged(error))?)
        .bind(fold(&format!("{} {code}", one.title)))
        .bind(one.late_at)
        .execute(&mut *self.rows)
        .await
        .map_err(sql)?;
        sqlx::query("DELETE FROM incident_side WHERE incident_id = $1")
            .bind(id)
            .execute(&mut *self.rows)
            .await
            .map_err(sql)?;
        look_again(store, &mut self.rows, id, beside.remind_at).await?;
        super::sums::count(store, &mut self.rows, id, &one.counted).await?;
        for unit in &beside.sides {
            sqlx::query("INSERT INTO incident_side (incident_id, unit_id) VALUES ($1, $2)")
                .bind(id)
                .bind(*unit)
                .execute(&mut *self.rows)
                .await
                .map_err(sql)?;
        }
        Ok(())
    }

    /// What an entry of the record says of events, as its details.
    pub(crate) fn said_of(&self, said: &SaidOfEvents) -> Result<Map<String, Value>, StoreError> {
        match serde_json::to_value(said).map_err(|error| self.store.damaged(error))? {
            Value::Object(details) => Ok(details),
            other => Err(self.store.damaged(other)),
        }
    }

    /// Puts an event where it is kept, and says its digest.
    async fn keep_entry(&mut self, id: i64, entry: &Entry) -> Result<Digest, StoreError> {
        let store = self.store;
        let mut event = entry.event.clone();
        let mut salt = [0; 32];
        getrandom::fill(&mut salt).map_err(|error| StoreError::NoRandom(error.to_string()))?;
        event.salt(|| hex(&salt));
        let text = serde_json::to_string(&event).map_err(|error| store.damaged(error))?;
        sqlx::query(
            "INSERT INTO incident_event (incident_id, number, at, who, unit_id, event) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(i64::try_from(entry.number).map_err(|error| store.damaged(error))?)
        .bind(entry.at)
        .bind(&entry.who)
        .bind(entry.unit)
        .bind(&text)
        .execute(&mut *self.rows)
        .await
        .map_err(|error| store.error(error))?;
        self.indicator_of(id, &entry.event).await?;
        Ok(event_digest(entry.at, &entry.who, entry.unit, &text))
    }

    /// Keeps what happened elsewhere. Nobody here did any of it, so the record vouches for it as a whole.
    async fn keep_history(&mut self, id: i64, history: &[Entry], unit: i64) -> Result<(), StoreError> {
        let mut digests = Vec::with_capacity(history.len());
        for entry in history {
            digests.push(self.keep_entry(id, entry).await?);
        }
        let said = SaidOfEvents::of_all(history.len() as u64, &events_digest(&digests));
        let details = self.said_of(&said)?;
        self.note(HISTORY, &object(id), unit, details).await
    }

    async fn indicator_of(&mut self, id: i64, event: &Event) -> Result<(), StoreError> {
        let (statement, kind, value) = match event {
            Event::IndicatorAdded { kind, value, .. } => (
                "INSERT INTO incident_indicator (incident_id, kind, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                kind,
                value,
            ),
            Event::IndicatorRemoved { kind, value, .. } => (
                "DELETE FROM incident_indicator WHERE incident_id = $1 AND kind = $2 AND value = $3",
                kind,
                value,
            ),
            _ => return Ok(()),
        };
        sqlx::query(statement)
            .bind(id)
            .bind(kind)
            .bind(value)
            .execute(&mut *self.rows)
            .await
            .map_err(|error| self.store.error(error))?;
        Ok(())
    }
}

async fn look_again(
    store: &Store,
    rows: &mut sqlx::AnyConnection,
    id: i64,
    at: Option<i64>,
) -> Result<(), StoreError> {
    let sql = |error| store.error(error);
    let forget = sqlx::query("DELETE FROM incident_reminder WHERE incident_id = $1").bind(id);
    forget.execute(&mut *rows).await.map_err(sql)?;
    if let Some(at) = at {
        let keep = sqlx::query("INSERT INTO incident_reminder (incident_id, at) VALUES ($1, $2)");
        keep.bind(id).bind(at).execute(rows).await.map_err(sql)?;
    }
    Ok(())
}

async fn keep_edition(
    store: &Store,
    rows: &mut sqlx::AnyConnection,
    sha256: &str,
    kind: &str,
    bytes: &[u8],
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO playbook_edition (sha256, kind, bytes) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO NOTHING",
    )
    .bind(sha256.to_owned())
    .bind(kind.to_owned())
    .bind(bytes.to_vec())
    .execute(rows)
    .await
    .map_err(|error| store.error(error))?;
    Ok(())
}

/// The word under which an event is stored.
fn word(event: &Event) -> String {
    serde_json::to_value(event)
        .ok()
        .and_then(|value| value.get("event").and_then(Value::as_str).map(str::to_owned))
        .unwrap_or_default()
}
