//! Puts down a paper for a person: a new text file in a folder of hers.
//!
//! Must never overwrite a file: where the name is taken, the paper gets one beside it.

use std::ffi::{OsStr, OsString};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use scan::names::shown;
use scan::os::Folder;

use crate::door;
use crate::take::advice;

/// Names that are tried.
const CANDIDATES: usize = 100;

/// Why there is no paper.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the result into `{}`: {}", shown(.folder), advice(.source))]
pub struct PaperError {
    /// The folder.
    pub folder: PathBuf,
    /// What the system says.
    #[source]
    pub source: io::Error,
}

/// Writes a new file into a folder, under this name or one beside it (`name (2).txt`); says where it stands.
///
/// # Errors
/// Where the folder is not there or nothing can be written into it. Nothing of it stays then.
pub fn put_down(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, PaperError> {
    let failed = |source| PaperError { folder: folder.to_owned(), source };
    // This folder is the person's own, links and all.
    let path = crate::os::settled(folder).map_err(failed)?;
    let open = Folder::open(&path).map_err(failed)?;
    for number in 1..=CANDIDATES {
        let name = beside(name, number);
        match write_new(&open, &name, &mut &*bytes) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            written => written.map_err(failed)?,
        }
        return Ok(path.join(name));
    }
    Err(failed(ErrorKind::AlreadyExists.into()))
}

/// Writes a new file under exactly this name.
///
/// # Errors
/// Where something has that name ([`ErrorKind::AlreadyExists`]), or nothing can be written there. Nothing of it stays then.
pub fn put_at(to: &Path, bytes: &[u8]) -> io::Result<()> {
    pour_at(to, &mut &*bytes)
}

/// The same of what is read meanwhile, which may be more than memory holds.
///
/// # Errors
/// As [`put_at`], and when it cannot be read.
pub fn pour_at(to: &Path, from: &mut dyn Read) -> io::Result<()> {
    let path = std::path::absolute(to)?;
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(ErrorKind::InvalidInput.into());
    };
    // This folder was named just now, links and all.
    let folder = crate::os::settled(parent).and_then(|parent| Folder::open(&parent))?;
    write_new(&folder, name, from)
}

fn write_new(folder: &Folder, name: &OsStr, from: &mut dyn Read) -> io::Result<()> {
    let mut file = door::create_given(folder, name)?;
    let written = io::copy(from, &mut file).and_then(|_| file.sync());
    if written.is_err() {
        drop(file);
        let _ = door::remove_unfinished(folder, name);
    }
    written
}

fn beside(name: &str, number: usize) -> OsString {
    match name.rsplit_once('.') {
        _ if number == 1 => name.into(),
        Some((stem, ending)) => format!("{stem} ({number}).{ending}").into(),
        None => format!("{name} ({number})").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::disallowed_methods, reason = "the test wrote these files itself")]
    #[test]
    fn a_second_paper_stands_beside_the_first() {
        let place = tempfile::tempdir().unwrap();
        let first = put_down(place.path(), "result.txt", b"one").unwrap();
        let second = put_down(place.path(), "result.txt", b"two").unwrap();
        assert!(first.ends_with("result.txt") && second.ends_with("result (2).txt"));
        assert_eq!(std::fs::read(first).unwrap(), b"one");
        assert_eq!(std::fs::read(second).unwrap(), b"two");
        assert!(put_down(&place.path().join("missing"), "result.txt", b"").is_err());
    }

    #[allow(clippy::disallowed_methods, reason = "the test wrote these files itself")]
    #[test]
    fn a_name_that_is_taken_stays_as_it_is() {
        let place = tempfile::tempdir().unwrap();
        let to = place.path().join("one.json");
        put_at(&to, b"one").unwrap();
        assert_eq!(put_at(&to, b"two").unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&to).unwrap(), b"one");
        assert!(put_at(&place.path().join("missing/one.json"), b"").is_err());
    }

    /// An administrator's part writes it, and the person whose desktop it lies on reads it.
    #[cfg(unix)]
    #[test]
    fn whoever_may_read_the_folder_may_read_the_paper() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        // What anybody saves there, under whatever mask this test runs.
        let saved = place.path().join("saved.txt");
        std::fs::write(&saved, "x").unwrap();
        let paper = put_down(place.path(), "result.txt", b"one").unwrap();
        assert_eq!(mode(&paper), mode(&saved) & 0o644);
    }
}
