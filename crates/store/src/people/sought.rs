//! People sought among those whom somebody may see.
//!
//! Must never read anybody outside of the units that it is given: what somebody may not see is not counted either.

use futures_util::TryStreamExt;
use office::people::PersonId;
use sqlx::Row;

use super::{COLUMNS, Person};
use crate::{Store, StoreError};

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Sought<'s> {
    /// Only those who belong to one of these.
    pub units: &'s [i64],
    /// Those who left, and nobody else; otherwise those who are there.
    pub left: bool,
}

/// One who was found: as much as it takes to put them in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Who.
    pub id: PersonId,
    /// Where they belong.
    pub unit: i64,
    /// Their name, folded.
    pub name_key: String,
}

impl Store {
    /// Every unit to which somebody belongs, or belonged when they left.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn units_with_people(&self) -> Result<Vec<i64>, StoreError> {
        let rows = sqlx::query("SELECT DISTINCT unit_id FROM person ORDER BY unit_id");
        let rows = rows.fetch_all(&self.pool).await.map_err(|error| self.error(error))?;
        rows.iter().map(|row| row.try_get(0).map_err(|error| self.error(error))).collect()
    }

    /// All who are looked for, by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn people_sought(&self, sought: &Sought<'_>) -> Result<Vec<Found>, StoreError> {
        if sought.units.is_empty() {
            return Ok(Vec::new());
        }
        let sql = |error| self.error(error);
        let text = format!(
            "SELECT id, unit_id, name_key FROM person WHERE unit_id IN ({}) AND ended_at IS {} NULL \
             ORDER BY name_key, id",
            numbers(sought.units),
            if sought.left { "NOT" } else { "" },
        );
        // It is another text each time, and is not worth being kept. Rows are let go one by one: as the driver brings them
        // they are many times what is kept of them.
        let mut rows = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false).fetch(&self.pool);
        let mut found = Vec::new();
        while let Some(row) = rows.try_next().await.map_err(sql)? {
            found.push(Found {
                id: PersonId(row.try_get(0).map_err(sql)?),
                unit: row.try_get(1).map_err(sql)?,
                name_key: row.try_get(2).map_err(sql)?,
            });
        }
        Ok(found)
    }

    /// These people, in this order; who is not there is left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn people_numbered(&self, ids: &[PersonId]) -> Result<Vec<Person>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let list: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let text = format!("SELECT {COLUMNS} FROM person WHERE id IN ({})", numbers(&list));
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false).fetch_all(&self.pool).await;
        let rows = rows.map_err(|error| self.error(error))?;
        let mut people: Vec<Person> =
            rows.iter().map(|row| self.as_person(row)).collect::<Result<_, StoreError>>()?;
        people.sort_by_key(|person| ids.iter().position(|id| *id == person.id));
        Ok(people)
    }
}

/// Numbers as they stand in a statement. Numbers alone: there is nothing in them that could mean something else.
fn numbers(of: &[i64]) -> String {
    of.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}
