//! Seconds since 1970 as Shadowserver writes them: `YYYY-MM-DD HH:MM:SS`, UTC.
//! It must never ask what time it is.

/// The year, month and day on which a second lies (the proleptic Gregorian calendar, with years from March).
const fn civil(seconds: i64) -> (i64, i64, i64) {
    let day = seconds.div_euclid(86_400) + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, of_month)
}

/// `YYYY-MM-DD`.
pub(crate) fn date(seconds: i64) -> String {
    let (year, month, day) = civil(seconds);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `YYYY-MM-DD HH:MM:SS`.
pub(crate) fn date_and_time(seconds: i64) -> String {
    let second = seconds.rem_euclid(86_400);
    let (hours, minutes) = (second / 3_600, second / 60 % 60);
    format!("{} {hours:02}:{minutes:02}:{:02}", date(seconds), second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_written_as_date_does() {
        // Expected values by GNU date.
        let check = |seconds, expected: &str| assert_eq!(date_and_time(seconds), expected);
        check(0, "1970-01-01 00:00:00");
        check(951_782_399, "2000-02-28 23:59:59");
        check(951_782_400, "2000-02-29 00:00:00");
        check(1_795_305_599, "2026-11-21 23:59:59");
        check(-1, "1969-12-31 23:59:59");
        check(4_107_542_400, "2100-03-01 00:00:00");
    }
}
