//! Steps that a unit adds to its own copy, takes out of it and puts in another order, and what both did beside one another.
//!
//! Must never look at the file for what the playbook itself says.

use std::collections::BTreeMap;

use super::*;

const NOON: i64 = 1_795_867_200;

fn id(number: usize) -> StepId {
    StepId::new(action(number))
}

fn new_step(playbook: &Playbook, name: &str) -> Step {
    let said = |text: &str| Said { vi: format!("{text} (vi)"), en: format!("{text} (en)") };
    let key = playbook.new_key(&id(1), &said(name), NOON);
    Step {
        name: said(name),
        content: said("Làm"),
        leads: vec![Role::Isp],
        helpers: vec![Role::Team],
        checklist: vec![Item { key, said: said(name) }],
        evidence: Vec::new(),
        source: "Quy chế của tỉnh".to_owned(),
        target_minutes: Some(30),
        ..playbook.steps()[0].clone()
    }
}

fn names(playbook: &Playbook) -> Vec<String> {
    let short = |step: &Step| match IDS.iter().position(|id| id == step.id.as_str()) {
        Some(at) => (at + 1).to_string(),
        None => step.name.vi.trim_end_matches(" (vi)").to_owned(),
    };
    playbook.steps().iter().map(short).collect()
}

#[test]
fn a_step_is_added_wherever_the_graph_permits() {
    let own = of_kind("malware").own_copy([1; 16], NOON).unwrap();
    let check = |place: Place, expect: &str| {
        let step = new_step(&own, "M");
        match own.with_new_step(&step, &place, [7; 16], NOON) {
            Ok(new) => {
                assert_eq!(Playbook::read(&new.bytes()).unwrap(), new);
                let back = new.returns().unwrap();
                let number = |id: &StepId| new.step(id).unwrap().number.to_string();
                let to: Vec<String> = back.to.iter().map(number).collect();
                let told = format!("{} back {}>{}", names(&new).join(" "), number(&back.from), to.join(","));
                assert_eq!(told, expect);
                let numbers: Vec<u8> = new.steps().iter().map(|step| step.number).collect();
                assert_eq!(numbers, (1..=12).collect::<Vec<u8>>());
                // One leaves from there as from its neighbour.
                let made = new.steps().iter().find(|step| own.step(&step.id).is_none()).unwrap();
                for exit in new.exits() {
                    assert_eq!(exit.from.contains(&made.id), exit.from.contains(place.beside()));
                }
                assert_eq!(compare(&own, &new).steps_added, vec![made.id.clone()]);
            }
            Err(EditRefused::Refused(refused)) => {
                assert!(format!("{refused:?}").starts_with(expect), "{refused:?}")
            }
            Err(other) => panic!("{other:?}"),
        }
    };
    check(Place::Before(id(1)), "M 1 2 3 4 5 6 7 8 9 10 11 back 11>8,9,10");
    check(Place::After(id(3)), "1 2 3 M 4 5 6 7 8 9 10 11 back 11>8,9,10");
    check(Place::After(id(4)), "1 2 3 4 M 5 6 7 8 9 10 11 back 11>8,9,10");
    check(Place::Before(id(6)), "1 2 3 4 5 M 6 7 8 9 10 11 back 11>8,9,10");
    // Before where it goes back to, it is done again; after what stands there before, it is not.
    check(Place::Before(id(7)), "1 2 3 4 5 6 M 7 8 9 10 11 back 11>7,8,9,10");
    check(Place::After(id(6)), "1 2 3 4 5 6 M 7 8 9 10 11 back 11>8,9,10");
    check(Place::After(id(8)), "1 2 3 4 5 6 7 8 M 9 10 11 back 11>7,8,9,10");
    check(Place::After(id(10)), "1 2 3 4 5 6 7 8 9 10 M 11 back 11>7,8,9,10");
    check(Place::After(id(11)), "1 2 3 4 5 6 7 8 9 10 11 M back 10>7,8,9");
    // What stays open throughout is alone in its branch.
    check(Place::After(id(5)), "Beside");
    check(Place::Before(id(5)), "Beside");
    let gone = StepId::new("action--00000000-0000-4000-8000-000000000000");
    let step = new_step(&own, "M");
    let refused = own.with_new_step(&step, &Place::After(gone.clone()), [7; 16], NOON);
    assert_eq!(refused.unwrap_err(), EditRefused::NoStep(gone));
    // Optional where its branch is, and only there.
    let added = own.with_new_step(&step, &Place::After(id(4)), [7; 16], NOON).unwrap();
    let optional: Vec<u8> =
        added.steps().iter().filter(|step| step.optional).map(|step| step.number).collect();
    assert_eq!(optional, [4, 5]);
}

#[test]
fn a_step_is_taken_out_or_moved_and_comes_back() {
    let own = of_kind("malware").own_copy([1; 16], NOON).unwrap();
    let without = own.without_step(&id(8), NOON).unwrap();
    assert_eq!(names(&without), ["1", "2", "3", "4", "5", "6", "7", "9", "10", "11"]);
    assert!(without.exits().iter().all(|exit| !exit.from.contains(&id(8))));
    assert_eq!(compare(&own, &without).steps_removed, [id(8)]);
    for refused in [5, 10] {
        let tried = own.without_step(&id(refused), NOON);
        match refused {
            5 => assert!(matches!(tried, Err(EditRefused::Refused(Refused::Beside { .. })))),
            _ => assert_eq!(tried.unwrap().returns().unwrap().from, id(9)),
        }
    }
    let moved = own.with_step_moved(&id(2), &Place::After(id(6)), NOON).unwrap();
    assert_eq!(names(&moved), ["1", "3", "4", "5", "6", "2", "7", "8", "9", "10", "11"]);
    let back = moved.with_step_moved(&id(2), &Place::After(id(1)), NOON).unwrap();
    assert!(compare(&own, &back).is_empty() && !compare(&own, &back).unseen);
    assert!(back.modified() > moved.modified());
    for same in [Place::After(id(1)), Place::Before(id(3)), Place::Before(id(2))] {
        assert_eq!(own.with_step_moved(&id(2), &same, NOON), Err(EditRefused::Nothing), "{same:?}");
    }
    // All of the way back but one step taken away is no way back.
    let less = own.without_step(&id(8), NOON).and_then(|own| own.without_step(&id(9), NOON)).unwrap();
    let refused = less.without_step(&id(7), NOON).unwrap_err();
    assert!(matches!(refused, EditRefused::Refused(_)), "{refused:?}");
}

#[test]
fn items_keep_their_keys_and_no_two_get_one() {
    let own = of_kind("malware").own_copy([1; 16], NOON).unwrap();
    let step = own.steps()[6].clone();
    let said = |text: &str| Said { vi: text.to_owned(), en: text.to_owned() };
    let typed = [
        vec![
            ("contain-sample".to_owned(), said("Mẫu")),
            (String::new(), said("A")),
            (String::new(), said("A")),
        ],
        vec![("receive-record".to_owned(), said("B")), ("contain-sample".to_owned(), said("C"))],
    ];
    let [checklist, evidence] = own.items_typed(&step.id, typed, NOON);
    let keys: Vec<&String> = checklist.iter().chain(&evidence).map(|item| &item.key).collect();
    assert_eq!(keys[0], "contain-sample");
    assert!(keys[1..].iter().all(|key| key.starts_with("own-")), "{keys:?}");
    assert_eq!(keys.iter().collect::<std::collections::BTreeSet<_>>().len(), 5);
}

#[test]
fn two_who_added_a_step_are_put_together_and_numbered_anew() {
    let base = of_kind("malware");
    let own = base.own_copy([1; 16], NOON).unwrap();
    let ours = own.with_new_step(&new_step(&own, "A"), &Place::After(id(2)), [7; 16], NOON).unwrap();
    let theirs = base.with_new_step(&new_step(&base, "B"), &Place::After(id(8)), [8; 16], NOON).unwrap();
    let merged = merge(&base, &ours, &theirs).unwrap();
    assert_eq!(names(&merged), ["1", "2", "A", "3", "4", "5", "6", "7", "8", "B", "9", "10", "11"]);
    assert_eq!(merged.returns().unwrap().to.len(), 4);
}

#[test]
fn what_both_changed_is_taken_from_the_side_that_was_chosen() {
    let base = of_kind("malware");
    let named = |name: &str, minutes: u32| {
        let mut step = base.steps()[2].clone();
        step.name.vi = name.to_owned();
        step.target_minutes = (minutes > 0).then_some(minutes);
        let first = base.with_step(&step, NOON).unwrap();
        let mut step = first.steps()[6].clone();
        step.name.vi = format!("{name} 7");
        first.with_step(&step, NOON).unwrap()
    };
    let (ours, theirs) = (named("Một", 90), named("Hai", 0));
    let Err(Conflicts::Both(conflicts)) = merge(&base, &ours, &theirs) else { panic!() };
    let of: Vec<&str> = conflicts.iter().map(Conflict::of).collect();
    assert_eq!(of, [action(3).as_str(), &action(7)]);
    let choose = |three: Side, seven: Side| {
        let chosen = BTreeMap::from([(action(3), three), (action(7), seven)]);
        merge_choosing(&base, &ours, &theirs, &chosen).unwrap()
    };
    for (three, name) in [(Side::Ours, "Một"), (Side::Theirs, "Hai")] {
        for (seven, other) in [(Side::Ours, "Một 7"), (Side::Theirs, "Hai 7")] {
            let merged = choose(three, seven);
            assert_eq!((&*merged.steps()[2].name.vi, &*merged.steps()[6].name.vi), (name, other));
            // What one alone changed is there, whoever was chosen beside it.
            assert_eq!(merged.steps()[2].target_minutes, Some(90));
        }
    }
    // What nobody chose is still asked.
    let one = BTreeMap::from([(action(3), Side::Ours)]);
    let Err(Conflicts::Both(left)) = merge_choosing(&base, &ours, &theirs, &one) else { panic!() };
    assert_eq!(left.len(), 1);
}
