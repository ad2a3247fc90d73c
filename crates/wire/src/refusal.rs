//! What the API says when it does not do what was asked.
//!
//! Must never carry more than the sender can use: nothing of the server's inside, and no address.

use serde::{Deserialize, Serialize};

/// Why something was not done, and what would help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// One word for programs, such as `too_large`.
    pub error: String,
    /// What is wrong, for people.
    pub message: String,
    /// What to do.
    pub fix: String,
}
