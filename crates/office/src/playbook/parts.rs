//! What a playbook is made of, for everybody else: steps, items, roles, ways out and the way back.
//!
//! Must never hold what CACAO says and nobody here does: the file keeps that.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Role;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

/// A step's number in CACAO, which it keeps for as long as there is that step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StepId(String);

impl StepId {
    /// The step of that number; whether there is one, its playbook knows.
    pub fn new(id: impl Into<String>) -> StepId {
        StepId(id.into())
    }

    /// As CACAO writes it: `action--…`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StepId {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

/// Something to tick, or something to keep as evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Stays when the words change. No other item of the playbook has it.
    pub key: String,
    /// What it says.
    pub said: Said,
}

/// One step that people do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which.
    pub id: StepId,
    /// From 1, in the order of the flow.
    pub number: u8,
    /// What it is called.
    pub name: Said,
    /// What is done in it.
    pub content: Said,
    /// Who leads; there is one at least.
    pub leads: Vec<Role>,
    /// Who helps.
    pub helpers: Vec<Role>,
    /// What there is to tick.
    pub checklist: Vec<Item>,
    /// What is to be kept as evidence.
    pub evidence: Vec<Item>,
    /// Whether it is done only where it is needed.
    pub optional: bool,
    /// Whether it stays open beside those that follow.
    pub throughout: bool,
    /// Where it stands in the law.
    pub source: String,
    /// How long it is to take, in minutes; nothing where nobody set that.
    pub target_minutes: Option<u32>,
}

/// A way out of the procedure into another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exit {
    /// Which: one of [`super::EXITS`].
    pub key: String,
    /// When it is taken, and where to.
    pub said: Said,
    /// Where it stands in the law.
    pub source: String,
    /// From which steps, in the order of the flow.
    pub from: Vec<StepId>,
}

/// The one way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// After which step it is asked whether to go back.
    pub from: StepId,
    /// The steps that are done again, in the order of the flow.
    pub to: Vec<StepId>,
}
