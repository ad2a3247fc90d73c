//! The campaign's rule pack, as this server hands it out.
//!
//! Must never sign, change or judge a pack: the bytes go out as they came in.

use bytes::Bytes;
use wire::campaign::PackFigures;

/// A signed pack.
#[derive(Debug, Clone)]
pub struct Published {
    /// The file as it is.
    pub bytes: Bytes,
    /// What the public figures say of it.
    pub figures: PackFigures,
    /// The fingerprint of its key, as `quet scan` shows it.
    pub fingerprint: String,
}
