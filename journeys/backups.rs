//! The server's data are backed up while it works, and restored elsewhere, on either database.
//!
//! Must never look into a back-up: what it is worth is what a server shows that was started on it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use serde_json::Value;
use testkit::databases::Database;

use crate::quet::{On, Place, Ran, bytes_of, on_both, wait_until};
use crate::served::{NAME, Served, counts, post, report};

on_both!(
    what_is_backed_up_while_all_goes_on_shows_the_same_figures_elsewhere,
    a_back_up_is_refused_where_it_would_do_harm_and_that_is_said,
    an_upgrade_is_said_before_it_is_done,
);

/// Where a back-up may go: to both databases, as far as there are two.
fn grounds() -> Vec<On> {
    if testkit::databases::server().is_some() { vec![On::Sqlite, On::Postgres] } else { vec![On::Sqlite] }
}

fn store(place: &Place, arguments: &[&str]) -> Ran {
    place.run(&[&["store"], arguments, &["--lang", "en"]].concat())
}

fn backup(place: &Place, to: &str) -> Ran {
    store(place, &["backup", "-o", to])
}

fn shown(place: &Place) -> String {
    place.database.as_ref().map_or_else(|| place.path("data").display().to_string(), Database::shown)
}

fn campaign(served: &Served) -> Value {
    serde_json::from_str(&served.ask("/api/v1/campaign", &[]).body).unwrap()
}

fn start(place: &Place) -> Served {
    let config = "trusted_proxies = [\"127.0.0.1\"]\nreports_per_address_and_day = 1000000\n[campaign]\nid = \"sach-mang\"\n";
    Served::configured(place, config, &["--listen", "127.0.0.1:0"])
}

fn scan_report(number: u64) -> String {
    serde_json::json!({
        "id": format!("{number:032x}"), "campaign": "sach-mang", "pack_version": 1, "program": "quet 0.1.0",
        "system": "linux", "seconds": 1, "seen": 2, "scanned": 2, "gaps": 0, "complete": true, "alerts": number % 2,
        "cleaned": 0, "rules": [{"rule": "A", "objects": 1}],
    })
    .to_string()
}

fn what_is_backed_up_while_all_goes_on_shows_the_same_figures_elsewhere(on: On) {
    let place = on.place();
    let served = start(&place);
    assert_eq!(place.import_bytes(NAME, report(0, 500)).code, 0);
    let (next, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    let send = || {
        while !stop.load(Ordering::Relaxed) {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let (status, body) = post(served.address, "/api/v1/scan-reports", &scan_report(number)).unwrap();
            assert_eq!(status, 201, "{body}");
        }
    };
    let during: Vec<String> = (0..4).map(|nth| format!("during-{nth}.tar")).collect();
    std::thread::scope(|scope| {
        scope.spawn(send);
        scope.spawn(send);
        wait_until("reports come", || next.load(Ordering::Relaxed) > 50);
        let more = place.write("reports/2026-11-21-event4_sinkhole-x.csv", report(300, 4_000));
        let importing = place.importing(&[more]).spawn().unwrap();
        for to in &during {
            let ran = backup(&place, place.path(to).to_str().unwrap());
            assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
            assert!(ran.stdout.starts_with("Backed up: "), "{}", ran.stdout);
        }
        let ran = Ran::of(importing.wait_with_output().unwrap());
        assert_eq!((ran.code, counts(&ran.stdout)), (0, [4_000, 3_800, 200, 0]));
        stop.store(true, Ordering::Relaxed);
    });
    let sent = next.load(Ordering::Relaxed);
    wait_until("all is shown", || served.counted().0 == 4_300 && served.figures().reports.scans == sent);
    let at_last = backup(&place, place.path("at-last.tar").to_str().unwrap());
    assert_eq!(at_last.code, 0, "{}", at_last.stderr);
    let figures = campaign(&served);

    for other in grounds() {
        let restored = other.place();
        let ran = store(&restored, &["restore", place.path("at-last.tar").to_str().unwrap()]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stdout.contains(&format!("in {}.", shown(&restored))), "{}", ran.stdout);
        let held = |text: &str| {
            text.split_once(": ").and_then(|(_, rest)| Some(rest.split_once(", in ")?.0.to_owned()))
        };
        assert_eq!(held(&ran.stdout), held(&at_last.stdout));
        let shows = start(&restored);
        assert_eq!(campaign(&shows), figures);
        assert_eq!(shows.check("14.160.0.7").sightings, served.check("14.160.0.7").sightings);
        // A report that counted there counts here.
        assert_eq!(post(shows.address, "/api/v1/scan-reports", &scan_report(0)).unwrap().0, 200);
        assert_eq!(place.import_bytes(NAME, report(0, 500)).code, 0);
        assert_eq!(counts(&restored.import_bytes(NAME, report(0, 500)).stdout), [500, 0, 500, 0]);
    }
    // Those that were taken meanwhile are each of one moment: the import is in them as a whole or not at all.
    for to in &during {
        let restored = On::Sqlite.place();
        let ran = store(&restored, &["restore", place.path(to).to_str().unwrap()]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let shows = start(&restored);
        assert!(matches!(shows.counted().0, 500 | 4_300), "{:?}", shows.counted());
        let scans = shows.figures().reports.scans;
        assert!((1..=sent).contains(&scans), "{scans} of {sent}");
    }
}

fn a_back_up_is_refused_where_it_would_do_harm_and_that_is_said(on: On) {
    let place = on.place();
    assert_eq!(place.import_bytes(NAME, report(0, 20)).code, 0);
    let path = place.path("back-up.tar");
    let to = path.to_str().unwrap();
    assert_eq!(backup(&place, to).code, 0);
    assert_eq!(std::os::unix::fs::MetadataExt::mode(&path.metadata().unwrap()) & 0o777, 0o600);
    let refused = |ran: Ran, said: &str| {
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
        if let Some(database) = &place.database {
            assert!(!ran.stderr.contains(&database.password()), "{}", ran.stderr);
        }
    };
    refused(backup(&place, to), "exists, and is not overwritten: choose another name.");
    refused(
        store(&place, &["restore", to]),
        &format!("There is something in {} already (import)", shown(&place)),
    );
    let bytes = bytes_of(&path);
    let empty = on.place();
    let damaged = empty.write("damaged.tar", &bytes[..bytes.len() - 600]);
    let ran = store(&empty, &["restore", damaged.to_str().unwrap()]);
    refused(ran, "damaged.tar is no whole back-up, and nothing was restored. Take another copy.");
    refused(store(&empty, &["restore", "nowhere.tar"]), "No such file");
    // Nothing came of it.
    assert_eq!(start(&empty).counted(), (0, 0));
    assert_eq!(start(&place).counted(), (20, 20));
    for wrong in [&["backup"] as &[&str], &["restore"], &[], &["migrate", "--dry"]] {
        assert_eq!(store(&place, wrong).code, 64, "{wrong:?}");
    }
}

fn an_upgrade_is_said_before_it_is_done(on: On) {
    let place = on.place();
    let dry = || store(&place, &["migrate", "--dry-run"]);
    let ran = dry();
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let would = format!(
        "Steps that {} is still to take. Each was tried and undone; nothing was changed:\n  1. sightings\n  2. reports\n",
        shown(&place)
    );
    assert!(ran.stdout.starts_with(&would), "{}", ran.stdout);
    assert!(!place.path("data").exists(), "nothing is made for it");
    assert_eq!(dry().stdout, ran.stdout, "nothing was done the first time");
    let done = store(&place, &["migrate"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let steps = |text: &str| text.split_once('\n').map(|(_, steps)| steps.to_owned());
    assert!(
        done.stdout.starts_with(&format!("Steps that {} has taken:\n", shown(&place))),
        "{}",
        done.stdout
    );
    assert_eq!(steps(&done.stdout), steps(&ran.stdout));
    for again in [dry(), store(&place, &["migrate"])] {
        assert_eq!(again.stdout, format!("{} is of this version. There is nothing to do.\n", shown(&place)));
    }
    place.order("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'to come', TRUE, '', 0)");
    for newer in
        [dry(), store(&place, &["migrate"]), backup(&place, place.path("newer.tar").to_str().unwrap())]
    {
        assert_eq!((newer.code, newer.stdout.as_str()), (2, ""));
        assert!(newer.stderr.contains("was written by a newer version of quet"), "{}", newer.stderr);
    }
}
