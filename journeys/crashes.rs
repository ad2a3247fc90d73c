//! A crash or a hang costs one object and nothing else, and never leads to an action.

use testkit::samples;

use crate::quet::{Place, Ran, lookers, wait_until};

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
    let ran = place.scan(&["--time-limit", "1", "--clean", "--yes", "--system"]);
    assert_eq!(ran.reasons(), ["engine_timeout"]);
    assert_eq!(ran.summary()["objects"]["failed"], 1);
    assert_eq!(ran.summary()["objects"]["scanned"], 11);
    assert_eq!(ran.code, 2);
    assert!(place.path("in/slow.bin").exists(), "what went wrong never leads to an action");
    assert!(!place.path("in/eicar.txt").exists());
}

/// Sends a signal to whoever looks at the slow file.
fn strike(signal: rustix::process::Signal, time_limit: &str) -> (Place, Ran) {
    let place = place_with_slow_file();
    let scan =
        place.start_scan(&["--time-limit", time_limit, "--threads", "2", "--clean", "--yes", "--system"]);
    wait_until("lookers work", || lookers(&scan).len() == 2);
    // By now everything but the slow file is done.
    std::thread::sleep(std::time::Duration::from_millis(700));
    for looker in lookers(&scan) {
        // The one that is idle is struck too: it is replaced when it is needed.
        let _ = rustix::process::kill_process(rustix::process::Pid::from_raw(looker).unwrap(), signal);
    }
    let ran = Ran::of(scan.wait_with_output().unwrap());
    (place, ran)
}

#[test]
fn a_looker_that_crashes_costs_the_object_it_looked_at() {
    let (place, ran) = strike(rustix::process::Signal::ABORT, "60");
    assert_eq!(ran.reasons(), ["crashed"], "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.summary()["objects"]["scanned"], 11);
    assert_eq!(ran.code, 2);
    assert!(place.path("in/slow.bin").exists());
    assert!(!place.path("in/eicar.txt").exists());
}

#[test]
fn a_looker_that_hangs_is_ended_and_costs_the_object_it_looked_at() {
    let (place, ran) = strike(rustix::process::Signal::STOP, "1");
    // Should the engine have ended by itself a moment before, that is the reason.
    assert!(ran.reasons() == ["time_limit"] || ran.reasons() == ["engine_timeout"], "{}", ran.stdout);
    assert_eq!(ran.summary()["objects"]["scanned"], 11);
    assert!(place.path("in/slow.bin").exists());
}

#[test]
fn nobody_goes_on_looking_when_quet_is_gone() {
    let place = place_with_slow_file();
    let mut scan = place.start_scan(&["--time-limit", "60"]);
    wait_until("lookers work", || !lookers(&scan).is_empty());
    let left = lookers(&scan);
    scan.kill().unwrap();
    scan.wait().unwrap();
    let gone = |pid: &i32| !std::path::Path::new(&format!("/proc/{pid}")).exists();
    wait_until("the lookers are gone", || left.iter().all(gone));
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

#[test]
fn a_looker_may_do_less_than_quet_itself() {
    let place = place_with_slow_file();
    let mut scan = place.start_scan(&["--time-limit", "60"]);
    wait_until("lookers work", || !lookers(&scan).is_empty());
    let says = |looker: i32, file: &str| {
        String::from_utf8(crate::quet::bytes_of(format!("/proc/{looker}/{file}"))).unwrap()
    };
    for looker in lookers(&scan) {
        // What Landlock leaves to be seen from outside: without it nothing here sets this.
        assert!(says(looker, "status").contains("NoNewPrivs:\t1"));
        let limits = says(looker, "limits");
        let bounded = |name: &str| {
            let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
            !line.contains("unlimited")
        };
        assert!(
            bounded("Max core file size") && bounded("Max file size") && bounded("Max data size"),
            "{limits}"
        );
        assert_eq!(says(looker, "oom_score_adj").trim(), "1000");
        // The socket, the file it looks at, and /dev/null twice: nothing of quet's own is open in it.
        let open: Vec<_> = std::fs::read_dir(format!("/proc/{looker}/fd"))
            .unwrap()
            .filter_map(|fd| std::fs::read_link(fd.ok()?.path()).ok())
            .filter(|path| path.starts_with(place.folder.path()) && !path.ends_with("slow.bin"))
            .collect();
        assert!(open.is_empty(), "{open:?}");
    }
    scan.kill().unwrap();
    scan.wait().unwrap();
}
