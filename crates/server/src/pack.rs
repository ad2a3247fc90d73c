//! The campaign's rule pack, as this server hands it out.
//!
//! Must never sign, change or judge a pack: the bytes go out as they came in.

use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use wire::campaign::PackFigures;

/// A signed pack.
#[derive(Debug, Clone)]
pub struct Published {
    /// The file as it is.
    pub bytes: Bytes,
    /// What the public figures say of it.
    pub figures: PackFigures,
    /// Until when machines take it, in seconds since 1970.
    pub expires_at: i64,
    /// The fingerprint of its key, as `quet scan` shows it.
    pub fingerprint: String,
}

/// Where the published pack stands; another one may take its place while the server runs.
#[derive(Debug, Default)]
pub struct Slot(RwLock<Option<Arc<Published>>>);

impl Slot {
    /// The pack that is published now.
    pub fn get(&self) -> Option<Arc<Published>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Withdraws the pack.
    pub fn clear(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Publishes a pack.
    pub fn set(&self, pack: Published) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(pack));
    }
}

impl From<Option<Published>> for Slot {
    fn from(pack: Option<Published>) -> Self {
        Slot(RwLock::new(pack.map(Arc::new)))
    }
}
