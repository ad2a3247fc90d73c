//! Playbooks: what comes with the program, and what it says of a file that somebody changed.
//!
//! Must never ask a room what is right: the file is changed here, and the program says what is wrong with it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::quet::{On, Place, Ran, bytes_of, on_both};

on_both!(a_unit_goes_by_its_own_copy_which_goes_out_and_comes_in_the_same);

const KINDS: [&str; 6] =
    ["malware", "denial_of_service", "defacement", "phishing", "data_leak", "ransomware"];

const EXTENSION: &str = "extension-definition--6f0c1f5e-2d0b-4f7e-8a57-3c9be2d4a611";

/// The step with a number, in CACAO.
fn step(number: usize) -> String {
    format!("action--a1d0c2e4-7b1f-4c3a-9e11-5c0de5e0{number:04x}")
}

fn export(place: &Place, kind: &str, to: &Path) {
    let ran = place.run(&["playbooks", "export", kind, "-o", to.to_str().unwrap()]);
    assert_eq!((ran.code, &*ran.stderr), (0, ""), "{}", ran.stdout);
}

/// The malware playbook, changed, and what `quet playbooks check` ends with and says of it.
fn checked(change: impl FnOnce(&mut Value), language: &str) -> (i32, String) {
    let place = Place::new();
    let file = place.path("playbook.json");
    export(&place, "malware", &file);
    let mut playbook: Value = serde_json::from_slice(&bytes_of(&file)).unwrap();
    change(&mut playbook);
    place.write("playbook.json", playbook.to_string());
    let ran = place.run(&["playbooks", "check", file.to_str().unwrap(), "--lang", language]);
    assert_eq!(ran.stderr, "");
    (ran.code, ran.stdout)
}

#[test]
fn the_playbooks_that_come_with_it_are_listed_exported_and_checked() {
    let place = Place::new();
    let listed = place.run(&["playbooks", "list", "--lang", "vi"]);
    assert_eq!((listed.code, listed.stdout.lines().count()), (0, KINDS.len()));
    assert!(
        listed.stdout.contains("malware: Quy trình ứng cứu sự cố mã độc (số bước: 11"),
        "{}",
        listed.stdout
    );
    let files: Vec<PathBuf> = KINDS.iter().map(|kind| place.path(format!("{kind}.json"))).collect();
    for (kind, file) in KINDS.iter().zip(&files) {
        export(&place, kind, file);
        let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/../../playbooks");
        assert_eq!(bytes_of(file), bytes_of(Path::new(kept).join(file.file_name().unwrap())), "{kind}");
    }
    let mut check = vec!["playbooks", "check", "--lang", "en"];
    check.extend(files.iter().map(|file| file.to_str().unwrap()));
    let ran = place.run(&check);
    assert_eq!((ran.code, ran.stdout.matches("can be followed").count()), (0, KINDS.len()), "{}", ran.stdout);
    // One that is no playbook does not hide the others, and decides how it ends.
    place.write("phishing.json", "{}");
    let ran = place.run(&check);
    assert_eq!((ran.code, ran.stdout.matches("can be followed").count()), (1, KINDS.len() - 1));
    assert!(ran.stdout.contains("phishing.json: refused"), "{}", ran.stdout);
}

#[test]
fn what_is_refused_is_named_with_its_step_in_both_languages() {
    let check = |change: &dyn Fn(&mut Value), number: usize, english: &str, vietnamese: &str| {
        for (language, words) in [("en", english), ("vi", vietnamese)] {
            let (code, said) = checked(change, language);
            assert_eq!(code, 1, "{said}");
            assert!(said.contains(words) && said.contains(&step(number)), "{said}");
        }
    };
    check(
        &|playbook| playbook["workflow"][step(3)]["on_completion"] = step(0xffff).into(),
        3,
        "Step “Choose how to respond”",
        "Hãy trỏ đến bước có thật",
    );
    check(
        &|playbook| playbook["workflow"][step(9)]["on_completion"] = step(7).into(),
        9,
        "leads back",
        "Hãy cho đi tiếp",
    );
    check(
        &|playbook| {
            playbook["workflow"][step(6)]["step_extensions"][EXTENSION]["leads"] = json!([]);
        },
        6,
        "Nobody leads. Name a lead.",
        "Không có đơn vị chủ trì",
    );
    check(
        &|playbook| playbook["workflow"][step(2)]["on_completions"] = step(3).into(),
        2,
        "not as CACAO 2.0 has it",
        "không đúng CACAO 2.0",
    );
}

#[test]
fn a_name_that_would_command_the_terminal_is_shown_and_not_obeyed() {
    let (code, said) = checked(
        |playbook| {
            let entry = &mut playbook["workflow"][step(6)];
            entry["name"] = "\u{1b}[2J\u{202e}".into();
            entry["step_extensions"][EXTENSION]["en"]["name"] = "\u{1b}[2J\u{202e}".into();
        },
        "en",
    );
    assert_eq!(code, 1, "{said}");
    assert!(!said.contains(['\u{1b}', '\u{202e}']) && said.contains("\\u{1b}[2J"), "{said}");
}

#[test]
fn what_cannot_be_done_is_said_and_nothing_is_overwritten() {
    let place = Place::new();
    let there = place.write("there.json", "mine");
    let there = there.to_str().unwrap();
    let missing = place.path("missing.json");
    let missing = missing.to_str().unwrap();
    for (arguments, code, words) in [
        (vec!["playbooks"], 64, "A command is missing"),
        (vec!["playbooks", "check"], 64, "quet --help"),
        (vec!["playbooks", "check", missing], 64, "is not there"),
        (vec!["playbooks", "check", place.folder.path().to_str().unwrap()], 2, "cannot be read"),
        (vec!["playbooks", "export", "malware"], 64, "--output"),
        (vec!["playbooks", "export", "fire", "-o", missing], 64, "ransomware"),
        (vec!["playbooks", "export", "malware", "-o", there], 64, "nothing is overwritten"),
    ] {
        let ran = place.run(&[&arguments[..], &["--lang", "en"]].concat());
        assert_eq!(ran.code, code, "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(words), "{arguments:?}: {}", ran.stderr);
    }
    assert_eq!(bytes_of(there), b"mine");
    assert!(!place.path("missing.json").exists());
    // Longer than it may be: it is not read to its end.
    place.write("long.json", vec![b' '; 1 << 20]);
    let ran = place.run(&["playbooks", "check", place.path("long.json").to_str().unwrap(), "--lang", "en"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("524,288 bytes"), "{}", ran.stdout);
}

/// A command on the playbooks of the unit that was founded first, in English.
fn of_unit(place: &Place, arguments: &[&str]) -> Ran {
    let mut all = vec!["playbooks"];
    all.extend(arguments);
    all.extend(["--lang", "en"]);
    place.run(&all)
}

fn a_unit_goes_by_its_own_copy_which_goes_out_and_comes_in_the_same(on: On) {
    let place = on.place();
    assert_eq!(crate::office::first(&place, crate::office::PASSWORD).code, 0);
    let listed = of_unit(&place, &["list", "--unit", "MAU"]);
    assert_eq!((listed.code, listed.stdout.lines().count()), (0, KINDS.len()), "{}", listed.stderr);
    assert_eq!(listed.stdout.matches("comes with the program").count(), KINDS.len(), "{}", listed.stdout);
    // Somebody changes it elsewhere: what it would change is said, and nothing is stored.
    let [shipped, mine, back, again] =
        ["shipped.json", "mine.json", "back.json", "again.json"].map(|name| place.path(name));
    export(&place, "malware", &shipped);
    let mut value: Value = serde_json::from_slice(&bytes_of(&shipped)).unwrap();
    value["id"] = "playbook--00000000-0000-4000-8000-00000000aaaa".into();
    value["workflow"][step(2)]["step_extensions"][EXTENSION]["en"]["name"] =
        "Call\u{202e} who is on duty".into();
    place.write("mine.json", value.to_string());
    let mine = mine.to_str().unwrap();
    let why = ["--unit", "MAU", "--why", "Quy chế 12"];
    assert_eq!(of_unit(&place, &[&["import", mine], &why[..]].concat()).code, 1, "a name that is not seen");
    value["workflow"][step(2)]["step_extensions"][EXTENSION]["en"]["name"] = "Call who is on duty".into();
    place.write("mine.json", value.to_string());
    let checked = of_unit(&place, &["check", mine, "--unit", "MAU"]);
    assert_eq!(checked.code, 0, "{}", checked.stderr);
    assert!(checked.stdout.contains("+ Call who is on duty"), "{}", checked.stdout);
    let listed = of_unit(&place, &["list", "--unit", "MAU"]);
    assert!(!listed.stdout.contains("own copy"), "{}", listed.stdout);
    // It is published with a reason, and goes out as it is used.
    assert_eq!(of_unit(&place, &["import", mine, "--unit", "MAU"]).code, 64);
    assert_eq!(of_unit(&place, &["import", mine, "--unit", "MAU", "--why", " "]).code, 64);
    assert_eq!(of_unit(&place, &["import", mine, "--unit", "NONE", "--why", "x"]).code, 64);
    let taken = of_unit(&place, &[&["import", mine], &why[..]].concat());
    assert_eq!(taken.code, 0, "{}", taken.stderr);
    assert!(taken.stdout.contains("edition 1") && taken.stdout.contains("+ Call who"), "{}", taken.stdout);
    let listed = of_unit(&place, &["list", "--unit", "MAU"]);
    assert!(
        listed.stdout.contains("malware: The unit goes by its own copy, edition 1."),
        "{}",
        listed.stdout
    );
    let out =
        |to: &Path| of_unit(&place, &["export", "malware", "--unit", "MAU", "-o", to.to_str().unwrap()]);
    assert_eq!(out(&back).code, 0);
    assert_eq!(serde_json::from_slice::<Value>(&bytes_of(&back)).unwrap(), value);
    // Another one, and back to the first: the same bytes.
    let other = [&["import", shipped.to_str().unwrap()], &why[..]].concat();
    assert_eq!(of_unit(&place, &other).code, 0);
    let first = [&["import", back.to_str().unwrap()], &why[..]].concat();
    let taken = of_unit(&place, &first);
    assert!(taken.stdout.contains("edition 3"), "{}", taken.stdout);
    let same = of_unit(&place, &first);
    assert!(same.code == 0 && same.stdout.contains("Nothing was stored"), "{}", same.stdout);
    assert_eq!(out(&again).code, 0);
    assert_eq!(bytes_of(&again), bytes_of(&back));
    // Every one of them stands in the record.
    assert_eq!(place.run(&["audit", "verify"]).code, 0);
}
