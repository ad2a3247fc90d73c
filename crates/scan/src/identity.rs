//! Which file this is: what the file system says of it, kept from the first look to the last act.
//!
//! Must never be built from a path alone: it is read from an open file or an entry of an open folder.

use serde::{Deserialize, Serialize};

/// A moment as the file system writes it: seconds since 1970-01-01 UTC, and nanoseconds past them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// Whole seconds since 1970-01-01T00:00:00Z, negative before.
    pub seconds: i64,
    /// Nanoseconds past the second, 0 to 999,999,999.
    pub nanos: u32,
}

/// Whose a file is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Owner {
    /// A user's number, as Unix has it. Root is 0.
    Number(u32),
    /// A security identifier, as Windows writes it: `S-1-5-18`. Empty where the system does not say whose it is.
    Sid(String),
}

/// What tells one file from every other and from itself after a change.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// The device (file system) that holds the file; on Windows the volume's serial number.
    pub device: u64,
    /// The file's number on that device.
    pub inode: u64,
    /// Bytes.
    pub size: u64,
    /// Last change of the contents (can be set by the owner).
    pub modified: Moment,
    /// Last change of contents or attributes. On Unix the kernel alone sets it; on Windows the owner can.
    pub changed: Moment,
    /// Last read.
    pub read: Moment,
    /// How many names the file has.
    pub links: u64,
    /// Type and permission bits, as `st_mode`; on Windows the file's attributes (`FILE_ATTRIBUTE_…`).
    pub mode: u32,
    /// The owner.
    pub owner: Owner,
    /// The group's number; 0 on Windows.
    pub group: u32,
}

impl Identity {
    /// The same file on the same device, changed or not. Where a file system numbers no files, none is known to be the
    /// same as any.
    pub fn same_file(&self, other: &Identity) -> bool {
        self.is_numbered() && self.device == other.device && self.inode == other.inode
    }

    /// Whether its file system gave it a number of its own: not one that stands for none (MS-FSCC 2.1.9: all zeros or
    /// all ones).
    pub fn is_numbered(&self) -> bool {
        !matches!(self.inode, 0 | u64::MAX)
    }

    /// The same file and nothing about it was changed: device, inode, size and the kernel's time of change agree.
    ///
    /// The time of the last read is left out: looking is not changing.
    pub fn unchanged(&self, other: &Identity) -> bool {
        (self.device, self.inode, self.size, self.changed)
            == (other.device, other.inode, other.size, other.changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity() -> Identity {
        let moment = Moment { seconds: 1, nanos: 2 };
        Identity {
            device: 1,
            inode: 2,
            size: 3,
            modified: moment,
            changed: moment,
            read: moment,
            links: 1,
            mode: 0o100644,
            owner: Owner::Number(0),
            group: 0,
        }
    }

    #[test]
    fn an_owner_is_written_as_each_system_writes_it() {
        let written = |owner: &Owner| serde_json::to_string(owner).unwrap();
        for (owner, text) in
            [(Owner::Number(1000), "1000"), (Owner::Sid("S-1-5-18".to_owned()), "\"S-1-5-18\"")]
        {
            assert_eq!(written(&owner), text);
            assert_eq!(serde_json::from_str::<Owner>(text).unwrap(), owner);
        }
    }

    #[test]
    fn reading_changes_nothing_but_every_other_difference_counts() {
        let was = identity();
        let later = Moment { seconds: 9, nanos: 0 };
        assert!(was.unchanged(&Identity { read: later, ..identity() }));
        assert!(!was.unchanged(&Identity { changed: later, ..identity() }));
        assert!(!was.unchanged(&Identity { size: 4, ..identity() }));
        assert!(!was.unchanged(&Identity { inode: 4, ..identity() }));
        assert!(!was.unchanged(&Identity { device: 4, ..identity() }));
        assert!(was.same_file(&Identity { size: 4, ..identity() }));
        for none in [0, u64::MAX] {
            let one = Identity { inode: none, ..identity() };
            assert!(!one.same_file(&one.clone()) && one.unchanged(&one.clone()));
        }
    }
}
