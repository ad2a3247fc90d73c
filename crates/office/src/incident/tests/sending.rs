//! When a paper counts as sent, which duty it meets, and that what was stored before is read as it was.
//!
//! Must never make an incident another by how its papers are counted now.

use super::super::*;
use super::{Story, arrived, closed, closing, director, lead};

fn signed(states: &[SignatureState]) -> Paper {
    let of = |state: &SignatureState| Signature { state: *state, ..Signature::default() };
    let signatures = Some(states.iter().map(of).collect());
    Paper { file: Some(1), arrival: "201".into(), signatures, ..closing() }
}

#[test]
fn a_paper_is_sent_when_it_has_arrived_as_what_was_signed() {
    use SignatureState::{Broken, GoesOn, Holds, Unclear};
    for (states, lacks) in [
        (&[Holds][..], vec![]),
        (&[Unclear], vec![]),
        (&[GoesOn, Holds], vec![]),
        (&[], vec![Lack::Signature]),
        (&[GoesOn], vec![Lack::Signature]),
        (&[Holds, Broken], vec![Lack::Signature]),
    ] {
        assert_eq!(signed(states).lacks(), lacks, "{states:?}");
    }
    let on_paper = Paper { file: None, signatures: None, ..signed(&[]) };
    let classified = Paper { classified: true, ..on_paper.clone() };
    let by_post =
        Paper { arrival: String::new(), no_arrival: "gửi bưu điện".into(), ..on_paper.clone() };
    for paper in [&on_paper, &classified, &by_post] {
        assert!(paper.is_sent(), "{paper:?}");
    }
    let undated = Paper { date: "hôm qua".into(), ..on_paper.clone() };
    assert_eq!(undated.lacks(), [Lack::Number]);
    assert_eq!(closing().lacks(), [Lack::Arrival]);
}

#[test]
fn a_duty_is_met_by_the_form_that_it_names_from_when_the_paper_went() {
    let mut story = Story::new();
    story.told();
    let paper = Paper { deadline: "report".into(), kind: "incident_report".into(), ..closing() };
    story.does(&lead(super::COMMUNE), Event::PaperSent { paper });
    let of = story.entries.len() as u64;
    assert_eq!(story.is().met_at("report", Some("incident_report"), 0), None);
    assert_eq!(story.is().issued_at("report", Some("incident_report")), Some(1_700));
    story.does(&director(), arrived(of, "201"));
    let is = story.is();
    assert_eq!(is.met_at("report", Some("incident_report"), 0), Some(1_700));
    assert_eq!(is.met_at("report", Some("notice"), 0), None);
    assert_eq!(is.met_at("report", None, 0), Some(1_700), "a duty that names no form");
    assert_eq!(is.issued_at("report", Some("incident_report")), None);
}

#[test]
fn what_was_stored_before_is_read_and_an_incident_that_was_closed_stays_closed() {
    let read = |text: &str| serde_json::from_str::<Event>(text).unwrap();
    let written = read(r#"{"event":"paper_written","form":"notice","values":{"cause":"x"}}"#);
    let came = read(r#"{"event":"paper_arrived","of":3,"arrival":"201"}"#);
    assert_eq!(came, arrived(3, "201"));
    let sent = read(
        r#"{"event":"paper_sent","paper":{"kind":"closing_report","deadline":"","to":"A05","number":"1",
            "date":"2026-11-01","sent_at":1700,"arrival":"","file":4,"classified":false}}"#,
    );
    let mut story = Story::new();
    story.told();
    story.take(vec![written, sent, Event::Ended { result: "sạch".into() }, closed()]);
    let is = story.is();
    assert_eq!(is.phase, Phase::Closed);
    assert!(is.drafts["notice"].over.is_empty());
    // A file that nobody looked at then is not held to be unsigned now.
    assert_eq!(is.papers.values().next().unwrap().lacks(), [Lack::Arrival]);
    // What is stored today is what was stored then, where nothing was said besides.
    let text = serde_json::to_string(&arrived(3, "201")).unwrap();
    assert_eq!(text, r#"{"event":"paper_arrived","of":3,"arrival":"201"}"#);
}

#[test]
fn a_machine_and_who_speaks_are_said_anew_by_who_saw_what_was_said() {
    let mut story = Story::new();
    story.told();
    let machine = |name: &str, place: &str| Event::MachineNoted {
        name: name.into(),
        machine: Machine { place: place.into(), ..Machine::default() },
    };
    let speaks =
        |name: &str| Event::SpokespersonNamed { name: name.into(), post: "Chánh văn phòng".into() };
    let seen = Some(story.entries.len() as u64);
    story.does(&director(), machine("PC-01", "tầng 1"));
    story.does(&director(), speaks("A"));
    assert!(matches!(story.ask(&director(), seen, machine("PC-01", "tầng 2")), Err(Refused::Changed(_))));
    assert!(matches!(story.ask(&director(), seen, speaks("B")), Err(Refused::Changed(_))));
    // Another machine is in nobody's way.
    assert!(story.ask(&director(), seen, machine("PC-02", "tầng 2")).is_ok());
    let now = Some(story.entries.len() as u64);
    assert!(story.ask(&director(), now, machine("PC-01", "tầng 2")).is_ok());
}
