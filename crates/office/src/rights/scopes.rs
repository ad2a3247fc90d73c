//! What a token is for: a part of what its person may do, and never more.
//!
//! Must never give anything: a scope only leaves out. What a person may do is decided by their roles, with a token as
//! without.

use std::collections::BTreeSet;

use super::Act;

/// One part of what can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// See the directory: units, how they are reached, who is on duty.
    UnitsRead,
    /// Change units and how they are reached.
    UnitsWrite,
    /// See people.
    PeopleRead,
    /// Invite people, give and take roles, end accounts.
    PeopleWrite,
    /// See information systems.
    SystemsRead,
    /// Change them.
    SystemsWrite,
    /// Change who is on duty.
    DutyWrite,
    /// Read the record.
    RecordRead,
    /// See incidents.
    IncidentsRead,
    /// Tell of incidents and work on them.
    IncidentsWrite,
}

impl Scope {
    /// All of them, as people choose among them.
    pub const ALL: [Scope; 10] = [
        Scope::UnitsRead,
        Scope::PeopleRead,
        Scope::SystemsRead,
        Scope::RecordRead,
        Scope::IncidentsRead,
        Scope::UnitsWrite,
        Scope::PeopleWrite,
        Scope::SystemsWrite,
        Scope::DutyWrite,
        Scope::IncidentsWrite,
    ];

    /// The word under which it is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Scope::UnitsRead => "units:read",
            Scope::UnitsWrite => "units:write",
            Scope::PeopleRead => "people:read",
            Scope::PeopleWrite => "people:write",
            Scope::SystemsRead => "systems:read",
            Scope::SystemsWrite => "systems:write",
            Scope::DutyWrite => "duty:write",
            Scope::RecordRead => "record:read",
            Scope::IncidentsRead => "incidents:read",
            Scope::IncidentsWrite => "incidents:write",
        }
    }

    /// The scope of that word.
    pub fn read(word: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.as_str() == word)
    }

    /// The one that an act takes.
    pub fn of(act: Act) -> Scope {
        match act {
            Act::SeeUnit => Scope::UnitsRead,
            Act::ChangeUnit | Act::ChangeContacts => Scope::UnitsWrite,
            Act::SeePeople => Scope::PeopleRead,
            Act::ManagePeople => Scope::PeopleWrite,
            Act::SeeSystems => Scope::SystemsRead,
            Act::ChangeSystems => Scope::SystemsWrite,
            Act::ChangeDuty => Scope::DutyWrite,
            Act::SeeRecord => Scope::RecordRead,
            Act::SeeIncidents | Act::SeePlans => Scope::IncidentsRead,
            Act::WorkOnIncidents | Act::DirectIncidents | Act::WritePlans | Act::ApprovePlans => {
                Scope::IncidentsWrite
            }
        }
    }

    /// Whether nothing is changed with it.
    pub fn only_looks(self) -> bool {
        matches!(
            self,
            Scope::UnitsRead
                | Scope::PeopleRead
                | Scope::SystemsRead
                | Scope::RecordRead
                | Scope::IncidentsRead
        )
    }
}

/// What somebody came for: everything, or what their token is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// Everything: somebody at their desk, and tokens of the time before there were scopes.
    pub fn all() -> Scopes {
        Scopes(Scope::ALL.into_iter().collect())
    }

    /// Everything that changes nothing: tokens of that time which only looked.
    pub fn looking() -> Scopes {
        Scopes(Scope::ALL.into_iter().filter(|scope| scope.only_looks()).collect())
    }

    /// As they are stored: words with spaces between. A word of a later program is left out, and gives nothing.
    pub fn read(words: &str) -> Scopes {
        Scopes(words.split(' ').filter_map(Scope::read).collect())
    }

    /// As they are stored.
    pub fn written(&self) -> String {
        self.words().collect::<Vec<_>>().join(" ")
    }

    /// Their words, in the order in which people choose.
    pub fn words(&self) -> impl Iterator<Item = &'static str> + '_ {
        Scope::ALL.into_iter().filter(|scope| self.has(*scope)).map(Scope::as_str)
    }

    /// Whether this one is among them.
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Whether nothing is changed with any of them.
    pub fn only_looks(&self) -> bool {
        self.0.iter().all(|scope| scope.only_looks())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<T: IntoIterator<Item = Scope>>(scopes: T) -> Scopes {
        Scopes(scopes.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Grant, Object, Refused, Role, Standing};
    use super::*;
    use crate::people::PersonId;
    use crate::units::UnitId;

    #[test]
    fn each_act_takes_one_scope_and_looks_where_the_act_does() {
        let mut taken = BTreeSet::new();
        for act in Act::ALL {
            assert_eq!(Scope::of(act).only_looks(), act.only_looks(), "{act:?}");
            taken.insert(Scope::of(act));
        }
        assert_eq!(taken.len(), Scope::ALL.len(), "a scope that no act takes means nothing");
        for scope in Scope::ALL {
            assert_eq!(Scope::read(scope.as_str()), Some(scope));
        }
    }

    #[test]
    fn scopes_are_read_as_they_are_written_and_unknown_ones_give_nothing() {
        let check = |words: &str, expected: &str| assert_eq!(Scopes::read(words).written(), expected);
        check("", "");
        check("units:read", "units:read");
        check("people:write units:read", "units:read people:write");
        check("units:read UNITS:WRITE all *", "units:read");
        assert_eq!(Scopes::read(&Scopes::all().written()), Scopes::all());
        assert!(Scopes::looking().only_looks() && !Scopes::all().only_looks());
    }

    #[test]
    fn a_token_does_what_it_is_for_and_never_more_than_its_person() {
        let place = [UnitId(1)];
        let object = Object::at(&place);
        for role in Role::ALL {
            let person = Standing {
                person: PersonId(7),
                grants: vec![Grant { role, unit: UnitId(1) }],
                scopes: Scopes::all(),
            };
            for scope in Scope::ALL {
                let token = Standing { scopes: Scopes::from_iter([scope]), ..person.clone() };
                for act in Act::ALL {
                    let expected = match Scope::of(act) {
                        needed if needed == scope => person.may(act, &object),
                        needed => Err(Refused::Scope(needed)),
                    };
                    assert_eq!(token.may(act, &object), expected, "{role:?} {scope:?} {act:?}");
                }
            }
        }
    }
}
