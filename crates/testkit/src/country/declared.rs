//! What the country's operators have declared of their ranges: shared by many customers, mobile, hosting.
//! It must never be taken for true: names and ranges are real, what is declared of them is made up.

use std::{fmt::Write, net::IpAddr, path::Path};

use super::netblocks::{Netblock, block_of, within};
use crate::{Error, folder::write_new};

/// What a range is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Many customers at a time stand behind each address (carrier-grade NAT).
    Shared,
    /// Phones, which get another address every few hours.
    Mobile,
    /// Servers for hire, not people's homes.
    Hosting,
}

impl Kind {
    /// How the column `kind` spells it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Mobile => "mobile",
            Self::Hosting => "hosting",
        }
    }
}

/// A range and what it is declared to be. This is a country that never was: the real operators declared nothing of
/// the kind, and it need not be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Its first address.
    pub first: IpAddr,
    /// Its last address, of the same version.
    pub last: IpAddr,
    /// What it is used for.
    pub kind: Kind,
}

/// The first addresses of the ranges of 1,024 that are shared: four each of VNPT, Viettel and FPT.
const SHARED: [[u8; 4]; 12] = [
    [14, 177, 40, 0],
    [14, 181, 136, 0],
    [113, 165, 200, 0],
    [123, 20, 64, 0],
    [27, 74, 12, 0],
    [115, 75, 88, 0],
    [171, 229, 100, 0],
    [171, 250, 60, 0],
    [1, 53, 172, 0],
    [42, 114, 20, 0],
    [58, 186, 116, 0],
    [118, 69, 220, 0],
];

const MOBILE: [&str; 3] = [
    "MOBIFONE Corporation",
    "Gtel Mobile Joint Stock Company",
    "Vietnamobile Telecommunications Joint Stock Company",
];

/// Parts of names, in small letters, by which a firm is taken to let servers.
const HOSTING: [&str; 6] = ["host", "cloud", "data", "server", "vps", "idc"];

/// All declared ranges in the order of their addresses, IPv4 first; none overlaps another.
pub(crate) fn declare(blocks: &[Netblock]) -> Vec<Declared> {
    let by_name = blocks.iter().filter_map(|block| {
        let name = block.operator.to_lowercase();
        let kind = if MOBILE.contains(&block.operator.as_str()) {
            Kind::Mobile
        } else if HOSTING.iter().any(|part| name.contains(part)) {
            Kind::Hosting
        } else {
            return None;
        };
        Some(Declared { first: block.first, last: block.last, kind })
    });
    let shared = SHARED.into_iter().map(|[a, b, c, d]| Declared {
        first: IpAddr::from([a, b, c, d]),
        last: IpAddr::from([a, b, c | 3, 255]),
        kind: Kind::Shared,
    });
    let mut declared: Vec<Declared> = by_name.chain(shared).collect();
    declared.retain(|range| block_of(blocks, range.first).is_some_and(|block| block.holds(range.last)));
    declared.sort_by_key(|range| range.first);
    declared
}

/// What the range that an address lies in is declared to be, of ranges in the order of [`declare`].
pub(crate) fn kind_of(declared: &[Declared], address: IpAddr) -> Option<Kind> {
    let after = declared.partition_point(|range| range.first <= address);
    let range = declared.get(after.checked_sub(1)?)?;
    within(range.first, range.last, address).then_some(range.kind)
}

/// Writes the ranges as CSV under the header `first,last,kind`.
pub(crate) fn write(declared: &[Declared], path: &Path) -> Result<(), Error> {
    let mut text = String::from("first,last,kind\n");
    for Declared { first, last, kind } in declared {
        // Writing into memory does not fail.
        let _ = writeln!(text, "{first},{last},{}", kind.word());
    }
    write_new(path, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{super::netblocks::netblocks, *};

    #[test]
    fn ranges_lie_within_one_operator_and_apart_from_each_other() {
        let blocks = netblocks();
        let declared = declare(&blocks);
        assert!(declared.windows(2).all(|pair| pair[0].last < pair[1].first));
        let operators = |kind| {
            let ranges = declared.iter().filter(move |range| range.kind == kind);
            ranges.map(|range| block_of(&blocks, range.first).unwrap().operator.as_str()).collect::<Vec<_>>()
        };
        let shared = operators(Kind::Shared);
        assert_eq!(shared.len(), 12);
        assert_eq!(
            shared.iter().copied().collect::<BTreeSet<_>>(),
            BTreeSet::from(["FPT Telecom Company", "VNPT Corp", "Viettel Group"])
        );
        assert_eq!(operators(Kind::Mobile).into_iter().collect::<BTreeSet<_>>().len(), 3);
        assert!(operators(Kind::Hosting).contains(&"VIET HOSTING COMPANY LIMITED"));
    }

    #[test]
    fn an_address_is_what_its_range_is() {
        let declared = declare(&netblocks());
        let check = |address: &str, expected| {
            assert_eq!(kind_of(&declared, address.parse().unwrap()), expected, "{address}");
        };
        check("14.177.39.255", None);
        check("14.177.40.0", Some(Kind::Shared));
        check("14.177.43.255", Some(Kind::Shared));
        check("14.177.44.0", None);
        check("103.199.44.129", Some(Kind::Mobile));
        check("2402:9d80::1", Some(Kind::Mobile));
        check("103.57.129.18", Some(Kind::Hosting));
        check("8.8.8.8", None);
    }
}
