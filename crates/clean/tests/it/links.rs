//! One file under several names.

use std::fs;

use clean::restore::Destination;

use crate::place::{Place, bytes, contents, group, now, suspect};

#[test]
fn all_names_go_together_and_come_back_together() {
    let place = Place::new();
    let first = place.file("home/a", &bytes());
    let (second, third) = (place.at("home/b"), place.at("other/c"));
    fs::hard_link(&first, &second).unwrap();
    fs::hard_link(&first, &third).unwrap();
    let vault = place.vault();
    let taken = vault.take(&group(&[&first, &second, &third]), now()).unwrap();
    assert_eq!((taken.names.len(), taken.other_links_left), (3, 0));
    assert!(place.names("home").is_empty() && place.names("other").is_empty());
    place.file("other/c", b"taken");
    let restored = vault.restore(&taken.id, &Destination::OldPlace, now()).unwrap();
    let beside = place.at("other/c.restored");
    assert_eq!(restored.paths, [first.clone(), second.clone(), beside.clone()]);
    assert_eq!(restored.renamed, [(third.clone(), beside.clone())]);
    let inode = |path| suspect(path).unwrap().identity.inode;
    assert!(inode(&first) == inode(&second) && inode(&first) == inode(&beside));
    assert_eq!((contents(&second), contents(&third)), (bytes(), b"taken".to_vec()));
}

#[test]
fn links_that_were_not_found_are_counted() {
    let place = Place::new();
    let path = place.file("home/a", b"evil");
    for n in 0..3 {
        fs::hard_link(&path, place.at(format!("other/{n}"))).unwrap();
    }
    let vault = place.vault();
    let taken = vault.take(&group(&[&path]), now()).unwrap();
    assert_eq!(taken.other_links_left, 3);
    assert!(!path.exists() && taken.later_state.is_none());
}
