//! Who asks: the address that a request comes from.
//!
//! Must never believe a header but that of a proxy which the configuration names, and must never guess: where the proxy
//! does not say, or not credibly, the visitor is unknown. Loopback is no exception.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;
use sightings::address;

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visitor {
    /// Somebody at this address.
    At(IpAddr),
    /// Somebody behind a proxy that did not say, or not credibly, for whom it asks.
    BehindProxy,
}

/// A chain of proxies is looked at as long as it is this short: real ones are far shorter.
const LONGEST_CHAIN: usize = 32;

/// Bytes of a chain that is looked at.
const LARGEST_CHAIN: usize = 4 << 10;

/// Who asks, by the address of the connection and, where that is a proxy's, by what the proxy says.
///
/// Each proxy appends the address that it was asked from, so the chain is read from its end: everything to the left of
/// the first address that is not a trusted proxy's was written by the visitor, and is never read.
pub fn visitor(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Visitor {
    let peer = address::normal(peer);
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(&peer) {
        return Visitor::At(peer);
    }
    let lines = || headers.get_all("x-forwarded-for").iter().map(|line| line.as_bytes());
    let entries: Vec<&[u8]> = lines().flat_map(|line| line.split(|&byte| byte == b',')).collect();
    if entries.len() > LONGEST_CHAIN || lines().map(<[u8]>::len).sum::<usize>() > LARGEST_CHAIN {
        return Visitor::BehindProxy;
    }
    for entry in entries.into_iter().rev() {
        match entry_address(entry) {
            Some(address) if is_trusted(&address) => {}
            Some(address) => return Visitor::At(address),
            None => return Visitor::BehindProxy,
        }
    }
    Visitor::BehindProxy
}

/// One entry of a chain: an address, with a port or without.
fn entry_address(entry: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(entry).ok()?.trim_matches([' ', '\t']);
    let bare = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    let with_port = || text.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    text.parse().ok().or_else(with_port).or_else(bare).map(address::normal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    const PROXIES: [&str; 3] = ["10.0.0.0/8", "2001:db8:1::/48", "127.0.0.1/32"];

    fn ask(peer: &str, trusted: &[&str], headers: &[(&str, &str)]) -> String {
        let trusted: Vec<IpNet> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            map.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        match visitor(peer.parse().unwrap(), &map, &trusted) {
            Visitor::At(address) => address.to_string(),
            Visitor::BehindProxy => "?".to_owned(),
        }
    }

    fn check(peer: &str, chain: &[&str], expected: &str) {
        let headers: Vec<_> = chain.iter().map(|line| ("x-forwarded-for", *line)).collect();
        assert_eq!(ask(peer, &PROXIES, &headers), expected, "{peer} {chain:?}");
    }

    #[test]
    fn nobody_is_believed_by_default() {
        for peer in ["127.0.0.1", "14.0.0.1", "10.0.0.1", "192.168.1.1"] {
            for name in [
                "x-forwarded-for",
                "forwarded",
                "x-real-ip",
                "cf-connecting-ip",
                "true-client-ip",
                "x-client-ip",
                "x-cluster-client-ip",
                "fastly-client-ip",
                "x-forwarded",
                "via",
            ] {
                for value in ["14.160.12.34", "for=14.160.12.34", "127.0.0.1, 14.160.12.34"] {
                    assert_eq!(ask(peer, &[], &[(name, value)]), peer, "{name}: {value}");
                }
            }
        }
    }

    #[test]
    fn a_proxy_is_believed_in_one_header_only() {
        for name in ["forwarded", "x-real-ip", "cf-connecting-ip", "true-client-ip", "x-forwarded"] {
            assert_eq!(ask("10.0.0.1", &PROXIES, &[(name, "14.160.12.34")]), "?", "{name}");
            let both = [(name, "14.160.12.34"), ("x-forwarded-for", "14.0.0.9")];
            assert_eq!(ask("10.0.0.1", &PROXIES, &both), "14.0.0.9", "{name}");
        }
    }

    #[test]
    fn the_last_address_that_is_no_proxys_is_the_visitor() {
        check("14.0.0.1", &["1.2.3.4"], "14.0.0.1");
        check("::ffff:14.0.0.1", &["1.2.3.4"], "14.0.0.1");
        check("10.0.0.1", &["14.0.0.1"], "14.0.0.1");
        check("::ffff:10.0.0.1", &["14.0.0.1"], "14.0.0.1");
        check("127.0.0.1", &["14.0.0.1"], "14.0.0.1");
        check("127.0.0.2", &["14.0.0.1"], "127.0.0.2");
        check("2001:db8:1::5", &["2405:4800::1"], "2405:4800::1");
        check("10.0.0.1", &["14.0.0.1, 10.0.0.7, 10.0.0.8"], "14.0.0.1");
        check("10.0.0.1", &["14.0.0.1", "10.0.0.7", "10.0.0.8"], "14.0.0.1");
        check("10.0.0.1", &["14.0.0.1,10.0.0.7", "10.0.0.8"], "14.0.0.1");
        // What stands to the left was written by the visitor: another's address, a proxy's, or nothing at all.
        for forged in
            ["8.8.8.8", "10.0.0.3", "127.0.0.1", "unknown", "", "<script>", "8.8.8.8, 10.0.0.3", "\u{1f600}"]
        {
            check("10.0.0.1", &[&format!("{forged}, 14.0.0.1")], "14.0.0.1");
            check("10.0.0.1", &[forged, "14.0.0.1, 10.0.0.7"], "14.0.0.1");
        }
        check("10.0.0.1", &["14.0.0.1, 192.168.1.5"], "192.168.1.5");
    }

    #[test]
    fn an_entry_may_have_a_port_and_may_be_written_as_ipv6() {
        for entry in ["14.0.0.1", "14.0.0.1:5", "::ffff:14.0.0.1", "[::ffff:14.0.0.1]:443", "\t14.0.0.1 "] {
            check("10.0.0.1", &[entry], "14.0.0.1");
        }
        for entry in ["2405:4800::1", "[2405:4800::1]", "[2405:4800::1]:5"] {
            check("10.0.0.1", &[entry], "2405:4800::1");
        }
        check("10.0.0.1", &["14.0.0.1, ::ffff:10.0.0.7"], "14.0.0.1");
    }

    #[test]
    fn where_the_proxy_does_not_say_the_visitor_is_unknown() {
        check("10.0.0.1", &[], "?");
        check("10.0.0.1", &[""], "?");
        check("10.0.0.1", &["10.0.0.7, 10.0.0.8"], "?");
        for entry in [
            "unknown",
            "_hidden",
            "14.0.0.1:99999",
            "14.0.0.1:x",
            "014.0.0.1",
            "14.0.0",
            "0x0e000001",
            "fe80::1%eth0",
            "[14.0.0.1]",
            "for=14.0.0.1",
            "\"14.0.0.1\"",
            "14.0.0.1 10.0.0.7",
            "14.0.0.1;10.0.0.7",
        ] {
            check("10.0.0.1", &[entry], "?");
            check("10.0.0.1", &[&format!("14.0.0.1, {entry}")], "?");
        }
        check("10.0.0.1", &["14.0.0.1,"], "?");
        check("10.0.0.1", &["14.0.0.1, , 10.0.0.7"], "?");
    }

    #[test]
    fn a_chain_past_its_limits_is_not_read() {
        let chain = |entries: usize| vec!["14.0.0.1"; entries].join(",");
        check("10.0.0.1", &[&chain(LONGEST_CHAIN)], "14.0.0.1");
        check("10.0.0.1", &[&chain(LONGEST_CHAIN + 1)], "?");
        let padded = |bytes: usize| format!("{}14.0.0.1", " ".repeat(bytes - 8));
        check("10.0.0.1", &[&padded(LARGEST_CHAIN)], "14.0.0.1");
        check("10.0.0.1", &[&padded(LARGEST_CHAIN + 1)], "?");
    }
}
