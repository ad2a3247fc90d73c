//! The forms and papers of an incident: what they need, what is known, and the pages that come of it.
//!
//! Must never invent what is not known: it is dots on the page. Must never take a text that people wrote for anything
//! but text: there is no template that it could be read as.
//!
//! Which forms there are and what they need is in `rulebook/forms.toml`, how their pages look in `rulebook/papers/`. A
//! paper is numbered, signed and sent in the office's own document system, never here.

mod draft;
mod ends;
mod field;
mod layout;
mod package;
mod page;
mod paragraph;
mod shown;
mod value;
mod xml;

#[cfg(test)]
mod tests;

pub use draft::{Draft, NoSuchForm, WriteError, fill};
pub use field::Field;
pub(crate) use layout::{Block, Foot, GridCell, Head, Layout, Shown};
pub use value::{Known, Limits, Summary, Sums, TooMuch, Value};
