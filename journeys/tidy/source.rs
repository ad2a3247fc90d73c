//! One Rust source file, with what a check asks of it.
//!
//! Must never count a test as production code, nor production code as a test.

use std::collections::BTreeSet;

use super::files;
use super::tokens::{Kind, Token, cut};

/// One source file.
#[derive(Debug)]
pub struct Source {
    /// From the root of the workspace.
    pub path: String,
    /// All of it, as written.
    pub text: String,
    /// Its tokens, each `use` written out path by path.
    pub tokens: Vec<Token>,
    /// The same without tests; empty where the whole file is for tests.
    pub production: Vec<Token>,
}

impl Source {
    /// A file of that path with that text.
    pub fn new(path: &str, text: &str) -> Source {
        let tokens = cut(text);
        let production = without_tests(&tokens).0;
        let in_production = path.starts_with("crates/") && path.split('/').nth(2) == Some("src");
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
            production: if in_production { written_out(&production) } else { Vec::new() },
            tokens: written_out(&tokens),
        }
    }

    /// The room that the file is in: `scan` of `crates/scan/src/walk.rs`; nothing for a journey.
    pub fn room(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }

    /// Whether the file is what a room is built from, tests included.
    pub fn in_src(&self) -> bool {
        self.room().is_some() && self.path.split('/').nth(2) == Some("src")
    }
}

/// Every Rust file of the rooms and the journeys.
pub fn all() -> Vec<Source> {
    let paths = files::below("crates").into_iter().chain(files::below("journeys"));
    let rust = paths.filter(|path| path.ends_with(".rs") && !path.contains("/target/"));
    let mut sources: Vec<Source> =
        rust.map(|path| Source::new(&path, &files::read(&path).unwrap())).collect();
    assert!(
        sources.len() > 50,
        "only {} sources were found below `{}`",
        sources.len(),
        files::root().display()
    );
    let for_tests: BTreeSet<String> = sources.iter().flat_map(test_files).collect();
    for source in &mut sources {
        let stem = source.path.trim_end_matches("/mod.rs").trim_end_matches(".rs");
        if for_tests.iter().any(|file| stem == file || stem.starts_with(&format!("{file}/"))) {
            source.production.clear();
        }
    }
    sources
}

/// Where the modules lie that this file declares for tests alone, without `.rs`.
fn test_files(source: &Source) -> Vec<String> {
    let folder =
        ["/mod.rs", "/lib.rs", "/main.rs", ".rs"].iter().find_map(|end| source.path.strip_suffix(end));
    let names = without_tests(&cut(&source.text)).1;
    names.into_iter().map(|name| format!("{}/{name}", folder.unwrap_or(&source.path))).collect()
}

/// The tokens without the items that are built for tests alone, and the names of the modules among those that are
/// files of their own.
fn without_tests(tokens: &[Token]) -> (Vec<Token>, Vec<String>) {
    let (mut kept, mut modules) = (Vec::new(), Vec::new());
    let mut rest = tokens;
    while let [token, after @ ..] = rest {
        if let Some((item, end)) = test_item(rest) {
            if let Some(at) = item.iter().position(|token| token.is("mod"))
                && item.get(at + 2).is_some_and(|token| token.is(";"))
            {
                modules.push(item[at + 1].text.clone());
            }
            rest = &rest[end..];
        } else {
            kept.push(token.clone());
            rest = after;
        }
    }
    (kept, modules)
}

/// The item for tests that begins here with its attributes, and how many tokens it takes with them. What has no
/// keyword before it, such as a field, is left in: a check then fails for nothing rather than passing for nothing.
fn test_item(tokens: &[Token]) -> Option<(&[Token], usize)> {
    const ITEMS: [&str; 16] = [
        "async",
        "const",
        "enum",
        "extern",
        "fn",
        "impl",
        "let",
        "macro_rules",
        "mod",
        "pub",
        "static",
        "struct",
        "trait",
        "type",
        "unsafe",
        "use",
    ];
    let (mut start, mut for_tests) = (0, false);
    while tokens.get(start).is_some_and(|token| token.is("#")) && tokens.get(start + 1)?.is("[") {
        let end = start + 2 + closing(&tokens[start + 2..])?;
        let attribute = &tokens[start + 2..end];
        let words: Vec<&str> = attribute.iter().map(|token| token.text.as_str()).take(5).collect();
        for_tests |=
            matches!(words[..], ["test"] | ["cfg", "(", "test", ")"] | ["cfg", "(", "all", "(", "test"]);
        start = end + 1;
    }
    let item = &tokens[start..];
    if !for_tests || !ITEMS.iter().any(|word| item.first().is_some_and(|token| token.is(word))) {
        return None;
    }
    let mut depth = 0_usize;
    for (at, token) in item.iter().enumerate() {
        match token.text.as_str() {
            _ if token.kind != Kind::Mark => {}
            "(" | "[" | "{" => depth += 1,
            ")" | "]" => depth = depth.checked_sub(1)?,
            "}" => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some((&item[..=at], start + at + 1));
                }
            }
            ";" if depth == 0 => return Some((&item[..=at], start + at + 1)),
            _ => {}
        }
    }
    None
}

/// Where the bracket closes that was opened just before.
fn closing(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0_usize;
    tokens.iter().position(|token| {
        match (token.kind, token.text.as_str()) {
            (Kind::Mark, "(" | "[" | "{") => depth += 1,
            (Kind::Mark, ")" | "]" | "}") if depth == 0 => return true,
            (Kind::Mark, ")" | "]" | "}") => depth -= 1,
            _ => {}
        }
        false
    })
}

/// The tokens with `use a::{b, c::d};` written as `use a::b; use a::c::d;`, so that a name is found however it came.
fn written_out(tokens: &[Token]) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = tokens;
    while let [token, after @ ..] = rest {
        let end = after.iter().position(|token| token.is(";"));
        match end {
            // `use<'a>` bounds a type and imports nothing.
            Some(end) if token.is("use") && !after[0].is("<") => {
                branches(token, &[], &after[..end], &mut out);
                rest = &after[end + 1..];
            }
            _ => {
                out.push(token.clone());
                rest = after;
            }
        }
    }
    out
}

fn branches(keyword: &Token, before: &[Token], tree: &[Token], out: &mut Vec<Token>) {
    let Some(open) = tree.iter().position(|token| token.is("{")) else {
        if !tree.is_empty() {
            let path = before.iter().chain(tree).cloned();
            let semicolon = Token { kind: Kind::Mark, text: ";".to_owned(), line: tree[0].line };
            out.extend([keyword.clone()].into_iter().chain(path).chain([semicolon]));
        }
        return;
    };
    let before: Vec<Token> = before.iter().chain(&tree[..open]).cloned().collect();
    let inside = &tree[open + 1..];
    let inside = &inside[..closing(inside).unwrap_or(inside.len())];
    let (mut depth, mut start) = (0_usize, 0);
    for (at, token) in inside.iter().enumerate() {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 0 => {
                branches(keyword, &before, &inside[start..at], out);
                start = at + 1;
            }
            _ => {}
        }
    }
    branches(keyword, &before, &inside[start..], out);
}

fn production(text: &str) -> String {
    let source = Source::new("crates/scan/src/made_up.rs", text);
    source.production.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn tests_are_left_out_and_nothing_else() {
    let check = |text: &str, expected: &str| assert_eq!(production(text), expected, "{text}");
    check("fn a() {} #[cfg(test)] mod tests { fn b() {} } fn c() {}", "fn a ( ) { } fn c ( ) { }");
    check("#[cfg(test)] mod tests; fn a() {}", "fn a ( ) { }");
    check("#[cfg(all(test, unix))] #[allow(x)] fn b(y: [u8; 3]) {} fn a() {}", "fn a ( ) { }");
    check("#[allow(x)] #[test] fn b() { c() } fn a() {}", "fn a ( ) { }");
    check("#[cfg(any(test, x))] fn a() {}", "# [ cfg ( any ( test , x ) ) ] fn a ( ) { }");
    check("#[cfg(not(test))] fn a() {}", "# [ cfg ( not ( test ) ) ] fn a ( ) { }");
    check("struct A { #[cfg(test)] b: u8, c: d }", "struct A { # [ cfg ( test ) ] b : u8 , c : d }");
    let declares = |path: &str| test_files(&Source::new(path, "#[cfg(test)]\nmod tests;\nmod other;"));
    assert_eq!(declares("crates/scan/src/look/mod.rs"), ["crates/scan/src/look/tests"]);
    assert_eq!(declares("crates/scan/src/pack.rs"), ["crates/scan/src/pack/tests"]);
}

#[test]
fn imports_are_written_out() {
    let check = |text: &str, expected: &str| assert_eq!(production(text), expected, "{text}");
    check("use std::fs;", "use std :: fs ;");
    check(
        "use std::{fs, io::{self, Write as W}};",
        "use std :: fs ; use std :: io :: self ; use std :: io :: Write as W ;",
    );
    check("fn a() -> impl B + use<'a> { c; }", "fn a ( ) - > impl B + use < > { c ; }");
}
