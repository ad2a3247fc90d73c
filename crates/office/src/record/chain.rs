//! Entries and the chain that they make.
//!
//! Must never digest two fields so that one could pass for the other: each goes in with its length.

use sha2::{Digest as _, Sha256};

/// A SHA-256.
pub type Digest = [u8; 32];

/// What is digested begins with what it is, so that nothing else that is digested can pass for it.
const ENTRY: &[u8] = b"quet record entry 1\n";
const DETAILS: &[u8] = b"quet record details 1\n";

/// That details were erased at the end of their time: its details say `before` (all that is older, in seconds since 1970)
/// and how many `entries`; its object is what they were about, or [`EVERYTHING`].
pub const ERASED: &str = "record.details-erased";
/// That the last so many `entries` were committed and vouched for by nobody until now: by a process that was broken off, or
/// by somebody who wrote into the database.
pub const VOUCHED_LATE: &str = "record.vouched-late";
/// That somebody looked at such entries and answers for them; its object is `record:` and the number of what said it.
pub const LATE_ACCEPTED: &str = "record.late-accepted";
/// The object of what is about the record as a whole.
pub const EVERYTHING: &str = "record";

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number: 1, 2, 3 and so on, without a gap.
    pub number: u64,
    /// When, in seconds since 1970, UTC.
    pub at: i64,
    /// Who, as a word such as `person:12`, `token:3`, `command` or `server`. Never a name.
    pub who: String,
    /// What was done, as a word such as `unit.renamed`.
    pub action: String,
    /// To what, as a word such as `unit:34`.
    pub object: String,
    /// The number of the unit in whose record it stands; 0 where it is nobody's in particular.
    pub unit: i64,
    /// The sealed digest of the details: see [`details_digest`].
    pub details: Digest,
    /// The digest of the entry before; zeros before the first.
    pub previous: Digest,
    /// The digest of this one.
    pub digest: Digest,
}

impl Entry {
    /// What its digest is to be.
    pub fn computed(&self) -> Digest {
        let mut hash = Sha256::new();
        hash.update(ENTRY);
        hash.update(self.previous);
        hash.update(self.number.to_le_bytes());
        hash.update(self.at.to_le_bytes());
        for text in [&self.who, &self.action, &self.object] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        hash.update(self.unit.to_le_bytes());
        hash.update(self.details);
        hash.finalize().into()
    }
}

/// What an entry says, before it has its place in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'s> {
    /// When, in seconds since 1970, UTC.
    pub at: i64,
    /// Who: see [`Entry::who`].
    pub who: &'s str,
    /// What was done.
    pub action: &'s str,
    /// To what.
    pub object: &'s str,
    /// In whose record.
    pub unit: i64,
    /// The sealed digest of the details.
    pub details: Digest,
}

/// The digest of details, which are erasable: where they are gone, and their salt with them, nobody can try whether they
/// were these.
pub fn details_digest(salt: &Digest, details: &str) -> Digest {
    let mut hash = Sha256::new();
    hash.update(DETAILS);
    hash.update(salt);
    hash.update(details);
    hash.finalize().into()
}

/// Where a record ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Head {
    /// The number of the last entry; 0 before the first.
    pub number: u64,
    /// Its digest; zeros before the first.
    pub digest: Digest,
}

impl Head {
    /// The entry that comes next.
    pub fn next(&self, said: &Said<'_>) -> Entry {
        let mut entry = Entry {
            number: self.number.saturating_add(1),
            at: said.at,
            who: said.who.to_owned(),
            action: said.action.to_owned(),
            object: said.object.to_owned(),
            unit: said.unit,
            details: said.details,
            previous: self.digest,
            digest: Digest::default(),
        };
        entry.digest = entry.computed();
        entry
    }
}

impl From<&Entry> for Head {
    fn from(entry: &Entry) -> Head {
        Head { number: entry.number, digest: entry.digest }
    }
}

/// Where a record is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    /// A number is missing, there twice, or out of its place.
    #[error("entry {expected} is to follow, and {found} does: one was removed, added or put elsewhere")]
    Order {
        /// The number that was to come.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// An entry does not lead to the one before.
    #[error("entry {0} does not follow from the one before: one of the two was changed")]
    Link(u64),
    /// An entry is not what it was when it was written.
    #[error("entry {0} was changed")]
    Entry(u64),
    /// The details are not those that the entry was written with.
    #[error("the details of entry {0} were changed")]
    Details(u64),
    /// There are details, and they say that they were erased, or half of them is there.
    #[error("the details of entry {0} are there in part")]
    HalfErased(u64),
    /// The details are gone, and no entry says that they were erased.
    #[error("the details of entry {0} are gone, and nobody erased them")]
    DetailsGone(u64),
    /// Other details are gone than an entry says were erased.
    #[error("entry {at} says that the details of {told} entries were erased, and those of {gone} are gone")]
    ErasedOtherwise {
        /// The entry that says it.
        at: u64,
        /// How many it tells of.
        told: u64,
        /// How many there are.
        gone: u64,
    },
    /// A checkpoint names another entry of that number.
    #[error("entry {0} is another one than the checkpoint of that time has: the record was made anew")]
    MadeAnew(u64),
    /// A checkpoint that says another thing was not signed with the key of this record.
    #[error(
        "line {0} of the checkpoints says another thing than the record, and was not signed with its key"
    )]
    Forged(u64),
    /// A checkpoint names an entry that is not there.
    #[error("the record ends at entry {end}, and a checkpoint knows of entry {known}: its end was cut off")]
    CutOff {
        /// The last entry that is there.
        end: u64,
        /// The last one that a checkpoint knows.
        known: u64,
    },
    /// An event of an incident is not the one of which an entry tells.
    #[error("event {event} of incident {incident} was changed")]
    EventChanged {
        /// The incident's number.
        incident: i64,
        /// The event's number in it.
        event: u64,
    },
    /// An event is missing of which an entry tells.
    #[error("event {event} of incident {incident} is gone")]
    EventGone {
        /// The incident's number.
        incident: i64,
        /// The event's number in it.
        event: u64,
    },
    /// There is an event of which no entry tells.
    #[error("no entry tells of event {event} of incident {incident}")]
    EventAdded {
        /// The incident's number.
        incident: i64,
        /// The event's number in it.
        event: u64,
    },
    /// Events that came together from elsewhere are not those of which an entry tells.
    #[error("what came from elsewhere with incident {0} was changed")]
    HistoryChanged(i64),
}

/// An entry whose details are gone.
#[derive(Debug, Clone)]
struct Gone {
    number: u64,
    at: i64,
    object: String,
}

/// Entries that nobody vouched for when they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// The first and the last of them.
    pub entries: (u64, u64),
    /// The entry that says so.
    pub told: u64,
}

/// A chain as it is followed, entry by entry.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    head: Head,
    erased: u64,
    /// What no entry accounts for yet.
    gone: Vec<Gone>,
    late: Vec<Late>,
}

impl Chain {
    /// Follows one entry on. `details` are its salt and text, nothing where they were erased.
    ///
    /// # Errors
    /// Where it is not what follows.
    pub fn follow(&mut self, entry: &Entry, details: (Option<&Digest>, Option<&str>)) -> Result<(), Break> {
        let expected = self.head.number.saturating_add(1);
        if entry.number != expected {
            return Err(Break::Order { expected, found: entry.number });
        }
        if entry.previous != self.head.digest {
            return Err(Break::Link(entry.number));
        }
        if entry.digest != entry.computed() {
            return Err(Break::Entry(entry.number));
        }
        match details {
            (Some(salt), Some(text)) if details_digest(salt, text) == entry.details => {}
            (Some(_), Some(_)) => return Err(Break::Details(entry.number)),
            (None, None) => {
                self.gone.push(Gone { number: entry.number, at: entry.at, object: entry.object.clone() });
            }
            _ => return Err(Break::HalfErased(entry.number)),
        }
        match &*entry.action {
            ERASED => self.account_for(entry, details.1)?,
            VOUCHED_LATE => {
                let entries = details.1.and_then(|text| number(text, "entries")).unwrap_or(0);
                let last = entry.number.saturating_sub(1);
                let first = entry.number.saturating_sub(entries.unsigned_abs()).max(1);
                self.late.push(Late { entries: (first, last), told: entry.number });
            }
            LATE_ACCEPTED => {
                let of = entry.object.strip_prefix("record:").and_then(|number| number.parse().ok());
                self.late.retain(|late| Some(late.told) != of);
            }
            _ => {}
        }
        self.head = Head::from(entry);
        Ok(())
    }

    /// What is gone by the erasure that this entry tells of.
    fn account_for(&mut self, entry: &Entry, details: Option<&str>) -> Result<(), Break> {
        // Its own details say what it did, and are never erased: without them it accounts for nothing.
        let Some(text) = details else { return Err(Break::DetailsGone(entry.number)) };
        let before = number(text, "before").unwrap_or(i64::MIN);
        let told = number(text, "entries").unwrap_or(0).unsigned_abs();
        let missing = self.gone.len();
        self.gone
            .retain(|gone| gone.at >= before || (entry.object != EVERYTHING && gone.object != entry.object));
        let gone = (missing - self.gone.len()) as u64;
        if gone != told {
            return Err(Break::ErasedOtherwise { at: entry.number, told, gone });
        }
        self.erased += gone;
        Ok(())
    }

    /// To be asked at its end: whether all that is gone was erased by who says so.
    ///
    /// # Errors
    /// With the first whose details are gone otherwise.
    pub fn ended(&self) -> Result<(), Break> {
        self.gone.first().map_or(Ok(()), |gone| Err(Break::DetailsGone(gone.number)))
    }

    /// Entries that nobody vouched for when they were written, and that nobody answers for since.
    pub fn late(&self) -> &[Late] {
        &self.late
    }

    /// Where it ends as far as it was followed.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Entries whose details were erased.
    pub fn erased(&self) -> u64 {
        self.erased
    }
}

/// A number in details.
fn number(details: &str, name: &str) -> Option<i64> {
    serde_json::from_str::<serde_json::Value>(details).ok()?.get(name)?.as_i64()
}
