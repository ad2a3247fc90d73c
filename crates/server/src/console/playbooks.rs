//! Playbooks as they are used: each edition is read and judged once, and kept; and which one is in force for a unit.
//!
//! Must never hand out one that was not judged as a whole.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use office::playbook::{Playbook, shipped};
use office::units::UnitId;
use sha2::{Digest, Sha256};
use store::StoreError;

use super::office::Office;

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

/// The playbook by which a new incident of a unit goes.
#[derive(Debug, Clone)]
pub struct InForce {
    /// The digest of its bytes.
    pub sha256: String,
    /// Itself.
    pub playbook: Arc<Playbook>,
    /// The unit whose own copy it is, and which edition; nothing where it is the one that comes with the program.
    pub of: Option<(i64, i64)>,
}

impl Office {
    /// The playbook of that kind that is in force for a unit with these units above it, itself first: its own copy, or that
    /// of the nearest above that has one, or the one that comes with the program; nothing where there is no such kind.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) async fn in_force(&self, path: &[UnitId], kind: &str) -> Result<Option<InForce>, StoreError> {
        let Some((sha256, playbook)) = self.playbooks.current(kind) else { return Ok(None) };
        let units: Vec<i64> = path.iter().map(|unit| unit.0).collect();
        for own in self.store.own_in_force(kind, &units).await? {
            match self.playbooks.of(&own.sha256, &own.bytes) {
                Some(playbook) => {
                    let of = Some((own.unit, own.number));
                    return Ok(Some(InForce { sha256: own.sha256, playbook, of }));
                }
                // What a newer program does not take any more is in force nowhere.
                None => tracing::error!(unit = own.unit, kind, "the unit's own playbook cannot be read"),
            }
        }
        Ok(Some(InForce { sha256, playbook, of: None }))
    }
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
