//! Who may do what to the account of somebody: give them another way in, end it, change how they are reached, move them,
//! and say of one that was reset that it is still theirs.
//!
//! Must never let anybody come in as somebody who is more than they could make them, and must never let one alone say that
//! an account which they made or reset is in the right hands.

use super::{Act, Makers, Object, Place, Refused, Role, Standing};
use crate::people::PersonId;

/// An account that somebody reset.
#[derive(Debug, Clone, Copy)]
pub struct Reset<'r> {
    /// Whose it is.
    pub of: PersonId,
    /// Who reset it.
    pub by: PersonId,
    /// Who made or reset whom.
    pub makers: &'r Makers,
    /// Now, in seconds since 1970.
    pub now: i64,
}

impl Standing {
    /// Whether they may reset what somebody signs in with who belongs there and is all that is `held`: an administrator
    /// of a unit above it and above each unit where something is held, or of the root, where nothing is above. Who resets
    /// somebody could come in as them, so only who could make them all that they are may; and where somebody belongs is
    /// not all that says where they stand, since they can be moved. Never their own.
    ///
    /// # Errors
    /// With what they are to be told.
    pub fn may_reset(
        &self,
        of: PersonId,
        place: Place<'_>,
        held: &[(Role, Place<'_>)],
    ) -> Result<(), Refused> {
        self.may_end(of, place, held)?;
        let from_above =
            self.administers_above(place) && held.iter().all(|(_, at)| self.administers_above(*at));
        if from_above { Ok(()) } else { Err(Refused::NotAllowed) }
    }

    /// Whether they may end the account of somebody who belongs there and is all that is `held`, which ends with it: so
    /// only who may take each of those roles may. Never their own.
    ///
    /// # Errors
    /// With what they are to be told.
    pub fn may_end(&self, of: PersonId, place: Place<'_>, held: &[(Role, Place<'_>)]) -> Result<(), Refused> {
        self.may(Act::ManagePeople, &Object { place, named: None })?;
        let each = held.iter().all(|(role, at)| self.may_grant(*role, of, *at).is_ok());
        if of != self.person && each { Ok(()) } else { Err(Refused::NotAllowed) }
    }

    /// Whether they may change with which name somebody signs in, and where mail reaches them: a code may go there. Who
    /// may end the account may, and those who administer themselves their own.
    ///
    /// # Errors
    /// With what they are to be told.
    pub fn may_readdress(
        &self,
        of: PersonId,
        place: Place<'_>,
        held: &[(Role, Place<'_>)],
    ) -> Result<(), Refused> {
        if of == self.person {
            return self.may(Act::ManagePeople, &Object { place, named: None });
        }
        self.may_end(of, place, held)
    }

    /// Whether they may let somebody belong to another unit than this, who is then in the hands of whoever administers
    /// above that one: who may reset them may, and those who administer themselves move themselves.
    ///
    /// # Errors
    /// With what they are to be told.
    pub fn may_rehouse(
        &self,
        of: PersonId,
        place: Place<'_>,
        held: &[(Role, Place<'_>)],
    ) -> Result<(), Refused> {
        if of == self.person {
            return self.may(Act::ManagePeople, &Object { place, named: None });
        }
        self.may_reset(of, place, held)
    }

    /// Whether they may say that an account which was reset is in the right hands, so that what its person is named for is
    /// there for them again: who is named for the same (`is_named_with`), or a second administrator who could have reset
    /// them (`could_reset`), whom the first neither made nor reset. Never the first, and never the person.
    ///
    /// # Errors
    /// With what they are to be told.
    pub fn may_confirm(
        &self,
        reset: Reset<'_>,
        is_named_with: bool,
        could_reset: bool,
    ) -> Result<(), Refused> {
        let Reset { of, by, makers, now } = reset;
        let is_party = [of, by].contains(&self.person);
        let is_second =
            could_reset && !makers.made(by, self.person) && !makers.may_be_one(by, self.person, now);
        if !is_party && (is_named_with || is_second) {
            return Ok(());
        }
        Err(if is_named_with || could_reset { Refused::NotAllowed } else { Refused::NotThere })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Grant, Making, NEW_FOR, Scopes};
    use super::*;
    use crate::units::UnitId;

    const ROOT: UnitId = UnitId(1);
    const PROVINCE: UnitId = UnitId(2);
    const COMMUNE: UnitId = UnitId(3);
    const ELSEWHERE: UnitId = UnitId(4);
    const DEPARTMENT: UnitId = UnitId(5);
    const IN_COMMUNE: [UnitId; 3] = [COMMUNE, PROVINCE, ROOT];
    const IN_DEPARTMENT: [UnitId; 4] = [DEPARTMENT, COMMUNE, PROVINCE, ROOT];

    fn is(role: Role, unit: UnitId) -> Standing {
        Standing { person: PersonId(7), grants: vec![Grant { role, unit }], scopes: Scopes::all() }
    }

    #[test]
    fn who_resets_administers_above() {
        let other = PersonId(8);
        let (here, above) = (is(Role::Administrator, COMMUNE), is(Role::Administrator, PROVINCE));
        let place = Place(&IN_COMMUNE);
        assert_eq!(here.may_reset(other, place, &[]), Err(Refused::NotAllowed));
        assert_eq!(above.may_reset(other, place, &[]), Ok(()));
        assert_eq!(above.may_reset(PersonId(7), place, &[]), Err(Refused::NotAllowed));
        assert_eq!(is(Role::Coordinator, ROOT).may_reset(other, place, &[]), Err(Refused::NotAllowed));
        let root = is(Role::Administrator, ROOT);
        assert_eq!(root.may_reset(other, Place(&[ROOT]), &[(Role::Administrator, Place(&[ROOT]))]), Ok(()));
    }

    #[test]
    fn nobody_is_moved_down_into_somebody_s_hands() {
        let other = PersonId(8);
        let here = is(Role::Administrator, COMMUNE);
        // Who belongs to a department below may be reset, but not while they hold something at the commune itself.
        assert_eq!(here.may_reset(other, Place(&IN_DEPARTMENT), &[]), Ok(()));
        let held = [(Role::Officer, Place(&IN_COMMUNE))];
        assert_eq!(here.may_reset(other, Place(&IN_DEPARTMENT), &held), Err(Refused::NotAllowed));
        assert_eq!(is(Role::Administrator, PROVINCE).may_reset(other, Place(&IN_DEPARTMENT), &held), Ok(()));
        // Nor are they moved there to be reset: that takes the same. Between departments they are.
        assert_eq!(here.may_rehouse(other, Place(&IN_COMMUNE), &[]), Err(Refused::NotAllowed));
        assert_eq!(here.may_rehouse(other, Place(&IN_DEPARTMENT), &[]), Ok(()));
        // What is said of their address is changed by who may end the account, never of who is more.
        assert_eq!(here.may_readdress(other, Place(&IN_COMMUNE), &held), Ok(()));
        let more = [(Role::Administrator, Place(&[ROOT][..]))];
        assert_eq!(here.may_readdress(other, Place(&IN_COMMUNE), &more), Err(Refused::NotAllowed));
        let peer = [(Role::Administrator, Place(&IN_COMMUNE))];
        assert_eq!(here.may_readdress(other, Place(&IN_COMMUNE), &peer), Err(Refused::NotAllowed));
        assert_eq!(here.may_readdress(PersonId(7), Place(&IN_COMMUNE), &peer), Ok(()));
        assert_eq!(here.may_rehouse(PersonId(7), Place(&IN_COMMUNE), &peer), Ok(()));
    }

    #[test]
    fn nobody_takes_over_or_ends_who_is_more_than_they_could_make_them() {
        let other = PersonId(8);
        let (here, above) = (is(Role::Administrator, COMMUNE), is(Role::Administrator, PROVINCE));
        let place = Place(&IN_COMMUNE);
        // Somebody of the commune who answers for more than the commune.
        for (role, at) in [
            (Role::Administrator, &[ROOT][..]),
            (Role::Reader, &[ROOT]),
            (Role::Reader, &[ELSEWHERE, ROOT]),
            (Role::Administrator, &[PROVINCE, ROOT]),
        ] {
            let held = [(Role::Reader, place), (role, Place(at))];
            assert_eq!(above.may_reset(other, place, &held), Err(Refused::NotAllowed), "{role:?} {at:?}");
            assert_eq!(above.may_end(other, place, &held), Err(Refused::NotAllowed), "{role:?} {at:?}");
            let root = is(Role::Administrator, ROOT);
            assert_eq!(root.may_reset(other, place, &held), Ok(()));
        }
        let peer = [(Role::Administrator, place)];
        assert_eq!(here.may_end(other, place, &peer), Err(Refused::NotAllowed));
        assert_eq!(above.may_end(other, place, &peer), Ok(()));
        assert_eq!(here.may_end(other, place, &[(Role::Officer, place)]), Ok(()));
        assert_eq!(here.may_end(PersonId(7), place, &[]), Err(Refused::NotAllowed));
    }

    #[test]
    fn one_alone_never_says_that_an_account_they_reset_is_in_the_right_hands() {
        let who = |person| Standing { person: PersonId(person), ..is(Role::Administrator, ROOT) };
        let making = |by, of, at| Making { by: PersonId(by), of: PersonId(of), at };
        // 1 resets 2. 3 was made by 1 long ago, 5 by an account that 1 made today.
        let long_ago = -2 * NEW_FOR;
        let makers = Makers(vec![making(1, 2, 0), making(1, 3, long_ago), making(1, 6, 0), making(6, 5, 0)]);
        let reset = Reset { of: PersonId(2), by: PersonId(1), makers: &makers, now: 10 };
        let (yes, no, none) = (Ok(()), Err(Refused::NotAllowed), Err(Refused::NotThere));
        for (person, is_named_with, could_reset, expected) in [
            (1, true, true, no),
            (2, true, true, no),
            (3, false, true, no),
            (5, false, true, no),
            (4, false, true, yes),
            // Who is named for the same knows whom they work with, whoever made them.
            (3, true, false, yes),
            (4, true, false, yes),
            (4, false, false, none),
        ] {
            assert_eq!(who(person).may_confirm(reset, is_named_with, could_reset), expected, "{person}");
        }
    }
}
