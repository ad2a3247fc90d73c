//! The country that never was: that its truth is true, and its files say the same to a reader of somebody else.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fs::File,
    net::IpAddr,
    path::Path,
    sync::LazyLock,
};

use testkit::country::{
    Country, Event, FAMILIES, Kind, Netblock, Plan, Report, Source, Unusable, hostile_report, netblocks,
};

use crate::read;

/// 2026-11-20.
const LAST_DAY: i64 = 20_777;
const DAY: i64 = 86_400;

static SMALL: LazyLock<Country> = LazyLock::new(|| Country::make(&Plan::small(LAST_DAY)));

/// What makes two sightings the same: source, time, address, port, server, its port, family.
type Identity = (String, String, String, String, String, String, String);

fn identity(event: &Event) -> (Source, i64, IpAddr, u16, IpAddr, u16, &'static str) {
    let server = (event.server_address(), event.server_port());
    (event.source, event.at, event.address, event.port, server.0, server.1, event.family())
}

fn kind(country: &Country, address: IpAddr) -> Option<Kind> {
    let holds = |first: IpAddr, last: IpAddr| {
        first.is_ipv4() == address.is_ipv4() && first <= address && address <= last
    };
    country.declared().iter().find(|range| holds(range.first, range.last)).map(|range| range.kind)
}

#[test]
fn a_plan_makes_one_country() {
    let again = Country::make(&Plan::small(LAST_DAY));
    assert_eq!(again.events(), SMALL.events());
    assert_eq!(again.truth(), SMALL.truth());
    let other = Country::make(&Plan { seed: 7, ..Plan::small(LAST_DAY) });
    assert_ne!(other.events(), SMALL.events());
    assert_eq!(other.truth().sightings, 20_000);
}

#[test]
fn there_are_as_many_sightings_as_planned_and_no_two_the_same() {
    for plan in [
        Plan::small(LAST_DAY),
        Plan { sightings: 12_345, days: 91, seed: 1, last_day: 20_000 },
        Plan { sightings: 0, days: 0, seed: 2, last_day: LAST_DAY },
    ] {
        let country = Country::make(&plan);
        let events = country.events();
        assert_eq!(events.len() as u64, plan.sightings.max(5_000));
        assert_eq!(events.iter().map(identity).collect::<HashSet<_>>().len(), events.len());
        assert_eq!(plan.first_day(), plan.last_day + 1 - i64::from(plan.days.max(50)));
        for event in events {
            assert!((plan.first_day()..=plan.last_day).contains(&event.day()));
            assert!(!plan.is_missing(event.source, event.day()), "{event:?}");
        }
    }
}

#[test]
fn sums_agree() {
    let truth = SMALL.truth();
    assert_eq!(truth.sightings, 20_000);
    assert_eq!(truth.families.keys().copied().collect::<Vec<_>>(), FAMILIES);
    assert_eq!(truth.families.values().map(|family| family.sightings).sum::<u64>(), truth.sightings);
    assert_eq!(truth.days.iter().map(|day| day.sightings).sum::<u64>(), truth.sightings);
    assert_eq!(truth.days.len(), 60);
    assert_eq!((truth.days[0].day, truth.days[59].day), (truth.first_day, truth.last_day));
    assert_eq!(truth.unusable.len(), Unusable::ALL.len());
    assert!(truth.unusable.values().all(|rows| *rows > 0), "{:?}", truth.unusable);
    assert!(truth.repeated > 0);
    let families = truth.families.values();
    assert!(families.clone().all(|family| family.addresses.last_week > 0));
    assert!(families.map(|family| family.addresses.ever).sum::<u64>() >= truth.addresses.ever);

    // By other means than the truth's: everything sorted by address.
    let mut seen: BTreeMap<IpAddr, BTreeSet<i64>> = BTreeMap::new();
    for event in SMALL.events() {
        seen.entry(event.address).or_default().insert(event.at / DAY);
    }
    let within = |first: i64, last: i64| {
        seen.values().filter(|days| days.range(first..=last).next().is_some()).count() as u64
    };
    assert_eq!(truth.addresses.ever, seen.len() as u64);
    assert_eq!(truth.addresses.first_week, within(truth.first_day, truth.first_day + 6));
    assert_eq!(truth.addresses.last_week, within(LAST_DAY - 6, LAST_DAY));
    for day in &truth.days {
        assert_eq!(day.addresses.unwrap_or(0), within(day.day, day.day));
    }
}

#[test]
fn a_source_is_out_for_three_days_and_both_for_one() {
    let plan = Plan::small(LAST_DAY);
    let outage = plan.outage();
    assert_eq!(outage.clone().count(), 3);
    for day in &SMALL.truth().days {
        let missing: &[Source] = match day.day {
            middle if middle == plan.dark_day() => &Source::ALL,
            in_it if outage.contains(&in_it) => &[Source::SinkholeHttp],
            _ => &[],
        };
        assert_eq!(day.missing, missing, "{day:?}");
        assert_eq!(day.addresses.is_none(), missing.len() == 2, "{day:?}");
        assert_eq!(day.sightings == 0, missing.len() == 2, "{day:?}");
    }
}

#[test]
fn it_declines_and_addresses_change() {
    let addresses = &SMALL.truth().addresses;
    let left = addresses.last_week * 100 / addresses.first_week;
    assert!((45..=65).contains(&left), "{left} % are left");
    assert!(addresses.ever > 3 * addresses.first_week);

    let mut days: HashMap<IpAddr, BTreeSet<i64>> = HashMap::new();
    let mut sites: HashMap<u128, HashSet<IpAddr>> = HashMap::new();
    let mut ports: HashMap<IpAddr, HashSet<u16>> = HashMap::new();
    let mut families: HashMap<IpAddr, HashSet<&str>> = HashMap::new();
    for event in SMALL.events() {
        days.entry(event.address).or_default().insert(event.day());
        ports.entry(event.address).or_default().insert(event.port);
        families.entry(event.address).or_default().insert(event.family());
        if let IpAddr::V6(six) = event.address {
            sites.entry(six.to_bits() >> 64).or_default().insert(event.address);
        }
    }
    assert!(sites.values().any(|addresses| addresses.len() > 10), "privacy addresses change within a site");
    let crowded = |address: &&IpAddr| {
        kind(&SMALL, **address) == Some(Kind::Shared)
            && families[*address].len() >= 3
            && ports[*address].len() > 50
    };
    assert!(ports.keys().filter(crowded).count() > 1, "many stand behind a shared address");
    // Firms keep their address: seen at least for a month.
    assert!(days.values().any(|days| days.last().unwrap() - days.first().unwrap() > 30 && days.len() > 20));
}

#[test]
fn the_infected_live_where_somebody_announces_and_some_streets_are_worse() {
    let blocks: Vec<Netblock> = netblocks();
    let examples = SMALL.truth().examples.clone();
    let (mut kinds, mut streets) = (HashMap::new(), HashMap::new());
    for event in SMALL.events() {
        let block = blocks.iter().find(|block| block.holds(event.address)).unwrap();
        assert!(block.asn.is_some(), "{event:?}");
        let kind = kind(&SMALL, event.address);
        assert!(kind != Some(Kind::Hosting) || event.address == examples.hosting.address, "{event:?}");
        *kinds.entry(kind).or_insert(0) += 1;
        if let IpAddr::V4(four) = event.address {
            assert!(![0, 255].contains(&four.octets()[3]), "{event:?}");
            streets.entry(four.to_bits() / 256).or_insert_with(HashSet::new).insert(four);
        }
    }
    assert!(kinds[&Some(Kind::Shared)] > 1_000 && kinds[&Some(Kind::Mobile)] > 1_000, "{kinds:?}");
    assert!(kinds[&None] > 10_000, "{kinds:?}");
    let mut sizes: Vec<usize> = streets.values().map(HashSet::len).collect();
    sizes.sort_unstable();
    assert!(sizes[sizes.len() - 1] >= 10 * sizes[sizes.len() / 2], "{sizes:?}");
}

#[test]
fn examples_are_what_they_are_for() {
    let examples = &SMALL.truth().examples;
    let facts = |example: &testkit::country::Example| {
        (example.operator.as_deref().map(|name| name.split(' ').next().unwrap().to_owned()), example.kind)
    };
    let of = |operator: &str, kind| (Some(operator.to_owned()), kind);
    assert_eq!(facts(&examples.recent), of("VNPT", None));
    assert_eq!(facts(&examples.old), of("Viettel", None));
    assert_eq!(facts(&examples.unlisted), of("FPT", None));
    assert_eq!(facts(&examples.shared), of("VNPT", Some(Kind::Shared)));
    assert_eq!(facts(&examples.mobile), of("MOBIFONE", Some(Kind::Mobile)));
    assert_eq!(facts(&examples.hosting), of("VIETSERVER", Some(Kind::Hosting)));
    assert_eq!(facts(&examples.listed_six), of("VNPT", None));
    assert_eq!(facts(&examples.neighbour), of("VNPT", None));
    assert_eq!(facts(&examples.foreign), (None, None));

    let recent = examples.recent.listed.as_ref().unwrap();
    assert_eq!(recent.families, BTreeSet::from(["andromeda", "ramnit"]));
    assert_eq!(
        (recent.first_seen, recent.last_seen),
        ((LAST_DAY - 20) * DAY + 3_601, LAST_DAY * DAY + 12_345)
    );
    assert_eq!(recent.times, 5);
    assert!(examples.old.listed.as_ref().unwrap().last_seen < (LAST_DAY - 30) * DAY);
    assert_eq!(examples.shared.listed.as_ref().unwrap().families.len(), 4);
    for seen in [&examples.mobile, &examples.hosting, &examples.listed_six] {
        assert!(seen.listed.as_ref().unwrap().last_seen >= (LAST_DAY - 2) * DAY, "{seen:?}");
    }
    for unseen in [&examples.unlisted, &examples.neighbour, &examples.foreign] {
        assert_eq!(unseen.listed, None);
    }
    assert_eq!((examples.neighbour.neighbours, examples.listed_six.neighbours), (1, 0));

    // Nobody else is near.
    let near = |one: IpAddr, other: IpAddr| match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => one.to_bits() >> 8 == other.to_bits() >> 8,
        (IpAddr::V6(one), IpAddr::V6(other)) => one.to_bits() >> 80 == other.to_bits() >> 80,
        _ => false,
    };
    let all = [
        &examples.recent,
        &examples.old,
        &examples.unlisted,
        &examples.shared,
        &examples.mobile,
        &examples.hosting,
        &examples.listed_six,
        &examples.neighbour,
        &examples.foreign,
    ];
    for event in SMALL.events() {
        if !all.iter().any(|example| example.address == event.address) {
            assert!(!all.iter().any(|example| near(example.address, event.address)), "{event:?}");
        }
    }
}

/// A report as the `csv` crate reads it: the names of its columns, and its rows.
fn report(path: &Path) -> (Vec<String>, Vec<csv::StringRecord>) {
    let bytes = read(flate2::read::GzDecoder::new(File::open(path).unwrap()), 1 << 28).unwrap();
    parse(&bytes)
}

fn parse(bytes: &[u8]) -> (Vec<String>, Vec<csv::StringRecord>) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let names = reader.headers().unwrap().iter().map(str::to_owned).collect();
    (names, reader.records().map(|row| row.unwrap()).collect())
}

/// The reason for which a row cannot be used, judged by what is written in it.
fn unusable(names: &[String], row: &csv::StringRecord) -> Option<Unusable> {
    let field = |name: &str| row.get(names.iter().position(|column| column == name).unwrap()).unwrap();
    if row.len() < names.len() {
        return Some(Unusable::TooFewColumns);
    }
    let mut reasons = Vec::new();
    match field("timestamp") {
        time if time < "2000" => reasons.push(Unusable::TooLongAgo),
        time if time > "2027" => reasons.push(Unusable::InTheFuture),
        _ => {}
    }
    match field("src_ip").parse() {
        Err(_) => reasons.push(Unusable::NotAnAddress),
        Ok(IpAddr::V4(four)) if four.is_private() || four.is_loopback() => {
            reasons.push(Unusable::PrivateAddress)
        }
        Ok(IpAddr::V6(six)) if six.to_bits() >> 125 != 1 => reasons.push(Unusable::PrivateAddress),
        Ok(_) => {}
    }
    if field("family").is_empty() && field("infection").is_empty() {
        reasons.push(Unusable::NoFamily);
    }
    assert!(reasons.len() < 2, "{row:?}: {reasons:?}");
    reasons.pop()
}

#[test]
fn files_say_what_is_true() {
    let temp = tempfile::tempdir().unwrap();
    let paths = SMALL.write(temp.path()).unwrap();
    let truth = SMALL.truth();
    let (mut seen, mut bad, mut repeated) = (HashSet::<Identity>::new(), BTreeMap::new(), 0);
    let (mut rows_of_all, mut orders, mut markup, mut again) = (0, HashSet::new(), 0, Vec::new());
    for path in &paths {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let (day, rest) = name.split_at(10);
        let (report_name, ending) = rest[1..].split_once('-').unwrap();
        let kind = Report::ALL.into_iter().find(|report| report.name() == report_name).unwrap();
        match ending {
            "viet_nam.csv.gz" => {}
            "viet_nam-asn.csv.gz" => again.push(day.to_owned()),
            _ => panic!("{name}"),
        }
        let (names, rows) = report(path);
        assert!((kind.columns()..=kind.columns() + 1).contains(&names.len()), "{name}");
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
        orders.insert((kind, names.clone()));
        let at = |wanted: &str| names.iter().position(|column| column == wanted).unwrap();
        for row in rows {
            rows_of_all += 1;
            if let Some(reason) = unusable(&names, &row) {
                *bad.entry(reason).or_insert(0) += 1;
                continue;
            }
            assert_eq!(row.len(), names.len(), "{name}: {row:?}");
            let field = |name: &str| row[at(name)].to_owned();
            assert!(field("timestamp").starts_with(day), "{name}: {row:?}");
            assert_eq!(field("src_ip").contains(':'), report_name.starts_with("event6"));
            markup += u32::from(row.iter().any(|field| field.contains(['<', '"'])));
            let family = if field("family").is_empty() { field("infection") } else { field("family") };
            let identity = (
                kind.source().name().to_owned(),
                field("timestamp"),
                field("src_ip"),
                field("src_port"),
                field("dst_ip"),
                field("dst_port"),
                family,
            );
            repeated += u64::from(!seen.insert(identity));
        }
    }
    assert_eq!(seen.len() as u64, truth.sightings);
    assert_eq!(repeated, truth.repeated);
    assert_eq!(bad, truth.unusable);
    assert_eq!(rows_of_all, truth.rows());
    assert_eq!(again.len(), 1);
    assert!(orders.len() > 10, "columns stand in several orders");
    assert_eq!(orders.iter().filter(|(kind, names)| names.len() > kind.columns()).count(), 1);
    assert!(markup > 0);
    assert_eq!(seen.iter().map(|row| row.6.as_str()).collect::<BTreeSet<_>>(), BTreeSet::from(FAMILIES));
    let address_sum = seen.iter().map(|row| row.2.as_str()).collect::<HashSet<_>>().len() as u64;
    assert_eq!(address_sum, truth.addresses.ever);
}

#[test]
fn nothing_is_written_over() {
    let temp = tempfile::tempdir().unwrap();
    let exists = |result: Result<(), testkit::Error>| {
        assert_eq!(std::io::Error::from(result.unwrap_err()).kind(), std::io::ErrorKind::AlreadyExists);
    };
    SMALL.write(temp.path()).unwrap();
    exists(SMALL.write(temp.path()).map(drop));
    let declared = temp.path().join("declared.csv");
    SMALL.write_declared(&declared).unwrap();
    exists(SMALL.write_declared(&declared));

    let (names, rows) = parse(&read(File::open(&declared).unwrap(), 1 << 20).unwrap());
    assert_eq!(names, ["first", "last", "kind"]);
    assert_eq!(rows.len(), SMALL.declared().len());
    for (row, range) in rows.iter().zip(SMALL.declared()) {
        assert_eq!((row[0].parse(), row[1].parse()), (Ok(range.first), Ok(range.last)));
        assert_eq!(&row[2], range.kind.word());
    }
}

#[test]
fn the_hostile_report_is_a_report() {
    let (names, rows) = parse(hostile_report().as_bytes());
    assert_eq!((names.len(), rows.len()), (39, 18));
    assert!(rows.iter().all(|row| row.len() == 39));
    let (usable, rest) = rows.split_at(9);
    let texts = ["http_agent", "family", "infection", "src_hostname"];
    for row in usable {
        assert_eq!(unusable(&names, row), None);
        let field = |name: &str| &row[names.iter().position(|column| column == name).unwrap()];
        assert!(texts.into_iter().all(|name| field(name) == field("machine_name")));
    }
    assert!(rest.iter().all(|row| row.iter().all(|field| field == &row[0])));
    assert!(usable[0].iter().any(|field| field == "<script>alert(1)</script>"));
}

#[test]
fn the_credit_and_the_checksum_stand_beside_the_ranges() {
    use sha2::{Digest, Sha256};
    let vendor = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vendor");
    let text = |name: &str| {
        String::from_utf8(read(File::open(vendor.join(name)).unwrap(), 1 << 20).unwrap()).unwrap()
    };
    let digest = format!("{:x}", Sha256::digest(testkit::country::NETBLOCKS));
    assert!(text("CHECKSUMS").contains(&format!("{digest}  netblocks/vn-netblocks.csv\n")));
    let licence = text("netblocks/LICENCE.md");
    for credit in ["CC BY 4.0", "RouteViews", "NRO", "DB-IP (https://db-ip.com)", "2.3.2026061719"] {
        assert!(licence.replace('\n', " ").contains(credit), "{credit}");
    }
}
