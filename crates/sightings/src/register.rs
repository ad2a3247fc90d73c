//! Who was seen, by address: what a look-up reads, from memory.
//!
//! Must never answer for an address that it was not asked about, except through [`Register::home`] and
//! [`Register::within`], whose answers are of a household's prefix and of a range and say so.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

// Seeded at random like the standard one, and several times quicker on keys of this size.
use foldhash::fast::RandomState;
use ipnet::IpNet;

/// Bits of an IPv6 address that a household is given at least, where nothing else is known of its operator (RFC 6177:
/// more than one /64 should be given, so a wider prefix could accuse a neighbour).
pub const HOUSEHOLD_BITS: u32 = 64;

/// One family at one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen<'r> {
    /// The family's name.
    pub family: &'r str,
    /// Seconds since 1970, UTC.
    pub first: i64,
    /// Seconds since 1970, UTC.
    pub last: i64,
    /// How many sightings.
    pub times: u64,
}

/// Every address that was ever seen.
#[derive(Debug, Default, Clone)]
pub struct Register {
    families: Vec<String>,
    known: HashMap<String, u16>,
    four: HashMap<u32, u32, RandomState>,
    six: HashMap<u128, u32, RandomState>,
    homes: HashMap<u64, u32, RandomState>,
    links: Vec<Link>,
    newest: Option<i64>,
}

/// One family at one address, and where the next one of that address stands.
#[derive(Debug, Clone, Copy)]
struct Link {
    next: u32,
    family: u16,
    first: u32,
    last: u32,
    times: u32,
}

/// No next one.
const LAST: u32 = u32::MAX;

/// More families than a register tells apart, which is more than there are.
#[derive(Debug, thiserror::Error)]
#[error("more than 65,535 families, or more than four billion addresses")]
pub struct Full;

impl Register {
    /// The number that stands for a family here.
    ///
    /// # Errors
    /// When there are too many.
    pub fn family(&mut self, name: &str) -> Result<u16, Full> {
        if let Some(&number) = self.known.get(name) {
            return Ok(number);
        }
        let number = u16::try_from(self.families.len()).map_err(|_| Full)?;
        self.families.push(name.to_owned());
        self.known.insert(name.to_owned(), number);
        Ok(number)
    }

    /// Notes a sighting.
    ///
    /// # Errors
    /// When there are more addresses than can be told apart.
    pub fn note(&mut self, address: IpAddr, family: u16, time: i64) -> Result<(), Full> {
        self.newest = self.newest.max(Some(time));
        let time = u32::try_from(time.max(0)).unwrap_or(u32::MAX);
        match address {
            IpAddr::V4(four) => note(self.four.entry(four.to_bits()), &mut self.links, family, time),
            IpAddr::V6(six) => {
                note(self.six.entry(six.to_bits()), &mut self.links, family, time)?;
                note(self.homes.entry(home(six)), &mut self.links, family, time)
            }
        }
    }

    /// What was seen at this address, the latest first; nothing where it was not seen.
    pub fn look(&self, address: IpAddr) -> Vec<Seen<'_>> {
        self.all(self.head(address))
    }

    /// Addresses of a range that were seen, each with what was seen there, the one that was seen last first. No more than
    /// so many, and how many there are in all.
    pub fn within(&self, range: IpNet, most: usize) -> (Vec<(IpAddr, Vec<Seen<'_>>)>, usize) {
        let mut heads: Vec<(IpAddr, u32)> = match range {
            // One look each is less than a look at every address that was ever seen, where there are few.
            IpNet::V4(four) if four.prefix_len() >= 20 => {
                let (first, last) = (four.network().to_bits(), four.broadcast().to_bits());
                let seen = (first..=last).filter_map(|bits| Some((bits, *self.four.get(&bits)?)));
                seen.map(|(bits, head)| (IpAddr::V4(bits.into()), head)).collect()
            }
            IpNet::V4(four) => {
                let seen = self.four.iter().map(|(bits, head)| (Ipv4Addr::from(*bits), *head));
                seen.filter(|(address, _)| four.contains(address)).map(|(a, head)| (a.into(), head)).collect()
            }
            IpNet::V6(six) if six.prefix_len() == 128 => {
                self.head(six.addr().into()).map(|head| (six.addr().into(), head)).into_iter().collect()
            }
            IpNet::V6(six) => {
                let seen = self.six.iter().map(|(bits, head)| (Ipv6Addr::from(*bits), *head));
                seen.filter(|(address, _)| six.contains(address)).map(|(a, head)| (a.into(), head)).collect()
            }
        };
        let all = heads.len();
        let latest = |mut at: u32| {
            let mut latest = 0;
            while let Some(link) = self.links.get(at as usize) {
                (latest, at) = (latest.max(link.last), link.next);
            }
            latest
        };
        heads.sort_unstable_by_key(|(address, head)| (std::cmp::Reverse(latest(*head)), *address));
        heads.truncate(most);
        (heads.into_iter().map(|(address, head)| (address, self.all(Some(head)))).collect(), all)
    }

    /// Whether this address was ever seen.
    pub fn knows(&self, address: IpAddr) -> bool {
        self.head(address).is_some()
    }

    /// What was seen in the prefix of an IPv6 address's household, the latest first.
    pub fn home(&self, address: Ipv6Addr) -> Vec<Seen<'_>> {
        self.all(self.homes.get(&home(address)).copied())
    }

    /// When the latest sighting was, in seconds since 1970: what lies after it, nobody has told yet.
    pub fn newest(&self) -> Option<i64> {
        self.newest
    }

    /// How many different addresses were seen.
    pub fn addresses(&self) -> usize {
        self.four.len() + self.six.len()
    }

    fn head(&self, address: IpAddr) -> Option<u32> {
        match address {
            IpAddr::V4(four) => self.four.get(&four.to_bits()).copied(),
            IpAddr::V6(six) => self.six.get(&six.to_bits()).copied(),
        }
    }

    fn all(&self, head: Option<u32>) -> Vec<Seen<'_>> {
        let mut all = Vec::new();
        let mut next = head.unwrap_or(LAST);
        while let Some(link) = self.links.get(next as usize) {
            all.push(Seen {
                family: self.families.get(usize::from(link.family)).map_or("", String::as_str),
                first: i64::from(link.first),
                last: i64::from(link.last),
                times: u64::from(link.times),
            });
            next = link.next;
        }
        all.sort_by(|a, b| b.last.cmp(&a.last).then(a.family.cmp(b.family)));
        all
    }
}

fn home(address: Ipv6Addr) -> u64 {
    (address.to_bits() >> (128 - HOUSEHOLD_BITS)) as u64
}

fn note<K>(entry: Entry<'_, K, u32>, links: &mut Vec<Link>, family: u16, time: u32) -> Result<(), Full> {
    let head = match entry {
        Entry::Occupied(entry) => entry.into_mut(),
        Entry::Vacant(entry) => entry.insert(LAST),
    };
    let mut at = *head;
    while let Some(link) = links.get_mut(at as usize) {
        if link.family == family {
            link.first = link.first.min(time);
            link.last = link.last.max(time);
            link.times = link.times.saturating_add(1);
            return Ok(());
        }
        at = link.next;
    }
    let next = u32::try_from(links.len()).ok().filter(|&next| next != LAST).ok_or(Full)?;
    links.push(Link { next: *head, family, first: time, last: time, times: 1 });
    *head = next;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_with_every_family_and_no_other_address_is() {
        let mut register = Register::default();
        let (sality, mirai) = (register.family("sality").unwrap(), register.family("mirai").unwrap());
        assert_eq!(register.family("sality").unwrap(), sality);
        let address: IpAddr = "14.160.12.34".parse().unwrap();
        for (family, time) in [(sality, 100), (mirai, 50), (sality, 300), (sality, 200)] {
            register.note(address, family, time).unwrap();
        }
        assert_eq!(
            register.look(address),
            [
                Seen { family: "sality", first: 100, last: 300, times: 3 },
                Seen { family: "mirai", first: 50, last: 50, times: 1 }
            ]
        );
        for other in ["14.160.12.33", "14.160.12.35", "2405:4800::1"] {
            assert!(
                register.look(other.parse().unwrap()).is_empty() && !register.knows(other.parse().unwrap())
            );
        }
        assert_eq!(register.addresses(), 1);
    }

    #[test]
    fn a_household_is_its_prefix_and_not_the_next_one() {
        let mut register = Register::default();
        let family = register.family("sality").unwrap();
        for (address, time) in [("2405:4800:1:2::a", 10), ("2405:4800:1:2::b", 20)] {
            register.note(address.parse().unwrap(), family, time).unwrap();
        }
        let home = |text: &str| register.home(text.parse().unwrap());
        assert_eq!(home("2405:4800:1:2:ffff::"), [Seen { family: "sality", first: 10, last: 20, times: 2 }]);
        assert!(home("2405:4800:1:3::a").is_empty() && home("2405:4800:1:1::a").is_empty());
        assert_eq!(register.look("2405:4800:1:2::a".parse().unwrap()).len(), 1);
        assert_eq!(register.addresses(), 2);
    }

    #[test]
    fn a_range_is_what_was_seen_in_it_the_latest_first() {
        let mut register = Register::default();
        let (sality, mirai) = (register.family("sality").unwrap(), register.family("mirai").unwrap());
        for (address, family, time) in [
            ("14.160.12.34", sality, 100),
            ("14.160.12.34", mirai, 400),
            ("14.160.12.255", sality, 300),
            ("14.160.13.0", sality, 900),
            ("2405:4800:1:2::a", sality, 10),
            ("2405:4800:1:3::a", sality, 20),
        ] {
            register.note(address.parse().unwrap(), family, time).unwrap();
        }
        let said = |range: &str, most: usize| {
            let (found, all) = register.within(range.parse().unwrap(), most);
            let found: Vec<String> = found.iter().map(|(at, seen)| format!("{at} {}", seen.len())).collect();
            (found.join(", "), all)
        };
        assert_eq!(said("14.160.12.0/24", 9), ("14.160.12.34 2, 14.160.12.255 1".to_owned(), 2));
        assert_eq!(said("14.160.12.34/32", 9), ("14.160.12.34 2".to_owned(), 1));
        assert_eq!(said("14.160.12.35/32", 9), (String::new(), 0));
        assert_eq!(said("14.160.0.0/16", 1), ("14.160.13.0 1".to_owned(), 3));
        assert_eq!(said("2405:4800:1:2::a/128", 9), ("2405:4800:1:2::a 1".to_owned(), 1));
        assert_eq!(said("2405:4800:1::/48", 9), ("2405:4800:1:3::a 1, 2405:4800:1:2::a 1".to_owned(), 2));
        assert_eq!(said("::/0", 0), (String::new(), 2));
    }
}
