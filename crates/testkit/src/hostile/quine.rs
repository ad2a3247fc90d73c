//! A gzip file that unpacks to itself, after the idea that Russ Cox described in "Zip Files All The Way Down" (2010).
//! It must never be kept as bytes: it is computed, so that everybody can see why it works.
//!
//! A deflate stream is seen here as a program of two operations: `L n` prints the n bytes that follow it, `R n` prints
//! the last n bytes printed once more. Both are made exactly five bytes long, so that operations can be printed by
//! operations. With P the gzip header and S its trailer, the stream between them is, with what each step prints:
//!
//! ```text
//! L(p+5) P L(p+5)            P L(p+5)
//! R(p+5)                     P L(p+5)
//! L5     R(p+5)              R(p+5)
//! L5     L5                  L5
//! L20    R(p+5) L5 L5 L20    R(p+5) L5 L5 L20
//! R20                        R(p+5) L5 L5 L20
//! L20    R20 L20 R20 L20     R20 L20 R20 L20
//! R20                        R20 L20 R20 L20
//! L20    R20 L0 L0 L(s+5)    R20 L0 L0 L(s+5)
//! R20                        R20 L0 L0 L(s+5)
//! L0
//! L0
//! L(s+5) R(s+5) S            R(s+5) S
//! R(s+5)                     R(s+5) S
//! ```
//!
//! Read down, both columns are the same once P is put before the left one and S after it. What is left is that S holds
//! the CRC of the whole, and with it of S: a fixed point, which the algebra of CRCs gives.

use crate::{
    crc::{crc32, fixed_point},
    deflate::{Bits, stored_header},
};

/// A gzip member that unpacks to exactly its own bytes, for ever: only a limit on depth, or remembering what was seen,
/// ends unpacking it. Its CRC and size are true. `None` only if no CRC fits, which a test excludes.
pub fn quine_gzip() -> Option<Vec<u8>> {
    // Another time stamp is another system of equations: about a quarter to a third of them have a solution.
    (0..=u8::MAX).find_map(|seconds| {
        let size = quine(seconds, 0, 0).len() as u32;
        let crc = fixed_point(|crc| crc32(&quine(seconds, crc, size)))?;
        Some(quine(seconds, crc, size))
    })
}

fn quine(seconds: u8, crc: u32, size: u32) -> Vec<u8> {
    // A name of four letters makes the header 15 bytes long. `R(p+5)` is then `R20`: two repeats of 10 bytes from 20
    // bytes back are one of the few that fill five bytes to the last bit.
    let header = [0x1F, 0x8B, 8, 8, seconds, 0, 0, 0, 0, 3, b'q', b'u', b'e', b't', 0];
    let header = header.as_slice();
    let trailer = [crc.to_le_bytes(), size.to_le_bytes()].concat();
    let trailer = trailer.as_slice();

    let [l0, l5, l13, l20] = [0, 5, 13, 20].map(|len| stored_header(len, false));
    let (l0, l5, l13, l20) = (l0.as_slice(), l5.as_slice(), l13.as_slice(), l20.as_slice());
    let (r20, r13_last) = (repeat_20(), repeat_13_and_end());
    let (r20, r13_last) = (r20.as_slice(), r13_last.as_slice());
    [
        [header].as_slice(),
        &[l20, header, l20],
        &[r20],
        &[l5, r20],
        &[l5, l5],
        &[l20, r20, l5, l5, l20],
        &[r20],
        &[l20, r20, l20, r20, l20],
        &[r20],
        &[l20, r20, l0, l0, l13],
        &[r20],
        &[l0],
        &[l0],
        &[l13, r13_last, trailer],
        &[r13_last],
        &[trailer],
    ]
    .concat()
    .concat()
}

/// `R20`: 3 + 2 * (7 + 5 + 3) + 7 = 40 bits.
fn repeat_20() -> Vec<u8> {
    let mut bits = Bits::default();
    bits.push(0, 1);
    bits.push(0b01, 2); // The format's fixed codes.
    for _ in 0..2 {
        bits.code(264 - 256, 7); // 10 bytes
        bits.code(8, 5); // from 17 to 24 bytes back,
        bits.push(20 - 17, 3); // which is 20.
    }
    bits.code(0, 7); // The end of the block.
    bits.finish()
}

/// `R13` as the last block: 3 + 2 * (7 + 5 + 2) + 7 = 38 bits, and the rest of the last byte is free.
fn repeat_13_and_end() -> Vec<u8> {
    let mut bits = Bits::default();
    bits.push(1, 1);
    bits.push(0b01, 2);
    for length in [10, 3] {
        bits.code(length - 3 + 1, 7);
        bits.code(7, 5); // From 13 to 16 bytes back,
        bits.push(0, 2); // which is 13.
    }
    bits.code(0, 7);
    bits.finish()
}
