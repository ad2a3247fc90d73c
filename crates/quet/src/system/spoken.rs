//! Which of our languages somebody reads, from what Windows knows of its user.
//!
//! Must never ask Windows itself: what is decided here is tried on every system.

/// What Windows knows of its user.
#[derive(Debug, Clone, Copy)]
pub struct Known<'k> {
    /// The number of the language that Windows' own windows are in.
    pub windows: u16,
    /// The name of the locale, such as `vi-VN`: how days and numbers are written, as the user chose.
    pub locale: &'k str,
    /// The number of the country or region that the user chose.
    pub region: i32,
}

/// The language for this user: Vietnamese wherever one of the three says so. Many offices have an English Windows, which
/// does not mean that they read English.
pub fn spoken(known: Known<'_>) -> &'static str {
    /// The lower ten bits name the language (`LANG_VIETNAMESE`, `winnt.h`).
    const LANGUAGE: (u16, u16) = (0x3ff, 0x2a);
    /// Of Microsoft's table of geographical locations.
    const VIET_NAM: i32 = 251;
    let (bits, vietnamese) = LANGUAGE;
    let mut parts = known.locale.split(['-', '_']);
    let by_locale = parts.next().is_some_and(|language| language.eq_ignore_ascii_case("vi"))
        || parts.any(|part| part.eq_ignore_ascii_case("vn"));
    if known.windows & bits == vietnamese || by_locale || known.region == VIET_NAM { "vi" } else { "en" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(windows: u16, locale: &str, region: i32, expected: &str) {
        let known = Known { windows, locale, region };
        assert_eq!(spoken(known), expected, "{known:?}");
    }

    #[test]
    fn vietnamese_is_spoken_where_windows_or_its_user_is_vietnamese() {
        // Windows in Vietnamese, whatever else.
        check(0x042a, "en-US", 244, "vi");
        check(0x002a, "", 0, "vi");
        // An English Windows in Viet Nam, in each way in which that is said.
        check(0x0409, "vi-VN", 244, "vi");
        check(0x0409, "vi", 0, "vi");
        check(0x0409, "VI-vn", 0, "vi");
        check(0x0409, "en-VN", 0, "vi");
        check(0x0409, "en-US", 251, "vi");
        check(0x0409, "", 251, "vi");
    }

    #[test]
    fn everybody_else_reads_english() {
        check(0x0409, "en-US", 244, "en");
        check(0x0409, "", 0, "en");
        check(0x0409, "", -1, "en");
        check(0x040c, "fr-FR", 84, "en");
        // Names that only look like it: Virgin Islands, Veps in Vanuatu, a language that begins so.
        check(0x0409, "en-VI", 252, "en");
        check(0x0409, "vep-VU", 174, "en");
        check(0x0409, "vn-US", 244, "en");
        // The upper bits name a country, not a language.
        check(0xa809, "en-US", 244, "en");
    }
}
