//! What was found and what was not read, and how much it weighs.
//!
//! Must never turn something that went wrong into a finding: a gap has no score.

use serde::{Deserialize, Serialize};

/// The kind of indicator that spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A YARA rule.
    Yara,
    /// A hash of the whole object.
    Hash,
    /// A pattern for names of files.
    Name,
}

/// One indicator that matched an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    /// Its kind.
    pub kind: Kind,
    /// The rule's name, the digest that matched, or the pattern.
    pub name: String,
    /// The file of the pack that holds it; for a list also the line.
    pub source: String,
    /// What it adds.
    pub score: u32,
    /// What its author says of it.
    pub description: String,
}

/// How sure a score makes us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Worth a look.
    Notice,
    /// Suspicious.
    Warning,
    /// Malware by the pack's own measure; the only level at which anything is cleaned.
    Alert,
}

/// How the scores of one object's indicators are combined, and where the levels begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scoring {
    /// The sum, as Loki: notice from 40, warning from 60, alert from 100. What public packs are written for.
    #[default]
    Sum,
    /// `100·(1−Π(1−sᵢ/100/2ⁱ))`, highest first, as Loki-RS: notice from 40, warning from 60, alert from 80. Many
    /// weak indicators never make an alert.
    Weighted,
}

impl Scoring {
    /// The combined score.
    pub fn score(self, because: &[Because]) -> u32 {
        match self {
            Scoring::Sum => because.iter().fold(0, |sum, b| sum.saturating_add(b.score)),
            Scoring::Weighted => {
                let mut scores: Vec<u32> = because.iter().map(|b| b.score.min(100)).collect();
                scores.sort_unstable_by(|a, b| b.cmp(a));
                let mut weight = 1.0;
                let mut left = 1.0;
                for score in scores {
                    left *= 1.0 - f64::from(score) / 100.0 * weight;
                    weight /= 2.0;
                }
                // From 0 to 100, so the cast is exact.
                (100.0 * (1.0 - left)).round() as u32
            }
        }
    }

    /// The level of a score; none below notice.
    pub fn level(self, score: u32) -> Option<Level> {
        let alert = match self {
            Scoring::Sum => 100,
            Scoring::Weighted => 80,
        };
        match score {
            s if s >= alert => Some(Level::Alert),
            60.. => Some(Level::Warning),
            40.. => Some(Level::Notice),
            _ => None,
        }
    }
}

/// Why something was not looked at, or not wholly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The system refused to open, list or read it.
    Unreadable,
    /// It was listed and gone when it was opened.
    Vanished,
    /// It was changed or replaced between the first and the last look at it.
    ChangedWhileRead,
    /// A member is encrypted.
    Encrypted,
    /// A container does not hold what it says.
    Corrupt,
    /// A container, or a way of packing, that this version cannot open.
    Unsupported,
    /// Containers within containers, past the limit.
    TooDeep,
    /// Members, findings or gaps, past the limit.
    TooMany,
    /// Unpacked bytes, past the limit.
    TooLarge,
    /// Unpacked bytes for each packed one, past the limit.
    Ratio,
    /// The object took longer than it may.
    TimeLimit,
    /// The rules took longer on the object than they may.
    EngineTimeout,
    /// A string of a rule occurred more often than the engine counts.
    MatchLimit,
    /// The looker broke down over the object.
    Crashed,
    /// A file system of the kernel's own making, which stores no files.
    SpecialMount,
    /// Its contents are not on this machine (OneDrive and its like): looking would fetch them.
    Away,
    /// It was not asked for: a drive of another machine, where all of this one was to be looked at.
    Excluded,
}

impl Reason {
    /// The word of the contract.
    pub fn word(self) -> &'static str {
        match self {
            Reason::Unreadable => "unreadable",
            Reason::Vanished => "vanished",
            Reason::ChangedWhileRead => "changed_while_read",
            Reason::Encrypted => "encrypted",
            Reason::Corrupt => "corrupt",
            Reason::Unsupported => "unsupported",
            Reason::TooDeep => "too_deep",
            Reason::TooMany => "too_many",
            Reason::TooLarge => "too_large",
            Reason::Ratio => "ratio",
            Reason::TimeLimit => "time_limit",
            Reason::EngineTimeout => "engine_timeout",
            Reason::MatchLimit => "match_limit",
            Reason::Crashed => "crashed",
            Reason::SpecialMount => "special_mount",
            Reason::Away => "away",
            Reason::Excluded => "excluded",
        }
    }
}

/// One object, or one member of it, at notice level or above.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The names of the containers' members on the way in, as bytes; empty for the file itself.
    pub inside: Vec<Vec<u8>>,
    /// SHA-256 of the object or member.
    pub sha256: [u8; 32],
    /// Its bytes.
    pub size: u64,
    /// The combined score.
    pub score: u32,
    /// What the score means.
    pub level: Level,
    /// What matched, highest score first.
    pub because: Vec<Because>,
}

/// A finding as soon as it is made, so that nothing that goes wrong later loses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundIn {
    /// SHA-256 of the whole file that it was made in.
    pub sha256: [u8; 32],
    /// The finding.
    pub finding: Finding,
}

impl FoundIn {
    /// About how many bytes it takes to hold.
    pub fn weight(&self) -> usize {
        let names: usize = self.finding.inside.iter().map(|name| name.len() + 24).sum();
        let words = |b: &Because| b.name.len() + b.source.len() + b.description.len() + 96;
        256 + names + self.finding.because.iter().map(words).sum::<usize>()
    }
}

/// Something that was not looked at, or not wholly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// As in a finding.
    pub inside: Vec<Vec<u8>>,
    /// Why.
    pub reason: Reason,
    /// More, for people; English, technical.
    pub detail: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(scoring: Scoring, scores: &[u32], expected: (u32, Option<Level>)) {
        let because: Vec<Because> = scores
            .iter()
            .map(|&score| Because {
                kind: Kind::Yara,
                name: String::new(),
                source: String::new(),
                score,
                description: String::new(),
            })
            .collect();
        let score = scoring.score(&because);
        assert_eq!((score, scoring.level(score)), expected, "{scoring:?} {scores:?}");
    }

    #[test]
    fn the_sum_has_lokis_thresholds() {
        check(Scoring::Sum, &[], (0, None));
        check(Scoring::Sum, &[39], (39, None));
        check(Scoring::Sum, &[40], (40, Some(Level::Notice)));
        check(Scoring::Sum, &[60], (60, Some(Level::Warning)));
        check(Scoring::Sum, &[70], (70, Some(Level::Warning)));
        check(Scoring::Sum, &[60, 40], (100, Some(Level::Alert)));
        check(Scoring::Sum, &[u32::MAX, 1], (u32::MAX, Some(Level::Alert)));
    }

    #[test]
    fn weighted_needs_one_strong_indicator() {
        check(Scoring::Weighted, &[100], (100, Some(Level::Alert)));
        check(Scoring::Weighted, &[75], (75, Some(Level::Warning)));
        check(Scoring::Weighted, &[75, 75], (84, Some(Level::Alert)));
        check(Scoring::Weighted, &[40; 50], (61, Some(Level::Warning)));
    }
}
