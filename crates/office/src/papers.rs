//! The forms and papers of an incident: what they need, what is known, and the pages that come of it.
//!
//! Must never invent what is not known: it is dots on the page. Must never take a text that people wrote for anything
//! but text.

mod field;

pub use field::Field;
