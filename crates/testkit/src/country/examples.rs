//! Addresses that a person may ask about, and what has to be answered: one for each kind of answer.
//! It must never be disturbed by the rest of the country: the streets and the area of these addresses are reserved.

use std::net::IpAddr;

use super::{
    event::{DAY, Event, FAMILIES, Source},
    plan::Plan,
};

/// Seen on the last two days; of VNPT, neither shared nor mobile.
pub(crate) const RECENT: [u8; 4] = [14, 162, 144, 11];
/// Last seen more than 30 days before the last day; of Viettel.
pub(crate) const OLD: [u8; 4] = [171, 232, 77, 203];
/// Never seen; of FPT, neither shared nor mobile.
pub(crate) const UNLISTED: [u8; 4] = [1, 54, 201, 77];
/// Seen, in a shared range.
pub(crate) const SHARED: [u8; 4] = [14, 177, 41, 37];
/// Seen, in a mobile range.
pub(crate) const MOBILE: [u8; 4] = [103, 199, 44, 129];
/// Seen, in a hosting range.
pub(crate) const HOSTING: [u8; 4] = [103, 57, 129, 18];
/// Registered elsewhere, never seen.
pub(crate) const FOREIGN: [u8; 4] = [8, 8, 8, 8];
/// The /64 of the two IPv6 examples; of VNPT.
const SITE: u64 = 0x2001_0EE0_4C5D_1A00;
/// Seen.
pub(crate) const LISTED_SIX: u128 = (SITE as u128) << 64 | 0x8D1F_27C3_5BE0_91A4;
/// Never seen itself, in the /64 of [`LISTED_SIX`].
pub(crate) const NEIGHBOUR: u128 = (SITE as u128) << 64 | 0x15A2_6E09_D4C7_3B58;

/// Whether a street (the first address of a /24) belongs to an example.
pub(crate) fn is_reserved_street(street: u32) -> bool {
    let examples = [RECENT, OLD, UNLISTED, SHARED, MOBILE, HOSTING, FOREIGN];
    examples.into_iter().any(|example| u32::from_be_bytes(example) / 256 == street / 256)
}

/// Whether an area (the first /64 of a /48) belongs to an example.
pub(crate) const fn is_reserved_area(area: u64) -> bool {
    area >> 16 == SITE >> 16
}

/// One line of what follows: the address, the family, by whom, how many days before the last day, at which second.
type Sighted = (IpAddr, &'static str, Source, i64, i64);

/// The sightings of the examples. A day on which the source is missing is put off to the day before it.
pub(crate) fn events(plan: &Plan) -> Vec<Event> {
    use Source::{Sinkhole, SinkholeHttp};
    let [recent, old, shared] = [RECENT, OLD, SHARED].map(IpAddr::from);
    let [mobile, hosting] = [MOBILE, HOSTING].map(IpAddr::from);
    let six = IpAddr::V6(LISTED_SIX.into());
    let sighted: [Sighted; 21] = [
        (recent, "ramnit", Sinkhole, 20, 3_601),
        (recent, "ramnit", Sinkhole, 9, 45_000),
        (recent, "andromeda", SinkholeHttp, 5, 52_310),
        (recent, "ramnit", Sinkhole, 1, 33_207),
        (recent, "andromeda", SinkholeHttp, 0, 12_345),
        (old, "conficker", Sinkhole, 46, 8_120),
        (old, "conficker", SinkholeHttp, 44, 61_002),
        (old, "conficker", Sinkhole, 40, 20_000),
        (shared, "mirai", Sinkhole, 30, 100),
        (shared, "sality-p2p", Sinkhole, 12, 40_404),
        (shared, "necurs", SinkholeHttp, 3, 70_007),
        (shared, "ramnit", Sinkhole, 1, 5_555),
        (shared, "mirai", Sinkhole, 0, 27_182),
        (six, "avalanche", SinkholeHttp, 7, 31_415),
        (six, "avalanche", SinkholeHttp, 4, 1_618),
        (six, "mozi", Sinkhole, 2, 86_399),
        (mobile, "gafgyt", Sinkhole, 6, 0),
        (mobile, "gafgyt", Sinkhole, 2, 43_210),
        (hosting, "qsnatch", SinkholeHttp, 16, 14_142),
        (hosting, "qsnatch", Sinkhole, 8, 17_320),
        (hosting, "qsnatch", SinkholeHttp, 1, 22_360),
    ];
    let event = |(nth, (address, family, source, days_before, second)): (usize, &Sighted)| {
        let mut day = plan.last_day - days_before;
        while plan.is_missing(*source, day) {
            day -= 1;
        }
        Event {
            at: day * DAY + second,
            address: *address,
            port: 40_000 + 137 * nth as u16,
            family: FAMILIES.iter().position(|name| name == family).unwrap_or(0) as u8,
            source: *source,
            server: 0,
        }
    };
    sighted.iter().enumerate().map(event).collect()
}
