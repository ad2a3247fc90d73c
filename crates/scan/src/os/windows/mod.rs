//! Folders and files on Windows, reached through open folders so that nothing swapped on the way is followed.
//!
//! Must never follow a reparse point, fetch what lies elsewhere, or open anything for writing. Names are handed to the
//! system's lowest interface as they are: there `CON`, a dot or a space at the end, and 30,000 characters of path are
//! names like others.

mod drives;
mod identity;
mod listing;
mod map;
mod nt;
mod owner;
mod ready;
mod settled;

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::windows::ffi::{OsStrExt, OsStringExt};
use std::os::windows::io::{AsHandle, BorrowedHandle, OwnedHandle};
use std::path::{Component, Path, Prefix};

pub use drives::drives;
pub use identity::identity_of;
pub use listing::FolderEntries;
pub use map::{Map, read_at};
pub use owner::owner_name;
pub use ready::prepare;
pub use settled::settled;

use super::reparse::What;
use super::streams::{self, Stream};
use super::utf16::units;
use super::{Entry, EntryKind};
use crate::identity::Identity;
use listing::Away;
use nt::{Access, Of};

/// An open folder.
#[derive(Debug)]
pub struct Folder {
    handle: OwnedHandle,
    /// What the listing says lies elsewhere; opening it, even to ask what it is, would have it fetched.
    away: Away,
}

impl Folder {
    /// Opens a folder by its absolute path, following no link anywhere on the way.
    ///
    /// # Errors
    /// `NotADirectory` where a part of the path is a link or not a folder, `InvalidInput` where the path is not
    /// absolute or holds `..`, and whatever the system says.
    pub fn open(path: &Path) -> io::Result<Folder> {
        Folder::walked(path, Access::List)
    }

    /// The same for a folder that is not to be listed: that it may be entered is enough.
    ///
    /// # Errors
    /// As [`Folder::open`].
    pub fn enter(path: &Path) -> io::Result<Folder> {
        Folder::walked(path, Access::Enter)
    }

    fn walked(path: &Path, last: Access) -> io::Result<Folder> {
        let wrong = |what| Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        let mut parts = path.components().peekable();
        let Some(Component::Prefix(prefix)) = parts.next() else { return wrong("the path is not absolute") };
        if parts.next_if_eq(&Component::RootDir).is_none() {
            return wrong("the path is not absolute");
        }
        let mut names = Vec::new();
        for part in parts {
            match part {
                Component::Normal(name) => names.push(name),
                Component::CurDir => {}
                _ => return wrong("the path holds `..`"),
            }
        }
        let access = |at: usize| if at == names.len() { last } else { Access::Enter };
        let top = nt::open(Of::Nothing, &start(prefix.kind()), access(0), nt::FOLDER)?;
        let mut folder = Folder { handle: top, away: Away::default() };
        for (at, name) in names.iter().enumerate() {
            folder = folder.below(name, access(at + 1))?;
        }
        Ok(folder)
    }

    fn below(&self, name: &OsStr, access: Access) -> io::Result<Folder> {
        let folder = Folder { handle: self.at(name, access, nt::FOLDER)?, away: Away::default() };
        match folder.what()? {
            What::Folder => Ok(folder),
            What::Away => Err(io::Error::other("it lies elsewhere and would have to be fetched")),
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    fn at(&self, name: &OsStr, access: Access, options: u32) -> io::Result<OwnedHandle> {
        let name: Vec<u16> = name.encode_wide().collect();
        nt::open(Of::Folder(self.handle.as_handle()), &name, access, options)
    }

    fn what(&self) -> io::Result<What> {
        nt::what(self.handle.as_handle())
    }

    /// The folder of that name in this one.
    ///
    /// # Errors
    /// `NotADirectory` where it is a link by now, and whatever the system says.
    pub fn folder(&self, name: &OsStr) -> io::Result<Folder> {
        self.below(name, Access::List)
    }

    /// The ordinary file of that name in this folder, open for reading, with its identity.
    ///
    /// Others may go on reading, writing and removing it.
    ///
    /// # Errors
    /// `InvalidInput` where it is not an ordinary file by now, and whatever the system says.
    pub fn file(&self, name: &OsStr) -> io::Result<(File, Identity)> {
        let mut handle = self.at(name, Access::Read, nt::FILE).map_err(|error| match error.kind() {
            io::ErrorKind::IsADirectory => not_a_file(),
            _ => error,
        })?;
        match nt::what(handle.as_handle())? {
            What::File => {}
            What::Assembled => {
                let known = identity::of(handle.as_handle())?;
                handle = self.at(name, Access::Read, nt::FILE_THROUGH)?;
                if !identity::of(handle.as_handle())?.same_file(&known) {
                    return Err(not_a_file());
                }
            }
            _ => return Err(not_a_file()),
        }
        let identity = identity::of(handle.as_handle())?;
        Ok((File::from(handle), identity))
    }

    /// What the entry of that name is, without following it if it is a link.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn entry(&self, name: &OsStr) -> io::Result<Entry> {
        if self.away.holds(name) {
            return Ok(Entry { kind: EntryKind::Away, identity: identity::unknown() });
        }
        let handle = self.at(name, Access::Look, nt::ANY)?;
        let identity = identity::of(handle.as_handle())?;
        let kind = match nt::what(handle.as_handle())? {
            What::File | What::Assembled => EntryKind::File,
            What::Folder => EntryKind::Folder,
            What::Link => EntryKind::Link,
            What::Away => EntryKind::Away,
            What::Unknown => EntryKind::Unknown,
            What::Socket => EntryKind::Socket,
            What::Fifo => EntryKind::Fifo,
            What::Device => EntryKind::Device,
        };
        let stands_for_something = !matches!(kind, EntryKind::File | EntryKind::Folder | EntryKind::Away);
        // What stands for something else has nothing of its own. Where it has, that is neither read nor passed over.
        if stands_for_something && (identity.size > 0 || !streams_in(handle.as_handle())?.is_empty()) {
            return Ok(Entry { kind: EntryKind::Unknown, identity });
        }
        Ok(Entry { kind, identity })
    }

    /// This folder's own identity.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn identity(&self) -> io::Result<Identity> {
        identity::of(self.handle.as_handle())
    }

    /// The names in this folder, `.` and `..` left out, one after the other.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn names(&self) -> io::Result<FolderEntries> {
        // Opened once more: two that list one open folder would each get half of it.
        let again = nt::open(Of::Folder(self.handle.as_handle()), &[], Access::List, nt::FOLDER)?;
        Ok(FolderEntries::of(again, self.away.clone()))
    }

    /// The open folder itself, for the one room that acts.
    pub fn as_handle(&self) -> BorrowedHandle<'_> {
        self.handle.as_handle()
    }
}

/// Where a path starts, as the system's lowest interface calls it.
fn start(prefix: Prefix<'_>) -> Vec<u16> {
    let mut name: Vec<u16> = r"\??\".encode_utf16().collect();
    match prefix {
        Prefix::Disk(letter) | Prefix::VerbatimDisk(letter) => {
            name.extend([u16::from(letter), u16::from(b':')]);
        }
        Prefix::UNC(server, share) | Prefix::VerbatimUNC(server, share) => {
            name.extend(r"UNC\".encode_utf16().chain(server.encode_wide()));
            name.push(u16::from(b'\\'));
            name.extend(share.encode_wide());
        }
        Prefix::Verbatim(device) | Prefix::DeviceNS(device) => name.extend(device.encode_wide()),
    }
    name.push(u16::from(b'\\'));
    name
}

fn not_a_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "no longer an ordinary file")
}

/// The streams beside a file's contents.
///
/// # Errors
/// Whatever the system says, or that its list makes no sense.
pub fn streams_of(file: &File) -> io::Result<Vec<Stream>> {
    streams_in(file.as_handle())
}

fn streams_in(handle: BorrowedHandle<'_>) -> io::Result<Vec<Stream>> {
    streams::parse(&nt::stream_list(handle)?)
}

/// The streams of a folder.
///
/// # Errors
/// As [`streams_of`].
pub fn streams_of_folder(folder: &Folder) -> io::Result<Vec<Stream>> {
    streams_in(folder.handle.as_handle())
}

/// Opens a stream of the file of that name in this folder, or of the folder itself where the name is empty.
///
/// # Errors
/// `InvalidInput` where the file is another by now, and whatever the system says.
pub fn open_stream(folder: &Folder, name: &OsStr, stream: &Stream, of: &Identity) -> io::Result<File> {
    let full: Vec<u16> = name.encode_wide().chain(stream.name.iter().copied()).collect();
    let handle = nt::open(Of::Folder(folder.handle.as_handle()), &full, Access::Read, nt::FILE)?;
    if !identity::of(handle.as_handle())?.same_file(of) {
        return Err(not_a_file());
    }
    Ok(File::from(handle))
}

/// A name as bytes that lose nothing of it, for records: its UTF-16 units, low byte first.
pub fn raw_name(name: &OsStr) -> Vec<u8> {
    name.encode_wide().flat_map(u16::to_le_bytes).collect()
}

/// The name that was written down so.
pub fn name_of_raw(bytes: Vec<u8>) -> Option<OsString> {
    (bytes.len() % 2 == 0).then(|| OsString::from_wide(&units(&bytes)))
}

/// No drive of Windows is the kernel's own.
pub fn special_mount(_: &Folder) -> Option<&'static str> {
    None
}

/// Whether an unchanged time of change means an unchanged file. Here its owner may set that time, so it does not.
pub fn tells_changes(_: &Folder) -> bool {
    false
}
