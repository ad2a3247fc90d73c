//! A state that never was, for tests and for looking at the pages: a few thousand addresses over sixty days, an outage,
//! one visitor for each verdict.

// What is made up here is known to parse.
#![allow(clippy::unwrap_used)]

use std::net::IpAddr;
use std::sync::Arc;

use server::app::App;
use server::config::Config;
use server::knowledge::{Current, Knowledge};
use server::pack::Published;
use server::programs::{Program, ProgramName, Shelf};
use server::reports::{self, Clerk};
use sightings::day::Day;
use sightings::figures::Tally;
use sightings::ranges::Ranges;
use sightings::register::Register;
use sightings::set::AddressSet;
use wire::campaign::{PackFigures, ReportFigures};

/// 2026-11-21T06:00:00Z.
pub const NOW: i64 = 1_795_240_800;

const NETBLOCKS: &str = "first,last,asn,operator
1.52.0.0,1.55.255.255,18403,FPT Telecom Company
14.160.0.0,14.191.255.255,45899,VNPT Corp
27.64.0.0,27.79.255.255,7552,Viettel Group
103.9.76.0,103.9.79.255,45538,\"<b>Long Van</b>, Ltd\"
113.160.0.0,113.191.255.255,45899,VNPT Corp
171.224.0.0,171.255.255.255,7552,Viettel Group
2405:4800::,2405:4803:ffff:ffff:ffff:ffff:ffff:ffff,18403,FPT Telecom Company
";

const DECLARED: &str = "first,last,kind
27.64.0.0,27.64.255.255,mobile
103.9.76.0,103.9.76.255,hosting
171.224.0.0,171.224.255.255,shared
";

/// One visitor for each verdict: the case's name and the address.
pub const VISITORS: [(&str, &str); 12] = [
    ("recent", "14.160.12.34"),
    ("old", "14.160.12.35"),
    ("shared", "171.224.7.9"),
    ("shared-old", "171.224.7.10"),
    ("neighbour", "2405:4800:1:2:abcd::1"),
    ("neighbour-old", "2405:4800:1:3:abcd::1"),
    ("not-seen", "14.160.12.36"),
    ("device", "1.52.33.44"),
    ("mobile", "27.64.1.2"),
    ("hosting", "103.9.76.5"),
    ("foreign", "8.8.8.8"),
    ("private", "192.168.1.20"),
];

const DAY: i64 = 86_400;

fn noted(register: &mut Register, address: &str, family: &str, days_ago: i64, times: i64) {
    let family = register.family(family).unwrap();
    for time in 0..times {
        let at = NOW - days_ago * DAY - 81_000 - time * 9_000;
        register.note(address.parse().unwrap(), family, at).unwrap();
    }
}

fn register() -> Register {
    let mut register = Register::default();
    noted(&mut register, "14.160.12.34", "sality", 0, 12);
    noted(&mut register, "14.160.12.34", "mirai", 4, 3);
    noted(&mut register, "14.160.12.35", "ramnit", 40, 5);
    noted(&mut register, "171.224.7.9", "sality", 1, 12);
    noted(&mut register, "171.224.7.10", "conficker", 33, 2);
    noted(&mut register, "2405:4800:1:2::77", "qsnatch", 2, 4);
    noted(&mut register, "2405:4800:1:3::77", "necurs", 30, 4);
    noted(&mut register, "1.52.33.44", "gafgyt", 3, 40);
    register
}

/// Sets that shrink over sixty days, with three days of outage and two on which one source is missing.
fn tally() -> Tally {
    let mut tally = Tally::default();
    let families = [
        "sality",
        "ramnit",
        "conficker",
        "mirai",
        "gafgyt",
        "avalanche-andromeda",
        "necurs",
        "qsnatch",
        "virut",
        "m0yv",
        "nymaim",
        "tinba",
    ];
    let last = Day::of(NOW).plus(-1);
    let mut seed: u64 = 7;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as u32
    };
    for at in 0..60_i64 {
        if (31..34).contains(&at) {
            continue;
        }
        for (number, family) in families.iter().enumerate() {
            let size = (900 - 9 * at) / (number as i64 + 2);
            let device = matches!(*family, "mirai" | "gafgyt" | "qsnatch");
            let source = if device { "shadowserver-sinkhole-http" } else { "shadowserver-sinkhole" };
            if device && (45..47).contains(&at) {
                continue;
            }
            let addresses: AddressSet = (0..size + i64::from(next() % 20))
                .map(|_| IpAddr::V4((0x0ea0_0000 + next() % 3_000).into()))
                .collect();
            let events = addresses.len() * 3;
            tally.add(last.plus(at - 59), family, source, &addresses, events);
        }
    }
    tally
}

/// What the server knows.
pub fn knowledge() -> Knowledge {
    Knowledge {
        register: Arc::new(register()),
        figures: tally().figures(None),
        imported_at: Some(NOW - 3 * 3_600),
    }
}

/// A named campaign that trusts a proxy at 127.0.0.1.
pub fn config() -> Config {
    Config::read(
        "trusted_proxies = [\"127.0.0.1\"]\n[campaign]\nid = \"thu-nghiem\"\nname_vi = \"Chiến dịch rà soát và bóc gỡ mã độc 2026\"\nname_en = \"Malware clean-up campaign 2026\"\nowner_vi = \"Trung tâm ứng cứu sự cố mẫu\"\nowner_en = \"The sample response centre\"\ncontact_vi = \"1900 0000, trực 24/7\"\ncontact_en = \"1900 0000, day and night\"\ngenerated = true\n",
    )
    .unwrap()
}

/// A published pack.
pub fn pack() -> Published {
    Published {
        bytes: "quet-pack 1\n".into(),
        figures: PackFigures {
            version: 3,
            made_at: "2026-11-20T01:00:00Z".to_owned(),
            sha256: "ab".repeat(32),
            key: "AAAA".to_owned(),
        },
        expires_at: NOW + 30 * 86_400,
        fingerprint: "3f9a 11c2 70de 4b58 9c01 e6aa 0d37 52b4".to_owned(),
    }
}

/// A program for each platform, of some megabytes.
pub fn programs() -> Vec<Arc<Program>> {
    let made = [
        ("quet-0.1.0-windows-x86_64.exe", testkit::program::windows(5_911_552, 7)),
        ("quet-0.1.0-linux-x86_64", testkit::program::linux(7_340_032, 7)),
    ];
    let named = made.into_iter().map(|(name, bytes)| (ProgramName::read(name).unwrap(), bytes));
    named.map(|(name, bytes)| Arc::new(Program::new(name, bytes).unwrap())).collect()
}

/// An app over a state that offers no programs, and the clerk of its desk.
pub fn app(config: Config, knowledge: Option<Knowledge>, pack: Option<Published>) -> (Arc<App>, Clerk) {
    offering(config, knowledge, pack, Vec::new())
}

/// The same with these programs.
pub fn offering(
    config: Config,
    knowledge: Option<Knowledge>,
    pack: Option<Published>,
    programs: Vec<Arc<Program>>,
) -> (Arc<App>, Clerk) {
    let current = Arc::new(Current::default());
    if let Some(knowledge) = knowledge {
        current.set(knowledge);
    }
    let figures = ReportFigures {
        scans: 18_204,
        scans_with_alerts: 4_391,
        scans_with_cleaning: 4_102,
        cap_per_address_and_day: 20,
    };
    let (desk, clerk) = reports::open(64, figures);
    let ranges = Ranges::read(NETBLOCKS, DECLARED).unwrap();
    let shelf = Shelf::new(&config, "0.0.0.0:8080".parse().unwrap());
    shelf.set(programs);
    (
        App::new(
            config,
            current,
            ranges,
            || NOW,
            desk,
            server::app::Offered { pack: Arc::new(pack.into()), programs: Arc::new(shelf) },
            None,
        ),
        clerk,
    )
}
