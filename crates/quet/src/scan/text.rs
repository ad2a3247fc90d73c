//! Results for people.
//!
//! Must never say that a machine is clean: it says what was found, and what was not read.

use std::path::{Path, PathBuf};

use ::scan::crew::CrewError;
use ::scan::ledger::Summary;
use ::scan::look::rules::Problem;
use ::scan::names::{shown, shown_bytes};
use ::scan::remember::MemoryError;
use ::scan::root::RootError;
use ::scan::sweep::Found;
use ::scan::verdict::{Because, Gap, Kind, Level};

use super::{NoScan, PackReport};
use words::Words;

/// Gaps are named one by one up to this many; JSON lines name them all.
const NAMED_GAPS: usize = 20;
/// Problems of rules, likewise.
const NAMED_PROBLEMS: usize = 50;

/// A finding, on a few lines.
pub fn finding(found: &Found, words: &Words) -> String {
    let finding = &found.finding;
    let mut out =
        format!("{}  {}", words.say(level_word(finding.level)), place(&found.path, &finding.inside));
    for because in &finding.because {
        out += &format!("\n    {}", reason(because, words));
    }
    out
}

fn reason(because: &Because, words: &Words) -> String {
    let kind = match because.kind {
        Kind::Yara => words.say("kind-yara"),
        Kind::Hash => words.say("kind-hash"),
        Kind::Name => words.say("kind-name"),
    };
    let safe = |text: &str| shown_bytes(text.as_bytes());
    let score = because.score.to_string();
    let (name, source) = (indicator(because.kind, &because.name), safe(&because.source));
    let values = [("kind", &*kind), ("name", &name), ("source", &source), ("score", &score)];
    match because.description.is_empty() {
        true => words.with("because", &values),
        false => format!("{}: {}", words.with("because", &values), safe(&because.description)),
    }
}

/// What matched, as people may see it. Backslashes of a pattern are not doubled: it is to be found in its list again.
pub fn indicator(kind: Kind, name: &str) -> String {
    let shown = shown_bytes(name.as_bytes());
    if kind == Kind::Name { shown.replace(r"\\", r"\") } else { shown }
}

/// A file, and where in it.
pub fn place(path: &Path, inside: &[Vec<u8>]) -> String {
    inside.iter().fold(shown(path), |place, member| format!("{place} » {}", shown_bytes(member)))
}

fn level_word(level: Level) -> &'static str {
    match level {
        Level::Alert => "level-alert",
        Level::Warning => "level-warning",
        Level::Notice => "level-notice",
    }
}

/// The sums, and what they mean.
pub fn summary(
    summary: &Summary,
    gaps: &[(PathBuf, Gap)],
    complete: bool,
    seconds: f64,
    report: &PackReport,
    words: &Words,
) -> String {
    let mut out = Vec::new();
    for (path, gap) in gaps.iter().take(NAMED_GAPS) {
        let reason = words.say(&format!("reason-{}", gap.reason.word().replace('_', "-")));
        let detail = shown_bytes(gap.detail.as_bytes());
        out.push(
            words.with(
                "gap",
                &[("place", &place(path, &gap.inside)), ("reason", &reason), ("detail", &detail)],
            ),
        );
    }
    if gaps.len() > NAMED_GAPS {
        out.push(words.with("gaps-more", &[("more", &words.number((gaps.len() - NAMED_GAPS) as u64))]));
    }
    out.extend(report.left_out.iter().take(NAMED_PROBLEMS).map(|problem| {
        words.with(
            "left-out",
            &[("file", &problem_place(&problem.source, problem.line)), ("reason", &problem.reason)],
        )
    }));
    if report.left_out.len() > NAMED_PROBLEMS {
        let more = words.number((report.left_out.len() - NAMED_PROBLEMS) as u64);
        out.push(words.with("left-out-more", &[("more", &more)]));
    }
    if !report.unused.is_empty() {
        out.push(words.with("unused-files", &[("files", &report.unused.join(", "))]));
    }
    out.push(String::new());
    let number = |number: u64| words.number(number);
    let looked = [
        ("scanned", &*number(summary.scanned)),
        ("seen", &number(summary.seen)),
        ("bytes", &words.bytes(summary.bytes)),
        ("seconds", &words.decimal(seconds)),
        ("rules", &number(report.rules as u64)),
        ("hashes", &number(report.hashes as u64)),
        ("names", &number(report.names as u64)),
    ];
    out.push(words.with("sum-looked", &looked));
    if summary.remembered > 0 {
        out.push(words.with("sum-remembered", &[("number", &number(summary.remembered))]));
    }
    if summary.members.seen > 0 {
        let members = &summary.members;
        out.push(words.with(
            "sum-members",
            &[("scanned", &number(members.scanned)), ("failed", &number(members.failed))],
        ));
    }
    if summary.skipped_in_all() > 0 {
        let kinds =
            listing(summary.skipped.iter().map(|(kind, &n)| (format!("skip-{}", kind.word()), n)), words);
        out.push(words.with("sum-skipped", &[("kinds", &kinds)]));
    }
    if !summary.gaps.is_empty() {
        out.push(words.with("sum-gaps", &[("kinds", &kinds_of_gaps(summary, words))]));
    }
    if summary.findings_in_all() > 0 {
        let levels = summary.findings.iter().rev();
        let kinds = listing(levels.map(|(&level, &n)| (format!("sum-{}", level_word(level)), n)), words);
        out.push(words.with("sum-found", &[("kinds", &kinds)]));
    }
    out.push(words.say(match (summary.findings_in_all(), complete) {
        (0, true) => "verdict-nothing-complete",
        (0, false) => "verdict-nothing-incomplete",
        (_, true) => "verdict-found-complete",
        (_, false) => "verdict-found-incomplete",
    }));
    out.join("\n")
}

/// Why things were not read, and how many for each reason.
pub fn kinds_of_gaps(summary: &Summary, words: &Words) -> String {
    let reasons = summary.gaps.iter();
    listing(reasons.map(|(reason, &n)| (format!("reason-{}", reason.word().replace('_', "-")), n)), words)
}

fn listing(counts: impl Iterator<Item = (String, u64)>, words: &Words) -> String {
    let parts: Vec<String> =
        counts.map(|(id, n)| format!("{} ({})", words.say(&id), words.number(n))).collect();
    parts.join(", ")
}

fn problem_place(source: &str, line: Option<usize>) -> String {
    line.map_or_else(|| source.to_owned(), |line| format!("{source}:{line}"))
}

/// One problem of a pack, as compilers write it.
pub fn problem_line(problem: &Problem) -> String {
    format!("{}: {}", problem_place(&problem.source, problem.line), shown_bytes(problem.what.as_bytes()))
}

/// Why no scan took place, line by line: the last one says what to do.
pub fn no_scan(error: &NoScan, words: &Words) -> Vec<String> {
    match error {
        NoScan::NoRules => vec![words.say("no-rules")],
        NoScan::NobodyToAsk => vec![words.say("nobody-to-ask")],
        NoScan::NoSuchPath(error) if error.source.kind() == std::io::ErrorKind::NotFound => {
            vec![words.with("no-such-path", &[("path", &shown(&error.path))])]
        }
        NoScan::NoSuchPath(error) => vec![technical(error, words)],
        NoScan::Root(error) => vec![bad_root(error, words)],
        NoScan::Broken(problems) => {
            let mut lines: Vec<String> = problems.iter().take(NAMED_PROBLEMS).map(problem_line).collect();
            if problems.len() > NAMED_PROBLEMS {
                let more = words.number((problems.len() - NAMED_PROBLEMS) as u64);
                lines.push(words.with("left-out-more", &[("more", &more)]));
            }
            lines.push(words.with("bad-rules", &[("number", &words.number(problems.len() as u64))]));
            lines
        }
        NoScan::Crew(CrewError::NoRules) => vec![words.say("no-rules-left")],
        NoScan::Pack(error) => vec![technical(error, words)],
        NoScan::Crew(error) => vec![technical(error, words)],
        NoScan::BadCampaign(error) => vec![super::campaign::bad(error, words)],
        NoScan::Campaign(error) => vec![super::campaign::no_pack(error, words)],
    }
}

/// Why a mounted disk, or a place on it, is not scanned.
fn bad_root(error: &RootError, words: &Words) -> String {
    let not_found = |source: &std::io::Error| source.kind() == std::io::ErrorKind::NotFound;
    match error {
        RootError::Open { path, source } if not_found(source) => {
            words.with("no-such-path", &[("path", &shown(path))])
        }
        RootError::Open { path, .. } => {
            format!("{} {}", words.with("root-no-folder", &[("path", &shown(path))]), technical(error, words))
        }
        RootError::NotThere { root, path, source } if not_found(source) => {
            words.with("root-not-there", &[("path", &shown(path)), ("root", &shown(root))])
        }
        RootError::NotThere { .. } => technical(error, words),
        RootError::LeadsOut { root, path } => {
            words.with("root-leads-out", &[("path", &shown(path)), ("root", &shown(root))])
        }
        RootError::Several { path, .. } => words.with("root-several", &[("path", &shown(path))]),
    }
}

/// An error in its own words with everything behind it.
pub fn technical(error: &dyn std::error::Error, words: &Words) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let cause = error.to_string();
        // Some libraries repeat the cause in their own words.
        if !text.contains(&cause) {
            text += &format!(": {cause}");
        }
        source = error.source();
    }
    quoted(&text, words)
}

/// What a room says in its own words, which are English: marked as such where another language is spoken.
pub fn quoted(what: &dyn std::fmt::Display, words: &Words) -> String {
    words.with("technical", &[("error", &what.to_string())])
}

/// The scan ended before its end.
pub fn lost(error: &CrewError, words: &Words) -> String {
    format!("quet: {} {}", words.say("scan-lost"), technical(error, words))
}

/// Nothing can be remembered.
pub fn memory_trouble(error: &MemoryError, words: &Words) -> String {
    format!("quet: {} {}", words.say("not-remembered"), technical(error, words))
}
