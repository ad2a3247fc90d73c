//! `quet rules from-incident`: the indicators of an incident as rules for scans, at the server's own machine.
//!
//! Must never write a file before it is noted in the incident that its indicators were taken out, and must never
//! overwrite one.

use std::io::ErrorKind;

use ::scan::names::{shown, shown_bytes};
use clean::paper;
use server::console::note_hunt;
use store::Store;
use store::incidents::IncidentsError;

use crate::exit::Exit;
use crate::feed::store_trouble;
use crate::out;
use crate::scan::technical;
use crate::stored::{self, deed};
use crate::usage::HuntOptions;
use words::Words;

/// Runs the command.
pub fn run(options: &HuntOptions, words: &Words) -> Exit {
    stored::with(&options.store, words, async |store| match write(store, options, words).await {
        Ok(said) => {
            out::line(said);
            Exit::Fine
        }
        Err((exit, trouble)) => {
            out::aside(format!("quet: {trouble}"));
            exit
        }
    })
}

async fn write(store: &Store, options: &HuntOptions, words: &Words) -> Result<String, (Exit, String)> {
    let code = shown_bytes(options.code.as_bytes());
    let of_code = [("code", &*code)];
    let path = shown(&options.output);
    let of_path = [("path", &*path)];
    let stored = |error| (Exit::Incomplete, store_trouble(&error, words));
    // What cannot be written is not noted as taken.
    if std::fs::symlink_metadata(&options.output).is_ok() {
        return Err((Exit::Usage, words.with("rules-in-the-way", &of_path)));
    }
    let typed = options.code.trim().to_uppercase();
    let id = store.incident_coded(&typed).await.map_err(stored)?;
    let id = id.ok_or_else(|| (Exit::Usage, words.with("rules-no-incident", &of_code)))?;
    let noted = note_hunt(store, id, &deed("quet rules from-incident")).await;
    let (hunt, file) = noted.map_err(|error| match error {
        IncidentsError::Store(error) => stored(error),
        error => (Exit::Incomplete, technical(&error, words)),
    })?;
    let file = file.ok_or_else(|| (Exit::Incomplete, words.with("rules-no-hunt", &of_code)))?;
    paper::put_at(&options.output, file.as_bytes()).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => (Exit::Usage, words.with("rules-in-the-way", &of_path)),
        _ => {
            let what = technical(&error, words);
            (Exit::Incomplete, format!("{} {what}", words.with("rules-not-written", &of_path)))
        }
    })?;
    let counts = [hunt.hashes.len(), hunt.names.len(), hunt.left.len()];
    let [hashes, names, left] = counts.map(|count| words.number(count as u64));
    let values = [of_path[0], ("hashes", &*hashes), ("names", &names), ("left", &left)];
    Ok(words.with("rules-hunt-written", &values))
}
