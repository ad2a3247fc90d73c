//! What a file carries on Windows comes back.

use std::fs;
use std::os::windows::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

use clean::restore::Destination;

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
