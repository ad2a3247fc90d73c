//! What our own scanner says of evidence: noted where it was looked at elsewhere, and shown beside the evidence.
//!
//! Must never look into a file: `quet` has that done where a crash costs one object. Must never call anything clean, and
//! never show what was found without what was not read.

use std::sync::{PoisonError, RwLock};

use office::incident::{Event, Kept as Piece, Look, Refused};
use office::playbook::Playbook;
use office::record::{Deed, Who};
use store::StoreError;
use store::incidents::{IncidentsError, Kept, LookJob};

use super::act::beside;
use crate::console::frame::Desk;
use crate::console::office::Office;

/// With which rules this server looks at evidence now: their digest, in hexadecimal.
#[derive(Debug, Default)]
pub struct RulesNow(RwLock<Option<String>>);

impl RulesNow {
    /// The digest; nothing where there are no rules.
    pub fn get(&self) -> Option<String> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Says which they are.
    pub fn set(&self, digest: Option<String>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = digest;
    }
}

/// Notes in its incident what came of a look. False where somebody else looks at it by now.
///
/// # Errors
/// When it cannot be stored: then it is looked at again later.
pub async fn tell_look(office: &Office, job: &LookJob, look: &Look, now: i64) -> Result<bool, StoreError> {
    let Some(kept) = office.store.incident(job.incident).await? else { return Ok(false) };
    let is_over = office.is_over(&kept).await?;
    let at = office.clock_of(&kept, now).await?;
    let event = Event::EvidenceLooked { evidence: job.number, look: look.clone() };
    let decide = |kept: &Kept| {
        // Nothing happens any more in what was practised and is over.
        if is_over || !kept.incident.evidence.contains_key(&job.number) {
            return Ok(Default::default());
        }
        let playbook = Playbook::read(&kept.playbook).map_err(|_| Refused::NoSuch)?;
        Ok(beside(kept, &playbook, std::slice::from_ref(&event), &Who::Server.word(), 0, at))
    };
    let deed = Deed { who: Who::Server, at: now, from: String::new(), why: String::new() };
    match office.store.tell_look(job, &decide, &deed).await {
        Ok(told) => Ok(told),
        Err(IncidentsError::Store(error)) => Err(error),
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            tracing::error!(incident = job.incident, error, "what was seen in evidence was not noted");
            Ok(false)
        }
    }
}

/// A look in words.
#[derive(Debug, Default)]
pub struct Said {
    /// What came of it, in a sentence.
    pub verdict: String,
    /// The class of its tag: act, wait, or none.
    pub class: &'static str,
    /// What was found.
    pub found: Vec<(String, String, String)>,
    /// What was not read.
    pub gaps: Vec<(String, String)>,
    /// More of both, and with what it was looked at.
    pub notes: Vec<String>,
    /// Whether it can be asked for again.
    pub may_ask: bool,
}

/// What our own scanner says of a piece. `rules` is the digest of the rules in force.
pub fn said(f: &Desk<'_>, piece: &Piece, rules: Option<&str>) -> Said {
    let mut said = Said { may_ask: piece.look_asked.is_none(), ..Said::default() };
    match &piece.look {
        None => {
            said.verdict = f.say(if rules.is_some() { "look-waits" } else { "look-no-rules" });
            said.class = "wait";
            return said;
        }
        Some((at, look)) => of(f, look, *at, rules, &mut said),
    }
    if piece.look_asked.is_some() {
        said.notes.push(f.say("look-asked"));
    }
    said
}

/// What came of a look, in a sentence.
pub fn line(f: &Desk<'_>, look: &Look) -> String {
    verdict(f, look).0
}

fn verdict(f: &Desk<'_>, look: &Look) -> (String, &'static str) {
    let found = look.found.len() as u64 + look.more_found;
    match (&*look.not_looked, found, look.is_whole()) {
        ("", 0, true) => (f.say("look-nothing"), ""),
        ("", 0, false) => (f.say("look-nothing-in-part"), "wait"),
        ("", found, true) => (f.with1("look-found", "number", &f.words.number(found)), "act"),
        ("", found, false) => (f.with1("look-found-in-part", "number", &f.words.number(found)), "act"),
        (why, _, _) => (f.with1("look-not", "why", &f.say(not_looked(why))), "wait"),
    }
}

fn of(f: &Desk<'_>, look: &Look, at: i64, rules: Option<&str>, said: &mut Said) {
    (said.verdict, said.class) = verdict(f, look);
    let inside = |names: &[String]| names.join(" › ");
    said.found = look
        .found
        .iter()
        .map(|one| (f.say(level(&one.level)), inside(&one.inside), one.because.join("; ")))
        .collect();
    said.gaps = look.gaps.iter().map(|gap| (inside(&gap.inside), f.say(reason(&gap.reason)))).collect();
    let mut count = |id: &str, number: u64| {
        if number > 0 {
            said.notes.push(f.with1(id, "number", &f.words.number(number)));
        }
    };
    count("look-more-found", look.more_found);
    count("look-more-gaps", look.more_gaps);
    count("look-left-out", look.left_out);
    count("look-members", look.members);
    let short: String = look.rules_sha256.chars().take(12).collect();
    let values = [
        ("moment", f.moment(at)),
        ("program", look.program.clone()),
        ("rules", f.words.number(look.rules)),
        ("digest", short),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if look.rules_sha256.is_empty() {
        said.notes.push(f.words.with("look-when", &values));
    } else {
        said.notes.push(f.words.with("look-with", &values));
        if !look.pack.is_empty() {
            said.notes.push(f.with1("look-pack", "pack", &look.pack));
        }
        match rules {
            Some(now) if now != look.rules_sha256 => said.notes.push(f.say("look-other-rules")),
            _ => {}
        }
    }
}

fn not_looked(word: &str) -> &'static str {
    match word {
        "rules" => "look-not-rules",
        "size" => "look-not-size",
        "damaged" => "look-not-damaged",
        "gone" => "look-not-gone",
        "broke" => "look-not-broke",
        _ => "look-not-crew",
    }
}

fn level(word: &str) -> &'static str {
    match word {
        "alert" => "look-level-alert",
        "warning" => "look-level-warning",
        _ => "look-level-notice",
    }
}

/// The sentence for a word of `quet scan`.
fn reason(word: &str) -> &'static str {
    match word {
        "changed_while_read" => "reason-changed-while-read",
        "encrypted" => "reason-encrypted",
        "corrupt" => "reason-corrupt",
        "unsupported" => "reason-unsupported",
        "too_deep" => "reason-too-deep",
        "too_many" => "reason-too-many",
        "too_large" => "reason-too-large",
        "ratio" => "reason-ratio",
        "time_limit" => "reason-time-limit",
        "engine_timeout" => "reason-engine-timeout",
        "match_limit" => "reason-match-limit",
        "crashed" => "reason-crashed",
        _ => "reason-unreadable",
    }
}
