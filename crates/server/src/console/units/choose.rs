//! A unit that is named in a field: by its code, or by its name where only one has it.
//!
//! Must never guess which one is meant, and must never send more units than a page can carry.

use office::day::Day;
use office::fold;
use office::rights::Act;
use office::units::{Code, Kind, Unit, UnitId};

use crate::console::frame::Desk;
use crate::console::signed::Signed;

/// Units that a field proposes.
const OFFERED: usize = 50;

/// Units that are named where several could be meant.
const NAMED: usize = 10;

/// Where somebody may put a unit of that kind, by code and name; the first of them.
pub fn places(signed: &Signed, kind: Option<Kind>, but: Option<UnitId>) -> Vec<(String, String)> {
    let on = signed.today;
    let fits = |unit: &&Unit| {
        unit.is_living(on)
            && unit.ended.is_none()
            && Some(unit.id) != but
            && kind.is_none_or(|kind| kind.may_be_under(Some(unit.kind)))
    };
    offered(signed, signed.units.tree.units().filter(fits))
}

/// Units of the same parent, by code and name; the first of them.
pub fn siblings(signed: &Signed, unit: &Unit) -> Vec<(String, String)> {
    let Some(parent) = unit.parent(signed.today) else { return Vec::new() };
    let children = signed.units.tree.children(parent, signed.today);
    offered(signed, children.into_iter().filter(|child| child.id != unit.id))
}

fn offered<'u>(signed: &'u Signed, units: impl Iterator<Item = &'u Unit>) -> Vec<(String, String)> {
    units
        .filter(|unit| signed.may(Act::ChangeUnit, unit.id.0).is_ok())
        .take(OFFERED)
        .map(|unit| (unit.code.to_string(), unit.last_name().to_owned()))
        .collect()
}

/// The unit that is meant, among those that live that day.
///
/// # Errors
/// With what is wrong, in words.
pub fn read<'u>(f: &Desk<'_>, signed: &'u Signed, typed: &str, day: Day) -> Result<&'u Unit, String> {
    let tree = &signed.units.tree;
    if typed.is_empty() {
        return Err(f.say("choose-empty"));
    }
    let code = Code::read(typed).ok();
    if let Some(unit) = code.and_then(|code| tree.by_code(&code, day)) {
        return Ok(unit);
    }
    let sought = fold(typed);
    let found = tree.search(typed, day);
    let mut named = found.iter().filter(|unit| unit.name(day).is_some_and(|name| fold(name) == sought));
    match (named.next(), named.next(), found.as_slice()) {
        (Some(unit), None, _) | (None, _, [unit]) => Ok(unit),
        (None, _, []) => {
            let values = [("typed", typed), ("day", &super::said::day(f, day))];
            Err(f.words.with("choose-none", &values))
        }
        _ => {
            let lines = found.iter().take(NAMED).map(|unit| format!("{} ({})", unit.code, unit.last_name()));
            let more = if found.len() > NAMED { "; …" } else { "" };
            let lines = format!("{}{more}", lines.collect::<Vec<_>>().join("; "));
            Err(f.with1("choose-several", "units", &lines))
        }
    }
}

/// All units that are named in one field, with spaces, commas or lines between their codes.
///
/// # Errors
/// With what is wrong with the first that is none, in words.
pub fn read_all(f: &Desk<'_>, signed: &Signed, typed: &str, day: Day) -> Result<Vec<UnitId>, String> {
    let codes = typed.split([',', ';', ' ', '\n', '\r', '\t']).filter(|code| !code.is_empty());
    codes
        .map(|typed| {
            let code =
                Code::read(typed).map_err(|error| format!("{typed}: {}", super::said::code(f, error)))?;
            let unit = signed.units.tree.by_code(&code, day);
            let values = [("typed", typed), ("day", &super::said::day(f, day))];
            unit.map(|unit| unit.id).ok_or_else(|| f.words.with("choose-none", &values))
        })
        .collect()
}
