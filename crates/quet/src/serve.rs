//! `quet serve`: the campaign's server, until it is stopped.
//!
//! Must never start on data that it cannot read as a whole: its answers would then be wrong.

use std::sync::Arc;
use std::time::Instant;

use server::knowledge::Current;
use server::loader::Loader;
use store::Store;

use crate::exit::Exit;
use crate::feed::store_trouble;
use crate::out;
use crate::scan::technical;
use crate::usage::ServeOptions;
use words::Words;

/// What waits for the network and the database.
///
/// # Errors
/// When the system gives no threads.
pub fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// Runs the command.
pub fn run(options: &ServeOptions, words: &Words) -> Exit {
    match runtime() {
        Ok(runtime) => runtime.block_on(serve(options, words)),
        Err(error) => {
            out::aside(format!("quet: {}", technical(&error, words)));
            Exit::Incomplete
        }
    }
}

async fn serve(options: &ServeOptions, words: &Words) -> Exit {
    let data = options.data.clone().unwrap_or_else(|| options.usual_data.clone());
    let started = Instant::now();
    let store = match Store::open(&data).await {
        Ok(store) => Arc::new(store),
        Err(error) => {
            out::aside(format!("quet: {}", store_trouble(&error, words)));
            return Exit::Incomplete;
        }
    };
    let current = Current::default();
    let mut loader = Loader::new(Arc::clone(&store));
    if let Err(error) = loader.load(&current).await {
        out::aside(format!("quet: {}", technical(&error, words)));
        return Exit::Incomplete;
    }
    let knowledge = current.get();
    out::line(format!(
        "{:?} {} {:?}",
        started.elapsed(),
        knowledge.register.addresses(),
        knowledge.figures.addresses
    ));
    let _ = (&options.listen, &options.config);
    Exit::Fine
}
