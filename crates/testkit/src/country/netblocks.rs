//! The address ranges that are registered to Viet Nam, as vendored: real ranges, real operators.
//! It must never say more of an operator than that row: what is infected there is made up elsewhere.

use std::net::IpAddr;

/// The vendored file: `first,last,asn,operator`. Its licence and the credit that it asks for are beside it.
pub const NETBLOCKS: &str = include_str!("../../../../vendor/netblocks/vn-netblocks.csv");

/// One registered range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Netblock {
    /// Its first address.
    pub first: IpAddr,
    /// Its last address, of the same version.
    pub last: IpAddr,
    /// The number of the autonomous system that announces it; `None` where no announcement was seen.
    pub asn: Option<u32>,
    /// Who announces it; empty where no announcement was seen.
    pub operator: String,
}

impl Netblock {
    fn parse(line: &str) -> Option<Self> {
        let mut fields = line.splitn(4, ',');
        let first = fields.next()?.parse().ok()?;
        let last = fields.next()?.parse().ok()?;
        let asn = fields.next()?.parse().ok();
        let operator = fields.next()?;
        let quoted = operator.strip_prefix('"').and_then(|inside| inside.strip_suffix('"'));
        let operator = quoted.map_or_else(|| operator.to_owned(), |inside| inside.replace("\"\"", "\""));
        Some(Self { first, last, asn, operator })
    }

    /// Whether the address lies in this range.
    pub fn holds(&self, address: IpAddr) -> bool {
        within(self.first, self.last, address)
    }
}

/// All registered ranges, IPv4 first, each version in the order of its addresses, none overlapping another.
pub fn netblocks() -> Vec<Netblock> {
    NETBLOCKS.lines().skip(1).filter_map(Netblock::parse).collect()
}

/// The range that an address lies in, of ranges in the order of [`netblocks`].
pub(crate) fn block_of(blocks: &[Netblock], address: IpAddr) -> Option<&Netblock> {
    let after = blocks.partition_point(|block| block.first <= address);
    blocks.get(after.checked_sub(1)?).filter(|block| block.holds(address))
}

/// Whether an address lies between two of the same version, both included.
pub(crate) fn within(first: IpAddr, last: IpAddr, address: IpAddr) -> bool {
    first.is_ipv4() == address.is_ipv4() && first <= address && address <= last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let blocks = netblocks();
        assert_eq!(blocks.len(), NETBLOCKS.lines().count() - 1);
        let (mut fours, mut addresses, mut sixes) = (0, 0, 0);
        for block in &blocks {
            match (block.first, block.last) {
                (IpAddr::V4(first), IpAddr::V4(last)) => {
                    fours += 1;
                    addresses += u64::from(last.to_bits() - first.to_bits()) + 1;
                }
                (IpAddr::V6(first), IpAddr::V6(last)) => {
                    assert!(first <= last);
                    sixes += 1;
                }
                mixed => panic!("{mixed:?}"),
            }
            assert_eq!(block.asn.is_none(), block.operator.is_empty(), "{block:?}");
        }
        assert_eq!((fours, addresses, sixes), (1_903, 16_492_288, 1_231));
        assert!(blocks.windows(2).all(|pair| pair[0].last < pair[1].first));
    }

    #[test]
    fn a_comma_in_a_name_is_part_of_it() {
        let blocks = netblocks();
        let block = block_of(&blocks, "45.125.237.1".parse().unwrap()).unwrap();
        assert_eq!(block.operator, "Vietnam F Tech., JSC");
        assert_eq!(block.asn, Some(140_832));
        assert_eq!(block_of(&blocks, "8.8.8.8".parse().unwrap()), None);
        assert_eq!(block_of(&blocks, "::1".parse().unwrap()), None);
    }
}
