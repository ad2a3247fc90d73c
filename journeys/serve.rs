//! A server from its start to its end: what it refuses to start on, what it shows, what it never shows.

use std::io::Write;
use std::time::Instant;

use testkit::country::hostile_report;
use testkit::databases::Database;

use crate::quet::{On, Place, bytes_of, on_both, wait_until};
use crate::served::{NAME, Served, answer, ask_on, counts, refused, report, serve};

on_both!(
    a_running_server_answers_by_an_import_of_another_process_within_seconds,
    data_of_a_newer_version_is_neither_served_nor_imported_into,
    evidence_that_is_missing_or_damaged_is_named_and_nothing_is_served,
    told_to_end_it_answers_what_was_asked_and_keeps_what_it_counted,
    scripts_in_every_field_are_shown_as_text_and_run_nowhere,
    no_address_reaches_a_log_or_a_metric,
);

fn a_running_server_answers_by_an_import_of_another_process_within_seconds(on: On) {
    let place = on.place();
    let served = Served::start(&place);
    let mut kept = served.connect();
    assert!(ask_on(&mut kept, "/api/v1/campaign", &[]).body.contains("\"imported_at\":null"));
    assert_eq!(served.check("14.160.0.7").sightings.len(), 0);
    let ran = place.import_bytes(NAME, report(0, 20));
    assert_eq!((ran.code, counts(&ran.stdout)), (0, [20, 20, 0, 0]));
    let ended = Instant::now();
    wait_until("the address is listed", || served.check("14.160.0.7").sightings.len() == 1);
    assert!(ended.elapsed().as_secs() < 5, "{:?}", ended.elapsed());
    assert_eq!(served.counted(), (20, 20));
    // The connection that was there before is still there.
    assert_eq!(ask_on(&mut kept, "/healthz", &[]).status, 200);
}

#[test]
fn a_place_that_is_taken_and_one_that_is_none_are_said() {
    let place = Place::new();
    let served = Served::start(&place);
    let listen = |address: &str| {
        let mut command = serve(&place, "");
        command.args(["--listen", address]);
        refused(command)
    };
    let taken = served.address.to_string();
    let ran = listen(&taken);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(
        ran.stderr
            .contains(&format!("{taken} is taken by another program. Choose another port with --listen.")),
        "{}",
        ran.stderr
    );
    for none in ["198.51.100.7:80", "nonsense", "127.0.0.1:99999", ""] {
        let ran = listen(none);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{none}");
        assert!(ran.stderr.contains(&format!("Cannot listen at {none}")), "{none}: {}", ran.stderr);
    }
}

fn data_of_a_newer_version_is_neither_served_nor_imported_into(on: On) {
    let place = on.place();
    assert_eq!(place.import_bytes(NAME, report(0, 20)).code, 0);
    place.order(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'to come', TRUE, '', 0)",
    );
    for ran in [refused(serve(&place, "")), place.import_bytes(NAME, report(20, 20))] {
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        assert!(
            ran.stderr.contains("was written by a newer version of quet. Use that version"),
            "{}",
            ran.stderr
        );
        let named =
            place.database.as_ref().map_or_else(|| place.path("data").display().to_string(), Database::shown);
        assert!(ran.stderr.contains(&named), "{}", ran.stderr);
    }
    place.order("DELETE FROM _sqlx_migrations WHERE version = 9999");
    assert_eq!(Served::start(&place).counted(), (20, 20));
}

fn evidence_that_is_missing_or_damaged_is_named_and_nothing_is_served(on: On) {
    let place = on.place();
    assert_eq!(place.import_bytes(NAME, report(0, 20)).code, 0);
    let path = std::fs::read_dir(place.path("data/evidence")).unwrap().next().unwrap().unwrap().path();
    let whole = bytes_of(&path);
    let mut altered = whole.clone();
    altered[whole.len() / 2] ^= 1;
    for damage in [None, Some(&altered[..]), Some(&whole[..whole.len() - 1]), Some(b"")] {
        std::fs::remove_file(&path).unwrap();
        if let Some(bytes) = damage {
            std::fs::write(&path, bytes).unwrap();
        }
        let ran = refused(serve(&place, ""));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        let said = format!("Evidence is missing or damaged: {}. Put it back from a copy", path.display());
        assert!(ran.stderr.contains(&said), "{}", ran.stderr);
        // Nor is counted on top of it, for what was counted before could not be told.
        let ran = place.import_bytes(NAME, report(0, 20));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.contains(&said), "{}", ran.stderr);
        std::fs::write(&path, &whole).unwrap();
    }
    assert_eq!(Served::start(&place).counted(), (20, 20));
}

#[test]
fn a_data_folder_that_is_not_ours_is_named() {
    let place = Place::ordinary();
    std::fs::create_dir(place.path("data")).unwrap();
    std::os::unix::fs::chown(place.path("data"), Some(0), Some(0)).unwrap();
    std::fs::set_permissions(place.path("data"), std::os::unix::fs::PermissionsExt::from_mode(0o700))
        .unwrap();
    for ran in [refused(serve(&place, "")), place.import_bytes(NAME, report(0, 20))] {
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.contains("Permission denied"), "{}", ran.stderr);
        assert!(ran.stderr.contains(place.path("data").to_str().unwrap()), "{}", ran.stderr);
    }
}

fn told_to_end_it_answers_what_was_asked_and_keeps_what_it_counted(on: On) {
    let place = on.place();
    let served = Served::start(&place);
    let report = serde_json::json!({
        "id": "0123456789abcdef0123456789abcdef", "campaign": "sach-mang", "pack_version": 1, "program": "quet 0.1.0",
        "system": "linux", "seconds": 3, "seen": 10, "scanned": 10, "gaps": 0, "complete": true, "alerts": 1, "cleaned": 0,
        "rules": [{"rule": "a_rule", "objects": 1}],
    })
    .to_string();
    let (head, tail) = report.split_at(30);
    let mut stream = served.connect();
    let length = report.len();
    write!(
        stream,
        "POST /api/v1/scan-reports HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 14.160.0.7\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{head}"
    )
    .unwrap();
    // It is being read when the order comes.
    std::thread::sleep(std::time::Duration::from_millis(300));
    served.order_to_end();
    wait_until("it says that it stops", || served.log().contains("Stopping"));
    std::thread::sleep(std::time::Duration::from_millis(300));
    stream.write_all(tail.as_bytes()).unwrap();
    let said = answer(&mut stream);
    assert_eq!((said.status, said.body.contains("\"counted\"")), (201, true), "{}", said.body);
    assert_eq!(served.ended(), Some(0));
    assert_eq!(Served::start(&place).figures().reports.scans, 1);
}

fn scripts_in_every_field_are_shown_as_text_and_run_nowhere(on: On) {
    let place = on.place();
    let ran = place.import_bytes("2026-01-02-event4_sinkhole_http-x.csv", hostile_report());
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    let out = format!("{}{}", ran.stdout, ran.stderr);
    let harmless = |c: char| {
        c == '\n' || !(c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    };
    assert!(out.chars().all(harmless), "{out:?}");
    let served = Served::start(&place);
    assert!(served.counted().0 > 0);
    let hosts = (1..10).map(|nth| format!("14.160.0.{nth}"));
    for address in hosts {
        for target in [
            "/",
            "/?lang=en",
            "/figures",
            "/figures?lang=en",
            "/check",
            "/check?lang=en",
            "/share",
            "/<script>alert(1)</script>",
        ] {
            let said = served
                .ask(target, &[("X-Forwarded-For", &address), ("User-Agent", "<script>alert(1)</script>")]);
            let page = said.body.to_lowercase();
            for harm in ["<script>", "<img src=x", "<svg/onload", "' onmouseover", "href=\"javascript:"] {
                assert!(!page.contains(harm), "{target} for {address}: {harm}");
            }
            assert!(page.chars().all(|c| harmless(c) || matches!(c, '\r' | '\t')), "{target} for {address}");
        }
        // What programs get may hold anything, and no browser takes it for a page.
        for target in ["/api/v1/check", "/api/v1/campaign"] {
            let said = served.ask(target, &[("X-Forwarded-For", &address)]);
            let head = said.head.to_lowercase();
            assert!(head.contains("content-type: application/json") && head.contains("nosniff"), "{head}");
            assert!(said.body.chars().all(|c| !c.is_control()), "{target}");
        }
    }
}

fn no_address_reaches_a_log_or_a_metric(on: On) {
    let place = on.place();
    assert_eq!(place.import_bytes(NAME, report(0, 20)).code, 0);
    let served = Served::start(&place);
    let addresses =
        ["14.160.0.7", "14.160.0.19", "171.232.9.9", "2405:4800::7", "::ffff:14.160.0.3", "203.0.113.77"];
    for address in addresses {
        for target in [
            "/",
            "/check",
            "/api/v1/check",
            "/nowhere",
            &format!("/check?address={address}"),
            "/api/v1/scan-reports",
        ] {
            served.ask(
                target,
                &[
                    ("X-Forwarded-For", address),
                    ("User-Agent", address),
                    ("Forwarded", &format!("for={address}")),
                ],
            );
        }
        served.ask("/api/v1/check", &[("X-Forwarded-For", &format!("{address}, {address}:x"))]);
    }
    let metrics = served.ask("/metrics", &[]).body;
    let log = served.log();
    assert!(log.lines().count() > 40 && metrics.contains("route=\"/api/v1/check\""), "{log}{metrics}");
    for text in [&log, &metrics] {
        assert!(!text.contains("127.0.0.1"), "{text}");
        for address in addresses {
            assert!(!text.contains(address.trim_start_matches("::ffff:")), "{address}: {text}");
        }
    }
}
