//! Reminders: once each, never a flood, up the tree, and what a clock that jumps does to them.

use jiff::SignedDuration;

use super::*;

fn of(key: &str, detected: &str) -> (Edition<'static>, Owed) {
    let facts = Facts { serious: true, security_signs: true, ..Facts::of(at(detected)) };
    let edition = Rulebook::shipped().on(facts.day().unwrap()).unwrap();
    let owed = edition.deadlines(&facts).into_iter().find(|one| one.key == key).unwrap();
    (edition, owed)
}

/// Every reminder that is sent when somebody looks every ten minutes.
fn run(key: &str, hours: i64) -> Vec<(String, String, u32)> {
    let (edition, owed) = of(key, "2026-11-28 16:40:00");
    let mut sent: Vec<String> = Vec::new();
    let mut told = Vec::new();
    for minutes in (0..hours * 60).step_by(10) {
        let now = at("2026-11-28 16:40:00") + SignedDuration::from_mins(minutes);
        let keys: Vec<&str> = sent.iter().map(String::as_str).collect();
        for reminder in edition.reminders(&owed, &keys, now) {
            assert!(reminder.at <= now);
            told.push((shown(now), reminder.key.clone(), reminder.level));
            sent.push(reminder.key);
        }
    }
    told
}

fn check(key: &str, hours: i64, expected: &[(&str, &str, u32)]) {
    let expected: Vec<_> =
        expected.iter().map(|(at, key, level)| ((*at).to_owned(), (*key).to_owned(), *level)).collect();
    assert_eq!(run(key, hours), expected);
}

#[test]
fn what_has_a_limit_is_reminded_of_before_and_after() {
    check(
        "first_notice",
        42,
        &[
            ("2026-11-29 04:40:00", "first_notice:50%", 0),
            ("2026-11-29 08:40:00", "first_notice:8h", 0),
            ("2026-11-29 10:40:00", "first_notice:75%", 0),
            ("2026-11-29 14:40:00", "first_notice:2h", 0),
            ("2026-11-29 16:50:00", "first_notice:late:0", 0),
            ("2026-11-29 20:40:00", "first_notice:late:1", 1),
            ("2026-11-30 00:40:00", "first_notice:late:2", 2),
            ("2026-11-30 04:40:00", "first_notice:late:3", 3),
            ("2026-11-30 08:40:00", "first_notice:late:4", 4),
        ],
    );
}

#[test]
fn what_is_owed_at_once_is_reminded_of_at_once_and_every_hour() {
    check(
        "signs",
        5,
        &[
            ("2026-11-28 16:40:00", "signs:at-once:0", 0),
            ("2026-11-28 17:40:00", "signs:at-once:1", 0),
            ("2026-11-28 18:40:00", "signs:at-once:2", 1),
            ("2026-11-28 19:40:00", "signs:at-once:3", 1),
            ("2026-11-28 20:40:00", "signs:at-once:4", 2),
        ],
    );
}

#[test]
fn a_clock_that_jumps_neither_floods_nor_moves_the_limit() {
    let (edition, owed) = of("first_notice", "2026-11-28 16:40:00");
    let ask = |sent: &[&str], now: &str| edition.reminders(&owed, sent, at(now));
    assert_eq!(ask(&[], "2026-11-28 16:39:00"), []);
    // A machine that stood still for years says it once, to the highest.
    let late = ask(&[], "2031-01-01 00:00:00");
    assert_eq!((late.len(), late[0].level), (1, 4));
    // The clock goes back: nothing is said twice.
    assert_eq!(ask(&["first_notice:2h"], "2026-11-29 15:00:00"), []);
    assert_eq!(ask(&["first_notice:75%", "first_notice:2h"], "2026-11-29 10:50:00"), []);
    assert_eq!(ask(&[], "1970-01-01 08:00:00"), []);
    assert_eq!(owed.due, Due::By(at("2026-11-29 16:40:00")));
    // The limit itself is not late.
    assert!(matches!(ask(&[], "2026-11-29 16:40:00")[..], [Reminder { why: Why::Left(0), level: 0, .. }]));
    assert!(matches!(ask(&[], "2026-11-29 16:40:01")[..], [Reminder { why: Why::Late(1), level: 0, .. }]));
}

#[test]
fn what_has_no_date_reminds_nobody() {
    for key in ["closing_report", "operator_to_owner"] {
        let (edition, owed) = of(key, "2026-11-28 16:40:00");
        assert_eq!(edition.reminders(&owed, &[], at("2027-11-28 16:40:00")), [], "{key}");
    }
}
