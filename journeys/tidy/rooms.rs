//! The rooms and the arrows between them, as Cargo knows them, held against the plan.
//!
//! Must never guess what a manifest means: Cargo is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use super::files;
use super::source::{self, Source};
use super::tokens::find;

/// Each room and the rooms that it may use. `quet` may use all.
const ARROWS: [(&str, &[&str]); 14] = [
    ("indicators", &[]),
    ("plan", &["indicators"]),
    ("scan", &["indicators", "plan"]),
    ("clean", &["scan"]),
    ("sightings", &["indicators"]),
    ("office", &["indicators"]),
    ("store", &["office", "sightings", "indicators"]),
    ("wire", &[]),
    ("words", &[]),
    ("egress", &[]),
    ("server", &["store", "office", "sightings", "scan", "indicators", "wire", "words", "egress"]),
    ("agent", &["scan", "clean", "wire", "egress"]),
    ("testkit", &[]),
    (
        "quet",
        &[
            "agent",
            "clean",
            "egress",
            "indicators",
            "office",
            "plan",
            "scan",
            "server",
            "sightings",
            "store",
            "testkit",
            "wire",
            "words",
        ],
    ),
];

/// Crates that only one room may name, whether for SQL or for the network; see also the calls in `acts`.
const KEPT: [(&str, &[&str]); 4] = [
    ("store", &["sqlx", "rusqlite", "sea-orm", "diesel", "tokio-postgres", "postgres"]),
    ("server", &["axum", "warp", "rocket", "actix-web", "tiny_http"]),
    ("egress", &["ureq", "lettre"]),
    ("", &["reqwest", "hyper", "curl", "attohttpc", "minreq", "isahc", "native-tls", "openssl"]),
];

/// Where the name in the source is not the name of the crate.
const NAMED_OTHERWISE: [(&str, &str); 2] = [("md-5", "md5"), ("rustls-webpki", "webpki")];

/// One room: a crate of the workspace.
#[derive(Debug, Clone, Default)]
struct Room {
    name: String,
    folder: String,
    license: Option<String>,
    /// What it is built from, on any system and with any feature, but for its tests.
    uses: BTreeSet<String>,
    /// What its tests use beside that.
    tests_use: BTreeSet<String>,
}

fn rooms() -> Vec<Room> {
    let done = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(files::root())
        .output()
        .unwrap();
    assert!(done.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&done.stderr));
    let told: Value = serde_json::from_slice(&done.stdout).unwrap();
    let rooms: Vec<Room> = told["packages"].as_array().unwrap().iter().map(room).collect();
    assert!(rooms.len() >= 5, "cargo tells of {} rooms", rooms.len());
    rooms
}

fn room(package: &Value) -> Room {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let names = |tests: bool| {
        let all = package["dependencies"].as_array().unwrap().iter();
        all.filter(|one| (one["kind"] == "dev") == tests).map(|one| text(&one["name"])).collect()
    };
    let manifest = text(&package["manifest_path"]).replace('\\', "/");
    Room {
        name: text(&package["name"]),
        folder: manifest.rsplit('/').nth(1).unwrap().to_owned(),
        license: package["license"].as_str().map(str::to_owned),
        uses: names(false),
        tests_use: names(true),
    }
}

fn off_the_plan(rooms: &[Room]) -> Vec<String> {
    let mut problems = Vec::new();
    for room in rooms {
        let Room { name, folder, .. } = room;
        if name != folder {
            problems.push(format!("crates/{folder}: the crate is called `{name}`, its folder is not"));
        }
        if room.license.as_deref() != Some("Apache-2.0") {
            problems.push(format!("crates/{folder}: `license.workspace = true` is missing"));
        }
        let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| known == name) else {
            problems.push(format!(
                "`{name}` is no room of the plan: put it into ARCHITECTURE.md and ARROWS, or elsewhere"
            ));
            continue;
        };
        let ours = |used: &&String| rooms.iter().any(|room| room.name == **used);
        for used in room.uses.iter().filter(ours).filter(|used| !allowed.contains(&used.as_str())) {
            problems.push(format!("`{name}` uses `{used}`, which the plan does not have"));
        }
        // What testkit says of a sample must not come from the code that is tested with it.
        for used in room.tests_use.iter().filter(ours).filter(|_| name == "testkit") {
            problems.push(format!(
                "`{name}` uses `{used}` in its tests, and is to share nothing with what it tests"
            ));
        }
        for (keeper, kept) in KEPT.iter().filter(|(keeper, _)| keeper != name) {
            for used in room.uses.iter().filter(|used| kept.contains(&used.as_str())) {
                problems.push(match *keeper {
                    "" => {
                        format!("`{name}` uses `{used}`: nothing connects outward but through `egress`")
                    }
                    keeper => format!("`{name}` uses `{used}`, which is for `{keeper}` alone"),
                });
            }
        }
    }
    problems
}

/// A way along these arrows that comes back to where it began.
fn circle(arrows: &BTreeMap<&str, Vec<&str>>) -> Option<Vec<String>> {
    fn follow<'a>(from: &'a str, arrows: &BTreeMap<&'a str, Vec<&'a str>>, way: &mut Vec<&'a str>) -> bool {
        let back = way.contains(&from);
        way.push(from);
        if back {
            return true;
        }
        for to in arrows.get(from).into_iter().flatten() {
            if follow(to, arrows, way) {
                return true;
            }
        }
        way.pop();
        false
    }
    arrows.keys().find_map(|start| {
        let mut way = Vec::new();
        follow(start, arrows, &mut way).then(|| way.into_iter().map(str::to_owned).collect())
    })
}

/// Crates that the workspace names and nobody uses, and crates that a room names and no source of it does.
fn unused(workspace: &str, rooms: &[Room], sources: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    let section = workspace.split("[workspace.dependencies]").nth(1).unwrap_or("");
    let section = section.split("\n[").next().unwrap_or("");
    let names = section.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    for name in names.map(|(name, _)| name.trim().trim_matches('"').trim_end_matches(".workspace")) {
        if !rooms.iter().any(|room| room.uses.contains(name) || room.tests_use.contains(name)) {
            problems.push(format!("Cargo.toml: `{name}` is not used by any room"));
        }
    }
    for room in rooms {
        let of_room = || {
            let journeys = room.name == "quet";
            sources.iter().filter(move |source| match source.room() {
                Some(name) => name == room.name,
                None => journeys,
            })
        };
        for name in room.uses.union(&room.tests_use).filter(|name| **name != room.name) {
            let otherwise = NAMED_OTHERWISE.iter().find(|(known, _)| known == name);
            let word = otherwise.map_or_else(|| name.replace('-', "_"), |(_, word)| (*word).to_owned());
            let production = room.uses.contains(name);
            let tokens = |source: &&Source| {
                let tokens = if production { &source.production } else { &source.tokens };
                !find(tokens, &word).is_empty()
            };
            if !of_room().any(|source| tokens(&source)) {
                let place = if production { "[dependencies]" } else { "[dev-dependencies]" };
                problems.push(format!("crates/{}: `{name}` in {place} is named by no source", room.folder));
            }
        }
    }
    problems
}

#[test]
fn arrows_are_as_drawn() {
    super::none(off_the_plan(&rooms()));
}

#[test]
fn arrows_make_no_circle() {
    let rooms = rooms();
    let drawn: BTreeMap<&str, Vec<&str>> = ARROWS.iter().map(|(name, uses)| (*name, uses.to_vec())).collect();
    assert_eq!(circle(&drawn), None);
    let real = rooms
        .iter()
        .map(|room| (room.name.as_str(), room.uses.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(circle(&real), None);
}

#[test]
fn no_dependency_is_dead() {
    super::none(unused(&files::read("Cargo.toml").unwrap(), &rooms(), &source::all()));
}

fn made_up(name: &str, uses: &[&str], tests_use: &[&str]) -> Room {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let (name, license) = (name.to_owned(), Some("Apache-2.0".to_owned()));
    Room { folder: name.clone(), name, license, uses: set(uses), tests_use: set(tests_use) }
}

#[test]
fn an_arrow_off_the_plan_is_found() {
    let check = |room: Room, words: &str| {
        let others = ["scan", "clean", "indicators"].into_iter().filter(|name| *name != room.name);
        let mut rooms: Vec<Room> = others.map(|name| made_up(name, &[], &[])).collect();
        super::none(off_the_plan(&rooms));
        rooms.push(room);
        super::fires(&off_the_plan(&rooms), words);
    };
    check(made_up("scan", &["clean", "indicators"], &[]), "`scan` uses `clean`");
    check(made_up("testkit", &["scan"], &[]), "`testkit` uses `scan`, which");
    check(made_up("testkit", &[], &["scan"]), "`testkit` uses `scan` in its tests");
    check(made_up("attic", &[], &[]), "`attic` is no room");
    check(made_up("office", &["sqlx"], &[]), "`store` alone");
    check(made_up("agent", &["axum", "scan"], &[]), "`server` alone");
    check(made_up("store", &["sqlx", "reqwest"], &[]), "connects outward");
    check(made_up("store", &["ureq"], &[]), "`egress` alone");
    check(made_up("agent", &["scan", "ureq"], &[]), "`egress` alone");
    check(Room { license: None, ..made_up("wire", &[], &[]) }, "license.workspace");
    check(Room { folder: "wires".to_owned(), ..made_up("wire", &[], &[]) }, "its folder is not");
}

#[test]
fn a_circle_is_found() {
    let arrows =
        [("a", vec!["b"]), ("b", vec!["c", "d"]), ("c", vec![]), ("d", vec!["b"])].into_iter().collect();
    assert_eq!(circle(&arrows).unwrap(), ["a", "b", "d", "b"]);
    let arrows = [("a", vec!["b", "c"]), ("b", vec!["c"]), ("c", vec!["serde"])].into_iter().collect();
    assert_eq!(circle(&arrows), None);
    assert!(circle(&[("a", vec!["a"])].into_iter().collect()).is_some());
}

#[test]
fn a_dead_dependency_is_found() {
    let workspace = "[workspace.dependencies]\n# Ours.\ntar = \"1\"\nmd-5 = { version = \"1\" }\n\n[profile.release]\na = 1";
    let sources = |text: &str| [Source::new("crates/scan/src/made_up.rs", text)];
    let both = [made_up("scan", &["md-5", "tar"], &[])];
    super::none(unused(workspace, &both, &sources("use md5::Md5; fn a() { tar::b() }")));
    super::fires(
        &unused(workspace, &both, &sources("use tar::c; // md5")),
        "`md-5` in [dependencies] is named by no",
    );
    super::fires(
        &unused(workspace, &both, &sources("use md5::d; #[test] fn a() { tar::b() }")),
        "`tar` in [dep",
    );
    let one = [made_up("scan", &["tar"], &[])];
    super::fires(&unused(workspace, &one, &sources("use tar::a;")), "Cargo.toml: `md-5` is not used");
    let tests = [made_up("scan", &["tar"], &["md-5"])];
    super::fires(
        &unused(workspace, &tests, &sources("use tar::a;")),
        "`md-5` in [dev-dependencies] is named by no",
    );
}
