//! Several lists and rules in one file of text, so that one file can be handed on and scanned with: `.quetrules`.
//!
//! Must never drop a part in silence: what is in no form that a pack has is a problem with its line. Must never let the
//! name of a part be a path.
//!
//! ```text
//! quet-rules 1
//! # what it is, for people
//! === hash-iocs.txt
//! 0c26…45c2;100;K7QM-2R5D
//! === filename-iocs.txt
//! (?i)(?:^|[\\/])evil\.exe$;60
//! ```

use crate::pack::{PackFile, kind_of};

/// How the names of such files end, without the dot.
pub const EXTENSION: &str = "quetrules";

const FIRST: &str = "quet-rules 1";
const PART: &str = "=== ";

/// What one may be at most; how many bytes it has is said by who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BundleLimits {
    /// Parts.
    pub parts: usize,
    /// Bytes of a part's name.
    pub name: usize,
}

impl Default for BundleLimits {
    fn default() -> Self {
        BundleLimits { parts: 64, name: 100 }
    }
}

/// One part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name, which says what it is, as in a folder of rules.
    pub name: String,
    /// Its contents.
    pub text: Vec<u8>,
}

/// Why a file is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadBundle {
    /// It does not begin as one does.
    #[error("the file does not begin with `{FIRST}`")]
    First,
    /// Something stands before the first part that is no comment.
    #[error("before the first part there may be comments and nothing else")]
    Before,
    /// A part has a name that none may have.
    #[error("a part's name is to be the name of a list or of rules, and no path")]
    Name,
    /// Two parts have one name.
    #[error("two parts have this name")]
    Twice,
    /// It has more parts than one may have.
    #[error("it has more than {0} parts")]
    TooMany(usize),
    /// It has none.
    #[error("it has no part")]
    Nothing,
}

/// Writes one; every line of `about` becomes a comment.
pub fn write(about: &[String], parts: &[(&str, &str)]) -> String {
    let mut out = format!("{FIRST}\n");
    for line in about.iter().flat_map(|text| text.lines()) {
        out += &format!("# {line}\n");
    }
    for (name, text) in parts {
        out += &format!("{PART}{name}\n{text}");
        if !text.ends_with('\n') {
            out.push('\n');
        }
    }
    out
}

/// Reads one.
///
/// # Errors
/// With the line where it is none.
pub fn read(bytes: &[u8], limits: &BundleLimits) -> Result<Vec<Part>, (usize, BadBundle)> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut lines = (1..).zip(bytes.split_inclusive(|byte| *byte == b'\n'));
    if lines.next().is_none_or(|(_, first)| first.trim_ascii_end() != FIRST.as_bytes()) {
        return Err((1, BadBundle::First));
    }
    let mut parts: Vec<Part> = Vec::new();
    for (number, line) in lines {
        if let Some(name) = line.strip_prefix(PART.as_bytes()) {
            let name = name_of(name, limits).ok_or((number, BadBundle::Name))?;
            if parts.len() >= limits.parts {
                return Err((number, BadBundle::TooMany(limits.parts)));
            }
            if parts.iter().any(|part| part.name == name) {
                return Err((number, BadBundle::Twice));
            }
            parts.push(Part { name, text: Vec::new() });
        } else if let Some(part) = parts.last_mut() {
            part.text.extend_from_slice(line);
        } else if !line.starts_with(b"#") && !line.trim_ascii().is_empty() {
            return Err((number, BadBundle::Before));
        }
    }
    if parts.is_empty() { Err((1, BadBundle::Nothing)) } else { Ok(parts) }
}

fn name_of(bytes: &[u8], limits: &BundleLimits) -> Option<String> {
    let name = std::str::from_utf8(bytes.trim_ascii()).ok()?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_useful = !matches!(kind_of(name), PackFile::Other | PackFile::Bundle);
    let fits = !name.is_empty() && name.len() <= limits.name && !name.starts_with('.');
    (fits && is_useful && name.chars().all(allowed)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&[(&str, &str)], (usize, BadBundle)>) {
        let read = read(text.as_bytes(), &BundleLimits::default());
        let read = read.map(|parts| {
            let texts = parts.into_iter().map(|part| (part.name, String::from_utf8(part.text).unwrap()));
            texts.collect::<Vec<_>>()
        });
        let expected = expected
            .map(|parts| parts.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>());
        assert_eq!(read, expected, "{text:?}");
    }

    #[test]
    fn what_is_written_is_read_and_editors_of_windows_do_no_harm() {
        let parts = [("hash-iocs.txt", "# x\n00;1\n"), ("filename-iocs.txt", "a;1")];
        let text = write(&["two\nlines".to_owned()], &parts);
        check(&text, Ok(&[("hash-iocs.txt", "# x\n00;1\n"), ("filename-iocs.txt", "a;1\n")]));
        let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        check(&windows, Ok(&[("hash-iocs.txt", "# x\r\n00;1\r\n"), ("filename-iocs.txt", "a;1\r\n")]));
    }

    #[test]
    fn what_is_none_is_said_with_its_line() {
        check("", Err((1, BadBundle::First)));
        check("quet-rules 2\n", Err((1, BadBundle::First)));
        check("quet-rules 1\n", Err((1, BadBundle::Nothing)));
        check("quet-rules 1\n# a\nb;1\n", Err((3, BadBundle::Before)));
        for name in [
            "../hash.txt",
            "a/hash.txt",
            "C:hash.txt",
            "notes.md",
            "x.quetrules",
            "",
            ".hash.txt",
            "hash\u{e9}.txt",
        ] {
            check(&format!("quet-rules 1\n=== {name}\na;1\n"), Err((2, BadBundle::Name)));
        }
        check("quet-rules 1\n=== hash.txt\n=== hash.txt\n", Err((3, BadBundle::Twice)));
    }

    #[test]
    fn every_limit_holds() {
        let text = "quet-rules 1\n=== hash-1.txt\n=== hash-2.txt\n";
        let limits = BundleLimits { parts: 1, ..BundleLimits::default() };
        assert_eq!(read(text.as_bytes(), &limits), Err((3, BadBundle::TooMany(1))));
        let limits = BundleLimits { name: 5, ..BundleLimits::default() };
        assert_eq!(read(text.as_bytes(), &limits), Err((2, BadBundle::Name)));
    }
}
