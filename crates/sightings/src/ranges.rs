//! Address ranges: which operator announces them, and for what an operator declares to use them.
//!
//! Must never guess: a range that nobody declared is an ordinary one.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::collections::HashMap;

use indicators::table::{NotARow, Splitter};

/// What a declared range is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Each address stands for many subscribers at one time.
    Shared,
    /// A mobile network: an address stands for whoever happens to use it.
    Mobile,
    /// A VPN, or a firm that rents out servers.
    Hosting,
}

/// Where an address belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'r> {
    /// The operator that announces it; `None` outside all ranges.
    pub operator: Option<&'r str>,
    /// What it was declared to be used for.
    pub used: Option<Use>,
}

/// Every range that is known.
#[derive(Debug, Default)]
pub struct Ranges {
    operators: Vec<String>,
    four: Vec<Span<u32, u32>>,
    six: Vec<Span<u128, u32>>,
    used_four: Vec<Span<u32, Use>>,
    used_six: Vec<Span<u128, Use>>,
}

#[derive(Debug, Clone, Copy)]
struct Span<B, T> {
    first: B,
    last: B,
    what: T,
}

/// Why a list of ranges cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct BadRanges {
    /// It stands in the list of declared uses, and not in that of the operators.
    pub declared: bool,
    /// The line, from 1; 0 where it is the list as a whole.
    pub line: usize,
    /// What is wrong with it.
    pub what: BadRange,
}

/// What is wrong with a line of a list of ranges.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadRange {
    /// It is no row of a table.
    #[error(transparent)]
    NotARow(#[from] NotARow),
    /// The first line is not the header.
    #[error("the first line is to be `{0}`")]
    Header(&'static str),
    /// It has not the fields that the header names.
    #[error("its fields are not as many as the header's")]
    Fields,
    /// The addresses are not two of one kind in order.
    #[error("no range: `first` and `last` are to be two addresses of one kind, in order")]
    Addresses,
    /// A field is not text.
    #[error("not UTF-8")]
    NotText,
    /// The kind is none that is known.
    #[error("`kind` is to be shared, mobile or hosting")]
    Kind,
    /// It holds addresses that an earlier line holds too.
    #[error("the range that begins with {0} overlaps the one before it")]
    Overlap(IpAddr),
}

const NETBLOCKS: &str = "first,last,asn,operator";
const DECLARED: &str = "first,last,kind";

impl Ranges {
    /// Reads the list of ranges with their operators (`first,last,asn,operator`), and that of declared uses
    /// (`first,last,kind`), which may be empty.
    ///
    /// # Errors
    /// With the first line of either that cannot be used.
    pub fn read(netblocks: &str, declared: &str) -> Result<Ranges, BadRanges> {
        let mut ranges = Ranges::default();
        let mut known: HashMap<String, u32> = HashMap::new();
        each(netblocks, NETBLOCKS, |(first, last), fields| {
            let name = std::str::from_utf8(fields.field(3)).map_err(|_| BadRange::NotText)?;
            let operators = &mut ranges.operators;
            let operator = *known.entry(name.to_owned()).or_insert_with(|| {
                operators.push(name.to_owned());
                (operators.len() - 1) as u32
            });
            add(&mut ranges.four, &mut ranges.six, first, last, operator)
        })?;
        let in_declared = |bad| BadRanges { declared: true, ..bad };
        if !declared.is_empty() {
            each(declared, DECLARED, |(first, last), fields| {
                let used = match fields.field(2) {
                    b"shared" => Use::Shared,
                    b"mobile" => Use::Mobile,
                    b"hosting" => Use::Hosting,
                    _ => return Err(BadRange::Kind),
                };
                add(&mut ranges.used_four, &mut ranges.used_six, first, last, used)
            })
            .map_err(in_declared)?;
        }
        let (four, six) = (|bits: u32| IpAddr::V4(bits.into()), |bits: u128| IpAddr::V6(bits.into()));
        in_order(&mut ranges.four, four)?;
        in_order(&mut ranges.six, six)?;
        in_order(&mut ranges.used_four, four).map_err(in_declared)?;
        in_order(&mut ranges.used_six, six).map_err(in_declared)?;
        Ok(ranges)
    }

    /// Where an address belongs.
    pub fn place(&self, address: IpAddr) -> Place<'_> {
        let (operator, used) = match address {
            IpAddr::V4(four) => (at(&self.four, four.to_bits()), at(&self.used_four, four.to_bits())),
            IpAddr::V6(six) => (at(&self.six, six.to_bits()), at(&self.used_six, six.to_bits())),
        };
        let operator = operator.and_then(|index| self.operators.get(index as usize)).map(String::as_str);
        Place { operator, used }
    }

    /// How many IPv4 addresses the ranges hold.
    pub fn addresses(&self) -> u64 {
        self.four.iter().map(|span| u64::from(span.last - span.first) + 1).sum()
    }

    /// Every IPv4 address of the ranges, in order.
    pub fn each_address(&self) -> impl Iterator<Item = Ipv4Addr> {
        self.four.iter().flat_map(|span| (span.first..=span.last).map(Ipv4Addr::from_bits))
    }

    /// Whether no range is known, and so no address can be said to be outside.
    pub fn is_empty(&self) -> bool {
        self.four.is_empty() && self.six.is_empty()
    }
}

fn each(
    text: &str,
    header: &'static str,
    mut take: impl FnMut((IpAddr, IpAddr), &Splitter) -> Result<(), BadRange>,
) -> Result<(), BadRanges> {
    let mut splitter = Splitter::default();
    for (number, line) in text.lines().enumerate() {
        let bad = |what| BadRanges { declared: false, line: number + 1, what };
        if number == 0 {
            if line.trim_start_matches('\u{feff}').trim() != header {
                return Err(bad(BadRange::Header(header)));
            }
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        splitter.split(line.as_bytes()).map_err(|error| bad(error.into()))?;
        if splitter.len() != header.split(',').count() {
            return Err(bad(BadRange::Fields));
        }
        let address = |at| {
            std::str::from_utf8(splitter.field(at)).ok().and_then(|text| text.trim().parse::<IpAddr>().ok())
        };
        let pair = address(0).zip(address(1)).ok_or_else(|| bad(BadRange::Addresses))?;
        take(pair, &splitter).map_err(bad)?;
    }
    Ok(())
}

fn add<T>(
    four: &mut Vec<Span<u32, T>>,
    six: &mut Vec<Span<u128, T>>,
    first: IpAddr,
    last: IpAddr,
    what: T,
) -> Result<(), BadRange> {
    match (first, last) {
        (IpAddr::V4(first), IpAddr::V4(last)) if first <= last => {
            four.push(Span { first: Ipv4Addr::to_bits(first), last: Ipv4Addr::to_bits(last), what });
        }
        (IpAddr::V6(first), IpAddr::V6(last)) if first <= last => {
            six.push(Span { first: Ipv6Addr::to_bits(first), last: Ipv6Addr::to_bits(last), what });
        }
        _ => return Err(BadRange::Addresses),
    }
    Ok(())
}

/// Puts the ranges into order, in which no two may hold the same address.
fn in_order<B: Ord + Copy, T>(
    spans: &mut [Span<B, T>],
    address: impl Fn(B) -> IpAddr,
) -> Result<(), BadRanges> {
    spans.sort_by_key(|span| span.first);
    let overlap = spans.windows(2).find_map(|pair| match pair {
        [one, next] if next.first <= one.last => Some(next.first),
        _ => None,
    });
    overlap.map_or(Ok(()), |first| {
        Err(BadRanges { declared: false, line: 0, what: BadRange::Overlap(address(first)) })
    })
}

fn at<B: Ord + Copy, T: Copy>(spans: &[Span<B, T>], address: B) -> Option<T> {
    let after = spans.partition_point(|span| span.first <= address);
    let span = spans.get(after.checked_sub(1)?)?;
    (address <= span.last).then_some(span.what)
}
