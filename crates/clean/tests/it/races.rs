//! What was scanned is not what stands there any more.

use std::fs;
use std::path::Path;

use clean::take::TakeError;

use crate::place::{Place, contents, group, now};

/// Does something to `home/bad.bin` between the scan and the taking, and expects that it is left alone.
fn changed_by(change: impl Fn(&Place, &Path)) {
    let place = Place::new();
    let path = place.file("home/bad.bin", b"evil");
    let scanned = group(&[&path]);
    let vault = place.vault();
    change(&place, &path);
    let before = path.exists().then(|| contents(&path));
    let error = vault.take(&scanned, now()).unwrap_err();
    assert!(matches!(error, TakeError::Changed { .. }), "{error:?}");
    assert!(error.to_string().ends_with("was left alone: scan it again"), "{error}");
    assert_eq!(path.exists().then(|| contents(&path)), before);
    assert!(vault.items().unwrap().items.is_empty() && place.names("data/vault/items").is_empty());
}

#[test]
fn other_contents_are_left_alone() {
    changed_by(|_, path| fs::write(path, b"good").unwrap());
    changed_by(|_, path| fs::write(path, b"longer than before").unwrap());
}

#[test]
fn another_file_is_left_alone() {
    changed_by(|place, path| {
        let new = place.file("home/new", b"evil");
        fs::rename(new, path).unwrap();
    });
}

#[cfg(unix)]
#[test]
fn a_link_or_folder_in_its_place_is_left_alone() {
    use std::os::unix::fs::symlink;
    changed_by(|place, path| {
        fs::rename(path, place.at("other/bad.bin")).unwrap();
        symlink(place.at("other/bad.bin"), path).unwrap();
    });
    changed_by(|place, _| {
        fs::rename(place.at("home"), place.at("moved")).unwrap();
        symlink(place.at("moved"), place.at("home")).unwrap();
    });
}

#[test]
fn what_vanished_is_told() {
    changed_by(|_, path| fs::remove_file(path).unwrap());
}

#[test]
fn a_digest_that_does_not_fit_is_left_alone() {
    let place = Place::new();
    let path = place.file("home/bad.bin", b"evil");
    let mut scanned = group(&[&path]);
    scanned.sha256 = [7; 32];
    let vault = place.vault();
    assert!(matches!(vault.take(&scanned, now()), Err(TakeError::Changed { .. })));
    assert_eq!(contents(&path), b"evil");
    assert!(place.names("data/vault/items").is_empty());
}

/// Someone puts another file into its place while it is being taken: that one is never removed.
#[test]
fn what_comes_into_its_place_meanwhile_is_left_alone() {
    let mut refused = 0;
    for _ in 0..30 {
        let place = Place::new();
        let path = place.file("home/bad.bin", b"evil");
        let new = place.file("other/new", b"good");
        let scanned = group(&[&path]);
        let vault = place.vault();
        let (items, target) = (place.at("data/vault/items"), path.clone());
        let thread = std::thread::spawn(move || {
            let prepared =
                |entry: fs::DirEntry| entry.path().extension().is_some_and(|state| state == "prepared");
            while target.exists() && !fs::read_dir(&items).unwrap().flatten().any(prepared) {}
            // Not every Windows replaces a file that someone has open, but each lets it be called otherwise.
            #[cfg(windows)]
            fs::rename(&target, target.with_file_name("away")).unwrap();
            fs::rename(new, target).unwrap();
        });
        let taken = vault.take(&scanned, now());
        thread.join().unwrap();
        assert_eq!(contents(&path), b"good");
        if let Err(error) = taken {
            assert!(matches!(error, TakeError::Changed { .. }), "{error:?}");
            assert!(place.names("data/vault/items").is_empty());
            refused += 1;
            break;
        }
    }
    assert_eq!(refused, 1, "the other file always came too late");
}
