//! The record as people read it, the last entry first.
//!
//! Must never read an entry outside of the units that it is given.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::{Store, StoreError};

/// Which entries are read.
#[derive(Debug, Clone, Default)]
pub struct Which {
    /// Only those in the record of one of these units; without it all, also those that are in no unit's.
    pub units: Option<Vec<i64>>,
    /// Only those about this, such as `person:12`.
    pub object: Option<String>,
    /// None of those about these information systems, which whoever reads may not know of.
    pub hidden_systems: Vec<i64>,
    /// Nor about these incidents.
    pub hidden_incidents: Vec<i64>,
    /// Of objects of these kinds only those that stand in the record of these units: whoever reads may see such things
    /// there and nowhere else. What is of another kind is not asked about.
    pub only_at: Vec<(&'static str, Vec<i64>)>,
    /// Only those before this number.
    pub before: Option<u64>,
    /// Only those after this number, and then the first first.
    pub after: Option<u64>,
}

/// One entry, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its number.
    pub number: u64,
    /// When, in seconds since 1970.
    pub at: i64,
    /// Who, as a word.
    pub who: String,
    /// What was done, as a word.
    pub action: String,
    /// To what, as a word.
    pub object: String,
    /// In whose record; 0 in nobody's.
    pub unit: i64,
    /// The details, as JSON; nothing where they were erased.
    pub details: Option<String>,
}

/// Past so many units, an entry is looked for from the end and not in the order of units.
const FEW: usize = 20;

impl Store {
    /// So many entries, the last first, unless it is said after which.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn entries(&self, which: &Which, most: u32) -> Result<Vec<Shown>, StoreError> {
        let units = match &which.units {
            None => String::new(),
            Some(units) if units.is_empty() => return Ok(Vec::new()),
            Some(units) => {
                let list: Vec<String> = units.iter().map(i64::to_string).collect();
                // A sum is looked up in no index: with many units, to go back from the end is quicker.
                let column = if units.len() > FEW { "r.unit_id + 0" } else { "r.unit_id" };
                format!("AND {column} IN ({})", list.join(","))
            }
        };
        let object = if which.object.is_some() { "AND r.object = $3" } else { "" };
        let systems = which.hidden_systems.iter().map(|id| format!("'system:{id}'"));
        let incidents = which.hidden_incidents.iter().map(|id| format!("'incident:{id}'"));
        let hidden: Vec<String> = systems.chain(incidents).collect();
        let hidden = match hidden.is_empty() {
            true => String::new(),
            false => format!("AND r.object NOT IN ({})", hidden.join(",")),
        };
        let only = which.only_at.iter().map(|(kind, units)| match units.is_empty() {
            true => format!(" AND r.object NOT LIKE '{kind}:%'"),
            false => {
                let units: Vec<String> = units.iter().map(i64::to_string).collect();
                format!(" AND (r.object NOT LIKE '{kind}:%' OR r.unit_id IN ({}))", units.join(","))
            }
        });
        let hidden = hidden + &only.collect::<String>();
        let (after, order) = match which.after {
            Some(number) => (format!("AND r.number > {number}"), "ASC"),
            None => (String::new(), "DESC"),
        };
        let text = format!(
            "SELECT r.number, r.at, r.who, r.action, r.object, r.unit_id, d.details FROM record r \
             LEFT JOIN record_details d ON d.number = r.number \
             WHERE r.number < $1 {after} {units} {object} {hidden} ORDER BY r.number {order} LIMIT $2"
        );
        let before = which.before.and_then(|number| i64::try_from(number).ok()).unwrap_or(i64::MAX);
        let mut query =
            sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false).bind(before).bind(i64::from(most));
        if let Some(object) = &which.object {
            query = query.bind(object.clone());
        }
        let rows = query.fetch_all(&self.pool).await.map_err(|error| self.error(error))?;
        rows.iter().map(|row| self.shown(row)).collect()
    }

    fn shown(&self, row: &AnyRow) -> Result<Shown, StoreError> {
        let sql = |error| self.error(error);
        let number: i64 = row.try_get(0).map_err(sql)?;
        Ok(Shown {
            number: u64::try_from(number).map_err(|error| self.damaged(error))?,
            at: row.try_get(1).map_err(sql)?,
            who: row.try_get(2).map_err(sql)?,
            action: row.try_get(3).map_err(sql)?,
            object: row.try_get(4).map_err(sql)?,
            unit: row.try_get(5).map_err(sql)?,
            details: row.try_get(6).map_err(sql)?,
        })
    }
}
