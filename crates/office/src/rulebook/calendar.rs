//! Working days.
//!
//! Must never guess the days off of a year that it does not have: then it says which year.

use std::collections::{BTreeMap, BTreeSet};

use crate::day::Day;

/// The days off of public offices, by year.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    pub(super) years: BTreeMap<i16, Year>,
}

/// One year.
#[derive(Debug, Clone, Default)]
pub struct Year {
    /// Days off beside Saturdays and Sundays.
    pub off: BTreeSet<Day>,
    /// Saturdays and Sundays that are worked in exchange.
    pub worked: BTreeSet<Day>,
}

/// The calendar does not have that year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the days off of {year} are not in the calendar: put them into rulebook/calendar.toml")]
pub struct NotInCalendar {
    /// The year.
    pub year: i16,
}

impl Calendar {
    /// The years that it has.
    pub fn years(&self) -> impl Iterator<Item = i16> {
        self.years.keys().copied()
    }

    /// Whether public offices work on a day.
    ///
    /// # Errors
    /// When its year is not here.
    pub fn works(&self, day: Day) -> Result<bool, NotInCalendar> {
        let year = self.years.get(&day.year()).ok_or(NotInCalendar { year: day.year() })?;
        Ok(year.worked.contains(&day) || !(day.is_weekend() || year.off.contains(&day)))
    }

    /// The last of so many working days after a day, which itself is not counted.
    ///
    /// # Errors
    /// When a year on the way is not here.
    pub fn after(&self, day: Day, working_days: u32) -> Result<Day, NotInCalendar> {
        let (mut day, mut left) = (day, working_days);
        while left > 0 {
            day = day.next().ok_or(NotInCalendar { year: day.year().saturating_add(1) })?;
            if self.works(day)? {
                left -= 1;
            }
        }
        Ok(day)
    }
}
