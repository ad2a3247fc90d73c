//! Several processes with one PostgreSQL, one of them killed, and a PostgreSQL that goes away and comes back.
//!
//! Must never count by itself what a server counts: what was answered is held against what is shown.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::quet::{On, Place, wait_until};
use crate::served::{NAME, Served, counts, post, refused, report, serve};

/// Without a cap that would be reached.
const CONFIG: &str = "trusted_proxies = [\"127.0.0.1\"]\nreports_per_address_and_day = 1000000\n[campaign]\nid = \"sach-mang\"\n";

fn start(place: &Place) -> Served {
    Served::configured(place, CONFIG, &["--listen", "127.0.0.1:0"])
}

fn scan_report(number: u64) -> String {
    serde_json::json!({
        "id": format!("{number:032x}"), "campaign": "sach-mang", "pack_version": 1, "program": "quet 0.1.0",
        "system": "linux", "seconds": 1, "seen": 2, "scanned": 2, "gaps": 0, "complete": true, "alerts": 1,
        "cleaned": 0, "rules": [{"rule": "A", "objects": 1}],
    })
    .to_string()
}

/// Sends reports, each to one of these in turn, until told to stop. A report that was not answered goes to the next one.
fn send(to: &[SocketAddr], next: &AtomicU64, counted: &Mutex<HashSet<u64>>, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let number = next.fetch_add(1, Ordering::Relaxed);
        // Twice around at most: one of two is gone for good.
        for nth in 0..4 {
            let at = to[(number as usize + nth) % to.len()];
            match post(at, "/api/v1/scan-reports", &scan_report(number)) {
                Some((201 | 200, _)) => {
                    counted.lock().unwrap().insert(number);
                    break;
                }
                Some((503, _)) | None => {}
                Some((status, body)) => panic!("{status}: {body}"),
            }
        }
    }
}

#[test]
fn postgres_one_of_two_servers_is_killed_under_load_and_every_report_that_was_answered_counts_once() {
    if testkit::databases::server().is_none() {
        return;
    }
    let place = On::Postgres.place();
    let (doomed, lasting) = (start(&place), start(&place));
    let to = [doomed.address, lasting.address];
    let (next, counted, stop) =
        (Arc::new(AtomicU64::new(0)), Arc::new(Mutex::new(HashSet::new())), Arc::new(AtomicBool::new(false)));
    let senders: Vec<_> = (0..8)
        .map(|_| {
            let (next, counted, stop) = (Arc::clone(&next), Arc::clone(&counted), Arc::clone(&stop));
            std::thread::spawn(move || send(&to, &next, &counted, &stop))
        })
        .collect();
    wait_until("both are at work", || counted.lock().unwrap().len() > 200);
    // Killed, not told to end, while reports are on their way.
    drop(doomed);
    let then = counted.lock().unwrap().len();
    wait_until("the other goes on", || counted.lock().unwrap().len() > then + 200);
    stop.store(true, Ordering::Relaxed);
    senders.into_iter().for_each(|sender| sender.join().unwrap());

    // Each again, to the one that is left: whatever was not told to its sender is told now, and counts no second time.
    let counted = counted.lock().unwrap();
    let all = next.load(Ordering::Relaxed);
    let mut again = 0;
    for number in 0..all {
        let (status, body) = post(lasting.address, "/api/v1/scan-reports", &scan_report(number)).unwrap();
        assert!(matches!(status, 200 | 201), "{status}: {body}");
        let new = body.contains("\"counted\"");
        assert!(!(new && counted.contains(&number)), "report {number} was answered and is lost: {body}");
        again += u64::from(new);
    }
    assert!(again < all, "{again} of {all}");
    wait_until("all are shown", || lasting.figures().reports.scans == all);
    // And so they are after a restart.
    drop(lasting);
    assert_eq!(start(&place).figures().reports.scans, all);
}

#[test]
fn postgres_what_one_server_takes_the_other_shows() {
    if testkit::databases::server().is_none() {
        return;
    }
    let place = On::Postgres.place();
    let (one, two) = (start(&place), start(&place));
    for number in 0..20 {
        let to = if number % 2 == 0 { &one } else { &two };
        assert_eq!(post(to.address, "/api/v1/scan-reports", &scan_report(number)).unwrap().0, 201);
        // Sent to the other as well, as somebody does who got no answer.
        let other = if number % 2 == 0 { &two } else { &one };
        assert_eq!(post(other.address, "/api/v1/scan-reports", &scan_report(number)).unwrap().0, 200);
    }
    let ran = place.import_bytes(NAME, report(0, 50));
    assert_eq!((ran.code, counts(&ran.stdout)), (0, [50, 50, 0, 0]));
    for server in [&one, &two] {
        wait_until("both show all of it", || {
            (server.figures().reports.scans, server.counted()) == (20, (50, 50))
        });
    }
}

/// A PostgreSQL of the test's own, which it may stop.
struct OwnServer {
    folder: tempfile::TempDir,
    url: String,
}

impl OwnServer {
    fn script(folder: &std::path::Path, act: &str, port: &str) -> String {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging/postgres.sh");
        let mut command = Command::new(script);
        command.arg(act).arg(folder.join("server"));
        if !port.is_empty() {
            command.arg(port);
        }
        let done = command.output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap().trim().to_owned()
    }

    fn start() -> OwnServer {
        let folder = testkit::ordinary_user::world_tempdir().unwrap();
        let url = OwnServer::script(folder.path(), "start", "");
        OwnServer { folder, url }
    }

    fn port(&self) -> &str {
        self.url.rsplit(':').next().unwrap().split('/').next().unwrap()
    }

    fn stops(&self) {
        OwnServer::script(self.folder.path(), "stop", "");
    }

    fn starts_again(&self) {
        assert_eq!(OwnServer::script(self.folder.path(), "start", self.port()), self.url);
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging/postgres.sh");
        // The test may have stopped it.
        let _ = Command::new(script).arg("stop").arg(self.folder.path().join("server")).output();
    }
}

#[test]
fn postgres_that_goes_away_is_said_and_used_again_when_it_is_back() {
    if testkit::databases::server().is_none() {
        return;
    }
    let server = OwnServer::start();
    let place = Place::new();
    let with = |mut command: Command| {
        command.env("QUET_DATABASE", &server.url);
        command
    };
    let mut command = serve(&place, CONFIG);
    command.args(["--listen", "127.0.0.1:0"]);
    let served = Served::of(&place, with(command));
    let path = place.write(format!("reports/{NAME}"), report(0, 50));
    let import = || {
        let ran = crate::quet::Ran::of(with(place.importing(std::slice::from_ref(&path))).output().unwrap());
        (ran.code, ran.stdout, ran.stderr)
    };
    assert_eq!(import().0, 0);
    wait_until("it is served", || served.counted() == (50, 50));
    assert_eq!(post(served.address, "/api/v1/scan-reports", &scan_report(1)).unwrap().0, 201);

    server.stops();
    let begun = Instant::now();
    let (status, body) = post(served.address, "/api/v1/scan-reports", &scan_report(2)).unwrap();
    assert_eq!(status, 503, "{body}");
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    // What is known in memory is answered as before.
    assert_eq!(served.counted(), (50, 50));
    assert_eq!(served.check("14.160.0.7").sightings.len(), 1);
    let (code, stdout, stderr) = import();
    assert_eq!((code, stdout.as_str()), (2, ""));
    let password = server.url.split(':').nth(2).unwrap().split('@').next().unwrap();
    let mut another = serve(&place, CONFIG);
    another.args(["--listen", "127.0.0.1:0"]);
    let ran = refused(with(another));
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    for said in [&stderr, &ran.stderr] {
        assert!(said.contains("does not answer. Start it, or name another with --database"), "{said}");
        assert!(!said.contains(password), "{said}");
    }

    server.starts_again();
    wait_until("reports are taken again", || {
        matches!(post(served.address, "/api/v1/scan-reports", &scan_report(2)), Some((201 | 200, _)))
    });
    let next = place.write("reports/2026-11-21-event4_sinkhole-x.csv", report(50, 50));
    let ran = crate::quet::Ran::of(with(place.importing(&[next])).output().unwrap());
    assert_eq!((ran.code, counts(&ran.stdout)), (0, [50, 50, 0, 0]));
    wait_until("it is served", || served.counted() == (100, 100) && served.figures().reports.scans == 2);
    assert!(!served.log().contains(password), "{}", served.log());
}

#[test]
fn postgres_is_named_by_flag_variable_or_file_in_this_order_and_a_url_that_is_none_is_not_repeated() {
    let place = Place::new();
    let name = |file: &str, variable: &str, flag: &str| {
        let mut command = serve(&place, &format!("database = \"postgres://quet:secret@localhost:1/{file}\""));
        command.env("QUET_DATABASE", variable);
        if !flag.is_empty() {
            command.args(["--database", flag]);
        }
        command.args(["--listen", "127.0.0.1:0"]);
        refused(command)
    };
    let url = |name: &str| format!("postgres://quet:secret@localhost:1/{name}");
    for (ran, named) in [
        (name("file", "", ""), "file"),
        (name("file", &url("variable"), ""), "variable"),
        (name("file", &url("variable"), &url("flag")), "flag"),
    ] {
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        let said = format!("The database at postgres://quet@localhost:1/{named} does not answer.");
        assert!(ran.stderr.contains(&said) && !ran.stderr.contains("secret"), "{}", ran.stderr);
    }
    for (ran, named) in [
        (name("file#secret", "", ""), "quet.toml`, line 1: `database`"),
        (name("file", "mysql://quet:secret@localhost/a", ""), "QUET_DATABASE: it does not begin with"),
        (name("file", "", "postgres://quet:1/secret@localhost/a"), "--database: it is not"),
    ] {
        assert_eq!((ran.code, ran.stdout.as_str()), (64, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains(named) && !ran.stderr.contains("secret"), "{}", ran.stderr);
    }
}

#[test]
fn postgres_gets_its_password_from_a_file_of_the_user() {
    let Some(database) = testkit::databases::Database::make() else { return };
    let place = Place::new();
    place.write("home/.pgpass", format!("*:*:*:*:{}\n", database.password()));
    std::fs::set_permissions(place.path("home/.pgpass"), std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .unwrap();
    let path = place.write(format!("reports/{NAME}"), report(0, 50));
    let import = |url: &str| {
        let mut command = place.importing(std::slice::from_ref(&path));
        crate::quet::Ran::of(command.args(["--database", url]).output().unwrap())
    };
    let ran = import(&database.shown());
    assert_eq!((ran.code, counts(&ran.stdout)), (0, [50, 50, 0, 0]), "{}", ran.stderr);
    std::fs::remove_file(place.path("home/.pgpass")).unwrap();
    let ran = import(&database.shown());
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("password"), "{}", ran.stderr);
}
