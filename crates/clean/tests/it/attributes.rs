//! What a file carries beside its contents comes back, and what cannot be given back is said.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;

use clean::restore::Destination;
use clean::take::TakeError;
use rustix::fs::{Timespec, Timestamps, XattrFlags, futimens, getxattr, setxattr};

use crate::child::{Child, Ended};
use crate::place::{Place, bytes, contents, group, now, run};

fn list(path: &Path) -> String {
    run("getfacl", &["--absolute-names", "--numeric", path.to_str().unwrap()])
}

fn flags(path: &Path) -> String {
    run("lsattr", &[path.to_str().unwrap()]).split(' ').next().unwrap().to_owned()
}

#[test]
fn owner_mode_times_lists_and_attributes_come_back() {
    let place = Place::new();
    let path = place.file("home/bad.bin", &bytes());
    let text = path.to_str().unwrap();
    chown(&path, Some(1234), Some(2345)).unwrap();
    run("setfacl", &["-m", "u:4321:rwx", text]);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o6755)).unwrap();
    setxattr(&path, "user.origin", b"https://example/\0\xff", XattrFlags::empty()).unwrap();
    setxattr(&path, "trusted.note", b"root's", XattrFlags::empty()).unwrap();
    run("setcap", &["cap_net_raw+ep", text]);
    let spec = |tv_sec, tv_nsec| Timespec { tv_sec, tv_nsec };
    let times = Timestamps {
        last_access: spec(1_600_000_000, 123_456_789),
        last_modification: spec(-5, 987_654_321),
    };
    let wanted_list = list(&path);
    futimens(fs::File::open(&path).unwrap(), &times).unwrap();
    let before = fs::metadata(&path).unwrap();

    let vault = place.vault();
    let wanted = group(&[&path]);
    assert_eq!(wanted.identity.read.nanos, 123_456_789, "the look itself changed the time of the last read");
    let id = vault.take(&wanted, now()).unwrap().id;
    // Files made in this folder get an access list of its own.
    run("setfacl", &["-m", "d:u:999:rwx", place.at("home").to_str().unwrap()]);
    let restored = vault.restore(&id, &Destination::OldPlace, now()).unwrap();
    assert!(restored.not_set.is_empty(), "{restored:?}");

    let after = fs::metadata(&path).unwrap();
    assert_eq!((after.atime(), after.atime_nsec()), (1_600_000_000, 123_456_789));
    assert_eq!((after.mtime(), after.mtime_nsec()), (-5, 987_654_321));
    assert_eq!((after.uid(), after.gid(), after.mode()), (1234, 2345, before.mode()));
    assert_eq!(after.mode() & 0o7777, 0o6755);
    assert_eq!(list(&path), wanted_list);
    let mut value = [0u8; 64];
    let length = getxattr(&path, "user.origin", value.as_mut_slice()).unwrap();
    assert_eq!(&value[..length], b"https://example/\0\xff");
    let length = getxattr(&path, "trusted.note", value.as_mut_slice()).unwrap();
    assert_eq!(&value[..length], b"root's");
    assert!(run("getcap", &[text]).contains("cap_net_raw"));
}

#[test]
fn a_folders_own_access_list_does_not_rub_off() {
    let place = Place::new();
    let path = place.file("home/bad.bin", b"evil");
    let wanted = list(&path);
    run("setfacl", &["-m", "d:u:999:rwx", place.at("home").to_str().unwrap()]);
    let vault = place.vault();
    let id = vault.take(&group(&[&path]), now()).unwrap().id;
    vault.restore(&id, &Destination::OldPlace, now()).unwrap();
    assert_eq!(list(&path), wanted);
}

#[test]
fn immutable_and_append_only_files_are_taken_and_come_back_so() {
    for (mark, letter) in [("+i", 'i'), ("+a", 'a')] {
        let place = Place::new();
        let path = place.file("home/bad.bin", &bytes());
        let second = place.at("other/bad.bin");
        fs::hard_link(&path, &second).unwrap();
        run("chattr", &[mark, path.to_str().unwrap()]);
        assert!(flags(&path).contains(letter), "this file system knows no such mark");
        let vault = place.vault();
        let id = vault.take(&group(&[&path, &second]), now()).unwrap().id;
        assert!(!path.exists() && !second.exists());
        let restored = vault.restore(&id, &Destination::OldPlace, now()).unwrap();
        assert!(restored.not_set.is_empty() && restored.problems.is_empty(), "{restored:?}");
        assert!(flags(&path).contains(letter) && second.exists());
        run("chattr", &[&mark.replace('+', "-"), path.to_str().unwrap()]);
    }
}

#[test]
fn a_kill_after_the_mark_was_taken_off_puts_it_back() {
    let mut unmarked = 0;
    for n in 1.. {
        let place = Place::new();
        let path = place.file("home/bad.bin", b"evil");
        drop(place.vault());
        run("chattr", &["+i", path.to_str().unwrap()]);
        let ended = Child::take(&place.data(), &[&path]).fault(&format!("kill:{n}")).end();
        if path.exists() {
            unmarked += u32::from(!flags(&path).contains('i'));
            let (vault, _) = place.reopened();
            assert!(flags(&path).contains('i'), "after kill:{n} it stands without its mark");
            assert!(vault.items().unwrap().items.is_empty());
            run("chattr", &["-i", path.to_str().unwrap()]);
        }
        if ended != Ended::Killed {
            break;
        }
    }
    assert!(unmarked > 0, "no kill came between the mark and the removal");
}

#[test]
fn an_immutable_file_is_left_to_root() {
    let place = Place::open_to_all();
    let home = place.at("home");
    let path = place.file("home/bad.bin", b"evil");
    for path in [&home, &path, &place.live()] {
        chown(path, Some(65534), Some(65534)).unwrap();
    }
    run("chattr", &["+i", path.to_str().unwrap()]);
    let ended = Child::take(&place.data(), &[&path]).nobody(&place.live()).end();
    run("chattr", &["-i", path.to_str().unwrap()]);
    let Ended::Said(said) = ended else { panic!("killed") };
    assert!(said.starts_with("error: ") && said.contains("chattr -i"), "{said}");
    assert_eq!(contents(&path), b"evil");
    assert!(place.names("data/vault/items").is_empty());
    let error = TakeError::Pinned { path, source: std::io::ErrorKind::PermissionDenied.into() };
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn what_an_ordinary_user_cannot_set_is_said() {
    let place = Place::open_to_all();
    let path = place.file("home/bad.bin", b"evil");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o4755)).unwrap();
    let vault = place.vault();
    let id = vault.take(&group(&[&path]), now()).unwrap().id;
    drop(vault);
    run("chown", &["-R", "65534:65534", place.live().to_str().unwrap()]);
    let Ended::Said(said) = Child::restore(&place.data(), &id.to_string()).nobody(&place.live()).end() else {
        panic!("killed")
    };
    assert!(said.starts_with("ok: "), "{said}");
    for word in [
        "owner 0 (it belongs to 65534 now)",
        "group 0 (it belongs to 65534 now)",
        "mode 4755 (it is 755 now)",
    ] {
        assert!(said.contains(word), "{said}");
    }
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o755);
}
