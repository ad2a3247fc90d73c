//! Results for programs: one JSON object a line, in the shapes of the contract.
//!
//! Must never write a character that a terminal would obey, and must never lose a byte of a name.

use scan::ledger::Summary;
use scan::look::Members;
use scan::look::digests::hex;
use scan::verdict::{Because, Gap, Level, Reason};
use serde::Serialize;

use super::campaign::Reported;
use super::{Action, Dealt, PackReport};

#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Line<'a> {
    Finding {
        #[serde(flatten)]
        place: Place,
        sha256: String,
        size: u64,
        score: u32,
        level: Level,
        because: &'a [Because],
        action: Option<&'a Action>,
        #[serde(skip_serializing_if = "Option::is_none")]
        not_cleaned: Option<&'a str>,
    },
    Gap {
        #[serde(flatten)]
        place: Place,
        reason: Reason,
        detail: &'a str,
    },
    Summary {
        objects: Objects,
        skipped: serde_json::Map<String, serde_json::Value>,
        members: Members,
        gaps: serde_json::Map<String, serde_json::Value>,
        findings: u64,
        levels: serde_json::Map<String, serde_json::Value>,
        bytes: u64,
        seconds: f64,
        complete: bool,
        rules: &'a PackReport,
        #[serde(skip_serializing_if = "Option::is_none")]
        report: Option<&'a Reported>,
    },
}

/// Where something was found or not read: the file, and the members on the way into it.
#[derive(Serialize)]
struct Place {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_hex: Option<String>,
    inside: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inside_hex: Option<Vec<String>>,
}

impl Place {
    fn of(path: &std::path::Path, inside: &[Vec<u8>]) -> Place {
        let (path, path_hex) = match path.to_str() {
            Some(text) => (text.to_owned(), None),
            // On Windows these are UTF-16 units, low byte first: it has no other bytes of a name.
            None => (scan::names::shown(path), Some(hex(&scan::os::raw_name(path.as_os_str())))),
        };
        let (inside, inside_hex) = names(inside);
        Place { path, path_hex, inside, inside_hex }
    }
}

#[derive(Serialize)]
struct Objects {
    seen: u64,
    scanned: u64,
    remembered: u64,
    skipped: u64,
    failed: u64,
}

/// A finding, and what was done about its file.
pub fn finding(dealt: &Dealt) -> String {
    let finding = &dealt.found.finding;
    line(&Line::Finding {
        place: Place::of(&dealt.found.path, &finding.inside),
        sha256: hex(&finding.sha256),
        size: finding.size,
        score: finding.score,
        level: finding.level,
        because: &finding.because,
        action: dealt.action.as_ref(),
        not_cleaned: dealt.not_cleaned.as_deref(),
    })
}

/// A gap.
pub fn gap(path: &std::path::Path, gap: &Gap) -> String {
    line(&Line::Gap { place: Place::of(path, &gap.inside), reason: gap.reason, detail: &gap.detail })
}

/// The sums.
pub fn summary(
    summary: &Summary,
    complete: bool,
    seconds: f64,
    rules: &PackReport,
    report: Option<&Reported>,
) -> String {
    let count =
        |words: Vec<(&str, u64)>| words.into_iter().map(|(word, n)| (word.to_owned(), n.into())).collect();
    let level = |level: &Level| match level {
        Level::Alert => "alert",
        Level::Warning => "warning",
        Level::Notice => "notice",
    };
    line(&Line::Summary {
        objects: Objects {
            seen: summary.seen,
            scanned: summary.scanned,
            remembered: summary.remembered,
            skipped: summary.skipped_in_all(),
            failed: summary.failed,
        },
        skipped: count(summary.skipped.iter().map(|(kind, &n)| (kind.word(), n)).collect()),
        members: summary.members,
        gaps: count(summary.gaps.iter().map(|(reason, &n)| (reason.word(), n)).collect()),
        findings: summary.findings_in_all(),
        levels: count(summary.findings.iter().map(|(name, &n)| (level(name), n)).collect()),
        bytes: summary.bytes,
        seconds: (seconds * 1000.0).round() / 1000.0,
        complete,
        rules,
        report,
    })
}

/// A name as it is where it is UTF-8; else as it is shown, with its bytes beside it.
fn name(bytes: &[u8]) -> (String, Option<String>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(_) => (scan::names::shown_bytes(bytes), Some(hex(bytes))),
    }
}

/// The names on the way into a container, and all of them as bytes where one is not UTF-8.
fn names(inside: &[Vec<u8>]) -> (Vec<String>, Option<Vec<String>>) {
    let shown: Vec<(String, Option<String>)> = inside.iter().map(|member| name(member)).collect();
    let odd = shown.iter().any(|(_, hex)| hex.is_some());
    (
        shown.into_iter().map(|(name, _)| name).collect(),
        odd.then(|| inside.iter().map(|member| hex(member)).collect()),
    )
}

fn line(line: &impl Serialize) -> String {
    let json = serde_json::to_string(line)
        .unwrap_or_else(|error| format!("{{\"event\":\"error\",\"detail\":\"{error}\"}}"));
    tame(&json)
}

/// JSON itself escapes control characters below U+0020; those above, and what reorders text, are escaped here, which
/// changes nothing for who reads the JSON.
pub fn tame(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if scan::names::deceives(character) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_survive_and_command_no_terminal() {
        let line = tame(&serde_json::to_string("a\u{9b}31m\u{202e}\n\u{1b}[2J").unwrap());
        assert!(line.is_ascii(), "{line}");
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), "a\u{9b}31m\u{202e}\n\u{1b}[2J");
        assert_eq!(name(b"bad\xff"), ("bad\\xff".to_owned(), Some("626164ff".to_owned())));
        let (shown, hex) = names(&[b"a".to_vec(), b"b\xff".to_vec()]);
        assert_eq!((shown.len(), hex), (2, Some(vec!["61".to_owned(), "62ff".to_owned()])));
    }
}
