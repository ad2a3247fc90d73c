//! When people are reminded of what is owed, and when those above them are told.
//!
//! Must never remind twice of the same, and never make up for lost time by a flood: of what was missed, the latest is
//! enough. Whoever did what was owed is not asked about here at all: the caller stops asking.

use jiff::{SignedDuration, Timestamp};

use super::dated::on;
use super::{Due, Edition, Owed};

/// A reminder to be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// To be kept, and given back as sent.
    pub key: String,
    /// When it fell due; not after `now`.
    pub at: Timestamp,
    /// How many levels above who owes it: 0 is who owes it, 1 the unit above, and so on.
    pub level: u32,
    /// Why.
    pub why: Why,
}

/// Why somebody is reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// There is that much time left, in seconds.
    Left(i64),
    /// It was owed at once, that many seconds ago.
    AtOnce(i64),
    /// It is late by that many seconds.
    Late(i64),
}

/// Reminders of what has a limit.
#[derive(Debug, Clone)]
pub(super) struct DatedRhythm {
    pub percent: Vec<u32>,
    pub hours_before: Vec<u32>,
    pub late_every_hours: u32,
    pub most_levels: u32,
}

/// Reminders of what is owed at once.
#[derive(Debug, Clone)]
pub(super) struct AtOnceRhythm {
    pub again_minutes: u32,
    pub higher_after: u32,
    pub most_levels: u32,
}

impl Edition<'_> {
    /// What is to be sent now, at most one, given the keys of what was sent before. Nothing where the time has not come,
    /// or where nothing is dated.
    pub fn reminders(&self, owed: &Owed, sent: &[&str], now: Timestamp) -> Vec<Reminder> {
        let next = match owed.due {
            Due::AtOnce(from) => {
                on(&self.book.at_once, self.day).next().and_then(|rhythm| rhythm.value.next(owed, from, now))
            }
            Due::By(due) if now > due => {
                on(&self.book.dated, self.day).next().and_then(|rhythm| rhythm.value.late(owed, due, now))
            }
            Due::By(due) => {
                on(&self.book.dated, self.day).next().and_then(|rhythm| rhythm.value.early(owed, due, now))
            }
            Due::Undated | Due::After(_) | Due::NotInCalendar(_) => None,
        };
        next.filter(|reminder| !sent.contains(&reminder.key.as_str())).into_iter().collect()
    }
}

impl DatedRhythm {
    /// The latest of the reminders before the limit whose time has come.
    fn early(&self, owed: &Owed, due: Timestamp, now: Timestamp) -> Option<Reminder> {
        let of_time = self.percent.iter().filter_map(|percent| {
            let since = owed.since?;
            let whole = due.as_second().saturating_sub(since.as_second());
            let at = since.as_second().saturating_add(whole.saturating_mul(i64::from(*percent)) / 100);
            Some((Timestamp::from_second(at).ok()?, format!("{}:{percent}%", owed.key)))
        });
        let of_hours = self.hours_before.iter().filter_map(|hours| {
            let at = due.checked_sub(SignedDuration::from_hours(i64::from(*hours))).ok()?;
            // What would remind before the clock began is no reminder.
            let begun = owed.since.is_none_or(|since| since < at);
            begun.then(|| (at, format!("{}:{hours}h", owed.key)))
        });
        let (at, key) = of_time.chain(of_hours).filter(|(at, _)| *at <= now).max()?;
        Some(Reminder { key, at, level: 0, why: Why::Left(seconds(now, due)) })
    }

    /// Late: at once, and again every so many hours, each time one level higher.
    fn late(&self, owed: &Owed, due: Timestamp, now: Timestamp) -> Option<Reminder> {
        let step = i64::from(self.late_every_hours) * 3_600;
        let late = seconds(due, now);
        let times = late / step;
        let at = due.checked_add(SignedDuration::from_secs(times * step)).ok()?;
        let level = u32::try_from(times).unwrap_or(u32::MAX).min(self.most_levels);
        Some(Reminder { key: format!("{}:late:{times}", owed.key), at, level, why: Why::Late(late) })
    }
}

impl AtOnceRhythm {
    fn next(&self, owed: &Owed, from: Timestamp, now: Timestamp) -> Option<Reminder> {
        if now < from {
            return None;
        }
        let step = i64::from(self.again_minutes) * 60;
        let gone = seconds(from, now);
        let times = gone / step;
        let at = from.checked_add(SignedDuration::from_secs(times * step)).ok()?;
        let level = u32::try_from(times).unwrap_or(u32::MAX) / self.higher_after.max(1);
        let level = level.min(self.most_levels);
        Some(Reminder { key: format!("{}:at-once:{times}", owed.key), at, level, why: Why::AtOnce(gone) })
    }
}

fn seconds(from: Timestamp, until: Timestamp) -> i64 {
    until.as_second().saturating_sub(from.as_second())
}
