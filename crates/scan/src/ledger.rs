//! The ledger: every object that was listed ends in exactly one column, and the columns add up.
//!
//! Must never be corrected afterwards: what a thread has entered stands.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::look::Members;
use crate::verdict::{Level, Reason};

/// Why an object is not looked at although nothing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Skip {
    /// A symbolic link: what it leads to is looked at where it lies.
    Link,
    /// A device.
    Device,
    /// A socket.
    Socket,
    /// A FIFO.
    Fifo,
    /// Our own: the vault, whose contents are sealed, the packs of campaigns, whose rules match themselves, and what we
    /// remember of earlier scans.
    Own,
}

impl Skip {
    /// The word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Skip::Link => "link",
            Skip::Device => "device",
            Skip::Socket => "socket",
            Skip::Fifo => "fifo",
            Skip::Own => "own",
        }
    }
}

/// Where an object ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Looked at with every rule.
    Scanned,
    /// Unchanged since it was looked at with the same rules, and nothing was found then.
    Remembered,
    /// Not looked at, and rightly.
    Skipped(Skip),
    /// Not looked at, or not wholly: there is a gap that says why.
    Failed,
}

/// The ledger while the scan runs.
#[derive(Debug, Default)]
pub struct Ledger {
    seen: AtomicU64,
    scanned: AtomicU64,
    remembered: AtomicU64,
    failed: AtomicU64,
    bytes: AtomicU64,
    rest: Mutex<Rest>,
}

#[derive(Debug, Default)]
struct Rest {
    skipped: BTreeMap<Skip, u64>,
    members: Members,
    gaps: BTreeMap<Reason, u64>,
    findings: BTreeMap<Level, u64>,
}

/// The ledger when the scan is over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Entries of folders that are not folders.
    pub seen: u64,
    /// See [`End::Scanned`].
    pub scanned: u64,
    /// See [`End::Remembered`].
    pub remembered: u64,
    /// See [`End::Skipped`].
    pub skipped: BTreeMap<Skip, u64>,
    /// See [`End::Failed`].
    pub failed: u64,
    /// Members of containers.
    pub members: Members,
    /// Gaps, by reason.
    pub gaps: BTreeMap<Reason, u64>,
    /// Findings, by level.
    pub findings: BTreeMap<Level, u64>,
    /// Bytes of the files that were looked at.
    pub bytes: u64,
}

impl Ledger {
    /// An object was listed.
    pub fn see(&self) {
        self.seen.fetch_add(1, Ordering::Relaxed);
    }

    /// An object of so many bytes came to its end.
    pub fn end(&self, end: End, bytes: u64) {
        match end {
            End::Scanned => {
                self.bytes.fetch_add(bytes, Ordering::Relaxed);
                self.scanned.fetch_add(1, Ordering::Relaxed);
            }
            End::Remembered => {
                self.remembered.fetch_add(1, Ordering::Relaxed);
            }
            End::Failed => {
                self.failed.fetch_add(1, Ordering::Relaxed);
            }
            End::Skipped(kind) => self.enter(|rest| *rest.skipped.entry(kind).or_default() += 1),
        }
    }

    /// The scan cannot go on: whatever was seen and came to no end has failed.
    pub fn give_up(&self) {
        let summary = self.summary();
        let ended = summary.scanned + summary.remembered + summary.skipped_in_all() + summary.failed;
        self.failed.fetch_add(summary.seen.saturating_sub(ended), Ordering::Relaxed);
    }

    /// Something was not looked at.
    pub fn gap(&self, reason: Reason) {
        self.enter(|rest| *rest.gaps.entry(reason).or_default() += 1);
    }

    /// Something was found.
    pub fn finding(&self, level: Level) {
        self.enter(|rest| *rest.findings.entry(level).or_default() += 1);
    }

    /// A file's members.
    pub fn members(&self, members: &Members) {
        if members.seen == 0 {
            return;
        }
        self.enter(|rest| {
            rest.members.seen += members.seen;
            rest.members.scanned += members.scanned;
            rest.members.skipped += members.skipped;
            rest.members.failed += members.failed;
        });
    }

    fn enter(&self, entry: impl FnOnce(&mut Rest)) {
        entry(&mut self.rest.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Objects seen and bytes looked at so far, for a progress bar.
    pub fn so_far(&self) -> (u64, u64) {
        (self.seen.load(Ordering::Relaxed), self.bytes.load(Ordering::Relaxed))
    }

    /// The whole ledger.
    pub fn summary(&self) -> Summary {
        let rest = self.rest.lock().unwrap_or_else(PoisonError::into_inner);
        Summary {
            seen: self.seen.load(Ordering::Relaxed),
            scanned: self.scanned.load(Ordering::Relaxed),
            remembered: self.remembered.load(Ordering::Relaxed),
            skipped: rest.skipped.clone(),
            failed: self.failed.load(Ordering::Relaxed),
            members: rest.members,
            gaps: rest.gaps.clone(),
            findings: rest.findings.clone(),
            bytes: self.bytes.load(Ordering::Relaxed),
        }
    }
}

impl Summary {
    /// Objects skipped, of every kind.
    pub fn skipped_in_all(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// Whether everything that should be looked at was.
    pub fn complete(&self) -> bool {
        self.gaps.is_empty() && self.failed == 0 && self.adds_up()
    }

    /// Whether every object that was seen came to exactly one end.
    pub fn adds_up(&self) -> bool {
        self.seen == self.scanned + self.remembered + self.skipped_in_all() + self.failed
    }

    /// Findings of every level.
    pub fn findings_in_all(&self) -> u64 {
        self.findings.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_without_an_end_makes_the_scan_incomplete() {
        let ledger = Ledger::default();
        ledger.see();
        ledger.see();
        ledger.end(End::Scanned, 10);
        assert!(!ledger.summary().adds_up());
        assert!(!ledger.summary().complete());
        let lost = Ledger::default();
        lost.see();
        lost.give_up();
        assert_eq!((lost.summary().failed, lost.summary().complete()), (1, false));
        ledger.end(End::Skipped(Skip::Link), 0);
        assert!(ledger.summary().complete());
        assert_eq!(ledger.summary().bytes, 10);
    }

    #[test]
    fn any_gap_makes_the_scan_incomplete() {
        let ledger = Ledger::default();
        ledger.see();
        ledger.end(End::Scanned, 0);
        ledger.gap(Reason::Encrypted);
        assert!(ledger.summary().adds_up());
        assert!(!ledger.summary().complete());
    }
}
