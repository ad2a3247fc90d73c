//! Who made or reset whose account: whether two accounts may be in one person's hands.
//!
//! Must never take somebody for a second person whom the first could be by themselves.

use std::collections::BTreeSet;

use crate::people::PersonId;

/// For how long accounts that were made or reset hold together, in seconds: a week. Who makes two accounts today is both of
/// them; who has worked with one for longer than that is somebody.
pub const NEW_FOR: i64 = 7 * 86_400;

/// Somebody made an account, or gave it another way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Making {
    /// Who did.
    pub by: PersonId,
    /// Whose account it is.
    pub of: PersonId,
    /// When, in seconds since 1970.
    pub at: i64,
}

/// All of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Makers(pub Vec<Making>);

impl Makers {
    /// Whether somebody ever made or reset the account of another.
    pub fn made(&self, by: PersonId, of: PersonId) -> bool {
        self.0.iter().any(|one| one.by == by && one.of == of)
    }

    /// Whether two accounts are one, or hang together by what was made or reset in the last week, over however many
    /// others.
    pub fn may_be_one(&self, first: PersonId, second: PersonId, now: i64) -> bool {
        let new: Vec<&Making> =
            self.0.iter().filter(|one| now.saturating_sub(one.at).saturating_abs() < NEW_FOR).collect();
        let mut reached = BTreeSet::from([first]);
        loop {
            let before = reached.len();
            for one in &new {
                if reached.contains(&one.by) || reached.contains(&one.of) {
                    reached.extend([one.by, one.of]);
                }
            }
            if reached.contains(&second) {
                return true;
            }
            if reached.len() == before {
                return false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_of_one_week_hang_together_and_later_only_with_who_made_them() {
        let person = PersonId;
        let making = |by, of, at| Making { by: person(by), of: person(of), at };
        // 1 makes 2 and 3; 3 makes 4. 5 was made long ago, by 1 too.
        let makers =
            Makers(vec![making(1, 2, 100), making(1, 3, 100), making(3, 4, 200), making(1, 5, -NEW_FOR)]);
        for (first, second, one) in [
            (1, 2, true),
            (2, 3, true),
            (2, 4, true),
            (4, 1, true),
            (2, 5, false),
            (1, 5, false),
            (6, 6, true),
        ] {
            assert_eq!(makers.may_be_one(person(first), person(second), 300), one, "{first} {second}");
        }
        assert!(!makers.may_be_one(person(2), person(4), 200 + NEW_FOR));
        assert!(makers.made(person(1), person(5)) && !makers.made(person(5), person(1)));
        assert!(!makers.made(person(1), person(4)));
        // A clock that was set back makes nobody a second person sooner.
        assert!(makers.may_be_one(person(2), person(3), 50));
    }
}
