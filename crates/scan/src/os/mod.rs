//! What differs from one operating system to the next, each behind the same names.
//!
//! Must never be gone round: nothing outside this folder calls the system's own interfaces for looking at files.

pub mod streams;

mod utf16;

#[cfg(any(windows, test))]
mod reparse;
#[cfg(unix)]
mod unix;
#[cfg(any(windows, test))]
mod volume;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use unix::{
    Folder, FolderEntries, Map, drives, identity_of, name_of_raw, open_stream, owner_name, prepare, raw_name,
    read_at, settled, special_mount, streams_of, streams_of_folder, tells_changes,
};
#[cfg(windows)]
pub use windows::{
    Folder, FolderEntries, Map, drives, identity_of, name_of_raw, open_stream, owner_name, prepare, raw_name,
    read_at, settled, special_mount, streams_of, streams_of_folder, tells_changes,
};

use std::path::PathBuf;

use crate::identity::Identity;

/// What an entry of a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// An ordinary file.
    File,
    /// A folder.
    Folder,
    /// A link to another name, a junction among them.
    Link,
    /// A character or block device.
    Device,
    /// A socket.
    Socket,
    /// A FIFO.
    Fifo,
    /// A file or folder whose contents are not on this machine: looking at them would fetch them.
    Away,
    /// Of a kind that this version does not know how to read without being led elsewhere.
    Unknown,
}

/// One entry of a folder, as the file system described it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// Which one it is.
    pub identity: Identity,
}

/// Where a machine keeps its files: the root of the tree, or one drive of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drive {
    /// Where it begins.
    pub root: PathBuf,
    /// What it is.
    pub kind: DriveKind,
}

/// What a drive is. Whatever a drive is called, only one that is another machine's is left alone unasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DriveKind {
    /// A disk, a stick, a medium, memory, or of no kind that the system can name.
    Local,
    /// Folders of another machine.
    Remote,
    /// There is nothing in it: a card reader without a card.
    Empty,
}
