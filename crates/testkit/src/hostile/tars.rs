//! Tar files that link in circles, name places elsewhere, lie, or are cut.
//! They must never be unpacked to disk: a scanner reads members, and makes nothing of what they name.

use crate::{
    samples,
    tar_file::{self, BLOCK, Member, number},
};

/// Links in a circle, symbolic and hard, to themselves, to `/etc/passwd` and upwards, a character and a block device,
/// a FIFO, a folder, an unknown type; among them one file, `file.txt`, the EICAR test file. Nothing but that file has
/// bytes to scan.
pub fn tar_with_links() -> Vec<u8> {
    let device = |name, kind, device| Member { device, ..Member::special(name, kind) };
    tar_file::bytes(&[
        Member::link("circle/a", b'2', "b"),
        Member::link("circle/b", b'2', "a"),
        Member::link("itself", b'2', "itself"),
        Member::link("hard/a", b'1', "hard/b"),
        Member::link("hard/b", b'1', "hard/a"),
        Member::link("hard/to-file", b'1', "file.txt"),
        Member::link("passwd", b'2', "/etc/passwd"),
        Member::link("hard-passwd", b'1', "/etc/passwd"),
        Member::link("up", b'2', "../../../../../../"),
        Member::link("long", b'2', "x/".repeat(3_000)),
        device("null", b'3', (1, 3)),
        device("disk", b'4', (8, 0)),
        Member::special("fifo", b'6'),
        Member { mode: 0, ..Member::special("folder/", b'5') },
        Member::special("unknown", b'Q'),
        Member::file("file.txt", &samples::eicar()),
    ])
}

/// Clean files under names that lead elsewhere, that are not UTF-8, that speak to a terminal, that are empty, twice
/// there, very long (GNU and PAX); one PAX record contradicts the header, one is broken.
pub fn tar_with_odd_names() -> Vec<u8> {
    let body = samples::clean(2, 60);
    let file = |name: &[u8]| Member::file(name, &body);
    let broken_pax = Member { kind: b'x', ..Member::file("PaxHeaders/broken", b"999999999999 path=x\n") };
    tar_file::bytes(&[
        file(b"../../../../tmp/quet-was-here"),
        file(b"/tmp/quet-was-here"),
        file(b"b\xE1o c\xE1o.txt"),
        file(b"clear\x1b[2J\x1b[31mred.txt"),
        file(b"two\nlines.txt"),
        file("invoice\u{202e}fdp.exe".as_bytes()),
        file(b""),
        file(b"twice.txt"),
        file(b"twice.txt"),
        file(&b"gnu/".repeat(1_500)),
        Member::pax(&[("path", &b"pax/".repeat(1_500))]),
        file(b"short-name-of-a-long-one"),
        Member::pax(&[("path", b"../the-name-that-counts"), ("mtime", b"-1e400")]),
        file(b"the-name-that-does-not"),
        broken_pax,
        file(b"after-a-broken-record"),
    ])
}

/// A GNU sparse file, `sparse.bin`, that unpacks to `real_size` bytes, all of them holes but the 512 last ones: 3 kB
/// of tar for as much as a header can claim. A reader that fills the holes needs a limit.
///
/// `real_size` is taken as at least 512.
pub fn tar_sparse(real_size: u64) -> Vec<u8> {
    let real_size = real_size.max(BLOCK as u64);
    let body = samples::clean(1, BLOCK);
    let map = [number(real_size - BLOCK as u64, 12), number(BLOCK as u64, 12)].concat();
    let sparse = Member {
        kind: b'S',
        patches: vec![(386, map), (483, number(real_size, 12))],
        ..Member::file("sparse.bin", &body)
    };
    tar_file::bytes(&[sparse, Member::file("after.txt", &samples::clean(4, 60))])
}

/// Three files; the header of the second, which is the EICAR test file, has a wrong checksum.
pub fn tar_bad_checksum() -> Vec<u8> {
    tar_file::bytes(&[
        Member::file("before.txt", &samples::clean(6, 60)),
        Member { wrong_checksum: true, ..Member::file("eicar.com", &samples::eicar()) },
        Member::file("after.txt", &samples::clean(8, 60)),
    ])
}

/// The EICAR test file, whole, and a second member in the middle of which the tar ends.
pub fn tar_cut() -> Vec<u8> {
    let mut bytes = tar_file::bytes(&[
        Member::file("eicar.com", &samples::eicar()),
        Member::file("report.bin", &samples::clean(3, 10_000)),
    ]);
    bytes.truncate(4 * BLOCK + 100);
    bytes
}

/// A member that claims `size` bytes and has the EICAR test file's 68, in a tar that ends after it. With `u64::MAX`,
/// rounding up to blocks overflows.
pub fn tar_lying_size(size: u64) -> Vec<u8> {
    tar_file::bytes(&[Member { size, ..Member::file("eicar.com", &samples::eicar()) }])
}

/// `n` empty files, half a kB each.
pub fn many_members_tar(n: u32) -> Vec<u8> {
    let members: Vec<_> = (0..n).map(|number| Member::file(format!("{number:07}"), b"")).collect();
    tar_file::bytes(&members)
}
