//! What a package tells people beside its events: custody, papers, the rules of its day, and what it is.
//!
//! Must never say what the events do not, but for names.

use office::incident::{Incident, Kept as Piece, Names};
use office::rulebook::{Due, Edition, Key, Said, Word};
use serde_json::{Value, json};
use words::Words;

use super::super::rules;

/// Who that is, by name.
fn name(names: &Names, who: &str) -> String {
    names.people.get(who).cloned().unwrap_or_else(|| who.trim_start_matches("name:").to_owned())
}

/// Through whose hands each piece of evidence went, and who saw it.
pub fn custody(incident: &Incident, names: &Names, file: impl Fn(i64, &Piece) -> Option<String>) -> Value {
    let one = |(number, piece): (&i64, &Piece)| {
        let hands = piece.custody.iter().map(|hand| {
            json!({"at": hand.at, "by": name(names, &hand.who), "from": hand.from, "to": hand.to,
                   "reasons": hand.reasons})
        });
        let seen = piece.seen.iter().map(|(at, who)| json!({"at": at, "by": name(names, who)}));
        json!({
            "number": number, "name": piece.name, "kind": piece.kind, "sha256": piece.sha256,
            "bytes": piece.bytes, "file": file(*number, piece), "taken_from": piece.from,
            "taken_at": piece.taken_at, "kept_at": piece.kept_at, "kept_by": name(names, &piece.who),
            "custody": hands.collect::<Vec<_>>(), "seen": seen.collect::<Vec<_>>(),
        })
    };
    Value::Array(incident.evidence.iter().map(one).collect())
}

/// Papers that went out, each with the file that came back.
pub fn documents(incident: &Incident, file: impl Fn(i64) -> Option<String>) -> Value {
    let papers = incident.papers.iter().map(|(event, paper)| {
        json!({
            "event": event, "form": paper.kind, "deadline": paper.deadline, "to": paper.to,
            "number": paper.number, "date": paper.date, "sent_at": paper.sent_at, "arrival": paper.arrival,
            "no_arrival": paper.no_arrival, "state": if paper.is_sent() { "sent" } else { "issued" },
            "classified": paper.classified, "file": paper.file.and_then(&file),
        })
    });
    Value::Array(papers.collect())
}

/// What was owed by the rules of the day of its detection, in the words of that day.
pub fn rulebook(incident: &Incident) -> Value {
    let both = |said: &Said| json!({"vi": said.vi, "en": said.en});
    let edition: Edition<'_> = rules::edition(incident);
    let words = Word::ALL.iter().map(|word| (word.key().to_owned(), both(&edition.word(*word).value)));
    let owed = rules::standing(incident).into_iter().map(|one| {
        let due = match one.owed.due {
            Due::AtOnce(at) => json!({"at_once": at.as_second()}),
            Due::By(at) => json!({"by": at.as_second()}),
            Due::Undated | Due::After(_) | Due::NotInCalendar(_) => Value::Null,
        };
        let to: Vec<Value> = one.owed.to.iter().map(|to| both(&to.said)).collect();
        json!({
            "rule": one.owed.key, "owed": both(&one.owed.said), "by": one.owed.owed_by.key(), "to": to,
            "due": due, "met": one.met, "source": one.owed.source,
        })
    });
    json!({
        "day": edition.day().to_string(),
        "words": words.collect::<serde_json::Map<_, _>>(),
        "deadlines": owed.collect::<Vec<_>>(),
    })
}

/// What it is, for people, in both languages.
pub fn readme(code: &str, number: &str, words: [&Words; 2]) -> String {
    let said = |words: &Words| words.with("package-readme", &[("code", code), ("number", number)]);
    format!("{}\n\n----\n\n{}\n", said(words[0]), said(words[1]))
}
