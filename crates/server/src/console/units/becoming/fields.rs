//! The fields that each change of a unit asks for.
//!
//! Must never ask for less than the record and history need: a day and a reason.

use office::units::{Kind, Unit};

use super::Becoming;
use crate::console::frame::Desk;
use crate::console::signed::Signed;
use crate::console::unit_field;
use crate::console::units::form::{Field, Group, Typed, day_field, kind_field, typed, unit_typed, why_field};

/// Parts that a form for a split has room for. The country's largest reform split nothing into more.
pub const PARTS: usize = 6;

/// Units that a form for a split names one by one.
const LISTED: usize = 300;

const NAME: &str = "maxlength=200";
const CODE: &str = "maxlength=32 autocapitalize=characters spellcheck=false autocomplete=off";

/// The fields, in their groups.
pub fn groups(
    f: &Desk<'_>,
    signed: &Signed,
    unit: &Unit,
    becoming: Becoming,
    value: Typed<'_>,
) -> Vec<Group> {
    let mut groups = match becoming {
        Becoming::Renamed => vec![Group::plain(vec![name(f, value.get("name", unit.last_name()))])],
        Becoming::Moved => vec![Group::plain(vec![parent(f, signed, unit, value.get("parent", ""))])],
        Becoming::Ended | Becoming::Removed => Vec::new(),
        Becoming::Corrected => vec![Group::plain(vec![
            name(f, value.get("name", unit.last_name())),
            code(f, "code", f.say("unit-code"), value.get("code", unit.code.as_str())),
            kind_field(f, "kind", value.get("kind", unit.kind.as_str()), Kind::ALL.into_iter()),
            typed(
                "founded",
                f.say("unit-founded"),
                f.say("unit-founded-hint"),
                value.get("founded", &unit.founded.written()),
                "required inputmode=numeric maxlength=10 autocomplete=off",
            ),
        ])],
        Becoming::Merged => merged(f, signed, unit, value),
        Becoming::Split => split(f, signed, unit, value),
    };
    let mut last = Vec::new();
    if becoming.is_dated() {
        last.push(day_field(f, value, signed.today));
    }
    last.push(why_field(f, value, true));
    groups.push(Group::plain(last));
    groups
}

fn name(f: &Desk<'_>, value: String) -> Field {
    typed("name", f.say("unit-name"), f.say("unit-name-hint"), value, "required maxlength=200")
}

fn code(f: &Desk<'_>, name: &str, label: String, value: String) -> Field {
    typed(name, label, f.say("unit-code-hint"), value, CODE)
}

fn parent(f: &Desk<'_>, signed: &Signed, unit: &Unit, value: String) -> Field {
    let offered = unit_field::places(signed, Some(unit.kind), Some(unit.id));
    unit_typed(f, "parent", f.say("unit-parent-new"), value, offered)
}

/// Under whom a new unit comes to stand: where the old one stands, unless something else is typed.
fn new_parent(f: &Desk<'_>, signed: &Signed, unit: &Unit, value: Typed<'_>) -> Field {
    let above = unit.parent(signed.today).and_then(|parent| signed.units.tree.get(parent));
    let above = above.map_or("", |parent| parent.code.as_str());
    let offered = unit_field::places(signed, Some(unit.kind), Some(unit.id));
    unit_typed(f, "parent", f.say("unit-parent-of-new"), value.get("parent", above), offered)
}

fn merged(f: &Desk<'_>, signed: &Signed, unit: &Unit, value: Typed<'_>) -> Vec<Group> {
    let others = Field {
        lines: 2,
        ..typed("with", f.say("units-merge-with"), f.say("units-merge-with-hint"), value.get("with", ""), "")
    };
    let into = unit_typed(
        f,
        "into",
        f.say("units-merge-into"),
        value.get("into", ""),
        unit_field::siblings(signed, unit),
    );
    let new = vec![
        typed("name", f.say("unit-name"), f.say("unit-name-hint"), value.get("name", ""), NAME),
        code(f, "code", f.say("unit-code"), value.get("code", "")),
        kind_field(f, "kind", value.get("kind", unit.kind.as_str()), Kind::ALL.into_iter()),
        new_parent(f, signed, unit, value),
    ];
    vec![
        Group::plain(vec![others]),
        Group {
            legend: f.say("units-merge-old"),
            note: f.say("units-merge-old-note"),
            fields: vec![into],
            is_folded: false,
        },
        Group {
            legend: f.say("units-merge-new"),
            note: f.say("units-merge-new-note"),
            fields: new,
            is_folded: false,
        },
    ]
}

fn split(f: &Desk<'_>, signed: &Signed, unit: &Unit, value: Typed<'_>) -> Vec<Group> {
    let children = signed.units.tree.children(unit.id, signed.today);
    let mut groups = vec![Group {
        note: f.say("units-split-note"),
        fields: vec![new_parent(f, signed, unit, value)],
        ..Group::default()
    }];
    for part in 1..=PARTS {
        let named = |word: &str| format!("{word}-{part}");
        let mut fields = vec![
            code(f, &named("code"), f.say("unit-code"), value.get(&named("code"), "")),
            typed(
                &named("name"),
                f.say("unit-name"),
                f.say("units-split-name-hint"),
                value.get(&named("name"), ""),
                NAME,
            ),
            kind_field(
                f,
                &named("kind"),
                value.get(&named("kind"), unit.kind.as_str()),
                Kind::ALL.into_iter(),
            ),
        ];
        if !children.is_empty() {
            let (label, hint) = (f.say("units-split-children"), f.say("units-split-children-hint"));
            let before = typed(&named("children"), label, hint, value.get(&named("children"), ""), "");
            fields.push(Field { lines: 2, ..before });
        }
        let legend = f.with1("units-split-part", "number", &part.to_string());
        // Most are split in two: the rest is there for who needs it, and what was typed is never hidden.
        let typed = ["code", "name", "children"].map(|word| value.get(&format!("{word}-{part}"), ""));
        let is_folded = part > 2 && typed.iter().all(String::is_empty);
        if part > 1 {
            fields.iter_mut().for_each(|field| field.hint.clear());
        }
        groups.push(Group { legend, fields, is_folded, ..Group::default() });
    }
    if !children.is_empty() {
        let mut choices = vec![(String::new(), f.say("units-split-rest-none"))];
        choices.extend((1..=PARTS).map(|part| {
            let part = part.to_string();
            (part.clone(), f.with1("units-split-part", "number", &part))
        }));
        let rest = Field {
            name: "rest".to_owned(),
            label: f.say("units-split-rest"),
            value: value.get("rest", ""),
            choices,
            ..Field::default()
        };
        let names = children.iter().take(LISTED).map(|child| format!("{} {}", child.code, child.last_name()));
        let more = if children.len() > LISTED { "; …" } else { "" };
        let note = format!("{}{more}", names.collect::<Vec<_>>().join("; "));
        groups.push(Group { legend: f.say("units-split-under"), note, fields: vec![rest], is_folded: false });
    }
    groups
}
