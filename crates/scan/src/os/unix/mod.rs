//! Folders and files on Unix, reached through open folders so that nothing swapped on the way is followed.
//!
//! Must never follow a link, wait on a FIFO, or open anything for writing. The calls go through rustix, whose
//! Linux backend makes system calls itself: a library preloaded by a rootkit is not asked.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Component, Path, PathBuf};

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

use super::streams::Stream;
use super::{Drive, DriveKind, Entry, EntryKind};
use crate::identity::{Identity, Moment, Owner};

mod map;

pub use map::{Map, read_at};

/// An open folder.
#[derive(Debug)]
pub struct Folder(OwnedFd);

impl From<&Stat> for Identity {
    #[allow(clippy::unnecessary_cast)] // the fields' widths differ from one Unix to the next
    fn from(stat: &Stat) -> Self {
        let moment = |seconds, nanos| Moment { seconds, nanos };
        Identity {
            device: stat.st_dev as u64,
            inode: stat.st_ino as u64,
            size: stat.st_size as u64,
            modified: moment(stat.st_mtime as i64, stat.st_mtime_nsec as u32),
            changed: moment(stat.st_ctime as i64, stat.st_ctime_nsec as u32),
            read: moment(stat.st_atime as i64, stat.st_atime_nsec as u32),
            links: stat.st_nlink as u64,
            mode: stat.st_mode as u32,
            owner: Owner::Number(stat.st_uid as u32),
            group: stat.st_gid as u32,
        }
    }
}

impl From<&Stat> for EntryKind {
    fn from(stat: &Stat) -> Self {
        match FileType::from_raw_mode(stat.st_mode) {
            FileType::Directory => EntryKind::Folder,
            FileType::Symlink => EntryKind::Link,
            FileType::Socket => EntryKind::Socket,
            FileType::Fifo => EntryKind::Fifo,
            FileType::CharacterDevice | FileType::BlockDevice => EntryKind::Device,
            _ => EntryKind::File,
        }
    }
}

impl Folder {
    /// Opens a folder by its absolute path, following no link anywhere on the way.
    ///
    /// The folders on the way need only be enterable, the last one readable.
    ///
    /// # Errors
    /// `NotADirectory` where a part of the path is a link or not a folder, `InvalidInput` where the path is not
    /// absolute or holds `..`, and whatever the system says.
    pub fn open(path: &Path) -> io::Result<Folder> {
        Folder::enter(path)?.reopened()
    }

    /// The same for a folder that is not to be listed: that it may be entered is enough.
    ///
    /// # Errors
    /// As [`Folder::open`].
    pub fn enter(path: &Path) -> io::Result<Folder> {
        let mut parts = path.components().peekable();
        if parts.next() != Some(Component::RootDir) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path is not absolute"));
        }
        let way = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut fd = rustix::fs::open("/", way, Mode::empty())?;
        for part in parts {
            match part {
                Component::Normal(name) => fd = rustix::fs::openat(&fd, name, way, Mode::empty())?,
                Component::CurDir => {}
                _ => return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path holds `..`")),
            }
        }
        Ok(Folder(fd))
    }

    fn reopened(self) -> io::Result<Folder> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Folder(rustix::fs::openat(&self.0, ".", flags, Mode::empty())?))
    }

    /// The folder of that name in this one.
    ///
    /// # Errors
    /// `NotADirectory` where it is a link by now, and whatever the system says.
    pub fn folder(&self, name: &OsStr) -> io::Result<Folder> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(Folder(rustix::fs::openat(&self.0, name, flags, Mode::empty())?))
    }

    /// The ordinary file of that name in this folder, open for reading, with its identity.
    ///
    /// Reading leaves the time of the last read alone where the system lets us.
    ///
    /// # Errors
    /// `InvalidInput` where it is not an ordinary file by now, and whatever the system says.
    pub fn file(&self, name: &OsStr) -> io::Result<(File, Identity)> {
        // Non-blocking: should a FIFO stand here by now, opening it must not wait for a writer.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
        let opened = match rustix::fs::openat(&self.0, name, flags | no_atime(), Mode::empty()) {
            Err(Errno::PERM) => rustix::fs::openat(&self.0, name, flags, Mode::empty()),
            other => other,
        };
        let fd = match opened {
            Err(Errno::LOOP | Errno::NXIO | Errno::ISDIR) => return Err(not_a_file()),
            other => other?,
        };
        let stat = rustix::fs::fstat(&fd)?;
        if EntryKind::from(&stat) != EntryKind::File {
            return Err(not_a_file());
        }
        Ok((File::from(fd), Identity::from(&stat)))
    }

    /// What the entry of that name is, without following it if it is a link.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn entry(&self, name: &OsStr) -> io::Result<Entry> {
        let stat = rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)?;
        Ok(Entry { kind: EntryKind::from(&stat), identity: Identity::from(&stat) })
    }

    /// This folder's own identity.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn identity(&self) -> io::Result<Identity> {
        Ok(Identity::from(&rustix::fs::fstat(&self.0)?))
    }

    /// The names in this folder, `.` and `..` left out, one after the other.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn names(&self) -> io::Result<FolderEntries> {
        Ok(FolderEntries(Dir::read_from(&self.0)?))
    }

    /// The open folder itself, for the one room that acts.
    pub fn as_fd(&self) -> &OwnedFd {
        &self.0
    }
}

/// The names in a folder.
pub struct FolderEntries(Dir);

impl Iterator for FolderEntries {
    type Item = io::Result<OsString>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.0.next()? {
                Err(error) => return Some(Err(error.into())),
                Ok(entry) => {
                    let name = entry.file_name().to_bytes();
                    if name != b"." && name != b".." {
                        return Some(Ok(OsString::from_vec(OsStr::from_bytes(name).as_bytes().to_vec())));
                    }
                }
            }
        }
    }
}

/// The identity of an open file as it is now.
///
/// # Errors
/// Whatever the system says.
pub fn identity_of(file: &File) -> io::Result<Identity> {
    Ok(Identity::from(&rustix::fs::fstat(file)?))
}

fn not_a_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "no longer an ordinary file")
}

#[cfg(target_os = "linux")]
fn no_atime() -> OFlags {
    OFlags::NOATIME
}

#[cfg(not(target_os = "linux"))]
fn no_atime() -> OFlags {
    OFlags::empty()
}

/// The name of that owner, or the number where nobody has it.
pub fn owner_name(owner: &Owner) -> String {
    let number = match owner {
        Owner::Number(number) => *number,
        Owner::Sid(sid) => return sid.clone(),
    };
    match nix::unistd::User::from_uid(nix::unistd::Uid::from_raw(number)) {
        Ok(Some(user)) => user.name,
        _ => number.to_string(),
    }
}

/// A name as bytes that lose nothing of it, for records: here its own bytes.
pub fn raw_name(name: &OsStr) -> Vec<u8> {
    name.as_bytes().to_vec()
}

/// The name that was written down so.
pub fn name_of_raw(bytes: Vec<u8>) -> Option<OsString> {
    Some(OsString::from_vec(bytes))
}

/// The machine's files: one tree, whatever is mounted where in it.
pub fn drives() -> Vec<Drive> {
    vec![Drive { root: "/".into(), kind: DriveKind::Local }]
}

/// The path without links.
///
/// # Errors
/// Where there is nothing of that path, and whatever the system says.
pub fn settled(path: &Path) -> io::Result<PathBuf> {
    std::fs::canonicalize(path)
}

/// Streams beside a file's contents: not on this system.
///
/// # Errors
/// None.
pub fn streams_of(_: &File) -> io::Result<Vec<Stream>> {
    Ok(Vec::new())
}

/// Streams of a folder: not on this system.
///
/// # Errors
/// None.
pub fn streams_of_folder(_: &Folder) -> io::Result<Vec<Stream>> {
    Ok(Vec::new())
}

/// Opens a stream of a file: there is none on this system.
///
/// # Errors
/// Always.
pub fn open_stream(_: &Folder, _: &OsStr, _: &Stream, _: &Identity) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The name of the kernel's own file system that this folder lies on, where it is one that stores no files.
///
/// Every other kind, known or not, is looked at.
#[cfg(target_os = "linux")]
pub fn special_mount(folder: &Folder) -> Option<&'static str> {
    // The numbers are Linux's, from its header `magic.h`.
    const KINDS: [(u64, &str); 17] = [
        (0x0000_9fa0, "proc"),
        (0x6265_6572, "sysfs"),
        (0x0000_1cd1, "devpts"),
        (0x0027_e0eb, "cgroup"),
        (0x6367_7270, "cgroup2"),
        (0x7363_6673, "securityfs"),
        (0x6462_6720, "debugfs"),
        (0x7472_6163, "tracefs"),
        (0xcafe_4a11, "bpf"),
        (0x6165_676c, "pstore"),
        (0x6265_6570, "configfs"),
        (0x1980_0202, "mqueue"),
        (0xde5e_81e4, "efivarfs"),
        (0x4249_4e4d, "binfmt_misc"),
        (0x0000_0187, "autofs"),
        (0xf97c_ff8c, "selinuxfs"),
        (0x6573_5543, "fusectl"),
    ];
    let kind = rustix::fs::fstatfs(&folder.0).ok()?.f_type as u64 & 0xffff_ffff;
    KINDS.iter().find(|(number, _)| *number == kind).map(|(_, name)| *name)
}

/// Where the kernel's own file systems have no numbers, none is known.
#[cfg(not(target_os = "linux"))]
pub fn special_mount(_: &Folder) -> Option<&'static str> {
    None
}

/// Makes this program ready to look at many files: it may hold as many open folders as the system allows.
pub fn prepare() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    let _ = setrlimit(Resource::Nofile, limit);
}

/// Whether the file system of this folder keeps the time of each file's last change strictly, so that an unchanged
/// time means an unchanged file. Only kinds of which that is known: not memory, network or user-space file systems.
#[cfg(target_os = "linux")]
pub fn tells_changes(folder: &Folder) -> bool {
    const EXT: u64 = 0xef53;
    const XFS: u64 = 0x5846_5342;
    const BTRFS: u64 = 0x9123_683e;
    const F2FS: u64 = 0xf2f5_2010;
    rustix::fs::fstatfs(&folder.0)
        .is_ok_and(|info| [EXT, XFS, BTRFS, F2FS].contains(&(info.f_type as u64 & 0xffff_ffff)))
}

/// Elsewhere nothing is known, so nothing is remembered.
#[cfg(not(target_os = "linux"))]
pub fn tells_changes(_: &Folder) -> bool {
    false
}
