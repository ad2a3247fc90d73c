//! Units are stored as they were decided on, all of a change or nothing of it, with its entries in the record.

use office::contact::Contact;
use office::day::Day;
use office::people::PersonId;
use office::record::{Checkpoints, Deed, Who};
use office::rights::{Grant, Role};
use office::units::{Code, Contacts, Decided, Founding, Kind, Successor, Tree, UnitId, provinces};
use store::Store;
use store::people::Details;
use store::units::{Units, UnitsError};

use crate::ground::{Ground, on_both};

on_both!(
    units_come_back_as_they_were_with_all_their_history,
    what_was_decided_on_other_units_is_not_stored,
    a_change_that_fails_leaves_nothing,
    a_number_is_not_given_again_and_what_people_hang_on_is_not_removed,
    how_a_unit_is_reached_is_changed_by_one_person_at_a_time,
    every_change_is_in_the_record_with_its_reason,
);

fn day(text: &str) -> Day {
    Day::read(text).unwrap()
}

fn deed(why: &str) -> Deed {
    Deed { who: Who::Server, at: 1_795_240_800, from: String::new(), why: why.to_owned() }
}

fn founding(code: &str, kind: Kind, name: &str, parent: Option<i64>) -> Founding {
    let code = Code::read(code).unwrap();
    Founding { code, kind, name: name.to_owned(), parent: parent.map(UnitId), day: day("1/7/2025") }
}

/// A root with its administrator, and the provinces.
async fn country(store: &Store) -> Units {
    let root = Tree::default().found(UnitId(1), &founding("QG", Kind::Coordinator, "Điều phối", None));
    let details =
        Details { name: "Một".to_owned(), login: "mot".to_owned(), unit: 1, ..Details::default() };
    store.first_use(&root.unwrap().found[0], &details, "digest", &deed("")).await.unwrap();
    let units = store.units().await.unwrap();
    let mut tree = units.tree.clone();
    let mut all = Decided::default();
    for province in provinces(UnitId(1)) {
        let decided = tree.found(tree.next_id(), &province).unwrap();
        tree.apply(&decided);
        all.found.extend(decided.found);
    }
    make(store, &units, &all, "unit.founded").await.unwrap();
    store.units().await.unwrap()
}

async fn make(store: &Store, seen: &Units, decided: &Decided, action: &str) -> Result<(), UnitsError> {
    store.change_units(seen, decided, &Contacts::new(), action, &deed("Nghị quyết 1")).await
}

/// Founds one, and gives back its number.
async fn found(store: &Store, code: &str, under: i64) -> UnitId {
    let units = store.units().await.unwrap();
    let id = UnitId(units.last_id + 1);
    let decided = units.tree.found(id, &founding(code, Kind::Department, code, Some(under))).unwrap();
    make(store, &units, &decided, "unit.founded").await.unwrap();
    id
}

async fn units_come_back_as_they_were_with_all_their_history(ground: &Ground) {
    let store = ground.open().await;
    let mut units = country(&store).await;
    let one = found(&store, "S1", 2).await;
    let two = found(&store, "S2", 3).await;
    let under = found(&store, "P1", one.0).await;
    units = store.units().await.unwrap();
    let steps: [fn(&Tree, UnitId, UnitId) -> Decided; 3] = [
        |tree, one, _| tree.rename_to(one, "Sở 'Mới'; --", day("1/8/2025")).unwrap(),
        |tree, one, _| tree.move_to(one, UnitId(4), day("1/9/2025")).unwrap(),
        |tree, one, two| tree.merge(&[one], &Successor::Existing(two), day("1/10/2025")).unwrap(),
    ];
    for step in steps {
        let decided = step(&units.tree, one, two);
        let mut expected = units.tree.clone();
        make(&store, &units, &decided, "unit.changed").await.unwrap();
        expected.apply(&decided);
        units = store.units().await.unwrap();
        let stored: Vec<_> = units.tree.units().cloned().collect();
        assert_eq!(stored, expected.units().cloned().collect::<Vec<_>>());
    }
    drop(store);
    let store = ground.open().await;
    let again = store.units().await.unwrap();
    assert_eq!((again.version, again.last_id), (units.version, units.last_id));
    assert_eq!(again.tree.went_on_in(one).next().unwrap().to, two);
    let path = |on| again.tree.path(under, day(on)).iter().map(|unit| unit.id.0).collect::<Vec<_>>();
    assert_eq!(path("31/8/2025"), [under.0, one.0, 2, 1]);
    assert_eq!(path("30/9/2025"), [under.0, one.0, 4, 1]);
    assert_eq!(path("1/10/2025"), [under.0, two.0, 3, 1]);
    assert_eq!(again.tree.get(one).unwrap().name(day("1/8/2025")), Some("Sở 'Mới'; --"));
}

async fn what_was_decided_on_other_units_is_not_stored(ground: &Ground) {
    let store = ground.open().await;
    let seen = country(&store).await;
    let decided = seen.tree.rename_to(UnitId(2), "Tên tôi", day("1/8/2025")).unwrap();
    found(&store, "S1", 2).await;
    let result = make(&store, &seen, &decided, "unit.renamed").await;
    assert!(matches!(result, Err(UnitsError::Changed)));
    assert_ne!(store.units().await.unwrap().tree.get(UnitId(2)).unwrap().last_name(), "Tên tôi");
    // Of many who decide on the same units at one time, one is first, and the others are told.
    let seen = store.units().await.unwrap();
    let names: Vec<String> = (0..4).map(|at| format!("Tên {at}")).collect();
    let mut done = 0;
    let work = names.iter().map(|name| {
        let decided = seen.tree.rename_to(UnitId(3), name, day("1/8/2025")).unwrap();
        let (store, seen) = (&store, &seen);
        async move { make(store, seen, &decided, "unit.renamed").await }
    });
    let mut work = work.collect::<Vec<_>>().into_iter();
    let (a, b, c, d) = (work.next(), work.next(), work.next(), work.next());
    let results = tokio::join!(a.unwrap(), b.unwrap(), c.unwrap(), d.unwrap());
    for result in [results.0, results.1, results.2, results.3] {
        match result {
            Ok(()) => done += 1,
            Err(UnitsError::Changed) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!((done, store.units_version().await.unwrap()), (1, seen.version + 1));
}

async fn a_change_that_fails_leaves_nothing(ground: &Ground) {
    let store = ground.open().await;
    let seen = country(&store).await;
    let good = seen.tree.found(UnitId(90), &founding("S1", Kind::Department, "Sở", Some(2))).unwrap();
    // The second of the two has a number that is taken: the first is not stored either.
    let mut bad = good.clone();
    bad.found.push(seen.tree.get(UnitId(3)).unwrap().clone());
    assert!(matches!(make(&store, &seen, &bad, "unit.imported").await, Err(UnitsError::Store(_))));
    let now = store.units().await.unwrap();
    assert_eq!((now.version, now.last_id, now.tree.len()), (seen.version, seen.last_id, 35));
    make(&store, &seen, &good, "unit.imported").await.unwrap();
    store.verify_record(&Checkpoints::default()).await.unwrap();
}

async fn a_number_is_not_given_again_and_what_people_hang_on_is_not_removed(ground: &Ground) {
    let store = ground.open().await;
    country(&store).await;
    let wrong = found(&store, "NHAM", 2).await;
    let units = store.units().await.unwrap();
    make(&store, &units, &units.tree.remove(wrong, 0).unwrap(), "unit.removed").await.unwrap();
    let units = store.units().await.unwrap();
    assert!(units.tree.get(wrong).is_none() && units.last_id == wrong.0 && units.tree.next_id() == wrong);
    let next = found(&store, "NHAM", 2).await;
    assert!(next > wrong);
    let grant = Grant { role: Role::Reader, unit: next };
    store.grant(PersonId(1), grant, &deed("")).await.unwrap();
    for _ in 0..2 {
        let units = store.units().await.unwrap();
        let result = make(&store, &units, &units.tree.remove(next, 0).unwrap(), "unit.removed").await;
        assert!(matches!(result, Err(UnitsError::Hanging { unit, count: 1 }) if unit == next));
        assert!(store.units().await.unwrap().tree.get(next).is_some());
        // Also a role that was taken away says that somebody was there.
        store.withdraw(PersonId(1), grant, &deed("")).await.unwrap();
    }
}

async fn how_a_unit_is_reached_is_changed_by_one_person_at_a_time(ground: &Ground) {
    let store = ground.open().await;
    let units = country(&store).await;
    let seen = units.contact_versions[&UnitId(2)];
    let of = |phone: &str| Contact { phone: phone.to_owned(), ..Contact::default() };
    assert!(store.change_contact(UnitId(2), seen, &of("024 1"), &deed("")).await.unwrap());
    assert!(!store.change_contact(UnitId(2), seen, &of("024 2"), &deed("")).await.unwrap());
    assert!(!store.change_contact(UnitId(999), 1, &of("024 2"), &deed("")).await.unwrap());
    let now = store.units().await.unwrap();
    assert_eq!((now.contacts[&UnitId(2)].phone.as_str(), now.version), ("024 1", units.version + 1));
    // The unit itself is of the version that it was: the two are changed apart.
    assert_eq!(now.tree.get(UnitId(2)), units.tree.get(UnitId(2)));
    // With a table both are changed at one time.
    let decided = now.tree.rename_to(UnitId(2), "Khác", day("1/8/2025")).unwrap();
    let contacts = Contacts::from([(UnitId(2), of("024 3")), (UnitId(3), of("024 4"))]);
    store.change_units(&now, &decided, &contacts, "unit.imported", &deed("")).await.unwrap();
    let then = store.units().await.unwrap();
    assert_eq!((then.contacts[&UnitId(2)].phone.as_str(), then.version), ("024 3", now.version + 1));
    assert_eq!(then.contact_versions[&UnitId(2)], seen + 2);
}

async fn every_change_is_in_the_record_with_its_reason(ground: &Ground) {
    let store = ground.open().await;
    country(&store).await;
    let one = found(&store, "S1", 2).await;
    let units = store.units().await.unwrap();
    let decided = units.tree.rename_to(one, "Sở Mới", day("1/8/2025")).unwrap();
    make(&store, &units, &decided, "unit.renamed").await.unwrap();
    let raw = ground.raw().await;
    let rows: Vec<(String, i64, String)> = sqlx::query_as(
        "SELECT r.action, r.unit_id, d.details FROM record r JOIN record_details d ON d.number = r.number ORDER BY r.number",
    )
    .fetch_all(&raw)
    .await
    .unwrap();
    let founded = rows.iter().filter(|(action, ..)| action == "unit.founded").count();
    assert_eq!(founded, 36);
    let (action, unit, details) = rows.last().unwrap();
    assert_eq!((action.as_str(), *unit), ("unit.renamed", one.0));
    for words in
        ["\"why\":\"Nghị quyết 1\"", "\"name\":\"S1\"", "\"name\":\"Sở Mới\"", "\"founded\":\"2025-07-01\""]
    {
        assert!(details.contains(words), "{words}: {details}");
    }
    store.verify_record(&Checkpoints::default()).await.unwrap();
}
