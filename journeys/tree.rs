//! Every object of a tree comes to one end, and their sum is what `find` counts. Nothing may be followed or waited for.

#[cfg(unix)]
use testkit::ordinary_user::without_rights;
use testkit::samples;
#[cfg(unix)]
use testkit::tree::{AwkwardTree, find_count, find_count_by, make_deeper_than_a_path};

#[cfg(unix)]
use crate::processes::lookers;
use crate::processes::wait_for_work;
#[cfg(unix)]
use crate::quet::copy_program;
use crate::quet::{Place, Ran, count};

#[cfg(unix)]
#[test]
fn an_awkward_tree_adds_up_to_what_find_lists() {
    let place = Place::new();
    let tree = AwkwardTree::make(&place.path("in/tree")).unwrap();
    let ran = place.scan(&[]);
    let summary = ran.summary();
    if rustix::process::geteuid().is_root() {
        assert_eq!(summary["objects"]["seen"], find_count(&place.path("in")).unwrap());
        assert_eq!(summary["objects"]["seen"], tree.non_folders);
        assert_eq!(summary["objects"]["scanned"], tree.files);
        assert_eq!(summary["complete"], true, "{}", ran.stdout);
        assert_eq!(ran.code, 0);
    }
    assert_eq!(summary["skipped"]["fifo"], 1);
    assert_eq!(summary["skipped"]["socket"], 1);
    assert_eq!(summary["skipped"]["device"].as_u64().unwrap_or(0), u64::from(tree.has_device));
    tree.open_closed().unwrap();
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_listed_is_a_gap_and_its_files_are_not_counted() {
    let place = Place::ordinary();
    let tree = AwkwardTree::make(&place.path("in/tree")).unwrap();
    let ran = place.scan(&[]);
    let summary = ran.summary();
    let counted =
        match find_count_by(without_rights(&mut std::process::Command::new("find")), &place.path("in")) {
            Err(testkit::Error::CountedInPart { counted, .. }) => counted,
            other => panic!("find could look everywhere: {other:?}"),
        };
    assert_eq!(summary["objects"]["seen"], counted);
    assert_eq!(ran.reasons(), ["unreadable"]);
    let gap = &ran.events("gap")[0];
    assert_eq!(gap["path"], tree.closed.to_str().unwrap());
    assert_eq!(summary["complete"], false);
    assert_eq!(ran.code, 2);
    tree.open_closed().unwrap();
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_failed_and_is_never_clean() {
    let place = Place::ordinary();
    let path = place.write("in/locked.txt", samples::eicar());
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o000)).unwrap();
    let ran = place.scan(&["--clean", "--yes"]);
    assert_eq!(ran.summary()["objects"]["failed"], 1);
    assert_eq!(ran.reasons(), ["unreadable"]);
    assert_eq!(ran.code, 2);
    assert!(path.exists(), "an error is no infection");
}

#[cfg(unix)]
#[test]
fn a_path_longer_than_any_can_be_is_reached_folder_by_folder() {
    let place = Place::new();
    make_deeper_than_a_path(&place.path("in")).unwrap();
    let ran = place.scan(&[]);
    assert_eq!(ran.summary()["objects"]["scanned"], 1, "{}", ran.stdout);
    assert_eq!(ran.code, 0);
}

#[cfg(unix)]
#[test]
fn a_chain_of_folders_past_the_limit_is_a_gap_and_breaks_nothing() {
    let place = Place::new();
    // Folder by folder: no path is as long. Forty thousand would be no other case, only slower.
    let script = "import os,sys\nos.chdir(sys.argv[1])\nfor i in range(10050): os.mkdir('d'); os.chdir('d')\nopen('bottom','w').close()";
    let made =
        std::process::Command::new("python3").args(["-c", script]).arg(place.path("in")).status().unwrap();
    assert!(made.success());
    let ran = place.scan(&[]);
    assert_eq!(ran.reasons(), ["too_deep"], "{}", ran.stderr);
    assert_eq!(ran.code, 2);
    // Many programs cannot remove such a chain; this one can.
    assert!(std::process::Command::new("rm").arg("-rf").arg(place.path("in/d")).status().unwrap().success());
}

#[cfg(unix)]
#[test]
fn a_file_in_a_folder_that_may_be_entered_and_not_listed_is_scanned() {
    let place = Place::ordinary();
    let file = place.write("in/closed/eicar.txt", samples::eicar());
    let closed = place.path("in/closed");
    std::fs::set_permissions(&closed, std::os::unix::fs::PermissionsExt::from_mode(0o111)).unwrap();
    let rules = place.path("rules");
    let ran =
        place.run(&["scan", file.to_str().unwrap(), "--format", "jsonl", "--rules", rules.to_str().unwrap()]);
    assert_eq!(ran.events("finding").len(), 1, "{}{}", ran.stdout, ran.stderr);
    std::fs::set_permissions(&closed, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
}

#[test]
fn a_place_that_is_named_twice_is_scanned_once_and_a_link_that_is_named_is_followed() {
    let place = Place::new();
    let file = place.write("in/a/eicar.txt", samples::eicar());
    #[cfg(unix)]
    std::os::unix::fs::symlink(place.path("in/a"), place.path("way")).unwrap();
    // A link takes a right there that not everybody has: the way is written in another way.
    #[cfg(windows)]
    let place_way = place.path("in").join("..").join("IN").join("A");
    #[cfg(unix)]
    let place_way = place.path("way");
    let rules = place.path("rules");
    let scan = |paths: &[std::path::PathBuf]| {
        let mut arguments =
            vec!["scan".into(), "--format".into(), "jsonl".into(), "--rules".into(), rules.clone()];
        arguments.extend_from_slice(paths);
        place.run(&arguments)
    };
    let ran = scan(&[place.path("in"), place.path("in/a"), place_way.clone(), file.clone()]);
    assert_eq!(ran.summary()["objects"]["seen"], 1);
    let ran = scan(&[place_way]);
    assert_eq!(ran.events("finding")[0]["path"], file.to_str().unwrap());
    let ran = scan(&[file]);
    assert_eq!((ran.summary()["objects"]["seen"].as_u64(), ran.code), (Some(1), 1));
}

#[test]
fn what_is_not_there_is_wrong_usage_and_nothing_is_scanned() {
    let place = Place::new();
    let rules = place.path("rules").into_os_string().into_string().unwrap();
    let ran = place.run(&["scan", "/no/such/place", "--rules", &rules]);
    assert_eq!((ran.code, ran.stdout.as_str()), (64, ""));
    assert!(ran.stderr.contains("/no/such/place"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_file_system_of_the_kernel_is_a_gap_and_not_walked() {
    let place = Place::new();
    let rules = place.path("rules").into_os_string().into_string().unwrap();
    let ran = place.run(&["scan", "/proc", "--format", "jsonl", "--rules", &rules]);
    assert_eq!(ran.reasons(), ["special_mount"]);
    assert_eq!((ran.summary()["objects"]["seen"].as_u64(), ran.code), (Some(0), 2));
    let ran = place.run(&["scan", "/proc/version", "--format", "jsonl", "--rules", &rules]);
    assert_eq!((ran.reasons(), ran.code), (vec!["special_mount".to_owned()], 2));
}

#[test]
fn what_changed_a_moment_ago_is_not_remembered() {
    let place = Place::new();
    for number in 0..20 {
        place.write(format!("in/{number}.txt"), samples::clean(number, 1000));
    }
    let first = place.scan(&[]);
    assert_eq!(first.summary()["objects"]["scanned"], 20);
    // A change within the same step of the clock would not show, so these files are read again.
    assert_eq!(place.scan(&[]).summary()["objects"]["scanned"], 20);
    assert_eq!(place.scan(&["--no-remember"]).summary()["objects"]["remembered"], 0);
}

#[cfg(unix)]
#[test]
fn what_was_there_for_long_is_remembered_until_the_rules_change() {
    // The oldest files of this machine that everybody may read, and that no test changes.
    let place = Place::new();
    let scan = || {
        let rules = place.path("rules");
        let place_arguments = ["scan", "/etc/ssl", "--format", "jsonl", "--rules", rules.to_str().unwrap()];
        place.run(&place_arguments)
    };
    let first = scan().summary();
    let second = scan().summary();
    let kind =
        std::process::Command::new("stat").args(["-f", "-c", "%T", "/etc/ssl"]).output().unwrap().stdout;
    if !["ext2/ext3\n", "xfs\n", "btrfs\n", "f2fs\n"].iter().any(|known| known.as_bytes() == kind) {
        // On any other file system, such as that of a container, nothing may be remembered.
        assert_eq!(second["objects"]["remembered"], 0, "{second}");
        return;
    }
    let number = |summary: &serde_json::Value, column: &str| summary["objects"][column].as_u64().unwrap();
    assert_eq!(number(&first, "remembered"), 0);
    assert!(number(&first, "scanned") > 0, "{first}");
    assert_eq!(number(&second, "remembered"), number(&first, "scanned"), "{second}");
    place.write("rules/more.yar", "rule more { condition: false }");
    assert_eq!(number(&scan().summary(), "remembered"), 0);
}

#[test]
fn the_vault_itself_is_counted_and_not_read() {
    let place = Place::new();
    place.write("in/eicar.txt", samples::eicar());
    assert_eq!(place.scan(&["--clean", "--yes", "--system"]).code, 1);
    let rules = place.path("rules");
    let everything = place.path("data");
    let ran = place.run(&[
        "scan",
        everything.to_str().unwrap(),
        "--format",
        "jsonl",
        "--rules",
        rules.to_str().unwrap(),
    ]);
    let summary = ran.summary();
    assert!(summary["skipped"]["own"].as_u64().unwrap() > 0, "{summary}");
    assert_eq!(summary["objects"]["seen"], count(&everything));
    assert_eq!(summary["complete"], true, "what quet writes meanwhile is no gap: {}", ran.stdout);
}

/// A scan that is held up on one file, so that others can be changed meanwhile.
fn held_up(place: &Place, change: impl FnOnce()) -> Ran {
    let rule =
        "rule slow { condition: filename contains \"slow\" and for all i in (0..0x7fffffffffff) : (i >= 0) }";
    place.write("rules/slow.yar", rule);
    let scan = place.start_scan(&["--time-limit", "4", "--threads", "1"]);
    wait_for_work(&scan, &place.path(if cfg!(windows) { "in/slow.bin" } else { "in/slow" }));
    change();
    Ran::of(scan.wait_with_output().unwrap())
}

#[test]
fn a_file_that_grows_while_it_is_read_is_not_whole() {
    let place = Place::new();
    let path = place.write("in/slow.bin", b"first");
    let grow = path.clone();
    let (over, is_over) = std::sync::mpsc::channel::<()>();
    let mut writer = None;
    let ran = held_up(&place, || {
        // It grows for as long as it is looked at, also the second time.
        writer = Some(std::thread::spawn(move || {
            let pause = std::time::Duration::from_millis(20);
            while is_over.recv_timeout(pause) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                let mut file = std::fs::File::options().append(true).open(&grow).unwrap();
                std::io::Write::write_all(&mut file, b"more").unwrap();
            }
        }));
    });
    drop(over);
    writer.unwrap().join().unwrap();
    assert!(ran.reasons().contains(&"changed_while_read".to_owned()), "{}", ran.stdout);
    assert_eq!((ran.summary()["objects"]["failed"].as_u64(), ran.code), (Some(1), 2));
}

#[cfg(unix)]
#[test]
fn a_mapped_file_that_is_cut_costs_itself_alone() {
    let place = Place::new();
    let rule = "rule reads { condition: filename == \"large.bin\" and for all i in (0..0x7fffffffffff) : \
                (uint8(filesize - 1 - i % 4096) == 0) }";
    place.write("rules/reads.yar", rule);
    let path = place.path("in/large.bin");
    std::fs::File::create(&path).unwrap().set_len(40 << 20).unwrap();
    place.write("in/eicar.txt", samples::eicar());
    let scan = place.start_scan(&["--time-limit", "40"]);
    let maps = |looker: u32| {
        let maps = std::process::Command::new("grep")
            .args(["-c", "large.bin"])
            .arg(format!("/proc/{looker}/maps"))
            .output();
        maps.is_ok_and(|count| count.stdout != b"0\n" && !count.stdout.is_empty())
    };
    crate::quet::wait_until("a looker has it mapped", || lookers(&scan).into_iter().any(maps));
    std::thread::sleep(std::time::Duration::from_millis(300));
    std::fs::File::options().write(true).open(&path).unwrap().set_len(0).unwrap();
    let ran = Ran::of(scan.wait_with_output().unwrap());
    assert_eq!(ran.events("finding").len(), 1, "{}", ran.stdout);
    // The system ended that looker at once; the second look sees an empty file, which is looked at whole.
    assert!(ran.summary()["seconds"].as_f64().unwrap() < 20.0, "{}", ran.stdout);
    assert!(ran.summary()["objects"]["seen"] == 2, "{}", ran.stdout);
}

#[cfg(unix)]
#[test]
fn files_that_vanish_or_become_links_before_they_are_opened_are_gaps() {
    let place = Place::new();
    for number in 0..8 {
        place.write(format!("in/slow-{number}.bin"), b"x");
    }
    let folder = place.path("in");
    let ran = held_up(&place, || {
        for number in 0..8 {
            let path = folder.join(format!("slow-{number}.bin"));
            std::fs::remove_file(&path).unwrap();
            if number % 2 == 0 {
                std::os::unix::fs::symlink("/etc/passwd", &path).unwrap();
            }
        }
    });
    let reasons = ran.reasons();
    let count = |reason: &str| reasons.iter().filter(|r| *r == reason).count();
    assert!(count("vanished") >= 3, "{reasons:?}");
    assert!(count("changed_while_read") >= 3, "{reasons:?}");
    assert_eq!(ran.summary()["objects"]["seen"], 8);
    assert_eq!(ran.code, 2);
}

#[cfg(unix)]
#[test]
fn where_nothing_is_named_the_whole_machine_is_looked_at() {
    let place = Place::new();
    let program = place.command().get_program().to_owned();
    std::fs::create_dir_all(place.path("machine/proc")).unwrap();
    copy_program(&program, place.path("machine/quet"));
    // A machine that holds the program, what that is linked with, and a sample.
    let linked = std::process::Command::new("ldd").arg(&program).output().unwrap();
    for library in
        String::from_utf8(linked.stdout).unwrap().split_whitespace().filter(|word| word.starts_with('/'))
    {
        let there = place.path("machine").join(library.trim_start_matches('/'));
        std::fs::create_dir_all(there.parent().unwrap()).unwrap();
        std::fs::copy(library, there).unwrap();
    }
    place.write("machine/dev/null", "");
    place.write("machine/rules/eicar.yar", samples::eicar_rule());
    place.write("machine/home/u/eicar.txt", samples::eicar());
    let script = format!(
        "mount -t proc proc {machine}/proc && mount --bind /dev/null {machine}/dev/null && exec chroot {machine} /quet scan --rules /rules --data /data \
         --format jsonl",
        machine = place.path("machine").display(),
    );
    let mut command = std::process::Command::new("unshare");
    let root = rustix::process::geteuid().is_root();
    command.args(if root { &["-mpf"][..] } else { &["-Urmpf"] }).args(["sh", "-c", &script]);
    let ran = Ran::of(command.env("LC_ALL", "C.UTF-8").output().unwrap());
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(!ran.events("finding").is_empty(), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.events("finding")[0]["path"], "/home/u/eicar.txt", "{}", ran.stdout);
    assert_eq!(ran.reasons(), ["special_mount"], "the kernel's own files are not the machine's");
}
