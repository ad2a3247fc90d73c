//! Cleaning: a plan, an agreement, the vault; and nothing without them.

#[cfg(unix)]
use std::os::unix::fs::PermissionsExt;
#[cfg(unix)]
use std::process::{Command, Stdio};

use testkit::samples;

#[cfg(unix)]
use crate::quet::Ran;
use crate::quet::{Place, bytes_of};

fn root_or_skip_system() -> &'static [&'static str] {
    // Where the tests run as root, what they make is root's, and only --system takes it.
    &["--clean", "--yes", "--system"]
}

#[test]
fn without_a_terminal_and_without_yes_nothing_is_touched() {
    let place = Place::new();
    let path = place.write("in/eicar.txt", samples::eicar());
    let ran = place.scan(&["--clean"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (64, ""));
    assert!(ran.stderr.contains("--yes"), "{}", ran.stderr);
    assert!(path.exists() && !place.path("data").exists());
}

#[test]
fn a_dry_run_shows_the_plan_and_touches_nothing() {
    let place = Place::new();
    let path = place.write("in/eicar.txt", samples::eicar());
    let ran = place.scan(&["--clean", "--dry-run", "--system"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.events("finding")[0]["action"], serde_json::Value::Null);
    assert!(ran.stderr.contains(path.to_str().unwrap()), "{}", ran.stderr);
    assert!(path.exists() && !place.path("data/vault").exists());
}

#[cfg(unix)]
/// Runs a scan at a terminal of its own and types an answer.
fn at_a_terminal(place: &Place, answer: &str) -> (String, i32) {
    let quet = place.command();
    let quet = quet.get_program().to_str().unwrap().to_owned();
    let line = format!(
        "{quet} scan --clean --system --no-remember --rules {} --data {} {}",
        place.path("rules").display(),
        place.path("data").display(),
        place.path("in").display()
    );
    // util-linux's `script` gives it a terminal.
    let mut command = Command::new("script");
    command.args(["--quiet", "--return", "--command", &line, "/dev/null"]).env("LC_ALL", "C.UTF-8");
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut script = command.spawn().expect("`script` of util-linux is needed");
    let mut input = script.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, format!("{answer}\n").as_bytes()).unwrap();
    let done = script.wait_with_output().unwrap();
    (String::from_utf8_lossy(&done.stdout).into_owned(), done.status.code().unwrap())
}

#[cfg(unix)]
#[test]
fn at_a_terminal_the_plan_is_shown_and_only_a_clear_yes_acts() {
    for (answer, acts) in [("", false), ("n", false), ("maybe", false), ("y", true), ("có", true)] {
        let place = Place::new();
        let path = place.write("in/eicar.txt", samples::eicar());
        let (said, code) = at_a_terminal(&place, answer);
        assert!(said.contains("To be moved into the vault (1):"), "{said}");
        assert!(said.contains("[y/N]"), "{said}");
        assert_eq!(path.exists(), !acts, "{answer}: {said}");
        assert_eq!(code, 1, "{said}");
        assert_eq!(said.contains("Nothing was touched."), !acts);
    }
}

#[test]
fn an_alert_goes_into_the_vault_and_the_finding_says_so() {
    let place = Place::new();
    place.write("in/eicar.txt", samples::eicar());
    let archive = place.write("in/a.tar.gz", samples::gzip(&samples::tar(&[("b.com", samples::eicar())])));
    let clean = place.write("in/clean.txt", samples::clean(1, 1000));
    let ran = place.scan(root_or_skip_system());
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let mut ids: Vec<_> = ran
        .events("finding")
        .iter()
        .map(|finding| {
            assert_eq!(finding["action"]["did"], "quarantined");
            finding["action"]["vault_id"].as_str().unwrap().to_owned()
        })
        .collect();
    let mut listed: Vec<_> =
        place.vault().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    listed.sort();
    assert_eq!(ids, listed);
    assert!(clean.exists() && !archive.exists());
    let again = place.scan(&[]);
    assert_eq!((again.code, again.events("finding").len()), (0, 0));
}

#[test]
fn nothing_below_an_alert_is_touched() {
    let place = Place::new();
    place.write("rules/warn.yar", "rule warn { meta: score = 99 condition: filename == \"a.bin\" }");
    let path = place.write("in/a.bin", b"x");
    let ran = place.scan(root_or_skip_system());
    assert_eq!(ran.events("finding")[0]["level"], "warning");
    assert_eq!(ran.code, 1);
    assert!(path.exists() && !place.path("data/vault").exists());
}

#[cfg(unix)]
#[test]
fn files_of_root_are_left_alone_without_system() {
    if !rustix::process::geteuid().is_root() {
        // An ordinary user cannot make a file of root's; the gate's own tests cover it.
        return;
    }
    let place = Place::new();
    let path = place.write("in/eicar.txt", samples::eicar());
    let ran = place.scan(&["--clean", "--yes"]);
    assert_eq!(ran.code, 2, "not all could be done");
    assert!(ran.stderr.contains("--system"), "{}", ran.stderr);
    let finding = &ran.events("finding")[0];
    assert_eq!(finding["action"], serde_json::Value::Null);
    assert!(finding["not_cleaned"].as_str().unwrap().contains("root"), "{finding}");
    assert!(path.exists());
}

#[cfg(unix)]
#[test]
fn an_ordinary_user_cleans_what_is_theirs() {
    let place = Place::ordinary();
    let path = place.write("in/eicar.txt", samples::eicar());
    let ran = place.scan(&["--clean", "--yes"]);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(!path.exists());
    let id = place.vault()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(place.run(&["vault", "restore", &id]).code, 0);
    assert_eq!(bytes_of(&path), samples::eicar());
}

#[cfg(unix)]
#[test]
fn a_file_in_a_folder_that_may_not_be_written_stays_and_the_output_says_what_to_do() {
    let place = Place::ordinary();
    let path = place.write("in/sub/eicar.txt", samples::eicar());
    std::fs::set_permissions(place.path("in/sub"), PermissionsExt::from_mode(0o555)).unwrap();
    let ran = place.scan(&["--clean", "--yes"]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("was left alone"), "{}", ran.stderr);
    assert_eq!(bytes_of(&path), samples::eicar());
    assert!(place.vault().is_empty(), "one good copy, not two");
    std::fs::set_permissions(place.path("in/sub"), PermissionsExt::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_file_where_it_is() {
    let place = Place::new();
    let path = place.write("in/eicar.txt", [samples::eicar(), vec![b' '; 400_000]].concat());
    place.write("rules/large.yar", "rule large { meta: score = 100 condition: filename == \"eicar.txt\" }");
    std::fs::create_dir(place.path("small")).unwrap();
    let quet = place.command().get_program().to_str().unwrap().to_owned();
    let script = format!(
        "mount -t tmpfs -o size=256k tmpfs {small} && {quet} scan --clean --yes --system --no-remember \
         --format jsonl --rules {rules} --data {small}/data {place}; code=$?; ls -R {small}; exit $code",
        small = place.path("small").display(),
        rules = place.path("rules").display(),
        place = place.path("in").display(),
    );
    // In a namespace of its own, so that the mount is gone with the test.
    let mut command = Command::new("unshare");
    command.args(if rustix::process::geteuid().is_root() { &["-m"][..] } else { &["-Urm"] });
    let ran = Ran::of(command.args(["sh", "-c", &script]).env("LC_ALL", "C.UTF-8").output().unwrap());
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("disk is full"), "{}", ran.stderr);
    assert!(path.exists());
    assert!(!ran.stdout.contains(".making"), "nothing half done is left: {}", ran.stdout);
}

#[test]
fn all_names_of_one_file_go_together_and_come_back_as_one_file() {
    let place = Place::new();
    let first = place.write("in/first.com", samples::eicar());
    let second = place.path("in/second.com");
    let outside = place.path("outside.com");
    std::fs::hard_link(&first, &second).unwrap();
    std::fs::hard_link(&first, &outside).unwrap();
    let ran = place.scan(root_or_skip_system());
    assert_eq!(place.vault().len(), 1, "{}", ran.stdout);
    assert_eq!(ran.events("finding")[0]["action"]["other_links_left"], 1);
    assert!(!first.exists() && !second.exists() && outside.exists());
    let id = place.vault()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(place.run(&["vault", "restore", &id]).code, 0);
    std::fs::write(&first, "one file").unwrap();
    assert_eq!(bytes_of(&second), b"one file");
}

#[cfg(unix)]
#[test]
fn a_program_that_has_the_file_open_is_named() {
    let place = Place::new();
    let path = place.write("in/eicar.txt", samples::eicar());
    let file = std::fs::File::open(&path).unwrap();
    let mut holder = Command::new("sleep").arg("60").stdin(file).spawn().unwrap();
    let ran = place.scan(root_or_skip_system());
    let open_by = ran.events("finding")[0]["action"]["open_by"].clone();
    holder.kill().unwrap();
    holder.wait().unwrap();
    let pids: Vec<_> = open_by.as_array().unwrap().iter().map(|one| one["pid"].as_u64().unwrap()).collect();
    assert!(pids.contains(&u64::from(holder.id())), "{open_by}");
}

#[test]
fn quet_never_takes_itself_or_its_own_data() {
    #[cfg(unix)]
    let place = Place::ordinary();
    #[cfg(windows)]
    let place = Place::with_copy();
    place.write("rules/all.yar", "rule all { meta: score = 100 condition: true }");
    place.give("rules");
    let program = place.command().get_program().to_owned();
    let rules = place.path("rules");
    let folder = std::path::Path::new(&program).parent().unwrap().to_owned();
    let arguments: Vec<&str> = vec![
        "scan",
        "--clean",
        "--yes",
        "--system",
        "--rules",
        rules.to_str().unwrap(),
        folder.to_str().unwrap(),
    ];
    let ran = place.run(&arguments);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("This is quet itself."), "{}", ran.stdout);
    assert!(std::path::Path::new(&program).exists());
}

#[test]
fn whatever_kills_quet_while_it_cleans_one_good_copy_is_left() {
    // Every change to the disk is a point; the one after the last is a whole run.
    for point in 1.. {
        let place = Place::new();
        let path = place.write("in/eicar.txt", samples::eicar());
        let mut command = place.command();
        command.env("QUET_FAULT", format!("kill:{point}"));
        command
            .args(["scan", "--clean", "--yes", "--system", "--no-remember", "--rules"])
            .arg(place.path("rules"));
        command.arg("--data").arg(place.path("data")).arg(place.path("in"));
        // What is killed has no code, or on Windows one that `quet` never gives.
        let killed = command.output().unwrap().status.code().is_none_or(|code| !(0..=2).contains(&code));
        let items = place.vault();
        let in_place = path.exists().then(|| bytes_of(&path));
        match (&in_place, items.len()) {
            (Some(bytes), 0) => assert_eq!(*bytes, samples::eicar(), "at point {point}"),
            (None, 1) => {
                let id = items[0]["id"].as_str().unwrap().to_owned();
                assert_eq!(place.run(&["vault", "restore", &id]).code, 0, "at point {point}");
                assert_eq!(bytes_of(&path), samples::eicar(), "at point {point}");
            }
            other => panic!("at point {point}: {other:?}"),
        }
        if !killed {
            assert!(point > 10, "the points are not reached");
            assert_eq!(items.len(), 1);
            return;
        }
    }
}
