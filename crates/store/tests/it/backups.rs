//! Back-ups: nothing is left out, nothing altered is believed, and nothing is put on top of anything.

use std::path::{Path, PathBuf};

use sqlx::Row;
use store::backup::{BackupError, BackupLimits, Held};
use store::reports::Outcome;
use store::{Step, Store, StoreError};

use crate::ground::{Ground, on_both};
use crate::story::{NOON, put, read_all, report, sample, segments};

on_both!(
    what_is_restored_is_what_was_backed_up_on_either_database,
    a_back_up_that_was_altered_or_cut_is_refused_before_anything_is_written,
    nothing_is_restored_on_top_of_anything,
    what_cannot_be_restored_leaves_nothing,
    a_table_that_a_later_step_adds_is_in_it_whatever_refers_to_what,
    a_back_up_of_an_older_version_is_restored_and_brought_to_this_one,
    what_is_still_to_be_done_is_said_and_nothing_is_done,
);

fn limits() -> BackupLimits {
    // Small parts, so that tables have several.
    BackupLimits { part: 200, ..BackupLimits::default() }
}

async fn back_up(store: &Store, to: &Path) -> Result<Held, BackupError> {
    store.back_up(to, NOON, "quet test", &limits()).await
}

async fn restore(ground: &Ground, from: &Path) -> Result<Held, BackupError> {
    Store::restore(ground.data(), ground.url().as_ref(), from, &limits()).await
}

/// A store with something of everything.
async fn filled(ground: &Ground) -> Store {
    let store = ground.open().await;
    put(&store, &sample(), true).await;
    put(&store, &[], true).await;
    let reports: Vec<_> = (0..20).map(|id| report(id, id as u32)).collect();
    let outcomes = store.take_reports(&reports, 9, NOON).await.unwrap();
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Counted));
    store
}

/// Every ground there is: a back-up goes from each to each.
fn grounds() -> Vec<Ground> {
    [Some(Ground::sqlite()), Ground::postgres()].into_iter().flatten().collect()
}

fn file(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("back-up.tar")
}

async fn what_is_restored_is_what_was_backed_up_on_either_database(ground: &Ground) {
    let folder = tempfile::TempDir::new().unwrap();
    let store = filled(ground).await;
    let held = back_up(&store, &file(&folder)).await.unwrap();
    // Each import has an entry of the record, and its details.
    assert_eq!((held.segments, held.rows), (1, 2 + 2 + 20 + 20 + 1 + 20 + 2 + 2));
    for other in grounds() {
        assert_eq!(restore(&other, &file(&folder)).await.unwrap(), held);
        let restored = other.open().await;
        assert_eq!(restored.imports_after(0).await.unwrap(), store.imports_after(0).await.unwrap());
        assert_eq!(restored.report_totals().await.unwrap(), store.report_totals().await.unwrap());
        let imports = restored.imports_after(0).await.unwrap();
        assert_eq!(read_all(&restored, &imports[0]).len(), 3);
        // It goes on: with the same secret of the day, and with the numbers that come next.
        let again = [report(3, 3), report(100, 100)];
        let outcomes = restored.take_reports(&again, 9, NOON).await.unwrap();
        assert_eq!(outcomes, [Outcome::AlreadyCounted, Outcome::Counted]);
        assert_eq!(put(&restored, &sample(), true).await, Some(3));
        // And from there once more: nothing was lost on the way.
        let second = folder.path().join(if other.database.is_some() { "postgres.tar" } else { "sqlite.tar" });
        let more = back_up(&restored, &second).await.unwrap();
        assert_eq!((more.segments, more.tables), (1, held.tables));
    }
}

async fn a_back_up_that_was_altered_or_cut_is_refused_before_anything_is_written(ground: &Ground) {
    let folder = tempfile::TempDir::new().unwrap();
    let path = file(&folder);
    back_up(&filled(&Ground::sqlite()).await, &path).await.unwrap();
    let mut whole = Vec::new();
    let opened = std::fs::File::open(&path).unwrap();
    std::io::copy(&mut std::io::Read::take(opened, 1 << 24), &mut whole).unwrap();
    let refused = async |bytes: &[u8], what: &str| {
        std::fs::write(&path, bytes).unwrap();
        let refused = restore(ground, &path).await;
        assert!(matches!(&refused, Err(BackupError::Altered { .. })), "{what}: {refused:?}");
        assert!(!ground.data().join("evidence").exists(), "{what}: something was written");
    };
    // Anywhere: in names, sizes, rows, segments, between files, behind the end.
    for at in (0..whole.len()).step_by(53) {
        let mut altered = whole.clone();
        altered[at] ^= 1;
        refused(&altered, &format!("byte {at}")).await;
    }
    for len in (0..whole.len()).step_by(whole.len() / 60) {
        refused(&whole[..len], &format!("{len} bytes")).await;
    }
    refused(&whole[..whole.len() - 1], "the last byte").await;
    refused(&[&whole[..], b"\0"].concat(), "one more").await;
    refused(b"PK\x03\x04 something else", "no back-up at all").await;
    std::fs::write(&path, &whole).unwrap();
    assert!(restore(ground, &path).await.is_ok());
    let missing = restore(ground, &folder.path().join("none")).await;
    assert!(matches!(&missing, Err(BackupError::File { .. })), "{missing:?}");
}

async fn nothing_is_restored_on_top_of_anything(ground: &Ground) {
    let folder = tempfile::TempDir::new().unwrap();
    let store = filled(ground).await;
    back_up(&store, &file(&folder)).await.unwrap();
    let refused = restore(ground, &file(&folder)).await;
    assert!(
        matches!(&refused, Err(BackupError::NotEmpty { place, .. }) if *place == ground.shown()),
        "{refused:?}"
    );
    assert_eq!((store.imports_after(0).await.unwrap().len(), segments(ground.data()).len()), (2, 1));
    // Nor is a back-up written over anything.
    let again = back_up(&store, &file(&folder)).await;
    let taken = |error: &std::io::Error| error.kind() == std::io::ErrorKind::AlreadyExists;
    assert!(matches!(&again, Err(BackupError::File { source, .. }) if taken(source)), "{again:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left of it");
    // A segment that is not what it was is not backed up as if it were.
    std::fs::write(&segments(ground.data())[0], "altered").unwrap();
    let damaged = back_up(&store, &folder.path().join("second.tar")).await;
    assert!(matches!(&damaged, Err(BackupError::Store(StoreError::Segment { .. }))), "{damaged:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left of it");
}

/// Tables as a later step could make them, whose names and order are the worst.
const LATER: [&str; 2] = [
    "CREATE TABLE \"a_child of\" (id BIGINT PRIMARY KEY, above BIGINT REFERENCES \"a_child of\" (id), \
     parent TEXT REFERENCES \"z parent\" (name), more BYTES)",
    "CREATE TABLE \"z parent\" (name TEXT PRIMARY KEY, \"from\" BIGINT NOT NULL)",
];

async fn later(ground: &Ground) {
    let raw = ground.raw().await;
    let bytes = if ground.database.is_some() { "BYTEA" } else { "BLOB" };
    for table in LATER.iter().rev() {
        sqlx::raw_sql(sqlx::AssertSqlSafe(table.replace("BYTES", bytes))).execute(&raw).await.unwrap();
    }
}

async fn a_table_that_a_later_step_adds_is_in_it_whatever_refers_to_what(ground: &Ground) {
    let folder = tempfile::TempDir::new().unwrap();
    let store = filled(ground).await;
    later(ground).await;
    let raw = ground.raw().await;
    for rows in [
        "INSERT INTO \"z parent\" (name, \"from\") VALUES ('Huế ''\"\\ \n', -9223372036854775807)",
        // The first refers to the second, and comes before it.
        "INSERT INTO \"a_child of\" (id, above, parent) VALUES (2, NULL, NULL), (1, 2, 'Huế ''\"\\ \n'), (3, 1, NULL)",
    ] {
        sqlx::raw_sql(rows).execute(&raw).await.unwrap();
    }
    sqlx::query("UPDATE \"a_child of\" SET more = $1 WHERE id = 1")
        .bind(vec![0_u8, 255])
        .execute(&raw)
        .await
        .unwrap();
    back_up(&store, &file(&folder)).await.unwrap();
    for other in grounds() {
        // A store that is made, and still empty.
        other.open().await.close().await;
        later(&other).await;
        restore(&other, &file(&folder)).await.unwrap();
        let raw = other.raw().await;
        let all = "SELECT c.id, c.above, p.name, p.\"from\", c.more FROM \"a_child of\" c \
                   LEFT JOIN \"z parent\" p ON p.name = c.parent ORDER BY c.id";
        let rows = sqlx::query(all).fetch_all(&raw).await.unwrap();
        let first = &rows[0];
        assert_eq!(rows.len(), 3);
        assert_eq!((first.get::<i64, _>(0), first.get::<i64, _>(1)), (1, 2));
        assert_eq!(first.get::<String, _>(2), "Huế '\"\\ \n");
        assert_eq!(
            (first.get::<i64, _>(3), first.get::<Vec<u8>, _>(4)),
            (-9_223_372_036_854_775_807, vec![0, 255])
        );
        assert_eq!(rows[1].get::<Option<i64>, _>(1), None);
        // References hold again as they did.
        let nobody = "INSERT INTO \"a_child of\" (id, parent) VALUES (9, 'nobody')";
        let mut connection = other.raw().await.acquire().await.unwrap();
        if other.database.is_none() {
            sqlx::raw_sql("PRAGMA foreign_keys = ON").execute(&mut *connection).await.unwrap();
        }
        assert!(sqlx::raw_sql(nobody).execute(&mut *connection).await.is_err());
    }
    // And where such a table is missing, it is no store for that back-up.
    let bare = Ground::sqlite();
    let refused = restore(&bare, &file(&folder)).await;
    assert!(matches!(&refused, Err(BackupError::Altered { .. })), "{refused:?}");
    assert_eq!(bare.open().await.imports_after(0).await.unwrap(), []);
}

/// What a database without its references could hold. It is found out when the rows are there, and then none stays.
async fn what_cannot_be_restored_leaves_nothing(ground: &Ground) {
    let folder = tempfile::TempDir::new().unwrap();
    let from = Ground::sqlite();
    let store = filled(&from).await;
    let mut connection = from.raw().await.acquire().await.unwrap();
    for statement in
        ["PRAGMA foreign_keys = OFF", "UPDATE scan_report_rule SET report_id = 'nobody''s' WHERE rowid = 1"]
    {
        sqlx::raw_sql(statement).execute(&mut *connection).await.unwrap();
    }
    back_up(&store, &file(&folder)).await.unwrap();
    let refused = restore(ground, &file(&folder)).await;
    assert!(matches!(&refused, Err(BackupError::Store(StoreError::Database { .. }))), "{refused:?}");
    let store = ground.open().await;
    assert_eq!(store.imports_after(0).await.unwrap(), []);
    assert_eq!(store.report_totals().await.unwrap().scans, 0);
    // And a whole one still goes there.
    back_up(&filled(&Ground::sqlite()).await, &folder.path().join("whole.tar")).await.unwrap();
    restore(ground, &folder.path().join("whole.tar")).await.unwrap();
}

/// Takes a store back to what the second step left, whatever tables later steps made.
async fn back_to_the_second_step(ground: &Ground) {
    const LEFT: [&str; 7] = [
        "_sqlx_migrations",
        "import",
        "report_day",
        "report_sender",
        "scan_report",
        "scan_report_rule",
        "sighted",
    ];
    let mut raw = ground.raw().await.acquire().await.unwrap();
    let (all, cascade) = if ground.database.is_some() {
        ("SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()", " CASCADE")
    } else {
        sqlx::raw_sql("PRAGMA foreign_keys = OFF").execute(&mut *raw).await.unwrap();
        ("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'", "")
    };
    let tables: Vec<(String,)> = sqlx::query_as(all).fetch_all(&mut *raw).await.unwrap();
    for (table,) in tables.iter().filter(|(table,)| !LEFT.contains(&table.as_str())) {
        let drop = format!("DROP TABLE \"{table}\"{cascade}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(drop)).execute(&mut *raw).await.unwrap();
    }
    let forget = "DELETE FROM _sqlx_migrations WHERE version > 2";
    sqlx::raw_sql(forget).execute(&mut *raw).await.unwrap();
    std::fs::remove_file(ground.data().join("belongs-to")).unwrap();
}

async fn a_back_up_of_an_older_version_is_restored_and_brought_to_this_one(ground: &Ground) {
    let folder = tempfile::TempDir::new().unwrap();
    let store = filled(ground).await;
    back_to_the_second_step(ground).await;
    back_up(&store, &file(&folder)).await.unwrap();
    for other in grounds() {
        restore(&other, &file(&folder)).await.unwrap();
        let restored = other.open().await;
        assert_eq!(restored.imports_after(0).await.unwrap().len(), 2);
        assert_eq!(Store::steps_to_take(other.data(), other.url().as_ref()).await.unwrap(), []);
    }
    // One that is empty but of this version already: steps are never taken back.
    for opened in grounds() {
        opened.open().await.close().await;
        let refused = restore(&opened, &file(&folder)).await;
        assert!(matches!(&refused, Err(BackupError::Opened { .. })), "{refused:?}");
    }
}

async fn what_is_still_to_be_done_is_said_and_nothing_is_done(ground: &Ground) {
    let to_take = async || Store::steps_to_take(ground.data(), ground.url().as_ref()).await.unwrap();
    let names = |steps: Vec<Step>| steps.into_iter().map(|step| (step.number, step.name)).collect::<Vec<_>>();
    let all = [(1, "sightings"), (2, "reports"), (3, "identity")];
    assert_eq!(names(to_take().await)[..3], all);
    assert_eq!(names(to_take().await)[..3], all, "nothing was done the first time");
    assert_eq!(std::fs::read_dir(ground.data()).unwrap().count(), 0);
    let store = filled(ground).await;
    assert_eq!(to_take().await, []);
    store.close().await;
    back_to_the_second_step(ground).await;
    assert_eq!(names(to_take().await)[..1], all[2..]);
    assert_eq!(names(to_take().await)[..1], all[2..], "nothing was done the first time");
    let store = ground.open().await;
    assert_eq!((to_take().await, store.imports_after(0).await.unwrap().len()), (vec![], 2));
    // A step that cannot be taken is found out without harm.
    store.close().await;
    back_to_the_second_step(ground).await;
    sqlx::raw_sql("CREATE TABLE store_identity (id BIGINT)").execute(&ground.raw().await).await.unwrap();
    let fails = Store::steps_to_take(ground.data(), ground.url().as_ref()).await;
    assert!(matches!(&fails, Err(StoreError::Migrate { .. })), "{fails:?}");
}

#[tokio::test]
async fn a_back_up_is_of_one_moment_whatever_is_written_meanwhile() {
    for ground in grounds() {
        let folder = tempfile::TempDir::new().unwrap();
        let store = filled(&ground).await;
        let writing = ground.open().await;
        let write = async {
            for id in 1000..1400 {
                writing.take_reports(&[report(id, id as u32)], 9, NOON).await.unwrap();
            }
        };
        let take = async {
            let mut taken = Vec::new();
            for nth in 0..4 {
                let path = folder.path().join(format!("{nth}.tar"));
                back_up(&store, &path).await.unwrap();
                taken.push(path);
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            taken
        };
        let ((), taken) = tokio::join!(write, take);
        for path in taken {
            let other = Ground::sqlite();
            restore(&other, &path).await.unwrap();
            // A report, its rule and its sender are written together.
            let counts = "SELECT (SELECT COUNT(*) FROM scan_report), (SELECT COUNT(*) FROM scan_report_rule), \
                          (SELECT SUM(counted) FROM report_sender)";
            let row = sqlx::query(counts).fetch_one(&other.raw().await).await.unwrap();
            let [reports, rules, senders] = [0, 1, 2].map(|at| row.get::<i64, _>(at));
            assert_eq!((reports, reports), (rules, senders));
        }
    }
}

/// The same, made sure of: something is committed when the first tables were read, and the last was not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_back_up_on_postgresql_sees_nothing_of_what_is_committed_while_it_is_taken() {
    let Some(ground) = Ground::postgres() else { return };
    let folder = tempfile::TempDir::new().unwrap();
    let path = file(&folder);
    let store = std::sync::Arc::new(filled(&ground).await);
    let mut other = ground.raw().await.begin().await.unwrap();
    sqlx::raw_sql("LOCK TABLE sighted IN ACCESS EXCLUSIVE MODE").execute(&mut *other).await.unwrap();
    let taking = tokio::spawn({
        let (store, path) = (std::sync::Arc::clone(&store), path.clone());
        async move { back_up(&store, &path).await }
    });
    let waits = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND relation = 'sighted'::regclass";
    while ground.database.as_ref().unwrap().order(waits) == "0" {
        assert!(!taking.is_finished(), "it did not come to the table that is locked");
    }
    for statement in [
        "INSERT INTO import SELECT 3, file_name, file_sha256, report, source, imported_at, 1, 1, 0, 0, first_day, \
         last_day, NULL, NULL FROM import WHERE id = 1",
        "INSERT INTO sighted SELECT 3, day, family, source, addresses_v4, addresses_v6, events FROM sighted",
    ] {
        sqlx::raw_sql(statement).execute(&mut *other).await.unwrap();
    }
    other.commit().await.unwrap();
    taking.await.unwrap().unwrap();
    let restored = Ground::sqlite();
    restore(&restored, &path).await.unwrap();
    assert_eq!(restored.open().await.imports_after(0).await.unwrap().len(), 2);
    assert_eq!(store.imports_after(0).await.unwrap().len(), 3);
}

#[tokio::test]
async fn other_programs_open_it() {
    let folder = tempfile::TempDir::new().unwrap();
    back_up(&filled(&Ground::sqlite()).await, &file(&folder)).await.unwrap();
    let listed = std::process::Command::new("tar").arg("-tf").arg(file(&folder)).output().unwrap();
    let names = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.status.success() && names.contains("tables/import/000001.jsonl\n"), "{names}");
    assert!(names.contains("evidence/") && names.lines().last().unwrap().starts_with("manifest-"), "{names}");
}
