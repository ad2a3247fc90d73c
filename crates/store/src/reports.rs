//! Reports of scans: each counted once, and no more from one sender in a day than was stated.
//!
//! Must never keep an address: a sender is a digest with a secret of its day, and both are destroyed when the day is
//! over. Must never keep a report that does not count.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use sightings::day::Day;
use sqlx::{AnyConnection, Row};

use crate::database::Kind;
use crate::{Store, StoreError};

/// Viet Nam's time is seven hours ahead of UTC, all year: the day of the cap is the day of the people.
const AHEAD: i64 = 7 * 3600;

/// A report as it arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its number, by which a repeated report is known.
    pub id: String,
    /// The network that it came from, as bytes that are the same for one sender. Not kept.
    pub sender: Vec<u8>,
    /// The version of the pack that was scanned with.
    pub pack_version: u64,
    /// The program.
    pub program: String,
    /// The system that it ran on.
    pub system: String,
    /// How long it took, in seconds.
    pub seconds: u64,
    /// Files that were seen.
    pub seen: u64,
    /// Files that were looked at.
    pub scanned: u64,
    /// What could not be read.
    pub gaps: u64,
    /// Whether all was read and done.
    pub complete: bool,
    /// Objects with an alert.
    pub alerts: u64,
    /// Files that were taken into the vault.
    pub cleaned: u64,
    /// Rules that matched, and in how many objects.
    pub rules: Vec<(String, u64)>,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Counted now.
    Counted,
    /// Counted when it came before.
    AlreadyCounted,
    /// Not counted, its sender having sent enough today.
    OverCap,
}

/// What was reported in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Reports that count.
    pub scans: u64,
    /// Those with an alert.
    pub with_alerts: u64,
    /// Those after which something was cleaned.
    pub with_cleaning: u64,
}

impl Store {
    /// Takes reports that arrived at that moment (seconds since 1970), all in one transaction: what came of each, in
    /// their order. No more than `cap` of one sender count in one day of Viet Nam.
    ///
    /// # Errors
    /// When the database cannot be written; none is then taken.
    pub async fn take_reports(
        &self,
        reports: &[Report],
        cap: u32,
        now: i64,
    ) -> Result<Vec<Outcome>, StoreError> {
        let sql = |error| self.error(error);
        let day = Day::of(now.saturating_add(AHEAD)).0;
        let mut fresh = [0_u8; 32];
        getrandom::fill(&mut fresh).map_err(|error| StoreError::NoRandom(error.to_string()))?;
        let mut transaction = self.begin_writing().await?;
        sqlx::query("INSERT INTO report_day (day, secret) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(day)
            .bind(fresh.to_vec())
            .execute(&mut *transaction)
            .await
            .map_err(sql)?;
        // Its secret is gone where the day was over already and the clock was set back.
        sqlx::query("UPDATE report_day SET secret = $2 WHERE day = $1 AND secret IS NULL")
            .bind(day)
            .bind(fresh.to_vec())
            .execute(&mut *transaction)
            .await
            .map_err(sql)?;
        let secret: Vec<u8> = sqlx::query("SELECT secret FROM report_day WHERE day = $1")
            .bind(day)
            .fetch_one(&mut *transaction)
            .await
            .and_then(|row| row.try_get(0))
            .map_err(sql)?;
        let mut outcomes = Vec::with_capacity(reports.len());
        for report in reports {
            let sender = sender(&secret, &report.sender);
            let outcome = self.take(&mut transaction, report, &sender, day, cap).await?;
            outcomes.push(outcome);
        }
        transaction.commit().await.map_err(sql)?;
        Ok(outcomes)
    }

    /// Destroys what tells senders of earlier days apart. To be called when a day begins, and at the start.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_senders(&self, now: i64) -> Result<(), StoreError> {
        let sql = |error| self.error(error);
        let day = Day::of(now.saturating_add(AHEAD)).0;
        let mut transaction = self.begin_writing().await?;
        let mut forgotten = 0;
        for statement in [
            "UPDATE report_day SET secret = NULL WHERE day < $1 AND secret IS NOT NULL",
            "DELETE FROM report_sender WHERE day < $1",
        ] {
            let done = sqlx::query(statement).bind(day).execute(&mut *transaction).await.map_err(sql)?;
            forgotten += done.rows_affected();
        }
        transaction.commit().await.map_err(sql)?;
        if forgotten > 0 {
            let rid = match self.place.kind {
                // The log of changes still holds them until it is written over.
                Kind::Sqlite => "PRAGMA wal_checkpoint(TRUNCATE)",
                // The tables still hold them until they are written anew, which they are here: they are small.
                Kind::Postgres => "VACUUM (FULL) report_day, report_sender",
            };
            sqlx::raw_sql(rid).execute(&self.pool).await.map_err(sql)?;
        }
        Ok(())
    }

    async fn take(
        &self,
        to: &mut AnyConnection,
        report: &Report,
        sender: &[u8],
        day: i64,
        cap: u32,
    ) -> Result<Outcome, StoreError> {
        let sql = |error| self.error(error);
        let number = |count: u64| i64::try_from(count).map_err(|error| self.damaged(error));
        let known = sqlx::query("SELECT 1 FROM scan_report WHERE id = $1")
            .bind(&report.id)
            .fetch_optional(&mut *to)
            .await
            .map_err(sql)?;
        if known.is_some() {
            return Ok(Outcome::AlreadyCounted);
        }
        let counted = sqlx::query("SELECT counted FROM report_sender WHERE day = $1 AND sender = $2")
            .bind(day)
            .bind(sender.to_vec())
            .fetch_optional(&mut *to)
            .await
            .map_err(sql)?;
        let counted: i64 = counted.map_or(Ok(0), |row| row.try_get(0)).map_err(sql)?;
        if counted >= i64::from(cap) {
            return Ok(Outcome::OverCap);
        }
        sqlx::query(
            "INSERT INTO report_sender (day, sender, counted) VALUES ($1, $2, 1) \
             ON CONFLICT (day, sender) DO UPDATE SET counted = report_sender.counted + 1",
        )
        .bind(day)
        .bind(sender.to_vec())
        .execute(&mut *to)
        .await
        .map_err(sql)?;
        sqlx::query(
            "INSERT INTO scan_report (id, received_at, pack_version, program, system, seconds, seen, scanned, gaps, \
             complete, alerts, cleaned) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(&report.id)
        // The day and no more: with the second, a report could be found in another server's log of visitors.
        .bind(Day(day).start() - AHEAD)
        .bind(number(report.pack_version)?)
        .bind(&report.program)
        .bind(&report.system)
        .bind(number(report.seconds)?)
        .bind(number(report.seen)?)
        .bind(number(report.scanned)?)
        .bind(number(report.gaps)?)
        .bind(i64::from(report.complete))
        .bind(number(report.alerts)?)
        .bind(number(report.cleaned)?)
        .execute(&mut *to)
        .await
        .map_err(sql)?;
        for (rule, objects) in &report.rules {
            sqlx::query(
                "INSERT INTO scan_report_rule (report_id, rule, objects) VALUES ($1, $2, $3) \
                 ON CONFLICT (report_id, rule) DO NOTHING",
            )
            .bind(&report.id)
            .bind(rule)
            .bind(number(*objects)?)
            .execute(&mut *to)
            .await
            .map_err(sql)?;
        }
        Ok(Outcome::Counted)
    }

    /// What was reported in all.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn report_totals(&self) -> Result<Totals, StoreError> {
        let row = sqlx::query(
            "SELECT (SELECT COUNT(*) FROM scan_report), \
             (SELECT COUNT(*) FROM scan_report WHERE alerts > 0), \
             (SELECT COUNT(*) FROM scan_report WHERE cleaned > 0)",
        )
        .fetch_one(&self.pool)
        .await
        .map_err(|error| self.error(error))?;
        Ok(Totals {
            scans: self.count(&row, 0)?,
            with_alerts: self.count(&row, 1)?,
            with_cleaning: self.count(&row, 2)?,
        })
    }
}

/// What a sender is known by for one day.
fn sender(secret: &[u8], network: &[u8]) -> [u8; 16] {
    let mut out = [0; 16];
    // HMAC takes a key of any length.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) {
        mac.update(network);
        for (to, from) in out.iter_mut().zip(mac.finalize().into_bytes()) {
            *to = from;
        }
    }
    out
}
