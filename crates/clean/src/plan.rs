//! What is to be done, worked out before anything is: which files are taken, under which names, and which are left.
//!
//! Must never touch the disk: suspects in, a plan out.

use std::collections::BTreeMap;
use std::path::PathBuf;

use scan::identity::Identity;
use serde::{Deserialize, Serialize};

use crate::decide::{Gate, Refusal};

/// Why a file is suspected: one thing that the scan found in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What kind of thing matched, such as `yara` or `hash`.
    pub kind: String,
    /// The rule or indicator.
    pub name: String,
    /// Where the rule or indicator comes from.
    pub source: String,
    /// What it adds to the file's score.
    pub score: u32,
    /// What it means, for people.
    pub description: String,
    /// The members that lead to the match inside a container, outermost first; empty for the file itself.
    pub inside: Vec<String>,
}

/// One name of a file that the scan found to be bad.
#[derive(Debug, Clone)]
pub struct Suspect {
    /// The absolute path, with no link in it.
    pub path: PathBuf,
    /// The file as the scan saw it.
    pub identity: Identity,
    /// The digest of the whole file as it was scanned.
    pub sha256: [u8; 32],
    /// How bad it is.
    pub score: u32,
    /// Why.
    pub because: Vec<Reason>,
}

/// One file with all of its names that were found.
#[derive(Debug, Clone)]
pub struct Group {
    /// The absolute paths of the hard links, sorted, each once.
    pub names: Vec<PathBuf>,
    /// The file as the scan saw it.
    pub identity: Identity,
    /// The digest of the whole file as it was scanned.
    pub sha256: [u8; 32],
    /// How bad it is.
    pub score: u32,
    /// Why.
    pub because: Vec<Reason>,
}

/// What will be done.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The files to take into the vault.
    pub take: Vec<Group>,
    /// The names that are left alone, and why.
    pub refused: Vec<(Suspect, Refusal)>,
}

/// Sorts what was found into files to take and names to leave alone.
///
/// Names are one file only where the scan saw the same state of it under each; a file that changed between two looks
/// becomes two groups, and the stale one is refused when it is taken.
pub fn plan(suspects: Vec<Suspect>, gate: &Gate) -> Plan {
    let mut plan = Plan::default();
    let mut groups: BTreeMap<_, Group> = BTreeMap::new();
    for suspect in suspects {
        if let Err(refusal) = gate.may_touch(&suspect) {
            plan.refused.push((suspect, refusal));
            continue;
        }
        let Suspect { path, identity, sha256, score, because } = suspect;
        let state = (identity.device, identity.inode, identity.size, identity.changed, sha256);
        let group = groups.entry(state).or_insert_with(|| Group {
            names: Vec::new(),
            identity,
            sha256,
            score,
            because,
        });
        group.score = group.score.max(score);
        group.names.push(path);
    }
    plan.take = groups.into_values().collect();
    for group in &mut plan.take {
        group.names.sort();
        group.names.dedup();
    }
    plan.take.sort_by(|a, b| a.names.cmp(&b.names));
    plan
}
