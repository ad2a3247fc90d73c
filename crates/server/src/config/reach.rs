//! How people are reached, as its operator sets it: the mail server, and places inside that may be connected to.
//!
//! Must never hold a password: the file that holds it is named.

use std::path::PathBuf;

use egress::mail::Tls;
use egress::policy::Place;
use serde::Deserialize;

/// The operator's mail server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Its name or address.
    pub host: String,
    /// Its port; without it 587, or 465 with `implicit`.
    pub port: Option<u16>,
    /// How the connection is kept: `starttls` (usual), `implicit`, or `none` to this machine itself.
    #[serde(default)]
    pub tls: MailTls,
    /// With whom we sign in there.
    pub user: Option<String>,
    /// The file that holds the password; a relative path begins where the configuration stands.
    pub password_file: Option<PathBuf>,
    /// Whose letters they are: `quet@coquan.vn`, or `Quét <quet@coquan.vn>`.
    pub from: String,
}

/// How the connection to the mail server is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    /// Encrypted before anything is sent.
    #[default]
    StartTls,
    /// Encrypted from the first byte.
    Implicit,
    /// Not at all.
    None,
}

impl Mail {
    /// The port.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(if self.tls == MailTls::Implicit { 465 } else { 587 })
    }

    /// The same, for who sends. `password` is what the file holds.
    pub fn settings(&self, password: Option<String>) -> egress::mail::Settings {
        egress::mail::Settings {
            host: self.host.clone(),
            port: self.port(),
            tls: match self.tls {
                MailTls::StartTls => Tls::StartTls,
                MailTls::Implicit => Tls::Implicit,
                MailTls::None => Tls::None,
            },
            user: self.user.clone().zip(password),
            from: self.from.clone(),
        }
    }

    /// The first key that cannot be used, and why.
    pub(super) fn problem(&self) -> Option<(&'static str, String)> {
        if self.user.is_some() != self.password_file.is_some() {
            return Some(("user", "and `password_file` are to be given together".to_owned()));
        }
        // Tried with a password that is none: whether it is right the mail server says.
        match egress::mail::Mailer::new(self.settings(Some(String::new()))) {
            Ok(_) => None,
            Err(egress::mail::BadSettings::From) => {
                Some(("from", "is to be an address, such as quet@coquan.vn".to_owned()))
            }
            Err(error) => Some(("tls", format!("cannot be used: {error}"))),
        }
    }

    /// Sets what a variable of the environment says; `false` where it names nothing of this.
    pub(super) fn set(mail: &mut Option<Mail>, variable: &str, value: &str) -> Result<bool, String> {
        let Some(key) = variable.strip_prefix("QUET_MAIL_") else { return Ok(false) };
        let mail = mail.get_or_insert_with(|| Mail {
            host: String::new(),
            port: None,
            tls: MailTls::default(),
            user: None,
            password_file: None,
            from: String::new(),
        });
        let value = value.to_owned();
        match key {
            "HOST" => mail.host = value,
            "PORT" => {
                mail.port = Some(value.parse().map_err(|_| format!("`{value}` is no port"))?);
            }
            "TLS" => {
                mail.tls = match value.as_str() {
                    "starttls" => MailTls::StartTls,
                    "implicit" => MailTls::Implicit,
                    "none" => MailTls::None,
                    other => {
                        return Err(format!("`{other}` is neither `starttls` nor `implicit` nor `none`"));
                    }
                };
            }
            "USER" => mail.user = Some(value),
            "PASSWORD_FILE" => mail.password_file = Some(PathBuf::from(value)),
            "FROM" => mail.from = value,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Variables of the environment that this part has, in the order in which they are set.
pub(super) const VARIABLES: [&str; 7] = [
    "QUET_MAIL_HOST",
    "QUET_MAIL_PORT",
    "QUET_MAIL_TLS",
    "QUET_MAIL_USER",
    "QUET_MAIL_PASSWORD_FILE",
    "QUET_MAIL_FROM",
    "QUET_INSIDE",
];

/// Reads places: `HOST:PORT`.
pub(super) fn places<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Place>, D::Error> {
    let texts = Vec::<String>::deserialize(from)?;
    texts.iter().map(|text| place(text).map_err(serde::de::Error::custom)).collect()
}

/// One of them.
pub(super) fn place(text: &str) -> Result<Place, String> {
    text.trim().parse().map_err(|error| format!("`inside`: {error}"))
}

#[cfg(test)]
mod tests {
    use super::super::Config;

    #[test]
    fn mail_is_set_by_a_file_or_by_variables() {
        let text = "inside = [\"10.1.2.3:8443\"]\n[mail]\nhost = \"mail.coquan.vn\"\nfrom = \"Quét <quet@coquan.vn>\"\n\
                    user = \"quet\"\npassword_file = \"mail.password\"\n";
        let config = Config::read(text).unwrap();
        let mail = config.mail.unwrap();
        assert_eq!((mail.port(), mail.user.as_deref()), (587, Some("quet")));
        assert_eq!(config.inside[0].to_string(), "10.1.2.3:8443");
        let mut config = Config::default();
        for (name, value) in [
            ("QUET_MAIL_HOST", "127.0.0.1"),
            ("QUET_MAIL_PORT", "2525"),
            ("QUET_MAIL_TLS", "none"),
            ("QUET_MAIL_FROM", "quet@coquan.vn"),
            ("QUET_INSIDE", "a.example:80, 10.0.0.1:443"),
        ] {
            config.set(name, value).unwrap();
        }
        config.usable().unwrap();
        assert_eq!((config.mail.unwrap().port(), config.inside.len()), (2525, 2));
    }

    #[test]
    fn what_cannot_be_used_is_refused() {
        let check = |text: &str, words: &str| {
            let error = Config::read(text).unwrap_err();
            assert!(error.to_string().contains(words), "{text}: {error}");
        };
        check("[mail]\nhost = \"a\"\nfrom = \"nobody\"", "`from`");
        check("[mail]\nhost = \"a\"\nfrom = \"a@b.vn\"\ntls = \"none\"", "`tls`");
        check("[mail]\nhost = \"a\"\nfrom = \"a@b.vn\"\nuser = \"a\"", "`password_file`");
        check("[mail]\nhost = \"a\"\nfrom = \"a@b.vn\"\npassword = \"a\"", "password");
        check("inside = [\"a.example\"]", "`inside`");
        let mut config = Config::default();
        assert!(config.set("QUET_MAIL_PORT", "many").is_err());
        assert!(config.set("QUET_MAIL_TLS", "yes").is_err());
        config.set("QUET_MAIL_HOST", "a.example").unwrap();
        assert!(config.usable().is_err(), "without a sender");
    }
}
