//! What is stored becomes what is known: at the start, and after each import, also one by another process.
//!
//! Must never leave out a segment that cannot be read: a look-up would then say "not seen" of what was seen.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use sightings::day::Day;
use sightings::figures::Tally;
use sightings::register::{Full, Register};
use store::imports::Stored;
use store::{Store, StoreError};

use crate::knowledge::{Current, Knowledge};

/// How often it is asked whether something was imported.
pub const EVERY: Duration = Duration::from_secs(1);

/// Segments that may be unpacked before they are noted.
const AHEAD: usize = 4;

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
    begins: Option<Day>,
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
    /// Of this store, from its beginning; figures from the day on which the campaign begins.
    pub fn new(store: Arc<Store>, begins: Option<Day>) -> Loader {
        Loader { store, begins, state: State::default() }
    }

    /// Reads what was imported since the last time; `false` where that was nothing.
    ///
    /// # Errors
    /// When something stored cannot be read. What was known before stays known, and it can be tried again.
    pub async fn load(&mut self, current: &Current) -> Result<bool, LoadError> {
        if self.store.last_import().await? == self.state.last {
            return Ok(false);
        }
        let imports = self.store.imports_after(self.state.last).await?;
        // Nothing is added up before all of it was read, so that it can be tried again.
        let imports = Arc::new(imports);
        let register = self.noted(&imports).await?;
        let state = &mut self.state;
        for stored in imports.iter() {
            for ((day, family), added) in &stored.added {
                let source = &stored.import.source;
                state.tally.add(*day, family, source, &added.addresses, added.events);
            }
            state.last = stored.id;
            state.imported_at = state.imported_at.max(Some(stored.import.imported_at));
        }
        state.register = Arc::clone(&register);
        let figures = state.tally.figures(self.begins);
        current.set(Knowledge { register, figures, imported_at: state.imported_at });
        Ok(true)
    }

    /// The register with what these imports added.
    async fn noted(&self, imports: &Arc<Vec<Stored>>) -> Result<Arc<Register>, LoadError> {
        let known = Arc::clone(&self.state.register);
        // Most reports come more than once: a country's register is not copied for what it holds already.
        if imports.iter().all(|one| one.segment.is_none()) {
            return Ok(known);
        }
        let (store, imports) = (Arc::clone(&self.store), Arc::clone(imports));
        let read = tokio::task::spawn_blocking(move || {
            // A copy of its own: readers keep the old one until the new one is whole.
            let mut register = Register::clone(&known);
            note_all(&store, &imports, &mut register).map(|()| register)
        });
        read.await.map_err(|_| LoadError::BrokenOff)?.map(Arc::new)
    }
}

/// One segment's sightings, with its families by their place in a list of its own.
#[derive(Debug, Default)]
struct Segment {
    families: Vec<String>,
    rows: Vec<(IpAddr, u16, i64)>,
}

/// Notes everything in the register. Segments are checked and unpacked on a thread of their own, which is half the work.
fn note_all(store: &Store, imports: &[Stored], register: &mut Register) -> Result<(), LoadError> {
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel(AHEAD);
        scope.spawn(move || {
            for stored in imports {
                let Some(read) = read(store, stored).transpose() else { continue };
                let failed = read.is_err();
                // The other side has ended where it found something wrong itself.
                if send.send(read).is_err() || failed {
                    break;
                }
            }
        });
        for segment in receive {
            let Segment { families, rows } = segment?;
            let families: Vec<u16> =
                families.iter().map(|family| register.family(family)).collect::<Result<_, _>>()?;
            for (address, family, time) in rows {
                let family = families.get(usize::from(family)).copied().unwrap_or_default();
                register.note(address, family, time)?;
            }
        }
        Ok(())
    })
}

/// Reads one import's evidence; `None` where it added nothing.
fn read(store: &Store, stored: &Stored) -> Result<Option<Segment>, LoadError> {
    let Some(segment) = &stored.segment else { return Ok(None) };
    let mut read = Segment::default();
    let mut full = false;
    let held = store.evidence(segment)?.each(|told| {
        let known = read.families.iter().position(|family| family == told.family);
        let family = known.unwrap_or_else(|| {
            read.families.push(told.family.to_owned());
            read.families.len() - 1
        });
        match u16::try_from(family) {
            Ok(family) => read.rows.push((told.address, family, told.time)),
            Err(_) => full = true,
        }
    })?;
    if full {
        return Err(Full.into());
    }
    let counted = stored.import.rows_new;
    if held != counted {
        return Err(LoadError::Disagree { import: stored.id, counted, held });
    }
    Ok(Some(read))
}
