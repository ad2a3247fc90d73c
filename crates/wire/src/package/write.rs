//! A package is made: file after file, then its manifest, then what vouches for that.
//!
//! Must never hold a whole file, and must never make one that [`super::Package`] would refuse.

use std::io::{self, Read, Seek, SeekFrom, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::layout::{Member, directory};
use super::manifest::{File, Manifest, signed};
use super::{MANIFEST, PackageError, PackageLimits, SIGNATURE, is_name};
use crate::hex;

/// Bytes that are read at once.
const PIECE: usize = 64 << 10;

/// A package that is being made.
#[derive(Debug)]
pub struct Writer<W> {
    to: W,
    members: Vec<Member>,
    files: Vec<File>,
    limits: PackageLimits,
}

/// One that was made.
#[derive(Debug)]
pub struct Made<W> {
    /// Where it was written; it stands at its beginning.
    pub to: W,
    /// What it says of itself.
    pub manifest: Manifest,
    /// The digest of its manifest, by which it is named.
    pub sha256: String,
    /// Its size.
    pub size: u64,
}

impl<W: Write + Seek> Writer<W> {
    /// Begins one in an empty file.
    pub fn new(to: W, limits: PackageLimits) -> Writer<W> {
        Writer { to, members: Vec::new(), files: Vec::new(), limits }
    }

    /// Adds a file.
    ///
    /// # Errors
    /// When it is more than a package may hold, cannot be called so, or cannot be read or written.
    pub fn add(&mut self, name: &str, from: &mut dyn Read) -> Result<&File, PackageError> {
        if !is_name(name) || name == MANIFEST || name == SIGNATURE {
            return Err(PackageError::Name(name.to_owned()));
        }
        if self.files.iter().any(|file| file.name == name) {
            return Err(PackageError::Twice(name.to_owned()));
        }
        let file = self.put(name, from)?;
        self.files.push(file);
        self.files.last().ok_or(PackageError::NotCanonical)
    }

    fn put(&mut self, name: &str, from: &mut dyn Read) -> Result<File, PackageError> {
        if self.members.len() >= self.limits.files {
            return Err(PackageError::TooLarge("files"));
        }
        let begins = self.members.last().map_or(0, Member::after);
        let offset = u32::try_from(begins).map_err(|_| PackageError::TooLarge("bytes"))?;
        let mut member = Member { name: name.to_owned(), crc: 0, size: 0, offset };
        // What its header says is known when it was read: it is written over.
        self.to.write_all(&member.header())?;
        let (mut crc, mut digest, mut size) = (crc32fast::Hasher::new(), Sha256::new(), 0_u64);
        let mut piece = vec![0; PIECE];
        loop {
            let read = match from.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => piece.get(..read).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.into()),
            };
            size += read.len() as u64;
            if size > self.limits.of(name) {
                return Err(PackageError::TooLarge("bytes of a file"));
            }
            crc.update(read);
            digest.update(read);
            self.to.write_all(read)?;
        }
        member.crc = crc.finalize();
        member.size = u32::try_from(size).map_err(|_| PackageError::TooLarge("bytes of a file"))?;
        if member.after() > self.limits.bytes {
            return Err(PackageError::TooLarge("bytes"));
        }
        self.to.seek(SeekFrom::Start(begins))?;
        self.to.write_all(&member.header())?;
        self.to.seek(SeekFrom::Start(member.after()))?;
        self.members.push(member);
        Ok(File { name: name.to_owned(), sha256: hex(&digest.finalize()), bytes: size })
    }

    /// Ends it: `manifest` is what it says of itself but for its files, `sign` signs.
    ///
    /// # Errors
    /// When it is more than a package may be, or cannot be signed or written.
    pub fn end<E>(
        mut self,
        manifest: Manifest,
        sign: impl FnOnce(&[u8]) -> Result<[u8; 64], E>,
    ) -> Result<Made<W>, E>
    where
        E: From<PackageError>,
    {
        let manifest = Manifest { files: std::mem::take(&mut self.files), ..manifest }.in_form();
        let bytes = manifest.bytes()?;
        let signature = sign(&signed(&bytes))?;
        let ended = || -> Result<Made<W>, PackageError> {
            self.put(MANIFEST, &mut bytes.as_slice())?;
            self.put(SIGNATURE, &mut format!("{}\n", STANDARD.encode(signature)).as_bytes())?;
            let begins = self.members.last().map_or(0, Member::after);
            let at = u32::try_from(begins).map_err(|_| PackageError::TooLarge("bytes"))?;
            let directory = directory(&self.members, at);
            let size = begins + directory.len() as u64;
            if size > self.limits.bytes {
                return Err(PackageError::TooLarge("bytes"));
            }
            self.to.write_all(&directory)?;
            self.to.flush()?;
            self.to.seek(SeekFrom::Start(0))?;
            Ok(Made { to: self.to, manifest, sha256: hex(&Sha256::digest(&bytes)), size })
        };
        Ok(ended()?)
    }
}
