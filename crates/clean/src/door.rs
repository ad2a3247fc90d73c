//! The door: the only place of this room that changes anything on disk.
//!
//! Must never write to our own data outside the data folder ([`Ours`] only leads downwards from it), never overwrite
//! a file of the user, and remove one in [`remove_suspect`] and in `removal` alone. Every call is one system call, so
//! that tests can stop the program or fail the disk at each (see `faults`, which no release holds). The calls
//! themselves are in `unix` and `windows`, under the same names.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use scan::os::Folder;

#[cfg(feature = "faults")]
mod faults;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(feature = "faults")]
use faults::act;
#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

#[cfg(unix)]
pub(crate) use unix::{remove_attribute, set_attribute, set_flags, set_mode, set_owner, set_times};
#[cfg(windows)]
pub(crate) use windows::{
    Victim, asked_about, create_stream, marked_for_next_start, set_basic, set_security,
};

/// Makes one change. Only a build for tests can do anything else here.
#[cfg(not(feature = "faults"))]
fn act<T>(change: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    change()
}

/// A folder of our own: the data folder or one below it.
#[derive(Debug)]
pub(crate) struct Ours(Folder);

impl Ours {
    /// The data folder, made with the folders above it where they are missing, and its path without links.
    pub(crate) fn data(path: &Path) -> io::Result<(Ours, PathBuf)> {
        let path = std::path::absolute(path)?;
        // A drive can be missing altogether: then nothing of it stands, and nothing is made elsewhere instead.
        let standing = path.ancestors().find(|part| part.exists()).ok_or(io::ErrorKind::NotFound)?;
        let rest = path.strip_prefix(standing).unwrap_or(Path::new(""));
        let path = crate::os::settled(standing)?.join(rest);
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
        system::append(&self.0, single(name.as_ref())?).map(Output)
    }

    /// Gives an entry another name, replacing a file that has it.
    pub(crate) fn rename(&self, from: impl AsRef<OsStr>, to: impl AsRef<OsStr>) -> io::Result<()> {
        system::rename(&self.0, single(from.as_ref())?, single(to.as_ref())?)
    }

    /// Removes a file of ours.
    pub(crate) fn remove_file(&self, name: impl AsRef<OsStr>) -> io::Result<()> {
        system::remove(&self.0, single(name.as_ref())?)
    }

    /// Removes an empty folder of ours.
    pub(crate) fn remove_folder(&self, name: impl AsRef<OsStr>) -> io::Result<()> {
        system::remove_folder(&self.0, single(name.as_ref())?)
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
        system::sync_file(&self.0)
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

/// Removes a name of the file that is taken. On Windows `removal` does it, by a handle whose identity was compared.
/// Nothing else in Quét removes what is not ours.
#[cfg(unix)]
pub(crate) fn remove_suspect(folder: &Folder, name: &OsStr) -> io::Result<()> {
    system::remove(folder, single(name)?)
}

/// A new file of that name, for us alone: never one that stands there already.
pub(crate) fn create(folder: &Folder, name: &OsStr) -> io::Result<Output> {
    system::create(folder, single(name)?).map(Output)
}

/// A new file of that name for whom the folder is for, who may read it as what else is saved there: never one that
/// stands there already, and never with anything in it that is for us alone.
pub(crate) fn create_given(folder: &Folder, name: &OsStr) -> io::Result<Output> {
    system::create_given(folder, single(name)?).map(Output)
}

/// Removes a file that [`create`] or [`create_given`] made and that was not put in place.
pub(crate) fn remove_unfinished(folder: &Folder, name: &OsStr) -> io::Result<()> {
    system::remove(folder, single(name)?)
}

/// Gives a file that [`create`] made its final name, never overwriting: `AlreadyExists` where that is taken.
pub(crate) fn place(folder: &Folder, from: &OsStr, to: &OsStr) -> io::Result<()> {
    system::place(folder, single(from)?, single(to)?)
}

/// Gives a file one more name, never overwriting: `AlreadyExists` where that is taken.
pub(crate) fn link(folder: &Folder, name: &OsStr, to: &Folder, new: &OsStr) -> io::Result<()> {
    system::link(folder, single(name)?, to, single(new)?)
}

/// Waits until the disk holds this folder's entries.
pub(crate) fn sync_folder(folder: &Folder) -> io::Result<()> {
    system::sync_folder(folder)
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
    system::make_folder(folder, single(name)?)
}

/// One entry of a folder, never a way out of it.
fn single(name: &OsStr) -> io::Result<&OsStr> {
    let separator = |byte: &u8| *byte == b'/' || cfg!(windows) && matches!(byte, b'\\' | b':' | 0);
    match name.as_encoded_bytes() {
        b"" | b"." | b".." => Err(io::ErrorKind::InvalidInput.into()),
        bytes if bytes.iter().any(separator) => Err(io::ErrorKind::InvalidInput.into()),
        _ => Ok(name),
    }
}
