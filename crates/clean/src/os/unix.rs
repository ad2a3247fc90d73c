//! Unix, beside the door.
//!
//! Must never change anything.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use rustix::fs::{FlockOperation, flock};
use rustix::rand::{GetRandomFlags, getrandom};
use scan::identity::{Identity, Owner};
use scan::os::Folder;

use crate::door::Ours;

/// Makes this program ready to act on what its owner may act on: here it is.
pub(crate) fn ready() {}

/// Random bytes from the kernel.
pub(crate) fn fill_random(bytes: &mut [u8]) -> io::Result<()> {
    let mut done = 0;
    while let Some(rest) = bytes.get_mut(done..).filter(|rest| !rest.is_empty()) {
        done += getrandom(rest, GetRandomFlags::empty())?;
    }
    Ok(())
}

/// Whether this file is locked for us now; not where another program has it.
pub(crate) fn try_lock(file: &File) -> io::Result<bool> {
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// That a folder is locked, as long as it is open.
pub(crate) struct Locked;

/// Waits until a folder of ours is ours alone.
pub(crate) fn lock_folder(folder: &Ours) -> io::Result<Locked> {
    flock(folder.look().as_fd(), FlockOperation::LockExclusive)?;
    Ok(Locked)
}

/// Whether this folder is this user's, and nobody else may write into it.
pub(crate) fn is_private(folder: &Folder) -> io::Result<bool> {
    let found = folder.identity()?;
    Ok(found.owner == Owner::Number(rustix::process::geteuid().as_raw()) && found.mode & 0o022 == 0)
}

/// Whether what lies in this folder of ours may be believed: here each user's programs have the same rights, and only
/// the vault asks more (see [`is_private`]).
pub(crate) fn may_trust(_: &Folder) -> io::Result<bool> {
    Ok(true)
}

/// The same name with something behind it.
pub(crate) fn beside(name: &OsStr, suffix: &str) -> OsString {
    let mut bytes = name.as_bytes().to_vec();
    bytes.extend_from_slice(suffix.as_bytes());
    OsString::from_vec(bytes)
}

/// How many names a file has left after some of them were removed.
pub(crate) fn links_left(_before: &Identity, _removed: usize, now: &Identity) -> u64 {
    now.links
}
