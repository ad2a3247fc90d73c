//! A country's reports are imported, in any order and more than once, and what is served is what was made.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use testkit::country::{Country, Example, Plan, Truth};
use wire::check::Verdict;

use crate::quet::{On, Place, Ran, on_both};
use crate::served::{Served, counts};

on_both!(
    a_country_is_counted_as_it_was_made_in_any_order_and_once,
    a_report_in_another_order_under_another_name_counts_nothing_twice,
);

/// What the server of a country is configured with.
const CONFIG: &str = "trusted_proxies = [\"127.0.0.1\"]\ndeclared_ranges = \"ranges.csv\"\n";

/// The smallest country that there is, until yesterday.
fn country() -> Country {
    let today = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 86_400;
    Country::make(&Plan { sightings: 5_000, ..Plan::small(i64::try_from(today).unwrap() - 1) })
}

/// Its reports in a place, by day and type.
fn written(place: &Place, country: &Country) -> Vec<PathBuf> {
    std::fs::create_dir_all(place.path("server")).unwrap();
    country.write_declared(&place.path("server/ranges.csv")).unwrap();
    country.write(&place.path("reports")).unwrap()
}

/// What all files of an import came to.
fn sums(ran: &Ran) -> [u64; 4] {
    let lines = ran.stdout.lines().filter(|line| line.contains("): ")).map(counts);
    lines.fold([0; 4], |sum, line| [0, 1, 2, 3].map(|at| sum[at] + line[at]))
}

fn as_made(served: &Served, truth: &Truth) {
    let figures = served.figures();
    assert_eq!((figures.sightings, figures.addresses), (truth.sightings, truth.addresses.ever));
    let weeks = (figures.addresses_first_7_days, figures.addresses_last_7_days);
    assert_eq!(weeks, (truth.addresses.first_week, truth.addresses.last_week));
    assert_eq!(figures.families.len(), truth.families.len());
    for family in &figures.families {
        let made = &truth.families[&*family.family];
        let weeks = (family.addresses_first_7_days, family.addresses_last_7_days);
        assert_eq!(weeks, (made.addresses.first_week, made.addresses.last_week), "{}", family.family);
        assert_eq!((family.sightings, family.addresses), (made.sightings, made.addresses.ever));
    }
    assert_eq!(figures.days.len(), truth.days.len());
    for (day, made) in figures.days.iter().zip(&truth.days) {
        let mut missing: Vec<&str> = made.missing.iter().map(|source| source.name()).collect();
        missing.sort_unstable();
        assert_eq!(
            (day.addresses, &day.missing_sources),
            (made.addresses, &missing.into_iter().map(str::to_owned).collect())
        );
    }
    let answer = |example: &Example| served.check(&example.address.to_string());
    for example in
        [&truth.examples.recent, &truth.examples.old, &truth.examples.shared, &truth.examples.listed_six]
    {
        let (answer, listed) = (answer(example), example.listed.as_ref().unwrap());
        assert_eq!((answer.verdict, answer.neighbour), (Verdict::Listed, false), "{answer:?}");
        assert_eq!(answer.shared, *example == truth.examples.shared, "{answer:?}");
        assert_eq!(answer.sightings.iter().map(|seen| seen.times).sum::<u64>(), listed.times);
        assert_eq!(
            answer.sightings.iter().map(|seen| &*seen.family).collect::<std::collections::BTreeSet<_>>(),
            listed.families
        );
    }
    assert_eq!(answer(&truth.examples.unlisted).verdict, Verdict::NotListed);
    let neighbour = answer(&truth.examples.neighbour);
    assert_eq!((neighbour.verdict, neighbour.neighbour), (Verdict::Listed, true));
}

fn a_country_is_counted_as_it_was_made_in_any_order_and_once(on: On) {
    let country = country();
    let truth = country.truth();
    let place = on.place();
    let mut files = written(&place, &country);
    // An order that has nothing to do with that of the days: what was sent again comes before what it repeats.
    files.reverse();
    files.sort_by_key(|path| {
        path.to_str().unwrap().bytes().rev().skip(7).map(usize::from).sum::<usize>() % 17
    });
    let ran = place.import(&files);
    // Ended with 2 for the rows that cannot be used, and for nothing else.
    assert_eq!((ran.code, ran.stderr.as_str()), (2, ""));
    assert_eq!(sums(&ran), [truth.rows(), truth.sightings, truth.repeated, truth.all_unusable()]);
    assert!(ran.stdout.contains("does not know, kept as evidence: sensor_confidence"), "{}", ran.stdout);
    let served = Served::configured(&place, CONFIG, &["--listen", "127.0.0.1:0"]);
    as_made(&served, truth);

    // Some of them once more, while the server runs.
    let again: Vec<PathBuf> = files.iter().step_by(7).cloned().collect();
    let [rows, new, repeated, refused] = sums(&place.import(&again));
    assert_eq!((new, repeated + refused), (0, rows));
    as_made(&served, truth);
}

fn a_report_in_another_order_under_another_name_counts_nothing_twice(on: On) {
    let place = on.place();
    let text = crate::served::report(0, 100);
    let mut rows: Vec<&str> = text.lines().collect();
    assert_eq!(counts(&place.import_bytes(crate::served::NAME, &text).stdout), [100, 100, 0, 0]);
    rows[1..].reverse();
    let name = "2026-11-21-event4_sinkhole-viet_nam-asn.csv";
    let ran = place.import_bytes(name, format!("{}\n", rows.join("\r\n")));
    assert_eq!((ran.code, counts(&ran.stdout)), (0, [100, 0, 100, 0]), "{}", ran.stdout);
    // The same rows in one more file, half of them new.
    let ran = place.import_bytes("2026-11-22-event4_sinkhole-x.csv", crate::served::report(50, 100));
    assert_eq!(counts(&ran.stdout), [100, 50, 50, 0]);
    assert_eq!(Served::start(&place).counted(), (150, 150));
}
