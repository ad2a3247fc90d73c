//! Disks that are other disks, full, or read-only.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::PathBuf;

use clean::vault::{Vault, VaultError};

use crate::child::{Child, Ended};
use crate::place::{Place, bytes, contents, group, now};

fn said(child: Child) -> String {
    match child.end() {
        Ended::Said(said) => said,
        Ended::Killed => panic!("killed"),
    }
}

#[test]
fn a_file_goes_to_another_disk_and_back() {
    let place = Place::new();
    // The other disk lasts as long as the child: what it takes must stand in the vault afterwards.
    let path = place.at("home/bad.bin");
    let source = place.file("other/source", &bytes());
    let mount = format!(
        "mount -t tmpfs -o size=1m quet {}; cp {} {}",
        place.at("home").display(),
        source.display(),
        path.display()
    );
    let taken = said(Child::take(&place.data(), &[&path]).between(&mount, ""));
    assert!(taken.starts_with("ok: "), "{taken}");
    let vault = place.vault();
    let id = vault.items().unwrap().items[0].id.clone();
    vault.check(&id).unwrap();
    drop(vault);
    let kept = place.outside("kept");
    let mount = format!("mount -t tmpfs -o size=1m quet {}", place.at("home").display());
    let child = Child::restore(&place.data(), &id.to_string())
        .between(&mount, &format!("cp {} {}", path.display(), kept.display()));
    let restored = said(child);
    assert!(restored.starts_with("ok: "), "{restored}");
    assert_eq!(contents(&kept), bytes());
}

/// A vault on a small disk of its own.
fn small_disk(place: &Place, size: &str) -> String {
    format!("mkdir -p {0}; mount -t tmpfs -o size={size} quet {0}", place.data().display())
}

#[test]
fn a_full_disk_leaves_the_original_and_nothing_else() {
    for size in ["4k", "16k", "32k", "64k"] {
        let place = Place::new();
        let path = place.file("home/bad.bin", &bytes());
        let look = format!(
            "ls -A {}/vault/items > {} || true",
            place.data().display(),
            place.outside("left").display()
        );
        let child = Child::take(&place.data(), &[&path]).between(&small_disk(&place, size), &look);
        let said = said(child);
        assert!(said.starts_with("error: "), "{size}: {said}");
        assert!(
            said.contains("disk is full: free some space") || said.contains("its disk is not full"),
            "{said}"
        );
        assert_eq!(contents(&path), bytes());
        assert_eq!(contents(&place.outside("left")), b"", "{size}");
    }
}

#[test]
fn a_full_disk_leaves_the_item_when_restoring() {
    let place = Place::new();
    let path = place.file("home/bad.bin", &bytes());
    let vault = place.vault();
    let id = vault.take(&group(&[&path]), now()).unwrap().id;
    drop(vault);
    let mount = format!("mount -t tmpfs -o size=16k quet {}", place.at("home").display());
    let look = format!("ls -A {} > {}", place.at("home").display(), place.outside("left").display());
    let said = said(Child::restore(&place.data(), &id.to_string()).between(&mount, &look));
    assert!(said.contains("still in the vault: the disk is full"), "{said}");
    assert_eq!(contents(&place.outside("left")), b"");
    place.vault().check(&id).unwrap();
}

#[test]
fn a_read_only_disk_leaves_the_original() {
    let place = Place::new();
    let path = place.file("home/bad.bin", &bytes());
    let home = place.at("home");
    let mount = format!("mount --bind {0} {0}; mount -o remount,bind,ro {0}", home.display());
    let said = said(Child::take(&place.data(), &[&path]).between(&mount, ""));
    assert!(said.starts_with("error: cannot remove") && said.contains("its disk is read-only"), "{said}");
    assert_eq!(contents(&path), bytes());
    assert!(place.names("data/vault/items").is_empty());
}

/// What an ordinary user may read but not remove.
fn foreign(mode: u32) -> (Place, PathBuf) {
    let place = Place::open_to_all();
    let path = place.file("home/bad.bin", &bytes());
    chown(place.live(), Some(65534), Some(65534)).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    (place, path)
}

#[test]
fn a_folder_of_someone_else_leaves_the_original() {
    let (place, path) = foreign(0o644);
    let said = said(Child::take(&place.data(), &[&path]).nobody(&place.live()));
    assert!(
        said.contains("cannot remove") && said.contains("as the owner of its folder, or as root"),
        "{said}"
    );
    assert_eq!(contents(&path), bytes());
    assert!(place.names("data/vault/items").is_empty());
}

#[test]
fn an_ordinary_user_has_a_vault_too() {
    let (place, path) = foreign(0o644);
    chown(place.at("home"), Some(65534), Some(65534)).unwrap();
    let said = said(Child::take(&place.data(), &[&path]).nobody(&place.live()));
    assert!(said.starts_with("ok: "), "{said}");
    assert!(!path.exists());
}

#[test]
fn a_vault_of_someone_else_is_not_opened() {
    let place = Place::open_to_all();
    drop(place.vault());
    let said = said(Child::open(&place.data()).nobody(&place.at("home")));
    assert!(said.contains("check that this user owns it"), "{said}");
}

#[test]
fn a_vault_that_others_could_have_filled_is_not_opened() {
    let place = Place::new();
    drop(place.vault());
    let vault = place.at("data/vault");
    fs::set_permissions(&vault, fs::Permissions::from_mode(0o770)).unwrap();
    assert!(matches!(Vault::open(&place.data(), now()), Err(VaultError::Foreign { .. })));
    fs::set_permissions(&vault, fs::Permissions::from_mode(0o700)).unwrap();
    chown(&vault, Some(65534), None).unwrap();
    assert!(matches!(Vault::open(&place.data(), now()), Err(VaultError::Foreign { .. })));
}
