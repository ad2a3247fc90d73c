//! Incidents, from the first message to the end, by the playbook that comes with the program.
//!
//! Must never take an event that `decide` did not give.

mod clocks;
mod editions;
mod parts;

use std::collections::BTreeSet;

use super::*;
use crate::playbook::{Playbook, Role, Step, StepId, shipped};
use crate::rights::Hand;

mod moving;
mod sending;

const COMMUNE: i64 = 30;
const TEAM: i64 = 40;
const BOARD: i64 = 50;

fn playbook() -> Playbook {
    Playbook::read(shipped()[0].1).unwrap()
}

fn lead(unit: i64) -> Hand {
    Hand { sees: true, directs: false, works_for: BTreeSet::from([unit]) }
}

fn director() -> Hand {
    Hand { sees: true, directs: true, works_for: BTreeSet::from([COMMUNE, TEAM, BOARD]) }
}

/// An incident that grows.
struct Story {
    playbook: Playbook,
    entries: Vec<Entry>,
    now: i64,
}

impl Story {
    fn new() -> Story {
        let opening = Opening {
            salt: String::new(),
            source: Source::Citizen,
            reference: String::new(),
            title: "Mã độc trên máy chủ văn bản".into(),
            told: "Máy tự gửi thư".into(),
            reporter: "Nguyễn Văn A".into(),
            contact: "0912 345 678".into(),
            unit: COMMUNE,
            system: None,
            detected_at: 1_000,
            playbook: "playbook--1".into(),
            playbook_sha256: "00".into(),
        };
        let first =
            Entry { number: 1, at: 1_600, who: "visitor".into(), unit: 0, event: Event::Opened(opening) };
        Story { playbook: playbook(), entries: vec![first], now: 1_600 }
    }

    fn is(&self) -> Incident {
        Incident::of(&self.entries).unwrap()
    }

    fn ask(&self, hand: &Hand, seen: Option<u64>, event: Event) -> Result<Vec<Event>, Refused> {
        self.is().decide(&self.playbook, event, &Asked { hand, seen, now: self.now })
    }

    fn take(&mut self, events: Vec<Event>) {
        for event in events {
            let number = self.entries.len() as u64 + 1;
            self.entries.push(Entry { number, at: self.now, who: "person:7".into(), unit: COMMUNE, event });
        }
        self.now += 60;
    }

    fn does(&mut self, hand: &Hand, event: Event) {
        let events = self.ask(hand, None, event.clone()).unwrap_or_else(|why| panic!("{event:?}: {why}"));
        self.take(events);
    }

    fn number(&self, number: u8) -> Step {
        self.playbook.steps().iter().find(|step| step.number == number).unwrap().clone()
    }

    fn here(&self) -> u8 {
        self.is().here(&self.playbook).map_or(0, |step| step.number)
    }

    fn told(&mut self) {
        let real = Event::Verified { real: true, reasons: "đã xem nhật ký".into() };
        self.does(&lead(COMMUNE), real);
        let class = Event::Classified {
            class: "malware".into(),
            enisa: "malicious_code".into(),
            reasons: "mẫu".into(),
        };
        self.does(&lead(COMMUNE), class);
        self.does(&lead(COMMUNE), graded(Grade::Ordinary));
    }

    fn finish(&mut self, number: u8) {
        let step = self.number(number).id;
        self.does(&director(), Event::StepDone { step, result: "xong".into() });
    }
}

fn closed() -> Event {
    Event::Closed { unmet: Vec::new(), reasons: String::new() }
}

fn closing() -> Paper {
    Paper {
        kind: CLOSING.into(),
        number: "15/BC".into(),
        date: "1970-01-01".into(),
        sent_at: 1_700,
        ..Paper::default()
    }
}

fn arrived(of: u64, arrival: &str) -> Event {
    Event::PaperArrived { of, arrival: arrival.into(), none: String::new(), kept: None }
}

fn graded(grade: Grade) -> Event {
    Event::Graded {
        grade, proposed: Some(grade), answers: Default::default(), reasons: "cấp độ 2".into()
    }
}

#[test]
fn from_the_first_message_to_the_end_one_thing_follows_another() {
    let mut story = Story::new();
    assert_eq!(story.is().next(&story.playbook), Next::Acknowledge);
    story.does(
        &lead(COMMUNE),
        Event::Acknowledged { to: "0912".into(), how: "điện thoại".into(), salt: String::new() },
    );
    assert_eq!(story.is().next(&story.playbook), Next::Verify);
    story.told();
    let mut passed = Vec::new();
    for _ in 0..400 {
        let playbook = story.playbook.clone();
        match story.is().next(&playbook) {
            Next::Do(step, item) | Next::Keep(step, item) => {
                let (step, item) = (step.id.clone(), item.key.clone());
                story.does(&director(), Event::Ticked { step, item, note: String::new() });
            }
            Next::Choose(step) => {
                passed.push(step.number);
                let step = step.id.clone();
                story.does(&director(), Event::StepSkipped { step, reasons: "tự xử lý được".into() });
            }
            Next::Finish(step) => {
                passed.push(step.number);
                let step = step.id.clone();
                story.does(&director(), Event::StepDone { step, result: "xong".into() });
            }
            Next::SayCause => {
                let said = ("thư giả".into(), "bật xác thực hai lớp".into(), "tập huấn".into());
                let (cause, lessons, measures) = said;
                story.does(&director(), Event::CauseSaid { cause, lessons, measures });
            }
            Next::SayFacts => story.does(&lead(COMMUNE), Event::FactsSaid { facts: Facts::default() }),
            Next::End => story.does(&director(), Event::Ended { result: "sạch".into() }),
            Next::Report => {
                assert_eq!(story.ask(&director(), None, closed()), Err(Refused::NoClosingReport));
                let paper = closing();
                let undated = Paper { date: String::new(), ..paper.clone() };
                let later = Paper { date: "1970-01-03".into(), ..paper.clone() };
                for paper in [undated, later] {
                    let refused = story.ask(&director(), None, Event::PaperSent { paper });
                    assert_eq!(refused, Err(Refused::Time));
                }
                story.does(&director(), Event::PaperSent { paper });
                // It was issued: it is sent when it has arrived.
                let of = story.entries.len() as u64;
                assert_eq!(story.is().next(&story.playbook), Next::Report);
                assert_eq!(story.is().waiting(CLOSING), Some(of));
                assert_eq!(story.ask(&director(), None, closed()), Err(Refused::NoClosingReport));
                story.does(&director(), arrived(of, "201"));
                assert_eq!(story.ask(&director(), None, arrived(of, "202")), Err(Refused::AlreadySaid));
            }
            Next::Close => story.does(&director(), closed()),
            Next::Nothing => break,
            next => panic!("{next:?}"),
        }
    }
    // The fifth is open throughout and ends with the whole.
    assert_eq!(passed, [1, 2, 3, 4, 6, 7, 8, 9, 10, 11]);
    let is = story.is();
    assert_eq!(is.phase, Phase::Closed);
    assert!(story.playbook.steps().iter().all(|step| is.step(&step.id).is_over()));
    let measures = is.measures(&story.playbook, &story.entries, story.now);
    assert_eq!((measures.told, measures.acknowledged), (Some(600), Some(0)));
    assert!(measures.contained < measures.cleaned && measures.cleaned < measures.restored);
    assert_eq!(measures.steps.len(), 11);
    assert!(measures.units[&COMMUNE] > 0);
    assert_eq!(story.ask(&director(), None, closed()), Err(Refused::NotOpen));
}

#[test]
fn nothing_is_done_before_it_is_verified_and_nothing_ends_before_it_is_graded() {
    let mut story = Story::new();
    let first = story.number(1).id;
    let done = Event::StepDone { step: first.clone(), result: String::new() };
    assert_eq!(story.ask(&director(), None, done.clone()), Err(Refused::NotVerified));
    story.does(&lead(COMMUNE), Event::Verified { real: true, reasons: "có".into() });
    assert_eq!(story.ask(&director(), None, done), Err(Refused::NotGraded));
    let again = Event::Verified { real: false, reasons: "không".into() };
    assert_eq!(story.ask(&director(), None, again), Err(Refused::AlreadySaid));

    let mut none = Story::new();
    none.does(&lead(COMMUNE), Event::Verified { real: false, reasons: "nhầm".into() });
    assert_eq!(none.is().phase, Phase::Rejected);
    assert_eq!(none.ask(&director(), None, graded(Grade::Serious)), Err(Refused::NotOpen));
    none.does(
        &lead(COMMUNE),
        Event::Reopened { reasons: "có thêm tin".into(), step: None, again: Vec::new() },
    );
    assert_eq!(none.is().phase, Phase::Received);
}

#[test]
fn step_five_stays_open_and_the_fourth_is_offered() {
    let mut story = Story::new();
    story.told();
    for number in [1, 2, 3] {
        story.finish(number);
    }
    assert_eq!(story.here(), 4);
    assert_eq!(story.is().mark(&story.number(4)), Mark::Offered);
    let skip = Event::StepSkipped { step: story.number(6).id, reasons: "x".into() };
    assert_eq!(story.ask(&director(), None, skip), Err(Refused::NotItsTurn));
    story.does(&director(), Event::StepSkipped { step: story.number(4).id, reasons: "không cần".into() });
    assert_eq!(story.here(), 6);
    assert_eq!(story.is().mark(&story.number(5)), Mark::Throughout);
    let skip = Event::StepSkipped { step: story.number(6).id, reasons: "x".into() };
    assert_eq!(story.ask(&director(), None, skip), Err(Refused::NotOptional));
}

#[test]
fn from_the_tenth_it_goes_back_and_what_was_done_stands_in_the_events() {
    let mut story = Story::new();
    story.told();
    for number in [1, 2, 3] {
        story.finish(number);
    }
    story.does(&director(), Event::StepSkipped { step: story.number(4).id, reasons: "không cần".into() });
    story.finish(6);
    let item = story.number(7).checklist[0].key.clone();
    let seventh = story.number(7).id;
    story.does(&director(), Event::Ticked { step: seventh.clone(), item, note: "ngắt mạng".into() });
    for number in [7, 8, 9] {
        story.finish(number);
    }
    let (from, to) = (story.number(10).id, story.number(7).id);
    let back = |to: &StepId| Event::WentBack {
        from: from.clone(),
        to: to.clone(),
        again: Vec::new(),
        reasons: "chưa ổn định".into(),
    };
    assert_eq!(story.ask(&director(), None, back(&story.number(6).id)), Err(Refused::NoWayBack));
    let spent = story.is().step(&seventh).open_for(story.now);
    story.does(&director(), back(&to));
    assert_eq!(story.here(), 7);
    let progress = story.is().step(&seventh);
    assert_eq!((progress.rounds, progress.ticks.len()), (2, 0));
    assert_eq!(progress.before, spent);
    assert_eq!(story.is().step(&from).doing, Doing::Waiting);
    for number in [7, 8, 9, 10] {
        story.finish(number);
    }
    assert_eq!(story.here(), 11);
}

#[test]
fn who_leads_finishes_who_helps_ticks_and_who_only_sees_speaks() {
    let mut story = Story::new();
    story.told();
    let step = story.number(1);
    let (done, tick) = (
        Event::StepDone { step: step.id.clone(), result: "x".into() },
        Event::Ticked { step: step.id.clone(), item: step.checklist[0].key.clone(), note: String::new() },
    );
    let comment = Event::Commented { step: None, text: "đang xem".into() };
    let helper = step.helpers[0];
    let assign = |unit| Event::Assigned { role: helper, unit };
    assert_eq!(story.ask(&lead(COMMUNE), None, assign(TEAM)), Err(Refused::NotYours));
    story.does(&director(), assign(TEAM));
    assert_eq!(story.ask(&lead(TEAM), None, done.clone()), Err(Refused::NotYours));
    assert!(story.ask(&lead(TEAM), None, tick.clone()).is_ok());
    let reader = Hand { sees: true, ..Hand::default() };
    assert_eq!(story.ask(&reader, None, tick), Err(Refused::NotYours));
    assert_eq!(story.ask(&reader, None, comment.clone()), Err(Refused::NotYours));
    assert!(story.ask(&lead(TEAM), None, comment.clone()).is_ok());
    assert_eq!(story.ask(&Hand::default(), None, comment), Err(Refused::NotYours));
    // Handed over, it is the other's, and no longer theirs.
    let over =
        Event::HandedOver { step: step.id.clone(), from: COMMUNE, to: BOARD, reasons: "quá sức".into() };
    story.does(&lead(COMMUNE), over);
    assert_eq!(story.ask(&lead(COMMUNE), None, done.clone()), Err(Refused::NotYours));
    assert!(story.ask(&lead(BOARD), None, done).is_ok());
    assert!(story.is().sides().contains(&BOARD));
    assert_eq!(story.is().roles.get(&Role::Operator), Some(&COMMUNE));
}

#[test]
fn what_another_did_meanwhile_is_said_and_never_overwritten() {
    let mut story = Story::new();
    story.told();
    let step = story.number(1);
    let seen = story.is().step(&step.id).version;
    let tick = |item: usize| Event::Ticked {
        step: step.id.clone(),
        item: step.checklist[item].key.clone(),
        note: String::new(),
    };
    story.does(&lead(COMMUNE), tick(0));
    // Another item is in nobody's way, the same one is.
    assert!(story.ask(&lead(COMMUNE), Some(seen), tick(1)).is_ok());
    assert_eq!(story.ask(&lead(COMMUNE), Some(seen), tick(0)), Err(Refused::Twice));
    let done = Event::StepDone { step: step.id.clone(), result: "x".into() };
    let now = story.is().step(&step.id).version;
    assert_eq!(story.ask(&lead(COMMUNE), Some(seen), done.clone()), Err(Refused::Changed(now)));
    assert!(story.ask(&lead(COMMUNE), Some(now), done.clone()).is_ok());
    story.does(&lead(COMMUNE), done.clone());
    assert_eq!(story.ask(&lead(COMMUNE), None, done), Err(Refused::AlreadyDone));
    let before = story.is().version;
    story.does(&lead(COMMUNE), graded(Grade::Serious));
    let again = story.ask(&lead(COMMUNE), Some(before), graded(Grade::Ordinary));
    assert_eq!(again, Err(Refused::Changed(before + 1)));
    // A comment of somebody else changes nothing that is said as a whole.
    let seen = story.is().version;
    story.does(&lead(COMMUNE), Event::Commented { step: None, text: "x".into() });
    assert!(story.ask(&lead(COMMUNE), Some(seen), graded(Grade::Ordinary)).is_ok());
}

#[test]
fn a_clock_that_jumps_makes_no_time_that_was_not() {
    let mut story = Story::new();
    story.told();
    story.now = 100;
    story.finish(1);
    story.now = 1_000_000;
    story.finish(2);
    let measures = story.is().measures(&story.playbook, &story.entries, 0);
    assert!(measures.steps.iter().all(|step| step.seconds >= 0), "{measures:?}");
    assert!(measures.units.values().all(|seconds| *seconds >= 0), "{measures:?}");
    assert_eq!(Incident::may_be_detected(2_000, 1_000), Err(Refused::Time));
    assert_eq!(Incident::may_be_detected(1_000, 1_000), Ok(()));
    assert_eq!(Incident::may_be_detected(-400_000_000, 1_000), Err(Refused::Time));
}

#[test]
fn events_are_stored_as_they_are_and_read_as_they_were() {
    let mut story = Story::new();
    story.told();
    let text = serde_json::to_string(&story.entries).unwrap();
    let read: Vec<Entry> = serde_json::from_str(&text).unwrap();
    assert_eq!(read, story.entries);
    assert_eq!(Incident::of(&read), Some(story.is()));
    assert_eq!(Incident::of(&read[1..]), None);
    assert!(text.contains(r#"{"event":"verified","real":true,"#), "{text}");
}

#[test]
fn texts_hold_what_they_show() {
    assert_eq!(read_text("  một \r\n\r\n\r\nhai\t\u{301}x ").as_deref(), Ok("  một\n\nhai    \u{301}x"));
    assert!(read_text("\n \n").is_err());
    assert!(read_text("a\u{202e}b").is_err());
    assert!(read_text("a\0b").is_err());
    assert!(read_text(&"x".repeat(TEXT + 1)).is_err());
    assert!(read_text(&"x".repeat(TEXT)).is_ok());
}
