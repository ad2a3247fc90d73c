//! UTF-16 as it lies in what Windows writes: two bytes a unit, the low one first.
//!
//! Must never mend a name: units that make no text are kept as they are.

/// The units in these bytes; a last odd byte is no unit.
pub fn units(bytes: &[u8]) -> Vec<u16> {
    bytes
        .chunks_exact(2)
        .map(|pair| pair.iter().rev().fold(0, |unit, &byte| unit << 8 | u16::from(byte)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_low_byte_comes_first_and_an_odd_one_is_no_unit() {
        assert_eq!(units(&[0x34, 0x12, 0x00, 0xd8, 0x41]), [0x1234, 0xd800]);
    }
}
