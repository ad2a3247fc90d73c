//! Why a rulebook is refused.
//!
//! Must never leave out which file and which key.

use crate::day::Day;

/// Why a rulebook is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A file is longer than any rulebook.
    #[error("{file}: longer than {limit} bytes")]
    TooLong {
        /// The file.
        file: &'static str,
        /// Bytes.
        limit: usize,
    },
    /// A file is no TOML, or has a field that no rule has, or lacks one that each has.
    #[error("{file}, line {line}: {what}")]
    Shape {
        /// The file.
        file: &'static str,
        /// The line, from 1.
        line: usize,
        /// What the reader says.
        what: String,
    },
    /// A day is none.
    #[error("{file}, `{key}`: `{value}` in `{field}` is no day")]
    NoDay {
        /// The file.
        file: &'static str,
        /// The entry.
        key: String,
        /// Its field.
        field: &'static str,
        /// What stands there.
        value: String,
    },
    /// An edition ends before it begins.
    #[error("{file}, `{key}`: the edition from {from} ends before it begins")]
    Backwards {
        /// The file.
        file: &'static str,
        /// The entry.
        key: String,
        /// Its first day.
        from: Day,
    },
    /// Two editions hold on one day.
    #[error("{file}, `{key}`: two editions hold on {day}")]
    Overlap {
        /// The file.
        file: &'static str,
        /// The entry.
        key: String,
        /// The day.
        day: Day,
    },
    /// Between two editions, none holds.
    #[error("{file}, `{key}`: no edition holds on {day}, between two of them")]
    Gap {
        /// The file.
        file: &'static str,
        /// The entry.
        key: String,
        /// The first such day.
        day: Day,
    },
    /// What every day needs is missing on some.
    #[error("{file}, `{key}`: no edition holds on {day}, and every day needs one")]
    NotWhole {
        /// The file.
        file: &'static str,
        /// The entry.
        key: &'static str,
        /// The first such day.
        day: Day,
    },
    /// What the program asks for is not there at all.
    #[error("{file}: `{key}` is missing")]
    Missing {
        /// The file.
        file: &'static str,
        /// The entry.
        key: &'static str,
    },
    /// A word that means nothing there.
    #[error("{file}, `{key}`: `{value}` in `{field}` means nothing")]
    Unknown {
        /// The file.
        file: &'static str,
        /// The entry.
        key: String,
        /// Its field.
        field: &'static str,
        /// What stands there.
        value: String,
    },
    /// A field is empty.
    #[error("{file}, `{key}`: `{field}` is empty")]
    Empty {
        /// The file.
        file: &'static str,
        /// The entry.
        key: String,
        /// Its field.
        field: &'static str,
    },
    /// A number is out of bounds.
    #[error("{file}, `{key}`: `{field}` is to lie between {least} and {most}")]
    Bounds {
        /// The file.
        file: &'static str,
        /// The entry.
        key: String,
        /// Its field.
        field: &'static str,
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// A form must have a field that its page does not show.
    #[error("{file}, `{key}`: its page does not show `{value}`, which the form must have")]
    NotShown {
        /// The file.
        file: &'static str,
        /// The entry.
        key: String,
        /// The field.
        value: String,
    },
    /// A key that may stand once stands twice.
    #[error("{file}, `{key}`: `{field}` has `{value}` twice")]
    Twice {
        /// The file.
        file: &'static str,
        /// The entry.
        key: String,
        /// Its field.
        field: &'static str,
        /// What stands there.
        value: String,
    },
}
