//! The policy: where a server may connect to when somebody typed the address, and how much it takes from there.
//!
//! Must never be wider by default than the public Internet over TLS: what lies inside is named by the operator, place by
//! place.

use std::fmt;
use std::str::FromStr;

use crate::door::Patience;

/// A name or address, and a port, that the operator trusts: it may lie inside, and may be spoken to without TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    host: String,
    port: u16,
}

/// What is no place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no HOST:PORT, such as mail.example:443, 10.1.2.3:8080 or [fd00::1]:443")]
pub struct NoPlace(String);

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Place, NoPlace> {
        let no = || NoPlace(text.to_owned());
        let (host, port) = text.rsplit_once(':').ok_or_else(no)?;
        let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        let port = port.parse().ok().filter(|port| digits && *port != 0).ok_or_else(no)?;
        // As a browser reads it, so that one host has one spelling here and in what is compared with it.
        let host = url::Host::parse(host).map_err(|_| no())?.to_string();
        Ok(Place { host, port })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// Where to, how far, and how much.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Places that may lie inside and be spoken to without TLS.
    pub inside: Vec<Place>,
    /// How many redirects are followed.
    pub redirects: u8,
    /// How many bytes of an answer are taken. Zero: none is read, however many there are.
    pub most: u64,
    /// How long it may take, redirects included.
    pub patience: Patience,
}

impl Default for Policy {
    fn default() -> Self {
        Policy { inside: Vec::new(), redirects: 3, most: 1 << 20, patience: Patience::default() }
    }
}

impl Policy {
    /// Whether the operator named this place. The host is in the spelling of [`url::Url::host_str`].
    pub(crate) fn is_inside(&self, host: &str, port: u16) -> bool {
        self.inside.iter().any(|place| place.host == host && place.port == port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_one_spelling() {
        let check =
            |text: &str, expected: &str| assert_eq!(text.parse::<Place>().unwrap().to_string(), expected);
        check("Mail.Example:443", "mail.example:443");
        check("10.1.2.3:8080", "10.1.2.3:8080");
        check("[FD00::0001]:443", "[fd00::1]:443");
        check("0x7f.1:80", "127.0.0.1:80");
        for text in [
            "",
            "mail.example",
            ":443",
            "mail.example:",
            "mail.example:0",
            "mail.example:65536",
            "a b:1",
            "a:+1",
        ] {
            assert_eq!(text.parse::<Place>(), Err(NoPlace(text.to_owned())));
        }
    }
}
