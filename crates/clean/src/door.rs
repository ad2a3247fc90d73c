//! The door: the only place of this room that changes anything on disk.
//!
//! Must never write to our own data outside the data folder ([`Ours`] only leads downwards from it), never overwrite
//! a file of the user, and remove one in [`remove_suspect`] alone. Every call is one system call, so that tests can
//! stop the program or fail the disk at each (see `faults`, which no release holds).

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, Gid, IFlags, Mode, OFlags, RenameFlags, Timespec, Timestamps, Uid, XattrFlags};
use scan::identity::Moment;
use scan::os::Folder;

#[cfg(feature = "faults")]
mod faults;
#[cfg(feature = "faults")]
use faults::{act, note_made, note_synced_file, note_synced_folder};

/// Makes one change. Only a build for tests can do anything else here.
#[cfg(not(feature = "faults"))]
fn act<T>(change: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    change()
}
#[cfg(not(feature = "faults"))]
fn note_made(_: impl std::os::fd::AsFd) {}
#[cfg(not(feature = "faults"))]
fn note_synced_file(_: impl std::os::fd::AsFd) {}
#[cfg(not(feature = "faults"))]
fn note_synced_folder(_: impl std::os::fd::AsFd) {}

const PRIVATE_FILE: Mode = Mode::from_raw_mode(0o600);
const PRIVATE_FOLDER: Mode = Mode::from_raw_mode(0o700);

/// A folder of our own: the data folder or one below it.
#[derive(Debug)]
pub(crate) struct Ours(Folder);

impl Ours {
    /// The data folder, made with the folders above it where they are missing, and its path without links.
    pub(crate) fn data(path: &Path) -> io::Result<(Ours, PathBuf)> {
        let path = std::path::absolute(path)?;
        let standing = path.ancestors().find(|part| part.exists()).unwrap_or(Path::new("/"));
        let rest = path.strip_prefix(standing).unwrap_or(Path::new(""));
        let path = standing.canonicalize()?.join(rest);
        Ok((Ours(open_or_make(&path, &mut Vec::new())?), path))
    }

    /// The folder of that name in this one.
    pub(crate) fn folder(&self, name: impl AsRef<OsStr>) -> io::Result<Ours> {
        Ok(Ours(self.0.folder(single(name.as_ref())?)?))
    }

    /// A new folder of that name.
    pub(crate) fn make(&self, name: impl AsRef<OsStr>) -> io::Result<Ours> {
        make_folder(&self.0, name.as_ref()).map(Ours)
    }

    /// A new file of that name, for us alone.
    pub(crate) fn create(&self, name: impl AsRef<OsStr>) -> io::Result<Output> {
        create(&self.0, name.as_ref())
    }

    /// The file of that name, made if missing, written at its end.
    pub(crate) fn append(&self, name: impl AsRef<OsStr>) -> io::Result<Output> {
        let name = single(name.as_ref())?;
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::APPEND | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let missing = self.0.entry(name).is_err();
        let file = act(|| Ok(File::from(rustix::fs::openat(self.0.as_fd(), name, flags, PRIVATE_FILE)?)))?;
        if missing {
            note_made(&file);
        }
        Ok(Output(file))
    }

    /// Gives an entry another name, replacing a file that has it.
    pub(crate) fn rename(&self, from: impl AsRef<OsStr>, to: impl AsRef<OsStr>) -> io::Result<()> {
        let (from, to) = (single(from.as_ref())?, single(to.as_ref())?);
        act(|| Ok(rustix::fs::renameat(self.0.as_fd(), from, self.0.as_fd(), to)?))
    }

    /// Removes a file of ours.
    pub(crate) fn remove_file(&self, name: impl AsRef<OsStr>) -> io::Result<()> {
        let name = single(name.as_ref())?;
        act(|| Ok(rustix::fs::unlinkat(self.0.as_fd(), name, AtFlags::empty())?))
    }

    /// Removes an empty folder of ours.
    pub(crate) fn remove_folder(&self, name: impl AsRef<OsStr>) -> io::Result<()> {
        let name = single(name.as_ref())?;
        act(|| Ok(rustix::fs::unlinkat(self.0.as_fd(), name, AtFlags::REMOVEDIR)?))
    }

    /// Waits until the disk holds this folder's entries.
    pub(crate) fn sync(&self) -> io::Result<()> {
        sync_folder(&self.0)
    }

    /// The same folder, for looking.
    pub(crate) fn look(&self) -> &Folder {
        &self.0
    }
}

/// A file that we made and may write.
#[derive(Debug)]
pub(crate) struct Output(File);

impl Output {
    /// Waits until the disk holds this file's contents and attributes.
    pub(crate) fn sync(&self) -> io::Result<()> {
        act(|| Ok(rustix::fs::fsync(&self.0)?))?;
        note_synced_file(&self.0);
        Ok(())
    }

    /// The open file itself, for looking and for the functions that set attributes.
    pub(crate) fn file(&self) -> &File {
        &self.0
    }

    /// The open file, to be kept.
    pub(crate) fn into_file(self) -> File {
        self.0
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        act(|| self.0.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Output {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

impl Read for Output {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

/// Removes a name of the file that is taken. Nothing else in Quét removes what is not ours.
pub(crate) fn remove_suspect(folder: &Folder, name: &OsStr) -> io::Result<()> {
    let name = single(name)?;
    act(|| Ok(rustix::fs::unlinkat(folder.as_fd(), name, AtFlags::empty())?))
}

/// A new file of that name, for us alone: never one that stands there already.
pub(crate) fn create(folder: &Folder, name: &OsStr) -> io::Result<Output> {
    let name = single(name)?;
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = act(|| Ok(File::from(rustix::fs::openat(folder.as_fd(), name, flags, PRIVATE_FILE)?)))?;
    note_made(&file);
    Ok(Output(file))
}

/// Removes a file that [`create`] made and that was not put in place.
pub(crate) fn remove_unfinished(folder: &Folder, name: &OsStr) -> io::Result<()> {
    let name = single(name)?;
    act(|| Ok(rustix::fs::unlinkat(folder.as_fd(), name, AtFlags::empty())?))
}

/// Gives a file that [`create`] made its final name, never overwriting: `AlreadyExists` where that is taken.
pub(crate) fn place(folder: &Folder, from: &OsStr, to: &OsStr) -> io::Result<()> {
    let (from, to) = (single(from)?, single(to)?);
    let fd = folder.as_fd();
    act(|| Ok(rustix::fs::renameat_with(fd, from, fd, to, RenameFlags::NOREPLACE)?))
}

/// Gives a file one more name, never overwriting: `AlreadyExists` where that is taken.
pub(crate) fn link(folder: &Folder, name: &OsStr, to: &Folder, new: &OsStr) -> io::Result<()> {
    let (name, new) = (single(name)?, single(new)?);
    act(|| Ok(rustix::fs::linkat(folder.as_fd(), name, to.as_fd(), new, AtFlags::empty())?))
}

/// Waits until the disk holds this folder's entries.
pub(crate) fn sync_folder(folder: &Folder) -> io::Result<()> {
    act(|| Ok(rustix::fs::fsync(folder.as_fd())?))?;
    note_synced_folder(folder.as_fd());
    Ok(())
}

/// Opens a folder without following links, making what is missing of it; adds to `made` what it made.
pub(crate) fn open_or_make(path: &Path, made: &mut Vec<PathBuf>) -> io::Result<Folder> {
    match (Folder::open(path), path.parent(), path.file_name()) {
        (Err(error), Some(parent), Some(name)) if error.kind() == io::ErrorKind::NotFound => {
            let parent = open_or_make(parent, made)?;
            let folder = make_folder(&parent, name)?;
            sync_folder(&parent)?;
            made.push(path.to_owned());
            Ok(folder)
        }
        (opened, ..) => opened,
    }
}

fn make_folder(folder: &Folder, name: &OsStr) -> io::Result<Folder> {
    let name = single(name)?;
    act(|| Ok(rustix::fs::mkdirat(folder.as_fd(), name, PRIVATE_FOLDER)?))?;
    let made = folder.folder(name)?;
    note_made(made.as_fd());
    Ok(made)
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

/// One entry of a folder, never a way out of it.
fn single(name: &OsStr) -> io::Result<&OsStr> {
    match name.as_bytes() {
        b"" | b"." | b".." => Err(io::ErrorKind::InvalidInput.into()),
        bytes if bytes.contains(&b'/') => Err(io::ErrorKind::InvalidInput.into()),
        _ => Ok(name),
    }
}
