//! Files that other programs hold: never called clean, never taken by force, and said plainly.

use std::fs::OpenOptions;
use std::io::Read;
use std::os::windows::fs::OpenOptionsExt;
use std::process::{Child, Command, Stdio};

use testkit::samples;

use crate::quet::{Place, begun, bytes_of};

const SHARE_READ_AND_WRITE: u32 = 3;

#[test]
fn a_file_that_is_held_for_one_alone_is_a_gap_and_never_clean() {
    let place = Place::new();
    let path = place.write("in/eicar.txt", samples::eicar());
    place.write("in/other.txt", samples::eicar());
    let held = OpenOptions::new().read(true).share_mode(0).open(&path).unwrap();
    let ran = place.scan(&["--clean", "--yes", "--system"]);
    assert_eq!((ran.reasons(), ran.code), (vec!["unreadable".to_owned()], 2), "{}", ran.stdout);
    assert_eq!(ran.events("gap")[0]["path"], path.to_str().unwrap());
    assert_eq!(ran.summary()["objects"]["failed"], 1);
    assert!(!place.path("in/other.txt").exists(), "the other one is taken all the same");
    drop(held);
    assert_eq!(bytes_of(&path), samples::eicar());
    assert_eq!(place.scan(&["--clean", "--yes", "--system"]).code, 1, "closed, it can be read and taken");
    assert!(!path.exists());
}

#[test]
fn a_file_that_may_not_be_removed_by_others_is_found_and_left_and_both_is_said() {
    let place = Place::new();
    let path = place.write("in/eicar.txt", samples::eicar());
    let held = OpenOptions::new().read(true).share_mode(SHARE_READ_AND_WRITE).open(&path).unwrap();
    let ran = place.scan(&["--clean", "--yes", "--system", "--lang", "en"]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    let finding = &ran.events("finding")[0];
    assert_eq!(finding["action"], serde_json::Value::Null);
    let why = finding["not_cleaned"].as_str().unwrap();
    assert!(why.contains("restart the machine, then scan again"), "{why}");
    assert!(ran.stderr.contains("eicar.txt"), "{}", ran.stderr);
    assert!(path.exists() && place.vault().is_empty(), "one good copy, not two");
    let vietnamese = place.scan(&["--clean", "--yes", "--system", "--lang", "vi"]);
    assert!(vietnamese.stderr.contains("chương trình"), "{}", vietnamese.stderr);
    drop(held);
    assert_eq!(place.scan(&["--clean", "--yes", "--system"]).code, 1);
    assert!(!path.exists());
}

#[test]
fn a_file_that_others_may_still_read_is_taken() {
    let place = Place::new();
    let path = place.write("in/eicar.txt", samples::eicar());
    let mut held = std::fs::File::open(&path).unwrap();
    let ran = place.scan(&["--clean", "--yes", "--system"]);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(!path.exists());
    let mut read = Vec::new();
    held.by_ref().take(1000).read_to_end(&mut read).unwrap();
    assert_eq!(read, samples::eicar(), "whoever had it open can still read it");
    drop(held);
    place.vault();
    let id = place.vault()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(place.run(&["vault", "restore", &id]).code, 0);
    assert_eq!(bytes_of(&path), samples::eicar());
}

/// Started once more as the program that runs, and ends with its input.
#[test]
fn waits_when_told() {
    if std::env::var_os("QUET_TEST_WAIT").is_some() {
        let _ = std::io::stdin().read(&mut [0]);
    }
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn a_program_that_runs_loses_its_name_at_once_and_is_gone_when_it_ended() {
    let place = Place::new();
    place.write("rules/marker.yar", samples::marked_rule());
    let program = [bytes_of(std::env::current_exe().unwrap()), samples::marked(1)].concat();
    let path = place.write("in/bad.exe", program);
    let mut command = Command::new(&path);
    command.args(["--exact", "windows::held::waits_when_told"]).env("QUET_TEST_WAIT", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::null());
    let running = Running(begun(|| command.spawn()));
    let ran = place.scan(&["--clean", "--yes", "--system", "--lang", "en", "--time-limit", "120"]);
    let action = &ran.events("finding")[0]["action"];
    assert_eq!(action["did"], "quarantined", "{}{}", ran.stdout, ran.stderr);
    assert!(!path.exists());
    // Newer Windows lets the name go although the program runs; where it does not, that is said.
    let left = crate::quet::count(&place.path("in"));
    assert_eq!(action["at_next_start"].as_array().map_or(0, Vec::len) as u64, left, "{action}");
    if left > 0 {
        assert!(ran.stderr.contains(".quet-removed-"), "{}", ran.stderr);
    }
    drop(running);
    // Whatever opens the vault to act on it next finishes what was begun.
    let id = place.vault()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(place.run(&["vault", "purge", "--yes", &id]).code, 0);
    assert_eq!(crate::quet::count(&place.path("in")), 0);
}
