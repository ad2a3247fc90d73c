//! Who has a part in an incident and what that lets them do, whose it becomes, what is ordered, and who has the evidence.
//!
//! Must never give a unit that only helps what is for those whose incident it is.

use super::*;

const OWNER: i64 = 20;
const SECOND: i64 = 41;
const OTHER: i64 = 60;

fn called(unit: i64) -> Event {
    Event::TeamCalled { unit, what: "đến giúp".into() }
}

fn helped() -> Story {
    let mut story = Story::new();
    story.told();
    story.does(&director(), Event::Assigned { role: Role::Owner, unit: OWNER });
    story.does(&director(), Event::Assigned { role: Role::Board, unit: BOARD });
    story.does(&director(), called(TEAM));
    story.does(&director(), called(SECOND));
    story
}

#[test]
fn a_team_that_was_called_says_what_it_found_and_nothing_of_what_the_incident_is() {
    let mut story = helped();
    let paper = Paper { kind: "notice".into(), date: "1970-01-01".into(), ..Paper::default() };
    let text = String::new;
    let theirs = [
        Event::IndicatorAdded { kind: "domain".into(), value: "x.example".into(), note: text() },
        Event::MachineNoted { name: "PC-01".into(), machine: Machine::default() },
        Event::Contained { action: "ngắt mạng".into(), target: "PC-01".into() },
        Event::TaskAdded { what: "vá".into(), owner: "x".into(), until: 0 },
        Event::Commented { step: None, text: "đang xem".into() },
    ];
    let owners = [
        Event::Classified { class: "other".into(), enisa: "other".into(), reasons: text() },
        graded(Grade::Serious),
        Event::Redated { detected_at: 900, reasons: text() },
        Event::Renamed { title: "khác".into() },
        Event::Concerns { system: Some(3) },
        Event::FactsSaid { facts: Facts::default() },
        Event::ImpactSaid { impact: Impact::default() },
        Event::CauseSaid { cause: "x".into(), lessons: "y".into(), measures: text() },
        Event::PaperWritten { form: "notice".into(), values: Default::default(), over: Default::default() },
        Event::PaperSent { paper },
        Event::HelpAsked { of: "Bạn".into(), what: "x".into(), whom: Whom::Coordinator },
        Event::TextReleased { text: "x".into(), to: "báo".into() },
        Event::Acknowledged { to: "x".into(), how: "y".into(), salt: String::new() },
    ];
    let grave = [
        Event::Ended { result: "xong".into() },
        Event::Closed { unmet: vec![], reasons: String::new() },
        Event::Verified { real: true, reasons: text() },
        Event::SameAs { incident: 7, reasons: text() },
        Event::Ordered { to: TEAM, what: "x".into(), until: 0 },
        Event::Given { from: COMMUNE, unit: TEAM, parts: Vec::new(), reasons: text() },
    ];
    for event in &theirs {
        assert!(story.ask(&lead(SECOND), None, event.clone()).is_ok(), "{event:?}");
        assert!(story.ask(&lead(OWNER), None, event.clone()).is_ok(), "{event:?}");
    }
    for event in owners.iter().chain(&grave) {
        assert_eq!(story.ask(&lead(SECOND), None, event.clone()), Err(Refused::NotYours), "{event:?}");
    }
    for event in &owners {
        for unit in [OWNER, COMMUNE] {
            assert!(story.ask(&lead(unit), None, event.clone()).is_ok(), "{unit} {event:?}");
        }
    }
    for event in &grave[3..] {
        assert_eq!(story.ask(&lead(OWNER), None, event.clone()), Err(Refused::NotYours), "{event:?}");
    }
    // To whom the first step was handed, says what it is: that is done in it.
    let over =
        Event::HandedOver {
            step: story.number(1).id, from: COMMUNE, to: OTHER, reasons: "quá sức".into()
        };
    story.does(&lead(COMMUNE), over);
    assert!(story.ask(&lead(OTHER), None, graded(Grade::Serious)).is_ok());
    assert_eq!(story.ask(&lead(OTHER), None, owners[2].clone()), Err(Refused::NotYours));
    // The board writes papers and speaks to the public, and says nothing of what it is.
    assert!(story.ask(&lead(BOARD), None, owners[8].clone()).is_ok());
    assert!(story.ask(&lead(BOARD), None, owners[11].clone()).is_ok());
    assert_eq!(story.ask(&lead(BOARD), None, owners[1].clone()), Err(Refused::NotYours));
}

#[test]
fn every_team_that_was_called_holds_the_steps_that_teams_lead() {
    let mut story = helped();
    for number in [1, 2, 3] {
        story.finish(number);
    }
    story.does(&director(), Event::StepSkipped { step: story.number(4).id, reasons: "không cần".into() });
    story.finish(6);
    let step = story.number(7);
    assert!(step.leads.contains(&Role::Team));
    assert_eq!(story.is().holders(&step), [COMMUNE, TEAM, SECOND]);
    let tick = |item: usize| Event::Ticked {
        step: step.id.clone(),
        item: step.checklist[item].key.clone(),
        note: String::new(),
    };
    story.does(&lead(SECOND), tick(0));
    story.does(&lead(TEAM), tick(1));
    let done = Event::StepDone { step: step.id.clone(), result: "sạch".into() };
    assert_eq!(story.ask(&lead(OTHER), None, done.clone()), Err(Refused::NotYours));
    assert!(story.ask(&lead(SECOND), None, done).is_ok());
}

#[test]
fn an_incident_is_given_to_the_unit_that_it_concerns() {
    let mut story = helped();
    story.does(&lead(COMMUNE), Event::Concerns { system: Some(3) });
    let give = |from, unit| Event::Given {
        from,
        unit,
        parts: vec![(Role::Owner, 61), (Role::Coordinator, 1)],
        reasons: "là của họ".into(),
    };
    assert_eq!(story.ask(&lead(COMMUNE), None, give(COMMUNE, OTHER)), Err(Refused::NotYours));
    assert_eq!(story.ask(&director(), None, give(COMMUNE, COMMUNE)), Err(Refused::AlreadySaid));
    assert_eq!(story.ask(&director(), None, give(COMMUNE, 0)), Err(Refused::NoSuch));
    let before = story.is();
    story.does(&director(), give(COMMUNE, OTHER));
    let is = story.is();
    assert_eq!(is.unit(), OTHER);
    assert_eq!(is.owners(), [OTHER, 61]);
    assert_eq!(is.roles.get(&Role::Board), None, "the board of the old unit is none of the new");
    assert_eq!(is.roles.get(&Role::Team), Some(&TEAM), "what was given by hand stays");
    assert_eq!(is.system, None);
    assert_eq!(is.step(&story.number(1).id).held_since, is.last_at);
    assert_eq!((is.grade, &is.class), (before.grade, &before.class), "what was done stays");
    assert!(is.sides().contains(&OTHER) && !is.sides().contains(&COMMUNE), "{:?}", is.sides());
    // Who did not see that, gives on what is not there any more.
    let stale = story.ask(&director(), None, give(COMMUNE, BOARD));
    assert_eq!(stale, Err(Refused::Changed(is.version)));
    // Whoever has a part goes on seeing it.
    story.does(
        &director(),
        Event::HandedOver { step: story.number(1).id, from: OTHER, to: COMMUNE, reasons: "giúp".into() },
    );
    assert!(story.is().sides().contains(&COMMUNE));
    // The old unit's time is the old unit's.
    story.now += 600;
    let measures = story.is().measures(&story.playbook, &story.entries, story.now);
    assert!(measures.units[&COMMUNE] > 0 && measures.units[&OTHER] > 0, "{:?}", measures.units);
}

#[test]
fn an_order_has_a_part_and_an_answer_and_is_reminded_of_once() {
    let mut story = helped();
    assert!(!story.is().sides().contains(&OTHER));
    story.does(&director(), Event::Ordered { to: OTHER, what: "chặn địa chỉ".into(), until: 5_000 });
    let order = story.is().version;
    assert!(story.is().sides().contains(&OTHER));
    story.does(
        &lead(TEAM),
        Event::PreservationAsked { of: "Nhà mạng".into(), what: "nhật ký".into(), until: 9_000 },
    );
    let asked = story.is().version;
    assert_eq!(story.is().next_order_reminder(), Some(5_000));
    assert_eq!(story.is().order_reminders(4_999), Vec::new());
    let reminded = story.is().order_reminders(9_000);
    let both = [(order, OTHER), (asked, COMMUNE)].map(|(of, unit)| Event::OrderReminded { of, unit });
    assert_eq!(reminded, both);
    story.take(vec![reminded[0].clone()]);
    assert_eq!(story.is().order_reminders(9_000), both[1..]);
    let answer = |of| Event::OrderAnswered { of, result: "đã chặn".into() };
    assert_eq!(story.ask(&lead(TEAM), None, answer(order)), Err(Refused::NotYours));
    assert_eq!(story.ask(&lead(OTHER), None, answer(99)), Err(Refused::NotYours));
    assert_eq!(story.ask(&director(), None, answer(99)), Err(Refused::NotYours));
    story.does(&lead(OTHER), answer(order));
    assert_eq!(story.ask(&lead(OTHER), None, answer(order)), Err(Refused::AlreadyDone));
    story.does(&lead(COMMUNE), answer(asked));
    assert_eq!(story.is().next_order_reminder(), None);
    assert_eq!(story.is().orders[&order].answer.as_ref().unwrap().1, "đã chặn");
}

#[test]
fn custody_goes_on_from_who_has_it_or_is_said_to_be_broken() {
    let mut story = Story::new();
    let kept = Event::EvidenceKept {
        evidence: 1,
        name: "a.log".into(),
        sha256: "00".into(),
        bytes: 1,
        kind: "log".into(),
        step: None,
        from: "PC-01".into(),
        taken_at: 0,
    };
    story.does(&lead(COMMUNE), kept);
    let pass = |from: &str, to: &str, broken| Event::CustodyPassed {
        evidence: 1,
        from: from.into(),
        to: to.into(),
        reasons: "theo yêu cầu".into(),
        broken,
    };
    assert_eq!(story.is().evidence[&1].holder(), None);
    story.does(&lead(COMMUNE), pass("Người giữ", "Công an", false));
    assert_eq!(story.ask(&lead(COMMUNE), None, pass("Người lạ", "Viện", false)), Err(Refused::NotWithThem));
    // A copy that goes out takes it from nobody.
    let out = Event::HandedOut {
        goes_on: false,
        to: "Tỉnh".into(),
        from: "Xã".into(),
        reasons: "x".into(),
        package: "00".into(),
        events: 3,
        evidence: vec![1],
    };
    story.does(&lead(COMMUNE), out);
    assert_eq!(story.is().evidence[&1].holder(), Some("Công an"));
    story.does(&lead(COMMUNE), pass("Công an", "Viện", false));
    story.does(&lead(COMMUNE), pass("Người lạ", "Kho", true));
    let chain: Vec<Chain> = story.is().evidence[&1].custody.iter().map(|hand| hand.chain).collect();
    assert_eq!(chain, [Chain::Goes, Chain::Copied, Chain::Goes, Chain::Broken]);
    // What was stored before anybody was asked is read, and held against what stood there.
    let old = r#"{"event":"custody_passed","evidence":1,"from":"Ai đó","to":"Kho","reasons":"theo yêu cầu"}"#;
    let old: Event = serde_json::from_str(old).unwrap();
    assert_eq!(old, pass("Ai đó", "Kho", false));
    story.take(vec![old]);
    assert_eq!(story.is().evidence[&1].custody.last().unwrap().chain, Chain::Broken);
    let text = serde_json::to_string(&pass("a", "b", false)).unwrap();
    assert!(!text.contains("broken"), "{text}");
}
