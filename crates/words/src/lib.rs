//! What is said to people, in Vietnamese or English, from `locales/`.
//!
//! Must never mix the two: what is missing in one language is an error of the build's tests, not a fallback.

use std::borrow::Cow;
use std::ffi::OsString;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

const ENGLISH: &str = include_str!("../../../locales/en.ftl");
const VIETNAMESE: &str = include_str!("../../../locales/vi.ftl");

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
        let (text, id) = match language {
            Language::Vietnamese => (VIETNAMESE, "vi"),
            Language::English => (ENGLISH, "en"),
        };
        // What does not parse is found by the tests below; the rest can still be said.
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
        let mut bundle =
            FluentBundle::new_concurrent(vec![id.parse::<LanguageIdentifier>().unwrap_or_default()]);
        // Isolation marks are for mixed directions; here they would only confuse a terminal.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Words { language, bundle }
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
        match self.bundle.get_message(id).and_then(|message| message.value()) {
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
    pub fn moment(&self, seconds: i64) -> String {
        let moment = jiff::Timestamp::from_second(seconds).unwrap_or_default();
        moment.to_zoned(jiff::tz::TimeZone::system()).strftime(&self.say("date-and-time")).to_string()
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Each message with the variables that it uses.
    fn messages(text: &str) -> BTreeMap<String, BTreeSet<String>> {
        assert!(FluentResource::try_new(text.to_owned()).is_ok(), "the file does not parse");
        let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut current = String::new();
        for line in text.lines() {
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

    #[test]
    fn both_languages_say_the_same_things_with_the_same_variables() {
        assert_eq!(messages(ENGLISH), messages(VIETNAMESE));
    }

    #[test]
    fn every_word_that_the_program_uses_exists() {
        let known = messages(ENGLISH);
        // Every room that says something.
        let rooms = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let places =
            ["quet/src", "server/src", "server/templates", "words/src"].map(|place| rooms.join(place));
        let mut folders: Vec<_> = places.into_iter().filter(|place| place.exists()).collect();
        let mut used = BTreeSet::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                #[allow(clippy::disallowed_methods)] // our own source
                let text = std::fs::read_to_string(&path).unwrap();
                // Quotes stand within quotes in templates, so every part between two counts.
                for quoted in text.split('"') {
                    if known.contains_key(quoted) {
                        used.insert(quoted.to_owned());
                    }
                }
                for call in ["words.say(\"", "words.with(\"", "words.with(\n"] {
                    for rest in text.split(call).skip(1) {
                        let id = rest.trim_start_matches([' ', '"', '\n']).split('"').next().unwrap();
                        let literal =
                            id.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit());
                        assert!(
                            !literal || id.is_empty() || known.contains_key(id),
                            "{id} in {}",
                            path.display()
                        );
                    }
                }
            }
        }
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
        ];
        let unused: Vec<_> = known
            .keys()
            .filter(|id| !used.contains(*id) && !dynamic.iter().any(|prefix| id.starts_with(prefix)))
            .collect();
        assert!(unused.is_empty(), "nobody says {unused:?}");
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
