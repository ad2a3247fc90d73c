//! Systems as they are read, and for whom those are that are restricted.
//!
//! Must never give one without the names of those for whom it is.

use std::collections::BTreeMap;

use office::rights::Named;
use office::systems::{Level, Product, System, address, domain};
use office::units::UnitId;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Kept, person};
use crate::people::{OPENING_WITHHELD, SYSTEM_WITHHELD};
use crate::{Store, StoreError};

/// Columns of a system, in the order in which they are read.
pub(super) const COLUMNS: &str =
    "id, unit_id, name, level, products, addresses, domains, ended_at, version, code";

impl Store {
    /// Who is named at that moment, by the number of each system that is restricted.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn named(&self, now: i64) -> Result<BTreeMap<i64, Named>, StoreError> {
        self.named_where("1 = 1", now).await
    }

    /// Who is named, for the systems whose `system_id` is as the condition says.
    async fn named_where(&self, condition: &str, now: i64) -> Result<BTreeMap<i64, Named>, StoreError> {
        let sql = |error| self.error(error);
        let mut named: BTreeMap<i64, Named> = BTreeMap::new();
        let text = format!(
            "SELECT n.system_id, n.person_id, p.ended_at, CASE WHEN {SYSTEM_WITHHELD} THEN 1 ELSE 0 END \
             FROM system_named n JOIN person p ON p.id = n.person_id WHERE {condition}"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false).fetch_all(&self.pool);
        let rows = rows.await.map_err(sql)?;
        for row in &rows {
            let one = named.entry(row.try_get(0).map_err(sql)?).or_default();
            let who = person(row.try_get(1).map_err(sql)?);
            if row.try_get::<i64, _>(3).map_err(sql)? == 0 {
                one.all.insert(who);
            }
            if row.try_get::<Option<i64>, _>(2).map_err(sql)?.is_none() {
                one.lasting.insert(who);
            }
        }
        let text = format!(
            "SELECT system_id, person_id FROM emergency e WHERE system_id IS NOT NULL AND agreed_at <= $1 \
             AND until > $1 AND NOT {OPENING_WITHHELD} AND {condition}"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false).bind(now).fetch_all(&self.pool);
        let rows = rows.await.map_err(sql)?;
        for row in &rows {
            let system: i64 = row.try_get(0).map_err(sql)?;
            // What is restricted no more is for nobody in particular.
            if let Some(one) = named.get_mut(&system) {
                one.all.insert(person(row.try_get(1).map_err(sql)?));
            }
        }
        Ok(named)
    }

    /// These systems, in this order; what is not there is left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn systems_numbered(&self, ids: &[i64], now: i64) -> Result<Vec<Kept>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let text = format!("SELECT {COLUMNS} FROM info_system WHERE id IN ({})", numbers(ids));
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false).fetch_all(&self.pool).await;
        let rows = rows.map_err(|error| self.error(error))?;
        let read = rows.iter().map(|row| self.as_system(row)).collect::<Result<_, _>>()?;
        let read = self.with_names(read, now).await?;
        let mut read: BTreeMap<i64, Kept> = read.into_iter().map(|one| (one.id, one)).collect();
        Ok(ids.iter().filter_map(|id| read.remove(id)).collect())
    }

    /// The same, with the names of those for whom each is.
    pub(super) async fn with_names(&self, mut read: Vec<Kept>, now: i64) -> Result<Vec<Kept>, StoreError> {
        let named = match read.as_slice() {
            [] => return Ok(read),
            // For more than a page of them, all names are fewer than the numbers by which they would be asked for.
            all if all.len() > 1_000 => self.named(now).await?,
            some => {
                let ids: Vec<i64> = some.iter().map(|one| one.id).collect();
                self.named_where(&format!("system_id IN ({})", numbers(&ids)), now).await?
            }
        };
        for one in &mut read {
            one.named = named.get(&one.id).cloned();
        }
        Ok(read)
    }

    /// One of them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn system(&self, id: i64, now: i64) -> Result<Option<Kept>, StoreError> {
        Ok(self.systems_numbered(&[id], now).await?.into_iter().next())
    }

    /// A system as its row has it, without the names.
    pub(super) fn as_system(&self, row: &AnyRow) -> Result<Kept, StoreError> {
        let sql = |error| self.error(error);
        let id: i64 = row.try_get(0).map_err(sql)?;
        let wrong = |what: String| self.damaged(format!("information system {id}: {what}"));
        let lines = |column: usize| -> Result<Vec<String>, StoreError> {
            let text: String = row.try_get(column).map_err(sql)?;
            Ok(text.lines().map(str::to_owned).collect())
        };
        let level: i64 = row.try_get(3).map_err(sql)?;
        let level = u8::try_from(level).ok().and_then(Level::new).ok_or_else(|| wrong("its level".into()))?;
        let products = lines(4)?.iter().map(|text| Product::read(text)).collect::<Result<_, _>>();
        let addresses = lines(5)?.iter().map(|text| address(text)).collect::<Result<_, _>>();
        let domains = lines(6)?.iter().map(|text| domain(text)).collect::<Result<_, _>>();
        Ok(Kept {
            id,
            system: System {
                unit: UnitId(row.try_get(1).map_err(sql)?),
                name: row.try_get(2).map_err(sql)?,
                level,
                products: products.map_err(|error| wrong(error.to_string()))?,
                addresses: addresses.map_err(|error| wrong(error.to_string()))?,
                domains: domains.map_err(|error| wrong(error.to_string()))?,
            },
            version: row.try_get(8).map_err(sql)?,
            ended_at: row.try_get(7).map_err(sql)?,
            code: row.try_get(9).map_err(sql)?,
            named: None,
        })
    }
}

/// Numbers as they stand in a statement. Numbers alone: there is nothing in them that could mean something else.
pub(crate) fn numbers(of: &[i64]) -> String {
    if of.is_empty() {
        return "-1".to_owned();
    }
    of.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}
