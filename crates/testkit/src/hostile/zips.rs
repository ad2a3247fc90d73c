//! ZIP files that lie, hide, are cut, locked, or read differently by different readers.
//! They must never hold more than clean bytes, what the caller gives, and the EICAR test string.

use crate::{
    crc::{crc32, step},
    samples,
    zip_file::{DEFLATED, Entry, FLAG_ENCRYPTED, STORED, ZipFile, length},
};

/// The password of [`encrypted_zip`].
pub const ENCRYPTED_ZIP_PASSWORD: &str = "infected";

fn zip_of(entries: Vec<Entry>) -> Vec<u8> {
    ZipFile { entries, ..ZipFile::default() }.bytes()
}

/// `n` empty files, about 90 bytes each: a reader needs a limit on members, not only on bytes. Past 65,534 members the
/// file uses ZIP64's records.
pub fn many_members_zip(n: u32) -> Vec<u8> {
    zip_of((0..n).map(|number| Entry::stored(format!("{number:07}"), b"")).collect())
}

/// What [`lying_zip`] lies about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// Both headers claim one byte: a reader that stops there has not read the rest.
    SizeTooSmall,
    /// Both headers claim 4 GB: a reader that allocates what is claimed is out of memory.
    SizeTooLarge,
    /// The data are longer in the file than both headers claim: a reader that goes on behind them finds no header.
    PackedTooSmall,
    /// The data claim to run on far past the end of the file.
    PackedTooLarge,
    /// Both headers carry a wrong CRC.
    WrongCrc,
    /// The directory says that the member is empty and stored, its local header tells the truth.
    HeadersDisagree,
    /// The directory has another name than the local header.
    NamesDisagree,
}

impl Lie {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::SizeTooSmall,
        Self::SizeTooLarge,
        Self::PackedTooSmall,
        Self::PackedTooLarge,
        Self::WrongCrc,
        Self::HeadersDisagree,
        Self::NamesDisagree,
    ];

    /// A name for messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::SizeTooSmall => "lying_zip_size_too_small",
            Self::SizeTooLarge => "lying_zip_size_too_large",
            Self::PackedTooSmall => "lying_zip_packed_too_small",
            Self::PackedTooLarge => "lying_zip_packed_too_large",
            Self::WrongCrc => "lying_zip_wrong_crc",
            Self::HeadersDisagree => "lying_zip_headers_disagree",
            Self::NamesDisagree => "lying_zip_names_disagree",
        }
    }
}

/// A ZIP whose first member, `member.bin`, holds `content` and lies; an honest member `after.txt` follows, which
/// a reader should still reach where it can.
///
/// The member is deflated with a tail of zeros behind `content`, so that packed and unpacked size always differ.
pub fn lying_zip(lie: Lie, content: &[u8]) -> Vec<u8> {
    let mut bytes = content.to_vec();
    bytes.resize(content.len() + 1_024, 0);
    let mut entry = Entry::new("member.bin", &bytes);
    match lie {
        Lie::SizeTooSmall => entry = entry.claiming(|header| header.size = 1),
        Lie::SizeTooLarge => entry = entry.claiming(|header| header.size = u32::MAX - 1),
        Lie::PackedTooSmall => entry = entry.claiming(|header| header.packed /= 2),
        Lie::PackedTooLarge => entry = entry.claiming(|header| header.packed = u32::MAX - 1),
        Lie::WrongCrc => entry = entry.claiming(|header| header.crc32 ^= 1),
        Lie::HeadersDisagree => {
            if let Some(listed) = &mut entry.listed {
                (listed.method, listed.packed, listed.size, listed.crc32) = (STORED, 0, 0, 0);
            }
        }
        Lie::NamesDisagree => {
            if let Some(listed) = &mut entry.listed {
                listed.name = b"readme.txt".to_vec();
            }
        }
    }
    zip_of(vec![entry, Entry::new("after.txt", &samples::clean(2, 500))])
}

/// A ZIP cut in the middle of its second member: no directory, but a first member, the EICAR test file, which can
/// be read whole by whoever goes by local headers.
pub fn zip_cut() -> Vec<u8> {
    let mut cut = ZipFile::default();
    cut.entries.push(Entry::stored("eicar.com", &samples::eicar()).hidden());
    cut.entries.push(Entry::stored("report.bin", &samples::clean(1, 4_000)).hidden());
    let mut bytes = cut.bytes();
    bytes.truncate(bytes.len() / 2);
    bytes
}

/// The EICAR test file in a ZIP encrypted the old way (ZipCrypto) with [`ENCRYPTED_ZIP_PASSWORD`], and a clean file
/// beside it that is not encrypted: a reader without the password has one gap, not two.
pub fn encrypted_zip() -> Vec<u8> {
    zip_of(vec![
        encrypted("eicar.com", &samples::eicar(), ENCRYPTED_ZIP_PASSWORD),
        Entry::new("readme.txt", &samples::clean(4, 300)),
    ])
}

/// A ZIP with one encrypted member, which `unzip -P` and Python's `zipfile` open with the password.
pub fn encrypted_zip_of(name: &str, bytes: &[u8], password: &str) -> Vec<u8> {
    zip_of(vec![encrypted(name, bytes, password)])
}

fn encrypted(name: &str, bytes: &[u8], password: &str) -> Entry {
    let crc = crc32(bytes);
    let mut keys = (0x1234_5678_u32, 0x2345_6789_u32, 0x3456_7890_u32);
    // Each byte is hidden by the keys as they are, then changes them; the password's bytes only change them.
    let mut encrypt = |plain: u8| {
        let mask = (keys.2 | 2) as u16;
        let mask = (mask.wrapping_mul(mask ^ 1) >> 8) as u8;
        keys.0 = step(keys.0, plain);
        keys.1 = keys.1.wrapping_add(keys.0 & 0xFF).wrapping_mul(134_775_813).wrapping_add(1);
        keys.2 = step(keys.2, (keys.1 >> 24) as u8);
        plain ^ mask
    };
    for byte in password.bytes() {
        encrypt(byte);
    }
    // Eleven bytes that should be random and need not be here, then the one by which a password is checked.
    let mut head = [0x51; 12];
    if let Some(check) = head.last_mut() {
        *check = (crc >> 24) as u8;
    }
    let body = head.iter().chain(bytes).map(|byte| encrypt(*byte)).collect();
    Entry::raw(name.as_bytes(), STORED, crc, length(bytes.len()), body)
        .claiming(|header| header.flags |= FLAG_ENCRYPTED)
}

/// Members with the methods 98 (PPMd) and 99 (the mark of AES encryption) and an honest one after them: the first two
/// are gaps, the third can be read.
pub fn unsupported_method_zip() -> Vec<u8> {
    let entry = |name: &str, method| {
        Entry::stored(name, &samples::clean(3, 200)).claiming(|header| header.method = method)
    };
    zip_of(vec![
        entry("method98.bin", 98),
        entry("method99.bin", 99),
        Entry::new("readme.txt", &samples::clean(6, 300)),
    ])
}

/// A ZIP whose directory lists `shown.txt` alone, while a member `hidden.bin` with `hidden_bytes` stands before it:
/// readers of the directory never see it, readers of a stream do.
pub fn hidden_local_entry_zip(hidden_bytes: &[u8]) -> Vec<u8> {
    zip_of(vec![
        Entry::stored("hidden.bin", hidden_bytes).hidden(),
        Entry::new("shown.txt", &samples::clean(8, 300)),
    ])
}

fn eicar_and_text() -> Vec<Entry> {
    vec![Entry::new("eicar.com", &samples::eicar()), Entry::new("readme.txt", &samples::clean(10, 300))]
}

/// The shape of a self-extracting archive: `prefix`, then a ZIP with `eicar.com` and `readme.txt` whose offsets count
/// the prefix. A reader that goes by the first bytes does not see an archive.
pub fn zip_with_prefix(prefix: &[u8]) -> Vec<u8> {
    ZipFile {
        prefix: prefix.to_vec(),
        offsets_count_prefix: true,
        entries: eicar_and_text(),
        ..ZipFile::default()
    }
    .bytes()
}

/// As [`zip_with_prefix`], but made by joining two files: all offsets are off by the prefix's length.
pub fn zip_with_uncounted_prefix(prefix: &[u8]) -> Vec<u8> {
    ZipFile { prefix: prefix.to_vec(), entries: eicar_and_text(), ..ZipFile::default() }.bytes()
}

/// A ZIP with `eicar.com` and `readme.txt`, and a comment, which a reader has to step over to find the directory.
pub fn zip_with_comment(comment: &[u8]) -> Vec<u8> {
    ZipFile { entries: eicar_and_text(), comment: comment.to_vec(), ..ZipFile::default() }.bytes()
}

/// Two ZIPs in one: the comment of one with `front.bin` is another one with `back.bin`. Which of them a reader sees
/// depends on from which end it searches; a scanner should see both, or say that it did not.
pub fn two_faced_zip(front: &[u8], back: &[u8]) -> Vec<u8> {
    let comment = zip_of(vec![Entry::stored("back.bin", back)]);
    ZipFile { entries: vec![Entry::stored("front.bin", front)], comment, ..ZipFile::default() }.bytes()
}

/// A member `link` that is a symbolic link to `/etc/passwd`, and one below it, `link/file.txt`: who unpacks to disk
/// and follows it writes elsewhere.
pub fn zip_with_link() -> Vec<u8> {
    zip_of(vec![
        Entry::stored("link", b"/etc/passwd").claiming(|header| header.mode = 0o120_777),
        Entry::stored("link/file.txt", &samples::clean(12, 100)),
    ])
}

/// Clean files under names that lead elsewhere, that are not UTF-8, that speak to a terminal, that are empty, and
/// that occur twice.
pub fn zip_with_odd_names() -> Vec<u8> {
    let names: [&[u8]; 12] = [
        b"../../../../tmp/quet-was-here",
        b"/tmp/quet-was-here",
        b"C:\\Windows\\quet-was-here",
        b"..\\..\\quet-was-here",
        b"b\xE1o c\xE1o.txt",
        b"clear\x1b[2J\x1b[31mred.txt",
        b"two\nlines.txt",
        "invoice\u{202e}fdp.exe".as_bytes(),
        b"nul\0byte.txt",
        b"",
        b"twice.txt",
        b"twice.txt",
    ];
    let mut entries: Vec<_> = names.iter().map(|name| Entry::stored(name, &samples::clean(14, 60))).collect();
    entries.push(Entry::new([b'n'; 65_535], &samples::clean(16, 60)));
    entries.push(Entry::raw(b"folder/", DEFLATED, 0, 0, vec![3, 0]));
    zip_of(entries)
}
