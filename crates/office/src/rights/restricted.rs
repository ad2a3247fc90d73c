//! What is restricted: who is named, who says so, and how somebody else is let in when it cannot wait.
//!
//! Must never let a role alone open anything: for that it takes two people, and an end.

use std::collections::BTreeSet;

use super::{Place, Refused, Role, Scope, Standing};
use crate::people::PersonId;

/// For how long somebody is let in, in seconds.
pub const LET_IN_FOR: i64 = 24 * 3_600;

/// For how long somebody waits for a second person to agree, in seconds.
pub const ASKED_FOR: i64 = 24 * 3_600;

/// For whom something is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Everybody who may see it now: who is named, and who was let in and may still.
    pub all: BTreeSet<PersonId>,
    /// Those who were named, and are there: its owners. Who was let in for a while is none.
    pub lasting: BTreeSet<PersonId>,
}

impl Standing {
    /// Whether they may say for whom something is: who is named for good may. Where none of these is there any more, who
    /// was let in may, so that it is not lost. `scope` is what a token has to be for.
    ///
    /// # Errors
    /// With what they are to be told.
    pub fn may_name(&self, named: &Named, scope: Scope) -> Result<(), Refused> {
        if !named.all.contains(&self.person) {
            return Err(Refused::NotThere);
        }
        self.came_for(scope)?;
        let owns = named.lasting.contains(&self.person) || named.lasting.is_empty();
        if owns { Ok(()) } else { Err(Refused::NotAllowed) }
    }

    /// Whether they may ask to be let in at all: who holds a role anywhere. Whether there is anything to be let into is
    /// not asked: nobody learns it by asking.
    ///
    /// # Errors
    /// With what they are to be told.
    pub fn may_ask_in(&self) -> Result<(), Refused> {
        self.came_for(Scope::SystemsWrite)?;
        if self.grants.is_empty() { Err(Refused::NotAllowed) } else { Ok(()) }
    }

    /// Whether they may agree that somebody is let in who holds roles at those places: an administrator or coordinator of
    /// one of these units or above it. Never their own asking.
    ///
    /// # Errors
    /// With what they are to be told.
    pub fn may_agree(&self, asker: PersonId, held: &[Place<'_>]) -> Result<(), Refused> {
        if asker == self.person || !held.iter().any(|place| self.vouches_at(*place)) {
            return Err(Refused::NotThere);
        }
        self.came_for(Scope::SystemsWrite)
    }

    /// Whether what is agreed on lets an asker in who holds roles at those places: the object lies at one of these units
    /// or below it, and the one who agrees vouches there.
    pub fn lets_in(&self, asker: PersonId, held: &[Place<'_>], object: Place<'_>) -> bool {
        let here = held.iter().filter(|place| place.0.first().is_some_and(|unit| object.0.contains(unit)));
        here.copied().any(|place| self.may_agree(asker, &[place]).is_ok())
    }

    fn vouches_at(&self, place: Place<'_>) -> bool {
        let vouches = |role| matches!(role, Role::Administrator | Role::Coordinator);
        self.grants.iter().any(|grant| vouches(grant.role) && place.0.contains(&grant.unit))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Grant, Scopes};
    use super::*;
    use crate::units::UnitId;

    const ROOT: UnitId = UnitId(1);
    const PROVINCE: UnitId = UnitId(2);
    const COMMUNE: UnitId = UnitId(3);
    const ELSEWHERE: UnitId = UnitId(4);

    fn is(person: i64, role: Role, unit: UnitId) -> Standing {
        Standing { person: PersonId(person), grants: vec![Grant { role, unit }], scopes: Scopes::all() }
    }

    fn people(numbers: &[i64]) -> BTreeSet<PersonId> {
        numbers.iter().copied().map(PersonId).collect()
    }

    #[test]
    fn owners_say_for_whom_it_is_and_guests_only_when_there_is_no_owner() {
        let named = Named { all: people(&[1, 2, 3]), lasting: people(&[1, 2]) };
        let may =
            |person, named: &Named| is(person, Role::Officer, COMMUNE).may_name(named, Scope::SystemsWrite);
        assert_eq!(may(1, &named), Ok(()));
        assert_eq!(may(3, &named), Err(Refused::NotAllowed));
        assert_eq!(
            is(9, Role::Administrator, ROOT).may_name(&named, Scope::SystemsWrite),
            Err(Refused::NotThere)
        );
        let left = Named { all: people(&[1, 3]), lasting: people(&[]) };
        assert_eq!(may(3, &left), Ok(()));
        assert_eq!(may(9, &left), Err(Refused::NotThere));
        let looks = Standing { scopes: Scopes::looking(), ..is(1, Role::Officer, COMMUNE) };
        assert_eq!(looks.may_name(&named, Scope::SystemsWrite), Err(Refused::Scope(Scope::SystemsWrite)));
    }

    #[test]
    fn a_second_person_agrees_who_answers_for_where_the_asker_stands() {
        let asker = PersonId(5);
        let held = [Place(&[COMMUNE, PROVINCE, ROOT])];
        for role in Role::ALL {
            for unit in [ROOT, PROVINCE, COMMUNE, ELSEWHERE] {
                let vouches = matches!(role, Role::Administrator | Role::Coordinator) && unit != ELSEWHERE;
                let who = is(6, role, unit);
                assert_eq!(who.may_agree(asker, &held).is_ok(), vouches, "{role:?} {unit:?}");
                let object = Place(&[UnitId(8), COMMUNE, PROVINCE, ROOT]);
                assert_eq!(who.lets_in(asker, &held, object), vouches, "{role:?} {unit:?}");
            }
        }
        // Nobody agrees with themselves, and nothing above or beside where the asker stands is opened.
        assert_eq!(is(5, Role::Administrator, ROOT).may_agree(asker, &held), Err(Refused::NotThere));
        for object in [&[PROVINCE, ROOT][..], &[ELSEWHERE, ROOT]] {
            assert!(!is(6, Role::Administrator, ROOT).lets_in(asker, &held, Place(object)), "{object:?}");
        }
        let nobody = Standing { grants: Vec::new(), ..is(5, Role::Reader, ROOT) };
        assert_eq!(nobody.may_ask_in(), Err(Refused::NotAllowed));
        assert_eq!(is(5, Role::Reader, COMMUNE).may_ask_in(), Ok(()));
    }
}
