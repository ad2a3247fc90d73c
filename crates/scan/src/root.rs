//! A disk or tree that is looked at as if it were the root of a machine (`--root`).
//!
//! Must never lead out of it: no link on the way is followed, and `..` is refused.

use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::names::shown;
use crate::os::{EntryKind, Folder};

/// Such a disk or tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    folder: PathBuf,
    is_windows: bool,
}

/// Why a disk, or a place on it, cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub enum RootError {
    /// The disk's folder is not there, or is no folder, or may not be read.
    #[error("cannot look into `{}`", shown(.path))]
    Open {
        /// The folder as it was given.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The place is not on this disk.
    #[error("`{}` is not in `{}`", shown(.path), shown(.root))]
    NotThere {
        /// The disk's folder.
        root: PathBuf,
        /// The place as it was given.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The place would lead out of the disk.
    #[error("`{}` may lead out of `{}`: it holds `..` or a link; name the place that it leads to", shown(.path), shown(.root))]
    LeadsOut {
        /// The disk's folder.
        root: PathBuf,
        /// The place as it was given.
        path: PathBuf,
    },
    /// Several names differ in nothing but their case.
    #[error("several names in `{}` differ from `{}` in nothing but their case: write one of them as it is", shown(.root), shown(.path))]
    Several {
        /// The disk's folder.
        root: PathBuf,
        /// The place as it was given.
        path: PathBuf,
    },
}

impl Root {
    /// The disk in this folder. Links in what the user typed are followed; none within the disk is.
    ///
    /// # Errors
    /// When it is no folder that can be entered.
    pub fn open(path: &Path) -> Result<Root, RootError> {
        let failed = |source| RootError::Open { path: path.to_owned(), source };
        let folder = crate::os::settled(path).map_err(failed)?;
        Folder::open(&folder).map_err(failed)?;
        let mut root = Root { folder, is_windows: false };
        // A disk of Windows is told by what no Windows is without. Disks for data alone are not: which letter theirs
        // would be nothing on them says.
        root.is_windows = ["Windows/System32", "WINNT/System32"].iter().any(|place| {
            let found = root.find(Path::new(place));
            found.is_ok_and(|found| found.parent().is_some_and(|parent| Folder::open(parent).is_ok()))
        });
        Ok(root)
    }

    /// The folder that it lies in here.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether Windows is on it: its paths are then written as that Windows would, and its drive taken for `C:`.
    pub fn is_windows(&self) -> bool {
        self.is_windows
    }

    /// Where a place of that machine is found here: `/Windows`, `Windows\Temp`, `C:\Users`. A name that is not there as
    /// it is written is found in another case.
    ///
    /// # Errors
    /// When it is not there, or would lead out.
    pub fn find(&self, path: &Path) -> Result<PathBuf, RootError> {
        let leads_out = || RootError::LeadsOut { root: self.folder.clone(), path: path.to_owned() };
        let not_there =
            |source| RootError::NotThere { root: self.folder.clone(), path: path.to_owned(), source };
        let mut found = self.folder.clone();
        let mut folder = Some(Folder::open(&found).map_err(not_there)?);
        let mut parts = Vec::new();
        for part in path.components() {
            match part {
                Component::Normal(name) => parts.extend(names_in(name.to_owned(), self.is_windows)),
                Component::ParentDir => return Err(leads_out()),
                Component::RootDir | Component::CurDir | Component::Prefix(_) => {}
            }
        }
        if parts.first().is_some_and(is_drive) {
            parts.remove(0);
        }
        for name in parts {
            if name == ".." {
                return Err(leads_out());
            }
            let Some(inside) = folder else {
                return Err(not_there(io::ErrorKind::NotADirectory.into()));
            };
            let (name, kind) = match inside.entry(&name) {
                // Where case makes no difference to the system, it does to patterns: the name is the one that is there.
                Ok(entry) if cfg!(windows) => {
                    let others = in_another_case(&inside, &name).map_err(not_there)?;
                    let same = others.iter().find(|other| **other == name).or(others.first()).cloned();
                    (same.unwrap_or(name), entry.kind)
                }
                Ok(entry) => (name, entry.kind),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    let mut others = in_another_case(&inside, &name).map_err(not_there)?;
                    let Some(other) = others.pop() else { return Err(not_there(error)) };
                    if !others.is_empty() {
                        return Err(RootError::Several { root: self.folder.clone(), path: path.to_owned() });
                    }
                    let kind = inside.entry(&other).map_err(not_there)?.kind;
                    (other, kind)
                }
                Err(error) => return Err(not_there(error)),
            };
            folder = match kind {
                EntryKind::Link => return Err(leads_out()),
                EntryKind::Folder => Some(inside.folder(&name).map_err(not_there)?),
                _ => None,
            };
            found.push(name);
        }
        Ok(found)
    }

    /// A path here as the machine would write it that the disk is from; nothing where it does not lie on the disk.
    pub fn there(&self, path: &Path) -> Option<Vec<u8>> {
        let inside = path.strip_prefix(&self.folder).ok()?;
        let (mut there, border) = match self.is_windows {
            true => (b"C:".to_vec(), b'\\'),
            false => (Vec::new(), b'/'),
        };
        for name in inside.components() {
            there.push(border);
            there.extend_from_slice(name.as_os_str().as_encoded_bytes());
        }
        if inside.as_os_str().is_empty() {
            there.push(border);
        }
        Some(there)
    }
}

/// The names in one part of a path: on Windows a backslash stands between them.
fn names_in(part: OsString, is_windows: bool) -> Vec<OsString> {
    match part.to_str() {
        Some(text) if is_windows || is_drive_at_start(text) => {
            text.split('\\').filter(|name| !matches!(*name, "" | ".")).map(OsString::from).collect()
        }
        _ => vec![part],
    }
}

fn is_drive_at_start(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, b':', b'\\', ..] if letter.is_ascii_alphabetic())
}

fn is_drive(name: &OsString) -> bool {
    matches!(name.as_encoded_bytes(), [letter, b':'] if letter.is_ascii_alphabetic())
}

/// The names in a folder that are this one in another case.
fn in_another_case(folder: &Folder, name: &OsString) -> io::Result<Vec<OsString>> {
    let Some(wanted) = name.to_str().map(str::to_lowercase) else { return Ok(Vec::new()) };
    let mut same = Vec::new();
    for other in folder.names()? {
        let other = other?;
        if other.to_str().is_some_and(|other| other.to_lowercase() == wanted) {
            same.push(other);
        }
    }
    Ok(same)
}

// Names with a colon or a backslash, links, and two names that differ in their case: a disk that Windows could not bear.
// Where it is looked at from Windows, the journeys show it.
#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn disk() -> tempfile::TempDir {
        let disk = tempfile::tempdir().unwrap();
        for folder in ["Windows/System32", "Users/bình", "Users/Two", "Users/two", "a:b"] {
            fs::create_dir_all(disk.path().join(folder)).unwrap();
        }
        fs::write(disk.path().join("Users/bình/x.txt"), "x").unwrap();
        disk
    }

    fn found(root: &Root, path: &str) -> Result<String, String> {
        let found = root.find(Path::new(path)).map_err(|error| format!("{error:?}"));
        found.map(|found| found.strip_prefix(root.folder()).unwrap().to_str().unwrap().to_owned())
    }

    #[test]
    fn places_are_found_as_that_machine_writes_them() {
        let disk = disk();
        let root = Root::open(disk.path()).unwrap();
        assert!(root.is_windows());
        for (path, expected) in [
            ("/", ""),
            (r"C:\", ""),
            ("c:", ""),
            ("/Windows", "Windows"),
            (r"windows\SYSTEM32", "Windows/System32"),
            (r"\WINDOWS", "Windows"),
            (r"C:\Users\BÌNH\x.TXT", "Users/bình/x.txt"),
            ("D:/Users/./bình", "Users/bình"),
            (r"Users\Two", "Users/Two"),
            ("a:b", "a:b"),
        ] {
            assert_eq!(found(&root, path).as_deref(), Ok(expected), "{path}");
        }
    }

    #[test]
    fn no_place_leads_out() {
        let disk = disk();
        std::os::unix::fs::symlink("/etc", disk.path().join("out")).unwrap();
        std::os::unix::fs::symlink("Users", disk.path().join("in")).unwrap();
        let root = Root::open(disk.path()).unwrap();
        for path in ["..", "/../etc", r"Windows\..\..\etc", "out/passwd", "out", "in", r"C:\..", "Windows/.."]
        {
            assert!(matches!(root.find(Path::new(path)), Err(RootError::LeadsOut { .. })), "{path}");
        }
        for path in ["nothing", "Users/bình/x.txt/y", r"Windows\nothing"] {
            assert!(matches!(root.find(Path::new(path)), Err(RootError::NotThere { .. })), "{path}");
        }
        assert!(matches!(root.find(Path::new("Users/TWO")), Err(RootError::Several { .. })));
    }

    #[test]
    fn paths_are_written_as_the_machine_would() {
        let disk = disk();
        let folder = disk.path().canonicalize().unwrap();
        let root = Root::open(&folder).unwrap();
        let there = |path: &str| String::from_utf8(root.there(&folder.join(path)).unwrap()).unwrap();
        assert_eq!(there(""), r"C:\");
        assert_eq!(there("Windows/System32"), r"C:\Windows\System32");
        assert_eq!(root.there(Path::new("/elsewhere")), None);
        fs::rename(folder.join("Windows"), folder.join("etc")).unwrap();
        let root = Root::open(&folder).unwrap();
        assert!(!root.is_windows());
        let there = |path: &str| String::from_utf8(root.there(&folder.join(path)).unwrap()).unwrap();
        assert_eq!((there(""), there("etc")), ("/".to_owned(), "/etc".to_owned()));
        // Here a backslash may be a part of a name.
        fs::write(folder.join(r"a\b"), "x").unwrap();
        assert_eq!(found(&root, r"a\b").as_deref(), Ok(r"a\b"));
        assert_eq!(found(&root, r"C:\Users\two").as_deref(), Ok("Users/two"));
    }

    #[test]
    fn what_is_no_folder_is_no_root() {
        let disk = disk();
        let no_folder = |path: &str| Root::open(&disk.path().join(path)).map(drop);
        assert!(matches!(no_folder("nothing"), Err(RootError::Open { .. })));
        assert!(matches!(no_folder("Users/bình/x.txt"), Err(RootError::Open { .. })));
    }
}
