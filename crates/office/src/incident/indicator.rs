//! What an indicator of an incident is: read by its kind, in the one form in which incidents are compared by it.
//!
//! Must never take a text for a kind that it is not: incidents are brought together by what stands here.

use core::net::IpAddr;

use ipnet::IpNet;

use super::texts::read_line;
use crate::{contact, systems};

/// The words of the kinds, which never change.
pub const INDICATOR_KINDS: [&str; 8] = ["address", "domain", "url", "sha256", "sha1", "md5", "name", "email"];

/// Reads what somebody typed or pasted as an indicator of that kind; nothing where it is none. Letters write addresses so
/// that nobody follows them (`hxxp://a[.]b`): that is undone.
pub fn read_indicator(kind: &str, typed: &str) -> Option<String> {
    let line = read_line(typed).ok()?;
    let hex = |length: usize| {
        (line.len() == length && line.bytes().all(|c| c.is_ascii_hexdigit()))
            .then(|| line.to_ascii_lowercase())
    };
    let whole = line.replace("[.]", ".").replace("(.)", ".").replace("hxxp", "http");
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
