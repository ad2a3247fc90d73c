//! What is known, field by field.
//!
//! Must never hold more than a paper can show, nor a character that is not seen.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Field;
use crate::day::Day;
use crate::rulebook::{Class, Key};

/// What may be known at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Characters of one text.
    pub text: usize,
    /// Rows of one table.
    pub rows: usize,
    /// Cells of one row.
    pub cells: usize,
    /// Characters of one cell.
    pub cell: usize,
    /// Choices of one field.
    pub choices: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { text: 100_000, rows: 1_000, cells: 10, cell: 1_000, choices: 20 }
    }
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text; its lines are paragraphs.
    Text(String),
    /// A moment, shown as Viet Nam's time.
    Moment(Timestamp),
    /// A day.
    Day(Day),
    /// The keys of what is ticked.
    Choices(Vec<String>),
    /// The rows of a table.
    Rows(Vec<Vec<String>>),
    /// The sums of form 05.
    Sums(Summary),
}

/// The sums of form 05.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// By class.
    pub classes: BTreeMap<Class, Sums>,
    /// Of those that have no class yet.
    pub unclassified: Sums,
    /// What all of them are thought to have cost, in words.
    pub loss: String,
}

impl<const N: usize> From<[(Class, Sums); N]> for Summary {
    fn from(classes: [(Class, Sums); N]) -> Summary {
        Summary { classes: classes.into(), ..Summary::default() }
    }
}

/// The sums of one class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// Incidents; handled alone; with help; with help from abroad; help asked of the coordinator.
    pub counts: [u64; 5],
    /// What they are thought to have cost, in words.
    pub loss: String,
}

/// Why a value is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`{}` holds more than {limit}", field.key())]
pub struct TooMuch {
    /// The field.
    pub field: Field,
    /// What it may hold: characters, rows, cells or choices.
    pub limit: usize,
}

/// What is known of an incident and of who reports it, as papers need it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    values: BTreeMap<Field, Value>,
}

impl Known {
    /// Nothing.
    pub fn new() -> Known {
        Known::default()
    }

    /// Takes a value, cleaned of what cannot be seen. An empty one is no value.
    ///
    /// # Errors
    /// When there is more of it than [`Limits`] allow; nothing is taken then.
    pub fn set(&mut self, field: Field, value: Value) -> Result<(), TooMuch> {
        self.set_within(field, value, &Limits::default())
    }

    /// The same within other limits.
    ///
    /// # Errors
    /// As [`Known::set`].
    pub fn set_within(&mut self, field: Field, value: Value, limits: &Limits) -> Result<(), TooMuch> {
        let bounded = |number: usize, limit: usize| {
            if number > limit { Err(TooMuch { field, limit }) } else { Ok(()) }
        };
        let value = match value {
            Value::Text(text) => {
                bounded(text.chars().count(), limits.text)?;
                Value::Text(printable(&text))
            }
            Value::Choices(choices) => {
                bounded(choices.len(), limits.choices)?;
                Value::Choices(choices)
            }
            Value::Rows(rows) => {
                bounded(rows.len(), limits.rows)?;
                for row in &rows {
                    bounded(row.len(), limits.cells)?;
                    for cell in row {
                        bounded(cell.chars().count(), limits.cell)?;
                    }
                }
                Value::Rows(rows.iter().map(|row| row.iter().map(|cell| printable(cell)).collect()).collect())
            }
            Value::Sums(mut sums) => {
                let rows = sums.classes.values_mut().chain([&mut sums.unclassified]);
                for loss in rows.map(|row| &mut row.loss).chain([&mut sums.loss]) {
                    bounded(loss.chars().count(), limits.cell)?;
                    *loss = printable(loss);
                }
                Value::Sums(sums)
            }
            value @ (Value::Moment(_) | Value::Day(_)) => value,
        };
        if empty(&value) {
            self.values.remove(&field);
        } else {
            self.values.insert(field, value);
        }
        Ok(())
    }

    /// What a field holds.
    pub fn get(&self, field: Field) -> Option<&Value> {
        self.values.get(&field)
    }
}

fn empty(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.is_empty(),
        Value::Choices(choices) => choices.is_empty(),
        Value::Rows(rows) => rows.iter().flatten().all(String::is_empty),
        // A half year without an incident has sums, too: they are noughts.
        Value::Sums(_) | Value::Moment(_) | Value::Day(_) => false,
    }
}

/// What is left of a text when everything is gone that a page does not show: control characters, marks that turn the
/// direction of writing or join and part letters, what is no character. Lines end in one way.
fn printable(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let seen = |c: &char| *c == '\n' || !unseen(*c);
    let kept: String = text.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(seen).collect();
    kept.trim_matches(['\n', ' ']).to_owned()
}

fn unseen(c: char) -> bool {
    crate::line::unseen(c)
        || matches!(c, '\u{61c}' | '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe
}
