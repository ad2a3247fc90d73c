//! Deadlines around midnight, month ends, Tết and a change of the law; rulebooks that are to be refused.
//!
//! Must never ask the clock: every moment stands here.

mod deadlines;
mod refusals;
mod reminding;
mod seriousness;

use jiff::Timestamp;

use super::*;

/// A moment in Viet Nam, written `2026-08-19 00:00:00`.
fn at(text: &str) -> Timestamp {
    format!("{}+07:00", text.replace(' ', "T")).parse().unwrap()
}

/// The same, as a page would show it.
fn shown(moment: Timestamp) -> String {
    let there = moment.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(7)));
    there.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn day(text: &str) -> Day {
    Day::from_iso(text).unwrap()
}

fn due(owed: &Owed) -> String {
    match owed.due {
        Due::AtOnce(from) => format!("at once from {}", shown(from)),
        Due::By(until) => format!("by {}", shown(until)),
        Due::Undated => "undated".to_owned(),
        Due::After(clock) => format!("after {clock:?}"),
        Due::NotInCalendar(unknown) => unknown.to_string(),
    }
}

/// What is owed of an incident by the rules of its day.
fn owed(book: &Rulebook, facts: &Facts) -> Vec<Owed> {
    book.on(facts.day().unwrap()).unwrap().deadlines(facts)
}

/// The shipped rulebook with one change in its deadlines.
fn changed(from: &str, to: &str) -> Rulebook {
    let text = Files::SHIPPED.deadlines;
    assert!(text.contains(from), "{from}");
    Rulebook::read(&Files { deadlines: &text.replacen(from, to, 1), ..Files::SHIPPED }).unwrap()
}

#[test]
fn the_shipped_one_is_read_and_names_everything_on_every_day() {
    let book = Rulebook::shipped();
    assert_eq!(book.begins(), day("2017-11-01"));
    assert_eq!(
        book.on(day("2017-10-31")).unwrap_err(),
        NoEdition { day: day("2017-10-31"), begins: book.begins() }
    );
    let mut one = book.begins();
    while one < day("2030-01-01") {
        let edition = book.on(one).unwrap();
        for role in Role::ALL {
            assert!(!edition.role(role).value.law.vi.is_empty());
        }
        for word in Word::ALL {
            edition.word(*word);
        }
        for class in Class::ALL {
            edition.class(*class);
        }
        for class in Taxonomy::ALL {
            edition.taxonomy(*class);
        }
        for fact in Fact::ALL {
            edition.fact(*fact);
        }
        assert_eq!(edition.mail_subject(), "[TBSC]");
        assert!(edition.seriousness().is_some());
        assert!(!edition.deadlines(&Facts::of(at("2026-01-01 00:00:00"))).is_empty());
        one = one.next().unwrap();
    }
    assert_eq!((Class::ALL.len(), Taxonomy::ALL.len(), Role::ALL.len()), (10, 11, 9));
}

#[test]
fn words_and_bodies_are_those_of_the_day() {
    let on = |text: &str| Rulebook::shipped().on(day(text)).unwrap();
    assert_eq!(on("2026-06-30").word(Word::Incident).value.vi, "sự cố an toàn thông tin mạng");
    assert_eq!(on("2026-07-01").word(Word::Incident).value.vi, "sự cố an ninh mạng");
    let coordinator = |text: &str| {
        let body = &on(text).role(Role::Coordinator).value;
        (body.law.en.clone(), body.body.as_ref().map(|body| body.en.clone()))
    };
    assert!(coordinator("2025-02-28").1.unwrap().contains("VNCERT"));
    assert_eq!(coordinator("2025-03-01").1.unwrap(), "Ministry of Public Security");
    assert_eq!(coordinator("2026-11-28").0, "Force dedicated to cybersecurity");
    // Which office has them no text says: the office fills it in.
    for role in
        [Role::Operator, Role::Owner, Role::Specialised, Role::Security, Role::Board, Role::Team, Role::Isp]
    {
        assert_eq!(on("2026-11-28").role(role).value.body, None, "{role:?}");
    }
}

#[test]
fn forms_come_and_their_fields_are_known() {
    let on = |text: &str| Rulebook::shipped().on(day(text)).unwrap();
    assert_eq!(on("2020-01-01").forms().count(), 11);
    assert_eq!(on("2026-11-28").forms().count(), 13);
    assert_eq!(on("2025-12-31").form(FormKey::PersonalDataNotice), None);
    let initial = &on("2026-11-28").form(FormKey::InitialReport).unwrap().value;
    assert_eq!((initial.number.as_deref(), initial.official), (Some("Mẫu số 03"), true));
    assert!(!on("2026-11-28").form(FormKey::CoordinationOrder).unwrap().value.official);
}

#[test]
fn nothing_is_reported_to_the_unit_that_keeps_the_system_safe() {
    // Today's force of the Ministry is named where it is reported to: playbooks have another body under `security`.
    let names =
        |text: &str| Rulebook::shipped().on(day(text)).unwrap().role(Role::Security).value.law.vi.clone();
    for text in ["2017-11-01", "2026-06-30", "2026-07-01", "2026-11-28"] {
        assert!(names(text).starts_with("Đơn vị chịu trách nhiệm bảo đảm an toàn thông tin"), "{text}");
        for rule in Rulebook::shipped().on(day(text)).unwrap().rules() {
            let to: Vec<_> = rule.to.iter().map(|to| to.role).collect();
            assert!(!to.contains(&Some(Role::Security)), "{text}: {}", rule.key);
        }
    }
}
