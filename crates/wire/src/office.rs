//! What programs are told of the office, and send to change it: units, people, information systems, duty, the record.
//!
//! Must never hold what its reader may not see: whoever fills these shapes asked for the right to each before.

use serde::{Deserialize, Serialize};

/// One page of a list, in the order of the numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// How many there are in all that the token may see and that fit.
    pub total: u64,
    /// Those of this page.
    pub items: Vec<T>,
    /// What to send as `after` for the next page; nothing where this is the last.
    pub next: Option<i64>,
}

/// A unit, as it is today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitAnswer {
    /// Its number, which is given once.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The word of its kind, such as `province`.
    pub kind: String,
    /// The number of the unit above it; nothing at the root.
    pub parent: Option<i64>,
    /// When it was founded, as 2025-07-01.
    pub founded: String,
    /// How it is reached; empty where that is not known.
    pub phone: String,
    /// By e-mail.
    pub email: String,
    /// By letter.
    pub address: String,
    /// Counts the changes of how it is reached.
    pub contact_version: i64,
}

/// A change of how a unit is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactChange {
    /// The `contact_version` that the sender saw.
    pub seen: i64,
    /// By e-mail; empty where that is not known.
    pub email: String,
    /// By telephone.
    pub phone: String,
    /// By letter.
    pub address: String,
    /// Why, for the record; it may be empty.
    pub why: String,
}

/// Somebody who is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonAnswer {
    /// Their number, which is given once.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// What they are there.
    pub position: String,
    /// The number of the unit that they belong to.
    pub unit: i64,
    /// Its code.
    pub unit_code: String,
    /// By e-mail; empty where that is not known.
    pub email: String,
    /// By telephone.
    pub phone: String,
    /// Counts the changes of what is known of them.
    pub version: i64,
}

/// A change of what is known of somebody. How they come in is changed by people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonChange {
    /// The `version` that the sender saw.
    pub seen: i64,
    /// Their name.
    pub name: String,
    /// What they are there; it may be empty.
    pub position: String,
    /// By e-mail; it may be empty.
    pub email: String,
    /// By telephone; it may be empty.
    pub phone: String,
    /// The code of the unit that they belong to.
    pub unit: String,
    /// Why, for the record; it may be empty.
    pub why: String,
}

/// An information system that is in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemAnswer {
    /// Its number, which is given once.
    pub id: i64,
    /// The number of the unit whose it is.
    pub unit: i64,
    /// That unit's code.
    pub unit_code: String,
    /// Its name.
    pub name: String,
    /// Its level, 1 to 5.
    pub level: u8,
    /// What runs on it.
    pub products: Vec<ProductAnswer>,
    /// Public addresses, as ranges: `192.0.2.7/32`.
    pub addresses: Vec<String>,
    /// Domains.
    pub domains: Vec<String>,
    /// Whether it is for named persons only.
    pub restricted: bool,
    /// Counts its changes.
    pub version: i64,
}

/// An information system that is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSystem {
    /// The code of the unit whose it is.
    pub unit: String,
    /// Its name, one of its kind within the unit.
    pub name: String,
    /// Its level, 1 to 5.
    pub level: u8,
    /// What runs on it.
    pub products: Vec<ProductAnswer>,
    /// Public addresses and ranges.
    pub addresses: Vec<String>,
    /// Domains.
    pub domains: Vec<String>,
    /// Why, for the record; it may be empty.
    pub why: String,
}

/// A change of an information system: all of it as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SystemChange {
    /// The `version` that the sender saw.
    pub seen: i64,
    /// Its name.
    pub name: String,
    /// Its level, 1 to 5.
    pub level: u8,
    /// What runs on it.
    pub products: Vec<ProductAnswer>,
    /// Public addresses and ranges.
    pub addresses: Vec<String>,
    /// Domains.
    pub domains: Vec<String>,
    /// Why, for the record; it may be empty.
    pub why: String,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Its number, which is given once.
    pub id: i64,
}

/// What runs on a system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductAnswer {
    /// Its name.
    pub name: String,
    /// Its version; empty where it is not known.
    pub version: String,
}

/// Somebody who is on duty now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyAnswer {
    /// The number of the shift.
    pub id: i64,
    /// The number of the unit.
    pub unit: i64,
    /// Its code.
    pub unit_code: String,
    /// Who.
    pub name: String,
    /// At which number they answer.
    pub phone: String,
    /// Since when, RFC 3339, UTC.
    pub from: String,
    /// Until when.
    pub until: String,
}

/// The part of a unit's roster that is not over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterAnswer {
    /// Counts the changes of the whole roster.
    pub version: i64,
    /// The shifts, by beginning.
    pub items: Vec<ShiftAnswer>,
}

/// A shift on a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftAnswer {
    /// Its number.
    pub id: i64,
    /// The number of who has it.
    pub person: i64,
    /// Their name.
    pub name: String,
    /// At which number they answer.
    pub phone: String,
    /// Since when, RFC 3339, UTC.
    pub from: String,
    /// Until when.
    pub until: String,
}

/// Shifts that are put on a roster, all of them or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterChange {
    /// The `version` that the sender saw.
    pub seen: i64,
    /// The shifts, 1 to 100.
    pub shifts: Vec<NewShift>,
    /// Why, for the record; it may be empty.
    pub why: String,
}

/// A shift that is put on a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewShift {
    /// The number of somebody who belongs to the unit.
    pub person: i64,
    /// When it begins, RFC 3339, in whole seconds.
    pub from: String,
    /// When it is over.
    pub until: String,
    /// At which number they answer.
    pub phone: String,
}

/// A shift that is taken off a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftEnd {
    /// The `version` of the roster that the sender saw.
    pub seen: i64,
    /// The number of the shift.
    pub shift: i64,
    /// Why, for the record; it may be empty.
    pub why: String,
}

/// A page of the record, the first entry first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordAnswer {
    /// The entries.
    pub items: Vec<EntryAnswer>,
    /// What to send as `after` for the next page; nothing where this is the last for now.
    pub next: Option<u64>,
}

/// One entry of the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryAnswer {
    /// Its number.
    pub number: u64,
    /// When, RFC 3339, UTC.
    pub at: String,
    /// Who, as a word: `person:12`, `token:3`, `command`, `server` or `visitor`.
    pub who: String,
    /// What was done, as a word.
    pub action: String,
    /// To what, as a word.
    pub object: String,
    /// In the record of which unit; nothing where it is of none in particular.
    pub unit: Option<i64>,
    /// What says more; nothing where it was erased.
    pub details: Option<serde_json::Value>,
}
