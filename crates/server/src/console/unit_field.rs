//! A field in which a unit is named, wherever one is: by its code, or by its whole name where only one has it that day.
//!
//! A part of a name is never taken for one, not even where it is in the name of one unit alone: whoever typed is shown the
//! units that could be meant, with their codes. Must never guess which one is meant, and must never send more units than a
//! page can carry.

use office::day::Day;
use office::fold;
use office::rights::{Act, Reach};
use office::units::{Code, Kind, Unit, UnitId};

use super::frame::Desk;
use super::signed::Signed;
use super::units::said;

/// Units that are proposed under the field; with more, people type.
const PROPOSED: usize = 200;

/// Units that are named where several could be meant.
const NAMED: usize = 8;

/// The units where somebody may do something, by code and name, the nearest to the root first; nothing where these are
/// too many to choose among.
pub fn proposed(signed: &Signed, act: Act) -> Vec<(String, String)> {
    let roots: Vec<UnitId> = match signed.standing.reach(act) {
        Reach::Below(units) => units,
        Reach::Everywhere => signed.units.tree.root(signed.today).map(|unit| unit.id).into_iter().collect(),
    };
    let below = roots.into_iter().flat_map(|root| {
        let own = signed.units.tree.get(root).filter(|unit| unit.is_living(signed.today));
        own.into_iter().chain(signed.units.tree.below(root, signed.today))
    });
    few(below)
}

/// The same, of those under which they may put a unit of that kind.
pub fn places(signed: &Signed, kind: Option<Kind>, but: Option<UnitId>) -> Vec<(String, String)> {
    let on = signed.today;
    let fits = |unit: &&Unit| {
        unit.is_living(on)
            && unit.ended.is_none()
            && Some(unit.id) != but
            && kind.is_none_or(|kind| kind.may_be_under(Some(unit.kind)))
            && signed.may(Act::ChangeUnit, unit.id.0).is_ok()
    };
    few(signed.units.tree.units().filter(fits))
}

/// The same, of those of one parent.
pub fn siblings(signed: &Signed, unit: &Unit) -> Vec<(String, String)> {
    let Some(parent) = unit.parent(signed.today) else { return Vec::new() };
    let children = signed.units.tree.children(parent, signed.today).into_iter();
    few(children.filter(|child| child.id != unit.id && signed.may(Act::ChangeUnit, child.id.0).is_ok()))
}

fn few<'u>(units: impl Iterator<Item = &'u Unit>) -> Vec<(String, String)> {
    let mut few: Vec<(String, String)> = Vec::new();
    for unit in units {
        let line = (unit.code.to_string(), unit.last_name().to_owned());
        if !few.contains(&line) {
            few.push(line);
        }
        if few.len() > PROPOSED {
            return Vec::new();
        }
    }
    few
}

/// How a unit is best written in such a field: by its name, where that is taken for no other.
pub fn written(signed: &Signed, unit: i64) -> String {
    let day = signed.today;
    let Some(unit) = signed.units.tree.get(UnitId(unit)) else { return String::new() };
    let name = unit.name(day).unwrap_or_default();
    let sought = fold(name);
    let is = |other: &&Unit| other.name(day).is_some_and(|name| fold(name) == sought);
    let named = signed.units.tree.search(name, day).into_iter().filter(is).count();
    // What reads as a code is taken for one first.
    let is_code = Code::read(name).ok().is_some_and(|code| signed.units.tree.by_code(&code, day).is_some());
    if named == 1 && !is_code { name.to_owned() } else { unit.code.to_string() }
}

/// The unit that is meant, among those that live that day.
///
/// # Errors
/// With what is wrong, in words: nothing has that code or name then, or several do.
pub fn read(f: &Desk<'_>, signed: &Signed, typed: &str, day: Day) -> Result<UnitId, String> {
    let tree = &signed.units.tree;
    if typed.is_empty() {
        return Err(f.say("unit-field-empty"));
    }
    if let Some(unit) = Code::read(typed).ok().and_then(|code| tree.by_code(&code, day)) {
        return Ok(unit.id);
    }
    let sought = fold(typed);
    let near = tree.search(typed, day);
    let named: Vec<&Unit> =
        near.iter().copied().filter(|unit| unit.name(day).is_some_and(|name| fold(name) == sought)).collect();
    let listed = |units: &[&Unit]| {
        let lines = units.iter().take(NAMED).map(|unit| format!("{} ({})", unit.code, unit.last_name()));
        let more = if units.len() > NAMED { "; …" } else { "" };
        format!("{}{more}", lines.collect::<Vec<_>>().join("; "))
    };
    match (named.as_slice(), near.as_slice()) {
        ([unit], _) => Ok(unit.id),
        ([], []) => Err(none(f, typed, day)),
        ([], near) => Err(f.with1("unit-field-near", "units", &listed(near))),
        (named, _) => Err(f.with1("unit-field-several", "units", &listed(named))),
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
            let code = Code::read(typed).map_err(|error| format!("{typed}: {}", said::code(f, error)))?;
            signed.units.tree.by_code(&code, day).map(|unit| unit.id).ok_or_else(|| none(f, typed, day))
        })
        .collect()
}

fn none(f: &Desk<'_>, typed: &str, day: Day) -> String {
    f.words.with("unit-field-none", &[("typed", typed), ("day", &said::day(f, day))])
}
