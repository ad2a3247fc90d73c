//! What patterns are in what paths. Each is asked twice: as the book answers, and one pattern after the other without
//! asking what must be there. These tests must never take the book's answer for right where the slow way says otherwise.

use std::time::{Duration, Instant};

use super::*;

fn book(list: &str) -> (NameBook, Vec<Problem>) {
    let (lines, bad) = indicators::names::parse(list.as_bytes());
    assert!(bad.is_empty(), "{bad:?}");
    compile(vec![NameList { source: "filename-iocs.txt".to_owned(), lines }], |_| {})
}

/// Which lines speak of a path. The slow way must say the same.
fn lines(list: &str, path: &[u8]) -> Vec<usize> {
    let (book, problems) = book(list);
    assert!(problems.is_empty(), "{problems:?}");
    let lines = |named: &[Named]| {
        let said = named.iter().filter(|named| !named.excepted);
        said.map(|named| book.rules[named.rule as usize].line.line).collect::<Vec<_>>()
    };
    let (named, trouble) = book.ask(path);
    assert_eq!(trouble, None);
    let seen = Seen::of(path);
    let slow = book.rules.iter().filter(|rule| {
        rule.pattern.is_in(&seen) == Some(true)
            && rule.exclusion.as_ref().is_none_or(|exclusion| exclusion.is_in(&seen) == Some(false))
    });
    assert_eq!(lines(&named), slow.map(|rule| rule.line.line).collect::<Vec<_>>(), "{list}");
    lines(&named)
}

fn check(list: &str, path: &str, expected: &[usize]) {
    assert_eq!(lines(list, path.as_bytes()), expected, "{list:?} {path:?}");
}

#[test]
fn a_pattern_is_found_whichever_way_the_slashes_lean() {
    for path in ["/home/a/usbclass.sys", r"C:\Users\a\usbclass.sys", r"\\?\C:\Users\a\usbclass.sys"] {
        check(r"\\usbclass\.sys;80", path, &[1]);
        check(r"/usbclass\.sys;80", path, &[1]);
        check(r"[\\/]usbclass\.sys$;80", path, &[1]);
        check(r"\x5cusbclass\.sys$;80", path, &[1]);
        check(r"usbclass;80", path, &[1]);
        check(r"\\USBCLASS\.sys;80", path, &[]);
        check(r"(?i)\\USBCLASS\.SYS;80", path, &[1]);
        check(r"\\a\\usbclass\.sys;1", path, &[1]);
        check(r"\\b\\usbclass\.sys;1", path, &[]);
    }
    // Not to be crossed by what stands for one folder.
    check(r"\\a\\[^\\]+\.sys$;80", "/a/b.sys", &[1]);
    check(r"\\a\\[^\\]+\.sys$;80", "/a/b/c.sys", &[]);
    check(r"\.pdf[^\\]*\.exe$;80", "/a.pdf/b.exe", &[]);
    check(r"\.pdf[^/]*\.exe$;80", r"C:\a.pdf\b.exe", &[]);
}

#[test]
fn a_backslash_in_a_name_on_linux_is_no_border_of_a_folder() {
    check(r"\\System32\\evil\.exe;80", r"/tmp/System32\evil.exe", &[]);
    check(r"\\System32\\evil\.exe;80", r"/tmp/System32/evil.exe", &[1]);
    check(r"\\evil\.exe;80;\\good\\", r"/tmp/a\good\b/evil.exe", &[1]);
    check(r"/evil\.exe;80", r"/tmp/a\evil.exe", &[]);
}

#[test]
fn a_drive_is_only_where_there_is_one() {
    let list = r"C:\\Windows\\Temp\\x\.exe;80";
    check(list, r"C:\Windows\Temp\x.exe", &[1]);
    check(list, r"\\?\C:\Windows\Temp\x.exe", &[1]);
    check(list, "/Windows/Temp/x.exe", &[]);
    check(list, "/mnt/C:/Windows/Temp/x.exe", &[1]);
    check(r"%TEMP%\\x\.exe;80", r"C:\Users\bình\AppData\Local\Temp\x.exe", &[1]);
    check(r"%windir%\\temp\\;80", r"D:\WINDOWS\temp\x", &[1]);
    check(r"%AppData%\\x;80", "/home/a/AppData/Roaming/x", &[]);
}

#[test]
fn an_exclusion_holds_for_its_own_line_and_for_both_slashes() {
    let list = "\\\\a\\.exe;80;(?i)(sysinternals\\\\)\n\\\\[ab]\\.exe;60\n\\\\b\\.exe;50";
    check(list, "/opt/SysInternals/a.exe", &[2]);
    check(list, "/opt/SysInternals/b.exe", &[2, 3]);
    check(list, r"C:\SysInternals\a.exe", &[2]);
    check(list, "/opt/a.exe", &[1, 2]);
    check("/a$;1;/opt/", r"C:\opt\a", &[]);
}

#[test]
fn names_of_every_kind_of_letters() {
    check(r"\\sv±hest\.exe;45", "/a/sv±hest.exe", &[1]);
    check(r"(?i)BÁO CÁO\.exe;45", "/a/báo cáo.exe", &[1]);
    check(r"(?i)\\ſſk\.exe;45", "/a/SSK.exe", &[1]);
    check(r"(?i)skull;45", "/a/S\u{212a}ULL", &[1]);
    check(r"(?i)straße;45", "/a/STRAẞE", &[1]);
    check("ab;45", "/a/ab", &[1]);
    check("q;45", "/a/q", &[1]);
    check("(ab|c[de]f|g+h)x{2,3}y?;1", "/a/cefxx", &[1]);
    check("(?-u)evil;1", "/evil", &[1]);
    // Bytes that are no text match any sign, as a line break does.
    assert_eq!(lines(r"\\a.{1,9}\\evil\.exe;1", b"/a\xff\xfe/evil.exe"), [1]);
    assert_eq!(lines(r"\\a.{1,9}\\evil\.exe;1", b"/a\n/evil.exe"), [1]);
    assert_eq!(lines(r"\\evil\.exe;1", b"C:\\\xed\xa0\x80\\evil.exe"), [1]);
}

#[test]
fn what_does_not_compile_or_says_nothing_is_named_with_its_line() {
    let huge = "((((x{100}){100}){100}){100})";
    let deep = format!("{}a{}", "(".repeat(500), ")".repeat(500));
    let list =
        format!("(a;1\na*;1\n[a&&b];1\n{huge};1\n{deep};1\ngood;1;b*\ngood;1;(\n(?=a)b;1\n(a)\\1;1\ngood;1");
    let (book, problems) = book(&list);
    assert_eq!(book.len(), 1);
    let said: Vec<_> = problems.iter().map(|p| (p.line.unwrap(), &*p.what)).collect();
    assert_eq!(said.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (at, what) in [(0, "unclosed group"), (1, "every path"), (2, "never"), (3, "large"), (4, "nest")] {
        assert!(said[at].1.contains(what), "{said:?}");
    }
    for (at, what) in [(5, "the exclusion"), (6, "the exclusion"), (7, "look-around"), (8, "backreferences")]
    {
        assert!(said[at].1.contains(what), "{said:?}");
    }
}

#[test]
fn what_looks_like_a_catastrophe_and_a_path_of_30_000_bytes_take_no_time() {
    let path = format!("/{}", "a/".repeat(15_000));
    let started = Instant::now();
    check("(a+)+b;1\n(a|a)*c\\\\;1\n((a*)*)*d;1\n(?i)(.*a){20}e;1\n(\\w+\\\\)+f$;1", &path, &[]);
    check("(\\\\a){1000}\\\\$;1", &path, &[1]);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn a_hundred_thousand_patterns_are_asked_as_fast_as_one() {
    let list: String = (0..100_000).map(|n| format!("\\\\evil-{n:06}\\.exe$;80\n")).collect();
    let (book, problems) = book(&list);
    assert!(problems.is_empty());
    let started = Instant::now();
    for _ in 0..1000 {
        assert_eq!(book.ask(b"/usr/lib/x86_64-linux-gnu/libc.so.6").0, []);
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert_eq!(book.ask(b"/a/evil-077777.exe").0.len(), 1);
}

#[test]
fn a_book_without_patterns_says_nothing() {
    let (book, _) = book("");
    assert!(book.is_empty());
    assert_eq!(book.ask(b"/a"), (vec![], None));
}
