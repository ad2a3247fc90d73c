//! What the record says of the events of incidents, and whether those that are stored are still these.
//!
//! Must never take an event for vouched for of which no entry tells, and must never let a later entry vouch anew for what
//! an earlier one vouched for: who told of an incident can be erased, and then the entry names what stood before.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::chain::{Break, Digest};

/// That events came from elsewhere, which the record vouches for as a whole: its details hold [`SaidOfEvents::events`].
pub const HISTORY: &str = "incident.history";
/// That who told of an incident was erased: its details hold [`SaidOfEvents::erased`].
pub const WHO_TOLD_ERASED: &str = "incident.who-told-erased";

/// Actions about an incident that tell of no event of it.
const OF_NO_EVENT: [&str; 7] = [
    WHO_TOLD_ERASED,
    "incident.restricted",
    "incident.opened-to-all",
    "incident.let-in",
    "incident.let-in-read",
    "incident.name-confirmed",
    HISTORY,
];

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
    /// What is said of those that came from elsewhere.
    history: History,
    /// Each of the others. Few bytes: there may be millions.
    own: Vec<(u64, Digest)>,
    /// How many others there are of which an entry tells, whose details are gone, and what they said with them.
    forgotten: u64,
    /// What was erased of which, and its digest before and since.
    erased: BTreeMap<u64, (Digest, Digest)>,
}

#[derive(Debug, Default, Clone, Copy)]
enum History {
    /// It began here.
    #[default]
    None,
    /// So many, with the digest of all.
    Said(u64, Digest),
    /// The details are gone, and with them how many there were.
    Forgotten,
}

impl OfOne {
    /// Takes in that something of an event was erased; nothing where that was another one than it is said to have been.
    fn erase(&mut self, erasure: &Erasure) -> Option<()> {
        let (was, since) = (digest(&erasure.was)?, digest(&erasure.digest)?);
        match self.erased.get_mut(&erasure.event) {
            Some(before) if before.1 == was => before.1 = since,
            Some(_) => return None,
            None => drop(self.erased.insert(erasure.event, (was, since))),
        }
        Some(())
    }
}

/// Events as they were held against the record. All digests that it holds wait here: 40 bytes for each event.
#[derive(Debug, Default)]
pub struct Events {
    incidents: BTreeMap<i64, OfOne>,
    held: u64,
    unheld: u64,
}

impl Events {
    /// Takes in what the next entry says of events, if it says anything: what was done, to what, and the details, nothing where
    /// they were erased.
    ///
    /// # Errors
    /// Where it says that another one was erased than there was.
    pub fn follow(&mut self, action: &str, object: &str, details: Option<&str>) -> Result<(), Break> {
        let incident = object.strip_prefix("incident:").and_then(|number| number.parse().ok());
        let (Some(incident), true) = (incident, action.starts_with("incident.")) else { return Ok(()) };
        let of = self.incidents.entry(incident).or_default();
        let said =
            details.and_then(|text| serde_json::from_str::<SaidOfEvents>(text).ok()).unwrap_or_default();
        match (action, digest(&said.digest)) {
            (HISTORY, all) => {
                of.history = match (said.events, all) {
                    (Some(events), Some(all)) => History::Said(events, all),
                    _ => History::Forgotten,
                };
            }
            (WHO_TOLD_ERASED, _) => {
                for erasure in &said.erased {
                    of.erase(erasure).ok_or(Break::EventChanged { incident, event: erasure.event })?;
                }
            }
            (action, _) if OF_NO_EVENT.contains(&action) => {}
            (_, one) => match (said.event, one) {
                (Some(event), Some(one)) => of.own.push((event, one)),
                // Erased, or written by a version that vouched for less.
                _ => of.forgotten += 1,
            },
        }
        Ok(())
    }

    /// Holds the events of one incident, by their numbers, against what was said of them.
    ///
    /// # Errors
    /// With the first that is not what it was, is missing, or of which nothing was said.
    pub fn hold(&mut self, incident: i64, found: &[(u64, Digest)]) -> Result<(), Break> {
        let mut of = self.incidents.remove(&incident).unwrap_or_default();
        let changed = |event| Break::EventChanged { incident, event };
        let gone = |event| Break::EventGone { incident, event };
        let added = |event| Break::EventAdded { incident, event };
        let mut before = Vec::with_capacity(found.len());
        for ((event, digest), expected) in found.iter().zip(1_u64..) {
            if *event != expected {
                return Err(gone(expected));
            }
            before.push(match of.erased.get(event) {
                Some((_, since)) if since != digest => return Err(changed(*event)),
                Some((was, _)) => *was,
                None => *digest,
            });
        }
        let last = found.len() as u64;
        // As many as came from elsewhere, and one for each entry.
        let here = (of.own.len() as u64).saturating_add(of.forgotten);
        let came = match of.history {
            History::None => 0,
            History::Said(events, _) => events,
            History::Forgotten => last.checked_sub(here).ok_or(gone(last + 1))?,
        };
        of.own.sort_unstable_by_key(|(event, _)| *event);
        if let Some((event, _)) = of.own.last().filter(|(event, _)| *event > last) {
            return Err(gone(*event.min(&(last + 1))));
        }
        if came.saturating_add(here) > last {
            return Err(gone(last + 1));
        }
        if let History::Said(events, all) = of.history {
            let first = usize::try_from(events).ok().and_then(|events| before.get(..events));
            if events_digest(first.ok_or(gone(last + 1))?) != all {
                return Err(Break::HistoryChanged(incident));
            }
            self.held += events;
        } else {
            self.unheld += came;
        }
        let mut own = of.own.iter().peekable();
        let mut forgotten = of.forgotten;
        for (digest, event) in before.iter().zip(1_u64..).skip_while(|(_, event)| *event <= came) {
            match own.next_if(|(of, _)| *of == event) {
                Some((_, said)) if said == digest => self.held += 1,
                Some(_) => return Err(changed(event)),
                None => {
                    forgotten = forgotten.checked_sub(1).ok_or(added(event))?;
                    self.unheld += 1;
                }
            }
        }
        // Two that are said to be the same one, or one of those that came.
        own.next().map_or(Ok(()), |(event, _)| Err(changed(*event)))
    }

    /// To be asked when all that are stored were held: whether an entry tells of an incident of which none is there.
    ///
    /// # Errors
    /// With the first.
    pub fn ended(&self) -> Result<(), Break> {
        let missing = self.incidents.keys().next();
        missing.map_or(Ok(()), |incident| Err(Break::EventGone { incident: *incident, event: 1 }))
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
