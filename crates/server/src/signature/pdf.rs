//! Where the signatures of a PDF are, and what each was made over: all bytes but the ones that it fills (ISO 32000-1
//! §12.8.1, `ByteRange`).
//!
//! Must never follow anything in the file: its bytes are searched from the front to the end, once. Must never take what
//! leaves out more than the signature itself for signed.

use super::SignatureLimits;

/// What says where a signature is.
const MARK: &[u8] = b"/ByteRange";

/// Bytes at the front among which the version is to be (ISO 32000-1, annex H.3).
const FRONT: usize = 1024;

/// A signature and what it was made over.
pub struct Part<'f> {
    /// What lies before it, and behind it.
    pub over: [&'f [u8]; 2],
    /// The signature.
    pub signature: Vec<u8>,
    /// Where what it was made over ends.
    pub end: usize,
}

/// It says that there is a signature, and is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Odd;

/// Whether it is one.
pub fn is_one(file: &[u8]) -> bool {
    let front = file.get(..FRONT.min(file.len())).unwrap_or_default();
    front.windows(5).any(|five| five == b"%PDF-")
}

/// Whether nothing stands there that a reader would show.
pub fn is_nothing(rest: &[u8]) -> bool {
    rest.iter().all(u8::is_ascii_whitespace)
}

/// All of them, in the order of what they were made over; nothing where there are more than are looked at.
pub fn parts<'f>(file: &'f [u8], limits: &SignatureLimits) -> Option<Vec<Result<Part<'f>, Odd>>> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(found) = find(file.get(at..).unwrap_or_default()) {
        at += found + MARK.len();
        if parts.len() == limits.signatures {
            return None;
        }
        parts.push(part(file, file.get(at..).unwrap_or_default(), limits).ok_or(Odd));
    }
    parts.sort_by_key(|part| part.as_ref().map_or(usize::MAX, |part| part.end));
    Some(parts)
}

fn find(rest: &[u8]) -> Option<usize> {
    memchr::memmem::find(rest, MARK)
}

fn part<'f>(file: &'f [u8], said: &[u8], limits: &SignatureLimits) -> Option<Part<'f>> {
    let [first, before, second, behind] = numbers(said)?;
    let end = second.checked_add(behind)?;
    if first != 0 || before >= second || end > file.len() {
        return None;
    }
    let (over, hole) = (file.get(..before)?, file.get(before..second)?);
    let signature = bytes(hole.strip_prefix(b"<")?.strip_suffix(b">")?, limits)?;
    Some(Part { over: [over, file.get(second..end)?], signature, end })
}

/// Four numbers between brackets.
fn numbers(said: &[u8]) -> Option<[usize; 4]> {
    let said = said.get(..200.min(said.len()))?.trim_ascii_start().strip_prefix(b"[")?;
    let end = said.iter().position(|byte| *byte == b']')?;
    let text = core::str::from_utf8(said.get(..end)?).ok()?;
    let numbers: Vec<usize> =
        text.split_ascii_whitespace().map(|number| number.parse().ok()).collect::<Option<_>>()?;
    numbers.try_into().ok()
}

/// Hexadecimal digits as bytes, and no more of them than the first element says: behind it is room that was not needed.
fn bytes(digits: &[u8], limits: &SignatureLimits) -> Option<Vec<u8>> {
    if digits.len() > 4 * limits.signature {
        return None;
    }
    let digits: Vec<u8> = digits.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes: Vec<u8> = digits
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let length = length(&bytes)?;
    let rest = bytes.get(length..)?;
    if length > limits.signature || !rest.iter().all(|byte| *byte == 0) {
        return None;
    }
    bytes.truncate(length);
    Some(bytes)
}

/// How long the first element is, with its head (X.690 §8.1.3).
fn length(bytes: &[u8]) -> Option<usize> {
    let (tag, first) = (*bytes.first()?, usize::from(*bytes.get(1)?));
    if tag != 0x30 {
        return None;
    }
    if first < 0x80 {
        return Some(2 + first);
    }
    let count = first - 0x80;
    if !(1..=4).contains(&count) {
        return None;
    }
    let length = bytes.get(2..2 + count)?.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
    length.checked_add(2 + count)
}
