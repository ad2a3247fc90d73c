//! Days, as the sets are kept: whole days of UTC, which is what the feeds write.
//!
//! Must never stand for a day of Viet Nam's own time; pages say which of the two they show.

use std::fmt;

const SECONDS: i64 = 86_400;

/// A day of UTC, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i64);

impl Day {
    /// The day that a moment, in seconds since 1970, falls on.
    pub fn of(seconds: i64) -> Day {
        Day(seconds.div_euclid(SECONDS))
    }

    /// Its first second.
    pub fn start(self) -> i64 {
        self.0.saturating_mul(SECONDS)
    }

    /// So many days later, or earlier.
    pub fn plus(self, days: i64) -> Day {
        Day(self.0.saturating_add(days))
    }
}

/// `YYYY-MM-DD`.
///
/// From the count of days by the calendar's own cycle of 400 years (146,097 days), begun on 1 March, so that the leap
/// day is the last of its year.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shifted = self.0.saturating_add(719_468);
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_the_calendar_has_them() {
        for (day, text) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (11_016, "2000-02-29"),
            (20_778, "2026-11-21"),
            (19_782, "2024-02-29"),
        ] {
            assert_eq!(Day(day).to_string(), text);
        }
        assert_eq!(Day::of(86_399), Day(0));
        assert_eq!(Day::of(-1), Day(-1));
        assert_eq!(Day(1).start(), 86_400);
    }
}
