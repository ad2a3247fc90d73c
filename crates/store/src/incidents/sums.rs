//! The sums of form 05: asked of the database, of the rows that stand beside incidents, never of their events.
//!
//! Must never count one that is not for whoever looks, and must never count by another condition than the list that a sum
//! opens.

use office::incident::{Counted, Helper};
use sqlx::{AnyConnection, Row};

use super::lists::{asked, condition};
use super::{Eyes, Sought};
use crate::{Store, StoreError};

/// Sums of money are added up in two parts, so that they do not run over.
const PART: i64 = 1_000_000;

/// Names of helpers that are told at most.
const HELPERS: u32 = 500;

/// How an incident was handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Response is over, and nobody helped.
    Alone,
    /// Others in the country helped.
    Others,
    /// Others abroad helped.
    Abroad,
    /// The national coordinator was asked for help.
    Asked,
    /// What it cost was said.
    Loss,
}

impl How {
    /// All of them, in the order of form 05.
    pub const ALL: [How; 5] = [How::Alone, How::Others, How::Abroad, How::Asked, How::Loss];

    /// The word by which addresses name it.
    pub fn as_str(self) -> &'static str {
        match self {
            How::Alone => "alone",
            How::Others => "others",
            How::Abroad => "abroad",
            How::Asked => "asked",
            How::Loss => "loss",
        }
    }

    /// The one of that word.
    pub fn read(word: &str) -> Option<How> {
        How::ALL.into_iter().find(|how| how.as_str() == word)
    }

    /// What rows have to be.
    pub(super) fn condition(self) -> &'static str {
        match self {
            How::Alone => {
                "phase IN ('ended', 'closed') AND NOT EXISTS (SELECT 1 FROM incident_counted k \
                 WHERE k.incident_id = incident.id AND (k.helped = 1 OR k.abroad = 1))"
            }
            How::Others => {
                "EXISTS (SELECT 1 FROM incident_counted k WHERE k.incident_id = incident.id AND k.helped = 1)"
            }
            How::Abroad => {
                "EXISTS (SELECT 1 FROM incident_counted k WHERE k.incident_id = incident.id AND k.abroad = 1)"
            }
            How::Asked => {
                "EXISTS (SELECT 1 FROM incident_counted k WHERE k.incident_id = incident.id AND k.asked = 1)"
            }
            How::Loss => {
                "EXISTS (SELECT 1 FROM incident_counted k WHERE k.incident_id = incident.id AND k.loss IS NOT NULL)"
            }
        }
    }
}

/// The sums of one unit and class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summed {
    /// The unit that they happened to.
    pub unit: i64,
    /// The class; empty for those that have none yet.
    pub class: String,
    /// Incidents; handled alone; with help; with help from abroad; help asked of the coordinator.
    pub counts: [u64; 5],
    /// Of how many it is said what they cost.
    pub with_loss: u64,
    /// What these cost, in đồng.
    pub loss: u128,
}

impl Store {
    /// The sums of those that are looked for and may be seen, by unit and class.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn incident_sums(&self, sought: &Sought<'_>, eyes: &Eyes) -> Result<Vec<Summed>, StoreError> {
        let sql = |error| self.error(error);
        let one = |how: How| format!("CAST(SUM(CASE WHEN {} THEN 1 ELSE 0 END) AS BIGINT)", how.condition());
        let text = format!(
            "SELECT incident.unit_id, incident.class, COUNT(*), {}, {}, {}, {}, CAST(COUNT(c.loss) AS BIGINT), \
             CAST(COALESCE(SUM(c.loss / {PART}), 0) AS BIGINT), CAST(COALESCE(SUM(c.loss % {PART}), 0) AS BIGINT) \
             FROM incident LEFT JOIN incident_counted c ON c.incident_id = incident.id \
             WHERE {} GROUP BY incident.unit_id, incident.class",
            one(How::Alone),
            one(How::Others),
            one(How::Abroad),
            one(How::Asked),
            condition(sought, eyes)
        );
        let rows = asked(text, sought).fetch_all(&self.pool).await.map_err(sql)?;
        rows.iter()
            .map(|row| {
                let number = |at: usize| -> Result<u64, StoreError> {
                    let number: i64 = row.try_get(at).map_err(sql)?;
                    u64::try_from(number).map_err(|error| self.damaged(error))
                };
                Ok(Summed {
                    unit: row.try_get(0).map_err(sql)?,
                    class: row.try_get(1).map_err(sql)?,
                    counts: [number(2)?, number(3)?, number(4)?, number(5)?, number(6)?],
                    with_loss: number(7)?,
                    loss: u128::from(number(8)?) * u128::from(PART.unsigned_abs()) + u128::from(number(9)?),
                })
            })
            .collect()
    }

    /// Who helped in those that are looked for and may be seen, each once.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn incident_helpers(
        &self,
        sought: &Sought<'_>,
        eyes: &Eyes,
    ) -> Result<Vec<Helper>, StoreError> {
        let sql = |error| self.error(error);
        let text = format!(
            "SELECT DISTINCT abroad, unit_id, name FROM incident_helper WHERE incident_id IN \
             (SELECT id FROM incident WHERE {}) ORDER BY abroad, unit_id, name LIMIT {HELPERS}",
            condition(sought, eyes)
        );
        let rows = asked(text, sought).fetch_all(&self.pool).await.map_err(sql)?;
        rows.iter()
            .map(|row| {
                let (abroad, unit): (i64, i64) = (row.try_get(0).map_err(sql)?, row.try_get(1).map_err(sql)?);
                let name: String = row.try_get(2).map_err(sql)?;
                Ok(match (abroad, unit) {
                    (0, 0) => Helper::Organisation(name),
                    (0, unit) => Helper::Unit(unit),
                    _ => Helper::Abroad(name),
                })
            })
            .collect()
    }

    /// So many incidents that were stored before anything was counted beside them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn incidents_uncounted(&self, most: u32) -> Result<Vec<i64>, StoreError> {
        let sql = |error| self.error(error);
        let text = format!(
            "SELECT id FROM incident WHERE NOT EXISTS (SELECT 1 FROM incident_counted c WHERE c.incident_id = incident.id) \
             ORDER BY id LIMIT {most}"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(&self.pool).await.map_err(sql)?;
        rows.iter().map(|row| row.try_get(0).map_err(sql)).collect()
    }

    /// Counts one of them, by its events as they are. It changes nothing that anybody said.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn count_incident(&self, id: i64) -> Result<(), StoreError> {
        let mut rows = self.begin_writing().await?;
        if let Some(kept) = self.read_incident(id, None, &mut rows).await? {
            count(self, &mut rows, id, &kept.incident.counted()).await?;
        }
        rows.commit().await.map_err(|error| self.error(error))
    }
}

/// Puts what is counted of an incident beside it.
pub(super) async fn count(
    store: &Store,
    rows: &mut AnyConnection,
    id: i64,
    counted: &Counted,
) -> Result<(), StoreError> {
    let sql = |error| store.error(error);
    for table in [
        "DELETE FROM incident_counted WHERE incident_id = $1",
        "DELETE FROM incident_helper WHERE incident_id = $1",
    ] {
        sqlx::query(table).bind(id).execute(&mut *rows).await.map_err(sql)?;
    }
    sqlx::query(
        "INSERT INTO incident_counted (incident_id, helped, abroad, asked, loss) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(id)
    .bind(i64::from(counted.by_others()))
    .bind(i64::from(counted.from_abroad()))
    .bind(i64::from(counted.asked))
    .bind(counted.loss.map(|loss| i64::try_from(loss).unwrap_or(i64::MAX)))
    .execute(&mut *rows)
    .await
    .map_err(sql)?;
    for helper in &counted.helpers {
        let (abroad, unit, name) = match helper {
            Helper::Unit(unit) => (0_i64, *unit, ""),
            Helper::Organisation(name) => (0, 0, name.as_str()),
            Helper::Abroad(name) => (1, 0, name.as_str()),
        };
        sqlx::query(
            "INSERT INTO incident_helper (incident_id, abroad, unit_id, name) VALUES ($1, $2, $3, $4)",
        )
        .bind(id)
        .bind(abroad)
        .bind(unit)
        .bind(name.to_owned())
        .execute(&mut *rows)
        .await
        .map_err(sql)?;
    }
    Ok(())
}
