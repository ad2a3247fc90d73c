//! The provinces and cities under central rule, as a new system begins with them.
//!
//! Must never be what a running system is measured by: what changes later is changed there.

use super::{Code, Founding, Kind, UnitId};
use crate::day::Day;

/// Kept beside the code: see crates/office/data/README.md.
const LIST: &str = include_str!("../../data/provinces.csv");

/// Since when they are as they are: 2025, 7, 1.
pub const PROVINCES_SINCE: (i16, i8, i8) = (2025, 7, 1);

/// The 34, to be founded under that root, which lives since then or longer.
pub fn provinces(root: UnitId) -> Vec<Founding> {
    let (year, month, day) = PROVINCES_SINCE;
    let read = |line: &str| {
        let mut cells = line.split(',');
        let (code, name, form) = (cells.next()?, cells.next()?, cells.next()?);
        Some(Founding {
            code: Code::read(code).ok()?,
            kind: Kind::from_title(form).filter(|kind| kind.is_province())?,
            name: name.to_owned(),
            parent: Some(root),
            day: Day::new(year, month, day)?,
        })
    };
    LIST.lines().skip(1).filter_map(read).collect()
}
