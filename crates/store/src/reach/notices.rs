//! Notices: what somebody is told on the console, and by mail if they want.
//!
//! Must never tell anybody of what they did themselves, other than that their account was linked with another or no
//! longer is, which may have been somebody at a desk that they left; and must never be made but in the commit of what it tells.

use office::people::PersonId;
use office::record::{Deed, Who};
use serde_json::json;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::queue::Letter;
use crate::people::Person;
use crate::record::{Change, Numbered};
use crate::{Store, StoreError};

/// Seconds of a day, which begins at midnight UTC: seven in the morning in Viet Nam.
const A_DAY: i64 = 86_400;

/// What somebody is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub id: i64,
    /// What, as a word: `role.given`, `role.withdrawn`, `person.reset`, `person.reset-named`, `person.confirmed`,
    /// `person.login-changed`, `person.email-changed`, `person.unit-changed`, `person.provider-linked`,
    /// `person.provider-unlinked`, `message.given-up`, `import.finished`, `report.counted`, `report.problems`,
    /// `report.failed`, `units.imported`, `systems.imported`.
    pub kind: String,
    /// About what.
    pub object: String,
    /// One word more, such as a role; or how often and how much, with spaces between.
    pub more: String,
    /// When, in seconds since 1970.
    pub at: i64,
    /// When they said that they saw it.
    pub seen_at: Option<i64>,
}

/// How somebody wants notices by mail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ByMail {
    /// Not.
    #[default]
    No,
    /// Each at once.
    Once,
    /// Once a day, how many there are.
    Day,
}

impl ByMail {
    /// The word under which it is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            ByMail::No => "no",
            ByMail::Once => "once",
            ByMail::Day => "day",
        }
    }

    /// The way of that word.
    pub fn read(word: &str) -> Option<ByMail> {
        [ByMail::No, ByMail::Once, ByMail::Day].into_iter().find(|way| way.as_str() == word)
    }
}

impl Change<'_> {
    /// Tells somebody what became of them at a unit, unless they did it.
    pub(crate) async fn tell(
        &mut self,
        person: &Person,
        kind: &str,
        unit: i64,
        more: &str,
    ) -> Result<(), StoreError> {
        // Whoever never came in needs not be told what they are before.
        if self.deed.who == Who::Person(person.id.0) || !person.has_password {
            return Ok(());
        }
        self.tell_of(person, kind, &format!("unit:{unit}"), more).await
    }

    /// The same, and by mail to the address that they have, whatever they want by mail, where it can be sent.
    pub(crate) async fn tell_wherever(
        &mut self,
        person: &Person,
        kind: &str,
        unit: i64,
        by_mail: bool,
    ) -> Result<(), StoreError> {
        if self.deed.who == Who::Person(person.id.0) || !person.has_password {
            return Ok(());
        }
        self.tell_by(person, kind, &format!("unit:{unit}"), "", by_mail).await
    }

    /// Adds a notice, and says its number. Nothing is sent.
    pub(crate) async fn add_notice(
        &mut self,
        person: PersonId,
        kind: &str,
        object: &str,
        more: &str,
    ) -> Result<i64, StoreError> {
        let id = self.next_id(Numbered::Notice).await?;
        sqlx::query(
            "INSERT INTO notice (id, person_id, kind, object, more, at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(person.0)
        .bind(kind.to_owned())
        .bind(object.to_owned())
        .bind(more.to_owned())
        .bind(self.deed.at)
        .execute(&mut *self.rows)
        .await
        .map_err(|error| self.store.error(error))?;
        Ok(id)
    }

    /// Tells somebody of something.
    pub(crate) async fn tell_of(
        &mut self,
        person: &Person,
        kind: &str,
        object: &str,
        more: &str,
    ) -> Result<(), StoreError> {
        self.tell_by(person, kind, object, more, false).await
    }

    async fn tell_by(
        &mut self,
        person: &Person,
        kind: &str,
        object: &str,
        more: &str,
        by_mail: bool,
    ) -> Result<(), StoreError> {
        let id = self.add_notice(person.id, kind, object, more).await?;
        let sql = |error| self.store.error(error);
        let row = sqlx::query("SELECT 1 FROM reached WHERE person_id = $1 AND by_mail = 'once'")
            .bind(person.id.0)
            .fetch_optional(&mut *self.rows)
            .await
            .map_err(sql)?;
        // That mail did not arrive is not told by mail.
        if (by_mail || row.is_some()) && !person.details.email.is_empty() && kind != "message.given-up" {
            let content = json!({ "kind": kind }).to_string();
            self.queue_mail(&Letter {
                about: "notice",
                once: &format!("notice:{id}"),
                to: &person.details.email,
                person: person.id,
                unit: person.details.unit,
                content: &content,
            })
            .await?;
        }
        Ok(())
    }
}

impl Store {
    /// How many notices somebody did not see yet.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn unseen(&self, person: PersonId) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT COUNT(*) FROM notice WHERE person_id = $1 AND seen_at IS NULL")
            .bind(person.0)
            .fetch_one(&self.pool)
            .await;
        row.and_then(|row| row.try_get(0)).map_err(|error| self.error(error))
    }

    /// So many of somebody's notices, those they did not see first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn notices(&self, person: PersonId, most: u32) -> Result<Vec<Notice>, StoreError> {
        let sql = |error| self.error(error);
        let rows = sqlx::query(
            "SELECT id, kind, object, more, at, seen_at FROM notice WHERE person_id = $1 \
             ORDER BY seen_at IS NOT NULL, id DESC LIMIT $2",
        )
        .bind(person.0)
        .bind(i64::from(most))
        .fetch_all(&self.pool)
        .await
        .map_err(sql)?;
        let read = |row: &AnyRow| {
            Ok(Notice {
                id: row.try_get(0).map_err(sql)?,
                kind: row.try_get(1).map_err(sql)?,
                object: row.try_get(2).map_err(sql)?,
                more: row.try_get(3).map_err(sql)?,
                at: row.try_get(4).map_err(sql)?,
                seen_at: row.try_get(5).map_err(sql)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Notes that somebody saw one of their notices, or all up to that number.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn notices_seen(
        &self,
        person: PersonId,
        id: i64,
        and_before: bool,
        now: i64,
    ) -> Result<u64, StoreError> {
        let which = if and_before { "id <= $2" } else { "id = $2" };
        let text =
            format!("UPDATE notice SET seen_at = $3 WHERE person_id = $1 AND seen_at IS NULL AND {which}");
        let done = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(person.0)
            .bind(id)
            .bind(now)
            .execute(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        Ok(done.rows_affected())
    }

    /// How somebody wants notices by mail.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn by_mail(&self, person: PersonId) -> Result<ByMail, StoreError> {
        let sql = |error| self.error(error);
        let row = sqlx::query("SELECT by_mail FROM reached WHERE person_id = $1")
            .bind(person.0)
            .fetch_optional(&self.pool)
            .await
            .map_err(sql)?;
        let Some(row) = row else { return Ok(ByMail::No) };
        let word: String = row.try_get(0).map_err(sql)?;
        Ok(ByMail::read(&word).unwrap_or_default())
    }

    /// Sets how somebody wants notices by mail.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_by_mail(&self, person: &Person, way: ByMail, deed: &Deed) -> Result<(), StoreError> {
        let mut change = self.change(deed).await?;
        sqlx::query(
            "INSERT INTO reached (person_id, by_mail, digest_day) VALUES ($1, $2, $3) \
             ON CONFLICT (person_id) DO UPDATE SET by_mail = excluded.by_mail",
        )
        .bind(person.id.0)
        .bind(way.as_str())
        .bind(deed.at.div_euclid(A_DAY))
        .execute(&mut *change.rows)
        .await
        .map_err(|error| self.error(error))?;
        change
            .note("person.notices-changed", &crate::people::object(person.id), person.details.unit, {
                let mut more = serde_json::Map::new();
                more.insert("by_mail".to_owned(), way.as_str().into());
                more
            })
            .await?;
        change.commit().await
    }

    /// Queues today's digests: one for each who wants them and has notices unseen, and only once a day, however many
    /// servers there are. Says how many.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn queue_digests(&self, now: i64) -> Result<u64, StoreError> {
        let sql = |error| self.error(error);
        let day = now.div_euclid(A_DAY);
        let due = "SELECT person_id FROM reached WHERE by_mail = 'day' AND digest_day <> $1";
        let some = sqlx::query(due).bind(day).fetch_optional(&self.pool).await.map_err(sql)?;
        if some.is_none() {
            return Ok(0);
        }
        let deed = Deed { who: Who::Server, at: now, from: String::new(), why: String::new() };
        let mut change = self.change(&deed).await?;
        let rows = sqlx::query(due).bind(day).fetch_all(&mut *change.rows).await.map_err(sql)?;
        let mut queued = 0;
        for row in rows {
            let id = PersonId(row.try_get(0).map_err(sql)?);
            sqlx::query("UPDATE reached SET digest_day = $2 WHERE person_id = $1")
                .bind(id.0)
                .bind(day)
                .execute(&mut *change.rows)
                .await
                .map_err(sql)?;
            let row = sqlx::query("SELECT COUNT(*) FROM notice WHERE person_id = $1 AND seen_at IS NULL")
                .bind(id.0)
                .fetch_one(&mut *change.rows)
                .await
                .map_err(sql)?;
            let unseen: i64 = row.try_get(0).map_err(sql)?;
            let Ok(person) = change.person(id).await else { continue };
            if unseen == 0 || person.details.email.is_empty() {
                continue;
            }
            let letter = Letter {
                about: "digest",
                once: &format!("digest:{}:{day}", id.0),
                to: &person.details.email,
                person: id,
                unit: person.details.unit,
                content: &json!({ "number": unseen }).to_string(),
            };
            queued += u64::from(change.queue_mail(&letter).await?);
        }
        change.rows.commit().await.map_err(sql)?;
        Ok(queued)
    }
}
