//! Keeps the plan of the house true: reads the sources and the papers, and fails where they leave it.
//!
//! Must never be made quiet by a wider rule: what is allowed by way of exception is named, counted and explained in
//! [`bans::ALLOWED`], and an exception that is no longer needed fails too. Must never ask the network.
//!
//! It reads tokens and knows no types. A function that is called through a pointer from another crate, or a macro of
//! another crate, goes unseen: this keeps honest people from drifting, it does not stop a determined one.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "clippy.toml allows them in functions marked as tests; what those share is test code as well"
)]

mod acts;
mod bans;
mod files;
mod papers;
mod rooms;
mod source;
mod texts;
mod tokens;

/// Fails with every problem on a line of its own.
fn none(problems: Vec<String>) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

/// The check fires on what it was made for, with a message that holds these words, and once.
fn fires(problems: &[String], words: &str) {
    assert!(problems.len() == 1 && problems[0].contains(words), "expected `{words}` once in {problems:#?}");
}
