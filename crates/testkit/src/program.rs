//! Programs that do nothing: as much of a Windows and of a Linux program as tells what it is, with bytes behind it that
//! make each different.
//!
//! Must never make one that a system would run: nothing stands where it would begin.

/// Bytes of a header, after which the one section begins.
const HEADERS: usize = 0x200;

/// A Windows program for x86-64 with one section, filled by `seed`. Its size is `body` and 512 bytes.
pub fn windows(body: u32, seed: u8) -> Vec<u8> {
    let mut bytes = vec![0; HEADERS];
    put(&mut bytes, 0, b"MZ");
    put(&mut bytes, 0x3c, &0x80_u32.to_le_bytes());
    put(&mut bytes, 0x80, b"PE\0\0");
    // The machine, one section.
    put(&mut bytes, 0x84, &[0x64, 0x86, 1, 0]);
    // The size of the optional header; "can be run" and "addresses above 2 GiB".
    put(&mut bytes, 0x94, &[0xf0, 0, 0x22, 0]);
    // PE32+.
    put(&mut bytes, 0x98, &[0x0b, 0x02]);
    let section = 0x98 + 0xf0;
    put(&mut bytes, section, b".text");
    put(&mut bytes, section + 16, &body.to_le_bytes());
    put(&mut bytes, section + 20, &0x200_u32.to_le_bytes());
    filled(bytes, body, seed)
}

/// A Linux program for x86-64 with one segment, filled by `seed`. Its size is `body` and 512 bytes.
pub fn linux(body: u32, seed: u8) -> Vec<u8> {
    let mut bytes = vec![0; HEADERS];
    put(&mut bytes, 0, b"\x7fELF\x02\x01\x01");
    // Position-independent, x86-64, version 1.
    put(&mut bytes, 16, &[3, 0, 0x3e, 0, 1, 0, 0, 0]);
    // Where the segments are listed; the sizes of the header and of an entry, one entry.
    put(&mut bytes, 32, &64_u64.to_le_bytes());
    put(&mut bytes, 52, &[64, 0, 56, 0, 1, 0]);
    // To be loaded, readable; from where, and how much.
    put(&mut bytes, 64, &[1, 0, 0, 0, 4, 0, 0, 0]);
    put(&mut bytes, 72, &(HEADERS as u64).to_le_bytes());
    put(&mut bytes, 96, &u64::from(body).to_le_bytes());
    filled(bytes, body, seed)
}

fn put(bytes: &mut [u8], at: usize, what: &[u8]) {
    for (to, from) in bytes.iter_mut().skip(at).zip(what) {
        *to = *from;
    }
}

fn filled(mut bytes: Vec<u8>, body: u32, seed: u8) -> Vec<u8> {
    bytes.extend((0..body).map(|at| (at.wrapping_mul(31) >> 3) as u8 ^ seed));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn their_sizes_are_as_said_and_no_two_seeds_give_the_same() {
        for made in [windows, linux] {
            assert_eq!(made(1_000, 1).len(), 1_512);
            assert_ne!(made(1_000, 1), made(1_000, 2));
            assert_eq!(made(1_000, 1), made(1_000, 1));
        }
        assert!(windows(9, 0).starts_with(b"MZ") && linux(9, 0).starts_with(b"\x7fELF"));
    }
}
