//! Units as they were decided on, and how they are reached.
//!
//! Must never decide: what is stored was decided on the whole tree (`office::units`), and is refused where the tree is
//! another one by now.

use std::collections::BTreeMap;

use office::contact::Contact;
use office::day::Day;
use office::people::PersonId;
use office::record::{Deed, Who};
use office::units::{Code, Contacts, Decided, How, Kind, Lineage, Span, Tree, Unit, UnitId};
use serde_json::{Map, Value, json};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::people::{Details, PeopleError};
use crate::record::Change;
use crate::{Store, StoreError};

/// All units, as of one version.
#[derive(Debug, Clone, Default)]
pub struct Units {
    /// Counts the changes.
    pub version: i64,
    /// The highest number that a unit ever had.
    pub last_id: i64,
    /// The units.
    pub tree: Tree,
    /// How they are reached; what is missing is not known.
    pub contacts: Contacts,
    /// Counts the changes of how each is reached.
    pub contact_versions: BTreeMap<UnitId, i64>,
}

/// Why units were not changed.
#[derive(Debug, thiserror::Error)]
pub enum UnitsError {
    /// Units were changed meanwhile: what was decided holds no more.
    #[error("units were changed meanwhile")]
    Changed,
    /// People or roles hang on a unit that was to be as if it never was.
    #[error("{count} things hang on unit {}", .unit.0)]
    Hanging {
        /// The unit.
        unit: UnitId,
        /// How many.
        count: u64,
    },
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the record calls the units of a table.
const IMPORTED: &str = "unit.imported";

impl Store {
    /// The version of the units: as long as it is the same, they are.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn units_version(&self) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT COALESCE(MAX(version), 0) FROM unit_state").fetch_one(&self.pool).await;
        row.and_then(|row| row.try_get(0)).map_err(|error| self.error(error))
    }

    /// All units.
    ///
    /// # Errors
    /// When the database cannot be read, or what it holds makes no tree.
    pub async fn units(&self) -> Result<Units, StoreError> {
        let sql = |error| self.error(error);
        // Asked first: whatever changes while the rows are read, changes this too, and is read again.
        let version = self.units_version().await?;
        let mut spans: BTreeMap<i64, Vec<Span>> = BTreeMap::new();
        let rows = sqlx::query(
            "SELECT unit_id, since, until, name, parent_id FROM unit_span ORDER BY unit_id, since",
        )
        .fetch_all(&self.pool)
        .await
        .map_err(sql)?;
        for row in &rows {
            let parent: Option<i64> = row.try_get(4).map_err(sql)?;
            let span = Span {
                from: self.day(row, 1)?,
                until: self.day_or_none(row, 2)?,
                name: row.try_get(3).map_err(sql)?,
                parent: parent.map(UnitId),
            };
            spans.entry(row.try_get(0).map_err(sql)?).or_default().push(span);
        }
        let rows = sqlx::query(
            "SELECT id, code, kind, founded, ended, version, email, phone, address, contact_version FROM unit",
        )
        .fetch_all(&self.pool)
        .await
        .map_err(sql)?;
        let row = sqlx::query("SELECT COALESCE(MAX(last_id), 0) FROM unit_state").fetch_one(&self.pool).await;
        let last_id = row.and_then(|row| row.try_get(0)).map_err(sql)?;
        let mut all = Units { version, last_id, ..Units::default() };
        let mut units = Vec::with_capacity(rows.len());
        for row in &rows {
            let id: i64 = row.try_get(0).map_err(sql)?;
            let (code, kind): (String, String) = (row.try_get(1).map_err(sql)?, row.try_get(2).map_err(sql)?);
            units.push(Unit {
                id: UnitId(id),
                code: Code::read(&code).map_err(|error| self.damaged(format!("unit {id}: {error}")))?,
                kind: Kind::read(&kind).ok_or_else(|| self.damaged(format!("unit {id}: its kind")))?,
                founded: self.day(row, 3)?,
                ended: self.day_or_none(row, 4)?,
                version: row.try_get(5).map_err(sql)?,
                spans: spans.remove(&id).unwrap_or_default(),
            });
            let contact = Contact {
                email: row.try_get(6).map_err(sql)?,
                phone: row.try_get(7).map_err(sql)?,
                address: row.try_get(8).map_err(sql)?,
            };
            if contact != Contact::default() {
                all.contacts.insert(UnitId(id), contact);
            }
            all.contact_versions.insert(UnitId(id), row.try_get(9).map_err(sql)?);
        }
        let rows = sqlx::query("SELECT from_id, to_id, day, how FROM unit_lineage").fetch_all(&self.pool);
        let mut lineage = Vec::new();
        for row in rows.await.map_err(sql)? {
            let how: String = row.try_get(3).map_err(sql)?;
            lineage.push(Lineage {
                from: UnitId(row.try_get(0).map_err(sql)?),
                to: UnitId(row.try_get(1).map_err(sql)?),
                day: self.day(&row, 2)?,
                how: How::read(&how).ok_or_else(|| self.damaged("how a unit went on"))?,
            });
        }
        all.tree = Tree::new(units, lineage).map_err(|error| self.damaged(error))?;
        Ok(all)
    }

    fn day(&self, row: &AnyRow, column: usize) -> Result<Day, StoreError> {
        self.day_or_none(row, column)?.ok_or_else(|| self.damaged("a day is missing"))
    }

    fn day_or_none(&self, row: &AnyRow, column: usize) -> Result<Option<Day>, StoreError> {
        let text: Option<String> = row.try_get(column).map_err(|error| self.error(error))?;
        text.map(|text| Day::from_iso(&text).map_err(|error| self.damaged(format!("{text}: {error}"))))
            .transpose()
    }

    /// Stores what was decided on the units of `seen`, and how units are reached, all of it or nothing. `action` is what
    /// the record calls it.
    ///
    /// # Errors
    /// When the units are others by now, or something hangs on one that is to be removed.
    pub async fn change_units(
        &self,
        seen: &Units,
        decided: &Decided,
        contacts: &Contacts,
        action: &str,
        deed: &Deed,
    ) -> Result<(), UnitsError> {
        let mut change = self.change(deed).await?;
        change.units_unchanged(seen.version).await?;
        for id in &decided.removed {
            change.nothing_hangs_on(*id).await?;
        }
        change.store_units(decided, action, &seen.tree).await?;
        for (id, contact) in contacts {
            change.store_contact(*id, contact).await?;
        }
        // Whoever waited for the answer in vain is told that it is done.
        if action == IMPORTED
            && let Who::Person(id) = deed.who
            && let Ok(person) = change.person(PersonId(id)).await
        {
            let units = decided.found.len().saturating_add(decided.changed.len()).to_string();
            change.tell_of(&person, "import.finished", "units", &units).await?;
        }
        if action == IMPORTED {
            let units = decided.found.iter().chain(&decided.changed).map(|unit| unit.id.0);
            change.tell_of_units(&units.collect::<Vec<_>>()).await?;
        }
        Ok(change.commit().await?)
    }

    /// The very first: a unit and its administrator, where there is nobody yet.
    ///
    /// # Errors
    /// When there is somebody.
    pub async fn first_use(
        &self,
        unit: &Unit,
        person: &Details,
        password: &str,
        deed: &Deed,
    ) -> Result<PersonId, PeopleError> {
        let mut change = self.change(deed).await?;
        let known = sqlx::query("SELECT 1 FROM unit LIMIT 1").fetch_optional(&mut *change.rows).await;
        if known.map_err(|error| self.error(error))?.is_none() {
            let decided = Decided { found: vec![unit.clone()], ..Decided::default() };
            change.store_units(&decided, "unit.founded", &Tree::default()).await?;
        }
        let id = change.first_person(person, password, deed.at).await?;
        change.commit().await?;
        Ok(id)
    }

    /// Changes how a unit is reached, if that is still what was seen; `false` where it is not.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn change_contact(
        &self,
        id: UnitId,
        seen: i64,
        contact: &Contact,
        deed: &Deed,
    ) -> Result<bool, StoreError> {
        let mut change = self.change(deed).await?;
        let row = sqlx::query("SELECT contact_version FROM unit WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut *change.rows)
            .await
            .map_err(|error| self.error(error))?;
        let version: Option<i64> =
            row.map(|row| row.try_get(0)).transpose().map_err(|error| self.error(error))?;
        if version != Some(seen) {
            return Ok(false);
        }
        change.store_contact(id, contact).await?;
        change.units_changed().await?;
        change.commit().await?;
        Ok(true)
    }
}

impl Change<'_> {
    async fn units_unchanged(&mut self, seen: i64) -> Result<(), UnitsError> {
        let row =
            sqlx::query("SELECT COALESCE(MAX(version), 0) FROM unit_state").fetch_one(&mut *self.rows).await;
        let version: i64 = row.and_then(|row| row.try_get(0)).map_err(|error| self.store.error(error))?;
        if version == seen { Ok(()) } else { Err(UnitsError::Changed) }
    }

    /// Whether nobody belongs or belonged to a unit, no role is or was held at it, and it has no information systems,
    /// shifts or member file, no part in an incident, no drill, plan, playbook or webhook. A system or an incident that is
    /// restricted holds no unit: whoever tried would learn of it. Its people see it wherever it is.
    async fn nothing_hangs_on(&mut self, unit: UnitId) -> Result<(), UnitsError> {
        let row = sqlx::query(
            "SELECT (SELECT COUNT(*) FROM person WHERE unit_id = $1) \
                  + (SELECT COUNT(*) FROM granted WHERE unit_id = $1) \
                  + (SELECT COUNT(*) FROM member_file WHERE unit_id = $1) \
                  + (SELECT COUNT(*) FROM duty_shift WHERE unit_id = $1) \
                  + (SELECT COUNT(*) FROM duty_hand_over WHERE unit_id = $1) \
                  + (SELECT COUNT(*) FROM incident WHERE unit_id = $1 AND restricted = 0) \
                  + (SELECT COUNT(*) FROM incident_side p JOIN incident i ON i.id = p.incident_id \
                     WHERE p.unit_id = $1 AND i.unit_id <> $1 AND i.restricted = 0) \
                  + (SELECT COUNT(*) FROM drill WHERE unit_id = $1) \
                  + (SELECT COUNT(*) FROM plan WHERE unit_id = $1) \
                  + (SELECT COUNT(*) FROM webhook WHERE unit_id = $1) \
                  + (SELECT COUNT(*) FROM own_playbook WHERE unit_id = $1) \
                  + (SELECT COUNT(*) FROM own_playbook_edition WHERE unit_id = $1) \
                  + (SELECT COUNT(*) FROM info_system s WHERE s.unit_id = $1 \
                     AND NOT EXISTS (SELECT 1 FROM system_named n WHERE n.system_id = s.id))",
        )
        .bind(unit.0)
        .fetch_one(&mut *self.rows)
        .await;
        let count: i64 = row.and_then(|row| row.try_get(0)).map_err(|error| self.store.error(error))?;
        match u64::try_from(count).unwrap_or(0) {
            0 => Ok(()),
            count => Err(UnitsError::Hanging { unit, count }),
        }
    }

    async fn units_changed(&mut self) -> Result<(), StoreError> {
        let done = sqlx::query(
            "INSERT INTO unit_state (one, version, last_id) VALUES (1, 1, 0) \
                 ON CONFLICT (one) DO UPDATE SET version = unit_state.version + 1",
        )
        .execute(&mut *self.rows)
        .await;
        done.map_err(|error| self.store.error(error))?;
        Ok(())
    }

    async fn store_units(
        &mut self,
        decided: &Decided,
        action: &str,
        before: &Tree,
    ) -> Result<(), StoreError> {
        self.units_changed().await?;
        for unit in &decided.found {
            sqlx::query(
                "INSERT INTO unit (id, code, kind, founded, ended, version, email, phone, address, contact_version) \
                 VALUES ($1, $2, $3, $4, $5, $6, '', '', '', 1)",
            )
            .bind(unit.id.0)
            .bind(unit.code.as_str())
            .bind(unit.kind.as_str())
            .bind(unit.founded.to_string())
            .bind(unit.ended.map(|day| day.to_string()))
            .bind(unit.version)
            .execute(&mut *self.rows)
            .await
            .map_err(|error| self.store.error(error))?;
            self.store_spans(unit).await?;
            self.note_unit(action, unit, None).await?;
            let last = sqlx::query("UPDATE unit_state SET last_id = $1 WHERE last_id < $1").bind(unit.id.0);
            last.execute(&mut *self.rows).await.map_err(|error| self.store.error(error))?;
        }
        for unit in &decided.changed {
            let done = sqlx::query(
                "UPDATE unit SET code = $2, kind = $3, founded = $4, ended = $5, version = $6 \
                 WHERE id = $1 AND version = $6 - 1",
            )
            .bind(unit.id.0)
            .bind(unit.code.as_str())
            .bind(unit.kind.as_str())
            .bind(unit.founded.to_string())
            .bind(unit.ended.map(|day| day.to_string()))
            .bind(unit.version)
            .execute(&mut *self.rows)
            .await
            .map_err(|error| self.store.error(error))?;
            if done.rows_affected() != 1 {
                return Err(self.store.damaged(format!("unit {} is not of the version before", unit.code)));
            }
            let gone = sqlx::query("DELETE FROM unit_span WHERE unit_id = $1").bind(unit.id.0);
            gone.execute(&mut *self.rows).await.map_err(|error| self.store.error(error))?;
            self.store_spans(unit).await?;
            self.note_unit(action, unit, before.get(unit.id)).await?;
        }
        for id in &decided.removed {
            for statement in ["DELETE FROM unit_span WHERE unit_id = $1", "DELETE FROM unit WHERE id = $1"] {
                let done = sqlx::query(statement).bind(id.0).execute(&mut *self.rows).await;
                done.map_err(|error| self.store.error(error))?;
            }
            if let Some(unit) = before.get(*id) {
                self.note_unit(action, unit, None).await?;
            }
        }
        for step in &decided.lineage {
            sqlx::query("INSERT INTO unit_lineage (from_id, to_id, day, how) VALUES ($1, $2, $3, $4)")
                .bind(step.from.0)
                .bind(step.to.0)
                .bind(step.day.to_string())
                .bind(step.how.as_str())
                .execute(&mut *self.rows)
                .await
                .map_err(|error| self.store.error(error))?;
        }
        Ok(())
    }

    async fn store_spans(&mut self, unit: &Unit) -> Result<(), StoreError> {
        for span in &unit.spans {
            sqlx::query(
                "INSERT INTO unit_span (unit_id, since, until, name, parent_id) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(unit.id.0)
            .bind(span.from.to_string())
            .bind(span.until.map(|day| day.to_string()))
            .bind(&span.name)
            .bind(span.parent.map(|parent| parent.0))
            .execute(&mut *self.rows)
            .await
            .map_err(|error| self.store.error(error))?;
        }
        Ok(())
    }

    async fn store_contact(&mut self, id: UnitId, contact: &Contact) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE unit SET email = $2, phone = $3, address = $4, contact_version = contact_version + 1 WHERE id = $1",
        )
        .bind(id.0)
        .bind(&contact.email)
        .bind(&contact.phone)
        .bind(&contact.address)
        .execute(&mut *self.rows)
        .await
        .map_err(|error| self.store.error(error))?;
        let mut details = Map::new();
        let Contact { email, phone, address } = contact;
        details.insert("after".to_owned(), json!({"email": email, "phone": phone, "address": address}));
        self.note("unit.contact-changed", &object(id), id.0, details).await
    }

    async fn note_unit(
        &mut self,
        action: &str,
        unit: &Unit,
        before: Option<&Unit>,
    ) -> Result<(), StoreError> {
        let mut details = Map::new();
        details.insert("after".to_owned(), as_json(unit));
        if let Some(before) = before {
            details.insert("before".to_owned(), as_json(before));
        }
        self.note(action, &object(unit.id), unit.id.0, details).await
    }
}

fn object(id: UnitId) -> String {
    format!("unit:{}", id.0)
}

fn as_json(unit: &Unit) -> Value {
    let last = unit.spans.last();
    json!({
        "code": unit.code.as_str(),
        "kind": unit.kind.as_str(),
        "name": unit.last_name(),
        "parent": last.and_then(|span| span.parent).map(|parent| parent.0),
        "founded": unit.founded.to_string(),
        "since": last.map(|span| span.from.to_string()),
        "ended": unit.ended.map(|day| day.to_string()),
    })
}
