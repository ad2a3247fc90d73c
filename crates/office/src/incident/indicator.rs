//! What an indicator of an incident is: read by its kind, in the one form in which incidents are compared by it.
//!
//! Must never take a text for a kind that it is not: incidents are brought together by what stands here.

use core::net::IpAddr;

use indicators::letter::whole;
use ipnet::IpNet;

use super::texts::read_line;
use crate::{contact, systems};

/// Reads what somebody typed or pasted as an indicator of that kind; nothing where it is none. Letters write addresses so
/// that nobody follows them (`hxxp://a[.]b`): that is undone.
pub fn read_indicator(kind: &str, typed: &str) -> Option<String> {
    let line = read_line(typed).ok()?;
    let hex = |length: usize| {
        (line.len() == length && line.bytes().all(|c| c.is_ascii_hexdigit()))
            .then(|| line.to_ascii_lowercase())
    };
    let whole = whole(&line);
    match kind {
        "address" => whole
            .parse::<IpNet>()
            .map(|net| net.trunc().to_string())
            .ok()
            .or_else(|| whole.parse::<IpAddr>().map(|address| address.to_string()).ok()),
        "domain" => systems::domain(&whole).ok().map(|domain| domain.to_string()),
        "url" => (whole.contains("://") && !whole.contains(' ')).then_some(whole),
        "sha256" => hex(64),
        "sha1" => hex(40),
        "md5" => hex(32),
        "email" => contact::email(&whole).ok().filter(|email| !email.is_empty()),
        "name" => Some(line),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_has_one_form() {
        for (kind, typed, read) in [
            ("address", "203[.]0.113.7", Some("203.0.113.7")),
            ("address", "203.0.113.9/24", Some("203.0.113.0/24")),
            ("domain", "C2[.]Xau(.)Example", Some("c2.xau.example")),
            ("url", "hXXps://a[.]example/hxxp", Some("https://a.example/hxxp")),
            ("email", "a[at]b.example", Some("a@b.example")),
            ("md5", "44D88612FEA8A8F36DE82E1278ABB02F", Some("44d88612fea8a8f36de82e1278abb02f")),
            ("name", "a[.]exe", Some("a[.]exe")),
            ("md5", "44d8", None),
            ("address", "không", None),
            ("other", "a", None),
        ] {
            assert_eq!(read_indicator(kind, typed).as_deref(), read, "{kind} {typed}");
        }
    }
}
