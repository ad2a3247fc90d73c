//! The operator's identity provider (OpenID Connect), as its operator sets it.
//!
//! Must never hold the client's secret: the file that holds it is named.

use std::path::PathBuf;

use egress::fetch::{FetchError, Fetcher};
use egress::policy::{Place, Policy};
use serde::Deserialize;

/// With whom people can sign in besides their password.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oidc {
    /// The provider's own address, as it calls itself: `https://id.coquan.vn`, without what is behind it by the standard.
    pub issuer: String,
    /// As whom we are known there.
    pub client_id: String,
    /// The file that holds our secret there; a relative path begins where the configuration stands. Without it we are known
    /// there as a public client.
    pub client_secret_file: Option<PathBuf>,
    /// What people call it: the button says so, in both languages.
    pub name: String,
}

/// Characters of an identifier, and of a name on a button.
const LONGEST_ID: usize = 255;
const LONGEST_NAME: usize = 60;

impl Oidc {
    /// The first key that cannot be used, and why.
    pub(super) fn problem(&self) -> Option<(&'static str, String)> {
        let fits = |text: &str, most: usize| {
            !text.trim().is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control)
        };
        if !is_issuer(&self.issuer) {
            let what = "is to be the provider's address as it calls itself, such as https://id.coquan.vn";
            return Some(("issuer", what.to_owned()));
        }
        if !fits(&self.client_id, LONGEST_ID) {
            return Some(("client_id", format!("is to be one line of 1 to {LONGEST_ID} characters")));
        }
        if !fits(&self.name, LONGEST_NAME) {
            return Some(("name", format!("is to be one line of 1 to {LONGEST_NAME} characters")));
        }
        None
    }

    /// What else would have to be set, or set otherwise, for it to be used.
    pub(super) fn misses(
        &self,
        public_url: Option<&str>,
        inside: &[Place],
    ) -> Option<(&'static str, String)> {
        if public_url.is_none() {
            let what = "is needed with [oidc]: the provider sends people back to it";
            return Some(("public_url", what.to_owned()));
        }
        match Fetcher::new(Policy { inside: inside.to_vec(), ..Policy::default() }).check(&self.issuer) {
            Ok(()) => None,
            Err(error @ (FetchError::Plain { .. } | FetchError::Inside { .. })) => {
                Some(("issuer", format!("is not used: {error}, under `inside`")))
            }
            Err(error) => Some(("issuer", format!("is not used: {error}"))),
        }
    }

    /// Sets what a variable of the environment says; `false` where it names nothing of this.
    pub(super) fn set(oidc: &mut Option<Oidc>, variable: &str, value: &str) -> bool {
        let Some(key) = variable.strip_prefix("QUET_OIDC_") else { return false };
        let oidc = oidc.get_or_insert_default();
        let value = value.to_owned();
        match key {
            "ISSUER" => oidc.issuer = value,
            "CLIENT_ID" => oidc.client_id = value,
            "CLIENT_SECRET_FILE" => oidc.client_secret_file = Some(PathBuf::from(value)),
            "NAME" => oidc.name = value,
            _ => return false,
        }
        true
    }
}

/// An address that can be what a provider calls itself: no query, no fragment, nothing that would have to be written
/// otherwise.
fn is_issuer(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let fits = |c: char| c.is_ascii_graphic() && !matches!(c, '?' | '#' | '\\' | '"' | '<' | '>' | '@');
    rest.is_some_and(|rest| {
        !rest.is_empty() && !rest.starts_with('/') && rest.len() <= 500 && rest.chars().all(fits)
    })
}

/// Variables of the environment that this part has.
pub(super) const OIDC_VARIABLES: [&str; 4] =
    ["QUET_OIDC_ISSUER", "QUET_OIDC_CLIENT_ID", "QUET_OIDC_CLIENT_SECRET_FILE", "QUET_OIDC_NAME"];

#[cfg(test)]
mod tests {
    use super::super::Config;

    const SET: &str = "[oidc]\nissuer = \"https://id.coquan.vn\"\nclient_id = \"quet\"\nname = \"Sở\"\n";

    #[test]
    fn a_provider_is_set_by_a_file_or_by_variables() {
        let config = Config::read(&format!("public_url = \"https://quet.example.vn\"\n{SET}")).unwrap();
        config.usable().unwrap();
        assert_eq!(config.oidc.unwrap().client_secret_file, None);
        let mut config = Config::default();
        for (name, value) in [
            ("QUET_PUBLIC_URL", "https://quet.example.vn"),
            ("QUET_OIDC_ISSUER", "http://127.0.0.1:3000/realm"),
            ("QUET_OIDC_CLIENT_ID", "quet"),
            ("QUET_OIDC_CLIENT_SECRET_FILE", "oidc.secret"),
            ("QUET_OIDC_NAME", "Sở Mẫu"),
            ("QUET_INSIDE", "127.0.0.1:3000"),
        ] {
            config.set(name, value).unwrap();
        }
        config.usable().unwrap();
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_its_key() {
        let check = |text: &str, words: &str| {
            let error = Config::read(text).and_then(|config| config.usable()).unwrap_err();
            assert!(error.to_string().contains(words), "{text}: {error}");
        };
        check(SET, "`public_url` is needed with [oidc]");
        let with = |from: &str, to: &str| {
            format!("public_url = \"https://quet.example.vn\"\n{}", SET.replace(from, to))
        };
        for issuer in
            ["id.coquan.vn", "https://", "https:///a", "https://a?b", "https://a#b", "https://u@a", ""]
        {
            check(&with("https://id.coquan.vn", issuer), "`issuer`");
        }
        check(&with("https://id.coquan.vn", "https://10.0.0.1"), "under `inside`");
        check(&with("https://id.coquan.vn", "http://id.coquan.vn"), "under `inside`");
        check(&with("\"quet\"", "\"\""), "`client_id`");
        check(&with("\"Sở\"", "\"  \""), "`name`");
        check(&with("\"Sở\"", &format!("\"{}\"", "a".repeat(61))), "`name`");
        check(&with("client_id", "client_secret"), "client_secret");
        let mut config = Config::default();
        config.set("QUET_OIDC_NAME", "Sở").unwrap();
        assert!(config.usable().is_err(), "without an issuer");
    }
}
