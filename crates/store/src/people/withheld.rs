//! What somebody is named for is withheld from them after an administrator reset their account, until another says that it
//! is in the right hands.
//!
//! Must never let who reset an account, and could come in as its person, read by that what is for named persons alone; and
//! must never tell an administrator whether there is anything that somebody is named for.

use std::collections::BTreeSet;

use office::people::PersonId;
use office::record::{Deed, Who};
use office::rights::{Makers, Making};
use serde_json::Map;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{PeopleError, Person};
use crate::incidents::object as incident_object;
use crate::record::Change;
use crate::systems::object as system_object;
use crate::{Store, StoreError};

/// Whether a system is withheld from who is named for it by the row `n`.
pub(crate) const SYSTEM_WITHHELD: &str =
    "EXISTS (SELECT 1 FROM withheld w WHERE w.person_id = n.person_id AND w.system_id = n.system_id)";

/// Whether an incident is withheld from who is named for it by the row `n`.
pub(crate) const INCIDENT_WITHHELD: &str =
    "EXISTS (SELECT 1 FROM withheld w WHERE w.person_id = n.person_id AND w.incident_id = n.incident_id)";

/// Whether what was opened to somebody by the row `e` of emergency access is withheld: where their account was reset after
/// that. What two people open later, they open to who asked then.
pub(crate) const OPENING_WITHHELD: &str = "EXISTS (SELECT 1 FROM withheld w WHERE w.person_id = e.person_id \
     AND w.at >= e.agreed_at AND (w.system_id = e.system_id OR w.incident_id = e.incident_id))";

/// A reset that nobody has confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unconfirmed {
    /// Who reset the account.
    pub by: PersonId,
    /// When, in seconds since 1970.
    pub at: i64,
}

impl Store {
    /// The reset of somebody's account by an administrator that no second one has confirmed, if there is such.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn unconfirmed(&self, of: PersonId) -> Result<Option<Unconfirmed>, StoreError> {
        let sql = |error| self.error(error);
        let row = sqlx::query(
            "SELECT by_id, at FROM withheld WHERE person_id = $1 AND system_id = 0 AND incident_id = 0",
        )
        .bind(of.0)
        .fetch_optional(&self.pool)
        .await
        .map_err(sql)?;
        let read = |row: AnyRow| {
            let by = PersonId(row.try_get(0).map_err(sql)?);
            Ok(Unconfirmed { by, at: row.try_get(1).map_err(sql)? })
        };
        row.map(read).transpose()
    }

    /// What is withheld from somebody and is there for another who is named for it too: systems, and incidents.
    async fn shared(
        &self,
        of: PersonId,
        with: PersonId,
        rows: &mut sqlx::AnyConnection,
    ) -> Result<(Vec<(i64, i64)>, Vec<(i64, i64)>), StoreError> {
        let sql = |error| self.error(error);
        let pairs = |rows: Vec<AnyRow>| -> Result<Vec<(i64, i64)>, StoreError> {
            rows.iter().map(|row| Ok((row.try_get(0).map_err(sql)?, row.try_get(1).map_err(sql)?))).collect()
        };
        let systems = format!(
            "SELECT s.id, s.unit_id FROM withheld o JOIN info_system s ON s.id = o.system_id \
             JOIN system_named n ON n.system_id = s.id AND n.person_id = $2 \
             WHERE o.person_id = $1 AND NOT {SYSTEM_WITHHELD} ORDER BY s.id"
        );
        let incidents = format!(
            "SELECT i.id, i.unit_id FROM withheld o JOIN incident i ON i.id = o.incident_id \
             JOIN incident_named n ON n.incident_id = i.id AND n.person_id = $2 \
             WHERE o.person_id = $1 AND NOT {INCIDENT_WITHHELD} ORDER BY i.id"
        );
        let systems = sqlx::query(sqlx::AssertSqlSafe(systems)).bind(of.0).bind(with.0);
        let systems = pairs(systems.fetch_all(&mut *rows).await.map_err(sql)?)?;
        let incidents = sqlx::query(sqlx::AssertSqlSafe(incidents)).bind(of.0).bind(with.0);
        let incidents = pairs(incidents.fetch_all(&mut *rows).await.map_err(sql)?)?;
        Ok((systems, incidents))
    }

    /// Whether somebody is named for something that is withheld from another, and it is not withheld from them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn is_named_with(&self, who: PersonId, of: PersonId) -> Result<bool, StoreError> {
        let mut connection = self.pool.acquire().await.map_err(|error| self.error(error))?;
        let (systems, incidents) = self.shared(of, who, &mut connection).await?;
        Ok(!systems.is_empty() || !incidents.is_empty())
    }

    /// Somebody who is named for the same says that an account is in the right hands: what both are named for is there for
    /// its person again. It is noted where those alone read it who are named.
    ///
    /// # Errors
    /// When there is nothing such, or it cannot be stored.
    pub async fn confirm_as_named(&self, of: PersonId, by: PersonId, deed: &Deed) -> Result<(), PeopleError> {
        let mut change = self.change(deed).await?;
        let person = change.person(of).await?;
        let (systems, incidents) = self.shared(of, by, &mut change.rows).await?;
        if systems.is_empty() && incidents.is_empty() {
            return Err(PeopleError::NoSuchPerson);
        }
        let told = || Map::from_iter([("person".to_owned(), of.0.into())]);
        for (id, unit) in systems {
            change.give_back(of, "system_id = $2 AND incident_id = 0", id).await?;
            change.note("system.name-confirmed", &system_object(id), unit, told()).await?;
        }
        for (id, unit) in incidents {
            change.give_back(of, "incident_id = $2 AND system_id = 0", id).await?;
            change.note("incident.name-confirmed", &incident_object(id), unit, told()).await?;
        }
        change.tell(&person, "person.confirmed", person.details.unit, "").await?;
        Ok(change.commit().await?)
    }

    /// A second administrator says that an account is in the right hands: all that its person is named for is there for
    /// them again.
    ///
    /// # Errors
    /// When there is nothing such, or it cannot be stored.
    pub async fn confirm_reset(&self, of: PersonId, deed: &Deed) -> Result<(), PeopleError> {
        let mut change = self.change(deed).await?;
        let person = change.person(of).await?;
        if change.give_back(of, "$2 = 0", 0).await? == 0 {
            return Err(PeopleError::NoSuchPerson);
        }
        change.note_person("person.confirmed", &person, &[]).await?;
        change.tell(&person, "person.confirmed", person.details.unit, "").await?;
        Ok(change.commit().await?)
    }

    /// Who made or reset whose account, as the record has it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn makers(&self) -> Result<Makers, StoreError> {
        let sql = |error| self.error(error);
        let rows = sqlx::query(
            "SELECT who, object, at FROM record WHERE action IN ('person.invited', 'person.reset') ORDER BY number",
        )
        .fetch_all(&self.pool)
        .await
        .map_err(sql)?;
        let mut makers = Makers::default();
        let number = |word: &str| word.strip_prefix("person:").and_then(|id| id.parse().ok()).map(PersonId);
        for row in &rows {
            let (who, object): (String, String) =
                (row.try_get(0).map_err(sql)?, row.try_get(1).map_err(sql)?);
            // What the command line made, whoever has the server's data folder made.
            if let (Some(by), Some(of)) = (number(&who), number(&object)) {
                makers.0.push(Making { by, of, at: row.try_get(2).map_err(sql)? });
            }
        }
        Ok(makers)
    }
}

impl Change<'_> {
    /// What somebody is named for is there for them again, as far as the condition says: how much that was.
    async fn give_back(&mut self, of: PersonId, which: &str, id: i64) -> Result<u64, StoreError> {
        let text = format!("DELETE FROM withheld WHERE person_id = $1 AND {which}");
        let done = sqlx::query(sqlx::AssertSqlSafe(text)).bind(of.0).bind(id).execute(&mut *self.rows).await;
        done.map(|done| done.rows_affected()).map_err(|error| self.store.error(error))
    }

    /// Somebody's account was reset: what they are named for, or were let into, is withheld from them, and those who are
    /// named with them are told. Who has the server's command line has its data too: from what they give a way in, nothing
    /// is withheld.
    pub(super) async fn withhold(&mut self, of: &Person) -> Result<(), StoreError> {
        self.give_back(of.id, "$2 = 0", 0).await?;
        let Who::Person(by) = self.deed.who else { return Ok(()) };
        let (id, at) = (of.id.0, self.deed.at);
        let named = |kind: &str| {
            format!(
                "SELECT n.{kind}_id FROM {kind}_named n WHERE n.person_id = {id} UNION \
                 SELECT e.{kind}_id FROM emergency e WHERE e.person_id = {id} AND e.{kind}_id IS NOT NULL \
                 AND e.until > {at}"
            )
        };
        let (systems, incidents) = (named("system"), named("incident"));
        let columns = "INSERT INTO withheld (person_id, system_id, incident_id, by_id, at)";
        for text in [
            format!("{columns} VALUES ({id}, 0, 0, {by}, {at})"),
            format!("{columns} SELECT {id}, m.system_id, 0, {by}, {at} FROM ({systems}) m"),
            format!("{columns} SELECT {id}, 0, m.incident_id, {by}, {at} FROM ({incidents}) m"),
        ] {
            let done = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false);
            done.execute(&mut *self.rows).await.map_err(|error| self.store.error(error))?;
        }
        self.tell_the_named(of, by).await
    }

    /// Those who are named with somebody for something that was withheld are told; not by mail, of which an administrator
    /// sees to whom it went.
    async fn tell_the_named(&mut self, of: &Person, by: i64) -> Result<(), StoreError> {
        let sql = |error| self.store.error(error);
        let rows = sqlx::query(
            "SELECT n.person_id FROM withheld w JOIN system_named n ON n.system_id = w.system_id \
             WHERE w.person_id = $1 UNION \
             SELECT n.person_id FROM withheld w JOIN incident_named n ON n.incident_id = w.incident_id \
             WHERE w.person_id = $1",
        )
        .bind(of.id.0)
        .fetch_all(&mut *self.rows)
        .await
        .map_err(sql)?;
        let mut others = BTreeSet::new();
        for row in &rows {
            others.insert(row.try_get::<i64, _>(0).map_err(sql)?);
        }
        let object = super::object(of.id);
        for other in others.into_iter().filter(|other| ![of.id.0, by].contains(other)) {
            self.add_notice(PersonId(other), "person.reset-named", &object, &of.details.name).await?;
        }
        Ok(())
    }
}
