//! How evidence is sealed: encrypted in pieces, so that no scanner knows it and no change goes unseen.
//!
//! Must never hold a whole file in memory, and must never use a key for two files.
//!
//! A sealed file is `QUETKEPT`, a nonce of 19 bytes, then pieces of 64 KiB under XChaCha20-Poly1305 in STREAM mode (each
//! with its number and whether it is the last), bound to the file's name.

use std::fs::File;
use std::io::{self, Read, Write};

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::KeyInit;
use chacha20poly1305::aead::stream::{DecryptorBE32, EncryptorBE32};

const MAGIC: &[u8; 8] = b"QUETKEPT";
const NONCE: usize = 19;
pub(super) const PIECE: usize = 64 * 1024;
const TAG: usize = 16;

/// Seals what is written into it. Only what [`Sealing::end`] ended can be opened.
pub(super) struct Sealing<W> {
    to: W,
    name: String,
    cipher: EncryptorBE32<XChaCha20Poly1305>,
    waiting: Vec<u8>,
}

impl<W: Write> Sealing<W> {
    /// Begins, with a key and a nonce that nothing else is sealed with.
    pub(super) fn begin(
        mut to: W,
        name: &str,
        key: &[u8; 32],
        nonce: &[u8; NONCE],
    ) -> io::Result<Sealing<W>> {
        to.write_all(MAGIC)?;
        to.write_all(nonce)?;
        let cipher = EncryptorBE32::from_aead(XChaCha20Poly1305::new(key.into()), nonce.into());
        Ok(Sealing { to, name: name.to_owned(), cipher, waiting: Vec::with_capacity(PIECE + TAG) })
    }

    /// Adds bytes. The last piece is sealed otherwise, so a full one waits until there is more.
    pub(super) fn add(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            if self.waiting.len() == PIECE {
                self.cipher.encrypt_next_in_place(self.name.as_bytes(), &mut self.waiting).map_err(sealed)?;
                self.to.write_all(&self.waiting)?;
                self.waiting.clear();
            }
            let (now, later) = bytes.split_at(bytes.len().min(PIECE - self.waiting.len()));
            self.waiting.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// Seals the last piece, which may be empty, and gives back where it was written.
    pub(super) fn end(mut self) -> io::Result<W> {
        self.cipher.encrypt_last_in_place(self.name.as_bytes(), &mut self.waiting).map_err(sealed)?;
        self.to.write_all(&self.waiting)?;
        Ok(self.to)
    }

    /// Where it is written.
    pub(super) fn to(&self) -> &W {
        &self.to
    }
}

fn sealed<E>(_: E) -> io::Error {
    io::Error::other("it cannot be sealed")
}

fn altered<E>(_: E) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it is not what was sealed")
}

/// Contents of a sealed file, piece by piece. Each is as it was sealed; whether that was all, the end tells: it comes
/// without an error only where nothing was cut off.
pub struct Opened {
    from: File,
    name: String,
    cipher: Option<DecryptorBE32<XChaCha20Poly1305>>,
    ahead: Vec<u8>,
    given: Vec<u8>,
    at: usize,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Opened").finish_non_exhaustive()
    }
}

impl Opened {
    /// Begins to open what was sealed under that name with that key.
    pub(super) fn begin(mut from: File, name: &str, key: &[u8; 32]) -> io::Result<Opened> {
        let (mut magic, mut nonce) = ([0; MAGIC.len()], [0; NONCE]);
        from.read_exact(&mut magic).and_then(|()| from.read_exact(&mut nonce)).map_err(altered)?;
        if &magic != MAGIC {
            return Err(altered(()));
        }
        let cipher = Some(DecryptorBE32::from_aead(XChaCha20Poly1305::new(key.into()), (&nonce).into()));
        let ahead = piece(&mut from)?;
        Ok(Opened { from, name: name.to_owned(), cipher, ahead, given: Vec::new(), at: 0 })
    }

    /// The next piece; nothing after the last.
    ///
    /// # Errors
    /// When it cannot be read, or is not what was sealed.
    pub fn next_piece(&mut self) -> io::Result<Option<Vec<u8>>> {
        let Some(mut cipher) = self.cipher.take() else { return Ok(None) };
        let next = piece(&mut self.from)?;
        let mut now = std::mem::replace(&mut self.ahead, next);
        if self.ahead.is_empty() {
            cipher.decrypt_last_in_place(self.name.as_bytes(), &mut now).map_err(altered)?;
        } else {
            cipher.decrypt_next_in_place(self.name.as_bytes(), &mut now).map_err(altered)?;
            self.cipher = Some(cipher);
        }
        Ok(Some(now))
    }
}

impl Read for Opened {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.given.len() {
            let Some(next) = self.next_piece()? else { return Ok(0) };
            (self.given, self.at) = (next, 0);
        }
        let mut rest = self.given.get(self.at..).unwrap_or_default();
        let read = rest.read(buffer)?;
        self.at += read;
        Ok(read)
    }
}

#[allow(clippy::disallowed_methods, reason = "it is capped at one piece in the same line")]
fn piece(from: &mut File) -> io::Result<Vec<u8>> {
    let mut piece = Vec::with_capacity(PIECE + TAG);
    io::copy(&mut from.take((PIECE + TAG) as u64), &mut piece)?;
    Ok(piece)
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, SeekFrom};

    use super::*;

    fn opened(bytes: &[u8], name: &str, key: &[u8; 32]) -> io::Result<Vec<u8>> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
        let mut opened = Opened::begin(file, name, key)?;
        let mut all = Vec::new();
        while let Some(piece) = opened.next_piece()? {
            all.extend(piece);
        }
        Ok(all)
    }

    #[test]
    fn what_was_sealed_is_opened_and_nothing_that_was_changed_cut_or_put_elsewhere() {
        let key = [7; 32];
        for size in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 5] {
            let plain: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            let mut sealing = Sealing::begin(Vec::new(), "a", &key, &[3; NONCE]).unwrap();
            for chunk in plain.chunks(10_007) {
                sealing.add(chunk).unwrap();
            }
            let sealed = sealing.end().unwrap();
            assert_eq!(opened(&sealed, "a", &key).unwrap(), plain, "{size}");
            assert!(opened(&sealed, "b", &key).is_err(), "{size}: under another name");
            assert!(opened(&sealed, "a", &[8; 32]).is_err(), "{size}: with another key");
            assert!(opened(&sealed[..sealed.len() - 1], "a", &key).is_err(), "{size}: cut");
            if size > PIECE {
                let whole = MAGIC.len() + NONCE + PIECE + TAG;
                assert!(opened(&sealed[..whole], "a", &key).is_err(), "{size}: cut between pieces");
            }
            for at in [0, 8, sealed.len() / 2, sealed.len() - 1] {
                let mut changed = sealed.clone();
                changed[at] ^= 1;
                assert!(opened(&changed, "a", &key).is_err(), "{size}: changed at {at}");
            }
        }
    }
}
