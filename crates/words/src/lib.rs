//! What is said to people, in Vietnamese or English, from `locales/`.
//!
//! Must never mix the two: what is missing in one language is an error of the build's tests, not a fallback.

use std::borrow::Cow;
use std::ffi::OsString;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// What the program says, what the public pages say, and what the console says.
const ENGLISH: &[&str] = &[
    include_str!("../../../locales/en.ftl"),
    include_str!("../../../locales/pages.en.ftl"),
    include_str!("../../../locales/console.en.ftl"),
    include_str!("../../../locales/units.en.ftl"),
    include_str!("../../../locales/systems.en.ftl"),
    include_str!("../../../locales/doors.en.ftl"),
    include_str!("../../../locales/reach.en.ftl"),
    include_str!("../../../locales/playbooks.en.ftl"),
    include_str!("../../../locales/incidents.en.ftl"),
    include_str!("../../../locales/drills.en.ftl"),
    include_str!("../../../locales/papers.en.ftl"),
    include_str!("../../../locales/evidence.en.ftl"),
    include_str!("../../../locales/members.en.ftl"),
    include_str!("../../../locales/sums.en.ftl"),
    include_str!("../../../locales/plans.en.ftl"),
    include_str!("../../../locales/packages.en.ftl"),
    include_str!("../../../locales/starts.en.ftl"),
    include_str!("../../../locales/own_playbooks.en.ftl"),
    include_str!("../../../locales/hunt.en.ftl"),
    include_str!("../../../locales/given.en.ftl"),
    include_str!("../../../locales/trust.en.ftl"),
    include_str!("../../../locales/clocks.en.ftl"),
    include_str!("../../../locales/issued.en.ftl"),
];
const VIETNAMESE: &[&str] = &[
    include_str!("../../../locales/vi.ftl"),
    include_str!("../../../locales/pages.vi.ftl"),
    include_str!("../../../locales/console.vi.ftl"),
    include_str!("../../../locales/units.vi.ftl"),
    include_str!("../../../locales/systems.vi.ftl"),
    include_str!("../../../locales/doors.vi.ftl"),
    include_str!("../../../locales/reach.vi.ftl"),
    include_str!("../../../locales/playbooks.vi.ftl"),
    include_str!("../../../locales/incidents.vi.ftl"),
    include_str!("../../../locales/drills.vi.ftl"),
    include_str!("../../../locales/papers.vi.ftl"),
    include_str!("../../../locales/evidence.vi.ftl"),
    include_str!("../../../locales/members.vi.ftl"),
    include_str!("../../../locales/sums.vi.ftl"),
    include_str!("../../../locales/plans.vi.ftl"),
    include_str!("../../../locales/packages.vi.ftl"),
    include_str!("../../../locales/starts.vi.ftl"),
    include_str!("../../../locales/own_playbooks.vi.ftl"),
    include_str!("../../../locales/hunt.vi.ftl"),
    include_str!("../../../locales/given.vi.ftl"),
    include_str!("../../../locales/trust.vi.ftl"),
    include_str!("../../../locales/clocks.vi.ftl"),
    include_str!("../../../locales/issued.vi.ftl"),
];

/// Viet Nam's time is seven hours ahead of UTC, all year, since 1975.
const VIET_NAM: jiff::tz::Offset = jiff::tz::offset(7);

/// A language that Quét speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Vietnamese.
    Vietnamese,
    /// English.
    English,
}

/// Everything that can be said in one language.
pub struct Words {
    language: Language,
    /// Whether they are for somebody who types nothing.
    guided: bool,
    bundle: FluentBundle<FluentResource>,
}

impl Language {
    /// The language that the command line, `QUET_LANG` or the locale asks for, in this order; English where none
    /// speaks.
    ///
    /// The command line is looked at before it is parsed, since its errors are said in that language too.
    pub fn asked_for(arguments: &[OsString], variable: impl Fn(&str) -> Option<String>) -> Language {
        let mut texts = arguments.iter().map(|argument| argument.to_string_lossy());
        let mut flag = None;
        while let Some(text) = texts.next() {
            if text == "--lang" {
                flag = texts.next().map(Cow::into_owned);
            } else if let Some(value) = text.strip_prefix("--lang=") {
                flag = Some(value.to_owned());
            }
        }
        let set = |name| variable(name).filter(|value: &String| !value.is_empty());
        flag.or_else(|| set("QUET_LANG"))
            .or_else(|| set("LC_ALL"))
            .or_else(|| set("LC_MESSAGES"))
            .or_else(|| set("LANG"))
            .map_or(Language::English, |name| {
                if name.to_lowercase().starts_with("vi") { Language::Vietnamese } else { Language::English }
            })
    }
}

impl Words {
    /// The words of a language.
    pub fn of(language: Language) -> Words {
        let (texts, id) = match language {
            Language::Vietnamese => (VIETNAMESE, "vi"),
            Language::English => (ENGLISH, "en"),
        };
        let mut bundle =
            FluentBundle::new_concurrent(vec![id.parse::<LanguageIdentifier>().unwrap_or_default()]);
        // Isolation marks are for mixed directions; here they would only confuse a terminal.
        bundle.set_use_isolating(false);
        for text in texts {
            // What does not parse is found by the tests below; the rest can still be said.
            let resource =
                FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        Words { language, guided: false, bundle }
    }

    /// The same for somebody who types nothing: what would name an option of a command line is said without it, in the
    /// sentence of the same name behind `guided-`.
    #[must_use]
    pub fn for_the_guide(self) -> Words {
        Words { guided: true, ..self }
    }

    /// Which language they are in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A sentence without variables.
    pub fn say(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// A sentence with variables.
    pub fn with(&self, id: &str, values: &[(&str, &str)]) -> String {
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(*name, FluentValue::from(*value));
        }
        let guided = self.guided.then(|| self.bundle.get_message(&format!("guided-{id}"))).flatten();
        match guided.or_else(|| self.bundle.get_message(id)).and_then(|message| message.value()) {
            Some(pattern) => {
                self.bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
            }
            None => id.to_owned(),
        }
    }

    /// A whole number with its thousands apart, as the language writes them.
    pub fn number(&self, number: u64) -> String {
        let separator = match self.language {
            Language::Vietnamese => '.',
            Language::English => ',',
        };
        let digits = number.to_string();
        let mut out = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push(separator);
            }
            out.push(digit);
        }
        out
    }

    /// A number with one decimal.
    pub fn decimal(&self, number: f64) -> String {
        let text = format!("{number:.1}");
        match self.language {
            Language::Vietnamese => text.replace('.', ","),
            Language::English => text,
        }
    }

    /// A moment, given in seconds since 1970, on this machine's clock.
    pub fn moment_here(&self, seconds: i64) -> String {
        let moment = jiff::Timestamp::from_second(seconds).unwrap_or_default();
        moment.to_zoned(jiff::tz::TimeZone::system()).strftime(&self.say("date-and-time")).to_string()
    }

    /// The same as it can stand in the name of a file: the year first, so that names are in the order of time.
    pub fn moment_in_a_name(&self, seconds: i64) -> String {
        let moment = jiff::Timestamp::from_second(seconds).unwrap_or_default();
        moment.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H.%M").to_string()
    }

    /// The language's short name.
    pub fn code(&self) -> &'static str {
        match self.language {
            Language::Vietnamese => "vi",
            Language::English => "en",
        }
    }

    /// Per cent with one decimal.
    pub fn percent(&self, number: f64) -> String {
        match self.language {
            // The space must not break: a line that begins with the sign is hard to read.
            Language::Vietnamese => format!("{}\u{a0}%", self.decimal(number)),
            Language::English => format!("{}%", self.decimal(number)),
        }
    }

    /// A day, counted from 1970-01-01.
    pub fn date(&self, day: i64) -> String {
        self.written(jiff::tz::Offset::UTC.to_datetime(moment(day.saturating_mul(86_400))).date())
    }

    /// A day without its year, for an axis.
    pub fn short_date(&self, day: i64) -> String {
        let date = jiff::tz::Offset::UTC.to_datetime(moment(day.saturating_mul(86_400))).date();
        match self.language {
            Language::Vietnamese => format!("{:02}/{:02}", date.day(), date.month()),
            Language::English => format!("{} {}", date.day(), month(date).get(..3).unwrap_or_default()),
        }
    }

    /// A moment, in seconds since 1970 (UTC), by the clocks of Viet Nam.
    pub fn moment(&self, seconds: i64) -> String {
        self.moment_in(seconds, &VIET_NAM.to_time_zone())
    }

    /// A moment, in seconds since 1970 (UTC), by the clocks of a zone.
    pub fn moment_in(&self, seconds: i64, zone: &jiff::tz::TimeZone) -> String {
        let time = zone.to_datetime(moment(seconds));
        let date = self.written(time.date());
        match self.language {
            Language::Vietnamese => format!("{} giờ {:02} phút, {date}", time.hour(), time.minute()),
            Language::English => format!("{:02}:{:02}, {date}", time.hour(), time.minute()),
        }
    }

    fn written(&self, date: jiff::civil::Date) -> String {
        match self.language {
            Language::Vietnamese => format!("{:02}/{:02}/{}", date.day(), date.month(), date.year()),
            Language::English => format!("{} {} {}", date.day(), month(date), date.year()),
        }
    }

    /// Bytes in the unit that fits, powers of ten.
    pub fn bytes(&self, bytes: u64) -> String {
        const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
        if bytes < 1000 {
            return format!("{bytes} B");
        }
        let mut value = bytes as f64 / 1000.0;
        let mut unit = 0;
        while value >= 1000.0 && unit + 1 < UNITS.len() {
            value /= 1000.0;
            unit += 1;
        }
        format!("{} {}", self.decimal(value), UNITS.get(unit).unwrap_or(&"TB"))
    }
}

fn moment(seconds: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

fn month(date: jiff::civil::Date) -> &'static str {
    match date.month() {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Each message with the variables that it uses.
    fn messages(texts: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
        let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut current = String::new();
        for text in texts {
            assert!(FluentResource::try_new((*text).to_owned()).is_ok(), "a file does not parse");
        }
        for line in texts.iter().flat_map(|text| text.lines()) {
            if let Some((id, _)) = line.split_once(" =").filter(|(id, _)| {
                !line.starts_with([' ', '#']) && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            }) {
                current = id.to_owned();
                assert!(out.insert(current.clone(), BTreeSet::new()).is_none(), "{current} stands twice");
            }
            for part in line.split("{ $").skip(1) {
                let variable = part.split([' ', '}']).next().unwrap().to_owned();
                out.get_mut(&current).unwrap().insert(variable);
            }
        }
        out
    }

    /// The text of every source and template that says something.
    fn speakers() -> Vec<(String, String)> {
        let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut folders: Vec<_> = ["quet/src", "server/src", "server/templates", "words/src"]
            .iter()
            .map(|name| crates.join(name))
            .collect();
        let mut out = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    #[allow(clippy::disallowed_methods)] // our own source
                    let text = std::fs::read_to_string(&path).unwrap();
                    out.push((path.display().to_string(), text));
                }
            }
        }
        out
    }

    #[test]
    fn both_languages_say_the_same_things_with_the_same_variables() {
        assert_eq!(messages(ENGLISH), messages(VIETNAMESE));
    }

    #[test]
    fn every_word_that_is_said_exists_and_every_other_is_gone() {
        let known = messages(ENGLISH);
        let speakers = speakers();
        for (path, text) in &speakers {
            for call in [".say(\"", ".with(\"", ".with(\n", ".with1(\"", ".with1(\n"] {
                for rest in text.split(call).skip(1) {
                    let id = rest.trim_start_matches([' ', '"', '\n']).split('"').next().unwrap();
                    let literal =
                        id.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit());
                    assert!(!literal || id.is_empty() || known.contains_key(id), "{id} in {path}");
                }
            }
        }
        // Those that are put together: the program's own, and the pages' by case, step, family, device and error.
        let dynamic = [
            "level-",
            "sum-level-",
            "reason-",
            "skip-",
            "arg-",
            "about-",
            "unused-",
            "usage-",
            "kind-",
            "metavar-",
            "check-",
            "step-",
            "family-",
            "device-",
            "scan-",
            "error-",
            // In place of the sentence of the rest of the name.
            "guided-",
        ];
        let said = |id: &str| speakers.iter().any(|(_, text)| text.contains(&format!("\"{id}\"")));
        let unused: Vec<_> = known
            .keys()
            .filter(|id| !dynamic.iter().any(|prefix| id.starts_with(prefix)) && !said(id))
            .collect();
        assert!(unused.is_empty(), "nobody says {unused:?}");
    }

    #[test]
    fn who_types_nothing_is_told_of_no_option_and_the_rest_the_same() {
        for texts in [ENGLISH, VIETNAMESE] {
            let known = messages(texts);
            for (id, variables) in &known {
                let Some(other) = id.strip_prefix("guided-") else { continue };
                assert_eq!(known.get(other), Some(variables), "{id}");
            }
            let options = texts.iter().flat_map(|text| text.lines()).filter(|line| line.starts_with("guide"));
            let told: Vec<&str> =
                options.filter(|line| line.contains("--") || line.contains("quet scan")).collect();
            assert!(told.is_empty(), "{told:?}");
        }
        let words = Words::of(Language::English);
        assert!(words.say("campaign-unreachable").contains("--rules"));
        let guided = words.for_the_guide();
        assert!(guided.say("campaign-unreachable").starts_with("The campaign's rules could not be fetched"));
        assert!(!guided.say("campaign-unreachable").contains("--"));
        assert_eq!(guided.say("plan-declined"), "Nothing was touched.");
    }

    #[test]
    fn days_and_moments_as_each_language_writes_them_by_viet_nams_clocks() {
        let (vi, en) = (Words::of(Language::Vietnamese), Words::of(Language::English));
        // 2026-11-20T07:30:05Z
        let at = 1_795_159_805;
        assert_eq!(vi.moment(at), "14 giờ 30 phút, 20/11/2026");
        assert_eq!(en.moment(at), "14:30, 20 November 2026");
        // Past midnight there, when it is still the day before in UTC.
        assert_eq!(vi.moment(at + 10 * 3600), "0 giờ 30 phút, 21/11/2026");
        assert_eq!((vi.date(20_777).as_str(), en.date(20_777).as_str()), ("20/11/2026", "20 November 2026"));
        assert_eq!((vi.short_date(20_777).as_str(), en.short_date(20_777).as_str()), ("20/11", "20 Nov"));
        assert_eq!((vi.percent(45.23).as_str(), en.percent(45.23).as_str()), ("45,2\u{a0}%", "45.2%"));
        assert_eq!(vi.moment(i64::MAX), vi.moment(0));
        let utc = jiff::tz::TimeZone::UTC;
        assert_eq!(vi.moment_in(at, &utc), "7 giờ 30 phút, 20/11/2026");
        assert_eq!(vi.moment_in(i64::MIN, &utc), vi.moment_in(0, &utc));
    }

    #[test]
    fn the_language_is_asked_for_in_one_order() {
        let none = |_: &str| None;
        let vi = |name: &str| (name == "LANG").then(|| "vi_VN.UTF-8".to_owned());
        let flag = ["scan".into(), "--lang".into(), "en".into()];
        assert_eq!(Language::asked_for(&[], none), Language::English);
        assert_eq!(Language::asked_for(&[], vi), Language::Vietnamese);
        assert_eq!(Language::asked_for(&flag, vi), Language::English);
        assert_eq!(Language::asked_for(&["--lang=vi".into()], none), Language::Vietnamese);
    }

    #[test]
    fn numbers_as_each_language_writes_them() {
        let (vi, en) = (Words::of(Language::Vietnamese), Words::of(Language::English));
        assert_eq!(
            (vi.number(1_234_567).as_str(), en.number(1_234_567).as_str()),
            ("1.234.567", "1,234,567")
        );
        assert_eq!((vi.number(12).as_str(), en.number(123).as_str()), ("12", "123"));
        assert_eq!((vi.bytes(1_500).as_str(), en.bytes(2_500_000_000).as_str()), ("1,5 kB", "2.5 GB"));
    }
}
