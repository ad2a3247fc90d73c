//! The guide: what somebody meets who types nothing. One question before anything is touched, and a result that stays.
//!
//! Must never leave a window open: every question is answered or asked of nobody.

use std::path::PathBuf;
use std::process::{Command, Stdio};

#[cfg(unix)]
use testkit::ordinary_user;
use testkit::samples;

use crate::quet::{Place, Ran, bytes_of, copy_program};

#[cfg(unix)]
/// Runs the guide at a terminal, over `in`, with these answers.
fn at_a_terminal(place: &Place, language: &str, answers: &str) -> (String, i32) {
    let line = format!(
        "'{quet}' guide --lang {language} --rules '{rules}' --result '{result}' --data '{data}' '{looked}'",
        quet = place.command().get_program().to_str().unwrap(),
        rules = place.path("rules").display(),
        result = place.path("result").display(),
        data = place.path("data").display(),
        looked = place.path("in").display(),
    );
    // util-linux's `script` gives it a terminal.
    let mut command = Command::new("script");
    command.args(["--quiet", "--return", "--command", &line, "/dev/null"]).env("LC_ALL", "C.UTF-8");
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut script = command.spawn().expect("`script` of util-linux is needed");
    let mut input = script.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, answers.as_bytes()).unwrap();
    let done = script.wait_with_output().unwrap();
    (String::from_utf8_lossy(&done.stdout).into_owned(), done.status.code().unwrap())
}

/// A place with a folder for results, and a sample that is nobody's in particular.
fn place_with_sample() -> (Place, PathBuf) {
    let place = Place::new();
    std::fs::create_dir(place.path("result")).unwrap();
    let path = place.write("in/eicar.txt", samples::eicar());
    #[cfg(unix)]
    if rustix::process::geteuid().is_root() {
        let nobody = Some(ordinary_user::NOBODY);
        std::os::unix::fs::chown(&path, nobody, nobody).unwrap();
    }
    (place, path)
}

/// The papers that were put down, in their order, each as a person reads it.
fn papers(place: &Place) -> Vec<String> {
    let entries = std::fs::read_dir(place.path("result")).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let text = |path: &PathBuf| String::from_utf8(bytes_of(path)).unwrap();
    paths.iter().map(text).collect()
}

#[cfg(unix)]
#[test]
fn nothing_is_touched_before_the_one_question_and_only_a_clear_yes_acts() {
    for (answer, acts) in [("", false), ("n", false), ("y", true)] {
        let (place, path) = place_with_sample();
        let (said, code) = at_a_terminal(&place, "en", &format!("{answer}\n"));
        assert_eq!(said.matches("[y/N]").count(), 1, "{said}");
        assert_eq!(path.exists(), !acts, "{answer}: {said}");
        assert_eq!(code, 1, "{said}");
        let result = if acts {
            "RESULT: malware was found and is locked away."
        } else {
            "not all of it is locked away"
        };
        assert!(said.contains(result), "{said}");
        let papers = papers(&place);
        assert_eq!(papers.len(), 1);
        assert!(papers[0].starts_with("\u{feff}Quét "), "{}", papers[0]);
        assert!(papers[0].contains(result) && papers[0].contains("EICAR_Test_File"), "{}", papers[0]);
        assert!(!papers[0].replace("\r\n", "").contains('\n'), "every line ends as Windows ends it");
        assert_eq!(place.vault().len(), usize::from(acts));
    }
}

#[cfg(unix)]
#[test]
fn it_speaks_vietnamese_and_a_second_result_overwrites_nothing() {
    let (place, path) = place_with_sample();
    let (said, _) = at_a_terminal(&place, "vi", "k\n");
    assert!(said.contains("KẾT QUẢ:") && said.contains("[c/K]"), "{said}");
    let (said, _) = at_a_terminal(&place, "vi", "có\n");
    assert!(said.contains("KẾT QUẢ: đã tìm thấy mã độc và đã cách ly"), "{said}");
    assert!(!path.exists());
    assert_eq!(papers(&place).len(), 2);
}

#[test]
fn where_nobody_can_be_asked_it_looks_and_touches_nothing() {
    let (place, path) = place_with_sample();
    let mut command = place.command();
    command.args(["guide", "--lang", "en", "--rules"]).arg(place.path("rules"));
    command
        .arg("--result")
        .arg(place.path("result"))
        .arg("--data")
        .arg(place.path("data"))
        .arg(place.path("in"));
    let ran = Ran::of(command.output().unwrap());
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("not all of it is locked away"), "{}", ran.stdout);
    assert!(path.exists() && place.vault().is_empty());
    assert_eq!(papers(&place).len(), 1);
}

#[cfg(unix)]
#[test]
fn nothing_found_is_said_and_what_was_not_read_too() {
    let place = Place::new();
    std::fs::create_dir(place.path("result")).unwrap();
    place.write("in/a.txt", "harmless");
    let (said, code) = at_a_terminal(&place, "en", "");
    assert!(said.contains("RESULT: nothing was found, and everything was read."), "{said}");
    assert_eq!(code, 0);
    place.write("in/b.7z", b"7z\xbc\xaf\x27\x1c\x00\x04 and something packed");
    let (said, code) = at_a_terminal(&place, "en", "");
    assert!(said.contains("RESULT: nothing was found in what could be read."), "{said}");
    assert!(!said.contains("and everything was read"), "{said}");
    assert_eq!(code, 2);
}

#[test]
fn rules_lie_beside_the_program_or_it_says_what_is_missing() {
    let (place, _) = place_with_sample();
    std::fs::create_dir(place.path("stick")).unwrap();
    let program = place.path(if cfg!(windows) { "stick/quet.exe" } else { "stick/quet" });
    copy_program(place.command().get_program(), &program);
    let guide = || {
        let mut command = Command::new(&program);
        command.env_clear().envs(place.command().get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.args(["guide", "--result"]).arg(place.path("result")).arg("--data").arg(place.path("data"));
        Ran::of(command.arg(place.path("in")).stdin(Stdio::null()).output().unwrap())
    };
    let ran = guide();
    assert_eq!(ran.code, 64, "{}", ran.stdout);
    assert!(ran.stdout.contains("There is nothing to look with yet."), "{}", ran.stdout);
    place.write("stick/rules/eicar.yar", samples::eicar_rule());
    let ran = guide();
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("EICAR_Test_File"), "{}", ran.stdout);
}

#[test]
fn a_result_that_cannot_be_put_down_is_said() {
    let (place, _) = place_with_sample();
    let mut command = place.command();
    command.args(["guide", "--lang", "en", "--rules"]).arg(place.path("rules"));
    command
        .arg("--result")
        .arg(place.path("missing"))
        .arg("--data")
        .arg(place.path("data"))
        .arg(place.path("in"));
    let ran = Ran::of(command.output().unwrap());
    assert!(ran.stderr.contains("cannot write the result into"), "{}", ran.stderr);
    assert_eq!(ran.code, 1);
}

#[test]
fn with_more_rights_just_what_was_agreed_to_is_taken() {
    let (place, path) = place_with_sample();
    let other = place.write("in/other.txt", "not what was agreed to");
    let digest = <sha2::Sha256 as sha2::Digest>::digest(samples::eicar());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut command = place.command();
    command.args(["guide", "--lang", "en", "--result"]).arg(place.path("result"));
    for path in [&path, &other, &place.path("in/missing.txt")] {
        command.arg("--take").arg(format!("{digest}:EICAR_Test_File:{}", path.display()));
    }
    let ran = Ran::of(command.arg("--data").arg(place.path("data")).output().unwrap());
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(!path.exists() && other.exists(), "{}", ran.stdout);
    assert!(ran.stdout.contains("other.txt is no longer there as it was found"), "{}", ran.stdout);
    assert!(ran.stdout.contains("missing.txt could not be reached"), "{}", ran.stdout);
    assert_eq!(place.vault().len(), 1);
    assert_eq!(papers(&place).len(), 1);
}
