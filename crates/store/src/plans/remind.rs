//! Reminders of plans: each is sent once, in the commit that notes it.
//!
//! Must never tell anybody twice of the same.

use office::day::Day;
use office::people::PersonId;
use office::plan::{Reminder, Why};
use office::record::Deed;
use sqlx::Row;

use super::object;
use crate::{Store, StoreError};

impl Store {
    /// The numbers of plans that are to be looked at by now.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn plans_to_remind(&self, now: i64) -> Result<Vec<i64>, StoreError> {
        let sql = |error| self.error(error);
        let rows = sqlx::query("SELECT id FROM plan WHERE remind_at <= $1 ORDER BY remind_at LIMIT 1000");
        let rows = rows.bind(now).fetch_all(&self.pool).await.map_err(sql)?;
        rows.iter().map(|row| row.try_get(0).map_err(sql)).collect()
    }

    /// Reminds of a plan, as it is then: those who write plans for the first of these units that has any, and when it is
    /// late those of the one above it too. Says how many reminders that were.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn remind_of_plan(
        &self,
        id: i64,
        way: &[i64],
        today: Day,
        deed: &Deed,
    ) -> Result<usize, StoreError> {
        let sql = |error| self.error(error);
        let mut change = self.change(deed).await?;
        let Some(kept) = self.read_plan(id, &mut change.rows).await? else { return Ok(0) };
        let later = "SELECT COUNT(*) FROM plan WHERE unit_id = $1 AND year > $2 AND phase IN ('draft', 'submitted', 'in-force')";
        let later = sqlx::query(later).bind(kept.plan.unit).bind(i64::from(today.year()));
        let later: i64 =
            later.fetch_one(&mut *change.rows).await.and_then(|row| row.try_get(0)).map_err(sql)?;
        let mut sent = 0;
        for Reminder { key, why } in kept.plan.reminders(today, later > 0) {
            let noted = sqlx::query(
                "INSERT INTO plan_reminder (plan_id, key, at) VALUES ($1, $2, $3) ON CONFLICT (plan_id, key) DO NOTHING",
            );
            let noted =
                noted.bind(id).bind(key).bind(deed.at).execute(&mut *change.rows).await.map_err(sql)?;
            if noted.rows_affected() == 0 {
                continue;
            }
            let kind = match why {
                Why::Soon => "plan.review-soon",
                Why::Late => "plan.review-late",
                Why::YearEnds => "plan.year-ends",
            };
            let mut left = if why == Why::Late { 2 } else { 1 };
            for unit in way {
                let told = change.tell_plan(id, *unit, kind).await?;
                left -= usize::from(told);
                if left == 0 {
                    break;
                }
            }
            sent += 1;
        }
        let next = kept.plan.next_reminder(today).and_then(Day::begins);
        let later = sqlx::query("UPDATE plan SET remind_at = $2 WHERE id = $1").bind(id).bind(next);
        later.execute(&mut *change.rows).await.map_err(sql)?;
        if sent > 0 {
            let told = serde_json::Map::from_iter([("reminders".to_owned(), serde_json::json!(sent))]);
            change.note("plan.reminded", &object(id), kept.plan.unit, told).await?;
        }
        change.commit().await?;
        Ok(sent)
    }
}

impl crate::record::Change<'_> {
    /// Tells those who write plans for a unit. Says whether there are any.
    async fn tell_plan(&mut self, id: i64, unit: i64, kind: &str) -> Result<bool, StoreError> {
        let sql = |error| self.store.error(error);
        let rows = sqlx::query(
            "SELECT DISTINCT g.person_id FROM granted g JOIN person p ON p.id = g.person_id WHERE g.unit_id = $1 \
             AND g.until IS NULL AND p.ended_at IS NULL AND g.role IN ('coordinator', 'responder', 'officer')",
        );
        let rows = rows.bind(unit).fetch_all(&mut *self.rows).await.map_err(sql)?;
        for row in &rows {
            let person = PersonId(row.try_get(0).map_err(sql)?);
            if let Ok(person) = self.person(person).await {
                self.tell_of(&person, kind, &object(id), "").await?;
            }
        }
        Ok(!rows.is_empty())
    }
}
