//! Drills: incidents that are practised, on a clock of their own, with what happens on the way and what steps may take.
//!
//! Must never let the clock of a drill go back, and must never ask any clock itself.

use std::collections::BTreeMap;

use crate::incident::{Measures, Spent};
use crate::line::LineError;

/// How much one drill may hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Injects.
    pub injects: usize,
    /// Minutes by which the clock is set forward at once, and after which an inject may be due: 30 days.
    pub minutes: i64,
    /// Minutes that a step may be given: 30 days.
    pub target: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { injects: 200, minutes: 43_200, target: 43_200 }
    }
}

/// How fast its clock goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// It stands.
    Stopped,
    /// As every other.
    Real,
    /// A minute for each second.
    Fast,
}

impl Rate {
    /// Simulated seconds for each second.
    pub fn times(self) -> i64 {
        match self {
            Rate::Stopped => 0,
            Rate::Real => 1,
            Rate::Fast => 60,
        }
    }

    /// The rate of that many simulated seconds.
    pub fn of(times: i64) -> Option<Rate> {
        [Rate::Stopped, Rate::Real, Rate::Fast].into_iter().find(|rate| rate.times() == times)
    }
}

/// Why something is not done in a drill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is over.
    #[error("the drill is over")]
    Over,
    /// That many minutes are none, or too many.
    #[error("minutes are from 1 to {0}")]
    Minutes(i64),
    /// It has as many injects as it may have.
    #[error("a drill has at most {0} injects")]
    TooMany(usize),
    /// There is no such inject, or it was sent.
    #[error("there is no such inject that was not sent")]
    NoInject,
    /// Its text is none.
    #[error("the text cannot be used")]
    Text(#[source] LineError),
}

/// The clock of a drill: `sim + (now - real) * rate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// What it told when it was set, in seconds since 1970.
    pub sim: i64,
    /// When that was, in seconds since 1970.
    pub real: i64,
    /// How fast it goes since.
    pub rate: Rate,
}

impl Clock {
    /// One that stands, and tells the moment at which it is made.
    pub fn new(at: i64) -> Clock {
        Clock { sim: at, real: at, rate: Rate::Stopped }
    }

    /// What it tells. A machine's clock that was set back does not take it behind what it was set to.
    pub fn now(self, real: i64) -> i64 {
        let passed = real.saturating_sub(self.real).max(0);
        self.sim.saturating_add(passed.saturating_mul(self.rate.times()))
    }

    /// The same clock at another rate from now on.
    #[must_use]
    pub fn at_rate(self, rate: Rate, real: i64) -> Clock {
        Clock { sim: self.now(real), real, rate }
    }

    /// The same clock, set forward.
    ///
    /// # Errors
    /// When the minutes are none, or too many.
    pub fn forward(self, minutes: i64, real: i64, limits: &Limits) -> Result<Clock, Refused> {
        if !(1..=limits.minutes).contains(&minutes) {
            return Err(Refused::Minutes(limits.minutes));
        }
        Ok(Clock { sim: self.now(real).saturating_add(minutes * 60), real, rate: self.rate })
    }
}

/// Something that happens in a drill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inject {
    /// Its number in the drill, from 1.
    pub number: i64,
    /// At which minute of the drill it is sent; nothing where somebody sends it by hand.
    pub due: Option<i64>,
    /// What those who practise are told.
    pub text: String,
    /// When it was sent, by the clock of the drill.
    pub sent_at: Option<i64>,
}

/// A drill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    /// What it is called.
    pub name: String,
    /// What is practised.
    pub goal: String,
    /// The unit that practises.
    pub unit: i64,
    /// Its clock.
    pub clock: Clock,
    /// What the clock told at minute 0.
    pub begun: i64,
    /// Minutes that steps are to take, by their numbers; where there is none, the playbook's.
    pub targets: BTreeMap<u8, u32>,
    /// When it ended, by the clocks of everybody.
    pub ended_at: Option<i64>,
    /// What happens in it.
    pub injects: Vec<Inject>,
}

impl Drill {
    /// Which minute of it the clock tells.
    pub fn minute(&self, real: i64) -> i64 {
        (self.clock.now(real) - self.begun).max(0) / 60
    }

    /// That it is not over.
    ///
    /// # Errors
    /// When it is.
    pub fn is_on(&self) -> Result<(), Refused> {
        if self.ended_at.is_some() { Err(Refused::Over) } else { Ok(()) }
    }

    /// The numbers of the injects that are to be sent by then and were not, those that were due first before others.
    pub fn due(&self, real: i64) -> Vec<i64> {
        if self.ended_at.is_some() {
            return Vec::new();
        }
        let minute = self.minute(real);
        let waits = |one: &&Inject| one.sent_at.is_none() && one.due.is_some_and(|due| due <= minute);
        let mut due: Vec<&Inject> = self.injects.iter().filter(waits).collect();
        due.sort_by_key(|one| (one.due, one.number));
        due.into_iter().map(|one| one.number).collect()
    }

    /// An inject that was not sent yet.
    ///
    /// # Errors
    /// When the drill is over, or there is none of that number.
    pub fn may_send(&self, number: i64) -> Result<&Inject, Refused> {
        self.is_on()?;
        let found = self.injects.iter().find(|one| one.number == number && one.sent_at.is_none());
        found.ok_or(Refused::NoInject)
    }

    /// One more inject.
    ///
    /// # Errors
    /// When the drill is over or full, the minute is none, or the text.
    pub fn inject(&self, text: &str, due: Option<i64>, limits: &Limits) -> Result<Inject, Refused> {
        self.is_on()?;
        if self.injects.len() >= limits.injects {
            return Err(Refused::TooMany(limits.injects));
        }
        if due.is_some_and(|due| !(0..=limits.minutes).contains(&due)) {
            return Err(Refused::Minutes(limits.minutes));
        }
        let text = crate::incident::read_text(text).map_err(Refused::Text)?;
        let number = self.injects.iter().map(|one| one.number).max().unwrap_or(0) + 1;
        Ok(Inject { number, due, text, sent_at: None })
    }

    /// What each step of an incident took, held against what it was to take here.
    pub fn report(&self, measures: &Measures) -> Vec<Spent> {
        let own = |number: u8| self.targets.get(&number).map(|minutes| i64::from(*minutes) * 60);
        let steps = measures.steps.iter().cloned();
        steps.map(|spent| Spent { target: own(spent.number).or(spent.target), ..spent }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drill() -> Drill {
        Drill {
            name: "Diễn tập".to_owned(),
            goal: String::new(),
            unit: 1,
            clock: Clock::new(1_000),
            begun: 1_000,
            targets: BTreeMap::from([(2, 30)]),
            ended_at: None,
            injects: Vec::new(),
        }
    }

    #[test]
    fn a_clock_stands_runs_is_set_forward_and_never_goes_back() {
        let limits = Limits::default();
        let clock = Clock::new(1_000);
        assert_eq!(clock.now(9_999), 1_000);
        let fast = clock.at_rate(Rate::Fast, 2_000);
        assert_eq!((fast.now(2_000), fast.now(2_010)), (1_000, 1_600));
        let real = fast.at_rate(Rate::Real, 2_010);
        assert_eq!(real.now(2_011), 1_601);
        assert_eq!(real.now(0), 1_600, "the machine's clock was set back");
        let on = real.forward(10, 2_011, &limits).unwrap();
        assert_eq!(on.now(2_011), 1_601 + 600);
        for none in [0, -1, limits.minutes + 1, i64::MIN, i64::MAX] {
            assert_eq!(on.forward(none, 2_011, &limits), Err(Refused::Minutes(limits.minutes)));
        }
        assert_eq!(fast.now(i64::MAX), i64::MAX, "it stops at the end of time");
        assert_eq!(
            [0, 1, 60, 2].map(Rate::of),
            [Some(Rate::Stopped), Some(Rate::Real), Some(Rate::Fast), None]
        );
    }

    #[test]
    fn injects_come_at_their_minute_and_once_and_not_after_the_end() {
        let limits = Limits { injects: 3, ..Limits::default() };
        let mut drill = drill();
        for (text, due) in [("b", Some(10)), ("a", Some(5)), ("tay", None)] {
            let one = drill.inject(text, due, &limits).unwrap();
            drill.injects.push(one);
        }
        assert_eq!(drill.inject("x", None, &limits), Err(Refused::TooMany(3)));
        assert!(drill.due(9_999).is_empty(), "its clock stands");
        drill.clock = drill.clock.forward(10, 1_000, &limits).unwrap();
        assert_eq!(drill.due(1_000), [2, 1]);
        drill.injects[1].sent_at = Some(1_600);
        assert_eq!(drill.due(1_000), [1]);
        assert_eq!(drill.may_send(2), Err(Refused::NoInject));
        assert_eq!(drill.may_send(3).unwrap().text, "tay");
        drill.ended_at = Some(1_000);
        assert!(drill.due(1_000).is_empty());
        assert_eq!(drill.may_send(3), Err(Refused::Over));
        let mut other = drill.clone();
        (other.ended_at, other.injects) = (None, Vec::new());
        let minutes = Limits::default().minutes;
        assert_eq!(other.inject("x", Some(-1), &limits), Err(Refused::Minutes(minutes)));
        assert!(matches!(other.inject("a\u{202e}", None, &limits), Err(Refused::Text(_))));
    }

    #[test]
    fn a_step_is_held_against_the_drills_target_and_else_against_the_playbooks() {
        let spent = |number, target| Spent { number, seconds: 60, rounds: 1, is_over: true, target };
        let measures = Measures {
            steps: vec![spent(1, Some(600)), spent(2, Some(600)), spent(3, None)],
            ..Measures::default()
        };
        let targets: Vec<_> = drill().report(&measures).into_iter().map(|one| one.target).collect();
        assert_eq!(targets, [Some(600), Some(1_800), None]);
    }
}
