//! A package from another server is taken in: its history, custody and clocks go on here.
//!
//! Must never give anybody a part for what they were there, must never take one in twice, and must never keep evidence
//! that is not what its events tell of.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::sync::Arc;

use office::incident::{BadHistory, Entry, Event, HistoryLimits, Incident, arrive};
use office::people::PersonId;
use office::playbook::Role;
use office::record::{Deed, Who};
use office::rights::Grant;
use store::incidents::{Beside, Came, EvidenceLimits, IncidentsError, New, NotTaken, Origin, Put};
use store::{Store, StoreError};
use wire::package::{Checked, Package, PackageError, State};

use super::super::act::next_reminder;
use super::super::rules;
use super::inside::{Fault, Inside, Piece, inside};
use super::{own_key, samples};
use crate::console::codes;

/// By whom it is taken in, and for which unit.
#[derive(Debug)]
pub struct Taking<'t> {
    /// What the other server is called here.
    pub server: &'t str,
    /// The unit with which it goes on.
    pub unit: i64,
    /// What that is called.
    pub to: &'t str,
    /// Who takes which part besides, by the tree of units.
    pub given: &'t [(Role, i64)],
    /// For whom alone it is to be, if it was for named persons there: nobody where nobody can be named.
    pub named: BTreeSet<PersonId>,
    /// What who does it was when they were asked; nothing where nobody in particular does it.
    pub grants: Option<&'t [Grant]>,
    /// By whom and when.
    pub deed: &'t Deed,
}

/// Why it is not taken in.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// It cannot be read.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// Files of it are not what was signed.
    #[error("files of it are not what was signed")]
    Files(Vec<Checked>),
    /// It does not hold together.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// It is this server's own, or was before: that incident goes on here.
    #[error("it is this server's own incident {0}")]
    Own(i64),
    /// It is here already.
    #[error("it is here already, as incident {id}")]
    There {
        /// As which.
        id: i64,
        /// How many more events the package has than were taken in: those happened there since, and are not added.
        more: u64,
    },
    /// It was for named persons only, and nobody can be named here.
    #[error("it is for named persons only")]
    Restricted,
    /// It could not be stored.
    #[error(transparent)]
    Incidents(#[from] IncidentsError),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoRandom,
}

impl From<StoreError> for TakeError {
    fn from(error: StoreError) -> TakeError {
        TakeError::Incidents(error.into())
    }
}

impl From<BadHistory> for TakeError {
    fn from(error: BadHistory) -> TakeError {
        TakeError::Fault(error.into())
    }
}

/// Takes it in, and says its number here.
///
/// # Errors
/// When anything is wrong with it, it is here already, or it cannot be stored. Then nothing of it is here.
pub async fn take_in(
    store: &Arc<Store>,
    package: Package<File>,
    taking: &Taking<'_>,
) -> Result<i64, TakeError> {
    let now = taking.deed.at;
    let manifest = package.manifest.clone();
    if manifest.restricted && taking.named.is_empty() {
        return Err(TakeError::Restricted);
    }
    let from = Origin { key: package.key.fingerprint(), incident: manifest.incident };
    let own = own_key(store)?.fingerprint();
    if from.key == own {
        return Err(TakeError::Own(from.incident));
    }
    // What is here is not laid down once more.
    is_new(store, std::slice::from_ref(&from), manifest.events).await?;
    let sha256 = package.sha256.clone();
    let blocking = Arc::clone(store);
    let read = move || read(&blocking, package, now);
    let (inside, files) = tokio::task::spawn_blocking(read)
        .await
        .map_err(|error| TakeError::Package(io::Error::other(error).into()))??;
    let arrived = arrive(inside.entries, &inside.names, taking.server, &HistoryLimits::default())?;
    if let Some((_, incident)) = arrived.before.iter().find(|(key, _)| *key == own) {
        return Err(TakeError::Own(*incident));
    }
    let mut origins = vec![from];
    for (key, incident) in arrived.before {
        let origin = Origin { key, incident };
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    is_new(store, &origins, manifest.events).await?;
    let mut all = arrived.entries;
    let history = all.len();
    let mut note = |who: String, unit: i64, event: Event| {
        let number = all.len() as u64 + 1;
        all.push(Entry { number, at: now, who, unit, event });
    };
    let came = Event::CameFrom {
        server: taking.server.to_owned(),
        key: origins.first().map(|origin| origin.key.clone()).unwrap_or_default(),
        incident: manifest.incident,
        code: manifest.code.clone(),
        package: sha256,
        events: manifest.events,
        unit: taking.unit,
        to: taking.to.to_owned(),
        evidence: files.iter().map(|(number, _)| *number).collect(),
        units: arrived.units,
        incidents: arrived.incidents,
    };
    note(taking.deed.who.word(), taking.unit, came);
    for (role, unit) in taking.given {
        note(Who::Server.word(), 0, Event::Assigned { role: *role, unit: *unit });
    }
    let owner = taking.given.iter().find(|(role, _)| *role == Role::Owner);
    if let Some((_, owner)) = owner
        && let (Some(hours), _) = store.owner_limit(office::units::UnitId(*owner)).await?
    {
        note(Who::Server.word(), 0, Event::OwnerLimited { hours });
    }
    let incident = Incident::of(&all).ok_or(Fault::Missing(wire::package::EVENTS))?;
    let playbook = &inside.playbook;
    let beside = Beside {
        summary: incident.summary(playbook, playbook.kind(), rules::next_due(&incident)),
        sides: incident.sides(),
        tell: Vec::new(),
        remind_at: next_reminder(&incident, now),
    };
    let code = code(store, &manifest.code).await?;
    let (history, entries) = all.split_at(history);
    let new = New {
        entries,
        beside,
        code: &code,
        drill: None,
        playbook: (&incident.playbook_sha256, playbook.kind(), &inside.edition),
        named: if manifest.restricted { taking.named.clone() } else { BTreeSet::new() },
    };
    let came = Came { history, origins: &origins, files: &files };
    match store.take_in_incident(&new, &came, taking.grants, taking.deed).await {
        Ok(id) => Ok(id),
        Err(NotTaken::There(id)) => Err(TakeError::There { id, more: 0 }),
        Err(NotTaken::Incidents(error)) => Err(error.into()),
    }
}

/// Whether none of these is here. Two histories that went on in two places are not made one: the one here goes on.
async fn is_new(store: &Store, origins: &[Origin], events: u64) -> Result<(), TakeError> {
    let Some(id) = store.incident_from(origins).await? else { return Ok(()) };
    let kept = store.incident(id).await?;
    let entries = kept.map(|kept| kept.entries).unwrap_or_default();
    let taken = entries.iter().rev().find_map(|entry| match &entry.event {
        Event::CameFrom { key, incident, events, .. }
            if origins.iter().any(|origin| origin.key == *key && origin.incident == *incident) =>
        {
            Some(*events)
        }
        _ => None,
    });
    Err(TakeError::There { id, more: taken.map_or(0, |taken| events.saturating_sub(taken)) })
}

/// The code by which papers name it, which it keeps where nothing here is called so.
async fn code(store: &Store, there: &str) -> Result<String, TakeError> {
    let signs = |sign: char| sign.is_ascii_uppercase() || sign.is_ascii_digit();
    let is_code = there.split_once('-').is_some_and(|(one, two)| {
        one.len() == 4 && two.len() == 4 && one.chars().all(signs) && two.chars().all(signs)
    });
    if is_code && store.incident_coded(there).await?.is_none() {
        return Ok(there.to_owned());
    }
    codes::short().map_err(|_| TakeError::NoRandom)
}

/// Reads all of it, and lays its evidence down, sealed with keys of this server.
fn read(store: &Store, mut package: Package<File>, now: i64) -> Result<(Inside, Vec<(i64, Put)>), TakeError> {
    let checked = package.check()?;
    if checked.iter().any(|file| file.state != State::Whole) {
        return Err(TakeError::Files(checked));
    }
    let inside = inside(&mut package, now)?;
    let mut files = Vec::new();
    for piece in &inside.evidence {
        files.push((piece.number, laid_down(store, &mut package, piece)?));
    }
    Ok((inside, files))
}

fn laid_down(store: &Store, package: &mut Package<File>, piece: &Piece) -> Result<Put, TakeError> {
    let mut new = store.begin_evidence(&EvidenceLimits::default())?;
    if piece.is_sample {
        let archive = package.section(&piece.file)?;
        let opened = samples::opened(archive, &piece.sha256, piece.bytes, &mut |bytes| {
            new.add(bytes).map_err(io::Error::other)
        });
        if !opened.map_err(PackageError::from)? {
            return Err(Fault::Evidence(piece.number).into());
        }
    } else {
        let mut to = Sealing(&mut new);
        package.copy(&piece.file, &mut to)?;
    }
    let put = new.put_down()?;
    if put.sha256 == piece.sha256 { Ok(put) } else { Err(Fault::Evidence(piece.number).into()) }
}

/// Evidence that comes in, as something that can be written into.
struct Sealing<'n, 's>(&'n mut store::incidents::NewEvidence<'s>);

impl io::Write for Sealing<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.add(bytes).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
