//! Plans: what is asked before they hold, and what two people write at once. Must never hold
//! a plan that a unit really has.

use super::*;

fn day(text: &str) -> Day {
    Day::read(text).unwrap()
}

fn does(plan: &Plan, deed: &Deed) -> Result<Plan, Refused> {
    plan.after(deed, day("2026-11-28"), &Limits::default())
}

fn scenario(name: &str, actions: usize) -> Scenario {
    let action = Action { who: "Văn phòng".to_owned(), what: "Rút mạng".to_owned() };
    Scenario {
        number: 0,
        name: name.to_owned(),
        kind: "malware".to_owned(),
        signs: String::new(),
        actions: vec![action; actions],
        at: 0,
    }
}

fn complete() -> Plan {
    let mut plan = Plan::new(1, 2026, None);
    for part in Part::ALL {
        plan = does(&plan, &Deed::Write(part, part.as_str().to_owned(), plan.version)).unwrap();
    }
    does(&plan, &Deed::Scene(scenario("Mã độc", 2), plan.version)).unwrap()
}

fn approval(on: &str) -> Deed {
    Deed::Approve(Approval { number: "12/QĐ-SXYZ".to_owned(), day: day(on), by: "Giám đốc".to_owned() })
}

#[test]
fn a_plan_holds_only_when_it_is_complete_submitted_and_approved() {
    let plan = Plan::new(1, 2026, None);
    assert_eq!(
        plan.missing().len(),
        Part::ALL.len(),
        "all but the basis, and a scenario: {:?}",
        plan.missing()
    );
    assert_eq!(does(&plan, &Deed::Submit), Err(Refused::Missing));
    assert_eq!(does(&plan, &approval("2026-11-01")), Err(Refused::NotItsTurn(Phase::Draft)));
    let idle = does(&complete(), &Deed::Scene(scenario("Mất điện", 0), 0)).unwrap();
    assert_eq!(idle.missing(), [Missing::Actions(2, "Mất điện".to_owned())]);
    let submitted = does(&complete(), &Deed::Submit).unwrap();
    let write = Deed::Write(Part::Risks, "khác".to_owned(), 99);
    assert_eq!(does(&submitted, &write), Err(Refused::NotItsTurn(Phase::Submitted)));
    assert_eq!(does(&submitted, &approval("2026-11-29")), Err(Refused::Day));
    assert_eq!(does(&submitted, &Deed::HandBack).unwrap().phase, Phase::Draft);
    let held = does(&submitted, &approval("2026-11-20")).unwrap();
    assert_eq!((held.phase, held.review_by), (Phase::InForce, Some(day("2027-11-20"))));
    assert_eq!(does(&held, &write), Err(Refused::NotItsTurn(Phase::InForce)));
    assert_eq!(does(&held, &Deed::Review).unwrap().review_by, Some(day("2027-11-28")));
    let ended = does(&held, &Deed::End).unwrap();
    assert_eq!(does(&ended, &Deed::End), Err(Refused::NotItsTurn(Phase::Ended)));
}

#[test]
fn who_writes_the_same_part_without_having_seen_it_is_told_and_others_are_in_nobodys_way() {
    let plan = Plan::new(1, 2026, None);
    let one = does(&plan, &Deed::Write(Part::Risks, "một".to_owned(), 1)).unwrap();
    assert_eq!(does(&one, &Deed::Write(Part::Risks, "hai".to_owned(), 1)), Err(Refused::Changed));
    let both = does(&one, &Deed::Write(Part::Means, "hai".to_owned(), 1)).unwrap();
    assert_eq!((both.contents.text(Part::Risks), both.contents.text(Part::Means)), ("một", "hai"));
    let scene = does(&both, &Deed::Scene(scenario("Mã độc", 1), 1)).unwrap();
    let again = Scenario { number: 1, ..scenario("Khác", 1) };
    assert_eq!(does(&scene, &Deed::Scene(again.clone(), 1)), Err(Refused::Changed));
    assert!(does(&scene, &Deed::Scene(again, scene.version)).is_ok());
    let gone = does(&scene, &Deed::Drop(1)).unwrap();
    assert_eq!(does(&gone, &Deed::Drop(1)), Err(Refused::NoScenario));
    let new = does(&gone, &Deed::Scene(scenario("Mới", 1), 0)).unwrap();
    assert_eq!(new.contents.scenarios[0].number, 2, "a number is not given twice");
}

#[test]
fn systems_of_which_one_may_not_know_stay_as_they_are() {
    let mut plan = Plan::new(1, 2026, None);
    plan.systems = BTreeSet::from([1, 9]);
    let chosen = Deed::Choose(BTreeSet::from([1, 2, 3]), BTreeSet::from([2, 7]), 1);
    let plan = does(&plan, &chosen).unwrap();
    assert_eq!(plan.systems, BTreeSet::from([2, 9]), "7 is none that they know, 9 is none of theirs");
    assert_eq!(does(&plan, &chosen), Err(Refused::Changed));
}

#[test]
fn limits_hold_and_actions_are_read_line_by_line() {
    let limits = Limits { scenarios: 1, actions: 2, line: 10, ..Limits::default() };
    let plan = complete();
    let more = plan.after(&Deed::Scene(scenario("Hai", 1), 0), day("2026-11-28"), &limits);
    assert_eq!(more, Err(Refused::TooMany(1)));
    let read = read_actions("Văn phòng | Rút mạng\n\n Ai | Gì \n", &limits).unwrap();
    assert_eq!((read.len(), read[1].who.as_str(), read[1].what.as_str()), (2, "Ai", "Gì"));
    assert_eq!(read_actions("một | hai\nba", &limits), Err((2, None)));
    assert!(read_actions("a|b\nc|d\ne|f", &limits).is_err());
    assert!(read_actions(&format!("a|{}", "x".repeat(11)), &limits).is_err());
    assert!(read_actions("a\u{202e}|b", &limits).is_err());
}

#[test]
fn one_is_reminded_before_the_review_when_it_is_late_and_before_the_year_ends() {
    let submitted = does(&complete(), &Deed::Submit).unwrap();
    let held = does(&submitted, &approval("2026-02-15")).unwrap();
    let keys = |today: &str, next| -> Vec<String> {
        held.reminders(day(today), next).into_iter().map(|one| one.key).collect()
    };
    assert!(keys("2026-11-30", false).is_empty());
    assert_eq!(keys("2026-12-01", false), ["year:2026"]);
    assert!(keys("2026-12-31", true).is_empty());
    assert_eq!(keys("2027-01-16", false), ["soon:2027-02-15"]);
    assert_eq!(keys("2027-02-15", false), ["soon:2027-02-15"]);
    assert_eq!(keys("2027-02-16", false), ["late:2027-02-15"]);
    let next = |today: &str| held.next_reminder(day(today)).map(|day| day.to_string());
    assert_eq!(next("2026-02-15").as_deref(), Some("2026-12-01"));
    assert_eq!(next("2026-12-01").as_deref(), Some("2027-01-16"));
    assert_eq!(next("2027-01-16").as_deref(), Some("2027-02-16"));
    assert_eq!(submitted.next_reminder(day("2026-11-28")), None);
    let leap = does(&submitted, &approval("2024-02-29")).unwrap();
    assert_eq!(leap.review_by, Some(day("2025-02-28")));
}

#[test]
fn the_next_plan_begins_with_what_the_last_one_says() {
    let mut before = complete();
    before.systems = BTreeSet::from([4]);
    let next = Plan::new(1, 2027, Some(&before));
    assert_eq!((next.phase, next.version), (Phase::Draft, 1));
    assert_eq!(next.contents.text(Part::Risks), "risks");
    assert_eq!(next.systems, before.systems);
    assert!(does(&next, &Deed::Write(Part::Risks, "mới".to_owned(), 1)).is_ok());
}
