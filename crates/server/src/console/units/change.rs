//! Changes units: decides on the newest tree, asks for the right to every unit that it touches, and stores, again and
//! again while others change the tree.
//!
//! Must never store what was decided on another tree, and never change a unit that is not what its form showed.

use std::collections::BTreeMap;

use office::record::Deed;
use office::rights::Act;
use office::units::{Code, Contacts, Decided, Refused, UnitId};
use store::units::UnitsError;

use super::said;
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};

/// So often a change is decided again while others are quicker.
const TRIES: usize = 8;

/// What is wrong with a form, by field; under no name what is about no field.
pub type Wrong = BTreeMap<String, String>;

/// What a page says beside one of its fields.
pub trait AtField {
    /// What is wrong with that field, in words; nothing where all is well. `""` is the page as a whole.
    fn at(&self, field: &str) -> &str;
}

impl AtField for Wrong {
    fn at(&self, field: &str) -> &str {
        self.get(field).map_or("", String::as_str)
    }
}

/// Something wrong with one field.
pub fn wrong(field: &str, text: String) -> Wrong {
    Wrong::from([(field.to_owned(), text)])
}

/// What is to be stored: units, and how some are reached.
#[derive(Default)]
pub struct Wanted {
    /// The units.
    pub decided: Decided,
    /// How they are reached.
    pub contacts: Contacts,
}

/// Why nothing was changed.
pub enum Not {
    /// What was typed cannot be.
    Wrong(Wrong),
    /// The unit is another one by now.
    Conflict,
    /// The unit is there no more.
    Gone,
    /// At that unit it is for others to do.
    Theirs(Code),
    /// Something else.
    Stop(Stop),
}

impl From<Stop> for Not {
    fn from(stop: Stop) -> Not {
        Not::Stop(stop)
    }
}

impl From<Wrong> for Not {
    fn from(wrong: Wrong) -> Not {
        Not::Wrong(wrong)
    }
}

/// Changes units; `seen` is the unit that a form was for, and its version there. Afterwards `signed` knows the units that
/// it was decided on.
///
/// # Errors
/// When nothing was changed.
pub async fn change(
    app: &App,
    signed: &mut Signed,
    seen: Option<(UnitId, i64)>,
    action: &str,
    deed: &Deed,
    decide: impl Fn(&Signed, UnitId) -> Result<Wanted, Not>,
) -> Result<Decided, Not> {
    let office = app.office()?;
    for _ in 0..TRIES {
        signed.units = office.units().await.map_err(Stop::from)?;
        if let Some((id, version)) = seen {
            let unit = signed.units.tree.get(id).ok_or(Not::Gone)?;
            if unit.version != version {
                return Err(Not::Conflict);
            }
        }
        let wanted = decide(signed, next_id(signed))?;
        if let Some((_, at)) = not_theirs(signed, &wanted.decided).into_iter().next() {
            return Err(Not::Theirs(at));
        }
        let stored =
            office.store.change_units(&signed.units, &wanted.decided, &wanted.contacts, action, deed).await;
        match stored {
            Ok(()) => return Ok(wanted.decided),
            Err(UnitsError::Changed) => {}
            Err(UnitsError::Hanging { unit, count }) => {
                let code = signed.units.tree.get(unit).map(|unit| unit.code.clone()).ok_or(Not::Gone)?;
                let f = Desk::of(app, signed, "", "desk-units");
                return Err(wrong("", said::refused(&f, &Refused::Hanging { code, count })).into());
            }
            Err(UnitsError::Store(error)) => return Err(Stop::from(error).into()),
        }
    }
    let f = Desk::of(app, signed, "", "desk-units");
    Err(wrong("", f.say("units-busy")).into())
}

/// A number that no unit has or had.
pub fn next_id(signed: &Signed) -> UnitId {
    let after = UnitId(signed.units.last_id.saturating_add(1));
    after.max(signed.units.tree.next_id())
}

/// Which of the units that a decision touches are not theirs to change, with the code of where they would need the right:
/// the unit itself, the parent that it gets, the unit that goes on from it.
pub fn not_theirs(signed: &Signed, decided: &Decided) -> Vec<(UnitId, Code)> {
    let new: BTreeMap<UnitId, Option<UnitId>> =
        decided.found.iter().map(|unit| (unit.id, unit.spans.first().and_then(|span| span.parent))).collect();
    // Where a unit is that is there already; for a new one, where it comes to stand.
    let known = |mut id: UnitId| {
        let mut steps = 0;
        while let Some(parent) = new.get(&id) {
            id = (*parent).filter(|_| steps <= new.len())?;
            steps += 1;
        }
        signed.units.tree.get(id)
    };
    let mut asked: Vec<(UnitId, UnitId)> = Vec::new();
    for unit in &decided.found {
        asked.push((unit.id, unit.id));
    }
    for unit in &decided.changed {
        asked.push((unit.id, unit.id));
        let before = signed.units.tree.get(unit.id).and_then(|unit| unit.spans.last());
        let before = before.and_then(|span| span.parent);
        let now = unit.spans.last().and_then(|span| span.parent);
        asked.extend(now.filter(|_| now != before).map(|parent| (unit.id, parent)));
    }
    asked.extend(decided.removed.iter().map(|id| (*id, *id)));
    asked.extend(decided.lineage.iter().map(|step| (step.from, step.to)));
    let mut refused = Vec::new();
    for (of, at) in asked {
        let place = known(at);
        if place.is_none_or(|unit| signed.may(Act::ChangeUnit, unit.id.0).is_err()) {
            let code = place.or_else(|| decided.found.iter().find(|unit| unit.id == of));
            refused.extend(code.map(|unit| (of, unit.code.clone())));
        }
    }
    refused
}
