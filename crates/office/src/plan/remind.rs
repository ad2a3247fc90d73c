//! When somebody is to be reminded of a plan: before its yearly review, when that is late, and before the year ends.
//!
//! Must never remind of what does not hold.

use super::{Phase, Plan};
use crate::day::Day;

/// Days before the review at which it is reminded of.
const BEFORE: usize = 30;

/// Why somebody is reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is to be looked at again soon.
    Soon,
    /// It was to be looked at again.
    Late,
    /// The year ends, and there is none for the next.
    YearEnds,
}

/// What is to be reminded of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// By which it is known whether it was: each is sent once.
    pub key: String,
    /// Why.
    pub why: Why,
}

/// The same day a year later.
pub(super) fn year_after(day: Day) -> Option<Day> {
    let year = day.year() + 1;
    Day::new(year, day.month(), day.of_month()).or_else(|| Day::new(year, day.month(), 28))
}

fn before(day: Day) -> Option<Day> {
    (0..BEFORE).try_fold(day, |day, _| day.previous())
}

/// The day from which on it is reminded that a year ends.
fn year_ends(year: i16) -> Option<Day> {
    Day::new(year, 12, 1)
}

impl Plan {
    /// What is to be reminded of by that day. `next` says whether the unit has a plan for a later year already, however far
    /// that one is.
    pub fn reminders(&self, today: Day, next: bool) -> Vec<Reminder> {
        let mut all = Vec::new();
        if self.phase != Phase::InForce {
            return all;
        }
        if let Some(review) = self.review_by {
            if review < today {
                all.push(Reminder { key: format!("late:{review}"), why: Why::Late });
            } else if before(review).is_some_and(|soon| soon <= today) {
                all.push(Reminder { key: format!("soon:{review}"), why: Why::Soon });
            }
        }
        let year = today.year();
        if !next && self.year <= year && year_ends(year).is_some_and(|day| day <= today) {
            all.push(Reminder { key: format!("year:{year}"), why: Why::YearEnds });
        }
        all
    }

    /// The next day after that one on which it is to be looked at for reminders; nothing where none will come.
    pub fn next_reminder(&self, today: Day) -> Option<Day> {
        if self.phase != Phase::InForce {
            return None;
        }
        let review = self.review_by;
        let days = [
            review.and_then(before),
            review.and_then(Day::next),
            year_ends(today.year()),
            year_ends(today.year() + 1),
        ];
        days.into_iter().flatten().filter(|day| *day > today).min()
    }
}
