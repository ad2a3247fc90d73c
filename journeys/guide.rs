//! The guide: what somebody meets who types nothing. One question before anything is touched, and a result that stays.
//!
//! Must never leave a window open: every question is answered or asked of nobody.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[cfg(unix)]
use testkit::ordinary_user;
use testkit::samples;

use crate::quet::{Place, Ran, bytes_of, copy_program};

/// Runs the guide at a terminal, over `in`, with these answers.
#[cfg(unix)]
fn at_a_terminal(place: &Place, language: &str, answers: &str) -> (String, i32) {
    typed(&mut terminal(place, language), answers)
}

/// The guide at a terminal, over `in`.
#[cfg(unix)]
fn terminal(place: &Place, language: &str) -> Command {
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
    command
}

#[cfg(unix)]
fn typed(terminal: &mut Command, answers: &str) -> (String, i32) {
    let mut script = terminal.spawn().expect("`script` of util-linux is needed");
    let mut input = script.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, answers.as_bytes()).unwrap();
    let done = script.wait_with_output().unwrap();
    (String::from_utf8_lossy(&done.stdout).into_owned(), done.status.code().unwrap())
}

/// The guide where nobody can be asked, with a result in this place.
fn unasked(place: &Place, more: &[&str]) -> Ran {
    let mut command = place.command();
    command.args(["guide", "--lang", "en", "--result"]).arg(place.path("result")).args(more);
    Ran::of(command.arg("--data").arg(place.path("data")).output().unwrap())
}

/// A place with a folder for results, and a sample that is nobody's in particular.
fn place_with_sample() -> (Place, PathBuf) {
    let place = Place::new();
    std::fs::create_dir(place.path("result")).unwrap();
    let path = place.write("in/eicar.txt", samples::eicar());
    #[cfg(unix)]
    to_nobody(&path);
    (place, path)
}

/// Root's files are the system's, which is asked about elsewhere.
#[cfg(unix)]
fn to_nobody(path: &Path) {
    if rustix::process::geteuid().is_root() {
        let nobody = Some(ordinary_user::NOBODY);
        std::os::unix::fs::chown(path, nobody, nobody).unwrap();
    }
}

/// A list of files as one half of the guide hands it the other, each with these contents; and the argument for it.
fn handed(place: &Place, contents: &[u8], paths: &[&Path]) -> (PathBuf, OsString) {
    let digest = |bytes: &[u8]| hex(&<sha2::Sha256 as sha2::Digest>::digest(bytes));
    let line = |path: &&Path| format!("{}:EICAR_Test_File:{}\n", digest(contents), hex(&raw(path)));
    let list: String = paths.iter().map(line).collect();
    let path = place.write("handed/agreed.txt", &list);
    let mut argument = OsString::from(format!("{}:", digest(list.as_bytes())));
    argument.push(&path);
    (path, argument)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(unix)]
fn raw(path: &Path) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_vec()
}

#[cfg(windows)]
fn raw(path: &Path) -> Vec<u8> {
    std::os::windows::ffi::OsStrExt::encode_wide(path.as_os_str()).flat_map(u16::to_le_bytes).collect()
}

/// The one paper: it holds this, and nothing of the options of a command line.
fn the_paper_says(place: &Place, what: &[&str]) {
    let papers = papers(place);
    assert_eq!(papers.len(), 1, "{papers:?}");
    for what in what {
        assert!(papers[0].contains(what), "{what}: {}", papers[0]);
    }
    assert!(!papers[0].contains(" --") && !papers[0].contains("(--"), "{}", papers[0]);
    assert_eq!(papers[0].matches("RESULT:").count(), 1, "{}", papers[0]);
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
    let (rules, looked) = (place.path("rules"), place.path("in"));
    let ran = unasked(&place, &["--rules", rules.to_str().unwrap(), looked.to_str().unwrap()]);
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
    the_paper_says(&place, &["RESULT: this machine was not looked at", "There is nothing to look with yet."]);
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

#[cfg(unix)]
const NOT_OVER: &str = "RESULT: malware was found and is locked away, but it is not over yet:";

#[cfg(unix)]
#[test]
fn what_still_runs_is_not_called_harmless() {
    let (place, path) = place_with_sample();
    std::fs::remove_file(path).unwrap();
    place.write("rules/marked.yar", samples::marked_rule());
    let (marked, program) = (place.write("marked", samples::marked(1)), place.path("in/marked-sleep"));
    // Another program writes it: what this one has open for writing meanwhile could not be started.
    let line = "cat \"$(command -v sleep)\" \"$0\" >\"$1\" && chmod 755 \"$1\"";
    assert!(Command::new("sh").args(["-c", line]).arg(&marked).arg(&program).status().unwrap().success());
    to_nobody(&program);
    let mut running = Command::new(&program).arg("600").spawn().unwrap();
    let (said, code) = at_a_terminal(&place, "en", "y\n");
    running.kill().unwrap();
    running.wait().unwrap();
    assert!(!program.exists() && said.contains(NOT_OVER), "{said}");
    assert!(said.contains("- A file that was locked away still runs") && said.contains("Restart"), "{said}");
    assert!(!said.contains("no more harm"), "{said}");
    assert_eq!(code, 1, "{said}");
    the_paper_says(&place, &[NOT_OVER, "Restart this machine now", "Quet_Demo_Marker"]);
}

#[cfg(unix)]
#[test]
fn another_name_of_the_same_file_is_not_passed_over() {
    let (place, path) = place_with_sample();
    std::fs::hard_link(&path, place.path("elsewhere.txt")).unwrap();
    let (said, code) = at_a_terminal(&place, "en", "y\n");
    assert!(!path.exists() && said.contains(NOT_OVER), "{said}");
    assert!(said.contains("still stand under other names that were not looked at (1)"), "{said}");
    assert_eq!(code, 1, "{said}");
    the_paper_says(&place, &[NOT_OVER]);
}

#[cfg(unix)]
#[test]
fn what_was_not_read_may_hold_more_of_it() {
    let (place, path) = place_with_sample();
    place.write("in/b.7z", b"7z\xbc\xaf\x27\x1c\x00\x04 and something packed");
    let (said, code) = at_a_terminal(&place, "en", "y\n");
    assert!(!path.exists() && said.contains(NOT_OVER), "{said}");
    assert!(said.contains("- Not everything could be read, and there may be more in it: a way of"), "{said}");
    assert_eq!(code, 2, "{said}");
    the_paper_says(
        &place,
        &[NOT_OVER, "b.7z", "Move these files into the vault? They can be put back. [y/N] y"],
    );
}

#[cfg(unix)]
#[test]
fn who_has_an_administrators_rights_is_asked_about_what_is_the_systems() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    for (answer, acts) in [("n", false), ("y", true)] {
        let (place, path) = place_with_sample();
        std::fs::remove_file(path).unwrap();
        let both = [("a", samples::eicar()), ("b", samples::eicar())];
        let path = place.write("in/two.zip", samples::zip(&both));
        let (said, code) = at_a_terminal(&place, "en", &format!("{answer}\n"));
        assert_eq!(said.matches("[y/N]").count(), 1, "{said}");
        let listed = format!("  {}\r", path.display());
        assert_eq!(said.split('\n').filter(|line| *line == listed).count(), 1, "each file once: {said}");
        assert_eq!((path.exists(), place.vault().len()), (!acts, usize::from(acts)), "{said}");
        let (result, expected) = match acts {
            true => ("RESULT: malware was found and is locked away. It can do no more harm", 1),
            false => ("RESULT: malware was found, and not all of it is locked away.", 2),
        };
        assert_eq!(code, expected, "{said}");
        the_paper_says(&place, &[result, "belongs to root, and the system may need it."]);
    }
}

#[cfg(unix)]
#[test]
fn what_was_not_read_stays_not_read_when_the_rest_is_locked_away() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let (place, nobodys) = place_with_sample();
    let path = place.write("in/roots.txt", samples::eicar());
    place.write("in/b.7z", b"7z\xbc\xaf\x27\x1c\x00\x04 and something packed");
    let (said, code) = at_a_terminal(&place, "en", "y\ny\n");
    assert!(!nobodys.exists() && !path.exists() && said.contains(NOT_OVER), "{said}");
    assert_eq!((code, said.matches("RESULT:").count()), (2, 1), "{said}");
    assert!(!said.contains("not all of it is locked away"), "{said}");
}

#[cfg(unix)]
#[test]
fn where_the_system_gives_no_rights_nobody_is_asked_for_them() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let place = Place::ordinary();
    std::fs::create_dir(place.path("result")).unwrap();
    place.give("result");
    std::fs::create_dir(place.path("data")).unwrap();
    place.give("data");
    let path = place.path("in/roots.txt");
    std::fs::write(&path, samples::eicar()).unwrap();
    let mut terminal = terminal(&place, "en");
    ordinary_user::without_rights(&mut terminal);
    let (said, code) = typed(&mut terminal, "y\n");
    assert!(!said.contains("[y/N]") && said.contains("(with sudo)"), "{said}");
    assert!(path.exists() && code == 2, "{said}");
    the_paper_says(&place, &["RESULT: malware was found, and not all of it is locked away.", "(with sudo)"]);
}

#[test]
fn why_nothing_was_scanned_stands_in_the_result() {
    let (place, path) = place_with_sample();
    let looked = place.path("in");
    let looked = looked.to_str().unwrap();
    place.write("rules/broken.yar", "rule broken {");
    let rules = place.path("rules");
    let ran = unasked(&place, &["--rules", rules.to_str().unwrap(), looked]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    let result = "RESULT: this machine was not looked at, so nothing is known of it. The rules are broken";
    the_paper_says(&place, &[result, "broken.yar"]);
    std::fs::remove_dir_all(place.path("result")).unwrap();
    std::fs::create_dir(place.path("result")).unwrap();
    // Nobody listens there any more.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let ran = unasked(&place, &["--campaign", &format!("http://127.0.0.1:{port}"), looked]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    let result =
        "RESULT: this machine was not looked at, so nothing is known of it. The campaign's rules could not";
    the_paper_says(&place, &[result]);
    assert!(path.exists() && place.vault().is_empty());
}

#[cfg(unix)]
#[test]
fn why_there_is_no_vault_stands_in_the_result() {
    let (place, path) = place_with_sample();
    place.write("data/vault", "no folder");
    let (said, code) = at_a_terminal(&place, "en", "y\n");
    assert!(path.exists() && code == 2, "{said}");
    the_paper_says(
        &place,
        &["quet: Nothing was touched. ", "RESULT: malware was found, and not all of it is locked away."],
    );
}

#[test]
fn with_more_rights_just_what_was_agreed_to_is_taken() {
    let (place, path) = place_with_sample();
    let other = place.write("in/other.txt", "not what was agreed to");
    let missing = place.path("in/missing.txt");
    let (_, argument) = handed(&place, &samples::eicar(), &[&path, &other, &missing]);
    let ran = unasked(&place, &["--take", argument.to_str().unwrap()]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(!path.exists() && other.exists(), "{}", ran.stdout);
    assert!(ran.stdout.contains("other.txt is no longer there as it was found"), "{}", ran.stdout);
    assert!(ran.stdout.contains("missing.txt could not be reached"), "{}", ran.stdout);
    assert_eq!(place.vault().len(), 1);
    the_paper_says(&place, &["RESULT: malware was found, and not all of it is locked away."]);
}

#[test]
fn with_more_rights_it_says_whether_it_is_over() {
    let (place, path) = place_with_sample();
    let (_, argument) = handed(&place, &samples::eicar(), &[&path]);
    let ran = unasked(&place, &["--take", argument.to_str().unwrap()]);
    assert!(!path.exists() && ran.code == 1, "{}{}", ran.stdout, ran.stderr);
    the_paper_says(&place, &["RESULT: malware was found and is locked away. It can do no more harm"]);
    let (place, path) = place_with_sample();
    std::fs::hard_link(&path, place.path("elsewhere.txt")).unwrap();
    let (_, argument) = handed(&place, &samples::eicar(), &[&path]);
    let ran = unasked(&place, &["--take", argument.to_str().unwrap()]);
    assert!(!path.exists() && ran.code == 3, "{}{}", ran.stdout, ran.stderr);
    the_paper_says(&place, &["but it is not over yet:", "(1)"]);
}

#[test]
fn with_more_rights_nothing_is_done_without_just_the_list_that_was_agreed_to() {
    let (place, path) = place_with_sample();
    let (list, argument) = handed(&place, &samples::eicar(), &[&path]);
    let text = String::from_utf8(bytes_of(&list)).unwrap();
    std::fs::write(&list, text.replace("EICAR_Test_File", "Another")).unwrap();
    let ran = unasked(&place, &["--take", argument.to_str().unwrap()]);
    assert!(path.exists() && ran.code == 2, "{}{}", ran.stdout, ran.stderr);
    the_paper_says(&place, &["RESULT: nothing was locked away", "is not the one that was handed over"]);
    assert!(place.vault().is_empty());
    for nonsense in ["", "x", &argument.to_str().unwrap()[1..]] {
        let ran = unasked(&place, &["--take", nonsense]);
        assert_eq!(ran.code, 64, "{nonsense}: {}{}", ran.stdout, ran.stderr);
    }
    assert!(path.exists() && papers(&place).len() == 1);
}

#[cfg(unix)]
#[test]
fn with_more_rights_nobody_says_where_its_data_lie() {
    for is_one in [false, true] {
        let place = Place::ordinary();
        for folder in ["result", "home"] {
            std::fs::create_dir(place.path(folder)).unwrap();
            place.give(folder);
        }
        let path = place.write("in/eicar.txt", samples::eicar());
        let (_, argument) = handed(&place, &samples::eicar(), &[&path]);
        let mut command = place.command();
        command.arg("guide").arg("--result").arg(place.path("result")).env("QUET_DATA", place.path("other"));
        match is_one {
            true => command.arg(format!("--take={}", argument.to_str().unwrap())),
            false => command.arg("--take").arg(&argument),
        };
        let ran = Ran::of(command.output().unwrap());
        assert!(!path.exists() && ran.code == 1, "{}{}", ran.stdout, ran.stderr);
        assert!(place.path("home/.local/share/quet/vault").exists() && !place.path("other").exists());
    }
}
