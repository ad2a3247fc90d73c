//! Folders and files that somebody has no right to: gaps, and never clean.
//!
//! Under Wine it is Linux that refuses, and root it refuses nothing: `packaging/wine/test.sh` runs these as an ordinary
//! user once more.

use std::path::PathBuf;

use testkit::samples;
use testkit::shown::not_shown_here;

use super::{is_wine, linux, unix};
use crate::quet::{Place, bytes_of, output};

/// Something that was closed to this user until it is dropped.
struct Closed(PathBuf);

impl Closed {
    /// Leaves these rights, as `chmod` writes them; does nothing where this user has all of them whatever it says.
    fn of(path: PathBuf, mode: &str, is_closed: impl FnMut() -> bool) -> Option<Closed> {
        if !is_wine() {
            not_shown_here("what a user has no right to is a gap");
            return None;
        }
        if std::env::var_os("QUET_TEST_ORDINARY").is_none() {
            return None;
        }
        linux(&format!("chmod {mode} '{}'", unix(&path)), is_closed);
        Some(Closed(path))
    }
}

impl Drop for Closed {
    fn drop(&mut self) {
        linux(&format!("chmod u+rwx '{}'", unix(&self.0)), || true);
    }
}

#[test]
fn a_folder_without_rights_is_a_gap_and_never_clean() {
    let place = Place::new();
    place.write("in/open.txt", "harmless");
    place.write("in/closed/eicar.txt", samples::eicar());
    let closed = place.path("in/closed");
    let is_closed = || std::fs::read_dir(&closed).is_err();
    let Some(_closed) = Closed::of(closed.clone(), "000", is_closed) else { return };
    let ran = place.scan(&["--clean", "--yes"]);
    let summary = ran.summary();
    assert_eq!((ran.reasons(), ran.code), (vec!["unreadable".to_owned()], 2), "{}", ran.stdout);
    assert_eq!(ran.events("gap")[0]["path"], closed.to_str().unwrap());
    assert_eq!((&summary["objects"]["scanned"], &summary["complete"]), (&1.into(), &false.into()));
    // Wine does not even say that it is a folder: then it is an object that failed.
    assert_eq!(summary["objects"]["seen"], 1 + u64::from(is_wine()), "{summary}");
    assert!(ran.events("finding").is_empty() && place.vault().is_empty(), "{}", ran.stdout);
    let mut command = place.command();
    command.args(["scan", "--lang", "en", "--rules"]).arg(place.path("rules"));
    let text = output(command.arg("--data").arg(place.path("data")).arg(place.path("in")));
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("NOT READ") && text.contains(r"in\closed"), "{text}");
}

#[test]
fn a_file_without_rights_failed_and_is_never_clean() {
    let place = Place::new();
    let path = place.write("in/locked.txt", samples::eicar());
    place.write("in/eicar.txt", samples::eicar());
    let is_closed = || std::fs::File::open(&path).is_err();
    let Some(_closed) = Closed::of(path.clone(), "000", is_closed) else { return };
    let ran = place.scan(&["--clean", "--yes"]);
    assert_eq!((ran.reasons(), ran.code), (vec!["unreadable".to_owned()], 2), "{}", ran.stdout);
    assert_eq!(ran.events("gap")[0]["path"], path.to_str().unwrap());
    assert_eq!(ran.summary()["objects"]["failed"], 1);
    assert!(path.exists(), "an error is no infection");
    assert!(!place.path("in/eicar.txt").exists(), "the other one is taken all the same: {}", ran.stderr);
}

#[test]
fn what_lies_in_a_folder_that_may_not_be_written_is_found_and_left_and_both_is_said() {
    let place = Place::new();
    let path = place.write("in/sub/eicar.txt", samples::eicar());
    let probe = place.path("in/sub/probe");
    let is_closed = || std::fs::write(&probe, "").and_then(|()| std::fs::remove_file(&probe)).is_err();
    let Some(_closed) = Closed::of(place.path("in/sub"), "555", is_closed) else { return };
    let ran = place.scan(&["--clean", "--yes", "--lang", "en"]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.events("finding").len(), 1, "{}", ran.stdout);
    assert!(ran.stderr.contains("was left alone"), "{}", ran.stderr);
    assert_eq!(bytes_of(&path), samples::eicar());
    assert!(place.vault().is_empty(), "one good copy, not two");
}
