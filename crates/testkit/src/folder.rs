//! The demo's sample folder, and the truth about it: what is in each file, and what has to be found there.
//!
//! It must never write over anything: it fails where a file already is. The truth must never come from a scanner.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use crate::{
    Error,
    samples::{self, EICAR_RULE, Layer, MARKED_RULE},
};

/// A folder of samples and clean files, and what is true of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleFolder {
    /// Where it is.
    pub root: PathBuf,
    /// Every file in it, in the order of their paths.
    pub files: Vec<SampleFile>,
    /// The file that nobody may read (mode 000).
    pub locked: PathBuf,
    /// Whether this process can read it all the same, as root can; found out by trying.
    pub locked_is_readable: bool,
}

/// One file and what is true of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleFile {
    /// Where it is: below the folder's root, which is part of it.
    pub path: PathBuf,
    /// The digest of its bytes, in lower-case hex.
    pub sha256: String,
    /// Its length in bytes.
    pub size: u64,
    /// What has to be found in it; nothing for a clean file.
    pub found: Vec<Expected>,
    /// Whether a scan by this process cannot read it, and has to say so.
    pub gap: bool,
}

/// A rule that has to match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The members' names on the way in, from the outside; empty for the file itself. Compressed files (gzip) have no
    /// name here: a scanner that gives them one has more elements.
    pub inside: Vec<String>,
    /// The rule's name.
    pub rule: &'static str,
}

impl Expected {
    fn new(inside: &[&str], rule: &'static str) -> Self {
        Self { inside: inside.iter().map(|name| (*name).to_owned()).collect(), rule }
    }
}

impl SampleFolder {
    /// Makes the folder at `root`, which is made too where it does not exist.
    ///
    /// # Errors
    /// [`Error::Make`] where a folder or file cannot be made, or a file is already there.
    pub fn make(root: &Path) -> Result<Self, Error> {
        let archive = samples::nested(
            &samples::eicar(),
            &[Layer::Zip("eicar.com"), Layer::Tar("inner.zip"), Layer::Gzip],
        );
        let contents: [(&str, Vec<u8>, Vec<Expected>); 9] = [
            ("Báo cáo/2026/kế hoạch.bin", samples::clean(1, 20_000), vec![]),
            ("Báo cáo/tuần 12.txt", samples::clean(2, 3_000), vec![]),
            ("archive.tar.gz", archive, vec![Expected::new(&["inner.zip", "eicar.com"], EICAR_RULE)]),
            ("eicar.txt", samples::eicar(), vec![Expected::new(&[], EICAR_RULE)]),
            ("empty.txt", Vec::new(), vec![]),
            ("invoice-2020.bin", samples::marked(2020), vec![Expected::new(&[], MARKED_RULE)]),
            ("locked.txt", samples::clean(4, 500), vec![]),
            ("pictures/photos.zip", samples::zip(&[("photo 1.bin", samples::clean(3, 9_000))]), vec![]),
            ("pictures/photo 2.bin", samples::clean(5, 9_000), vec![]),
        ];
        let mut files = Vec::new();
        for (name, bytes, found) in contents {
            let path = root.join(name);
            write_new(&path, &bytes)?;
            let sha256 = format!("{:x}", Sha256::digest(&bytes));
            files.push(SampleFile { path, sha256, size: bytes.len() as u64, found, gap: false });
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));

        let locked = root.join("locked.txt");
        lock(&locked)?;
        let locked_is_readable = File::open(&locked).is_ok();
        for file in files.iter_mut().filter(|file| file.path == locked) {
            file.gap = !locked_is_readable;
        }
        Ok(Self { root: root.to_owned(), files, locked, locked_is_readable })
    }

    /// The files in which something has to be found.
    pub fn infected(&self) -> impl Iterator<Item = &SampleFile> {
        self.files.iter().filter(|file| !file.found.is_empty())
    }
}

/// Writes the rules that find the samples into `folder`, which is made where it does not exist: one `.yar` file each.
/// Returns their paths.
///
/// # Errors
/// [`Error::Make`] where the folder or a file cannot be made, or a file is already there.
pub fn rules_folder(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let rules = [("eicar.yar", samples::eicar_rule()), ("marker.yar", samples::marked_rule().to_owned())];
    let mut paths = Vec::new();
    for (name, source) in rules {
        let path = folder.join(name);
        write_new(&path, source.as_bytes())?;
        paths.push(path);
    }
    Ok(paths)
}

pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::make(folder))?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(Error::make(path))?;
    file.write_all(bytes).map_err(Error::make(path))
}

#[cfg(unix)]
fn lock(path: &Path) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o000)).map_err(Error::make(path))
}

/// Elsewhere nothing is locked, and the truth says so.
#[cfg(not(unix))]
fn lock(_: &Path) -> Result<(), Error> {
    Ok(())
}
