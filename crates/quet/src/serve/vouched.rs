//! What this server offers to machines, noted in the record: each pack and each program, when it is first offered. And what
//! could not be vouched for when it was done, such as on a full disk, is vouched for when it can be.
//!
//! Must never hold up what is offered: while the database is away, it is noted later.

use std::collections::BTreeSet;
use std::sync::Arc;

use office::record::{Deed, Who};
use server::pack::Slot;
use server::programs::Shelf;
use store::Store;
use store::record::{Published, VerifyError};

/// What is offered, and what of it is noted.
#[derive(Debug)]
pub struct Vouched {
    slot: Arc<Slot>,
    shelf: Arc<Shelf>,
    noted: BTreeSet<String>,
}

impl Vouched {
    /// Nothing of it is noted yet, as far as this process knows.
    pub fn new(slot: Arc<Slot>, shelf: Arc<Shelf>) -> Vouched {
        Vouched { slot, shelf, noted: BTreeSet::new() }
    }

    /// Notes what is new.
    ///
    /// # Errors
    /// When the database or the checkpoints cannot be written.
    pub async fn look(&mut self, store: &Store, now: i64) -> Result<(), VerifyError> {
        let deed = || Deed { who: Who::Server, at: now, from: String::new(), why: String::new() };
        if store.make_up()? {
            tracing::warn!("changes that could not be vouched for before are vouched for now");
        }
        let pack = self.slot.get().map(|pack| Published {
            kind: "pack",
            name: pack.figures.version.to_string(),
            sha256: pack.figures.sha256.clone(),
        });
        let programs = self.shelf.all();
        let programs = programs.iter().map(|program| Published {
            kind: "program",
            name: program.name().to_string(),
            sha256: program.sha256().to_owned(),
        });
        for what in pack.into_iter().chain(programs) {
            if !self.noted.contains(&what.sha256) {
                store.note_published(&what, &deed()).await?;
                self.noted.insert(what.sha256);
            }
        }
        Ok(())
    }
}
