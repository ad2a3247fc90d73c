//! The answer of `GET /api/v1/check`.
//!
//! Must never carry an address other than the one that asked.

use serde::{Deserialize, Serialize};

/// What is known of the connecting address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckAnswer {
    /// The address that was looked up: the one that the request came from.
    pub address: String,
    /// The answer in one word.
    pub verdict: Verdict,
    /// Whether the last sighting is recent; `None` where there is none.
    pub age: Option<Age>,
    /// The address is declared, or inferred, to stand for many subscribers.
    pub shared: bool,
    /// Not this IPv6 address was seen but another one in the prefix that its household was given.
    pub neighbour: bool,
    /// Why there is no answer; only with `unreadable`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Who saw what, the latest first.
    pub sightings: Vec<Seen>,
}

/// The answer in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The address, or its IPv6 neighbourhood, was seen in a botnet.
    Listed,
    /// It was not seen. That does not mean that a machine is clean.
    NotListed,
    /// Nothing can be said about this connection.
    Unreadable,
}

/// How long ago the last sighting was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    /// Lately.
    Recent,
    /// Long ago.
    Old,
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The address belongs to a mobile network, where it stands for whoever happens to use it.
    Mobile,
    /// The address belongs to a VPN or a hosting firm.
    Hosting,
    /// The address is outside the ranges that the campaign looks after.
    Foreign,
    /// The address is not one of the Internet: private, loopback, reserved.
    Private,
    /// Nothing was imported yet, so nothing is known of anybody.
    NoData,
    /// A proxy stands between and did not say, or not credibly, for whom.
    Proxy,
}

/// One family of malware at one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The family's name as its source writes it.
    pub family: String,
    /// RFC 3339, UTC.
    pub first_seen: String,
    /// RFC 3339, UTC.
    pub last_seen: String,
    /// How often.
    pub times: u64,
}
