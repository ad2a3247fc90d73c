//! `quet vault`: what was taken, and what becomes of it.
//!
//! Must never give an item out in a form that can be run or opened by accident, except back to where it was.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use ::scan::names::shown;
use clean::export::{Encryption, Exported};
use clean::item::{Id, Item};
use clean::recover::Recovered;
use clean::restore::Destination;
use clean::vault::Vault;
use serde::Serialize;

use crate::exit::Exit;
use crate::out;
use crate::scan::{quoted, tame, technical};
use crate::slip;
use crate::usage::{Format, VaultAct, VaultOptions};
use wire::pack::Key;
use words::Words;

#[derive(Serialize)]
struct Line<'a> {
    id: String,
    taken: String,
    names: Vec<&'a str>,
    size: u64,
    sha256: String,
    score: u32,
    because: &'a [clean::plan::Reason],
}

/// Runs the command.
pub fn run(options: &VaultOptions, words: &Words) -> Exit {
    if matches!(options.act, VaultAct::Key) {
        return key(&options.data, words);
    }
    if !options.data.join("vault").exists() {
        // Looking at a vault must not make one.
        return nothing(&options.act, words);
    }
    let (vault, recovered) = match Vault::open(&options.data, SystemTime::now()) {
        Ok(opened) => opened,
        Err(error) => {
            out::aside(format!("quet: {}", technical(&error, words)));
            return Exit::Incomplete;
        }
    };
    let mut settled_all = true;
    for settled in recovered {
        settled_all &= !matches!(settled, Recovered::Unsettled(..));
        out::aside(words.with("vault-recovered", &[("what", &quoted(&settled, words))]));
    }
    let exit = match &options.act {
        VaultAct::List { format } => list(&vault, *format, words),
        VaultAct::Restore { id, to } => with_id(id, words, |id| restore(&vault, id, to.clone(), words)),
        VaultAct::Key => key(&options.data, words),
        VaultAct::Export { id, output, aes } => {
            with_id(id, words, |id| export(&vault, &options.data, id, output.clone(), *aes, words))
        }
        VaultAct::Purge { ids, all, yes } => purge(&vault, ids, *all, *yes, words),
    };
    if exit == Exit::Fine && !settled_all { Exit::Incomplete } else { exit }
}

/// Shows the machine's key, with which it signs what it says of files that it hands out.
fn key(data: &Path, words: &Words) -> Exit {
    match slip::machine_key(data) {
        Ok(key) => {
            let key = Key::of(&key);
            out::line(key.to_string());
            out::line(words.with("machine-key", &[("fingerprint", &key.fingerprint())]));
            Exit::Fine
        }
        Err(error) => {
            out::aside(format!("quet: {}", technical(&error, words)));
            Exit::Incomplete
        }
    }
}

fn nothing(act: &VaultAct, words: &Words) -> Exit {
    match act {
        VaultAct::List { format: Format::Jsonl } => Exit::Fine,
        VaultAct::List { .. } | VaultAct::Purge { all: true, .. } => {
            out::line(words.say("vault-empty"));
            Exit::Fine
        }
        _ => {
            out::aside(format!("quet: {}", words.say("vault-empty")));
            Exit::Incomplete
        }
    }
}

fn with_id(id: &str, words: &Words, act: impl FnOnce(&Id) -> Exit) -> Exit {
    match id.parse() {
        Ok(id) => act(&id),
        Err(_) => {
            let shown = ::scan::names::shown_bytes(id.as_bytes());
            out::aside(format!("quet: {}", words.with("vault-not-an-id", &[("id", &shown)])));
            Exit::Usage
        }
    }
}

fn list(vault: &Vault, format: Format, words: &Words) -> Exit {
    let listing = match vault.items() {
        Ok(listing) => listing,
        Err(error) => {
            out::aside(format!("quet: {}", technical(&error, words)));
            return Exit::Incomplete;
        }
    };
    for item in &listing.items {
        match format {
            Format::Jsonl => out::line(json(item)),
            Format::Text => out::line(text(item, words)),
        }
    }
    for broken in &listing.broken {
        out::aside(format!("quet: {}", technical(broken, words)));
    }
    if format == Format::Text {
        match listing.items.len() {
            0 => out::line(words.say("vault-empty")),
            number => out::line(words.with("vault-sum", &[("number", &words.number(number as u64))])),
        }
    }
    if listing.broken.is_empty() { Exit::Fine } else { Exit::Incomplete }
}

fn text(item: &Item, words: &Words) -> String {
    let names: Vec<&str> = item.names.iter().map(clean::item::Name::shown).collect();
    let because = crate::scan::reasons(&item.because);
    words.with(
        "vault-item",
        &[
            ("id", &item.id.to_string()),
            ("when", &words.moment_here(item.taken.seconds)),
            ("size", &words.bytes(item.identity.size)),
            ("path", &names.join(" = ")),
            ("because", &because),
        ],
    )
}

fn json(item: &Item) -> String {
    let line = Line {
        id: item.id.to_string(),
        taken: jiff::Timestamp::from_second(item.taken.seconds).unwrap_or_default().to_string(),
        names: item.names.iter().map(clean::item::Name::shown).collect(),
        size: item.identity.size,
        sha256: item.sha256.to_string(),
        score: item.score,
        because: &item.because,
    };
    tame(&serde_json::to_string(&line).unwrap_or_default())
}

fn restore(vault: &Vault, id: &Id, to: Option<PathBuf>, words: &Words) -> Exit {
    let to = match to {
        None => Destination::OldPlace,
        Some(folder) => Destination::Folder(::scan::os::settled(&folder).unwrap_or(folder)),
    };
    match vault.restore(id, &to, SystemTime::now()) {
        Ok(restored) => {
            for (wanted, chosen) in &restored.renamed {
                out::line(
                    words.with("restored-renamed", &[("wanted", &shown(wanted)), ("path", &shown(chosen))]),
                );
            }
            for folder in &restored.made_folders {
                out::line(words.with("restored-folder", &[("path", &shown(folder))]));
            }
            for path in &restored.paths {
                out::line(words.with("restored", &[("path", &shown(path))]));
            }
            for missing in restored.not_set.iter().chain(&restored.problems) {
                out::line(words.with("restored-but", &[("what", &quoted(missing, words))]));
            }
            let whole = restored.not_set.is_empty() && restored.problems.is_empty();
            if whole { Exit::Fine } else { Exit::Incomplete }
        }
        Err(error) => {
            out::aside(format!("quet: {} {}", words.say("not-restored"), technical(&error, words)));
            Exit::Incomplete
        }
    }
}

fn export(vault: &Vault, data: &Path, id: &Id, output: Option<PathBuf>, aes: bool, words: &Words) -> Exit {
    // Into a folder it goes under its usual name.
    let to = match output {
        Some(folder) if folder.is_dir() => folder.join(Exported::default_name(id)),
        Some(file) => file,
        None => PathBuf::from(Exported::default_name(id)),
    };
    let how = if aes { Encryption::Aes256 } else { Encryption::ZipCrypto };
    match vault.export(id, &to, how, SystemTime::now()) {
        Ok(exported) => {
            out::line(words.with("exported", &[("path", &shown(&exported.path)), ("password", "infected")]));
            for problem in &exported.problems {
                out::line(words.with("restored-but", &[("what", &quoted(problem, words))]));
            }
            let item = vault.items().ok().and_then(|all| all.items.into_iter().find(|item| item.id == *id));
            let slip =
                item.ok_or(slip::NotWritten::Gone).and_then(|item| slip::write(data, &item, &exported.path));
            match slip {
                Ok(path) => out::line(words.with("slip-written", &[("path", &shown(&path))])),
                Err(error) => {
                    out::aside(words.with("slip-not-written", &[("why", &technical(&error, words))]));
                    return Exit::Incomplete;
                }
            }
            if exported.problems.is_empty() { Exit::Fine } else { Exit::Incomplete }
        }
        Err(error) => {
            out::aside(format!("quet: {} {}", words.say("not-exported"), technical(&error, words)));
            Exit::Incomplete
        }
    }
}

fn purge(vault: &Vault, ids: &[String], all: bool, yes: bool, words: &Words) -> Exit {
    let chosen: Vec<Id> = if all {
        match vault.items() {
            Ok(listing) => listing.items.into_iter().map(|item| item.id).collect(),
            Err(error) => {
                out::aside(format!("quet: {}", technical(&error, words)));
                return Exit::Incomplete;
            }
        }
    } else {
        let mut chosen = Vec::new();
        for id in ids {
            match with_id(id, words, |id| {
                chosen.push(id.clone());
                Exit::Fine
            }) {
                Exit::Fine => {}
                wrong => return wrong,
            }
        }
        chosen
    };
    if !yes {
        if !std::io::stdin().is_terminal() {
            out::aside(format!("quet: {}", words.say("nobody-to-ask-purge")));
            return Exit::Usage;
        }
        let question = words.with("purge-question", &[("number", &words.number(chosen.len() as u64))]);
        if !crate::scan::agreed(&question) {
            out::line(words.say("plan-declined"));
            return Exit::Fine;
        }
    }
    let mut exit = Exit::Fine;
    for id in &chosen {
        match vault.purge(id, SystemTime::now()) {
            Ok(purged) => {
                out::line(words.with("purged", &[("id", &id.to_string())]));
                for problem in &purged.problems {
                    exit = Exit::Incomplete;
                    out::line(words.with("restored-but", &[("what", &quoted(problem, words))]));
                }
            }
            Err(error) => {
                exit = Exit::Incomplete;
                out::aside(format!("quet: {}", technical(&error, words)));
            }
        }
    }
    exit
}
