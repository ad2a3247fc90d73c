//! The steps from an empty database to this version's tables.
//!
//! Steps are only added, here and in `migrations/`: one that was ever in a release is never changed, and what older
//! programs wrote stays readable. Must never go on where a newer program has been.

use std::borrow::Cow;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, AssertSqlSafe, Row, SqlSafeStr};

use crate::StoreError;
use crate::catalogue::{self, NOTES};
use crate::database::{Kind, Place};

/// Every step, in order; the first is number 1. They are written for both databases: `{int}` is a whole number of 64
/// bits, `{key}` is one by which rows are numbered (to SQLite it is the row's own place, and no index beside the table),
/// `{bytes}` are bytes, and `{text}` is a text that is put in order by its bytes, where the order matters. There are
/// no other kinds of columns, and a step puts no rows into tables: back-ups rest on both (`backup`).
const STEPS: &[(&str, &str)] = &[
    ("sightings", include_str!("../migrations/0001_sightings.sql")),
    ("reports", include_str!("../migrations/0002_reports.sql")),
    ("identity", include_str!("../migrations/0003_identity.sql")),
    ("record", include_str!("../migrations/0004_record.sql")),
    ("people", include_str!("../migrations/0005_people.sql")),
    ("units", include_str!("../migrations/0006_units.sql")),
    ("systems", include_str!("../migrations/0007_systems.sql")),
    ("reach", include_str!("../migrations/0008_reach.sql")),
    ("scopes", include_str!("../migrations/0009_scopes.sql")),
    ("duty", include_str!("../migrations/0010_duty.sql")),
    ("member", include_str!("../migrations/0011_member.sql")),
    ("emergency", include_str!("../migrations/0012_emergency.sql")),
    ("identity provider", include_str!("../migrations/0013_identity_provider.sql")),
    ("incidents", include_str!("../migrations/0016_incidents.sql")),
    ("drills", include_str!("../migrations/0018_drills.sql")),
    ("evidence files", include_str!("../migrations/0017_evidence_files.sql")),
    ("lists", include_str!("../migrations/0020_lists.sql")),
    ("reminders", include_str!("../migrations/0021_reminders.sql")),
    ("emergency incidents", include_str!("../migrations/0027_emergency_incidents.sql")),
    ("packages", include_str!("../migrations/0022_packages.sql")),
    ("own playbooks", include_str!("../migrations/0019_own_playbooks.sql")),
    ("sums", include_str!("../migrations/0023_sums.sql")),
    ("plans", include_str!("../migrations/0024_plans.sql")),
    ("people listed", include_str!("../migrations/0025_people_listed.sql")),
    ("looks", include_str!("../migrations/0026_looks.sql")),
    ("withheld", include_str!("../migrations/0031_withheld.sql")),
    ("clocks", include_str!("../migrations/0028_clocks.sql")),
];

/// A step that is still to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its number, from 1.
    pub number: i64,
    /// Its name.
    pub name: &'static str,
}

/// How many steps this version knows.
pub(crate) const KNOWN: i64 = STEPS.len() as i64;

/// Takes every step that is still to be taken. PostgreSQL lets one process at a time do so.
pub(crate) async fn run(connection: &mut AnyConnection, place: &Place) -> Result<(), StoreError> {
    run_to(KNOWN, connection, place).await
}

/// Takes every step up to that one.
pub(crate) async fn run_to(
    last: i64,
    connection: &mut AnyConnection,
    place: &Place,
) -> Result<(), StoreError> {
    all(place.kind).run_to(last, connection).await.map_err(|error| match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => {
            StoreError::Newer { place: place.shown.clone() }
        }
        source => StoreError::Migrate { place: place.shown.clone(), source },
    })
}

/// How many steps were taken; none where there is no database yet.
pub(crate) async fn taken(connection: &mut AnyConnection, place: &Place) -> Result<i64, StoreError> {
    let sql = |error| place.error(error);
    let noted = catalogue::tables(connection, place.kind, NOTES).await.map_err(sql)?;
    if noted.is_empty() {
        return Ok(0);
    }
    let last = "SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations";
    let taken: i64 =
        sqlx::query(last).fetch_one(connection).await.and_then(|row| row.try_get(0)).map_err(sql)?;
    if taken > KNOWN { Err(StoreError::Newer { place: place.shown.clone() }) } else { Ok(taken) }
}

/// The steps after that one.
pub(crate) fn after(taken: i64) -> Vec<Step> {
    let steps = STEPS.iter().zip(1..).map(|((name, _), number)| Step { number, name });
    steps.filter(|step| step.number > taken).collect()
}

/// Takes the steps after that one in a transaction, which shows whether they can be taken, and undoes them.
pub(crate) async fn rehearse(
    taken: i64,
    connection: &mut AnyConnection,
    place: &Place,
) -> Result<(), StoreError> {
    let sql = |error| place.error(error);
    let mut transaction = place.begin_writing_on(connection).await?;
    for step in all(place.kind).iter().filter(|step| step.version > taken) {
        sqlx::raw_sql(step.sql.clone()).execute(&mut *transaction).await.map_err(|source| {
            let source = MigrateError::ExecuteMigration(source, step.version);
            StoreError::Migrate { place: place.shown.clone(), source }
        })?;
    }
    transaction.rollback().await.map_err(sql)
}

fn all(kind: Kind) -> Migrator {
    let (bytes, text, key) = match kind {
        Kind::Sqlite => ("BLOB", "TEXT", "INTEGER PRIMARY KEY"),
        Kind::Postgres => ("BYTEA", "TEXT COLLATE \"C\"", "BIGINT PRIMARY KEY"),
    };
    let steps = STEPS.iter().zip(1_i64..).map(|((name, sql), version)| {
        let sql = sql
            .replace("{int}", "BIGINT")
            .replace("{bytes}", bytes)
            .replace("{text}", text)
            .replace("{key}", key);
        Migration::new(
            version,
            Cow::Borrowed(*name),
            MigrationType::Simple,
            AssertSqlSafe(sql).into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(steps.collect())
}
