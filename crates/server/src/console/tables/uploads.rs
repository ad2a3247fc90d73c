//! Tables that were looked at and wait for somebody to agree to them.
//!
//! Must never give one to another session than the one that sent it, and must never hold more than [`UploadLimits`].

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use office::day::Day;
use tokio::sync::Semaphore;

/// What may wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadLimits {
    /// Bytes of one file.
    pub file: usize,
    /// Files; past these the oldest goes, and is to be sent again.
    pub files: usize,
    /// Bytes of all.
    pub bytes: usize,
    /// Seconds for which one waits.
    pub seconds: i64,
    /// Files that are read at one time: reading takes memory.
    pub readers: usize,
}

impl Default for UploadLimits {
    fn default() -> UploadLimits {
        UploadLimits { file: 8 << 20, files: 32, bytes: 64 << 20, seconds: 1_800, readers: 2 }
    }
}

/// A table that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Whose session sent it.
    pub session: i64,
    /// When, in seconds since 1970.
    pub at: i64,
    /// From which day on it is to hold.
    pub day: Day,
    /// Why.
    pub why: String,
    /// Its bytes, as they came: they are read again when they are agreed to.
    pub bytes: Vec<u8>,
}

/// All that wait, in memory: none outlives the server, and the browser holds a key only.
pub struct Uploads {
    limits: UploadLimits,
    waiting: Mutex<BTreeMap<String, Arc<Upload>>>,
    /// Taken by who reads one.
    pub readers: Semaphore,
}

impl fmt::Debug for Uploads {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Uploads").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Default for Uploads {
    fn default() -> Uploads {
        Uploads::new(UploadLimits::default())
    }
}

impl Uploads {
    /// None yet.
    pub fn new(limits: UploadLimits) -> Uploads {
        Uploads { limits, waiting: Mutex::default(), readers: Semaphore::new(limits.readers) }
    }

    /// The limits.
    pub fn limits(&self) -> &UploadLimits {
        &self.limits
    }

    /// Keeps one under a key that nobody can guess. A session has one at a time.
    pub fn keep(&self, key: String, upload: Upload) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let now = upload.at;
        waiting.retain(|_, one| one.session != upload.session && now - one.at < self.limits.seconds);
        waiting.insert(key, Arc::new(upload));
        let bytes = |waiting: &BTreeMap<String, Arc<Upload>>| -> usize {
            waiting.values().map(|one| one.bytes.len()).sum()
        };
        while waiting.len() > 1 && (waiting.len() > self.limits.files || bytes(&waiting) > self.limits.bytes)
        {
            let oldest = waiting.iter().min_by_key(|(_, one)| one.at).map(|(key, _)| key.clone());
            if let Some(oldest) = oldest {
                waiting.remove(&oldest);
            }
        }
    }

    /// The one of that key and session, unless it waited too long.
    pub fn get(&self, key: &str, session: i64, now: i64) -> Option<Arc<Upload>> {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let one = waiting.get(key)?;
        (one.session == session && now - one.at < self.limits.seconds).then(|| Arc::clone(one))
    }

    /// Forgets one.
    pub fn forget(&self, key: &str) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: UploadLimits = UploadLimits { file: 10, files: 3, bytes: 25, seconds: 60, readers: 1 };

    fn upload(session: i64, at: i64, bytes: usize) -> Upload {
        let day = Day::new(2026, 1, 1).unwrap();
        Upload { session, at, day, why: String::new(), bytes: vec![0; bytes] }
    }

    fn keys(uploads: &Uploads) -> Vec<String> {
        uploads.waiting.lock().unwrap().keys().cloned().collect()
    }

    #[test]
    fn one_waits_for_its_own_session_and_not_for_ever() {
        let uploads = Uploads::new(SMALL);
        uploads.keep("a".to_owned(), upload(1, 100, 5));
        assert!(uploads.get("a", 1, 159).is_some());
        assert!(uploads.get("a", 2, 100).is_none() && uploads.get("b", 1, 100).is_none());
        assert!(uploads.get("a", 1, 160).is_none());
        uploads.forget("a");
        assert!(uploads.get("a", 1, 100).is_none());
    }

    #[test]
    fn what_waits_is_held_to_its_limits_and_the_oldest_goes() {
        let uploads = Uploads::new(SMALL);
        for (at, session) in (0..).zip(1..=4) {
            uploads.keep(format!("{session}"), upload(session, at, 1));
        }
        assert_eq!(keys(&uploads), ["2", "3", "4"]);
        // A session has one; its second takes the place of the first.
        uploads.keep("5".to_owned(), upload(4, 5, 10));
        assert_eq!(keys(&uploads), ["2", "3", "5"]);
        uploads.keep("6".to_owned(), upload(6, 6, 10));
        assert_eq!(keys(&uploads), ["3", "5", "6"]);
        uploads.keep("7".to_owned(), upload(7, 7, 10));
        assert_eq!(keys(&uploads), ["6", "7"]);
        // Those that waited too long go with the next.
        uploads.keep("8".to_owned(), upload(8, 70, 1));
        assert_eq!(keys(&uploads), ["8"]);
    }
}
