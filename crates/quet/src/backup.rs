//! `quet store`: the server's data are backed up, restored, and brought to this version.
//!
//! Must never overwrite anything: a back-up is a new file, and what is restored goes into an empty store.

use std::io::ErrorKind;

use ::scan::names::{shown, shown_bytes};
use store::backup::{BackupError, BackupLimits, Held};
use store::{Step, Store};

use crate::exit::Exit;
use crate::feed::store_trouble;
use crate::out;
use crate::scan::technical;
use crate::serve::{self, Place, running::now};
use crate::usage::{StoreAct, StoreOptions};
use words::Words;

/// Who writes a back-up.
const PROGRAM: &str = concat!("quet ", env!("CARGO_PKG_VERSION"));

/// Runs the command.
pub fn run(act: &StoreAct, options: &StoreOptions, words: &Words) -> Exit {
    let place = match serve::place(options, |name| std::env::var(name).ok()) {
        Ok(place) => place,
        Err(error) => {
            out::aside(format!("quet: {}", serve::settings_trouble(&error, words)));
            return Exit::Usage;
        }
    };
    let done = match serve::runtime() {
        Ok(runtime) => runtime.block_on(act_on(act, &place, words)),
        Err(error) => Err(technical(&error, words)),
    };
    match done {
        Ok(()) => Exit::Fine,
        Err(why) => {
            out::aside(format!("quet: {why}"));
            Exit::Incomplete
        }
    }
}

/// What was done is said; what was not, is why.
async fn act_on(act: &StoreAct, place: &Place, words: &Words) -> Result<(), String> {
    let Place { data, database } = place;
    let limits = BackupLimits::default();
    let trouble = |error: BackupError| trouble(&error, words);
    match act {
        StoreAct::Backup(to) => {
            let store = Store::open(data, database.as_ref()).await.map_err(|error| trouble(error.into()))?;
            let held = store.back_up(to, now(), PROGRAM, &limits).await.map_err(trouble);
            store.close().await;
            out::line(said("backup-made", "path", &shown(to), held?, words));
        }
        StoreAct::Restore(from) => {
            let held = Store::restore(data, database.as_ref(), from, &limits).await.map_err(trouble)?;
            out::line(said("backup-restored", "place", &place_shown(place), held, words));
        }
        StoreAct::Migrate { dry_run } => {
            let steps = Store::steps_to_take(data, database.as_ref()).await;
            let steps = steps.map_err(|error| trouble(error.into()))?;
            if !dry_run {
                let store =
                    Store::open(data, database.as_ref()).await.map_err(|error| trouble(error.into()))?;
                store.close().await;
            }
            tell_steps(&steps, *dry_run, place, words);
        }
    }
    Ok(())
}

fn said(id: &str, name: &str, place: &str, held: Held, words: &Words) -> String {
    let number = |number: u64| words.number(number);
    let values = [
        (name, place),
        ("tables", &number(held.tables)),
        ("rows", &number(held.rows)),
        ("segments", &number(held.segments)),
    ];
    words.with(id, &values)
}

fn tell_steps(steps: &[Step], dry_run: bool, place: &Place, words: &Words) {
    let id = match (steps.is_empty(), dry_run) {
        (true, _) => "migrate-nothing",
        (false, true) => "migrate-would",
        (false, false) => "migrate-done",
    };
    out::line(words.with(id, &[("place", &place_shown(place))]));
    for step in steps {
        let values = [("number", &*step.number.to_string()), ("name", step.name)];
        out::line(format!("  {}", words.with("migrate-step", &values)));
    }
}

/// The data folder, or the URL without its password.
fn place_shown(place: &Place) -> String {
    match &place.database {
        Some(url) => shown_bytes(url.to_string().as_bytes()),
        None => shown(&place.data),
    }
}

/// Why there is no back-up, or why nothing was restored.
fn trouble(error: &BackupError, words: &Words) -> String {
    let with = |id, name, value: &str| words.with(id, &[(name, value)]);
    match error {
        BackupError::Store(error) => store_trouble(error, words),
        BackupError::File { path, source } if source.kind() == ErrorKind::AlreadyExists => {
            with("backup-exists", "path", &shown(path))
        }
        BackupError::File { source, .. }
            if matches!(source.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) =>
        {
            words.say("store-disk-full")
        }
        BackupError::File { .. } => technical(error, words),
        BackupError::Altered { path, .. } => {
            format!("{} {}", with("backup-altered", "path", &shown(path)), technical(error, words))
        }
        BackupError::Newer { path } => with("backup-newer", "path", &shown(path)),
        BackupError::Opened { place } => with("backup-opened", "place", &shown_bytes(place.as_bytes())),
        BackupError::NotEmpty { place, table } => {
            let (place, table) = (shown_bytes(place.as_bytes()), shown_bytes(table.as_bytes()));
            words.with("backup-not-empty", &[("place", &place), ("table", &table)])
        }
    }
}
