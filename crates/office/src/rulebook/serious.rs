//! Ordinary or serious: plain questions, and what their answers propose.
//!
//! Must never decide: people do, and their reason is kept with the incident. Must never propose the lower where somebody
//! doubts.

use super::Said;

/// How an edition tells ordinary from serious.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seriousness {
    /// What the questions are worth.
    pub standing: Standing,
    /// All of them must be met.
    pub conditions: Vec<Condition>,
}

/// What the questions are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The law of the day says so.
    Definition,
    /// The law of the day leaves the word open; an older law may help.
    Hint,
}

/// What must be met; one of its questions is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Its key.
    pub key: String,
    /// In words.
    pub said: Said,
    /// What is asked.
    pub questions: Vec<Question>,
}

/// A plain question, to be answered with yes or no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its key.
    pub key: String,
    /// In words.
    pub said: Said,
}

/// What somebody answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Asked, and nobody is sure: counts as a yes.
    Doubtful,
}

/// What the answers propose, with the questions that made it so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposal<'a> {
    /// Every condition is met.
    Serious {
        /// Answered with yes.
        because: Vec<&'a Question>,
        /// Answered with doubt.
        doubtful: Vec<&'a Question>,
    },
    /// A condition is not met: all its questions are answered with no.
    Ordinary {
        /// The conditions that are not met.
        because: Vec<&'a Condition>,
    },
    /// It hangs on what nobody has answered.
    NotEnoughKnown {
        /// What is to be asked.
        ask: Vec<&'a Question>,
    },
}

impl Seriousness {
    /// What the answers propose. `answer` says what was answered to a question by its key; nothing where nobody has.
    pub fn propose(&self, answer: impl Fn(&str) -> Option<Answer>) -> Proposal<'_> {
        let answered = |question: &&Question, wanted: Answer| answer(&question.key) == Some(wanted);
        let met = |condition: &&Condition| {
            condition
                .questions
                .iter()
                .any(|question| matches!(answer(&question.key), Some(Answer::Yes | Answer::Doubtful)))
        };
        let failed: Vec<_> = self
            .conditions
            .iter()
            .filter(|condition| condition.questions.iter().all(|question| answered(&question, Answer::No)))
            .collect();
        if !failed.is_empty() {
            return Proposal::Ordinary { because: failed };
        }
        let open: Vec<_> = self.conditions.iter().filter(|condition| !met(condition)).collect();
        if !open.is_empty() {
            let questions = open.into_iter().flat_map(|condition| &condition.questions);
            return Proposal::NotEnoughKnown {
                ask: questions.filter(|question| answer(&question.key).is_none()).collect(),
            };
        }
        let all = || self.conditions.iter().flat_map(|condition| &condition.questions);
        Proposal::Serious {
            because: all().filter(|question| answered(question, Answer::Yes)).collect(),
            doubtful: all().filter(|question| answered(question, Answer::Doubtful)).collect(),
        }
    }
}
