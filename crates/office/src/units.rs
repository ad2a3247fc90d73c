//! Units in a tree that keeps its history: who is under whom, and what each is called, on any day.
//!
//! Must never change what was: a change has a day, and before that day everything stays as it stood. Only a slip of the
//! pen is corrected without one.
//!
//! ```text
//!            found ──▶ living ──▶ end, merge, split ──▶ ended
//!                      │    ▲                             │
//!  rename_to, move_to └────┘                          Lineage: which units go on from it
//! ```
//!
//! Every arrow is a decision of [`Tree`]: it gives back what is to be stored ([`Decided`]), or why not ([`Refused`]).

mod change;
mod code;
mod correct;
mod export;
mod import;
mod kind;
mod provinces;
mod reform;
mod refused;
#[cfg(test)]
mod tests;
mod tree;
mod unit;

pub use change::{Decided, Founding};
pub use code::{Code, CodeError};
pub use correct::Correction;
pub use export::{Contacts, export, export_these};
pub use import::{Done, Fault, Import, Problem, Proposal, import};
pub use kind::Kind;
pub use provinces::{PROVINCES_SINCE, provinces};
pub use reform::Successor;
pub use refused::Refused;
pub use tree::{Broken, Tree};
pub use unit::{How, Lineage, Span, Unit, UnitId};
