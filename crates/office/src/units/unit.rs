//! A unit and its spans.
//!
//! Must never have a day between founding and end on which it has not exactly one name and one parent.

use super::{Code, Kind, Refused};
use crate::day::Day;

/// The number of a unit in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitId(pub i64);

/// A unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its number.
    pub id: UnitId,
    /// Its code.
    pub code: Code,
    /// What it is.
    pub kind: Kind,
    /// The first day on which it lives.
    pub founded: Day,
    /// The first day on which it lives no more; nothing while it lives.
    pub ended: Option<Day>,
    /// Counts its changes from 1: who stores one names the version that it was made from.
    pub version: i64,
    /// Its names and parents, one after another without a gap, from [`Unit::founded`] to [`Unit::ended`].
    pub spans: Vec<Span>,
}

/// What a unit was called, and under whom it stood, for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: Day,
    /// The first day on which it is so no more; nothing while it is.
    pub until: Option<Day>,
    /// The name.
    pub name: String,
    /// The parent; nothing for the root.
    pub parent: Option<UnitId>,
}

impl Span {
    /// Whether the day is within.
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

impl Unit {
    /// Whether it lives on that day.
    pub fn is_living(&self, day: Day) -> bool {
        self.founded <= day && self.ended.is_none_or(|ended| day < ended)
    }

    /// Its span on that day; nothing when it did not live.
    pub fn span(&self, day: Day) -> Option<&Span> {
        let after = self.spans.partition_point(|span| span.from <= day);
        self.spans.get(after.checked_sub(1)?).filter(|span| span.holds(day))
    }

    /// What it was called on that day.
    pub fn name(&self, day: Day) -> Option<&str> {
        self.span(day).map(|span| span.name.as_str())
    }

    /// Under whom it stood on that day; nothing also for the root.
    pub fn parent(&self, day: Day) -> Option<UnitId> {
        self.span(day).and_then(|span| span.parent)
    }

    /// What it is called last, living or not.
    pub fn last_name(&self) -> &str {
        self.spans.last().map_or("", |span| span.name.as_str())
    }

    /// The same with another last span from that day on, or with an end on it.
    pub(super) fn changed(&self, day: Day, change: impl FnOnce(&mut Span)) -> Result<Unit, Refused> {
        let mut unit = self.open(day)?;
        let Some(last) = unit.spans.last_mut() else { return Err(Refused::Same { code: self.code.clone() }) };
        let mut next = Span { from: day, until: None, ..last.clone() };
        change(&mut next);
        if (&next.name, next.parent) == (&last.name, last.parent) {
            return Err(Refused::Same { code: self.code.clone() });
        }
        // A second change on one day makes one of the two.
        if last.from == day {
            *last = next;
        } else {
            last.until = Some(day);
            unit.spans.push(next);
        }
        Ok(unit)
    }

    pub(super) fn ended_on(&self, day: Day) -> Result<Unit, Refused> {
        let mut unit = self.open(day)?;
        match unit.spans.last_mut() {
            Some(last) if last.from < day => last.until = Some(day),
            _ => return Err(Refused::BeforeLast { code: self.code.clone(), last: self.last_change() }),
        }
        unit.ended = Some(day);
        Ok(unit)
    }

    /// The next version of one that can still change on that day.
    fn open(&self, day: Day) -> Result<Unit, Refused> {
        if let Some(ended) = self.ended {
            return Err(Refused::Ended { code: self.code.clone(), ended });
        }
        let last = self.last_change();
        if day < last {
            return Err(Refused::BeforeLast { code: self.code.clone(), last });
        }
        Ok(Unit { version: self.version.saturating_add(1), ..self.clone() })
    }

    fn last_change(&self) -> Day {
        self.spans.last().map_or(self.founded, |span| span.from)
    }
}

/// How one unit goes on from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// It was merged into it.
    Merged,
    /// It was split, and this is a part.
    Split,
}

impl How {
    /// The word for storage.
    pub fn as_str(self) -> &'static str {
        match self {
            How::Merged => "merged",
            How::Split => "split",
        }
    }

    /// Reads the word for storage.
    pub fn read(word: &str) -> Option<How> {
        [How::Merged, How::Split].into_iter().find(|how| how.as_str() == word)
    }
}

/// Where a unit that ended went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lineage {
    /// The one that ended.
    pub from: UnitId,
    /// The one that goes on.
    pub to: UnitId,
    /// The first day after.
    pub day: Day,
    /// How.
    pub how: How,
}
