//! Why a file is no playbook that an incident can follow.
//!
//! Must never leave it open which step is meant, and never repeat a whole file: what is quoted has a limit.

use super::{Said, StepId};
use crate::line::LineError;

/// A step, or another entry of the workflow, as its file calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// Its number in CACAO.
    pub id: StepId,
    /// Its name, in CACAO and in the extension; empty where it has none.
    pub name: Box<Said>,
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The file is too long.
    #[error("it has more than {0} bytes")]
    TooManyBytes(usize),
    /// Lists and objects in one another.
    #[error("more than {0} lists and objects lie in one another")]
    TooDeep(usize),
    /// It is no JSON.
    #[error("it is no JSON: line {line}, column {column}")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// An object has one member twice, so that two readers could read two playbooks.
    #[error("the member \"{0}\" stands twice in one object")]
    Twice(String),
    /// A number that is not whole: no two programs write those alike.
    #[error("{0}: only whole numbers are taken")]
    Number(String),
    /// Too many steps.
    #[error("it has more than {0} steps")]
    TooManySteps(usize),
    /// Too many entries.
    #[error("{at}: more than {most} entries")]
    TooManyEntries {
        /// Where.
        at: String,
        /// How many there may be.
        most: usize,
    },
    /// A text is too long.
    #[error("{at}: more than {most} characters")]
    TextTooLong {
        /// Where.
        at: String,
        /// How many there may be.
        most: usize,
    },
    /// The schemas that this program was built with cannot be used. A fault of the program.
    #[error("the schemas cannot be used: {0}")]
    Schemas(String),
    /// It is not what CACAO 2.0 asks for.
    #[error("{at}: not as CACAO 2.0 has it: {why}")]
    Schema {
        /// Where.
        at: String,
        /// The step, where it is one.
        step: Option<At>,
        /// What the schema says.
        why: String,
    },
    /// It lacks what is said in our own extension, or that has another shape.
    #[error("{at}: {why}")]
    Extension {
        /// Where.
        at: String,
        /// The step, where it is one.
        step: Option<At>,
        /// What is wrong.
        why: String,
    },
    /// The extension is of a version that is not known here.
    #[error("the extension has the version \"{0}\", which is not known here")]
    Version(String),
    /// An extension or a marking is used and not defined.
    #[error("{0} is used and not defined")]
    Undefined(String),
    /// A number in CACAO that is not one of what it names.
    #[error("{member} is not the number of what it is to name, `{expected}--…`")]
    IdType {
        /// Which member.
        member: &'static str,
        /// Of what it is to be.
        expected: &'static str,
    },
    /// No such moment, more or less than three decimals, or changed before it was made.
    #[error("{0} is no moment with three decimals, or lies before the other")]
    Time(&'static str),
    /// A kind that is not one of [`super::KINDS`].
    #[error("there is no kind \"{0}\"")]
    Kind(String),
    /// The start is missing or is no start.
    #[error("the workflow does not start at a start")]
    NoStart,
    /// There is no step that people do.
    #[error("there is no step that people do")]
    NoSteps,
    /// The workflow has something that nothing here follows.
    #[error("step {} \"{}\": `{what}` is nothing that an incident follows", at.id, at.name.vi)]
    NotFollowed {
        /// The step.
        at: At,
        /// What it has.
        what: String,
    },
    /// A step of which nothing says what comes next.
    #[error("step {} \"{}\": nothing says what follows (`{way}`)", at.id, at.name.vi)]
    NoWayOn {
        /// The step.
        at: At,
        /// The member that is missing.
        way: &'static str,
    },
    /// A way leads to what is not there.
    #[error("step {} \"{}\": `{way}` leads to {to}, which is not there", at.id, at.name.vi)]
    Dangling {
        /// The step.
        at: At,
        /// The member.
        way: &'static str,
        /// Where it leads.
        to: String,
    },
    /// A way leads back, and is not the stated one.
    #[error("step {} \"{}\": from here the way leads back to {to}, and that is not the stated return", at.id, at.name.vi)]
    Cycle {
        /// The step.
        at: At,
        /// Where it leads.
        to: String,
    },
    /// Two ways lead there, so that nobody knows what was done before.
    #[error("step {} \"{}\": more than one way leads here", at.id, at.name.vi)]
    TwoWays {
        /// The step.
        at: At,
    },
    /// Nothing leads there.
    #[error("step {} \"{}\": no way leads here", at.id, at.name.vi)]
    Unreachable {
        /// The step.
        at: At,
    },
    /// What goes back is not what is stated.
    #[error("step {} \"{}\": the way back is not as `returns` states it", at.id, at.name.vi)]
    Return {
        /// The `while-condition`.
        at: At,
    },
    /// A way back is stated and there is none.
    #[error("`returns` states a way back, and the workflow has none")]
    NoReturn,
    /// What runs beside others is to be one step that stays open throughout, and one branch is to go on.
    #[error("step {} \"{}\": beside one branch that goes on there may only be steps that stay open throughout", at.id, at.name.vi)]
    Beside {
        /// The `parallel`.
        at: At,
    },
    /// A step says something of itself that its place in the flow does not.
    #[error("step {} \"{}\": `{what}` does not agree with its place in the flow", at.id, at.name.vi)]
    Place {
        /// The step.
        at: At,
        /// Which member.
        what: &'static str,
    },
    /// A step has another number than its place.
    #[error("step {} \"{}\": it is number {found} and stands at place {expected}", at.id, at.name.vi)]
    Order {
        /// The step.
        at: At,
        /// Its place.
        expected: u8,
        /// Its number.
        found: u8,
    },
    /// Nobody leads.
    #[error("step {} \"{}\": nobody leads", at.id, at.name.vi)]
    Leaderless {
        /// The step.
        at: At,
    },
    /// No such role.
    #[error("step {} \"{}\": there is no role \"{role}\"", at.id, at.name.vi)]
    UnknownRole {
        /// The step.
        at: At,
        /// The key.
        role: String,
    },
    /// One role twice.
    #[error("step {} \"{}\": the role \"{role}\" stands there twice", at.id, at.name.vi)]
    RoleTwice {
        /// The step.
        at: At,
        /// The key.
        role: String,
    },
    /// CACAO's own members name others than the extension.
    #[error("step {} \"{}\": `{what}` does not name who the step's leads and helpers are", at.id, at.name.vi)]
    Named {
        /// The step.
        at: At,
        /// Which member.
        what: &'static str,
    },
    /// Words that are missing in a language, or cannot be shown.
    #[error("{at}, {language}: {why}")]
    Words {
        /// Where.
        at: String,
        /// The step, where it is one.
        step: Option<At>,
        /// `vi` or `en`.
        language: &'static str,
        /// What is wrong.
        why: LineError,
    },
    /// The source in the law is missing or cannot be shown.
    #[error("step {} \"{}\": the source in the law: {why}", at.id, at.name.vi)]
    Source {
        /// The step.
        at: At,
        /// What is wrong.
        why: LineError,
    },
    /// A key that is none.
    #[error("step {} \"{}\": \"{key}\" is no key: small letters, digits, `-` and `_`, at most 64", at.id, at.name.vi)]
    Key {
        /// The step.
        at: At,
        /// The key.
        key: String,
    },
    /// Two items with one key.
    #[error("step {} \"{}\": another item has the key \"{key}\"", at.id, at.name.vi)]
    KeyTwice {
        /// The step.
        at: At,
        /// The key.
        key: String,
    },
    /// A step without anything to tick.
    #[error("step {} \"{}\": there is nothing to tick", at.id, at.name.vi)]
    NothingToDo {
        /// The step.
        at: At,
    },
    /// A target that is no time.
    #[error("step {} \"{}\": the target is not between 1 and {most} minutes", at.id, at.name.vi)]
    Target {
        /// The step.
        at: At,
        /// The longest.
        most: u32,
    },
    /// A way out that is unknown, stands twice, or leads from nowhere.
    #[error("the way out \"{0}\" is not known, stands there twice, or names steps that are not there")]
    Exit(String),
}

impl Refused {
    /// The step that is meant, where it is one.
    pub fn step(&self) -> Option<&At> {
        match self {
            Refused::NotFollowed { at, .. }
            | Refused::NoWayOn { at, .. }
            | Refused::Dangling { at, .. }
            | Refused::Cycle { at, .. }
            | Refused::TwoWays { at }
            | Refused::Unreachable { at }
            | Refused::Return { at }
            | Refused::Beside { at }
            | Refused::Place { at, .. }
            | Refused::Order { at, .. }
            | Refused::Leaderless { at }
            | Refused::UnknownRole { at, .. }
            | Refused::RoleTwice { at, .. }
            | Refused::Named { at, .. }
            | Refused::Source { at, .. }
            | Refused::Key { at, .. }
            | Refused::KeyTwice { at, .. }
            | Refused::NothingToDo { at }
            | Refused::Target { at, .. } => Some(at),
            Refused::Schema { step, .. } | Refused::Extension { step, .. } | Refused::Words { step, .. } => {
                step.as_ref()
            }
            _ => None,
        }
    }
}
