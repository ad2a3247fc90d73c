//! How contents are sealed in the vault: encrypted in pieces, so that no scanner knows them and no change goes unseen.
//!
//! Must never hold a whole file in memory, and never hand out bytes as good before their last piece was opened:
//! callers write to a place that does not count yet.
//!
//! A sealed file is `QUETSEAL`, a random nonce of 19 bytes, then pieces of 64 KiB under XChaCha20-Poly1305 in STREAM
//! mode (each with its number and whether it is the last), bound to the item's id.

use std::io::{self, Read, Write};

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::KeyInit;
use chacha20poly1305::aead::stream::{DecryptorBE32, EncryptorBE32};
use sha2::{Digest, Sha256};

use crate::item::Id;
use crate::os::fill_random;

const MAGIC: &[u8; 8] = b"QUETSEAL";
const NONCE: usize = 19;
const PIECE: usize = 64 * 1024;
const TAG: usize = 16;

/// The key of one vault.
pub(crate) struct Key(pub(crate) [u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

/// How much was read, and its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) size: u64,
    pub(crate) sha256: [u8; 32],
}

/// Why contents could not be sealed or opened.
#[derive(Debug)]
pub(crate) enum SealError {
    Read(io::Error),
    Write(io::Error),
    /// The sealed bytes are not those that were written with this key for this item.
    Altered,
}

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    fill_random(&mut bytes)?;
    Ok(bytes)
}

/// Reads `plain` to its end and writes it sealed.
pub(crate) fn seal(key: &Key, id: &Id, plain: impl Read, sealed: &mut impl Write) -> Result<Sum, SealError> {
    let nonce: [u8; NONCE] = random().map_err(SealError::Read)?;
    sealed.write_all(MAGIC).and_then(|()| sealed.write_all(&nonce)).map_err(SealError::Write)?;
    let cipher = XChaCha20Poly1305::new((&key.0).into());
    let mut stream = EncryptorBE32::from_aead(cipher, (&nonce).into());
    let mut pieces = Pieces::new(plain, PIECE).map_err(SealError::Read)?;
    let mut digest = Summing::default();
    while let Some(mut piece) = pieces.next_but_last().map_err(SealError::Read)? {
        digest.add(&piece);
        stream.encrypt_next_in_place(id.as_bytes(), &mut piece).map_err(|_| SealError::Altered)?;
        sealed.write_all(&piece).map_err(SealError::Write)?;
    }
    let mut last = pieces.last();
    digest.add(&last);
    stream.encrypt_last_in_place(id.as_bytes(), &mut last).map_err(|_| SealError::Altered)?;
    sealed.write_all(&last).map_err(SealError::Write)?;
    Ok(digest.sum())
}

/// Opens what [`seal`] wrote. What was written to `plain` is good only once this returns `Ok`.
pub(crate) fn unseal(
    key: &Key,
    id: &Id,
    mut sealed: impl Read,
    plain: &mut impl Write,
) -> Result<Sum, SealError> {
    let mut magic = [0; MAGIC.len()];
    let mut nonce = [0; NONCE];
    sealed.read_exact(&mut magic).and_then(|()| sealed.read_exact(&mut nonce)).map_err(cut_short)?;
    if magic != *MAGIC {
        return Err(SealError::Altered);
    }
    let cipher = XChaCha20Poly1305::new((&key.0).into());
    let mut stream = DecryptorBE32::from_aead(cipher, (&nonce).into());
    let mut pieces = Pieces::new(sealed, PIECE + TAG).map_err(SealError::Read)?;
    let mut digest = Summing::default();
    while let Some(mut piece) = pieces.next_but_last().map_err(SealError::Read)? {
        stream.decrypt_next_in_place(id.as_bytes(), &mut piece).map_err(|_| SealError::Altered)?;
        digest.add(&piece);
        plain.write_all(&piece).map_err(SealError::Write)?;
    }
    let mut last = pieces.last();
    stream.decrypt_last_in_place(id.as_bytes(), &mut last).map_err(|_| SealError::Altered)?;
    digest.add(&last);
    plain.write_all(&last).map_err(SealError::Write)?;
    Ok(digest.sum())
}

/// The digest of what can be read, at most `limit` bytes of it.
pub(crate) fn sum(plain: impl Read, limit: u64) -> io::Result<Sum> {
    let mut digest = Summing::default();
    io::copy(&mut plain.take(limit), &mut digest)?;
    Ok(digest.sum())
}

fn cut_short(error: io::Error) -> SealError {
    if error.kind() == io::ErrorKind::UnexpectedEof { SealError::Altered } else { SealError::Read(error) }
}

#[derive(Default)]
struct Summing {
    size: u64,
    sha256: Sha256,
}

impl Summing {
    fn add(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        self.sha256.update(bytes);
    }

    fn sum(self) -> Sum {
        Sum { size: self.size, sha256: self.sha256.finalize().into() }
    }
}

impl Write for Summing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.add(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads pieces of one size, one ahead, because the last one is sealed differently.
struct Pieces<R> {
    from: R,
    size: usize,
    ahead: Vec<u8>,
}

impl<R: Read> Pieces<R> {
    fn new(from: R, size: usize) -> io::Result<Self> {
        let mut pieces = Pieces { from, size, ahead: Vec::new() };
        pieces.ahead = pieces.read()?;
        Ok(pieces)
    }

    fn read(&mut self) -> io::Result<Vec<u8>> {
        // Room for the tag that sealing adds in place.
        let mut piece = Vec::with_capacity(self.size + TAG);
        io::copy(&mut self.from.by_ref().take(self.size as u64), &mut piece)?;
        Ok(piece)
    }

    /// The next piece, unless it is the last.
    fn next_but_last(&mut self) -> io::Result<Option<Vec<u8>>> {
        let next = self.read()?;
        Ok((!next.is_empty()).then(|| std::mem::replace(&mut self.ahead, next)))
    }

    /// The last piece, which may be empty.
    fn last(self) -> Vec<u8> {
        self.ahead
    }
}
