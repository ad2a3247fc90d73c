//! Who told of an incident, at the end of the time for which that is kept: a sign stands where name and address stood.
//!
//! Must never change anything else of an event: what was told, decided and done stays, and so does whether somebody told
//! of it who is to be answered.

use super::event::Event;

/// What stands where a name or an address stood. Not nothing: that somebody was named stays to be seen.
pub const ERASED: &str = "…";

impl Event {
    /// Erases who told of it and how they are reached; whether anything of that was there.
    pub fn erase_who_told(&mut self) -> bool {
        match self {
            Event::Opened(opening) => {
                // Both, whatever the first comes to.
                let reporter = erase(&mut opening.reporter);
                erase(&mut opening.contact) || reporter
            }
            Event::Acknowledged { to, .. } => erase(to),
            _ => false,
        }
    }
}

fn erase(text: &mut String) -> bool {
    let is_there = !text.is_empty() && text != ERASED;
    if is_there {
        ERASED.clone_into(text);
    }
    is_there
}
