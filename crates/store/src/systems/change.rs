//! Changes of systems, each with its entry in the record.
//!
//! Must never overwrite one that is not what was seen.

use std::collections::BTreeSet;

use office::fold;
use office::people::PersonId;
use office::record::Deed;
use office::systems::System;
use serde_json::{Map, Value, json};
use sqlx::Row;

use super::{SystemsError, Unknown, Wanted};
use crate::record::{Change, Numbered};
use crate::{Store, StoreError};

/// What the record calls a table of systems.
pub const IMPORTED: &str = "system.imported";

impl Store {
    /// Stores systems that are new, and those that become otherwise, all or none of them. `action` is what the record
    /// calls it. Says the numbers of the new ones.
    ///
    /// # Errors
    /// When one is not what was seen, or its name is taken by one that its author knows of.
    pub async fn change_systems(
        &self,
        wanted: &Wanted,
        unknown: &Unknown,
        action: &str,
        deed: &Deed,
    ) -> Result<Vec<i64>, SystemsError> {
        let mut change = self.change(deed).await?;
        let mut numbers = Vec::new();
        for (id, seen, system) in &wanted.changed {
            let before = change.system_seen(*id, *seen).await?;
            change.name_is_free(system, Some(*id), unknown).await?;
            change.write_system(*id, system, seen + 1).await?;
            change.note_system(action, *id, system, Some(&before)).await?;
        }
        for system in &wanted.new {
            change.name_is_free(system, None, unknown).await?;
            let id = change.next_id(Numbered::System).await?;
            sqlx::query(
                "INSERT INTO info_system (id, unit_id, name, name_key, level, products, addresses, domains, sought, \
                 version, code) VALUES ($1, $2, '', '', 1, '', '', '', '', 1, '')",
            )
            .bind(id)
            .bind(system.unit.0)
            .execute(&mut *change.rows)
            .await
            .map_err(|error| self.error(error))?;
            change.write_system(id, system, 1).await?;
            change.note_system(action, id, system, None).await?;
            numbers.push(id);
        }
        if action == IMPORTED {
            let changed = wanted.changed.iter().map(|(id, _, system)| (*id, system.unit.0));
            let new = numbers.iter().zip(&wanted.new).map(|(id, system)| (*id, system.unit.0));
            change.tell_of_systems(&changed.chain(new).collect::<Vec<_>>()).await?;
        }
        change.commit().await?;
        Ok(numbers)
    }

    /// Notes that one is in use no more.
    ///
    /// # Errors
    /// When it is not what was seen.
    pub async fn end_system(&self, id: i64, seen: i64, deed: &Deed) -> Result<(), SystemsError> {
        let mut change = self.change(deed).await?;
        let before = change.system_seen(id, seen).await?;
        sqlx::query("UPDATE info_system SET ended_at = $2, version = version + 1 WHERE id = $1")
            .bind(id)
            .bind(deed.at)
            .execute(&mut *change.rows)
            .await
            .map_err(|error| self.error(error))?;
        change.note_system("system.ended", id, &before, None).await?;
        Ok(change.commit().await?)
    }

    /// Restricts one to these people, or says anew for whom it is, or lifts that with nobody. `code` is what is to stand
    /// on its papers if it has none yet.
    ///
    /// # Errors
    /// When it is not what was seen, nobody of them is there, or the name of one whose restriction is lifted is taken.
    pub async fn name_people(
        &self,
        id: i64,
        seen: i64,
        people: &BTreeSet<PersonId>,
        code: &str,
        deed: &Deed,
    ) -> Result<(), SystemsError> {
        let mut change = self.change(deed).await?;
        let system = change.system_seen(id, seen).await?;
        let mut living = 0;
        for who in people {
            let row = sqlx::query("SELECT ended_at FROM person WHERE id = $1").bind(who.0);
            let row = row.fetch_optional(&mut *change.rows).await.map_err(|error| self.error(error))?;
            let row = row.ok_or(SystemsError::NoPerson(who.0))?;
            let ended: Option<i64> = row.try_get(0).map_err(|error| self.error(error))?;
            living += usize::from(ended.is_none());
        }
        if people.is_empty() {
            change.name_is_free(&system, Some(id), &Unknown::new()).await?;
        } else if living == 0 {
            return Err(SystemsError::NobodyLeft);
        }
        let steps = [
            "DELETE FROM system_named WHERE system_id = $1",
            "UPDATE info_system SET version = version + 1 WHERE id = $1",
        ];
        for step in steps {
            let done = sqlx::query(step).bind(id).execute(&mut *change.rows).await;
            done.map_err(|error| self.error(error))?;
        }
        for who in people {
            sqlx::query("INSERT INTO system_named (system_id, person_id) VALUES ($1, $2)")
                .bind(id)
                .bind(who.0)
                .execute(&mut *change.rows)
                .await
                .map_err(|error| self.error(error))?;
        }
        sqlx::query("UPDATE info_system SET code = $2 WHERE id = $1 AND code = ''")
            .bind(id)
            .bind(code)
            .execute(&mut *change.rows)
            .await
            .map_err(|error| self.error(error))?;
        let numbers: Vec<i64> = people.iter().map(|who| who.0).collect();
        let details = Map::from_iter([("people".to_owned(), json!(numbers))]);
        let action = if people.is_empty() { "system.opened-to-all" } else { "system.restricted" };
        change.note(action, &object(id), system.unit.0, details).await?;
        Ok(change.commit().await?)
    }
}

impl Change<'_> {
    /// The system, if it is in use and what was seen.
    async fn system_seen(&mut self, id: i64, seen: i64) -> Result<System, SystemsError> {
        let row = sqlx::query(
            "SELECT id, unit_id, name, level, products, addresses, domains, ended_at, version, code \
             FROM info_system WHERE id = $1",
        )
        .bind(id)
        .fetch_optional(&mut *self.rows)
        .await
        .map_err(|error| self.store.error(error))?;
        let row = row.ok_or(SystemsError::Changed)?;
        let kept = self.store.as_system(&row)?;
        if kept.version == seen && kept.ended_at.is_none() {
            Ok(kept.system)
        } else {
            Err(SystemsError::Changed)
        }
    }

    async fn name_is_free(
        &mut self,
        system: &System,
        but: Option<i64>,
        unknown: &Unknown,
    ) -> Result<(), SystemsError> {
        let rows = sqlx::query(
            "SELECT id FROM info_system WHERE unit_id = $1 AND name_key = $2 AND ended_at IS NULL",
        )
        .bind(system.unit.0)
        .bind(fold(&system.name))
        .fetch_all(&mut *self.rows)
        .await
        .map_err(|error| self.store.error(error))?;
        for row in &rows {
            let id: i64 = row.try_get(0).map_err(|error| self.store.error(error))?;
            if Some(id) != but && !unknown.contains(&id) {
                return Err(SystemsError::Taken);
            }
        }
        Ok(())
    }

    async fn write_system(&mut self, id: i64, system: &System, version: i64) -> Result<(), StoreError> {
        let products = lines(&system.products);
        let addresses = lines(&system.addresses);
        let domains = lines(&system.domains);
        let sought = fold(&format!("{} {products} {addresses} {domains}", system.name));
        sqlx::query(
            "UPDATE info_system SET name = $2, name_key = $3, level = $4, products = $5, addresses = $6, domains = $7, \
             sought = $8, version = $9 WHERE id = $1",
        )
        .bind(id)
        .bind(&system.name)
        .bind(fold(&system.name))
        .bind(i64::from(system.level.get()))
        .bind(products)
        .bind(addresses)
        .bind(domains)
        .bind(sought)
        .bind(version)
        .execute(&mut *self.rows)
        .await
        .map_err(|error| self.store.error(error))?;
        Ok(())
    }

    async fn note_system(
        &mut self,
        action: &str,
        id: i64,
        system: &System,
        before: Option<&System>,
    ) -> Result<(), StoreError> {
        let mut details = Map::new();
        details.insert("after".to_owned(), as_json(system));
        if let Some(before) = before {
            details.insert("before".to_owned(), as_json(before));
        }
        self.note(action, &object(id), system.unit.0, details).await
    }
}

/// What the record calls a system.
pub(crate) fn object(id: i64) -> String {
    format!("system:{id}")
}

/// One on each line, as [`Store::as_system`] reads them.
fn lines(all: &[impl ToString]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn as_json(system: &System) -> Value {
    json!({
        "name": system.name,
        "level": system.level.get(),
        "products": system.products.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "addresses": system.addresses.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "domains": system.domains.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}
