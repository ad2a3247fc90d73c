//! Evidence that waits for our own scanner: taken by one process at a time, and done with by the commit that says what came
//! of it.
//!
//! Must never lose what waits: whoever took it and ended has it until a moment, and then somebody else takes it. Must
//! never let one who lost it say anything of it.

use office::record::Deed;
use sqlx::Row;

use super::change::Deciding;
use super::{EvidenceFile, IncidentsError};
use crate::record::Change;
use crate::{Store, StoreError};

/// A piece of evidence that is to be looked at, for who took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookJob {
    /// The incident.
    pub incident: i64,
    /// The piece's number in it.
    pub number: i64,
    /// How often it was taken, this time too.
    pub tries: i64,
    /// Its file; nothing where it does not lie here.
    pub file: Option<EvidenceFile>,
    taker: String,
}

impl Store {
    /// Takes what waits longest, until a moment; nothing where nothing waits. Both in seconds since 1970.
    ///
    /// # Errors
    /// When the database cannot be used.
    pub async fn take_look(&self, taker: &str, now: i64, until: i64) -> Result<Option<LookJob>, StoreError> {
        let sql = |error| self.error(error);
        const FIRST: &str = "SELECT incident_id, number, tries FROM evidence_look WHERE taken_until <= $1 \
             ORDER BY asked_at, incident_id, number LIMIT 1";
        // Mostly nothing waits, and who only looks holds nobody up.
        if sqlx::query(FIRST).bind(now).fetch_optional(&self.pool).await.map_err(sql)?.is_none() {
            return Ok(None);
        }
        let mut rows = self.begin_writing().await?;
        let first = sqlx::query(FIRST).bind(now).fetch_optional(&mut *rows).await.map_err(sql)?;
        let Some(first) = first else { return Ok(None) };
        let incident: i64 = first.try_get(0).map_err(sql)?;
        let number: i64 = first.try_get(1).map_err(sql)?;
        let tries = first.try_get::<i64, _>(2).map_err(sql)? + 1;
        sqlx::query(
            "UPDATE evidence_look SET tries = $3, taken_by = $4, taken_until = $5 \
             WHERE incident_id = $1 AND number = $2",
        )
        .bind(incident)
        .bind(number)
        .bind(tries)
        .bind(taker.to_owned())
        .bind(until)
        .execute(&mut *rows)
        .await
        .map_err(sql)?;
        rows.commit().await.map_err(sql)?;
        let files = self.evidence_files(incident).await?;
        let file = files.into_iter().find(|file| file.number == number);
        Ok(Some(LookJob { incident, number, tries, file, taker: taker.to_owned() }))
    }

    /// Leaves what was taken to whoever comes next, as if it had not been taken.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn leave_look(&self, job: &LookJob) -> Result<(), StoreError> {
        let sql = |error| self.error(error);
        let mut rows = self.begin_writing().await?;
        sqlx::query(
            "UPDATE evidence_look SET tries = tries - 1, taken_by = '', taken_until = 0 \
             WHERE incident_id = $1 AND number = $2 AND taken_by = $3 AND tries = $4",
        )
        .bind(job.incident)
        .bind(job.number)
        .bind(job.taker.clone())
        .bind(job.tries)
        .execute(&mut *rows)
        .await
        .map_err(sql)?;
        rows.commit().await.map_err(sql)
    }

    /// Says what came of a look, and is done with it; also where `decide` has nothing to say. False where somebody else has it by now, and nothing is said.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub async fn tell_look(
        &self,
        job: &LookJob,
        decide: &Deciding<'_>,
        deed: &Deed,
    ) -> Result<bool, IncidentsError> {
        let sql = |error| self.error(error);
        let mut change = self.change(deed).await?;
        let gone = sqlx::query(
            "DELETE FROM evidence_look WHERE incident_id = $1 AND number = $2 AND taken_by = $3 AND tries = $4",
        )
        .bind(job.incident)
        .bind(job.number)
        .bind(job.taker.clone())
        .bind(job.tries)
        .execute(&mut *change.rows)
        .await
        .map_err(sql)?;
        if gone.rows_affected() == 0 {
            return Ok(false);
        }
        let kept = self.read_incident(job.incident, None, &mut change.rows).await?;
        let kept = kept.ok_or_else(|| IncidentsError::none(job.incident))?;
        let (entries, beside) = decide(&kept)?;
        if !entries.is_empty() {
            change.append(job.incident, &kept.code, &entries, &beside).await?;
        }
        change.commit().await?;
        Ok(true)
    }
}

impl Change<'_> {
    /// Has a piece of evidence wait; one that waits already waits on.
    pub(super) async fn wait_for_look(&mut self, id: i64, number: i64, at: i64) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO evidence_look (incident_id, number, asked_at, tries, taken_by, taken_until) \
             VALUES ($1, $2, $3, 0, '', 0) ON CONFLICT (incident_id, number) DO NOTHING",
        )
        .bind(id)
        .bind(number)
        .bind(at)
        .execute(&mut *self.rows)
        .await
        .map_err(|error| self.store.error(error))?;
        Ok(())
    }
}
