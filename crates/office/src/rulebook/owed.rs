//! What is owed of an incident, by whom, to whom and until when.
//!
//! Must never count a limit from anything but a stored time, and never give a date where the rule of the day has none.

use jiff::{SignedDuration, Timestamp};

use super::calendar::NotInCalendar;
use super::dated::{Dated, on};
use super::facts::Fact;
use super::{Calendar, Edition, Facts, FormKey, Role, Said};
use crate::day::Day;

/// Something that somebody owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// The rule's key.
    pub key: String,
    /// What is owed.
    pub said: Said,
    /// Who owes it.
    pub owed_by: Role,
    /// To whom.
    pub to: Vec<Addressee>,
    /// On which form; nothing where it takes none.
    pub form: Option<FormKey>,
    /// What its time is counted from.
    pub clock: Clock,
    /// Since when its clock has been running; nothing where it has none, or has not begun.
    pub since: Option<Timestamp>,
    /// Until when.
    pub due: Due,
    /// The article.
    pub source: String,
}

/// To whom something is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// The role, where it is one of the rulebook's.
    pub role: Option<Role>,
    /// What the law of the day calls it.
    pub said: Said,
}

/// Until when something is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// At once, from that moment on.
    AtOnce(Timestamp),
    /// By that moment: late is what is done after it. The end of a day is its last second.
    By(Timestamp),
    /// No law sets a date.
    Undated,
    /// The clock that it is counted from has not begun.
    After(Clock),
    /// It is counted in working days through a year whose days off are not in the calendar.
    NotInCalendar(NotInCalendar),
}

/// What a time is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// [`Facts::detected`]
    Detected,
    /// [`Facts::received`]
    Received,
    /// [`Facts::ended`]
    Ended,
    /// [`Facts::data_breach`]
    DataBreach,
    /// [`Facts::asked`]
    Asked,
}

/// How much time there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// None.
    AtOnce,
    /// So many hours, through nights and holidays.
    Hours(u32),
    /// So many days after the first, to the end of the last, through holidays.
    Days(u32),
    /// So many working days after the first, to the end of the last.
    WorkingDays(u32),
    /// What [`Facts::operator_hours`] says.
    SetByTheOffice,
    /// No law says.
    Undated,
}

/// A rule of the day, to be shown to people.
#[derive(Debug, Clone)]
pub struct Rule<'a> {
    /// Its key.
    pub key: &'a str,
    /// What is owed.
    pub said: &'a Said,
    /// Who owes it.
    pub owed_by: Role,
    /// To whom.
    pub to: Vec<Addressee>,
    /// On which form.
    pub form: Option<FormKey>,
    /// What its time is counted from.
    pub clock: Clock,
    /// How much time there is.
    pub limit: Limit,
    /// What must hold.
    pub all: &'a [Fact],
    /// Of which one must hold, where there are any.
    pub any: &'a [Fact],
    /// Of which none may hold.
    pub unless: &'a [Fact],
    /// The article.
    pub source: &'a str,
}

/// A rule of `deadlines.toml`.
#[derive(Debug, Clone)]
pub(super) struct Duty {
    pub key: String,
    pub said: Said,
    pub owed_by: Role,
    pub to: Vec<To>,
    pub to_defence: Option<Said>,
    pub form: Option<FormKey>,
    pub clock: Clock,
    pub limit: Limit,
    pub all: Vec<Fact>,
    pub any: Vec<Fact>,
    pub unless: Vec<Fact>,
}

/// What is owed every year.
#[derive(Debug, Clone)]
pub(super) struct Yearly {
    pub key: String,
    pub said: Said,
    pub owed_by: Role,
    pub to: Vec<To>,
    pub form: Option<FormKey>,
    /// Month and day: it is owed before them.
    pub before: (i8, i8),
}

/// An addressee, as the file has it.
#[derive(Debug, Clone)]
pub(super) enum To {
    Role(Role),
    Named(Said),
}

impl Due {
    /// What comes first is dealt with first: at once, by the hour, what nobody can count, what has not begun, what has
    /// no date.
    fn rank(self) -> (u8, i64) {
        match self {
            Due::AtOnce(from) => (0, from.as_second()),
            Due::By(until) => (1, until.as_second()),
            Due::NotInCalendar(_) => (2, 0),
            Due::After(_) => (3, 0),
            Due::Undated => (4, 0),
        }
    }
}

impl Clock {
    fn starts(self, facts: &Facts) -> Option<Timestamp> {
        match self {
            Clock::Detected => Some(facts.detected),
            Clock::Received => facts.received,
            Clock::Ended => facts.ended,
            Clock::DataBreach => Some(facts.data_breach.unwrap_or(facts.detected)),
            Clock::Asked => facts.asked,
        }
    }
}

impl Duty {
    fn applies(&self, facts: &Facts) -> bool {
        self.all.iter().all(|fact| facts.holds(*fact))
            && (self.any.is_empty() || self.any.iter().any(|fact| facts.holds(*fact)))
            && !self.unless.iter().any(|fact| facts.holds(*fact))
            // Nobody sent anything that could be acknowledged.
            && (self.clock != Clock::Received || facts.received.is_some())
            // Nor did the force ask for anything.
            && (self.clock != Clock::Asked || facts.asked.is_some())
    }
}

impl Limit {
    fn due(self, clock: Clock, since: Option<Timestamp>, facts: &Facts, calendar: &Calendar) -> Due {
        let limit = match (self, facts.operator_hours) {
            (Limit::SetByTheOffice, Some(hours)) => Limit::Hours(hours),
            (limit, _) => limit,
        };
        if matches!(limit, Limit::Undated | Limit::SetByTheOffice) {
            return Due::Undated;
        }
        let Some(since) = since else { return Due::After(clock) };
        let by = |moment: Option<Timestamp>| moment.map_or(Due::Undated, Due::By);
        match limit {
            Limit::AtOnce => Due::AtOnce(since),
            Limit::Hours(hours) => by(since.checked_add(SignedDuration::from_hours(i64::from(hours))).ok()),
            Limit::Days(days) => {
                let first = Day::at(since.as_second());
                by(first.and_then(|day| (0..days).try_fold(day, |day, _| day.next())).and_then(end_of))
            }
            Limit::WorkingDays(days) => match Day::at(since.as_second()).map(|day| calendar.after(day, days))
            {
                Some(Ok(day)) => by(end_of(day)),
                Some(Err(unknown)) => Due::NotInCalendar(unknown),
                None => Due::Undated,
            },
            Limit::SetByTheOffice | Limit::Undated => Due::Undated,
        }
    }
}

/// The last second of a day in Viet Nam.
fn end_of(day: Day) -> Option<Timestamp> {
    Timestamp::from_second(day.next()?.begins()? - 1).ok()
}

impl<'a> Edition<'a> {
    /// The rules of the day, in the rulebook's order, whatever their conditions.
    pub fn rules(&self) -> impl Iterator<Item = Rule<'a>> {
        let edition = *self;
        on(&self.book.duties, self.day).map(move |Dated { value: duty, source, .. }| Rule {
            key: &duty.key,
            said: &duty.said,
            owed_by: duty.owed_by,
            to: edition.addressees(&duty.to),
            form: duty.form,
            clock: duty.clock,
            limit: duty.limit,
            all: &duty.all,
            any: &duty.any,
            unless: &duty.unless,
            source,
        })
    }

    /// What is owed of an incident with these facts, in the order in which it falls due. It is this day's rules that are
    /// used, so ask the edition of [`Facts::day`].
    pub fn deadlines(&self, facts: &Facts) -> Vec<Owed> {
        let applying = on(&self.book.duties, self.day).filter(|duty| duty.value.applies(facts));
        let mut all: Vec<Owed> = applying
            .map(|Dated { value: duty, source, .. }| {
                let since = duty.clock.starts(facts);
                let due = duty.limit.due(duty.clock, since, facts, &self.book.calendar);
                let to = match &duty.to_defence {
                    Some(said) if facts.defence => vec![Addressee { role: None, said: said.clone() }],
                    _ => self.addressees(&duty.to),
                };
                Owed {
                    key: duty.key.clone(),
                    said: duty.said.clone(),
                    owed_by: duty.owed_by,
                    to,
                    form: duty.form,
                    clock: duty.clock,
                    since: since.filter(|_| due != Due::Undated),
                    due,
                    source: source.clone(),
                }
            })
            .collect();
        all.sort_by_key(|owed| owed.due.rank());
        all
    }

    /// What is owed in a year whatever happens, in the rulebook's order; the rules are those of this edition's day.
    pub fn yearly(&self, year: i16) -> Vec<Owed> {
        let all = on(&self.book.yearly, self.day);
        all.filter_map(|Dated { value: duty, source, .. }| {
            let (month, day) = duty.before;
            // "Before 20 June" is by the end of 19 June.
            let last = Day::new(year, month, day)?.previous()?;
            Some(Owed {
                key: duty.key.clone(),
                said: duty.said.clone(),
                owed_by: duty.owed_by,
                to: self.addressees(&duty.to),
                form: duty.form,
                // By the year, and from nothing that happened.
                clock: Clock::Detected,
                since: None,
                due: Due::By(end_of(last)?),
                source: source.clone(),
            })
        })
        .collect()
    }

    fn addressees(&self, to: &[To]) -> Vec<Addressee> {
        let read = |one: &To| match one {
            To::Role(role) => Addressee { role: Some(*role), said: self.role(*role).value.law.clone() },
            To::Named(said) => Addressee { role: None, said: said.clone() },
        };
        to.iter().map(read).collect()
    }
}
