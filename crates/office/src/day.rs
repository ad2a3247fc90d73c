//! A day of the calendar, as Vietnamese offices write it.
//!
//! Must never guess which of two days is meant: the day comes first, the month second, and a year has four digits. Must
//! never ask which day it is.

use std::fmt;

use jiff::civil::{Date, Weekday};

/// A day between 1900 and 2199: what lies outside is a slip of the pen. Shown, and stored, as `2025-07-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// Why a text is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// It is not written as one.
    #[error("this is not written as a day: 06/10/2020")]
    Shape,
    /// Two digits for a year: nobody knows of which century.
    #[error("the year needs four digits")]
    ShortYear,
    /// There is no such day, such as 30/02/2020 or 10/25/2020.
    #[error("there is no such day: the day comes first, then the month")]
    NoSuchDay,
    /// Before 1900 or after 2199.
    #[error("the year is to lie between 1900 and 2199")]
    Year,
}

/// From which day a spreadsheet counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Epoch {
    /// Day 1 is 1 January 1900. Excel's way, with its leap day of 1900 that never was.
    Of1900,
    /// Day 0 is 1 January 1904: old Excel for Macintosh.
    Of1904,
}

/// Viet Nam's clocks are seven hours ahead of UTC, all year.
const AHEAD: i64 = 7 * 3600;

/// A text of digits alone is a day counted by Excel only from here on, 18 May 1927: below, it may be a year.
const SERIAL_AS_TEXT: i32 = 10_000;

impl Day {
    /// The day of this year, month and day; nothing where there is none.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Day> {
        read_parts(year, month, day).ok()
    }

    /// The day in Viet Nam at a moment, in seconds since 1970, UTC; nothing outside of 1900 to 2199.
    pub fn at(seconds: i64) -> Option<Day> {
        let there = jiff::Timestamp::from_second(seconds.checked_add(AHEAD)?).ok()?;
        let date = there.to_zoned(jiff::tz::TimeZone::UTC).date();
        Day::new(date.year(), date.month(), date.day())
    }

    /// When it begins in Viet Nam, in seconds since 1970, UTC.
    pub fn begins(self) -> Option<i64> {
        Some(self.0.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second() - AHEAD)
    }

    /// Reads `06/10/2020`, `6/10/2020`, `6-10-2020`, `6.10.2020`, `2020-10-06`, and what Excel leaves of a day whose
    /// format was lost: `44110`.
    ///
    /// # Errors
    /// Where it is none, with the reason.
    pub fn read(text: &str) -> Result<Day, DayError> {
        let text = text.trim();
        if text.len() > 20 {
            return Err(DayError::Shape);
        }
        if let Some(serial) = digits(text).filter(|_| text.len() == 5 || text.len() == 6) {
            let serial = i32::try_from(serial).ok().filter(|serial| *serial >= SERIAL_AS_TEXT);
            return serial.and_then(|serial| Day::from_serial(serial, Epoch::Of1900)).ok_or(DayError::Shape);
        }
        let separator = text.chars().find(|c| matches!(c, '/' | '-' | '.')).ok_or(DayError::Shape)?;
        let mut parts = text.split(separator);
        let (Some(first), Some(second), Some(third), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(DayError::Shape);
        };
        let number =
            |part: &str| digits(part.trim()).and_then(|n| i16::try_from(n).ok()).ok_or(DayError::Shape);
        let (day, year) = if first.trim().len() == 4 { (third, first) } else { (first, third) };
        let (year_length, day_length) = (year.trim().len(), day.trim().len());
        let (year, month, day) = (number(year)?, number(second)?, number(day)?);
        if year_length == 2 {
            return Err(DayError::ShortYear);
        }
        if year_length != 4 || day_length > 2 || second.trim().len() > 2 {
            return Err(DayError::Shape);
        }
        // Both have two digits at most.
        read_parts(year, month as i8, day as i8)
    }

    /// The day that a spreadsheet counts, without its time of day; nothing where it counts none. Excel's day 60 of 1900
    /// never was.
    pub fn from_serial(serial: i32, epoch: Epoch) -> Option<Day> {
        let days = match epoch {
            Epoch::Of1904 => serial.checked_add(1_462)?,
            Epoch::Of1900 if serial < 60 => serial.checked_add(1)?,
            Epoch::Of1900 if serial == 60 => return None,
            Epoch::Of1900 => serial,
        };
        let zero = Date::new(1899, 12, 30).ok()?;
        let date = zero.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
        within(date).ok()
    }

    /// As Excel counts it, from 1900.
    pub fn serial(self) -> i32 {
        let zero = Date::constant(1899, 12, 30);
        let days = self.0.since(zero).map_or(0, |span| span.get_days());
        if days <= 60 { days.saturating_sub(1) } else { days }
    }

    /// Reads what [`fmt::Display`] shows and what the database holds, and nothing else.
    ///
    /// # Errors
    /// Where it is not `2025-07-01`.
    pub fn from_iso(text: &str) -> Result<Day, DayError> {
        let day = Day::read(text)?;
        if day.to_string() == text { Ok(day) } else { Err(DayError::Shape) }
    }

    /// As Vietnamese offices write it: `01/07/2025`.
    pub fn written(self) -> String {
        format!("{:02}/{:02}/{:04}", self.0.day(), self.0.month(), self.0.year())
    }

    /// Its year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// Its month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// Its day within the month, from 1.
    pub fn of_month(self) -> i8 {
        self.0.day()
    }

    /// Whether it is a Saturday or a Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// The day after; nothing after 31 December 2199.
    pub fn next(self) -> Option<Day> {
        within(self.0.tomorrow().ok()?).ok()
    }

    /// The day before; nothing before 1 January 1900.
    pub fn previous(self) -> Option<Day> {
        within(self.0.yesterday().ok()?).ok()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn read_parts(year: i16, month: i8, day: i8) -> Result<Day, DayError> {
    if !(1900..=2199).contains(&year) {
        return Err(DayError::Year);
    }
    Date::new(year, month, day).map(Day).map_err(|_| DayError::NoSuchDay)
}

fn within(date: Date) -> Result<Day, DayError> {
    read_parts(date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let read = match Day::read(text) {
            Ok(day) => day.to_string(),
            Err(error) => format!("{error:?}"),
        };
        assert_eq!(read, expected, "{text:?}");
    }

    #[test]
    fn a_day_is_viet_nams() {
        let day = Day::new(2026, 11, 28).unwrap();
        let midnight = 1_795_798_800;
        assert_eq!((day.begins(), Day::at(midnight)), (Some(midnight), Some(day)));
        assert_eq!(Day::at(midnight - 1), day.previous());
        assert_eq!((Day::at(i64::MAX), Day::at(i64::MIN)), (None, None));
    }

    #[test]
    fn days_are_read_as_offices_write_them() {
        for text in
            ["06/10/2020", "6/10/2020", "6-10-2020", " 6.10.2020 ", "2020-10-06", "2020/10/6", "44110"]
        {
            check(text, "2020-10-06");
        }
        check("29/02/2024", "2024-02-29");
        check("29/02/2023", "NoSuchDay");
        check("10/25/2020", "NoSuchDay");
        check("0/1/2020", "NoSuchDay");
        check("6/10/20", "ShortYear");
        check("20-10-06", "ShortYear");
        check("06/10/0202", "Year");
        check("1/1/2200", "Year");
        for text in [
            "",
            "2020",
            "6/10",
            "6/10/2020/1",
            "006/10/2020",
            "6/010/2020",
            "6-10/2020",
            "+6/10/2020",
            "٦/10/2020",
        ] {
            check(text, "Shape");
        }
        check("999999", "Shape");
        check("09999", "Shape");
        check("9999999999999999999999", "Shape");
    }

    #[test]
    fn days_go_into_texts_and_numbers_and_come_back() {
        let mut day = Day::new(1900, 1, 1).unwrap();
        let mut count = 0;
        loop {
            assert_eq!(Day::read(&day.written()), Ok(day));
            assert_eq!(Day::from_iso(&day.to_string()), Ok(day));
            assert_eq!(Day::from_serial(day.serial(), Epoch::Of1900), Some(day));
            count += 1;
            let Some(next) = day.next() else { break };
            assert!(next > day && next.previous() == Some(day));
            day = next;
        }
        assert_eq!((count, day.written().as_str()), (109_573, "31/12/2199"));
        assert_eq!(Day::from_iso("1/7/2025"), Err(DayError::Shape));
    }

    #[test]
    fn days_are_counted_as_excel_counts() {
        let check = |serial, epoch, expected: Option<&str>| {
            let day = Day::from_serial(serial, epoch).map(|day| day.to_string());
            assert_eq!(day.as_deref(), expected, "{serial}");
        };
        check(1, Epoch::Of1900, Some("1900-01-01"));
        check(59, Epoch::Of1900, Some("1900-02-28"));
        check(60, Epoch::Of1900, None);
        check(61, Epoch::Of1900, Some("1900-03-01"));
        check(45_943, Epoch::Of1900, Some("2025-10-13"));
        check(0, Epoch::Of1904, Some("1904-01-01"));
        for out in [i32::MIN, -1, 0, 10_000_000, i32::MAX] {
            check(out, Epoch::Of1900, None);
        }
    }
}
