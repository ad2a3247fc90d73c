//! What each room may do, and what only one room may: calls that are searched for in production code.
//!
//! Must never be satisfied with one way of writing a call: imports are written out, and names count however qualified.

use std::collections::BTreeMap;

use super::bans::{ALLOWED, Allowed, BANS, Ban, UNSAFE};
use super::files;
use super::source::{self, Source};
use super::tokens::{Kind, Token, find, lines};

/// What is found, by file and pattern: on which lines, and what is wrong with it.
type Found<'a> = BTreeMap<(&'a str, &'static str), (Vec<usize>, &'static str)>;

fn search<'a>(bans: &[Ban], sources: &'a [Source]) -> Found<'a> {
    let mut found = Found::new();
    for source in sources {
        for ban in bans.iter().filter(|ban| (ban.holds)(source)) {
            for pattern in ban.patterns {
                let tokens = &source.production;
                let mut places = find(tokens, pattern);
                if source.room() == Some("clean") {
                    places.retain(|at| !through_the_door(tokens, pattern, *at));
                }
                if !places.is_empty() {
                    let lines = places.into_iter().map(|at| tokens[at].line).collect();
                    found.insert((&source.path, pattern), (lines, ban.what));
                }
            }
        }
    }
    found
}

/// Whether what stands there is a function of the door, or one of the two methods that its folders have under a name
/// which the standard library uses too.
fn through_the_door(tokens: &[Token], pattern: &str, at: usize) -> bool {
    let before = |back: usize, text: &str| at.checked_sub(back).is_some_and(|at| tokens[at].is(text));
    match pattern {
        ".rename(" => true,
        "remove_file" if before(1, ".") => true,
        _ if pattern.starts_with("::") => before(1, "door"),
        _ => before(1, "::") && before(2, "door"),
    }
}

/// What is found and not allowed, and what is allowed and not found.
fn judge(mut found: Found<'_>, allowed: &[Allowed]) -> Vec<String> {
    let mut problems = Vec::new();
    for Allowed { path, pattern, times, why } in allowed {
        match found.remove(&(*path, *pattern)) {
            Some((lines, _)) if lines.len() == *times => {}
            Some((lines, what)) => problems.push(format!(
                "{path}: `{pattern}` is allowed {times} times ({why}) and stands there on the lines {lines:?}: {what}"
            )),
            None => problems.push(format!("{path}: `{pattern}` is allowed ({why}) and not there: remove it from the list")),
        }
    }
    for ((path, pattern), (lines, what)) in found {
        problems.extend(lines.iter().map(|line| format!("{path}:{line}: `{pattern}`: {what}")));
    }
    problems
}

/// Strings that are SQL, whatever sends them: statements in capitals anywhere, in small letters at the beginning.
fn sql(sources: &[Source]) -> Vec<String> {
    const STATEMENTS: [(&str, &str); 12] = [
        ("SELECT ", " FROM "),
        ("INSERT INTO ", ""),
        ("INSERT OR ", " INTO "),
        ("UPDATE ", " SET "),
        ("DELETE FROM ", ""),
        ("CREATE TABLE ", ""),
        ("CREATE INDEX ", ""),
        ("CREATE UNIQUE INDEX ", ""),
        ("CREATE VIEW ", ""),
        ("ALTER TABLE ", ""),
        ("DROP TABLE ", ""),
        ("PRAGMA ", ""),
    ];
    let is_sql = |text: &str| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ") + " ";
        STATEMENTS.iter().any(|(first, then)| {
            let capital = text.find(first).is_some_and(|at| text[at..].contains(then));
            let (first, then) = (first.to_lowercase(), then.to_lowercase());
            capital || (text.starts_with(&first) && text.contains(&then))
        })
    };
    let mut problems = Vec::new();
    for source in sources.iter().filter(|source| !matches!(source.room(), None | Some("store"))) {
        for token in source.tokens.iter().filter(|token| token.kind == Kind::Text && is_sql(&token.text)) {
            problems.push(format!("{}:{}: SQL in a string: only `store` speaks it", source.path, token.line));
        }
    }
    problems
}

/// `unsafe` outside the files that may, or without a word on why it is sound.
fn unsafety(sources: &[Source], allowed: &[Allowed]) -> Vec<String> {
    const WHAT: &str = "`unsafe` stands only in the files that are named for it, each with its reason";
    let mut found = Found::new();
    let mut problems = Vec::new();
    for source in sources {
        let lines = lines(&source.tokens, "unsafe");
        let text: Vec<&str> = source.text.lines().collect();
        for line in &lines {
            let above = text[..line - 1].iter().rev().map(|text| text.trim());
            let mut above = above.take_while(|text| text.starts_with("//") || text.starts_with("#["));
            if !above.any(|text| text.starts_with("// SAFETY: ")) {
                problems
                    .push(format!("{}:{line}: `unsafe` without `// SAFETY:` right above it", source.path));
            }
        }
        if !lines.is_empty() {
            found.insert((&source.path, "unsafe"), (lines, WHAT));
        }
    }
    problems.extend(judge(found, allowed));
    problems
}

#[test]
fn each_room_does_what_it_may() {
    super::none(judge(search(BANS, &source::all()), ALLOWED));
}

#[test]
fn only_the_store_speaks_sql() {
    let mut problems = sql(&source::all());
    let scripts =
        files::all().into_iter().filter(|path| path.ends_with(".sql") && !path.starts_with("crates/store/"));
    problems.extend(scripts.map(|path| format!("{path}: only `store` speaks SQL")));
    super::none(problems);
}

#[test]
fn unsafe_stands_where_it_is_named() {
    super::none(unsafety(&source::all(), UNSAFE));
}

/// What is found in one made-up file where nothing is allowed.
fn found_in(path: &str, text: &str) -> Vec<String> {
    judge(search(BANS, &[Source::new(path, text)]), &[])
}

#[test]
fn every_pattern_of_every_ban_fires() {
    for ban in BANS {
        let rooms = [
            "indicators",
            "plan",
            "scan",
            "clean",
            "sightings",
            "office",
            "store",
            "server",
            "agent",
            "egress",
            "quet",
        ];
        let paths = rooms.map(|room| format!("crates/{room}/src/made_up.rs"));
        let paths: Vec<_> = paths.iter().filter(|path| (ban.holds)(&Source::new(path, ""))).collect();
        assert!(!paths.is_empty(), "{}", ban.what);
        for path in paths {
            for pattern in
                ban.patterns.iter().filter(|pattern| !(path.contains("clean") && **pattern == ".rename("))
            {
                let sources = [Source::new(path, &format!("fn a() {{\n b {pattern} c }}"))];
                let problems = judge(search(std::slice::from_ref(ban), &sources), &[]);
                super::fires(&problems, &format!("{path}:2: `{pattern}`: {}", ban.what));
            }
        }
    }
}

#[test]
fn what_a_room_may_not_do_is_found_however_it_is_written() {
    let check = |path: &str, text: &str, expected: &str| {
        let problems = found_in(path, text);
        assert!(problems.iter().any(|problem| problem.contains(expected)), "{text}\n{problems:#?}");
    };
    let scan = "crates/scan/src/made_up.rs";
    check(scan, "use std::fs;\nfn a() { fs::remove_file(b) }", ":2: `remove_file`");
    check(scan, "use std::{io, fs::{self,\nremove_dir_all as tidy_up}};", ":2: `remove_dir_all`");
    check(scan, "use std::fs as disk;\nfn a() { disk::write(b, c) }", ":1: `fs as`");
    check(scan, "use std::fs::*;", "`fs::*`");
    check(scan, "fn a() { std::fs::rename(b, c) }", "`::rename`");
    check(scan, "fn a() {\n File\n ::options ( ) }", ":2: `File::options`");
    check(
        scan,
        "fn a() { rustix::fs::openat(b, c, OFlags::RDONLY | OFlags::CREATE, d) }",
        "`OFlags::CREATE`",
    );
    check(scan, "fn a() { b.iter().for_each(rustix::process::kill_process_group) }", "`kill_process_group`");
    check(scan, "use std::process::{self, Command};", "`process::Command`");
    check(scan, "fn a() { std::net::TcpStream::connect(b) }", "`TcpStream`");
    check(scan, "fn a() { UnixStream::connect(b) }", "`::connect`");
    check("crates/agent/src/made_up.rs", "fn a() { TcpListener::bind(b) }", "only `server` listens");
    check(
        "crates/office/src/made_up.rs",
        "use std::time::SystemTime; fn a() { SystemTime::now() }",
        "`::now`",
    );
    check("crates/office/src/made_up.rs", "fn a() { b.map_or_else(Instant::now, c) }", "`::now`");
    check("crates/indicators/src/made_up.rs", "use std::{io, fs::File};", "`std::fs`");
    check("crates/server/src/made_up.rs", "use sqlx::Row;", "only `store` speaks SQL");
    check("crates/clean/src/take.rs", "fn a() { std::fs::remove_file(b) }", "through its door");
    check("crates/clean/src/take.rs", "use std::fs::remove_file;", "through its door");
    check("crates/clean/src/take.rs", "fn a() { file.set_len(0) }", "through its door");
    check("crates/clean/src/doorway.rs", "fn a() { rustix::fs::unlinkat(b, c, d) }", "through its door");
}

#[test]
fn what_a_room_may_do_is_not_found() {
    let check = |path: &str, text: &str| super::none(found_in(path, text));
    let scan = "crates/scan/src/made_up.rs";
    check(scan, "// std::fs::remove_file(b)\nfn a() -> &str { \"kill(\" }");
    check(scan, "#[serde(rename = \"b\", rename_all = \"c\")] struct A { skill: u8 }");
    check(scan, "fn a() { list.truncate(1); b.is_symlink(); Signal::Kill; skill(c) }");
    check(scan, "#[cfg(test)] mod tests { fn a() { std::fs::write(b, c) } }");
    check(scan, "fn a() { std::thread::Builder::new().spawn(b); UnixStream::pair() }");
    check("crates/scan/tests/it/made_up.rs", "fn a() { std::fs::write(b, c) }");
    check("crates/testkit/src/made_up.rs", "fn a() { std::fs::write(b, c) }");
    check("crates/server/src/made_up.rs", "fn a() { TcpListener::bind(b) }");
    check("crates/store/src/made_up.rs", "use sqlx::Row;");
    check("crates/office/src/made_up.rs", "fn a(now: Timestamp, profile: Profile) { b.process(now) }");
    check("crates/clean/src/door.rs", "fn a() { rustix::fs::unlinkat(b, c, d) }");
    check("crates/clean/src/door/dir.rs", "fn a() { rustix::fs::unlinkat(b, c, d) }");
    check(
        "crates/clean/src/take.rs",
        "use crate::door::link; fn a() { door::set_times(b); folder.remove_file(c) }",
    );
}

#[test]
fn an_exception_is_exact() {
    let allowed =
        |times| [Allowed { path: "crates/scan/src/a.rs", pattern: "kill(", times, why: "ends its own" }];
    let sources = [Source::new("crates/scan/src/a.rs", "fn a() { b.kill() }\nfn c() { d.kill() }")];
    super::none(judge(search(BANS, &sources), &allowed(2)));
    super::fires(
        &judge(search(BANS, &sources), &allowed(1)),
        "allowed 1 times (ends its own) and stands there on the lines [1, 2]",
    );
    super::fires(&judge(search(BANS, &[]), &allowed(2)), "remove it from the list");
    let elsewhere = [
        Source::new("crates/scan/src/a.rs", "fn a() { b.kill(); c.kill() }"),
        Source::new("crates/scan/src/e.rs", "fn a() { b.kill() }"),
    ];
    super::fires(&judge(search(BANS, &elsewhere), &allowed(2)), "crates/scan/src/e.rs:1: `kill(`");
}

#[test]
fn sql_is_found() {
    let found = |room: &str, text: &str| sql(&[Source::new(&format!("crates/{room}/src/a.rs"), text)]);
    for text in [
        "SELECT id FROM items",
        "select id\n    from items",
        "WITH a AS (SELECT 1 FROM b) c",
        "INSERT INTO a VALUES (1)",
        "UPDATE a SET b = 1",
        "delete from a",
        "CREATE TABLE a (b)",
        "PRAGMA journal_mode",
        "drop table a",
    ] {
        super::fires(&found("office", &format!("fn a() {{ b(\"{text}\") }}")), "SQL in a string");
        super::fires(
            &found("server", &format!("#[cfg(test)] mod t {{ fn a() {{ b(r#\"{text}\"#) }} }}")),
            "SQL in a string",
        );
        super::none(found("store", &format!("fn a() {{ b(\"{text}\") }}")));
    }
    for text in
        ["Select a file from the list", "updated the settings", "a table that nobody created", "PRAGMATIC"]
    {
        super::none(found("office", &format!("// SELECT a FROM b\nfn a() {{ b(\"{text}\") }}")));
    }
}

#[test]
fn unsafe_is_found() {
    let with = |path: &str, text: &str| {
        let allowed = [Allowed { path: "crates/scan/src/a.rs", pattern: "unsafe", times: 1, why: "maps" }];
        unsafety(
            &[Source::new("crates/scan/src/a.rs", "// SAFETY: b.\nunsafe {}"), Source::new(path, text)],
            &allowed,
        )
    };
    super::none(with("crates/scan/src/b.rs", "#![allow(unsafe_code)] fn a() { b(\"unsafe\") } // unsafe"));
    super::fires(
        &with("crates/scan/src/b.rs", "// SAFETY: c\n// d.\n#[allow(unsafe_code)]\nunsafe { e }"),
        "b.rs:4: `unsafe`",
    );
    super::fires(
        &with("crates/scan/tests/it/b.rs", "// SAFETY: c.\nunsafe { d }"),
        "tests/it/b.rs:2: `unsafe`",
    );
    assert_eq!(with("crates/scan/src/b.rs", "// SAFETY: c.\nfn d() {}\nfn a() { unsafe { e } }").len(), 2);
    let silent = unsafety(
        &[Source::new("crates/scan/src/a.rs", "// safe\nunsafe {}")],
        &[Allowed { path: "crates/scan/src/a.rs", pattern: "unsafe", times: 1, why: "maps" }],
    );
    super::fires(&silent, "without `// SAFETY:`");
}
