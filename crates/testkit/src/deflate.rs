//! Deflate streams and gzip members, by the compressor or bit by bit where no compressor would write them.
//! It must never unpack anything: its streams are judged by the decoders that the tests bring.

use std::io::Write;

use flate2::{Compression, write::DeflateEncoder};

use crate::crc::crc32;

/// A gzip header: deflate, no name, no time, from Unix.
const GZIP_HEADER: [u8; 10] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3];

/// A gzip member around a deflate stream, with the CRC and the size that it is told to claim.
pub(crate) fn gzip_around(deflated: &[u8], crc: u32, size: u64) -> Vec<u8> {
    let mut out = GZIP_HEADER.to_vec();
    out.extend_from_slice(deflated);
    out.extend_from_slice(&crc.to_le_bytes());
    // The format keeps the size modulo 2^32, so that cutting it is right.
    out.extend_from_slice(&(size as u32).to_le_bytes());
    out
}

/// An honest gzip member.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    gzip_around(&deflate(bytes), crc32(bytes), bytes.len() as u64)
}

/// An honest deflate stream of `bytes`.
pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    // Writing into memory does not fail; should it, an uncompressed stream is as true as a compressed one.
    encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_else(|_| {
        let mut out = Vec::new();
        for chunk in bytes.chunks(usize::from(u16::MAX)) {
            out.extend(stored_header(chunk.len() as u16, false));
            out.extend_from_slice(chunk);
        }
        out.extend(stored_header(0, true));
        out
    })
}

/// The five bytes before `len` bytes stored as they are; the stream must stand at the start of a byte.
pub(crate) fn stored_header(len: u16, last: bool) -> [u8; 5] {
    let [low, high] = len.to_le_bytes();
    [u8::from(last), low, high, !low, !high]
}

/// A deflate stream of `len` zero bytes, at 1,032 of them a byte, which is as dense as the format can be.
///
/// It is one block with Huffman codes of its own: "repeat the last byte 258 times" costs one bit and its distance
/// another one, both of them zero, so that a zero byte of the stream stands for four such repeats.
pub(crate) fn deflated_zeros(len: u64) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.push(1, 1); // The last block,
    bits.push(0b10, 2); // with its own codes:
    bits.push(286 - 257, 5); // lengths are given for 286 literals and lengths,
    bits.push(0, 5); // for one distance,
    bits.push(18 - 4, 4); // and for 18 of the symbols in which those lengths are told.
    // Those symbols come in the format's odd order; used are 18 (a run of zeros, code 0), 1 (code 10), 2 (code 11).
    for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1] {
        let length = match symbol {
            18 => 1,
            1 | 2 => 2,
            _ => 0,
        };
        bits.push(length, 3);
    }
    let run = |bits: &mut Bits, zeros: u32| {
        bits.code(0b0, 1);
        bits.push(zeros - 11, 7);
    };
    bits.code(0b11, 2); // Literal 0 has a code of 2 bits: 10.
    run(&mut bits, 138);
    run(&mut bits, 255 - 138);
    bits.code(0b11, 2); // The end of the block has 2 bits: 11.
    run(&mut bits, 285 - 257);
    bits.code(0b10, 2); // "258 times" has 1 bit: 0.
    bits.code(0b10, 2); // The distance 1 has 1 bit: 0.

    let literals = if len == 0 { 0 } else { 1 + (len - 1) % 258 };
    for _ in 0..literals {
        bits.code(0b10, 2);
    }
    bits.zeros((len - literals) / 258 * 2);
    bits.code(0b11, 2);
    bits.finish()
}

/// Bits in deflate's order: the lowest of a byte first.
#[derive(Default)]
pub(crate) struct Bits {
    bytes: Vec<u8>,
    pending: u64,
    held: u32,
}

impl Bits {
    /// A number of `count` bits (at most 32), its lowest bit first.
    pub(crate) fn push(&mut self, value: u32, count: u32) {
        self.pending |= u64::from(value) << self.held;
        self.held += count;
        while self.held >= 8 {
            self.bytes.push(self.pending as u8);
            self.pending >>= 8;
            self.held -= 8;
        }
    }

    /// A Huffman code of `count` bits (1 to 32), which the format writes from its highest bit.
    pub(crate) fn code(&mut self, code: u32, count: u32) {
        self.push(code.reverse_bits() >> (32 - count), count);
    }

    fn zeros(&mut self, count: u64) {
        let to_byte_end = count.min(u64::from((8 - self.held) % 8));
        self.push(0, to_byte_end as u32);
        let left = count - to_byte_end;
        // At the start of a byte (or with nothing left), whole bytes need no pushing one by one.
        self.bytes.resize(self.bytes.len() + (left / 8) as usize, 0);
        self.push(0, (left % 8) as u32);
    }

    /// The bytes, the last one filled up with zeros.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        if self.held > 0 {
            self.bytes.push(self.pending as u8);
        }
        self.bytes
    }
}
