//! Where a scan starts from.
//!
//! Must never leave a place out that was named, nor a drive of this machine: what cannot be resolved is looked at as it
//! is called, and the scan says what came of it.

use std::io;
use std::path::{Path, PathBuf};

use crate::os::{self, Drive, DriveKind};
use crate::root::{Root, RootError};

/// Why a scan cannot start.
#[derive(Debug, thiserror::Error)]
#[error("cannot find `{}`", crate::names::shown(.path))]
pub struct NoSuchPath {
    /// The path as it was given.
    pub path: PathBuf,
    /// What the system said.
    #[source]
    pub source: io::Error,
}

/// The places to start from: absolute, the links in what the user typed resolved, and none within another, so that
/// nothing is counted twice.
///
/// # Errors
/// When one of them does not exist.
pub fn tops(paths: &[PathBuf]) -> Result<Vec<PathBuf>, NoSuchPath> {
    let resolve =
        |path: &PathBuf| os::settled(path).map_err(|source| NoSuchPath { path: path.clone(), source });
    Ok(outermost(paths.iter().map(resolve).collect::<Result<Vec<_>, _>>()?))
}

/// The same on a mounted disk, all of it where no place on it is named.
///
/// # Errors
/// When one of them is not there, or would lead out.
pub fn tops_in(root: &Root, paths: &[PathBuf]) -> Result<Vec<PathBuf>, RootError> {
    if paths.is_empty() {
        return Ok(vec![root.folder().to_owned()]);
    }
    // Found without a link on the way, and not resolved again: what becomes a link meanwhile is not followed later.
    Ok(outermost(paths.iter().map(|path| root.find(path)).collect::<Result<Vec<_>, _>>()?))
}

fn outermost(mut tops: Vec<PathBuf>) -> Vec<PathBuf> {
    tops.sort();
    tops.dedup_by(|later, earlier| later.starts_with(earlier));
    tops
}

/// All of this machine: where to start from, and the drives that are another machine's.
///
/// A drive of a kind that is not known is looked at; one that has nothing in it is neither here nor there.
pub fn machine() -> (Vec<PathBuf>, Vec<PathBuf>) {
    of_drives(&os::drives(), os::settled)
}

fn of_drives(
    drives: &[Drive],
    settled: impl Fn(&Path) -> io::Result<PathBuf>,
) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let of = |kind: DriveKind| drives.iter().filter(move |drive| drive.kind == kind);
    // A letter may stand for a folder of another drive, which is then looked at there. A volume's own name stands for
    // all of that volume: where it would become a folder's, that is the folder in which the volume is mounted, and
    // which a walk does not go through.
    let resolved = |root: &PathBuf| match settled(root) {
        Ok(found) if !is_volume(root) || is_root(&found) => found,
        _ => root.clone(),
    };
    let local = of(DriveKind::Local).map(|drive| resolved(&drive.root)).collect();
    (outermost(local), of(DriveKind::Remote).map(|drive| drive.root.clone()).collect())
}

/// Whether a drive goes by the name of its volume (`\\\\?\\Volume{…}\\`).
fn is_volume(root: &Path) -> bool {
    root.as_os_str().as_encoded_bytes().starts_with(br"\\?\")
}

/// Whether a path of Windows is that of a whole drive: no folder's ends so.
fn is_root(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(br"\")
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOLUME: &str = r"\\?\Volume{01234567-89ab-cdef-0123-456789abcdef}\";

    /// Starts from drives of these roots and kinds, where a root is found as `found` says.
    fn check(drives: &[(&str, DriveKind)], found: &[(&str, &str)], starts: &[&str], excluded: &[&str]) {
        let drive = |(root, kind): &(&str, DriveKind)| Drive { root: root.into(), kind: *kind };
        let drives: Vec<Drive> = drives.iter().map(drive).collect();
        let settled = |root: &Path| {
            let found = found.iter().find(|(from, _)| Path::new(from) == root);
            found.map(|(_, to)| PathBuf::from(to)).ok_or_else(|| io::ErrorKind::InvalidInput.into())
        };
        assert_eq!(of_drives(&drives, settled), (sorted(starts), sorted(excluded)));
    }

    /// In the order of paths, which is another one from one system to the next.
    fn sorted(paths: &[&str]) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        paths.sort();
        paths
    }

    #[test]
    fn a_volume_without_a_letter_is_looked_at_wherever_it_is_mounted() {
        use DriveKind::Local;
        let drives = [(r"C:\", Local), (VOLUME, Local)];
        // Mounted in a folder, which the system may say as it likes; mounted nowhere; it has a letter after all.
        for (said, starts) in [
            (VOLUME, vec![r"C:\", VOLUME]),
            (r"C:\mnt", vec![r"C:\", VOLUME]),
            (r"C:\", vec![r"C:\"]),
            (r"D:\", vec![r"C:\", r"D:\"]),
        ] {
            check(&drives, &[(r"C:\", r"C:\"), (VOLUME, said)], &starts, &[]);
        }
        check(&drives, &[(r"C:\", r"C:\")], &[r"C:\", VOLUME], &[]);
    }

    #[test]
    fn a_letter_is_looked_at_where_it_leads_and_drives_that_windows_does_not_list_by_their_letter() {
        use DriveKind::{Empty, Local, Remote};
        let drives = [(r"A:\", Empty), (r"Q:\", Local), (r"R:\", Local), (r"Z:\", Remote)];
        check(&drives, &[(r"Q:\", r"D:\a\b")], &[r"D:\a\b", r"R:\"], &[r"Z:\"]);
    }

    #[cfg(windows)]
    #[test]
    fn a_place_within_another_is_counted_once() {
        let inside = format!("{VOLUME}a");
        let paths = [r"C:\a-b", r"C:\a\b", &inside, r"C:\a", VOLUME].map(PathBuf::from);
        assert_eq!(outermost(paths.into()), sorted(&[r"C:\a", r"C:\a-b", VOLUME]));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_named_is_resolved_and_counted_once() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().canonicalize().unwrap();
        std::fs::create_dir_all(folder.join("a/b")).unwrap();
        std::os::unix::fs::symlink("a", folder.join("link")).unwrap();
        let found = tops(&[folder.join("link/b"), folder.join("a"), folder.join("link")]).unwrap();
        assert_eq!(found, [folder.join("a")]);
        assert!(tops(&[folder.join("nothing")]).is_err());
        assert_eq!(machine(), (vec!["/".into()], vec![]));
    }
}
