//! Decides: units and people, who may do what, and what the record of it all looks like.
//!
//! Must never do I/O and never ask the clock or for random numbers: all three are arguments. Nothing here remembers.

pub mod contact;
pub mod day;
pub mod drill;
pub mod duty;
mod fold;
pub mod incident;
pub mod line;
pub mod member;
pub mod number;
pub mod papers;
pub mod people;
pub mod plan;
pub mod playbook;
pub mod record;
pub mod rights;
pub mod rulebook;
pub mod sheet;
pub mod systems;
pub mod units;

pub use fold::fold;
