//! `quet incident`: an incident goes out as a signed package, is checked without any server, and is taken in by another.
//!
//! Must never overwrite a file, must never believe a key that a package brings, and must never call one good of which any
//! file is not what was signed.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::Path;

use ::scan::names::{shown, shown_bytes};
use clean::paper;
use office::day::Day;
use office::units::Code;
use server::console::packages::{
    Fault, MakeError, Making, TakeError, Taking, export, fault_said, parts, take_in, unit_name, verify,
};
use store::Store;
use store::incidents::IncidentsError;
use wire::pack::Key;
use wire::package::{Checked, Package, PackageError, PackageLimits, State};
use words::{Language, Words};

use crate::exit::Exit;
use crate::feed::store_trouble;
use crate::out;
use crate::scan::technical;
use crate::serve::running::now;
use crate::stored::{self, deed};
use crate::usage::IncidentAct;

/// Bytes of a file with a key.
const LONGEST_KEY: u64 = 200;

/// Why nothing was done, and how the command ends.
type Trouble = (Exit, String);

/// Runs the command.
pub fn run(act: &IncidentAct, words: &Words) -> Exit {
    match act {
        IncidentAct::Export { code, output, made_for, why, store } => {
            stored::with(store, words, async |store| {
                let said = |text: &Option<String>| match text.as_deref().map(str::trim) {
                    None | Some("") => words.say("incident-cli-nobody"),
                    Some(text) => text.to_owned(),
                };
                let making = Making {
                    by: words.say("record-who-command"),
                    made_for: said(made_for),
                    reasons: said(why),
                    now: now(),
                    goes_on: false,
                };
                ended(exported(store, code, output, &making, words).await)
            })
        }
        IncidentAct::Verify { package, key } => ended(verified(package, key, words)),
        IncidentAct::Import { package, key, unit, store } => {
            stored::with(store, words, async |store| {
                let taken = taken(store, package, key, unit, words).await;
                ended(taken.map_err(|(exit, what)| {
                    (exit, format!("{what} {}", words.say("incident-cli-not-taken")))
                }))
            })
        }
    }
}

fn ended(done: Result<Exit, Trouble>) -> Exit {
    done.unwrap_or_else(|(exit, trouble)| {
        out::aside(format!("quet: {trouble}"));
        exit
    })
}

async fn exported(
    store: &std::sync::Arc<Store>,
    code: &str,
    output: &Path,
    making: &Making,
    words: &Words,
) -> Result<Exit, Trouble> {
    let path = [("path", &*shown(output))];
    // It is noted before it is given: so what could not be given is found out before.
    if output.symlink_metadata().is_ok() {
        return Err((Exit::Usage, words.with("incident-cli-in-the-way", &path)));
    }
    let both = [&Words::of(Language::Vietnamese), &Words::of(Language::English)];
    let code = code.trim().to_uppercase();
    let going = export(store, &code, making, both, &deed("quet incident export")).await;
    let mut going = going.map_err(|error| not_made(&error, &code, words))?;
    if let Err(error) = paper::pour_at(output, &mut going.file) {
        let what = technical(&error, words);
        return Err((Exit::Incomplete, format!("{} {what}", words.with("incident-cli-not-written", &path))));
    }
    let events = match &going.event {
        office::incident::Event::HandedOut { events, .. } => *events,
        _ => 0,
    };
    let values = [
        path[0],
        ("events", &*words.number(events)),
        ("evidence", &words.number(going.evidence.0 as u64)),
        ("bytes", &words.bytes(going.size)),
    ];
    out::line(words.with("incident-cli-exported", &values));
    out::line(words.with("incident-cli-digest", &[("digest", &going.sha256)]));
    if going.evidence.1 > 0 {
        let number = words.number(going.evidence.1 as u64);
        out::line(words.with("incident-cli-left-out", &[("number", &number)]));
    }
    Ok(Exit::Fine)
}

fn not_made(error: &MakeError, code: &str, words: &Words) -> Trouble {
    match error {
        MakeError::NotThere => {
            let code = shown_bytes(code.as_bytes());
            (Exit::Usage, words.with("incident-cli-no-incident", &[("code", &code)]))
        }
        MakeError::Restricted => (Exit::Incomplete, words.say("incident-cli-restricted")),
        MakeError::Drill => (Exit::Incomplete, words.say("incident-cli-drill")),
        MakeError::Package(PackageError::TooLarge(_)) => (Exit::Incomplete, words.say("package-too-large")),
        MakeError::Store(error) => (Exit::Incomplete, store_trouble(error, words)),
        error => {
            let what = technical(error, words);
            (Exit::Incomplete, format!("{} {what}", words.say("incident-cli-not-made")))
        }
    }
}

/// The key in a file, as `key.pub` has it.
pub fn key_in(path: &Path, words: &Words) -> Result<Key, Trouble> {
    let named = [("path", &*shown(path))];
    let mut line = String::new();
    open(path, words).and_then(|file| {
        BufReader::new(file.take(LONGEST_KEY)).read_line(&mut line).map_err(|error| {
            // What is no text is no key.
            let what = technical(&error, words);
            (Exit::Usage, format!("{} {what}", words.with("incident-cli-no-key", &named)))
        })
    })?;
    line.trim().parse().map_err(|_| (Exit::Usage, words.with("incident-cli-no-key", &named)))
}

fn open(path: &Path, words: &Words) -> Result<File, Trouble> {
    let named = [("path", &*shown(path))];
    let opened = File::open(path).and_then(|file| match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(ErrorKind::IsADirectory.into()),
    });
    opened.map_err(|error| match error.kind() {
        ErrorKind::NotFound => (Exit::Usage, words.with("incident-cli-not-there", &named)),
        _ => {
            let what = technical(&error, words);
            (Exit::Incomplete, format!("{} {what}", words.with("incident-cli-not-read", &named)))
        }
    })
}

/// Says of every file how it is, and then whether they belong together.
fn verified(package: &Path, key: &Path, words: &Words) -> Result<Exit, Trouble> {
    let key = key_in(key, words)?;
    let file = open(package, words)?;
    let verified = match verify(file, &key, now()) {
        Ok(verified) => verified,
        Err(PackageError::Io(error)) => {
            let what = technical(&error, words);
            let named = [("path", &*shown(package))];
            return Err((
                Exit::Incomplete,
                format!("{} {what}", words.with("incident-cli-not-read", &named)),
            ));
        }
        Err(error) => {
            out::line(package_said(&error, words));
            return Ok(Exit::Found);
        }
    };
    verified.files.iter().map(|file| file_said(file, words)).for_each(out::line);
    let wrong = verified.files.iter().filter(|file| file.state != State::Whole).count();
    if wrong > 0 {
        out::line(words.with("incident-cli-bad", &[("number", &words.number(wrong as u64))]));
        return Ok(Exit::Found);
    }
    if let Some(fault) = &verified.fault {
        out::line(fault_said(words, fault));
        return Ok(Exit::Found);
    }
    let manifest = &verified.manifest;
    let text = |text: &str| shown_bytes(text.as_bytes());
    let values = [
        ("code", &*text(&manifest.code)),
        ("events", &words.number(manifest.events)),
        ("moment", &words.moment(manifest.made_at)),
        ("by", &text(&manifest.made_by)),
        ("for", &text(&manifest.made_for)),
    ];
    out::line(words.with("incident-cli-good", &values));
    out::line(words.with("incident-cli-digest", &[("digest", &verified.sha256)]));
    if !manifest.left_out.is_empty() {
        let numbers: Vec<String> = manifest.left_out.iter().map(ToString::to_string).collect();
        out::line(words.with("incident-cli-left", &[("numbers", &numbers.join(", "))]));
    }
    Ok(Exit::Fine)
}

fn file_said(file: &Checked, words: &Words) -> String {
    let id = match file.state {
        State::Whole => "incident-cli-whole",
        State::Altered => "incident-cli-altered",
        State::Missing => "incident-cli-missing",
        State::Unlisted => "incident-cli-unlisted",
        State::Displaced => "incident-cli-displaced",
    };
    let name = shown_bytes(file.name.as_bytes());
    words.with(id, &[("name", &name), ("bytes", &words.bytes(file.bytes))])
}

fn package_said(error: &PackageError, words: &Words) -> String {
    match error {
        PackageError::OtherKey { found } => {
            words.with("package-other-key", &[("number", &shown_bytes(found.as_bytes()))])
        }
        PackageError::Altered => words.say("package-altered"),
        PackageError::NotCanonical => words.say("package-newer-form"),
        PackageError::TooLarge(_) => words.say("package-too-large"),
        PackageError::AlteredFile(name) => {
            words.with("package-file-altered", &[("files", &shown_bytes(name.as_bytes()))])
        }
        error => format!("{} {}", words.say("package-none"), technical(error, words)),
    }
}

async fn taken(
    store: &std::sync::Arc<Store>,
    package: &Path,
    key: &Path,
    unit: &str,
    words: &Words,
) -> Result<Exit, Trouble> {
    let incomplete = |error: &store::StoreError| (Exit::Incomplete, store_trouble(error, words));
    let key = key_in(key, words)?;
    let file = open(package, words)?;
    let units = store.units().await.map_err(|error| incomplete(&error))?;
    let today = Day::at(now()).ok_or_else(|| (Exit::Incomplete, words.say("people-bad-clock")))?;
    let found = Code::read(unit).ok().and_then(|code| units.tree.by_code(&code, today));
    let unit = found.ok_or_else(|| {
        let code = shown_bytes(unit.as_bytes());
        (Exit::Usage, words.with("incident-cli-no-unit", &[("code", &code)]))
    })?;
    let known = store.known_servers().await.map_err(|error| incomplete(&error))?;
    let known = known.into_iter().find(|server| server.ended_at.is_none() && server.key == key.to_string());
    let unnamed = || words.with("incident-cli-server", &[("number", &key.fingerprint())]);
    let server = known.map_or_else(unnamed, |server| server.name);
    let opened = Package::open(file, std::slice::from_ref(&key), &PackageLimits::default());
    let opened = opened.map_err(|error| (Exit::Incomplete, package_said(&error, words)))?;
    let taking = Taking {
        server: &server,
        unit: unit.id.0,
        to: &unit_name(&units.tree, unit.id.0),
        given: &parts(&units.tree, today, unit.id.0),
        named: BTreeSet::new(),
        grants: None,
        deed: &deed("quet incident import"),
    };
    match take_in(store, opened, &taking).await {
        Ok(id) => {
            let kept = store.incident(id).await.map_err(|error| incomplete(&error))?;
            let code = kept.map(|kept| kept.code).unwrap_or_default();
            out::line(words.with("incident-cli-taken", &[("id", &id.to_string()), ("code", &code)]));
            Ok(Exit::Fine)
        }
        // Whoever gives it twice has done nothing wrong, and nothing is left to do.
        Err(TakeError::There { id, more: 0 }) => {
            out::line(words.with("incident-cli-there", &[("id", &id.to_string())]));
            Ok(Exit::Fine)
        }
        Err(error) => Err((Exit::Incomplete, not_taken(&error, words))),
    }
}

fn not_taken(error: &TakeError, words: &Words) -> String {
    match error {
        TakeError::There { id, more } => words
            .with("incident-cli-there-more", &[("id", &id.to_string()), ("number", &words.number(*more))]),
        TakeError::Own(id) => words.with("incident-cli-own", &[("id", &id.to_string())]),
        TakeError::Restricted => words.say("incident-cli-restricted-import"),
        TakeError::Package(error) | TakeError::Fault(Fault::Package(error)) => package_said(error, words),
        TakeError::Fault(fault) => fault_said(words, fault),
        TakeError::Files(files) => {
            let wrong = files.iter().filter(|file| file.state != State::Whole);
            let names: Vec<&str> = wrong.map(|file| file.name.as_str()).collect();
            words.with("package-file-altered", &[("files", &names.join(", "))])
        }
        TakeError::Incidents(IncidentsError::Store(error)) => store_trouble(error, words),
        error => technical(error, words),
    }
}
