//! A set of addresses: IPv4 as a compressed bitmap, IPv6 as an ordered list.
//!
//! Must never hold more than membership: when and how often stands in the evidence.

use core::net::{IpAddr, Ipv6Addr};
use std::collections::BTreeSet;

use roaring::RoaringBitmap;

/// Different addresses.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AddressSet {
    four: RoaringBitmap,
    six: BTreeSet<u128>,
}

/// A stored set cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("not a stored set of addresses: {0}")]
pub struct NotASet(String);

impl AddressSet {
    /// Adds an address; `false` where it was in already.
    pub fn insert(&mut self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(four) => self.four.insert(four.to_bits()),
            IpAddr::V6(six) => self.six.insert(six.to_bits()),
        }
    }

    /// Whether it is in.
    pub fn contains(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(four) => self.four.contains(four.to_bits()),
            IpAddr::V6(six) => self.six.contains(&six.to_bits()),
        }
    }

    /// How many.
    pub fn len(&self) -> u64 {
        self.four.len() + self.six.len() as u64
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.four.is_empty() && self.six.is_empty()
    }

    /// Adds everything that another set holds.
    pub fn add(&mut self, other: &AddressSet) {
        self.four |= &other.four;
        self.six.extend(&other.six);
    }

    /// Every address, IPv4 first, in order.
    pub fn iter(&self) -> impl Iterator<Item = IpAddr> {
        let four = self.four.iter().map(|bits| IpAddr::V4(bits.into()));
        four.chain(self.six.iter().map(|&bits| IpAddr::V6(Ipv6Addr::from_bits(bits))))
    }

    /// The two halves as they are stored: the bitmap in Roaring's portable format
    /// (<https://github.com/RoaringBitmap/RoaringFormatSpec>), the list as 16 bytes an address, big-endian, ascending.
    pub fn stored(&self) -> (Vec<u8>, Vec<u8>) {
        let mut four = Vec::with_capacity(self.four.serialized_size());
        // Writing into memory does not fail.
        let _ = self.four.serialize_into(&mut four);
        (four, self.six.iter().flat_map(|bits| bits.to_be_bytes()).collect())
    }

    /// A set from its stored halves.
    ///
    /// # Errors
    /// When the bytes are not such a set; nothing of them is then used.
    pub fn from_stored(four: &[u8], six: &[u8]) -> Result<AddressSet, NotASet> {
        let mut rest = four;
        let bitmap =
            RoaringBitmap::deserialize_from(&mut rest).map_err(|error| NotASet(error.to_string()))?;
        if !rest.is_empty() {
            return Err(NotASet(format!("{} bytes too many", rest.len())));
        }
        let (addresses, left) = six.as_chunks::<16>();
        if !left.is_empty() {
            return Err(NotASet(format!("{} bytes of IPv6 addresses", six.len())));
        }
        let list: BTreeSet<u128> = addresses.iter().map(|bytes| u128::from_be_bytes(*bytes)).collect();
        if list.len() != addresses.len() {
            return Err(NotASet("an IPv6 address stands twice".to_owned()));
        }
        Ok(AddressSet { four: bitmap, six: list })
    }
}

impl FromIterator<IpAddr> for AddressSet {
    fn from_iter<T: IntoIterator<Item = IpAddr>>(addresses: T) -> Self {
        let mut set = AddressSet::default();
        for address in addresses {
            set.insert(address);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(addresses: &[&str]) -> AddressSet {
        addresses.iter().map(|text| text.parse::<IpAddr>().unwrap()).collect()
    }

    #[test]
    fn what_is_stored_comes_back() {
        let all = set(&["14.0.16.1", "1.52.0.0", "255.255.255.255", "2405:4800::1", "2405:4800::2"]);
        let (four, six) = all.stored();
        let back = AddressSet::from_stored(&four, &six).unwrap();
        assert_eq!(back, all);
        assert_eq!(back.len(), 5);
        assert!(back.iter().all(|address| all.contains(address)));
        let empty = AddressSet::default();
        let (four, six) = empty.stored();
        assert!(AddressSet::from_stored(&four, &six).unwrap().is_empty());
    }

    #[test]
    fn damaged_bytes_are_refused_and_not_read_in_part() {
        let (four, six) = set(&["14.0.16.1", "2405:4800::1"]).stored();
        let check = |four: &[u8], six: &[u8]| assert!(AddressSet::from_stored(four, six).is_err());
        for cut in 0..four.len() {
            check(&four[..cut], &six);
        }
        check(&[four.as_slice(), &[0]].concat(), &six);
        check(&four, &six[..15]);
        check(&four, &[six.as_slice(), &six].concat());
    }

    #[test]
    fn a_union_counts_each_address_once() {
        let mut all = set(&["14.0.16.1", "14.0.16.2"]);
        all.add(&set(&["14.0.16.2", "14.0.16.3", "2405:4800::1"]));
        assert_eq!(all.len(), 4);
        assert!(!all.insert("14.0.16.3".parse().unwrap()));
    }
}
