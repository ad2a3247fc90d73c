//! How a package lies in its file: a ZIP with one spelling, in which nothing is packed, commented or hidden.
//!
//! Must never take a byte that this program would not write: what stands between and behind the files is made anew and
//! held against what is there.

use super::{PackageError, is_name};

/// How large a package may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackageLimits {
    /// Bytes of all of it: as many as a file on a USB stick (FAT32) can have.
    pub bytes: u64,
    /// Files: as much evidence as an incident may have, and what else there is.
    pub files: usize,
    /// Bytes of a file that is evidence; a sample that is sealed against accidents is a little longer.
    pub evidence: u64,
    /// Bytes of a file that is not evidence.
    pub text: u64,
    /// Bytes of the manifest.
    pub manifest: u64,
}

impl Default for PackageLimits {
    fn default() -> Self {
        PackageLimits {
            bytes: u32::MAX as u64,
            files: 5_010,
            evidence: (2 << 30) + 4096,
            text: 64 << 20,
            manifest: 2 << 20,
        }
    }
}

impl PackageLimits {
    /// Bytes that a file of that name may have.
    pub(super) fn of(&self, name: &str) -> u64 {
        match name {
            super::MANIFEST => self.manifest,
            super::SIGNATURE => 100,
            name if name.starts_with("evidence/") => self.evidence,
            _ => self.text,
        }
    }
}

/// A file as it lies in a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) crc: u32,
    pub(super) size: u32,
    /// Where its header begins.
    pub(super) offset: u32,
}

/// Bytes of a header before its name, of a line of the directory before its name, and of the end.
pub(super) const HEADER: usize = 30;
const LINE: usize = 46;
pub(super) const END: usize = 22;

/// The longest name that a file of a package has.
const LONGEST_NAME: usize = 32;

/// 1 January 1980, where the time in a ZIP begins: when it was made, the manifest says.
const DATE: u16 = 0x21;
/// As each ZIP is read that holds nothing packed; and that it was made on a system with rights as Unix has them.
const NEEDED: u16 = 10;
const MADE_BY: u16 = (3 << 8) | 20;
/// A plain file that everybody reads and its owner changes.
const RIGHTS: u32 = 0o100_644 << 16;

impl Member {
    /// What stands before its contents.
    pub(super) fn header(&self) -> Vec<u8> {
        let mut bytes = 0x0403_4b50_u32.to_le_bytes().to_vec();
        self.common(&mut bytes);
        bytes.extend(self.name.as_bytes());
        bytes
    }

    fn common(&self, bytes: &mut Vec<u8>) {
        for short in [NEEDED, 0, 0, 0, DATE] {
            bytes.extend(short.to_le_bytes());
        }
        for long in [self.crc, self.size, self.size] {
            bytes.extend(long.to_le_bytes());
        }
        let name = u16::try_from(self.name.len()).unwrap_or(u16::MAX);
        bytes.extend(name.to_le_bytes());
        bytes.extend([0, 0]);
    }

    fn line(&self, bytes: &mut Vec<u8>) {
        bytes.extend(0x0201_4b50_u32.to_le_bytes());
        bytes.extend(MADE_BY.to_le_bytes());
        self.common(bytes);
        bytes.extend([0; 6]);
        bytes.extend(RIGHTS.to_le_bytes());
        bytes.extend(self.offset.to_le_bytes());
        bytes.extend(self.name.as_bytes());
    }

    /// Where it is over.
    pub(super) fn after(&self) -> u64 {
        u64::from(self.offset) + (HEADER + self.name.len()) as u64 + u64::from(self.size)
    }
}

/// What stands behind all files.
pub(super) fn directory(members: &[Member], at: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    for member in members {
        member.line(&mut bytes);
    }
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let number = u16::try_from(members.len()).unwrap_or(u16::MAX);
    bytes.extend(0x0605_4b50_u32.to_le_bytes());
    bytes.extend([0; 4]);
    for short in [number, number] {
        bytes.extend(short.to_le_bytes());
    }
    for long in [length, at] {
        bytes.extend(long.to_le_bytes());
    }
    bytes.extend([0, 0]);
    bytes
}

/// How long the directory is and where it begins, as the end of a package says.
pub(super) fn end(bytes: &[u8; END], limits: &PackageLimits) -> Result<(usize, u32), PackageError> {
    let not = || PackageError::NotAPackage("its end");
    let long = |at: usize| {
        let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
        four.map(u32::from_le_bytes).ok_or_else(not)
    };
    if long(0)? != 0x0605_4b50 {
        return Err(not());
    }
    let number = usize::from(u16::from_le_bytes([bytes[10], bytes[11]]));
    let length = long(12)? as usize;
    if number > limits.files || length > number * (LINE + LONGEST_NAME) {
        return Err(PackageError::TooLarge("files"));
    }
    Ok((length, long(16)?))
}

/// The files that a directory lists, each where the one before is over: nothing lies between them.
pub(super) fn members(directory: &[u8], limits: &PackageLimits) -> Result<Vec<Member>, PackageError> {
    let not = || PackageError::NotAPackage("its directory");
    let mut members: Vec<Member> = Vec::new();
    let mut names = std::collections::BTreeSet::new();
    let (mut rest, mut offset) = (directory, 0_u64);
    while !rest.is_empty() {
        let (line, after) = rest.split_at_checked(LINE).ok_or_else(not)?;
        let four =
            |at: usize| line.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
        let length = line.get(28..30).and_then(|two| two.try_into().ok()).map(u16::from_le_bytes);
        let length = usize::from(length.ok_or_else(not)?);
        let (name, after) = after.split_at_checked(length).ok_or_else(not)?;
        let name = String::from_utf8_lossy(name).into_owned();
        if !is_name(&name) {
            return Err(PackageError::Name(name));
        }
        if !names.insert(name.clone()) {
            return Err(PackageError::Twice(name));
        }
        let (crc, size) = (four(16).ok_or_else(not)?, four(24).ok_or_else(not)?);
        if u64::from(size) > limits.of(&name) {
            return Err(PackageError::TooLarge("bytes of a file"));
        }
        let at = u32::try_from(offset).map_err(|_| PackageError::TooLarge("bytes"))?;
        let member = Member { name, crc, size, offset: at };
        offset = member.after();
        members.push(member);
        rest = after;
    }
    Ok(members)
}
