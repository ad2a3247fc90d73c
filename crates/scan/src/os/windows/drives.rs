//! The drives of this machine.
//!
//! Must never leave out a drive because its kind is not known: only what Windows says is another machine's, and what
//! has nothing in it, is told apart.

use windows_sys::Win32::Foundation::{ERROR_NOT_READY, GetLastError, INVALID_HANDLE_VALUE};
use windows_sys::Win32::Storage::FileSystem::{
    FindFirstVolumeW, FindNextVolumeW, FindVolumeClose, GetDriveTypeW, GetLogicalDrives,
    GetVolumeInformationW, GetVolumePathNamesForVolumeNameW,
};

use crate::os::{Drive, volume};

/// The longest name of a volume, and of all places where one is mounted, in UTF-16 units.
const VOLUME: usize = 64;
const PLACES: usize = 32_768;

/// Every drive that has a letter, and every volume that has none: such hold what starts a machine, and may hold more.
pub fn drives() -> Vec<Drive> {
    // SAFETY: it takes nothing and writes nothing.
    #[allow(unsafe_code)]
    let letters = unsafe { GetLogicalDrives() };
    let has = |letter: &u8| letters & 1 << (letter - b'A') != 0;
    let lettered = (b'A'..=b'Z').filter(has).map(|letter| drive(&format!("{}:\\", char::from(letter))));
    lettered
        .chain(volumes().iter().filter(|volume| !has_letter(volume)).map(|volume| drive(volume)))
        .collect()
}

/// The names of all volumes, such as `\\\\?\\Volume{…}\\`.
fn volumes() -> Vec<String> {
    let mut name = [0u16; VOLUME];
    // SAFETY: the system writes at most as many units as the buffer has.
    #[allow(unsafe_code)]
    let search = unsafe { FindFirstVolumeW(name.as_mut_ptr(), VOLUME as u32) };
    if search == INVALID_HANDLE_VALUE {
        return Vec::new();
    }
    let mut volumes = vec![text(&name)];
    // SAFETY: the search is open; the system writes at most as many units as the buffer has.
    #[allow(unsafe_code)]
    while unsafe { FindNextVolumeW(search, name.as_mut_ptr(), VOLUME as u32) } != 0 {
        volumes.push(text(&name));
    }
    // SAFETY: the search is open, and is not used any more.
    #[allow(unsafe_code)]
    unsafe {
        FindVolumeClose(search)
    };
    volumes
}

/// Whether a volume has a letter. Where that cannot be said it is taken to have none: twice looked at is not left out.
fn has_letter(volume: &str) -> bool {
    let name: Vec<u16> = volume.encode_utf16().chain([0]).collect();
    let mut places = vec![0u16; PLACES];
    let mut length = 0;
    // SAFETY: the name ends with a zero; the system writes at most as many units as the buffer has.
    #[allow(unsafe_code)]
    let done = unsafe {
        GetVolumePathNamesForVolumeNameW(name.as_ptr(), places.as_mut_ptr(), PLACES as u32, &mut length)
    };
    done != 0 && places.split(|&unit| unit == 0).any(volume::is_lettered)
}

/// The text up to its zero.
fn text(units: &[u16]) -> String {
    String::from_utf16_lossy(units.split(|&unit| unit == 0).next().unwrap_or_default())
}

fn drive(root: &str) -> Drive {
    let name: Vec<u16> = root.encode_utf16().chain([0]).collect();
    // SAFETY: the name ends with a zero.
    #[allow(unsafe_code)]
    let said = unsafe { GetDriveTypeW(name.as_ptr()) };
    Drive { root: root.into(), kind: volume::kind(said, || is_empty(&name)) }
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
    asked == 0 && error == ERROR_NOT_READY
}
