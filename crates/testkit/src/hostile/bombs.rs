//! Small files that unpack to a great deal, or to a great many layers.
//! They must never be unpacked without a limit on bytes, on members and on depth.

use crate::{
    crc::{crc32, crc32_of_zeros, joined},
    deflate::{self, deflated_zeros, stored_header},
    samples,
    zip_file::{DEFLATED, Entry, ZipFile, length, push_end, push_listed, push_local},
};

/// Zeros in the kernel that all members of [`overlapping_zip_bomb`] share.
const KERNEL: u64 = 10 << 20;

/// A ZIP in which `files` members share one compressed kernel of 10 MiB of zeros, in the way that David Fifield
/// described in "A better zip bomb" (2019).
///
/// Each member's data opens with a stored block that quotes the next member's local header, so that its stream runs on
/// through all members after it. CRCs, sizes and headers are all true: nothing gives it away but that the members
/// overlap. 250 files are 33 kB and unpack to 2.6 GB, without nesting: a limit per member or on depth does not
/// help, only one on the whole does.
pub fn overlapping_zip_bomb(files: u32) -> Vec<u8> {
    // From the last member backwards, because a member's CRC and size include those of all that come after it.
    let kernel = deflated_zeros(KERNEL);
    let (mut crc, mut size, mut packed) = (crc32_of_zeros(KERNEL), KERNEL, kernel.len());
    let mut parts = vec![kernel];
    let mut members = Vec::new();
    for number in (0..files).rev() {
        let claimed_size = u32::try_from(size).unwrap_or(u32::MAX);
        let name = format!("{number:06}");
        let member = Entry::raw(name.as_bytes(), DEFLATED, crc, claimed_size, Vec::new())
            .claiming(|header| header.packed = length(packed));
        let mut local = Vec::new();
        push_local(&mut local, &member.local);
        // Where its header will stand is known once all are written: kept is how far before the end.
        members.push((member.local, local.len() + packed));

        crc = joined(crc32(&local), crc, size);
        size += local.len() as u64;
        packed += local.len();
        let quote = stored_header(local.len() as u16, false);
        parts.push(local);
        if number > 0 {
            packed += quote.len();
            parts.push(quote.to_vec());
        }
    }
    parts.reverse();
    let mut out = parts.concat();
    let start = out.len();
    let mut directory = Vec::new();
    for (header, from_end) in members.iter().rev() {
        push_listed(&mut directory, header, start - from_end);
    }
    out.extend_from_slice(&directory);
    push_end(&mut out, members.len(), start, directory.len(), 0, b"");
    out
}

/// The shape of 42.zip: ZIPs in ZIPs, `width` in each, `depth` of them on the way to a leaf, which is a file of
/// `leaf_size` zeros. It unpacks to `width.pow(depth) * leaf_size` bytes.
///
/// Members of a layer differ in nothing but their names: a reader that remembers digests has little work, one that does
/// not needs limits on depth, on members and on the sum of bytes.
pub fn zip_of_zips(depth: u32, width: u32, leaf_size: u32) -> Vec<u8> {
    let zeros = u64::from(leaf_size);
    let leaf = Entry::raw(b"", DEFLATED, crc32_of_zeros(zeros), leaf_size, deflated_zeros(zeros));
    let layer = |member: &Entry, extension: &str| {
        let named = |number: u32| {
            member.clone().claiming(|header| header.name = format!("{number}.{extension}").into_bytes())
        };
        ZipFile { entries: (0..width).map(named).collect(), ..ZipFile::default() }.bytes()
    };
    let mut archive = layer(&leaf, "dll");
    for _ in 1..depth {
        archive = layer(&Entry::new(b"", &archive), "zip");
    }
    archive
}

/// The EICAR test file inside `depth` layers of gzip: a limit on depth has to stop before it is reached, or to find it.
///
/// Work to make it grows with the square of `depth`; 1,000 layers are 23 kB.
pub fn deep_gzip(depth: u32) -> Vec<u8> {
    (0..depth).fold(samples::eicar(), |inner, _| deflate::gzip(&inner))
}

/// A gzip member that unpacks to `bytes` zeros, its CRC and size true: 1 MiB of it for each GiB that comes out.
///
/// Written bit by bit, without compressing anything, so that 10 GiB take milliseconds. [`samples::gzip`] around it
/// makes it another thousand times smaller.
pub fn endless_gzip(bytes: u64) -> Vec<u8> {
    deflate::gzip_around(&deflated_zeros(bytes), crc32_of_zeros(bytes), bytes)
}

/// A ZIP with one member of `bytes` zeros, its headers true; see [`endless_gzip`].
pub fn endless_zip(bytes: u32) -> Vec<u8> {
    let zeros = u64::from(bytes);
    let entry = Entry::raw(b"zeros.bin", DEFLATED, crc32_of_zeros(zeros), bytes, deflated_zeros(zeros));
    ZipFile { entries: vec![entry], ..ZipFile::default() }.bytes()
}
