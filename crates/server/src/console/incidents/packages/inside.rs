//! What a package holds, held against itself: its events, its evidence and its playbook belong together.
//!
//! Must never be asked before every file is what was signed, and must never believe what one file says of another.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use office::incident::{BadHistory, Entry, HistoryLimits, Incident, Names, read_history};
use office::playbook::Playbook;
use wire::package::{EVENTS, NAMES, PLAYBOOK, Package, PackageError, README, TEXTS, evidence};

use super::samples;
use crate::console::playbooks::sha256;

/// What is wrong with one of which every file is what was signed.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A file that each has is not in it.
    #[error("`{0}` is not in it")]
    Missing(&'static str),
    /// Its events are no history.
    #[error("its events are no history: {0}")]
    History(#[from] BadHistory),
    /// The manifest tells another number of events.
    #[error("it tells of {told} events and holds {held}")]
    Events {
        /// So many.
        told: u64,
        /// And so many.
        held: u64,
    },
    /// The names cannot be read.
    #[error("its names cannot be read")]
    Names,
    /// The playbook is none, or not the one by which the incident goes.
    #[error("its playbook is not the one by which the incident goes")]
    Playbook,
    /// A piece of evidence is not the one of which its events tell.
    #[error("evidence {0} is not what its events tell of")]
    Evidence(i64),
    /// It cannot be read.
    #[error(transparent)]
    Package(#[from] PackageError),
}

/// A piece of evidence in a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its number.
    pub number: i64,
    /// What it is called in the package.
    pub file: String,
    /// Whether it is a sample, sealed in an archive.
    pub is_sample: bool,
    /// The digest of what it holds.
    pub sha256: String,
    /// How many bytes that are.
    pub bytes: u64,
}

/// What it holds.
#[derive(Debug)]
pub struct Inside {
    /// What happened.
    pub entries: Vec<Entry>,
    /// What that makes.
    pub incident: Incident,
    /// What it names.
    pub names: Names,
    /// By which playbook it goes, and its bytes.
    pub playbook: Playbook,
    /// The bytes of that edition.
    pub edition: Vec<u8>,
    /// Its evidence.
    pub evidence: Vec<Piece>,
}

/// Reads what is in it.
///
/// # Errors
/// With the first thing that is wrong.
pub fn inside<R: Read + Seek>(package: &mut Package<R>, now: i64) -> Result<Inside, Fault> {
    for name in TEXTS {
        if !package.has(name) {
            return Err(Fault::Missing(name));
        }
    }
    let entries = read_history(&package.text(EVENTS)?, now, &HistoryLimits::default())?;
    let (told, held) = (package.manifest.events, entries.len() as u64);
    if told != held {
        return Err(Fault::Events { told, held });
    }
    let names: Names = serde_json::from_slice(&package.text(NAMES)?).map_err(|_| Fault::Names)?;
    let incident = Incident::of(&entries).ok_or(Fault::Missing(EVENTS))?;
    let edition = package.text(PLAYBOOK)?;
    let playbook = Playbook::read(&edition).map_err(|_| Fault::Playbook)?;
    if sha256(&edition) != incident.playbook_sha256 {
        return Err(Fault::Playbook);
    }
    let _ = package.text(README)?;
    let evidence = pieces(package, &incident)?;
    for piece in &evidence {
        if !is_what_is_told(package, piece)? {
            return Err(Fault::Evidence(piece.number));
        }
    }
    Ok(Inside { entries, incident, names, playbook, edition, evidence })
}

/// The evidence of which its events tell: each is in it, or the manifest says that it is not, and nothing else is there.
fn pieces<R: Read + Seek>(package: &Package<R>, incident: &Incident) -> Result<Vec<Piece>, Fault> {
    let left_out: BTreeSet<i64> = package.manifest.left_out.iter().copied().collect();
    let mut pieces = Vec::new();
    for (number, kept) in &incident.evidence {
        let is_sample = kept.kind == "sample";
        let file = evidence(*number, is_sample);
        if package.has(&file) == left_out.contains(number) {
            return Err(Fault::Evidence(*number));
        }
        if package.has(&file) {
            let (number, sha256, bytes) = (*number, kept.sha256.clone(), kept.bytes);
            pieces.push(Piece { number, file, is_sample, sha256, bytes });
        }
    }
    let files = package.manifest.files.iter().filter(|file| file.name.starts_with("evidence/"));
    let mut stray = files.filter(|file| !pieces.iter().any(|piece| piece.file == file.name));
    if let Some(file) = stray.next() {
        let number = file.name.trim_start_matches("evidence/").split('.').next().and_then(|n| n.parse().ok());
        return Err(Fault::Evidence(number.unwrap_or(0)));
    }
    Ok(pieces)
}

/// Whether it is. A plain file's digest is in the manifest; a sample is opened, to be digested and no more.
fn is_what_is_told<R: Read + Seek>(package: &mut Package<R>, piece: &Piece) -> Result<bool, Fault> {
    if !piece.is_sample {
        let file = package.manifest.files.iter().find(|file| file.name == piece.file);
        return Ok(file.is_some_and(|file| file.sha256 == piece.sha256 && file.bytes == piece.bytes));
    }
    let archive = package.section(&piece.file)?;
    Ok(samples::opened(archive, &piece.sha256, piece.bytes, &mut |_| Ok(())).unwrap_or(false))
}
