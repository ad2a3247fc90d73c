//! What the files of a pack may be called, so that a pack can be laid out on any system.
//!
//! Must never accept a name that leads out of the folder it is laid out in, or two names that one system takes for one.

use std::collections::BTreeSet;

use super::PackLimits;

/// What is wrong with the name of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// Longer, or deeper, than a name may be.
    #[error("the name is longer or deeper than a pack's may be")]
    TooLong,
    /// It begins or ends with `/`, has two of them in a row, or `.` or `..` as a part.
    #[error("the name is not a plain path within the pack")]
    NotPlain,
    /// It holds a character that not every system has in names.
    #[error("the name holds a character that not every system has in names")]
    Character,
    /// Windows has another meaning for it.
    #[error("the name means something else to Windows")]
    Reserved,
    /// Another file has it, or has it as a folder; capital and small letters are not told apart.
    #[error("the name stands twice, capital or small letters apart")]
    Twice,
}

/// Names of devices, with or without an extension.
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Checks every name of a pack, and the names against each other.
pub(super) fn check<'n>(
    names: impl Iterator<Item = &'n str> + Clone,
    limits: &PackLimits,
) -> Result<(), (&'n str, BadName)> {
    let mut files = BTreeSet::new();
    for name in names.clone() {
        one(name, limits).map_err(|bad| (name, bad))?;
        if !files.insert(name.to_lowercase()) {
            return Err((name, BadName::Twice));
        }
    }
    for name in names {
        let folded = name.to_lowercase();
        if folded.match_indices('/').any(|(at, _)| folded.get(..at).is_some_and(|up| files.contains(up))) {
            return Err((name, BadName::Twice));
        }
    }
    Ok(())
}

fn one(name: &str, limits: &PackLimits) -> Result<(), BadName> {
    if name.len() > limits.name || name.split('/').count() > limits.depth {
        return Err(BadName::TooLong);
    }
    for part in name.split('/') {
        if matches!(part, "" | "." | "..") {
            return Err(BadName::NotPlain);
        }
        if part.chars().any(|c| c.is_control() || "\\:*?\"<>|".contains(c)) {
            return Err(BadName::Character);
        }
        if part.ends_with(['.', ' ']) || part.starts_with(' ') || is_reserved(part) {
            return Err(BadName::Reserved);
        }
    }
    Ok(())
}

fn is_reserved(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or("").trim_end().to_lowercase();
    let port = |kind: &str| {
        let number = stem
            .strip_prefix(kind)
            .and_then(|rest| rest.chars().next().filter(|_| rest.chars().count() == 1));
        number.is_some_and(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³'))
    };
    RESERVED.contains(&&*stem) || port("com") || port("lpt")
}
