//! An improved playbook: compared, taken by open incidents, merged into units' own copies.
//!
//! Must never count a tick or a change as kept that is not looked for afterwards.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

const NOON: i64 = 1_795_867_200;

/// Numbers that look like chance and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

fn changed(playbook: &Playbook, number: usize, change: impl FnOnce(&mut Step)) -> Playbook {
    let mut step = playbook.steps()[number - 1].clone();
    change(&mut step);
    playbook.with_step(&step, NOON).unwrap()
}

fn say(item: &mut Item, words: &str) {
    item.said = Said { vi: format!("{words} (vi)"), en: format!("{words} (en)") };
}

fn item(key: &str) -> Item {
    let mut item = Item { key: key.to_owned(), said: Said { vi: String::new(), en: String::new() } };
    say(&mut item, key);
    item
}

/// The shipped playbook, improved: a new item, one reworded, one gone, one moved to the next step.
fn improved() -> Playbook {
    let next = changed(&of_kind("malware"), 7, |step| {
        say(&mut step.checklist[0], "Băm chứng cứ");
        step.checklist.push(item("contain-new"));
        step.checklist.retain(|item| item.key != "contain-sample" && item.key != "contain-origin");
    });
    changed(&next, 8, |step| step.checklist.insert(0, item("contain-origin")))
}

/// The flow of the shipped playbook with two steps in each other's place.
fn swapped(one: usize, other: usize) -> Playbook {
    let text = String::from_utf8(of_kind("malware").bytes()).unwrap();
    let [first, second] = [one, other].map(action);
    let text = text.replace(&first, "@").replace(&second, &first).replace('@', &second);
    let mut value: Value = serde_json::from_str(&text).unwrap();
    part(&mut value["workflow"][&first]["step_extensions"])["number"] = other.into();
    part(&mut value["workflow"][&second]["step_extensions"])["number"] = one.into();
    read(&value).unwrap()
}

fn ticked(steps: &[(usize, &[&str])]) -> Done {
    let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    steps.iter().map(|(number, ticks)| (StepId::new(action(*number)), keys(ticks))).collect()
}

#[test]
fn changes_are_told() {
    let (old, new) = (of_kind("malware"), improved());
    let changes = compare(&old, &new);
    assert_eq!((changes.steps_added.len(), changes.steps_removed.len(), changes.ways), (0, 0, false));
    let [seven, eight] = changes.steps.as_slice() else { panic!("{changes:?}") };
    let keys = |items: &[(List, Item)]| items.iter().map(|(_, item)| item.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&seven.added), ["contain-new"]);
    assert_eq!(keys(&seven.removed), ["contain-sample", "contain-origin"]);
    assert_eq!(seven.reworded.len(), 1);
    assert_eq!(keys(&eight.added), ["contain-origin"]);
    assert!(compare(&old, &old).is_empty() && !compare(&old, &old).unseen);
    let mut value = malware();
    value["priority"] = 3.into();
    let unseen = compare(&old, &read(&value).unwrap());
    assert!(unseen.is_empty() && unseen.unseen);
}

#[test]
fn an_open_incident_keeps_what_was_done() {
    let done = ticked(&[
        (1, &["receive-record", "from-an-older-version"]),
        (7, &["contain-custody", "contain-sample", "contain-origin"]),
        (5, &[]),
    ]);
    let (old, new) = (of_kind("malware"), improved());
    let carried = carry(&done, &BTreeSet::new(), &old, &new).unwrap();
    let now =
        ticked(&[(1, &["receive-record"]), (5, &[]), (7, &["contain-custody"]), (8, &["contain-origin"])]);
    assert_eq!(carried.done, now);
    let lost = &carried.placeless[&StepId::new(action(7))];
    let was = old.steps()[6].checklist.iter().find(|item| item.key == "contain-sample").unwrap();
    assert_eq!(*lost, BTreeMap::from([("contain-sample".to_owned(), Some(was.said.clone()))]));
    let older = &carried.placeless[&StepId::new(action(1))];
    assert_eq!(*older, BTreeMap::from([("from-an-older-version".to_owned(), None)]));
    assert_eq!(carried.reworded.keys().collect::<Vec<_>>(), ["contain-custody", "contain-origin"]);
    assert_eq!(carried.new_items, BTreeMap::from([(StepId::new(action(7)), vec!["contain-new".to_owned()])]));
    assert!(carried.new_steps.is_empty());
}

#[test]
fn a_step_that_is_begun_keeps_its_place() {
    let old = of_kind("malware");
    let new = swapped(8, 9);
    assert_eq!(compare(&old, &new).steps.len(), 2);
    assert!(carry(&ticked(&[(1, &[]), (7, &["contain-stop"])]), &BTreeSet::new(), &old, &new).is_ok());
    for begun in [8, 9] {
        let refused = carry(&ticked(&[(begun, &[])]), &BTreeSet::new(), &old, &new).unwrap_err();
        assert!(
            matches!(&refused, CarryRefused::Order(at) if at.id.as_str() == action(begun)),
            "{refused:?}"
        );
    }
    // The second step is gone, and another one is in its place.
    let text = String::from_utf8(old.bytes()).unwrap();
    let fresh = "action--a1d0c2e4-7b1f-4c3a-9e11-5c0de5e0ffff";
    let without = Playbook::read(text.replace(&action(2), fresh).as_bytes()).unwrap();
    let refused = carry(&ticked(&[(2, &[])]), &BTreeSet::new(), &old, &without).unwrap_err();
    assert!(matches!(&refused, CarryRefused::Gone(at) if at.id.as_str() == action(2)), "{refused:?}");
    let carried = carry(&ticked(&[(1, &[]), (3, &[])]), &BTreeSet::new(), &old, &without).unwrap();
    assert_eq!(carried.new_steps, [StepId::new(fresh)]);
    let changes = compare(&old, &without);
    assert_eq!(
        (changes.steps_added, changes.steps_removed),
        (vec![StepId::new(fresh)], vec![StepId::new(action(2))])
    );
}

/// What began as malware turns out to be ransomware: what both playbooks say stays done, the rest is kept.
#[test]
fn an_incident_becomes_one_of_another_kind() {
    let (old, new) = (of_kind("malware"), of_kind("ransomware"));
    let done = ticked(&[
        (1, &["receive-record", "receive-classify"]),
        (2, &["first-isolate", "first-media", "first-record"]),
        (3, &["choose-scope"]),
    ]);
    let carried = carry(&done, &BTreeSet::new(), &old, &new).unwrap();
    let stays = ticked(&[
        (1, &["receive-record", "receive-classify"]),
        (2, &["first-isolate", "first-record"]),
        (3, &["choose-scope"]),
    ]);
    assert_eq!(carried.done, stays);
    assert!(carried.placeless[&StepId::new(action(2))].contains_key("first-media"));
    assert!(carried.new_items[&StepId::new(action(2))].contains(&"first-backups".to_owned()));
    assert!(carried.reworded.is_empty() && carried.new_steps.is_empty());
}

/// Something that a unit might change, in any step.
fn some_change(playbook: &Playbook, dice: &mut Dice, name: &str) -> Playbook {
    let number = dice.roll(11) + 1;
    changed(playbook, number, |step| {
        let place = dice.roll(step.checklist.len());
        match dice.roll(7) {
            0 => say(&mut step.checklist[place], name),
            1 => step.checklist.insert(place, item(&format!("{name}-{place}"))),
            2 if step.checklist.len() > 1 => drop(step.checklist.remove(place)),
            3 => step.evidence.push(item(&format!("{name}-evidence"))),
            4 => step.target_minutes = Some(u32::try_from(dice.roll(500) + 501).unwrap()),
            5 if !step.helpers.is_empty() => drop(step.helpers.pop()),
            _ => step.content.vi = format!("{} ({name})", step.content.vi),
        }
    })
}

#[test]
fn five_hundred_incidents_take_an_improvement_and_no_tick_is_lost() {
    let old = of_kind("malware");
    let mut dice = Dice(1);
    for round in 0..500 {
        let new = if round % 25 == 0 { improved() } else { some_change(&old, &mut dice, "newer") };
        let mut done = Done::new();
        for step in &old.steps()[..=dice.roll(11)] {
            let items = step.checklist.iter().filter(|_| dice.roll(2) == 0);
            done.insert(step.id.clone(), items.map(|item| item.key.clone()).collect());
        }
        let carried = carry(&done, &BTreeSet::new(), &old, &new).unwrap();
        let before: BTreeSet<&String> = done.values().flatten().collect();
        let now: Vec<&String> = carried
            .done
            .values()
            .flatten()
            .chain(carried.placeless.values().flat_map(BTreeMap::keys))
            .collect();
        assert_eq!((now.iter().copied().collect::<BTreeSet<_>>(), now.len()), (before.clone(), before.len()));
        assert!(done.keys().all(|step| carried.done.contains_key(step)));
        let there =
            |key: &String| new.steps().iter().any(|step| step.checklist.iter().any(|item| item.key == *key));
        assert!(carried.done.values().flatten().all(there));
    }
}

#[test]
fn both_sides_of_a_merge_are_kept() {
    let base = of_kind("malware");
    let own = base.own_copy([3; 16], NOON).unwrap();
    let ours = changed(&own, 7, |step| {
        step.checklist.insert(1, item("own-call"));
        step.evidence.retain(|item| item.key != "evidence-damage");
        step.target_minutes = Some(90);
    });
    let theirs = improved();
    let merged = merge(&base, &ours, &theirs).unwrap();
    assert_eq!(merged.id(), own.id());
    assert!(merged.modified() > ours.modified() && merged.modified() > theirs.modified());
    let step = &merged.steps()[6];
    let keys: Vec<&str> = step.checklist.iter().map(|item| item.key.as_str()).collect();
    assert_eq!(
        keys,
        ["contain-custody", "own-call", "contain-scope", "contain-stop", "contain-quiet", "contain-new"]
    );
    assert_eq!(step.checklist[0].said.en, "Băm chứng cứ (en)");
    assert!(step.evidence.iter().all(|item| item.key != "evidence-damage"));
    assert_eq!(
        (step.target_minutes, merged.steps()[7].checklist[0].key.as_str()),
        (Some(90), "contain-origin")
    );
    // What both did alike is no conflict, and nothing is nothing.
    assert_eq!(merge(&base, &theirs, &theirs).unwrap(), theirs);
    assert_eq!(merge(&base, &ours, &base).unwrap(), ours);
    assert_eq!(merge(&base, &base, &theirs).unwrap(), theirs);
}

#[test]
fn what_others_put_into_a_playbook_survives_edits_and_merges() {
    let theirs = "extension-definition--00000000-0000-4000-8000-000000000001";
    let mut value = malware();
    value["priority"] = 7.into();
    value["extension_definitions"][theirs] = json!({
        "type": "extension-definition", "name": "Theirs", "schema": "none", "version": "9",
        "created_by": "identity--00000000-0000-4000-8000-000000000001",
    });
    let kept = json!({"any": ["thing"]});
    entry(&mut value, 7)["step_extensions"][theirs] = kept.clone();
    let base = of_kind("malware");
    let ours = changed(&read(&value).unwrap(), 7, |step| step.target_minutes = Some(5));
    for playbook in [&ours, &merge(&base, &ours, &improved()).unwrap()] {
        let value: Value = serde_json::from_slice(&playbook.bytes()).unwrap();
        assert_eq!(value["priority"], 7);
        assert_eq!(value["workflow"][action(7)]["step_extensions"][theirs], kept);
        assert_eq!(playbook.steps()[6].target_minutes, Some(5));
    }
}

#[test]
fn what_both_changed_is_said_with_both() {
    let base = of_kind("malware");
    let conflicts = |ours: &Playbook, theirs: &Playbook| match merge(&base, ours, theirs).unwrap_err() {
        Conflicts::Both(conflicts) => conflicts,
        other => panic!("{other:?}"),
    };
    let named = |name: &str| changed(&base, 3, |step| step.name.vi = name.to_owned());
    let found = conflicts(&named("Một"), &named("Hai"));
    let [only] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(only.at, format!("/workflow/{}/name", action(3)));
    let texts = [&only.base, &only.ours, &only.theirs].map(|text| text.as_deref().unwrap());
    assert_eq!(texts, ["Triển khai lựa chọn phương án ứng cứu", "Một", "Hai"]);
    assert_eq!(only.step.as_ref().unwrap().id.as_str(), action(3));
    // Removed here, reworded there.
    let removed = changed(&base, 3, |step| drop(step.checklist.remove(0)));
    let reworded = changed(&base, 3, |step| say(&mut step.checklist[0], "Khác"));
    for (ours, theirs) in [(&removed, &reworded), (&reworded, &removed)] {
        let found = conflicts(ours, theirs);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!([&found[0].ours, &found[0].theirs].iter().filter(|text| text.is_none()).count(), 1);
    }
    // Two orders.
    let turned = |by: usize| changed(&base, 3, |step| step.checklist.rotate_left(by));
    assert!(conflicts(&turned(1), &turned(2))[0].at.ends_with("checklist/order"));
    assert!(merge(&base, &turned(1), &base).is_ok());
    // No two changes meet, and together they name one role twice.
    let ours = changed(&base, 1, |step| step.helpers.push(Role::Team));
    let theirs = changed(&base, 1, |step| step.leads.push(Role::Team));
    assert!(matches!(merge(&base, &ours, &theirs), Err(Conflicts::Together(Refused::RoleTwice { .. }))));
}

#[test]
fn five_hundred_own_copies_take_an_improvement_and_keep_what_they_changed() {
    let base = of_kind("malware");
    let (mut dice, mut merged, mut in_conflict) = (Dice(2), 0, 0);
    for round in 0..500_u32 {
        let own = base.own_copy([u8::try_from(round % 256).unwrap(); 16], NOON).unwrap();
        let ours = some_change(&own, &mut dice, "ours");
        let theirs = some_change(&base, &mut dice, "theirs");
        let both = |change: &Playbook| compare(&base, change).steps[0].step.clone();
        match merge(&base, &ours, &theirs) {
            Ok(playbook) => {
                merged += 1;
                assert_eq!(playbook.id(), ours.id());
                if both(&ours) != both(&theirs) {
                    assert_eq!(playbook.step(&both(&ours)), ours.step(&both(&ours)));
                    assert_eq!(playbook.step(&both(&theirs)), theirs.step(&both(&theirs)));
                }
            }
            Err(conflicts) => {
                in_conflict += 1;
                assert_eq!(both(&ours), both(&theirs), "{conflicts:?}");
            }
        }
    }
    assert!(merged > 400 && in_conflict > 0, "{merged}, {in_conflict}");
}
