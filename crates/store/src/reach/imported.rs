//! Whoever is responsible is told that an import ended.
//!
//! Must never tell anybody of what they did themselves, of nothing, or of what they may not see; and must never fill a list:
//! what repeats is one notice until it is seen, which says how often and how much.

use std::collections::{BTreeMap, BTreeSet};

use office::people::PersonId;
use office::record::{Deed, Who};
use office::rights::Role;
use sqlx::Row;

use crate::people::Person;
use crate::record::Change;
use crate::systems::numbers;
use crate::{Store, StoreError};

/// Characters of a file's name that a notice shows.
const LONGEST_NAME: usize = 100;

/// Who answers for reports of sightings: those roles at a unit that has none above it.
const OF_REPORTS: [Role; 2] = [Role::Administrator, Role::Coordinator];

/// Who answers for units, and who for what is known of systems: those roles at the unit, or at the nearest above that has
/// somebody.
const OF_UNITS: [Role; 1] = [Role::Administrator];
const OF_SYSTEMS: [Role; 2] = [Role::Coordinator, Role::Officer];

/// What a report came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Report<'r> {
    /// Where its sightings come from.
    pub source: &'r str,
    /// Sightings that were counted.
    pub new: u64,
    /// Rows that were left out.
    pub refused: u64,
    /// Its end may be missing.
    pub may_be_cut: bool,
}

impl Store {
    /// A report could not be imported and nothing of it was counted: those who answer for reports are told.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn tell_report_failed(&self, file_name: &str, deed: &Deed) -> Result<(), StoreError> {
        let mut change = self.change(deed).await?;
        let name: String = file_name.chars().take(LONGEST_NAME).collect();
        for person in change.answer_for_reports().await? {
            change.tell_again(&person, "report.failed", "feed", &[1], &name).await?;
        }
        change.rows.commit().await.map_err(|error| self.error(error))
    }
}

impl Change<'_> {
    /// Tells who answers for reports what one came to. One that brought nothing new and nothing wrong is no news.
    pub(crate) async fn tell_of_report(&mut self, report: Report<'_>) -> Result<(), StoreError> {
        let is_whole = report.refused == 0 && !report.may_be_cut;
        if is_whole && report.new == 0 {
            return Ok(());
        }
        let kind = if is_whole { "report.counted" } else { "report.problems" };
        let object = format!("feed:{}", report.source);
        for person in self.answer_for_reports().await? {
            self.tell_again(&person, kind, &object, &[1, report.new, report.refused], "").await?;
        }
        Ok(())
    }

    /// Tells who answers for units that a table founded or changed these.
    pub(crate) async fn tell_of_units(&mut self, units: &[i64]) -> Result<(), StoreError> {
        self.tell_of_table("units.imported", "units", units, &OF_UNITS).await
    }

    /// Tells who answers for systems that a table entered or changed these: their numbers, and of which unit each is.
    /// Those that are restricted are nobody's by role.
    pub(crate) async fn tell_of_systems(&mut self, systems: &[(i64, i64)]) -> Result<(), StoreError> {
        let sql = |error| self.store.error(error);
        let mut restricted = BTreeSet::new();
        let rows =
            sqlx::query("SELECT DISTINCT system_id FROM system_named").fetch_all(&mut *self.rows).await;
        for row in rows.map_err(sql)? {
            restricted.insert(row.try_get::<i64, _>(0).map_err(sql)?);
        }
        let open = systems.iter().filter(|(id, _)| !restricted.contains(id));
        let units: Vec<i64> = open.map(|(_, unit)| *unit).collect();
        self.tell_of_table("systems.imported", "systems", &units, &OF_SYSTEMS).await
    }

    /// Tells each once how many things of theirs a table changed; `units` has the unit of each thing.
    async fn tell_of_table(
        &mut self,
        kind: &str,
        object: &str,
        units: &[i64],
        roles: &[Role],
    ) -> Result<(), StoreError> {
        let (parents, holders) = (self.parents().await?, self.holders(roles).await?);
        let mut told: BTreeMap<PersonId, u64> = BTreeMap::new();
        for unit in units {
            let mut at = Some(*unit);
            // No tree is deeper than it has units.
            for _ in 0..=parents.len() {
                let Some(here) = at else { break };
                if let Some(people) = holders.get(&here) {
                    for person in people {
                        *told.entry(*person).or_default() += 1;
                    }
                    break;
                }
                at = parents.get(&here).copied().flatten();
            }
        }
        for (id, count) in told {
            if self.deed.who == Who::Person(id.0) {
                continue;
            }
            if let Ok(person) = self.person(id).await {
                self.tell_again(&person, kind, object, &[1, count], "").await?;
            }
        }
        Ok(())
    }

    async fn answer_for_reports(&mut self) -> Result<Vec<Person>, StoreError> {
        let roots: Vec<i64> = self
            .parents()
            .await?
            .into_iter()
            .filter(|(_, above)| above.is_none())
            .map(|(id, _)| id)
            .collect();
        let mut holders = self.holders(&OF_REPORTS).await?;
        let ids: BTreeSet<PersonId> =
            roots.iter().filter_map(|root| holders.remove(root)).flatten().collect();
        let mut people = Vec::new();
        for id in ids.into_iter().filter(|id| self.deed.who != Who::Person(id.0)).collect::<Vec<_>>() {
            people.extend(self.person(id).await.ok());
        }
        Ok(people)
    }

    /// Under which unit each stands that lives.
    async fn parents(&mut self) -> Result<BTreeMap<i64, Option<i64>>, StoreError> {
        let sql = |error| self.store.error(error);
        let rows = sqlx::query("SELECT unit_id, parent_id FROM unit_span WHERE until IS NULL")
            .fetch_all(&mut *self.rows)
            .await
            .map_err(sql)?;
        rows.iter().map(|row| Ok((row.try_get(0).map_err(sql)?, row.try_get(1).map_err(sql)?))).collect()
    }

    /// Who holds one of these roles, by unit, and took up their account.
    async fn holders(&mut self, roles: &[Role]) -> Result<BTreeMap<i64, BTreeSet<PersonId>>, StoreError> {
        let sql = |error| self.store.error(error);
        let words: Vec<String> = roles.iter().map(|role| format!("'{}'", role.as_str())).collect();
        let text = format!(
            "SELECT g.unit_id, g.person_id FROM granted g JOIN person p ON p.id = g.person_id \
             WHERE g.until IS NULL AND p.ended_at IS NULL AND p.password IS NOT NULL AND g.role IN ({})",
            words.join(",")
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(&mut *self.rows).await.map_err(sql)?;
        let mut holders: BTreeMap<i64, BTreeSet<PersonId>> = BTreeMap::new();
        for row in rows {
            let (unit, person) = (row.try_get(0).map_err(sql)?, row.try_get(1).map_err(sql)?);
            holders.entry(unit).or_default().insert(PersonId(person));
        }
        Ok(holders)
    }

    /// Tells somebody of something that may repeat: `counts`, how often and how much, are added to those of the same notice
    /// that they did not see, which this one replaces. It has a number of its own, so that who marks the one before as seen
    /// has not seen this; and mail goes out for the first alone.
    async fn tell_again(
        &mut self,
        person: &Person,
        kind: &str,
        object: &str,
        counts: &[u64],
        name: &str,
    ) -> Result<(), StoreError> {
        let sql = |error| self.store.error(error);
        let rows = sqlx::query(
            "SELECT id, more FROM notice WHERE person_id = $1 AND kind = $2 AND object = $3 AND seen_at IS NULL",
        )
        .bind(person.id.0)
        .bind(kind.to_owned())
        .bind(object.to_owned())
        .fetch_all(&mut *self.rows)
        .await
        .map_err(sql)?;
        let (mut sums, mut before) = (counts.to_vec(), Vec::new());
        for row in rows {
            before.push(row.try_get::<i64, _>(0).map_err(sql)?);
            let more: String = row.try_get(1).map_err(sql)?;
            for (sum, word) in sums.iter_mut().zip(more.split(' ')) {
                *sum = sum.saturating_add(word.parse().unwrap_or(0));
            }
        }
        let mut more = sums.iter().map(u64::to_string).collect::<Vec<_>>().join(" ");
        if !name.is_empty() {
            more = format!("{more} {name}");
        }
        if before.is_empty() {
            return self.tell_of(person, kind, object, &more).await;
        }
        self.add_notice(person.id, kind, object, &more).await?;
        let text = format!("DELETE FROM notice WHERE id IN ({})", numbers(&before));
        sqlx::query(sqlx::AssertSqlSafe(text)).execute(&mut *self.rows).await.map_err(sql)?;
        Ok(())
    }
}
