//! Which systems somebody may see.
//!
//! Must be asked before anything is counted, and must never answer by anything but `office::rights`.

use std::collections::BTreeMap;

use office::day::Day;
use office::rights::{Act, KINDS, Named, Object, Place, Refused, Scope, Scopes, Standing};
use store::systems::Unknown;
use store::units::Units;

use crate::console::office::reached;
use crate::console::signed::Signed;

/// Who looks: a person, or a program in somebody's name.
pub(crate) struct Eyes<'a> {
    /// What they are.
    pub standing: &'a Standing,
    /// Units as they are now.
    pub units: &'a Units,
    /// Today.
    pub today: Day,
}

impl<'a> Eyes<'a> {
    /// Somebody's who is signed in.
    pub(crate) fn of(signed: &'a Signed) -> Eyes<'a> {
        Eyes { standing: &signed.standing, units: &signed.units, today: signed.today }
    }

    /// As whom lists of systems are read.
    pub(crate) fn lists(&self, now: i64) -> store::systems::Eyes {
        // A token that is not for looking at systems shows none, named or not.
        let person = self.standing.came_for(Scope::of(Act::SeeSystems)).is_ok();
        store::systems::Eyes {
            units: reached(self.units, &self.standing.reach(Act::SeeSystems), self.today),
            person: person.then_some(self.standing.person),
            now,
        }
    }

    /// Of which kinds of things they read in the record only what stands in the record of these units. What a token is for
    /// does not make anything secret to its person: what is asked is what the person is.
    pub(crate) fn only_at(&self) -> Vec<(&'static str, Vec<i64>)> {
        let whole = Standing { scopes: Scopes::all(), ..self.standing.clone() };
        let units = |act| reached(self.units, &whole.reach(act), self.today);
        KINDS.into_iter().filter_map(|(kind, act)| units(act).map(|units| (kind, units))).collect()
    }

    /// Those of which they may not know at all.
    pub(crate) fn unknown(&self, named: &BTreeMap<i64, Named>) -> Unknown {
        let hidden = |named: &Named| {
            let object = Object { place: Place(&[]), named: Some(&named.all) };
            // What the token is for does not make anything secret to its person.
            self.standing.may(Act::SeeUnit, &object) == Err(Refused::NotThere)
        };
        named.iter().filter(|(_, named)| hidden(named)).map(|(id, _)| *id).collect()
    }
}

/// Whether they may do this to a system of that unit, for which these are named.
///
/// # Errors
/// With what they are to be told.
pub(crate) fn may(signed: &Signed, act: Act, unit: i64, named: Option<&Named>) -> Result<(), Refused> {
    let at = signed.place(unit);
    let named = named.map(|named| &named.all);
    signed.standing.may(act, &Object { place: Place(&at), named })
}
