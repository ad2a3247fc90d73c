//! A campaign's figures, counted from the sets.
//!
//! Must never show zero for a day on which nobody reported: that is unknown. An address counts once in each figure,
//! however many families, days and sources saw it.

use std::collections::{BTreeMap, BTreeSet};

use crate::day::Day;
use crate::set::AddressSet;

/// Days that a figure "now" and its counterpart "at the beginning" look over. A machine is not on every day.
pub const WINDOW: i64 = 7;

/// Days that figures go back at most. One row of a feed may bear a date of long ago, and would stretch them by decades.
pub const SPAN: i64 = 400;

/// Everything that was counted, by day, family and source.
#[derive(Debug, Default)]
pub struct Tally {
    sets: BTreeMap<(Day, String, String), (AddressSet, u64)>,
}

/// The figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// The first day with sightings.
    pub first_day: Option<Day>,
    /// The last day with sightings.
    pub last_day: Option<Day>,
    /// Where the sightings come from.
    pub sources: Vec<String>,
    /// Sightings.
    pub events: u64,
    /// Different addresses.
    pub addresses: Addresses,
    /// By family, the most addresses in the last days first.
    pub families: Vec<Family>,
    /// By day, from the first to the last.
    pub days: Vec<DayFigures>,
}

/// Different addresses in three stretches of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Addresses {
    /// Ever.
    pub ever: u64,
    /// In the first [`WINDOW`] days.
    pub at_first: u64,
    /// In the last [`WINDOW`] days.
    pub at_last: u64,
}

/// One family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// Its name.
    pub name: String,
    /// Its addresses.
    pub addresses: Addresses,
    /// Its sightings.
    pub events: u64,
}

/// One day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayFigures {
    /// Which.
    pub day: Day,
    /// Different addresses; `None` where no source reported.
    pub addresses: Option<u64>,
    /// Sources that reported on another day and not on this one: not yet, no longer, or left out. Whichever it is, the
    /// figure cannot be compared with those of other days.
    pub missing: Vec<String>,
}

impl Tally {
    /// Adds what an import counted.
    pub fn add(&mut self, day: Day, family: &str, source: &str, addresses: &AddressSet, events: u64) {
        let (set, sum) = self.sets.entry((day, family.to_owned(), source.to_owned())).or_default();
        set.add(addresses);
        *sum += events;
    }

    /// The figures from a day on, or of the last [`SPAN`] days where the campaign has not said when it begins. What lies
    /// before is in none of them.
    pub fn figures(&self, begins: Option<Day>) -> Figures {
        let Some(last) = self.sets.keys().map(|(day, ..)| *day).max() else { return Figures::default() };
        let from = last.plus(1 - SPAN).max(begins.unwrap_or(Day(i64::MIN)));
        let sets = || self.sets.iter().filter(move |((day, ..), _)| *day >= from);
        let Some(first) = sets().map(|((day, ..), _)| *day).min() else {
            // Look-ups rest on what lies before as well.
            let sources: BTreeSet<&String> = self.sets.keys().map(|(_, _, source)| source).collect();
            return Figures { sources: sources.into_iter().cloned().collect(), ..Figures::default() };
        };
        let sources: BTreeSet<&str> = sets().map(|((_, _, source), _)| source.as_str()).collect();
        let mut all = Stretches::default();
        let mut of_family: BTreeMap<&str, Stretches> = BTreeMap::new();
        let mut of_events: BTreeMap<&str, u64> = BTreeMap::new();
        let mut of_day: BTreeMap<Day, (AddressSet, BTreeSet<&str>)> = BTreeMap::new();
        for ((day, family, source), (set, events)) in sets() {
            *of_events.entry(family).or_default() += events;
            of_family.entry(family).or_default().add(*day, first, last, set);
            let (addresses, reported) = of_day.entry(*day).or_default();
            addresses.add(set);
            reported.insert(source);
        }
        for (day, (addresses, _)) in &of_day {
            all.add(*day, first, last, addresses);
        }
        let days = (first.0..=last.0).map(Day).map(|day| {
            let found = of_day.get(&day);
            let missing = sources
                .iter()
                .filter(|source| found.is_none_or(|(_, reported)| !reported.contains(*source)))
                .map(|source| (*source).to_owned());
            DayFigures { day, addresses: found.map(|(set, _)| set.len()), missing: missing.collect() }
        });
        let mut families: Vec<Family> = of_family
            .into_iter()
            .map(|(name, stretches)| Family {
                name: name.to_owned(),
                addresses: stretches.len(),
                events: of_events.get(name).copied().unwrap_or(0),
            })
            .collect();
        families.sort_by(|a, b| b.addresses.at_last.cmp(&a.addresses.at_last).then(a.name.cmp(&b.name)));
        Figures {
            first_day: Some(first),
            last_day: Some(last),
            sources: sources.iter().map(|source| (*source).to_owned()).collect(),
            events: of_events.values().sum(),
            addresses: all.len(),
            families,
            days: days.collect(),
        }
    }
}

/// The sets behind [`Addresses`].
#[derive(Debug, Default)]
struct Stretches {
    ever: AddressSet,
    at_first: AddressSet,
    at_last: AddressSet,
}

impl Stretches {
    fn add(&mut self, day: Day, first: Day, last: Day, set: &AddressSet) {
        self.ever.add(set);
        if day < first.plus(WINDOW) {
            self.at_first.add(set);
        }
        if day > last.plus(-WINDOW) {
            self.at_last.add(set);
        }
    }

    fn len(&self) -> Addresses {
        Addresses { ever: self.ever.len(), at_first: self.at_first.len(), at_last: self.at_last.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(rows: &[(i64, &str, &str, &[&str])]) -> Figures {
        tally_from(rows, None)
    }

    fn tally_from(rows: &[(i64, &str, &str, &[&str])], begins: Option<i64>) -> Figures {
        let mut tally = Tally::default();
        for (day, family, source, addresses) in rows {
            let set: AddressSet =
                addresses.iter().map(|text| text.parse::<core::net::IpAddr>().unwrap()).collect();
            tally.add(Day(*day), family, source, &set, 2 * set.len());
        }
        tally.figures(begins.map(Day))
    }

    #[test]
    fn an_address_counts_once_in_each_figure() {
        let figures = tally(&[
            (100, "sality", "trap", &["14.0.0.1", "14.0.0.2"]),
            (100, "mirai", "trap", &["14.0.0.1"]),
            (101, "sality", "web", &["14.0.0.1", "2405:4800::1"]),
            (106, "sality", "trap", &["14.0.0.3"]),
            (107, "sality", "trap", &["14.0.0.4"]),
        ]);
        assert_eq!((figures.first_day, figures.last_day), (Some(Day(100)), Some(Day(107))));
        assert_eq!(figures.events, 14);
        assert_eq!(figures.addresses, Addresses { ever: 5, at_first: 4, at_last: 4 });
        let [sality, mirai] = figures.families.as_slice() else { panic!("{figures:?}") };
        assert_eq!((sality.name.as_str(), sality.events), ("sality", 12));
        assert_eq!(sality.addresses, Addresses { ever: 5, at_first: 4, at_last: 4 });
        assert_eq!(mirai.addresses, Addresses { ever: 1, at_first: 1, at_last: 0 });
        assert_eq!(figures.sources, ["trap", "web"]);
    }

    #[test]
    fn a_day_without_reports_is_unknown_and_not_zero() {
        let figures = tally(&[
            (100, "sality", "trap", &["14.0.0.1"]),
            (100, "sality", "web", &["14.0.0.1"]),
            (102, "sality", "trap", &["14.0.0.2"]),
            (103, "sality", "trap", &["14.0.0.2"]),
            (103, "sality", "web", &["14.0.0.2"]),
            (104, "sality", "trap", &["14.0.0.2"]),
        ]);
        let days: Vec<_> = figures.days.iter().map(|day| (day.addresses, day.missing.join("+"))).collect();
        let expected = [
            (Some(1), ""),
            (None, "trap+web"),
            (Some(1), "web"),
            (Some(1), ""),
            // The second source fell silent; fewer addresses since then prove nothing.
            (Some(1), "web"),
        ];
        assert_eq!(days, expected.map(|(addresses, missing)| (addresses, missing.to_owned())));
    }

    #[test]
    fn what_lies_before_the_campaign_is_in_no_figure() {
        let rows: [(i64, &str, &str, &[&str]); 3] = [
            (100, "mirai", "old trap", &["14.0.0.9"]),
            (20_000, "sality", "trap", &["14.0.0.1"]),
            (20_003, "sality", "trap", &["14.0.0.1", "14.0.0.2"]),
        ];
        // A stray row of decades ago stretches nothing.
        let figures = tally(&rows);
        assert_eq!((figures.first_day, figures.days.len()), (Some(Day(20_000)), 4));
        assert_eq!((figures.events, figures.addresses.ever, figures.families.len()), (6, 2, 1));
        assert_eq!(figures.sources, ["trap"]);
        let figures = tally_from(&rows, Some(20_001));
        assert_eq!((figures.first_day, figures.events), (Some(Day(20_003)), 4));
        let sources = vec!["old trap".to_owned(), "trap".to_owned()];
        assert_eq!(tally_from(&rows, Some(20_004)), Figures { sources, ..Figures::default() });
        let long =
            tally(&[(20_000 - SPAN, "a", "trap", &["14.0.0.1"]), (20_000, "a", "trap", &["14.0.0.2"])]);
        assert_eq!((long.first_day, long.addresses.ever), (Some(Day(20_000)), 1));
    }

    #[test]
    fn of_nothing_there_are_no_figures() {
        assert_eq!(tally(&[]), Figures::default());
    }
}
