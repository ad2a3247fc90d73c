//! Systems are stored as they were decided on, with their entries in the record, and come with the names they are for.

use std::collections::BTreeSet;

use office::day::Day;
use office::fold;
use office::people::PersonId;
use office::record::{Checkpoints, Deed, Who};
use office::systems::{Level, Product, System, address, domain};
use office::units::{Code, Contacts, Founding, Kind, Tree, UnitId};
use store::Store;
use store::people::Details;
use store::reach::NewHook;
use store::record::Which;
use store::systems::{Eyes, Sought, SystemsError, Unknown, Wanted};
use store::units::UnitsError;

use crate::ground::{Ground, on_both};

on_both!(
    a_system_comes_back_as_it_was_and_is_found_by_all_that_is_known_of_it,
    one_person_changes_a_system_at_a_time,
    all_of_a_table_is_stored_or_nothing,
    one_that_is_restricted_is_in_nobody_s_way_and_never_nobody_s,
    a_unit_with_systems_is_not_removed,
    no_webhook_hears_of_what_is_restricted,
    lists_show_and_count_what_is_for_whoever_looks_and_nothing_else,
);

const NOW: i64 = 1_795_240_800;

fn deed() -> Deed {
    Deed { who: Who::Server, at: NOW, from: String::new(), why: String::new() }
}

fn system(name: &str) -> System {
    System {
        unit: UnitId(1),
        name: name.to_owned(),
        level: Level::new(3).unwrap(),
        products: vec![
            Product::new("Apache HTTP Server", "2.4.58").unwrap(),
            Product::new("Lạ (cũ)", "").unwrap(),
        ],
        addresses: vec![address("192.0.2.0/24").unwrap(), address("2001:db8::1").unwrap()],
        domains: vec![domain("cong.vi-du.vn").unwrap()],
    }
}

async fn ground(ground: &Ground) -> (Store, PersonId) {
    let store = ground.open().await;
    let founding = Founding {
        code: Code::read("QG").unwrap(),
        kind: Kind::Coordinator,
        name: "Điều phối".to_owned(),
        parent: None,
        day: Day::read("1/7/2025").unwrap(),
    };
    let root = Tree::default().found(UnitId(1), &founding).unwrap();
    let who = Details { name: "Một".to_owned(), login: "mot".to_owned(), unit: 1, ..Details::default() };
    let person = store.first_use(&root.found[0], &who, "digest", &deed()).await.unwrap();
    (store, person)
}

async fn found(store: &Store, system: &System) -> i64 {
    let wanted = Wanted { new: vec![system.clone()], ..Wanted::default() };
    store.change_systems(&wanted, &Unknown::new(), "system.found", &deed()).await.unwrap()[0]
}

/// Who may see all that is not restricted.
fn everywhere() -> Eyes {
    Eyes { now: NOW, ..Eyes::default() }
}

async fn names(store: &Store, text: &str) -> Vec<String> {
    let sought = Sought { text, ..Sought::default() };
    let found = store.systems(&sought, &everywhere(), 0, 99).await.unwrap();
    assert_eq!(store.systems_counted(&sought, &everywhere()).await.unwrap(), found.len() as u64);
    found.into_iter().map(|one| fold(&one.system.name)).collect()
}

async fn a_system_comes_back_as_it_was_and_is_found_by_all_that_is_known_of_it(on: &Ground) {
    let (store, _) = ground(on).await;
    let id = found(&store, &system("Cổng thông tin 100%")).await;
    let plain = System { products: Vec::new(), addresses: Vec::new(), domains: Vec::new(), ..system("Thư") };
    found(&store, &plain).await;
    drop(store);
    let store = on.open().await;
    let kept = store.system(id, NOW).await.unwrap().unwrap();
    assert_eq!((kept.system, kept.version, kept.ended_at), (system("Cổng thông tin 100%"), 1, None));
    let key = "cong thong tin 100%".to_owned();
    for text in ["CONG THÔNG", "2.4.58", "192.0.2", "vi-du.vn", "lạ (cu)", "100%"] {
        assert_eq!(names(&store, text).await, std::slice::from_ref(&key), "{text}");
    }
    assert_eq!(names(&store, "").await, [key, "thu".to_owned()]);
    for text in ["10_%", "_", "!", "'; --"] {
        assert_eq!(names(&store, text).await, Vec::<String>::new(), "{text}");
    }
    for (unit, count) in [(1, 2), (2, 0)] {
        let sought = Sought { units: Some(&[unit]), ..Sought::default() };
        assert_eq!(store.systems_counted(&sought, &everywhere()).await.unwrap(), count, "{unit}");
        let eyes = Eyes { units: Some(vec![unit]), ..everywhere() };
        assert_eq!(store.systems_counted(&Sought::default(), &eyes).await.unwrap(), count, "{unit}");
    }
    store.end_system(id, 1, &deed()).await.unwrap();
    assert_eq!(names(&store, "").await, ["thu"]);
    let ended = Sought { ended: true, ..Sought::default() };
    assert_eq!(store.systems(&ended, &everywhere(), 0, 9).await.unwrap()[0].id, id);
    // Its name is free again.
    found(&store, &system("Cổng thông tin 100%")).await;
    store.verify_record(&Checkpoints::default()).await.unwrap();
}

async fn one_person_changes_a_system_at_a_time(on: &Ground) {
    let (store, _) = ground(on).await;
    let id = found(&store, &system("Một")).await;
    let other = found(&store, &system("Hai")).await;
    let change = async |id, seen, name: &str| {
        let wanted = Wanted { changed: vec![(id, seen, system(name))], ..Wanted::default() };
        store.change_systems(&wanted, &Unknown::new(), "system.changed", &deed()).await
    };
    change(id, 1, "Một mới").await.unwrap();
    let before = store.entries(&Which::default(), 100).await.unwrap().len();
    assert!(matches!(change(id, 1, "Một khác").await, Err(SystemsError::Changed)));
    assert!(matches!(change(99, 1, "Một khác").await, Err(SystemsError::Changed)));
    assert!(matches!(change(other, 1, "một MỚI").await, Err(SystemsError::Taken)));
    assert!(matches!(store.end_system(id, 1, &deed()).await, Err(SystemsError::Changed)));
    assert_eq!(store.entries(&Which::default(), 100).await.unwrap().len(), before);
    assert_eq!(store.system(id, NOW).await.unwrap().unwrap().system.name, "Một mới");
    let last = &store.entries(&Which::default(), 1).await.unwrap()[0];
    assert_eq!((last.action.as_str(), last.object.as_str(), last.unit), ("system.changed", "system:1", 1));
    let details = last.details.as_deref().unwrap();
    assert!(details.contains("\"name\":\"Một\"") && details.contains("\"name\":\"Một mới\""), "{details}");
}

async fn all_of_a_table_is_stored_or_nothing(on: &Ground) {
    let (store, _) = ground(on).await;
    let id = found(&store, &system("Một")).await;
    let wanted = Wanted {
        new: vec![system("Hai"), system("Ba"), system("hai")],
        changed: vec![(id, 1, System { level: Level::new(5).unwrap(), ..system("Một") })],
    };
    let done = store.change_systems(&wanted, &Unknown::new(), "system.imported", &deed()).await;
    assert!(matches!(done, Err(SystemsError::Taken)));
    assert_eq!(names(&store, "").await, ["mot"]);
    assert_eq!(store.system(id, NOW).await.unwrap().unwrap().version, 1);
    let wanted = Wanted { new: wanted.new[..2].to_vec(), ..wanted };
    store.change_systems(&wanted, &Unknown::new(), "system.imported", &deed()).await.unwrap();
    assert_eq!(names(&store, "").await, ["ba", "hai", "mot"]);
}

async fn one_that_is_restricted_is_in_nobody_s_way_and_never_nobody_s(on: &Ground) {
    let (store, owner) = ground(on).await;
    let id = found(&store, &system("Mật")).await;
    let only = BTreeSet::from([owner]);
    let nobody = BTreeSet::from([PersonId(99)]);
    let name =
        async |seen, people: &BTreeSet<PersonId>| store.name_people(id, seen, people, "ABCD", &deed()).await;
    assert!(matches!(name(1, &nobody).await, Err(SystemsError::NoPerson(99))));
    name(1, &only).await.unwrap();
    assert!(matches!(name(1, &only).await, Err(SystemsError::Changed)));
    let kept = store.system(id, NOW).await.unwrap().unwrap();
    assert_eq!((kept.named.unwrap().all, kept.code.as_str()), (only.clone(), "ABCD"));
    // Who may not know of it can use its name; who does is told.
    let same = Wanted { new: vec![system("Mật")], ..Wanted::default() };
    let told = store.change_systems(&same, &Unknown::new(), "system.found", &deed()).await;
    assert!(matches!(told, Err(SystemsError::Taken)));
    store.change_systems(&same, &Unknown::from([id]), "system.found", &deed()).await.unwrap();
    // The code stays; the restriction is not lifted while another has the name.
    assert!(matches!(name(2, &BTreeSet::new()).await, Err(SystemsError::Taken)));
    // None of its entries is read by who may not know of it, also not those from before.
    let all = store.entries(&Which::default(), 100).await.unwrap();
    let hidden = Which { hidden_systems: vec![id], ..Which::default() };
    let seen = store.entries(&hidden, 100).await.unwrap();
    assert_eq!(all.len(), seen.len() + 2);
    assert!(seen.iter().all(|entry| entry.object != format!("system:{id}")));
    // Its last person leaves: it stays theirs, and nobody else's.
    let details = Details { name: "Hai".to_owned(), login: "hai".to_owned(), unit: 1, ..Details::default() };
    let other = store.invite(&details, None, b"code", NOW + 10, &deed()).await.unwrap();
    name(2, &BTreeSet::from([other])).await.unwrap();
    store.end_person(other, &deed()).await.unwrap();
    let kept = store.system(id, NOW).await.unwrap().unwrap();
    let named = kept.named.unwrap();
    assert_eq!((named.all, named.lasting), (BTreeSet::from([other]), BTreeSet::new()));
    assert!(matches!(name(3, &BTreeSet::from([other])).await, Err(SystemsError::NobodyLeft)));
}

async fn a_unit_with_systems_is_not_removed(on: &Ground) {
    let (store, owner) = ground(on).await;
    let units = store.units().await.unwrap();
    let founding = Founding {
        code: Code::read("S1").unwrap(),
        kind: Kind::Department,
        name: "Sở".to_owned(),
        parent: Some(UnitId(1)),
        day: Day::read("1/7/2025").unwrap(),
    };
    let decided = units.tree.found(UnitId(2), &founding).unwrap();
    store.change_units(&units, &decided, &Contacts::new(), "unit.founded", &deed()).await.unwrap();
    let id = found(&store, &System { unit: UnitId(2), ..system("Một") }).await;
    let remove = async || {
        let units = store.units().await.unwrap();
        let decided = units.tree.remove(UnitId(2), 0).unwrap();
        store.change_units(&units, &decided, &Contacts::new(), "unit.removed", &deed()).await
    };
    assert!(matches!(remove().await, Err(UnitsError::Hanging { count: 1, .. })));
    // One that is restricted tells nobody that it is there.
    store.name_people(id, 1, &BTreeSet::from([owner]), "ABCD", &deed()).await.unwrap();
    remove().await.unwrap();
    assert!(store.system(id, NOW).await.unwrap().unwrap().named.is_some());
}

async fn no_webhook_hears_of_what_is_restricted(on: &Ground) {
    let (store, person) = ground(on).await;
    let (url, host, kinds) = ("https://a.example/", "a.example", ["system"].as_slice());
    let hook = NewHook { unit: 1, url, host, kinds, secret: "s", by: person };
    store.add_webhook(&hook, &deed()).await.unwrap();
    let heard = async || store.messages(None, Some(1), 99).await.unwrap().len();
    let id = found(&store, &system("Một")).await;
    assert_eq!(heard().await, 1);
    let named = BTreeSet::from([person]);
    store.name_people(id, 1, &named, "CODE", &deed()).await.unwrap();
    let wanted = Wanted { changed: vec![(id, 2, system("Mật"))], ..Wanted::default() };
    store.change_systems(&wanted, &Unknown::new(), "system.changed", &deed()).await.unwrap();
    assert_eq!(heard().await, 1, "restricted: nothing is heard of it");
    store.name_people(id, 3, &BTreeSet::new(), "CODE", &deed()).await.unwrap();
    assert_eq!(heard().await, 2, "open to all again");
}

async fn lists_show_and_count_what_is_for_whoever_looks_and_nothing_else(on: &Ground) {
    let (store, owner) = ground(on).await;
    let details = Details { name: "Hai".to_owned(), login: "hai".to_owned(), unit: 1, ..Details::default() };
    let other = store.invite(&details, None, b"code", NOW + 10, &deed()).await.unwrap();
    for name in ["Bốn", "Ba", "Hai", "Mật", "Kín"] {
        let level = if name == "Ba" { Level::new(5).unwrap() } else { Level::new(3).unwrap() };
        found(&store, &System { level, ..system(name) }).await;
    }
    for (id, code) in [(4, "ABCD"), (5, "EFGH")] {
        store.name_people(id, 1, &BTreeSet::from([owner]), code, &deed()).await.unwrap();
    }
    let seen = async |eyes: &Eyes, sought: &Sought<'_>| {
        let all = store.systems(sought, eyes, 0, 99).await.unwrap();
        assert_eq!(store.systems_counted(sought, eyes).await.unwrap(), all.len() as u64);
        let mut numbers: Vec<i64> = all.iter().map(|one| one.id).collect();
        let names = all.iter().filter(|one| one.named.is_some()).count();
        assert_eq!(names, numbers.iter().filter(|id| **id > 3).count(), "each with the names that it is for");
        numbers.sort_unstable();
        let rest = store.systems_after(sought, eyes, 0, 99).await.unwrap();
        assert_eq!(rest.iter().map(|one| one.id).collect::<Vec<_>>(), numbers);
        numbers
    };
    let everything = Sought::default();
    let eyes = |units: Option<&[i64]>, person: Option<PersonId>| Eyes {
        units: units.map(<[i64]>::to_vec),
        person,
        now: NOW,
    };
    assert_eq!(seen(&eyes(None, None), &everything).await, [1, 2, 3]);
    assert_eq!(seen(&eyes(None, Some(other)), &everything).await, [1, 2, 3]);
    assert_eq!(seen(&eyes(None, Some(owner)), &everything).await, [1, 2, 3, 4, 5]);
    // Who is named sees it wherever their units are, and nothing else.
    assert_eq!(seen(&eyes(Some(&[]), Some(owner)), &everything).await, [4, 5]);
    assert_eq!(seen(&eyes(Some(&[2]), None), &everything).await, [0_i64; 0]);
    // Letters, a level and units narrow it down, and find nothing that is for others.
    let text = Sought { text: "mat", ..everything };
    assert_eq!(seen(&eyes(None, Some(other)), &text).await, [0_i64; 0]);
    assert_eq!(seen(&eyes(None, Some(owner)), &text).await, [4]);
    let level = Sought { level: Level::new(5), ..everything };
    assert_eq!(seen(&eyes(None, Some(owner)), &level).await, [2]);
    assert_eq!(seen(&eyes(None, Some(owner)), &Sought { units: Some(&[]), ..everything }).await, [0_i64; 0]);
    // Pages follow one another, by name and by number.
    let all = eyes(None, Some(owner));
    let names: Vec<String> = store
        .systems(&everything, &all, 1, 3)
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.system.name)
        .collect();
    assert_eq!(names, ["Bốn", "Hai", "Kín"]);
    let after = store.systems_after(&everything, &all, 2, 2).await.unwrap();
    assert_eq!(after.iter().map(|one| one.id).collect::<Vec<_>>(), [3, 4]);
    assert!(store.systems(&everything, &all, 5, 3).await.unwrap().is_empty());
}
