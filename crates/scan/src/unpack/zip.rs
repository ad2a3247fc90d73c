//! ZIP archives: what the directory lists, and what lies between without being listed.
//!
//! Must never take the directory's word for what the file holds: a member that only a local header describes, or
//! that shares its name with another, is opened too.

use std::io::Cursor;
use std::ops::ControlFlow;
use std::ops::Range;

use ::zip::read::{ZipFile, ZipReadOptions, read_zipfile_from_stream_with_options};
use ::zip::result::ZipError;
use ::zip::{CompressionMethod, ZipArchive};

use super::{Budget, Found, Visit, container_gap};
use crate::verdict::Reason;

const LOCAL_HEADER: &[u8] = b"PK\x03\x04";
const LOCAL_HEADER_LEN: usize = 30;

/// Hands out what looks like members in a file that only bears traces of a ZIP. That nothing comes of them is no gap:
/// programs that deal with ZIP files bear such traces too.
pub fn open_traces(bytes: &[u8], budget: &mut Budget<'_>, visit: &mut Visit<'_>) -> ControlFlow<()> {
    if ZipArchive::new(Cursor::new(bytes)).is_ok() {
        return open(bytes, budget, visit);
    }
    let has_directory = memchr::memmem::find(bytes, b"PK\x01\x02").is_some();
    unlisted(bytes, 0..bytes.len(), budget, &mut |found, budget| match found {
        Found::Gap { reason: Reason::Corrupt, .. } => ControlFlow::Continue(()),
        // A way of packing that nobody knows is only believed where a directory goes with it.
        Found::Gap { reason: Reason::Unsupported, .. } if !has_directory => ControlFlow::Continue(()),
        found => visit(found, budget),
    })
}

/// Hands out every listed member, then every one that is not listed.
pub fn open(bytes: &[u8], budget: &mut Budget<'_>, visit: &mut Visit<'_>) -> ControlFlow<()> {
    let mut archive = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(error) => {
            visit(container_gap(reason_of(&error), error), budget)?;
            return unlisted(bytes, 0..bytes.len(), budget, visit);
        }
    };
    let mut covered = Vec::new();
    for index in 0..archive.len() {
        if !budget.one_more_member() {
            return visit(container_gap(Reason::TooMany, "members"), budget);
        }
        if let Some(range) = listed(bytes, &mut archive, index, budget, visit)? {
            covered.push(range);
        }
    }
    // Only what was handed out is covered: another program may go by another directory than this one.
    covered.push(bytes.len()..bytes.len());
    covered.sort_unstable_by_key(|range| range.start);
    let mut from = 0;
    for range in covered {
        if from < range.start {
            unlisted(bytes, from..range.start, budget, visit)?;
        }
        from = from.max(range.end);
    }
    ControlFlow::Continue(())
}

/// How a member lies in the archive, where that is read here.
enum Packing {
    /// As it is.
    Not,
    /// Deflated; the contents have this checksum.
    Deflate { crc32: u32 },
}

/// One member of the directory; the bytes of the archive that it takes up, where that is known.
fn listed(
    bytes: &[u8],
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    budget: &mut Budget<'_>,
    visit: &mut Visit<'_>,
) -> ControlFlow<(), Option<Range<usize>>> {
    // First without decoding, for the name and place: decoding may be refused.
    let (name, range, packed, empty, encrypted) = match archive.by_index_raw(index) {
        Ok(raw) => {
            let place = |start: u64, size: u64| {
                let start = usize::try_from(start).ok()?;
                Some(start..start.checked_add(usize::try_from(size).ok()?)?)
            };
            let data = raw.data_start().and_then(|start| place(start, raw.compressed_size()));
            let method = raw.compression();
            let range = data.as_ref().and_then(|data| {
                let start = usize::try_from(raw.header_start()).ok()?;
                // Where the member's own header tells another story, what it tells is read too.
                agrees(bytes.get(start..)?, &raw).then_some(start..data.end)
            });
            let packing = match method {
                _ if raw.encrypted() => None,
                CompressionMethod::Stored => Some(Packing::Not),
                CompressionMethod::Deflated => Some(Packing::Deflate { crc32: raw.crc32() }),
                _ => None,
            };
            let packed = data.and_then(|data| bytes.get(data)).zip(packing);
            let empty = raw.is_dir() && raw.size() == 0 && raw.compressed_size() == 0;
            (raw.name_raw().to_vec(), range, packed, empty, raw.encrypted())
        }
        Err(error) => {
            let name = format!("member {index}");
            gap(name.as_bytes(), &error, budget, visit)?;
            return ControlFlow::Continue(None);
        }
    };
    if empty {
        visit(Found::Empty, budget)?;
    } else if encrypted {
        let (reason, detail) = (Reason::Encrypted, "a password is needed".to_owned());
        visit(Found::Gap { name: Some(&name), reason, detail, whole: true }, budget)?;
    } else if let Some((contents, Packing::Not)) = packed {
        visit(Found::Member { name: &name, bytes: contents }, budget)?;
    } else if let Some((contents, Packing::Deflate { crc32 })) = packed {
        // Decoded here and not by the library, because it does not say where the stream ends: what stands behind it
        // within the stated size is covered by nothing, and other programs read on there.
        let mut stream = flate2::bufread::DeflateDecoder::new(contents);
        let mut unpacked = budget.unpack(&mut stream);
        if unpacked.stopped.is_none() && crc32fast::hash(&unpacked.bytes) != crc32 {
            unpacked.stopped = Some((Reason::Corrupt, "the checksum is not that of the contents".to_owned()));
        }
        let used = usize::try_from(stream.total_in()).unwrap_or(usize::MAX);
        unpacked.hand_out(&name, budget, visit)?;
        let short = |range: Range<usize>| {
            range.start..(range.end - contents.len()).saturating_add(used).min(range.end)
        };
        return ControlFlow::Continue(range.map(short));
    } else {
        match archive.by_index(index) {
            Ok(file) => budget.unpack(file).hand_out(&name, budget, visit)?,
            Err(error) => gap(&name, &error, budget, visit)?,
        }
    }
    ControlFlow::Continue(range)
}

/// Whether a local header has the name, the method and the sizes that the directory states. Sizes that stand
/// elsewhere, behind the data or in a ZIP64 record, are the directory's.
#[allow(deprecated)] // the only way to the method's number
fn agrees(header: &[u8], listed: &ZipFile<'_, Cursor<&[u8]>>) -> bool {
    let short = |at: usize| Some(u16::from_le_bytes(header.get(at..at + 2)?.try_into().ok()?));
    let long = |at: usize| Some(u32::from_le_bytes(header.get(at..at + 4)?.try_into().ok()?));
    let stated = || {
        let name = header.get(LOCAL_HEADER_LEN..LOCAL_HEADER_LEN + usize::from(short(26)?))?;
        let behind = short(6)? & 0x08 != 0;
        let same = |stated: u32, listed: u64| behind || stated == u32::MAX || u64::from(stated) == listed;
        let sizes = same(long(18)?, listed.compressed_size()) && same(long(22)?, listed.size());
        Some(name == listed.name_raw() && short(8)? == listed.compression().to_u16() && sizes)
    };
    stated().unwrap_or(false)
}

/// The members in a stretch of the archive that the directory does not speak of.
fn unlisted(
    bytes: &[u8],
    stretch: Range<usize>,
    budget: &mut Budget<'_>,
    visit: &mut Visit<'_>,
) -> ControlFlow<()> {
    let mut from = stretch.start;
    while let Some(rest) = bytes.get(from..stretch.end) {
        let Some(at) = rest.windows(LOCAL_HEADER.len()).position(|window| window == LOCAL_HEADER) else {
            break;
        };
        let Some(entry) = rest.get(at..) else { break };
        from += at + LOCAL_HEADER.len();
        let Some(name) = plausible_name(entry) else { continue };
        if !budget.one_more_member() {
            return visit(container_gap(Reason::TooMany, "members"), budget);
        }
        let mut reader = entry;
        match read_local(&mut reader, entry.len()) {
            Ok(Some(file)) if file.encrypted() => {
                let (reason, detail) =
                    (Reason::Encrypted, "unlisted member: a password is needed".to_owned());
                visit(Found::Gap { name: Some(name), reason, detail, whole: true }, budget)?;
            }
            Ok(Some(file)) => budget.unpack(file).hand_out(name, budget, visit)?,
            Ok(None) => {}
            Err(error) => gap(name, &error, budget, visit)?,
        }
    }
    ControlFlow::Continue(())
}

fn read_local<'r, 'b>(
    reader: &'r mut &'b [u8],
    left: usize,
) -> Result<Option<ZipFile<'r, &'b [u8]>>, ZipError> {
    // Where the local header leaves the sizes to a record behind the data, the stream's own end ends it.
    let unsized_entry = reader.get(6).is_some_and(|flags| flags & 0x08 != 0);
    let mut options = ZipReadOptions::new().ignore_crc32(true);
    if unsized_entry {
        options = options.override_compressed_size(left as u64);
    }
    read_zipfile_from_stream_with_options(reader, options)
}

/// The name in a local header, if these bytes can be one: the four bytes of its mark also occur by chance.
fn plausible_name(entry: &[u8]) -> Option<&[u8]> {
    let number = |at: usize| Some(u16::from_le_bytes(entry.get(at..at + 2)?.try_into().ok()?));
    let (version, method, len) = (number(4)? & 0xff, number(8)?, usize::from(number(26)?));
    let known = version <= 63 && matches!(method, 0..=10 | 12 | 14 | 93..=99) && len > 0;
    entry.get(LOCAL_HEADER_LEN..LOCAL_HEADER_LEN + len).filter(|_| known)
}

fn gap(name: &[u8], error: &ZipError, budget: &mut Budget<'_>, visit: &mut Visit<'_>) -> ControlFlow<()> {
    let (reason, detail) = (reason_of(error), error.to_string());
    visit(Found::Gap { name: Some(name), reason, detail, whole: true }, budget)
}

fn reason_of(error: &ZipError) -> Reason {
    match error {
        ZipError::CompressionMethodNotSupported(_) => Reason::Unsupported,
        ZipError::UnsupportedArchive(text) if *text == ZipError::PASSWORD_REQUIRED => Reason::Encrypted,
        ZipError::UnsupportedArchive(_) => Reason::Unsupported,
        _ => Reason::Corrupt,
    }
}
