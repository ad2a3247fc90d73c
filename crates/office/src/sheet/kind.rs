//! What a file is, by its first bytes; its name may say anything.
//!
//! Must never look further into what it does not read.

use super::SheetError;

/// What can be read.
pub enum Kind {
    /// Text, which may be CSV.
    Text,
    /// A ZIP, which may be XLSX.
    Zip,
}

/// The storage that old Office and encrypted new Office files are kept in.
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

pub fn of(bytes: &[u8]) -> Result<Kind, SheetError> {
    if bytes.is_empty() {
        return Err(SheetError::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Ok(Kind::Zip);
    }
    if bytes.starts_with(COMPOUND) {
        // Its directory names the stream, in UTF-16.
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let encrypted = bytes.windows(name.len()).any(|window| window == name);
        return Err(if encrypted { SheetError::Encrypted } else { SheetError::OldExcel });
    }
    const OTHERS: [&[u8]; 10] = [
        b"PK",
        b"%PDF",
        b"{\\rtf",
        b"\x7fELF",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"Rar!",
        b"7z\xbc\xaf",
        b"\x1f\x8b",
    ];
    // What many programs export as .xls is a web page.
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if OTHERS.iter().any(|other| bytes.starts_with(other)) || start.starts_with(b"<") {
        return Err(SheetError::NotASheet);
    }
    Ok(Kind::Text)
}
