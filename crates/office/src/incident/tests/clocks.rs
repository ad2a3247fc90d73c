//! What the law's clocks hang on: what was said, taken in from another, and opened again.
//!
//! Must never take an event that `decide` did not give.

use super::*;

/// A story that was closed with its report.
fn closed_story() -> Story {
    let mut story = Story::new();
    story.told();
    for number in [1, 2, 3] {
        story.finish(number);
    }
    story.does(&director(), Event::StepSkipped { step: story.number(4).id, reasons: "không cần".into() });
    for number in 6..=10 {
        story.finish(number);
    }
    let cause = Event::CauseSaid { cause: "a".into(), lessons: "b".into(), measures: String::new() };
    story.does(&director(), cause);
    story.finish(11);
    story.does(&director(), Event::Ended { result: "sạch".into() });
    report(&mut story);
    story.does(&director(), closed());
    assert_eq!(story.is().phase, Phase::Closed);
    story
}

fn report(story: &mut Story) {
    story.does(&director(), Event::PaperSent { paper: closing() });
    let of = story.entries.len() as u64;
    story.does(&director(), arrived(of, "201"));
}

fn reopened(step: Option<StepId>) -> Event {
    Event::Reopened { reasons: "tái phát".into(), step, again: Vec::new() }
}

#[test]
fn what_was_closed_goes_on_at_a_step_and_needs_a_report_of_its_own() {
    let mut story = closed_story();
    let numbers: Vec<u8> = story.is().reopens_at(&story.playbook).iter().map(|step| step.number).collect();
    assert_eq!(numbers, [7, 8, 9, 10]);
    // Where it goes on is chosen, and only among those.
    for step in [None, Some(story.number(3).id), Some(story.number(11).id)] {
        assert_eq!(story.ask(&director(), None, reopened(step)), Err(Refused::NoWayBack));
    }
    story.does(&director(), reopened(Some(story.number(8).id)));
    let is = story.is();
    assert_eq!((is.phase, is.ended_at, is.closed_at, story.here()), (Phase::Open, None, None, 8));
    // What was open throughout is open again; what comes after is not done any more, and what stands before is.
    let done = |number| is.step(&story.number(number).id).doing;
    assert_eq!(
        (done(5), done(7), done(9), done(11)),
        (Doing::Open, Doing::Done, Doing::Waiting, Doing::Waiting)
    );
    assert_eq!(story.ask(&director(), None, reopened(None)), Err(Refused::AlreadySaid));
    for number in 8..=11 {
        story.finish(number);
    }
    story.does(&director(), Event::Ended { result: "sạch".into() });
    // The report of before says nothing of what came after.
    assert_eq!(story.is().next(&story.playbook), Next::Report);
    assert_eq!(story.ask(&director(), None, closed()), Err(Refused::NoClosingReport));
    report(&mut story);
    story.does(&director(), closed());
    assert_eq!(story.is().phase, Phase::Closed);
}

#[test]
fn what_ended_is_opened_again_before_it_is_closed() {
    let mut story = closed_story();
    story.entries.pop();
    assert!(
        matches!(story.entries.last().unwrap().event, Event::StepDone { .. }),
        "what was open throughout"
    );
    story.entries.pop();
    assert_eq!(story.is().phase, Phase::Ended);
    story.does(&director(), reopened(Some(story.number(10).id)));
    assert_eq!((story.is().phase, story.here()), (Phase::Open, 10));
}

#[test]
fn facts_are_asked_for_once_it_is_graded_and_who_leaves_by_the_exit_says_one() {
    let mut story = Story::new();
    story.does(&lead(COMMUNE), Event::Acknowledged { to: "x".into(), how: "x".into(), salt: String::new() });
    story.told();
    assert_eq!(story.is().next(&story.playbook), Next::SayFacts);
    let exit = Event::ExitTaken {
        exit: "emergency_report".into(),
        to: "x".into(),
        reference: String::new(),
        reasons: "x".into(),
    };
    story.does(&director(), exit);
    assert!(story.is().facts.beyond_capacity);
    // A breach is not seen before it happens, nor a request read that has not come.
    let far = story.now + 1_000_000;
    for facts in
        [Facts { personal_data_at: far, ..Facts::default() }, Facts { asked_at: far, ..Facts::default() }]
    {
        assert_eq!(story.ask(&director(), None, Event::FactsSaid { facts }), Err(Refused::Time));
    }
    story.does(&director(), Event::FactsSaid { facts: Facts::default() });
    let is = story.is();
    assert!(!is.facts.beyond_capacity, "whoever says it last is right");
    assert_ne!(is.next(&story.playbook), Next::SayFacts);
}

#[test]
fn one_that_takes_in_an_older_is_as_old_and_no_younger() {
    let mut story = Story::new();
    let took = |detected_at| Event::TookIn { incident: 9, told: String::new(), detected_at };
    story.take(vec![took(0)]);
    assert_eq!(story.is().detected_at, 1_000);
    story.take(vec![took(5_000)]);
    assert_eq!(story.is().detected_at, 1_000);
    story.take(vec![took(400)]);
    assert_eq!(story.is().detected_at, 400);
    // Whoever writes the minute anew has seen that.
    let redated = Event::Redated { detected_at: 900, reasons: "x".into() };
    assert!(matches!(story.ask(&director(), Some(2), redated), Err(Refused::Changed(_))));
}

#[test]
fn only_whoever_told_of_it_is_answered() {
    let opening = |source, reporter: &str| {
        let Event::Opened(opening) = Story::new().entries.remove(0).event else { panic!("no opening") };
        Opening { source, reporter: reporter.into(), contact: String::new(), ..opening }
    };
    for (source, reporter, is_told) in [
        (Source::Citizen, "", true),
        (Source::Partner, "", true),
        (Source::Authority, "", true),
        (Source::Warning, "", true),
        (Source::Unit, "Bình", true),
        (Source::Unit, "", false),
        (Source::Sighting, "", false),
        (Source::Scan, "", false),
    ] {
        let mut story = Story::new();
        story.entries[0].event = Event::Opened(opening(source, reporter));
        assert_eq!(story.is().was_told(), is_told, "{source:?} {reporter}");
        let next = if is_told { Next::Acknowledge } else { Next::Verify };
        assert_eq!(story.is().next(&story.playbook), next, "{source:?} {reporter}");
    }
}

#[test]
fn events_of_before_are_read_as_they_were_meant() {
    for (text, event) in [
        (r#"{"event":"closed"}"#, closed()),
        (
            r#"{"event":"reopened","reasons":"x"}"#,
            Event::Reopened { reasons: "x".into(), step: None, again: Vec::new() },
        ),
        (
            r#"{"event":"took_in","incident":3,"told":"x"}"#,
            Event::TookIn { incident: 3, told: "x".into(), detected_at: 0 },
        ),
        (
            r#"{"event":"reminded","key":"a:50%","deadline":"a","unit":1,"level":0}"#,
            Event::Reminded { key: "a:50%".into(), deadline: "a".into(), unit: 1, level: 0, due: 0 },
        ),
    ] {
        assert_eq!(serde_json::from_str::<Event>(text).unwrap(), event);
        // What says no more than before is written as it was before.
        assert_eq!(serde_json::to_string(&event).unwrap(), text);
    }
    // One that was opened again before there was a step to choose is where it was then.
    let mut story = closed_story();
    story.take(vec![reopened(None)]);
    assert_eq!(story.is().phase, Phase::Ended);
}
