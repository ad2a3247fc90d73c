//! Entries and the chain that they make.
//!
//! Must never digest two fields so that one could pass for the other: each goes in with its length.

use sha2::{Digest as _, Sha256};

/// A SHA-256.
pub type Digest = [u8; 32];

/// What is digested begins with what it is, so that nothing else that is digested can pass for it.
const ENTRY: &[u8] = b"quet record entry 1\n";
const DETAILS: &[u8] = b"quet record details 1\n";

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
    /// A checkpoint names another entry of that number.
    #[error("entry {0} is another one than the checkpoint of that time has: the record was made anew")]
    MadeAnew(u64),
    /// A checkpoint names an entry that is not there.
    #[error("the record ends at entry {end}, and a checkpoint knows of entry {known}: its end was cut off")]
    CutOff {
        /// The last entry that is there.
        end: u64,
        /// The last one that a checkpoint knows.
        known: u64,
    },
}

/// A chain as it is followed, entry by entry.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    head: Head,
    erased: u64,
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
            (None, None) => self.erased += 1,
            _ => return Err(Break::HalfErased(entry.number)),
        }
        self.head = Head::from(entry);
        Ok(())
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
