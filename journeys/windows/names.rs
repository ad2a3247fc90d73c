//! Names that programs of Windows stumble over: found, taken and put back under the very same name.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::os::windows::ffi::{OsStrExt, OsStringExt};

use testkit::samples;
use testkit::shown::not_shown_here;

use super::is_wine;
use crate::quet::{Place, as_it_is, bytes_of};

/// Found, taken, gone, and back.
fn there_and_back(place: &Place, name: &str) {
    let path = place.path("in").join(name);
    let ran = place.scan(&["--clean", "--yes", "--system"]);
    let finding = &ran.events("finding")[0];
    assert_eq!(finding["path"], path.to_str().unwrap(), "{name}: {}", ran.stderr);
    assert_eq!((ran.code, &finding["action"]["did"]), (1, &"quarantined".into()), "{name}: {}", ran.stdout);
    assert!(!as_it_is(&path).exists(), "{name}");
    let item = &place.vault()[0];
    let ran = place.run(&["vault", "restore", item["id"].as_str().unwrap()]);
    assert_eq!(ran.code, 0, "{name}: {}", ran.stderr);
    let names = std::fs::read_dir(place.path("in")).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.collect::<Vec<_>>(), [name], "under its own name and no other");
    assert_eq!(bytes_of(&path), samples::eicar());
}

#[test]
fn names_that_mean_something_else_to_other_programs_are_names() {
    let names =
        ["ends in a dot.", "ends in a space ", "CON", "aux.txt", "com1", "nul.tar.gz", "báo cáo.exe", "..."];
    for name in names {
        let place = Place::new();
        place.write(std::path::Path::new("in").join(name), samples::eicar());
        there_and_back(&place, name);
    }
}

#[test]
fn folders_of_such_names_are_entered() {
    let place = Place::new();
    for folder in ["in/PRN/dot./space ", "in/dot", "in/space"] {
        std::fs::create_dir_all(as_it_is(place.path(folder))).unwrap();
        place.write(std::path::Path::new(folder).join("eicar.com"), samples::eicar());
    }
    let ran = place.scan(&["--clean", "--yes", "--system"]);
    assert_eq!((ran.events("finding").len(), place.vault().len()), (3, 3), "{}", ran.stdout);
    assert_eq!(crate::quet::count(&place.path("in")), 0);
}

#[test]
fn a_name_of_half_a_character_is_shown_with_its_units() {
    let place = Place::new();
    let name = OsString::from_wide(&[u16::from(b'a'), 0xd800, u16::from(b'b')]);
    let path = place.path("in").join(&name);
    match std::fs::write(as_it_is(&path), samples::eicar()) {
        Ok(()) => {}
        // Linux has bytes for every name of Windows but these.
        Err(error) if is_wine() => {
            assert!(matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidFilename), "{error:?}");
            not_shown_here("a name that is no valid UTF-16 is taken and put back");
            return;
        }
        Err(error) => panic!("{error}"),
    }
    let ran = place.scan(&["--clean", "--yes", "--system"]);
    let units: String =
        path.as_os_str().encode_wide().flat_map(u16::to_le_bytes).map(|b| format!("{b:02x}")).collect();
    assert_eq!(ran.events("finding")[0]["path_hex"], units, "{}", ran.stdout);
    let id = place.vault()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(place.run(&["vault", "restore", &id]).code, 0);
    assert_eq!(std::fs::read_dir(place.path("in")).unwrap().next().unwrap().unwrap().file_name(), name);
}
