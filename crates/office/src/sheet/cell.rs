//! One cell.
//!
//! Must never lose what was in it: a number is kept as a number, since only who asks knows whether it is one or a code
//! that lost its zeros.

use std::borrow::Cow;

use crate::day::{Day, DayError};

/// What a cell holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text; in CSV, everything is one.
    Text(String),
    /// A number, which is finite.
    Number(f64),
    /// A day.
    Day(Day),
}

impl Cell {
    /// A text, or nothing where it has no letters.
    pub fn of(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    /// As text, without spaces around it. A number is written as short as can be, a day as `2025-07-01`.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Cell::Empty => Cow::Borrowed(""),
            Cell::Text(text) => Cow::Borrowed(text.trim()),
            Cell::Number(number) => Cow::Owned(number.to_string()),
            Cell::Day(day) => Cow::Owned(day.to_string()),
        }
    }

    /// Whether there is nothing to see in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.trim().is_empty(),
            Cell::Number(_) | Cell::Day(_) => false,
        }
    }

    /// As a day; nothing where it is empty.
    ///
    /// # Errors
    /// Where it holds something else.
    pub fn day(&self) -> Result<Option<Day>, DayError> {
        match self {
            _ if self.is_empty() => Ok(None),
            Cell::Day(day) => Ok(Some(*day)),
            _ => Day::read(&self.text()).map(Some),
        }
    }
}
