//! ZIP files written field by field, so that each field can be made to lie.
//! It must never correct what it is told to write: readers of such files are what is tested.

use crate::{crc::crc32, deflate::deflate};

/// Method 0: the bytes as they are.
pub const STORED: u16 = 0;
/// Method 8: deflate.
pub const DEFLATED: u16 = 8;
/// General-purpose flag: the member is encrypted.
pub const FLAG_ENCRYPTED: u16 = 1;
/// General-purpose flag: the name is UTF-8.
pub const FLAG_UTF8: u16 = 1 << 11;

/// The first day that ZIP's calendar knows, 1 January 1980, and midnight.
const DATE: u16 = 0x0021;
const TIME: u16 = 0;

/// What a header says about a member; a member has two, which should agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Any bytes at all.
    pub name: Vec<u8>,
    /// The general-purpose flags.
    pub flags: u16,
    /// The compression method.
    pub method: u16,
    /// The CRC-32 of the unpacked bytes.
    pub crc32: u32,
    /// Bytes in the file.
    pub packed: u32,
    /// Bytes when unpacked.
    pub size: u32,
    /// Unix mode with the file type (only the directory's header has room for it).
    pub mode: u32,
}

/// A member: its header before the data, its header in the directory, its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The header right before the data.
    pub local: Header,
    /// The header in the central directory; `None` hides the member from readers that trust the directory.
    pub listed: Option<Header>,
    /// The data as they stand in the file.
    pub body: Vec<u8>,
}

impl Entry {
    /// An honest member, stored.
    pub fn stored(name: impl AsRef<[u8]>, bytes: &[u8]) -> Self {
        Self::with_body(name.as_ref(), STORED, bytes, bytes.to_vec())
    }

    /// An honest member, deflated, or stored where deflate would not make it smaller.
    pub fn new(name: impl AsRef<[u8]>, bytes: &[u8]) -> Self {
        let packed = deflate(bytes);
        if packed.len() < bytes.len() {
            Self::with_body(name.as_ref(), DEFLATED, bytes, packed)
        } else {
            Self::stored(name, bytes)
        }
    }

    fn with_body(name: &[u8], method: u16, bytes: &[u8], body: Vec<u8>) -> Self {
        Self::raw(name, method, crc32(bytes), length(bytes.len()), body)
    }

    /// A member of which everything is given: nothing is computed but the packed size.
    pub fn raw(name: &[u8], method: u16, crc32: u32, size: u32, body: Vec<u8>) -> Self {
        let flags = if !name.is_ascii() && str::from_utf8(name).is_ok() { FLAG_UTF8 } else { 0 };
        let local = Header {
            name: name.to_vec(),
            flags,
            method,
            crc32,
            packed: length(body.len()),
            size,
            mode: 0o100_644,
        };
        Self { listed: Some(local.clone()), local, body }
    }

    /// Changes both headers in the same way, so that they go on agreeing.
    #[must_use]
    pub fn claiming(mut self, change: impl Fn(&mut Header)) -> Self {
        change(&mut self.local);
        self.listed.iter_mut().for_each(change);
        self
    }

    /// The member without its header in the directory.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.listed = None;
        self
    }
}

/// A whole ZIP file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZipFile {
    /// Bytes before the first member.
    pub prefix: Vec<u8>,
    /// Whether offsets count from the start of the prefix (as a linker of self-extractors does it) or from the first
    /// member (as `cat prefix file.zip` leaves them).
    pub offsets_count_prefix: bool,
    /// The members.
    pub entries: Vec<Entry>,
    /// The comment at the end; past 65,535 bytes its length field says 65,535.
    pub comment: Vec<u8>,
}

impl ZipFile {
    /// The bytes of the file. Offsets past 4 GiB are not supported: they are written as the highest one possible.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = self.prefix.clone();
        let uncounted = if self.offsets_count_prefix { 0 } else { self.prefix.len() };
        let mut directory = Vec::new();
        let mut listed = 0;
        for entry in &self.entries {
            if let Some(header) = &entry.listed {
                push_listed(&mut directory, header, out.len() - uncounted);
                listed += 1;
            }
            push_local(&mut out, &entry.local);
            out.extend_from_slice(&entry.body);
        }
        let start = out.len();
        out.extend_from_slice(&directory);
        push_end(&mut out, listed, start - uncounted, directory.len(), uncounted, &self.comment);
        out
    }
}

/// Writes a header as it stands before a member's data.
pub(crate) fn push_local(out: &mut Vec<u8>, header: &Header) {
    out.extend_from_slice(b"PK\x03\x04");
    push_shared(out, header);
    out.extend_from_slice(&header.name);
}

/// Writes a header as it stands in the central directory.
pub(crate) fn push_listed(out: &mut Vec<u8>, header: &Header, offset: usize) {
    out.extend_from_slice(b"PK\x01\x02");
    push16(out, 3 << 8 | 20); // Made on Unix, by version 2.0.
    push_shared(out, header);
    push16(out, 0); // Length of a comment,
    push16(out, 0); // disk,
    push16(out, 0); // internal attributes.
    push32(out, header.mode << 16);
    push32(out, length(offset));
    out.extend_from_slice(&header.name);
}

/// The fields that both headers have, in the same order.
fn push_shared(out: &mut Vec<u8>, header: &Header) {
    push16(out, 20); // Version 2.0 is needed.
    push16(out, header.flags);
    push16(out, header.method);
    push16(out, TIME);
    push16(out, DATE);
    push32(out, header.crc32);
    push32(out, header.packed);
    push32(out, header.size);
    push16(out, u16::try_from(header.name.len()).unwrap_or(u16::MAX));
    push16(out, 0); // Length of extra fields.
}

/// Writes what closes a ZIP file, with ZIP64's records where there are more members than 16 bits can count.
pub(crate) fn push_end(
    out: &mut Vec<u8>,
    entries: usize,
    start: usize,
    size: usize,
    uncounted: usize,
    comment: &[u8],
) {
    let short_count = u16::try_from(entries).unwrap_or(u16::MAX);
    if short_count == u16::MAX {
        let zip64_start = out.len() - uncounted;
        out.extend_from_slice(b"PK\x06\x06");
        push64(out, 44); // What follows of this record.
        push16(out, 3 << 8 | 45);
        push16(out, 45);
        push32(out, 0);
        push32(out, 0);
        push64(out, entries);
        push64(out, entries);
        push64(out, size);
        push64(out, start);
        out.extend_from_slice(b"PK\x06\x07");
        push32(out, 0);
        push64(out, zip64_start);
        push32(out, 1);
    }
    out.extend_from_slice(b"PK\x05\x06");
    push16(out, 0);
    push16(out, 0);
    push16(out, short_count);
    push16(out, short_count);
    push32(out, length(size));
    push32(out, length(start));
    push16(out, u16::try_from(comment.len()).unwrap_or(u16::MAX));
    out.extend_from_slice(comment);
}

/// A length for a field of 32 bits.
pub(crate) fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

fn push16(out: &mut Vec<u8>, value: u16) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn push32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn push64(out: &mut Vec<u8>, value: usize) {
    out.extend_from_slice(&(value as u64).to_le_bytes());
}
