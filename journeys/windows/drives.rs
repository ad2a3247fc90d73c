//! Drives: of every kind, and one that goes while it is scanned.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use testkit::samples;
use testkit::shown::not_shown_here;

use super::{is_wine, linux, unix};
use crate::processes::wait_for_work;
use crate::quet::{Place, Ran, begun};

/// Who scans the whole machine meets the drives of the others.
pub static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// A drive that is a folder of ours, until it is taken away.
struct Drive(char);

impl Drive {
    fn of(letter: char, folder: &Path) -> Drive {
        let drive = Drive(letter);
        if is_wine() {
            let there = || drive.root().exists();
            linux(&format!("ln -sfn '{}' \"$WINEPREFIX/dosdevices/{letter}:\"", unix(folder)), there);
        } else {
            let made = begun(|| Command::new("subst").arg(format!("{letter}:")).arg(folder).status());
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
    let _alone = ONE_AT_A_TIME.lock().unwrap();
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
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let scan = begun(|| command.spawn());
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

#[test]
fn without_a_path_every_drive_is_scanned_whatever_its_kind_but_those_of_other_machines_which_are_named() {
    // On a machine of somebody's own, all of it would be scanned.
    if !is_wine() {
        not_shown_here("without a path every drive is scanned");
        return;
    }
    assert!(
        Path::new(r"X:\").exists(),
        "packaging/wine/run.sh makes the drives: start with a new WINEPREFIX"
    );
    let _alone = ONE_AT_A_TIME.lock().unwrap();
    let place = Place::new();
    // A drive of which Windows has never been told what it is, a stick, a disc.
    let samples_on = [r"V:\eicar.txt", r"X:\eicar.txt", r"Y:\eicar.txt"];
    samples_on.iter().for_each(|path| std::fs::write(path, samples::eicar()).unwrap());
    let rules = place.path("rules");
    let ran = place.run(&["scan", "--format", "jsonl", "--rules", rules.to_str().unwrap()]);
    let paths = |event: &str| -> Vec<String> {
        let paths = ran.events(event).into_iter().map(|line| line["path"].as_str().unwrap().to_owned());
        let mut paths: Vec<String> = paths.collect();
        paths.sort();
        paths
    };
    assert_eq!(paths("finding"), samples_on, "{}", ran.stderr);
    assert_eq!(
        (paths("gap"), ran.reasons()),
        (vec![r"C:\".into(), r"Z:\".into()], vec!["excluded".into(); 2])
    );
    assert_eq!((ran.summary()["objects"]["seen"].as_u64(), ran.code), (Some(3), 2));
    samples_on.iter().for_each(|path| std::fs::remove_file(path).unwrap());
}
