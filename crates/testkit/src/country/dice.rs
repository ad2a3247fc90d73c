//! Dice that fall the same way every time: SplitMix64, whole numbers only, so that a seed makes one country everywhere.
//! They must never be used where somebody could gain by guessing the next throw.

/// Mixes a number so thoroughly that neighbours have nothing in common: the last step of SplitMix64.
pub(crate) const fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// Two numbers mixed into one.
pub(crate) const fn mix2(one: u64, other: u64) -> u64 {
    mix(mix(one) ^ other)
}

/// A number below `end` (0 where that is 0) from a mixed one, by its high bits.
pub(crate) const fn scale(mixed: u64, end: u64) -> u64 {
    ((mixed as u128 * end as u128) >> 64) as u64
}

/// A row of throws.
#[derive(Clone, Debug)]
pub(crate) struct Dice {
    state: u64,
}

impl Dice {
    /// The dice of one subject; those of another subject fall independently of how often these are thrown.
    pub(crate) const fn new(seed: u64, subject: u64) -> Self {
        Self { state: mix2(seed, subject) }
    }

    /// Any number.
    pub(crate) const fn throw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.state)
    }

    /// A number below `end`, or 0 where that is 0.
    pub(crate) const fn below(&mut self, end: u64) -> u64 {
        scale(self.throw(), end)
    }

    /// As [`Dice::below`], for positions.
    pub(crate) const fn place(&mut self, len: usize) -> usize {
        self.below(len as u64) as usize
    }

    /// Whether something happens that happens `per_cent` times in a hundred.
    pub(crate) const fn chance(&mut self, per_cent: u64) -> bool {
        self.below(100) < per_cent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dice_are_those_that_were_published() {
        // The first numbers of SplitMix64 from the seed 0, as its author's C program prints them.
        let mut dice = Dice { state: 0_u64.wrapping_sub(0x9E37_79B9_7F4A_7C15) };
        let expected = [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F];
        assert_eq!(expected.map(|_| dice.throw()), expected);
    }

    #[test]
    fn throws_stay_below_their_end_and_reach_all_of_it() {
        let mut dice = Dice::new(1, 2);
        let mut seen = [0_u32; 6];
        for _ in 0..6_000 {
            seen[dice.place(6)] += 1;
        }
        assert!(seen.iter().all(|times| (800..1_200).contains(times)), "{seen:?}");
        assert_eq!(dice.below(0), 0);
    }
}
