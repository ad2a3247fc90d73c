//! What one file has used of its limits, over all its containers.
//!
//! Must never be reset while the file is looked at: a bomb spreads itself over many members.

use std::io::Read;
use std::ops::ControlFlow;
use std::time::Instant;

use super::{Found, Visit};
use crate::limits::Limits;
use crate::verdict::Reason;

/// What is used and what may still be.
pub struct Budget<'l> {
    limits: &'l Limits,
    file_size: u64,
    until: Instant,
    unpacked: u64,
    held: u64,
    members: u64,
}

/// The bytes of a member, and why there are not more.
pub struct Unpacked {
    /// As many as could be had.
    pub bytes: Vec<u8>,
    /// What ended the reading before its end.
    pub stopped: Option<(Reason, String)>,
}

impl Unpacked {
    /// Hands the member out: first what kept it from being whole, then as much of it as there is.
    pub fn hand_out(self, name: &[u8], budget: &mut Budget<'_>, visit: &mut Visit<'_>) -> ControlFlow<()> {
        let held = self.bytes.len() as u64;
        if let Some((reason, detail)) = self.stopped {
            let whole = self.bytes.is_empty();
            visit(Found::Gap { name: Some(name), reason, detail, whole }, budget)?;
            if whole {
                return ControlFlow::Continue(());
            }
        }
        budget.held += held;
        let flow = visit(Found::Member { name, bytes: &self.bytes }, budget);
        budget.held -= held;
        flow
    }
}

impl<'l> Budget<'l> {
    /// A new budget for a file of this size that must be done by `until`.
    pub fn new(limits: &'l Limits, file_size: u64, until: Instant) -> Self {
        Budget { limits, file_size, until, unpacked: 0, held: 0, members: 0 }
    }

    /// The limits.
    pub fn limits(&self) -> &'l Limits {
        self.limits
    }

    /// When the file must be done.
    pub fn until(&self) -> Instant {
        self.until
    }

    /// Whether the file's time is over.
    pub fn is_late(&self) -> bool {
        Instant::now() >= self.until
    }

    /// Counts one member more; no more may come when this says no.
    pub fn one_more_member(&mut self) -> bool {
        self.members += 1;
        self.members <= self.limits.members
    }

    /// Reads a stream to its end or to the first limit.
    pub fn unpack(&mut self, mut stream: impl Read) -> Unpacked {
        let mut bytes = Vec::new();
        let mut block = vec![0; 64 << 10];
        loop {
            if let Some(stopped) = self.exhausted(bytes.len() as u64) {
                return Unpacked { bytes, stopped: Some(stopped) };
            }
            match stream.read(&mut block) {
                Ok(0) => return Unpacked { bytes, stopped: None },
                Ok(read) => {
                    bytes.extend_from_slice(block.get(..read).unwrap_or_default());
                    self.unpacked += read as u64;
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let unsupported = error.kind() == std::io::ErrorKind::Unsupported;
                    let reason = if unsupported { Reason::Unsupported } else { Reason::Corrupt };
                    return Unpacked { bytes, stopped: Some((reason, error.to_string())) };
                }
            }
        }
    }

    fn exhausted(&self, member: u64) -> Option<(Reason, String)> {
        let limits = self.limits;
        let past = |reason, what: &str, limit: u64| Some((reason, format!("{what} exceeds {limit}")));
        if self.is_late() {
            return past(
                Reason::TimeLimit,
                "time for the file, in seconds,",
                limits.time_for(self.file_size).as_secs(),
            );
        }
        if member >= limits.member_bytes {
            return past(Reason::TooLarge, "a member's unpacked size", limits.member_bytes);
        }
        if self.held + member >= limits.held_bytes {
            return past(Reason::TooLarge, "what is unpacked at one time", limits.held_bytes);
        }
        if self.unpacked >= limits.unpacked_bytes {
            return past(Reason::TooLarge, "the file's unpacked size", limits.unpacked_bytes);
        }
        let allowed = self.file_size.saturating_mul(limits.ratio).max(limits.ratio_floor);
        if self.unpacked >= allowed {
            return past(Reason::Ratio, "unpacked bytes for each packed one", limits.ratio);
        }
        None
    }
}
