//! Incidents in lists: found, counted and put in order by the database, of what somebody may see and nothing else.
//!
//! Must never count one that is not for whoever looks.

use office::incident::{Counted, Summary};
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, Row};

use super::{Eyes, Listed, Sought};
use crate::people::{INCIDENT_WITHHELD, OPENING_WITHHELD};
use crate::systems::{like, numbers};
use crate::{Store, StoreError};

const COLUMNS: &str = "id, code, restricted, drill_id, title, unit_id, phase, kind, class, grade, step, holder_id, since, \
                       due, detected_at, opened_at, last_at, closed_at, late_at";

/// What is owed first stands first, then what happened last.
const ORDER: &str = "CASE WHEN due IS NULL THEN 1 ELSE 0 END, due, last_at DESC, id DESC";

impl Store {
    /// So many of those that are looked for and may be seen, from the one after `skip` on; and how many there are.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn incidents(
        &self,
        sought: &Sought<'_>,
        eyes: &Eyes,
        skip: u32,
        most: u32,
    ) -> Result<(Vec<Listed>, u64), StoreError> {
        let sql = |error| self.error(error);
        let condition = condition(sought, eyes);
        let count = format!("SELECT COUNT(*) FROM incident WHERE {condition}");
        let row = asked(count, sought).fetch_one(&self.pool).await.map_err(sql)?;
        let count: i64 = row.try_get(0).map_err(sql)?;
        let text = format!(
            "SELECT {COLUMNS} FROM incident WHERE {condition} ORDER BY {ORDER} LIMIT {most} OFFSET {skip}"
        );
        let rows = asked(text, sought).fetch_all(&self.pool).await.map_err(sql)?;
        let listed = rows.iter().map(|row| self.listed(row)).collect::<Result<_, _>>()?;
        Ok((listed, u64::try_from(count).map_err(|error| self.damaged(error))?))
    }

    /// Those that share an indicator with one, and which: kind, value, and the other's number; of those that may be seen,
    /// and of the same drill, or real as it is.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn incidents_alike(
        &self,
        id: i64,
        eyes: &Eyes,
    ) -> Result<Vec<(String, String, Listed)>, StoreError> {
        let sql = |error| self.error(error);
        let text = format!(
            "SELECT {}, a.kind AS shared_kind, a.value AS shared_value FROM incident \
             JOIN incident_indicator a ON a.incident_id = incident.id \
             JOIN incident_indicator b ON b.kind = a.kind AND b.value = a.value AND b.incident_id = $1 \
             WHERE incident.id <> $1 AND COALESCE(incident.drill_id, 0) = \
             (SELECT COALESCE(drill_id, 0) FROM incident WHERE id = $1) AND {} ORDER BY incident.id DESC LIMIT 200",
            COLUMNS
                .split(", ")
                .map(|column| format!("incident.{}", column.trim()))
                .collect::<Vec<_>>()
                .join(", "),
            seen_by(eyes)
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false).bind(id).fetch_all(&self.pool);
        let rows = rows.await.map_err(sql)?;
        rows.iter()
            .map(|row| Ok((row.try_get(19).map_err(sql)?, row.try_get(20).map_err(sql)?, self.listed(row)?)))
            .collect()
    }

    fn listed(&self, row: &AnyRow) -> Result<Listed, StoreError> {
        let sql = |error| self.error(error);
        let step: i64 = row.try_get(10).map_err(sql)?;
        Ok(Listed {
            id: row.try_get(0).map_err(sql)?,
            code: row.try_get(1).map_err(sql)?,
            is_restricted: row.try_get::<i64, _>(2).map_err(sql)? != 0,
            drill: row.try_get(3).map_err(sql)?,
            summary: Summary {
                title: row.try_get(4).map_err(sql)?,
                unit: row.try_get(5).map_err(sql)?,
                phase: row.try_get(6).map_err(sql)?,
                kind: row.try_get(7).map_err(sql)?,
                class: row.try_get(8).map_err(sql)?,
                grade: row.try_get(9).map_err(sql)?,
                step: u8::try_from(step).map_err(|error| self.damaged(error))?,
                holder: row.try_get(11).map_err(sql)?,
                since: row.try_get(12).map_err(sql)?,
                due: row.try_get(13).map_err(sql)?,
                late_at: row.try_get(18).map_err(sql)?,
                detected_at: row.try_get(14).map_err(sql)?,
                opened_at: row.try_get(15).map_err(sql)?,
                last_at: row.try_get(16).map_err(sql)?,
                closed_at: row.try_get(17).map_err(sql)?,
                counted: Counted::default(),
            },
        })
    }
}

/// A query that has [`condition`] in it, with what that looks for.
pub(super) fn asked<'q>(text: String, sought: &Sought<'_>) -> Query<'q, Any, AnyArguments> {
    sqlx::query(sqlx::AssertSqlSafe(text))
        .persistent(false)
        .bind(like(sought.text))
        .bind(sought.class.to_owned())
        .bind(sought.grade.to_owned())
}

/// What rows have to be: numbers stand in it, and words of ours; what somebody typed is bound.
pub(super) fn condition(sought: &Sought<'_>, eyes: &Eyes) -> String {
    let mut all = vec![
        "sought LIKE $1 ESCAPE '!'".to_owned(),
        "($2 = '' OR class = $2 OR ($2 = 'none' AND class = ''))".to_owned(),
        "($3 = '' OR grade = $3)".to_owned(),
        seen_by(eyes),
    ];
    all.push(match sought.drill {
        Some(drill) => format!("drill_id = {drill}"),
        None => "drill_id IS NULL".to_owned(),
    });
    if !sought.phases.is_empty() {
        let known = |phase: &&&str| phase.bytes().all(|c| c.is_ascii_lowercase());
        let phases: Vec<String> = sought.phases.iter().filter(known).map(|one| format!("'{one}'")).collect();
        all.push(format!("phase IN ({})", phases.join(",")));
    }
    if let Some(units) = sought.units {
        all.push(with_part(units));
    }
    if let Some(units) = sought.of {
        all.push(format!("unit_id IN ({})", numbers(units)));
    }
    if let Some(units) = sought.held_by {
        all.push(format!("holder_id IN ({})", numbers(units)));
    }
    if let Some((from, before)) = sought.detected {
        all.push(format!("detected_at >= {from} AND detected_at < {before}"));
    }
    if let Some(how) = sought.how {
        all.push(how.condition().to_owned());
    }
    if let Some(before) = sought.late_at {
        all.push(format!("late_at < {before}"));
    }
    all.join(" AND ")
}

/// What may be seen: where one of their units has a part and it is not restricted, and what names them.
fn seen_by(eyes: &Eyes) -> String {
    let theirs = match &eyes.units {
        None => "1 = 1".to_owned(),
        Some(units) => with_part(units),
    };
    let named = match eyes.person {
        None => "1 = 0".to_owned(),
        Some(person) => format!(
            "(EXISTS (SELECT 1 FROM incident_named n WHERE n.incident_id = incident.id AND n.person_id = {person} \
             AND NOT {INCIDENT_WITHHELD}) \
             OR EXISTS (SELECT 1 FROM emergency e WHERE e.incident_id = incident.id AND e.person_id = {person} \
             AND e.agreed_at <= {now} AND e.until > {now} AND NOT {OPENING_WITHHELD}))",
            person = person.0,
            now = eyes.now
        ),
    };
    format!("((restricted = 0 AND {theirs}) OR (restricted = 1 AND {named}))")
}

fn with_part(units: &[i64]) -> String {
    format!(
        "EXISTS (SELECT 1 FROM incident_side s WHERE s.incident_id = incident.id AND s.unit_id IN ({}))",
        numbers(units)
    )
}
