//! One line of text that a person wrote: a name, a title, an address.
//!
//! Must never let through what would show another text than it holds.

use unicode_normalization::UnicodeNormalization;

/// Why a text is no such line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// It is too long.
    #[error("it has more than {0} characters")]
    TooLong(usize),
    /// It has a character that is not seen, breaks the line or turns the direction of writing.
    #[error("it holds a character that is not seen (U+{0:04X})")]
    Unseen(u32),
}

/// Reads a line of at most so many characters: composed, with one space for each run of them.
///
/// # Errors
/// When it is empty, longer, or holds what is not seen.
pub fn read(text: &str, most: usize) -> Result<String, LineError> {
    // Composing makes a text shorter, never more than by what four bytes a character and two marks may take.
    if text.len() > most.saturating_mul(16).max(64) {
        return Err(LineError::TooLong(most));
    }
    if let Some(unseen) = text.trim().chars().find(|c| unseen(*c)) {
        return Err(LineError::Unseen(u32::from(unseen)));
    }
    let composed: String = text.nfc().collect();
    let line = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return Err(LineError::Empty);
    }
    if line.chars().count() > most { Err(LineError::TooLong(most)) } else { Ok(line) }
}

/// Whether a character is not seen, breaks the line or turns the direction of writing.
pub fn unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}')
        || c >= '\u{e0000}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_shows_what_it_holds() {
        assert_eq!(read("  Sở   Khoa học\u{a0}và Công nghệ ", 40).as_deref(), Ok("Sở Khoa học và Công nghệ"));
        assert_eq!(read("Ha\u{300} No\u{323}\u{302}i", 6).as_deref(), Ok("Hà Nội"));
        assert_eq!(read(" \u{a0} ", 40), Err(LineError::Empty));
        assert_eq!(read("một hai", 6), Err(LineError::TooLong(6)));
        assert_eq!(read(&"à".repeat(10_000), 6), Err(LineError::TooLong(6)));
        for unseen in [
            '\0',
            '\n',
            '\t',
            '\u{7f}',
            '\u{9d}',
            '\u{200b}',
            '\u{202e}',
            '\u{2066}',
            '\u{feff}',
            '\u{e0041}',
        ] {
            assert_eq!(read(&format!("a{unseen}b"), 40), Err(LineError::Unseen(u32::from(unseen))));
        }
    }
}
