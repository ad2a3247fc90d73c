//! Several processes with one store: each is one of these stores, opened by itself.

use std::time::SystemTime;

use store::reports::{Outcome, Report};

use crate::ground::{Ground, on_both};
use crate::story::{NOON, deed, import, report};

on_both!(
    two_that_take_the_same_reports_count_each_once_and_keep_to_the_cap,
    two_that_open_an_empty_one_make_it_once,
    an_import_that_lost_its_lock_is_not_committed,
);

async fn two_that_take_the_same_reports_count_each_once_and_keep_to_the_cap(ground: &Ground) {
    let (one, two) = (ground.open().await, ground.open().await);
    let (senders, cap) = (10, 20);
    let reports: Vec<_> = (0..2000).map(|id| report(id, (id % senders) as u32)).collect();
    let backwards: Vec<_> = reports.iter().rev().cloned().collect();
    let take = async |store: store::Store, reports: &[Report]| {
        let mut counted = 0;
        for batch in reports.chunks(50) {
            let outcomes = store.take_reports(batch, cap, NOON).await.unwrap();
            counted += outcomes.iter().filter(|outcome| **outcome == Outcome::Counted).count() as u64;
        }
        counted
    };
    let (first, second) = tokio::join!(take(one, &reports), take(two, &backwards));
    assert_eq!(first + second, senders * u64::from(cap));
    assert_eq!(ground.open().await.report_totals().await.unwrap().scans, senders * u64::from(cap));
}

async fn two_that_open_an_empty_one_make_it_once(ground: &Ground) {
    let opened = tokio::join!(ground.open(), ground.open(), ground.open(), ground.open());
    assert_eq!(opened.0.last_import().await.unwrap(), 0);
    assert_eq!(opened.3.last_import().await.unwrap(), 0);
}

/// Where the connection that holds the lock is lost, another may import meanwhile, and both would count.
async fn an_import_that_lost_its_lock_is_not_committed(ground: &Ground) {
    let store = ground.open().await;
    let importing = store.begin_import(SystemTime::now(), &|| ()).await.unwrap();
    let Some(database) = &ground.database else {
        // A file stays locked as long as the process lives.
        importing.commit(&import(0), None, &Default::default(), &deed()).await.unwrap();
        return;
    };
    database.order(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid() \
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    );
    let second = store.begin_import(SystemTime::now(), &|| panic!("it waits")).await.unwrap();
    assert!(importing.commit(&import(0), None, &Default::default(), &deed()).await.is_err());
    second.commit(&import(0), None, &Default::default(), &deed()).await.unwrap();
    assert_eq!(store.last_import().await.unwrap(), 1);
}
