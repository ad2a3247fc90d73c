//! People sought among those whom somebody may see.
//!
//! Must never read anybody outside of the units that it is given: what somebody may not see is not counted either.

use std::collections::BTreeMap;

use futures_util::TryStreamExt;
use office::people::PersonId;
use sqlx::Row;

use super::{COLUMNS, Person};
use crate::systems::{like, numbers};
use crate::{Store, StoreError};

/// What is looked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sought<'s> {
    /// Letters of a name; all where there are none.
    pub text: &'s str,
    /// Units of whose people whoever looks may know; all of them where it is not said.
    pub seen: Option<&'s [i64]>,
    /// Only those who belong to one of these.
    pub units: Option<&'s [i64]>,
    /// Those who left, and nobody else; otherwise those who are there.
    pub left: bool,
}

/// One who was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Who.
    pub id: PersonId,
    /// Where they belong.
    pub unit: i64,
}

/// In which order people stand, everywhere by the given name, which stands last, and then by the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order<'o> {
    /// By name alone.
    Name,
    /// First by unit, in the order of these; of others nobody is found.
    Units(&'o [i64]),
}

impl Store {
    /// How many are looked for.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn people_counted(&self, sought: &Sought<'_>) -> Result<u64, StoreError> {
        let text = format!("SELECT COUNT(*) FROM person WHERE {}", condition(sought));
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false);
        let rows = if sought.text.is_empty() { rows } else { rows.bind(like(sought.text)) };
        let row = rows.fetch_one(&self.pool).await.map_err(|error| self.error(error))?;
        let count: i64 = row.try_get(0).map_err(|error| self.error(error))?;
        u64::try_from(count).map_err(|error| self.damaged(error))
    }

    /// How many of those who are looked for belong to each unit to which any does.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn people_by_unit(&self, sought: &Sought<'_>) -> Result<BTreeMap<i64, usize>, StoreError> {
        let sql = |error| self.error(error);
        let text =
            format!("SELECT unit_id, COUNT(*) FROM person WHERE {} GROUP BY unit_id", condition(sought));
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false);
        let rows = if sought.text.is_empty() { rows } else { rows.bind(like(sought.text)) };
        let mut rows = rows.fetch(&self.pool);
        let mut counts = BTreeMap::new();
        while let Some(row) = rows.try_next().await.map_err(sql)? {
            let count: i64 = row.try_get(1).map_err(sql)?;
            let count = usize::try_from(count).map_err(|error| self.damaged(error))?;
            counts.insert(row.try_get(0).map_err(sql)?, count);
        }
        Ok(counts)
    }

    /// So many of those who are looked for, in that order, from the one after `skip` on. The database puts them in order, and
    /// what stands before them is not read.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn people_listed(
        &self,
        sought: &Sought<'_>,
        order: Order<'_>,
        skip: usize,
        most: usize,
    ) -> Result<Vec<PersonId>, StoreError> {
        let end = match order {
            Order::Name | Order::Units([_]) => "ORDER BY order_key, id".to_owned(),
            Order::Units(units) => format!("ORDER BY {}, order_key, id", place_of(units)),
        };
        let theirs = match order {
            Order::Name => *sought,
            Order::Units(units) => Sought { units: Some(units), ..*sought },
        };
        let found = self.people_where(&theirs, &format!("{end} LIMIT {most} OFFSET {skip}")).await?;
        Ok(found.into_iter().map(|one| one.id).collect())
    }

    /// So many of those who are looked for, by number, from the one after that number on.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn people_after(
        &self,
        sought: &Sought<'_>,
        after: i64,
        most: u32,
    ) -> Result<Vec<Found>, StoreError> {
        self.people_where(sought, &format!("AND id > {after} ORDER BY id LIMIT {most}")).await
    }

    async fn people_where(&self, sought: &Sought<'_>, end: &str) -> Result<Vec<Found>, StoreError> {
        let sql = |error| self.error(error);
        let text = format!("SELECT id, unit_id FROM person WHERE {} {end}", condition(sought));
        // It is another text each time, and is not worth being kept. Rows are let go one by one: as the driver brings them
        // they are many times what is kept of them.
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false);
        let rows = if sought.text.is_empty() { rows } else { rows.bind(like(sought.text)) };
        let mut rows = rows.fetch(&self.pool);
        let mut found = Vec::new();
        while let Some(row) = rows.try_next().await.map_err(sql)? {
            found.push(Found {
                id: PersonId(row.try_get(0).map_err(sql)?),
                unit: row.try_get(1).map_err(sql)?,
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

/// The place of each of these units among them, for putting rows in order.
fn place_of(units: &[i64]) -> String {
    let mut text = "CASE unit_id".to_owned();
    for (place, unit) in units.iter().enumerate() {
        text.push_str(&format!(" WHEN {unit} THEN {place}"));
    }
    // Without a unit nobody is found, and a CASE has to have something.
    if units.is_empty() {
        return "unit_id".to_owned();
    }
    text.push_str(" END");
    text
}

/// By what a Vietnamese reader looks for somebody, folded: the given name, which stands last, then the whole. No letter of a
/// folded name comes before the space between them.
pub(super) fn order_key(name: &str) -> String {
    let key = office::fold(name);
    let given = key.rsplit(' ').next().unwrap_or_default();
    format!("{given} {key}")
}

/// What rows have to be: numbers stand in it; what somebody typed is bound, where anything was.
fn condition(sought: &Sought<'_>) -> String {
    let mut all = vec![format!("ended_at IS {} NULL", if sought.left { "NOT" } else { "" })];
    if !sought.text.is_empty() {
        all.push("name_key LIKE $1 ESCAPE '!'".to_owned());
    }
    for units in [sought.seen, sought.units].into_iter().flatten() {
        all.push(format!("unit_id IN ({})", numbers(units)));
    }
    all.join(" AND ")
}
