//! A command that works on the server's data: finds it, opens it, and lets go of it.
//!
//! Must never leave the store open, whatever came of the work.

use std::sync::Arc;

use office::record::{Deed, Who};
use store::Store;

use crate::exit::Exit;
use crate::feed::store_trouble;
use crate::out;
use crate::scan::technical;
use crate::serve;
use crate::serve::running::now;
use crate::usage::StoreOptions;
use words::Words;

/// What a change by a command comes with: `from` is the command, as people write it.
pub fn deed(from: &str) -> Deed {
    Deed { who: Who::CommandLine, at: now(), from: from.to_owned(), why: String::new() }
}

/// Does the work on the store that the options name; says why where it cannot be opened.
pub fn with(options: &StoreOptions, words: &Words, work: impl AsyncFnOnce(&Arc<Store>) -> Exit) -> Exit {
    let place = match serve::place(options, |name| std::env::var(name).ok()) {
        Ok(place) => place,
        Err(error) => {
            out::aside(format!("quet: {}", serve::settings_trouble(&error, words)));
            return Exit::Usage;
        }
    };
    let runtime = match serve::runtime() {
        Ok(runtime) => runtime,
        Err(error) => {
            out::aside(format!("quet: {}", technical(&error, words)));
            return Exit::Incomplete;
        }
    };
    runtime.block_on(async {
        let store = match Store::open(&place.data, place.database.as_ref()).await {
            Ok(store) => Arc::new(store),
            Err(error) => {
                out::aside(format!("quet: {}", store_trouble(&error, words)));
                return Exit::Incomplete;
            }
        };
        let exit = work(&store).await;
        store.close().await;
        exit
    })
}
