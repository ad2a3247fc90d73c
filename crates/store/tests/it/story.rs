//! What is remembered comes back as it was, and nothing is seen in part: the same story on SQLite and on PostgreSQL.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use office::record::{Deed, Who};
use sightings::day::Day;
use sightings::ingest::{Added, Sighting};
use store::imports::{Import, Stored};
use store::reports::{Outcome, Report, Totals};
use store::{Store, StoreError};
use tempfile::TempDir;

use crate::ground::{Ground, on_both};

on_both!(
    what_is_imported_comes_back_also_after_a_restart,
    an_import_that_is_given_up_is_not_seen_and_leaves_nothing,
    a_segment_that_nobody_names_is_collected_after_a_grace_time,
    one_import_runs_at_a_time,
    evidence_that_changed_is_not_believed,
    data_of_a_newer_version_is_left_alone,
    forged_reports_move_the_figures_by_the_cap_and_no_more,
    a_report_counts_once_however_often_it_is_sent,
    what_tells_senders_apart_is_destroyed_when_their_day_is_over,
);

const DAY: i64 = 20_000;
pub const NOON: i64 = DAY * 86_400 + 43_200;

fn sighting(id: u64, address: &str, family: &str) -> Sighting {
    Sighting { id, time: NOON, address: address.parse().unwrap(), family: family.to_owned(), port: 1 }
}

pub fn import(rows_new: u64) -> Import {
    Import {
        file_name: "2024-10-04-event4_sinkhole-viet_nam.csv".to_owned(),
        file_sha256: "00".repeat(32),
        report: "event4_sinkhole".to_owned(),
        source: "trap".to_owned(),
        imported_at: NOON,
        rows_read: rows_new + 3,
        rows_new,
        rows_repeated: 1,
        rows_refused: 2,
    }
}

fn added(sightings: &[Sighting]) -> BTreeMap<(Day, String), Added> {
    let mut all: BTreeMap<(Day, String), Added> = BTreeMap::new();
    for one in sightings {
        let added = all.entry((Day::of(one.time), one.family.clone())).or_default();
        added.addresses.insert(one.address);
        added.events += 1;
    }
    all
}

/// What an import comes with.
pub fn deed() -> Deed {
    Deed { who: Who::CommandLine, at: NOON, from: "quet feed import".to_owned(), why: String::new() }
}

pub fn sample() -> Vec<Sighting> {
    vec![
        sighting(1, "14.160.12.34", "sality"),
        sighting(u64::MAX, "14.160.12.34", "mirai"),
        sighting(3, "2405:4800::1", "sality"),
    ]
}

const COLUMNS: [&str; 3] = ["timestamp", "src_ip", "Cột lạ"];

fn now() -> SystemTime {
    SystemTime::now()
}

/// Imports these, as far as `commit` says.
pub async fn put(store: &Store, sightings: &[Sighting], commit: bool) -> Option<i64> {
    let importing = store.begin_import(now(), &|| ()).await.unwrap();
    let mut writer = importing.segment(&COLUMNS.map(str::to_owned)).unwrap();
    for one in sightings {
        let address = one.address.to_string();
        writer.push(one, ["2024-10-04", &address, "ô \u{0} lạ"].into_iter().map(str::as_bytes)).unwrap();
    }
    if !commit {
        return None;
    }
    Some(
        importing
            .commit(&import(sightings.len() as u64), Some(writer), &added(sightings), &deed())
            .await
            .unwrap(),
    )
}

pub fn segments(data: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(data.join("evidence")).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

pub fn read_all(store: &Store, stored: &Stored) -> Vec<(String, String, i64)> {
    let reader = store.evidence(stored.segment.as_ref().unwrap()).unwrap();
    let mut all = Vec::new();
    let rows =
        reader.each(|told| all.push((told.address.to_string(), told.family.to_owned(), told.time))).unwrap();
    assert_eq!((rows, reader.rows()), (all.len() as u64, all.len() as i64));
    all
}

async fn what_is_imported_comes_back_also_after_a_restart(ground: &Ground) {
    let sightings = sample();
    let store = ground.open().await;
    assert_eq!((store.last_import().await.unwrap(), put(&store, &sightings, true).await), (0, Some(1)));
    store.close().await;

    let store = ground.open().await;
    let [stored] = store.imports_after(0).await.unwrap().try_into().unwrap();
    assert_eq!((stored.id, &stored.import, &stored.added), (1, &import(3), &added(&sightings)));
    let expected: Vec<_> =
        sightings.iter().map(|one| (one.address.to_string(), one.family.clone(), one.time)).collect();
    assert_eq!(read_all(&store, &stored), expected);
    assert_eq!(store.imports_after(1).await.unwrap(), []);

    let mut importing = store.begin_import(now(), &|| ()).await.unwrap();
    assert_eq!(importing.counted_on("trap", Day(DAY)).await.unwrap(), [1, u64::MAX, 3]);
    assert_eq!(importing.counted_on("trap", Day(DAY)).await.unwrap(), [0_u64; 0], "told once");
    assert_eq!(importing.counted_on("trap", Day(DAY + 1)).await.unwrap(), [0_u64; 0]);
    drop(importing);
    let mut importing = store.begin_import(now(), &|| ()).await.unwrap();
    assert_eq!(
        importing.counted_on("web", Day(DAY)).await.unwrap(),
        [0_u64; 0],
        "another source counts for itself"
    );
}

async fn an_import_that_is_given_up_is_not_seen_and_leaves_nothing(ground: &Ground) {
    let store = ground.open().await;
    put(&store, &sample(), false).await;
    assert_eq!(store.imports_after(0).await.unwrap(), []);
    assert_eq!(segments(ground.data()), Vec::<PathBuf>::new());
}

async fn a_segment_that_nobody_names_is_collected_after_a_grace_time(ground: &Ground) {
    let store = ground.open().await;
    put(&store, &sample(), true).await;
    let named = segments(ground.data());
    // What a killed import leaves: a whole segment without its commit, and a half-made one.
    let orphans = ["ab.parquet", "making-x1"].map(|name| ground.data().join("evidence").join(name));
    for orphan in &orphans {
        std::fs::write(orphan, "left behind").unwrap();
    }
    drop(store.begin_import(now(), &|| ()).await.unwrap());
    assert!(
        orphans.iter().all(|orphan| orphan.exists()),
        "an import of another process may be about to name it"
    );
    drop(store.begin_import(now() + Duration::from_secs(3700), &|| ()).await.unwrap());
    assert_eq!(segments(ground.data()), named);
}

async fn one_import_runs_at_a_time(ground: &Ground) {
    let store = ground.open().await;
    let first = store.begin_import(now(), &|| ()).await.unwrap();
    let (told, hears) = std::sync::mpsc::channel();
    let (path, url) = (ground.data().to_owned(), ground.url());
    let second = std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let store = Store::open(&path, url.as_ref()).await.unwrap();
            let waiting = || told.send("waiting").unwrap();
            let importing = store.begin_import(SystemTime::now(), &waiting).await.unwrap();
            told.send("begun").unwrap();
            drop(importing);
        });
    });
    assert_eq!(hears.recv(), Ok("waiting"));
    assert!(hears.recv_timeout(Duration::from_millis(200)).is_err(), "it waits as long as the first runs");
    drop(first);
    assert_eq!(hears.recv(), Ok("begun"));
    second.join().unwrap();
}

async fn evidence_that_changed_is_not_believed(ground: &Ground) {
    let store = ground.open().await;
    put(&store, &sample(), true).await;
    let [stored] = store.imports_after(0).await.unwrap().try_into().unwrap();
    let segment = stored.segment.unwrap();
    let path = segments(ground.data()).remove(0);
    let whole = std::fs::File::open(&path).unwrap();
    let mut bytes = Vec::new();
    std::io::copy(&mut std::io::Read::take(whole, 1 << 20), &mut bytes).unwrap();
    let damaged = || matches!(store.evidence(&segment).err(), Some(StoreError::Segment { path: named, .. }) if named == path);
    for at in (0..bytes.len()).step_by(97) {
        let mut altered = bytes.clone();
        altered[at] ^= 1;
        std::fs::write(&path, altered).unwrap();
        assert!(damaged(), "byte {at}");
    }
    std::fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
    assert!(damaged());
    std::fs::remove_file(&path).unwrap();
    assert!(damaged());
    std::fs::write(&path, &bytes).unwrap();
    assert!(store.evidence(&segment).is_ok());
}

async fn data_of_a_newer_version_is_left_alone(ground: &Ground) {
    let store = ground.open().await;
    store.close().await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9999, 'to come', TRUE, '', 0)";
    sqlx::raw_sql(newer).execute(&ground.raw().await).await.unwrap();
    let error = Store::open(ground.data(), ground.url().as_ref()).await.unwrap_err();
    assert!(matches!(&error, StoreError::Newer { place } if *place == ground.shown()), "{error:?}");
}

#[tokio::test]
async fn a_path_with_awkward_characters_is_no_other_path() {
    let folder = TempDir::new().unwrap();
    for name in ["một hai", "a?mode=memory", "b#c", "d%20e", "f&g=h"] {
        let data = folder.path().join(name);
        let store = Store::open(&data, None).await.unwrap();
        put(&store, &sample(), true).await;
        store.close().await;
        assert!(data.join("quet.sqlite").is_file(), "{name}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 5);
}

async fn senders_and_secrets(ground: &Ground) -> (i64, i64) {
    sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM report_sender), (SELECT COUNT(*) FROM report_day WHERE secret IS NOT NULL)",
    )
    .fetch_one(&ground.raw().await)
    .await
    .unwrap()
}

pub fn report(id: u64, sender: u32) -> Report {
    Report {
        id: format!("{id:032x}"),
        sender: sender.to_be_bytes().to_vec(),
        pack_version: 1,
        program: "quet 0.1.0".to_owned(),
        system: "linux".to_owned(),
        seconds: 5,
        seen: 10,
        scanned: 9,
        gaps: 1,
        complete: false,
        alerts: 1,
        cleaned: 1,
        rules: vec![("A_Rule".to_owned(), 1)],
    }
}

async fn forged_reports_move_the_figures_by_the_cap_and_no_more(ground: &Ground) {
    let store = ground.open().await;
    let (senders, cap) = (100, 20);
    let forged: Vec<Report> = (0..100_000).map(|id| report(id, (id % senders) as u32)).collect();
    let mut counted = 0;
    for batch in forged.chunks(1000) {
        let outcomes = store.take_reports(batch, cap, NOON).await.unwrap();
        counted += outcomes.iter().filter(|outcome| **outcome == Outcome::Counted).count() as u64;
    }
    assert_eq!(counted, senders * u64::from(cap));
    let totals = Totals { scans: counted, with_alerts: counted, with_cleaning: counted };
    assert_eq!(store.report_totals().await.unwrap(), totals);
    // The next day they may send again, and what was counted stays.
    let outcomes = store.take_reports(&[report(200_000, 0)], cap, NOON + 86_400).await.unwrap();
    assert_eq!(outcomes, [Outcome::Counted]);
}

async fn a_report_counts_once_however_often_it_is_sent(ground: &Ground) {
    let store = ground.open().await;
    let twice = [report(1, 1), report(1, 1), report(2, 1)];
    let outcomes = store.take_reports(&twice, 2, NOON).await.unwrap();
    assert_eq!(outcomes, [Outcome::Counted, Outcome::AlreadyCounted, Outcome::Counted]);
    // Also from another sender, on another day, after a restart.
    store.close().await;
    let store = ground.open().await;
    let outcomes = store.take_reports(&[report(1, 9)], 2, NOON + 5 * 86_400).await.unwrap();
    assert_eq!(outcomes, [Outcome::AlreadyCounted]);
    assert_eq!(store.report_totals().await.unwrap().scans, 2);
}

/// Whether these bytes stand anywhere in the files of the database; with PostgreSQL, in those of the two tables.
fn stands(ground: &Ground, bytes: &[u8]) -> bool {
    if let Some(database) = &ground.database {
        database.order("CHECKPOINT");
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        return ["report_day", "report_sender"].into_iter().any(|table| {
            let file = format!("SELECT encode(pg_read_binary_file(pg_relation_filepath('{table}')), 'hex')");
            database.order(&file).replace('\n', "").contains(&hex)
        });
    }
    let entries = std::fs::read_dir(ground.data()).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_file()).any(|path| {
        let mut held = Vec::new();
        let file = std::fs::File::open(path).unwrap();
        std::io::copy(&mut std::io::Read::take(file, 1 << 24), &mut held).unwrap();
        held.windows(bytes.len()).any(|window| window == bytes)
    })
}

async fn what_tells_senders_apart_is_destroyed_when_their_day_is_over(ground: &Ground) {
    let store = ground.open().await;
    let mut one = report(1, 0);
    one.sender = b"\x0e\xa0\x0c\x22 the sender's network".to_vec();
    store.take_reports(&[one.clone()], 2, NOON).await.unwrap();
    assert!(!stands(ground, &one.sender), "a sender is never written as it is");
    let secrets = "SELECT secret FROM report_day UNION ALL SELECT sender FROM report_sender";
    let kept: Vec<(Vec<u8>,)> = sqlx::query_as(secrets).fetch_all(&ground.raw().await).await.unwrap();
    assert_eq!(kept.len(), 2);
    assert!(kept.iter().all(|(secret,)| stands(ground, secret)), "they serve for the day");
    store.forget_senders(NOON).await.unwrap();
    assert_eq!(senders_and_secrets(ground).await, (1, 1));
    store.forget_senders(NOON + 86_400).await.unwrap();
    assert_eq!(senders_and_secrets(ground).await, (0, 0));
    assert!(!kept.iter().any(|(secret,)| stands(ground, secret)), "not only out of sight");
    // It goes on the next day.
    let outcomes = store.take_reports(&[report(2, 0)], 2, NOON + 86_400).await.unwrap();
    assert_eq!(outcomes, [Outcome::Counted]);
}
