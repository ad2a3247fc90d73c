//! Viet Nam's address ranges with their operators, as they come with the program.
//!
//! Must never be shown without its credit: CC BY 4.0, see `vendor/netblocks/LICENCE.md`.

/// The list: `first,last,asn,operator`.
pub const VIET_NAM: &str = include_str!("../../../vendor/netblocks/vn-netblocks.csv");

/// What operators' names alone tell of their ranges: that one is a mobile operator. Used where the campaign has no list of
/// its own. It can only make an answer milder: nobody is accused for having a mobile operator's address.
pub fn declared_by_name() -> String {
    let mobile = |line: &&str| {
        let name = line.to_lowercase();
        ["mobifone", "mobile"].iter().any(|word| name.contains(word))
    };
    let range = |line: &str| {
        let mut fields = line.split(',');
        Some(format!("{},{},mobile\n", fields.next()?, fields.next()?))
    };
    let ranges = VIET_NAM.lines().filter(mobile).filter_map(range);
    std::iter::once("first,last,kind\n".to_owned()).chain(ranges).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sightings::ranges::Ranges;

    #[test]
    fn a_mobile_operator_is_known_by_its_name() {
        let ranges = Ranges::read(VIET_NAM, &declared_by_name()).unwrap();
        let used = |address: &str| ranges.place(address.parse().unwrap()).used;
        assert_eq!(used("42.1.64.0"), Some(sightings::ranges::Use::Mobile));
        assert_eq!(used("14.160.0.1"), None);
    }

    #[test]
    fn every_address_of_the_country_has_one_operator() {
        let ranges = Ranges::read(VIET_NAM, "").unwrap();
        assert_eq!(ranges.addresses(), 16_492_288);
        assert_eq!(ranges.place("14.160.0.1".parse().unwrap()).operator, Some("VNPT Corp"));
    }
}
