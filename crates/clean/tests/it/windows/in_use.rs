//! Files that another program holds, runs, or keeps from everybody.

use std::fs::{self, OpenOptions};
use std::io::Read;
use std::os::windows::fs::OpenOptionsExt;
use std::process::{Child, Command, Stdio};

use clean::restore::Destination;
use clean::take::TakeError;

use testkit::shown::not_shown_here;

use crate::place::{Place, bytes, contents, group, now};

const SHARE_READ: u32 = 1;
const SHARE_ALL: u32 = 7;

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn what_someone_keeps_to_himself_is_left_alone_and_said_so() {
    // Neither to be read nor to be removed, then to be read but not to be removed.
    for shared in [0, SHARE_READ] {
        let place = Place::new();
        let path = place.file("home/bad.bin", &bytes());
        let scanned = group(&[&path]);
        let vault = place.vault();
        let held = OpenOptions::new().read(true).share_mode(shared).open(&path).unwrap();
        let error = vault.take(&scanned, now()).unwrap_err();
        assert!(matches!(error, TakeError::InUse { .. }), "{shared}: {error:?}");
        assert!(error.to_string().contains("or restart the machine, then scan again"), "{error}");
        assert!(place.names("data/vault/items").is_empty() && path.exists());
        drop(held);
        assert_eq!(contents(&path), bytes());
        // Closed, it can be taken.
        vault.take(&scanned, now()).unwrap();
        assert!(place.names("home").is_empty());
    }
}

/// Others may go on, and the name is gone all the same: at once where this Windows can do that, and otherwise the file
/// has another name until they close it.
#[test]
fn what_someone_reads_is_taken_and_its_name_is_gone() {
    let place = Place::new();
    let path = place.file("home/bad.bin", &bytes());
    let scanned = group(&[&path]);
    let vault = place.vault();
    let mut held = OpenOptions::new().read(true).share_mode(SHARE_ALL).open(&path).unwrap();
    let taken = vault.take(&scanned, now()).unwrap();
    assert!(!path.exists() && taken.problems.is_empty(), "{taken:?}");
    assert_eq!(taken.other_links_left, 0);
    for left in &taken.at_next_start {
        let name = left.path.file_name().unwrap().to_str().unwrap();
        assert_eq!(name, format!(".quet-removed-{}", taken.id));
    }
    assert_eq!(place.names("home").len(), taken.at_next_start.len());
    let mut read = vec![0; bytes().len()];
    held.read_exact(&mut read).unwrap();
    assert_eq!(read, bytes(), "whoever had it open cannot read it any more");
    drop((held, vault));
    let vault = place.vault();
    assert!(place.names("home").is_empty(), "{:?}", place.names("home"));
    assert!(!place.at("data/vault/leftovers").exists() || place.names("data/vault/leftovers").is_empty());
    vault.restore(&taken.id, &Destination::OldPlace, now()).unwrap();
    assert_eq!(contents(&path), bytes());
}

#[test]
fn what_stands_under_our_name_and_is_another_file_is_never_removed() {
    let place = Place::new();
    let path = place.file("home/bad.bin", &bytes());
    let scanned = group(&[&path]);
    let vault = place.vault();
    let held = OpenOptions::new().read(true).share_mode(SHARE_ALL).open(&path).unwrap();
    let taken = vault.take(&scanned, now()).unwrap();
    drop((held, vault));
    // Wine shows it; where names go at once there is nothing to be mistaken about.
    let Some(left) = taken.at_next_start.first().map(|left| &left.path) else {
        not_shown_here("what only got another name and is another file is never removed");
        return;
    };
    let _ = fs::remove_file(left);
    fs::write(left, b"someone else's").unwrap();
    drop(place.vault());
    assert_eq!(contents(left), b"someone else's");
    assert!(
        place.names("data/vault/leftovers").is_empty(),
        "what is not there is looked for again and again"
    );
}

/// On FAT a file's number is the place of its entry, which another name moves; a kill can come before the new one was
/// noted.
#[test]
fn what_got_another_name_goes_although_its_number_is_another_by_now() {
    for (stands, goes) in [(bytes(), true), (vec![0; bytes().len()], false)] {
        let place = Place::new();
        let path = place.file("home/bad.bin", &bytes());
        let scanned = group(&[&path]);
        let vault = place.vault();
        let held = OpenOptions::new().read(true).share_mode(SHARE_ALL).open(&path).unwrap();
        let taken = vault.take(&scanned, now()).unwrap();
        drop((held, vault));
        let Some(left) = taken.at_next_start.first().map(|left| &left.path) else {
            not_shown_here("what got another name goes although its number is another");
            return;
        };
        // Wine removes it as soon as nobody has it open any more.
        fs::write(left, &stands).unwrap();
        let note = place.at(format!("data/vault/leftovers/{}", taken.id));
        let mut said: serde_json::Value = serde_json::from_slice(&contents(&note)).unwrap();
        said[0]["identity"]["inode"] = 1.into();
        fs::write(&note, said.to_string()).unwrap();
        drop(place.vault());
        assert_eq!(!left.exists(), goes);
        assert!(place.names("data/vault/leftovers").is_empty(), "it is looked for again and again");
    }
}

/// Started once more as the program that runs, and ends with its input.
#[test]
fn waits_when_told() {
    if std::env::var_os("QUET_TEST_WAIT").is_some() {
        let _ = std::io::stdin().read(&mut [0]);
    }
}

#[test]
fn a_running_program_loses_its_name_and_goes_when_it_ended() {
    let place = Place::new();
    let path = place.at("home/bad.exe");
    fs::copy(std::env::current_exe().unwrap(), &path).unwrap();
    let mut command = Command::new(&path);
    command.args(["--exact", "windows::in_use::waits_when_told"]).env("QUET_TEST_WAIT", "1");
    let process = Running(command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap());
    let vault = place.vault();
    let taken = vault.take(&group(&[&path]), now()).unwrap();
    assert!(!path.exists(), "{taken:?}");
    println!("runs on: {taken:?}");
    drop((process, vault));
    let vault = place.vault();
    assert!(place.names("home").is_empty(), "{:?}", place.names("home"));
    vault.check(&taken.id).unwrap();
}
