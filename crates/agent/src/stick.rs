//! A stick: a folder in which a campaign's pack comes to a machine without a network, and reports leave it.
//!
//! Must never believe a stick: only ordinary files are opened, through the open folder, without following links, up to a
//! size, and used only where they are the same before and after they were read; their names say nothing. Must never
//! overwrite anything on one.

use std::ffi::{OsStr, OsString};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use clean::paper::{self, PaperError};
use scan::names::shown;
use scan::os::{EntryKind, Folder, identity_of};
use wire::brought::{BroughtLimits, NotBrought, REPORT, read_report, sign_report};
use wire::pack::{Key, Opened, PackLimits, SigningKey};
use wire::report::ScanReport;

/// How the names of packs end, without the dot.
const PACK: &str = "quet";
/// In which the pin is written, for people to compare.
const PIN: &str = "quet-key.txt";

/// How much of a stick is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StickLimits {
    /// Entries of its folder. One that has more is refused, so that nothing of it is left out in silence.
    pub entries: usize,
    /// Packs that are read.
    pub packs: usize,
}

impl Default for StickLimits {
    fn default() -> Self {
        StickLimits { entries: 10_000, packs: 16 }
    }
}

/// Why a stick cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StickError {
    /// Its folder cannot be opened or listed.
    #[error("cannot read the folder `{}`", shown(path))]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// It has too much in it.
    #[error("`{}` has more than {most} {what}", shown(path))]
    TooMany {
        /// The folder.
        path: PathBuf,
        /// How many there may be.
        most: usize,
        /// Of what.
        what: &'static str,
    },
    /// There is no pack.
    #[error("there is no campaign's pack (a file that ends in .{PACK}) in `{}`", shown(path))]
    NoPack {
        /// The folder.
        path: PathBuf,
    },
    /// A pack cannot be read.
    #[error("cannot read `{}`", shown(path))]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// Nothing can be written there.
    #[error(transparent)]
    Paper(#[from] PaperError),
    /// There are no random numbers for a key.
    #[error("no key can be made")]
    Random(#[from] getrandom::Error),
    /// What was to be written is nothing that anybody would read.
    #[error(transparent)]
    NotBrought(#[from] NotBrought),
}

/// A file of reports that was looked at.
#[derive(Debug)]
pub struct Brought {
    /// Its name, as people may see it.
    pub name: String,
    /// What it is.
    pub report: Result<ScanReport, NotTaken>,
}

/// Why a file of reports is not used.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// It cannot be read, is no ordinary file, too large, or changes while it is read.
    #[error("it cannot be read")]
    Read(#[source] io::Error),
    /// It is none, or altered.
    #[error(transparent)]
    NotBrought(#[from] NotBrought),
}

/// The packs of a stick, as they lie there: the first the one with the largest name.
///
/// # Errors
/// When there is none, or one cannot be read.
pub fn packs(folder: &Path, limits: &StickLimits) -> Result<Vec<Vec<u8>>, StickError> {
    let (path, open, mut names) = listed(folder, PACK, limits)?;
    if names.is_empty() {
        return Err(StickError::NoPack { path });
    }
    if names.len() > limits.packs {
        return Err(StickError::TooMany { path, most: limits.packs, what: "packs" });
    }
    names.reverse();
    let most = PackLimits::default().bytes as u64;
    let read = |name: &OsString| {
        whole(&open, name, most).map_err(|source| StickError::File { path: path.join(name), source })
    };
    names.iter().map(read).collect()
}

/// The reports of a stick, in the order of their names.
///
/// # Errors
/// When the folder cannot be read as a whole. What is wrong with a file stands beside its name.
pub fn reports(folder: &Path, limits: &StickLimits) -> Result<Vec<Brought>, StickError> {
    let (_, open, names) = listed(folder, REPORT, limits)?;
    let most = BroughtLimits::default().bytes as u64;
    let read = |name: &OsString| Brought {
        name: shown(name.as_ref()),
        report: whole(&open, name, most)
            .map_err(NotTaken::Read)
            .and_then(|file| read_report(&file).map_err(NotTaken::NotBrought)),
    };
    Ok(names.iter().map(read).collect())
}

/// Leaves a report on a stick, signed with a key that is forgotten at once: where it stands.
///
/// # Errors
/// When it cannot be written as a whole: nothing of it stays then.
pub fn leave_report(folder: &Path, report: &ScanReport) -> Result<PathBuf, StickError> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret)?;
    let file = sign_report(report, &SigningKey::from_bytes(&secret))?;
    Ok(paper::put_down(folder, &format!("quet-{}.{REPORT}", report.id), &file)?)
}

/// Leaves a campaign's pack on a stick, and its pin for people to compare: where both stand. What lies there already as it
/// is to be is not written again.
///
/// # Errors
/// When either cannot be written as a whole.
pub fn leave_pack(folder: &Path, blob: &[u8], opened: &Opened) -> Result<(PathBuf, PathBuf), StickError> {
    // Names sort by version.
    let name = format!("quet-{}-{:08}.{PACK}", opened.pack.campaign, opened.pack.version);
    let pin = format!("{}\n", opened.key);
    Ok((put_once(folder, &name, blob)?, put_once(folder, PIN, pin.as_bytes())?))
}

fn put_once(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, StickError> {
    let (path, open) = opened(folder)?;
    match whole(&open, OsStr::new(name), bytes.len() as u64) {
        Ok(there) if there == bytes => Ok(path.join(name)),
        _ => Ok(paper::put_down(folder, name, bytes)?),
    }
}

/// Whether the key is written on the stick: that proves nothing, and is there to be compared.
pub fn pin(folder: &Path) -> Option<Key> {
    let (_, open) = opened(folder).ok()?;
    let text = whole(&open, OsStr::new(PIN), 256).ok()?;
    String::from_utf8(text).ok()?.trim().parse().ok()
}

fn opened(folder: &Path) -> Result<(PathBuf, Folder), StickError> {
    // This folder was named just now, links and all; below it nothing is followed.
    let found = scan::os::settled(folder).map(scan::names::without_prefix).and_then(|path| {
        let open = Folder::open(&path)?;
        Ok((path, open))
    });
    found.map_err(|source| StickError::Folder { path: folder.to_owned(), source })
}

/// The names that end so, in their order.
fn listed(
    folder: &Path,
    ending: &str,
    limits: &StickLimits,
) -> Result<(PathBuf, Folder, Vec<OsString>), StickError> {
    let (path, open) = opened(folder)?;
    let unread = |source| StickError::Folder { path: path.clone(), source };
    let all = open.names().map_err(unread)?.take(limits.entries + 1);
    let all = all.collect::<io::Result<Vec<OsString>>>().map_err(unread)?;
    if all.len() > limits.entries {
        return Err(StickError::TooMany { path, most: limits.entries, what: "files" });
    }
    let is_one = |name: &OsString| {
        let ends =
            Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending));
        // Folders are no files, whatever they are called; all else is said to be wrong when it is read.
        ends && !open.entry(name).is_ok_and(|entry| entry.kind == EntryKind::Folder)
    };
    let mut names: Vec<OsString> = all.into_iter().filter(is_one).collect();
    names.sort();
    Ok((path, open, names))
}

/// A file as it was from the first byte to the last.
fn whole(folder: &Folder, name: &OsStr, most: u64) -> io::Result<Vec<u8>> {
    let (file, before) = folder.file(name)?;
    if before.size > most {
        return Err(io::Error::new(ErrorKind::FileTooLarge, "it is larger than such a file can be"));
    }
    let mut bytes = Vec::new();
    io::copy(&mut (&file).take(most + 1), &mut bytes)?;
    if !before.unchanged(&identity_of(&file)?) || bytes.len() as u64 != before.size {
        return Err(io::Error::other("it changed while it was read"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(number: u8) -> ScanReport {
        ScanReport {
            id: format!("{number:032x}"),
            campaign: "a".to_owned(),
            pack_version: 1,
            program: "quet 1".to_owned(),
            system: "linux".to_owned(),
            seconds: 1,
            seen: 2,
            scanned: 2,
            gaps: 0,
            complete: true,
            alerts: 1,
            cleaned: 0,
            rules: Vec::new(),
        }
    }

    #[test]
    fn what_is_left_there_is_found_and_nothing_is_overwritten() {
        let stick = tempfile::tempdir().unwrap();
        let limits = StickLimits::default();
        let first = leave_report(stick.path(), &report(1)).unwrap();
        let again = leave_report(stick.path(), &report(1)).unwrap();
        assert!(first.exists() && first != again);
        let all = reports(stick.path(), &limits).unwrap();
        assert_eq!(all.len(), 2);
        assert!(all.iter().all(|one| one.report.as_ref().is_ok_and(|one| *one == report(1))));
        assert!(matches!(packs(stick.path(), &limits), Err(StickError::NoPack { .. })));
        assert!(matches!(leave_report(&stick.path().join("gone"), &report(1)), Err(StickError::Paper(_))));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_ordinary_file_is_named_and_not_opened() {
        use std::os::unix::fs::symlink;
        let (stick, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let limits = StickLimits::default();
        let real = leave_report(outside.path(), &report(1)).unwrap();
        symlink(&real, stick.path().join("link.quetreport")).unwrap();
        let fifo = stick.path().join("pipe.quetreport");
        assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
        std::fs::create_dir(stick.path().join("folder.quetreport")).unwrap();
        let huge = std::fs::File::create(stick.path().join("huge.quetreport")).unwrap();
        huge.set_len(1 << 40).unwrap();
        std::fs::write(stick.path().join("..\\..\\a.quetreport"), "x").unwrap();
        let all = reports(stick.path(), &limits).unwrap();
        assert_eq!(all.len(), 4, "{all:?}");
        assert!(all.iter().all(|one| one.report.is_err()), "{all:?}");
        symlink(&real, stick.path().join("a.quet")).unwrap();
        assert!(matches!(packs(stick.path(), &limits), Err(StickError::File { .. })));
    }

    #[test]
    fn every_limit_holds() {
        let stick = tempfile::tempdir().unwrap();
        for number in 0..4 {
            leave_report(stick.path(), &report(number)).unwrap();
            std::fs::write(stick.path().join(format!("{number}.quet")), "x").unwrap();
        }
        let limits = StickLimits { entries: 7, ..StickLimits::default() };
        assert!(matches!(reports(stick.path(), &limits), Err(StickError::TooMany { most: 7, .. })));
        let limits = StickLimits { packs: 3, ..StickLimits::default() };
        assert!(matches!(packs(stick.path(), &limits), Err(StickError::TooMany { most: 3, .. })));
    }
}
