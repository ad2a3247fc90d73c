//! Incidents that go from one server to another, and further.
//!
//! Must never look at what numbers they get here but for their sign.

use super::*;

fn names() -> Names {
    Names {
        units: [(COMMUNE, "Xã Một (08)"), (TEAM, "Đội ứng cứu (10)")]
            .map(|(id, name)| (id, name.into()))
            .into(),
        people: [("person:7".to_owned(), "Trần Thị B".to_owned())].into(),
        incidents: [(3, "ABCD-2345".to_owned())].into(),
    }
}

fn came(arrived: &Arrived, unit: i64, number: u64) -> Entry {
    let event = Event::CameFrom {
        server: "Máy chủ tỉnh".into(),
        key: "1".into(),
        incident: 9,
        code: "WXYZ-2345".into(),
        package: "00".into(),
        events: number - 1,
        unit,
        to: "Sở Hai (09)".into(),
        evidence: vec![1],
        units: arrived.units.clone(),
        incidents: arrived.incidents.clone(),
    };
    Entry { number, at: 9_000, who: "person:1".into(), unit, event }
}

fn story() -> Story {
    let mut story = Story::new();
    story.take(vec![
        Event::Assigned { role: Role::Coordinator, unit: BOARD },
        Event::Acknowledged { to: "A".into(), how: "điện thoại".into(), salt: String::new() },
        Event::Verified { real: true, reasons: "có tệp".into() },
        Event::TookIn { incident: 3, told: "cũng vậy".into(), detected_at: 0 },
        Event::TeamCalled { unit: TEAM, what: "tới ngay".into() },
        Event::EvidenceKept {
            evidence: 1,
            name: "nhật ký.log".into(),
            sha256: "ab".repeat(32),
            bytes: 5,
            kind: "log".into(),
            step: None,
            from: "PC-01".into(),
            taken_at: 1_500,
        },
        Event::CustodyPassed {
            evidence: 1,
            from: "B".into(),
            to: "C".into(),
            reasons: "giao".into(),
            broken: false,
        },
        Event::Reminded {
            key: "initial:50".into(),
            deadline: "initial".into(),
            unit: COMMUNE,
            level: 0,
            due: 0,
        },
    ]);
    story
}

#[test]
fn a_history_that_moves_keeps_its_times_custody_and_reminders_and_gives_nobody_here_a_part() {
    let story = story();
    let there = story.is();
    let sent = write_history(&story.entries).unwrap();
    let limits = HistoryLimits::default();
    let read = read_history(&sent, 9_000, &limits).unwrap();
    assert_eq!(read, story.entries);
    let arrived = arrive(read, &names(), "Máy chủ tỉnh", &limits).unwrap();
    let mut entries = arrived.entries.clone();
    entries.push(came(&arrived, 77, entries.len() as u64 + 1));
    let here = Incident::of(&entries).unwrap();
    assert_eq!(here.detected_at, there.detected_at);
    assert_eq!(here.opened_at, there.opened_at);
    assert_eq!(here.acknowledged_at, there.acknowledged_at);
    assert_eq!(here.phase, there.phase);
    let hands: Vec<&str> = here.evidence[&1].custody.iter().map(|hand| hand.to.as_str()).collect();
    assert_eq!(hands, ["C", "Sở Hai (09)"], "from there, and then to here");
    assert_eq!(here.evidence[&1].custody[0].at, there.evidence[&1].custody[0].at);
    assert_eq!(here.evidence[&1].custody[0].who, "name:Trần Thị B");
    // What was reminded of is not reminded of again.
    assert_eq!(here.reminders.len(), 1);
    assert_eq!(here.reminders[0].0, there.reminders[0].0);
    // Nobody but the unit that it was taken in for has a part, whatever numbers they had there.
    assert_eq!(here.sides(), BTreeSet::from([77]));
    assert_eq!(here.roles.len(), 1);
    assert!(here.teams.is_empty());
    let named: BTreeSet<&str> = here.units_abroad.values().map(String::as_str).collect();
    assert_eq!(named, BTreeSet::from(["Xã Một (08)", "Đội ứng cứu (10)", "№ 50"]));
    assert!(here.units_abroad.keys().all(|unit| *unit < 0));
    assert_eq!(here.incidents_abroad.values().next().unwrap(), "ABCD-2345");
    assert!(
        entries[..entries.len() - 1].iter().all(|entry| entry.unit <= 0 && !entry.who.contains("person:"))
    );

    // It goes further: what was far stays far, and under its own name.
    let mut second = names();
    second.units = here.units_abroad.clone();
    second.units.insert(77, "Sở Hai (09)".into());
    second.incidents = here.incidents_abroad.clone();
    let further = arrive(entries, &second, "Máy chủ hai", &limits).unwrap();
    let mut third = further.entries.clone();
    third.push(came(&further, 5, third.len() as u64 + 1));
    let third = Incident::of(&third).unwrap();
    assert_eq!(third.sides(), BTreeSet::from([5]));
    assert_eq!(third.units_abroad.values().filter(|name| *name == "Xã Một (08)").count(), 1);
    assert!(third.units_abroad.values().any(|name| name == "Sở Hai (09)"));
    assert_eq!(further.before, [("1".to_owned(), 9)]);
}

#[test]
fn what_is_no_history_is_refused_each_for_its_reason() {
    let limits = HistoryLimits { events: 20, line: 4_000, ..HistoryLimits::default() };
    let check = |change: &dyn Fn(&mut Vec<Entry>), expected: BadHistory| {
        let mut entries = story().entries;
        change(&mut entries);
        let sent = write_history(&entries).unwrap();
        assert_eq!(read_history(&sent, 2_000, &limits).unwrap_err(), expected);
    };
    check(&|all| all[3].number = 9, BadHistory::Order(4));
    check(&|all| drop(all.remove(0)), BadHistory::Order(1));
    check(&|all| all[2].event = all[0].event.clone(), BadHistory::Order(3));
    check(&|all| all[2].at = 2_000 + 86_401, BadHistory::Time(3));
    check(&|all| all[2].at = -1, BadHistory::Time(3));
    check(
        &|all| all[1].event = Event::Commented { step: None, text: "a\u{202e}b".into() },
        BadHistory::Text(2),
    );
    check(
        &|all| all[1].event = Event::Commented { step: None, text: "a".repeat(5_000) },
        BadHistory::TooLong(20),
    );
    check(&|all| (0..20).for_each(|_| all.push(all[1].clone())), BadHistory::Order(10));
    check(
        &|all| {
            (10..30).for_each(|number| all.push(Entry { number, ..all[1].clone() }));
        },
        BadHistory::TooLong(20),
    );
    for name in ["../../etc/passwd", "C:\\a", "a/b"] {
        let change = |all: &mut Vec<Entry>| {
            if let Event::EvidenceKept { name: old, .. } = &mut all[6].event {
                *old = name.into();
            }
        };
        check(&change, BadHistory::Evidence(7));
    }
    let change = |all: &mut Vec<Entry>| all[7].event = all[6].event.clone();
    check(&change, BadHistory::Evidence(8));
    for nonsense in ["", "{}", "[]", "null", "{\"number\":1}", "\n"] {
        assert!(matches!(read_history(nonsense.as_bytes(), 2_000, &limits), Err(BadHistory::Unread(1))));
    }
    let bad = Names { people: [("person:7".to_owned(), "a\u{200b}b".to_owned())].into(), ..names() };
    assert_eq!(arrive(story().entries, &bad, "x", &limits).unwrap_err(), BadHistory::Name);
}

#[test]
fn it_leaves_by_the_hands_of_those_whose_it_is_and_custody_tells_so() {
    let mut story = story();
    let out = || Event::HandedOut {
        to: "Công an tỉnh".into(),
        from: "Xã Một".into(),
        reasons: "chuyển cơ quan điều tra".into(),
        package: "ab".into(),
        events: 9,
        evidence: vec![1],
        goes_on: false,
    };
    assert_eq!(story.ask(&lead(TEAM), None, out()), Err(Refused::NotYours));
    let looks = Hand { sees: true, ..Hand::default() };
    assert_eq!(story.ask(&looks, None, out()), Err(Refused::NotYours));
    story.does(&lead(COMMUNE), out());
    let kept = story.is().evidence[&1].clone();
    assert_eq!(kept.custody.last().unwrap().to, "Công an tỉnh");
    assert_eq!(kept.seen.len(), 1);
    let arrived = arrive(story.entries.clone(), &names(), "x", &HistoryLimits::default()).unwrap();
    let came = came(&arrived, 5, 1).event;
    assert_eq!(story.ask(&director(), None, came), Err(Refused::AlreadySaid));
}
