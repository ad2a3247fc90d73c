//! `quet playbooks`: the playbooks that come with the program and those of units, and whether a file is one.
//!
//! Must never overwrite anything, and never call a file good that an incident could not follow.

mod own;

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use ::scan::names::{shown, shown_bytes};
use clean::paper;
use office::playbook::{KINDS, Limits, Playbook, shipped};

use crate::exit::Exit;
use crate::out;
use crate::scan::technical;
use crate::usage::PlaybooksAct;
use words::Words;

/// Runs the command.
pub fn run(act: &PlaybooksAct, words: &Words) -> Exit {
    match act {
        PlaybooksAct::List(None) => list(words),
        PlaybooksAct::List(Some(unit)) => own::list(unit, words),
        PlaybooksAct::Check { files, unit } => {
            let worst = check(files, words);
            match unit {
                Some(unit) if worst == Exit::Fine => own::check(unit, files, words),
                _ => worst,
            }
        }
        PlaybooksAct::Export { kind, output, unit } => {
            if !KINDS.contains(&kind.as_str()) {
                let values = [("kind", &*shown_bytes(kind.as_bytes())), ("kinds", &KINDS.join(", "))];
                out::aside(format!("quet: {}", words.with("playbooks-no-kind", &values)));
                return Exit::Usage;
            }
            match unit {
                Some(unit) => own::export(unit, kind, output, words),
                None => export(kind, output, words),
            }
        }
        PlaybooksAct::Import { file, why, unit } => match check(std::slice::from_ref(file), words) {
            Exit::Fine => own::import(unit, file, why, words),
            exit => exit,
        },
    }
}

/// Tells of every file, and ends with the worst that there was to tell.
fn check(files: &[PathBuf], words: &Words) -> Exit {
    let mut worst = Exit::Fine;
    for file in files {
        let path = [("path", &*shown(file))];
        let exit = match read(file) {
            Ok(bytes) => match Playbook::read(&bytes) {
                Ok(playbook) => {
                    let steps = words.number(playbook.steps().len() as u64);
                    let values = [
                        path[0],
                        ("kind", playbook.kind()),
                        ("name", &name(&playbook, words)),
                        ("steps", &steps),
                    ];
                    out::line(words.with("playbooks-good", &values));
                    Exit::Fine
                }
                Err(refused) => {
                    let why = shown_bytes(server::playbooks::refused(&refused, words).as_bytes());
                    out::line(words.with("playbooks-refused", &[path[0], ("why", &why)]));
                    Exit::Found
                }
            },
            Err(error) if error.kind() == ErrorKind::NotFound => {
                out::aside(format!("quet: {}", words.with("playbooks-not-there", &path)));
                Exit::Usage
            }
            Err(error) => {
                let what = technical(&error, words);
                out::aside(format!("quet: {} {what}", words.with("playbooks-not-read", &path)));
                Exit::Incomplete
            }
        };
        if exit.code() > worst.code() {
            worst = exit;
        }
    }
    worst
}

/// As much of a file as a playbook may have, and one byte more where it has more.
fn read(path: &Path) -> Result<Vec<u8>, std::io::Error> {
    let most = Limits::default().bytes as u64;
    let mut bytes = Vec::new();
    std::io::copy(&mut File::open(path)?.take(most + 1), &mut bytes)?;
    Ok(bytes)
}

fn list(words: &Words) -> Exit {
    for playbook in all() {
        let values = [
            ("kind", playbook.kind()),
            ("name", &name(&playbook, words)),
            ("steps", &words.number(playbook.steps().len() as u64)),
            ("modified", playbook.modified()),
        ];
        out::line(words.with("playbooks-line", &values));
    }
    Exit::Fine
}

fn export(kind: &str, to: &Path, words: &Words) -> Exit {
    let Some(playbook) = all().find(|playbook| playbook.kind() == kind) else { return Exit::Usage };
    let told = words.with("playbooks-exported", &[("path", &shown(to)), ("name", &name(&playbook, words))]);
    put(&playbook, to, &told, words)
}

/// Writes a playbook into a new file, and tells of it.
fn put(playbook: &Playbook, to: &Path, told: &str, words: &Words) -> Exit {
    let path = [("path", &*shown(to))];
    match paper::put_at(to, &playbook.bytes()) {
        Ok(()) => {
            out::line(told);
            Exit::Fine
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            out::aside(format!("quet: {}", words.with("playbooks-in-the-way", &path)));
            Exit::Usage
        }
        Err(error) => {
            let what = technical(&error, words);
            out::aside(format!("quet: {} {what}", words.with("playbooks-not-written", &path)));
            Exit::Incomplete
        }
    }
}

/// Those that come with the program. A test of theirs says that they are all taken.
fn all() -> impl Iterator<Item = Playbook> {
    shipped().iter().filter_map(|(_, bytes)| Playbook::read(bytes).ok())
}

/// What a playbook is called, as a terminal may see it.
fn name(playbook: &Playbook, words: &Words) -> String {
    let name = playbook.name();
    shown_bytes(if words.code() == "vi" { &name.vi } else { &name.en }.as_bytes())
}
