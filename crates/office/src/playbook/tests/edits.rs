//! A unit's own copy, changed step by step.
//!
//! Must never look at the file for what the playbook itself says.

use super::*;

const NOON: i64 = 1_795_867_200;

fn said(vi: &str, en: &str) -> Said {
    Said { vi: vi.to_owned(), en: en.to_owned() }
}

#[test]
fn a_step_is_changed_and_everything_else_stays() {
    let shipped = of_kind("malware");
    let own = shipped.own_copy([7; 16], NOON).unwrap();
    assert_eq!(own.id(), "playbook--07070707-0707-4707-8707-070707070707");
    assert_eq!(own.value["derived_from"], json!([shipped.id()]));
    assert_eq!((own.modified(), own.steps()), ("2026-11-28T12:00:00.000Z", shipped.steps()));
    assert!(compare(&shipped, &own).is_empty());

    let mut step = own.steps()[5].clone();
    step.name = said("  Điều phối   tại tỉnh ", "Coordinate in the province");
    step.leads = vec![Role::Isp, Role::Board];
    step.helpers = vec![];
    step.target_minutes = Some(240);
    let key = own.new_key(&step.id, &said("Gọi trực ban", "Call who is on duty"), NOON);
    step.checklist.insert(0, Item { key: key.clone(), said: said("Gọi trực ban", "Call who is on duty") });
    step.evidence.pop();
    let changed = own.with_step(&step, NOON + 60).unwrap();
    assert_eq!(changed.modified(), "2026-11-28T12:01:00.000Z");
    let now = changed.step(&step.id).unwrap();
    assert_eq!(now.name, said("Điều phối tại tỉnh", "Coordinate in the province"));
    assert_eq!((&now.leads, &now.helpers, now.target_minutes), (&step.leads, &step.helpers, Some(240)));
    assert_eq!((&now.checklist, &now.evidence), (&step.checklist, &step.evidence));
    for (old, new) in own.steps().iter().zip(changed.steps()).filter(|(old, _)| old.id != step.id) {
        assert_eq!(old, new);
    }
    assert_eq!(changed.value["workflow"][step.id.as_str()]["owner"], Role::Isp.identity());
    let changes = compare(&own, &changed);
    assert_eq!((changes.steps.len(), changes.ways, changes.name), (1, false, None));
    let change = &changes.steps[0];
    assert_eq!((change.added.len(), change.removed.len(), change.moved), (1, 1, false));
    assert!(change.name.is_some() && change.content.is_none() && change.leads.is_some());
    // And back: the target is gone again.
    let back = changed.with_step(&own.steps()[5], NOON + 120).unwrap();
    assert_eq!(back.steps(), own.steps());
    assert!(compare(&own, &back).is_empty());
    assert_eq!(Playbook::read(&back.bytes()).unwrap(), back);
}

#[test]
fn a_change_is_later_than_the_one_before_whatever_the_clock_says() {
    let own = of_kind("malware").own_copy([1; 16], NOON).unwrap();
    let mut step = own.steps()[0].clone();
    step.target_minutes = Some(1);
    let changed = own.with_step(&step, 0).unwrap();
    assert_eq!(changed.modified(), "2026-11-28T12:00:00.001Z");
    step.target_minutes = Some(2);
    assert_eq!(changed.with_step(&step, NOON).unwrap().modified(), "2026-11-28T12:00:00.002Z");
    assert_eq!(changed.with_step(&step, i64::MAX), Err(EditRefused::Time(i64::MAX)));
}

#[test]
fn what_is_not_a_units_to_change_is_refused_and_so_is_what_makes_no_playbook() {
    let own = of_kind("malware");
    let check = |number: usize, change: fn(&mut Step), expect: fn(&EditRefused) -> bool| {
        let mut step = own.steps()[number - 1].clone();
        change(&mut step);
        let refused = own.with_step(&step, NOON).unwrap_err();
        assert!(expect(&refused), "{refused:?}");
    };
    let fixed = |what: &EditRefused| matches!(what, EditRefused::Fixed { .. });
    check(3, |_| {}, |refused| *refused == EditRefused::Nothing);
    check(3, |step| step.number = 4, fixed);
    check(3, |step| step.optional = true, fixed);
    check(3, |step| step.throughout = true, fixed);
    check(3, |step| step.source = "Không có".to_owned(), fixed);
    check(
        3,
        |step| step.id = StepId::new("action--none"),
        |refused| matches!(refused, EditRefused::NoStep(_)),
    );
    let why = |refused: &EditRefused| match refused {
        EditRefused::Refused(why) => why.clone(),
        other => panic!("{other:?}"),
    };
    let check = |change: fn(&mut Step), expect: fn(&Refused) -> bool| {
        let mut step = own.steps()[2].clone();
        change(&mut step);
        let refused = why(&own.with_step(&step, NOON).unwrap_err());
        assert!(expect(&refused), "{refused:?}");
        assert!(refused.step().is_none_or(|at| at.id == step.id), "{refused:?}");
    };
    check(|step| step.leads.clear(), |refused| matches!(refused, Refused::Leaderless { .. }));
    check(|step| step.helpers.push(Role::Operator), |refused| matches!(refused, Refused::RoleTwice { .. }));
    check(|step| step.checklist.clear(), |refused| matches!(refused, Refused::NothingToDo { .. }));
    check(|step| step.name.en.clear(), |refused| matches!(refused, Refused::Words { language: "en", .. }));
    check(|step| step.name.vi = "a\u{202e}".to_owned(), |refused| matches!(refused, Refused::Words { .. }));
    check(
        |step| step.content.vi = "a".repeat(5_000),
        |refused| matches!(refused, Refused::TextTooLong { .. }),
    );
    check(|step| step.checklist[0].key = "a b".to_owned(), |refused| matches!(refused, Refused::Key { .. }));
    check(|step| step.target_minutes = Some(0), |refused| matches!(refused, Refused::Target { .. }));
    check(
        |step| step.evidence.push(step.checklist[0].clone()),
        |refused| matches!(refused, Refused::KeyTwice { .. }),
    );
    check(
        |step| {
            let item = |n: usize| Item { key: format!("own-{n}"), ..step.checklist[0].clone() };
            step.evidence = (0..65).map(item).collect();
        },
        |refused| matches!(refused, Refused::TooManyEntries { .. }),
    );
}

#[test]
fn a_new_key_is_nobodys() {
    let own = of_kind("malware");
    let step = own.steps()[0].clone();
    let words = said("Gọi trực ban", "Call who is on duty");
    let key = own.new_key(&step.id, &words, NOON);
    assert_eq!(key, own.new_key(&step.id, &words, NOON));
    let mut more = step.clone();
    more.checklist.push(Item { key: key.clone(), said: words.clone() });
    let with = own.with_step(&more, NOON).unwrap();
    assert_ne!(with.new_key(&step.id, &words, NOON), key);
    // Removed and added again in the same moment: another item.
    let without = with.with_step(&step, NOON).unwrap();
    assert_ne!(without.new_key(&step.id, &words, NOON), key);
}
