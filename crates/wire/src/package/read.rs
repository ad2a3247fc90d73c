//! A package is opened, and each of its files held against its manifest.
//!
//! Must never read a file of it before its manifest was verified, nor more of one than its limit.

use std::io::{self, Read, Seek, SeekFrom, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::Signature;
use sha2::{Digest, Sha256};

use super::layout::{END, Member, directory, end, members};
use super::manifest::{Manifest, signed};
use super::{MANIFEST, PackageError, PackageLimits, SIGNATURE};
use crate::hex;
use crate::pack::Key;

/// Bytes that are read at once.
const PIECE: usize = 64 << 10;

/// A package whose manifest was verified. What its files hold is not yet.
#[derive(Debug)]
pub struct Package<R> {
    from: R,
    members: Vec<Member>,
    /// What it says of itself.
    pub manifest: Manifest,
    /// With whose key it is signed.
    pub key: Key,
    /// The digest of its manifest, by which it is named.
    pub sha256: String,
}

/// How a file of a package is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is what was signed.
    Whole,
    /// It is something else.
    Altered,
    /// It is listed, and not there.
    Missing,
    /// It is there, and was not signed.
    Unlisted,
    /// It does not stand in its place.
    Displaced,
}

/// A file that was held against the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Its name.
    pub name: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// How it is.
    pub state: State,
}

impl<R: Read + Seek> Package<R> {
    /// Opens one that was signed with one of these keys.
    ///
    /// # Errors
    /// When it is none, was altered outside of its files, or was signed with another key.
    pub fn open(mut from: R, keys: &[Key], limits: &PackageLimits) -> Result<Package<R>, PackageError> {
        let members = layout(&mut from, limits)?;
        let find = |name: &'static str| {
            let found = members.iter().find(|member| member.name == name);
            found.cloned().ok_or(PackageError::Missing(name))
        };
        let (manifest, signature) = (find(MANIFEST)?, find(SIGNATURE)?);
        let bytes = contents(&mut from, &manifest)?;
        let signature = contents(&mut from, &signature)?;
        let read = || {
            let text = std::str::from_utf8(&signature).ok()?.strip_suffix('\n')?;
            let read = STANDARD.decode(text).ok()?;
            (STANDARD.encode(&read) == text).then(|| Signature::from_slice(&read).ok())?
        };
        let signature = read().ok_or(PackageError::NotAPackage(SIGNATURE))?;
        let signed = signed(&bytes);
        let Some(key) = keys.iter().find(|key| key.has_signed(&signed, &signature)) else {
            // Whether it is another server's, or was altered, its own word on the key tells; it is believed for nothing else.
            let found = Manifest::read(&bytes).map(|manifest| manifest.key).unwrap_or_default();
            let known = found.is_empty() || keys.iter().any(|key| key.fingerprint() == found);
            return Err(if known { PackageError::Altered } else { PackageError::OtherKey { found } });
        };
        let (manifest, key) = (Manifest::read(&bytes)?, key.clone());
        let sha256 = hex(&Sha256::digest(&bytes));
        Ok(Package { from, members, manifest, key, sha256 })
    }

    /// Holds every file against the manifest; those that are listed first, in their order.
    ///
    /// # Errors
    /// When the package cannot be read.
    pub fn check(&mut self) -> Result<Vec<Checked>, PackageError> {
        let mut checked = Vec::new();
        let listed = self.manifest.files.clone();
        for (at, file) in listed.iter().enumerate() {
            let member = self.members.iter().position(|member| member.name == file.name);
            let state = match member.and_then(|at| Some((at, self.members.get(at)?.clone()))) {
                None => State::Missing,
                Some((_, member)) if u64::from(member.size) != file.bytes => State::Altered,
                Some((found, member)) => {
                    let mut digest = Sha256::new();
                    match pour(&mut self.from, &member, &mut |piece| {
                        digest.update(piece);
                        Ok(())
                    }) {
                        Ok(()) if hex(&digest.finalize()) != file.sha256 => State::Altered,
                        Ok(()) if found != at => State::Displaced,
                        Ok(()) => State::Whole,
                        Err(PackageError::AlteredFile(_)) => State::Altered,
                        Err(error) => return Err(error),
                    }
                }
            };
            checked.push(Checked { name: file.name.clone(), bytes: file.bytes, state });
        }
        for (at, member) in self.members.iter().enumerate() {
            // These two stand at its end, one after the other.
            let ends = [MANIFEST, SIGNATURE].iter().rev().position(|name| *name == member.name);
            let state = match ends {
                _ if listed.iter().any(|file| file.name == member.name) => continue,
                None => State::Unlisted,
                Some(behind) if at + behind + 1 == self.members.len() => State::Whole,
                Some(_) => State::Displaced,
            };
            checked.push(Checked { name: member.name.clone(), bytes: member.size.into(), state });
        }
        Ok(checked)
    }

    /// Whether it lists a file of that name.
    pub fn has(&self, name: &str) -> bool {
        self.manifest.files.iter().any(|file| file.name == name)
    }

    /// A file that is not evidence, whole.
    ///
    /// # Errors
    /// When it is not there, or is not what was signed.
    pub fn text(&mut self, name: &'static str) -> Result<Vec<u8>, PackageError> {
        let mut bytes = Vec::new();
        if name.starts_with("evidence/") || !self.has(name) {
            return Err(PackageError::Missing(name));
        }
        self.copy(name, &mut bytes)?;
        Ok(bytes)
    }

    /// What a file holds, to be read in any order. Whether that is what was signed, [`Package::check`] says.
    ///
    /// # Errors
    /// When it is not there.
    pub fn section(&mut self, name: &str) -> Result<Section<'_, R>, PackageError> {
        let member = self.members.iter().find(|member| member.name == name).filter(|_| self.has(name));
        let member = member.ok_or_else(|| PackageError::AlteredFile(name.to_owned()))?;
        let size = u64::from(member.size);
        let begins = member.after() - size;
        Ok(Section { from: &mut self.from, begins, size, at: 0 })
    }

    /// Writes what a file holds to somewhere, and says at its end whether that is what was signed.
    ///
    /// # Errors
    /// When it is not there, is not what was signed, or cannot be written.
    pub fn copy(&mut self, name: &str, to: &mut dyn Write) -> Result<(), PackageError> {
        let altered = || PackageError::AlteredFile(name.to_owned());
        let file = self.manifest.files.iter().find(|file| file.name == name).ok_or_else(altered)?;
        let member = self.members.iter().find(|member| member.name == name).cloned().ok_or_else(altered)?;
        let mut digest = Sha256::new();
        pour(&mut self.from, &member, &mut |piece| {
            digest.update(piece);
            to.write_all(piece)
        })?;
        if hex(&digest.finalize()) == file.sha256 { Ok(()) } else { Err(altered()) }
    }
}

/// What a file of a package holds, to be read in any order.
#[derive(Debug)]
pub struct Section<'p, R> {
    from: &'p mut R,
    begins: u64,
    size: u64,
    at: u64,
}

impl<R: Read + Seek> Read for Section<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.size.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let now = buffer.len().min(left);
        self.from.seek(SeekFrom::Start(self.begins + self.at))?;
        let read = self.from.read(buffer.get_mut(..now).unwrap_or_default())?;
        self.at += read as u64;
        Ok(read)
    }
}

impl<R: Read + Seek> Seek for Section<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let from = |whence: u64, by: i64| whence.checked_add_signed(by);
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => from(self.size, by),
            SeekFrom::Current(by) => from(self.at, by),
        };
        self.at = at.filter(|at| *at <= self.size).ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// The files that lie in it: from what stands at its end, which is to be what would be written of them.
fn layout<R: Read + Seek>(from: &mut R, limits: &PackageLimits) -> Result<Vec<Member>, PackageError> {
    let not = || PackageError::NotAPackage("its end");
    let size = from.seek(SeekFrom::End(0))?;
    if size > limits.bytes {
        return Err(PackageError::TooLarge("bytes"));
    }
    let ends = size.checked_sub(END as u64).ok_or_else(not)?;
    let mut last = [0; END];
    from.seek(SeekFrom::Start(ends))?;
    from.read_exact(&mut last)?;
    let (length, at) = end(&last, limits)?;
    if u64::from(at) + length as u64 != ends {
        return Err(not());
    }
    let mut bytes = vec![0; length];
    from.seek(SeekFrom::Start(at.into()))?;
    from.read_exact(&mut bytes)?;
    let members = members(&bytes, limits)?;
    bytes.extend(last);
    let over = members.last().map_or(0, Member::after);
    if over != u64::from(at) || directory(&members, at) != bytes {
        return Err(PackageError::NotAPackage("its directory"));
    }
    Ok(members)
}

fn contents<R: Read + Seek>(from: &mut R, member: &Member) -> Result<Vec<u8>, PackageError> {
    let mut bytes = Vec::new();
    pour(from, member, &mut |piece| {
        bytes.extend_from_slice(piece);
        Ok(())
    })?;
    Ok(bytes)
}

/// Gives what a file holds, piece by piece, after what stands before it was held against what would be written.
fn pour<R: Read + Seek>(
    from: &mut R,
    member: &Member,
    to: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> Result<(), PackageError> {
    let altered = || PackageError::AlteredFile(member.name.clone());
    let expected = member.header();
    let mut header = vec![0; expected.len()];
    from.seek(SeekFrom::Start(member.offset.into()))?;
    from.read_exact(&mut header)?;
    if header != expected {
        return Err(altered());
    }
    let mut left = member.size as usize;
    let mut crc = crc32fast::Hasher::new();
    let mut piece = vec![0; PIECE.min(left)];
    while left > 0 {
        let now = piece.len().min(left);
        let piece = piece.get_mut(..now).unwrap_or_default();
        from.read_exact(piece)?;
        crc.update(piece);
        to(piece)?;
        left -= now;
    }
    if crc.finalize() == member.crc { Ok(()) } else { Err(altered()) }
}
