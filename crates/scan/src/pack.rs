//! Reads a rule pack from files and folders.
//!
//! Must never go on without something that was asked for: what cannot be read, understood or used is an error or is
//! named in what was gathered.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use indicators::bundle::{self, BundleLimits};
use indicators::hashes::{self, HashList};
use indicators::names;
use indicators::pack::{PackFile, Unused, kind_of};
use sha2::{Digest, Sha256};

use crate::crew::Pack;
use crate::limits::PackLimits;
use crate::look::names::NameList;
use crate::look::rules::{Problem, RuleFile};
use crate::names::shown;

/// A pack as it lies on the disk, not yet compiled.
#[derive(Debug, Default)]
pub struct Gathered {
    /// What lookers look for.
    pub pack: Pack,
    /// Lines of lists that make no sense.
    pub problems: Vec<Problem>,
    /// Files whose kind of indicator this version cannot use.
    pub unused: Vec<(String, Unused)>,
    /// SHA-256 over everything in the pack: two scans with the same one look for the same.
    pub digest: [u8; 32],
}

/// Why a pack cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// It is not there, or may not be read.
    #[error("cannot read the rules in `{}`", shown(.path))]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A file that was named holds nothing that a scan can use.
    #[error(
        "`{}` is no rule file: rules end in .yar or .yara, lists have `hash` or `filename` in their name",
        shown(.path)
    )]
    NotRules {
        /// The file.
        path: PathBuf,
    },
    /// A folder that was named holds no rules.
    #[error(
        "there are no rules in `{}`: no file ends in .yar or .yara, no list has `hash` or `filename` in its name",
        shown(.path)
    )]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// More than a pack may be.
    #[error("`{}` exceeds what a rule pack may be ({what})", shown(.path))]
    TooLarge {
        /// Where the limit was passed.
        path: PathBuf,
        /// The limit.
        what: &'static str,
    },
}

/// What the sources of a campaign's files begin with. No file on the disk has such a source.
pub const CAMPAIGN: &str = "campaign:";

/// Reads all of these files and folders.
///
/// # Errors
/// When any of them cannot be read whole, or holds nothing to look for.
pub fn gather(paths: &[PathBuf], limits: &PackLimits) -> Result<Gathered, PackError> {
    gather_with(std::iter::empty(), paths, limits)
}

/// The same together with a campaign's files, given by name and text; their sources begin with [`CAMPAIGN`].
///
/// # Errors
/// As [`gather`].
pub fn gather_with<'f>(
    campaign: impl Iterator<Item = (&'f str, &'f str)>,
    paths: &[PathBuf],
    limits: &PackLimits,
) -> Result<Gathered, PackError> {
    let mut reading = Reading::new(limits);
    for (name, text) in campaign {
        let source = format!("{CAMPAIGN}{}", shown(name.as_ref()));
        let kind = kind_of(name.rsplit('/').next().unwrap_or(name));
        reading.text(kind, source, text.as_bytes().to_vec(), Path::new(name))?;
    }
    let several = paths.len() > 1;
    for path in paths {
        let metadata = fs::metadata(path).map_err(|source| PackError::Read { path: path.clone(), source })?;
        if metadata.is_dir() {
            let before = reading.useful();
            // Where several are given, one name may be in each of them.
            reading.folder(if several { Path::new("") } else { path }, path, 0)?;
            if reading.useful() == before {
                return Err(PackError::Empty { path: path.clone() });
            }
        } else {
            let name = path.file_name().unwrap_or_default();
            if !reading.file(path, &name.to_string_lossy(), shown(path.as_ref()))? {
                return Err(PackError::NotRules { path: path.clone() });
            }
        }
    }
    let Reading { mut gathered, digest, .. } = reading;
    gathered.digest = digest.finalize().into();
    Ok(gathered)
}

/// Reads a file or folder as it is to be published: each file that says what to look for, by the name that it has in
/// the folder.
///
/// # Errors
/// As [`gather`].
pub fn texts(path: &Path, limits: &PackLimits) -> Result<Vec<(String, Vec<u8>)>, PackError> {
    let mut texts = Vec::new();
    let mut reading = Reading::new(limits);
    reading.keep = Some(&mut texts);
    if fs::metadata(path).is_ok_and(|metadata| metadata.is_file()) {
        let name = path.file_name().unwrap_or_default();
        if !reading.file(path, &name.to_string_lossy(), shown(name.as_ref()))? {
            return Err(PackError::NotRules { path: path.to_owned() });
        }
    } else {
        reading.folder(path, path, 0)?;
    }
    if texts.is_empty() { Err(PackError::Empty { path: path.to_owned() }) } else { Ok(texts) }
}

/// A file's name in its pack, which is the same on every system.
fn source_of(path: &Path) -> String {
    let name = shown(path);
    if cfg!(windows) { name.replace('\\', "/") } else { name }
}

struct Reading<'l> {
    limits: &'l PackLimits,
    files: usize,
    bytes: u64,
    names: usize,
    gathered: Gathered,
    digest: Sha256,
    keep: Option<&'l mut Vec<(String, Vec<u8>)>>,
}

impl<'l> Reading<'l> {
    fn new(limits: &'l PackLimits) -> Reading<'l> {
        let (gathered, digest) = (Gathered::default(), Sha256::new());
        Reading { limits, files: 0, bytes: 0, names: 0, gathered, digest, keep: None }
    }

    fn useful(&self) -> usize {
        let pack = &self.gathered.pack;
        pack.rules.len() + pack.hashes.len() + pack.allowed.len() + pack.names.len()
    }

    fn folder(&mut self, top: &Path, folder: &Path, depth: usize) -> Result<(), PackError> {
        let unreadable = |source| PackError::Read { path: folder.to_owned(), source };
        if depth > self.limits.depth {
            return Err(PackError::TooLarge { path: folder.to_owned(), what: "folders within folders" });
        }
        let entries =
            fs::read_dir(folder).map_err(unreadable)?.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
        let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
        // The same pack is read in the same order everywhere.
        paths.sort();
        for path in paths {
            self.files += 1;
            if self.files > self.limits.files {
                return Err(PackError::TooLarge { path, what: "files" });
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if kind_of(&name) == PackFile::Other && !path.is_dir() || name.starts_with('.') {
                continue;
            }
            if path.is_dir() {
                self.folder(top, &path, depth + 1)?;
            } else {
                let source = source_of(path.strip_prefix(top).unwrap_or(&path));
                self.file(&path, &name, source)?;
            }
        }
        Ok(())
    }

    /// Reads one file; false where it holds nothing to look for.
    fn file(&mut self, path: &Path, name: &str, source: String) -> Result<bool, PackError> {
        // A file on the disk that is called like one of a campaign's.
        let source = if source.starts_with(CAMPAIGN) { format!("./{source}") } else { source };
        let kind = kind_of(name);
        match (kind, &mut self.keep) {
            (PackFile::Other, _) => return Ok(false),
            // What cannot be used is named without being read, unless it is to be published: then it is refused there.
            (PackFile::Unused(unused), None) => self.gathered.unused.push((source, unused)),
            _ => {
                let text = self.read(path)?;
                self.text(kind, source, text, path)?;
            }
        }
        Ok(true)
    }

    /// Takes the text of one file.
    fn text(&mut self, kind: PackFile, source: String, text: Vec<u8>, path: &Path) -> Result<(), PackError> {
        self.bytes += text.len() as u64;
        let too_large = |what| Err(PackError::TooLarge { path: path.to_owned(), what });
        if let (Some(keep), false) = (&mut self.keep, kind == PackFile::Bundle) {
            keep.push((source.clone(), text.clone()));
        }
        if text.len() as u64 > self.limits.file_bytes {
            return too_large("bytes of one file");
        }
        if self.bytes > self.limits.pack_bytes {
            return too_large("bytes in all");
        }
        self.digest.update(format!("{kind:?} {source} {}\n", text.len()));
        self.digest.update(&text);
        match kind {
            PackFile::Yara => self.gathered.pack.rules.push(RuleFile { source, text }),
            PackFile::Hashes | PackFile::AllowedHashes => {
                let (lines, bad) = hashes::parse(&text);
                let problem =
                    |line: usize, what: String| Problem { source: source.clone(), line: Some(line), what };
                self.gathered
                    .problems
                    .extend(bad.into_iter().map(|bad| problem(bad.line, bad.what.to_string())));
                let list = HashList { source, lines }.into();
                match kind {
                    PackFile::AllowedHashes => self.gathered.pack.allowed.push(list),
                    _ => self.gathered.pack.hashes.push(list),
                }
            }
            PackFile::Names => {
                let (lines, bad) = names::parse(&text);
                self.names += lines.len();
                if self.names > self.limits.names {
                    return too_large("patterns for names");
                }
                let problem = |bad: names::BadLine| Problem {
                    source: source.clone(),
                    line: Some(bad.line),
                    what: bad.what.to_string(),
                };
                self.gathered.problems.extend(bad.into_iter().map(problem));
                self.gathered.pack.names.push(NameList { source, lines }.into());
            }
            PackFile::Bundle => self.parts(&source, &text, path)?,
            PackFile::Unused(unused) => self.gathered.unused.push((source, unused)),
            PackFile::Other => {}
        }
        Ok(())
    }

    /// Takes the parts of a file that holds several, each under the name that the file has without its ending.
    fn parts(&mut self, source: &str, text: &[u8], path: &Path) -> Result<(), PackError> {
        match bundle::read(text, &BundleLimits::default()) {
            Ok(parts) => {
                let (of, _) = source.rsplit_once('.').unwrap_or((source, ""));
                for part in parts {
                    let source = format!("{of}/{}", part.name);
                    self.text(kind_of(&part.name), source, part.text, path)?;
                }
            }
            Err((line, bad)) => {
                let what = bad.to_string();
                self.gathered.problems.push(Problem { source: source.to_owned(), line: Some(line), what });
            }
        }
        Ok(())
    }

    fn read(&mut self, path: &Path) -> Result<Vec<u8>, PackError> {
        let unreadable = |source| PackError::Read { path: path.to_owned(), source };
        // Opening a FIFO would wait for somebody to write into it.
        if !fs::metadata(path).map_err(unreadable)?.is_file() {
            return Err(unreadable(io::Error::other("not an ordinary file")));
        }
        let file = File::open(path).map_err(unreadable)?;
        let mut text = Vec::new();
        io::copy(&mut file.take(self.limits.file_bytes + 1), &mut text).map_err(unreadable)?;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, text: &str) {
        fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
        fs::write(folder.join(name), text).unwrap();
    }

    fn gather_one(path: &Path, limits: &PackLimits) -> Result<Gathered, PackError> {
        gather(&[path.to_owned()], limits)
    }

    #[test]
    fn a_folder_as_signature_base_lays_it_out() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "yara/a.yar", "rule a { condition: true }");
        write(folder.path(), "iocs/hash-iocs.txt", "0c2674c3a97c53082187d930efb645c2;55;x\nbad line\n");
        write(folder.path(), "iocs/c2-iocs.txt", "evil.example");
        write(folder.path(), "iocs/filename-iocs.txt", "\\\\a\\.exe;80\n\\\\b\\.exe\n");
        write(folder.path(), "README.md", "text");
        write(folder.path(), ".git/hash", "not looked at");
        let gathered = gather_one(folder.path(), &PackLimits::default()).unwrap();
        assert_eq!(gathered.pack.rules[0].source, "yara/a.yar");
        assert_eq!(gathered.pack.hashes.len(), 1);
        assert_eq!(gathered.pack.names.len(), 1);
        let problems: Vec<_> = gathered.problems.iter().map(|p| (&*p.source, p.line)).collect();
        assert_eq!(problems, [("iocs/filename-iocs.txt", Some(2)), ("iocs/hash-iocs.txt", Some(2))]);
        assert_eq!(gathered.unused, [("iocs/c2-iocs.txt".to_owned(), Unused::Addresses)]);
    }

    #[test]
    fn nothing_to_look_for_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let limits = PackLimits::default();
        assert!(matches!(gather_one(folder.path(), &limits), Err(PackError::Empty { .. })));
        write(folder.path(), "notes.md", "text");
        let file = folder.path().join("notes.md");
        assert!(matches!(gather_one(&file, &limits), Err(PackError::NotRules { .. })));
        let missing = folder.path().join("missing");
        assert!(matches!(gather_one(&missing, &limits), Err(PackError::Read { .. })));
    }

    #[test]
    fn every_limit_of_a_pack_stops_it() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "a.yar", "rule a { condition: true }");
        write(folder.path(), "b/c/b.yar", "rule b { condition: true }");
        write(folder.path(), "b/filenames.txt", "a;1\n");
        write(folder.path(), "filenames.txt", "a;1\n");
        let limits = PackLimits::default();
        for limits in [
            PackLimits { file_bytes: 10, ..limits.clone() },
            PackLimits { pack_bytes: 30, ..limits.clone() },
            PackLimits { files: 1, ..limits.clone() },
            PackLimits { depth: 1, ..limits.clone() },
            PackLimits { names: 1, ..limits.clone() },
        ] {
            let stopped = gather_one(folder.path(), &limits);
            assert!(matches!(stopped, Err(PackError::TooLarge { .. })), "{limits:?}");
        }
    }

    #[test]
    fn a_campaigns_files_are_told_from_those_on_the_disk_whatever_these_are_called() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "campaign:a.yar", "rule a { condition: true }");
        let limits = PackLimits::default();
        let hashes = "0c2674c3a97c53082187d930efb645c2";
        let campaign =
            [("a.yar", "rule a { condition: true }"), ("x/hashes.txt", hashes), ("c2-iocs.txt", "x")];
        let gather =
            |limits: &PackLimits| gather_with(campaign.into_iter(), &[folder.path().to_owned()], limits);
        let gathered = gather(&limits).unwrap();
        let sources: Vec<&str> = gathered.pack.rules.iter().map(|file| &*file.source).collect();
        assert_eq!(sources, ["campaign:a.yar", "./campaign:a.yar"]);
        assert_eq!(gathered.pack.hashes[0].source, "campaign:x/hashes.txt");
        assert_eq!(gathered.unused, [("campaign:c2-iocs.txt".to_owned(), Unused::Addresses)]);
        for limits in
            [PackLimits { file_bytes: 10, ..limits.clone() }, PackLimits { pack_bytes: 30, ..limits.clone() }]
        {
            assert!(matches!(gather(&limits), Err(PackError::TooLarge { .. })), "{limits:?}");
        }
    }

    #[test]
    fn what_is_published_has_the_names_of_its_own_folder() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "yara/a.yar", "rule a { condition: true }");
        write(folder.path(), "c2-iocs.txt", "evil.example");
        write(folder.path(), "README.md", "text");
        let limits = PackLimits::default();
        let names = |path: &Path| {
            let texts = texts(path, &limits).unwrap();
            texts.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(names(folder.path()), ["c2-iocs.txt", "yara/a.yar"]);
        assert_eq!(names(&folder.path().join("yara/a.yar")), ["a.yar"]);
        let refused = |name: &str| texts(&folder.path().join(name), &limits).unwrap_err();
        assert!(matches!(refused("README.md"), PackError::NotRules { .. }));
        assert!(matches!(refused("missing"), PackError::Read { .. }));
        write(folder.path(), "empty/README.md", "text");
        assert!(matches!(refused("empty"), PackError::Empty { .. }));
    }

    #[test]
    fn the_digest_changes_with_what_is_looked_for() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "a.yar", "rule a { condition: true }");
        let limits = PackLimits::default();
        let before = gather_one(folder.path(), &limits).unwrap().digest;
        assert_eq!(gather_one(folder.path(), &limits).unwrap().digest, before);
        write(folder.path(), "a.yar", "rule a { condition: false }");
        assert_ne!(gather_one(folder.path(), &limits).unwrap().digest, before);
    }
}
