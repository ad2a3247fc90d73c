//! Lists of names, and disks of other machines (`--root`): what is found where, and what is refused. These tests must
//! never need a disk of Windows: a tree that looks like one is enough, and no file in it is malware.

#[cfg(unix)]
use std::os::unix::fs::symlink;
use std::path::Path;

use testkit::samples;

use crate::quet::{Place, Ran};

/// A tree as a disk of Windows has it, and patterns as Loki's packs have them.
fn disk() -> Place {
    let place = Place::new();
    for folder in ["Windows/System32", "Windows/Temp", "Users/bình/AppData/Local/Temp"] {
        std::fs::create_dir_all(place.path("disk").join(folder)).unwrap();
    }
    place.write("disk/Windows/System32/svchost.exe", b"MZ");
    place.write("disk/Windows/Temp/x.exe", b"MZ");
    place.write("disk/Users/bình/usbclass.sys", b"");
    place.write("disk/Users/bình/AppData/Local/Temp/drop.exe", b"MZ");
    place.write("disk/Users/bình/SysInternals/procdump.exe", b"MZ");
    place.write("disk/Users/bình/procdump.exe", b"MZ");
    place.write("disk/Users/bình/mail.zip", samples::zip(&[("a\\usbclass.sys", b"x"), ("b.txt", b"x")]));
    place.write(
        "names/filename-iocs.txt",
        "# Regin\n\\\\usbclass\\.sys;80\n# Droppers\nC:\\\\Windows\\\\Temp\\\\x\\.exe;100\n%TEMP%\\\\drop\\.exe$;60\n\
         # Tools\n(?i)\\\\PROCDUMP(64)?\\.exe;50;(?i)(SysInternals\\\\)\n/Windows/System32/svchost\\.exe$;39\n",
    );
    place
}

fn sweep(place: &Place, arguments: &[&str]) -> Ran {
    let names = place.path("names").into_os_string().into_string().unwrap();
    let mut all = vec!["scan", "--rules", &names];
    all.extend(arguments);
    place.run(&all)
}

/// `quet scan --root disk` as JSON lines.
fn root(place: &Place, more: &[&str]) -> Ran {
    let disk = place.path("disk").into_os_string().into_string().unwrap();
    let mut all = vec!["--format", "jsonl", "--root", &disk];
    all.extend(more);
    sweep(place, &all)
}

/// What was found: the path below the disk, the members, the score.
fn found(place: &Place, ran: &Ran) -> Vec<(String, Vec<String>, u64)> {
    let mut found: Vec<_> = ran
        .events("finding")
        .iter()
        .map(|finding| {
            let path = Path::new(finding["path"].as_str().unwrap());
            let path = path.strip_prefix(place.path("disk")).unwrap().to_str().unwrap().replace('\\', "/");
            let inside = finding["inside"].as_array().unwrap().iter().map(|m| m.as_str().unwrap().to_owned());
            (path, inside.collect(), finding["score"].as_u64().unwrap())
        })
        .collect();
    found.sort();
    found
}

fn one(path: &str, inside: &[&str], score: u64) -> (String, Vec<String>, u64) {
    (path.to_owned(), inside.iter().map(|&member| member.to_owned()).collect(), score)
}

#[test]
fn a_mounted_disk_of_windows_is_looked_at_as_windows_would_name_it() {
    let place = disk();
    let ran = root(&place, &[]);
    assert_eq!(
        found(&place, &ran),
        [
            one("Users/bình/AppData/Local/Temp/drop.exe", &[], 60),
            one("Users/bình/mail.zip", &["a\\usbclass.sys"], 80),
            one("Users/bình/procdump.exe", &[], 50),
            one("Users/bình/usbclass.sys", &[], 80),
            one("Windows/Temp/x.exe", &[], 100),
        ],
        "{}",
        ran.stderr
    );
    let empty =
        ran.events("finding").into_iter().find(|f| f["path"].as_str().unwrap().ends_with("usbclass.sys"));
    let because = &empty.unwrap()["because"];
    let expected = serde_json::json!([{"kind": "name", "name": "\\\\usbclass\\.sys", "source": "filename-iocs.txt:2",
        "score": 80, "description": "Regin"}]);
    assert_eq!(*because, expected);
    let summary = ran.summary();
    assert_eq!((ran.code, &summary["rules"]["names"]), (1, &5.into()));
    assert!(ran.stderr.contains("disk"), "{}", ran.stderr);
}

#[test]
fn without_root_the_drive_is_not_known_and_the_rest_is_found() {
    let place = disk();
    let disk = place.path("disk").into_os_string().into_string().unwrap();
    let ran = sweep(&place, &["--format", "jsonl", &disk]);
    let found: Vec<_> = found(&place, &ran).into_iter().map(|(path, ..)| path).collect();
    assert_eq!(found, ["Users/bình/mail.zip", "Users/bình/procdump.exe", "Users/bình/usbclass.sys"]);
}

#[test]
fn yara_rules_see_the_path_on_that_machine_and_people_the_one_here() {
    let place = disk();
    place.write(
        "names/path.yar",
        "rule there { meta: score = 100 condition: filepath == \"C:\\\\Windows\\\\Temp\" and filename == \"x.exe\" }",
    );
    let windows = root(&place, &[]);
    let names = |ran: &Ran| ran.stdout.matches("\"name\":\"there\"").count();
    assert_eq!(names(&windows), 1);
    // A tree without Windows: paths as on Linux.
    std::fs::rename(place.path("disk/Windows"), place.path("disk/etc")).unwrap();
    place.write(
        "names/path.yar",
        "rule there { meta: score = 100 condition: filepath == \"/etc/Temp\" and filename == \"x.exe\" }",
    );
    let linux = root(&place, &[]);
    assert_eq!(names(&linux), 1, "{}{}", linux.stdout, linux.stderr);
    let path = place.path("disk/etc/Temp/x.exe").into_os_string().into_string().unwrap();
    assert!(linux.events("finding").iter().any(|finding| finding["path"] == path));
    assert!(!linux.stdout.contains("drop"), "a drive is not made up");
}

#[test]
fn places_are_given_as_on_that_machine() {
    let place = disk();
    for path in ["/Windows", "windows", "C:\\WINDOWS\\Temp", "Windows\\Temp\\x.exe", "\\Windows"] {
        let ran = root(&place, &[path]);
        assert_eq!(found(&place, &ran), [one("Windows/Temp/x.exe", &[], 100)], "{path}: {}", ran.stderr);
    }
    let both = root(&place, &["C:\\Windows", "/Users"]);
    assert_eq!(found(&place, &both).len(), 5);
    let again = root(&place, &["C:\\", "/Users"]);
    assert_eq!(found(&place, &again).len(), 5, "nothing is counted twice");
}

#[cfg(unix)]
#[test]
fn what_is_no_root_and_what_leads_out_of_it_is_refused_before_anything_is_scanned() {
    let place = disk();
    symlink("/etc", place.path("disk/out")).unwrap();
    symlink("Users", place.path("disk/Documents and Settings")).unwrap();
    place.write("disk/Two", "");
    place.write("disk/two", "");
    for (path, says) in [
        ("..", "lead out"),
        ("Windows\\..\\..\\etc", "lead out"),
        ("out", "lead out"),
        ("/out/passwd", "lead out"),
        ("Documents and Settings", "lead out"),
        ("nothing", "There is no `nothing`"),
        ("TWO", "capital"),
    ] {
        let ran = root(&place, &["--lang", "en", path]);
        assert_eq!((ran.code, &*ran.stdout), (64, ""), "{path}");
        assert!(ran.stderr.contains(says), "{path}: {}", ran.stderr);
    }
    for (root, says) in [("nothing", "There is no"), ("disk/two", "no folder")] {
        let root = place.path(root).into_os_string().into_string().unwrap();
        let ran = sweep(&place, &["--lang", "en", "--root", &root]);
        assert_eq!((ran.code, &*ran.stdout), (64, ""), "{root}");
        assert!(ran.stderr.contains(says), "{root}: {}", ran.stderr);
        let ran = sweep(&place, &["--lang", "vi", "--root", &root]);
        assert!(ran.stderr.contains("Chưa quét gì"), "{}", ran.stderr);
    }
    // Links within the disk are counted and not followed.
    assert_eq!(root(&place, &[]).summary()["skipped"]["link"], 2);
}

#[test]
fn people_read_it_in_their_language_and_find_the_pattern_again() {
    let place = disk();
    let disk = place.path("disk").into_os_string().into_string().unwrap();
    let ran = |lang| sweep(&place, &["--lang", lang, "--root", &disk]).stdout;
    let (en, vi) = (ran("en"), ran("vi"));
    assert!(en.contains(r"name \\usbclass\.sys (+80, filename-iocs.txt:2): Regin"), "{en}");
    assert!(vi.contains(r"tên tệp \\usbclass\.sys (+80, filename-iocs.txt:2): Regin"), "{vi}");
    assert!(en.contains("patterns for names: 5") && vi.contains("mẫu tên tệp: 5"), "{en}{vi}");
}

#[test]
fn a_pattern_that_does_not_compile_stops_the_scan_and_is_named() {
    let place = disk();
    let bad = b"\\\\good\\.exe;80\n(\\\\bad;80\nx{1000}{1000}{1000};80\nCaf\xe9;80\nno-score\na*;1\nok;1;(\n";
    place.write("names/bad-filenames.txt", bad);
    let ran = root(&place, &[]);
    assert_eq!((ran.code, &*ran.stdout), (2, ""));
    for line in 2..=7 {
        assert!(ran.stderr.contains(&format!("bad-filenames.txt:{line}: ")), "{}", ran.stderr);
    }
    assert!(!ran.stderr.contains("bad-filenames.txt:1: "));
    let skipped = root(&place, &["--skip-bad-rules"]);
    let summary = skipped.summary();
    assert_eq!(summary["rules"]["left_out"].as_array().unwrap().len(), 6);
    assert_eq!(
        (skipped.code, &summary["complete"], &summary["rules"]["names"]),
        (2, &false.into(), &6.into())
    );
    assert_eq!(found(&place, &skipped).len(), 5);
    let names = place.path("names").into_os_string().into_string().unwrap();
    let check = place.run(&["rules", "check", &names, "--lang", "en"]);
    assert_eq!(check.code, 2);
    assert!(check.stdout.contains("bad-filenames.txt:2: ") && check.stdout.contains("Patterns for names: 6"));
}

#[cfg(unix)]
#[test]
fn what_is_found_on_a_mounted_disk_is_taken_from_it_and_put_back_to_it() {
    let place = disk();
    let nobody = testkit::ordinary_user::NOBODY;
    let give = |name: &str| {
        std::os::unix::fs::lchown(place.path("disk").join(name), Some(nobody), Some(nobody)).unwrap();
    };
    place.write("disk/Users/bình/Desktop/x.exe", b"MZ");
    place.write("disk/Windows/Fonts/x.exe", b"MZ");
    ["Windows/Fonts/x.exe", "Users/bình/Desktop/x.exe"].into_iter().for_each(give);
    place.write("names/filename-iocs.txt", "\\\\x\\.exe$;100\n");
    let ran = root(&place, &["--clean", "--yes"]);
    let findings = ran.events("finding");
    let of = |end: &str| findings.iter().find(|f| f["path"].as_str().unwrap().ends_with(end)).unwrap();
    assert_eq!(of("Desktop/x.exe")["action"]["did"], "quarantined", "{}{}", ran.stdout, ran.stderr);
    assert!(of("Windows/Fonts/x.exe")["not_cleaned"].as_str().unwrap().contains(r"`\Windows`"));
    assert!(!place.path("disk/Users/bình/Desktop/x.exe").exists());
    assert!(place.path("disk/Windows/Fonts/x.exe").exists());
    let item = &place.vault()[0];
    let id = item["id"].as_str().unwrap();
    assert_eq!(place.run(&["vault", "restore", id]).code, 0);
    assert_eq!(crate::quet::bytes_of(place.path("disk/Users/bình/Desktop/x.exe")), b"MZ");
}

#[cfg(unix)]
#[test]
fn odd_names_on_a_disk_are_looked_at_as_all_others() {
    use std::os::unix::ffi::OsStrExt;
    let place = disk();
    for (number, name) in
        [&b"bad\xff\xfe"[..], b"two\nlines", b"CON", b"dot.", b"blank ", b"a:stream", b"back\\slash"]
            .into_iter()
            .enumerate()
    {
        let folder = Path::new("disk/Users/odd").join(std::ffi::OsStr::from_bytes(name));
        place.write(folder.join("usbclass.sys"), number.to_string());
    }
    let ran = root(&place, &["Users/odd"]);
    assert_eq!(ran.events("finding").len(), 7, "{}", ran.stdout);
    assert_eq!(ran.summary()["complete"], true);
}

#[test]
fn what_is_remembered_of_a_path_here_is_not_believed_of_one_there() {
    let place = disk();
    let disk = place.path("disk").into_os_string().into_string().unwrap();
    assert_eq!(sweep(&place, &["--format", "jsonl", &disk]).code, 1);
    assert_eq!(found(&place, &root(&place, &[])).len(), 5);
}
