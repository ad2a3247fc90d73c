//! What things of an incident are called: phases, sources, grades, classes, refusals.
//!
//! Must never show a word of storage.

use ::words::Words;
use office::incident::{Grade, Phase, Refused, Source, Whom};
use office::playbook::{Role, Said};
use office::rulebook::Edition;

use crate::console::frame::Desk;

/// A text of a playbook, in the language of who reads it.
pub fn of<'s>(f: &Desk<'_>, said: &'s Said) -> &'s str {
    if f.lang() == "en" { &said.en } else { &said.vi }
}

/// How far it is.
pub fn phase(phase: Phase) -> &'static str {
    phase_word(phase.as_str())
}

/// The same, by its word of storage.
pub fn phase_word(word: &str) -> &'static str {
    match word {
        "received" => "incident-phase-received",
        "open" => "incident-phase-open",
        "ended" => "incident-phase-ended",
        "closed" => "incident-phase-closed",
        "rejected" => "incident-phase-rejected",
        _ => "incident-phase-same",
    }
}

/// From where it was told of.
pub fn source(source: Source) -> &'static str {
    match source {
        Source::Citizen => "incident-source-citizen",
        Source::Unit => "incident-source-unit",
        Source::Partner => "incident-source-partner",
        Source::Authority => "incident-source-authority",
        Source::Sighting => "incident-source-sighting",
        Source::Scan => "incident-source-scan",
        Source::Warning => "incident-source-warning",
    }
}

/// How grave it is.
pub fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Ordinary => "incident-grade-ordinary",
        Grade::Serious => "incident-grade-serious",
    }
}

/// Of whom help is asked.
pub fn whom(whom: Whom) -> &'static str {
    match whom {
        Whom::Organisation => "incident-help-organisation",
        Whom::Abroad => "incident-help-abroad",
        Whom::Coordinator => "incident-help-coordinator",
    }
}

/// A part, as the rules of a day call it, and the body that fills it by them where they name one.
pub fn role(words: &Words, edition: &Edition<'_>, role: Role) -> String {
    let said =
        |said: &office::rulebook::Said| if words.code() == "en" { said.en.clone() } else { said.vi.clone() };
    let filled = &edition.role(role).value;
    match &filled.body {
        Some(body) => format!("{} ({})", said(&filled.law), said(body)),
        None => said(&filled.law),
    }
}

/// The kinds of playbooks.
pub const KINDS: [(&str, &str); 6] = [
    ("malware", "incident-kind-malware"),
    ("ransomware", "incident-kind-ransomware"),
    ("phishing", "incident-kind-phishing"),
    ("data_leak", "incident-kind-data-leak"),
    ("defacement", "incident-kind-defacement"),
    ("denial_of_service", "incident-kind-denial-of-service"),
];

/// What a kind is called.
pub fn kind(word: &str) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == word).map_or("incident-kind-other", |(_, said)| said)
}

/// The kinds of indicators.
pub const INDICATORS: [(&str, &str); 8] = [
    ("address", "indicator-address"),
    ("domain", "indicator-domain"),
    ("url", "indicator-url"),
    ("sha256", "indicator-sha256"),
    ("sha1", "indicator-sha1"),
    ("md5", "indicator-md5"),
    ("name", "indicator-name"),
    ("email", "indicator-email"),
];

/// What an indicator's kind is called.
pub fn indicator(word: &str) -> &'static str {
    INDICATORS.iter().find(|(known, _)| *known == word).map_or("indicator-name", |(_, said)| said)
}

/// Why something was not done.
pub fn refused(f: &Desk<'_>, why: &Refused) -> String {
    let id = match why {
        Refused::Changed(_) => "incident-refused-changed",
        Refused::NotOpen => "incident-refused-not-open",
        Refused::NotVerified => "incident-refused-not-verified",
        Refused::AlreadySaid => "incident-refused-already-said",
        Refused::NoStep(_) | Refused::NoItem(_) | Refused::NoSuch => "incident-refused-no-such",
        Refused::NotItsTurn => "incident-refused-not-its-turn",
        Refused::AlreadyDone => "incident-refused-already-done",
        Refused::NotOptional => "incident-refused-not-optional",
        Refused::NoWayBack => "incident-refused-no-way-back",
        Refused::NoExit => "incident-refused-no-exit",
        Refused::NotGraded => "incident-refused-not-graded",
        Refused::NoCause => "incident-refused-no-cause",
        Refused::StepsOpen => "incident-refused-steps-open",
        Refused::NoClosingReport => "incident-refused-no-closing-report",
        Refused::Twice => "incident-refused-twice",
        Refused::Time => "incident-refused-time",
        Refused::NotYours => "incident-refused-not-yours",
        Refused::NotWithThem => "custody-refused",
        Refused::TooMuch => "incident-refused-too-much",
        Refused::OtherOver => "clocks-same-over",
        Refused::StepGone(_) | Refused::StepElsewhere(_) => "edition-refused",
    };
    f.say(id)
}
