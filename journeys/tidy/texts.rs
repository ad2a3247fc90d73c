//! How files begin, how long they are, what they are called, and what must not be left in them.
//!
//! Must never look into the assets of others, which are kept as they came.

use super::files;
use super::source::{self, Source};
use super::tokens::lines;

const MOST_LINES: usize = 1_000;

/// Names that say nothing of what is inside, and so gather everything.
const DRAWERS: [&str; 6] = ["common", "helper", "helpers", "misc", "util", "utils"];

/// What a machine, a tool or an unfinished thought leaves behind. Written in two halves, so that none stands here.
const LEFT_BEHIND: [&str; 7] = [
    concat!("/wo", "rk/"),
    concat!("/fa", "rm/"),
    concat!(".lib", "rary"),
    concat!("/tmp", "/wt"),
    concat!("/ro", "ot/"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
];

/// What is not to stand in code, tests included.
const UNFINISHED: [&str; 5] = ["todo!", "unimplemented!", "#[ignore", ", ignore)]", ", ignore ="];

fn opening(source: &Source) -> Vec<String> {
    let path = &source.path;
    let lines = source.text.lines().take_while(|line| line.starts_with("//!"));
    let opening =
        lines.map(|line| line.trim_start_matches("//!")).collect::<Vec<_>>().join(" ").to_lowercase();
    if opening.trim().is_empty() {
        vec![format!("{path}: its first line is to be `//!`: what the file is")]
    } else if source.in_src() && !opening.split(|c: char| !c.is_alphabetic()).any(|word| word == "never") {
        vec![format!("{path}: its opening is to say what the file must never do")]
    } else {
        Vec::new()
    }
}

fn unfinished(source: &Source) -> Vec<String> {
    let Source { path, tokens, .. } = source;
    let found = UNFINISHED
        .iter()
        .flat_map(|pattern| lines(tokens, pattern).into_iter().map(move |line| (line, pattern)));
    found.map(|(line, pattern)| format!("{path}:{line}: `{pattern}` is left")).collect()
}

/// A module within a file, or a file or folder, that is called like a drawer for everything.
fn drawers(path: &str, source: Option<&Source>) -> Vec<String> {
    let names = path.split('/').map(|name| name.split('.').next().unwrap_or(name));
    let mut problems: Vec<String> = names
        .filter(|name| DRAWERS.contains(name))
        .map(|name| format!("{path}: `{name}` says nothing of what is inside: call it by its subject"))
        .collect();
    if let Some(source) = source {
        for name in DRAWERS {
            // A module in a file of its own is found by the file.
            let lines = lines(&source.tokens, &format!("mod {name} {{"));
            problems.extend(
                lines
                    .iter()
                    .map(|line| format!("{path}:{line}: a module called `{name}`: call it by its subject")),
            );
        }
    }
    problems
}

fn too_long(path: &str, text: &str) -> Vec<String> {
    let lines = text.lines().count();
    if lines > MOST_LINES {
        vec![format!("{path}: {lines} lines: past {MOST_LINES}, split it by subject")]
    } else {
        Vec::new()
    }
}

fn left_behind(path: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let found = LEFT_BEHIND.iter().filter(|left| line.contains(**left));
        problems.extend(found.map(|left| format!("{path}:{}: `{left}` was left behind", number + 1)));
    }
    problems
}

#[test]
fn every_source_says_what_it_must_never_do() {
    super::none(source::all().iter().flat_map(opening).collect());
}

#[test]
fn nothing_is_unfinished_or_switched_off() {
    super::none(source::all().iter().flat_map(unfinished).collect());
}

#[test]
fn nothing_is_left_behind_or_too_long() {
    let problems = files::all().into_iter().flat_map(|path| {
        let text = files::read(&path).unwrap_or_default();
        let mut problems = left_behind(&path, &text);
        problems.extend(too_long(&path, &text));
        problems
    });
    super::none(problems.collect());
}

#[test]
fn nothing_is_a_drawer_for_everything() {
    let mut problems: Vec<String> = files::all().iter().flat_map(|path| drawers(path, None)).collect();
    problems.extend(source::all().iter().flat_map(|source| drawers("", Some(source))));
    super::none(problems);
}

#[test]
fn a_bad_text_is_found() {
    let in_scan = |text: &str| Source::new("crates/scan/src/made_up.rs", text);
    let check = |text: &str, words: &str| super::fires(&opening(&in_scan(text)), words);
    check("use a;", "first line");
    check("", "first line");
    check("\n//! It must never.", "first line");
    check("// It must never.", "first line");
    check("//! It looks, as nevertheless it must.\n// It must never.", "must never do");
    check("//! It looks.\n\n//! It must never.", "must never do");
    super::none(opening(&in_scan("//! It looks.\n//!\n//! It must\n//! Never do more.")));
    super::none(opening(&Source::new("journeys/made_up.rs", "//! A journey.")));

    for (pattern, text) in
        UNFINISHED.iter().zip(["todo!()", "unimplemented!()", "#[ignore = \"slow\"]", "", ""])
    {
        if !text.is_empty() {
            super::fires(&unfinished(&in_scan(&format!("fn a() {{}}\n{text}"))), &format!(":2: `{pattern}`"));
        }
    }
    super::fires(&unfinished(&in_scan("#[cfg_attr(unix, ignore)] fn a() {}")), "ignore");
    super::fires(&unfinished(&in_scan("#[cfg_attr(unix, ignore = \"b\")] fn a() {}")), "ignore");
    super::none(unfinished(&in_scan("// todo!\nfn a() { b(\"todo!\", ignore) }")));

    for name in DRAWERS {
        super::fires(&drawers(&format!("crates/scan/src/{name}.rs"), None), "call it by its subject");
        super::fires(&drawers(&format!("crates/{name}/src/walk.rs"), None), "call it by its subject");
        super::fires(&drawers("", Some(&in_scan(&format!("mod {name} {{}}")))), "call it by its subject");
    }
    super::none(drawers("crates/scan/src/utilities_of_war.rs", Some(&in_scan("mod useful {} fn util() {}"))));

    for left in LEFT_BEHIND {
        super::fires(&left_behind("README.md", &format!("see\nin {left}bin")), ":2:");
    }
    super::none(left_behind("README.md", "framework/ and library"));
    super::fires(&too_long("a.rs", &"\n".repeat(MOST_LINES + 1)), "1001 lines");
    super::none(too_long("a.rs", &"\n".repeat(MOST_LINES)));
}
