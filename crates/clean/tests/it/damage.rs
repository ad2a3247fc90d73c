//! A vault that was tampered with gives a clear error, never wrong bytes.

use std::fs;

use clean::item::Id;
use clean::restore::{Destination, RestoreError};
use clean::vault::{ItemError, Vault, VaultError};

use crate::place::{Place, bytes, contents, group, now};

/// A vault with one item, to be damaged.
fn sealed() -> (Place, Id) {
    let place = Place::new();
    let path = place.file("home/bad.bin", &bytes());
    let id = place.vault().take(&group(&[&path]), now()).unwrap().id;
    (place, id)
}

/// Nothing may come out of the vault, and the item must still be there.
fn refuses(place: &Place, id: &Id) {
    let (vault, _) = place.reopened();
    assert!(matches!(vault.check(id), Err(ItemError::Altered { .. })));
    let error = vault.restore(id, &Destination::OldPlace, now()).unwrap_err();
    assert!(matches!(error, RestoreError::Item(ItemError::Altered { .. })), "{error:?}");
    assert!(place.names("home").is_empty(), "something was left behind");
    assert_eq!(place.names("data/vault/items"), [id.to_string()]);
}

#[test]
fn altered_contents_are_not_given_out() {
    let (place, id) = sealed();
    let path = place.at(format!("data/vault/items/{id}/content"));
    let good = contents(&path);
    let mut places: Vec<usize> = (0..good.len()).step_by(9973).collect();
    places.extend([8, 26, 27, good.len() - 1]);
    for at in places {
        let mut bad = good.clone();
        bad[at] ^= 1;
        fs::write(&path, &bad).unwrap();
        refuses(&place, &id);
    }
    for length in [0, 5, 27, 27 + 65_552, good.len() - 1] {
        fs::write(&path, &good[..length]).unwrap();
        refuses(&place, &id);
    }
    fs::write(&path, [good.as_slice(), b"x"].concat()).unwrap();
    refuses(&place, &id);
    fs::write(&path, &good).unwrap();
    place.vault().check(&id).unwrap();
}

#[test]
fn contents_of_another_item_are_not_given_out() {
    let (place, id) = sealed();
    let path = place.file("home/other.bin", b"other");
    let other = place.vault().take(&group(&[&path]), now()).unwrap().id;
    let content = |id: &Id| place.at(format!("data/vault/items/{id}/content"));
    fs::copy(content(&other), content(&id)).unwrap();
    assert!(matches!(place.vault().check(&id), Err(ItemError::Altered { .. })));
}

#[test]
fn another_key_opens_nothing_and_none_is_drawn_twice() {
    let (place, id) = sealed();
    let good = contents(&place.at("data/vault/key"));
    place.file("data/vault/key", &[7; 32]);
    refuses(&place, &id);
    place.file("data/vault/key", &[7; 31]);
    assert!(matches!(Vault::open(&place.data(), now()), Err(VaultError::Key { .. })));
    fs::remove_file(place.at("data/vault/key")).unwrap();
    assert!(matches!(Vault::open(&place.data(), now()), Err(VaultError::Key { .. })));
    place.file("data/vault/key", &good);
    place.vault().check(&id).unwrap();
}

#[test]
fn a_damaged_record_is_listed_as_such_and_can_be_purged() {
    let (place, id) = sealed();
    place.file(format!("data/vault/items/{id}/item.json"), b"{\"id\":");
    let vault = place.vault();
    let listing = vault.items().unwrap();
    assert!(listing.items.is_empty());
    assert!(matches!(listing.broken.as_slice(), [ItemError::Record { .. }]));
    assert!(matches!(vault.restore(&id, &Destination::OldPlace, now()), Err(RestoreError::Item(_))));
    assert!(vault.purge(&id, now()).unwrap().item.is_none());
    assert!(place.names("data/vault/items").is_empty());
}

#[test]
fn what_cannot_be_settled_is_left_and_said() {
    let (place, id) = sealed();
    let items = place.at("data/vault/items");
    fs::rename(items.join(id.to_string()), items.join(format!("{id}.prepared"))).unwrap();
    place.file(format!("data/vault/items/{id}.prepared/item.json"), b"");
    let (_vault, recovered) = place.reopened();
    assert!(recovered[0].to_string().contains("could not be settled, all of it was left"), "{recovered:?}");
    assert_eq!(place.names(&format!("data/vault/items/{id}.prepared")), ["content", "item.json"]);
}
