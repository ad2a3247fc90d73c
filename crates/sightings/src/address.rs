//! Which addresses can be looked up and counted at all: those that stand for somebody on the Internet.
//!
//! Must never let one address count as two: an IPv4 address that is written as IPv6 is the IPv4 address.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why an address stands for nobody on the Internet (IANA's registries of special-purpose addresses, RFC 6890).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
pub enum NotPublic {
    /// Used inside a network, or between an operator and its customers (RFC 1918, RFC 6598, RFC 4193), or on one link.
    #[error("a private address")]
    Private,
    /// The machine itself.
    #[error("a machine's own address")]
    Loopback,
    /// For examples in documents.
    #[error("an address for examples")]
    Documentation,
    /// Many receivers at once.
    #[error("a multicast address")]
    Multicast,
    /// Given to nobody, or for another purpose, tunnels such as Teredo and 6to4 among them.
    #[error("a reserved address")]
    Reserved,
}

/// The address as it is counted: `::ffff:a.b.c.d` is `a.b.c.d` (RFC 4291, 2.5.5.2).
pub fn normal(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

/// The address as it is counted, if it stands for somebody on the Internet.
///
/// # Errors
/// With what it is for instead.
pub fn public(address: IpAddr) -> Result<IpAddr, NotPublic> {
    let address = normal(address);
    let special = match address {
        IpAddr::V4(four) => special_v4(four),
        IpAddr::V6(six) => special_v6(six),
    };
    special.map_or(Ok(address), Err)
}

fn special_v4(address: Ipv4Addr) -> Option<NotPublic> {
    use NotPublic::{Documentation, Loopback, Multicast, Private, Reserved};
    match address.octets() {
        [10, ..] | [192, 168, ..] | [169, 254, ..] => Some(Private),
        [172, b, ..] if b & 0xf0 == 16 => Some(Private),
        [100, b, ..] if b & 0xc0 == 64 => Some(Private),
        [127, ..] => Some(Loopback),
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Some(Documentation),
        [224..=239, ..] => Some(Multicast),
        [0, ..] | [240..=255, ..] | [192, 0, 0, _] | [192, 88, 99, _] | [198, 18 | 19, ..] => Some(Reserved),
        _ => None,
    }
}

fn special_v6(address: Ipv6Addr) -> Option<NotPublic> {
    use NotPublic::{Documentation, Loopback, Multicast, Private, Reserved};
    let first = address.segments()[0];
    let second = address.segments()[1];
    match (first, second) {
        _ if address.is_loopback() => Some(Loopback),
        _ if first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80 => Some(Private),
        _ if first & 0xff00 == 0xff00 => Some(Multicast),
        (0x2001, 0x0db8) | (0x3fff, 0..=0x0fff) => Some(Documentation),
        // Protocol assignments, Teredo among them, and 6to4.
        (0x2001, 0..=0x01ff) | (0x2002, _) => Some(Reserved),
        _ if first & 0xe000 == 0x2000 => None,
        _ => Some(Reserved),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_internet_are_looked_up() {
        use NotPublic::{Documentation, Loopback, Multicast, Private, Reserved};
        for (text, expected) in [
            ("14.160.12.34", None),
            ("8.8.8.8", None),
            ("100.63.255.255", None),
            ("100.128.0.0", None),
            ("172.15.0.1", None),
            ("172.32.0.1", None),
            ("2405:4800::1", None),
            ("2001:ee0:1::1", None),
            ("10.1.2.3", Some(Private)),
            ("172.31.0.1", Some(Private)),
            ("192.168.0.1", Some(Private)),
            ("169.254.1.1", Some(Private)),
            ("100.64.0.1", Some(Private)),
            ("100.127.255.255", Some(Private)),
            ("127.0.0.1", Some(Loopback)),
            ("0.0.0.0", Some(Reserved)),
            ("192.0.0.8", Some(Reserved)),
            ("192.0.2.1", Some(Documentation)),
            ("198.51.100.7", Some(Documentation)),
            ("203.0.113.10", Some(Documentation)),
            ("198.19.0.1", Some(Reserved)),
            ("192.88.99.1", Some(Reserved)),
            ("224.0.0.1", Some(Multicast)),
            ("240.0.0.1", Some(Reserved)),
            ("255.255.255.255", Some(Reserved)),
            ("::1", Some(Loopback)),
            ("::", Some(Reserved)),
            ("fd00::1", Some(Private)),
            ("fe80::1", Some(Private)),
            ("ff02::1", Some(Multicast)),
            ("2001:db8::1", Some(Documentation)),
            ("3fff::1", Some(Documentation)),
            ("2001::1", Some(Reserved)),
            ("2002:e00::1", Some(Reserved)),
            ("64:ff9b::1", Some(Reserved)),
            ("::ffff:10.0.0.1", Some(Private)),
        ] {
            assert_eq!(public(text.parse().unwrap()).err(), expected, "{text}");
        }
    }

    #[test]
    fn an_ipv4_address_written_as_ipv6_is_the_ipv4_address() {
        let four: IpAddr = "14.160.12.34".parse().unwrap();
        assert_eq!(public("::ffff:14.160.12.34".parse().unwrap()), Ok(four));
        assert_eq!(public("::ffff:0ea0:0c22".parse().unwrap()), Ok(four));
    }
}
