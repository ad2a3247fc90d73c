//! What a token is told of itself: in whose name it comes, and until when.
//!
//! Must never hold its key.

use serde::{Deserialize, Serialize};

/// Who a program is, with its token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The person's number.
    pub person: i64,
    /// Their name.
    pub name: String,
    /// The code of the unit that they belong to.
    pub unit: String,
    /// What they are, and where.
    pub roles: Vec<HeldRole>,
    /// What the token is for, in their words.
    pub token: String,
    /// What it is for, such as `units:read`.
    pub scopes: Vec<String>,
    /// Whether it may only look: none of its scopes changes anything.
    pub only_looks: bool,
    /// When it ends, RFC 3339, UTC.
    pub until: String,
}

/// One role at one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRole {
    /// Its word, such as `administrator`.
    pub role: String,
    /// The unit's code.
    pub unit: String,
}
