//! A field in which a unit is named: by its code, or by its name where only one has it.
//!
//! Must never send more units than a page can carry, and must never guess which one is meant.

use office::fold;
use office::rights::{Act, Reach};
use office::units::{Code, UnitId};

use super::frame::Desk;
use super::signed::Signed;

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
    let mut proposed: Vec<(String, String)> = Vec::new();
    for root in roots {
        let own = signed.units.tree.get(root).filter(|unit| unit.is_living(signed.today));
        for unit in own.into_iter().chain(signed.units.tree.below(root, signed.today)) {
            let line = (unit.code.to_string(), unit.last_name().to_owned());
            if !proposed.contains(&line) {
                proposed.push(line);
            }
            if proposed.len() > PROPOSED {
                return Vec::new();
            }
        }
    }
    proposed
}

/// The unit that is meant.
///
/// # Errors
/// With what is wrong, in words: nothing has that code or name today, or several do.
pub fn read(f: &Desk<'_>, signed: &Signed, typed: &str) -> Result<UnitId, String> {
    let tree = &signed.units.tree;
    if typed.is_empty() {
        return Err(f.say("unit-field-empty"));
    }
    if let Some(unit) = Code::read(typed).ok().and_then(|code| tree.by_code(&code, signed.today)) {
        return Ok(unit.id);
    }
    let sought = fold(typed);
    let found = tree.search(typed, signed.today);
    let named: Vec<_> = found
        .iter()
        .filter(|unit| unit.name(signed.today).is_some_and(|name| fold(name) == sought))
        .collect();
    match (named.as_slice(), found.as_slice()) {
        ([unit], _) => Ok(unit.id),
        ([], []) => Err(f.say("unit-field-none")),
        _ => {
            let lines = found.iter().take(NAMED).map(|unit| format!("{} ({})", unit.code, unit.last_name()));
            let lines: Vec<String> = lines.collect();
            let more = if found.len() > NAMED { "; …" } else { "" };
            Err(f.with1("unit-field-several", "units", &format!("{}{more}", lines.join("; "))))
        }
    }
}
