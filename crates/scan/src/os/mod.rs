//! What differs from one operating system to the next, each behind the same names.
//!
//! Must never be gone round: nothing outside this folder calls the system's own interfaces for looking at files.

#[cfg(unix)]
mod unix;

#[cfg(unix)]
pub use unix::{
    Entry, EntryKind, Folder, FolderEntries, identity_of, owner_name, raise_open_files, special_mount,
    tells_changes,
};
