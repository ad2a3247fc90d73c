//! Junctions and links: none is followed, none leads in a circle, and what becomes one meanwhile is not gone through.

use std::os::windows::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

use testkit::samples;
use testkit::shown::not_shown_here;

use super::{is_wine, linux, unix};
use crate::processes::wait_for_work;
use crate::quet::{Place, Ran, begun, bytes_of};

const REPARSE_POINT: u32 = 0x400;

/// Makes a junction; under Wine, which can make none, a link of Linux. Says whether the system shows it as what it is:
/// Wine shows a link of Linux as the file or folder that it leads to.
fn lead(from: &Path, to: &Path) -> bool {
    if is_wine() {
        let there = || std::fs::symlink_metadata(from).is_ok();
        linux(&format!("ln -s '{}' '{}'", unix(to), unix(from)), there);
        return false;
    }
    let made = begun(|| Command::new("cmd").args(["/c", "mklink", "/J"]).arg(from).arg(to).output());
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_ne!(std::fs::symlink_metadata(from).unwrap().file_attributes() & REPARSE_POINT, 0);
    true
}

#[test]
fn a_junction_to_a_folder_above_ends_and_nothing_is_counted_without_end() {
    let place = Place::new();
    place.write("in/a/b/eicar.txt", samples::eicar());
    let shown = lead(&place.path("in/a/b/up"), &place.path("in/a"));
    let itself = lead(&place.path("in/here"), &place.path("in"));
    let ran = place.scan(&[]);
    assert_eq!(ran.events("finding").len(), 1, "{}", ran.stdout);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    let summary = ran.summary();
    if !shown || !itself {
        not_shown_here("a junction to a folder above is counted as a link");
    }
    let links = u64::from(shown) + u64::from(itself);
    assert_eq!(summary["objects"]["seen"], 1 + links);
    assert_eq!(summary["skipped"]["link"].as_u64().unwrap_or(0), links);
}

#[test]
fn a_junction_that_leads_out_is_not_gone_through() {
    let place = Place::new();
    place.write("outside/eicar.txt", samples::eicar());
    place.write("in/clean.txt", "nothing");
    let shown = lead(&place.path("in/out"), &place.path("outside"));
    let ran = place.scan(&["--clean", "--yes", "--system"]);
    if shown {
        assert_eq!((ran.events("finding").len(), ran.code), (0, 0), "{}", ran.stdout);
        assert_eq!(ran.summary()["skipped"]["link"], 1);
    } else {
        not_shown_here("a junction that leads out is not gone through");
    }
    // What Wine shows as a folder is looked at as one, as everything that can be entered is.
    assert_eq!(place.path("outside/eicar.txt").exists(), shown);
}

/// A scan that is held up on a file in the midst of others, which are changed meanwhile.
fn held_up(place: &Place, change: impl FnOnce()) -> Ran {
    let rule =
        "rule slow { condition: filename == \"m.bin\" and for all i in (0..0x7fffffffffff) : (i >= 0) }";
    place.write("rules/slow.yar", rule);
    let slow = place.write("in/m.bin", b"slow");
    let scan = place.start_scan(&["--time-limit", "5", "--threads", "1", "--clean", "--yes", "--system"]);
    wait_for_work(&scan, &slow);
    change();
    Ran::of(scan.wait_with_output().unwrap())
}

#[test]
fn what_is_another_file_by_the_time_of_the_act_is_left_alone() {
    let place = Place::new();
    // Before and after the slow one, whichever way a folder is listed: one of them has been looked at.
    let names = ["in/a.txt", "in/z.txt"].map(|name| place.write(name, samples::eicar()));
    let ran = held_up(&place, || {
        for path in &names {
            std::fs::rename(path, path.with_extension("gone")).unwrap();
            std::fs::write(path, "a letter to somebody").unwrap();
        }
    });
    let left: Vec<_> = ran.events("finding").into_iter().filter(|f| f["not_cleaned"].is_string()).collect();
    assert_eq!(left.len(), 1, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.code, 2);
    for path in &names {
        assert_eq!(bytes_of(path), b"a letter to somebody");
    }
    assert!(place.vault().is_empty(), "{}", ran.stdout);
}

#[test]
fn a_folder_that_is_a_junction_by_the_time_of_the_act_is_not_gone_through() {
    let place = Place::new();
    for folder in ["a", "z"] {
        place.write(format!("in/{folder}/eicar.txt"), samples::eicar());
        place.write(format!("elsewhere/{folder}/eicar.txt"), samples::eicar());
    }
    let ran = held_up(&place, || {
        for folder in ["a", "z"] {
            let path = place.path("in").join(folder);
            std::fs::rename(&path, place.path(folder)).unwrap();
            lead(&path, &place.path("elsewhere").join(folder));
        }
    });
    assert!(!ran.stdout.is_empty());
    for folder in ["a", "z"] {
        // The one that was looked at before the swap is gone from nowhere: not from where it was moved to, and not from
        // where the junction leads. Under Wine the other one is in a folder like any other when it is looked at.
        assert!(place.path(folder).join("eicar.txt").exists(), "{}", ran.stdout);
    }
    let left =
        ["a", "z"].iter().filter(|f| place.path("elsewhere").join(f).join("eicar.txt").exists()).count();
    if is_wine() {
        not_shown_here("where a folder became a junction before the look, nothing behind it is taken");
    }
    assert!(left >= if is_wine() { 1 } else { 2 }, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
}
