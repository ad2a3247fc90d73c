//! Names that Windows itself would change, and paths that are longer than most programs bear.

use std::ffi::OsString;
use std::fs;
use std::os::windows::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use clean::restore::Destination;
use testkit::shown::not_shown_here;

use super::as_it_is;
use crate::place::{Place, bytes, contents, group, now};

/// Taken, gone, and back under the very same name.
fn there_and_back(place: &Place, path: &Path) {
    let before = standing(path);
    let vault = place.vault();
    let taken = vault.take(&group(&[path]), now()).unwrap();
    assert!(taken.problems.is_empty(), "{taken:?}");
    assert!(!as_it_is(path).exists());
    assert_eq!(vault.items().unwrap().items[0].names[0].path(), path);
    let restored = vault.restore(&taken.id, &Destination::OldPlace, now()).unwrap();
    assert_eq!(restored.paths, [path]);
    assert_eq!(contents(&as_it_is(path)), bytes());
    assert_eq!(standing(path), before);
    fs::remove_file(as_it_is(path)).unwrap();
}

fn standing(path: &Path) -> Vec<OsString> {
    let folder = fs::read_dir(as_it_is(path.parent().unwrap())).unwrap();
    folder.map(|entry| entry.unwrap().file_name()).collect()
}

#[test]
fn names_that_mean_something_else_elsewhere_are_names() {
    for name in
        ["CON", "nul", "COM1.txt", "ends in a dot.", "ends in a space ", "a;b&c%TEMP%", "tệp độc hại.exe"]
    {
        let place = Place::new();
        let path = place.at("home").join(name);
        fs::write(as_it_is(&path), bytes()).unwrap();
        there_and_back(&place, &path);
    }
}

/// Wine cannot have such a name at all, since it keeps files under Linux; `item` proves that a record keeps it.
#[test]
fn a_name_that_is_not_well_formed_comes_back_unit_by_unit() {
    let place = Place::new();
    let path = place.at("home").join(OsString::from_wide(&[u16::from(b'a'), 0xd800, u16::from(b'b')]));
    match fs::write(as_it_is(&path), bytes()) {
        Ok(()) => there_and_back(&place, &path),
        Err(error) => {
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{error:?}");
            not_shown_here("what a vault takes comes back under a name that is no valid UTF-16");
        }
    }
}

/// As long as this system lets a path be: 32,767 units on Windows, 4,096 bytes under Wine.
#[test]
fn a_path_of_30_000_characters_is_a_path() {
    const LONG: usize = 30_000;
    let place = Place::new();
    let (mut folder, top) = (place.at("home"), place.at("home").join("d".repeat(200)));
    while folder.as_os_str().len() < LONG {
        let next: PathBuf = folder.join("d".repeat(200));
        if fs::create_dir(as_it_is(&next)).is_err() {
            break;
        }
        folder = next;
    }
    // Room for the names that restoring needs beside it.
    let probe = "x".repeat(100);
    while fs::write(as_it_is(&folder.join(&probe)), b"").is_err() {
        folder.pop();
    }
    fs::remove_file(as_it_is(&folder.join(&probe))).unwrap();
    let path = folder.join("bad.exe");
    let length = path.as_os_str().len();
    assert!(length > 3_000, "only {length} characters");
    if length < LONG - 1_000 {
        not_shown_here("what a vault takes comes back to the end of a path of 30,000 characters");
    }
    fs::write(as_it_is(&path), bytes()).unwrap();
    there_and_back(&place, &path);
    fs::remove_dir_all(as_it_is(&top)).unwrap();
}

#[test]
fn a_name_beside_a_long_one_is_cut_to_what_the_disk_takes() {
    let place = Place::new();
    let path = place.at("home").join("x".repeat(255));
    fs::write(as_it_is(&path), b"evil").unwrap();
    let vault = place.vault();
    let id = vault.take(&group(&[&path]), now()).unwrap().id;
    fs::write(as_it_is(&path), b"good").unwrap();
    let restored = vault.restore(&id, &Destination::OldPlace, now()).unwrap();
    let beside = place.at("home").join(format!("{}.restored", "x".repeat(246)));
    assert_eq!(restored.renamed, [(path.clone(), beside.clone())]);
    assert_eq!(contents(&as_it_is(&beside)), b"evil");
    assert_eq!(contents(&as_it_is(&path)), b"good");
}
