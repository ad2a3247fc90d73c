//! A file or a folder on its way is swapped for a link between the look and the act.

use std::fs;
use std::os::windows::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

use clean::restore::{Destination, RestoreError};
use clean::take::TakeError;

use testkit::shown::not_shown_here;

use crate::place::{Place, bytes, contents, group, now};

const REPARSE_POINT: u32 = 0x400;

/// Makes a junction, or a link of Linux under Wine. `false` where the system shows that link as the folder it leads to,
/// so that there is nothing to be refused: Wine does, whose junctions are of its own making.
fn lead(from: &Path, to: &Path) -> bool {
    let made = Command::new("cmd").args(["/c", "mklink", "/J"]).arg(from).arg(to).output();
    if !made.is_ok_and(|made| made.status.success()) || fs::symlink_metadata(from).is_err() {
        let unix = |path: &Path| path.to_str().unwrap().trim_start_matches("Z:").replace('\\', "/");
        // A program of Linux cannot be waited for.
        let _ = Command::new(r"Z:\bin\ln").args(["-s", &unix(to), &unix(from)]).status();
        let there = |_| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            fs::symlink_metadata(from).is_ok()
        };
        assert!((0..50).any(there), "no link could be made");
    }
    fs::symlink_metadata(from).unwrap().file_attributes() & REPARSE_POINT != 0
}

#[test]
fn a_folder_swapped_for_a_junction_is_not_gone_through() {
    let place = Place::new();
    let path = place.file("home/bad.bin", &bytes());
    let scanned = group(&[&path]);
    let vault = place.vault();
    fs::rename(place.at("home"), place.at("moved")).unwrap();
    if !lead(&place.at("home"), &place.at("moved")) {
        not_shown_here("a folder swapped for a junction is not gone through by what takes");
        return;
    }
    let error = vault.take(&scanned, now()).unwrap_err();
    assert!(matches!(error, TakeError::Changed { .. }), "{error:?}");
    assert_eq!(contents(&place.at("moved/bad.bin")), bytes());
    assert!(place.names("data/vault/items").is_empty());
}

#[test]
fn a_file_swapped_for_a_junction_is_left_alone() {
    let place = Place::new();
    let path = place.file("home/bad.bin", &bytes());
    let scanned = group(&[&path]);
    let vault = place.vault();
    fs::remove_file(&path).unwrap();
    lead(&path, &place.at("other"));
    let error = vault.take(&scanned, now()).unwrap_err();
    assert!(matches!(error, TakeError::Changed { .. }), "{error:?}");
    assert!(fs::symlink_metadata(&path).is_ok() && place.at("other").exists());
}

#[test]
fn a_junction_on_the_way_back_is_not_gone_through() {
    let place = Place::new();
    fs::create_dir(place.at("home/a")).unwrap();
    let path = place.file("home/a/bad.bin", &bytes());
    let vault = place.vault();
    let id = vault.take(&group(&[&path]), now()).unwrap().id;
    fs::remove_dir(place.at("home/a")).unwrap();
    if !lead(&place.at("home/a"), &place.at("other")) {
        not_shown_here("a junction on the way back is not gone through");
        return;
    }
    let error = vault.restore(&id, &Destination::OldPlace, now()).unwrap_err();
    assert!(matches!(error, RestoreError::LinkOnTheWay { .. }), "{error:?}");
    assert!(place.names("other").is_empty());
    vault.check(&id).unwrap();
}
