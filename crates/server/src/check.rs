//! The check: what is said to the address that asks, in the cases that pages and API tell apart.
//!
//! Must never look up another address than the visitor's.

use std::net::IpAddr;

use sightings::ranges::Ranges;
use sightings::verdict::{Answer, Lines, Listed, Why, answer};
use wire::check::{Age, CheckAnswer, Reason, Seen, Verdict};

use crate::knowledge::Knowledge;
use crate::visitor::Visitor;

/// What a visitor is told.
#[derive(Debug)]
pub struct Checked<'k> {
    /// The address that was looked up; `None` where a proxy did not say.
    pub address: Option<IpAddr>,
    /// Who announces it.
    pub operator: Option<&'k str>,
    /// Which of the cases it is.
    pub case: Case,
    /// What was seen, the latest first; empty where the case is another.
    pub seen: Vec<sightings::register::Seen<'k>>,
}

/// The cases. Each has words of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// Seen lately, at an address that stands for one household or office.
    Recent,
    /// Seen long ago.
    Old,
    /// Seen lately, at an address that stands for many.
    Shared,
    /// Seen long ago, at an address that stands for many.
    SharedOld,
    /// Another device of the same IPv6 household was seen lately.
    Neighbour,
    /// Another device of the same IPv6 household was seen long ago.
    NeighbourOld,
    /// Not seen.
    NotSeen,
    /// Nothing was imported yet, so there is nothing to look in.
    NoData,
    /// Cannot tell: a mobile network.
    Mobile,
    /// Cannot tell: a VPN or a rented server.
    Hosting,
    /// Cannot tell: outside the ranges that the campaign looks after.
    Foreign,
    /// Cannot tell: no address of the Internet.
    Private,
    /// Cannot tell: a proxy did not say for whom.
    Proxy,
}

/// Every case, for those who go through all of them.
pub const CASES: [Case; 13] = [
    Case::Recent,
    Case::Old,
    Case::Shared,
    Case::SharedOld,
    Case::Neighbour,
    Case::NeighbourOld,
    Case::NotSeen,
    Case::NoData,
    Case::Mobile,
    Case::Hosting,
    Case::Foreign,
    Case::Private,
    Case::Proxy,
];

impl Case {
    /// Its name, with which its words begin in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Case::Recent => "recent",
            Case::Old => "old",
            Case::Shared => "shared",
            Case::SharedOld => "shared-old",
            Case::Neighbour => "neighbour",
            Case::NeighbourOld => "neighbour-old",
            Case::NotSeen => "not-seen",
            Case::NoData => "no-data",
            Case::Mobile => "mobile",
            Case::Hosting => "hosting",
            Case::Foreign => "foreign",
            Case::Private => "private",
            Case::Proxy => "proxy",
        }
    }

    fn of(listed: &Listed<'_>) -> Case {
        // An address that stands for many says nothing of one household, so this comes first.
        match (listed.shared, listed.neighbour, listed.recent) {
            (true, _, true) => Case::Shared,
            (true, _, false) => Case::SharedOld,
            (false, true, true) => Case::Neighbour,
            (false, true, false) => Case::NeighbourOld,
            (false, false, true) => Case::Recent,
            (false, false, false) => Case::Old,
        }
    }

    fn reason(self) -> Option<Reason> {
        match self {
            Case::Mobile => Some(Reason::Mobile),
            Case::Hosting => Some(Reason::Hosting),
            Case::Foreign => Some(Reason::Foreign),
            Case::Private => Some(Reason::Private),
            Case::Proxy => Some(Reason::Proxy),
            Case::NoData => Some(Reason::NoData),
            _ => None,
        }
    }
}

/// Looks the visitor up.
pub fn check<'k>(
    visitor: Visitor,
    knowledge: &'k Knowledge,
    ranges: &'k Ranges,
    now: i64,
    lines: &Lines,
) -> Checked<'k> {
    let Visitor::At(address) = visitor else {
        return Checked { address: None, operator: None, case: Case::Proxy, seen: Vec::new() };
    };
    let operator = ranges.place(address).operator;
    let (case, seen) = match answer(&knowledge.register, ranges, address, now, lines) {
        Answer::Listed(listed) => (Case::of(&listed), listed.seen),
        Answer::NotSeen if knowledge.imported_at.is_none() => (Case::NoData, Vec::new()),
        Answer::NotSeen => (Case::NotSeen, Vec::new()),
        Answer::CannotTell(why) => {
            let case = match why {
                Why::Mobile => Case::Mobile,
                Why::Hosting => Case::Hosting,
                Why::Foreign => Case::Foreign,
                Why::NotPublic(_) => Case::Private,
            };
            (case, Vec::new())
        }
    };
    Checked { address: Some(address), operator, case, seen }
}

impl Checked<'_> {
    /// The answer as it crosses the network.
    pub fn wire(&self) -> CheckAnswer {
        let reason = self.case.reason();
        let verdict = match self.case {
            _ if reason.is_some() => Verdict::Unreadable,
            Case::NotSeen => Verdict::NotListed,
            _ => Verdict::Listed,
        };
        let age = match self.case {
            Case::Recent | Case::Shared | Case::Neighbour => Some(Age::Recent),
            Case::Old | Case::SharedOld | Case::NeighbourOld => Some(Age::Old),
            _ => None,
        };
        let seen = self.seen.iter().map(|seen| Seen {
            family: seen.family.to_owned(),
            first_seen: utc(seen.first),
            last_seen: utc(seen.last),
            times: seen.times,
        });
        CheckAnswer {
            address: self.address.map(|address| address.to_string()).unwrap_or_default(),
            verdict,
            age,
            shared: matches!(self.case, Case::Shared | Case::SharedOld),
            neighbour: matches!(self.case, Case::Neighbour | Case::NeighbourOld),
            reason,
            sightings: seen.collect(),
        }
    }
}

/// RFC 3339, UTC, as everything that crosses the network is written.
pub(crate) fn utc(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}
