//! The whole way: taken, listed, checked, given back, and what stays.

use std::fs;

use clean::item::Id;
use clean::restore::Destination;
use clean::vault::{ItemError, Vault, VaultError};

use crate::child::{Child, Ended};
use crate::place::{Place, bytes, contents, group, now};

#[test]
fn a_file_goes_in_and_comes_back_byte_for_byte() {
    for bytes in [Vec::new(), b"x".to_vec(), vec![7; 64 * 1024], vec![7; 2 * 64 * 1024], bytes()] {
        let place = Place::new();
        let path = place.file("home/bad.bin", &bytes);
        let wanted = group(&[&path]);
        let vault = place.vault();
        let taken = vault.take(&wanted, now()).unwrap();
        // The tests that are killed in the middle run at the same time, as children that begin with every file open that
        // this process has open then: they are holders, for a moment, and no fault.
        let others = taken.open_by.iter().filter(|holder| !holder.name.starts_with("crash::"));
        assert!(taken.problems.is_empty() && others.count() == 0 && taken.other_links_left == 0, "{taken:?}");
        assert!(!path.exists());

        let listing = vault.items().unwrap();
        assert!(listing.broken.is_empty());
        let [item] = listing.items.as_slice() else { panic!("{listing:?}") };
        assert_eq!(item.id, taken.id);
        assert_eq!((item.taken.seconds, item.taken.nanos), (1_790_000_000, 500));
        assert_eq!(item.names[0].path(), path);
        assert_eq!(item.identity, wanted.identity);
        assert_eq!(item.sha256.0, wanted.sha256);
        assert_eq!(item.because, wanted.because);
        vault.check(&item.id).unwrap();

        let restored = vault.restore(&item.id, &Destination::OldPlace, now()).unwrap();
        assert_eq!(restored.paths, std::slice::from_ref(&path));
        assert!(restored.renamed.is_empty() && restored.not_set.is_empty() && restored.problems.is_empty());
        assert_eq!(contents(&path), bytes);
        assert!(vault.items().unwrap().items.is_empty());
        assert!(place.names("data/vault/items").is_empty());
        assert_eq!(place.names("home"), ["bad.bin"]);
    }
}

#[cfg(unix)]
#[test]
fn hostile_names_survive() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    for name in [&b"bad\xff\xfe"[..], b"two\nlines", b"--help", b" ", b"a\\b\x1b[2J", "tiếng Việt".as_bytes()]
    {
        let place = Place::new();
        let path = place.at("home").join(OsStr::from_bytes(name));
        fs::write(&path, b"evil").unwrap();
        let vault = place.vault();
        let id = vault.take(&group(&[&path]), now()).unwrap().id;
        assert!(!path.exists());
        let shown = vault.items().unwrap().items[0].names[0].shown().to_owned();
        assert!(!shown.contains(char::is_control), "{shown:?}");
        vault.restore(&id, &Destination::OldPlace, now()).unwrap();
        assert_eq!(contents(&path), b"evil");
    }
}

#[cfg(unix)]
#[test]
fn nothing_in_the_vault_is_open_to_others_or_recognisable() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let place = Place::new();
    let path = place.file("home/bad.bin", &b"RECOGNISE ME ".repeat(1000));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o777)).unwrap();
    let vault = place.vault();
    let id = vault.take(&group(&[&path]), now()).unwrap().id;
    let item = place.at(format!("data/vault/items/{id}"));
    for folder in [place.data(), place.at("data/vault"), place.at("data/vault/items"), item.clone()] {
        assert_eq!(fs::metadata(&folder).unwrap().mode() & 0o7777, 0o700, "{}", folder.display());
    }
    for file in ["lock", "format", "key", "history.jsonl"].map(|name| place.at("data/vault").join(name)) {
        assert_eq!(fs::metadata(&file).unwrap().mode() & 0o7777, 0o600, "{}", file.display());
    }
    for name in ["content", "item.json"] {
        assert_eq!(fs::metadata(item.join(name)).unwrap().mode() & 0o7777, 0o600);
    }
    let sealed = contents(&item.join("content"));
    assert!(!sealed.windows(9).any(|window| window == b"RECOGNISE"));
}

#[test]
fn the_history_tells_what_was_done_when() {
    let place = Place::new();
    // Windows has no such names.
    let (name, told) = if cfg!(windows) { ("bad.bin", "bad.bin") } else { ("bad\n.bin", "bad\\n.bin") };
    let path = place.at("home").join(name);
    fs::write(&path, b"evil").unwrap();
    let vault = place.vault();
    let id = vault.take(&group(&[&path]), now()).unwrap().id;
    vault.restore(&id, &Destination::OldPlace, now()).unwrap();
    let id = vault.take(&group(&[&path]), now()).unwrap().id;
    vault.purge(&id, now()).unwrap();
    let history = String::from_utf8(contents(&place.at("data/vault/history.jsonl"))).unwrap();
    let did: Vec<String> = history
        .lines()
        .map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(line["when"], "2026-09-21T14:13:20.0000005Z");
            assert!(line["names"][0].as_str().unwrap().ends_with(told));
            line["did"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(did, ["taken", "restored", "taken", "purged"]);
}

#[test]
fn what_is_purged_is_gone() {
    let place = Place::new();
    let path = place.file("home/bad.bin", b"evil");
    let vault = place.vault();
    let id = vault.take(&group(&[&path]), now()).unwrap().id;
    let purged = vault.purge(&id, now()).unwrap();
    assert_eq!(purged.item.unwrap().names[0].path(), path);
    assert!(place.names("data/vault/items").is_empty());
    assert!(matches!(vault.purge(&id, now()), Err(ItemError::Missing { .. })));
    assert!(matches!(vault.check(&id), Err(ItemError::Missing { .. })));
    assert!("../../../etc".parse::<Id>().is_err());
}

#[test]
fn two_at_once_do_not_share_a_vault() {
    let place = Place::new();
    let vault = place.vault();
    let Ended::Said(said) = Child::open(&place.data()).end() else { panic!("killed") };
    assert!(said.contains("another quet is using the vault"), "{said}");
    drop(vault);
    assert_eq!(Child::open(&place.data()).end(), Ended::Said("ok: []".to_owned()));
}

#[test]
fn a_newer_vault_is_left_alone() {
    let place = Place::new();
    drop(place.vault());
    place.file("data/vault/format", b"2\n");
    fs::create_dir(place.at("data/vault/items/0123456789ab.making")).unwrap();
    let error = Vault::open(&place.data(), now()).unwrap_err();
    assert!(matches!(error, VaultError::Newer { found: 2, .. }), "{error:?}");
    assert!(error.to_string().ends_with("was made by a newer quet: use that version"), "{error}");
    assert_eq!(place.names("data/vault/items"), ["0123456789ab.making"]);
}

#[test]
fn a_torn_history_is_mended_and_said() {
    let place = Place::new();
    drop(place.vault());
    place.file("data/vault/history.jsonl", b"{\"when\":\"2026");
    let (vault, recovered) = place.reopened();
    assert_eq!(recovered[0].to_string(), "the last line of the vault's history was cut off by a crash");
    drop(vault);
    place.vault();
}
