//! What a plan says: its parts as texts, and scenarios with who does what.
//!
//! Must never change a key that is there: plans are stored with it. Must never lose what another wrote meanwhile.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Refused;
use crate::line::{LineError, read as read_line};

/// How much a plan may hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Characters of one part: as a form takes them.
    pub text: usize,
    /// Scenarios.
    pub scenarios: usize,
    /// Actions of one scenario.
    pub actions: usize,
    /// Characters of an action, and of who does it.
    pub line: usize,
    /// Characters of a scenario's name, and of what happens in it: a cell of the paper holds both.
    pub name: usize,
    /// The second of these.
    pub signs: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { text: 6_000, scenarios: 25, actions: 40, line: 500, name: 200, signs: 700 }
    }
}

/// A part of a plan that is a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// On what it is based.
    Basis,
    /// What it is for.
    Purpose,
    /// What is asked of everybody.
    Requirements,
    /// How well systems are protected now.
    State,
    /// What may happen.
    Risks,
    /// What would come of it.
    Consequences,
    /// Forces and means: people, equipment, tools, money.
    Means,
    /// What is kept running first, and on which conditions.
    Priorities,
    /// Who tells whom, and how they are reached.
    Communication,
    /// Training and drills of the year.
    Drills,
    /// Who answers for what.
    Organisation,
}

impl Part {
    /// All of them, in the order of a plan.
    pub const ALL: [Part; 11] = [
        Part::Basis,
        Part::Purpose,
        Part::Requirements,
        Part::State,
        Part::Risks,
        Part::Consequences,
        Part::Means,
        Part::Priorities,
        Part::Communication,
        Part::Drills,
        Part::Organisation,
    ];

    /// The word under which it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Basis => "basis",
            Part::Purpose => "purpose",
            Part::Requirements => "requirements",
            Part::State => "state",
            Part::Risks => "risks",
            Part::Consequences => "consequences",
            Part::Means => "means",
            Part::Priorities => "priorities",
            Part::Communication => "communication",
            Part::Drills => "drills",
            Part::Organisation => "organisation",
        }
    }

    /// The part of that word.
    pub fn read(word: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.as_str() == word)
    }

    /// Whether a plan without it is not complete.
    pub fn is_needed(self) -> bool {
        self != Part::Basis
    }
}

/// A text, and the version of the plan at which it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// What it says.
    pub text: String,
    /// At which version.
    pub at: i64,
}

/// Something that is done in a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Who does it.
    pub who: String,
    /// What is done.
    pub what: String,
}

/// What may happen, and what is done then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    /// Its number in the plan, from 1.
    pub number: u32,
    /// What it is called.
    pub name: String,
    /// The kind of playbook by which one goes then.
    pub kind: String,
    /// What happens, and by what it is known.
    pub signs: String,
    /// What is done, in this order.
    pub actions: Vec<Action>,
    /// The version of the plan at which it was written.
    pub at: i64,
}

/// All that a plan says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contents {
    /// Its parts.
    pub texts: BTreeMap<Part, Text>,
    /// Its scenarios, by number.
    pub scenarios: Vec<Scenario>,
    /// The highest number that a scenario ever had: none is given twice.
    pub last: u32,
}

/// What is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// A part.
    Part(Part),
    /// Any scenario.
    Scenario,
    /// What is done in a scenario, by its number and name.
    Actions(u32, String),
}

impl Contents {
    /// What a part says; empty for nothing.
    pub fn text(&self, part: Part) -> &str {
        self.texts.get(&part).map_or("", |text| &text.text)
    }

    /// The version at which a part was written last.
    pub fn at(&self, part: Part) -> i64 {
        self.texts.get(&part).map_or(0, |text| text.at)
    }

    /// A scenario.
    pub fn scenario(&self, number: u32) -> Option<&Scenario> {
        self.scenarios.iter().find(|one| one.number == number)
    }

    /// The same as the beginning of another plan.
    pub(super) fn anew(&self) -> Contents {
        let mut contents = self.clone();
        contents.texts.values_mut().for_each(|text| text.at = 1);
        contents.scenarios.iter_mut().for_each(|one| one.at = 1);
        contents
    }

    pub(super) fn write(&mut self, part: Part, text: &str, seen: i64, at: i64) -> Result<(), Refused> {
        if seen < self.at(part) {
            return Err(Refused::Changed);
        }
        self.texts.insert(part, Text { text: text.to_owned(), at });
        Ok(())
    }

    pub(super) fn scene(
        &mut self,
        scenario: &Scenario,
        seen: i64,
        at: i64,
        limits: &Limits,
    ) -> Result<(), Refused> {
        if scenario.number == 0 {
            if self.scenarios.len() >= limits.scenarios {
                return Err(Refused::TooMany(limits.scenarios));
            }
            self.last += 1;
            self.scenarios.push(Scenario { number: self.last, at, ..scenario.clone() });
            return Ok(());
        }
        let found = self.scenarios.iter_mut().find(|one| one.number == scenario.number);
        let found = found.ok_or(Refused::NoScenario)?;
        if seen < found.at {
            return Err(Refused::Changed);
        }
        *found = Scenario { at, ..scenario.clone() };
        Ok(())
    }

    pub(super) fn missing(&self) -> Vec<Missing> {
        let parts = Part::ALL.into_iter().filter(|part| part.is_needed() && self.text(*part).is_empty());
        let mut missing: Vec<Missing> = parts.map(Missing::Part).collect();
        if self.scenarios.is_empty() {
            missing.push(Missing::Scenario);
        }
        let idle = self.scenarios.iter().filter(|one| one.actions.is_empty());
        missing.extend(idle.map(|one| Missing::Actions(one.number, one.name.clone())));
        missing
    }
}

/// Reads actions as they are typed: one a line, who and what parted by a bar.
///
/// # Errors
/// With the number of the line and what is wrong with it; nothing is wrong with it where it has no bar.
pub fn read_actions(text: &str, limits: &Limits) -> Result<Vec<Action>, (usize, Option<LineError>)> {
    let mut actions = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let (who, what) = line.split_once('|').ok_or((at + 1, None))?;
        let read = |text: &str| read_line(text, limits.line).map_err(|why| (at + 1, Some(why)));
        actions.push(Action { who: read(who)?, what: read(what)? });
        if actions.len() > limits.actions {
            return Err((at + 1, Some(LineError::TooLong(limits.actions))));
        }
    }
    Ok(actions)
}
