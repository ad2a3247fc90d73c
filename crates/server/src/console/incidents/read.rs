//! What was typed into a form about an incident, as the event that is asked for.
//!
//! Must never take an event from a form as it is: every field is read by itself, and none is taken that its form has not.

use std::collections::BTreeMap;

use office::incident::{
    Event, Facts, Grade, Impact, Incident, Machine, Whom, read_indicator, read_line, read_text,
};
use office::line::LineError;
use office::playbook::{Role, StepId};
use office::rulebook::{Answer, Class, Key, Proposal, Taxonomy};

use super::deeds::Subject;
use super::sending as papers;
use super::{parts, rules, words};
use crate::console::forms::Fields;
use crate::console::unit_field;
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::said as lines;

/// How a fact is read out of all, and set.
type Of = fn(&Facts) -> bool;
type Set = fn(&mut Facts, bool);

/// Facts that decide on deadlines: the field, what it is called, how it is read and set.
pub const FACTS: [(&str, &str, Of, Set); 13] = [
    ("security_signs", "incident-fact-security-signs", |f| f.security_signs, |f, v| f.security_signs = v),
    (
        "severe_disruption",
        "incident-fact-severe-disruption",
        |f| f.severe_disruption,
        |f, v| f.severe_disruption = v,
    ),
    ("beyond_capacity", "incident-fact-beyond-capacity", |f| f.beyond_capacity, |f, v| f.beyond_capacity = v),
    (
        "dangerous_situation",
        "incident-fact-dangerous-situation",
        |f| f.dangerous_situation,
        |f, v| f.dangerous_situation = v,
    ),
    (
        "service_enterprise",
        "incident-fact-service-enterprise",
        |f| f.service_enterprise,
        |f, v| f.service_enterprise = v,
    ),
    (
        "national_critical",
        "incident-fact-national-critical",
        |f| f.national_critical,
        |f, v| f.national_critical = v,
    ),
    ("military", "incident-fact-military", |f| f.military, |f, v| f.military = v),
    ("defence", "incident-fact-defence", |f| f.defence, |f, v| f.defence = v),
    ("complex", "incident-fact-complex", |f| f.complex, |f, v| f.complex = v),
    ("personal_data", "incident-fact-personal-data", |f| f.personal_data, |f, v| f.personal_data = v),
    (
        "location_or_biometric",
        "incident-fact-location",
        |f| f.location_or_biometric,
        |f, v| f.location_or_biometric = v,
    ),
    ("finance_sensitive", "incident-fact-finance", |f| f.finance_sensitive, |f, v| f.finance_sensitive = v),
    ("processor", "clocks-fact-processor", |f| f.processor, |f, v| f.processor = v),
];

/// What was typed.
pub(super) struct Typed<'a, 's> {
    pub subject: &'a Subject<'s>,
    pub fields: &'a Fields,
    pub told: Wrong,
}

impl Typed<'_, '_> {
    pub fn tell(&mut self, name: &str, what: String) {
        self.told.extend(wrong(name, what));
    }

    pub fn line(&mut self, name: &str) -> String {
        match read_line(self.fields.get(name)) {
            Ok(line) => line,
            Err(why) => {
                self.tell(name, lines::line(self.subject.f, why));
                String::new()
            }
        }
    }

    pub fn line_or_none(&mut self, name: &str) -> String {
        if self.fields.get(name).is_empty() { String::new() } else { self.line(name) }
    }

    fn text(&mut self, name: &str) -> String {
        match read_text(self.fields.exactly(name)) {
            Ok(text) => text,
            Err(why) => {
                self.tell(name, lines::line(self.subject.f, why));
                String::new()
            }
        }
    }

    fn text_or_none(&mut self, name: &str) -> String {
        match read_text(self.fields.exactly(name)) {
            Err(LineError::Empty) => String::new(),
            _ => self.text(name),
        }
    }

    fn unit(&mut self, name: &str) -> i64 {
        match unit_field::read(
            self.subject.f,
            self.subject.signed,
            self.fields.get(name),
            self.subject.signed.today,
        ) {
            Ok(unit) => unit.0,
            Err(why) => {
                self.tell(name, why);
                0
            }
        }
    }

    pub fn moment(&mut self, name: &str, needed: bool) -> i64 {
        let typed = self.fields.get(name);
        if typed.is_empty() && !needed {
            return 0;
        }
        match self.subject.f.instant(typed, 0) {
            Some(at) => at,
            None => {
                self.tell(name, self.subject.f.say("incident-no-moment"));
                0
            }
        }
    }

    fn number(&mut self, name: &str) -> Option<u64> {
        let typed: String =
            self.fields.get(name).chars().filter(|c| !matches!(c, '.' | ' ' | '\u{a0}')).collect();
        if typed.is_empty() {
            return None;
        }
        match typed.parse::<u64>() {
            Ok(number) if number <= 1_000_000_000_000_000 => Some(number),
            _ => {
                self.tell(name, self.subject.f.say("incident-no-number"));
                None
            }
        }
    }

    fn yes(&mut self, name: &str) -> bool {
        match self.fields.get(name) {
            "yes" => true,
            "no" => false,
            _ => {
                self.tell(name, self.subject.f.say("incident-choose-one"));
                false
            }
        }
    }

    pub fn one_of<T>(&mut self, name: &str, found: Option<T>) -> Option<T> {
        if found.is_none() {
            self.tell(name, self.subject.f.say("incident-choose-one"));
        }
        found
    }

    fn step(&mut self) -> StepId {
        match self.subject.step() {
            Some(step) => step.id.clone(),
            None => {
                self.tell("", self.subject.f.say("incident-refused-no-such"));
                StepId::new("")
            }
        }
    }
}

/// The event that a form asks for.
///
/// # Errors
/// With what is wrong, by field.
pub fn event(subject: &Subject<'_>, deed: &str, fields: &Fields) -> Result<Event, Wrong> {
    let mut typed = Typed { subject, fields, told: Wrong::new() };
    let event = read(&mut typed, deed);
    match event {
        Some(event) if typed.told.is_empty() => Ok(event),
        None if typed.told.is_empty() => Err(wrong("", subject.f.say("incident-refused-no-such"))),
        _ => Err(typed.told),
    }
}

fn read(t: &mut Typed<'_, '_>, deed: &str) -> Option<Event> {
    let about = t.subject.about;
    Some(match deed {
        "acknowledge" => Event::Acknowledged { to: t.line("to"), how: t.line("how"), salt: String::new() },
        "verify" => Event::Verified { real: t.yes("real"), reasons: t.text("reasons") },
        "classify" => {
            let class = Class::ALL.iter().find(|class| class.key() == t.fields.get("class"));
            let class = t.one_of("class", class)?.key().to_owned();
            let enisa = Taxonomy::ALL.iter().find(|class| class.key() == t.fields.get("enisa"));
            let enisa = t.one_of("enisa", enisa)?.key().to_owned();
            Event::Classified { class, enisa, reasons: t.text("reasons") }
        }
        "grade" => graded(t)?,
        "same" => {
            let number = t.fields.get("incident").trim_start_matches('#').parse::<i64>().ok();
            let incident = t.one_of("incident", number)?;
            Event::SameAs { incident, reasons: t.text("reasons") }
        }
        "rename" => Event::Renamed { title: t.line("title") },
        "system" => Event::Concerns {
            system: match t.fields.get("system") {
                "" => None,
                number => {
                    let known = t.subject.systems.iter().map(|(id, _)| *id);
                    let known = known.into_iter().find(|id| id.to_string() == number);
                    Some(t.one_of("system", known)?)
                }
            },
        },
        "redate" => Event::Redated { detected_at: t.moment("detected", true), reasons: t.text("reasons") },
        "facts" => {
            let mut facts = Facts::default();
            for (name, _, _, set) in FACTS {
                let said = t.yes(name);
                set(&mut facts, said);
            }
            // Some of them are: whoever says of which kind, says so.
            facts.personal_data |= facts.location_or_biometric || facts.finance_sensitive;
            facts.personal_data_at = seen_by_now(t, "personal_data_at");
            facts.asked_at = seen_by_now(t, "asked_at");
            Event::FactsSaid { facts }
        }
        "assign" => {
            let role =
                t.one_of("role", Role::of(t.fields.get("role")).filter(|role| *role != Role::Operator))?;
            Event::Assigned { role, unit: t.unit("unit") }
        }
        "tick" => Event::Ticked { step: t.step(), item: about.item.clone(), note: t.line_or_none("note") },
        "untick" => Event::Unticked { step: t.step(), item: about.item.clone(), reasons: t.text("reasons") },
        "finish" => Event::StepDone { step: t.step(), result: t.text("result") },
        "skip" => Event::StepSkipped { step: t.step(), reasons: t.text("reasons") },
        "back" => Event::WentBack {
            from: t.step(),
            to: StepId::new(t.fields.get("to")),
            again: Vec::new(),
            reasons: t.text("reasons"),
        },
        "hand-over" => {
            let step = t.step();
            let holders = t.subject.step().map(|step| t.subject.incident.holders(step)).unwrap_or_default();
            let from = holders.first().copied().unwrap_or(0);
            Event::HandedOver { step, from, to: t.unit("unit"), reasons: t.text("reasons") }
        }
        "comment" => {
            let step = (!about.step.is_empty()).then(|| t.step());
            Event::Commented { step, text: t.text("text") }
        }
        "decide" => {
            let step = t.subject.step().map(|step| step.id.clone());
            Event::Decided { step, what: t.line("what"), reasons: t.text("reasons") }
        }
        "team" => Event::TeamCalled { unit: t.unit("unit"), what: t.text("what") },
        "spokesperson" => Event::SpokespersonNamed { name: t.line("name"), post: t.line("post") },
        "release" => Event::TextReleased { text: t.text("text"), to: t.line("to") },
        "help" => {
            // A form of before that question asks a body of the country.
            let whom = match t.fields.get("whom") {
                "" => Some(Whom::default()),
                word => Whom::read(word),
            };
            Event::HelpAsked { of: t.line("of"), what: t.text("what"), whom: t.one_of("whom", whom)? }
        }
        "help-came" => Event::HelpCame { of: about.of.into(), result: t.text("result") },
        "order" => {
            Event::Ordered { to: t.unit("unit"), what: t.text("what"), until: t.moment("until", false) }
        }
        "give" => {
            let (signed, unit) = (t.subject.signed, t.unit("unit"));
            let parts = parts::of(&signed.units.tree, signed.today, unit);
            Event::Given { from: t.subject.incident.unit(), unit, parts, reasons: t.text("reasons") }
        }
        "answer" => Event::OrderAnswered { of: about.of.into(), result: t.text("result") },
        "contain" => Event::Contained { action: t.line("action"), target: t.line("target") },
        "effect" => Event::EffectSeen { of: about.of.into(), effect: t.text("effect") },
        "exit" => Event::ExitTaken {
            exit: t.fields.get("exit").to_owned(),
            to: t.line("to"),
            reference: t.line_or_none("reference"),
            reasons: t.text("reasons"),
        },
        "custody" => custody(t),
        "look" => Event::LookAsked { evidence: about.evidence },
        "preserve" => Event::PreservationAsked {
            of: t.line("of"),
            what: t.text("what"),
            until: t.moment("until", false),
        },
        "indicator" => {
            let kind = words::INDICATORS.iter().find(|(word, _)| *word == t.fields.get("kind"));
            let kind = t.one_of("kind", kind)?.0;
            let value = indicator(t, kind)?;
            Event::IndicatorAdded { kind: kind.to_owned(), value, note: t.line_or_none("note") }
        }
        "no-indicator" => Event::IndicatorRemoved {
            kind: about.kind.clone(),
            value: about.value.clone(),
            reasons: t.text("reasons"),
        },
        "machine" => machine(t),
        "impact" => Event::ImpactSaid {
            impact: Impact {
                people: t.number("people"),
                data: t.text_or_none("data"),
                services: t.text_or_none("services"),
                loss: t.number("loss"),
            },
        },
        "cause" => Event::CauseSaid {
            cause: t.text("cause"),
            lessons: t.text("lessons"),
            measures: t.text_or_none("measures"),
        },
        "sent" => papers::sent(t)?,
        "arrived" => papers::arrived(t)?,
        "task" => {
            Event::TaskAdded { what: t.line("what"), owner: t.line("owner"), until: t.moment("until", false) }
        }
        "task-done" => Event::TaskDone { of: about.of.into(), result: t.text_or_none("result") },
        "end" => Event::Ended { result: t.text("result") },
        "close" => {
            let unmet: Vec<String> =
                rules::unsent(t.subject.incident).into_iter().map(|one| one.owed.key).collect();
            let reasons = if unmet.is_empty() { String::new() } else { t.text("reasons") };
            Event::Closed { unmet, reasons }
        }
        "reopen" => {
            let steps = t.subject.incident.reopens_at(t.subject.playbook);
            let step = if steps.is_empty() {
                None
            } else {
                let at = t.fields.get("at_step");
                let found = steps.into_iter().find(|step| step.id.as_str() == at).map(|step| step.id.clone());
                Some(t.one_of("at_step", found)?)
            };
            Event::Reopened { reasons: t.text("reasons"), step, again: Vec::new() }
        }
        _ => return None,
    })
}

/// A moment of which somebody knows by now, or none.
fn seen_by_now(t: &mut Typed<'_, '_>, name: &str) -> i64 {
    let at = t.moment(name, false);
    if at != 0 && Incident::may_be_detected(at, t.subject.now).is_err() {
        t.tell(name, t.subject.f.say("incident-refused-time"));
    }
    at
}

/// Answers, what they propose, and what was decided: the proposal unless somebody says otherwise.
fn graded(t: &mut Typed<'_, '_>) -> Option<Event> {
    let edition = rules::edition(t.subject.incident);
    let mut answers: BTreeMap<String, String> = BTreeMap::new();
    let mut proposed = None;
    if let Some(serious) = edition.seriousness() {
        for question in serious.value.conditions.iter().flat_map(|condition| &condition.questions) {
            let answer = t.fields.get(&format!("q-{}", question.key));
            if matches!(answer, "yes" | "no" | "doubt") {
                answers.insert(question.key.clone(), answer.to_owned());
            }
        }
        let answered = |key: &str| match answers.get(key).map(String::as_str) {
            Some("yes") => Some(Answer::Yes),
            Some("no") => Some(Answer::No),
            Some("doubt") => Some(Answer::Doubtful),
            _ => None,
        };
        proposed = match serious.value.propose(answered) {
            Proposal::Serious { .. } => Some(Grade::Serious),
            Proposal::Ordinary { .. } => Some(Grade::Ordinary),
            Proposal::NotEnoughKnown { .. } => None,
        };
    }
    let decided = match t.fields.get("grade") {
        "" => proposed,
        word => Grade::read(word),
    };
    if decided.is_none() {
        t.tell("grade", t.subject.f.say("incident-grade-not-enough"));
    }
    let reasons = t.text("reasons");
    Some(Event::Graded { grade: decided?, proposed, answers, reasons })
}

/// A change of hands: from who has it by what was noted, or with a word that the chain is broken.
fn custody(t: &mut Typed<'_, '_>) -> Event {
    let (evidence, from) = (t.subject.about.evidence, t.line("from"));
    let is_other = !t.subject.holder.is_empty() && from != t.subject.holder;
    let broken = t.fields.get("broken") == "yes";
    if is_other && !broken && !from.is_empty() {
        t.tell("from", t.subject.f.with1("custody-not-with-them", "holder", t.subject.holder));
    }
    let (to, reasons) = (t.line("to"), t.text("reasons"));
    Event::CustodyPassed { evidence, from, to, reasons, broken: broken && is_other }
}

/// The value of an indicator, as one that machines can look for.
fn indicator(t: &mut Typed<'_, '_>, kind: &str) -> Option<String> {
    // What is wrong with any line is said of it first.
    t.line("value");
    let read = read_indicator(kind, t.fields.get("value"));
    if read.is_none() && t.told.is_empty() {
        t.tell("value", t.subject.f.say("incident-indicator-wrong"));
    }
    read
}

fn machine(t: &mut Typed<'_, '_>) -> Event {
    let machine = Machine {
        place: t.line_or_none("place"),
        scanned_at: t.moment("scanned", false),
        found: t.number("found").unwrap_or(0),
        cleaned: t.number("cleaned").unwrap_or(0),
        complete: t.yes("complete"),
        report: String::new(),
    };
    if machine.cleaned > machine.found {
        t.tell("cleaned", t.subject.f.say("incident-machine-more-cleaned"));
    }
    Event::MachineNoted { name: t.line("name"), machine }
}
