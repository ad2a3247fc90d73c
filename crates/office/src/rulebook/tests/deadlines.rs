//! Who owes what by when: midnight, month ends, Tết, leap years, the stroke at which the law changed.
//!
//! Must never count a limit as the code does: what is expected is written out.

use super::*;

fn check(facts: &Facts, expected: &[(&str, Role, &str)]) {
    let found = owed(Rulebook::shipped(), facts);
    let found: Vec<_> = found.iter().map(|one| (one.key.as_str(), one.owed_by, due(one))).collect();
    let expected: Vec<_> = expected.iter().map(|(key, by, due)| (*key, *by, (*due).to_owned())).collect();
    assert_eq!(found, expected);
}

#[test]
fn an_incident_keeps_the_rules_of_the_day_of_its_detection() {
    let before = Facts::of(at("2026-08-18 23:59:59"));
    check(
        &before,
        &[
            ("report", Role::Operator, "by 2026-08-23 23:59:59"),
            ("update", Role::Operator, "after Ended"),
            ("closing_report", Role::Operator, "after Ended"),
        ],
    );
    check(
        &Facts::of(at("2026-08-19 00:00:00")),
        &[
            ("report", Role::Owner, "by 2026-08-22 00:00:00"),
            ("closing_report", Role::Owner, "undated"),
            ("operator_to_owner", Role::Operator, "undated"),
        ],
    );
    // However late the end comes, and whatever law holds then.
    let ended = Facts { ended: Some(at("2026-12-30 08:00:00")), beyond_capacity: true, ..before };
    check(
        &ended,
        &[
            ("beyond_capacity", Role::Operator, "at once from 2026-08-18 23:59:59"),
            ("update", Role::Operator, "at once from 2026-12-30 08:00:00"),
            ("report", Role::Operator, "by 2026-08-23 23:59:59"),
            ("closing_report", Role::Operator, "by 2027-01-04 23:59:59"),
        ],
    );
}

#[test]
fn today_the_owner_owes_three_clocks() {
    let detected = at("2026-11-28 16:40:00");
    let all = Facts {
        received: Some(at("2026-11-28 16:45:00")),
        serious: true,
        beyond_capacity: true,
        security_signs: true,
        service_enterprise: true,
        national_critical: true,
        complex: true,
        personal_data: Some(PersonalData { location_or_biometric: true, finance_sensitive: true }),
        data_breach: Some(at("2026-11-29 09:00:00")),
        operator_hours: Some(2),
        ..Facts::of(detected)
    };
    let at_once = "at once from 2026-11-28 16:40:00";
    check(
        &all,
        &[
            ("beyond_capacity", Role::Owner, at_once),
            ("service_enterprise", Role::Owner, at_once),
            ("signs", Role::Owner, at_once),
            ("acknowledge", Role::Specialised, "at once from 2026-11-28 16:45:00"),
            ("operator_to_owner", Role::Operator, "by 2026-11-28 18:40:00"),
            ("first_notice", Role::Owner, "by 2026-11-29 16:40:00"),
            ("report", Role::Owner, "by 2026-12-01 16:40:00"),
            ("personal_data", Role::Owner, "by 2026-12-02 09:00:00"),
            ("personal_data_persons", Role::Owner, "by 2026-12-02 09:00:00"),
            ("personal_data_finance", Role::Owner, "by 2026-12-02 09:00:00"),
            ("update", Role::Owner, "undated"),
            ("closing_report", Role::Owner, "undated"),
            ("critical_result", Role::Owner, "undated"),
            ("risk_assessment", Role::Owner, "undated"),
        ],
    );
    // Nobody recorded when the breach was seen: the stricter clock.
    let owed = owed(Rulebook::shipped(), &Facts { data_breach: None, ..all });
    let notice = owed.iter().find(|one| one.key == "personal_data").unwrap();
    assert_eq!(
        (due(notice), notice.form),
        ("by 2026-12-01 16:40:00".to_owned(), Some(FormKey::PersonalDataNotice))
    );
}

#[test]
fn a_single_fact_owes_a_single_thing_more() {
    let plain = Facts::of(at("2026-11-28 16:40:00"));
    let check = |facts: Facts, more: &[&str]| {
        let keys = |facts: &Facts| -> Vec<String> {
            owed(Rulebook::shipped(), facts).into_iter().map(|one| one.key).collect()
        };
        let plain = keys(&plain);
        let found: Vec<_> = keys(&facts).into_iter().filter(|key| !plain.contains(key)).collect();
        assert_eq!(found, more, "{facts:?}");
    };
    check(plain.clone(), &[]);
    check(Facts { serious: true, ..plain.clone() }, &["first_notice", "risk_assessment"]);
    check(Facts { security_signs: true, ..plain.clone() }, &["signs", "risk_assessment"]);
    check(Facts { severe_disruption: true, ..plain.clone() }, &["signs"]);
    check(Facts { service_enterprise: true, ..plain.clone() }, &["service_enterprise"]);
    check(Facts { complex: true, ..plain.clone() }, &["update"]);
    // Since the decree, beyond its capacity is a clock of critical systems alone.
    check(Facts { beyond_capacity: true, ..plain.clone() }, &[]);
    check(Facts { national_critical: true, ..plain.clone() }, &["critical_result"]);
    let critical = Facts { national_critical: true, dangerous_situation: true, ..plain.clone() };
    check(critical.clone(), &["beyond_capacity", "dangerous", "critical_result"]);
    check(Facts { military: true, ..critical.clone() }, &["dangerous"]);
    // Whoever sees a dangerous situation tells of it, whatever the system is.
    let dangerous = Facts { dangerous_situation: true, ..plain.clone() };
    check(dangerous.clone(), &["dangerous"]);
    let asked = Some(at("2026-11-29 08:00:00"));
    check(Facts { asked, ..dangerous }, &["dangerous", "dangerous_asked"]);
    check(
        Facts { asked, ..critical },
        &["beyond_capacity", "dangerous", "dangerous_asked", "critical_asked", "critical_result"],
    );
    check(Facts { asked, ..plain.clone() }, &[]);
    let data = Facts { personal_data: Some(PersonalData::default()), ..plain.clone() };
    check(data.clone(), &["personal_data"]);
    check(Facts { processor: true, ..data }, &["processor_to_controller"]);
    check(Facts { processor: true, ..plain.clone() }, &[]);
    check(Facts { received: Some(plain.detected), ..plain.clone() }, &["acknowledge"]);
}

#[test]
fn what_the_force_asked_for_is_done_within_a_day_of_that() {
    let facts = Facts {
        dangerous_situation: true,
        asked: Some(at("2026-11-29 08:00:00")),
        ..Facts::of(at("2026-11-28 16:40:00"))
    };
    let owed = owed(Rulebook::shipped(), &facts);
    let of = |key: &str| due(owed.iter().find(|one| one.key == key).unwrap());
    assert_eq!(of("dangerous"), "at once from 2026-11-28 16:40:00");
    assert_eq!(of("dangerous_asked"), "by 2026-11-30 08:00:00");
}

#[test]
fn the_addressee_is_data() {
    let to = |facts: &Facts| {
        owed(Rulebook::shipped(), facts).into_iter().find(|one| one.key == "report").unwrap().to
    };
    let today = to(&Facts::of(at("2026-11-28 16:40:00")));
    assert_eq!(today.len(), 1);
    assert_eq!((today[0].role, today[0].said.vi.as_str()), (None, "cơ quan chuyên trách của Bộ Công an"));
    let defence = to(&Facts { defence: true, ..Facts::of(at("2026-11-28 16:40:00")) });
    assert!(defence[0].said.vi.ends_with("thuộc Bộ Quốc phòng"));
    let then: Vec<_> =
        to(&Facts::of(at("2020-01-01 00:00:00"))).into_iter().filter_map(|one| one.role).collect();
    assert_eq!(then, [Role::Owner, Role::Coordinator, Role::Specialised, Role::Network]);
}

/// When the 72 hours of something detected then are over.
fn report(detected: &str) -> String {
    let facts = Facts::of(at(detected));
    due(owed(Rulebook::shipped(), &facts).iter().find(|one| one.key == "report").unwrap())
}

#[test]
fn hours_run_through_nights_holidays_and_ends_of_months() {
    let check = |detected: &str, until: &str| assert_eq!(report(detected), format!("by {until}"));
    check("2026-12-30 23:59:59", "2027-01-02 23:59:59");
    // Tết of 2027, and the end of a February in a leap year and in another.
    check("2027-02-05 17:00:00", "2027-02-08 17:00:00");
    check("2028-02-27 12:00:00", "2028-03-01 12:00:00");
    check("2027-02-27 12:00:00", "2027-03-02 12:00:00");
}

#[test]
fn days_run_to_the_end_of_the_last() {
    let check = |detected: &str, until: &str| assert_eq!(report(detected), format!("by {until}"));
    check("2026-02-13 00:00:00", "2026-02-18 23:59:59");
    check("2026-02-13 23:59:59", "2026-02-18 23:59:59");
    check("2024-02-26 10:00:00", "2024-03-02 23:59:59");
    check("2025-02-26 10:00:00", "2025-03-03 23:59:59");
    check("2025-12-29 10:00:00", "2026-01-03 23:59:59");
    // A day in Viet Nam begins at five in the afternoon, UTC.
    let owed = owed(Rulebook::shipped(), &Facts::of("2026-03-01T17:00:00Z".parse().unwrap()));
    assert_eq!(due(&owed[0]), "by 2026-03-07 23:59:59");
}

#[test]
fn every_minute_of_years_has_its_limit() {
    let book = Rulebook::shipped();
    let mut moment = at("2017-11-01 00:00:00").as_second();
    let end = at("2031-01-01 00:00:00").as_second();
    while moment < end {
        let facts = Facts { serious: true, ..Facts::of(Timestamp::from_second(moment).unwrap()) };
        let day = facts.day().unwrap();
        let owed = book.on(day).unwrap().deadlines(&facts);
        let report = owed.iter().find(|one| one.key == "report").unwrap();
        let Due::By(until) = report.due else { panic!("{report:?}") };
        let hours = until.as_second() - moment;
        if day < Day::new(2026, 8, 19).unwrap() {
            // The fifth day after, to its end.
            let last = (0..5).fold(day, |day, _| day.next().unwrap());
            assert_eq!(Day::at(until.as_second()), Some(last));
            assert_eq!(Day::at(until.as_second() + 1), last.next());
            assert_eq!(report.owed_by, Role::Operator);
        } else {
            assert_eq!(hours, 72 * 3_600);
            assert_eq!(report.owed_by, Role::Owner);
            let first = owed.iter().find(|one| one.key == "first_notice").unwrap();
            assert_eq!(first.due, Due::By(Timestamp::from_second(moment + 24 * 3_600).unwrap()));
        }
        // An odd step, so that every time of day comes.
        moment += 8_647;
    }
}

#[test]
fn every_year_is_before_the_day() {
    let edition = Rulebook::shipped().on(day("2026-11-28")).unwrap();
    let found: Vec<_> = edition.yearly(2026).iter().map(|one| (one.key.clone(), due(one))).collect();
    let expected = [
        ("half_year_sums", "by 2026-06-19 23:59:59"),
        ("year_sums", "by 2026-12-14 23:59:59"),
        ("annual_report_inside", "by 2026-12-19 23:59:59"),
        ("annual_report", "by 2026-12-24 23:59:59"),
    ];
    assert_eq!(found, expected.map(|(key, due)| (key.to_owned(), due.to_owned())));
    assert_eq!(Rulebook::shipped().on(day("2026-08-18")).unwrap().yearly(2026).len(), 2);
}

#[test]
fn working_days_ask_the_calendar_and_never_guess() {
    let book = changed("due = { days = 5 }", "due = { working_days = 5 }");
    let check = |detected: &str, expected: &str| {
        assert_eq!(due(&owed(&book, &Facts::of(at(detected)))[0]), expected);
    };
    check("2026-03-02 09:00:00", "by 2026-03-09 23:59:59");
    // Over Tết, 14 to 22 February 2026.
    check("2026-02-13 16:00:00", "by 2026-02-27 23:59:59");
    // 2 January is off, and Saturday the tenth is worked for it.
    check("2025-12-31 09:00:00", "by 2026-01-09 23:59:59");
    check("2026-01-05 09:00:00", "by 2026-01-10 23:59:59");
    let unknown = "the days off of 2024 are not in the calendar: put them into rulebook/calendar.toml";
    check("2024-05-02 09:00:00", unknown);
    check("2024-12-31 09:00:00", "by 2025-01-08 23:59:59");
    let calendar = Rulebook::shipped().on(day("2026-11-28")).unwrap().calendar();
    assert_eq!(calendar.after(day("2026-12-31"), 1), Err(NotInCalendar { year: 2027 }));
    assert_eq!(calendar.years().collect::<Vec<_>>(), [2025, 2026]);
    for year in [2025_i16, 2026] {
        let mut one = Day::new(year, 1, 1).unwrap();
        let mut working = 0;
        while one.year() == year {
            working += u32::from(calendar.works(one).unwrap());
            one = one.next().unwrap();
        }
        assert_eq!((year, working), (year, 250));
    }
}

#[test]
fn a_limit_past_the_last_day_is_no_date() {
    let facts = Facts { serious: true, ..Facts::of(at("2199-12-31 12:00:00")) };
    let days = changed("due = { hours = 24 }", "due = { days = 5 }");
    let first =
        |book: &Rulebook| due(owed(book, &facts).iter().find(|one| one.key == "first_notice").unwrap());
    assert_eq!(first(&days), "undated");
    assert_eq!(first(Rulebook::shipped()), "by 2200-01-01 12:00:00");
}
