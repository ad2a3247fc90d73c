//! Samples in a package: each in an archive of its own that opens with the password which all who exchange samples use.
//!
//! Must never let a sample stand anywhere as it is: it goes from one seal to the other piece by piece.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::super::download::PASSWORD;

/// Bytes of an archive's end, and of a directory that lists one file.
const END: usize = 22;
const LONGEST_DIRECTORY: u32 = 4096;

/// Gives the sample in an archive to `to`, piece by piece, and says whether it is that one.
///
/// # Errors
/// When the archive is none, holds anything else, or cannot be read.
pub fn opened<R: Read + Seek>(
    mut archive: R,
    sha256: &str,
    bytes: u64,
    to: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<bool> {
    holds_one(&mut archive)?;
    let mut zip = ZipArchive::new(BufReader::new(archive))?;
    let file = zip.by_index_decrypt(0, PASSWORD.as_bytes())?;
    if !file.encrypted() {
        return Ok(false);
    }
    let mut file = file.take(bytes.saturating_add(1));
    let (mut digest, mut read, mut piece) = (Sha256::new(), 0_u64, vec![0; 64 << 10]);
    loop {
        let now = file.read(&mut piece)?;
        if now == 0 {
            break;
        }
        let piece = piece.get(..now).unwrap_or_default();
        read += now as u64;
        digest.update(piece);
        to(piece)?;
    }
    let found: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(read == bytes && found == sha256)
}

/// Before anything is made of what an archive says of itself: it lists one file, and nothing stands behind that.
fn holds_one<R: Read + Seek>(archive: &mut R) -> io::Result<()> {
    let not = || io::Error::new(io::ErrorKind::InvalidData, "this is no archive with one sample");
    let size = archive.seek(SeekFrom::End(0))?;
    let mut end = [0; END];
    archive.seek(SeekFrom::Start(size.checked_sub(END as u64).ok_or_else(not)?))?;
    archive.read_exact(&mut end)?;
    let directory = u32::from_le_bytes([end[12], end[13], end[14], end[15]]);
    let is_one = end.starts_with(b"PK\x05\x06") && end[8..12] == [1, 0, 1, 0] && end[20..] == [0, 0];
    archive.seek(SeekFrom::Start(0))?;
    if is_one && directory <= LONGEST_DIRECTORY { Ok(()) } else { Err(not()) }
}
