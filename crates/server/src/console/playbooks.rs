//! Playbooks as they are used: each edition is read and judged once, and kept.
//!
//! Must never hand out one that was not judged as a whole.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use office::playbook::{Playbook, shipped};
use sha2::{Digest, Sha256};

/// Editions that are kept read; past that, all are forgotten and read again as they are asked for.
const KEPT: usize = 200;

/// Those that come with the program: by kind, with the digest of their bytes.
static SHIPPED: LazyLock<BTreeMap<String, (String, Arc<Playbook>)>> = LazyLock::new(|| {
    let read = shipped().iter().filter_map(|(_, bytes)| Playbook::read(bytes).ok());
    read.map(|playbook| (playbook.kind().to_owned(), (sha256(&playbook.bytes()), Arc::new(playbook))))
        .collect()
});

/// The digest of a playbook's bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Playbooks that were read.
#[derive(Debug, Default)]
pub struct Playbooks(RwLock<BTreeMap<String, Arc<Playbook>>>);

impl Playbooks {
    /// The one that comes with the program, of that kind, and its digest.
    pub fn current(&self, kind: &str) -> Option<(String, Arc<Playbook>)> {
        SHIPPED.get(kind).cloned()
    }

    /// The edition of that digest, of which these are the bytes; nothing where they cannot be read any more.
    pub fn of(&self, digest: &str, bytes: &[u8]) -> Option<Arc<Playbook>> {
        if let Some((_, known)) = SHIPPED.values().find(|(known, _)| known == digest) {
            return Some(Arc::clone(known));
        }
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(digest).cloned();
        if known.is_some() {
            return known;
        }
        let read = Arc::new(Playbook::read(bytes).ok()?);
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEPT {
            all.clear();
        }
        all.insert(digest.to_owned(), Arc::clone(&read));
        Some(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_with_the_program_is_there_and_other_editions_are_read_once() {
        let playbooks = Playbooks::default();
        for kind in office::playbook::KINDS {
            let (digest, playbook) = playbooks.current(kind).unwrap();
            assert_eq!(playbook.kind(), kind);
            assert!(Arc::ptr_eq(&playbook, &playbooks.of(&digest, b"").unwrap()));
        }
        let bytes = shipped()[0].1;
        let once = playbooks.of("ab", bytes).unwrap();
        assert!(Arc::ptr_eq(&once, &playbooks.of("ab", b"").unwrap()));
        assert!(playbooks.of("cd", b"{}").is_none());
    }
}
