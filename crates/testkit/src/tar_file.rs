//! Tar files written header by header, so that each header can be made to lie.
//! It must never correct what it is told to write: readers of such files are what is tested.

use std::iter::repeat_n;

/// Tar counts in blocks of this many bytes.
pub const BLOCK: usize = 512;

const NAME_FIELD: usize = 100;

/// A member and its header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Any bytes at all; past 100 of them a GNU long-name member comes first.
    pub name: Vec<u8>,
    /// The type flag: `b'0'` file, `b'1'` hard link, `b'2'` symbolic link, `b'3'` and `b'4'` devices, `b'5'` folder,
    /// `b'6'` FIFO.
    pub kind: u8,
    /// Permission bits.
    pub mode: u32,
    /// The size that the header claims, in bytes.
    pub size: u64,
    /// Where a link points; past 100 bytes a GNU long-link member comes first.
    pub link: Vec<u8>,
    /// Major and minor number of a device.
    pub device: (u32, u32),
    /// The data; filled up to a whole block when written.
    pub body: Vec<u8>,
    /// Bytes to put at offsets of the header, before its checksum is computed.
    pub patches: Vec<(usize, Vec<u8>)>,
    /// Whether to write a checksum that is off by one.
    pub wrong_checksum: bool,
}

impl Member {
    /// An honest file.
    pub fn file(name: impl AsRef<[u8]>, bytes: &[u8]) -> Self {
        Self {
            name: name.as_ref().to_vec(),
            kind: b'0',
            mode: 0o644,
            size: bytes.len() as u64,
            link: Vec::new(),
            device: (0, 0),
            body: bytes.to_vec(),
            patches: Vec::new(),
            wrong_checksum: false,
        }
    }

    /// A member without data of the given type.
    pub fn special(name: impl AsRef<[u8]>, kind: u8) -> Self {
        Self { kind, ..Self::file(name, b"") }
    }

    /// A hard or symbolic link (`b'1'`, `b'2'`).
    pub fn link(name: impl AsRef<[u8]>, kind: u8, target: impl AsRef<[u8]>) -> Self {
        Self { link: target.as_ref().to_vec(), ..Self::special(name, kind) }
    }

    /// PAX records (`x` for the next member): each is a key and a value.
    pub fn pax(records: &[(&str, &[u8])]) -> Self {
        let mut body = Vec::new();
        for (key, value) in records {
            // A record opens with its own length, which includes the digits of that length.
            let rest = key.len() + value.len() + 3;
            let mut total = rest + 1;
            while rest + total.to_string().len() != total {
                total += 1;
            }
            body.extend_from_slice(format!("{total} {key}=").as_bytes());
            body.extend_from_slice(value);
            body.push(b'\n');
        }
        Self { kind: b'x', ..Self::file("PaxHeaders/records", &body) }
    }

    /// Appends the member, with what GNU tar puts before it where a name is too long for the header.
    pub fn push_to(&self, out: &mut Vec<u8>) {
        for (long, kind) in [(&self.name, b'L'), (&self.link, b'K')] {
            if long.len() > NAME_FIELD {
                let mut body = long.clone();
                body.push(0);
                Self { kind, ..Self::file("././@LongLink", &body) }.push_to(out);
            }
        }
        out.extend_from_slice(&self.header());
        out.extend_from_slice(&self.body);
        out.extend(repeat_n(0, self.body.len().next_multiple_of(BLOCK) - self.body.len()));
    }

    fn header(&self) -> [u8; BLOCK] {
        let mut header = [0; BLOCK];
        let fields: [(usize, Vec<u8>); 11] = [
            (0, self.name.iter().copied().take(NAME_FIELD).collect()),
            (100, number(u64::from(self.mode), 8)),
            (108, number(0, 8)),
            (116, number(0, 8)),
            (124, number(self.size, 12)),
            (136, number(0, 12)),
            (156, vec![self.kind]),
            (157, self.link.iter().copied().take(NAME_FIELD).collect()),
            (257, b"ustar  \0".to_vec()),
            (329, number(u64::from(self.device.0), 8)),
            (337, number(u64::from(self.device.1), 8)),
        ];
        for (offset, bytes) in fields.iter().chain(&self.patches) {
            put(&mut header, *offset, bytes);
        }
        // The checksum is computed with spaces in its own place.
        put(&mut header, 148, b"        ");
        let sum: u64 = header.iter().map(|byte| u64::from(*byte)).sum();
        put(&mut header, 148, &number(sum + u64::from(self.wrong_checksum), 7));
        header
    }
}

/// A whole tar file: its members and the two empty blocks at its end.
pub fn bytes(members: &[Member]) -> Vec<u8> {
    let mut out = Vec::new();
    for member in members {
        member.push_to(&mut out);
    }
    out.extend(repeat_n(0, 2 * BLOCK));
    out
}

/// A number as tar writes it: octal digits and a NUL, or, where it is too large, GNU's binary form.
pub(crate) fn number(value: u64, width: usize) -> Vec<u8> {
    let digits = width - 1;
    let octal = format!("{value:0digits$o}\0");
    if octal.len() == width {
        return octal.into_bytes();
    }
    let mut binary = vec![0x80];
    binary.extend(repeat_n(0, width.saturating_sub(9)));
    binary.extend_from_slice(&value.to_be_bytes());
    binary
}

fn put(header: &mut [u8; BLOCK], offset: usize, bytes: &[u8]) {
    for (place, byte) in header.iter_mut().skip(offset).zip(bytes) {
        *place = *byte;
    }
}
