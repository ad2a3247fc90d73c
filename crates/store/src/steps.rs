//! The steps from an empty database to this version's tables.
//!
//! Steps are only added, here and in `migrations/`: one that was ever in a release is never changed, and what older
//! programs wrote stays readable. Must never go on where a newer program has been.

use std::borrow::Cow;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, AssertSqlSafe, SqlSafeStr};

use crate::StoreError;
use crate::database::{Kind, Place};

/// Every step, in order; the first is number 1. They are written for both databases: `{int}` is a whole number of 64
/// bits, `{bytes}` are bytes, and `{text}` is a text that is put in order by its bytes, where the order matters.
const STEPS: [(&str, &str); 6] = [
    ("sightings", include_str!("../migrations/0001_sightings.sql")),
    ("reports", include_str!("../migrations/0002_reports.sql")),
    ("identity", include_str!("../migrations/0003_identity.sql")),
    ("record", include_str!("../migrations/0004_record.sql")),
    ("people", include_str!("../migrations/0005_people.sql")),
    ("units", include_str!("../migrations/0006_units.sql")),
];

/// Takes every step that is still to be taken. PostgreSQL lets one process at a time do so.
pub(crate) async fn run(connection: &mut AnyConnection, place: &Place) -> Result<(), StoreError> {
    all(place.kind).run(connection).await.map_err(|error| match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => {
            StoreError::Newer { place: place.shown.clone() }
        }
        source => StoreError::Migrate { place: place.shown.clone(), source },
    })
}

fn all(kind: Kind) -> Migrator {
    let (bytes, text) = match kind {
        Kind::Sqlite => ("BLOB", "TEXT"),
        Kind::Postgres => ("BYTEA", "TEXT COLLATE \"C\""),
    };
    let steps = STEPS.iter().zip(1_i64..).map(|((name, sql), version)| {
        let sql = sql.replace("{int}", "BIGINT").replace("{bytes}", bytes).replace("{text}", text);
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
