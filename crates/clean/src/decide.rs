//! The gate: may this file be touched at all?
//!
//! Must never touch the disk itself; the one look that it needs is taken when the gate is made.

use std::borrow::Cow;
use std::io;
use std::path::{Component, Path, PathBuf};

use scan::identity::{Identity, Owner};
use scan::names::shown;

use crate::os::settled;
use crate::plan::Suspect;

mod places;

/// Whose files may be parts of a Windows system: the system itself, its two kinds of services, and what installs it.
///
/// The administrators (`S-1-5-32-544`) are not among them: whatever a person starts with "Run as administrator", malware
/// too, writes files that are theirs, while the system's own belong to those here or lie in the system's places.
const SYSTEM_OWNERS: &[&str] =
    &["S-1-5-18", "S-1-5-19", "S-1-5-20", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"];

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
    /// It belongs to Windows itself or to a service.
    #[error("this file belongs to the system, so it may be part of it: add --system to take it all the same")]
    SystemOwned,
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
    pub fn new(system: bool, data: &Path, program: &Path) -> io::Result<Gate> {
        let program = settled(program)?;
        let data = match settled(data) {
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
        if !is_ordinary(identity.mode) {
            return Err(Refusal::NotAFile);
        }
        if lies_in(path, &self.program)
            || self.program_file.as_ref().is_some_and(|own| own.same_file(identity))
        {
            return Err(Refusal::OwnProgram);
        }
        if lies_in(path, &self.data) {
            return Err(Refusal::OwnData);
        }
        if self.system {
            return Ok(());
        }
        if let Some(place) = system_place(path).or_else(|| self.mounted_place(path)) {
            return Err(Refusal::SystemPlace(place));
        }
        match &identity.owner {
            Owner::Number(0) => Err(Refusal::RootOwned),
            // Whose it is is not said to everybody; it is not said of what belongs to someone else.
            Owner::Sid(sid) if sid.is_empty() || SYSTEM_OWNERS.contains(&sid.as_str()) => {
                Err(Refusal::SystemOwned)
            }
            _ => Ok(()),
        }
    }

    /// The place of the mounted system that this file lies in, whichever system it is.
    fn mounted_place(&self, path: &Path) -> Option<&'static str> {
        let there = path.strip_prefix(self.root.as_ref()?).ok()?;
        places::of_unix(names_of(there)).or_else(|| places::of_windows(names_of(there)))
    }
}

/// Types in `st_mode`.
#[cfg(unix)]
fn is_ordinary(mode: u32) -> bool {
    mode & 0o170_000 == 0o100_000
}

/// Attributes of Windows: no folder (0x10) or device (0x40), nothing whose contents would have to be fetched (0x40000,
/// 0x400000).
///
/// A reparse point (0x400) says nothing yet: files of OneDrive that are on this disk have one, and deduplicated ones.
/// Links and junctions are told by their tags, in `scan::os` when the file is scanned and once more when it is opened
/// to be taken. What goes is the entry itself, never what it stands for, so a file of OneDrive goes from the cloud, too,
/// as when a person removes it: malware that stayed there would come back. What is restored is a plain file.
#[cfg(windows)]
fn is_ordinary(attributes: u32) -> bool {
    attributes & (0x10 | 0x40 | 0x4_0000 | 0x40_0000) == 0
}

/// The place of this machine's system that the path lies in.
fn system_place(path: &Path) -> Option<&'static str> {
    if cfg!(windows) { places::of_windows(names_of(path)) } else { places::of_unix(names_of(path)) }
}

/// The names on the way to a file, from the root of its tree or drive.
fn names_of(path: &Path) -> impl Iterator<Item = Cow<'_, str>> {
    path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    })
}

#[cfg(unix)]
fn lies_in(path: &Path, folder: &Path) -> bool {
    path.starts_with(folder)
}

/// Windows does not tell capital letters from small ones.
#[cfg(windows)]
fn lies_in(path: &Path, folder: &Path) -> bool {
    let folded = |path: &Path| PathBuf::from(path.to_string_lossy().to_lowercase());
    folded(path).starts_with(folded(folder))
}

impl Refusal {
    /// The refusal with the file it is about, on one line.
    pub fn about(&self, path: &Path) -> String {
        format!("`{}`: {self}", shown(path))
    }
}
