//! How long somebody waits who did not get in.
//!
//! Must never depend on whether the account exists: what is counted is what was asked for, not what is there.

/// How failures are borne.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Failures that cost nothing.
    pub free: u32,
    /// Seconds to wait after the first one that does; it doubles with each.
    pub first_wait: i64,
    /// Seconds, at most.
    pub longest_wait: i64,
    /// Seconds without a failure after which all are forgotten.
    pub forgotten_after: i64,
}

/// For one name: five tries, then half a minute, a minute and so on up to an hour. Somebody who tries for a whole day
/// has tried some thirty passwords, and its owner is back after an hour at the latest.
pub const PATIENCE: Patience =
    Patience { free: 5, first_wait: 30, longest_wait: 3_600, forgotten_after: 86_400 };

/// Failures so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attempts {
    /// How many.
    pub failed: u32,
    /// When the last one was, in seconds since 1970, UTC.
    pub last: i64,
}

impl Attempts {
    /// Seconds that are still to be waited. A clock that was set back makes nobody wait longer than the longest.
    pub fn wait(&self, now: i64, patience: &Patience) -> i64 {
        let Some(over) = self.failed.checked_sub(patience.free).filter(|_| self.failed > 0) else { return 0 };
        if now.saturating_sub(self.last) >= patience.forgotten_after {
            return 0;
        }
        let doubled = patience.first_wait.saturating_mul(1_i64.checked_shl(over.min(30)).unwrap_or(i64::MAX));
        let wait = doubled.min(patience.longest_wait);
        self.last.saturating_add(wait).saturating_sub(now).clamp(0, wait)
    }

    /// One more failure.
    pub fn fail(self, now: i64, patience: &Patience) -> Attempts {
        let forgotten = now.saturating_sub(self.last) >= patience.forgotten_after;
        let failed = if forgotten { 0 } else { self.failed };
        Attempts { failed: failed.saturating_add(1), last: now }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_end_by_themselves() {
        let mut attempts = Attempts::default();
        let mut waits = Vec::new();
        for _ in 0..14 {
            attempts = attempts.fail(1_000, &PATIENCE);
            waits.push(attempts.wait(1_000, &PATIENCE));
        }
        assert_eq!(waits, [0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600]);
        assert_eq!(attempts.wait(1_000 + 3_599, &PATIENCE), 1);
        assert_eq!(attempts.wait(1_000 + 3_600, &PATIENCE), 0);
        assert_eq!(attempts.fail(1_000 + 86_400, &PATIENCE).failed, 1);
    }

    #[test]
    fn clocks_that_jump_lock_nobody_out() {
        let attempts = Attempts { failed: 100, last: 1_000_000 };
        assert_eq!(attempts.wait(10, &PATIENCE), 3_600);
        assert_eq!(attempts.wait(i64::MAX, &PATIENCE), 0);
        assert_eq!(Attempts { failed: u32::MAX, last: i64::MAX }.wait(i64::MIN, &PATIENCE), 3_600);
        assert_eq!(Attempts::default().wait(0, &PATIENCE), 0);
    }
}
