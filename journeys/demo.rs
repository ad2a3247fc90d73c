//! The main job as a newcomer sees it. Must never need anything but the program.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use testkit::country::{Country, Example, Plan, Truth};

use crate::quet::{Place, Ran};
use crate::served::ask_on;

/// The demo with few sightings, at any port.
fn small(place: &Place) -> Command {
    let mut command = place.command();
    command.args(["demo", "--sightings", "20000", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(place.path("demo"));
    command
}

/// A demo that serves, until it is dropped.
struct Serving {
    child: Child,
    said: String,
}

impl Serving {
    fn start(place: &Place) -> Serving {
        let mut child = small(place).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap().take(1 << 20));
        while !said.ends_with("Ctrl-C ends it.\n") {
            assert!(lines.read_line(&mut said).unwrap() > 0, "{said}");
        }
        Serving { child, said }
    }

    /// The page that a visitor sees who comes from an example, by the name that the demo gives it; the campaign's own
    /// page without a name.
    fn page(&self, visitor: Option<&str>, target: &str) -> String {
        let line = match visitor {
            Some(name) => self.said.lines().find(|line| line.ends_with(name)).unwrap(),
            None => self.said.lines().find(|line| line.contains("Open the campaign's page")).unwrap(),
        };
        let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap();
        let answer = ask_on(&mut TcpStream::connect(address).unwrap(), target, &[("Connection", "close")]);
        assert_eq!(answer.status, 200, "{target}: {}", answer.head);
        answer.body
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The cells of every row of a page's tables, as text.
fn rows(page: &str) -> Vec<Vec<String>> {
    let text = |cell: &str| {
        let cell = cell.split_once('>').map_or("", |(_, rest)| rest);
        let mut inside = false;
        let plain = cell.chars().filter(|c| {
            inside = (inside || *c == '<') && *c != '>';
            !inside && *c != '>'
        });
        plain.collect::<String>().trim().to_owned()
    };
    let body =
        |row: &str| row.split("</tr>").next().unwrap().replace("</th>", "</td>").replace("<th ", "<td ");
    let rows = page.split("<tr>").skip(1).map(body);
    rows.map(|row| row.split("<td").skip(1).map(text).collect()).collect()
}

/// A number as English pages write it.
fn number(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    groups.join(",")
}

/// The country that the demo makes: on the day of its making, which may be yesterday by now.
fn countries() -> [Country; 2] {
    let today = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 86_400;
    [1, 2]
        .map(|ago| Plan { sightings: 20_000, ..Plan::country(i64::try_from(today).unwrap() - ago) })
        .map(|plan| Country::make(&plan))
}

/// Every figure on the campaign's two pages.
fn check_figures(serving: &Serving, truth: &Truth) {
    let home = serving.page(None, "/?lang=en");
    let weeks = [truth.addresses.last_week, truth.addresses.first_week].map(number);
    assert!(home.contains(&format!(">{}</p>", weeks[0])), "{} is not on {home}", weeks[0]);
    assert!(home.contains(&format!(": {}</p>", weeks[1])), "{} is not on {home}", weeks[1]);
    let home: BTreeMap<String, Vec<String>> =
        rows(&home).into_iter().filter(|row| row.len() == 4).map(|row| (row[0].clone(), row)).collect();
    let figures = serving.page(None, "/figures?lang=en");
    let (sightings, addresses) = (number(truth.sightings), number(truth.addresses.ever));
    let sum = format!("{sightings} sightings in all, of {addresses} different addresses");
    assert!(figures.contains(&sum), "{sum}");
    let tables = rows(&figures);
    let families: BTreeMap<&str, &Vec<String>> =
        tables.iter().filter(|row| row.len() == 6).map(|row| (row[0].as_str(), row)).collect();
    assert_eq!(
        families.keys().filter(|name| **name != "Malware").count(),
        truth.families.len(),
        "{families:?}"
    );
    for (name, made) in &truth.families {
        let row = families[name];
        let [last, first] = [made.addresses.last_week, made.addresses.first_week].map(number);
        let expected = [&last, &first, &number(made.addresses.ever), &number(made.sightings)];
        assert_eq!([&row[1], &row[2], &row[4], &row[5]], expected, "{name}");
        // The first page shows the worst of them, with the same numbers.
        if let Some(row) = home.get(*name) {
            assert_eq!([&row[1], &row[2]], [&last, &first], "{name}");
        }
    }
    assert!(home.keys().filter(|name| truth.families.contains_key(name.as_str())).count() >= 5, "{home:?}");
    let days: Vec<&Vec<String>> = tables.iter().filter(|row| row.len() == 3).skip(1).collect();
    assert_eq!(days.len(), truth.days.len());
    for (row, made) in days.iter().zip(truth.days.iter().rev()) {
        let shown = made.addresses.map_or_else(|| row[1].clone(), number);
        assert_eq!(
            (&row[1], made.addresses.is_some()),
            (&shown, row[1].bytes().all(|b| b.is_ascii_digit() || b == b','))
        );
        let mut missing: Vec<&str> = made.missing.iter().map(|source| source.name()).collect();
        missing.sort_unstable();
        // Where nothing is known every source is missing, and none is named.
        let missing = if made.addresses.is_some() { missing.join(", ") } else { String::new() };
        assert_eq!(row[2], missing, "{}", row[0]);
    }
}

/// What a visitor from a listed address reads: each family with how often it was seen.
fn check_listed(serving: &Serving, name: &str, example: &Example, words: &str) {
    let page = serving.page(Some(name), "/check?lang=en");
    let headline = page.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap();
    assert!(headline.contains(words), "{name}: {headline}");
    assert!(page.contains(&example.address.to_string()), "{name}");
    if let Some(listed) = &example.listed {
        let families: Vec<&str> =
            page.split("<li><h3>").skip(1).filter(|part| part.contains("<dl>")).collect();
        let named: Vec<&str> = families.iter().map(|part| part.split('<').next().unwrap()).collect();
        assert_eq!(named.len(), listed.families.len(), "{name}: {named:?}");
        assert!(named.iter().all(|family| listed.families.contains(family)), "{name}: {named:?}");
        let times = |part: &&str| {
            let last =
                part.split("<dd").last().unwrap().split('>').nth(1).unwrap().split('<').next().unwrap();
            last.parse::<u64>().unwrap()
        };
        assert_eq!(families.iter().map(times).sum::<u64>(), listed.times, "{name}");
    } else {
        assert!(!page.contains("<dl>"), "{name}");
    }
}

#[test]
fn the_pages_that_are_served_show_what_was_made_number_by_number() {
    let place = Place::new();
    let serving = Serving::start(&place);
    let made = countries();
    let csv = serving.page(None, "/figures.csv");
    let country = made.iter().find(|country| {
        let days = jiff::Span::new().days(country.truth().last_day);
        csv.contains(&jiff::civil::date(1970, 1, 1).checked_add(days).unwrap().to_string())
    });
    let truth = country.expect("the figures end on one of the two days").truth();
    check_figures(&serving, truth);
    let examples = &truth.examples;
    check_listed(&serving, "an address that was seen lately", &examples.recent, "recently seen in a botnet");
    check_listed(&serving, "a shared address", &examples.shared, "A shared address");
    check_listed(
        &serving,
        "an IPv6 address that was seen",
        &examples.listed_six,
        "recently seen in a botnet",
    );
    check_listed(&serving, "an address that was not seen", &examples.unlisted, "Not seen");
    for (name, target) in [
        (None, "/"),
        (None, "/figures"),
        (None, "/scan"),
        (None, "/share"),
        (Some("a shared address"), "/check"),
    ] {
        for (lang, generated) in [("vi", "Dữ liệu mô phỏng"), ("en", "Simulated data")] {
            let page = serving.page(name, &format!("{target}?lang={lang}"));
            assert!(page.contains(generated), "{target} does not say in `{lang}` that its data is generated");
        }
    }
    let home = serving.page(None, "/?lang=en");
    let counts: Vec<&str> =
        home.split("class=\"count num\">").skip(1).map(|part| part.split('<').next().unwrap()).collect();
    assert_eq!(counts, ["1", "1", "1"], "the machine's own report: a scan, with an alert, with cleaning");
}

#[test]
fn the_demo_checks_every_result_and_says_so_in_both_languages() {
    for (lang, good) in [("en", "all are right."), ("vi", "đều đúng.")] {
        for place in [Place::new(), Place::ordinary()] {
            let mut command = place.command();
            command.args(["demo", "--once", "--sightings", "5000", "--lang", lang]);
            command.args(["--listen", "127.0.0.1:0", "--data"]).arg(place.path("demo"));
            let ran = Ran::of(command.output().unwrap());
            assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
            assert!(ran.stdout.trim_end().ends_with(good), "{}", ran.stdout);
            assert_eq!(ran.stderr, "");
        }
    }
}

#[test]
fn an_ordinary_user_sees_the_locked_file_reported_as_not_read() {
    let place = Place::ordinary();
    let ran = Ran::of(small(&place).arg("--once").output().unwrap());
    assert!(ran.stdout.contains("NOT READ"), "{}", ran.stdout);
    assert!(ran.stdout.contains("cannot be read, and was reported as not read"), "{}", ran.stdout);
}

#[test]
fn a_demo_never_writes_over_anything() {
    let place = Place::new();
    place.write("demo/samples/eicar.txt", "the user's own");
    let ran = Ran::of(small(&place).arg("--once").output().unwrap());
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(ran.stderr.contains("samples"), "{}", ran.stderr);
    assert_eq!(crate::quet::bytes_of(place.path("demo/samples/eicar.txt")), b"the user's own");
}
