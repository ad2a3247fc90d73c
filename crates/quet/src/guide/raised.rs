//! What takes an administrator's rights: locks away just the files that were shown and agreed to. As the guide's second
//! half it is started with those rights and a list; who has them already is spared that.
//!
//! Must never look for anything, follow a link, or take a file whose contents are not those that were agreed to: whoever
//! started the second half has fewer rights than it has.

use std::path::PathBuf;
use std::time::SystemTime;

use ::scan::names::shown;
use clean::decide::Gate;
use clean::plan::plan;
use clean::recover::Recovered;
use clean::vault::Vault;

use super::agreed::{Agreed, Handed, ListLimits};
use super::meaning::Came;
use crate::exit::Exit;
use crate::out;
use crate::scan::{quoted, refused, taken, technical};
use crate::usage::GuideOptions;
use words::Words;

/// The guide's second half: takes what the list names, and says what came of it.
pub fn run(handed: &Handed, options: &GuideOptions, words: &Words) -> Exit {
    // Before anything is opened: what is closed to others is open to who may read all.
    ::scan::os::prepare();
    let files = match handed.open(&ListLimits::default()) {
        Ok(files) => files,
        Err(error) => {
            let why = technical(&error, words);
            out::line(words.with("guide-no-list", &[("why", &why)]));
            return Exit::Incomplete;
        }
    };
    let mut came = Came::agreed(files.iter().map(Agreed::path));
    take(&files, options, &mut came, words);
    out::line("");
    came.say(words);
    came.code()
}

/// Takes these files and enters what came of it.
pub fn take(agreed: &[Agreed], options: &GuideOptions, came: &mut Came, words: &Words) {
    let mut suspects = Vec::new();
    for file in agreed {
        match file.found() {
            Ok(Some(suspect)) => suspects.push(suspect),
            Ok(None) => out::line(words.with("guide-no-longer", &[("path", &shown(file.path()))])),
            Err(error) => {
                let (path, why) = (shown(file.path()), quoted(&error, words));
                out::line(words.with("guide-not-reached", &[("path", &path), ("why", &why)]));
            }
        }
    }
    let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("/"));
    let opened =
        Gate::new(true, &options.data, &program).map_err(|error| technical(&error, words)).and_then(|gate| {
            let opened = Vault::open(&options.data, SystemTime::now());
            opened.map(|opened| (gate, opened)).map_err(|error| technical(&error, words))
        });
    let (gate, (vault, recovered)) = match opened {
        Ok(opened) => opened,
        Err(why) => {
            out::line(words.with("guide-no-vault", &[("why", &why)]));
            came.failed();
            return;
        }
    };
    for settled in recovered {
        if matches!(settled, Recovered::Unsettled(..)) {
            came.troubled();
        }
        out::line(words.with("vault-recovered", &[("what", &quoted(&settled, words))]));
    }
    let plan = plan(suspects, &gate);
    for (suspect, refusal) in &plan.refused {
        out::line(refused(suspect, refusal, words));
    }
    for group in &plan.take {
        if let Ok(action) = taken(&vault, group, words, &|line| out::line(line)) {
            came.locked(&group.names, &action);
        }
    }
    if agreed.iter().any(|file| came.is_open(file.path())) {
        came.failed();
    }
}
