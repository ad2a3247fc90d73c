//! The door's calls on Windows, through the system's lowest interface: relative to an open folder, never by a path, so
//! that nothing swapped on the way is hit and every name is a name (`CON`, a space at the end, ill-formed UTF-16).
//!
//! Must never be called but through the door, never follow a reparse point, and never remove or rename a file of the
//! user by its name: that goes by a handle whose identity was compared ([`Victim`]).
//!
//! Newer systems remove a name at once although others have the file open ("POSIX semantics", NTFS since Windows 10
//! 1709). Elsewhere (older systems, FAT, most network drives) a name goes when the last who has it open closes it.

mod calls;

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::windows::ffi::OsStrExt;
use std::path::Path;
use std::time::Duration;

use scan::identity::{Identity, Moment};
use scan::os::{Folder, identity_of};

use self::calls::{Kind, Open, Status, Wanted};
use super::{Output, act};
use crate::descriptor;

/// Who else looks at our files, such as a virus scanner, is gone after a moment: until then our own renames and
/// removals are tried again.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);

/// A new file, for us alone.
pub(super) fn create(folder: &Folder, name: &OsStr) -> io::Result<File> {
    let security = descriptor::private(&crate::os::user()?, false);
    let wanted = Wanted { access: calls::ALL, open: Open::New, kind: Kind::File, security: Some(&security) };
    act(|| Ok(calls::open(folder.as_handle(), &units(name), wanted)?))
}

/// A new file with the access that its folder gives to what is made in it.
pub(super) fn create_given(folder: &Folder, name: &OsStr) -> io::Result<File> {
    let wanted = Wanted { access: calls::WRITE, open: Open::New, kind: Kind::File, security: None };
    act(|| Ok(calls::open(folder.as_handle(), &units(name), wanted)?))
}

/// A file that is written at its end, made if missing.
pub(super) fn append(folder: &Folder, name: &OsStr) -> io::Result<File> {
    let security = descriptor::private(&crate::os::user()?, false);
    let wanted =
        Wanted { access: calls::APPEND, open: Open::Any, kind: Kind::File, security: Some(&security) };
    act(|| Ok(calls::open(folder.as_handle(), &units(name), wanted)?))
}

/// Another name in the same folder, replacing a file that has it.
pub(super) fn rename(folder: &Folder, from: &OsStr, to: &OsStr) -> io::Result<()> {
    act(|| patiently(|| moved(folder, from, to, true)))
}

/// Another name in the same folder, never replacing.
pub(super) fn place(folder: &Folder, from: &OsStr, to: &OsStr) -> io::Result<()> {
    act(|| patiently(|| moved(folder, from, to, false)))
}

fn moved(folder: &Folder, from: &OsStr, to: &OsStr, replacing: bool) -> Result<(), Status> {
    let wanted = Wanted { access: calls::DELETE, open: Open::Standing, kind: Kind::Any, security: None };
    let file = calls::open(folder.as_handle(), &units(from), wanted)?;
    calls::rename(&file, folder.as_handle(), &units(to), replacing)
}

/// One more name of a file, never replacing.
pub(super) fn link(folder: &Folder, name: &OsStr, to: &Folder, new: &OsStr) -> io::Result<()> {
    let wanted = Wanted { access: calls::LINK, open: Open::Standing, kind: Kind::File, security: None };
    act(|| {
        let file = calls::open(folder.as_handle(), &units(name), wanted)?;
        Ok(calls::link(&file, to.as_handle(), &units(new))?)
    })
}

/// Removes a file of ours.
pub(super) fn remove(folder: &Folder, name: &OsStr) -> io::Result<()> {
    act(|| patiently(|| removed(folder, name, Kind::File)))
}

/// Removes an empty folder of ours.
pub(super) fn remove_folder(folder: &Folder, name: &OsStr) -> io::Result<()> {
    act(|| patiently(|| removed(folder, name, Kind::Folder)))
}

fn removed(folder: &Folder, name: &OsStr, kind: Kind) -> Result<(), Status> {
    let wanted = Wanted { access: calls::DELETE, open: Open::Standing, kind, security: None };
    let file = calls::open(folder.as_handle(), &units(name), wanted)?;
    match calls::remove_at_once(&file) {
        Err(status) if status.is_unknown() => calls::remove_when_closed(&file),
        done => done,
    }
}

/// A new folder, for us alone.
pub(super) fn make_folder(folder: &Folder, name: &OsStr) -> io::Result<Folder> {
    let security = descriptor::private(&crate::os::user()?, true);
    let wanted =
        Wanted { access: calls::LOOK, open: Open::New, kind: Kind::Folder, security: Some(&security) };
    act(|| Ok(calls::open(folder.as_handle(), &units(name), wanted)?))?;
    folder.folder(name)
}

/// Waits until the disk holds a file.
pub(super) fn sync_file(file: &File) -> io::Result<()> {
    act(|| file.sync_all())
}

/// Waits until the disk holds a folder's entries, where the system lets us ask for that.
///
/// Where it does not, nothing is done: NTFS and ReFS keep a journal of names, so that after a power cut no later change
/// stands without the earlier ones, and what may be missing is only that the very last ones had happened. Every state
/// of the vault is safe under that. FAT promises nothing.
pub(super) fn sync_folder(folder: &Folder) -> io::Result<()> {
    let wanted = Wanted { access: calls::FLUSH, open: Open::Standing, kind: Kind::Folder, security: None };
    act(|| {
        let Ok(handle) = calls::open(folder.as_handle(), &[], wanted) else { return Ok(()) };
        match handle.sync_all() {
            // The disk itself says that it failed, or is full.
            Err(error) if matches!(error.raw_os_error(), Some(23 | 29 | 112 | 483 | 1117)) => Err(error),
            _ => Ok(()),
        }
    })
}

/// A file of the user that is to go, open for that and for nothing else.
#[derive(Debug)]
pub(crate) struct Victim(File);

impl Victim {
    /// Opens it by one of its names: what is removed or renamed is that name.
    ///
    /// # Errors
    /// Where it is not there, may not be removed, or someone who has it open does not let it be.
    pub(crate) fn open(folder: &Folder, name: &OsStr) -> io::Result<Victim> {
        let wanted = Wanted { access: calls::DELETE, open: Open::Standing, kind: Kind::File, security: None };
        Ok(Victim(calls::open(folder.as_handle(), &units(super::single(name)?), wanted)?))
    }

    /// Which file it is.
    pub(crate) fn identity(&self) -> io::Result<Identity> {
        identity_of(&self.0)
    }

    /// Removes the name at once, or hands the file back where that cannot be: it runs, or this disk or system removes
    /// names only when everybody has closed the file.
    pub(crate) fn remove(self) -> io::Result<Option<Victim>> {
        act(|| match calls::remove_at_once(&self.0) {
            Ok(()) => Ok(true),
            Err(status) if status.is_unknown() || status.is_kept() => Ok(false),
            Err(status) => Err(status.into()),
        })
        .map(|gone| if gone { None } else { Some(self) })
    }

    /// Removes the name as soon as everybody, this program too, has closed the file.
    pub(crate) fn remove_when_closed(self) -> io::Result<()> {
        act(|| Ok(calls::remove_when_closed(&self.0)?))
    }

    /// Gives the name another, in this folder of the same disk, never replacing.
    pub(crate) fn rename(&self, folder: &Folder, to: &OsStr) -> io::Result<()> {
        let to = units(super::single(to)?);
        act(|| Ok(calls::rename(&self.0, folder.as_handle(), &to, false)?))
    }
}

/// Opens a file only to ask about it, which works whatever others hold it for.
pub(crate) fn asked_about(folder: &Folder, name: &OsStr) -> io::Result<File> {
    let wanted = Wanted { access: calls::LOOK, open: Open::Standing, kind: Kind::File, security: None };
    Ok(calls::open(folder.as_handle(), &units(super::single(name)?), wanted)?)
}

/// A new stream of the file of that name, if that is still this file.
pub(crate) fn create_stream(
    folder: &Folder,
    name: &OsStr,
    stream: &[u16],
    of: &Identity,
) -> io::Result<Output> {
    let mut full = units(super::single(name)?);
    full.extend(stream);
    let wanted = Wanted { access: calls::WRITE, open: Open::New, kind: Kind::File, security: None };
    let file = act(|| Ok(calls::open(folder.as_handle(), &full, wanted)?))?;
    if identity_of(&file)?.same_file(of) { Ok(Output(file)) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

/// Sets the owner, the group, the access list or the integrity level, as `what` says.
pub(crate) fn set_security(file: &File, what: u32, descriptor: &[u8]) -> io::Result<()> {
    act(|| Ok(calls::set_security(file, what, descriptor)?))
}

/// Sets the times and the attributes, such as read-only and hidden.
pub(crate) fn set_basic(
    file: &File,
    created: Moment,
    read: Moment,
    modified: Moment,
    attributes: u32,
) -> io::Result<()> {
    act(|| Ok(calls::set_basic(file, [created, read, modified].map(filetime), attributes)?))
}

/// Asks the system to remove this file when it next starts, which only administrators may.
///
/// It will go by the path: the name is one that we drew at random.
pub(crate) fn marked_for_next_start(path: &Path) -> io::Result<()> {
    let mut text: Vec<u16> = path.as_os_str().encode_wide().collect();
    if let [a, b, ..] = text.as_slice()
        && [*a, *b] != [u16::from(b'\\'); 2]
    {
        text.splice(..0, r"\\?\".encode_utf16());
    }
    text.push(0);
    act(|| calls::remove_at_next_start(&text))
}

/// What one of our own changes meets that another program is in the way of only for a moment.
fn patiently(mut change: impl FnMut() -> Result<(), Status>) -> io::Result<()> {
    for _ in 1..TRIES {
        match change() {
            Err(status) if status.may_pass() => std::thread::sleep(PAUSE),
            done => return Ok(done?),
        }
    }
    Ok(change()?)
}

fn units(name: &OsStr) -> Vec<u16> {
    name.encode_wide().collect()
}

/// A moment as Windows counts it: steps of 100 ns since 1601-01-01 UTC.
fn filetime(moment: Moment) -> i64 {
    const EPOCH: i64 = 11_644_473_600;
    let seconds = moment.seconds.saturating_add(EPOCH);
    seconds.saturating_mul(10_000_000).saturating_add(i64::from(moment.nanos / 100))
}
