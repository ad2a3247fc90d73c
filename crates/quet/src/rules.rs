//! `quet rules check`: what a pack holds, and what in it cannot be used.
//!
//! Must never call a pack good because nobody looked: it is compiled as a scan would.

use std::path::PathBuf;
use std::sync::Arc;

use ::scan::crew::Crew;
use ::scan::limits::{Limits, PackLimits};
use ::scan::pack;
use ::scan::verdict::Scoring;

use crate::exit::Exit;
use crate::out;
use crate::scan::{not_there, own_program, problem_line, technical, unused_word};
use words::Words;

/// Runs the command.
pub fn check(paths: &[PathBuf], words: &Words) -> Exit {
    let pack_limits = PackLimits::default();
    let gathered = match pack::gather(paths, &pack_limits) {
        Ok(gathered) => gathered,
        Err(error) => {
            out::aside(format!("quet: {}", technical(&error, words)));
            return if not_there(&error) { Exit::Usage } else { Exit::Incomplete };
        }
    };
    let crew = match Crew::gather(
        &own_program(),
        &gathered.pack,
        &Limits::default(),
        &pack_limits,
        Scoring::default(),
        Arc::default(),
    ) {
        Ok(crew) => crew,
        Err(error) => {
            out::aside(format!("quet: {}", technical(&error, words)));
            return Exit::Incomplete;
        }
    };
    let ready = crew.ready();
    let number = |number: usize| words.number(number as u64);
    let problems: Vec<_> = ready.problems.iter().chain(&gathered.problems).collect();
    for problem in &problems {
        out::line(problem_line(problem));
    }
    for (source, unused) in &gathered.unused {
        out::line(
            words.with("rules-unused", &[("file", source), ("kind", &words.say(unused_word(*unused)))]),
        );
    }
    let holds = [
        ("rules", &*number(ready.rules)),
        ("files", &number(ready.rule_files)),
        ("hashes", &number(ready.hashes)),
        ("allowed", &number(ready.allowed)),
        ("names", &number(ready.names)),
    ];
    out::line(words.with("rules-hold", &holds));
    if problems.is_empty() {
        out::line(words.say("rules-good"));
        Exit::Fine
    } else {
        out::line(words.with("rules-bad", &[("number", &number(problems.len()))]));
        Exit::Incomplete
    }
}
