//! What kind of country is wanted: its seed, its days, its size.
//! It must never ask the clock: the last day is an argument.

use std::ops::RangeInclusive;

use super::event::Source;

/// The plan of a country. Two equal plans make two equal countries, on any machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Where chance begins.
    pub seed: u64,
    /// The last day on which something was sighted, in days since 1970-01-01, UTC.
    pub last_day: i64,
    /// How many days there are, the last one included; fewer than 50 are taken as 50, which the examples need.
    pub days: u32,
    /// How many distinct usable sightings there are in all; fewer than 5,000 are taken as 5,000, so that each source
    /// has something to say on each day.
    pub sightings: u64,
}

impl Plan {
    /// The demo's country: two million sightings in sixty days.
    pub const fn country(last_day: i64) -> Self {
        Self { seed: 2020, last_day, days: 60, sightings: 2_000_000 }
    }

    /// A small country for quick tests: twenty thousand sightings in sixty days.
    pub const fn small(last_day: i64) -> Self {
        Self { sightings: 20_000, ..Self::country(last_day) }
    }

    /// The plan as it can be carried out, see [`Plan::days`] and [`Plan::sightings`].
    pub(crate) fn settled(&self) -> Self {
        Self { days: self.days.max(50), sightings: self.sightings.max(5_000), ..self.clone() }
    }

    /// The first day, in days since 1970-01-01, UTC.
    pub fn first_day(&self) -> i64 {
        self.last_day - i64::from(self.settled().days) + 1
    }

    /// The three days in the middle on which [`Source::SinkholeHttp`] sends nothing.
    pub fn outage(&self) -> RangeInclusive<i64> {
        let middle = self.dark_day();
        middle - 1..=middle + 1
    }

    /// The day in the middle of the outage, on which no source sends anything.
    pub fn dark_day(&self) -> i64 {
        self.first_day() + i64::from(self.settled().days / 2)
    }

    /// Whether a source sends nothing on a day.
    pub fn is_missing(&self, source: Source, day: i64) -> bool {
        day == self.dark_day() || source == Source::SinkholeHttp && self.outage().contains(&day)
    }
}
