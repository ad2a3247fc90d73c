//! What a file carries on Windows comes back.

use std::fs;
use std::os::windows::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

use clean::restore::Destination;

use testkit::shown::not_shown_here;

use crate::place::{Place, bytes, contents, group, now};

fn mark(path: &Path, marks: &[&str]) {
    for mark in marks {
        assert!(Command::new("attrib").arg(mark).arg(path).status().unwrap().success());
    }
}

const READ_ONLY: u32 = 1;
const HIDDEN: u32 = 2;
const SYSTEM: u32 = 4;

#[test]
fn marked_files_are_taken_and_come_back_with_marks_and_times() {
    for (marks, wanted) in [
        (&["+r"][..], READ_ONLY),
        (&["+h"], HIDDEN),
        (&["+s"], SYSTEM),
        (&["+r", "+h", "+s"], READ_ONLY | HIDDEN | SYSTEM),
    ] {
        let place = Place::new();
        let path = place.file("home/bad.bin", &bytes());
        mark(&path, marks);
        let before = fs::metadata(&path).unwrap();
        assert_eq!(before.file_attributes() & 7, wanted, "this file system keeps no such mark");
        let vault = place.vault();
        let taken = vault.take(&group(&[&path]), now()).unwrap();
        assert!(taken.at_next_start.is_empty() && taken.problems.is_empty(), "{taken:?}");
        assert!(place.names("home").is_empty(), "{:?}", place.names("home"));
        let restored = vault.restore(&taken.id, &Destination::OldPlace, now()).unwrap();
        assert!(restored.not_set.is_empty() && restored.problems.is_empty(), "{restored:?}");
        let after = fs::metadata(&path).unwrap();
        assert_eq!(after.file_attributes() & 7, wanted);
        assert_eq!(after.last_write_time(), before.last_write_time());
        assert_eq!(contents(&path), bytes());
        mark(&path, &["-r", "-h", "-s"]);
    }
}

/// Under Wine a stream is a file of its own beside the first, and this cannot be shown; `streams` tries the sealing
/// everywhere.
#[test]
fn streams_go_with_their_file_and_come_back_byte_for_byte() {
    let place = Place::new();
    let path = place.file("home/bad.bin", b"evil");
    let beside = |name: &str| place.at(format!("home/bad.bin:{name}"));
    let kept = [("Zone.Identifier", b"[ZoneTransfer]\r\nZoneId=3\r\n".to_vec()), ("payload", bytes())];
    for (name, bytes) in &kept {
        fs::write(beside(name), bytes).unwrap();
    }
    if place.names("home").len() > 1 {
        not_shown_here("streams go with their file and come back");
        return;
    }
    let vault = place.vault();
    let scanned = group(&[&path]);
    let id = vault.take(&scanned, now()).unwrap().id;
    let streams = &vault.items().unwrap().items[0].attributes.streams;
    assert_eq!(streams.len(), 2);
    assert!(place.names("home").is_empty());
    let restored = vault.restore(&id, &Destination::OldPlace, now()).unwrap();
    assert!(restored.not_set.is_empty(), "{restored:?}");
    assert_eq!(contents(&path), b"evil");
    for (name, bytes) in &kept {
        assert_eq!(&contents(&beside(name)), bytes, "{name}");
    }
}
