//! Roles: given, taken away, and kept with their end.
//!
//! Must never leave everything without an administrator.

use office::people::PersonId;
use office::record::Deed;
use office::rights::{Grant, Role};
use office::units::UnitId;
use sqlx::Row;

use super::PeopleError;
use crate::record::{Change, Numbered};
use crate::{Store, StoreError};

/// A role that somebody has or had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// Its number.
    pub id: i64,
    /// What, and where.
    pub grant: Grant,
    /// Since when, in seconds since 1970.
    pub since: i64,
    /// Until when, where it was taken away.
    pub until: Option<i64>,
}

impl Store {
    /// Every role that somebody has or had.
    ///
    /// # Errors
    /// When the database cannot be read, or holds a role that nobody knows.
    pub async fn granted(&self, id: PersonId) -> Result<Vec<Granted>, StoreError> {
        let sql = |error| self.error(error);
        let rows = sqlx::query(
            "SELECT id, unit_id, role, since, until FROM granted WHERE person_id = $1 ORDER BY until IS NOT NULL, id",
        )
        .bind(id.0)
        .fetch_all(&self.pool)
        .await
        .map_err(sql)?;
        let read = |row: &sqlx::any::AnyRow| {
            let word: String = row.try_get(2).map_err(sql)?;
            let role = Role::read(&word).ok_or_else(|| self.damaged(format!("the role `{word}`")))?;
            let unit = UnitId(row.try_get(1).map_err(sql)?);
            Ok(Granted {
                id: row.try_get(0).map_err(sql)?,
                grant: Grant { role, unit },
                since: row.try_get(3).map_err(sql)?,
                until: row.try_get(4).map_err(sql)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Gives somebody a role at a unit; what they have already they keep.
    ///
    /// # Errors
    /// When they are not there.
    pub async fn grant(&self, id: PersonId, grant: Grant, deed: &Deed) -> Result<(), PeopleError> {
        let mut change = self.change(deed).await?;
        let person = change.person(id).await?;
        if change.grant(id, grant.unit.0, grant.role, deed.at).await? {
            change.tell(&person, "role.given", grant.unit.0, grant.role.as_str()).await?;
        }
        Ok(change.commit().await?)
    }

    /// Takes a role away.
    ///
    /// # Errors
    /// When they are not there, or nobody else would be administrator of everything.
    pub async fn withdraw(&self, id: PersonId, grant: Grant, deed: &Deed) -> Result<(), PeopleError> {
        let mut change = self.change(deed).await?;
        let person = change.person(id).await?;
        let before = change.administrators().await?;
        let done = sqlx::query(
            "UPDATE granted SET until = $4 WHERE person_id = $1 AND unit_id = $2 AND role = $3 AND until IS NULL",
        )
        .bind(id.0)
        .bind(grant.unit.0)
        .bind(grant.role.as_str())
        .bind(deed.at)
        .execute(&mut *change.rows)
        .await
        .map_err(|error| self.error(error))?;
        if done.rows_affected() > 0 {
            change.somebody_administers(before).await?;
            let more = [("role", grant.role.as_str().into()), ("at", grant.unit.0.into())];
            change.note_person("role.withdrawn", &person, &more).await?;
            change.tell(&person, "role.withdrawn", grant.unit.0, grant.role.as_str()).await?;
            change.commit().await?;
        }
        Ok(())
    }
}

impl Change<'_> {
    /// Gives a role; `false` where they have it.
    pub(crate) async fn grant(
        &mut self,
        id: PersonId,
        unit: i64,
        role: Role,
        at: i64,
    ) -> Result<bool, PeopleError> {
        let sql = |error| self.store.error(error);
        let has = sqlx::query(
            "SELECT 1 FROM granted WHERE person_id = $1 AND unit_id = $2 AND role = $3 AND until IS NULL",
        )
        .bind(id.0)
        .bind(unit)
        .bind(role.as_str())
        .fetch_optional(&mut *self.rows)
        .await
        .map_err(sql)?;
        if has.is_some() {
            return Ok(false);
        }
        let number = self.next_id(Numbered::Granted).await?;
        sqlx::query("INSERT INTO granted (id, person_id, unit_id, role, since) VALUES ($1, $2, $3, $4, $5)")
            .bind(number)
            .bind(id.0)
            .bind(unit)
            .bind(role.as_str())
            .bind(at)
            .execute(&mut *self.rows)
            .await
            .map_err(|error| self.store.error(error))?;
        let person = self.person(id).await?;
        let more = [("role", role.as_str().into()), ("at", unit.into())];
        self.note_person("role.given", &person, &more).await?;
        Ok(true)
    }

    /// How many are administrators at a unit that has none above it.
    pub(super) async fn administrators(&mut self) -> Result<i64, StoreError> {
        let row = sqlx::query(
            "SELECT COUNT(*) FROM granted g JOIN person p ON p.id = g.person_id AND p.ended_at IS NULL \
             WHERE g.role = $1 AND g.until IS NULL \
             AND g.unit_id IN (SELECT unit_id FROM unit_span WHERE parent_id IS NULL AND until IS NULL)",
        )
        .bind(Role::Administrator.as_str())
        .fetch_one(&mut *self.rows)
        .await;
        row.and_then(|row| row.try_get(0)).map_err(|error| self.store.error(error))
    }

    /// Refuses what was done where there were administrators before and are none now.
    pub(super) async fn somebody_administers(&mut self, before: i64) -> Result<(), PeopleError> {
        if before > 0 && self.administrators().await? == 0 {
            return Err(PeopleError::LastAdministrator);
        }
        Ok(())
    }
}
