//! The alternate data streams of a file on Windows: contents beside the contents, such as `:Zone.Identifier`, which
//! says where a file came from, or whatever someone hides there.
//!
//! Must never take a file whose streams are not all sealed and proven, and never give one back without them. There is
//! a cap on how many there are and none on how long they are: a cap on length would be a way to be left alone, and
//! they are sealed piece by piece like the contents.

use serde::{Deserialize, Serialize};

use crate::item::Hex;

#[cfg(any(windows, test))]
mod sealed;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::{check, restore, store, unchanged};
#[cfg(windows)]
pub(crate) use windows::{check, restore, store, unchanged};

/// A stream that is kept in the vault, in a sealed file of its own beside the contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Its name as the system writes it: `:name:$DATA`, as UTF-16 units, low byte first.
    pub name: Hex,
    /// The name as people may see it.
    pub shown: String,
    /// Bytes.
    pub size: u64,
    /// The digest of what is in it.
    pub sha256: Hex,
}
