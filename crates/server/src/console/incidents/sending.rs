//! The forms with which it is noted that a paper was issued, and that it arrived: their fields, and what was typed.
//!
//! Must never take a day that has not come, nor a paper for a duty that asks for another.

use office::day::Day;
use office::incident::{CLOSING, Event, Lack, Paper, Whereabouts};
use office::rulebook::{Key, Said};

use super::deeds::Subject;
use super::read::Typed as Read;
use super::rules::{self, Standing};
use crate::console::frame::Desk;
use crate::console::units::form::{Field, Typed, typed};
use crate::console::units::said as lines;

/// What a paper lacks before it counts as sent.
pub fn lacks(f: &Desk<'_>, paper: &Paper) -> Vec<String> {
    let said = |lack: Lack| match lack {
        Lack::Number => "paper-lacks-number",
        Lack::Arrival => "paper-lacks-arrival",
        Lack::Signature => "paper-lacks-signature",
    };
    paper.lacks().into_iter().map(|lack| f.say(said(lack))).collect()
}

/// Where a paper is.
pub fn whereabouts(f: &Desk<'_>, incident: &office::incident::Incident, paper: &Paper) -> String {
    match (&paper.file, paper.classified) {
        (_, true) => f.say("incident-sent-classified"),
        (None, _) => f.say("incident-sent-on-paper"),
        (Some(number), _) => incident.evidence.get(number).map(|kept| kept.name.clone()).unwrap_or_default(),
    }
}

/// That it arrived: its number there, or why there is none.
pub fn arrival(f: &Desk<'_>, arrival: &str, none: &str) -> String {
    match (arrival, none) {
        ("", "") => String::new(),
        ("", none) => f.with1("paper-no-arrival-because", "why", none),
        (arrival, _) => f.with1("event-arrived", "number", arrival),
    }
}

impl Subject<'_> {
    /// A paper that came back signed: with its number, its day, and the file or where it is kept.
    pub(super) fn sent(&self, value: Typed<'_>) -> Vec<Field> {
        let said = |said: &Said| if self.f.lang() == "en" { said.en.clone() } else { said.vi.clone() };
        let edition = rules::edition(self.incident);
        let forms = edition
            .forms()
            .filter(|form| form.value.key.is_of_one())
            .map(|form| (form.value.key.key().to_owned(), said(&form.value.title)))
            .collect();
        let standing = rules::standing(self.incident);
        let own = standing
            .iter()
            .find(|one| one.met.is_none() && one.owed.form.is_some_and(|form| form.key() == self.about.kind));
        let own = own.map(|one| one.owed.key.clone()).unwrap_or_default();
        let mut owed = vec![(String::new(), self.f.say("incident-sent-no-deadline"))];
        owed.extend(standing.iter().map(|one| (one.owed.key.clone(), said(&one.owed.said))));
        let mut number = self.line(value, "number", "incident-sent-number", "", true);
        number.hint = self.f.say("incident-sent-number-hint");
        let mut deadline = self.choice(value, "deadline", "incident-sent-deadline", &own, owed);
        deadline.hint = self.f.say("paper-deadline-hint");
        let mut fields = vec![
            self.choice(value, "form", "incident-sent-form", &self.about.kind, forms),
            deadline,
            self.line(value, "to", "incident-sent-to", "", true),
            number,
            typed(
                "date",
                self.f.say("incident-sent-date"),
                self.f.say("units-day-hint"),
                value.get("date", ""),
                "required inputmode=numeric maxlength=10 autocomplete=off",
            ),
            self.moment(value, "at", "incident-sent-at", 0, true),
        ];
        fields.extend(self.arrival(value, &Paper::default()));
        fields.push(self.file(value, "incident-choose"));
        fields
    }

    /// What a paper that was issued lacks before it counts as sent; nothing where it lacks nothing.
    pub(super) fn arrived(&self, value: Typed<'_>) -> Option<Vec<Field>> {
        let paper = self.incident.papers.get(&u64::from(self.about.of)).filter(|paper| !paper.is_sent())?;
        let mut fields = self.arrival(value, paper);
        let mut file = self.file(value, "paper-file-stays");
        let stands = whereabouts(self.f, self.incident, paper);
        let missing = lacks(self.f, paper).join(" ");
        file.hint = format!("{} {missing} {}", self.f.with1("paper-file-is", "where", &stands), file.hint);
        fields.push(file);
        Some(fields)
    }

    fn arrival(&self, value: Typed<'_>, paper: &Paper) -> Vec<Field> {
        let mut arrival = self.line(value, "arrival", "incident-arrival", &paper.arrival, false);
        arrival.hint = self.f.say("paper-arrival-hint");
        let mut none = self.line(value, "no_arrival", "paper-no-arrival", &paper.no_arrival, false);
        none.hint = self.f.say("paper-no-arrival-hint");
        vec![arrival, none]
    }

    fn file(&self, value: Typed<'_>, first: &str) -> Field {
        let mut files = vec![
            (String::new(), self.f.say(first)),
            ("paper".to_owned(), self.f.say("incident-sent-on-paper")),
            ("classified".to_owned(), self.f.say("incident-sent-classified")),
        ];
        let kept = self.incident.evidence.iter().filter(|(_, kept)| kept.kind == "paper");
        files.extend(kept.map(|(number, kept)| (number.to_string(), kept.name.clone())));
        let mut file = self.choice(value, "file", "incident-sent-file", "", files);
        file.hint = self.f.say("incident-sent-file-hint");
        file
    }
}

/// A paper that came back: it is issued with its number, its day and the minute at which it went, and sent when it has
/// arrived as what was signed.
pub(super) fn sent(t: &mut Read<'_, '_>) -> Option<Event> {
    let edition = rules::edition(t.subject.incident);
    let of_one = edition.forms().map(|form| form.value.key).filter(|form| form.is_of_one());
    let form = of_one.map(|form| form.key()).find(|form| *form == t.fields.get("form"));
    let kind = t.one_of("form", form)?.to_owned();
    let deadline = deadline(t, &kind)?;
    let sent_at = t.moment("at", true);
    // People say the minute, and what was sent in the minute of detection was sent after it.
    let minute = |at: i64| at.div_euclid(60);
    if sent_at > t.subject.now || minute(sent_at) < minute(t.subject.incident.detected_at) {
        t.tell("at", t.subject.f.say("incident-sent-when"));
    }
    let date = match Day::read(t.fields.get("date")) {
        Ok(day) if Day::at(t.subject.now).is_none_or(|today| day > today) => {
            t.tell("date", t.subject.f.say("day-future"));
            String::new()
        }
        Ok(day) => day.to_string(),
        Err(error) => {
            t.tell("date", lines::no_day(t.subject.f, error));
            String::new()
        }
    };
    let (arrival, no_arrival) = arrival_of(t);
    let kept = whereabouts_of(t);
    let kept = t.one_of("file", kept)?;
    let paper = Paper {
        kind,
        deadline,
        to: t.line("to"),
        number: t.line("number"),
        date,
        sent_at,
        arrival,
        no_arrival,
        file: kept.file,
        classified: kept.classified,
        signatures: None,
    };
    Some(Event::PaperSent { paper })
}

/// What was missing of a paper that was issued.
pub(super) fn arrived(t: &mut Read<'_, '_>) -> Option<Event> {
    let of = u64::from(t.subject.about.of);
    let paper = t.subject.incident.papers.get(&of)?;
    let (arrival, none) = arrival_of(t);
    let kept = match t.fields.get("file") {
        "" => None,
        _ => {
            let kept = whereabouts_of(t);
            Some(t.one_of("file", kept)?)
        }
    };
    // What changes nothing is no word about it.
    if arrival.is_empty() && none.is_empty() && paper.lacks().contains(&Lack::Arrival) {
        t.tell("arrival", t.subject.f.say("paper-arrival-needed"));
    } else if kept.is_none() && !paper.lacks().contains(&Lack::Arrival) {
        t.tell("file", t.subject.f.say("paper-lacks-signature"));
    }
    Some(Event::PaperArrived { of, arrival, none, kept })
}

/// Which duty a paper is for: one that asks for this form, or for none.
fn deadline(t: &mut Read<'_, '_>, kind: &str) -> Option<String> {
    let standing = rules::standing(t.subject.incident);
    let names = |one: &&Standing| one.owed.form.map(Key::key);
    match t.fields.get("deadline") {
        "" => {
            // Without it the duty would stand open beside an incident that is closed.
            let owed = standing.iter().any(|one| one.met.is_none() && names(&one) == Some(kind));
            if kind == CLOSING && owed {
                t.tell("deadline", t.subject.f.say("paper-deadline-owed"));
            }
            Some(String::new())
        }
        key => {
            let known = standing.iter().find(|one| one.owed.key == key);
            let one = t.one_of("deadline", known)?;
            // Whoever told of it is answered by word, not by a paper.
            if key == rules::ACKNOWLEDGE || names(&one).is_some_and(|form| form != kind) {
                t.tell("deadline", t.subject.f.say("paper-deadline-other-form"));
            }
            Some(one.owed.key.clone())
        }
    }
}

/// The number under which it arrived, or why there is none.
fn arrival_of(t: &mut Read<'_, '_>) -> (String, String) {
    let (arrival, none) = (t.line_or_none("arrival"), t.line_or_none("no_arrival"));
    if !arrival.is_empty() && !none.is_empty() {
        t.tell("no_arrival", t.subject.f.say("paper-arrival-both"));
    }
    (arrival, none)
}

/// Where it was said to be.
fn whereabouts_of(t: &Read<'_, '_>) -> Option<Whereabouts> {
    let of = |file, classified| Whereabouts { file, classified, signatures: None };
    match t.fields.get("file") {
        "paper" => Some(of(None, false)),
        "classified" => Some(of(None, true)),
        number => {
            let kept = &t.subject.incident.evidence;
            let number = number.parse::<i64>().ok()?;
            kept.get(&number).is_some_and(|kept| kept.kind == "paper").then(|| of(Some(number), false))
        }
    }
}
