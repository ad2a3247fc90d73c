//! Whatever is done to the events of incidents, the record tells. Must never vouch for one that was made for the test alone.

use super::super::*;

const INCIDENT: i64 = 4;

/// A record that tells of one incident's events, and these as they are stored.
#[derive(Clone, Default)]
struct Story {
    head: Head,
    entries: Vec<(Entry, Option<String>)>,
    stored: Vec<(i64, String, i64, String)>,
}

impl Story {
    fn note(&mut self, action: &str, said: &SaidOfEvents) {
        let details = serde_json::to_string(said).unwrap();
        let object = format!("incident:{INCIDENT}");
        let entry = self.head.next(&Said {
            at: 1_790_000_000,
            who: "person:12",
            action,
            object: &object,
            unit: 3,
            details: details_digest(&[7; 32], &details),
        });
        self.head = Head::from(&entry);
        self.entries.push((entry, Some(details)));
    }

    fn digest(&self, at: usize) -> Digest {
        let (when, who, unit, event) = &self.stored[at];
        event_digest(*when, who, *unit, event)
    }

    fn store(&mut self, text: &str) -> Digest {
        self.stored.push((1_790_000_000, "person:12".to_owned(), 3, text.to_owned()));
        self.digest(self.stored.len() - 1)
    }

    /// Three events that came from elsewhere, and three more.
    fn new() -> Story {
        let mut story = Story::default();
        let came: Vec<Digest> = ["mở", "báo", "xem"].map(|text| story.store(text)).to_vec();
        story.note(HISTORY, &SaidOfEvents::of_all(3, &events_digest(&came)));
        for (text, number) in ["nhận", "xử lý", "đóng"].into_iter().zip(4..) {
            let digest = story.store(text);
            story.note("incident.step-done", &SaidOfEvents::of(number, &digest));
        }
        // What tells of no event, tells of none.
        story.note("incident.restricted", &SaidOfEvents::default());
        story
    }

    /// Something of one is erased, and the record says so.
    fn erase(&mut self, at: usize) {
        let was = self.digest(at);
        self.stored[at].3 = "…".to_owned();
        let erased = vec![Erasure::of(at as u64 + 1, &was, &self.digest(at))];
        self.note(WHO_TOLD_ERASED, &SaidOfEvents { erased, ..SaidOfEvents::default() });
    }

    /// How many are held, and of how many nothing can be said.
    fn verify(&self) -> Result<(u64, u64), Break> {
        let mut events = Events::default();
        for (entry, details) in &self.entries {
            events.follow(&entry.action, &entry.object, details.as_deref())?;
        }
        let found: Vec<(u64, Digest)> =
            (0..self.stored.len()).map(|at| (at as u64 + 1, self.digest(at))).collect();
        events.hold(0, &[])?;
        if !found.is_empty() {
            events.hold(INCIDENT, &found)?;
        }
        events.ended()?;
        Ok((events.held(), events.unheld()))
    }
}

/// What is done to it.
type Way = fn(&mut Story);

#[test]
fn what_nobody_touched_is_held() {
    assert_eq!(Story::new().verify(), Ok((6, 0)));
    let mut story = Story::new();
    // One that came from elsewhere, and one of here.
    story.erase(0);
    story.erase(4);
    assert_eq!(story.verify(), Ok((6, 0)));
    // And something else of the same.
    story.stored[0].3.push(' ');
    let since = story.digest(0);
    story.stored[0].3 = "…".to_owned();
    let erased = vec![Erasure::of(1, &story.digest(0), &since)];
    story.stored[0].3 = "… ".to_owned();
    story.note(WHO_TOLD_ERASED, &SaidOfEvents { erased, ..SaidOfEvents::default() });
    assert_eq!(story.verify(), Ok((6, 0)));
}

#[test]
fn whatever_is_done_to_an_event_is_found() {
    let changed = |event| Break::EventChanged { incident: INCIDENT, event };
    let gone = |event| Break::EventGone { incident: INCIDENT, event };
    let ways: [(&str, Way, Break); 11] = [
        ("its text", |story| story.stored[4].3.push('x'), changed(5)),
        ("its moment", |story| story.stored[4].0 += 1, changed(5)),
        ("who", |story| story.stored[4].1 = "person:13".to_owned(), changed(5)),
        ("for whom", |story| story.stored[4].2 = 9, changed(5)),
        ("two are exchanged", |story| story.stored.swap(3, 5), changed(4)),
        ("what came", |story| story.stored[1].3.push('x'), Break::HistoryChanged(INCIDENT)),
        ("one of those is gone", |story| story.stored.truncate(2), gone(3)),
        ("the last is gone", |story| story.stored.truncate(5), gone(6)),
        ("all are gone", |story| story.stored.clear(), gone(1)),
        (
            "one was put there",
            |story| {
                story.store("thêm");
            },
            Break::EventAdded { incident: INCIDENT, event: 7 },
        ),
        (
            "what is erased was another one before",
            |story| {
                story.stored[4].3.push('x');
                story.erase(4);
            },
            changed(5),
        ),
    ];
    for (what, way, expected) in ways {
        let mut story = Story::new();
        way(&mut story);
        assert_eq!(story.verify(), Err(expected), "{what}");
    }
    // The same where something was erased before.
    let mut story = Story::new();
    story.erase(0);
    story.stored[0].3.push('x');
    assert_eq!(story.verify(), Err(changed(1)));
    let mut story = Story::new();
    story.stored[1].3.push('x');
    story.erase(1);
    assert_eq!(story.verify(), Err(Break::HistoryChanged(INCIDENT)));
    // Whatever the record forgot, how many there are it tells.
    let ways: [(&str, Way, Break); 3] = [
        ("all are gone", |story| story.stored.clear(), gone(1)),
        ("the last is gone", |story| story.stored.truncate(5), gone(6)),
        (
            "one was put there",
            |story| {
                story.store("thêm");
            },
            Break::EventAdded { incident: INCIDENT, event: 7 },
        ),
    ];
    for (what, way, expected) in ways {
        for at in [1, 4] {
            let mut story = Story::new();
            story.entries[at].1 = None;
            way(&mut story);
            assert_eq!(story.verify(), Err(expected.clone()), "{what}, without details {at}");
        }
    }
    // Nor does it help to erase something of what was put there, or of what was altered when the record had forgotten it.
    let mut story = Story::new();
    story.store("thêm");
    story.erase(6);
    assert_eq!(story.verify(), Err(Break::EventAdded { incident: INCIDENT, event: 7 }));
}

#[test]
fn what_the_record_forgot_is_not_said_to_be_held() {
    let mut story = Story::new();
    story.entries[0].1 = None;
    story.entries[2].1 = None;
    assert_eq!(story.verify(), Ok((2, 4)));
    // What it says later of one does not say that it was that before.
    story.erase(0);
    story.erase(4);
    assert_eq!(story.verify(), Ok((2, 4)));
    // Nothing is said of these by a version that vouched for less.
    let mut story = Story::new();
    story.entries[2].1 = Some(r#"{"event":5,"sha256":"ab"}"#.to_owned());
    assert_eq!(story.verify(), Ok((5, 1)));
}
