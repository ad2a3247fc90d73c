//! Files of members, kept as they are filled in.
//!
//! Must never overwrite one that is not what was seen, and never keep a signature under what was changed after it.

use std::collections::BTreeMap;

use futures_util::TryStreamExt;
use office::day::Day;
use office::member::Member;
use office::record::Deed;
use office::units::UnitId;
use serde_json::Map;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::record::Change;
use crate::{Store, StoreError};

impl Store {
    /// The file of a unit, and how often it was changed; an empty one where it has none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn member(&self, unit: i64) -> Result<(Member, i64), StoreError> {
        let sql = |error| self.error(error);
        let row =
            sqlx::query("SELECT fields, signed, signatory, version FROM member_file WHERE unit_id = $1");
        let row = row.bind(unit).fetch_optional(&self.pool).await.map_err(sql)?;
        row.map_or_else(|| Ok((Member::default(), 0)), |row| self.as_member(unit, &row))
    }

    /// Every file that was ever kept, by its unit's number; each is let go when it was looked at.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn members(&self, mut look: impl FnMut(i64, Member)) -> Result<(), StoreError> {
        let sql = |error| self.error(error);
        let mut rows = sqlx::query(
            "SELECT fields, signed, signatory, version, unit_id FROM member_file ORDER BY unit_id",
        )
        .fetch(&self.pool);
        while let Some(row) = rows.try_next().await.map_err(sql)? {
            let unit = row.try_get(4).map_err(sql)?;
            look(unit, self.as_member(unit, &row)?.0);
        }
        Ok(())
    }

    fn as_member(&self, unit: i64, row: &AnyRow) -> Result<(Member, i64), StoreError> {
        let sql = |error| self.error(error);
        let wrong = |what: String| self.damaged(format!("the member file of unit {unit}: {what}"));
        let text: String = row.try_get(0).map_err(sql)?;
        let fields: BTreeMap<String, String> =
            serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        let get = |name: &str| fields.get(name).cloned().unwrap_or_default();
        let mut member = Member::read(&get).map_err(|faults| wrong(format!("{faults:?}")))?;
        let signed: Option<String> = row.try_get(1).map_err(sql)?;
        let signed = signed.map(|day| Day::from_iso(&day)).transpose();
        member.signed = signed.map_err(|error| wrong(error.to_string()))?;
        member.signatory = row.try_get(2).map_err(sql)?;
        Ok((member, row.try_get(3).map_err(sql)?))
    }

    /// Keeps a file, if it is the one that was seen; `false` where it is not. `action` is what the record calls it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn keep_member(
        &self,
        unit: UnitId,
        seen: i64,
        member: &Member,
        action: &str,
        deed: &Deed,
    ) -> Result<bool, StoreError> {
        let mut change = self.change(deed).await?;
        if change.member_version(unit).await? != seen {
            return Ok(false);
        }
        let fields = member.fields();
        let names: Vec<&String> = fields.keys().collect();
        let text = serde_json::to_string(&fields).map_err(|error| self.damaged(error))?;
        sqlx::query(
            "INSERT INTO member_file (unit_id, fields, signed, signatory, version) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (unit_id) DO UPDATE SET fields = excluded.fields, signed = excluded.signed, \
             signatory = excluded.signatory, version = excluded.version",
        )
        .bind(unit.0)
        .bind(text)
        .bind(member.signed.map(|day| day.to_string()))
        .bind(&member.signatory)
        .bind(seen + 1)
        .execute(&mut *change.rows)
        .await
        .map_err(|error| self.error(error))?;
        // What the file says stands in the file: it is about people, and is not kept a second time.
        let mut details = Map::new();
        details.insert("fields".to_owned(), names.len().into());
        if let Some(day) = member.signed {
            details.insert("signed".to_owned(), day.to_string().into());
            details.insert("signatory".to_owned(), member.signatory.clone().into());
        }
        change.note(action, &format!("unit:{}", unit.0), unit.0, details).await?;
        change.commit().await?;
        Ok(true)
    }
}

impl Change<'_> {
    async fn member_version(&mut self, unit: UnitId) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT COALESCE(MAX(version), 0) FROM member_file WHERE unit_id = $1");
        let row = row.bind(unit.0).fetch_one(&mut *self.rows).await;
        row.and_then(|row| row.try_get(0)).map_err(|error| self.store.error(error))
    }
}
