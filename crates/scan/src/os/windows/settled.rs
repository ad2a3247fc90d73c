//! A path as it is looked at: whole, with the links in it resolved, and on the volume that it lies on.
//!
//! Must never be a path that is opened without what [`super::Folder`] makes sure of: what was resolved here may be a link
//! by the time it is opened.

use std::ffi::OsString;
use std::io;
use std::os::windows::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use windows_sys::Win32::Storage::FileSystem::{GetVolumeNameForVolumeMountPointW, GetVolumePathNameW};

use crate::names::without_prefix;
use crate::os::volume;

/// The longest path, and the longest name of a volume, in UTF-16 units.
const PATH: usize = 32_768;
const VOLUME: usize = 64;

/// The path without links, as this program writes paths: `C:\…`, `\\server\share\…`, or, on a volume that has no letter
/// and is mounted in a folder, `\\?\Volume{…}\…`.
///
/// Drives that were made without Windows' list of volumes (disks in memory and in files, encrypted folders), and volumes
/// that are mounted nowhere, have no path that Windows could find for what is open. There a path is as it was given, with
/// whatever links are in it: opening it then fails, since none is followed.
///
/// # Errors
/// Where there is nothing of that path, and whatever the system says.
pub fn settled(path: &Path) -> io::Result<PathBuf> {
    let by_volume = |found: PathBuf| by_its_volume(&found).unwrap_or(found);
    let found = volume::resolved(path, |path| std::fs::canonicalize(path).map(by_volume))?;
    Ok(without_prefix(found))
}

/// The path by the name of its volume, where that one is mounted in a folder.
fn by_its_volume(path: &Path) -> Option<PathBuf> {
    let units: Vec<u16> = path.as_os_str().encode_wide().collect();
    let name: Vec<u16> = units.iter().copied().chain([0]).collect();
    let mut place = vec![0u16; PATH];
    // SAFETY: the name ends with a zero; the system writes at most as many units as the buffer has.
    #[allow(unsafe_code)]
    if unsafe { GetVolumePathNameW(name.as_ptr(), place.as_mut_ptr(), PATH as u32) } == 0 {
        return None;
    }
    let length = place.iter().position(|&unit| unit == 0)?;
    if volume::is_lettered(place.get(..length)?) {
        return None;
    }
    let mut own = [0u16; VOLUME];
    // SAFETY: the name ends with a zero; the system writes at most as many units as the buffer has.
    #[allow(unsafe_code)]
    if unsafe { GetVolumeNameForVolumeMountPointW(place.as_ptr(), own.as_mut_ptr(), VOLUME as u32) } == 0 {
        return None;
    }
    let own = own.split(|&unit| unit == 0).next()?;
    let found = volume::by_its_name(&units, place.get(..length)?, own)?;
    Some(OsString::from_wide(&found).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_whole_without_a_prefix_and_what_is_not_there_is_said() {
        let place = tempfile::tempdir().unwrap();
        let found = settled(place.path()).unwrap();
        assert!(found.is_absolute() && !found.to_str().unwrap().starts_with(r"\\?\"), "{found:?}");
        assert_eq!(settled(&found.join("..").join(found.file_name().unwrap())).unwrap(), found);
        assert_eq!(settled(&found.join("nothing")).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
