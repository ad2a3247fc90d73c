//! A roster names everybody who is on duty, and every hour that nobody has. Must never need a clock.

use super::*;

fn shift(person: Person, from: i64, until: i64) -> Shift {
    Shift { person, from: from * HOUR, until: until * HOUR, phone: "024 3640 4421".to_owned() }
}

fn roster(shifts: &[(Person, i64, i64)]) -> Roster {
    let shifts = shifts.iter().map(|(person, from, until)| shift(*person, *from, *until)).collect();
    Roster::new(shifts, &Limits::default()).unwrap()
}

fn hours(stretches: Vec<Stretch>) -> Vec<(i64, i64)> {
    stretches.into_iter().map(|stretch| (stretch.from / HOUR, stretch.until / HOUR)).collect()
}

#[test]
fn a_shift_ends_as_the_next_begins() {
    let roster = roster(&[(2, 8, 16), (1, 0, 8), (3, 16, 24)]);
    let on = |at: i64| roster.on_duty(at).iter().map(|shift| shift.person).collect::<Vec<_>>();
    assert_eq!(on(0), [1]);
    assert_eq!(on(8 * HOUR - 1), [1]);
    assert_eq!(on(8 * HOUR), [2]);
    assert_eq!(on(24 * HOUR), [0_i64; 0]);
    assert_eq!(on(-1), [0_i64; 0]);
    assert_eq!(roster.next_after(0).map(|shift| shift.person), Some(2));
    assert_eq!(roster.next_after(16 * HOUR), None);
    assert_eq!(hours(roster.gaps(0, 1)), []);
    assert_eq!(hours(roster.gaps(20 * HOUR, 1)), [(24, 44)]);
}

#[test]
fn gaps_and_overlaps_are_found() {
    let roster = roster(&[(1, 0, 10), (2, 8, 12), (3, 9, 11), (4, 14, 20), (5, 19, 22), (6, 40, 60)]);
    assert_eq!(hours(roster.gaps(0, 2)), [(12, 14), (22, 40)]);
    assert_eq!(hours(roster.gaps(13 * HOUR, 1)), [(13, 14), (22, 37)]);
    assert_eq!(hours(roster.gaps(100 * HOUR, 0)), []);
    assert_eq!(hours(roster.overlaps()), [(8, 11), (19, 20)]);
    assert_eq!(hours(Roster::default().gaps(0, 1)), [(0, 24)]);
}

#[test]
fn gaps_and_overlaps_are_those_that_counting_hours_finds() {
    let mut seed = 7_u64;
    let mut below = |end: i64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as i64 % end
    };
    for _ in 0..500 {
        let shifts: Vec<Shift> = (0..below(12))
            .map(|person| {
                let from = below(48);
                shift(person, from, from + 1 + below(12))
            })
            .collect();
        let roster = Roster::new(shifts, &Limits::default()).unwrap();
        let inside = |stretches: &[(i64, i64)], at| {
            stretches.iter().any(|(from, until)| (*from..*until).contains(&at))
        };
        let (gaps, overlaps) = (hours(roster.gaps(0, 2)), hours(roster.overlaps()));
        for at in 0..48 {
            let count = roster.on_duty(at * HOUR).len();
            assert_eq!(inside(&gaps, at), count == 0, "{at}: {roster:?}");
            assert_eq!(inside(&overlaps, at), count > 1, "{at}: {roster:?}");
        }
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let limits = Limits::default();
    let check = |shifts: Vec<Shift>| Roster::new(shifts, &limits).unwrap_err();
    assert_eq!(check(vec![shift(1, 8, 8)]), DutyError::Backwards { from: 8 * HOUR, until: 8 * HOUR });
    assert!(matches!(check(vec![shift(1, 0, 169)]), DutyError::TooLong { .. }));
    assert_eq!(
        check(vec![shift(1, 0, 8), shift(1, 7, 9)]),
        DutyError::TwiceAtOnce { person: 1, at: 7 * HOUR }
    );
    assert_eq!(check(vec![Shift { phone: " ".to_owned(), ..shift(1, 0, 8) }]), DutyError::NoPhone(0));
    assert!(matches!(check(vec![Shift { phone: "x".to_owned(), ..shift(1, 0, 8) }]), DutyError::Phone(0, _)));
    assert_eq!(check(vec![shift(1, 0, 1); limits.shifts + 1]), DutyError::TooMany(limits.shifts));
    let far = Shift { from: i64::MIN, until: i64::MAX, ..shift(1, 0, 1) };
    assert!(matches!(check(vec![far]), DutyError::TooLong { .. }));
}

#[test]
fn duty_is_handed_over_by_who_has_it_to_who_comes() {
    let (roster, limits) = (roster(&[(1, 0, 8), (2, 8, 16), (3, 16, 24)]), Limits::default());
    let check = |at: i64, from, to, note| roster.hand_over(at * HOUR, from, to, note, &limits);
    let done = check(8, 1, 2, " Sự cố 12: chờ  nhà mạng\r\n\r\nkhông có gì khác ").unwrap();
    assert_eq!(done.note, "Sự cố 12: chờ nhà mạng\n\nkhông có gì khác");
    assert_eq!((done.at, done.from, done.to), (8 * HOUR, 1, 2));
    assert!(check(7, 1, 2, "sớm").is_ok());
    assert!(check(9, 1, 2, "muộn").is_ok());
    assert_eq!(check(5, 1, 2, "a"), Err(DutyError::NotNext(2)));
    assert_eq!(check(12, 1, 2, "a"), Err(DutyError::NotOnDuty(1)));
    assert_eq!(check(8, 1, 3, "a"), Err(DutyError::NotNext(3)));
    assert_eq!(check(8, 1, 1, "a"), Err(DutyError::Oneself(1)));
    assert_eq!(check(8, 1, 2, " \n "), Err(DutyError::Note(LineError::Empty)));
    assert_eq!(check(8, 1, 2, "a\u{202e}b"), Err(DutyError::Note(LineError::Unseen(0x202e))));
    assert!(matches!(
        roster.hand_over(8 * HOUR, 1, 2, &"a\n".repeat(3_000), &limits),
        Err(DutyError::Note(_))
    ));
}
