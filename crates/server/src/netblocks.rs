//! Viet Nam's address ranges with their operators, as they come with the program.
//!
//! Must never be shown without its credit: CC BY 4.0, see `vendor/netblocks/LICENCE.md`.

/// The list: `first,last,asn,operator`.
pub const VIET_NAM: &str = include_str!("../../../vendor/netblocks/vn-netblocks.csv");

#[cfg(test)]
mod tests {
    use super::*;
    use sightings::ranges::Ranges;

    #[test]
    fn every_address_of_the_country_has_one_operator() {
        let ranges = Ranges::read(VIET_NAM, "").unwrap();
        assert_eq!(ranges.addresses(), 16_492_288);
        assert_eq!(ranges.place("14.160.0.1".parse().unwrap()).operator, Some("VNPT Corp"));
    }
}
