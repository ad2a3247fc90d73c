//! Where infected machines can be: streets (the /24 of IPv4) and sites (the /64 of IPv6), some far worse than others.
//! It must never hand out an address that is reserved for an example, or of a range that it was not given.

use std::net::IpAddr;

use super::{
    declared::{Declared, Kind, kind_of},
    dice::{mix, mix2, scale},
    examples,
    netblocks::Netblock,
};

/// How many streets one by the other an operator hands a household its addresses from.
const POOL: u32 = 8;

/// All the ground there is, by what it is used for. Hosting ranges have none.
pub(crate) struct Grounds {
    /// Homes and firms.
    pub ordinary: Ground,
    /// Ranges declared mobile.
    pub mobile: Ground,
    /// Ranges declared shared.
    pub shared: Ground,
    /// IPv6.
    pub sites: Sites,
}

impl Grounds {
    /// The grounds of a country; `seed` says which streets are bad.
    pub(crate) fn new(seed: u64, blocks: &[Netblock], declared: &[Declared]) -> Self {
        let streets_of = |wanted: Option<Kind>| {
            let announced = blocks.iter().filter(|block| block.asn.is_some());
            let streets = announced.flat_map(move |block| {
                let factor = factor(seed, block);
                let weight = move |first| match wanted {
                    // Crowds are spread evenly over the few streets that they have.
                    Some(Kind::Shared) => badness(seed, first).clamp(1, 3),
                    _ => factor * badness(seed, first),
                };
                streets(block).map(move |first| (Street { first, asn: block.asn }, weight(first)))
            });
            Ground::new(streets.filter(|(street, _)| {
                let address = IpAddr::V4(street.first.into());
                kind_of(declared, address) == wanted
            }))
        };
        Self {
            ordinary: streets_of(None),
            mobile: streets_of(Some(Kind::Mobile)),
            shared: streets_of(Some(Kind::Shared)),
            sites: Sites::new(seed, blocks, declared),
        }
    }
}

/// How badly an operator's machines are looked after, all streets alike.
fn factor(seed: u64, block: &Netblock) -> u64 {
    match block.operator.as_str() {
        "VNPT Corp" => 10,
        "Viettel Group" => 8,
        "FPT Telecom Company" => 6,
        _ => 2 + scale(mix2(seed, u64::from(block.asn.unwrap_or(0))), 12),
    }
}

/// How bad a street is: more than half have nothing, one of 300 is the worst.
const fn badness(seed: u64, street: u32) -> u64 {
    match scale(mix2(seed, street as u64), 1_000) {
        0..550 => 0,
        550..850 => 1,
        850..970 => 6,
        970..997 => 30,
        _ => 120,
    }
}

/// The first addresses of the streets that lie wholly in a block.
fn streets(block: &Netblock) -> impl Iterator<Item = u32> + use<> {
    let (first, last) = match (block.first, block.last) {
        (IpAddr::V4(first), IpAddr::V4(last)) => (first.to_bits(), last.to_bits()),
        _ => (1, 0),
    };
    (first.div_ceil(256)..last.saturating_add(1) / 256).map(|street| street * 256)
}

/// A share of a ground: a stretch of the line on which each street is as long as it is bad.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share {
    from: u64,
    to: u64,
}

/// The first address of a /24, and who announces it.
#[derive(Clone, Copy, Debug, Default)]
struct Street {
    first: u32,
    asn: Option<u32>,
}

/// Streets with a weight, each where the one before ends.
pub(crate) struct Ground {
    streets: Vec<Street>,
    ends: Vec<u64>,
}

impl Ground {
    fn new(weighed: impl Iterator<Item = (Street, u64)>) -> Self {
        let mut ground = Self { streets: Vec::new(), ends: Vec::new() };
        let mut end = 0;
        for (street, weight) in weighed {
            if weight > 0 && !examples::is_reserved_street(street.first) {
                end += weight;
                ground.streets.push(street);
                ground.ends.push(end);
            }
        }
        ground
    }

    /// All of it.
    pub(crate) fn whole(&self) -> Share {
        Share { from: 0, to: self.ends.last().copied().unwrap_or(0) }
    }

    /// The streets from which whoever lives at a place, drawn by `mixed`, gets addresses.
    pub(crate) fn pool(&self, mixed: u64) -> Share {
        let at = self.at(self.whole(), mixed);
        let pool_of = |at: usize| (self.street(at).first / 256 / POOL, self.street(at).asn);
        let same = |other: &usize| pool_of(*other) == pool_of(at);
        let first = (0..at).rev().take_while(same).last().unwrap_or(at);
        let last = (at..self.streets.len()).take_while(same).last().unwrap_or(at);
        let before = first.checked_sub(1).map_or(0, |before| self.end(before));
        Share { from: before, to: self.end(last) }
    }

    /// An address of a share, drawn by `mixed`: the worse a street, the likelier.
    pub(crate) fn address(&self, share: Share, mixed: u64) -> u32 {
        self.street(self.at(share, mixed)).first + 1 + scale(mix(mixed), 254) as u32
    }

    fn at(&self, share: Share, mixed: u64) -> usize {
        let point = share.from + scale(mixed, share.to.saturating_sub(share.from));
        self.ends.partition_point(|end| *end <= point)
    }

    fn street(&self, at: usize) -> Street {
        self.streets.get(at).copied().unwrap_or_default()
    }

    fn end(&self, at: usize) -> u64 {
        self.ends.get(at).copied().unwrap_or(0)
    }
}

/// How many areas (the /48) of a range have infected machines in them.
const AREAS: u64 = 24;

/// Ranges of IPv6 with a weight, each where the one before ends.
pub(crate) struct Sites {
    seed: u64,
    /// The first /64, how many /48 there are, and where the weight ends.
    ranges: Vec<(u64, u64, u64)>,
}

impl Sites {
    fn new(seed: u64, blocks: &[Netblock], declared: &[Declared]) -> Self {
        let mut sites = Self { seed, ranges: Vec::new() };
        let mut end = 0;
        for block in blocks.iter().filter(|block| block.asn.is_some()) {
            let (IpAddr::V6(first), IpAddr::V6(last)) = (block.first, block.last) else { continue };
            let (first, last) = ((first.to_bits() >> 64) as u64, (last.to_bits() >> 64) as u64);
            let areas = (last - first + 1) >> 16;
            end += match (kind_of(declared, block.first), block.operator.as_str()) {
                (Some(Kind::Hosting), _) => 0,
                (_, "VNPT Corp" | "Viettel Group" | "FPT Telecom Company") => 40,
                (Some(Kind::Mobile), _) => 8,
                _ => u64::from(areas > 1),
            };
            sites.ranges.push((first, areas, end));
        }
        sites
    }

    /// The upper half of the addresses of a site, drawn by `mixed`.
    pub(crate) fn site(&self, mixed: u64) -> u64 {
        let point = scale(mixed, self.ranges.last().map_or(0, |(_, _, end)| *end));
        let at = self.ranges.partition_point(|(_, _, end)| *end <= point);
        let (first, areas, _) = self.ranges.get(at).copied().unwrap_or_default();
        let known = scale(mix2(mixed, 1), AREAS);
        let area = scale(mix2(self.seed, first ^ known), areas);
        let area = first + (area << 16);
        let area = if examples::is_reserved_area(area) { first } else { area };
        area + (mix2(mixed, 2) & 0xFFFF)
    }
}
