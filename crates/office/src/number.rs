//! Whole numbers as Vietnamese offices write them: `1.052.479`.
//!
//! Must never read a part of a number: a point that does not stand before three digits is no point between thousands.

/// Reads `1.052.479`, `1052479`, `1,052,479` and `1 052 479`; nothing where it is none, or is beyond an `i64`.
///
/// A comma before three digits is read as one between thousands: a whole number is what is asked for.
pub fn read(text: &str) -> Option<i64> {
    let text = text.trim();
    let (minus, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let separator = digits.chars().find(|c| !c.is_ascii_digit());
    let joined = match separator {
        None => digits.to_owned(),
        // The third is a space that does not break, which Excel writes.
        Some(separator @ ('.' | ',' | ' ' | '\u{a0}' | '\u{202f}')) => {
            let groups: Vec<&str> = digits.split(separator).collect();
            let (first, others) = groups.split_first()?;
            if !(1..=3).contains(&first.len()) || others.iter().any(|group| group.len() != 3) {
                return None;
            }
            groups.concat()
        }
        Some(_) => return None,
    };
    if joined.is_empty() || joined.len() > 19 || !joined.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = joined.parse().ok()?;
    Some(if minus { -number } else { number })
}

/// Writes with a point between thousands.
pub fn write(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut written = String::new();
    if number < 0 {
        written.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push('.');
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for text in ["1.052.479", "1052479", "1,052,479", "1 052 479", " 1.052.479 ", "1\u{a0}052\u{a0}479"] {
            assert_eq!(read(text), Some(1_052_479), "{text:?}");
        }
        for text in
            ["", "-", ".", "1.05", "1.0524.79", "1.052,479", "12a", "--1", "1.", ".123", "1052.479", "1e5"]
        {
            assert_eq!(read(text), None, "{text:?}");
        }
        assert_eq!(read("9223372036854775808"), None);
        for number in [0, 7, -7, 999, 1_000, -1_000, 123_456, i64::MAX] {
            assert_eq!(read(&write(number)), Some(number));
        }
        assert_eq!(write(1_052_479), "1.052.479");
        assert_eq!(write(-999), "-999");
        assert_eq!(write(i64::MIN), "-9.223.372.036.854.775.808");
    }
}
