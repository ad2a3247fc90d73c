//! Systems in lists: found, counted and put in order by the database, of what somebody may see and nothing else.
//!
//! Must never count one that is not for whoever looks.

use std::collections::BTreeMap;

use ipnet::IpNet;
use office::fold;
use office::systems::address;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::read::{COLUMNS, numbers};
use super::{Eyes, Kept, Sought};
use crate::people::{OPENING_WITHHELD, SYSTEM_WITHHELD};
use crate::{Store, StoreError};

impl Store {
    /// How many are looked for and may be seen.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn systems_counted(&self, sought: &Sought<'_>, eyes: &Eyes) -> Result<u64, StoreError> {
        let text = format!("SELECT COUNT(*) FROM info_system WHERE {}", condition(sought, eyes));
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false);
        let rows = if sought.text.is_empty() { rows } else { rows.bind(like(sought.text)) };
        let row = rows.fetch_one(&self.pool).await.map_err(|error| self.error(error))?;
        let count: i64 = row.try_get(0).map_err(|error| self.error(error))?;
        u64::try_from(count).map_err(|error| self.damaged(error))
    }

    /// So many of those that are looked for and may be seen, by name, from the one after `skip` on.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn systems(
        &self,
        sought: &Sought<'_>,
        eyes: &Eyes,
        skip: u64,
        most: u32,
    ) -> Result<Vec<Kept>, StoreError> {
        let end = format!("ORDER BY name_key, id LIMIT {most} OFFSET {skip}");
        self.systems_where(sought, eyes, &end).await
    }

    /// So many of those that are looked for and may be seen, by number, from the one after that number on.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn systems_after(
        &self,
        sought: &Sought<'_>,
        eyes: &Eyes,
        after: i64,
        most: u32,
    ) -> Result<Vec<Kept>, StoreError> {
        self.systems_where(sought, eyes, &format!("AND id > {after} ORDER BY id LIMIT {most}")).await
    }

    /// The addresses of those that are in use, may be seen and have any, by number: all of a country's in one look.
    ///
    /// # Errors
    /// When the database cannot be read, or holds what is no address.
    pub async fn systems_addressed(&self, eyes: &Eyes) -> Result<Vec<(i64, Vec<IpNet>)>, StoreError> {
        let sought = condition(&Sought::default(), eyes);
        let text =
            format!("SELECT id, addresses FROM info_system WHERE {sought} AND addresses <> '' ORDER BY id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false);
        let rows = rows.fetch_all(&self.pool).await.map_err(|error| self.error(error))?;
        let read = |row: &AnyRow| {
            let id = row.try_get(0).map_err(|error| self.error(error))?;
            let lines: String = row.try_get(1).map_err(|error| self.error(error))?;
            let all = lines.lines().map(address).collect::<Result<Vec<_>, _>>();
            Ok((id, all.map_err(|error| self.damaged(format!("system {id}: {error}")))?))
        };
        rows.iter().map(read).collect()
    }

    /// How many of those that are looked for and may be seen are of each unit that has any.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn systems_by_unit(
        &self,
        sought: &Sought<'_>,
        eyes: &Eyes,
    ) -> Result<BTreeMap<i64, usize>, StoreError> {
        let text = format!(
            "SELECT unit_id, COUNT(*) FROM info_system WHERE {} GROUP BY unit_id",
            condition(sought, eyes)
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false);
        let rows = if sought.text.is_empty() { rows } else { rows.bind(like(sought.text)) };
        let rows = rows.fetch_all(&self.pool).await.map_err(|error| self.error(error))?;
        let read = |row: &AnyRow| {
            let count: i64 = row.try_get(1).map_err(|error| self.error(error))?;
            let unit = row.try_get(0).map_err(|error| self.error(error))?;
            Ok((unit, usize::try_from(count).map_err(|error| self.damaged(error))?))
        };
        rows.iter().map(read).collect()
    }

    async fn systems_where(
        &self,
        sought: &Sought<'_>,
        eyes: &Eyes,
        end: &str,
    ) -> Result<Vec<Kept>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM info_system WHERE {} {end}", condition(sought, eyes));
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false);
        let rows = if sought.text.is_empty() { rows } else { rows.bind(like(sought.text)) };
        let rows = rows.fetch_all(&self.pool).await.map_err(|error| self.error(error))?;
        let read = rows.iter().map(|row| self.as_system(row)).collect::<Result<_, _>>()?;
        self.with_names(read, eyes.now).await
    }
}

/// What rows have to be: numbers stand in it; what somebody typed is bound, where anything was.
fn condition(sought: &Sought<'_>, eyes: &Eyes) -> String {
    let mut all = vec![format!("ended_at IS {} NULL", if sought.ended { "NOT" } else { "" }), seen_by(eyes)];
    if !sought.text.is_empty() {
        all.push("sought LIKE $1 ESCAPE '!'".to_owned());
    }
    if let Some(level) = sought.level {
        all.push(format!("level = {}", level.get()));
    }
    if let Some(units) = sought.units {
        all.push(of(units));
    }
    all.join(" AND ")
}

/// What may be seen: theirs where it is not restricted, and what names them or to which they were let in.
fn seen_by(eyes: &Eyes) -> String {
    const RESTRICTED: &str = "id IN (SELECT system_id FROM system_named)";
    let open = format!("NOT {RESTRICTED}");
    let theirs = match &eyes.units {
        None => open,
        Some(units) => format!("({open} AND {})", of(units)),
    };
    let Some(person) = eyes.person else { return theirs };
    let (person, now) = (person.0, eyes.now);
    format!(
        "({theirs} OR id IN (SELECT n.system_id FROM system_named n WHERE n.person_id = {person} \
         AND NOT {SYSTEM_WITHHELD}) \
         OR ({RESTRICTED} AND id IN (SELECT e.system_id FROM emergency e WHERE e.system_id IS NOT NULL \
         AND e.person_id = {person} AND e.agreed_at <= {now} AND e.until > {now} AND NOT {OPENING_WITHHELD})))"
    )
}

fn of(units: &[i64]) -> String {
    format!("unit_id IN ({})", numbers(units))
}

/// What is looked for, as a pattern in which nothing else means anything.
pub(crate) fn like(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in fold(text).chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}
