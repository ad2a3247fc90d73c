//! An open incident takes another edition of its playbook: nothing that was done is lost, and no step is passed over.
//!
//! Must never count a tick as kept that is not looked for afterwards.

use super::*;
use crate::playbook::{Item, Place, Said};

const NOON: i64 = 1_795_867_200;

fn said(words: &str) -> Said {
    Said { vi: format!("{words} (vi)"), en: format!("{words} (en)") }
}

/// A step more, after that one.
fn with_more(playbook: &Playbook, after: u8, random: u8) -> (Playbook, StepId) {
    let beside = playbook.steps().iter().find(|step| step.number == after).unwrap();
    let step = Step {
        name: said("Báo công an xã"),
        content: said("Gọi"),
        leads: vec![Role::Operator],
        helpers: Vec::new(),
        checklist: vec![Item { key: format!("own-{random}"), said: said("Gọi trực ban") }],
        evidence: Vec::new(),
        source: "Quy chế của tỉnh".into(),
        target_minutes: None,
        ..beside.clone()
    };
    let place = Place::After(beside.id.clone());
    let new = playbook.with_new_step(&step, &place, [random; 16], NOON).unwrap();
    let id = new.steps().iter().find(|step| playbook.step(&step.id).is_none()).unwrap().id.clone();
    (new, id)
}

impl Story {
    /// Takes that edition, with a reason; which steps begin.
    fn changes_to(&mut self, new: &Playbook) -> Result<Vec<StepId>, Refused> {
        let (is, hand) = (self.is(), director());
        let asked = Asked { hand: &hand, seen: None, now: self.now };
        let events = is.take_edition((&self.playbook, new), ("ff", "bản mới tốt hơn"), &asked)?;
        let begun = events.iter().filter_map(|event| match event {
            Event::StepBegun { step } => Some(step.clone()),
            _ => None,
        });
        let begun = begun.collect();
        self.take(events);
        self.playbook = new.clone();
        Ok(begun)
    }

    fn up_to(&mut self, number: u8) {
        self.told();
        for at in 1..number {
            match at {
                4 => {
                    let step = self.number(4).id;
                    self.does(&director(), Event::StepSkipped { step, reasons: "không cần".into() });
                }
                5 => {}
                at => self.finish(at),
            }
        }
        assert_eq!(self.here(), number);
    }

    fn tick(&mut self, number: u8, key: &str) {
        let step = self.number(number).id;
        self.does(&director(), Event::Ticked { step, item: key.into(), note: "đã làm".into() });
    }
}

#[test]
fn a_step_before_where_it_stands_is_begun_and_not_passed_over() {
    let mut story = Story::new();
    story.up_to(7);
    let before = story.is();
    let (new, id) = with_more(&story.playbook, 2, 9);
    assert_eq!(story.changes_to(&new), Ok(vec![id.clone()]));
    assert_eq!(story.is().here(&new).unwrap().id, id);
    // What was done stays done, under its new number.
    for step in before.steps.iter().filter(|(_, step)| step.is_over()) {
        assert!(story.is().step(step.0).is_over());
    }
    // When it is over, it goes on where it stood.
    story.does(&director(), Event::StepDone { step: id, result: "xong".into() });
    assert_eq!(story.here(), 8);
    assert_eq!(story.is().here(&new).unwrap().id.as_str(), "action--a1d0c2e4-7b1f-4c3a-9e11-5c0de5e00007");
    assert_eq!(story.ask(&director(), None, Event::Ended { result: "xong".into() }), Err(Refused::StepsOpen));
}

#[test]
fn a_step_after_where_it_stands_waits_and_one_at_the_end_begins() {
    let mut story = Story::new();
    story.up_to(7);
    let (new, _) = with_more(&story.playbook, 8, 9);
    assert_eq!(story.changes_to(&new), Ok(vec![]));
    assert_eq!(story.here(), 7);
    for number in [7, 8, 9, 10, 11] {
        story.finish(number);
    }
    let said = ("thư giả".into(), "hai lớp".into(), "tập huấn".into());
    story.does(&director(), Event::CauseSaid { cause: said.0, lessons: said.1, measures: said.2 });
    story.finish(12);
    story.does(&director(), Event::FactsSaid { facts: Facts::default() });
    assert_eq!(story.is().next(&new), Next::End);
    let (last, id) = with_more(&new, 12, 10);
    let hand = director();
    let asked = Asked { hand: &hand, seen: None, now: story.now };
    let events = story.is().take_edition((&new, &last), ("fe", "thêm bước cuối"), &asked).unwrap();
    assert!(matches!(&events[..], [Event::PlaybookChanged(_), Event::StepBegun { step }] if *step == id));
}

#[test]
fn ticks_go_with_their_items_and_what_has_no_place_stays_to_be_seen() {
    let mut story = Story::new();
    story.up_to(7);
    for key in ["contain-custody", "contain-sample", "contain-origin"] {
        story.tick(7, key);
    }
    let mut seven = story.number(7);
    seven.checklist.retain(|item| item.key != "contain-sample" && item.key != "contain-origin");
    seven.checklist[0].said = said("Băm chứng cứ");
    let origin = story.number(7).checklist.into_iter().find(|item| item.key == "contain-origin").unwrap();
    let mut eight = story.number(8);
    eight.checklist.push(origin);
    let new = story.playbook.with_step(&seven, NOON).unwrap().with_step(&eight, NOON).unwrap();
    let old = story.playbook.clone();
    let tick = story.is().step(&seven.id).ticks["contain-sample"].clone();
    assert_eq!(story.changes_to(&new), Ok(vec![]));
    let is = story.is();
    assert_eq!(is.playbook_sha256, "ff");
    assert_eq!(is.step(&seven.id).ticks.keys().collect::<Vec<_>>(), ["contain-custody"]);
    assert_eq!(is.step(&eight.id).ticks.keys().collect::<Vec<_>>(), ["contain-origin"]);
    let (kept, says) = &is.earlier.ticks[&(seven.id.clone(), "contain-sample".to_owned())];
    assert_eq!(*kept, tick);
    assert_eq!(
        says.as_ref(),
        old.steps()[6].checklist.iter().find(|item| item.key == "contain-sample").map(|item| &item.said)
    );
    // What was ticked says by the event what it said then.
    let changed = story.entries.iter().find_map(|entry| match &entry.event {
        Event::PlaybookChanged(edition) => Some(edition.clone()),
        _ => None,
    });
    assert_eq!(changed.unwrap().reworded.keys().collect::<Vec<_>>(), ["contain-custody"]);
    // A tick that came along is there when its step begins.
    story.finish(7);
    assert_eq!(story.is().step(&eight.id).ticks.len(), 1);
    // What is stored says the same when it is read again.
    let text = serde_json::to_string(&story.entries).unwrap();
    assert_eq!(Incident::of(&serde_json::from_str::<Vec<Entry>>(&text).unwrap()), Some(story.is()));
}

#[test]
fn a_step_that_is_over_and_gone_is_kept_and_one_that_is_being_done_is_not_taken_away() {
    let mut story = Story::new();
    story.up_to(6);
    story.tick(6, &story.number(6).checklist[0].key.clone());
    let six = story.number(6);
    let without = story.playbook.without_step(&six.id, NOON).unwrap();
    assert_eq!(story.changes_to(&without), Err(Refused::StepGone(six.id.clone())));
    story.finish(6);
    assert_eq!(story.changes_to(&without), Ok(vec![]));
    let is = story.is();
    assert_eq!(is.earlier.steps, [(six.id.clone(), six.name.clone())].into());
    assert_eq!(is.earlier.ticks.len(), 1);
    assert!(is.step(&six.id).is_over());
    assert_eq!(is.here(&without).unwrap().id.as_str(), "action--a1d0c2e4-7b1f-4c3a-9e11-5c0de5e00007");
}

#[test]
fn only_who_directs_takes_one_while_it_is_open_and_as_it_was_seen() {
    let mut story = Story::new();
    story.up_to(2);
    let (new, _) = with_more(&story.playbook, 2, 9);
    let ask = |story: &Story, hand: &Hand, seen, sha: &str| {
        let asked = Asked { hand, seen, now: story.now };
        story.is().take_edition((&story.playbook, &new), (sha, "vì"), &asked)
    };
    assert_eq!(ask(&story, &lead(COMMUNE), None, "ff"), Err(Refused::NotYours));
    assert_eq!(ask(&story, &director(), None, "00"), Err(Refused::AlreadySaid));
    // No form makes the event: only both editions together decide on it.
    let asked = Event::PlaybookChanged(Edition::default());
    assert_eq!(story.ask(&director(), None, asked), Err(Refused::NoSuch));
    let version = story.is().version;
    let events = ask(&story, &director(), Some(version), "ff").unwrap();
    story.take(events);
    assert!(matches!(ask(&story, &director(), Some(version), "fe"), Err(Refused::Changed(_))));
    // Who saw a step before, ends it after having looked again.
    let (step, result) = (story.number(2).id, "xong".to_owned());
    let done = Event::StepDone { step, result };
    assert!(matches!(story.ask(&director(), Some(version), done), Err(Refused::Changed(_))));
    let mut closed = Story::new();
    closed.does(&lead(COMMUNE), Event::Verified { real: false, reasons: "nhầm".into() });
    assert_eq!(ask(&closed, &director(), None, "ff"), Err(Refused::NotOpen));
}
