//! Files that are read-only, hidden, or the system's by their mark: found, taken and put back with it.

use std::os::windows::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

use testkit::samples;

use crate::quet::{Place, begun, bytes_of};

/// Read-only, hidden, of the system.
const MARKS: [(&str, u32); 3] = [("+r", 1), ("+h", 2), ("+s", 4)];

fn marks(path: &Path) -> u32 {
    path.metadata().unwrap().file_attributes() & 7
}

fn mark_with(switch: &str, path: &Path) {
    assert!(begun(|| Command::new("attrib").arg(switch).arg(path).status()).success(), "{switch}");
}

#[test]
fn files_with_marks_are_found_taken_and_come_back_with_them() {
    for (switch, mark) in MARKS {
        let place = Place::new();
        let path = place.write("in/eicar.com", samples::eicar());
        mark_with(switch, &path);
        assert_eq!(marks(&path), mark, "{switch}");
        let ran = place.scan(&["--clean", "--yes", "--system"]);
        assert_eq!((ran.events("finding").len(), ran.code), (1, 1), "{switch}: {}{}", ran.stdout, ran.stderr);
        assert!(!path.exists(), "{switch}: {}", ran.stdout);
        let id = place.vault()[0]["id"].as_str().unwrap().to_owned();
        let ran = place.run(&["vault", "restore", &id]);
        assert_eq!(ran.code, 0, "{switch}: {}{}", ran.stdout, ran.stderr);
        assert_eq!((bytes_of(&path), marks(&path)), (samples::eicar(), mark), "{switch}");
        mark_with("-r", &path);
    }
}

#[test]
fn folders_with_marks_are_entered() {
    let place = Place::new();
    for (switch, _) in MARKS {
        let file = place.write(format!("in/{}/eicar.com", &switch[1..]), samples::eicar());
        mark_with(switch, file.parent().unwrap());
    }
    assert_eq!(place.scan(&[]).events("finding").len(), MARKS.len());
}
