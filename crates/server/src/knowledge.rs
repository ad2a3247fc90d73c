//! What the server knows of sightings, in memory: made from what is stored, replaced as a whole after each import.
//!
//! Must never be changed in part while somebody reads it: a look-up sees one state or the next.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use sightings::figures::Figures;
use sightings::register::Register;

/// One state.
#[derive(Debug, Default)]
pub struct Knowledge {
    /// Who was seen.
    pub register: Arc<Register>,
    /// The campaign's figures.
    pub figures: Figures,
    /// When the last import ended, in seconds since 1970; `None` where nothing was imported.
    pub imported_at: Option<i64>,
}

/// The state that holds now.
#[derive(Debug, Default)]
pub struct Current {
    knowledge: RwLock<Arc<Knowledge>>,
    behind: AtomicBool,
}

impl Current {
    /// The state that holds now.
    pub fn get(&self) -> Arc<Knowledge> {
        Arc::clone(&self.knowledge.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether something was imported that cannot be read: answers go by what was known before.
    pub fn is_behind(&self) -> bool {
        self.behind.load(Ordering::Relaxed)
    }

    /// Says whether something was imported that cannot be read.
    pub fn set_behind(&self, behind: bool) {
        self.behind.store(behind, Ordering::Relaxed);
    }

    /// Replaces it.
    pub fn set(&self, knowledge: Knowledge) {
        *self.knowledge.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(knowledge);
    }
}
