//! Small files of our own below the data folder, for the rooms that have something to keep there.
//!
//! Must never lead out of the data folder: folders and names are single parts of a path and no link is followed. Must
//! never leave half a file: what is there is what was kept last, or what was kept before it.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use scan::names::shown;

use crate::door::{Ours, is_foreign};
use crate::os::lock_folder;
use crate::vault::{folder_or_make, read_capped, replace};

/// Why a file of ours could not be kept, read or removed.
#[derive(Debug, thiserror::Error)]
pub enum OursError {
    /// It could not be written or removed.
    #[error(
        "cannot write `{}`: check that this user owns the folder and that its disk is not full",
        shown(path)
    )]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// Somebody with fewer rights could have put it there, or put things into it.
    #[error(
        "`{}` or a folder in it was made by somebody without an administrator's rights, or can be changed without \
         them, so it is not believed: remove that folder, or name another with --data",
        shown(path)
    )]
    Foreign {
        /// The data folder.
        path: PathBuf,
    },
    /// It is there and could not be read.
    #[error("cannot read `{}`: check that it belongs to this user", shown(path))]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
}

/// Writes a file below the data folder, readable by its owner alone: whole and on the disk, or as it was before.
///
/// # Errors
/// Where a folder cannot be made or the file not be written.
pub fn keep(data: &Path, folders: &[&str], name: &str, bytes: &[u8]) -> Result<(), OursError> {
    let kept = || {
        plain(folders, name)?;
        let mut folder = Ours::data(data)?.0;
        for name in folders {
            folder = folder_or_make(&folder, name)?;
        }
        // One at a time: two would take each other's unfinished file away.
        let _held = lock_folder(&folder)?;
        replace(&folder, name, bytes)
    };
    kept().map_err(|source| unwritten(data, folders, name, source))
}

/// What was kept under that name, if anything was; never more than `most` bytes.
///
/// # Errors
/// Where it cannot be read, is longer, or is not an ordinary file.
pub fn look(data: &Path, folders: &[&str], name: &str, most: u64) -> Result<Option<Vec<u8>>, OursError> {
    let read = |source| unread(data, folders, name, source);
    plain(folders, name).map_err(read)?;
    let Some(folder) = open(data, folders).map_err(read)? else { return Ok(None) };
    missing_is_none(read_capped(&folder, name, most)).map_err(read)
}

/// The names of what was kept in that folder, in their order, at most so many.
///
/// # Errors
/// Where the folder cannot be listed.
pub fn names(data: &Path, folders: &[&str], most: usize) -> Result<Vec<String>, OursError> {
    let listed = || {
        plain(folders, "any")?;
        let Some(folder) = open(data, folders)? else { return Ok(Vec::new()) };
        let named = folder.look().names()?.map(|name| name.map(|name| name.into_string().ok()));
        // What has no readable name, or was cut off before it was whole, was not kept.
        let kept = named
            .filter_map(Result::transpose)
            .filter(|name| name.as_ref().map_or(true, |n| !n.ends_with(".new")));
        let mut names = kept.take(most).collect::<io::Result<Vec<String>>>()?;
        names.sort();
        Ok(names)
    };
    listed().map_err(|source| unread(data, folders, "", source))
}

/// Removes what was kept under that name; nothing is done where nothing was.
///
/// # Errors
/// Where it is there and cannot be removed.
pub fn forget(data: &Path, folders: &[&str], name: &str) -> Result<(), OursError> {
    let gone = || {
        plain(folders, name)?;
        let Some(folder) = open(data, folders)? else { return Ok(()) };
        missing_is_none(folder.remove_file(OsStr::new(name)))?;
        folder.sync()
    };
    gone().map_err(|source| unwritten(data, folders, name, source))
}

fn unwritten(data: &Path, folders: &[&str], name: &str, source: io::Error) -> OursError {
    match is_foreign(&source) {
        true => OursError::Foreign { path: data.to_owned() },
        false => OursError::Write { path: path_of(data, folders, name), source },
    }
}

fn unread(data: &Path, folders: &[&str], name: &str, source: io::Error) -> OursError {
    match is_foreign(&source) {
        true => OursError::Foreign { path: data.to_owned() },
        false => OursError::Read { path: path_of(data, folders, name), source },
    }
}

/// Whether these are names as we give them, each a single part of a path.
fn plain(folders: &[&str], name: &str) -> io::Result<()> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let single = |name: &&str| !name.is_empty() && !name.starts_with('.') && name.bytes().all(allowed);
    if folders.iter().chain([&name]).all(single) { Ok(()) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

/// A folder below the data folder, where it is there: looking makes none.
fn open(data: &Path, folders: &[&str]) -> io::Result<Option<Ours>> {
    if !data.exists() {
        return Ok(None);
    }
    let mut folder = Ours::data(data)?.0;
    for name in folders {
        match missing_is_none(folder.folder(name))? {
            Some(below) => folder = below,
            None => return Ok(None),
        }
    }
    Ok(Some(folder))
}

fn missing_is_none<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn path_of(data: &Path, folders: &[&str], name: &str) -> PathBuf {
    folders.iter().fold(data.to_owned(), |path, folder| path.join(folder)).join(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_there_until_it_is_forgotten() {
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("not/yet");
        let folders = ["campaigns", "a"];
        assert_eq!(look(&data, &folders, "pack", 9).unwrap(), None);
        assert!(names(&data, &folders, 9).unwrap().is_empty() && !data.exists(), "looking makes nothing");
        keep(&data, &folders, "pack", b"one").unwrap();
        keep(&data, &folders, "pack", b"two").unwrap();
        keep(&data, &folders, "again", b"").unwrap();
        assert_eq!(look(&data, &folders, "pack", 9).unwrap().unwrap(), b"two");
        assert_eq!(names(&data, &folders, 9).unwrap(), ["again", "pack"]);
        assert_eq!(names(&data, &folders, 1).unwrap().len(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = data.join("campaigns/a/pack").metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        forget(&data, &folders, "pack").unwrap();
        forget(&data, &folders, "pack").unwrap();
        assert_eq!(names(&data, &folders, 9).unwrap(), ["again"]);
    }

    #[test]
    fn what_was_cut_short_is_not_there_and_in_nobodys_way() {
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("data");
        keep(&data, &["a"], "pack", b"whole").unwrap();
        std::fs::write(data.join("a/pack.new"), "ha").unwrap();
        assert_eq!(names(&data, &["a"], 9).unwrap(), ["pack"]);
        keep(&data, &["a"], "pack", b"whole again").unwrap();
        assert!(!data.join("a/pack.new").exists());
    }

    #[test]
    fn nothing_leads_out_of_the_data_folder_and_nothing_is_read_past_its_cap() {
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("data");
        keep(&data, &["a"], "b", b"1234").unwrap();
        assert!(matches!(look(&data, &["a"], "b", 3), Err(OursError::Read { .. })));
        for name in ["..", "../b", "a/b", "", "/etc/passwd"] {
            assert!(keep(&data, &["a"], name, b"x").is_err(), "{name}");
            assert!(keep(&data, &[name], "b", b"x").is_err(), "{name}");
            assert!(look(&data, &["a"], name, 9).is_err() && forget(&data, &["a"], name).is_err(), "{name}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(place.path(), data.join("link")).unwrap();
            assert!(keep(&data, &["link"], "b", b"x").is_err());
            assert!(look(&data, &["link"], "b", 9).is_err());
        }
        assert!(!place.path().join("b").exists());
    }
}
