//! The code by which people and files name a unit.
//!
//! Must never be guessed where two could be meant.

use std::fmt;

/// A code, in capitals: `01`, `00004`, `BCA`, `000.00.00.H29`. One code names one unit at a time; a unit that follows an
/// ended one may take its code, as provinces did in 2025.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(String);

/// Why a text is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// There is nothing in it.
    #[error("the code is missing")]
    Empty,
    /// It has more than 32 characters.
    #[error("the code has more than 32 characters")]
    TooLong,
    /// It has other characters than letters without accents, digits, points, hyphens and underscores.
    #[error("a code has letters without accents, digits, points, hyphens and underscores only")]
    Characters,
}

impl Code {
    /// Reads a code.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(text: &str) -> Result<Code, CodeError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(CodeError::Empty);
        }
        if text.len() > 32 {
            return Err(CodeError::TooLong);
        }
        if text.bytes().any(|c| !c.is_ascii_alphanumeric() && !b".-_".contains(&c)) {
            return Err(CodeError::Characters);
        }
        Ok(Code(text.to_ascii_uppercase()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// With the zeros that Excel took from a code of digits, to so many of them; nothing where none can be missing.
    pub(crate) fn widened(&self, digits: usize) -> Option<Code> {
        let missing = self.0.len() < digits && self.0.bytes().all(|c| c.is_ascii_digit());
        missing.then(|| Code(format!("{:0>digits$}", self.0)))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}
