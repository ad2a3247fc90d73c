//! From rows that a feed wrote to sightings that count: judged, each once, as sets by day and family.
//!
//! Must never take a row twice, and must never leave one out without saying why.

use core::net::IpAddr;
use std::collections::{BTreeMap, HashSet};

use indicators::feeds::shadowserver::Row;
use sha2::{Digest, Sha256};

use crate::address::{self, NotPublic};
use crate::day::Day;
use crate::set::AddressSet;

/// Before this nobody wrote such reports: 2000-01-01.
const EARLIEST: i64 = 946_684_800;
/// Clocks differ by minutes; more than an hour ahead is no clock.
const AHEAD: i64 = 3_600;
/// Characters that a family's name may have.
const LONGEST_FAMILY: usize = 64;

/// One infected machine's connection, as it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// What tells it from every other one of the same source.
    pub id: u64,
    /// Seconds since 1970, UTC.
    pub time: i64,
    /// The address.
    pub address: IpAddr,
    /// The family, in lower case.
    pub family: String,
    /// The port that it came from; with the time it is what an operator needs to find a subscriber behind a shared
    /// address. 0 where it is not said.
    pub port: u16,
}

/// Why a row is no sighting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
pub enum Refused {
    /// The address stands for nobody on the Internet.
    #[error("{0}")]
    Address(NotPublic),
    /// It lies ahead of now.
    #[error("the time lies in the future")]
    Future,
    /// It is older than any such report.
    #[error("the time lies before the year 2000")]
    TooOld,
    /// It does not say what was seen.
    #[error("neither `family` nor `infection` says what was seen")]
    NoFamily,
    /// What it says was seen is no name.
    #[error("the family's name is too long or has characters that no name has")]
    BadFamily,
}

/// What one import adds to the sets.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Added {
    /// Different addresses.
    pub addresses: AddressSet,
    /// Sightings.
    pub events: u64,
}

/// One import as it grows.
#[derive(Debug)]
pub struct Ingest {
    source: String,
    now: i64,
    counted: HashSet<u64>,
    added: BTreeMap<(Day, String), Added>,
}

impl Ingest {
    /// From this source, at that moment (seconds since 1970).
    pub fn new(source: &str, now: i64) -> Ingest {
        Ingest { source: source.to_owned(), now, counted: HashSet::new(), added: BTreeMap::new() }
    }

    /// Judges a row.
    ///
    /// # Errors
    /// With why it is no sighting.
    pub fn judge(&self, row: &Row) -> Result<Sighting, Refused> {
        let address = address::public(row.address).map_err(Refused::Address)?;
        if row.time > self.now.saturating_add(AHEAD) {
            return Err(Refused::Future);
        }
        if row.time < EARLIEST {
            return Err(Refused::TooOld);
        }
        if row.family.is_empty() {
            return Err(Refused::NoFamily);
        }
        if row.family.chars().count() > LONGEST_FAMILY || !row.family.chars().all(is_plain) {
            return Err(Refused::BadFamily);
        }
        let family = row.family.to_lowercase();
        let id = identity(&self.source, row, address, &family);
        Ok(Sighting { id, time: row.time, address, family, port: row.src_port })
    }

    /// Takes note of sightings that were counted by earlier imports.
    pub fn counted_before(&mut self, ids: impl IntoIterator<Item = u64>) {
        self.counted.extend(ids);
    }

    /// Counts a sighting; `false` where it was counted before.
    pub fn take(&mut self, sighting: &Sighting) -> bool {
        if !self.counted.insert(sighting.id) {
            return false;
        }
        let added = self.added.entry((Day::of(sighting.time), sighting.family.clone())).or_default();
        added.addresses.insert(sighting.address);
        added.events += 1;
        true
    }

    /// What it adds, by day and family.
    pub fn added(self) -> BTreeMap<(Day, String), Added> {
        self.added
    }
}

/// Whether a character may stand in a name that pages show: nothing that steers a terminal, hides or reorders text.
fn is_plain(character: char) -> bool {
    character.is_alphanumeric() || character.is_ascii_graphic() || character == ' '
}

/// The first 64 bits of a digest over what makes a sighting that one: where it was seen, when, who, from which port,
/// at which trap, what. Other columns may be written differently when a report is sent again.
fn identity(source: &str, row: &Row, address: IpAddr, family: &str) -> u64 {
    let mut bytes = Vec::with_capacity(96);
    for text in [source, family] {
        bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes.extend_from_slice(&row.time.to_be_bytes());
    for address in [Some(address), row.dst] {
        let wide = match address.map(address::normal) {
            Some(IpAddr::V4(four)) => four.to_ipv6_mapped().to_bits(),
            Some(IpAddr::V6(six)) => six.to_bits(),
            None => 0,
        };
        bytes.extend_from_slice(&wide.to_be_bytes());
    }
    bytes.extend_from_slice(&row.src_port.to_be_bytes());
    bytes.extend_from_slice(&row.dst_port.to_be_bytes());
    let digest = Sha256::digest(&bytes);
    digest.iter().take(8).fold(0, |id, byte| (id << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 20_000 * 86_400;

    fn row(address: &str, time: i64, family: &str) -> Row {
        Row {
            time,
            address: address.parse().unwrap(),
            src_port: 1,
            dst: None,
            dst_port: 80,
            family: family.to_owned(),
        }
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_reason() {
        let ingest = Ingest::new("trap", NOW);
        let check = |row: Row, expected| assert_eq!(ingest.judge(&row).err(), expected, "{row:?}");
        check(row("14.0.0.1", NOW, "Sality"), None);
        check(row("14.0.0.1", NOW + AHEAD, "sality"), None);
        check(row("14.0.0.1", NOW + AHEAD + 1, "sality"), Some(Refused::Future));
        check(row("14.0.0.1", EARLIEST, "sality"), None);
        check(row("14.0.0.1", EARLIEST - 1, "sality"), Some(Refused::TooOld));
        check(row("10.0.0.1", NOW, "sality"), Some(Refused::Address(NotPublic::Private)));
        check(row("::ffff:127.0.0.1", NOW, "sality"), Some(Refused::Address(NotPublic::Loopback)));
        check(row("14.0.0.1", NOW, ""), Some(Refused::NoFamily));
        check(row("14.0.0.1", NOW, "sal\u{7}ity"), Some(Refused::BadFamily));
        check(row("14.0.0.1", NOW, "sal\u{202e}ity"), Some(Refused::BadFamily));
        check(row("14.0.0.1", NOW, "sal\u{200b}ity"), Some(Refused::BadFamily));
        check(row("14.0.0.1", NOW, &"x".repeat(65)), Some(Refused::BadFamily));
        assert_eq!(ingest.judge(&row("14.0.0.1", NOW, "Sality")).unwrap().family, "sality");
    }

    #[test]
    fn a_sighting_counts_once_however_it_is_written() {
        let mut ingest = Ingest::new("trap", NOW);
        let first = ingest.judge(&row("14.0.0.1", NOW, "sality")).unwrap();
        let again = ingest.judge(&row("::ffff:14.0.0.1", NOW, "SALITY")).unwrap();
        assert!(ingest.take(&first) && !ingest.take(&again));
        let mut others = vec![
            row("14.0.0.2", NOW, "sality"),
            row("14.0.0.1", NOW - 1, "sality"),
            row("14.0.0.1", NOW, "mirai"),
        ];
        others.push(Row { src_port: 2, ..row("14.0.0.1", NOW, "sality") });
        others.push(Row { dst_port: 81, ..row("14.0.0.1", NOW, "sality") });
        others.push(Row { dst: Some("14.0.0.1".parse().unwrap()), ..row("14.0.0.1", NOW, "sality") });
        for other in &others {
            assert!(ingest.take(&ingest.judge(other).unwrap()), "{other:?}");
        }
        let added = ingest.added();
        let sum: u64 = added.values().map(|added| added.events).sum();
        assert_eq!(sum, 7);
        assert_eq!(added[&(Day::of(NOW), "sality".to_owned())].addresses.len(), 2);
        let elsewhere = Ingest::new("other trap", NOW).judge(&row("14.0.0.1", NOW, "sality")).unwrap();
        assert_ne!(elsewhere.id, first.id);
        let mut later = Ingest::new("trap", NOW);
        later.counted_before([first.id]);
        assert!(!later.take(&first));
    }
}
