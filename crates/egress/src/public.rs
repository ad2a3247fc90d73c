//! Which addresses are everybody's: the public part of the Internet, and nothing that only means something from inside.
//!
//! Must never resolve a name or open a connection. Must never call an address public that leads to this machine, to the
//! network around it, or to another address that is written inside of it.
//!
//! Sources: the IANA registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890 and its updates).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// First address, length of the prefix, and what it is.
const V4: &[([u8; 4], u32, &str)] = &[
    ([0, 0, 0, 0], 8, "this network"),
    ([10, 0, 0, 0], 8, "private"),
    ([100, 64, 0, 0], 10, "behind a carrier's NAT"),
    ([127, 0, 0, 0], 8, "this machine"),
    // The one of a cloud that is not in a special range: it answers its guests' agents, and nobody else.
    ([168, 63, 129, 16], 32, "a cloud's own service"),
    ([169, 254, 0, 0], 16, "link-local, with the services of clouds"),
    ([172, 16, 0, 0], 12, "private"),
    ([192, 0, 0, 0], 24, "for protocols"),
    ([192, 0, 2, 0], 24, "documentation"),
    ([192, 31, 196, 0], 24, "for servers of reverse names"),
    ([192, 52, 193, 0], 24, "for multicast without it"),
    ([192, 88, 99, 0], 24, "6to4 relays"),
    ([192, 168, 0, 0], 16, "private"),
    ([192, 175, 48, 0], 24, "for servers of reverse names"),
    ([198, 18, 0, 0], 15, "for measuring"),
    ([198, 51, 100, 0], 24, "documentation"),
    ([203, 0, 113, 0], 24, "documentation"),
    ([224, 0, 0, 0], 4, "multicast"),
    ([240, 0, 0, 0], 4, "reserved, with the broadcast"),
];

/// What is excepted from 2000::/3, which is all that is given out to the public. Outside of it lie `::`, `::1`, IPv4
/// written as IPv6 in every way (`::a.b.c.d`, `::ffff:a.b.c.d`, `64:ff9b::/96`, `64:ff9b:1::/48`), discard, unique local,
/// link-local, site-local and multicast addresses.
const V6: &[([u16; 3], u32, &str)] = &[
    ([0x2001, 0, 0], 23, "for protocols, with Teredo's IPv4 inside"),
    ([0x2001, 0xdb8, 0], 32, "documentation"),
    ([0x2002, 0, 0], 16, "6to4, with IPv4 inside"),
    ([0x3fff, 0, 0], 20, "documentation"),
];

/// Whether this address is a public one.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let bits = address.to_bits();
    !V4.iter().any(|(first, prefix, _)| same(bits.into(), u32::from_be_bytes(*first).into(), *prefix, 32))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let bits = address.to_bits();
    let [.., high, low, _, _] = address.segments();
    // ISATAP carries an address of the inner network in its lower half.
    let isatap = high & 0xfcff == 0 && low == 0x5efe;
    let excepted = V6.iter().any(|([a, b, c], prefix, _)| {
        let first = Ipv6Addr::new(*a, *b, *c, 0, 0, 0, 0, 0).to_bits();
        same(bits, first, *prefix, 128)
    });
    bits >> 125 == 0b001 && !excepted && !isatap
}

/// Whether two addresses of that many bits share the prefix.
fn same(one: u128, other: u128, prefix: u32, width: u32) -> bool {
    let rest = width.saturating_sub(prefix);
    one.checked_shr(rest) == other.checked_shr(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(public: bool, addresses: &[&str]) {
        for address in addresses {
            assert_eq!(is_public(address.parse().unwrap()), public, "{address}");
        }
    }

    #[test]
    fn what_only_means_something_from_inside_is_not_public() {
        check(false, &["127.0.0.1", "127.255.255.254", "::1", "0.0.0.0", "0.1.2.3", "::"]);
        check(
            false,
            &["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.127.255.255"],
        );
        check(false, &["169.254.169.254", "169.254.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192"]);
        check(
            false,
            &["192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "198.19.255.255", "192.88.99.1"],
        );
        check(false, &["224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"]);
        check(
            false,
            &["fe80::1", "febf::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "100::1", "5f00::1"],
        );
        check(false, &["2001:db8::1", "3fff::1", "2001::1", "2001:1ff::1", "2001:2::1", "2001:20::1"]);
    }

    #[test]
    fn ipv4_inside_of_ipv6_is_never_public_not_even_where_the_inner_one_is() {
        check(false, &["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:8.8.8.8"]);
        check(
            false,
            &["::127.0.0.1", "::8.8.8.8", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1"],
        );
        check(false, &["2002:7f00:1::1", "2002:a9fe:a9fe::", "2002:808:808::1", "2001:0:7f00:1::1"]);
        check(false, &["2a00:1450::5efe:127.0.0.1", "2a00:1450::200:5efe:10.0.0.1"]);
    }

    #[test]
    fn what_is_next_to_it_is() {
        check(
            true,
            &["1.0.0.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255"],
        );
        check(
            true,
            &["128.0.0.0", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0"],
        );
        check(
            true,
            &["192.0.1.0", "192.0.3.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0"],
        );
        check(true, &["203.0.114.0", "223.255.255.255", "203.162.4.190", "8.8.8.8"]);
        check(
            true,
            &["2001:200::1", "2001:db7::1", "2001:db9::1", "2001:ee0::1", "2003::1", "2400::1", "3ffe::1"],
        );
    }
}
