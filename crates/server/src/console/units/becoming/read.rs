//! Reads what was typed, and asks the tree.
//!
//! Must never have rules of its own for what may become of a unit.

use std::collections::BTreeMap;

use office::units::{Code, Correction, Decided, Founding, Kind, Refused, Successor, Unit, UnitId};

use super::Becoming;
use super::fields::PARTS;
use crate::console::forms::Fields;
use crate::console::frame::Desk;
use crate::console::signed::Signed;
use crate::console::unit_field;
use crate::console::units::change::{Not, Wrong, wrong};
use crate::console::units::form::{all, read_day, read_why};
use crate::console::units::said;

/// What the form asks for, decided on the units of `signed`.
///
/// # Errors
/// With what is wrong, by field.
pub fn decide(
    f: &Desk<'_>,
    signed: &Signed,
    unit: &Unit,
    becoming: Becoming,
    fields: &Fields,
    next: UnitId,
) -> Result<Decided, Not> {
    let tree = &signed.units.tree;
    let day = if becoming.is_dated() { read_day(f, fields, "day", signed.today) } else { Ok(signed.today) };
    let (day, _) = all(day, read_why(f, fields, true))?;
    let decided = match becoming {
        Becoming::Renamed => tree.rename_to(unit.id, fields.get("name"), day),
        Becoming::Moved => {
            let parent = unit_field::read(f, signed, fields.get("parent"), day);
            tree.move_to(unit.id, parent.map_err(|text| wrong("parent", text))?, day)
        }
        Becoming::Ended => tree.end(unit.id, day),
        Becoming::Removed => tree.remove(unit.id, 0),
        Becoming::Corrected => {
            let (code, founded) =
                all(read_code(f, fields, "code"), read_day(f, fields, "founded", signed.today))?;
            // What is not touched is not corrected, so that a name with what is forbidden today can stay.
            let name = Some(fields.get("name").to_owned()).filter(|name| name != unit.last_name());
            let kind = Kind::read(fields.get("kind"));
            let correction = Correction { code: Some(code), kind, name, founded: Some(founded) };
            tree.correct(unit.id, &correction)
        }
        Becoming::Merged => {
            let others = unit_field::read_all(f, signed, fields.get("with"), day);
            let mut from = vec![unit.id];
            from.extend(others.map_err(|text| wrong("with", text))?);
            tree.merge(&from, &merged_into(f, signed, unit, fields, next, day)?, day)
        }
        Becoming::Split => {
            let (parts, children) = parts(f, signed, unit, fields, next, day)?;
            tree.split(unit.id, &parts, &children, day)
        }
    };
    Ok(decided.map_err(|refused| named(f, becoming, &refused))?)
}

/// A refusal beside the field that it is about.
fn named(f: &Desk<'_>, becoming: Becoming, refused: &Refused) -> Wrong {
    let field = match (becoming, said::field(refused)) {
        // Which of the parts, the words say.
        (Becoming::Split, "name" | "code" | "kind") => "",
        (Becoming::Moved, "kind") => "parent",
        (_, field) => field,
    };
    wrong(field, said::refused(f, refused))
}

fn read_code(f: &Desk<'_>, fields: &Fields, name: &str) -> Result<Code, Wrong> {
    Code::read(fields.get(name)).map_err(|error| wrong(name, said::code(f, error)))
}

fn founding(
    f: &Desk<'_>,
    signed: &Signed,
    fields: &Fields,
    (code, name, kind): (&str, &str, &str),
    day: office::day::Day,
) -> Result<Founding, Wrong> {
    let parent = match fields.get("parent") {
        // Only the root has none: the tree says so.
        "" => Ok(None),
        typed => match unit_field::read(f, signed, typed, day) {
            Ok(parent) => Ok(Some(parent)),
            Err(text) => Err(wrong("parent", text)),
        },
    };
    let (code, parent) = all(read_code(f, fields, code), parent)?;
    let kind = Kind::read(fields.get(kind)).ok_or_else(|| wrong(kind, f.say("kind-none")))?;
    Ok(Founding { code, kind, name: fields.get(name).to_owned(), parent, day })
}

fn merged_into(
    f: &Desk<'_>,
    signed: &Signed,
    unit: &Unit,
    fields: &Fields,
    next: UnitId,
    day: office::day::Day,
) -> Result<Successor, Wrong> {
    let new = !fields.get("name").is_empty() || !fields.get("code").is_empty();
    match (fields.get("into"), new) {
        ("", false) => Err(wrong("into", f.say("units-merge-into-nothing"))),
        ("", true) => Ok(Successor::New(next, founding(f, signed, fields, ("code", "name", "kind"), day)?)),
        (_, true) => Err(wrong("into", f.say("units-merge-into-both"))),
        (typed, false) => {
            let into = unit_field::read(f, signed, typed, day).map_err(|text| wrong("into", text))?;
            if into == unit.id {
                return Err(wrong("into", f.say("units-merge-into-itself")));
            }
            Ok(Successor::Existing(into))
        }
    }
}

/// The parts, and which of them each unit that stood under it goes to.
type Parts = (Vec<Successor>, Vec<(UnitId, usize)>);

fn parts(
    f: &Desk<'_>,
    signed: &Signed,
    unit: &Unit,
    fields: &Fields,
    mut next: UnitId,
    day: office::day::Day,
) -> Result<Parts, Wrong> {
    let mut parts = Vec::new();
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    let mut children: BTreeMap<UnitId, usize> = BTreeMap::new();
    for part in 1..=PARTS {
        let names = ["code", "name", "kind", "children"].map(|word| format!("{word}-{part}"));
        let [code, name, kind, under] = &names;
        if [code, name, under].iter().all(|name| fields.get(name).is_empty()) {
            continue;
        }
        if fields.get(name).is_empty() {
            // No name: the code is that of a unit that is there.
            let read = read_code(f, fields, code)?;
            let known = signed.units.tree.by_code(&read, day).filter(|known| known.id != unit.id);
            let known = known.ok_or_else(|| wrong(name, f.say("units-split-name-missing")))?;
            parts.push(Successor::Existing(known.id));
        } else {
            parts.push(Successor::New(next, founding(f, signed, fields, (code, name, kind), day)?));
            next = UnitId(next.0.saturating_add(1));
        }
        let at = parts.len() - 1;
        places.insert(part, at);
        for child in
            unit_field::read_all(f, signed, fields.get(under), day).map_err(|text| wrong(under, text))?
        {
            if children.insert(child, at).is_some() {
                return Err(wrong(under, f.say("units-split-child-twice")));
            }
        }
    }
    let rest = fields.number("rest").and_then(|part| places.get(&usize::try_from(part).ok()?));
    if let Some(rest) = rest {
        let under = signed.units.tree.units().filter(|child| {
            child.ended.is_none() && child.spans.last().is_some_and(|span| span.parent == Some(unit.id))
        });
        for child in under {
            children.entry(child.id).or_insert(*rest);
        }
    }
    Ok((parts, children.into_iter().collect()))
}
