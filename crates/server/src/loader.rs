//! What is stored becomes what is known: at the start, and after each import, also one by another process.
//!
//! Must never leave out a segment that cannot be read: a look-up would then say "not seen" of what was seen.

use std::sync::Arc;
use std::time::Duration;

use sightings::figures::Tally;
use sightings::register::{Full, Register};
use store::imports::Stored;
use store::{Store, StoreError};

use crate::knowledge::{Current, Knowledge};

/// How often it is asked whether something was imported.
pub const EVERY: Duration = Duration::from_secs(1);

/// Why what is stored cannot be known.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// It cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is more than a register holds.
    #[error(transparent)]
    Full(#[from] Full),
    /// Evidence and counts disagree.
    #[error("import {import} counted {counted} sightings, its evidence holds {held}")]
    Disagree {
        /// The import's number.
        import: i64,
        /// What the database says.
        counted: u64,
        /// What the segment holds.
        held: u64,
    },
    /// Reading was broken off.
    #[error("reading was broken off")]
    BrokenOff,
}

/// Follows a store.
#[derive(Debug)]
pub struct Loader {
    store: Arc<Store>,
    state: State,
}

#[derive(Debug, Default)]
struct State {
    last: i64,
    imported_at: Option<i64>,
    tally: Tally,
    register: Arc<Register>,
}

impl Loader {
    /// Of this store, from its beginning.
    pub fn new(store: Arc<Store>) -> Loader {
        Loader { store, state: State::default() }
    }

    /// Reads what was imported since the last time; `false` where that was nothing.
    ///
    /// # Errors
    /// When something stored cannot be read. What was known before stays known, and it can be tried again.
    pub async fn load(&mut self, current: &Current) -> Result<bool, LoadError> {
        if self.store.last_import().await? == self.state.last && self.state.last != 0 {
            return Ok(false);
        }
        let imports = self.store.imports_after(self.state.last).await?;
        if imports.is_empty() {
            return Ok(false);
        }
        let (store, imports) = (Arc::clone(&self.store), Arc::new(imports));
        // A copy of its own: readers keep the old one until the new one is whole.
        let mut register = Register::clone(&self.state.register);
        let read = tokio::task::spawn_blocking({
            let imports = Arc::clone(&imports);
            move || note_all(&store, &imports, &mut register).map(|()| register)
        });
        // Counted meanwhile. Should reading fail, all of it is forgotten and read again the next time.
        let mut state = std::mem::take(&mut self.state);
        for stored in imports.iter() {
            for ((day, family), added) in &stored.added {
                let source = &stored.import.source;
                state.tally.add(*day, family, source, &added.addresses, added.events);
            }
            state.last = stored.id;
            state.imported_at = state.imported_at.max(Some(stored.import.imported_at));
        }
        let figures = state.tally.figures();
        state.register = Arc::new(read.await.map_err(|_| LoadError::BrokenOff)??);
        current.set(Knowledge {
            register: Arc::clone(&state.register),
            figures,
            imported_at: state.imported_at,
        });
        self.state = state;
        Ok(true)
    }
}

fn note_all(store: &Store, imports: &[Stored], register: &mut Register) -> Result<(), LoadError> {
    for stored in imports {
        let Some(segment) = &stored.segment else { continue };
        let reader = store.evidence(segment)?;
        let mut full = None;
        let held = reader.each(|told| {
            let noted = register
                .family(told.family)
                .and_then(|family| register.note(told.address, family, told.time));
            if let Err(error) = noted {
                full = Some(error);
            }
        })?;
        if let Some(full) = full {
            return Err(full.into());
        }
        let counted = stored.import.rows_new;
        if held != counted {
            return Err(LoadError::Disagree { import: stored.id, counted, held });
        }
    }
    Ok(())
}
