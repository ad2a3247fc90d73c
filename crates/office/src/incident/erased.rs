//! Who told of an incident, at the end of the time for which that is kept: a sign stands where name and address stood.
//!
//! Must never change anything else of an event: what was told, decided and done stays, and so does whether somebody told
//! of it who is to be answered. And must never leave what a name or a telephone number could be tried on: the record keeps
//! the digest of what stood before, in which there is a salt that goes with them.

use super::event::Event;

/// What stands where a name or an address stood. Not nothing: that somebody was named stays to be seen.
pub const ERASED: &str = "…";

impl Event {
    /// Gives it a salt, where it says who told of it and has none yet.
    pub fn salt(&mut self, salt: impl FnOnce() -> String) {
        let (kept, names) = match self {
            Event::Opened(opening) => (&mut opening.salt, [&opening.reporter, &opening.contact]),
            Event::Acknowledged { to, salt: kept, .. } => (kept, [&*to, &*to]),
            _ => return,
        };
        if kept.is_empty() && names.iter().any(|name| !name.is_empty() && *name != ERASED) {
            *kept = salt();
        }
    }

    /// Erases who told of it and how they are reached; whether anything of that was there.
    pub fn erase_who_told(&mut self) -> bool {
        let (salt, names) = match self {
            Event::Opened(opening) => (&mut opening.salt, vec![&mut opening.reporter, &mut opening.contact]),
            Event::Acknowledged { to, salt, .. } => (salt, vec![to]),
            _ => return false,
        };
        let mut erased = false;
        for name in names.into_iter().filter(|name| !name.is_empty() && **name != ERASED) {
            ERASED.clone_into(name);
            erased = true;
        }
        if erased {
            salt.clear();
        }
        erased
    }
}
