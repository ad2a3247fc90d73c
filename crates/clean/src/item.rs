//! What the vault keeps of a file beside its contents: what it was called, whose it was, why it was taken.
//!
//! Must never lose a byte of a name or an attribute: both are stored as hexadecimal, names also as people read them.
//! On Windows a name's bytes are its units of UTF-16, low byte first, so that one that is not well-formed survives.

use std::ffi::OsStr;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use scan::identity::{Identity, Moment};
use scan::names::shown;
use scan::os::{name_of_raw, raw_name};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::attributes::Attributes;
use crate::plan::Reason;

/// The name of an item in the vault: twelve hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id(String);

/// What was given is no item's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an item's id, which is twelve hexadecimal digits: see `quet vault list`")]
pub struct NotAnId(String);

impl Id {
    /// A new one, drawn at random.
    pub(crate) fn new() -> io::Result<Id> {
        Ok(Id(Hex(crate::seal::random::<6>()?.to_vec()).to_string()))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::str::FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Id, NotAnId> {
        let digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() == 12 && text.bytes().all(digit) {
            Ok(Id(text.to_owned()))
        } else {
            Err(NotAnId(shown(Path::new(text))))
        }
    }
}

impl TryFrom<String> for Id {
    type Error = NotAnId;

    fn try_from(text: String) -> Result<Id, NotAnId> {
        text.parse()
    }
}

impl From<Id> for String {
    fn from(id: Id) -> String {
        id.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where an item stands; its folder's name says so. See [`crate::vault`] for the ways between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// The copy is being made. The original stands.
    Making,
    /// The copy is complete; the original may or may not stand.
    Prepared,
    /// The original is gone: this is the one copy.
    Kept,
    /// It is being given back; the restored file may or may not stand.
    Restoring,
    /// No longer needed, being removed.
    Dropping,
}

const SUFFIXES: [(&str, State); 5] = [
    ("", State::Kept),
    (".making", State::Making),
    (".prepared", State::Prepared),
    (".restoring", State::Restoring),
    (".dropping", State::Dropping),
];

impl State {
    /// The name of the item's folder in this state.
    pub(crate) fn folder(self, id: &Id) -> String {
        let suffix = SUFFIXES.iter().find(|(_, state)| *state == self).map_or("", |(suffix, _)| suffix);
        format!("{id}{suffix}")
    }

    /// The item and its state from the name of a folder, if it is an item's.
    pub(crate) fn parse(folder: &OsStr) -> Option<(Id, State)> {
        let (id, suffix) = folder.to_str()?.split_at_checked(12)?;
        let (_, state) = SUFFIXES.iter().find(|(known, _)| *known == suffix)?;
        Some((id.parse().ok()?, *state))
    }
}

/// Everything known of a file in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its name in the vault.
    pub id: Id,
    /// When it was taken.
    pub taken: Moment,
    /// The absolute paths that it had and that were removed.
    pub names: Vec<Name>,
    /// Which file it was: size, owner, group, mode, times.
    pub identity: Identity,
    /// The digest of its contents.
    pub sha256: Hex,
    /// How bad it was found to be.
    pub score: u32,
    /// Why.
    pub because: Vec<Reason>,
    /// Access lists, extended attributes and flags.
    pub attributes: Attributes,
    /// Set where someone was still writing to a file that was taken: the item that holds its earlier contents.
    pub later_state_of: Option<Id>,
}

/// A path that need not be text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    bytes: Hex,
    shown: String,
}

impl Name {
    /// The path itself.
    pub fn path(&self) -> PathBuf {
        name_of_raw(self.bytes.0.clone()).map(PathBuf::from).unwrap_or_default()
    }

    /// The path as people may see it, on one line.
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

impl From<&Path> for Name {
    fn from(path: &Path) -> Name {
        Name { bytes: Hex(raw_name(path.as_os_str())), shown: shown(path) }
    }
}

/// Bytes, written in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hex(pub Vec<u8>);

impl fmt::Display for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Serialize for Hex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Hex, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits: Option<Vec<u8>> =
            text.chars().map(|digit| u8::try_from(digit.to_digit(16)?).ok()).collect();
        let digits = digits.filter(|digits| digits.len() % 2 == 0);
        let digits = digits.ok_or_else(|| serde::de::Error::custom("not hexadecimal digits in pairs"))?;
        Ok(Hex(digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folders_name_is_an_items_or_nothing() {
        let id: Id = "0123456789ab".parse().unwrap();
        for (_, state) in SUFFIXES {
            assert_eq!(State::parse(OsStr::new(&state.folder(&id))), Some((id.clone(), state)));
        }
        for strange in [
            "",
            "0123456789a",
            "0123456789ab.",
            "0123456789AB",
            "../../etc/pa",
            "0123456789abé",
            "é123456789ab",
        ] {
            assert_eq!(State::parse(OsStr::new(strange)), None, "{strange}");
        }
    }

    #[test]
    fn names_come_back_byte_for_byte() {
        #[cfg(unix)]
        let raw = b"/a\n\xff\x00b".to_vec();
        // Half of a character between two whole ones.
        #[cfg(windows)]
        let raw = vec![b'a', 0, 0x00, 0xd8, b'b', 0];
        let path = PathBuf::from(name_of_raw(raw.clone()).unwrap());
        let written = serde_json::to_string(&Name::from(path.as_path())).unwrap();
        let read = serde_json::from_str::<Name>(&written).unwrap();
        assert_eq!((read.path(), read.bytes.0), (path, raw));
        for broken in ["\"abc\"", "\"zz\"", "\"+1\""] {
            assert!(serde_json::from_str::<Hex>(broken).is_err(), "{broken}");
        }
    }
}
