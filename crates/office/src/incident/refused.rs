//! Why something is not done to an incident.
//!
//! Must never say more than whoever asked may see.

use crate::playbook::StepId;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Somebody changed it meanwhile; nothing was overwritten.
    #[error("it was changed meanwhile, at event {0}")]
    Changed(u64),
    /// It is closed, was none, or goes on elsewhere.
    #[error("it is closed")]
    NotOpen,
    /// Nobody has found yet that it is one.
    #[error("it is not verified yet")]
    NotVerified,
    /// It has been found to be one, or none.
    #[error("that was decided already")]
    AlreadySaid,
    /// The playbook has no such step.
    #[error("the playbook has no step `{0}`")]
    NoStep(StepId),
    /// The step has no such item.
    #[error("the step has no item `{0}`")]
    NoItem(String),
    /// The step is not its turn.
    #[error("the step is not open")]
    NotItsTurn,
    /// The step is done or skipped already.
    #[error("the step is done already")]
    AlreadyDone,
    /// The step is not optional.
    #[error("the step cannot be skipped")]
    NotOptional,
    /// It cannot go from there to there.
    #[error("it does not go back from there to there")]
    NoWayBack,
    /// The playbook has no such exit here.
    #[error("there is no such exit")]
    NoExit,
    /// The first step ends only when it was verified, classified and graded.
    #[error("it is not classified and graded yet")]
    NotGraded,
    /// Cause and lessons are not written down.
    #[error("cause and lessons are missing")]
    NoCause,
    /// Response is not over.
    #[error("steps are still open")]
    StepsOpen,
    /// No closing report went out.
    #[error("no closing report was sent")]
    NoClosingReport,
    /// There is no such thing in it: evidence, task, paper or action of that number.
    #[error("there is no such thing in it")]
    NoSuch,
    /// That is there already.
    #[error("that is there already")]
    Twice,
    /// It is later than now, or long before.
    #[error("the time cannot be")]
    Time,
    /// By what was noted somebody else has it.
    #[error("by what was noted somebody else has it")]
    NotWithThem,
    /// They take no part in it that lets them do this.
    #[error("this is for others to do")]
    NotYours,
    /// A step that is being done is not in the other edition.
    #[error("step `{0}` is being done, and the other edition does not have it")]
    StepGone(StepId),
    /// Other steps stand before a step that was begun.
    #[error("step `{0}` was begun, and in the other edition it stands at another place")]
    StepElsewhere(StepId),
    /// The other one is over, or goes on in a third.
    #[error("the other one is over")]
    OtherOver,
    /// It has as much of that as an incident may have.
    #[error("it has as much of that as it may have")]
    TooMuch,
}
