//! Where a file comes back to when its old place is not as it was.

use std::fs;
#[cfg(unix)]
use std::os::unix::fs::{PermissionsExt, symlink};

use clean::restore::{Destination, RestoreError};

use crate::place::{Place, bytes, contents, group, now};

#[test]
fn a_taken_place_is_never_overwritten() {
    let place = Place::new();
    let path = place.file("home/bad.bin", &bytes());
    let vault = place.vault();
    let first = vault.take(&group(&[&path]), now()).unwrap().id;
    place.file("home/bad.bin", b"the second");
    let second = vault.take(&group(&[&path]), now()).unwrap().id;
    place.file("home/bad.bin", b"the good one");
    let restored = vault.restore(&first, &Destination::OldPlace, now()).unwrap();
    assert_eq!(restored.renamed, [(path.clone(), place.at("home/bad.bin.restored"))]);
    let restored = vault.restore(&second, &Destination::OldPlace, now()).unwrap();
    assert_eq!(restored.paths, [place.at("home/bad.bin.restored-2")]);
    assert_eq!(contents(&path), b"the good one");
    assert_eq!(contents(&place.at("home/bad.bin.restored")), bytes());
    assert_eq!(contents(&place.at("home/bad.bin.restored-2")), b"the second");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_old_place_is_a_taken_place() {
    let place = Place::new();
    let path = place.file("home/bad.bin", b"evil");
    let vault = place.vault();
    let id = vault.take(&group(&[&path]), now()).unwrap().id;
    symlink(place.at("other/elsewhere"), &path).unwrap();
    let restored = vault.restore(&id, &Destination::OldPlace, now()).unwrap();
    assert_eq!(restored.paths, [place.at("home/bad.bin.restored")]);
    assert!(place.names("other").is_empty());
}

#[test]
fn folders_that_are_gone_are_made_again_for_us_alone() {
    let place = Place::new();
    fs::create_dir_all(place.at("home/a/b")).unwrap();
    let path = place.file("home/a/b/bad.bin", b"evil");
    let vault = place.vault();
    let id = vault.take(&group(&[&path]), now()).unwrap().id;
    fs::remove_dir_all(place.at("home/a")).unwrap();
    let restored = vault.restore(&id, &Destination::OldPlace, now()).unwrap();
    assert_eq!(restored.made_folders, [place.at("home/a"), place.at("home/a/b")]);
    assert_eq!(contents(&path), b"evil");
    #[cfg(unix)]
    assert_eq!(fs::metadata(place.at("home/a")).unwrap().permissions().mode() & 0o7777, 0o700);
}

#[cfg(unix)]
#[test]
fn a_link_on_the_way_is_not_followed() {
    let place = Place::new();
    fs::create_dir(place.at("home/a")).unwrap();
    let path = place.file("home/a/bad.bin", b"evil");
    let vault = place.vault();
    let id = vault.take(&group(&[&path]), now()).unwrap().id;
    fs::remove_dir(place.at("home/a")).unwrap();
    symlink(place.at("other"), place.at("home/a")).unwrap();
    let error = vault.restore(&id, &Destination::OldPlace, now()).unwrap_err();
    assert!(matches!(error, RestoreError::LinkOnTheWay { .. }), "{error:?}");
    assert!(error.to_string().contains("choose a folder"), "{error}");
    assert!(place.names("other").is_empty());
    vault.check(&id).unwrap();
    // The folder that was chosen instead may be reached through a link: someone named it just now.
    let restored = vault.restore(&id, &Destination::Folder(place.at("home/a")), now()).unwrap();
    assert_eq!(restored.paths, [place.at("other/bad.bin")]);
    assert_eq!(contents(&place.at("other/bad.bin")), b"evil");
}

#[test]
fn a_folder_that_is_not_there_is_no_destination() {
    let place = Place::new();
    let path = place.file("home/bad.bin", b"evil");
    let vault = place.vault();
    let id = vault.take(&group(&[&path]), now()).unwrap().id;
    let error = vault.restore(&id, &Destination::Folder(place.at("nowhere")), now()).unwrap_err();
    assert!(matches!(error, RestoreError::Folder { .. }), "{error:?}");
    vault.check(&id).unwrap();
}
