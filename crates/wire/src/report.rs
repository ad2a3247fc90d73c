//! The report of a scan, as a machine sends it to `POST /api/v1/scan-reports` with its owner's consent.
//!
//! Must never hold the name, the path or the contents of a file, nor anything that tells one machine from another
//! beyond the random number that makes a repeated report recognisable.

use serde::{Deserialize, Serialize};

/// What a scan came to, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScanReport {
    /// 32 lower-case hexadecimal digits, drawn at random for this scan: the same report sent again is counted once.
    pub id: String,
    /// The campaign's identifier, from its pack.
    pub campaign: String,
    /// The version of the pack that was scanned with.
    pub pack_version: u64,
    /// The program and its version.
    pub program: String,
    /// `linux`, `windows`, `macos` or `other`.
    pub system: String,
    /// How long it took, in seconds.
    pub seconds: u64,
    /// Files that were seen.
    pub seen: u64,
    /// Files that were looked at, now or remembered from an earlier scan with the same rules.
    pub scanned: u64,
    /// Things that could not be read, or not wholly.
    pub gaps: u64,
    /// Whether everything was read and done.
    pub complete: bool,
    /// Objects with an alert.
    pub alerts: u64,
    /// Files that were moved into the vault.
    pub cleaned: u64,
    /// Which of the campaign's rules matched, and in how many objects. Rules of other packs are never named.
    pub rules: Vec<RuleCount>,
}

/// One rule of the campaign's pack that matched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleCount {
    /// The rule's name as the campaign's pack has it.
    pub rule: String,
    /// In how many objects it matched.
    pub objects: u64,
}

/// What became of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportReceipt {
    /// The report's own number.
    pub id: String,
    /// Whether it counts in the public figures.
    pub outcome: ReportOutcome,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportOutcome {
    /// Counted now.
    Counted,
    /// Received before, and counted then.
    AlreadyCounted,
    /// Received, and not counted: too many came from this address today.
    OverDailyCap,
}

/// What a report may be at most. One that is more is refused as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportLimits {
    /// Bytes of JSON.
    pub bytes: usize,
    /// Rules that are named.
    pub rules: usize,
    /// Characters of any one text.
    pub text: usize,
    /// The largest number that is believed.
    pub number: u64,
}

impl Default for ReportLimits {
    fn default() -> Self {
        ReportLimits { bytes: 64 << 10, rules: 200, text: 128, number: 1_000_000_000_000 }
    }
}

/// Why a report is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The number that makes a report recognisable is missing or of another form.
    #[error("`id` is to be 32 lower-case hexadecimal digits")]
    Id,
    /// The report is for another campaign.
    #[error("`campaign` is not this server's campaign")]
    Campaign,
    /// A text is too long or has characters that no name has.
    #[error("`{0}` is too long or has control characters")]
    Text(&'static str),
    /// A number is larger than any scan can have.
    #[error("`{0}` is larger than any scan has")]
    Number(&'static str),
    /// The numbers contradict each other.
    #[error("the numbers contradict each other: {0}")]
    Contradiction(&'static str),
    /// More rules are named than a report may name.
    #[error("more rules are named than a report may name")]
    TooManyRules,
}

impl ScanReport {
    /// Whether this could be the report of a scan for that campaign.
    ///
    /// # Errors
    /// With the first thing that no report has.
    pub fn check(&self, campaign: &str, limits: &ReportLimits) -> Result<(), Refused> {
        if self.id.len() != 32 || !self.id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(Refused::Id);
        }
        if self.campaign != campaign {
            return Err(Refused::Campaign);
        }
        let texts = [("program", &self.program), ("system", &self.system)];
        let rules = self.rules.iter().map(|rule| ("rules", &rule.rule));
        for (name, text) in texts.into_iter().chain(rules) {
            if text.is_empty() || text.chars().count() > limits.text || text.chars().any(char::is_control) {
                return Err(Refused::Text(name));
            }
        }
        if self.rules.len() > limits.rules {
            return Err(Refused::TooManyRules);
        }
        let numbers = [
            ("pack_version", self.pack_version),
            ("seconds", self.seconds),
            ("seen", self.seen),
            ("scanned", self.scanned),
            ("gaps", self.gaps),
            ("alerts", self.alerts),
            ("cleaned", self.cleaned),
        ];
        let rules = self.rules.iter().map(|rule| ("rules", rule.objects));
        for (name, number) in numbers.into_iter().chain(rules) {
            if number > limits.number {
                return Err(Refused::Number(name));
            }
        }
        if self.scanned > self.seen {
            return Err(Refused::Contradiction("more files were scanned than seen"));
        }
        if self.complete && self.gaps > 0 {
            return Err(Refused::Contradiction("a scan with gaps is not complete"));
        }
        Ok(())
    }
}
