//! The gate: may this file be touched at all?
//!
//! Must never touch the disk itself; the one look that it needs is taken when the gate is made.

use std::io;
use std::path::{Path, PathBuf};

use scan::identity::Identity;
use scan::names::shown;

use crate::plan::Suspect;

/// Where operating systems keep themselves. Taking a file from here can stop a machine from starting.
const SYSTEM_PLACES: &[&str] = &[
    "/bin", "/boot", "/dev", "/etc", "/gnu", "/lib", "/lib32", "/lib64", "/libx32", "/nix", "/opt", "/proc",
    "/run", "/sbin", "/snap", "/sys", "/usr", "/var/lib",
];

/// Below those, what belongs to people after all: shared memory, running sessions and removable media.
const OPEN_PLACES: &[&str] = &["/dev/shm", "/run/media", "/run/user"];

/// Where Windows keeps itself and what is installed, on a disk of its that is mounted; in any case of letters.
const MOUNTED_WINDOWS_PLACES: &[&str] = &[
    "Windows",
    "WINNT",
    "Program Files",
    "Program Files (x86)",
    "ProgramData",
    "Boot",
    "EFI",
    "Recovery",
    "$WinREAgent",
    "System Volume Information",
    "bootmgr",
    "BOOTNXT",
    "ntldr",
    "NTDETECT.COM",
    "boot.ini",
];

const FILE_TYPE: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;

/// Why a file is left alone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is the running program.
    #[error(
        "this is quet itself, which never removes itself: compare it with the published checksum instead"
    )]
    OwnProgram,
    /// It lies in our data folder.
    #[error("this belongs to quet's own data: use `quet vault purge` for what is in the vault")]
    OwnData,
    /// It is no ordinary file.
    #[error("this is a folder, link or device, and only ordinary files are taken: remove it by hand")]
    NotAFile,
    /// It lies where the system keeps itself.
    #[error(
        "`{0}` belongs to the system, which may not start without it: add --system to take it all the same"
    )]
    SystemPlace(&'static str),
    /// It belongs to the administrator.
    #[error(
        "this file belongs to root, so it may be part of the system: add --system to take it all the same"
    )]
    RootOwned,
}

/// What the decision rests on.
#[derive(Debug, Clone)]
pub struct Gate {
    /// Whether files of root and of the system may be taken.
    pub system: bool,
    /// Our data folder, absolute, with no link in it.
    pub data: PathBuf,
    /// The running program, absolute, with no link in it.
    pub program: PathBuf,
    /// The disk that all suspects lie on, where it was scanned as another machine's root: that machine's system places
    /// are such here, too.
    pub root: Option<PathBuf>,
    /// The running program's file, so that another name of it is known too; `None` where it could not be read.
    pub program_file: Option<Identity>,
}

impl Gate {
    /// The gate for this data folder and this program, both found through whatever links lead to them.
    ///
    /// # Errors
    /// Where the program's path leads nowhere. The data folder need not exist yet.
    #[cfg(unix)]
    pub fn new(system: bool, data: &Path, program: &Path) -> io::Result<Gate> {
        let program = program.canonicalize()?;
        let data = match data.canonicalize() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => std::path::absolute(data)?,
            other => other?,
        };
        let program_file = match (program.parent(), program.file_name()) {
            (Some(folder), Some(name)) => Some(scan::os::Folder::open(folder)?.entry(name)?.identity),
            _ => None,
        };
        Ok(Gate { system, data, program, root: None, program_file })
    }

    /// Whether this file may be taken.
    ///
    /// # Errors
    /// The reason why not, with what to do about it.
    pub fn may_touch(&self, suspect: &Suspect) -> Result<(), Refusal> {
        let Suspect { path, identity, .. } = suspect;
        if identity.mode & FILE_TYPE != REGULAR {
            return Err(Refusal::NotAFile);
        }
        if *path == self.program || self.program_file.as_ref().is_some_and(|own| own.same_file(identity)) {
            return Err(Refusal::OwnProgram);
        }
        if path.starts_with(&self.data) {
            return Err(Refusal::OwnData);
        }
        if self.system {
            return Ok(());
        }
        if let Some(place) = system_place(path).or_else(|| self.mounted_place(path)) {
            return Err(Refusal::SystemPlace(place));
        }
        if identity.owner == 0 {
            return Err(Refusal::RootOwned);
        }
        Ok(())
    }

    /// The place of the mounted system that this file lies in.
    fn mounted_place(&self, path: &Path) -> Option<&'static str> {
        let there = path.strip_prefix(self.root.as_ref()?).ok()?;
        let first = there.components().next()?.as_os_str();
        let windows = MOUNTED_WINDOWS_PLACES.iter().find(|place| first.eq_ignore_ascii_case(place));
        system_place(&Path::new("/").join(there)).or(windows.copied())
    }
}

fn system_place(path: &Path) -> Option<&'static str> {
    if OPEN_PLACES.iter().any(|open| path.starts_with(open)) {
        return None;
    }
    SYSTEM_PLACES.iter().find(|place| path.starts_with(place)).copied()
}

impl Refusal {
    /// The refusal with the file it is about, on one line.
    pub fn about(&self, path: &Path) -> String {
        format!("`{}`: {self}", shown(path))
    }
}
