//! What was agreed to: the files, each with its digest, and the list of them that one half of the guide hands the other.
//!
//! Must never take a list for the one that was handed over unless its digest says so, and must never hold a file that is
//! not named by its whole path and its contents.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ::scan::look::digests::hex;
use ::scan::os::{Folder, name_of_raw, raw_name};
use clean::ours::{self, OursError};
use clean::plan::{Reason, Suspect};
use sha2::{Digest, Sha256};

/// Letters of a SHA-256.
const DIGEST: usize = 64;
/// Where the list lies in the data folder of the half that makes it.
const FOLDER: &str = "guide";
const NAME: &str = "agreed.txt";

/// How long a list may be.
#[derive(Debug, Clone, Copy)]
pub struct ListLimits {
    /// Bytes of one. What finds no room in it is left for another time, which is said.
    pub bytes: usize,
}

impl Default for ListLimits {
    fn default() -> Self {
        ListLimits { bytes: 4 << 20 }
    }
}

/// A file that is to be taken: which one, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// SHA-256 of its contents, in hexadecimal.
    sha256: String,
    /// The rule that found it.
    rule: String,
    /// Where it is, absolute.
    path: PathBuf,
}

impl Agreed {
    /// A file that was found.
    pub fn new(path: &Path, sha256: &[u8; 32], rule: &str) -> Agreed {
        let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let rule = rule.chars().filter(is_plain).take(128).collect();
        Agreed { sha256: hex(sha256), rule, path: path.to_owned() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How it stands in a list: `DIGEST:RULE:PATH`, the path as the system's own bytes in hexadecimal, since a name may
    /// hold anything.
    fn line(&self) -> String {
        format!("{}:{}:{}\n", self.sha256, self.rule, hex(&raw_name(self.path.as_os_str())))
    }

    /// Reads it from there.
    fn parse(line: &str) -> Option<Agreed> {
        let mut parts = line.split(':');
        let (digest, rule, path) = (parts.next()?, parts.next()?, parts.next()?);
        let path = PathBuf::from(name_of_raw(bytes_of(path)?)?);
        (is_digest(digest) && parts.next().is_none() && path.is_absolute()).then(|| Agreed {
            sha256: digest.to_owned(),
            rule: rule.to_owned(),
            path,
        })
    }

    /// The file as it stands there now, if it still is the one that was agreed to.
    pub fn found(&self) -> io::Result<Option<Suspect>> {
        let (Some(parent), Some(name)) = (self.path.parent(), self.path.file_name()) else { return Ok(None) };
        let (mut file, identity) = Folder::open(parent)?.file(name)?;
        let mut digest = Sha256::new();
        let read = io::copy(&mut (&mut file).take(identity.size.saturating_add(1)), &mut digest)?;
        let sha256: [u8; 32] = digest.finalize().into();
        if read != identity.size || hex(&sha256) != self.sha256 {
            return Ok(None);
        }
        let because = vec![Reason {
            kind: "agreed".to_owned(),
            name: self.rule.clone(),
            source: "quet guide".to_owned(),
            score: 100,
            description: String::new(),
            inside: Vec::new(),
        }];
        Ok(Some(Suspect { path: self.path.clone(), identity, sha256, score: 100, because }))
    }
}

/// The files as a list, and those that found no room in it.
pub fn list<'a>(files: &'a [Agreed], limits: &ListLimits) -> (String, Vec<&'a Agreed>) {
    let (mut list, mut left) = (String::new(), Vec::new());
    for file in files {
        let line = file.line();
        // A longer name does not keep a shorter one from being taken.
        if list.len() + line.len() > limits.bytes {
            left.push(file);
        } else {
            list.push_str(&line);
        }
    }
    (list, left)
}

/// A list that was handed over: where it lies, and what its contents must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    sha256: String,
    path: PathBuf,
}

/// Why a list that was handed over is not used.
#[derive(Debug, thiserror::Error)]
pub enum BadList {
    /// It cannot be read.
    #[error("the list of files cannot be read")]
    Read(#[source] io::Error),
    /// It is not the one that was handed over.
    #[error("the list of files is not the one that was handed over")]
    Other,
    /// It is the one, and says nothing that makes sense.
    #[error("the list of files makes no sense")]
    Nonsense,
}

impl Handed {
    /// Puts a list down for the other half.
    ///
    /// # Errors
    /// Where it cannot be kept.
    pub fn keep(list: &str, data: &Path) -> Result<Handed, OursError> {
        ours::keep(data, &[FOLDER], NAME, list.as_bytes())?;
        // The other half follows no link on its way there.
        let data = data.canonicalize().map_or_else(|_| data.to_owned(), ::scan::names::without_prefix);
        Ok(Handed { sha256: hex(&Sha256::digest(list)), path: data.join(FOLDER).join(NAME) })
    }

    /// Removes it again. What stays where that fails names nothing that the result does not name.
    pub fn forget(data: &Path) {
        let _ = ours::forget(data, &[FOLDER], NAME);
    }

    /// How it stands on a command line: `DIGEST:PATH`.
    pub fn argument(&self) -> OsString {
        let mut argument = OsString::from(format!("{}:", self.sha256));
        argument.push(&self.path);
        argument
    }

    /// Reads it from there.
    pub fn parse(argument: &OsStr) -> Option<Handed> {
        let head = argument.as_encoded_bytes().get(..=DIGEST)?;
        let digest = std::str::from_utf8(head).ok()?.strip_suffix(':')?;
        // What stands before the path is ASCII, so the rest of the characters is the path.
        let path = PathBuf::from(crate::system::behind(argument, DIGEST + 1)?);
        (is_digest(digest) && path.is_absolute()).then(|| Handed { sha256: digest.to_owned(), path })
    }

    /// The files of the list, if it still is the one that was handed over.
    ///
    /// # Errors
    /// Where it is not, or cannot be read: then nothing of it is used.
    pub fn open(&self, limits: &ListLimits) -> Result<Vec<Agreed>, BadList> {
        let (Some(parent), Some(name)) = (self.path.parent(), self.path.file_name()) else {
            return Err(BadList::Other);
        };
        let opened = Folder::open(parent).and_then(|folder| folder.file(name));
        let (file, _) = opened.map_err(BadList::Read)?;
        let mut bytes = Vec::new();
        let most = limits.bytes as u64;
        let read = io::copy(&mut file.take(most + 1), &mut bytes).map_err(BadList::Read)?;
        // What was read is what is compared and used: whoever writes to the file meanwhile changes nothing.
        if read > most || hex(&Sha256::digest(&bytes)) != self.sha256 {
            return Err(BadList::Other);
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| BadList::Nonsense)?;
        let files: Option<Vec<Agreed>> = text.lines().map(Agreed::parse).collect();
        files.filter(|files| !files.is_empty()).ok_or(BadList::Nonsense)
    }
}

fn is_digest(text: &str) -> bool {
    text.len() == DIGEST && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The bytes that hexadecimal letters stand for.
fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    (hex.len().is_multiple_of(2) && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .then(|| hex.as_bytes().chunks(2).map(pair).collect())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> PathBuf {
        PathBuf::from(if cfg!(windows) { r"C:\a b\c:d.exe" } else { "/a b/c:d.exe" })
    }

    #[test]
    fn what_was_agreed_to_is_read_back_as_it_was() {
        for rule in ["Rule_1", "", "a:b c\u{301}\n"] {
            let agreed = Agreed::new(&path(), &[0xab; 32], rule);
            assert_eq!(Agreed::parse(agreed.line().trim_end()), Some(agreed));
        }
        let handed = Handed { sha256: "ab".repeat(32), path: path() };
        assert_eq!(Handed::parse(&handed.argument()), Some(handed));
    }

    #[test]
    fn what_makes_no_sense_is_nothing() {
        let digest = "ab".repeat(32);
        let whole = path();
        let raw = hex(&raw_name(whole.as_os_str()));
        for line in [
            String::new(),
            digest.clone(),
            format!("{digest}:rule"),
            format!("{digest}:rule:{}", hex(&raw_name(OsStr::new("relative")))),
            format!("{digest}:rule:{}", &raw[1..]),
            format!("{digest}:rule:{raw}:"),
            format!("{digest}:rule:+{}", &raw[1..]),
            format!("{}:rule:{raw}", &digest[2..]),
            format!("{}:rule:{raw}", digest.to_uppercase()),
        ] {
            assert_eq!(Agreed::parse(&line), None, "{line}");
        }
        let whole = whole.to_str().unwrap();
        for argument in [
            digest.clone(),
            format!("{digest}:relative"),
            format!("{}:{whole}", &digest[2..]),
            format!("{}:{whole}", digest.to_uppercase()),
            format!("{digest}{whole}"),
            format!("{}é:{whole}", &digest[1..]),
        ] {
            assert_eq!(Handed::parse(OsStr::new(&argument)), None, "{argument}");
        }
    }

    #[test]
    fn what_finds_no_room_does_not_keep_the_rest_from_being_taken() {
        let file = |name: &str| Agreed::new(&path().with_file_name(name), &[1; 32], "rule");
        let files = [file(&"long".repeat(100)), file("a"), file("b")];
        let room = files[1].line().len() + files[2].line().len();
        let (some, left) = list(&files, &ListLimits { bytes: room });
        assert_eq!(some, files[1].line() + &files[2].line());
        assert_eq!(left, [&files[0]]);
        let (none, left) = list(&files, &ListLimits { bytes: room / 2 - 1 });
        assert_eq!((none.as_str(), left.len()), ("", 3));
        let (all, left) = list(&files, &ListLimits::default());
        assert!(all.lines().count() == 3 && left.is_empty());
    }

    #[test]
    fn only_the_list_that_was_handed_over_is_used() {
        let place = tempfile::tempdir().unwrap();
        let data = place.path().canonicalize().map(::scan::names::without_prefix).unwrap().join("data");
        let files = [Agreed::new(&path(), &[1; 32], "rule")];
        let (text, _) = list(&files, &ListLimits::default());
        let handed = Handed::keep(&text, &data).unwrap();
        assert_eq!(handed.open(&ListLimits::default()).unwrap(), files);
        let too_long = handed.open(&ListLimits { bytes: text.len() - 1 });
        assert!(matches!(too_long, Err(BadList::Other)), "{too_long:?}");
        std::fs::write(&handed.path, text.replace(":rule:", ":other:")).unwrap();
        assert!(matches!(handed.open(&ListLimits::default()), Err(BadList::Other)));
        let empty = Handed::keep("", &data).unwrap();
        assert!(matches!(empty.open(&ListLimits::default()), Err(BadList::Nonsense)));
        let half = Handed::keep(&format!("{text}nonsense\n"), &data).unwrap();
        assert!(matches!(half.open(&ListLimits::default()), Err(BadList::Nonsense)));
        Handed::forget(&data);
        assert!(matches!(half.open(&ListLimits::default()), Err(BadList::Read(_))));
    }

    #[test]
    fn only_the_contents_that_were_agreed_to_are_found() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().canonicalize().map(::scan::names::without_prefix).unwrap();
        std::fs::write(folder.join("a"), "evil").unwrap();
        let digest: [u8; 32] = Sha256::digest("evil").into();
        let agreed = Agreed::new(&folder.join("a"), &digest, "rule");
        assert_eq!(agreed.found().unwrap().unwrap().sha256, digest);
        std::fs::write(folder.join("a"), "good").unwrap();
        assert!(agreed.found().unwrap().is_none());
        std::fs::remove_file(folder.join("a")).unwrap();
        assert!(agreed.found().is_err());
        std::fs::create_dir(folder.join("a")).unwrap();
        assert!(agreed.found().is_err());
    }

    #[test]
    #[cfg(unix)]
    fn no_link_is_followed_to_another_file() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().canonicalize().unwrap();
        std::fs::create_dir(folder.join("real")).unwrap();
        std::fs::write(folder.join("real/a"), "evil").unwrap();
        std::os::unix::fs::symlink(folder.join("real"), folder.join("way")).unwrap();
        std::os::unix::fs::symlink(folder.join("real/a"), folder.join("a")).unwrap();
        let digest: [u8; 32] = Sha256::digest("evil").into();
        assert!(Agreed::new(&folder.join("real/a"), &digest, "rule").found().unwrap().is_some());
        for path in ["way/a", "a"] {
            assert!(Agreed::new(&folder.join(path), &digest, "rule").found().is_err(), "{path}");
        }
    }
}
