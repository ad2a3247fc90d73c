//! What is written beside the code: that it is there, and that the two languages tell the same commands.
//!
//! Must never judge the prose.

use std::collections::BTreeSet;

use super::files;

const PAPERS: [&str; 8] = [
    "README.md",
    "README.vi.md",
    "CHANGELOG.md",
    "ARCHITECTURE.md",
    "SECURITY.md",
    "LICENSE",
    "deny.toml",
    ".ci/run",
];

/// What a reader is told to run in both languages; `.ci/run` takes the same lines from README.md.
const COMMANDS: [&str; 2] = ["cargo run --release -- demo", "cargo test --workspace"];

/// Blocks of code that are commands, as a line of three backquotes names them.
const SHELLS: [&str; 4] = ["sh", "bash", "shell", "console"];

/// The lines of each block of commands, without remarks, which are translated.
fn commands(text: &str) -> Vec<Vec<String>> {
    let mut blocks = Vec::new();
    let mut open: Option<(bool, Vec<String>)> = None;
    for line in text.lines() {
        match (line.trim().strip_prefix("```"), &mut open) {
            (Some(kind), None) => open = Some((SHELLS.contains(&kind.trim()), Vec::new())),
            (Some(_), Some((shell, lines))) => {
                if *shell {
                    blocks.push(std::mem::take(lines));
                }
                open = None;
            }
            (None, Some((_, lines))) => {
                let line = if line.trim().starts_with('#') {
                    ""
                } else {
                    line.split(" # ").next().unwrap_or("").trim()
                };
                if !line.is_empty() {
                    lines.push(line.to_owned());
                }
            }
            (None, None) => {}
        }
    }
    blocks
}

fn same_commands(english: &str, vietnamese: &str) -> Vec<String> {
    let (english, vietnamese) = (commands(english), commands(vietnamese));
    let mut problems = Vec::new();
    for (path, blocks) in [("README.md", &english), ("README.vi.md", &vietnamese)] {
        for command in COMMANDS {
            let times = blocks.iter().flatten().filter(|line| *line == command).count();
            if times != 1 {
                problems.push(format!("{path}: `{command}` stands {times} times alone on a line of a block marked `sh`, not once"));
            }
        }
    }
    if english != vietnamese {
        let all = |blocks: &[Vec<String>]| blocks.iter().flatten().cloned().collect::<BTreeSet<String>>();
        let differ: Vec<String> = all(&english).symmetric_difference(&all(&vietnamese)).cloned().collect();
        problems.push(format!(
            "README.md and README.vi.md differ in their blocks of commands, or in the order: {differ:?}"
        ));
    }
    problems
}

fn missing(is_there: impl Fn(&str) -> bool) -> Vec<String> {
    PAPERS.iter().filter(|path| !is_there(path)).map(|path| format!("`{path}` is missing or empty")).collect()
}

fn rooms_not_drawn(architecture: &str, rooms: &[String]) -> Vec<String> {
    let words: BTreeSet<&str> =
        architecture.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').collect();
    let unknown = rooms.iter().filter(|room| !words.contains(room.as_str()));
    unknown.map(|room| format!("ARCHITECTURE.md does not name the room `{room}`")).collect()
}

#[test]
fn papers_are_there() {
    super::none(missing(|path| files::read(path).is_some_and(|text| !text.trim().is_empty())));
}

#[test]
fn both_languages_tell_the_same_commands() {
    let paper = |path: &str| files::read(path).unwrap_or_else(|| panic!("`{path}` is missing"));
    super::none(same_commands(&paper("README.md"), &paper("README.vi.md")));
}

#[test]
fn the_architecture_names_every_room() {
    let manifests = files::below("crates").into_iter().filter(|path| path.ends_with("/Cargo.toml"));
    let rooms: Vec<String> = manifests.filter_map(|path| path.split('/').nth(1).map(str::to_owned)).collect();
    assert!(rooms.len() >= 5, "{rooms:?}");
    super::none(rooms_not_drawn(
        &files::read("ARCHITECTURE.md").expect("`ARCHITECTURE.md` is missing"),
        &rooms,
    ));
}

#[test]
#[cfg(unix)]
fn ci_can_be_run() {
    use std::os::unix::fs::PermissionsExt;
    let mode = files::root().join(".ci/run").metadata().expect("`.ci/run` is missing").permissions().mode();
    assert_eq!(mode & 0o111, 0o111, "`.ci/run` is not executable: {mode:o}");
}

#[test]
fn bad_papers_are_found() {
    super::fires(&missing(|path| path != "SECURITY.md"), "`SECURITY.md` is missing");
    assert_eq!(missing(|_| false).len(), PAPERS.len());

    super::fires(
        &rooms_not_drawn("`scan`, crates/clean, planned", &["scan", "clean", "plan"].map(str::to_owned)),
        "`plan`",
    );

    let good = "Run\n```sh\n# the demo\ncargo run --release -- demo\n```\nor\n```sh\ncargo test --workspace  # all\n```\n";
    let check = |bad: &str, words: &str| {
        let problems = same_commands(good, bad);
        assert!(problems.iter().any(|problem| problem.contains(words)), "{bad}\n{problems:#?}");
    };
    super::none(same_commands(good, &good.replace("the demo", "bản trình diễn").replace("Run", "Chạy")));
    super::none(same_commands(good, &format!("{good}```text\nother words\n```\n")));
    check(
        &good.replace("```sh\n# ", "```\n# "),
        "README.vi.md: `cargo run --release -- demo` stands 0 times",
    );
    check(
        &good.replace("cargo test --workspace", "cargo test"),
        "README.vi.md: `cargo test --workspace` stands 0",
    );
    check(&good.replace("-- demo", "-- demo --once"), "differ in their blocks");
    check(&format!("{good}```sh\nrm -r data\n```"), "[\"rm -r data\"]");
    check(&format!("{good}{good}"), "stands 2 times");
    let swapped = "```sh\ncargo test --workspace\n```\n```sh\ncargo run --release -- demo\n```";
    check(swapped, "or in the order: []");
    super::none(commands("```sh\nnever closed").into_iter().flatten().collect());
}
