//! `quet feed import`: reports of those who saw infected addresses are counted.
//!
//! Must never show a row that it leaves out without its line and the reason, nor the row itself: it holds addresses.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use ::scan::names::{shown, shown_bytes};
use indicators::feeds::shadowserver::{self, BadHeader, BadRow};
use server::import::{self, ImportError, ImportLimits, Imported, Problem};
use sightings::ingest::Refused;
use store::{Store, StoreError};

use crate::exit::Exit;
use crate::out;
use crate::scan::technical;
use crate::stored::{self, deed};
use crate::usage::FeedOptions;
use words::Words;

/// Past so many rows that were left out, they are summed up by reason as well.
const SUMMED: u64 = 20;

/// Runs the command.
pub fn run(options: &FeedOptions, words: &Words) -> Exit {
    let given = match &options.format {
        None => None,
        Some(name) => match shadowserver::report_called(name) {
            Some(report) => Some(report),
            None => {
                let known: Vec<&str> = shadowserver::REPORTS.iter().map(|report| report.name).collect();
                let values = [("name", &*shown_bytes(name.as_bytes())), ("known", &known.join(", "))];
                out::aside(format!("quet: {}", words.with("feed-unknown-format", &values)));
                return Exit::Usage;
            }
        },
    };
    stored::with(&options.store, words, async |store| import_all(store, options, given, words).await)
}

async fn import_all(
    store: &Store,
    options: &FeedOptions,
    given: Option<shadowserver::Report>,
    words: &Words,
) -> Exit {
    let mut all_done = true;
    let deed = deed("quet feed import");
    for path in &options.files {
        let name = if path == Path::new("-") { "-".to_owned() } else { shown(path) };
        let file_name =
            path.file_name().map_or_else(|| name.clone(), |name| name.to_string_lossy().into_owned());
        let input: Result<Box<dyn Read>, std::io::Error> =
            if name == "-" { Ok(Box::new(std::io::stdin().lock())) } else { open(path) };
        let imported = match input {
            Ok(input) => {
                let waiting = || out::aside(words.say("feed-waiting"));
                let limits = ImportLimits::default();
                import::import(store, &file_name, given, input, &limits, &deed, &waiting).await
            }
            Err(error) => Err(ImportError::Read(error)),
        };
        match imported {
            Ok(imported) => {
                tell(&name, &imported, words);
                all_done &= imported.problems.is_empty() && !imported.maybe_cut;
            }
            Err(error) => {
                out::aside(format!("quet: {name}: {}", trouble(&error, words)));
                all_done = false;
                // What failed is said above; that nobody else could be told adds nothing where the store is what failed.
                let _ = store.tell_report_failed(&shown_bytes(file_name.as_bytes()), &deed).await;
            }
        }
    }
    if all_done { Exit::Fine } else { Exit::Incomplete }
}

/// A folder opens like a file on some systems, and reads as nothing.
fn open(path: &Path) -> std::io::Result<Box<dyn Read>> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(std::io::Error::from(std::io::ErrorKind::IsADirectory));
    }
    Ok(Box::new(file))
}

fn tell(name: &str, imported: &Imported, words: &Words) {
    let import = &imported.import;
    let number = |number: u64| words.number(number);
    let values = [
        ("file", name),
        ("report", &import.report),
        ("read", &number(import.rows_read)),
        ("new", &number(import.rows_new)),
        ("repeated", &number(import.rows_repeated)),
        ("refused", &number(import.rows_refused)),
    ];
    out::line(words.with("feed-imported", &values));
    if !imported.unknown_columns.is_empty() {
        let columns = imported.unknown_columns.iter().map(|name| shown_bytes(name.as_bytes()));
        let columns = columns.collect::<Vec<_>>().join(", ");
        out::line(format!("  {}", words.with("feed-unknown-columns", &[("columns", &columns)])));
    }
    if imported.replaced > 0 {
        out::line(format!("  {}", words.with("feed-replaced", &[("number", &number(imported.replaced))])));
    }
    if imported.maybe_cut {
        out::line(format!("  {}", words.say("feed-maybe-cut")));
    }
    for (line, problem) in imported.told.iter() {
        let values = [("line", &*words.number(*line)), ("why", &why(*problem, words))];
        out::line(format!("  {}", words.with("feed-left-out", &values)));
    }
    if import.rows_refused > SUMMED {
        // Several kinds of problem may have one reason in words.
        let mut sums: BTreeMap<String, u64> = BTreeMap::new();
        for (problem, count) in &imported.problems {
            *sums.entry(why(*problem, words)).or_default() += count;
        }
        for (why, count) in &sums {
            let values = [("number", &*number(*count)), ("why", why)];
            out::line(format!("  {}", words.with("feed-left-out-sum", &values)));
        }
    }
}

/// Why a row was left out.
fn why(problem: Problem, words: &Words) -> String {
    let field = |name: &str| [("field", name.to_owned())];
    let (id, values) = match problem {
        Problem::TooLong => ("row-too-long", None),
        Problem::Row(BadRow::NotARow(_)) => ("row-not-a-row", None),
        Problem::Row(BadRow::Fields) => ("row-fields", None),
        Problem::Row(BadRow::NotText(name)) => ("row-not-text", Some(field(name))),
        Problem::Row(BadRow::Time) => ("row-time", None),
        Problem::Row(BadRow::Address) => ("row-address", Some(field("src_ip"))),
        Problem::Row(BadRow::Trap) => ("row-address", Some(field("dst_ip"))),
        Problem::Row(BadRow::Port(name)) => ("row-port", Some(field(name))),
        Problem::Refused(Refused::Address(_)) => ("row-not-public", None),
        Problem::Refused(Refused::Future) => ("row-future", None),
        Problem::Refused(Refused::TooOld) => ("row-too-old", None),
        Problem::Refused(Refused::NoFamily) => ("row-no-family", None),
        Problem::Refused(Refused::BadFamily) => ("row-bad-family", None),
    };
    match values {
        None => words.say(id),
        Some([(name, value)]) => words.with(id, &[(name, &value)]),
    }
}

/// Why a file was not imported.
fn trouble(error: &ImportError, words: &Words) -> String {
    let said = match error {
        ImportError::Read(source) => return format!("{} ({source})", words.say("feed-unreadable")),
        ImportError::Gzip(source) => return format!("{} ({source})", words.say("feed-gzip")),
        ImportError::Bomb(ratio) => words.with("feed-bomb", &[("ratio", &words.number(*ratio))]),
        ImportError::Empty => words.say("feed-empty"),
        ImportError::TooManyRows(rows) => words.with("feed-too-many", &[("rows", &words.number(*rows))]),
        ImportError::TooManyFamilies(most) => {
            words.with("feed-too-many-families", &[("number", &words.number(*most as u64))])
        }
        ImportError::UnknownReport(kind) => {
            let known: Vec<&str> = shadowserver::REPORTS.iter().map(|report| report.name).collect();
            let values = [("name", &*shown_bytes(kind.as_bytes())), ("known", &known.join(", "))];
            words.with("feed-unknown-report", &values)
        }
        ImportError::Header(BadHeader::Utf16) => words.say("feed-utf16"),
        ImportError::Header(BadHeader::WhichReport) => words.say("feed-which-report"),
        ImportError::Header(BadHeader::Missing(column)) => words.with("feed-missing", &[("column", column)]),
        ImportError::Header(BadHeader::Twice(column)) => {
            words.with("feed-twice", &[("column", &shown_bytes(column.as_bytes()))])
        }
        ImportError::Header(BadHeader::Ours(column)) => {
            words.with("feed-ours", &[("column", &shown_bytes(column.as_bytes()))])
        }
        ImportError::Header(BadHeader::TooLong | BadHeader::NotARow(_) | BadHeader::NotText(_)) => {
            words.say("feed-no-header")
        }
        ImportError::Store(error) => store_trouble(error, words),
    };
    if matches!(error, ImportError::Store(_)) {
        said
    } else {
        format!("{said} {}", words.say("feed-nothing"))
    }
}

/// Why what is remembered cannot be read or written.
pub fn store_trouble(error: &StoreError, words: &Words) -> String {
    if error.disk_is_full() {
        return words.say("store-disk-full");
    }
    match error {
        StoreError::Newer { place } => words.with("store-newer", &[("path", &shown_bytes(place.as_bytes()))]),
        StoreError::Away { place, .. } => {
            let place = shown_bytes(place.as_bytes());
            format!("{} {}", words.with("store-away", &[("place", &place)]), technical(error, words))
        }
        StoreError::NotUtf8 { place, encoding } => {
            let (place, encoding) = (shown_bytes(place.as_bytes()), shown_bytes(encoding.as_bytes()));
            words.with("store-not-utf8", &[("place", &place), ("encoding", &encoding)])
        }
        StoreError::OtherStore { data, .. } => words.with("store-other", &[("path", &shown(data))]),
        StoreError::Segment { path, .. } => {
            let path = shown(path);
            format!("{} {}", words.with("store-segment", &[("path", &path)]), technical(error, words))
        }
        _ => technical(error, words),
    }
}
