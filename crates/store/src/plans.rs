//! Response plans as they are stored, each change with its entry in the record.
//!
//! Must never change a plan but as `office::plan` decides on it as it is then; must never have two in force for one unit.

mod remind;

use std::collections::BTreeSet;

use office::day::Day;
use office::plan::{Approval, Contents, Deed as Wanted, Limits, Phase, Plan, Refused};
use office::record::Deed;
use office::rights::Grant;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::incidents::IncidentsError;
use crate::record::{Change, Numbered};
use crate::systems::numbers;
use crate::{Store, StoreError};

/// A plan as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPlan {
    /// Its number.
    pub id: i64,
    /// What it is.
    pub plan: Plan,
    /// When it was changed last, in seconds since 1970.
    pub changed_at: i64,
}

/// A plan in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPlan {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub unit: i64,
    /// For which year.
    pub year: i16,
    /// How far it is.
    pub phase: Phase,
    /// Its approval; nothing before.
    pub approval: Option<Approval>,
    /// The day by which it is to be looked at again.
    pub review_by: Option<Day>,
}

/// Why a plan was not changed.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// There is none of that number.
    #[error("there is no plan {0}")]
    NotThere(i64),
    /// The unit has one already that is being written.
    #[error("plan {0} of the unit is being written")]
    Open(i64),
    /// What somebody is was changed meanwhile: whether they may do this is to be asked anew.
    #[error("roles were changed meanwhile")]
    RightsChanged,
    /// It was refused.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<IncidentsError> for PlanError {
    fn from(error: IncidentsError) -> PlanError {
        match error {
            IncidentsError::Store(error) => PlanError::Store(error),
            _ => PlanError::RightsChanged,
        }
    }
}

const LISTED: &str = "id, unit_id, year, phase, number, approved_on, approver, review_by";

impl Store {
    /// All plans of these units, or of all: by unit, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn plans(&self, units: Option<&[i64]>) -> Result<Vec<ListedPlan>, StoreError> {
        let which = units.map(|units| format!("WHERE unit_id IN ({})", numbers(units))).unwrap_or_default();
        let text = format!("SELECT {LISTED} FROM plan {which} ORDER BY unit_id, id DESC");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false).fetch_all(&self.pool).await;
        rows.map_err(|error| self.error(error))?.iter().map(|row| self.listed_plan(row)).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn plan(&self, id: i64) -> Result<Option<KeptPlan>, StoreError> {
        let mut rows = self.pool.acquire().await.map_err(|error| self.error(error))?;
        self.read_plan(id, &mut rows).await
    }

    /// The number of the one that is in force for a unit.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn plan_in_force(&self, unit: i64) -> Result<Option<i64>, StoreError> {
        let row = sqlx::query(
            "SELECT id FROM plan WHERE unit_id = $1 AND phase = 'in-force' ORDER BY id DESC LIMIT 1",
        );
        let row = row.bind(unit).fetch_optional(&self.pool).await.map_err(|error| self.error(error))?;
        row.map(|row| row.try_get(0).map_err(|error| self.error(error))).transpose()
    }

    /// Begins a new one for a unit and a year, with what the one in force says, and says its number.
    ///
    /// # Errors
    /// When one is being written already, or its author is something else by now.
    pub async fn add_plan(
        &self,
        unit: i64,
        year: i16,
        grants: &[Grant],
        deed: &Deed,
    ) -> Result<i64, PlanError> {
        let sql = |error| self.error(error);
        let mut change = self.change(deed).await?;
        change.author_still_holds(Some(grants)).await?;
        let mut before = None;
        let rows = sqlx::query(
            "SELECT id, phase FROM plan WHERE unit_id = $1 AND phase IN ('draft', 'submitted', 'in-force') ORDER BY id",
        );
        for row in rows.bind(unit).fetch_all(&mut *change.rows).await.map_err(sql)? {
            let id: i64 = row.try_get(0).map_err(sql)?;
            if row.try_get::<String, _>(1).map_err(sql)? != Phase::InForce.as_str() {
                return Err(PlanError::Open(id));
            }
            before = self.read_plan(id, &mut change.rows).await?;
        }
        let plan = Plan::new(unit, year, before.as_ref().map(|kept| &kept.plan));
        let id = change.next_id(Numbered::Plan).await?;
        sqlx::query(
            "INSERT INTO plan (id, unit_id, year, phase, contents, systems_at, number, approved_on, approver, review_by, \
             made_at, changed_at, version) VALUES ($1, $2, $3, 'draft', '{}', 1, '', '', '', '', $4, $4, 1)",
        )
        .bind(id)
        .bind(unit)
        .bind(i64::from(year))
        .bind(deed.at)
        .execute(&mut *change.rows)
        .await
        .map_err(sql)?;
        change.keep_plan(id, &plan, None).await?;
        change
            .note("plan.made", &object(id), unit, Map::from_iter([("year".to_owned(), json!(year))]))
            .await?;
        change.commit().await?;
        Ok(id)
    }

    /// Does that to a plan, as it is when it is stored. `grants` is what its author was when they were asked. `looked` is
    /// the day on which it is done, and when it is to be looked at again is counted from there.
    ///
    /// # Errors
    /// When it is refused, or its author is something else by now.
    pub async fn change_plan(
        &self,
        id: i64,
        wanted: &Wanted,
        looked: Day,
        grants: &[Grant],
        deed: &Deed,
    ) -> Result<(), PlanError> {
        let sql = |error| self.error(error);
        let mut change = self.change(deed).await?;
        change.author_still_holds(Some(grants)).await?;
        let kept = self.read_plan(id, &mut change.rows).await?.ok_or(PlanError::NotThere(id))?;
        let plan = kept.plan.after(wanted, looked, &Limits::default())?;
        if matches!(wanted, Wanted::Approve(_)) {
            // The one before is not in force any more from this very commit on.
            let rows = sqlx::query("SELECT id FROM plan WHERE unit_id = $1 AND phase = 'in-force'");
            for row in rows.bind(plan.unit).fetch_all(&mut *change.rows).await.map_err(sql)? {
                let before: i64 = row.try_get(0).map_err(sql)?;
                sqlx::query(
                    "UPDATE plan SET phase = 'superseded', review_by = '', remind_at = NULL, version = version + 1 WHERE id = $1",
                )
                .bind(before)
                .execute(&mut *change.rows)
                .await
                .map_err(sql)?;
                let by = Map::from_iter([("by".to_owned(), Value::from(object(id)))]);
                change.note("plan.superseded", &object(before), plan.unit, by).await?;
            }
        }
        change.keep_plan(id, &plan, Some(looked)).await?;
        change.note(wanted.word(), &object(id), plan.unit, told(wanted, &plan)?).await?;
        Ok(change.commit().await?)
    }

    /// Which scenario of which plan is practised in a drill.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn drill_scenario(&self, drill: i64) -> Result<Option<(i64, u32)>, StoreError> {
        let sql = |error| self.error(error);
        let row = sqlx::query("SELECT plan_id, scenario FROM drill_plan WHERE drill_id = $1").bind(drill);
        let Some(row) = row.fetch_optional(&self.pool).await.map_err(sql)? else { return Ok(None) };
        let scenario: i64 = row.try_get(1).map_err(sql)?;
        let scenario = u32::try_from(scenario).map_err(|error| self.damaged(error))?;
        Ok(Some((row.try_get(0).map_err(sql)?, scenario)))
    }

    /// The drills in which scenarios of a plan are practised: their numbers, names, and scenarios.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn drills_of_plan(&self, plan: i64) -> Result<Vec<(i64, String, u32)>, StoreError> {
        let sql = |error| self.error(error);
        let rows = sqlx::query(
            "SELECT d.id, d.name, p.scenario FROM drill_plan p JOIN drill d ON d.id = p.drill_id WHERE p.plan_id = $1 ORDER BY d.id DESC",
        );
        let rows = rows.bind(plan).fetch_all(&self.pool).await.map_err(sql)?;
        rows.iter()
            .map(|row| {
                let scenario: i64 = row.try_get(2).map_err(sql)?;
                let scenario = u32::try_from(scenario).map_err(|error| self.damaged(error))?;
                Ok((row.try_get(0).map_err(sql)?, row.try_get(1).map_err(sql)?, scenario))
            })
            .collect()
    }

    /// Notes which scenario is practised in a drill of that unit; nothing for none.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub async fn practise(
        &self,
        drill: i64,
        unit: i64,
        what: Option<(i64, u32)>,
        deed: &Deed,
    ) -> Result<(), StoreError> {
        let sql = |error| self.error(error);
        let mut change = self.change(deed).await?;
        let forget = sqlx::query("DELETE FROM drill_plan WHERE drill_id = $1").bind(drill);
        forget.execute(&mut *change.rows).await.map_err(sql)?;
        let mut told = Map::new();
        if let Some((plan, scenario)) = what {
            let keep =
                sqlx::query("INSERT INTO drill_plan (drill_id, plan_id, scenario) VALUES ($1, $2, $3)");
            keep.bind(drill)
                .bind(plan)
                .bind(i64::from(scenario))
                .execute(&mut *change.rows)
                .await
                .map_err(sql)?;
            told.insert("plan".to_owned(), json!(plan));
            told.insert("scenario".to_owned(), json!(scenario));
        }
        change.note("drill.scenario-chosen", &format!("drill:{drill}"), unit, told).await?;
        change.commit().await
    }

    async fn read_plan(&self, id: i64, rows: &mut AnyConnection) -> Result<Option<KeptPlan>, StoreError> {
        let sql = |error| self.error(error);
        let text =
            format!("SELECT {LISTED}, contents, systems_at, changed_at, version FROM plan WHERE id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(id).fetch_optional(&mut *rows).await;
        let Some(row) = row.map_err(sql)? else { return Ok(None) };
        let listed = self.listed_plan(&row)?;
        let contents: String = row.try_get(8).map_err(sql)?;
        let contents: Contents = serde_json::from_str(&contents)
            .map_err(|error| self.damaged(format!("contents of plan {id}: {error}")))?;
        let found = sqlx::query("SELECT system_id FROM plan_system WHERE plan_id = $1").bind(id);
        let found = found.fetch_all(rows).await.map_err(sql)?;
        let systems: Result<BTreeSet<i64>, StoreError> =
            found.iter().map(|row| row.try_get(0).map_err(sql)).collect();
        let plan = Plan {
            unit: listed.unit,
            year: listed.year,
            phase: listed.phase,
            contents,
            systems: systems?,
            systems_at: row.try_get(9).map_err(sql)?,
            approval: listed.approval,
            review_by: listed.review_by,
            version: row.try_get(11).map_err(sql)?,
        };
        Ok(Some(KeptPlan { id, plan, changed_at: row.try_get(10).map_err(sql)? }))
    }

    fn listed_plan(&self, row: &AnyRow) -> Result<ListedPlan, StoreError> {
        let sql = |error| self.error(error);
        let text = |at: usize| row.try_get::<String, _>(at).map_err(sql);
        let id: i64 = row.try_get(0).map_err(sql)?;
        let broken = |what: &str| self.damaged(format!("{what} of plan {id}"));
        let day = |at: usize, what: &str| match text(at)?.as_str() {
            "" => Ok(None),
            typed => Day::from_iso(typed).map(Some).map_err(|_| broken(what)),
        };
        let year: i64 = row.try_get(2).map_err(sql)?;
        let (number, by) = (text(4)?, text(6)?);
        Ok(ListedPlan {
            id,
            unit: row.try_get(1).map_err(sql)?,
            year: i16::try_from(year).map_err(|_| broken("year"))?,
            phase: Phase::read(&text(3)?).ok_or_else(|| broken("phase"))?,
            approval: day(5, "approval")?.map(|day| Approval { number, day, by }),
            review_by: day(7, "review")?,
        })
    }
}

impl Change<'_> {
    /// Puts a plan in the place of what it was.
    async fn keep_plan(&mut self, id: i64, plan: &Plan, looked: Option<Day>) -> Result<(), StoreError> {
        let store = self.store;
        let sql = |error| store.error(error);
        let contents = serde_json::to_string(&plan.contents).map_err(|error| store.damaged(error))?;
        let approval = plan.approval.as_ref();
        let remind = looked.and_then(|day| if plan.phase == Phase::InForce { Some(day) } else { None });
        sqlx::query(
            "UPDATE plan SET phase = $2, contents = $3, systems_at = $4, number = $5, approved_on = $6, approver = $7, \
             review_by = $8, remind_at = $9, changed_at = $10, version = $11 WHERE id = $1",
        )
        .bind(id)
        .bind(plan.phase.as_str())
        .bind(contents)
        .bind(plan.systems_at)
        .bind(approval.map(|one| one.number.clone()).unwrap_or_default())
        .bind(approval.map(|one| one.day.to_string()).unwrap_or_default())
        .bind(approval.map(|one| one.by.clone()).unwrap_or_default())
        .bind(plan.review_by.map(|day| day.to_string()).unwrap_or_default())
        // Looked at once at the next round: it may be late from the beginning.
        .bind(remind.and_then(Day::begins))
        .bind(self.deed.at)
        .bind(plan.version)
        .execute(&mut *self.rows)
        .await
        .map_err(sql)?;
        let forget = sqlx::query("DELETE FROM plan_system WHERE plan_id = $1").bind(id);
        forget.execute(&mut *self.rows).await.map_err(sql)?;
        for system in &plan.systems {
            let keep = sqlx::query("INSERT INTO plan_system (plan_id, system_id) VALUES ($1, $2)");
            keep.bind(id).bind(*system).execute(&mut *self.rows).await.map_err(sql)?;
        }
        Ok(())
    }
}

/// What the record says of a change: nothing of what the plan says, but a digest of it. Which systems were chosen is not
/// told, since who reads the record may not know of them.
fn told(wanted: &Wanted, plan: &Plan) -> Result<Map<String, Value>, StoreError> {
    let text = serde_json::to_vec(&plan.contents).unwrap_or_default();
    let digest: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    let mut told =
        Map::from_iter([("year".to_owned(), json!(plan.year)), ("sha256".to_owned(), json!(digest))]);
    match wanted {
        Wanted::Write(part, ..) => {
            told.insert("part".to_owned(), json!(part.as_str()));
        }
        Wanted::Scene(one, _) => {
            told.insert(
                "scenario".to_owned(),
                json!(if one.number == 0 { plan.contents.last } else { one.number }),
            );
        }
        Wanted::Drop(number) => {
            told.insert("scenario".to_owned(), json!(number));
        }
        Wanted::Approve(approval) => {
            told.insert("number".to_owned(), json!(approval.number));
            told.insert("day".to_owned(), json!(approval.day.to_string()));
            told.insert("by".to_owned(), json!(approval.by));
        }
        _ => {}
    }
    Ok(told)
}

/// What the record calls a plan.
fn object(id: i64) -> String {
    format!("plan:{id}")
}
