//! What `quet scan --format jsonl` wrote on one machine, as whoever is told of it reads it.
//!
//! Must never take a part of a scan for the whole: output without its last line, or with other findings than that line
//! counts, is refused. Must never hold more of it than its limits say.

use serde::Deserialize;

/// How much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutputLimits {
    /// Bytes of one line.
    pub line: usize,
    /// Lines.
    pub lines: usize,
    /// Findings that are kept; more are counted.
    pub findings: usize,
}

impl Default for OutputLimits {
    fn default() -> Self {
        OutputLimits { line: 256 << 10, lines: 200_000, findings: 200 }
    }
}

/// Something that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Finding {
    /// The file.
    pub path: String,
    /// Members on the way into it.
    #[serde(default)]
    pub inside: Vec<String>,
    /// SHA-256 of what was found.
    pub sha256: String,
    /// `alert`, `warning` or `notice`.
    pub level: String,
    /// What named it.
    #[serde(default)]
    pub because: Vec<Because>,
    /// Whether its file was taken into the vault.
    #[serde(default, rename = "action", deserialize_with = "was_done")]
    pub is_taken: bool,
}

/// What named it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Because {
    /// The rule, the list or the pattern.
    #[serde(default)]
    pub name: String,
}

/// One scan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScanOutput {
    /// What was found, as far as it is kept.
    pub findings: Vec<Finding>,
    /// How many findings there are in all.
    pub found: u64,
    /// How many of them were in files that were taken into the vault.
    pub cleaned: u64,
    /// Files that were there.
    pub seen: u64,
    /// Files that were looked at, or had been before with the same rules.
    pub read: u64,
    /// What was not read.
    pub gaps: u64,
    /// Whether everything was read.
    pub complete: bool,
}

/// Why it is no scan's output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// It has more lines, or a longer one, than is read.
    #[error("line {0} is more than is read")]
    TooLarge(usize),
    /// A line is none of a scan.
    #[error("line {0} is none of a scan")]
    Line(usize),
    /// The last line, which counts everything, is missing.
    #[error("the line that counts everything is missing")]
    Cut,
    /// It counts something else than there is.
    #[error("the last line counts something else than there is")]
    Contradiction,
}

#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Line {
    Finding(Finding),
    Gap {},
    Summary(Summary),
}

#[derive(Deserialize)]
struct Summary {
    objects: Objects,
    findings: u64,
    complete: bool,
}

#[derive(Deserialize)]
struct Objects {
    seen: u64,
    scanned: u64,
    #[serde(default)]
    remembered: u64,
}

fn was_done<'de, D: serde::Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    Option::<serde::de::IgnoredAny>::deserialize(value).map(|action| action.is_some())
}

/// Reads all of it.
///
/// # Errors
/// With the first thing that no scan writes.
pub fn read(bytes: &[u8], limits: &OutputLimits) -> Result<ScanOutput, Unread> {
    let mut output = ScanOutput::default();
    let mut counted = None;
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    for (number, line) in lines.map(|(before, line)| (before + 1, line)) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        if number > limits.lines || line.len() > limits.line {
            return Err(Unread::TooLarge(number));
        }
        // Nothing comes after what counts everything.
        if counted.is_some() {
            return Err(Unread::Line(number));
        }
        match serde_json::from_slice(line).map_err(|_| Unread::Line(number))? {
            Line::Finding(finding) => {
                output.found += 1;
                output.cleaned += u64::from(finding.is_taken);
                if output.findings.len() < limits.findings {
                    output.findings.push(finding);
                }
            }
            Line::Gap {} => output.gaps += 1,
            Line::Summary(summary) => counted = Some(summary),
        }
    }
    let counted = counted.ok_or(Unread::Cut)?;
    let read = counted.objects.scanned.checked_add(counted.objects.remembered);
    output.read = read.filter(|read| *read <= counted.objects.seen).ok_or(Unread::Contradiction)?;
    output.seen = counted.objects.seen;
    output.complete = counted.complete;
    if counted.findings != output.found || (output.complete && output.gaps > 0) {
        return Err(Unread::Contradiction);
    }
    Ok(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUND: &str = r#"{"event":"finding","path":"/a/b.zip","inside":["c/d.exe"],"sha256":"00","size":544,"score":100,"level":"alert","because":[{"kind":"yara","name":"Eicar","score":75}],"action":{"did":"quarantined","vault_id":"1"}}"#;
    const GAP: &str = r#"{"event":"gap","path":"/x","inside":[],"reason":"encrypted","detail":"…"}"#;

    fn sum(seen: u64, scanned: u64, findings: u64, complete: bool) -> String {
        format!(
            r#"{{"event":"summary","objects":{{"seen":{seen},"scanned":{scanned},"remembered":1,"skipped":0,"failed":0}},"gaps":{{}},"findings":{findings},"bytes":0,"seconds":0.0,"complete":{complete}}}"#
        )
    }

    fn said(text: &str) -> Result<ScanOutput, Unread> {
        read(text.as_bytes(), &OutputLimits::default())
    }

    #[test]
    fn a_scan_is_read_as_it_was_written() {
        let output = said(&format!("{FOUND}\r\n{GAP}\n{}\n", sum(3, 2, 1, false))).unwrap();
        assert_eq!((output.found, output.cleaned, output.gaps), (1, 1, 1));
        assert_eq!((output.seen, output.read, output.complete), (3, 3, false));
        assert_eq!(output.findings[0].because[0].name, "Eicar");
        assert!(output.findings[0].is_taken);
        let untouched = FOUND.replace(r#"{"did":"quarantined","vault_id":"1"}"#, "null");
        assert_eq!(said(&format!("{untouched}\n{}", sum(3, 2, 1, true))).unwrap().cleaned, 0);
    }

    #[test]
    fn a_part_of_a_scan_is_none() {
        let all = sum(3, 2, 1, true);
        for (text, why) in [
            (String::new(), Unread::Cut),
            (FOUND.to_owned(), Unread::Cut),
            (all.clone(), Unread::Contradiction),
            (format!("{FOUND}\n{FOUND}\n{all}"), Unread::Contradiction),
            (format!("{FOUND}\n{GAP}\n{all}"), Unread::Contradiction),
            (format!("{FOUND}\n{all}\n{FOUND}"), Unread::Line(3)),
            (format!("{FOUND}\n{all}\n{all}"), Unread::Line(3)),
            (format!("{FOUND}\n{}", sum(2, 2, 1, true)), Unread::Contradiction),
            (format!("{FOUND}\n{}", sum(u64::MAX, u64::MAX, 1, true)), Unread::Contradiction),
            ("{}".to_owned(), Unread::Line(1)),
            ("no JSON".to_owned(), Unread::Line(1)),
            (format!("{}{}", "[".repeat(9_000), all), Unread::Line(1)),
        ] {
            assert_eq!(said(&text), Err(why), "{text:.200}");
        }
    }

    #[test]
    fn it_has_limits() {
        let limits = OutputLimits { line: 400, lines: 3, findings: 1 };
        let all = sum(3, 2, 2, true);
        let kept = read(format!("{FOUND}\n{FOUND}\n{all}").as_bytes(), &limits).unwrap();
        assert_eq!((kept.found, kept.findings.len()), (2, 1));
        let more = format!("{FOUND}\n{FOUND}\n{FOUND}\n{all}");
        assert_eq!(read(more.as_bytes(), &limits), Err(Unread::TooLarge(4)));
        assert_eq!(read("x".repeat(401).as_bytes(), &limits), Err(Unread::TooLarge(1)));
    }
}
