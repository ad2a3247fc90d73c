//! Lists of patterns for the names of files in the format of the Loki scanner: `REGEX;SCORE[;EXCLUSION]`.
//!
//! Must never guess: a line that is neither empty, a comment nor a pattern is a problem with its line number. Must never
//! let a line say anything about another one (Loki lets an exclusion stand for every line below it).
//!
//! Whether a pattern compiles is not asked here.

/// One listed pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameLine {
    /// The pattern as it is written: a regular expression, searched for anywhere in the path, case-sensitive.
    pub pattern: String,
    /// What it adds to the score of a file whose path it is in.
    pub score: u32,
    /// Where this, too, is in the path, the pattern says nothing.
    pub exclusion: Option<String>,
    /// What the list says of it: the last line above it that begins with `#`.
    pub description: String,
    /// Its line in the list, from 1.
    pub line: usize,
}

/// A line that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Its number in the list, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: BadName,
}

/// What can be wrong with a line of such a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// Its bytes are no UTF-8: replacing some would change what it looks for.
    #[error("the line is not UTF-8; save the list as UTF-8")]
    NotUtf8,
    /// A byte that no line of text has; a list in UTF-16 is full of them.
    #[error("the line has control characters; save the list as UTF-8")]
    Control,
    /// Nothing stands before the score.
    #[error("there is no pattern before the score")]
    NoPattern,
    /// There is no second column.
    #[error("there is no score: a line is REGEX;SCORE or REGEX;SCORE;EXCLUSION")]
    NoScore,
    /// The score is no number that fits.
    #[error("the score is not a number up to {}", u32::MAX)]
    Score,
    /// A semicolon too many: what is the pattern and what the exclusion cannot be told.
    #[error("there are more than three columns; write a semicolon of a pattern as \\x3b")]
    Columns,
}

/// Reads a list, keeping what is right and naming what is not.
pub fn parse(bytes: &[u8]) -> (Vec<NameLine>, Vec<BadLine>) {
    let (mut lines, mut problems) = (Vec::new(), Vec::new());
    let mut description = String::new();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    for (number, raw) in (1..).zip(bytes.split(|&byte| byte == b'\n')) {
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        if raw.trim_ascii().is_empty() {
            continue;
        }
        if let Some(comment) = raw.strip_prefix(b"#") {
            // Comments come in every encoding.
            let comment = String::from_utf8_lossy(comment);
            let comment = comment.trim_start_matches('#').trim();
            // A pattern that was switched off says nothing about those below it.
            if !is_switched_off(comment) {
                description = comment.to_owned();
            }
            continue;
        }
        match parse_line(raw, number, &description) {
            Ok(line) => lines.push(line),
            Err(what) => problems.push(BadLine { line: number, what }),
        }
    }
    (lines, problems)
}

fn parse_line(raw: &[u8], line: usize, description: &str) -> Result<NameLine, BadName> {
    let text = std::str::from_utf8(raw).map_err(|_| BadName::NotUtf8)?;
    if text.chars().any(char::is_control) {
        return Err(BadName::Control);
    }
    let mut columns = text.split(';');
    let pattern = columns.next().unwrap_or_default();
    let score = columns.next().ok_or(BadName::NoScore)?.trim();
    let exclusion = columns.next().map(|exclusion| exclusion.trim_end_matches(' '));
    if columns.next().is_some() {
        return Err(BadName::Columns);
    }
    if pattern.trim().is_empty() {
        return Err(BadName::NoPattern);
    }
    if !is_digits(score) {
        return Err(if score.is_empty() { BadName::NoScore } else { BadName::Score });
    }
    Ok(NameLine {
        pattern: pattern.to_owned(),
        score: score.parse().map_err(|_| BadName::Score)?,
        exclusion: exclusion.filter(|exclusion| !exclusion.is_empty()).map(str::to_owned),
        description: description.to_owned(),
        line,
    })
}

fn is_switched_off(comment: &str) -> bool {
    comment.split(';').nth(1).is_some_and(|score| is_digits(score.trim()))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The folders that a machine's variables stand for, as patterns. Loki asks the machine that it runs on, and so finds
/// what lies in the folders of its own user; these mean every user's, on whatever machine the disk comes from.
const VARIABLES: [(&str, &str); 16] = [
    ("%SYSTEMDRIVE%", r"[A-Za-z]:"),
    ("%SYSTEMROOT%", r"[A-Za-z]:\\(?i:Windows|WINNT)"),
    ("%WINDIR%", r"[A-Za-z]:\\(?i:Windows|WINNT)"),
    ("%PROGRAMFILES%", r"[A-Za-z]:\\Program Files(?: \(x86\))?"),
    ("%PROGRAMFILES(X86)%", r"[A-Za-z]:\\Program Files \(x86\)"),
    ("%PROGRAMW6432%", r"[A-Za-z]:\\Program Files"),
    ("%COMMONPROGRAMFILES%", r"[A-Za-z]:\\Program Files(?: \(x86\))?\\Common Files"),
    ("%PROGRAMDATA%", r"[A-Za-z]:\\ProgramData"),
    ("%ALLUSERSPROFILE%", r"[A-Za-z]:\\ProgramData"),
    ("%PUBLIC%", r"[A-Za-z]:\\Users\\Public"),
    ("%USERPROFILE%", r"[A-Za-z]:\\(?:Users|Documents and Settings)\\[^\\]+"),
    (
        "%APPDATA%",
        r"[A-Za-z]:\\(?:Users|Documents and Settings)\\[^\\]+\\(?:AppData\\Roaming|Application Data)",
    ),
    (
        "%LOCALAPPDATA%",
        r"[A-Za-z]:\\(?:Users|Documents and Settings)\\[^\\]+\\(?:AppData\\Local|Local Settings\\Application Data)",
    ),
    ("%TEMP%", TEMP),
    ("%TMP%", TEMP),
    ("%HOMEPATH%", r"\\(?:Users|Documents and Settings)\\[^\\]+"),
];

const TEMP: &str = r"[A-Za-z]:\\(?:Windows|(?:Users|Documents and Settings)\\[^\\]+\\(?:AppData\\Local|Local Settings))\\(?i:Temp)";

/// The pattern with the variables of Windows in it, in any case, replaced by what they stand for. Others stay as they
/// are written, as in Loki.
pub fn expanded(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(at) = rest.find('%') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        // Every name in the table is ASCII and is compared byte by byte.
        let known = VARIABLES.iter().find(|(name, _)| {
            from.as_bytes().get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
        });
        let taken = match known {
            Some((name, meaning)) => {
                out.push_str(&format!("(?:{meaning})"));
                name.len()
            }
            None => {
                out.push('%');
                1
            }
        };
        rest = from.get(taken..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(input: &[u8], expected: Expect) {
        let (lines, problems) = parse(input);
        let mut out = String::new();
        for line in lines {
            let NameLine { pattern, score, exclusion, description, line } = line;
            out += &format!("{line} {pattern} {score} {exclusion:?} {description:?}\n");
        }
        for problem in problems {
            out += &format!("{} {}\n", problem.line, problem.what);
        }
        expected.assert_eq(&out);
    }

    #[test]
    fn lokis_shape_and_its_traps() {
        check(
            "\u{feff}#\r\n# Old tool \r\n\\\\usbclass\\.sys;80\r\n\r\n\
            (?i)\\\\procdump\\.exe;50;(?i)(SysInternals\\\\)\r\n\
            \\\\next\\.exe; 60 \r\n\
            # \\\\switched-off\\.exe;70\r\n\
            \\\\empty\\.exe;0;\n\
            ### sv±hest\n\
            \\\\sv±hest\\.exe;45"
                .as_bytes(),
            expect![[r#"
                3 \\usbclass\.sys 80 None "Old tool"
                5 (?i)\\procdump\.exe 50 Some("(?i)(SysInternals\\\\)") "Old tool"
                6 \\next\.exe 60 None "Old tool"
                8 \\empty\.exe 0 None "Old tool"
                10 \\sv±hest\.exe 45 None "sv±hest"
            "#]],
        );
    }

    #[test]
    fn what_cannot_be_understood_is_named_with_its_line() {
        check(
            b"# Caf\xe9\n\\\\sv\xb1hest\\.exe;45\n\\\\no-score\\.exe\n\\\\none\\.exe;\n;80\n  ;80\n\\\\x\\.exe;-1\n\
            \\\\x\\.exe;high\n\\\\x\\.exe;99999999999\na;1;b;c\nx\0\\.exe;80\n",
            expect![[r#"
                2 the line is not UTF-8; save the list as UTF-8
                3 there is no score: a line is REGEX;SCORE or REGEX;SCORE;EXCLUSION
                4 there is no score: a line is REGEX;SCORE or REGEX;SCORE;EXCLUSION
                5 there is no pattern before the score
                6 there is no pattern before the score
                7 the score is not a number up to 4294967295
                8 the score is not a number up to 4294967295
                9 the score is not a number up to 4294967295
                10 there are more than three columns; write a semicolon of a pattern as \x3b
                11 the line has control characters; save the list as UTF-8
            "#]],
        );
        let (lines, problems) = parse(b"\xff\xfe\\\0x\0;\0");
        assert!(lines.is_empty() && problems.len() == 1, "UTF-16");
    }

    #[test]
    fn variables_of_windows_stand_for_folders_and_others_for_themselves() {
        assert_eq!(expanded(r"%systemdrive%\\x"), r"(?:[A-Za-z]:)\\x");
        assert_eq!(
            expanded(r"(%windir%|%nonsense%)"),
            r"(?:[A-Za-z]:\\(?i:Windows|WINNT))".to_owned().replacen("(?:", "((?:", 1) + "|%nonsense%)"
        );
        assert_eq!(expanded("100%"), "100%");
        assert_eq!(expanded("%%ƒ%TMP"), "%%ƒ%TMP");
    }
}
