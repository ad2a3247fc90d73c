//! What is said to somebody about the address that they come from.
//!
//! Must never say "clean", must never say "you" of an address that stands for many, and must never look at another
//! address than the one given, but for the prefix of an IPv6 household, which is then said.

use core::net::IpAddr;

use crate::address::{self, NotPublic};
use crate::ranges::{Ranges, Use};
use crate::register::{Register, Seen};

/// Where the lines are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lines {
    /// A sighting is recent for so many seconds. Ten days, as Switzerland's registry counted a drone as active.
    pub recent: i64,
    /// So many families at one IPv4 address, or in one IPv6 prefix, within [`Lines::together`] are not one household's.
    pub many_families: usize,
    /// Seconds between last sightings that count as at one time.
    pub together: i64,
}

impl Default for Lines {
    fn default() -> Self {
        Lines { recent: 10 * 86_400, many_families: 4, together: 7 * 86_400 }
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer<'r> {
    /// Nothing can be said about this connection.
    CannotTell(Why),
    /// The address was not seen.
    NotSeen,
    /// The address, or its household's prefix, was seen.
    Listed(Listed<'r>),
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A mobile network.
    Mobile,
    /// A VPN, or a rented server.
    Hosting,
    /// Outside the ranges that are looked after.
    Foreign,
    /// No address of the Internet.
    NotPublic(NotPublic),
}

/// An address that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<'r> {
    /// The last sighting is recent.
    pub recent: bool,
    /// The address stands for many subscribers, as its operator declared or as the sightings show.
    pub shared: bool,
    /// It was another address of the same IPv6 household.
    pub neighbour: bool,
    /// What was seen, the latest first; never empty.
    pub seen: Vec<Seen<'r>>,
}

/// What is known of an address at that moment (seconds since 1970, UTC).
pub fn answer<'r>(
    register: &'r Register,
    ranges: &Ranges,
    address: IpAddr,
    now: i64,
    lines: &Lines,
) -> Answer<'r> {
    let address = match address::public(address) {
        Ok(address) => address,
        Err(special) => return Answer::CannotTell(Why::NotPublic(special)),
    };
    let place = ranges.place(address);
    match place.used {
        // Whoever had the address when it was seen is most likely not the one who asks.
        Some(Use::Mobile) => return Answer::CannotTell(Why::Mobile),
        Some(Use::Hosting) => return Answer::CannotTell(Why::Hosting),
        Some(Use::Shared) | None => {}
    }
    let recent = |seen: &[Seen<'_>]| {
        seen.first().is_some_and(|latest| now.saturating_sub(latest.last) <= lines.recent)
    };
    let mut seen = register.look(address);
    let mut neighbour = false;
    if let IpAddr::V6(six) = address
        && !recent(&seen)
    {
        let home = register.home(six);
        if seen.is_empty() || recent(&home) {
            neighbour = !home.is_empty();
            seen = home;
        }
    }
    if seen.is_empty() {
        return match place.operator {
            None if !ranges.is_empty() => Answer::CannotTell(Why::Foreign),
            _ => Answer::NotSeen,
        };
    }
    let shared = place.used == Some(Use::Shared)
        || ((address.is_ipv4() || neighbour) && stands_for_many(&seen, lines));
    Answer::Listed(Listed { recent: recent(&seen), shared, neighbour, seen })
}

/// Whether so many families were seen at one time that it is hardly one household. It only ever makes the words
/// milder.
fn stands_for_many(seen: &[Seen<'_>], lines: &Lines) -> bool {
    let Some(latest) = seen.first() else { return false };
    let together = seen.iter().filter(|one| latest.last.saturating_sub(one.last) <= lines.together);
    together.count() >= lines.many_families
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;
    const NOW: i64 = 20_000 * DAY;
    const NETBLOCKS: &str = "first,last,asn,operator\n14.0.0.0,14.255.255.255,1,\"One, Inc\"\n2405:4800::,2405:48ff:ffff:ffff:ffff:ffff:ffff:ffff,2,Two\n";
    const DECLARED: &str = "first,last,kind\n14.1.0.0,14.1.0.255,shared\n14.2.0.0,14.2.0.255,mobile\n14.3.0.0,14.3.0.255,hosting\n";

    fn check(noted: &[(&str, &str, i64)], address: &str, expected: &str) {
        let mut register = Register::default();
        for (address, family, days_ago) in noted {
            let family = register.family(family).unwrap();
            register.note(address.parse().unwrap(), family, NOW - days_ago * DAY).unwrap();
        }
        let ranges = Ranges::read(NETBLOCKS, DECLARED).unwrap();
        let told = match answer(&register, &ranges, address.parse().unwrap(), NOW, &Lines::default()) {
            Answer::CannotTell(why) => format!("cannot tell: {why:?}"),
            Answer::NotSeen => "not seen".to_owned(),
            Answer::Listed(Listed { recent, shared, neighbour, seen }) => {
                let families: Vec<&str> = seen.iter().map(|seen| seen.family).collect();
                let mut words = vec![if recent { "recent" } else { "old" }];
                words.extend(shared.then_some("shared"));
                words.extend(neighbour.then_some("neighbour"));
                words.extend(families);
                words.join(" ")
            }
        };
        assert_eq!(told, expected, "{address}");
    }

    #[test]
    fn every_kind_of_address_gets_its_answer() {
        check(&[("14.0.0.1", "sality", 10)], "14.0.0.1", "recent sality");
        check(&[("14.0.0.1", "sality", 10)], "::ffff:14.0.0.1", "recent sality");
        check(&[("14.0.0.1", "sality", 11)], "14.0.0.1", "old sality");
        check(&[("14.0.0.1", "sality", 40), ("14.0.0.1", "mirai", 2)], "14.0.0.1", "recent mirai sality");
        check(&[("14.0.0.1", "sality", 1)], "14.0.0.2", "not seen");
        check(&[("14.1.0.1", "sality", 1)], "14.1.0.1", "recent shared sality");
        check(&[("14.1.0.2", "sality", 1)], "14.1.0.1", "not seen");
        check(&[("14.2.0.1", "sality", 1)], "14.2.0.1", "cannot tell: Mobile");
        check(&[("14.3.0.1", "sality", 1)], "14.3.0.1", "cannot tell: Hosting");
        check(&[], "8.8.8.8", "cannot tell: Foreign");
        check(&[("8.8.8.8", "sality", 1)], "8.8.8.8", "recent sality");
        check(&[], "192.168.1.1", "cannot tell: NotPublic(Private)");
        check(&[], "127.0.0.1", "cannot tell: NotPublic(Loopback)");
        check(&[], "::1", "cannot tell: NotPublic(Loopback)");
    }

    #[test]
    fn many_families_at_one_time_are_more_than_one_household() {
        let four = [("14.0.0.1", "a", 1), ("14.0.0.1", "b", 2), ("14.0.0.1", "c", 3), ("14.0.0.1", "d", 8)];
        check(&four, "14.0.0.1", "recent shared a b c d");
        check(&four[..3], "14.0.0.1", "recent a b c");
        let apart = [("14.0.0.1", "a", 1), ("14.0.0.1", "b", 2), ("14.0.0.1", "c", 3), ("14.0.0.1", "d", 9)];
        check(&apart, "14.0.0.1", "recent a b c d");
    }

    #[test]
    fn an_ipv6_household_is_one_prefix() {
        let noted = [("2405:4800:0:1::a", "sality", 1)];
        check(&noted, "2405:4800:0:1::a", "recent sality");
        check(&noted, "2405:4800:0:1::b", "recent neighbour sality");
        check(&noted, "2405:4800:0:2::a", "not seen");
        // Seen itself long ago, its household lately.
        let both = [("2405:4800:0:1::a", "mirai", 30), ("2405:4800:0:1::b", "sality", 1)];
        check(&both, "2405:4800:0:1::a", "recent neighbour sality mirai");
        check(&both[..1], "2405:4800:0:1::a", "old mirai");
        check(&both[..1], "2405:4800:0:1::b", "old neighbour mirai");
        // A café's or a dormitory's network is one prefix too, and nobody's home.
        let crowd = ["a", "b", "c", "d"].map(|family| ("2405:4800:0:1::a", family, 1));
        check(&crowd, "2405:4800:0:1::b", "recent shared neighbour a b c d");
    }

    #[test]
    fn bad_ranges_are_refused_with_their_line() {
        let bad =
            |netblocks: &str, declared: &str| Ranges::read(netblocks, declared).unwrap_err().to_string();
        assert!(bad("first,last\n", "").starts_with("line 1: the first line is to be"));
        let header = "first,last,asn,operator\n";
        let line = |line: &str| bad(&format!("{header}{line}\n"), "");
        assert_eq!(line("1.0.0.0,1.0.0.9"), "line 2: its fields are not as many as the header's");
        for wrong in ["1.0.0.9,1.0.0.0,1,a", "1.0.0.0,2405::,1,a", "x,1.0.0.0,1,a"] {
            assert!(line(wrong).starts_with("line 2: no range"), "{wrong}");
        }
        assert!(line("1.0.0.0,1.0.0.9,1,a\n1.0.0.9,1.0.0.12,2,b").contains("overlaps"));
        assert!(bad(header, "first,last,kind\n1.0.0.0,1.0.0.9,office\n").contains("`kind`"));
        let ranges = Ranges::read(&format!("{header}1.0.0.0,1.0.0.9,1,a\n"), "").unwrap();
        assert_eq!((ranges.addresses(), ranges.each_address().count()), (10, 10));
    }
}
