//! What somebody may do in an incident: for which of the units that have a part in it they may act.
//!
//! Must never give more to a unit that helps than its part: whoever only sees it, changes nothing of it.

use std::collections::BTreeSet;

use super::{Act, Object, Place, Standing};
use crate::people::PersonId;
use crate::units::UnitId;

/// What somebody is to one incident.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hand {
    /// Whether they may see it at all.
    pub sees: bool,
    /// Whether they direct: they answer for the place where it happened.
    pub directs: bool,
    /// The units with a part in it for which they may act.
    pub works_for: BTreeSet<i64>,
}

impl Hand {
    /// Whether they may act for one of these.
    pub fn works_for_any(&self, units: &[i64]) -> bool {
        units.iter().any(|unit| self.works_for.contains(unit))
    }

    /// The unit for which they act: the first of these for which they may, or any.
    pub fn acts_for(&self, units: &[i64]) -> i64 {
        let theirs = units.iter().find(|unit| self.works_for.contains(unit));
        theirs.or(self.works_for.first()).copied().unwrap_or(0)
    }
}

/// Where the units of an incident are.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'p> {
    /// The unit that it happened to, and all above it.
    pub own: &'p [UnitId],
    /// Every unit with a part in it, each with all above it.
    pub all: &'p [Vec<UnitId>],
    /// For whom it is, where it is restricted.
    pub named: Option<&'p BTreeSet<PersonId>>,
}

impl Standing {
    /// What they are to an incident.
    pub fn hand(&self, sides: &Sides<'_>) -> Hand {
        let object = |path| Object { place: Place(path), named: sides.named };
        let sees = self.may(Act::SeeIncidents, &object(sides.own)).is_ok()
            || sides.all.iter().any(|path| self.may(Act::SeeIncidents, &object(path)).is_ok());
        if !sees {
            return Hand::default();
        }
        let works = sides.all.iter().filter(|path| self.may(Act::WorkOnIncidents, &object(path)).is_ok());
        Hand {
            sees,
            directs: self.may(Act::DirectIncidents, &object(sides.own)).is_ok(),
            works_for: works.filter_map(|path| path.first()).map(|unit| unit.0).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Grant, Role, Scopes};
    use super::*;

    const ROOT: UnitId = UnitId(1);
    const PROVINCE: UnitId = UnitId(2);
    const COMMUNE: UnitId = UnitId(3);
    const TEAM: UnitId = UnitId(4);

    fn is(role: Role, unit: UnitId) -> Standing {
        Standing { person: PersonId(7), grants: vec![Grant { role, unit }], scopes: Scopes::all() }
    }

    fn paths() -> Vec<Vec<UnitId>> {
        vec![vec![COMMUNE, PROVINCE, ROOT], vec![TEAM, ROOT]]
    }

    #[test]
    fn who_has_a_part_works_for_it_and_who_answers_for_the_place_directs() {
        let all = paths();
        let sides = Sides { own: &all[0], all: &all, named: None };
        let mut table = String::new();
        for (name, unit) in [("root", ROOT), ("province", PROVINCE), ("commune", COMMUNE), ("team", TEAM)] {
            for role in Role::ALL {
                let hand = is(role, unit).hand(&sides);
                let works: Vec<String> = hand.works_for.iter().map(ToString::to_string).collect();
                table += &format!(
                    "{name} {}: sees {} directs {} works for {}\n",
                    role.as_str(),
                    hand.sees,
                    hand.directs,
                    works.join(" ")
                );
            }
        }
        expect_test::expect![[r#"
            root administrator: sees false directs false works for 
            root coordinator: sees true directs true works for 3 4
            root responder: sees true directs false works for 3 4
            root officer: sees true directs false works for 3 4
            root reader: sees true directs false works for 
            root auditor: sees true directs false works for 
            province administrator: sees false directs false works for 
            province coordinator: sees true directs true works for 3
            province responder: sees true directs false works for 3
            province officer: sees true directs false works for 3
            province reader: sees true directs false works for 
            province auditor: sees true directs false works for 
            commune administrator: sees false directs false works for 
            commune coordinator: sees true directs true works for 3
            commune responder: sees true directs false works for 3
            commune officer: sees true directs false works for 3
            commune reader: sees true directs false works for 
            commune auditor: sees true directs false works for 
            team administrator: sees false directs false works for 
            team coordinator: sees true directs false works for 4
            team responder: sees true directs false works for 4
            team officer: sees true directs false works for 4
            team reader: sees true directs false works for 
            team auditor: sees true directs false works for 
        "#]]
        .assert_eq(&table);
    }

    #[test]
    fn a_restricted_one_is_for_those_who_are_named_and_a_token_only_looks_where_it_is_for_looking() {
        let all = paths();
        let named = BTreeSet::from([PersonId(7)]);
        let others = BTreeSet::from([PersonId(8)]);
        let sides = |named| Sides { own: &all[0], all: &all, named };
        let coordinator = is(Role::Coordinator, ROOT);
        assert_eq!(coordinator.hand(&sides(Some(&others))), Hand::default());
        assert!(coordinator.hand(&sides(Some(&named))).directs);
        let nobody = Standing { grants: Vec::new(), ..coordinator.clone() };
        let hand = nobody.hand(&sides(Some(&named)));
        assert!(hand.sees && !hand.directs && hand.works_for.is_empty());
        assert_eq!(nobody.hand(&sides(None)), Hand::default());
        let token = Standing { scopes: Scopes::looking(), ..coordinator };
        let hand = token.hand(&sides(None));
        assert!(hand.sees && !hand.directs && hand.works_for.is_empty());
    }
}
