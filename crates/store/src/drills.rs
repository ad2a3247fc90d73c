//! Drills: their clocks, what happens in them, and that it happens once.
//!
//! Must never decide what happens in an incident: whoever calls does, on the events as they are when it is stored. Must
//! never change a drill that is another by now than the one that was seen.

use std::collections::BTreeMap;

use office::drill::{Clock, Drill, Inject, Rate};
use office::incident::{Entry, Refused};
use office::record::Deed;
use serde_json::{Map, Value, json};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::incidents::{Beside, Kept};
use crate::record::{Change, Numbered};
use crate::{Store, StoreError};

/// A drill as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDrill {
    /// Its number.
    pub id: i64,
    /// What it is.
    pub drill: Drill,
    /// Counts its changes, from 1.
    pub version: i64,
}

/// Why a drill was not changed.
#[derive(Debug, thiserror::Error)]
pub enum DrillError {
    /// It is another by now.
    #[error("the drill was changed meanwhile")]
    Changed,
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What an inject makes happen in one incident of the drill; nothing where it does not hear of it any more.
type Injecting<'d> = dyn Fn(&Kept) -> Result<(Vec<Entry>, Beside), Refused> + Send + Sync + 'd;

const COLUMNS: &str = "SELECT id, unit_id, name, goal, clock_sim, clock_real, rate, begun, targets, ended_at, version FROM drill";

impl Store {
    /// All drills, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn drills(&self) -> Result<Vec<KeptDrill>, StoreError> {
        let sql = |error| self.error(error);
        let mut rows = self.pool.acquire().await.map_err(sql)?;
        let text = format!("{COLUMNS} ORDER BY id DESC");
        let found = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(&mut *rows).await.map_err(sql)?;
        let mut all = Vec::new();
        for row in &found {
            all.push(self.as_drill(row, Vec::new())?);
        }
        Ok(all)
    }

    /// One of them, with its injects.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn drill(&self, id: i64) -> Result<Option<KeptDrill>, StoreError> {
        let mut rows = self.pool.acquire().await.map_err(|error| self.error(error))?;
        self.read_drill(id, &mut rows).await
    }

    /// The numbers of drills in which an inject waits for its minute.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn drills_waiting(&self) -> Result<Vec<i64>, StoreError> {
        let sql = |error| self.error(error);
        let rows = sqlx::query(
            "SELECT DISTINCT d.id FROM drill d JOIN drill_inject i ON i.drill_id = d.id \
             WHERE d.ended_at IS NULL AND i.sent_at IS NULL AND i.due IS NOT NULL",
        )
        .fetch_all(&self.pool)
        .await
        .map_err(sql)?;
        rows.iter().map(|row| row.try_get(0).map_err(sql)).collect()
    }

    /// Stores a new one, and says its number.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub async fn add_drill(&self, drill: &Drill, deed: &Deed) -> Result<i64, StoreError> {
        let mut change = self.change(deed).await?;
        let id = change.next_id(Numbered::Drill).await?;
        let targets = serde_json::to_string(&drill.targets).map_err(|error| self.damaged(error))?;
        sqlx::query(
            "INSERT INTO drill (id, unit_id, name, goal, clock_sim, clock_real, rate, begun, targets, ended_at, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, 1)",
        )
        .bind(id)
        .bind(drill.unit)
        .bind(drill.name.clone())
        .bind(drill.goal.clone())
        .bind(drill.clock.sim)
        .bind(drill.clock.real)
        .bind(drill.clock.rate.times())
        .bind(drill.begun)
        .bind(targets)
        .execute(&mut *change.rows)
        .await
        .map_err(|error| self.error(error))?;
        let told = Map::from_iter([("name".to_owned(), Value::from(drill.name.clone()))]);
        change.note("drill.made", &object(id), drill.unit, told).await?;
        change.commit().await?;
        Ok(id)
    }

    /// Sets its clock.
    ///
    /// # Errors
    /// When it is not the one that was seen.
    pub async fn set_drill_clock(
        &self,
        id: i64,
        seen: i64,
        clock: Clock,
        deed: &Deed,
    ) -> Result<(), DrillError> {
        let mut change = self.change(deed).await?;
        let kept = change.drill_seen(id, seen).await?;
        change.clock(id, clock).await?;
        let told = Map::from_iter([
            ("name".to_owned(), Value::from(kept.drill.name.clone())),
            ("clock".to_owned(), json!(clock.sim)),
            ("rate".to_owned(), json!(clock.rate.times())),
        ]);
        change.note("drill.clock-set", &object(id), kept.drill.unit, told).await?;
        Ok(change.commit().await?)
    }

    /// Ends it: its clock stands from then on.
    ///
    /// # Errors
    /// When it is not the one that was seen.
    pub async fn end_drill(&self, id: i64, seen: i64, at: i64, deed: &Deed) -> Result<(), DrillError> {
        let mut change = self.change(deed).await?;
        let kept = change.drill_seen(id, seen).await?;
        change.clock(id, kept.drill.clock.at_rate(Rate::Stopped, at)).await?;
        sqlx::query("UPDATE drill SET ended_at = $2 WHERE id = $1")
            .bind(id)
            .bind(at)
            .execute(&mut *change.rows)
            .await
            .map_err(|error| self.error(error))?;
        let told = Map::from_iter([("name".to_owned(), Value::from(kept.drill.name.clone()))]);
        change.note("drill.ended", &object(id), kept.drill.unit, told).await?;
        Ok(change.commit().await?)
    }

    /// Writes down what is to happen in it.
    ///
    /// # Errors
    /// When it is not the one that was seen.
    pub async fn add_inject(
        &self,
        id: i64,
        seen: i64,
        inject: &Inject,
        deed: &Deed,
    ) -> Result<(), DrillError> {
        let mut change = self.change(deed).await?;
        let kept = change.drill_seen(id, seen).await?;
        sqlx::query(
            "INSERT INTO drill_inject (drill_id, number, due, text, sent_at) VALUES ($1, $2, $3, $4, NULL)",
        )
        .bind(id)
        .bind(inject.number)
        .bind(inject.due)
        .bind(inject.text.clone())
        .execute(&mut *change.rows)
        .await
        .map_err(|error| self.error(error))?;
        let told = Map::from_iter([("name".to_owned(), Value::from(kept.drill.name.clone()))]);
        change.note("drill.inject-added", &object(id), kept.drill.unit, told).await?;
        Ok(change.commit().await?)
    }

    /// Sends an inject into every incident of the drill in which anything can happen still, and notes that it was sent:
    /// all of it or nothing, and once, whoever else sends it at the same time. Says whether it was this time.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub async fn send_inject(
        &self,
        id: i64,
        number: i64,
        at: i64,
        injecting: &Injecting<'_>,
        deed: &Deed,
    ) -> Result<bool, StoreError> {
        let sql = |error| self.error(error);
        let mut change = self.change(deed).await?;
        let taken = sqlx::query(
            "UPDATE drill_inject SET sent_at = $3 WHERE drill_id = $1 AND number = $2 AND sent_at IS NULL",
        )
        .bind(id)
        .bind(number)
        .bind(at)
        .execute(&mut *change.rows)
        .await
        .map_err(sql)?;
        let kept = self.read_drill(id, &mut change.rows).await?;
        let Some(kept) = kept.filter(|kept| taken.rows_affected() == 1 && kept.drill.ended_at.is_none())
        else {
            return Ok(false);
        };
        change.count_drill(id).await?;
        let told = Map::from_iter([("name".to_owned(), Value::from(kept.drill.name.clone()))]);
        change.note("drill.injected", &object(id), kept.drill.unit, told).await?;
        let rows = sqlx::query("SELECT id FROM incident WHERE drill_id = $1 ORDER BY id").bind(id);
        let rows = rows.fetch_all(&mut *change.rows).await.map_err(sql)?;
        for row in &rows {
            let incident: i64 = row.try_get(0).map_err(sql)?;
            let Some(kept) = self.read_incident(incident, None, &mut change.rows).await? else { continue };
            // One that is closed hears of nothing any more.
            if let Ok((entries, beside)) = injecting(&kept) {
                change.append(incident, &kept.code, &entries, &beside).await?;
            }
        }
        change.commit().await?;
        Ok(true)
    }

    async fn read_drill(&self, id: i64, rows: &mut AnyConnection) -> Result<Option<KeptDrill>, StoreError> {
        let sql = |error| self.error(error);
        let text = format!("{COLUMNS} WHERE id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(id).fetch_optional(&mut *rows).await;
        let Some(row) = row.map_err(sql)? else { return Ok(None) };
        let injects = sqlx::query(
            "SELECT number, due, text, sent_at FROM drill_inject WHERE drill_id = $1 ORDER BY number",
        )
        .bind(id)
        .fetch_all(rows)
        .await
        .map_err(sql)?;
        let read = |row: &AnyRow| {
            Ok(Inject {
                number: row.try_get(0).map_err(sql)?,
                due: row.try_get(1).map_err(sql)?,
                text: row.try_get(2).map_err(sql)?,
                sent_at: row.try_get(3).map_err(sql)?,
            })
        };
        let injects = injects.iter().map(read).collect::<Result<_, StoreError>>()?;
        Ok(Some(self.as_drill(&row, injects)?))
    }

    fn as_drill(&self, row: &AnyRow, injects: Vec<Inject>) -> Result<KeptDrill, StoreError> {
        let sql = |error| self.error(error);
        let id: i64 = row.try_get(0).map_err(sql)?;
        let rate: i64 = row.try_get(6).map_err(sql)?;
        let targets: String = row.try_get(8).map_err(sql)?;
        let targets: BTreeMap<u8, u32> = serde_json::from_str(&targets)
            .map_err(|error| self.damaged(format!("targets of drill {id}: {error}")))?;
        let clock = Clock {
            sim: row.try_get(4).map_err(sql)?,
            real: row.try_get(5).map_err(sql)?,
            rate: Rate::of(rate).ok_or_else(|| self.damaged(format!("rate of drill {id}")))?,
        };
        Ok(KeptDrill {
            id,
            drill: Drill {
                unit: row.try_get(1).map_err(sql)?,
                name: row.try_get(2).map_err(sql)?,
                goal: row.try_get(3).map_err(sql)?,
                clock,
                begun: row.try_get(7).map_err(sql)?,
                targets,
                ended_at: row.try_get(9).map_err(sql)?,
                injects,
            },
            version: row.try_get(10).map_err(sql)?,
        })
    }
}

impl Change<'_> {
    /// Counts a change of a drill, if it is the one that was seen and is not over.
    async fn drill_seen(&mut self, id: i64, seen: i64) -> Result<KeptDrill, DrillError> {
        let kept = self.store.read_drill(id, &mut self.rows).await?;
        let kept = kept.filter(|kept| kept.version == seen && kept.drill.ended_at.is_none());
        let kept = kept.ok_or(DrillError::Changed)?;
        self.count_drill(id).await?;
        Ok(kept)
    }

    async fn count_drill(&mut self, id: i64) -> Result<(), StoreError> {
        sqlx::query("UPDATE drill SET version = version + 1 WHERE id = $1")
            .bind(id)
            .execute(&mut *self.rows)
            .await
            .map_err(|error| self.store.error(error))?;
        Ok(())
    }

    async fn clock(&mut self, id: i64, clock: Clock) -> Result<(), StoreError> {
        sqlx::query("UPDATE drill SET clock_sim = $2, clock_real = $3, rate = $4 WHERE id = $1")
            .bind(id)
            .bind(clock.sim)
            .bind(clock.real)
            .bind(clock.rate.times())
            .execute(&mut *self.rows)
            .await
            .map_err(|error| self.store.error(error))?;
        Ok(())
    }
}

fn object(id: i64) -> String {
    format!("drill:{id}")
}
