//! What is true of a country, counted from what was made with the plainest means there are.
//! It must never be computed by, or like, the code that is tested with it: no bitmaps, no estimates, no database.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    net::IpAddr,
    ops::RangeInclusive,
};

use super::{
    declared::{Declared, Kind, kind_of},
    event::{Event, FAMILIES, Source},
    examples,
    files::{Extra, File, Unusable},
    netblocks::{Netblock, block_of},
    plan::Plan,
};

/// How many distinct addresses: IPv4 and whole IPv6 addresses together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    /// On any day.
    pub ever: u64,
    /// On the first seven days.
    pub first_week: u64,
    /// On the last seven days.
    pub last_week: u64,
}

/// What is true of one family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FamilyTruth {
    /// Distinct usable sightings.
    pub sightings: u64,
    /// Distinct addresses.
    pub addresses: Addresses,
}

/// What is true of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayTruth {
    /// The day, in days since 1970-01-01, UTC.
    pub day: i64,
    /// Distinct usable sightings.
    pub sightings: u64,
    /// Distinct addresses; `None` where no source reported anything, which is not the same as none infected.
    pub addresses: Option<u64>,
    /// The sources that sent nothing.
    pub missing: Vec<Source>,
}

/// What is known of an address that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The families seen there.
    pub families: BTreeSet<&'static str>,
    /// The first time, in seconds since 1970-01-01, UTC.
    pub first_seen: i64,
    /// The last time, likewise.
    pub last_seen: i64,
    /// How many distinct usable sightings.
    pub times: u64,
}

/// An address that may be asked about, and what has to be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The address.
    pub address: IpAddr,
    /// Who announces its range; `None` where it is not registered in Viet Nam.
    pub operator: Option<String>,
    /// What its range is declared to be.
    pub kind: Option<Kind>,
    /// What was seen there; `None` for an address that was not seen.
    pub listed: Option<Listed>,
    /// For an IPv6 address: how many other addresses of its /64 were seen.
    pub neighbours: u64,
}

/// One example for each kind of answer. Nobody else is infected in their /24, or in their /48.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examples {
    /// Seen on each of the last two days, in two families.
    pub recent: Example,
    /// Last seen more than 30 days before the last day.
    pub old: Example,
    /// Registered, neither shared nor mobile, never seen.
    pub unlisted: Example,
    /// Seen, in a range declared shared.
    pub shared: Example,
    /// Seen, in a range declared mobile.
    pub mobile: Example,
    /// Seen, in a range declared hosting.
    pub hosting: Example,
    /// An IPv6 address that was seen.
    pub listed_six: Example,
    /// An IPv6 address that was not seen, in the /64 of the one that was.
    pub neighbour: Example,
    /// Registered elsewhere.
    pub foreign: Example,
}

/// What is true of a country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// The first day, in days since 1970-01-01, UTC.
    pub first_day: i64,
    /// The last day, likewise.
    pub last_day: i64,
    /// Distinct usable sightings.
    pub sightings: u64,
    /// Usable rows that are there once more, in the same file or another one.
    pub repeated: u64,
    /// Rows that cannot be used, by what is wrong with them; every reason is there.
    pub unusable: BTreeMap<Unusable, u64>,
    /// Distinct addresses.
    pub addresses: Addresses,
    /// Each of the ten families, by name.
    pub families: BTreeMap<&'static str, FamilyTruth>,
    /// Each day from the first to the last.
    pub days: Vec<DayTruth>,
    /// Addresses that may be asked about.
    pub examples: Examples,
}

impl Truth {
    /// Counts. `events` are all there are, in the order of their days.
    pub(crate) fn count(
        plan: &Plan,
        events: &[Event],
        files: &[File],
        blocks: &[Netblock],
        declared: &[Declared],
    ) -> Self {
        let mut unusable: BTreeMap<_, _> = Unusable::ALL.map(|reason| (reason, 0)).into();
        for (_, extra) in files.iter().flat_map(|file| &file.extras) {
            if let Extra::Unusable(_, reason, _) = extra {
                *unusable.entry(*reason).or_default() += 1;
            }
        }
        let families = FAMILIES.map(|name| {
            let of_family: Vec<Event> =
                events.iter().filter(|event| event.family() == name).copied().collect();
            let addresses = addresses(plan, &of_family);
            (name, FamilyTruth { sightings: of_family.len() as u64, addresses })
        });
        let days = plan.first_day()..=plan.last_day;
        Self {
            first_day: plan.first_day(),
            last_day: plan.last_day,
            sightings: events.len() as u64,
            repeated: files.iter().map(File::repeated).sum(),
            unusable,
            addresses: addresses(plan, events),
            families: families.into(),
            days: days.map(|day| day_truth(day, within(events, day..=day), files)).collect(),
            examples: all_examples(events, blocks, declared),
        }
    }

    /// All rows that cannot be used.
    pub fn all_unusable(&self) -> u64 {
        self.unusable.values().sum()
    }

    /// All rows in all files, their headers not counted.
    pub fn rows(&self) -> u64 {
        self.sightings + self.repeated + self.all_unusable()
    }
}

fn within(events: &[Event], days: RangeInclusive<i64>) -> &[Event] {
    let start = events.partition_point(|event| event.day() < *days.start());
    let end = events.partition_point(|event| event.day() <= *days.end());
    events.get(start..end).unwrap_or_default()
}

fn distinct(events: &[Event]) -> u64 {
    events.iter().map(|event| event.address).collect::<HashSet<_>>().len() as u64
}

fn addresses(plan: &Plan, events: &[Event]) -> Addresses {
    let (first, last) = (plan.first_day(), plan.last_day);
    Addresses {
        ever: distinct(events),
        first_week: distinct(within(events, first..=first + 6)),
        last_week: distinct(within(events, last - 6..=last)),
    }
}

fn day_truth(day: i64, events: &[Event], files: &[File]) -> DayTruth {
    let reports = |source: &Source| {
        files.iter().any(|file| file.day == day && !file.again && file.report.source() == *source)
    };
    let missing: Vec<Source> = Source::ALL.into_iter().filter(|source| !reports(source)).collect();
    let addresses = (missing.len() < Source::ALL.len()).then(|| distinct(events));
    DayTruth { day, sightings: events.len() as u64, addresses, missing }
}

fn all_examples(events: &[Event], blocks: &[Netblock], declared: &[Declared]) -> Examples {
    let example = |address: IpAddr| {
        let of_address = || events.iter().filter(|event| event.address == address);
        let site = |address: IpAddr| match address {
            IpAddr::V4(_) => None,
            IpAddr::V6(six) => Some(six.to_bits() >> 64),
        };
        let in_site =
            |other: &&IpAddr| **other != address && site(address).is_some() && site(**other) == site(address);
        let neighbours = events.iter().map(|event| &event.address).filter(in_site).collect::<HashSet<_>>();
        let listed = of_address().map(|event| event.at).min().zip(of_address().map(|event| event.at).max());
        Example {
            address,
            operator: block_of(blocks, address).map(|block| block.operator.clone()),
            kind: kind_of(declared, address),
            listed: listed.map(|(first_seen, last_seen)| Listed {
                families: of_address().map(Event::family).collect(),
                first_seen,
                last_seen,
                times: of_address().count() as u64,
            }),
            neighbours: neighbours.len() as u64,
        }
    };
    Examples {
        recent: example(examples::RECENT.into()),
        old: example(examples::OLD.into()),
        unlisted: example(examples::UNLISTED.into()),
        shared: example(examples::SHARED.into()),
        mobile: example(examples::MOBILE.into()),
        hosting: example(examples::HOSTING.into()),
        listed_six: example(IpAddr::V6(examples::LISTED_SIX.into())),
        neighbour: example(IpAddr::V6(examples::NEIGHBOUR.into())),
        foreign: example(examples::FOREIGN.into()),
    }
}
