//! What the record, webhooks and messages name by a word such as `system:12`: what somebody has to be allowed to see to
//! read of it.
//!
//! Must never be passed over where deeds are listed: who sees to units and people reads of what they did there, not of what
//! they may not open.

use super::Act;

/// The kinds of objects of which not everybody who may read a record may read, each with what is asked at its unit.
pub const KINDS: [(&str, Act); 4] = [
    ("system", Act::SeeSystems),
    ("incident", Act::SeeIncidents),
    ("drill", Act::SeeIncidents),
    ("plan", Act::SeePlans),
];

/// What somebody has to be allowed to see to read of an object of that kind, or of a deed that begins with that word.
pub fn asked_for(kind: &str) -> Option<Act> {
    KINDS.into_iter().find(|(word, _)| *word == kind).map(|(_, act)| act)
}

#[cfg(test)]
mod tests {
    use super::super::{Object, Role, Scopes, Standing};
    use super::*;
    use crate::people::PersonId;
    use crate::units::UnitId;

    #[test]
    fn an_administrator_reads_of_none_of_these_and_an_auditor_of_all() {
        for (word, act) in KINDS {
            assert_eq!(asked_for(word), Some(act));
            assert!(act.only_looks(), "{word}");
            for (role, reads) in [(Role::Administrator, false), (Role::Auditor, true)] {
                let grants = vec![super::super::Grant { role, unit: UnitId(1) }];
                let who = Standing { person: PersonId(1), grants, scopes: Scopes::all() };
                assert_eq!(who.may(act, &Object::at(&[UnitId(1)])).is_ok(), reads, "{role:?} {word}");
            }
        }
        for word in ["unit", "person", "duty", "message", ""] {
            assert_eq!(asked_for(word), None, "{word}");
        }
    }
}
