//! What the record says of the events of incidents, and whether those that are stored are still these.
//!
//! Must never take an event for vouched for of which no entry tells, and must never let a later entry vouch anew for what
//! an earlier one vouched for: who told of an incident can be erased, and then the entry names what stood before.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::chain::{Break, Digest, Entry};

/// That events came from elsewhere, which the record vouches for as a whole: its details hold [`SaidOfEvents::events`].
pub const HISTORY: &str = "incident.history";
/// That who told of an incident was erased: its details hold [`SaidOfEvents::erased`].
pub const WHO_TOLD_ERASED: &str = "incident.who-told-erased";

/// What is digested begins with what it is.
const EVENT: &[u8] = b"quet incident event 1\n";
const EVENTS: &[u8] = b"quet incident events 1\n";

/// The digest of an event as it is stored: when, who, for which unit, and what, as JSON.
pub fn event_digest(at: i64, who: &str, unit: i64, event: &str) -> Digest {
    let mut hash = Sha256::new();
    hash.update(EVENT);
    hash.update(at.to_le_bytes());
    hash.update((who.len() as u64).to_le_bytes());
    hash.update(who);
    hash.update(unit.to_le_bytes());
    hash.update(event);
    hash.finalize().into()
}

/// The digest of events that came together, of the digest of each.
pub fn events_digest<'d>(events: impl IntoIterator<Item = &'d Digest>) -> Digest {
    let mut hash = Sha256::new();
    hash.update(EVENTS);
    for event in events {
        hash.update(event);
    }
    hash.finalize().into()
}

/// What the details of an entry say of events.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SaidOfEvents {
    /// The number of one, with its digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<u64>,
    /// How many came together, numbered from 1, with the digest of all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<u64>,
    /// The digest, in base64.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub digest: String,
    /// Those of which something was erased.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub erased: Vec<Erasure>,
}

/// An event of which something was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Its number.
    pub event: u64,
    /// Its digest before, in base64.
    pub was: String,
    /// Its digest since.
    pub digest: String,
}

impl SaidOfEvents {
    /// What is said of one event.
    pub fn of(event: u64, digest: &Digest) -> SaidOfEvents {
        SaidOfEvents { event: Some(event), digest: text(digest), ..SaidOfEvents::default() }
    }

    /// What is said of events that came together.
    pub fn of_all(events: u64, digest: &Digest) -> SaidOfEvents {
        SaidOfEvents { events: Some(events), digest: text(digest), ..SaidOfEvents::default() }
    }
}

impl Erasure {
    /// That an event is another one since something of it was erased.
    pub fn of(event: u64, was: &Digest, digest: &Digest) -> Erasure {
        Erasure { event, was: text(was), digest: text(digest) }
    }
}

/// What the record says of the events of one incident.
#[derive(Debug, Default)]
struct OfOne {
    /// How many came from elsewhere, and the digest of them together.
    history: Option<(u64, Digest)>,
    /// Each of the others. Few bytes: there may be millions.
    own: Vec<(u64, Digest)>,
    /// What was erased of which, and its digest before and since.
    erased: BTreeMap<u64, (Digest, Digest)>,
    /// Details of entries about it are gone, and what they said of events with them.
    gone: bool,
}

/// Events as they were held against the record.
#[derive(Debug, Default)]
pub struct Events {
    incidents: BTreeMap<i64, OfOne>,
    held: u64,
    unheld: u64,
}

impl Events {
    /// Takes in what an entry says of events, if it says anything. `details` as in `Chain::follow`, which is asked first.
    ///
    /// # Errors
    /// Where it says that another one was erased than there was.
    pub fn follow(&mut self, entry: &Entry, details: Option<&str>) -> Result<(), Break> {
        let incident = entry.object.strip_prefix("incident:").and_then(|number| number.parse().ok());
        let (Some(incident), true) = (incident, entry.action.starts_with("incident.")) else { return Ok(()) };
        let of = self.incidents.entry(incident).or_default();
        let Some(details) = details else {
            of.gone = true;
            return Ok(());
        };
        let Ok(said) = serde_json::from_str::<SaidOfEvents>(details) else { return Ok(()) };
        match (&*entry.action, said.event, said.events, digest(&said.digest)) {
            (HISTORY, _, Some(events), Some(all)) => of.history = Some((events, all)),
            (_, Some(event), _, Some(one)) => of.own.push((event, one)),
            // Written by a version that vouched for less.
            (HISTORY, ..) | (_, Some(_), ..) => of.gone = true,
            _ => {}
        }
        if entry.action == WHO_TOLD_ERASED {
            for erasure in said.erased {
                let changed = Break::EventChanged { incident, event: erasure.event };
                let (Some(was), Some(since)) = (digest(&erasure.was), digest(&erasure.digest)) else {
                    return Err(changed);
                };
                match of.erased.get_mut(&erasure.event) {
                    Some(before) if before.1 == was => before.1 = since,
                    Some(_) => return Err(changed),
                    None => {
                        of.erased.insert(erasure.event, (was, since));
                    }
                }
            }
        }
        Ok(())
    }

    /// Holds the events of one incident, by their numbers, against what was said of them.
    ///
    /// # Errors
    /// With the first that is not what it was, is missing, or of which nothing was said.
    pub fn hold(&mut self, incident: i64, found: &[(u64, Digest)]) -> Result<(), Break> {
        let mut of = self.incidents.remove(&incident).unwrap_or_default();
        let mut before = Vec::with_capacity(found.len());
        for ((event, digest), expected) in found.iter().zip(1_u64..) {
            if *event != expected {
                return Err(Break::EventGone { incident, event: expected });
            }
            before.push(match of.erased.get(event) {
                Some((_, since)) if since != digest => {
                    return Err(Break::EventChanged { incident, event: *event });
                }
                Some((was, _)) => *was,
                None => *digest,
            });
        }
        let together = of.history.map_or(0, |(events, _)| events);
        if let Some((events, all)) = of.history {
            let first = usize::try_from(events).ok().and_then(|events| before.get(..events));
            let first = first.ok_or(Break::EventGone { incident, event: found.len() as u64 + 1 })?;
            if events_digest(first) != all {
                return Err(Break::HistoryChanged(incident));
            }
            self.held += events;
        }
        of.own.sort_unstable_by_key(|(event, _)| *event);
        let mut own = of.own.iter().peekable();
        for (digest, event) in before.iter().zip(1_u64..).skip_while(|(_, event)| *event <= together) {
            match own.next_if(|(of, _)| *of == event) {
                Some((_, said)) if said == digest => self.held += 1,
                Some(_) => return Err(Break::EventChanged { incident, event }),
                // What is said of it now was said by who erased something of it.
                None if of.erased.contains_key(&event) => self.held += 1,
                None if of.gone => self.unheld += 1,
                None => return Err(Break::EventAdded { incident, event }),
            }
        }
        own.next().map_or(Ok(()), |(event, _)| Err(Break::EventGone { incident, event: *event }))
    }

    /// To be asked when all that are stored were held: whether there are any of which something was said and that are not.
    ///
    /// # Errors
    /// With the first.
    pub fn ended(&self) -> Result<(), Break> {
        let missing = self.incidents.iter().find(|(_, of)| of.history.is_some() || !of.own.is_empty());
        missing.map_or(Ok(()), |(incident, of)| {
            let event = if of.history.is_some() {
                1
            } else {
                of.own.iter().map(|(event, _)| *event).min().unwrap_or(1)
            };
            Err(Break::EventGone { incident: *incident, event })
        })
    }

    /// How many were held against the record.
    pub fn held(&self) -> u64 {
        self.held
    }

    /// How many were not, since what the record said of them was erased.
    pub fn unheld(&self) -> u64 {
        self.unheld
    }
}

fn text(digest: &Digest) -> String {
    STANDARD.encode(digest)
}

fn digest(text: &str) -> Option<Digest> {
    STANDARD.decode(text).ok()?.try_into().ok()
}
