//! A package is made of an incident as it stands.
//!
//! Must never hold a file of evidence, and must never leave one out without saying so.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::sync::Arc;

use office::incident::{Event, Incident, Names, named_in, write_history};
use office::people::PersonId;
use office::units::{Tree, UnitId};
use store::incidents::{EvidenceFile, IncidentsError, Kept};
use store::units::Units;
use store::{Store, StoreError};
use wire::package::{
    CUSTODY, DOCUMENTS, EVENTS, Made, Manifest, NAMES, PLAYBOOK, PackageError, PackageLimits, README,
    RULEBOOK, Writer, evidence,
};
use words::Words;

use super::super::download::encrypted;
use super::{out, own_key, texts};

/// By whom a package is made, for whom and why.
#[derive(Debug, Clone, Default)]
pub struct Making {
    /// By whom, in words.
    pub by: String,
    /// For whom.
    pub made_for: String,
    /// Why.
    pub reasons: String,
    /// Now, in seconds since 1970.
    pub now: i64,
    /// Whether it goes on there, so that nobody is reminded here any more.
    pub goes_on: bool,
}

/// A package that goes out once that is noted.
#[derive(Debug)]
pub struct Going {
    /// The file, which has no name.
    pub file: File,
    /// Its size.
    pub size: u64,
    /// What is noted of it.
    pub event: Event,
    /// The digest by which it is named.
    pub sha256: String,
    /// How many pieces of evidence are in it, and how many are not here.
    pub evidence: (usize, usize),
}

/// Why none was made.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// There is no such incident.
    #[error("there is no such incident")]
    NotThere,
    /// It is for named persons only.
    #[error("it is for named persons only")]
    Restricted,
    /// It is only practised.
    #[error("it belongs to a drill")]
    Drill,
    /// It is more than a package may be, or cannot be written.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// It could not be noted that it goes out.
    #[error("it could not be noted")]
    NotNoted(#[source] IncidentsError),
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<io::Error> for MakeError {
    fn from(error: io::Error) -> MakeError {
        MakeError::Package(error.into())
    }
}

/// Makes one of all that is stored of an incident.
///
/// # Errors
/// When it is only practised, more than a package may be, or cannot be read or written.
pub async fn make(
    store: &Arc<Store>,
    kept: Kept,
    units: &Units,
    making: &Making,
    words: [&Words; 2],
) -> Result<Going, MakeError> {
    if kept.drill.is_some() {
        return Err(MakeError::Drill);
    }
    let key = own_key(store)?.fingerprint();
    let names = names(store, &kept, units).await?;
    let from = unit_name(&units.tree, kept.incident.unit());
    let files = store.evidence_files(kept.id).await?;
    let readme = texts::readme(&kept.code, &key, words);
    let (store, making) = (Arc::clone(store), making.clone());
    let write = move || {
        let parts = Parts { store: &store, kept: &kept, names: &names, files: &files };
        let made = parts.written(&making, key, readme)?;
        let numbers: Vec<i64> = files.iter().map(|file| file.number).collect();
        let evidence = (numbers.len(), made.manifest.left_out.len());
        let event = out(&making, from, made.sha256.clone(), made.manifest.events, numbers);
        Ok(Going { file: made.to, size: made.size, event, sha256: made.sha256, evidence })
    };
    tokio::task::spawn_blocking(write).await.map_err(io::Error::other)?
}

/// What the events name, in words.
async fn names(store: &Store, kept: &Kept, units: &Units) -> Result<Names, StoreError> {
    let named = named_in(&kept.entries);
    let abroad = |number: i64, of: &BTreeMap<i64, String>| of.get(&number).cloned();
    let mut names = Names::default();
    for unit in named.units {
        let name = if unit < 0 {
            abroad(unit, &kept.incident.units_abroad)
        } else {
            Some(unit_name(&units.tree, unit)).filter(|name| !name.is_empty())
        };
        names.units.extend(name.map(|name| (unit, name)));
    }
    let ids: Vec<PersonId> = named
        .people
        .iter()
        .filter_map(|who| who.strip_prefix("person:")?.parse().ok())
        .map(PersonId)
        .collect();
    for person in store.people_numbered(&ids).await? {
        names.people.insert(format!("person:{}", person.id.0), person.details.name);
    }
    for incident in named.incidents {
        let code = if incident < 0 {
            abroad(incident, &kept.incident.incidents_abroad)
        } else {
            store.incident(incident).await?.map(|kept| kept.code)
        };
        names.incidents.extend(code.map(|code| (incident, code)));
    }
    Ok(names)
}

/// What a unit is called, with its code.
pub fn unit_name(tree: &Tree, unit: i64) -> String {
    let unit = tree.get(UnitId(unit));
    unit.map_or_else(String::new, |unit| format!("{} ({})", unit.last_name(), unit.code))
}

struct Parts<'p> {
    store: &'p Store,
    kept: &'p Kept,
    names: &'p Names,
    files: &'p [EvidenceFile],
}

impl Parts<'_> {
    fn incident(&self) -> &Incident {
        &self.kept.incident
    }

    /// What a piece is called in the package; nothing where there is no file of it here.
    fn called(&self, number: i64) -> Option<String> {
        let is_here = self.files.iter().any(|file| file.number == number);
        let piece = self.incident().evidence.get(&number).filter(|_| is_here)?;
        Some(evidence(number, piece.kind == "sample"))
    }

    fn written(&self, making: &Making, key: String, readme: String) -> Result<Made<File>, MakeError> {
        let mut writer = Writer::new(self.store.scratch()?, PackageLimits::default());
        for file in self.files {
            let Some(piece) = self.incident().evidence.get(&file.number) else { continue };
            let mut opened = self.store.open_evidence(file)?;
            let name = evidence(file.number, piece.kind == "sample");
            if piece.kind == "sample" {
                let (mut sealed, _) = encrypted(self.store.scratch()?, &piece.name, opened)?;
                writer.add(&name, &mut sealed)?;
            } else {
                writer.add(&name, &mut opened)?;
            }
        }
        let json = |value: &serde_json::Value| serde_json::to_vec_pretty(value).map_err(io::Error::other);
        let history = write_history(&self.kept.entries).map_err(io::Error::other)?;
        let names = serde_json::to_vec_pretty(self.names).map_err(io::Error::other)?;
        let custody = json(&texts::custody(self.incident(), self.names, |number, _| self.called(number)))?;
        let documents = json(&texts::documents(self.incident(), |number| self.called(number)))?;
        let rulebook = json(&texts::rulebook(self.incident()))?;
        let all: [(&str, &[u8]); 7] = [
            (EVENTS, &history),
            (NAMES, &names),
            (CUSTODY, &custody),
            (DOCUMENTS, &documents),
            (PLAYBOOK, &self.kept.playbook),
            (RULEBOOK, &rulebook),
            (README, readme.as_bytes()),
        ];
        for (name, mut bytes) in all {
            writer.add(name, &mut bytes)?;
        }
        let left_out =
            self.incident().evidence.keys().copied().filter(|number| self.called(*number).is_none());
        let manifest = Manifest {
            key,
            incident: self.kept.id,
            code: self.kept.code.clone(),
            made_by: making.by.clone(),
            made_for: making.made_for.clone(),
            reasons: making.reasons.clone(),
            made_at: making.now,
            events: self.kept.entries.len() as u64,
            restricted: self.kept.named.is_some(),
            left_out: left_out.collect(),
            ..Manifest::default()
        };
        writer.end(manifest, |bytes| Ok(self.store.sign(bytes)?))
    }
}
