//! What our own scanner said of a piece of evidence, as it is kept. These words are stored and travel: they are only added.
//!
//! Must never say that something is clean: what was found and what was not read stand beside one another, and a look
//! that did not come about says why.

use serde::{Deserialize, Serialize};

/// What came of a look.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// Which program looked, with its version.
    pub program: String,
    /// SHA-256 over all rules, in hexadecimal: two looks with the same one looked for the same. Empty where none were used.
    pub rules_sha256: String,
    /// The campaign's pack among them, as `campaign version`; empty for none.
    pub pack: String,
    /// Rules, hashes and patterns for names that were looked for.
    pub rules: u64,
    /// What of the rules was left out, or could not be used: a file for each.
    pub left_out: u64,
    /// Seconds that it took.
    pub seconds: u64,
    /// Why nothing was looked at: `rules` cannot be used, `size`, `damaged`, `gone`, `broke` (this server broke down over
    /// it again and again) or `crew` (nobody could be had to look). Empty where it was looked at.
    pub not_looked: String,
    /// What was found, the worst first.
    pub found: Vec<Match>,
    /// How many more findings there were.
    pub more_found: u64,
    /// What was not read, or not wholly.
    pub gaps: Vec<Unread>,
    /// How many more such places there were.
    pub more_gaps: u64,
    /// Members of containers that were looked at.
    pub members: u64,
}

/// One object that rules matched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Match {
    /// The names of the members on the way in; empty for the file itself.
    pub inside: Vec<String>,
    /// alert, warning or notice.
    pub level: String,
    /// The score.
    pub score: u32,
    /// What matched: the rule, or the hash, and what its list says of it.
    pub because: Vec<String>,
}

/// One place that was not read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Unread {
    /// As in a match.
    pub inside: Vec<String>,
    /// Why, in the word of `quet scan`.
    pub reason: String,
}

impl Look {
    /// Whether everything in it was read, with all rules.
    pub fn is_whole(&self) -> bool {
        self.not_looked.is_empty() && self.gaps.is_empty() && self.more_gaps == 0 && self.left_out == 0
    }

    /// Whether anything was found.
    pub fn has_found(&self) -> bool {
        !self.found.is_empty() || self.more_found > 0
    }
}
