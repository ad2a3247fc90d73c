//! `quet audit`: the record of what was done, verified, vouched for on paper, and its details erased at their time.
//!
//! Must never call a record whole of which a part was not held against anything: what no checkpoint vouches for is said,
//! and the command does not end as if all were well.

use std::fmt::Write;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use ::scan::names::shown;
use office::day::Day;
use office::record::{Break, Checkpoint, Checkpoints, Deed, Key, Late};
use store::record::VerifyError;
use store::{Store, StoreError};

use crate::exit::Exit;
use crate::feed::store_trouble;
use crate::out;
use crate::scan::technical;
use crate::serve;
use crate::stored::{self, deed};
use crate::usage::{AuditAct, AuditOptions};
use words::Words;

/// Bytes of a file of checkpoints that was kept elsewhere.
const LARGEST_KEPT: u64 = 2 << 30;
/// Times that are named one by one.
const LATE: usize = 50;

/// Runs the command.
pub fn run(options: &AuditOptions, words: &Words) -> Exit {
    stored::with(&options.store, words, async |store| match &options.act {
        AuditAct::Verify { key, checkpoints } => verify(store, key.as_deref(), checkpoints, words).await,
        AuditAct::Checkpoint => checkpoint(store, words).await,
        AuditAct::Accept { entry, why } => accept(store, *entry, why, words).await,
        AuditAct::Erase { before, object, why } => erase(store, before, object.as_deref(), why, words).await,
    })
}

/// Follows the record from its beginning to its end.
async fn verify(store: &Store, key: Option<&Path>, kept: &[PathBuf], words: &Words) -> Exit {
    let checkpoints = match (key, kept) {
        (None, []) => store.checkpoints().map_err(|error| store_trouble(&error, words)),
        (Some(key), [_, ..]) => read_kept(key, kept, words),
        // One without the other vouches for nothing.
        _ => {
            out::aside(format!("quet: {}", words.say("audit-key-and-checkpoints")));
            return Exit::Usage;
        }
    };
    let checkpoints = match checkpoints {
        Ok(checkpoints) => checkpoints,
        Err(trouble) => {
            out::aside(format!("quet: {trouble}"));
            return Exit::Incomplete;
        }
    };
    match store.verify_record(&checkpoints).await {
        Ok(verified) => {
            let number = |number: u64| words.number(number);
            let values = [
                ("entries", &*number(verified.entries)),
                ("erased", &number(verified.erased)),
                ("checkpoints", &number(checkpoints.len() as u64)),
                ("digest", &hex(&verified.head.digest)),
            ];
            out::line(words.with("audit-whole", &values));
            if verified.events > 0 {
                out::line(words.with("audit-events", &[("events", &number(verified.events))]));
            }
            if verified.unheld > 0 {
                out::line(words.with("audit-events-unheld", &[("events", &number(verified.unheld))]));
            }
            if verified.beyond > 0 {
                out::line(words.with("audit-beyond", &[("entries", &number(verified.beyond))]));
            }
            for Late { entries: (first, last), told } in verified.late.iter().take(LATE) {
                let numbers = [("first", first), ("last", last), ("told", told)];
                let numbers = numbers.map(|(name, number)| (name, number.to_string()));
                let values: Vec<(&str, &str)> = numbers.iter().map(|(name, text)| (*name, &**text)).collect();
                out::line(words.with("audit-late", &values));
            }
            if !verified.late.is_empty() {
                out::line(words.with("audit-late-then", &[("times", &number(verified.late.len() as u64))]));
            }
            if verified.beyond == 0 && verified.late.is_empty() { Exit::Fine } else { Exit::Incomplete }
        }
        Err(VerifyError::Store(error)) => {
            out::aside(format!("quet: {}", store_trouble(&error, words)));
            Exit::Incomplete
        }
        Err(error) => {
            out::line(words.with("audit-broken", &[("what", &broken(&error, words))]));
            out::line(words.say("audit-broken-then"));
            Exit::Found
        }
    }
}

/// Checkpoints that were kept elsewhere, and the key that they are to be signed with.
fn read_kept(key: &Path, kept: &[PathBuf], words: &Words) -> Result<Checkpoints, String> {
    let lines = |path: &Path| {
        File::open(path)
            .and_then(|file| BufReader::new(file.take(LARGEST_KEPT)).lines().collect::<Result<Vec<_>, _>>())
            .map_err(|error| {
                let path = [("path", &*shown(path))];
                format!("{} {}", words.with("audit-cannot-read", &path), technical(&error, words))
            })
    };
    let public = Key::read(lines(key)?.first().map_or("", String::as_str))
        .ok_or_else(|| words.with("audit-no-key", &[("path", &*shown(key))]))?;
    let bad = |path: &Path, line: u64| {
        words.with("audit-bad-checkpoint", &[("path", &*shown(path)), ("line", &words.number(line))])
    };
    let mut claimed = Vec::new();
    for path in kept {
        let before = claimed.len() as u64;
        for (line, number) in lines(path)?.iter().zip(1_u64..) {
            let checkpoint = Checkpoint::claimed(line).ok_or_else(|| bad(path, number))?;
            claimed.push((before.saturating_add(number), checkpoint));
        }
    }
    Checkpoints::of(public, claimed).map_err(|line| bad(kept.last().map_or(key, PathBuf::as_path), line))
}

/// Says where the record ends, signed: to be kept elsewhere, or read out on the telephone.
async fn checkpoint(store: &Store, words: &Words) -> Exit {
    let checkpoints = match store.checkpoints() {
        Ok(checkpoints) => checkpoints,
        Err(error) => {
            out::aside(format!("quet: {}", store_trouble(&error, words)));
            return Exit::Incomplete;
        }
    };
    match store.checkpoint_now(&checkpoints, serve::running::now()).await {
        Ok(Some(line)) => {
            out::line(line);
            Exit::Fine
        }
        Ok(None) => {
            out::aside(words.say("audit-not-vouched"));
            Exit::Incomplete
        }
        Err(error) => {
            out::aside(format!("quet: {}", store_trouble(&error, words)));
            Exit::Incomplete
        }
    }
}

/// Notes that somebody answers for entries that were vouched for late.
async fn accept(store: &Store, entry: u64, why: &str, words: &Words) -> Exit {
    let deed = Deed { why: why.to_owned(), ..deed("quet audit accept") };
    match store.accept_late(entry, &deed).await {
        Ok(true) => {
            out::line(words.with("audit-accepted", &[("entry", &entry.to_string())]));
            Exit::Fine
        }
        Ok(false) => {
            let told = words.with("audit-not-late", &[("entry", &entry.to_string())]);
            out::aside(format!("quet: {told}"));
            Exit::Usage
        }
        Err(error) => {
            out::aside(format!("quet: {}", store_trouble(&error, words)));
            Exit::Incomplete
        }
    }
}

/// Erases the details of entries that are older than a day.
async fn erase(store: &Store, before: &str, object: Option<&str>, why: &str, words: &Words) -> Exit {
    let Ok(day) = Day::read(before) else {
        out::aside(format!("quet: {}", words.with("audit-no-day", &[("day", before)])));
        return Exit::Usage;
    };
    let Some(before) = day.begins() else {
        out::aside(format!("quet: {}", words.with("audit-no-day", &[("day", before)])));
        return Exit::Usage;
    };
    let deed = Deed { why: why.to_owned(), ..deed("quet audit erase") };
    match store.erase_details(before, object, &deed).await {
        Ok(erased) => {
            out::line(words.with("audit-erased", &[("entries", &words.number(erased))]));
            Exit::Fine
        }
        Err(error) => {
            out::aside(format!("quet: {}", store_trouble(&error, words)));
            Exit::Incomplete
        }
    }
}

fn broken(error: &VerifyError, words: &Words) -> String {
    let number = |number: u64| number.to_string();
    match error {
        VerifyError::Broken(Break::Order { expected, found }) => {
            words.with("audit-break-order", &[("expected", &*number(*expected)), ("found", &number(*found))])
        }
        VerifyError::Broken(Break::Link(at)) => words.with("audit-break-link", &[("entry", &*number(*at))]),
        VerifyError::Broken(Break::Entry(at)) => words.with("audit-break-entry", &[("entry", &*number(*at))]),
        VerifyError::Broken(Break::Details(at) | Break::HalfErased(at)) => {
            words.with("audit-break-details", &[("entry", &*number(*at))])
        }
        VerifyError::Broken(Break::DetailsGone(at)) => {
            words.with("audit-break-gone", &[("entry", &*number(*at))])
        }
        VerifyError::Broken(Break::ErasedOtherwise { at, told, gone }) => words.with(
            "audit-break-erased",
            &[("entry", &*number(*at)), ("told", &number(*told)), ("gone", &number(*gone))],
        ),
        VerifyError::Broken(Break::Forged(line)) => {
            words.with("audit-break-forged", &[("line", &*number(*line))])
        }
        VerifyError::Broken(Break::MadeAnew(at)) => {
            words.with("audit-break-anew", &[("entry", &*number(*at))])
        }
        VerifyError::Broken(Break::CutOff { end, known }) => {
            words.with("audit-break-cut", &[("end", &*number(*end)), ("known", &number(*known))])
        }
        VerifyError::Broken(Break::EventChanged { incident, event }) => words.with(
            "audit-break-event-changed",
            &[("incident", &*incident.to_string()), ("event", &number(*event))],
        ),
        VerifyError::Broken(Break::EventGone { incident, event }) => words.with(
            "audit-break-event-gone",
            &[("incident", &*incident.to_string()), ("event", &number(*event))],
        ),
        VerifyError::Broken(Break::EventAdded { incident, event }) => words.with(
            "audit-break-event-added",
            &[("incident", &*incident.to_string()), ("event", &number(*event))],
        ),
        VerifyError::Broken(Break::HistoryChanged(incident)) => {
            words.with("audit-break-history", &[("incident", &*incident.to_string())])
        }
        VerifyError::Orphan(at) => words.with("audit-break-orphan", &[("entry", &*at.to_string())]),
        VerifyError::Store(error) => technical(error as &StoreError, words),
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        // Writing into memory does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
