//! What is written for people and for programs, whatever a file is called.

use std::ffi::OsString;
use std::path::MAIN_SEPARATOR;

use testkit::samples;

use crate::quet::{Place, Ran};

#[cfg(unix)]
fn odd_names() -> Vec<OsString> {
    let name = |name: &[u8]| std::os::unix::ffi::OsStringExt::from_vec(name.to_vec());
    testkit::tree::ODD_NAMES.into_iter().map(name).collect()
}

/// Windows takes no sign that steers a terminal, but signs that steer its letters, and names that other programs of
/// Windows read as something else. Those that are not well formed are `windows::names`' matter.
#[cfg(windows)]
fn odd_names() -> Vec<OsString> {
    let names = [
        "invoice\u{202e}fdp.exe",
        "-rf",
        " spaces around ",
        "ends in a dot.",
        "CON",
        "aux.txt",
        "quote'^&%TEMP%;[a].txt",
        "b\u{e1}o.txt",
        "ba\u{301}o.txt",
        "two\u{2028}lines.txt",
    ];
    names.map(OsString::from).to_vec()
}

fn place_of_odd_names() -> Place {
    let place = Place::new();
    for name in odd_names() {
        place.write(std::path::Path::new("in").join(name), samples::eicar());
    }
    place
}

#[test]
fn json_lines_lose_no_byte_of_a_name_and_command_no_terminal() {
    let ran = place_of_odd_names().scan(&[]);
    let findings = ran.events("finding");
    assert_eq!(findings.len(), odd_names().len(), "{}", ran.stdout);
    for name in odd_names() {
        let name = name.as_encoded_bytes();
        let is_it = |finding: &serde_json::Value| {
            let path = finding["path"].as_str().unwrap();
            match std::str::from_utf8(name) {
                Ok(name) => {
                    path.ends_with(&format!("{MAIN_SEPARATOR}{name}")) && finding.get("path_hex").is_none()
                }
                Err(_) => {
                    let hex: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
                    finding["path_hex"].as_str().is_some_and(|path| path.ends_with(&hex))
                }
            }
        };
        assert!(findings.iter().any(is_it), "{name:?} is missing");
    }
    assert!(ran.stdout.chars().all(|c| c == '\n' || !c.is_control()));
    assert!(!ran.stdout.contains('\u{202e}'));
}

#[test]
fn text_shows_every_name_on_one_line_without_what_a_terminal_obeys() {
    let place = place_of_odd_names();
    let (rules, place_in) = (place.path("rules"), place.path("in"));
    for lang in ["en", "vi"] {
        let ran = place.run(&[
            "scan",
            "--lang",
            lang,
            "--rules",
            rules.to_str().unwrap(),
            place_in.to_str().unwrap(),
        ]);
        let alert = if lang == "en" { "ALERT" } else { "BÁO ĐỘNG" };
        assert_eq!(ran.stdout.lines().filter(|line| line.starts_with(alert)).count(), odd_names().len());
        assert!(ran.stdout.chars().all(|c| c == '\n' || !c.is_control()), "{:?}", ran.stdout);
        assert!(!ran.stdout.contains('\u{202e}'));
        assert!(ran.stdout.contains(if cfg!(unix) { "two\\nlines.txt" } else { "two\\u{2028}lines.txt" }));
        assert_eq!(ran.code, 1);
    }
}

#[test]
fn the_last_line_never_says_clean_over_what_was_not_read() {
    let place = Place::new();
    place.write("in/some.7z", b"7z\xbc\xaf\x27\x1c");
    let (rules, place_in) = (place.path("rules"), place.path("in"));
    let arguments = ["scan", "--rules", rules.to_str().unwrap(), place_in.to_str().unwrap()];
    let ran = place.run(&arguments);
    assert!(ran.stdout.trim_end().ends_with("this does not say that the rest is clean."), "{}", ran.stdout);
    std::fs::remove_file(place.path("in/some.7z")).unwrap();
    let ran = place.run(&arguments);
    assert!(ran.stdout.trim_end().ends_with("Nothing was found, and everything was read."), "{}", ran.stdout);
    assert_eq!(ran.code, 0);
}

#[test]
fn progress_is_not_among_the_results_and_silent_without_a_terminal() {
    let place = place_of_odd_names();
    let ran = place.scan(&[]);
    assert_eq!(ran.stderr, "");
}

#[test]
fn a_reader_that_went_away_makes_the_result_incomplete_and_interrupts_nothing() {
    let place = place_of_odd_names();
    let mut scan = place.start_scan(&["--clean", "--yes", "--system"]);
    drop(scan.stdout.take());
    let ran = Ran::of(scan.wait_with_output().unwrap());
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert_eq!(place.vault().len(), odd_names().len(), "what was agreed to is done to its end");
    #[cfg(unix)]
    {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let mut command = place.command();
        command.args(["vault", "list", "--data"]).arg(place.path("data")).stdout(full);
        assert_eq!(command.status().unwrap().code(), Some(2));
    }
}

#[test]
fn nobody_at_standard_error_interrupts_nothing() {
    let place = place_of_odd_names();
    let mut scan = place.start_scan(&["--clean", "--yes", "--system"]);
    drop(scan.stderr.take());
    let ran = Ran::of(scan.wait_with_output().unwrap());
    assert_eq!(ran.code, 1);
    assert!(
        ran.events("finding").iter().all(|finding| finding["action"]["did"] == "quarantined"),
        "{}",
        ran.stdout
    );
    assert_eq!((ran.events("finding").len(), place.vault().len()), (odd_names().len(), odd_names().len()));
}

#[test]
fn a_vault_that_cannot_be_opened_loses_no_result() {
    let place = Place::new();
    place.write("in/eicar.txt", samples::eicar());
    place.write("data/vault", "a file, where the vault should be");
    let ran = place.scan(&["--clean", "--yes", "--system"]);
    assert_eq!(ran.events("finding").len(), 1, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.events("finding")[0]["not_cleaned"].is_string(), "{}", ran.stdout);
    assert_eq!(ran.summary()["complete"], false);
    assert_eq!(ran.code, 2);
    assert!(place.path("in/eicar.txt").exists());
}

#[test]
fn wrong_usage_is_said_in_the_language_that_was_asked_for() {
    let place = Place::new();
    for (arguments, lang, expected) in [
        (vec!["scan", "--frobnicate"], "en", "`--frobnicate` is not known."),
        (vec!["scan", "--frobnicate"], "vi", "Không có `--frobnicate`."),
        (vec!["scan"], "en", "There is nothing to look for"),
        (vec!["vault", "restore"], "en", "<ID> is missing."),
        (vec!["scan", "/", "--threads", "0"], "en", "`0` is no value for --threads <NUMBER>."),
        (vec!["scan", "/", "--yes"], "en", "--clean is missing."),
        (vec!["vault", "restore", "nonsense"], "vi", "không phải mã"),
        (vec![], "vi", "Thiếu lệnh."),
    ] {
        place.write("data/vault/format", "1\n");
        let ran = place.run(&[&arguments[..], &["--lang", lang]].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (64, ""), "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(expected), "{arguments:?}: {}", ran.stderr);
    }
}

#[cfg(unix)]
#[test]
fn at_a_terminal_a_bar_shows_files_bytes_and_time_and_is_gone_at_the_end() {
    let place = place_of_odd_names();
    place.write(
        "rules/slow.yar",
        "rule slow { condition: filename == \"slow.bin\" and for all i in (0..0x7fffffffffff) : (i >= 0) }",
    );
    place.write("in/slow.bin", b"x");
    let quet = place.command().get_program().to_str().unwrap().to_owned();
    let (rules, data, place_in) = (place.path("rules"), place.path("data"), place.path("in"));
    let line = format!(
        "{quet} scan --time-limit 2 --rules {} --data {} {}",
        rules.display(),
        data.display(),
        place_in.display()
    );
    let mut script = std::process::Command::new("script");
    script.args(["--quiet", "--return", "--command", &line, "/dev/null"]).env("LC_ALL", "C.UTF-8");
    let shown = script.env("TERM", "xterm").env("COLUMNS", "120").output().unwrap().stdout;
    let shown = String::from_utf8_lossy(&shown).into_owned();
    assert!(shown.contains("of 13 files"), "{shown}");
    assert!(shown.contains("816 B") && shown.contains("left"), "{shown}");
    let last = shown.trim_end().lines().last().unwrap();
    assert!(last.contains("Something was found"), "{last}");
}
