//! The server as visitors meet it: requests in, answers out.

// A test ends where something is not as it should be.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod ask;
mod budget;
mod console;
mod headers;
mod listening;
mod made_up;
mod openapi;
mod pages;
mod programs;
mod reports;
mod systems_tables;
mod units;
mod units_support;
mod units_tables;
mod verdicts;
