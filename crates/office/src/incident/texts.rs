//! What people write in an incident: lines and longer texts.
//!
//! Must never let through what would show another text than it holds, and must never cut one short.

use unicode_normalization::UnicodeNormalization;

use crate::line::{self, LineError};

/// Characters of a line: a title, a name, what is to be done.
pub const LINE: usize = 300;

/// Characters of a longer text.
pub const TEXT: usize = 20_000;

/// Reads a line.
///
/// # Errors
/// When it is empty, longer than [`LINE`], or holds what is not seen.
pub fn read_line(text: &str) -> Result<String, LineError> {
    line::read(text, LINE)
}

/// Reads a text of several lines: composed, without space at the ends of lines and with no more than one empty line
/// between two.
///
/// # Errors
/// When it is empty, longer than [`TEXT`], or holds what is not seen.
pub fn read_text(text: &str) -> Result<String, LineError> {
    if text.len() > TEXT * 16 {
        return Err(LineError::TooLong(TEXT));
    }
    let mut lines: Vec<String> = Vec::new();
    for one in text.replace("\r\n", "\n").replace('\r', "\n").split('\n') {
        let one = one.replace('\t', "    ");
        // Only what is not seen is refused here: that a line is long is no matter, and that it is empty neither.
        match line::read(&one, usize::MAX) {
            Ok(_) => lines.push(one.trim_end().nfc().collect()),
            Err(LineError::Empty) if lines.last().is_some_and(String::is_empty) => {}
            Err(LineError::Empty) => lines.push(String::new()),
            Err(error) => return Err(error),
        }
    }
    let text = lines.join("\n").trim_matches('\n').to_owned();
    if text.is_empty() {
        return Err(LineError::Empty);
    }
    if text.chars().count() > TEXT { Err(LineError::TooLong(TEXT)) } else { Ok(text) }
}
