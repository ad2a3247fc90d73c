//! The guide's second half, with an administrator's rights: locks away just the files that were shown and agreed to.
//!
//! Must never look for anything, follow a link, or take a file whose contents are not those that were agreed to: whoever
//! started this has fewer rights than it has.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use ::scan::look::digests::hex;
use ::scan::names::shown;
use ::scan::os::Folder;
use clean::decide::Gate;
use clean::plan::{Reason, Suspect, plan};
use clean::recover::Recovered;
use clean::vault::Vault;
use sha2::{Digest, Sha256};

use crate::exit::Exit;
use crate::out;
use crate::scan::{quoted, refused, taken, technical};
use crate::usage::GuideOptions;
use words::Words;

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

    /// How it stands on a command line: `DIGEST:RULE:PATH`.
    pub fn argument(&self) -> OsString {
        let mut argument = OsString::from(format!("{}:{}:", self.sha256, self.rule));
        argument.push(&self.path);
        argument
    }

    /// Reads it from there.
    pub fn parse(argument: &OsStr) -> Option<Agreed> {
        const DIGEST: usize = 64;
        let bytes = argument.as_encoded_bytes();
        let digest = std::str::from_utf8(bytes.get(..DIGEST)?).ok()?;
        let behind = bytes.get(DIGEST..)?.strip_prefix(b":")?;
        let border = behind.iter().position(|&byte| byte == b':')?;
        let rule = std::str::from_utf8(behind.get(..border)?).ok()?;
        let head = DIGEST + 1 + border + 1;
        // What stands before the path is ASCII, so the rest of the characters is the path.
        let path = crate::system::behind(argument, head)?;
        let is_digest = digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (is_digest && rule.is_ascii() && Path::new(&path).is_absolute()).then(|| Agreed {
            sha256: digest.to_owned(),
            rule: rule.to_owned(),
            path: path.into(),
        })
    }

    /// The file as it stands there now, if it still is the one that was agreed to.
    fn found(&self) -> io::Result<Option<Suspect>> {
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

/// Takes what was agreed to; says whether all of it is locked away.
pub fn run(agreed: &[Agreed], options: &GuideOptions, words: &Words) -> Exit {
    let mut all_done = true;
    let mut suspects = Vec::new();
    for file in agreed {
        match file.found() {
            Ok(Some(suspect)) => suspects.push(suspect),
            Ok(None) => {
                all_done = false;
                out::line(words.with("guide-no-longer", &[("path", &shown(&file.path))]));
            }
            Err(error) => {
                all_done = false;
                let (path, why) = (shown(&file.path), quoted(&error, words));
                out::line(words.with("guide-not-reached", &[("path", &path), ("why", &why)]));
            }
        }
    }
    let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("/"));
    let opened =
        Gate::new(true, &options.data, &program).map_err(|error| technical(&error, words)).and_then(|gate| {
            let opened = Vault::open(&options.data, SystemTime::now());
            opened.map(|opened| (gate, opened)).map_err(|error| technical(&error, words))
        });
    let (gate, (vault, recovered)) = match opened {
        Ok(opened) => opened,
        Err(why) => {
            out::line(words.with("guide-rights-failed", &[("why", &why)]));
            return Exit::Incomplete;
        }
    };
    for settled in recovered {
        all_done &= !matches!(settled, Recovered::Unsettled(..));
        out::line(words.with("vault-recovered", &[("what", &quoted(&settled, words))]));
    }
    let plan = plan(suspects, &gate);
    for (suspect, refusal) in &plan.refused {
        all_done = false;
        out::line(refused(suspect, refusal, words));
    }
    for group in &plan.take {
        let action = taken(&vault, group, words, &|line| out::line(line));
        all_done &= action.is_ok_and(|action| action.problems.is_empty());
    }
    out::line("");
    out::line(words.say(if all_done { "guide-cleaned" } else { "guide-still-there" }));
    if all_done { Exit::Found } else { Exit::Incomplete }
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
            assert_eq!(Agreed::parse(&agreed.argument()), Some(agreed));
        }
    }

    #[test]
    fn what_makes_no_sense_is_nothing() {
        let digest = "ab".repeat(32);
        let whole = path();
        let whole = whole.to_str().unwrap();
        for argument in [
            String::new(),
            digest.clone(),
            format!("{digest}:rule"),
            format!("{digest}:rule:relative"),
            format!("{}:rule:{whole}", &digest[2..]),
            format!("{}:rule:{whole}", digest.to_uppercase()),
            format!("{digest}{whole}"),
        ] {
            assert_eq!(Agreed::parse(OsStr::new(&argument)), None, "{argument}");
        }
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
