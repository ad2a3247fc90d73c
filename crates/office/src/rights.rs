//! Who may do what, by role and place in the tree.
//!
//! Must be the only place where that is decided: pages, lists, counts, exports and the interface for programs ask here,
//! about the very object that is shown or changed, and never about the one that a link names. What is not allowed here
//! is refused.
//!
//! A role is held at a unit and reaches that unit and all below it, today. What is restricted is for the persons who are
//! named, and for nobody by role: not for superiors, not for administrators.

mod accounts;
mod incidents;
mod kinds;
mod makers;
mod restricted;
mod scopes;

use std::collections::BTreeSet;

pub use accounts::Reset;
pub use incidents::{Hand, Sides};
pub use kinds::{KINDS, asked_for};
pub use makers::{Makers, Making, NEW_FOR};
pub use restricted::{ASKED_FOR, LET_IN_FOR, Named};
pub use scopes::{Scope, Scopes};

use crate::people::PersonId;
use crate::units::UnitId;

/// What somebody is at a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Sees to units, people and their rights. Quản trị.
    Administrator,
    /// Answers for a place: sees all there and changes what the office knows of it. Điều phối.
    Coordinator,
    /// Keeps the duty and works on systems and incidents. Ứng cứu.
    Responder,
    /// The focal person of a unit: keeps what is known of it right. Đầu mối.
    Officer,
    /// Sees, and changes nothing. Người xem.
    Reader,
    /// Reads the record, and changes nothing. Kiểm tra.
    Auditor,
}

impl Role {
    /// All of them, as people choose among them.
    pub const ALL: [Role; 6] =
        [Role::Administrator, Role::Coordinator, Role::Responder, Role::Officer, Role::Reader, Role::Auditor];

    /// The word under which it is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::Coordinator => "coordinator",
            Role::Responder => "responder",
            Role::Officer => "officer",
            Role::Reader => "reader",
            Role::Auditor => "auditor",
        }
    }

    /// The role of that word.
    pub fn read(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// What can be done. What every signed-in person may do with what is their own (their password, their sessions, their
/// settings) is not asked here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// See that a unit is there, how it is reached and who is on duty: the network's directory.
    SeeUnit,
    /// Found units below one, rename, move, merge, split and end it, correct it.
    ChangeUnit,
    /// Change how a unit is reached, and its member file.
    ChangeContacts,
    /// See who belongs to a unit.
    SeePeople,
    /// Invite people, give and take roles, end accounts.
    ManagePeople,
    /// See a unit's information systems.
    SeeSystems,
    /// Change them.
    ChangeSystems,
    /// Change who is on duty.
    ChangeDuty,
    /// Read the record of what was done there.
    SeeRecord,
    /// See incidents in which a unit has a part.
    SeeIncidents,
    /// Work on them for a unit that has a part in them; tell of new ones.
    WorkOnIncidents,
    /// Direct them: say who takes which part, call teams up, give orders, and do what a lead does.
    DirectIncidents,
    /// See a unit's response plans.
    SeePlans,
    /// Write them, hand them in, note their yearly review.
    WritePlans,
    /// Note their approval, hand them back, end one that is in force.
    ApprovePlans,
}

impl Act {
    /// All of them.
    pub const ALL: [Act; 15] = [
        Act::SeeUnit,
        Act::ChangeUnit,
        Act::ChangeContacts,
        Act::SeePeople,
        Act::ManagePeople,
        Act::SeeSystems,
        Act::ChangeSystems,
        Act::ChangeDuty,
        Act::SeeRecord,
        Act::SeeIncidents,
        Act::WorkOnIncidents,
        Act::DirectIncidents,
        Act::SeePlans,
        Act::WritePlans,
        Act::ApprovePlans,
    ];

    /// Whether it changes nothing.
    pub fn only_looks(self) -> bool {
        matches!(
            self,
            Act::SeeUnit
                | Act::SeePeople
                | Act::SeeSystems
                | Act::SeeRecord
                | Act::SeeIncidents
                | Act::SeePlans
        )
    }
}

/// The table: what a role allows at its unit and below.
fn allows(role: Role, act: Act) -> bool {
    match act {
        // The directory is for everybody who is in the network: `Standing::may` lets it pass before it comes here.
        Act::SeeUnit => true,
        Act::ChangeUnit | Act::ManagePeople => role == Role::Administrator,
        Act::ChangeContacts => matches!(role, Role::Administrator | Role::Coordinator | Role::Officer),
        Act::SeePeople => true,
        Act::SeeSystems | Act::SeeIncidents | Act::SeePlans => {
            matches!(role, Role::Coordinator | Role::Responder | Role::Officer | Role::Reader | Role::Auditor)
        }
        Act::ChangeSystems => matches!(role, Role::Coordinator | Role::Responder | Role::Officer),
        Act::ChangeDuty => matches!(role, Role::Coordinator | Role::Responder),
        Act::WorkOnIncidents | Act::WritePlans => {
            matches!(role, Role::Coordinator | Role::Responder | Role::Officer)
        }
        Act::DirectIncidents | Act::ApprovePlans => role == Role::Coordinator,
        Act::SeeRecord => matches!(role, Role::Administrator | Role::Auditor),
    }
}

/// One role at one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Where.
    pub unit: UnitId,
}

/// Who asks: a person and what they are, today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The person.
    pub person: PersonId,
    /// What they are, and where.
    pub grants: Vec<Grant>,
    /// What they came for: everything, or what their token is for.
    pub scopes: Scopes,
}

/// Where something is: the unit that it belongs to and all units above, up to the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'p>(pub &'p [UnitId]);

/// What is asked about: where it is, and for whom it is, if it is restricted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object<'p> {
    /// Where it is.
    pub place: Place<'p>,
    /// Who may see it, where it is restricted.
    pub named: Option<&'p BTreeSet<PersonId>>,
}

impl<'p> Object<'p> {
    /// One that is not restricted.
    pub fn at(path: &'p [UnitId]) -> Object<'p> {
        Object { place: Place(path), named: None }
    }
}

/// Why something is refused. What somebody may not see is not there for them: the two are told alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// They may not know of it.
    #[error("there is no such thing")]
    NotThere,
    /// They may see it, and not do this.
    #[error("this is for others to do")]
    NotAllowed,
    /// They came with a token that is not for this.
    #[error("this takes a token with the scope `{}`", .0.as_str())]
    Scope(Scope),
}

/// The places in which somebody may do something: for lists, counts, searches and exports, which ask with it before they
/// count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Everywhere.
    Everywhere,
    /// At these units and below them; nowhere if there is none.
    Below(Vec<UnitId>),
}

impl Standing {
    /// Whether they may do this to that.
    ///
    /// # Errors
    /// With what they are to be told.
    pub fn may(&self, act: Act, object: &Object<'_>) -> Result<(), Refused> {
        if object.named.is_some_and(|named| !named.contains(&self.person)) {
            return Err(Refused::NotThere);
        }
        self.came_for(Scope::of(act))?;
        if self.holds(act, object.place) {
            return Ok(());
        }
        // Who is named sees it, wherever they are; what they may do to it is a matter of their role.
        if object.named.is_some() && act.only_looks() {
            return Ok(());
        }
        let sees = match act {
            Act::ChangeSystems => self.holds(Act::SeeSystems, object.place) || object.named.is_some(),
            Act::WorkOnIncidents | Act::DirectIncidents => {
                self.holds(Act::SeeIncidents, object.place) || object.named.is_some()
            }
            Act::WritePlans | Act::ApprovePlans => self.holds(Act::SeePlans, object.place),
            Act::ManagePeople => self.holds(Act::SeePeople, object.place),
            Act::ChangeUnit | Act::ChangeContacts | Act::ChangeDuty | Act::SeeUnit => true,
            Act::SeePeople | Act::SeeSystems | Act::SeeRecord | Act::SeeIncidents | Act::SeePlans => false,
        };
        Err(if sees { Refused::NotAllowed } else { Refused::NotThere })
    }

    /// Where they may do this.
    pub fn reach(&self, act: Act) -> Reach {
        if self.came_for(Scope::of(act)).is_err() {
            return Reach::Below(Vec::new());
        }
        if act == Act::SeeUnit {
            return Reach::Everywhere;
        }
        let mut units: Vec<UnitId> =
            self.grants.iter().filter(|grant| allows(grant.role, act)).map(|grant| grant.unit).collect();
        units.sort_unstable();
        units.dedup();
        Reach::Below(units)
    }

    /// Whether they may give or take that role at that place: an administrator there, or above for administrators, so
    /// that nobody makes peers of whom the unit above knows nothing. Never their own.
    ///
    /// # Errors
    /// With what they are to be told.
    pub fn may_grant(&self, role: Role, to: PersonId, place: Place<'_>) -> Result<(), Refused> {
        self.may(Act::ManagePeople, &Object { place, named: None })?;
        let from_above = role != Role::Administrator || self.administers_above(place);
        if to != self.person && from_above { Ok(()) } else { Err(Refused::NotAllowed) }
    }

    /// Whether their token is for this; somebody at their desk came for everything.
    ///
    /// # Errors
    /// With the scope that it takes.
    pub fn came_for(&self, scope: Scope) -> Result<(), Refused> {
        if self.scopes.has(scope) { Ok(()) } else { Err(Refused::Scope(scope)) }
    }

    fn administers_above(&self, place: Place<'_>) -> bool {
        let above = if place.0.len() > 1 { place.0.get(1..).unwrap_or_default() } else { place.0 };
        self.holds(Act::ManagePeople, Place(above))
    }

    fn holds(&self, act: Act, place: Place<'_>) -> bool {
        act == Act::SeeUnit
            || self.grants.iter().any(|grant| allows(grant.role, act) && place.0.contains(&grant.unit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: UnitId = UnitId(1);
    const PROVINCE: UnitId = UnitId(2);
    const COMMUNE: UnitId = UnitId(3);
    const ELSEWHERE: UnitId = UnitId(4);
    const IN_COMMUNE: [UnitId; 3] = [COMMUNE, PROVINCE, ROOT];

    fn is(role: Role, unit: UnitId) -> Standing {
        Standing { person: PersonId(7), grants: vec![Grant { role, unit }], scopes: Scopes::all() }
    }

    #[test]
    fn what_each_role_may_do_in_its_place() {
        let mut table = String::new();
        for act in Act::ALL {
            let roles = Role::ALL
                .into_iter()
                .filter(|role| is(*role, PROVINCE).may(act, &Object::at(&IN_COMMUNE)).is_ok());
            let roles: Vec<&str> = roles.map(Role::as_str).collect();
            table += &format!("{act:?}: {}\n", roles.join(" "));
        }
        expect_test::expect![[r#"
            SeeUnit: administrator coordinator responder officer reader auditor
            ChangeUnit: administrator
            ChangeContacts: administrator coordinator officer
            SeePeople: administrator coordinator responder officer reader auditor
            ManagePeople: administrator
            SeeSystems: coordinator responder officer reader auditor
            ChangeSystems: coordinator responder officer
            ChangeDuty: coordinator responder
            SeeRecord: administrator auditor
            SeeIncidents: coordinator responder officer reader auditor
            WorkOnIncidents: coordinator responder officer
            DirectIncidents: coordinator
            SeePlans: coordinator responder officer reader auditor
            WritePlans: coordinator responder officer
            ApprovePlans: coordinator
        "#]]
        .assert_eq(&table);
    }

    #[test]
    fn a_role_reaches_its_unit_and_what_is_below_and_nothing_else() {
        for role in Role::ALL {
            for act in Act::ALL {
                let beside = is(role, ELSEWHERE).may(act, &Object::at(&IN_COMMUNE));
                assert_eq!(beside.is_ok(), act == Act::SeeUnit, "{role:?} {act:?}");
                // What is above is not theirs either.
                let above = is(role, COMMUNE).may(act, &Object::at(&[PROVINCE, ROOT]));
                assert_eq!(above.is_ok(), act == Act::SeeUnit, "{role:?} {act:?}");
            }
        }
    }

    #[test]
    fn lists_reach_as_far_as_single_questions() {
        for role in Role::ALL {
            for act in Act::ALL {
                for (unit, path) in [(PROVINCE, &IN_COMMUNE[..]), (ELSEWHERE, &IN_COMMUNE), (ROOT, &[ROOT])] {
                    for scopes in [Scopes::all(), Scopes::looking(), Scopes::default()] {
                        let who = Standing { scopes, ..is(role, unit) };
                        let reached = match who.reach(act) {
                            Reach::Everywhere => true,
                            Reach::Below(units) => units.iter().any(|unit| path.contains(unit)),
                        };
                        let may = who.may(act, &Object::at(path)).is_ok();
                        assert_eq!(reached, may, "{role:?} {act:?} {unit:?} {:?}", who.scopes);
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_restricted_is_for_those_who_are_named_and_for_nobody_else_not_even_above() {
        let named = BTreeSet::from([PersonId(9)]);
        let object = Object { place: Place(&IN_COMMUNE), named: Some(&named) };
        for role in Role::ALL {
            for act in Act::ALL {
                assert_eq!(is(role, ROOT).may(act, &object), Err(Refused::NotThere), "{role:?} {act:?}");
            }
        }
        let nobody = Standing { person: PersonId(9), grants: Vec::new(), scopes: Scopes::all() };
        assert_eq!(nobody.may(Act::SeeSystems, &object), Ok(()));
        assert_eq!(nobody.may(Act::ChangeSystems, &object), Err(Refused::NotAllowed));
        let officer = Standing { person: PersonId(9), ..is(Role::Officer, COMMUNE) };
        assert_eq!(officer.may(Act::ChangeSystems, &object), Ok(()));
    }

    #[test]
    fn a_token_that_may_only_look_changes_nothing() {
        let who = Standing { scopes: Scopes::looking(), ..is(Role::Administrator, ROOT) };
        for act in Act::ALL {
            let expected = match act {
                Act::SeeSystems | Act::SeeIncidents | Act::SeePlans => Err(Refused::NotThere),
                act if act.only_looks() => Ok(()),
                act => Err(Refused::Scope(Scope::of(act))),
            };
            assert_eq!(who.may(act, &Object::at(&IN_COMMUNE)), expected, "{act:?}");
        }
    }

    #[test]
    fn administrators_are_made_from_above_and_nobody_makes_themselves_anything() {
        let other = PersonId(8);
        let here = is(Role::Administrator, COMMUNE);
        let above = is(Role::Administrator, PROVINCE);
        let place = Place(&IN_COMMUNE);
        assert_eq!(here.may_grant(Role::Officer, other, place), Ok(()));
        assert_eq!(here.may_grant(Role::Administrator, other, place), Err(Refused::NotAllowed));
        assert_eq!(above.may_grant(Role::Administrator, other, place), Ok(()));
        assert_eq!(above.may_grant(Role::Officer, PersonId(7), place), Err(Refused::NotAllowed));
        assert_eq!(
            is(Role::Administrator, ROOT).may_grant(Role::Administrator, other, Place(&[ROOT])),
            Ok(())
        );
    }
}
