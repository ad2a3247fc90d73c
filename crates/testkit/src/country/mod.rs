//! A country that never was: two months of sightings of infected machines on real address ranges, as the files in
//! which they would come, and the truth about them.
//!
//! It must never be taken for a statement about a real operator, address or person: ranges and operators' names are
//! real, everything that happens there is thrown with dice. It must never write over anything.

mod declared;
mod dice;
mod event;
mod events;
mod examples;
mod files;
mod ground;
mod hostile;
mod netblocks;
mod people;
mod plan;
mod rows;
mod time;
mod truth;
mod write;

use std::path::{Path, PathBuf};

pub use self::{
    declared::{Declared, Kind},
    event::{Event, FAMILIES, Report, Source},
    files::Unusable,
    hostile::hostile_report,
    netblocks::{NETBLOCKS, Netblock, netblocks},
    plan::Plan,
    truth::{Addresses, DayTruth, Example, Examples, FamilyTruth, Listed, Truth},
};
use crate::Error;

/// A country: what was seen in it, what is declared of its ranges, and what is true of it.
#[derive(Clone, Debug)]
pub struct Country {
    blocks: Vec<Netblock>,
    declared: Vec<Declared>,
    events: Vec<Event>,
    files: Vec<files::File>,
    truth: Truth,
}

impl Country {
    /// Makes it. It takes about 32 bytes of memory for each sighting, and more while it is counted.
    pub fn make(plan: &Plan) -> Self {
        let plan = plan.settled();
        let blocks = netblocks();
        let declared = declared::declare(&blocks);
        let grounds = ground::Grounds::new(plan.seed, &blocks, &declared);
        let people = people::Population::new(&plan, &grounds);
        let events = events::events(&plan, &grounds, &people);
        let files = files::arrange(&plan, &events);
        let truth = Truth::count(&plan, &events, &files, &blocks, &declared);
        Self { blocks, declared, events, files, truth }
    }

    /// Every distinct usable sighting, in the order of day, report, time and address.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// What is true of it.
    pub const fn truth(&self) -> &Truth {
        &self.truth
    }

    /// What is declared of its ranges, in the order of their addresses, IPv4 first.
    pub fn declared(&self) -> &[Declared] {
        &self.declared
    }

    /// Writes what is declared of its ranges as CSV with the header `first,last,kind`.
    ///
    /// # Errors
    /// [`Error::Make`] where the file cannot be made, or is already there.
    pub fn write_declared(&self, path: &Path) -> Result<(), Error> {
        declared::write(&self.declared, path)
    }

    /// Writes the reports into `folder`, which is made where it does not exist: gzip-compressed CSV as Shadowserver
    /// sends it, a file for each day and type, named like `2026-11-20-event4_sinkhole-viet_nam.csv.gz`. Returns their
    /// paths, by day and type, and at the end the one that is sent again.
    ///
    /// # Errors
    /// [`Error::Make`] where a file cannot be made, or is already there.
    pub fn write(&self, folder: &Path) -> Result<Vec<PathBuf>, Error> {
        write::files(&self.files, &self.events, &self.blocks, folder)
    }
}
