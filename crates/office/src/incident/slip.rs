//! What came with a piece of evidence: the slip that its machine signed.
//!
//! Must never be taken for more than it is: whose key it was, the server either knew or says that it did not.

use serde::{Deserialize, Serialize};

/// A slip whose signature was verified.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Slip {
    /// The fingerprint of the machine's key.
    pub machine: String,
    /// Whether this server knew the key.
    pub known: bool,
    /// SHA-256 of what the file held, in hexadecimal.
    pub sha256: String,
    /// The paths that it had.
    pub paths: Vec<String>,
    /// What named it.
    pub because: Vec<String>,
    /// When it was taken into the machine's vault, and when it was handed out, in seconds since 1970, by its clock.
    pub taken_at: i64,
    /// When it was handed out.
    pub handed_out_at: i64,
}
