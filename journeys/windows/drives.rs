//! Drives: of every kind, and one that goes while it is scanned.

use std::path::{Path, PathBuf};
use std::process::Command;

use testkit::samples;

use super::{is_wine, linux, unix};
use crate::processes::wait_for_work;
use crate::quet::{Place, Ran};

/// A drive that is a folder of ours, until it is taken away.
struct Drive(char);

impl Drive {
    fn of(letter: char, folder: &Path) -> Drive {
        let drive = Drive(letter);
        if is_wine() {
            let there = || drive.root().exists();
            linux(&format!("ln -sfn '{}' \"$WINEPREFIX/dosdevices/{letter}:\"", unix(folder)), there);
        } else {
            let made = Command::new("subst").arg(format!("{letter}:")).arg(folder).status().unwrap();
            assert!(made.success());
        }
        drive
    }

    fn root(&self) -> PathBuf {
        format!(r"{}:\", self.0).into()
    }

    fn take_away(&self) {
        let letter = self.0;
        if is_wine() {
            linux(&format!("rm -f \"$WINEPREFIX/dosdevices/{letter}:\""), || !self.root().exists());
        } else {
            let _ = Command::new("subst").arg(format!("{letter}:")).arg("/D").status();
        }
    }
}

impl Drop for Drive {
    fn drop(&mut self) {
        self.take_away();
    }
}

#[test]
fn a_drive_that_disappears_costs_what_was_not_read_and_every_object_has_its_end() {
    let place = Place::new();
    let rule =
        "rule slow { condition: filename == \"m.bin\" and for all i in (0..0x7fffffffffff) : (i >= 0) }";
    place.write("rules/slow.yar", rule);
    for number in 0..100 {
        place.write(format!("stick/a{number}/file.txt"), samples::clean(number, 100));
        place.write(format!("stick/z{number}/file.txt"), samples::clean(number, 100));
    }
    let slow = place.write("stick/m.bin", b"slow");
    let drive = Drive::of('q', &place.path("stick"));
    let mut command = place.command();
    command.args(["scan", "--format", "jsonl", "--time-limit", "6", "--threads", "1", "--rules"]);
    command.arg(place.path("rules")).arg("--data").arg(place.path("data")).arg(drive.root());
    let scan =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    wait_for_work(&scan, &slow);
    drive.take_away();
    // The medium goes with the letter.
    for number in 0..100 {
        for side in ["a", "z"] {
            let _ = std::fs::remove_dir_all(place.path(format!("stick/{side}{number}")));
        }
    }
    let ran = Ran::of(scan.wait_with_output().unwrap());
    // Its columns add up, or reading it fails.
    let summary = ran.summary();
    assert_eq!((summary["complete"].as_bool(), ran.code), (Some(false), 2), "{}", ran.stderr);
    assert!(ran.reasons().iter().any(|reason| reason == "vanished"), "{:?}", ran.reasons());
    let again = place.run(&["scan", r"Q:\", "--rules", place.path("rules").to_str().unwrap()]);
    assert_eq!((again.code, again.stdout.as_str()), (64, ""), "what is not there is said: {}", again.stderr);
}
