//! What an object is, by its first bytes: the name that rules ask for, and the container that it may be.
//!
//! Must never trust a file's name for this.

use memchr::memmem;

/// A container whose members can be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// ZIP and what is built on it: JAR, APK, DOCX, XLSX, ODT.
    Zip,
    /// Something else that bears traces of a ZIP, as a program that unpacks itself does.
    ZipTraces,
    /// tar in its several dialects.
    Tar,
    /// gzip, one stream or several.
    Gzip,
    /// bzip2.
    Bzip2,
    /// xz.
    Xz,
}

/// What an object holds, as far as opening it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Nothing to open.
    Plain,
    /// Members that can be looked at.
    Container(Container),
    /// Packed contents that this version cannot open: a gap of this name.
    Unsupported(&'static str),
}

const SEVEN_ZIP: &[u8] = b"7z\xbc\xaf\x27\x1c";
const RAR: &[u8] = b"Rar!\x1a\x07";
const END_RECORD: &[u8] = b"PK\x05\x06";
const LOCAL_HEADER: &[u8] = b"PK\x03\x04";

/// The first bytes of packed formats that cannot be opened yet. What is inside them was not read.
const UNSUPPORTED: &[(&[u8], &str)] = &[
    (SEVEN_ZIP, "7-Zip archive"),
    (RAR, "RAR archive"),
    (b"\x28\xb5\x2f\xfd", "Zstandard stream"),
    (b"\x04\x22\x4d\x18", "LZ4 stream"),
    (b"MSCF", "Cabinet archive"),
    (b"LZIP\x01", "lzip stream"),
    (b"hsqs", "SquashFS image"),
    (b"ITSF\x03\x00\x00\x00", "compiled HTML help"),
    (b"!<arch>\ndebian-binary", "Debian package"),
    (b"\xed\xab\xee\xdb", "RPM package"),
    (b"SZDD\x88\xf0\x27\x33", "SZDD compressed file"),
    (b"xar!", "XAR archive"),
    (b"MSWIM\0\0\0", "Windows image"),
];

/// What opening this object would mean.
pub fn opening(bytes: &[u8]) -> Opening {
    let container = |kind| Opening::Container(kind);
    if bytes.starts_with(b"PK\x03\x04")
        || bytes.starts_with(b"PK\x05\x06")
        || bytes.starts_with(b"PK\x07\x08PK")
    {
        return container(Container::Zip);
    }
    if bytes.starts_with(b"\x1f\x8b\x08") {
        return container(Container::Gzip);
    }
    if let [b'B', b'Z', b'h', b'1'..=b'9', rest @ ..] = bytes
        && (rest.starts_with(b"\x31\x41\x59\x26\x53\x59") || rest.starts_with(b"\x17\x72\x45\x38\x50\x90"))
    {
        return container(Container::Bzip2);
    }
    if bytes.starts_with(b"\xfd7zXZ\0") {
        return container(Container::Xz);
    }
    if let Some((_, name)) = UNSUPPORTED.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Opening::Unsupported(name);
    }
    if is_tar(bytes) {
        return container(Container::Tar);
    }
    if let Some(what) = unsupported_elsewhere(bytes) {
        return Opening::Unsupported(what);
    }
    if ends_as_zip(bytes) {
        return container(Container::Zip);
    }
    if memmem::find(bytes, END_RECORD).is_some() && memmem::find(bytes, LOCAL_HEADER).is_some() {
        return container(Container::ZipTraces);
    }
    Opening::Plain
}

/// Whether a stream is a ZIP besides, for programs that look at its end first: a header can hold one.
pub fn is_zip_besides(bytes: &[u8]) -> bool {
    let is_stream = matches!(
        opening(bytes),
        Opening::Container(Container::Gzip | Container::Bzip2 | Container::Xz) | Opening::Unsupported(_)
    );
    is_stream && ends_as_zip(bytes)
}

/// Packed formats whose mark is short or does not stand at the very beginning, and archives behind something else.
/// Each is believed only with what must go with its mark.
fn unsupported_elsewhere(bytes: &[u8]) -> Option<&'static str> {
    let at = |from: usize, mark: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(mark));
    let rest = |at: usize| bytes.get(at..).unwrap_or_default();
    if at(7, b"**ACE**") {
        return Some("ACE archive");
    }
    if at(2, b"-lh") && bytes.get(6) == Some(&b'-') {
        return Some("LHA archive");
    }
    if at(0x8001, b"CD001") {
        return Some("disc image");
    }
    if is_arj(bytes) {
        return Some("ARJ archive");
    }
    if is_cpio(bytes) {
        return Some("cpio archive");
    }
    if at(0, b"\x1f\x9d")
        && bytes.get(2).is_some_and(|bits| bits & 0x60 == 0 && (9..=16).contains(&(bits & 0x1f)))
    {
        return Some("compress (.Z) stream");
    }
    if is_lzma(bytes) {
        return Some("LZMA stream");
    }
    if memmem::find_iter(bytes, SEVEN_ZIP).any(|at| is_seven_zip(rest(at))) {
        return Some("7-Zip archive behind something else");
    }
    if memmem::find_iter(bytes, RAR).any(|at| is_rar(rest(at))) {
        return Some("RAR archive behind something else");
    }
    let streams: [&[u8]; 3] = [b"\x1f\x8b\x08\x00", b"\xfd7zXZ\0", b"BZh91AY&SY"];
    if at(0, b"#!") && streams.iter().any(|mark| memmem::find(bytes, mark).is_some()) {
        return Some("packed stream behind a script");
    }
    None
}

/// The main header, whose checksum is right.
fn is_arj(bytes: &[u8]) -> bool {
    let [0x60, 0xea, low, high, rest @ ..] = bytes else { return false };
    let size = usize::from(u16::from_le_bytes([*low, *high]));
    let stated = rest.get(size..size + 4).and_then(|field| field.try_into().ok()).map(u32::from_le_bytes);
    (1..=2600).contains(&size)
        && rest.get(..size).is_some_and(|header| stated == Some(crc32fast::hash(header)))
}

/// A header of one of cpio's forms: digits to its end, or the binary form with a name that ends where it says.
fn is_cpio(bytes: &[u8]) -> bool {
    let digits = |len: usize, radix: u32| {
        bytes.get(6..len).is_some_and(|field| field.iter().all(|&byte| char::from(byte).is_digit(radix)))
    };
    let name_ends = |size: u16| {
        let size = usize::from(size);
        (1..=4096).contains(&size) && bytes.get(26 + size - 1) == Some(&0)
    };
    let number = |from_bytes: fn([u8; 2]) -> u16| {
        bytes.get(20..22).and_then(|field| field.try_into().ok()).map(from_bytes)
    };
    match bytes {
        [b'0', b'7', b'0', b'7', b'0', b'1' | b'2', ..] => digits(110, 16),
        [b'0', b'7', b'0', b'7', b'0', b'7', ..] => digits(76, 8),
        [0xc7, 0x71, ..] => number(u16::from_le_bytes).is_some_and(name_ends),
        [0x71, 0xc7, ..] => number(u16::from_be_bytes).is_some_and(name_ends),
        _ => false,
    }
}

/// LZMA's old form has no mark: properties, a dictionary of one of the sizes that encoders make, a length that can be,
/// and the zero that every stream begins with. Small numbers one after the other look much the same, so properties
/// other than the usual ones are believed only with a dictionary as large encoders make it.
fn is_lzma(bytes: &[u8]) -> bool {
    const USUAL: u8 = 0x5d;
    let Some(&[properties, a, b, c, d, ref length @ .., 0]) = bytes.first_chunk::<14>() else { return false };
    let dictionary = u32::from_le_bytes([a, b, c, d]);
    let made = dictionary.is_power_of_two() || (dictionary % 3 == 0 && (dictionary / 3).is_power_of_two());
    let least = if properties == USUAL { 1 << 12 } else { 1 << 20 };
    let length = length.iter().rev().fold(0_u64, |value, &byte| value << 8 | u64::from(byte));
    let packed = bytes.len() as u64;
    let can_be = length == u64::MAX || (packed / 2..1 << 38).contains(&length);
    (1..225).contains(&properties) && made && dictionary >= least && can_be
}

/// The mark with a start header whose checksum is right: a program that deals with 7-Zip bears the mark alone.
fn is_seven_zip(bytes: &[u8]) -> bool {
    let stated = bytes.get(8..12).and_then(|field| field.try_into().ok()).map(u32::from_le_bytes);
    bytes.get(12..32).is_some_and(|header| stated == Some(crc32fast::hash(header)))
}

/// The mark with what must follow it: the main header of the fourth version, or of the fifth.
fn is_rar(bytes: &[u8]) -> bool {
    match bytes.get(6) {
        Some(0) => bytes.get(7..10) == Some(b"\xcf\x90\x73"),
        Some(1) => bytes.get(7) == Some(&0) && matches!(bytes.get(13), Some(1 | 4)),
        _ => false,
    }
}

/// A tar header whose checksum is right (POSIX.1-1988, `ustar`; the older one has no magic).
fn is_tar(bytes: &[u8]) -> bool {
    let Some(header) = bytes.get(..512) else { return false };
    let (Some(field), Some(name)) = (header.get(148..156), header.first()) else { return false };
    if *name == 0 {
        return false;
    }
    let digits: Vec<u8> = field.iter().copied().filter(|byte| !matches!(byte, b' ' | 0)).collect();
    let Some(stated) = std::str::from_utf8(&digits).ok().and_then(|text| u32::from_str_radix(text, 8).ok())
    else {
        return header.get(257..262) == Some(b"ustar");
    };
    let sum = |signed: bool| -> i64 {
        let value = |byte: u8| if signed { i64::from(byte as i8) } else { i64::from(byte) };
        let outside: i64 = header
            .iter()
            .enumerate()
            .filter(|(at, _)| !(148..156).contains(at))
            .map(|(_, &b)| value(b))
            .sum();
        outside + 8 * i64::from(b' ')
    };
    // Some old writers added the bytes as signed.
    i64::from(stated) == sum(false)
        || i64::from(stated) == sum(true)
        || header.get(257..262) == Some(b"ustar")
}

/// Where a ZIP's end record can be, and how far from the beginning that is.
fn tail(bytes: &[u8]) -> Option<(usize, &[u8])> {
    const LONGEST_COMMENT: usize = 65_535;
    let from = bytes.len().saturating_sub(RECORD + LONGEST_COMMENT);
    Some((from, bytes.get(from..)?))
}

/// Bytes of a ZIP's end record without its comment.
const RECORD: usize = 22;

/// Whether a ZIP's end record stands where it should, with a directory before it.
fn ends_as_zip(bytes: &[u8]) -> bool {
    let Some((from, tail)) = tail(bytes) else { return false };
    let number = |at: usize, len: usize| -> Option<u64> {
        let field = tail.get(at..at + len)?;
        Some(field.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte)))
    };
    memmem::find_iter(tail, END_RECORD).any(|at| {
        let (Some(size), Some(comment)) = (number(at + 12, 4), number(at + 20, 2)) else { return false };
        if comment + RECORD as u64 > (tail.len() - at) as u64 {
            return false;
        }
        if size == 0xffff_ffff {
            // The true numbers stand in a record of their own, to which a locator right before this one points.
            return at.checked_sub(20).and_then(|locator| tail.get(locator..at)).is_some_and(is_locator);
        }
        let directory = ((from + at) as u64).checked_sub(size).and_then(|at| usize::try_from(at).ok());
        size > 0
            && directory.and_then(|at| bytes.get(at..)).is_some_and(|rest| rest.starts_with(b"PK\x01\x02"))
    })
}

/// The mark of a ZIP64 locator (APPNOTE 4.3.15).
fn is_locator(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x06\x07")
}

/// First bytes and the names that Loki's rules ask for in `filetype`.
const FILE_TYPES: &[(&[u8], &str)] = &[
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"\xfe\xed\xfa\xce", "MACH-O"),
    (b"\xfe\xed\xfa\xcf", "MACH-O"),
    (b"\xce\xfa\xed\xfe", "MACH-O"),
    (b"\xcf\xfa\xed\xfe", "MACH-O"),
    (b"MDMP", "MDMP"),
    (b"{\\rt", "RTF"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04\x14\x00\x06\x00", "Office"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "PKZIP"),
    (b"PKSpX", "PKSFX"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
    (b"\x1f\x8b\x08", "GZIP"),
    (b"BZh", "BZip2"),
    (b"7z\xbc\xaf\x27\x1c", "7Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"ustar", "TAR"),
    (b"MSCF", "CAB"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"regf", "Registry Hive"),
    (b"ElfFil", "EVTX"),
    (b"CWS", "SWF"),
    (b"FWS", "SWF"),
    (b"ZWS", "SWF"),
    (b"<?php", "PHP"),
    (b"<?PHP", "PHP"),
    (b"<%@", "ASP"),
    (b"\xff\xfe<\x00%\x00@\x00", "ASP"),
    (b"<%--", "JSP"),
    (b"<%", "JSP"),
    (b"\xff\xfe<\x00%\x00", "JSP"),
    (b"@ech", "BATCH"),
    (b"@ECH", "BATCH"),
    (b"Function", "VBS"),
    (b"On Error Resume", "VBS"),
    (b"#!/usr/bin/python", "Python"),
    (b"#!/usr/bin/env python", "Python"),
    (b"#!/bin/python", "Python"),
    (b"TV", "Base64 EXE"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "LNK"),
    (b"\xca\xfe\xba\xbe", "JAVA"),
];

/// The name for `filetype` in a rule; `UNKNOWN` where none fits, as in Loki.
pub fn file_type(bytes: &[u8]) -> &'static str {
    FILE_TYPES.iter().find(|(magic, _)| bytes.starts_with(magic)).map_or("UNKNOWN", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_rules_of_public_packs_ask_for() {
        for (bytes, expected) in [
            (&b"MZ\x90"[..], "EXE"),
            (b"\x7fELF\x02", "ELF"),
            (b"{\\rtf1", "RTF"),
            (b"<?php echo", "PHP"),
            (b"MDMP\x93\xa7", "MDMP"),
            (b"", "UNKNOWN"),
            (b"plain text", "UNKNOWN"),
        ] {
            assert_eq!(file_type(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn containers_and_what_cannot_be_opened() {
        assert_eq!(opening(b"PK\x03\x04rest"), Opening::Container(Container::Zip));
        assert_eq!(opening(b"\x1f\x8b\x08\x00"), Opening::Container(Container::Gzip));
        assert_eq!(opening(b"BZh91AY&SY"), Opening::Container(Container::Bzip2));
        assert_eq!(opening(b"BZh9 is a word"), Opening::Plain);
        assert_eq!(opening(b"Rar!\x1a\x07\x01\x00"), Opening::Unsupported("RAR archive"));
        assert_eq!(opening(b"PK\x05\x06 in the middle"), Opening::Container(Container::Zip));
        // Of these traces nothing comes, and that is no gap: see `unpack::zip::open_traces`.
        let traces = b"MZ and then PK\x05\x06 by chance 1234567890";
        assert_eq!(opening(traces), Opening::Plain);
        let traces = [traces, &b"PK\x03\x04"[..]].concat();
        assert_eq!(opening(&traces), Opening::Container(Container::ZipTraces));
        assert_eq!(
            opening(b"MZ 7z\xbc\xaf\x27\x1c is a constant in a program, not an archive"),
            Opening::Plain
        );
        assert_eq!(opening(&[b"070701", &[b'0'; 104][..]].concat()), Opening::Unsupported("cpio archive"));
        for text in [&b"070701  9:12:33  a log that begins with a date, as old databases write it, and goes on and on \
            until it is longer than a header"[..], b"\x60\xea and text", b"\x1f\x9d\xff and text", b"\xc7\x71 and text"] {
            assert_eq!(opening(text), Opening::Plain, "{text:?}");
        }
        let lzma = b"\x5d\x00\x00\x80\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00more";
        assert_eq!(opening(lzma), Opening::Unsupported("LZMA stream"));
        let small = b"\x5d\x00\x10\x00\x00\x44\x00\x00\x00\x00\x00\x00\x00\x00more";
        assert_eq!(opening(small), Opening::Unsupported("LZMA stream"));
        let unusual = b"\x5e\x00\x00\x80\x00\x44\x00\x00\x00\x00\x00\x00\x00\x00more";
        assert_eq!(opening(unusual), Opening::Unsupported("LZMA stream"));
        assert_eq!(
            opening(b"\x00\x00\x00\x03\x00\x00\x00\x01\x00\x00\x00\x09\x00\x00\x00\x01"),
            Opening::Plain
        );
        assert_eq!(opening(&[93, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]), Opening::Plain);
        let script = b"#!/bin/sh\ntail -n +3 $0 | gunzip\n\x1f\x8b\x08\x00packed";
        assert_eq!(opening(script), Opening::Unsupported("packed stream behind a script"));
        assert_eq!(opening(&[0; 1024]), Opening::Plain);
    }

    #[test]
    fn tar_is_known_by_its_checksum() {
        let mut builder = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_old();
        header.set_size(1);
        builder.append_data(&mut header, "old", &b"x"[..]).unwrap();
        let bytes = builder.into_inner().unwrap();
        assert_eq!(opening(&bytes), Opening::Container(Container::Tar));
    }
}
