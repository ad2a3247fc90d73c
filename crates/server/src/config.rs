//! What an operator of the server sets, from TOML text.
//!
//! Must never guess what was meant: a key that is not known, or a value that cannot be used, is refused by its name and
//! line. Everything has a default that is safe: no proxy is believed, and an unnamed campaign says that it is unnamed.

mod oidc;
mod reach;

use std::net::IpAddr;
use std::ops::Range;
use std::path::PathBuf;

use egress::policy::Place;
use ipnet::IpNet;
pub use oidc::Oidc;
pub use reach::{Mail, MailTls};
use serde::Deserialize;
use store::DatabaseUrl;

/// What an operator sets.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The address and port to listen at, such as `0.0.0.0:8080`.
    pub listen: Option<String>,
    /// The data folder; a relative path begins where the file stands.
    pub data: Option<PathBuf>,
    /// The database, unless it is SQLite in the data folder.
    #[serde(deserialize_with = "database")]
    pub database: Option<DatabaseUrl>,
    /// The folder of the programs that are offered, instead of `programs` in the data folder; a relative path begins
    /// where the file stands.
    pub programs: Option<PathBuf>,
    /// A list of ranges with their operators (`first,last,asn,operator`) instead of our own.
    pub netblocks: Option<PathBuf>,
    /// A list of what operators declare ranges to be used for (`first,last,kind`).
    pub declared_ranges: Option<PathBuf>,
    /// Certificates (PEM) of authorities that are trusted to say who signed a paper.
    pub paper_authorities: Option<PathBuf>,
    /// Where people reach this server, such as `https://quet.example.vn`; without it, links name the host that the
    /// browser asked for.
    pub public_url: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed: addresses, or ranges as `10.0.0.0/8`.
    #[serde(deserialize_with = "networks")]
    pub trusted_proxies: Vec<IpNet>,
    /// The campaign.
    pub campaign: Campaign,
    /// How many reports of scans count in one day from one address.
    pub reports_per_address_and_day: u32,
    /// A sighting is recent for so many days.
    pub recent_days: u32,
    /// The mail server; without it no mail is sent.
    pub mail: Option<Mail>,
    /// The identity provider; without it people sign in with their passwords alone.
    pub oidc: Option<Oidc>,
    /// Places in our own network that may be connected to, as `10.1.2.3:8443`: of webhooks, and of the provider.
    #[serde(deserialize_with = "reach::places")]
    pub inside: Vec<Place>,
}

/// The campaign that the server serves.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Campaign {
    /// Its identifier, as packs and reports name it: small letters, digits and hyphens.
    pub id: String,
    /// Its name, in Vietnamese.
    pub name_vi: String,
    /// Its name, in English.
    pub name_en: String,
    /// Who stands behind it, in Vietnamese.
    pub owner_vi: String,
    /// Who stands behind it, in English.
    pub owner_en: String,
    /// Whom to call, in Vietnamese.
    pub contact_vi: String,
    /// Whom to call, in English.
    pub contact_en: String,
    /// The sightings are made up: every page says so.
    pub generated: bool,
    /// The day (UTC) that figures begin with, in days since 1970: a date such as `"2026-09-16"`.
    #[serde(deserialize_with = "day")]
    pub begins: Option<i64>,
}

/// Why a configuration cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{what}", if *.line > 0 { format!("line {line}: ") } else { String::new() })]
pub struct ConfigError {
    /// The line, from 1; 0 where it does not come from a file.
    pub line: usize,
    /// What is wrong, with the key's name.
    pub what: String,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            listen: None,
            data: None,
            database: None,
            programs: None,
            netblocks: None,
            declared_ranges: None,
            paper_authorities: None,
            public_url: None,
            trusted_proxies: Vec::new(),
            campaign: Campaign::default(),
            reports_per_address_and_day: 20,
            recent_days: 10,
            mail: None,
            oidc: None,
            inside: Vec::new(),
        }
    }
}

impl Default for Campaign {
    fn default() -> Self {
        Campaign {
            id: "quet".to_owned(),
            name_vi: String::new(),
            name_en: String::new(),
            owner_vi: String::new(),
            owner_en: String::new(),
            contact_vi: String::new(),
            contact_en: String::new(),
            generated: false,
            begins: None,
        }
    }
}

/// Variables of the environment that set more than one key of a part, in the order in which they are set.
pub const VARIABLES: [&[&str]; 2] = [&reach::VARIABLES, &oidc::OIDC_VARIABLES];

/// Characters of a text that pages show.
const LONGEST_TEXT: usize = 300;

impl Config {
    /// Reads TOML.
    ///
    /// # Errors
    /// With the first line and key that cannot be used.
    pub fn read(text: &str) -> Result<Config, ConfigError> {
        let config: Config = toml::from_str(text).map_err(|error| ConfigError {
            line: line_of(text, error.span()),
            what: error.message().to_owned(),
        })?;
        match config.problem().or_else(|| config.parts_problem()) {
            None => Ok(config),
            Some((key, what)) => {
                Err(ConfigError { line: line_naming(text, key), what: format!("`{key}` {what}") })
            }
        }
    }

    /// Sets what a variable of the environment says: `QUET_PUBLIC_URL`, or `QUET_TRUSTED_PROXIES` with commas.
    ///
    /// # Errors
    /// When the value cannot be used.
    pub fn set(&mut self, variable: &str, value: &str) -> Result<(), ConfigError> {
        let bad = |what| ConfigError { line: 0, what };
        if Mail::set(&mut self.mail, variable, value).map_err(bad)? {
            // Several together make a mail server: see [`Config::usable`].
            return Ok(());
        }
        if Oidc::set(&mut self.oidc, variable, value) {
            return Ok(());
        }
        if variable == "QUET_INSIDE" {
            self.inside =
                value.split(',').map(|text| reach::place(text).map_err(bad)).collect::<Result<_, _>>()?;
        } else if variable == "QUET_TRUSTED_PROXIES" {
            let networks = value.split(',').map(|text| network(text.trim()).map_err(bad));
            self.trusted_proxies = networks.collect::<Result<_, _>>()?;
        } else {
            self.public_url = Some(value.to_owned());
        }
        self.problem().map_or(Ok(()), |(key, what)| Err(bad(format!("`{key}` {what}"))))
    }

    /// Whether all that was set can be used together.
    ///
    /// # Errors
    /// With the first key that cannot be.
    pub fn usable(&self) -> Result<(), ConfigError> {
        let bad = |(key, what)| ConfigError { line: 0, what: format!("`{key}` {what}") };
        let misses = || self.oidc.as_ref()?.misses(self.public_url.as_deref(), &self.inside);
        let problem = self.problem().or_else(|| self.parts_problem()).or_else(misses);
        problem.map_or(Ok(()), |problem| Err(bad(problem)))
    }

    /// The same of what needs several keys.
    fn parts_problem(&self) -> Option<(&'static str, String)> {
        let mail = self.mail.as_ref().and_then(Mail::problem);
        mail.or_else(|| self.oidc.as_ref().and_then(Oidc::problem))
    }

    /// The first key whose value has the right type and still cannot be used.
    fn problem(&self) -> Option<(&'static str, String)> {
        if let Some(url) = &self.public_url
            && !is_origin(url)
        {
            let what = "is to be `https://` or `http://` and a host, without a path: https://quet.example.vn";
            return Some(("public_url", what.to_owned()));
        }
        let Campaign {
            id,
            name_vi,
            name_en,
            owner_vi,
            owner_en,
            contact_vi,
            contact_en,
            generated: _,
            begins: _,
        } = &self.campaign;
        let slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.is_empty() || id.len() > 64 || !id.chars().all(slug) {
            return Some(("id", "is to be 1 to 64 small letters, digits and hyphens".to_owned()));
        }
        let texts = [
            ("name_vi", name_vi),
            ("name_en", name_en),
            ("owner_vi", owner_vi),
            ("owner_en", owner_en),
            ("contact_vi", contact_vi),
            ("contact_en", contact_en),
        ];
        for (key, text) in texts {
            if text.chars().count() > LONGEST_TEXT || text.chars().any(char::is_control) {
                return Some((key, format!("is to be one line of at most {LONGEST_TEXT} characters")));
            }
        }
        for (key, other, one, two) in [
            ("name_vi", "name_en", name_vi, name_en),
            ("owner_vi", "owner_en", owner_vi, owner_en),
            ("contact_vi", "contact_en", contact_vi, contact_en),
        ] {
            if one.trim().is_empty() != two.trim().is_empty() {
                return Some((key, format!("and `{other}` are to be given together: each page speaks both")));
            }
        }
        if self.reports_per_address_and_day == 0 {
            return Some(("reports_per_address_and_day", "is to be 1 or more".to_owned()));
        }
        if !(1..=3650).contains(&self.recent_days) {
            return Some(("recent_days", "is to be between 1 and 3650".to_owned()));
        }
        None
    }
}

/// `https://host` or `http://host:port`, and nothing behind it.
fn is_origin(url: &str) -> bool {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    host.is_some_and(is_host)
}

/// Whether this can stand as a host in a link: what a `Host` header may hold, and no more.
pub(crate) fn is_host(host: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    !host.is_empty() && host.len() <= 255 && host.chars().all(fits)
}

/// The URL is never repeated, since it may hold a password.
fn database<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<DatabaseUrl>, D::Error> {
    let read = DatabaseUrl::read(&String::deserialize(from)?);
    read.map(Some).map_err(|error| serde::de::Error::custom(format!("`database`: {error}")))
}

fn networks<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<IpNet>, D::Error> {
    let texts = Vec::<String>::deserialize(from)?;
    texts.iter().map(|text| network(text).map_err(serde::de::Error::custom)).collect()
}

fn day<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    let text = String::deserialize(from)?;
    let date: jiff::civil::Date = text.parse().map_err(|_| {
        serde::de::Error::custom(format!("`begins`: `{text}` is no date such as \"2026-09-16\""))
    })?;
    let since = date.since(jiff::civil::date(1970, 1, 1)).map_err(serde::de::Error::custom)?;
    Ok(Some(i64::from(since.get_days())))
}

fn network(text: &str) -> Result<IpNet, String> {
    let address = text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse::<IpNet>().ok().or(address).ok_or_else(|| {
        format!("`trusted_proxies`: `{text}` is neither an address nor a range such as 10.0.0.0/8")
    })
}

fn line_of(text: &str, span: Option<Range<usize>>) -> usize {
    let before = span.and_then(|span| text.get(..span.start)).unwrap_or("");
    before.matches('\n').count() + 1
}

/// The line on which a key is set, for values that are refused after the text was read.
fn line_naming(text: &str, key: &str) -> usize {
    let names = |line: &str| {
        line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    text.lines().position(names).map_or(1, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_word_everything_has_a_default() {
        let config = Config::read("").unwrap();
        assert_eq!(config, Config::default());
        assert!(config.trusted_proxies.is_empty() && !config.campaign.generated);
        assert_eq!((config.reports_per_address_and_day, config.recent_days), (20, 10));
    }

    #[test]
    fn what_is_set_is_read() {
        let config = Config::read(
            "public_url = \"https://quet.example.vn\"\ntrusted_proxies = [\"10.0.0.0/8\", \"::1\", \"192.0.2.1\"]\nrecent_days = 30\n[campaign]\nid = \"2026-hue\"\nname_vi = \"Huế\"\nname_en = \"Hue\"\ngenerated = true\nbegins = \"2026-11-21\"\n",
        )
        .unwrap();
        assert_eq!(config.public_url.as_deref(), Some("https://quet.example.vn"));
        assert_eq!(config.trusted_proxies.len(), 3);
        assert!(config.trusted_proxies[0].contains(&"10.9.8.7".parse::<IpAddr>().unwrap()));
        assert_eq!(config.campaign.begins, Some(20_778));
        assert!(config.campaign.generated && config.campaign.id == "2026-hue");
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_its_line_and_key() {
        let check = |text: &str, line: usize, words: &str| {
            let error = Config::read(text).unwrap_err();
            assert!(error.line == line && error.what.contains(words), "{text}: {error}");
        };
        check("recent_days = 10\npublic_ulr = \"x\"", 2, "public_ulr");
        check("\n[campaign]\nnames = \"a\"", 3, "names");
        check("recent_days = \"ten\"", 1, "invalid type");
        check("recent_days = 0", 1, "`recent_days`");
        check("\nreports_per_address_and_day = 0", 2, "`reports_per_address_and_day`");
        check("trusted_proxies = [\"10.0.0.0/8\", \"localhost\"]", 1, "`localhost` is neither");
        check("trusted_proxies = [\"10.0.0.0/99\"]", 1, "trusted_proxies");
        check(
            "\ndatabase = \"mysql://quet:secret@db/quet\"",
            2,
            "`database`: it does not begin with postgres://",
        );
        let secret = Config::read("database = \"postgres://quet:12#secret@db/quet\"").unwrap_err();
        assert!(!format!("{secret} {secret:?}").contains("secret"), "{secret:?}");
        for url in ["quet.example.vn", "ftp://a", "https://", "https://a/b", "https://a\\\"><b>"] {
            check(&format!("public_url = \"{url}\""), 1, "`public_url`");
        }
        for id in ["", "A", "a b", "a/b"] {
            check(&format!("[campaign]\nid = \"{id}\""), 2, "`id`");
        }
        check("[campaign]\nname_vi = \"a\\nb\"\nname_en = \"a\"", 2, "`name_vi`");
        check("[campaign]\nowner_vi = \"a\"", 2, "`owner_en` are to be given together");
        check("[campaign]\nbegins = \"16/9/2026\"", 2, "`begins`");
        check("a = [", 1, "");
    }
}
