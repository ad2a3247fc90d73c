//! Within how many hours the operator of a system tells its owner: no law says, so owners do.
//!
//! Must never change what incidents have noted that were told of before.

use office::record::Deed;
use office::units::UnitId;
use serde_json::{Map, Value};
use sqlx::{AnyConnection, Row};

use crate::{Store, StoreError};

impl Store {
    /// What a unit says of it as an owner, in hours, and the version of that; 0 before it said anything.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn owner_limit(&self, unit: UnitId) -> Result<(Option<u32>, i64), StoreError> {
        let mut rows = self.pool.acquire().await.map_err(|error| self.error(error))?;
        read(self, unit, &mut rows).await
    }

    /// Says anew what a unit wants of it, where nobody did since `seen`; whether it was said.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_owner_limit(
        &self,
        unit: UnitId,
        seen: i64,
        hours: Option<u32>,
        deed: &Deed,
    ) -> Result<bool, StoreError> {
        let mut change = self.change(deed).await?;
        let (_, version) = read(self, unit, &mut change.rows).await?;
        if version != seen {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO owner_limit (unit_id, hours, version) VALUES ($1, $2, 1) \
             ON CONFLICT (unit_id) DO UPDATE SET hours = $2, version = owner_limit.version + 1",
        )
        .bind(unit.0)
        .bind(hours.map(i64::from))
        .execute(&mut *change.rows)
        .await
        .map_err(|error| self.error(error))?;
        let details = Map::from_iter([("hours".to_owned(), Value::from(hours))]);
        change.note("unit.owner-limit", &format!("unit:{}", unit.0), unit.0, details).await?;
        change.commit().await?;
        Ok(true)
    }
}

async fn read(
    store: &Store,
    unit: UnitId,
    rows: &mut AnyConnection,
) -> Result<(Option<u32>, i64), StoreError> {
    let sql = |error| store.error(error);
    let row = sqlx::query("SELECT hours, version FROM owner_limit WHERE unit_id = $1").bind(unit.0);
    let Some(row) = row.fetch_optional(rows).await.map_err(sql)? else { return Ok((None, 0)) };
    let hours: Option<i64> = row.try_get(0).map_err(sql)?;
    let hours = hours.map(|hours| u32::try_from(hours).map_err(|error| store.damaged(error))).transpose()?;
    Ok((hours, row.try_get(1).map_err(sql)?))
}
