//! A crash or a hang costs one object and nothing else, and never leads to an action.

use testkit::samples;

use crate::processes::{self, Blow, at_work, is_gone, lookers, wait_for_work};
use crate::quet::{Place, Ran, wait_until};

const SLOW: &str = "rule slow { meta: score = 100 condition: filename == \"slow.bin\" and for all i in (0..0x7fffffffffff) : (i >= 0) }";

fn place_with_slow_file() -> Place {
    let place = Place::new();
    place.write("rules/slow.yar", SLOW);
    place.write("in/slow.bin", b"harmless");
    for number in 0..10 {
        place.write(format!("in/{number}.txt"), samples::clean(number, 100));
    }
    place.write("in/eicar.txt", samples::eicar());
    place
}

#[test]
fn a_rule_that_never_ends_costs_the_object_it_was_asked_about() {
    let place = place_with_slow_file();
    let ran = place.scan(&["--time-limit", "3", "--clean", "--yes", "--system"]);
    assert_eq!(ran.reasons(), ["engine_timeout"]);
    assert_eq!(ran.summary()["objects"]["failed"], 1);
    assert_eq!(ran.summary()["objects"]["scanned"], 11);
    assert_eq!(ran.code, 2);
    assert!(place.path("in/slow.bin").exists(), "what went wrong never leads to an action");
    assert!(!place.path("in/eicar.txt").exists());
}

/// Strikes whoever looks at the slow file.
fn strike(blow: Blow, time_limit: &str) -> (Place, Ran) {
    let place = place_with_slow_file();
    let scan =
        place.start_scan(&["--time-limit", time_limit, "--threads", "1", "--clean", "--yes", "--system"]);
    processes::strike(wait_for_work(&scan, &place.path("in/slow.bin")), blow);
    let ran = Ran::of(scan.wait_with_output().unwrap());
    (place, ran)
}

#[test]
fn a_looker_that_crashes_costs_the_object_it_looked_at() {
    let (place, ran) = strike(Blow::Crash, "60");
    assert_eq!(ran.reasons(), ["crashed"], "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.summary()["objects"]["scanned"], 11);
    assert_eq!(ran.code, 2);
    assert!(place.path("in/slow.bin").exists());
    assert!(!place.path("in/eicar.txt").exists());
}

#[test]
fn a_looker_that_hangs_is_ended_and_costs_the_object_it_looked_at() {
    let (place, ran) = strike(Blow::Hang, "8");
    assert_eq!(ran.reasons(), ["time_limit"], "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.summary()["objects"]["scanned"], 11);
    assert!(place.path("in/slow.bin").exists());
}

#[test]
fn what_was_found_before_a_crash_is_told_and_may_be_cleaned() {
    let place = Place::new();
    // An archive of which the rules say something at once, and that then keeps the looker busy with a member.
    place.write("rules/a.yar", "rule outer { meta: score = 100 condition: filename == \"a.zip\" }");
    place.write("rules/slow.yar", SLOW);
    let archive = place.write("in/a.zip", samples::zip(&[("slow.bin", b"x")]));
    let scan = place.start_scan(&["--time-limit", "60", "--threads", "1", "--clean", "--yes", "--system"]);
    wait_for_work(&scan, &archive);
    // Telling what the rules said of the archive itself is the first thing that it does.
    std::thread::sleep(std::time::Duration::from_secs(2));
    processes::strike(at_work(&scan, &archive).unwrap(), Blow::Crash);
    let ran = Ran::of(scan.wait_with_output().unwrap());
    assert_eq!(ran.reasons(), ["crashed"]);
    assert_eq!(ran.events("finding")[0]["because"][0]["name"], "outer");
    assert!(!archive.exists(), "the rule spoke before anything went wrong");
    assert_eq!(ran.code, 2);
}

#[cfg(unix)]
#[test]
fn a_lost_crew_ends_the_scan_and_the_columns_still_add_up() {
    let place = place_with_slow_file();
    let scan = place.start_scan(&["--time-limit", "60", "--threads", "1"]);
    wait_until("lookers work", || !lookers(&scan).is_empty());
    for pid in processes::children(scan.id()) {
        let pid = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    }
    let ran = Ran::of(scan.wait_with_output().unwrap());
    assert_eq!(ran.summary()["complete"], false);
    assert!(ran.summary()["objects"]["failed"].as_u64().unwrap() > 0, "{}", ran.stdout);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("ended before its end"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn an_interrupted_scan_ends_soon_says_so_and_touches_nothing() {
    let place = place_with_slow_file();
    let scan = place.start_scan(&["--time-limit", "60", "--threads", "1", "--clean", "--yes", "--system"]);
    wait_for_work(&scan, &place.path("in/slow.bin"));
    let pid = rustix::process::Pid::from_raw(i32::try_from(scan.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let ran = Ran::of(scan.wait_with_output().unwrap());
    let summary = ran.summary();
    assert_eq!((ran.code, summary["complete"].as_bool()), (2, Some(false)));
    assert!(summary["seconds"].as_f64().unwrap() < 30.0, "{summary}");
    assert!(summary["objects"]["failed"].as_u64().unwrap() > 0, "{summary}");
    assert!(ran.stderr.contains("interrupted"), "{}", ran.stderr);
    assert!(place.path("in/eicar.txt").exists() && !place.path("data/vault").exists());
}

#[test]
fn nobody_goes_on_looking_when_quet_is_gone() {
    let place = place_with_slow_file();
    let mut scan = place.start_scan(&["--time-limit", "60"]);
    wait_until("lookers work", || !lookers(&scan).is_empty());
    let left = lookers(&scan);
    scan.kill().unwrap();
    scan.wait().unwrap();
    wait_until("the lookers are gone", || left.iter().all(|&looker| is_gone(looker)));
}

#[test]
fn a_rule_file_that_the_compiler_cannot_stand_is_named() {
    let place = Place::new();
    // Brackets upon brackets: refused by the parser's own limit, or else it breaks down; both are said.
    let deep = format!("rule deep {{ condition: {}true{} }}", "(".repeat(200_000), ")".repeat(200_000));
    place.write("rules/deep.yar", deep);
    let ran = place.scan(&[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("deep.yar"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_looker_has_nothing_open_but_its_line_and_its_file_and_no_rights() {
    let place = place_with_slow_file();
    let mut scan = place.start_scan(&["--time-limit", "60", "--threads", "1"]);
    let looker = wait_for_work(&scan, &place.path("in/slow.bin"));
    let says =
        |file: &str| String::from_utf8(crate::quet::bytes_of(format!("/proc/{looker}/{file}"))).unwrap();
    let status = says("status");
    assert!(!status.contains("Uid:\t0\t"), "{status}");
    assert!(status.contains("CapEff:\t0000000000000000"), "{status}");
    let limits = says("limits");
    for name in ["Max core file size", "Max file size", "Max data size"] {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        assert!(!line.contains("unlimited"), "{line}");
    }
    assert_eq!(says("oom_score_adj").trim(), "1000");
    let mut open: Vec<String> = std::fs::read_dir(format!("/proc/{looker}/fd"))
        .unwrap()
        .map(|fd| std::fs::read_link(fd.unwrap().path()).unwrap().to_str().unwrap().to_owned())
        .map(|to| if to.starts_with("socket:") { "socket".to_owned() } else { to })
        .collect();
    open.sort();
    let slow = place.path("in/slow.bin").to_str().unwrap().to_owned();
    assert_eq!(open, ["/dev/null", "/dev/null", "/dev/null", &slow, "socket"]);
    scan.kill().unwrap();
    scan.wait().unwrap();
}
