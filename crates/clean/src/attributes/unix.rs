//! What a file carries on Unix: owner, mode, times, access lists, extended attributes, flags.
//!
//! Must never stay silent about something that could not be set.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use rustix::fs::{IFlags, fgetxattr, flistxattr, ioctl_getflags};
use rustix::io::Errno;
use scan::identity::{Identity, Owner};
use scan::names::shown_bytes;
use scan::os::identity_of;
use serde::{Deserialize, Serialize};

use crate::door;
use crate::item::Hex;

/// Linux holds no longer list and no longer value (`XATTR_LIST_MAX`, `XATTR_SIZE_MAX`).
const LONGEST: usize = 64 * 1024;
const ACCESS_LIST: &str = "system.posix_acl_access";
const SET_USER: u32 = 0o4000;
const SET_GROUP: u32 = 0o2000;

/// Extended attributes and flags of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attributes {
    /// Each extended attribute, access lists included, name and value.
    pub extended: Vec<(Hex, Hex)>,
    /// Whether it could not be changed at all (`chattr +i`).
    pub immutable: bool,
    /// Whether it could only be appended to (`chattr +a`).
    pub append_only: bool,
}

impl Attributes {
    /// What an open file carries.
    pub(crate) fn of(file: &File) -> io::Result<Attributes> {
        let mut extended = Vec::new();
        for name in names(file)? {
            match value(file, &name) {
                Ok(value) => extended.push((Hex(name.into_vec()), Hex(value))),
                // Listed, yet not for us to read: only the administrator sees the values of some.
                Err(Errno::ACCESS | Errno::PERM | Errno::NODATA) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let flags = flags_of(file)?;
        let (immutable, append_only) = (flags.contains(IFlags::IMMUTABLE), flags.contains(IFlags::APPEND));
        Ok(Attributes { extended, immutable, append_only })
    }

    /// Whether the file is kept from being removed.
    pub(crate) fn pinned(&self) -> bool {
        self.immutable || self.append_only
    }

    fn pins(&self) -> IFlags {
        let mut pins = IFlags::empty();
        pins.set(IFlags::IMMUTABLE, self.immutable);
        pins.set(IFlags::APPEND, self.append_only);
        pins
    }

    /// Makes a file removable.
    pub(crate) fn unpin(&self, file: &File) -> io::Result<()> {
        door::set_flags(file, flags_of(file)?.difference(self.pins()))
    }

    /// Makes a file immutable or append-only again, where it was.
    pub(crate) fn pin(&self, file: &File) -> io::Result<()> {
        let flags = flags_of(file)?;
        if flags.contains(self.pins()) { Ok(()) } else { door::set_flags(file, flags.union(self.pins())) }
    }

    /// Gives a restored file what the original carried, all but the flags; says what could not be given.
    ///
    /// The order matters: a change of owner clears set-user-ID bits and capabilities, and every change after the
    /// times would move them.
    pub(crate) fn apply(&self, file: &File, was: &Identity) -> io::Result<Vec<String>> {
        let mut not_set = Vec::new();
        let is = identity_of(file)?;
        let owned = is.owner == was.owner || give_to(file, &was.owner);
        if !owned {
            not_set.push(format!("owner {} (it belongs to {} now)", shown(&was.owner), shown(&is.owner)));
        }
        let grouped = is.group == was.group || door::set_owner(file, None, Some(was.group)).is_ok();
        if !grouped {
            not_set.push(format!("group {} (it belongs to {} now)", was.group, is.group));
        }
        let wanted = was.mode & 0o7777;
        // A program that runs with its owner's rights must not get to run with another's.
        let mut mode = wanted;
        if !owned {
            mode &= !SET_USER;
        }
        if !grouped {
            mode &= !SET_GROUP;
        }
        self.apply_extended(file, mode, &mut not_set)?;
        let is = identity_of(file)?.mode & 0o7777;
        if is != wanted {
            not_set.push(format!("mode {wanted:o} (it is {is:o} now)"));
        }
        if let Err(error) = door::set_times(file, was.read, was.modified) {
            not_set.push(format!("times ({error})"));
        }
        Ok(not_set)
    }

    fn apply_extended(&self, file: &File, mode: u32, not_set: &mut Vec<String>) -> io::Result<()> {
        // The folder may have given the new file an access list of its own.
        let had_list = self.extended.iter().any(|(name, _)| name.0 == ACCESS_LIST.as_bytes());
        if !had_list && names(file)?.iter().any(|name| name == ACCESS_LIST) {
            door::remove_attribute(file, OsStr::new(ACCESS_LIST))?;
        }
        if let Err(error) = door::set_mode(file, mode) {
            not_set.push(format!("mode {mode:o} ({error})"));
        }
        for (name, value) in &self.extended {
            let name = OsStr::from_bytes(&name.0);
            if self::value(file, name).is_ok_and(|is| is == value.0) {
                continue;
            }
            if let Err(error) = door::set_attribute(file, name, &value.0) {
                not_set.push(format!("attribute {} ({error})", shown_bytes(name.as_bytes())));
            }
        }
        Ok(())
    }
}

/// Whether the file belongs to that owner now.
fn give_to(file: &File, owner: &Owner) -> bool {
    matches!(owner, Owner::Number(number) if door::set_owner(file, Some(*number), None).is_ok())
}

fn shown(owner: &Owner) -> String {
    match owner {
        Owner::Number(number) => number.to_string(),
        Owner::Sid(sid) => shown_bytes(sid.as_bytes()),
    }
}

fn flags_of(file: &File) -> io::Result<IFlags> {
    match ioctl_getflags(file) {
        // File systems without such flags.
        Err(Errno::NOTTY | Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL) => Ok(IFlags::empty()),
        other => Ok(other?),
    }
}

fn names(file: &File) -> io::Result<Vec<OsString>> {
    let mut list = vec![0u8; LONGEST];
    let length = match flistxattr(file, list.as_mut_slice()) {
        Err(Errno::OPNOTSUPP) => 0,
        other => other?,
    };
    list.truncate(length);
    Ok(list
        .split(|byte| *byte == 0)
        .filter(|name| !name.is_empty())
        .map(|name| OsStr::from_bytes(name).to_owned())
        .collect())
}

fn value(file: &File, name: &OsStr) -> Result<Vec<u8>, Errno> {
    let mut value = vec![0u8; LONGEST];
    let length = fgetxattr(file, name, value.as_mut_slice())?;
    value.truncate(length);
    Ok(value)
}
