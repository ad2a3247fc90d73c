//! A package of an incident: one file that holds all of it, signed by the server that made it, so that it can be checked
//! by whoever has that server's key and nothing else, and taken in by another server.
//!
//! Must never give anything out of a package before its manifest's signature was verified with a key that was known
//! before, and never accept two spellings of one package: each byte of it is what this program would write.
//!
//! It is a ZIP in which everything is stored as it is, so that every tool opens it and nothing is larger than it looks:
//! the files that `manifest.json` lists, in its order, then `manifest.json` and `manifest.sig`. Ed25519 signs a line that
//! says what it is for and the manifest, to the last byte; the manifest holds the digest of every other file.

mod layout;
mod manifest;
mod read;
#[cfg(test)]
mod tests;
mod write;

use std::io;

use crate::pack::NotAKey;

pub use layout::PackageLimits;
pub use manifest::{Digest, File, Manifest, signed};
pub use read::{Checked, Package, Section, State};
pub use write::{Made, Writer};

/// What happened, a line each.
pub const EVENTS: &str = "events.jsonl";
/// Whom and which units the events name.
pub const NAMES: &str = "names.json";
/// Through whose hands each piece of evidence went.
pub const CUSTODY: &str = "custody.json";
/// Papers that went out and came back.
pub const DOCUMENTS: &str = "documents.json";
/// The edition of the playbook by which it goes.
pub const PLAYBOOK: &str = "playbook.json";
/// What was owed by the rules of its day, in their words.
pub const RULEBOOK: &str = "rulebook.json";
/// What it is, for people.
pub const README: &str = "README.txt";
const MANIFEST: &str = "manifest.json";
const SIGNATURE: &str = "manifest.sig";

/// What every package has besides evidence, in this order, after the evidence.
pub const TEXTS: [&str; 7] = [EVENTS, NAMES, CUSTODY, DOCUMENTS, PLAYBOOK, RULEBOOK, README];

/// What a piece of evidence is called in a package: a number, and whether it is sealed against accidents.
pub fn evidence(number: i64, is_sample: bool) -> String {
    format!("evidence/{number}.{}", if is_sample { "zip" } else { "bin" })
}

/// Whether a file of a package can be called so: names that lead anywhere are none of them.
fn is_name(name: &str) -> bool {
    if TEXTS.contains(&name) || name == MANIFEST || name == SIGNATURE {
        return true;
    }
    let number = name.strip_prefix("evidence/").and_then(|name| name.split_once('.'));
    number.is_some_and(|(number, ending)| {
        matches!(ending, "bin" | "zip")
            && number.parse::<u32>().is_ok_and(|read| read > 0 && read.to_string() == number)
    })
}

/// Why something is no package, or none that may be used.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// It is not in the form of a package at all, or was changed outside of its files.
    #[error("this is no package in the form that this version writes, or it was altered: {0}")]
    NotAPackage(&'static str),
    /// It is more than a package may be.
    #[error("it is more than a package may be ({0})")]
    TooLarge(&'static str),
    /// A file of it is called as none may be.
    #[error("a package holds no file called `{}`", .0.escape_debug())]
    Name(String),
    /// Two files have one name.
    #[error("it holds `{0}` twice")]
    Twice(String),
    /// The manifest is missing, or what vouches for it.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// It was signed by another server than those whose keys are known.
    #[error("it was signed with the key {found}, which is not known here")]
    OtherKey {
        /// The number of the key that the manifest names.
        found: String,
    },
    /// The signature is not of this manifest by that key.
    #[error("the signature is wrong: the manifest was altered after it was signed")]
    Altered,
    /// The signature holds, but what it covers is no manifest that this program writes.
    #[error("the manifest is not in the form that this version writes")]
    NotCanonical,
    /// A file is not what the manifest says.
    #[error("`{0}` is not what was signed")]
    AlteredFile(String),
    /// The key is none.
    #[error("the key is no Ed25519 key")]
    Key(#[from] NotAKey),
    /// It cannot be read or written.
    #[error("the package cannot be read or written")]
    Io(#[from] io::Error),
}
