//! The drives of this machine.
//!
//! Must never leave out a drive because its kind is not known: only what Windows says is another machine's, and what
//! has nothing in it, is told apart.

use windows_sys::Win32::Foundation::{ERROR_NOT_READY, ERROR_UNRECOGNIZED_MEDIA, GetLastError};
use windows_sys::Win32::Storage::FileSystem::{GetDriveTypeW, GetLogicalDrives, GetVolumeInformationW};

use crate::os::{Drive, DriveKind};

/// What [`GetDriveTypeW`] says of a drive that is another machine's (`DRIVE_REMOTE`). Its other answers: 0 unknown, 1 no
/// root, 2 removable, 3 fixed, 5 optical, 6 memory.
const REMOTE: u32 = 4;

/// Every drive that has a letter. Volumes that are mounted in folders are met there.
pub fn drives() -> Vec<Drive> {
    // SAFETY: it takes nothing and writes nothing.
    #[allow(unsafe_code)]
    let letters = unsafe { GetLogicalDrives() };
    let has = |letter: &u8| letters & 1 << (letter - b'A') != 0;
    (b'A'..=b'Z').filter(has).map(|letter| drive(char::from(letter))).collect()
}

fn drive(letter: char) -> Drive {
    let root = format!("{letter}:\\");
    let name: Vec<u16> = root.encode_utf16().chain([0]).collect();
    // SAFETY: the name ends with a zero.
    #[allow(unsafe_code)]
    let said = unsafe { GetDriveTypeW(name.as_ptr()) };
    let kind = match said {
        REMOTE => DriveKind::Remote,
        _ if is_empty(&name) => DriveKind::Empty,
        _ => DriveKind::Local,
    };
    Drive { root: root.into(), kind }
}

/// Whether there is no medium in the drive. Whatever else keeps it from being read is no reason to leave it out: the
/// scan then says that it could not be read.
fn is_empty(root: &[u16]) -> bool {
    let nothing = std::ptr::null_mut();
    // SAFETY: the name ends with a zero, and nothing is to be written.
    #[allow(unsafe_code)]
    let (asked, error) = unsafe {
        let asked = GetVolumeInformationW(
            root.as_ptr(),
            std::ptr::null_mut(),
            0,
            nothing,
            nothing,
            nothing,
            std::ptr::null_mut(),
            0,
        );
        (asked, GetLastError())
    };
    // An unformatted medium holds no files either, but may hold something: that is said.
    asked == 0 && error == ERROR_NOT_READY && error != ERROR_UNRECOGNIZED_MEDIA
}
