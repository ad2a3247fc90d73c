//! The door's calls on Unix.
//!
//! Must never be called but through the door, which says what each is for. The calls go through rustix, whose Linux
//! backend makes system calls itself: a library preloaded by a rootkit is not asked.

use std::ffi::OsStr;
use std::fs::File;
use std::io;

use rustix::fs::{AtFlags, Gid, IFlags, Mode, OFlags, RenameFlags, Timespec, Timestamps, Uid, XattrFlags};
use scan::identity::Moment;
use scan::os::Folder;

use super::act;
#[cfg(feature = "faults")]
use super::faults::{note_made, note_synced_file, note_synced_folder};

#[cfg(not(feature = "faults"))]
fn note_made(_: impl std::os::fd::AsFd) {}
#[cfg(not(feature = "faults"))]
fn note_synced_file(_: impl std::os::fd::AsFd) {}
#[cfg(not(feature = "faults"))]
fn note_synced_folder(_: impl std::os::fd::AsFd) {}

const PRIVATE_FILE: Mode = Mode::from_raw_mode(0o600);
const GIVEN_FILE: Mode = Mode::from_raw_mode(0o644);
const PRIVATE_FOLDER: Mode = Mode::from_raw_mode(0o700);

/// A new file, for us alone.
pub(super) fn create(folder: &Folder, name: &OsStr) -> io::Result<File> {
    create_with(folder, name, PRIVATE_FILE)
}

/// A new file that others may read, as far as the mask of whoever started us lets them.
pub(super) fn create_given(folder: &Folder, name: &OsStr) -> io::Result<File> {
    create_with(folder, name, GIVEN_FILE)
}

fn create_with(folder: &Folder, name: &OsStr, mode: Mode) -> io::Result<File> {
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = act(|| Ok(File::from(rustix::fs::openat(folder.as_fd(), name, flags, mode)?)))?;
    note_made(&file);
    Ok(file)
}

/// A file that is written at its end, made if missing.
pub(super) fn append(folder: &Folder, name: &OsStr) -> io::Result<File> {
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::APPEND | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let missing = folder.entry(name).is_err();
    let file = act(|| Ok(File::from(rustix::fs::openat(folder.as_fd(), name, flags, PRIVATE_FILE)?)))?;
    if missing {
        note_made(&file);
    }
    Ok(file)
}

/// Another name in the same folder, replacing a file that has it.
pub(super) fn rename(folder: &Folder, from: &OsStr, to: &OsStr) -> io::Result<()> {
    act(|| Ok(rustix::fs::renameat(folder.as_fd(), from, folder.as_fd(), to)?))
}

/// Another name in the same folder, never replacing.
pub(super) fn place(folder: &Folder, from: &OsStr, to: &OsStr) -> io::Result<()> {
    let fd = folder.as_fd();
    act(|| Ok(rustix::fs::renameat_with(fd, from, fd, to, RenameFlags::NOREPLACE)?))
}

/// One more name of a file, never replacing.
pub(super) fn link(folder: &Folder, name: &OsStr, to: &Folder, new: &OsStr) -> io::Result<()> {
    act(|| Ok(rustix::fs::linkat(folder.as_fd(), name, to.as_fd(), new, AtFlags::empty())?))
}

/// Removes a name of a file.
pub(super) fn remove(folder: &Folder, name: &OsStr) -> io::Result<()> {
    act(|| Ok(rustix::fs::unlinkat(folder.as_fd(), name, AtFlags::empty())?))
}

/// Removes an empty folder.
pub(super) fn remove_folder(folder: &Folder, name: &OsStr) -> io::Result<()> {
    act(|| Ok(rustix::fs::unlinkat(folder.as_fd(), name, AtFlags::REMOVEDIR)?))
}

/// A new folder, for us alone.
pub(super) fn make_folder(folder: &Folder, name: &OsStr) -> io::Result<Folder> {
    act(|| Ok(rustix::fs::mkdirat(folder.as_fd(), name, PRIVATE_FOLDER)?))?;
    let made = folder.folder(name)?;
    note_made(made.as_fd());
    Ok(made)
}

/// Waits until the disk holds a file.
pub(super) fn sync_file(file: &File) -> io::Result<()> {
    act(|| Ok(rustix::fs::fsync(file)?))?;
    note_synced_file(file);
    Ok(())
}

/// Waits until the disk holds a folder's entries.
pub(super) fn sync_folder(folder: &Folder) -> io::Result<()> {
    act(|| Ok(rustix::fs::fsync(folder.as_fd())?))?;
    note_synced_folder(folder.as_fd());
    Ok(())
}

/// Sets the inode's flags, such as immutable.
pub(crate) fn set_flags(file: &File, flags: IFlags) -> io::Result<()> {
    act(|| Ok(rustix::fs::ioctl_setflags(file, flags)?))
}

/// Sets the owner, the group, or both.
pub(crate) fn set_owner(file: &File, owner: Option<u32>, group: Option<u32>) -> io::Result<()> {
    act(|| Ok(rustix::fs::fchown(file, owner.map(Uid::from_raw), group.map(Gid::from_raw))?))
}

/// Sets the permission bits, set-uid and its like included.
pub(crate) fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    act(|| Ok(rustix::fs::fchmod(file, Mode::from_raw_mode(mode))?))
}

/// Sets the times of the last read and the last change of contents.
pub(crate) fn set_times(file: &File, read: Moment, modified: Moment) -> io::Result<()> {
    let spec = |moment: Moment| Timespec { tv_sec: moment.seconds, tv_nsec: moment.nanos.into() };
    let times = Timestamps { last_access: spec(read), last_modification: spec(modified) };
    act(|| Ok(rustix::fs::futimens(file, &times)?))
}

/// Sets an extended attribute.
pub(crate) fn set_attribute(file: &File, name: &OsStr, value: &[u8]) -> io::Result<()> {
    act(|| Ok(rustix::fs::fsetxattr(file, name, value, XattrFlags::empty())?))
}

/// Removes an extended attribute.
pub(crate) fn remove_attribute(file: &File, name: &OsStr) -> io::Result<()> {
    act(|| Ok(rustix::fs::fremovexattr(file, name)?))
}
