//! People and their accounts: names, addresses, passwords as far as rules go, and when somebody has to wait.
//!
//! Must never hold a password longer than it takes to judge it, and must never answer so that it shows who exists.

mod attempts;
mod password;

pub use attempts::{Attempts, PATIENCE, Patience};
pub use password::{PASSWORD_BYTES, PASSWORD_CHARACTERS, WeakPassword, judge_password};

/// A person's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub i64);
