//! Drives and volumes of Windows, without the questions that only Windows answers.
//!
//! Must never need Windows: what is decided here is tried on every system. Numbers are those of `fileapi.h`.

use std::io;
use std::path::{Path, PathBuf};

use super::DriveKind;

/// A drive that is another machine's (`DRIVE_REMOTE`). The other answers to what a drive is: 0 unknown, 1 no root,
/// 2 removable, 3 fixed, 5 optical, 6 memory.
const REMOTE: u32 = 4;

const BACKSLASH: u16 = b'\\' as u16;
const COLON: u16 = b':' as u16;

/// What a drive is of which Windows said this number. Only of one that is this machine's it is asked whether there is
/// nothing in it: another machine's may take long to answer.
pub fn kind(said: u32, is_empty: impl FnOnce() -> bool) -> DriveKind {
    match said {
        REMOTE => DriveKind::Remote,
        _ if is_empty() => DriveKind::Empty,
        _ => DriveKind::Local,
    }
}

/// Whether this is the root of a drive that has a letter.
pub fn is_lettered(place: &[u16]) -> bool {
    matches!(plain(place), [_, COLON, BACKSLASH])
}

/// What `resolve` makes of a path or, where it makes nothing of one that is there, the whole path as it was given.
///
/// # Errors
/// Whatever `resolve` says of a path that leads nowhere.
pub fn resolved(path: &Path, resolve: impl FnOnce(&Path) -> io::Result<PathBuf>) -> io::Result<PathBuf> {
    match resolve(path) {
        Err(_) if std::fs::metadata(path).is_ok() => std::path::absolute(path),
        resolved => resolved,
    }
}

/// A path on a volume that is mounted in a folder, by the volume's own name: on the way through that folder it could not
/// be opened without following what stands there for the volume. Nothing where the path is on a drive with a letter, or
/// on another machine's.
///
/// `place` is where the path's volume is mounted, `volume` the name that it has there, each with a backslash at its end.
pub fn by_its_name(path: &[u16], place: &[u16], volume: &[u16]) -> Option<Vec<u16>> {
    let (path, place) = (plain(path), plain(place));
    // What two backslashes still stand before begins with no letter.
    if is_lettered(place) || place.starts_with(&[BACKSLASH]) || !volume.ends_with(&[BACKSLASH]) {
        return None;
    }
    match path.strip_prefix(place.strip_suffix(&[BACKSLASH])?)? {
        [] => Some(volume.to_vec()),
        [BACKSLASH, rest @ ..] => Some([volume, rest].concat()),
        _ => None,
    }
}

/// A path that begins with a letter without what Windows puts before one so that it may be long.
fn plain(path: &[u16]) -> &[u16] {
    const LONG: [u16; 4] = [BACKSLASH, BACKSLASH, b'?' as u16, BACKSLASH];
    match path.strip_prefix(&LONG) {
        Some(rest @ [_, COLON, ..]) => rest,
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_windows_says_is_another_machines_is_left_out_and_only_a_drive_with_nothing_in_it_is_empty() {
        for said in [0, 1, 2, 3, 5, 6, 99] {
            assert_eq!(kind(said, || false), DriveKind::Local, "{said}");
            assert_eq!(kind(said, || true), DriveKind::Empty, "{said}");
        }
        assert_eq!(kind(4, || panic!("another machine is not waited for")), DriveKind::Remote);
    }

    #[test]
    fn where_the_system_finds_no_path_for_what_is_there_the_path_is_as_it_was_given() {
        let place = tempfile::tempdir().unwrap();
        let (file, nothing) = (place.path().join("x"), place.path().join("y"));
        std::fs::write(&file, "x").unwrap();
        // What Windows answers for a drive that is not in its list of volumes (rust-lang/rust#48249, #79449), and for a
        // volume that is mounted nowhere.
        for kind in [io::ErrorKind::Other, io::ErrorKind::NotFound] {
            let fails = |_: &Path| Err(io::Error::new(kind, "of the system"));
            assert_eq!(resolved(&file, fails).unwrap(), file);
            assert_eq!(resolved(&place.path().join(".").join("x"), fails).unwrap(), file);
            let error = resolved(&nothing, fails).unwrap_err();
            assert_eq!((error.kind(), error.to_string()), (kind, "of the system".to_owned()));
        }
        assert_eq!(resolved(&nothing, |_| Ok("found".into())).unwrap(), Path::new("found"));
    }

    fn units(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    const VOLUME: &str = r"\\?\Volume{01234567-89ab-cdef-0123-456789abcdef}\";

    fn check(path: &str, place: &str, expected: Option<&str>) {
        let found = by_its_name(&units(path), &units(place), &units(VOLUME));
        let expected = expected.map(|rest| format!("{VOLUME}{rest}"));
        assert_eq!(found.map(|found| String::from_utf16(&found).unwrap()), expected, "{path} {place}");
    }

    #[test]
    fn what_lies_on_a_volume_that_is_mounted_in_a_folder_is_called_by_the_volume() {
        for long in ["", r"\\?\"] {
            check(&format!(r"{long}C:\mnt"), r"C:\mnt\", Some(""));
            check(&format!(r"{long}C:\mnt\"), r"C:\mnt\", Some(""));
            check(&format!(r"{long}C:\mnt\x\y. "), r"C:\mnt\", Some(r"x\y. "));
            check(&format!(r"{long}C:\a\mnt\x"), r"\\?\C:\a\mnt\", Some("x"));
        }
    }

    #[test]
    fn every_other_path_stays_as_it_is() {
        check(r"C:\mnt\x", r"C:\", None);
        check(r"\\?\C:\mnt\x", r"\\?\C:\", None);
        check(r"\\server\share\x", r"\\server\share\", None);
        check(r"\\?\UNC\server\share\x", r"\\?\UNC\server\share\", None);
        check(&format!("{VOLUME}x"), VOLUME, None);
        // Where the system says something that does not fit, nothing is made of it.
        check(r"C:\mnt2\x", r"C:\mnt\", None);
        check(r"D:\x", r"C:\mnt\", None);
        check(r"C:\mnt\x", r"C:\mnt", None);
        check(r"C:\mnt\x", "", None);
        assert_eq!(by_its_name(&units(r"C:\mnt\x"), &units(r"C:\mnt\"), &units("Volume")), None);
    }

    #[test]
    fn a_letter_is_told_from_a_folder() {
        for (place, expected) in [
            (r"C:\", true),
            (r"\\?\C:\", true),
            (r"C:\mnt\", false),
            (VOLUME, false),
            (r"\\server\share\", false),
            ("", false),
        ] {
            assert_eq!(is_lettered(&units(place)), expected, "{place}");
        }
    }
}
