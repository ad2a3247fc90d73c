//! A tar with plain files only, written in one way, and read only if it is written in that way.
//!
//! Must never pass over a byte: headers are compared with the ones that we would write, and what fills a block up is zero.

use std::io::{self, Read, Write};

use sha2::{Digest, Sha256};

use crate::evidence::hex;

const BLOCK: u64 = 512;
/// The longest name that fits.
const NAME: usize = 100;
/// The largest size that fits: eleven octal digits.
const LARGEST: u64 = (1 << 33) - 1;

/// Writes an archive.
pub(super) struct Writer<W> {
    to: W,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(to: W) -> Writer<W> {
        Writer { to }
    }

    /// Adds a file of that many bytes: their digest.
    pub(super) fn add(&mut self, name: &str, size: u64, from: &mut dyn Read) -> io::Result<String> {
        let header = header(name, size).ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
        self.to.write_all(&header)?;
        let mut digesting = Digesting::new(from);
        let copied = io::copy(&mut (&mut digesting).take(size), &mut self.to)?;
        if copied != size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.to.write_all(&vec![0; filling(size)])?;
        Ok(digesting.sha256())
    }

    /// Ends it.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.to.write_all(&[0; 2 * BLOCK as usize])?;
        Ok(self.to)
    }
}

/// Reads an archive.
pub(super) struct Reader<R> {
    from: R,
}

/// What is wrong with an archive.
#[derive(Debug, thiserror::Error)]
pub(super) enum Bad {
    #[error(transparent)]
    Read(#[from] io::Error),
    #[error("{0}")]
    Altered(&'static str),
}

impl<R: Read> Reader<R> {
    pub(super) fn new(from: R) -> Reader<R> {
        Reader { from }
    }

    /// The next file's name and size; `None` at the end, behind which nothing may follow.
    pub(super) fn next(&mut self) -> Result<Option<(String, u64)>, Bad> {
        let mut block = [0; BLOCK as usize];
        self.exactly(&mut block)?;
        if block == [0; BLOCK as usize] {
            self.exactly(&mut block)?;
            let nothing_follows = self.from.read(&mut [0])? == 0;
            return match block == [0; BLOCK as usize] && nothing_follows {
                true => Ok(None),
                false => Err(Bad::Altered("something follows its end")),
            };
        }
        let text = |from: usize, to: usize| {
            let field = block.get(from..to).unwrap_or_default();
            let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
            std::str::from_utf8(field.get(..end).unwrap_or_default()).unwrap_or_default()
        };
        let name = text(0, NAME).to_owned();
        let size = u64::from_str_radix(text(124, 136), 8).unwrap_or(u64::MAX);
        match header(&name, size) {
            Some(expected) if expected == block => Ok(Some((name, size))),
            _ => Err(Bad::Altered("the header of a file in it is damaged, or not ours")),
        }
    }

    /// The contents of the file that `next` told, all of which `take` is to read.
    pub(super) async fn contents<T, E: From<Bad>>(
        &mut self,
        size: u64,
        take: impl AsyncFnOnce(&mut dyn Read) -> Result<T, E>,
    ) -> Result<(T, String), E> {
        let mut digesting = Digesting::new((&mut self.from).take(size));
        let taken = take(&mut digesting).await?;
        let left = io::copy(&mut digesting, &mut io::sink()).map_err(Bad::from)?;
        if digesting.from.limit() != 0 {
            return Err(Bad::Altered("it was cut").into());
        }
        if left != 0 {
            return Err(Bad::Altered("more stands in it than there should").into());
        }
        let sha256 = digesting.sha256();
        let mut filled = vec![0; filling(size)];
        self.exactly(&mut filled)?;
        if filled.iter().any(|byte| *byte != 0) {
            return Err(Bad::Altered("something stands between its files").into());
        }
        Ok((taken, sha256))
    }

    fn exactly(&mut self, bytes: &mut [u8]) -> Result<(), Bad> {
        self.from.read_exact(bytes).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Bad::Altered("it was cut"),
            _ => Bad::Read(error),
        })
    }
}

/// Digests what is read through it.
struct Digesting<R> {
    from: R,
    digest: Sha256,
}

impl<R> Digesting<R> {
    fn new(from: R) -> Digesting<R> {
        Digesting { from, digest: Sha256::new() }
    }

    fn sha256(self) -> String {
        hex(&self.digest.finalize())
    }
}

impl<R: Read> Read for Digesting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.digest.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

/// Bytes that fill the last block up.
fn filling(size: u64) -> usize {
    (size.next_multiple_of(BLOCK) - size) as usize
}

/// The header of a plain file (ustar) that only its owner may read; `None` where the name or the size does not fit.
fn header(name: &str, size: u64) -> Option<[u8; BLOCK as usize]> {
    if name.is_empty() || name.len() > NAME || size > LARGEST {
        return None;
    }
    let mut block = [0; BLOCK as usize];
    let mut put = |at: usize, text: &[u8]| {
        block.iter_mut().skip(at).zip(text).for_each(|(to, from)| *to = *from);
    };
    put(0, name.as_bytes());
    put(100, b"0000600\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{size:011o}\0").as_bytes());
    put(136, b"00000000000\0");
    // The sum is made with spaces in its own place.
    put(148, b"        ");
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    let mut put = |at: usize, text: &[u8]| {
        block.iter_mut().skip(at).zip(text).for_each(|(to, from)| *to = *from);
    };
    put(148, format!("{sum:06o}\0 ").as_bytes());
    Some(block)
}
