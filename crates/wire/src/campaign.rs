//! The campaign's public figures, as `GET /api/v1/campaign` has them and the public page shows them.
//!
//! Must never hold a figure that cannot be counted again from stored rows, nor one about a single address.

use serde::{Deserialize, Serialize};

/// The public figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignFigures {
    /// The campaign's identifier, as packs and reports name it.
    pub campaign: String,
    /// Its name, in Vietnamese.
    pub name_vi: String,
    /// Its name, in English.
    pub name_en: String,
    /// The sightings are made up: a demonstration.
    pub generated: bool,
    /// When the last import ended, RFC 3339 UTC; `None` where nothing was imported yet.
    pub imported_at: Option<String>,
    /// The feeds that the sightings come from.
    pub sources: Vec<String>,
    /// The last day for which there are sightings, `YYYY-MM-DD` (UTC).
    pub last_day: Option<String>,
    /// The first day for which there are sightings.
    pub first_day: Option<String>,
    /// Events counted, each once.
    pub sightings: u64,
    /// Different addresses that were ever seen.
    pub addresses: u64,
    /// Different addresses in the seven days that end with `last_day`.
    pub addresses_last_7_days: u64,
    /// Different addresses in the first seven days.
    pub addresses_first_7_days: u64,
    /// By family, the most addresses in the last seven days first.
    pub families: Vec<FamilyFigures>,
    /// By day, each from `first_day` to `last_day`.
    pub days: Vec<DayFigures>,
    /// Scans that people reported themselves.
    pub reports: ReportFigures,
    /// The published rule pack, if there is one.
    pub pack: Option<PackFigures>,
}

/// One family's figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyFigures {
    /// Its name.
    pub family: String,
    /// Different addresses in the seven days that end with the last day.
    pub addresses_last_7_days: u64,
    /// Different addresses in the first seven days.
    pub addresses_first_7_days: u64,
    /// Different addresses ever seen.
    pub addresses: u64,
    /// Events.
    pub sightings: u64,
}

/// One day's figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayFigures {
    /// `YYYY-MM-DD`, UTC.
    pub day: String,
    /// Different addresses; `None` where no source reported anything: unknown, not zero.
    pub addresses: Option<u64>,
    /// Sources that reported on other days of the time shown and not on this one.
    pub missing_sources: Vec<String>,
}

/// Scans that people reported. Self-declared: nobody checked them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportFigures {
    /// Scans.
    pub scans: u64,
    /// Scans that found something.
    pub scans_with_alerts: u64,
    /// Scans after which something was cleaned.
    pub scans_with_cleaning: u64,
    /// How many reports from one address count in one day.
    pub cap_per_address_and_day: u32,
}

/// The published rule pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackFigures {
    /// Its version; only ever grows.
    pub version: u64,
    /// When it was signed, RFC 3339 UTC.
    pub made_at: String,
    /// Digest of its bytes.
    pub sha256: String,
    /// The key that it is signed with, base64.
    pub key: String,
}
