//! Units' own copies of playbooks: what is in force, what is worked on, and every edition that there was.
//!
//! Must never take bytes that `office::playbook` did not judge, change an edition, or overwrite what somebody did not see.

use std::collections::BTreeMap;

use office::record::Deed;
use office::rights::Grant;
use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::incidents::IncidentsError;
use crate::record::Change;
use crate::systems::numbers;
use crate::{Store, StoreError};

/// A unit's own copy of one kind, as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnPlaybook {
    /// Counts its changes; 0 where the unit never had one.
    pub version: i64,
    /// The edition in force; nothing where the unit goes by what others have.
    pub edition: Option<OwnEdition>,
    /// What is worked on: bytes, and the digest of the shipped playbook that they go back to.
    pub draft: Option<(Vec<u8>, String)>,
}

/// An edition of a unit's own copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnEdition {
    /// From 1.
    pub number: i64,
    /// Its number in CACAO.
    pub playbook: String,
    /// The digest of its bytes.
    pub sha256: String,
    /// The digest of the shipped playbook that it goes back to.
    pub base: String,
    /// When it was made, in seconds since 1970.
    pub made_at: i64,
    /// Who made it, as the record writes it.
    pub made_by: String,
    /// Why.
    pub why: String,
    /// When it ended.
    pub ended_at: Option<i64>,
}

/// What is in force somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// Whose it is.
    pub unit: i64,
    /// The edition's number.
    pub number: i64,
    /// The digest of its bytes.
    pub sha256: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What a unit's own copy becomes.
#[derive(Debug, Clone, Copy)]
pub enum Becomes<'b> {
    /// This is worked on from now on; nothing is, where it is not said.
    Draft(Option<Made<'b>>),
    /// This is in force from now on, and nothing is worked on.
    Published(Made<'b>),
    /// The unit goes by what others have, and nothing is worked on.
    Ended,
}

/// A playbook that was judged as a whole, and the shipped one that it goes back to.
#[derive(Debug, Clone, Copy)]
pub struct Made<'b> {
    /// Its number in CACAO.
    pub playbook: &'b str,
    /// The digest of its bytes, and these.
    pub bytes: (&'b str, &'b [u8]),
    /// The same of what it goes back to; without bytes where they are kept already.
    pub base: (&'b str, &'b [u8]),
}

/// Why a copy was not changed.
#[derive(Debug, thiserror::Error)]
pub enum OwnPlaybookError {
    /// It is another by now than the one that was seen.
    #[error("the copy was changed meanwhile")]
    Changed,
    /// What somebody is was changed meanwhile: whether they may do this is to be asked anew.
    #[error("roles were changed meanwhile")]
    RightsChanged,
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

const EDITION: &str =
    "SELECT number, playbook, sha256, base, made_at, made_by, why, ended_at FROM own_playbook_edition";

impl Store {
    /// A unit's own copy of that kind, as it stands.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn own_playbook(&self, unit: i64, kind: &str) -> Result<OwnPlaybook, StoreError> {
        let mut rows = self.pool.acquire().await.map_err(|error| self.error(error))?;
        self.read_own(unit, kind, &mut rows).await
    }

    /// All editions of it, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn own_editions(&self, unit: i64, kind: &str) -> Result<Vec<OwnEdition>, StoreError> {
        let text = format!("{EDITION} WHERE unit_id = $1 AND kind = $2 ORDER BY number DESC");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(unit)
            .bind(kind.to_owned())
            .fetch_all(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        rows.iter().map(|row| self.as_edition(row)).collect()
    }

    /// What is in force for each of these units by their own copies, the nearest first: in the order in which they are named.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn own_in_force(&self, kind: &str, units: &[i64]) -> Result<Vec<InForce>, StoreError> {
        let sql = |error| self.error(error);
        let text = format!(
            "SELECT o.unit_id, o.edition, e.sha256, p.bytes FROM own_playbook o \
             JOIN own_playbook_edition e ON e.unit_id = o.unit_id AND e.kind = o.kind AND e.number = o.edition \
             JOIN playbook_edition p ON p.sha256 = e.sha256 WHERE o.kind = $1 AND o.unit_id IN ({})",
            numbers(units)
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .persistent(false)
            .bind(kind.to_owned())
            .fetch_all(&self.pool)
            .await
            .map_err(sql)?;
        let mut found = BTreeMap::new();
        for row in &rows {
            let unit: i64 = row.try_get(0).map_err(sql)?;
            let (number, sha256) = (row.try_get(1).map_err(sql)?, row.try_get(2).map_err(sql)?);
            found.insert(unit, InForce { unit, number, sha256, bytes: row.try_get(3).map_err(sql)? });
        }
        Ok(units.iter().filter_map(|unit| found.remove(unit)).collect())
    }

    /// The units that have a copy of their own in force, or work on one: unit and kind.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn units_with_own_playbooks(&self) -> Result<Vec<(i64, String)>, StoreError> {
        let sql = |error| self.error(error);
        let rows = sqlx::query(
            "SELECT unit_id, kind FROM own_playbook WHERE edition > 0 OR draft IS NOT NULL ORDER BY unit_id, kind",
        )
        .fetch_all(&self.pool)
        .await
        .map_err(sql)?;
        rows.iter().map(|row| Ok((row.try_get(0).map_err(sql)?, row.try_get(1).map_err(sql)?))).collect()
    }

    /// Makes something else of a copy, if it is the one that was `seen`: its version then. `action` is what the record calls
    /// it, `grants` what its author was when they were asked; nothing where nobody in particular does it.
    ///
    /// # Errors
    /// When it is another by now, or its author is something else.
    pub async fn change_own_playbook(
        &self,
        (unit, kind): (i64, &str),
        seen: i64,
        becomes: &Becomes<'_>,
        action: &str,
        grants: Option<&[Grant]>,
        deed: &Deed,
    ) -> Result<OwnPlaybook, OwnPlaybookError> {
        let mut change = self.change(deed).await?;
        change.author_still_holds(grants).await.map_err(|error| match error {
            IncidentsError::Store(error) => OwnPlaybookError::Store(error),
            _ => OwnPlaybookError::RightsChanged,
        })?;
        let known = self.read_own(unit, kind, &mut change.rows).await?;
        if known.version != seen {
            return Err(OwnPlaybookError::Changed);
        }
        let mut told = Map::from_iter([("kind".to_owned(), Value::from(kind))]);
        let (mut edition, mut draft) = (known.edition.as_ref().map_or(0, |edition| edition.number), None);
        match becomes {
            Becomes::Draft(made) => {
                draft = *made;
                if let Some(made) = made {
                    told.insert("sha256".to_owned(), made.bytes.0.into());
                    change.keep_edition_of(kind, made.base).await?;
                }
            }
            Becomes::Published(made) => {
                change.end_edition(unit, kind).await?;
                edition = change.add_edition(unit, kind, made).await?;
                told.insert("edition".to_owned(), edition.into());
                told.insert("sha256".to_owned(), made.bytes.0.into());
            }
            Becomes::Ended => {
                change.end_edition(unit, kind).await?;
                told.insert("edition".to_owned(), edition.into());
                edition = 0;
            }
        }
        sqlx::query(
            "INSERT INTO own_playbook (unit_id, kind, version, edition, draft, draft_base) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (unit_id, kind) DO UPDATE SET version = excluded.version, edition = excluded.edition, \
             draft = excluded.draft, draft_base = excluded.draft_base",
        )
        .bind(unit)
        .bind(kind.to_owned())
        .bind(seen + 1)
        .bind(edition)
        .bind(draft.map(|made| made.bytes.1.to_vec()))
        .bind(draft.map(|made| made.base.0.to_owned()))
        .execute(&mut *change.rows)
        .await
        .map_err(|error| self.error(error))?;
        let now = self.read_own(unit, kind, &mut change.rows).await?;
        change.note(action, &format!("unit:{unit}"), unit, told).await?;
        change.commit().await?;
        Ok(now)
    }

    async fn read_own(
        &self,
        unit: i64,
        kind: &str,
        rows: &mut AnyConnection,
    ) -> Result<OwnPlaybook, StoreError> {
        let sql = |error| self.error(error);
        let row = sqlx::query(
            "SELECT version, edition, draft, draft_base FROM own_playbook WHERE unit_id = $1 AND kind = $2",
        );
        let row = row.bind(unit).bind(kind.to_owned()).fetch_optional(&mut *rows).await.map_err(sql)?;
        let Some(row) = row else { return Ok(OwnPlaybook::default()) };
        let number: i64 = row.try_get(1).map_err(sql)?;
        let draft: Option<Vec<u8>> = row.try_get(2).map_err(sql)?;
        let base: Option<String> = row.try_get(3).map_err(sql)?;
        let text = format!("{EDITION} WHERE unit_id = $1 AND kind = $2 AND number = $3");
        let edition = sqlx::query(sqlx::AssertSqlSafe(text)).bind(unit).bind(kind.to_owned()).bind(number);
        let edition = edition.fetch_optional(rows).await.map_err(sql)?;
        Ok(OwnPlaybook {
            version: row.try_get(0).map_err(sql)?,
            edition: edition.map(|row| self.as_edition(&row)).transpose()?,
            draft: draft.zip(base),
        })
    }

    fn as_edition(&self, row: &AnyRow) -> Result<OwnEdition, StoreError> {
        let sql = |error| self.error(error);
        Ok(OwnEdition {
            number: row.try_get(0).map_err(sql)?,
            playbook: row.try_get(1).map_err(sql)?,
            sha256: row.try_get(2).map_err(sql)?,
            base: row.try_get(3).map_err(sql)?,
            made_at: row.try_get(4).map_err(sql)?,
            made_by: row.try_get(5).map_err(sql)?,
            why: row.try_get(6).map_err(sql)?,
            ended_at: row.try_get(7).map_err(sql)?,
        })
    }
}

impl Change<'_> {
    /// Keeps the bytes of an edition, where there are any.
    async fn keep_edition_of(
        &mut self,
        kind: &str,
        (sha256, bytes): (&str, &[u8]),
    ) -> Result<(), StoreError> {
        if bytes.is_empty() { Ok(()) } else { self.keep_edition(sha256, kind, bytes).await }
    }

    async fn end_edition(&mut self, unit: i64, kind: &str) -> Result<(), StoreError> {
        let (store, at) = (self.store, self.deed.at);
        sqlx::query(
            "UPDATE own_playbook_edition SET ended_at = $3 WHERE unit_id = $1 AND kind = $2 AND ended_at IS NULL",
        )
        .bind(unit)
        .bind(kind.to_owned())
        .bind(at)
        .execute(&mut *self.rows)
        .await
        .map_err(|error| store.error(error))?;
        Ok(())
    }

    async fn add_edition(&mut self, unit: i64, kind: &str, made: &Made<'_>) -> Result<i64, StoreError> {
        let (store, deed) = (self.store, self.deed);
        let sql = |error| store.error(error);
        for kept in [made.base, made.bytes] {
            self.keep_edition_of(kind, kept).await?;
        }
        let last = sqlx::query(
            "SELECT COALESCE(MAX(number), 0) FROM own_playbook_edition WHERE unit_id = $1 AND kind = $2",
        );
        let last = last.bind(unit).bind(kind.to_owned()).fetch_one(&mut *self.rows).await.map_err(sql)?;
        let number = last.try_get::<i64, _>(0).map_err(sql)? + 1;
        sqlx::query(
            "INSERT INTO own_playbook_edition (unit_id, kind, number, playbook, sha256, base, made_at, made_by, why, ended_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL)",
        )
        .bind(unit)
        .bind(kind.to_owned())
        .bind(number)
        .bind(made.playbook.to_owned())
        .bind(made.bytes.0.to_owned())
        .bind(made.base.0.to_owned())
        .bind(deed.at)
        .bind(deed.who.word())
        .bind(deed.why.clone())
        .execute(&mut *self.rows)
        .await
        .map_err(sql)?;
        Ok(number)
    }
}
