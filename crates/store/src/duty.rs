//! Rosters: who is on duty when, and how it was handed over.
//!
//! Must never decide what a roster may hold: that was decided on the roster of one version (`office::duty`), and is refused
//! where it is another by now.

use office::duty::{HandOver, Shift};
use office::record::Deed;
use office::units::UnitId;
use serde_json::{Map, Value, json};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::record::{Change, Numbered};
use crate::{Store, StoreError};

/// A shift as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptShift {
    /// Its number.
    pub id: i64,
    /// Whose roster it is on.
    pub unit: i64,
    /// What it is.
    pub shift: Shift,
}

/// A part of a unit's roster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptRoster {
    /// Counts the changes of the whole roster.
    pub version: i64,
    /// The shifts, by beginning.
    pub shifts: Vec<KeptShift>,
}

/// Why a roster was not changed.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// It is another by now.
    #[error("the roster was changed meanwhile")]
    Changed,
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

const COLUMNS: &str = "SELECT id, unit_id, person_id, starts_at, ends_at, phone FROM duty_shift";

impl Store {
    /// The shifts of a unit that are not over at a moment, in seconds since 1970.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn roster(&self, unit: i64, from: i64) -> Result<KeptRoster, StoreError> {
        let sql = |error| self.error(error);
        // Asked first: whatever changes while the rows are read, is found to have changed.
        let row = sqlx::query("SELECT COALESCE(MAX(version), 0) FROM duty_state WHERE unit_id = $1");
        let row = row.bind(unit).fetch_one(&self.pool).await;
        let version = row.and_then(|row| row.try_get(0)).map_err(sql)?;
        let text = format!("{COLUMNS} WHERE unit_id = $1 AND ends_at > $2 ORDER BY starts_at, id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(unit).bind(from).fetch_all(&self.pool).await;
        let shifts = rows.map_err(sql)?.iter().map(|row| self.as_shift(row)).collect::<Result<_, _>>()?;
        Ok(KeptRoster { version, shifts })
    }

    /// Who is on duty at a moment, at all units.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn on_duty(&self, at: i64) -> Result<Vec<KeptShift>, StoreError> {
        let text =
            format!("{COLUMNS} WHERE ends_at > $1 AND starts_at <= $1 ORDER BY unit_id, starts_at, id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(at).fetch_all(&self.pool).await;
        rows.map_err(|error| self.error(error))?.iter().map(|row| self.as_shift(row)).collect()
    }

    fn as_shift(&self, row: &AnyRow) -> Result<KeptShift, StoreError> {
        let sql = |error| self.error(error);
        Ok(KeptShift {
            id: row.try_get(0).map_err(sql)?,
            unit: row.try_get(1).map_err(sql)?,
            shift: Shift {
                person: row.try_get(2).map_err(sql)?,
                from: row.try_get(3).map_err(sql)?,
                until: row.try_get(4).map_err(sql)?,
                phone: row.try_get(5).map_err(sql)?,
            },
        })
    }

    /// Puts shifts on a unit's roster, all of them or none.
    ///
    /// # Errors
    /// When the roster is not the one that was seen.
    pub async fn add_shifts(
        &self,
        unit: UnitId,
        seen: i64,
        shifts: &[Shift],
        deed: &Deed,
    ) -> Result<(), RosterError> {
        let mut change = self.change(deed).await?;
        change.roster_seen(unit, seen).await?;
        for shift in shifts {
            let id = change.next_id(Numbered::Shift).await?;
            sqlx::query(
                "INSERT INTO duty_shift (id, unit_id, person_id, starts_at, ends_at, phone) \
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(id)
            .bind(unit.0)
            .bind(shift.person)
            .bind(shift.from)
            .bind(shift.until)
            .bind(&shift.phone)
            .execute(&mut *change.rows)
            .await
            .map_err(|error| self.error(error))?;
            change.note("duty.shift-added", &object(unit), unit.0, as_json(shift)).await?;
        }
        Ok(change.commit().await?)
    }

    /// Takes a shift off a unit's roster.
    ///
    /// # Errors
    /// When it is not there, or the roster is not the one that was seen.
    pub async fn remove_shift(
        &self,
        unit: UnitId,
        seen: i64,
        id: i64,
        deed: &Deed,
    ) -> Result<(), RosterError> {
        let mut change = self.change(deed).await?;
        change.roster_seen(unit, seen).await?;
        let text = format!("{COLUMNS} WHERE id = $1 AND unit_id = $2");
        let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(id).bind(unit.0);
        let row = row.fetch_optional(&mut *change.rows).await.map_err(|error| self.error(error))?;
        let kept = self.as_shift(&row.ok_or(RosterError::Changed)?)?;
        sqlx::query("DELETE FROM duty_shift WHERE id = $1")
            .bind(id)
            .execute(&mut *change.rows)
            .await
            .map_err(|error| self.error(error))?;
        change.note("duty.shift-removed", &object(unit), unit.0, as_json(&kept.shift)).await?;
        Ok(change.commit().await?)
    }

    /// Keeps a hand-over.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn hand_over(&self, unit: UnitId, done: &HandOver, deed: &Deed) -> Result<(), StoreError> {
        let mut change = self.change(deed).await?;
        let id = change.next_id(Numbered::HandOver).await?;
        sqlx::query(
            "INSERT INTO duty_hand_over (id, unit_id, at, from_id, to_id, note) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(unit.0)
        .bind(done.at)
        .bind(done.from)
        .bind(done.to)
        .bind(&done.note)
        .execute(&mut *change.rows)
        .await
        .map_err(|error| self.error(error))?;
        let told = [("person", done.from.into()), ("to", done.to.into()), ("note", done.note.clone().into())];
        let details = told.into_iter().map(|(name, value): (&str, Value)| (name.to_owned(), value)).collect();
        change.note("duty.handed-over", &object(unit), unit.0, details).await?;
        change.commit().await
    }

    /// The last hand-overs of a unit, the last first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn hand_overs(&self, unit: i64, most: u32) -> Result<Vec<HandOver>, StoreError> {
        let sql = |error| self.error(error);
        let rows = sqlx::query(
            "SELECT at, from_id, to_id, note FROM duty_hand_over WHERE unit_id = $1 ORDER BY at DESC, id DESC LIMIT $2",
        )
        .bind(unit)
        .bind(i64::from(most))
        .fetch_all(&self.pool)
        .await
        .map_err(sql)?;
        let read = |row: &AnyRow| {
            Ok(HandOver {
                at: row.try_get(0).map_err(sql)?,
                from: row.try_get(1).map_err(sql)?,
                to: row.try_get(2).map_err(sql)?,
                note: row.try_get(3).map_err(sql)?,
            })
        };
        rows.iter().map(read).collect()
    }
}

impl Change<'_> {
    /// Counts a change of a roster, if it is the one that was seen.
    async fn roster_seen(&mut self, unit: UnitId, seen: i64) -> Result<(), RosterError> {
        let sql = |error| self.store.error(error);
        let row = sqlx::query("SELECT COALESCE(MAX(version), 0) FROM duty_state WHERE unit_id = $1");
        let row = row.bind(unit.0).fetch_one(&mut *self.rows).await;
        let version: i64 = row.and_then(|row| row.try_get(0)).map_err(sql)?;
        if version != seen {
            return Err(RosterError::Changed);
        }
        sqlx::query(
            "INSERT INTO duty_state (unit_id, version) VALUES ($1, 1) \
             ON CONFLICT (unit_id) DO UPDATE SET version = duty_state.version + 1",
        )
        .bind(unit.0)
        .execute(&mut *self.rows)
        .await
        .map_err(sql)?;
        Ok(())
    }
}

fn object(unit: UnitId) -> String {
    format!("unit:{}", unit.0)
}

fn as_json(shift: &Shift) -> Map<String, Value> {
    let told = json!({
        "person": shift.person, "starts_at": shift.from, "ends_at": shift.until, "phone": shift.phone,
    });
    match told {
        Value::Object(told) => told,
        _ => Map::new(),
    }
}
