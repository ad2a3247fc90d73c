//! Who is on duty, round the clock, and how it is handed over.
//!
//! Must never say that somebody is on duty whom the roster does not name, and never hide an hour that nobody has.

use std::collections::BTreeMap;

use crate::contact::{self, ContactError};
use crate::line::{self, LineError};

/// The number of a person.
pub type Person = i64;

/// A time, in seconds since 1970, UTC.
pub type Instant = i64;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// What a roster may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Seconds of the longest shift: past that, somebody mistyped a day.
    pub shift: i64,
    /// Shifts of one unit that are looked at together.
    pub shifts: usize,
    /// Seconds that a hand-over may come early or late.
    pub around: i64,
    /// Characters of what is told at a hand-over.
    pub note: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { shift: 7 * DAY, shifts: 10_000, around: 2 * HOUR, note: 4_000 }
    }
}

/// A time for which one person is on duty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shift {
    /// When it begins.
    pub from: Instant,
    /// When it is over: from then on it is the next one's.
    pub until: Instant,
    /// Who.
    pub person: Person,
    /// The number that is answered in this time.
    pub phone: String,
}

impl Shift {
    /// Whether it is running.
    pub fn holds(&self, at: Instant) -> bool {
        self.from <= at && at < self.until
    }
}

/// Why a roster or a hand-over is refused. Times are seconds since 1970, UTC.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DutyError {
    /// A shift ends before it begins.
    #[error("the shift from {from} to {until} ends before it begins")]
    Backwards {
        /// Its beginning.
        from: Instant,
        /// Its end.
        until: Instant,
    },
    /// A shift is longer than a person can be on duty.
    #[error("the shift from {from} to {until} is longer than {limit} seconds")]
    TooLong {
        /// Its beginning.
        from: Instant,
        /// Its end.
        until: Instant,
        /// [`Limits::shift`].
        limit: i64,
    },
    /// A shift has no number at which anybody answers.
    #[error("the shift from {0} has no telephone number")]
    NoPhone(Instant),
    /// The number is none.
    #[error("the shift from {0}: {1}")]
    Phone(Instant, ContactError),
    /// One person has two shifts at one time.
    #[error("person {person} has two shifts at {at}")]
    TwiceAtOnce {
        /// The person.
        person: Person,
        /// When the second begins.
        at: Instant,
    },
    /// There are too many.
    #[error("a roster holds {0} shifts at most")]
    TooMany(usize),
    /// Who hands over is not on duty.
    #[error("person {0} is not on duty, and cannot hand over")]
    NotOnDuty(Person),
    /// Who takes over has no shift that begins about now.
    #[error("person {0} has no shift about now, and cannot take over")]
    NotNext(Person),
    /// Nobody hands over to themselves.
    #[error("person {0} cannot hand over to themselves")]
    Oneself(Person),
    /// There is nothing told, or it cannot be shown.
    #[error("what is told at the hand-over: {0}")]
    Note(LineError),
}

/// A time that nobody has, or that several have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// From when.
    pub from: Instant,
    /// Until when.
    pub until: Instant,
}

/// That one handed over to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// When.
    pub at: Instant,
    /// Who.
    pub from: Person,
    /// To whom.
    pub to: Person,
    /// What is open, and what the other is to know.
    pub note: String,
}

/// The roster of one unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// By beginning.
    shifts: Vec<Shift>,
}

impl Roster {
    /// Takes shifts, in any order.
    ///
    /// # Errors
    /// When one of them cannot be, or one person would be on duty twice at once. Two persons at one time are no error:
    /// see [`Roster::overlaps`].
    pub fn new(mut shifts: Vec<Shift>, limits: &Limits) -> Result<Roster, DutyError> {
        if shifts.len() > limits.shifts {
            return Err(DutyError::TooMany(limits.shifts));
        }
        shifts.sort();
        let mut busy: BTreeMap<Person, Instant> = BTreeMap::new();
        for Shift { from, until, person, phone } in &shifts {
            let (from, until) = (*from, *until);
            if until <= from {
                return Err(DutyError::Backwards { from, until });
            }
            if until.saturating_sub(from) > limits.shift {
                return Err(DutyError::TooLong { from, until, limit: limits.shift });
            }
            match contact::phone(phone) {
                Ok(number) if number.is_empty() => return Err(DutyError::NoPhone(from)),
                Ok(_) => {}
                Err(error) => return Err(DutyError::Phone(from, error)),
            }
            if busy.insert(*person, until).is_some_and(|before| before > from) {
                return Err(DutyError::TwiceAtOnce { person: *person, at: from });
            }
        }
        Ok(Roster { shifts })
    }

    /// All of them, by beginning.
    pub fn shifts(&self) -> &[Shift] {
        &self.shifts
    }

    /// Who is on duty then: several where shifts overlap, nobody where there is a gap.
    pub fn on_duty(&self, at: Instant) -> Vec<&Shift> {
        self.shifts.iter().filter(|shift| shift.holds(at)).collect()
    }

    /// The shift that begins next after that time.
    pub fn next_after(&self, at: Instant) -> Option<&Shift> {
        self.shifts.iter().find(|shift| shift.from > at)
    }

    /// The times that nobody has, from then on for so many days.
    pub fn gaps(&self, from: Instant, days: u16) -> Vec<Stretch> {
        let end = from.saturating_add(i64::from(days) * DAY);
        let (mut gaps, mut covered) = (Vec::new(), from);
        for shift in self.shifts.iter().filter(|shift| shift.until > from && shift.from < end) {
            if shift.from > covered {
                gaps.push(Stretch { from: covered, until: shift.from });
            }
            covered = covered.max(shift.until);
        }
        if covered < end {
            gaps.push(Stretch { from: covered, until: end });
        }
        gaps
    }

    /// The times that several have, each once: meant or not, people see them.
    pub fn overlaps(&self) -> Vec<Stretch> {
        let mut found: Vec<Stretch> = Vec::new();
        let mut covered = Instant::MIN;
        for shift in &self.shifts {
            let until = shift.until.min(covered);
            if shift.from < until {
                match found.last_mut().filter(|last| last.until >= shift.from) {
                    Some(last) => last.until = last.until.max(until),
                    None => found.push(Stretch { from: shift.from, until }),
                }
            }
            covered = covered.max(shift.until);
        }
        found
    }

    /// Hands over: who does is on duty or was until just now, and who takes over is on duty or will be in a moment
    /// ([`Limits::around`]). The roster stays as it is; what was told is kept.
    ///
    /// # Errors
    /// When one of the two is not, or nothing is told: "nothing open" is worth a line.
    pub fn hand_over(
        &self,
        at: Instant,
        from: Person,
        to: Person,
        note: &str,
        limits: &Limits,
    ) -> Result<HandOver, DutyError> {
        if from == to {
            return Err(DutyError::Oneself(from));
        }
        let near = |shift: &Shift, before: i64, after: i64| {
            shift.from.saturating_sub(before) <= at && at < shift.until.saturating_add(after)
        };
        let has = |person, before, after| {
            self.shifts.iter().any(|shift| shift.person == person && near(shift, before, after))
        };
        if !has(from, 0, limits.around) {
            return Err(DutyError::NotOnDuty(from));
        }
        if !has(to, limits.around, 0) {
            return Err(DutyError::NotNext(to));
        }
        Ok(HandOver { at, from, to, note: told(note, limits.note)? })
    }
}

/// Several lines, each shown as it is.
fn told(note: &str, most: usize) -> Result<String, DutyError> {
    let lines = note.lines().map(|text| match line::read(text, most) {
        Err(LineError::Empty) => Ok(String::new()),
        read => read,
    });
    let note = lines.collect::<Result<Vec<_>, _>>().map_err(DutyError::Note)?.join("\n").trim().to_owned();
    if note.is_empty() {
        Err(DutyError::Note(LineError::Empty))
    } else if note.chars().count() > most {
        Err(DutyError::Note(LineError::TooLong(most)))
    } else {
        Ok(note)
    }
}

#[cfg(test)]
mod tests;
