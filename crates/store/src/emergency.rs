//! Emergency access: who asked, who agreed, what it opened and until when, and which owners have read of it.
//!
//! Must never tell, before somebody agreed, whether there is anything that a code opens: asking stores what was typed and
//! looks nothing up.

use office::people::PersonId;
use office::record::Deed;
use serde_json::{Map, Value};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::incidents::object as incident_object;
use crate::people::{INCIDENT_WITHHELD, SYSTEM_WITHHELD};
use crate::record::Numbered;
use crate::systems::object as system_object;
use crate::{Store, StoreError};

/// Askings of one person that wait at one time.
const WAITING: i64 = 5;

/// One asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// Its number.
    pub id: i64,
    /// Who asks.
    pub person: PersonId,
    /// Where they belonged.
    pub unit: i64,
    /// The code that they typed.
    pub code: String,
    /// Why they ask.
    pub why: String,
    /// When, in seconds since 1970; below too.
    pub asked_at: i64,
    /// Who agreed.
    pub agreed_by: Option<PersonId>,
    /// What it opened.
    pub opened: Option<Opened>,
    /// Until when it is open.
    pub until: Option<i64>,
}

/// Something that is restricted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// A system, by its number.
    System(i64),
    /// An incident, by its number.
    Incident(i64),
}

impl Opened {
    fn object(self) -> String {
        match self {
            Opened::System(id) => system_object(id),
            Opened::Incident(id) => incident_object(id),
        }
    }

    /// What the record calls that somebody was let in, and that an owner has read of it.
    const fn deeds(self) -> (&'static str, &'static str) {
        match self {
            Opened::System(_) => ("system.let-in", "system.let-in-read"),
            Opened::Incident(_) => ("incident.let-in", "incident.let-in-read"),
        }
    }
}

/// What an asking opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opens {
    /// Which.
    pub what: Opened,
    /// Whose it is, in whose record it stands.
    pub unit: i64,
    /// Until when, in seconds since 1970.
    pub until: i64,
}

const COLUMNS: &str = "SELECT e.id, e.person_id, e.unit_id, e.code, e.why, e.asked_at, e.agreed_by, e.system_id, e.incident_id, e.until \
                       FROM emergency e";

/// What was opened is of those who are named there; `$1` is one of them.
fn owned() -> String {
    format!(
        "(EXISTS (SELECT 1 FROM system_named n WHERE n.system_id = e.system_id AND n.person_id = $1 \
         AND NOT {SYSTEM_WITHHELD}) OR EXISTS (SELECT 1 FROM incident_named n \
         WHERE n.incident_id = e.incident_id AND n.person_id = $1 AND NOT {INCIDENT_WITHHELD}))"
    )
}

impl Store {
    /// Keeps that somebody asks; `false` where they ask for too much at once.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn ask_in(
        &self,
        who: PersonId,
        unit: i64,
        code: &str,
        deed: &Deed,
    ) -> Result<bool, StoreError> {
        let sql = |error| self.error(error);
        let mut change = self.change(deed).await?;
        let row = sqlx::query(
            "SELECT COUNT(*) FROM emergency WHERE person_id = $1 AND agreed_at IS NULL AND asked_at > $2",
        )
        .bind(who.0)
        .bind(deed.at - office::rights::ASKED_FOR)
        .fetch_one(&mut *change.rows)
        .await;
        let waiting: i64 = row.and_then(|row| row.try_get(0)).map_err(sql)?;
        if waiting >= WAITING {
            return Ok(false);
        }
        let id = change.next_id(Numbered::Emergency).await?;
        sqlx::query(
            "INSERT INTO emergency (id, person_id, unit_id, code, why, asked_at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(who.0)
        .bind(unit)
        .bind(code)
        .bind(&deed.why)
        .bind(deed.at)
        .execute(&mut *change.rows)
        .await
        .map_err(sql)?;
        change.note("emergency.asked", &object(id), unit, Map::new()).await?;
        change.commit().await?;
        Ok(true)
    }

    /// Those that wait for somebody to agree, the first first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn askings_waiting(&self, now: i64) -> Result<Vec<Asking>, StoreError> {
        let text =
            format!("{COLUMNS} WHERE e.agreed_at IS NULL AND e.asked_at > $1 ORDER BY e.id LIMIT 1000");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(now - office::rights::ASKED_FOR);
        let rows = rows.fetch_all(&self.pool).await.map_err(|error| self.error(error))?;
        rows.iter().map(|row| self.as_asking(row)).collect()
    }

    /// The last askings of somebody, the last first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn askings_of(&self, who: PersonId) -> Result<Vec<Asking>, StoreError> {
        let text = format!("{COLUMNS} WHERE e.person_id = $1 ORDER BY e.id DESC LIMIT 10");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(who.0).fetch_all(&self.pool).await;
        rows.map_err(|error| self.error(error))?.iter().map(|row| self.as_asking(row)).collect()
    }

    /// What was opened of which somebody is an owner, and which they have not read yet.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn openings_unread(&self, owner: PersonId) -> Result<Vec<Asking>, StoreError> {
        let owned = owned();
        let text = format!(
            "{COLUMNS} WHERE {owned} AND e.person_id <> $1 AND NOT EXISTS \
             (SELECT 1 FROM emergency_read r WHERE r.emergency_id = e.id AND r.person_id = $1) ORDER BY e.id LIMIT 20"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(owner.0).fetch_all(&self.pool).await;
        rows.map_err(|error| self.error(error))?.iter().map(|row| self.as_asking(row)).collect()
    }

    fn as_asking(&self, row: &AnyRow) -> Result<Asking, StoreError> {
        let sql = |error| self.error(error);
        let agreed: Option<i64> = row.try_get(6).map_err(sql)?;
        Ok(Asking {
            id: row.try_get(0).map_err(sql)?,
            person: PersonId(row.try_get(1).map_err(sql)?),
            unit: row.try_get(2).map_err(sql)?,
            code: row.try_get(3).map_err(sql)?,
            why: row.try_get(4).map_err(sql)?,
            asked_at: row.try_get(5).map_err(sql)?,
            agreed_by: agreed.map(PersonId),
            opened: opened(row, 7).map_err(sql)?,
            until: row.try_get(9).map_err(sql)?,
        })
    }

    /// The numbers of systems that are or were restricted, with their codes.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn system_codes(&self) -> Result<Vec<(i64, String)>, StoreError> {
        let sql = |error| self.error(error);
        let rows = sqlx::query("SELECT id, code FROM info_system WHERE code <> '' AND ended_at IS NULL");
        let rows = rows.fetch_all(&self.pool).await.map_err(sql)?;
        rows.iter().map(|row| Ok((row.try_get(0).map_err(sql)?, row.try_get(1).map_err(sql)?))).collect()
    }

    /// The numbers of incidents that are restricted, with their codes.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn restricted_incident_codes(&self) -> Result<Vec<(i64, String)>, StoreError> {
        let sql = |error| self.error(error);
        let rows = sqlx::query("SELECT id, code FROM incident WHERE restricted = 1 AND code <> ''");
        let rows = rows.fetch_all(&self.pool).await.map_err(sql)?;
        rows.iter().map(|row| Ok((row.try_get(0).map_err(sql)?, row.try_get(1).map_err(sql)?))).collect()
    }

    /// Keeps that somebody agreed, and what that opens; `false` where another was quicker, or it waited too long.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn agree(
        &self,
        asking: &Asking,
        by: PersonId,
        opens: Option<Opens>,
        deed: &Deed,
    ) -> Result<bool, StoreError> {
        let mut change = self.change(deed).await?;
        let done = sqlx::query(
            "UPDATE emergency SET agreed_by = $2, agreed_at = $3, system_id = $4, incident_id = $5, \
             until = $6 WHERE id = $1 AND agreed_at IS NULL AND asked_at > $7",
        )
        .bind(asking.id)
        .bind(by.0)
        .bind(deed.at)
        .bind(opens.and_then(|opens| if let Opened::System(id) = opens.what { Some(id) } else { None }))
        .bind(opens.and_then(|opens| if let Opened::Incident(id) = opens.what { Some(id) } else { None }))
        .bind(opens.map(|opens| opens.until))
        .bind(deed.at - office::rights::ASKED_FOR)
        .execute(&mut *change.rows)
        .await
        .map_err(|error| self.error(error))?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        // The same entry, whether it opened anything or not; what it opened stands where only its people read it.
        change.note("emergency.agreed", &object(asking.id), asking.unit, Map::new()).await?;
        if let Some(opens) = opens {
            let told = [
                ("person", asking.person.0.into()),
                ("asked_why", asking.why.clone().into()),
                ("until", opens.until.into()),
            ];
            let told = told.into_iter().map(|(name, value): (&str, Value)| (name.to_owned(), value));
            let (let_in, _) = opens.what.deeds();
            change.note(let_in, &opens.what.object(), opens.unit, told.collect()).await?;
        }
        change.commit().await?;
        Ok(true)
    }

    /// Keeps that an owner has read of an opening; `false` where there is none such that they own.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn opening_read(&self, id: i64, owner: PersonId, deed: &Deed) -> Result<bool, StoreError> {
        let mut change = self.change(deed).await?;
        let owned = owned();
        let text = format!(
            "SELECT e.system_id, e.incident_id, COALESCE(s.unit_id, i.unit_id) FROM emergency e \
             LEFT JOIN info_system s ON s.id = e.system_id LEFT JOIN incident i ON i.id = e.incident_id \
             WHERE e.id = $2 AND {owned} AND e.person_id <> $1 AND NOT EXISTS \
             (SELECT 1 FROM emergency_read r WHERE r.emergency_id = e.id AND r.person_id = $1)"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(owner.0)
            .bind(id)
            .fetch_optional(&mut *change.rows)
            .await
            .map_err(|error| self.error(error))?;
        let Some(row) = row else { return Ok(false) };
        let Some(opened) = opened(&row, 0).map_err(|error| self.error(error))? else { return Ok(false) };
        let unit: i64 = row.try_get(2).map_err(|error| self.error(error))?;
        sqlx::query("INSERT INTO emergency_read (emergency_id, person_id) VALUES ($1, $2)")
            .bind(id)
            .bind(owner.0)
            .execute(&mut *change.rows)
            .await
            .map_err(|error| self.error(error))?;
        change.note(opened.deeds().1, &opened.object(), unit, Map::new()).await?;
        change.commit().await?;
        Ok(true)
    }
}

/// What was opened, by its two columns.
fn opened(row: &AnyRow, at: usize) -> Result<Option<Opened>, sqlx::Error> {
    let system: Option<i64> = row.try_get(at)?;
    let incident: Option<i64> = row.try_get(at + 1)?;
    Ok(system.map(Opened::System).or(incident.map(Opened::Incident)))
}

fn object(id: i64) -> String {
    format!("emergency:{id}")
}
