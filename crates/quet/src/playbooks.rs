//! `quet playbooks`: the playbooks that come with the program, and whether a file is one.
//!
//! Must never overwrite anything, and never call a file good that an incident could not follow.

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
        PlaybooksAct::List => list(words),
        PlaybooksAct::Check(files) => check(files, words),
        PlaybooksAct::Export { kind, output } => export(kind, output, words),
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
    let Some(playbook) = all().find(|playbook| playbook.kind() == kind) else {
        let values = [("kind", &*shown_bytes(kind.as_bytes())), ("kinds", &KINDS.join(", "))];
        out::aside(format!("quet: {}", words.with("playbooks-no-kind", &values)));
        return Exit::Usage;
    };
    let path = [("path", &*shown(to))];
    match paper::put_at(to, &playbook.bytes()) {
        Ok(()) => {
            out::line(words.with("playbooks-exported", &[path[0], ("name", &name(&playbook, words))]));
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
