//! Which file an open file is, as Windows says it.
//!
//! Must never be asked for a path: only for what is open.

use std::fs::File;
use std::io;
use std::os::windows::io::{AsHandle, AsRawHandle, BorrowedHandle};

use windows_sys::Win32::Storage::FileSystem::{
    BY_HANDLE_FILE_INFORMATION, FILE_BASIC_INFO, FILE_ID_INFO, FileBasicInfo, FileIdInfo,
    GetFileInformationByHandle,
};

use super::nt::ask;
use super::owner;
use crate::identity::{Identity, Moment};

/// The identity of an open file as it is now.
///
/// # Errors
/// Whatever the system says.
pub fn identity_of(file: &File) -> io::Result<Identity> {
    of(file.as_handle())
}

/// Of what must not be opened nothing is known.
pub fn unknown() -> Identity {
    let never = Moment { seconds: 0, nanos: 0 };
    Identity {
        device: 0,
        inode: 0,
        size: 0,
        modified: never,
        changed: never,
        read: never,
        links: 0,
        mode: 0,
        owner: crate::identity::Owner::Sid(String::new()),
        group: 0,
    }
}

/// The same for whatever is open.
///
/// # Errors
/// Whatever the system says.
pub fn of(handle: BorrowedHandle<'_>) -> io::Result<Identity> {
    let mut known = BY_HANDLE_FILE_INFORMATION::default();
    // SAFETY: the system writes a value of this type.
    #[allow(unsafe_code)]
    if unsafe { GetFileInformationByHandle(handle.as_raw_handle(), &mut known) } == 0 {
        return Err(io::Error::last_os_error());
    }
    let basic: FILE_BASIC_INFO = ask(handle, FileBasicInfo)?;
    let long = |high: u32, low: u32| u64::from(high) << 32 | u64::from(low);
    // ReFS numbers its files with 128 bits, and older systems and file systems know only the short number.
    let (device, inode) = match ask::<FILE_ID_INFO>(handle, FileIdInfo) {
        Ok(id) => {
            let number = u128::from_le_bytes(id.FileId.Identifier);
            (id.VolumeSerialNumber, (number as u64) ^ ((number >> 64) as u64).rotate_left(32))
        }
        Err(_) => (known.dwVolumeSerialNumber.into(), long(known.nFileIndexHigh, known.nFileIndexLow)),
    };
    let modified = moment(basic.LastWriteTime);
    Ok(Identity {
        device,
        inode,
        size: long(known.nFileSizeHigh, known.nFileSizeLow),
        modified,
        // FAT keeps no such time.
        changed: if basic.ChangeTime == 0 { modified } else { moment(basic.ChangeTime) },
        read: moment(basic.LastAccessTime),
        links: known.nNumberOfLinks.into(),
        mode: basic.FileAttributes,
        owner: owner::of(handle),
        group: 0,
    })
}

/// A time of Windows (steps of 100 ns since 1601-01-01 UTC) as a moment.
fn moment(time: i64) -> Moment {
    const STEPS: i64 = 10_000_000;
    /// Seconds from 1601 to 1970.
    const EPOCH: i64 = 11_644_473_600;
    let nanos = u32::try_from(time.rem_euclid(STEPS) * 100).unwrap_or(0);
    Moment { seconds: time.div_euclid(STEPS) - EPOCH, nanos }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_from_1970_on() {
        assert_eq!(moment(116_444_736_000_000_000), Moment { seconds: 0, nanos: 0 });
        assert_eq!(moment(116_444_736_000_000_001), Moment { seconds: 0, nanos: 100 });
        assert_eq!(moment(116_444_735_999_999_999), Moment { seconds: -1, nanos: 999_999_900 });
    }
}
