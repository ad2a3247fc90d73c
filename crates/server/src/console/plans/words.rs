//! What parts and states of plans are called, and why something is refused.
//!
//! Must never show a word of storage.

use office::plan::{Missing, Part, Phase, Refused};

use super::super::frame::Desk;

/// A part.
pub fn part(part: Part) -> &'static str {
    match part {
        Part::Basis => "plan-basis",
        Part::Purpose => "plan-purpose",
        Part::Requirements => "plan-requirements",
        Part::State => "plan-state",
        Part::Risks => "plan-risks",
        Part::Consequences => "plan-consequences",
        Part::Means => "plan-means",
        Part::Priorities => "plan-priorities",
        Part::Communication => "plan-communication",
        Part::Drills => "plan-drills",
        Part::Organisation => "plan-organisation",
    }
}

/// What is to be written there.
pub fn part_hint(part: Part) -> &'static str {
    match part {
        Part::Basis => "plan-basis-hint",
        Part::Purpose => "plan-purpose-hint",
        Part::Requirements => "plan-requirements-hint",
        Part::State => "plan-state-hint",
        Part::Risks => "plan-risks-hint",
        Part::Consequences => "plan-consequences-hint",
        Part::Means => "plan-means-hint",
        Part::Priorities => "plan-priorities-hint",
        Part::Communication => "plan-communication-hint",
        Part::Drills => "plan-drills-hint",
        Part::Organisation => "plan-organisation-hint",
    }
}

/// How far a plan is.
pub fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Draft => "plan-phase-draft",
        Phase::Submitted => "plan-phase-submitted",
        Phase::InForce => "plan-phase-in-force",
        Phase::Superseded => "plan-phase-superseded",
        Phase::Ended => "plan-phase-ended",
    }
}

/// The same, in words.
pub fn phase_word(f: &Desk<'_>, word: Phase) -> String {
    f.say(phase(word))
}

/// What is missing.
pub fn missing(f: &Desk<'_>, missing: &Missing) -> String {
    match missing {
        Missing::Part(one) => f.say(part(*one)),
        Missing::Scenario => f.say("plan-missing-scenario"),
        Missing::Actions(_, name) => f.with1("plan-missing-actions", "name", name),
    }
}

/// Why something is not done.
pub fn refused(f: &Desk<'_>, why: &Refused) -> String {
    match why {
        Refused::NotItsTurn(at) => f.with1("plan-not-its-turn", "phase", &f.say(phase(*at))),
        Refused::Missing => f.say("plan-not-complete"),
        Refused::Changed => f.say("plan-changed"),
        Refused::NoScenario => f.say("plan-no-scenario"),
        Refused::TooMany(most) => f.with1("plan-too-many", "most", &f.count(*most)),
        Refused::Day => f.say("day-future"),
    }
}
