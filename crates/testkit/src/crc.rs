//! CRC-32 as ZIP and gzip use it, with its algebra: of endless zeros, of joined parts, and its fixed point.
//! It must never be taken for protection: that anybody can choose a CRC is what the fixed point shows.

/// x^0 in the reflected notation, in which the highest bit is the lowest power.
const ONE: u32 = 1 << 31;
const X8: u32 = ONE >> 8;
const POLYNOMIAL: u32 = 0xEDB8_8320;

/// The CRC-32 of `bytes`.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// The CRC-32 of `len` zero bytes, in time logarithmic in `len`.
pub(crate) fn crc32_of_zeros(len: u64) -> u32 {
    !multiply(shift(len), u32::MAX)
}

/// The CRC-32 of two parts joined, from their own CRCs and the length of the second.
pub(crate) fn joined(first: u32, second: u32, second_len: u64) -> u32 {
    multiply(shift(second_len), first) ^ second
}

/// The CRC register after one more byte, without the inversions before and after: what ZipCrypto's keys use.
pub(crate) fn step(register: u32, byte: u8) -> u32 {
    multiply(X8, register ^ u32::from(byte))
}

/// x^(8 * bytes) modulo the polynomial: multiplying by it moves a CRC past that many bytes.
fn shift(bytes: u64) -> u32 {
    let (mut power, mut base, mut left) = (ONE, X8, bytes);
    while left > 0 {
        if left & 1 == 1 {
            power = multiply(power, base);
        }
        base = multiply(base, base);
        left >>= 1;
    }
    power
}

fn multiply(a: u32, b: u32) -> u32 {
    let (mut product, mut shifted) = (0, b);
    for power in (0..32).rev() {
        if a >> power & 1 == 1 {
            product ^= shifted;
        }
        shifted = if shifted & 1 == 1 { (shifted >> 1) ^ POLYNOMIAL } else { shifted >> 1 };
    }
    product
}

/// A `crc` for which `crc_with(crc) == crc`, or none.
///
/// `crc_with` puts its argument into a message (at as many places as it likes) and computes the CRC of the whole.
/// CRCs are affine over single bits, so that with `b = crc_with(0)` and the columns `crc_with(1 << i) ^ b` of a
/// matrix A the question is the linear system `(A + I) crc = b` over GF(2), solved here by elimination.
pub(crate) fn fixed_point(crc_with: impl Fn(u32) -> u32) -> Option<u32> {
    let constant = crc_with(0);
    // A row is one equation: its low 32 bits say which bits of the CRC take part, bit 32 is the right-hand side.
    let mut rows: Vec<u64> = (0..32).map(|row| (u64::from(constant >> row & 1) << 32) | (1 << row)).collect();
    for column in 0..32 {
        let effect = crc_with(1 << column) ^ constant;
        for (row, equation) in rows.iter_mut().enumerate() {
            *equation ^= u64::from(effect >> row & 1) << column;
        }
    }
    let mut solved: Vec<(u32, u64)> = Vec::new();
    for column in 0..32 {
        let Some(at) = rows.iter().position(|row| row >> column & 1 == 1) else { continue };
        let pivot = rows.swap_remove(at);
        let without = |row: &mut u64| {
            if *row >> column & 1 == 1 {
                *row ^= pivot;
            }
        };
        rows.iter_mut().for_each(without);
        solved.iter_mut().for_each(|(_, row)| without(row));
        solved.push((column, pivot));
    }
    // What is left has no unknowns: "0 = 1" means that there is no fixed point. Free bits are taken as 0.
    if rows.iter().any(|row| *row != 0) {
        return None;
    }
    let crc = solved.iter().fold(0, |crc, (column, row)| crc | ((row >> 32 & 1) as u32) << column);
    (crc_with(crc) == crc).then_some(crc)
}
