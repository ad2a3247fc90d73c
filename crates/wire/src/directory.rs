//! The directory, as programs read it: units, how they are reached, and people.
//!
//! Must never hold what its reader may not see: the server leaves it out before it fills these.

use serde::{Deserialize, Serialize};

/// Some units, by number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitList {
    /// They.
    pub units: Vec<UnitLine>,
    /// The last number, where there are more: `?after=` goes on behind it.
    pub next: Option<i64>,
}

/// One unit, as it is today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitLine {
    /// Its number.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is, such as `province`.
    pub kind: String,
    /// The number of the unit above; none for the root.
    pub parent: Option<i64>,
    /// How it is reached.
    pub contact: ContactLine,
    /// The version of that, which a change names.
    pub contact_version: i64,
}

/// Ways to reach a unit; what is empty is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactLine {
    /// An address for e-mail.
    pub email: String,
    /// A telephone number.
    pub phone: String,
    /// Where letters go.
    pub address: String,
}

/// A change of how a unit is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactChange {
    /// The version that the sender saw.
    pub seen: i64,
    /// An address for e-mail.
    pub email: String,
    /// A telephone number.
    pub phone: String,
    /// Where letters go.
    pub address: String,
    /// Why, for the record; it may be empty.
    pub why: String,
}

/// Some people, by number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonList {
    /// They.
    pub people: Vec<PersonLine>,
    /// The last number, where there are more: `?after=` goes on behind it.
    pub next: Option<i64>,
}

/// One person who is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLine {
    /// Their number.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// What they are there.
    pub position: String,
    /// The number of the unit that they belong to.
    pub unit: i64,
    /// An address for e-mail.
    pub email: String,
    /// A telephone number.
    pub phone: String,
}
