//! The days over which incidents are summed up: a half year, a year, or days that are typed.
//!
//! Must never guess a day: what cannot be read is said.

use office::day::Day;

use super::Asked;
use crate::console::frame::Desk;
use crate::console::units::said;

/// Years that are offered, this one among them.
const YEARS: i16 = 3;

/// Days, both of them within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first.
    pub from: Day,
    /// The last.
    pub until: Day,
}

impl Period {
    /// The half year in which a day is.
    pub fn half_of(day: Day) -> Period {
        let half = if day.month() <= 6 { 1 } else { 2 };
        Period::half(day.year(), half).unwrap_or(Period { from: day, until: day })
    }

    fn half(year: i16, half: u8) -> Option<Period> {
        let ((first, month), last) = if half == 1 { ((1, 6), 30) } else { ((7, 12), 31) };
        Some(Period { from: Day::new(year, first, 1)?, until: Day::new(year, month, last)? })
    }

    fn year(year: i16) -> Option<Period> {
        Some(Period { from: Day::new(year, 1, 1)?, until: Day::new(year, 12, 31)? })
    }

    /// What was asked for.
    pub fn read(asked: &Asked, today: Day) -> Result<Period, ()> {
        let word = asked.period.trim();
        if word.is_empty() {
            return Ok(Period::half_of(today));
        }
        if word == "days" {
            let day = |typed: &str| Day::read(typed).map_err(|_| ());
            let period = Period { from: day(&asked.from)?, until: day(&asked.until)? };
            return if period.from <= period.until { Ok(period) } else { Err(()) };
        }
        let (year, half) = word.split_once('-').map_or((word, None), |(year, half)| (year, Some(half)));
        let year: i16 = year.parse().map_err(|_| ())?;
        match half {
            None => Period::year(year),
            Some("1") => Period::half(year, 1),
            Some("2") => Period::half(year, 2),
            Some(_) => None,
        }
        .ok_or(())
    }

    /// The moments between which these days lie in Viet Nam.
    pub fn moments(self) -> Option<(i64, i64)> {
        Some((self.from.begins()?, self.until.next().and_then(Day::begins).unwrap_or(i64::MAX)))
    }

    /// In words.
    pub fn said(self, f: &Desk<'_>) -> String {
        let year = self.from.year();
        let whole = [
            (Period::half(year, 1), "sums-first-half"),
            (Period::half(year, 2), "sums-second-half"),
            (Period::year(year), "sums-whole-year"),
        ];
        let days = [("from", said::day(f, self.from)), ("until", said::day(f, self.until))];
        let days: Vec<(&str, &str)> = days.iter().map(|(name, day)| (*name, day.as_str())).collect();
        match whole.into_iter().find(|(period, _)| *period == Some(self)) {
            Some((_, id)) => f.with1(id, "year", &year.to_string()),
            None => f.words.with("sums-days", &days),
        }
    }

    /// The periods that are offered, by their words in an address.
    pub fn offered(f: &Desk<'_>, today: Day) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for year in (0..YEARS).map(|back| today.year() - back) {
            let words = [
                (format!("{year}"), Period::year(year)),
                (format!("{year}-2"), Period::half(year, 2)),
                (format!("{year}-1"), Period::half(year, 1)),
            ];
            for (word, period) in words {
                if let Some(period) = period.filter(|period| period.from <= today) {
                    all.push((word, period.said(f)));
                }
            }
        }
        all.push(("days".to_owned(), f.say("sums-own-days")));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(period: &str, from: &str, until: &str) -> Result<(String, String), ()> {
        let today = Day::new(2026, 11, 28).unwrap();
        let asked = Asked {
            period: period.to_owned(),
            from: from.to_owned(),
            until: until.to_owned(),
            ..Asked::default()
        };
        Period::read(&asked, today).map(|one| (one.from.to_string(), one.until.to_string()))
    }

    #[test]
    fn a_half_year_a_year_and_days_are_read_and_nothing_is_guessed() {
        let days = |from: &str, until: &str| Ok((from.to_owned(), until.to_owned()));
        assert_eq!(read("", "x", "y"), days("2026-07-01", "2026-12-31"));
        assert_eq!(read("2026-1", "", ""), days("2026-01-01", "2026-06-30"));
        assert_eq!(read("2025-2", "", ""), days("2025-07-01", "2025-12-31"));
        assert_eq!(read("2025", "", ""), days("2025-01-01", "2025-12-31"));
        assert_eq!(read("days", "15/12/2025", "14/12/2026"), days("2025-12-15", "2026-12-14"));
        for wrong in ["2026-3", "x", "2026-", "-1", "99999", "2026-1-1", "2026-01"] {
            assert_eq!(read(wrong, "", ""), Err(()), "{wrong}");
        }
        assert_eq!(read("days", "2026-02-01", "2026-01-31"), Err(()));
        assert_eq!(read("days", "", "2026-01-31"), Err(()));
    }

    #[test]
    fn a_day_begins_and_ends_by_viet_nams_clock() {
        let (from, before) = Period::half(2026, 1).unwrap().moments().unwrap();
        // 2025-12-31T17:00Z and 2026-06-30T17:00Z.
        assert_eq!((from, before), (1_767_200_400, 1_782_838_800));
    }
}
