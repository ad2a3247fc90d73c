//! How far a hostile object may drive us: depth, members, bytes, ratio and time.
//!
//! A limit that is reached is a gap with its reason, never a silent end.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The limits of one scan. Every one has a test in `journeys/hostile.rs` or beside the code that keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Containers within containers: past this, `too_deep`.
    pub depth: usize,
    /// Members of one file, over all its containers: past this, `too_many`.
    pub members: u64,
    /// Unpacked bytes of one member: past this, `too_large`, and what was unpacked so far is looked at.
    pub member_bytes: u64,
    /// Unpacked bytes held in memory at one time for one file: past this, `too_large`.
    pub held_bytes: u64,
    /// Unpacked bytes of one file, over all its members: past this, `too_large`.
    pub unpacked_bytes: u64,
    /// Unpacked bytes for each byte of the file, counted from `ratio_floor` on: past this, `ratio`.
    pub ratio: u64,
    /// Unpacked bytes that are always allowed, whatever the ratio.
    pub ratio_floor: u64,
    /// Time for one file of ordinary size, members included: past this, `engine_timeout` or `time_limit`.
    pub time: Duration,
    /// Bytes for which a large file is given one more second.
    pub bytes_per_second: u64,
    /// The longest that any file is given: a size is soon stated, and a sparse file states it for nothing.
    pub longest: Duration,
    /// Folders within folders: past this, `too_deep`.
    pub folders: usize,
    /// Matches that the engine keeps for one string of a rule: past this, `match_limit`.
    pub matches: u32,
    /// Files up to this size are read into memory, larger ones are mapped.
    pub read_bytes: u64,
    /// Findings and gaps that are kept for one file: past this, one `too_many`.
    pub notes: usize,
    /// Bytes of names and words that findings and gaps of one file may carry: past this, one `too_many`.
    pub note_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1 << 20;
        Limits {
            depth: 32,
            members: 100_000,
            member_bytes: 512 * MIB,
            held_bytes: 1024 * MIB,
            unpacked_bytes: 4096 * MIB,
            ratio: 250,
            ratio_floor: 64 * MIB,
            time: Duration::from_secs(120),
            bytes_per_second: 4 * MIB,
            longest: Duration::from_secs(3600),
            folders: 10_000,
            matches: 1_000_000,
            read_bytes: 32 * MIB,
            notes: 10_000,
            note_bytes: 4 << 20,
        }
    }
}

impl Limits {
    /// The time that a file of this size may take.
    pub fn time_for(&self, size: u64) -> Duration {
        (self.time + Duration::from_secs(size / self.bytes_per_second.max(1)))
            .min(self.longest.max(self.time))
    }
}

/// How far one rule pack may drive us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackLimits {
    /// Bytes of one file of rules or of one list.
    pub file_bytes: u64,
    /// Bytes of a whole pack.
    pub pack_bytes: u64,
    /// Files of a pack, counting those that hold no rules.
    pub files: usize,
    /// Folders within folders.
    pub depth: usize,
    /// Patterns for names, over all lists.
    pub names: usize,
    /// Time to compile one file of rules.
    pub file_time: Duration,
}

impl Default for PackLimits {
    fn default() -> Self {
        PackLimits {
            file_bytes: 64 << 20,
            pack_bytes: 512 << 20,
            files: 200_000,
            depth: 32,
            names: 100_000,
            file_time: Duration::from_secs(60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_file_is_given_more_time() {
        let limits = Limits::default();
        assert_eq!(limits.time_for(0), Duration::from_secs(120));
        assert_eq!(limits.time_for(4 << 30), Duration::from_secs(120 + 1024));
        assert_eq!(limits.time_for(1 << 60), limits.longest);
    }
}
