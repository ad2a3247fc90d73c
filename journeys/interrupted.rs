//! Imports that meet each other, a kill, or a full disk. Afterwards a report counts as a whole or not at all.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::processes::has_open;
use crate::quet::{On, Place, Ran, on_both, wait_until};
use crate::served::{NAME, Served, counts, report};

on_both!(
    two_imports_of_one_report_that_start_together_count_it_once,
    imports_and_a_server_that_start_together_on_a_new_folder_all_do_their_work,
    a_second_import_waits_for_the_first_and_says_so,
    an_import_that_is_killed_at_any_moment_counts_as_a_whole_or_not_at_all,
    an_import_that_is_killed_while_it_is_committed_leaves_no_orphan_that_is_served,
);

/// How many rows the report has that an import is interrupted in, enough to strike in the midst of it.
const ROWS: u32 = 6_000;

fn two_imports_of_one_report_that_start_together_count_it_once(on: On) {
    for _ in 0..4 {
        let place = on.place();
        let path = place.write(format!("reports/{NAME}"), report(0, 500));
        // On a folder that neither finds made.
        let both = [0, 1].map(|_| place.importing(std::slice::from_ref(&path)).spawn().unwrap());
        let mut ends = both.map(|child| {
            let ran = Ran::of(child.wait_with_output().unwrap());
            assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
            counts(&ran.stdout)
        });
        ends.sort_unstable();
        assert_eq!(ends, [[500, 0, 500, 0], [500, 500, 0, 0]]);
    }
}

fn imports_and_a_server_that_start_together_on_a_new_folder_all_do_their_work(on: On) {
    let place = on.place();
    let paths = [0, 1, 2].map(|nth| {
        let name = format!("reports/2026-11-2{nth}-event4_sinkhole-x.csv");
        (place.write(name, report(nth * 400, 500)), nth)
    });
    let all = paths.map(|(path, _)| place.importing(&[path]).spawn().unwrap());
    let served = Served::start(&place);
    let mut new = 0;
    for child in all {
        let ran = Ran::of(child.wait_with_output().unwrap());
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        new += counts(&ran.stdout)[1];
    }
    assert_eq!(new, 1300, "each of the rows that two of them share is counted by one");
    wait_until("the server knows them", || served.counted() == (1300, 1300));
}

fn a_second_import_waits_for_the_first_and_says_so(on: On) {
    let place = on.place();
    let text = report(0, 100);
    let (head, tail) = text.split_at(text.len() / 2);
    let (first, mut input) = place.import_pipe(&["--format", "event4_sinkhole"]);
    input.write_all(head.as_bytes()).unwrap();
    wait_until("the first is in the midst of it", || has_open(first.id(), "making-"));
    let path = place.write(format!("reports/{NAME}"), &text);
    let log = place.write("second.log", "");
    let writes = std::fs::File::options().append(true).open(&log).unwrap();
    let mut second = place.importing(&[path]).stderr(writes).spawn().unwrap();
    let said = || String::from_utf8(crate::quet::bytes_of(&log)).unwrap();
    wait_until("the second says that it waits", || said().contains("Another import is running; waiting"));
    assert!(second.try_wait().unwrap().is_none());
    input.write_all(tail.as_bytes()).unwrap();
    drop(input);
    let [first, second] = [first, second].map(|child| Ran::of(child.wait_with_output().unwrap()));
    assert_eq!((first.code, counts(&first.stdout)), (0, [100, 100, 0, 0]));
    assert_eq!((second.code, counts(&second.stdout)), (0, [100, 0, 100, 0]));
}

/// A place in which one report is counted already, and the report that comes next.
fn with_one_report(on: On) -> (Place, PathBuf) {
    let place = on.place();
    assert_eq!(place.import_bytes(NAME, report(0, 100)).code, 0);
    let path = place.write("reports/2026-11-21-event4_sinkhole-x.csv", report(50, ROWS));
    (place, path)
}

const BEFORE: (u64, u64) = (100, 100);
const AFTER: (u64, u64) = (ROWS as u64 + 50, ROWS as u64 + 50);

/// After a kill: all or nothing is served, and the same report once more completes it. Says whether it was all.
fn whole_or_not(place: &Place, path: &PathBuf) -> bool {
    let served = Served::start(place);
    let counted = served.counted();
    assert!(counted == BEFORE || counted == AFTER, "{counted:?}: {}", served.log());
    let ran = place.import(std::slice::from_ref(path));
    let new = AFTER.0 - counted.0;
    assert_eq!((ran.code, counts(&ran.stdout)), (0, [u64::from(ROWS), new, u64::from(ROWS) - new, 0]));
    wait_until("it is served", || served.counted() == AFTER);
    counted == AFTER
}

fn an_import_that_is_killed_at_any_moment_counts_as_a_whole_or_not_at_all(on: On) {
    let (place, path) = with_one_report(on);
    let begun = Instant::now();
    assert_eq!(place.import(std::slice::from_ref(&path)).code, 0);
    let whole = begun.elapsed();
    for nth in 1..=14 {
        let (place, path) = with_one_report(on);
        let mut child = place.importing(std::slice::from_ref(&path)).spawn().unwrap();
        std::thread::sleep(whole * nth / 14);
        child.kill().unwrap();
        child.wait().unwrap();
        whole_or_not(&place, &path);
    }
}

fn an_import_that_is_killed_while_it_is_committed_leaves_no_orphan_that_is_served(on: On) {
    let mut orphans = 0;
    for nth in 0..6 {
        let (place, path) = with_one_report(on);
        let segments = || {
            let all = std::fs::read_dir(place.path("data/evidence")).unwrap();
            all.filter(|entry| entry.as_ref().unwrap().path().extension().is_some()).count()
        };
        let mut child = place.importing(std::slice::from_ref(&path)).spawn().unwrap();
        // The evidence has its name, and the commit that makes it visible comes next.
        while segments() < 2 && child.try_wait().unwrap().is_none() {}
        std::thread::sleep(Duration::from_micros(700 * nth));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(segments(), 2);
        orphans += usize::from(!whole_or_not(&place, &path));
    }
    assert!(orphans > 0, "not one kill came between the evidence and its commit");
}

/// Runs a script on a disk of its own at `data`, as only root may: `$QUET` is the program, `$DATA` the folder.
pub fn on_small_disk(place: &Place, script: &str) -> Command {
    std::fs::create_dir_all(place.path("data")).unwrap();
    let mut command = Command::new("unshare");
    command.args(["--mount", "--propagation", "private", "sh", "-c"]);
    command.arg(format!("mount -t tmpfs -o size=$SIZE quet \"$DATA\" || exit 99\n{script}"));
    command.env("QUET", place.command().get_program()).env("DATA", place.path("data"));
    command.stdin(Stdio::null()).current_dir(Path::new("/"));
    command
}

#[test]
fn a_full_disk_is_said_counts_nothing_and_is_over_when_there_is_space() {
    let mut full = 0;
    for size in ["16k", "48k", "96k", "160k", "256k", "384k", "512k", "640k"] {
        let place = Place::new();
        let path = place.write(format!("reports/{NAME}"), report(0, ROWS));
        let out = place.path("out");
        // It is full; then space is made, the report imported again, and all of it served.
        let script = "\"$QUET\" feed import --lang en --data \"$DATA\" \"$REPORT\" >\"$OUT.1\" 2>&1; echo $? >>\"$OUT.1\"\n\
                      mount -o remount,size=64m \"$DATA\" || exit 99\n\
                      \"$QUET\" feed import --lang en --data \"$DATA\" \"$REPORT\" >\"$OUT.2\" 2>&1\n\
                      exec \"$QUET\" serve --data \"$DATA\" --listen 127.0.0.1:0";
        let mut command = on_small_disk(&place, script);
        command.env("SIZE", size).env("REPORT", &path).env("OUT", &out);
        let served = Served::of(&place, command);
        let said =
            |nth: u32| String::from_utf8(crate::quet::bytes_of(place.path(format!("out.{nth}")))).unwrap();
        let (first, second) = (said(1), said(2));
        if first.ends_with("\n2\n") {
            full += 1;
            let said = "The disk is full. Nothing of it was stored; free some space and try again.\n2\n";
            assert!(first.lines().count() == 2 && first.ends_with(said), "{size}: {first}");
            assert_eq!(counts(&second), [u64::from(ROWS), u64::from(ROWS), 0, 0], "{size}");
        } else {
            assert!(first.ends_with("\n0\n"), "{size}: {first}");
            assert_eq!(counts(&second), [u64::from(ROWS), 0, u64::from(ROWS), 0], "{size}");
        }
        assert_eq!(served.counted(), (u64::from(ROWS), u64::from(ROWS)), "{size}");
    }
    assert!(full >= 3, "the disk was full only {full} times");
}
