//! The address of a campaign's server: the base that its routes are below, such as `https://chiendich.example/`.
//!
//! Must never let plain HTTP leave this machine unless that was asked for: a pack is signed, so nobody on the way can
//! alter it, but a report could be read.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// More than any address has.
const LONGEST: usize = 500;

/// A campaign's base, in one spelling: small letters, no port where it is the usual one, `/` at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(String);

/// Whether plain HTTP may go further than this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plain {
    /// No: only to a loopback address, for trying things out.
    OnlyHere,
    /// Yes: the key was given by hand, so what is fetched can be verified from the first time on.
    Allowed,
}

/// Why a text is no address of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// It is none at all.
    #[error(
        "an address is https://NAME/ or https://NAME:PORT/FOLDER/, in ASCII (a name with other letters in its xn-- form)"
    )]
    NotOne,
    /// It is one over which anybody on the way could read.
    #[error("plain http:// is only for 127.0.0.1 and [::1], or where the campaign's key is given by hand")]
    Plain,
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// When it is none, or would send in the clear what may not be.
    pub fn parse(text: &str, plain: Plain) -> Result<Address, BadAddress> {
        let (scheme, rest) = text.trim().split_once("://").ok_or(BadAddress::NotOne)?;
        let (place, path) = rest.split_once('/').unwrap_or((rest, ""));
        let usual = match &*scheme.to_ascii_lowercase() {
            "https" => 443,
            "http" => 80,
            _ => return Err(BadAddress::NotOne),
        };
        let place = place.to_ascii_lowercase();
        let (host, port) = host_and_port(&place).ok_or(BadAddress::NotOne)?;
        if usual == 80 && plain == Plain::OnlyHere && !is_loopback(host) {
            return Err(BadAddress::Plain);
        }
        let scheme = if usual == 80 { "http" } else { "https" };
        let port = port.filter(|port| *port != usual).map_or_else(String::new, |port| format!(":{port}"));
        let path = path.trim_matches('/');
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
        if !path.bytes().all(allowed)
            || path.split('/').any(|part| matches!(part, "." | ".."))
            || path.contains("//")
            || text.len() > LONGEST
        {
            return Err(BadAddress::NotOne);
        }
        let end = if path.is_empty() { "" } else { "/" };
        Ok(Address(format!("{scheme}://{host}{port}/{path}{end}")))
    }

    /// One of its routes.
    pub fn route(&self, route: &str) -> String {
        format!("{}{route}", self.0)
    }

    /// What tells it from others among our files: the beginning of its digest.
    pub fn short(&self) -> String {
        let digest = Sha256::digest(self.0.as_bytes());
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether reports to it can be read on the way: they leave this machine and are not encrypted.
    pub fn is_plain(&self) -> bool {
        Address::parse(&self.0, Plain::OnlyHere).is_err()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn host_and_port(place: &str) -> Option<(&str, Option<u16>)> {
    let end = match place.strip_prefix('[') {
        Some(_) => place.find(']')? + 1,
        None => place.find(':').unwrap_or(place.len()),
    };
    let (host, port) = place.split_at_checked(end)?;
    let good = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => std::net::Ipv6Addr::from_str(address).is_ok(),
        None => is_name(host),
    };
    let port = match port.strip_prefix(':') {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Some(digits.parse().ok()?),
        None if port.is_empty() => None,
        _ => return None,
    };
    (good && port != Some(0)).then_some((host, port))
}

/// A name as DNS has it, or four numbers.
fn is_name(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    // What ends in a number is an IPv4 address in the one usual form, or nothing.
    let numeric = host.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit()));
    host.len() <= 253 && host.split('.').all(label) && (!numeric || Ipv4Addr::from_str(host).is_ok())
}

/// Only addresses: who answers for a name is decided by whoever resolves it.
fn is_loopback(host: &str) -> bool {
    host == "[::1]" || Ipv4Addr::from_str(host).is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, BadAddress>) {
        let parsed = Address::parse(text, Plain::OnlyHere).map(|address| address.to_string());
        assert_eq!(parsed.as_deref().map_err(|bad| *bad), expected, "{text}");
    }

    #[test]
    fn one_place_has_one_spelling() {
        let one = Ok("https://chiendich.example/");
        for text in [
            "https://chiendich.example",
            "https://chiendich.example/",
            "HTTPS://ChienDich.Example:443//",
            " https://chiendich.example/\n",
        ] {
            check(text, one);
        }
        check("https://a.example:8443/x/y", Ok("https://a.example:8443/x/y/"));
        check("http://127.0.0.1:8080", Ok("http://127.0.0.1:8080/"));
        check("http://[::1]:8080/", Ok("http://[::1]:8080/"));
        check("https://xn--chindch-8x3w.example", Ok("https://xn--chindch-8x3w.example/"));
        assert!(!Address::parse("http://127.0.0.1:8080", Plain::Allowed).unwrap().is_plain());
        let address = Address::parse("https://a.example", Plain::OnlyHere).unwrap();
        assert_eq!(address.route("campaign/pack"), "https://a.example/campaign/pack");
        assert_eq!(address.short().len(), 16);
    }

    #[test]
    fn what_is_sent_in_the_clear_stays_on_this_machine_unless_it_was_asked_for() {
        for text in [
            "http://chiendich.example/",
            "http://localhost/",
            "http://192.0.2.1/",
            "http://127.0.0.1.example/",
            "http://[::2]/",
        ] {
            check(text, Err(BadAddress::Plain));
            assert!(Address::parse(text, Plain::Allowed).unwrap().is_plain());
        }
    }

    #[test]
    fn what_is_no_address_is_none() {
        for text in [
            "",
            "chiendich.example",
            "ftp://a.example/",
            "file:///etc/passwd",
            "https://",
            "https:///a",
            "https://user@a.example/",
            "https://a.example:0/",
            "https://a.example:+80/",
            "https://a.example:65536/",
            "https://a.example/?a=b",
            "https://a.example/#a",
            "https://a.example/../b",
            "https://a.example/a//b",
            "https://a example/",
            "https://a.example/\u{202e}",
            "https://chiếndịch.example/",
            "https://a..example/",
            "https://[::1/",
            "https://[::1]x/",
            "https://1.2.3/",
            "https://0x7f000001/",
            "https://2130706433/",
        ] {
            check(text, Err(BadAddress::NotOne));
        }
        check(&format!("https://a.example/{}", "a".repeat(500)), Err(BadAddress::NotOne));
    }
}
