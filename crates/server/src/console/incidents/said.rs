//! What happened in an incident, in words.
//!
//! Must never show a word of storage, and must never leave out what somebody said.

use std::collections::BTreeMap;

use office::incident::{Entry, Event, Incident, Paper};
use office::people::PersonId;
use office::playbook::{Playbook, StepId};
use office::rulebook::{Class, Key};
use store::StoreError;

use super::{came_to, clocks, looks, orders, rules, sending, words, written};
use crate::console::frame::Desk;
use crate::console::office::Office;
use crate::console::signed::Signed;

/// Names of those who did something.
pub struct Names {
    people: BTreeMap<String, String>,
    server: String,
    visitor: String,
    command: String,
}

impl Names {
    /// Of everybody in these events.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn of(f: &Desk<'_>, office: &Office, entries: &[Entry]) -> Result<Names, StoreError> {
        let mut ids: Vec<PersonId> = entries
            .iter()
            .filter_map(|entry| entry.who.strip_prefix("person:")?.parse().ok())
            .map(PersonId)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let people = office.store.people_numbered(&ids).await?;
        Ok(Names {
            people: people
                .into_iter()
                .map(|person| (format!("person:{}", person.id.0), person.details.name))
                .collect(),
            server: f.say("incident-who-server"),
            visitor: f.say("incident-who-visitor"),
            command: f.say("incident-who-command"),
        })
    }

    /// Who that is.
    pub fn name(&self, who: &str) -> String {
        match who {
            "server" => self.server.clone(),
            "visitor" => self.visitor.clone(),
            "command" => self.command.clone(),
            // Somebody of another server is named as the package named them.
            who => {
                self.people.get(who).cloned().unwrap_or_else(|| who.trim_start_matches("name:").to_owned())
            }
        }
    }
}

/// What happened.
pub struct Told {
    /// In short.
    pub what: String,
    /// What was said with it; may have several lines.
    pub text: String,
}

/// An event in words.
pub fn event(f: &Desk<'_>, signed: &Signed, playbook: &Playbook, incident: &Incident, entry: &Entry) -> Told {
    let step = |id: &StepId| match playbook.step(id) {
        Some(step) => format!("{}. {}", step.number, words::of(f, &step.name)),
        None => f.say("incident-step-gone"),
    };
    let item = |id: &StepId, key: &str| {
        let found = playbook
            .step(id)
            .and_then(|step| step.checklist.iter().chain(&step.evidence).find(|item| item.key == key));
        found.map_or_else(|| key.to_owned(), |item| words::of(f, &item.said).to_owned())
    };
    // What is below zero is another server's, and was named when it came.
    let unit = |id: i64| match id {
        ..0 => incident.units_abroad.get(&id).cloned().unwrap_or_default(),
        id => signed.unit_name(id),
    };
    let other = |id: &i64| match id {
        ..0 => incident.incidents_abroad.get(id).cloned().unwrap_or_default(),
        id => id.to_string(),
    };
    let edition = rules::edition(incident);
    let with = |id: &str, pairs: &[(&str, &str)]| f.words.with(id, pairs);
    let until =
        |at: i64| if at == 0 { String::new() } else { f.with1("event-until", "moment", &f.moment(at)) };
    let two = |a: &str, b: &str| match (a.is_empty(), b.is_empty()) {
        (false, false) => format!("{a}\n{b}"),
        _ => format!("{a}{b}"),
    };
    let day = |day: &str| office::day::Day::read(day).map_or_else(|_| day.to_owned(), |day| day.written());
    let lines = |all: &[(String, String)]| {
        all.iter().map(|(label, text)| format!("{label}: {text}")).collect::<Vec<_>>().join("\n")
    };
    let (what, text) = match &entry.event {
        Event::Opened(opening) => {
            (f.with1("event-opened", "source", &f.say(words::source(opening.source))), opening.told.clone())
        }
        Event::Acknowledged { to, how, .. } if to.is_empty() => {
            (f.with1("event-answered", "code", how), String::new())
        }
        Event::Acknowledged { to, how, .. } => (f.with1("event-acknowledged", "to", to), how.clone()),
        Event::Verified { real: true, reasons } => (f.say("event-verified"), reasons.clone()),
        Event::Verified { real: false, reasons } => (f.say("event-rejected"), reasons.clone()),
        Event::Classified { class, reasons, .. } => {
            (f.with1("event-classified", "class", &class_name(f, class)), reasons.clone())
        }
        Event::Graded { grade, reasons, .. } => {
            (f.with1("event-graded", "grade", &f.say(words::grade(*grade))), reasons.clone())
        }
        Event::SameAs { incident, reasons } => {
            (f.with1("event-same", "number", &other(incident)), reasons.clone())
        }
        Event::TookIn { incident, told, detected_at } => {
            let older = match *detected_at {
                0 => String::new(),
                at => f.with1("clocks-took-in-older", "moment", &f.moment(at)),
            };
            (f.with1("event-took-in", "number", &other(incident)), two(told, &older))
        }
        Event::HandedOut { to, reasons, package, goes_on, .. } => {
            let there = if *goes_on { f.say("clocks-goes-on-there") } else { String::new() };
            let digest = format!("SHA-256 {package}");
            (f.with1("event-handed-out", "to", to), two(&two(reasons, &there), &digest))
        }
        Event::CameFrom { server, code, package, events, .. } => {
            let number = f.words.number(*events);
            let pairs = [("server", server.as_str()), ("code", code), ("number", &number)];
            (with("event-came-from", &pairs), format!("SHA-256 {package}"))
        }
        Event::Renamed { title } => (f.with1("event-renamed", "title", title), String::new()),
        Event::Concerns { .. } => (f.say("event-concerns"), String::new()),
        Event::Redated { detected_at, reasons } => {
            (f.with1("event-redated", "moment", &f.moment(*detected_at)), reasons.clone())
        }
        Event::FactsSaid { facts } => {
            let said: Vec<String> = super::read::FACTS
                .iter()
                .filter(|(_, _, of, _)| of(facts))
                .map(|(_, label, _, _)| f.say(label))
                .collect();
            let said = if said.is_empty() { f.say("event-facts-none") } else { said.join("; ") };
            (f.say("event-facts"), said)
        }
        Event::Assigned { role, unit: to } => (
            with("event-assigned", &[("role", &words::role(f.words, &edition, *role)), ("unit", &unit(*to))]),
            String::new(),
        ),
        Event::Given { from, unit: to, parts, reasons } => {
            let parts = parts.iter().map(|(role, unit_of)| {
                format!("{}: {}", words::role(f.words, &edition, *role), unit(*unit_of))
            });
            let parts: Vec<String> = parts.collect();
            let what = with("event-given", &[("from", &unit(*from)), ("to", &unit(*to))]);
            (what, two(reasons, &parts.join("\n")))
        }
        Event::OrderAnswered { of, result } => {
            let order = incident.orders.get(of).map(|order| orders::short(order, &unit)).unwrap_or_default();
            (f.with1("event-order-answered", "what", &order), result.clone())
        }
        Event::OrderReminded { of, unit: to } => {
            let order = incident.orders.get(of).map(|order| orders::short(order, &unit)).unwrap_or_default();
            (f.with1("event-order-reminded", "unit", &unit(*to)), order)
        }
        Event::StepBegun { step: id } => (f.with1("event-begun", "step", &step(id)), String::new()),
        Event::Ticked { step: id, item: key, note } => {
            (f.with1("event-ticked", "item", &item(id, key)), note.clone())
        }
        Event::Unticked { step: id, item: key, reasons } => {
            (f.with1("event-unticked", "item", &item(id, key)), reasons.clone())
        }
        Event::StepDone { step: id, result } => {
            (f.with1("event-step-done", "step", &step(id)), result.clone())
        }
        Event::StepSkipped { step: id, reasons } => {
            (f.with1("event-skipped", "step", &step(id)), reasons.clone())
        }
        Event::WentBack { from, to, reasons, .. } => {
            (with("event-back", &[("from", &step(from)), ("to", &step(to))]), reasons.clone())
        }
        Event::HandedOver { step: id, to, reasons, .. } => {
            (with("event-handed-over", &[("step", &step(id)), ("unit", &unit(*to))]), reasons.clone())
        }
        Event::Commented { text, .. } => (f.say("event-commented"), text.clone()),
        Event::Decided { what, reasons, .. } => (f.with1("event-decided", "what", what), reasons.clone()),
        Event::TeamCalled { unit: team, what } => (f.with1("event-team", "unit", &unit(*team)), what.clone()),
        Event::SpokespersonNamed { name, post } => {
            (with("event-spokesperson", &[("name", name), ("post", post)]), String::new())
        }
        Event::TextReleased { text, to } => (f.with1("event-released", "to", to), text.clone()),
        Event::HelpAsked { of, what, .. } => (f.with1("event-help", "of", of), what.clone()),
        Event::HelpCame { result, .. } => (f.say("event-help-came"), result.clone()),
        Event::Ordered { to, what, until: at } => {
            (f.with1("event-ordered", "unit", &unit(*to)), two(what, &until(*at)))
        }
        Event::Contained { action, target } => {
            (with("event-contained", &[("action", action), ("target", target)]), String::new())
        }
        Event::EffectSeen { effect, .. } => (f.say("event-effect"), effect.clone()),
        Event::ExitTaken { exit, to, reference, reasons } => {
            let found = playbook.exits().iter().find(|one| &one.key == exit);
            let said = found.map_or_else(|| exit.clone(), |one| words::of(f, &one.said).to_owned());
            let reference = two(reference, reasons);
            (with("event-exit", &[("exit", &said), ("to", to)]), reference)
        }
        Event::PlaybookChanged(edition) => {
            let kept = edition.placeless.len();
            let more = if kept == 0 {
                String::new()
            } else {
                f.with1("event-edition-placeless", "number", &f.count(kept))
            };
            (f.say("event-edition"), two(&edition.reasons, &more))
        }
        Event::EvidenceKept { name, sha256, from, .. } => {
            (f.with1("event-evidence", "name", name), two(from, &format!("SHA-256 {sha256}")))
        }
        Event::CustodyPassed { evidence, from, to, reasons, broken } => (
            with(
                if *broken { "event-custody-broken" } else { "event-custody" },
                &[("number", &evidence.to_string()), ("from", from), ("to", to)],
            ),
            reasons.clone(),
        ),
        Event::SlipKept { evidence, slip } => {
            let known =
                f.with1(if slip.known { "slip-known" } else { "slip-unknown" }, "machine", &slip.machine);
            (f.with1("event-slip", "number", &evidence.to_string()), known)
        }
        Event::LookAsked { evidence } => {
            (f.with1("event-look-asked", "number", &evidence.to_string()), String::new())
        }
        Event::EvidenceLooked { evidence, look } => {
            (f.with1("event-looked", "number", &evidence.to_string()), looks::line(f, look))
        }
        Event::EvidenceSeen { evidence } => {
            (f.with1("event-evidence-seen", "number", &evidence.to_string()), String::new())
        }
        Event::PreservationAsked { of, what, until: at } => {
            (f.with1("event-preserve", "of", of), two(what, &until(*at)))
        }
        Event::IndicatorAdded { kind, value, note } => (
            with("event-indicator", &[("kind", &f.say(words::indicator(kind))), ("value", value)]),
            note.clone(),
        ),
        Event::IndicatorRemoved { value, reasons, .. } => {
            (f.with1("event-no-indicator", "value", value), reasons.clone())
        }
        Event::IndicatorsTaken { rules } => {
            (f.with1("event-indicators-taken", "number", &f.words.number(*rules)), String::new())
        }
        Event::MachineNoted { name, machine } => {
            let counts =
                [("found", f.words.number(machine.found)), ("cleaned", f.words.number(machine.cleaned))];
            let pairs: Vec<(&str, &str)> =
                counts.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let text = if machine.scanned_at == 0 {
                f.say("event-machine-not-scanned")
            } else {
                let gaps = if machine.complete { String::new() } else { f.say("incident-machine-gaps") };
                let scanned =
                    format!("{}, {}", f.moment(machine.scanned_at), with("event-machine-scanned", &pairs));
                two(&scanned, &gaps)
            };
            (f.with1("event-machine", "name", name), two(&machine.place, &text))
        }
        Event::ImpactSaid { impact } => (f.say("event-impact"), lines(&came_to::impact_of(f, impact))),
        Event::PaperWritten { form, values, .. } => {
            (f.with1("event-paper-written", "form", &super::papers::title(f, form)), written::told(f, values))
        }
        Event::PaperSent { paper } => {
            let title = super::papers::title(f, &paper.kind);
            let dated =
                with("paper-dated", &[("day", &day(&paper.date)), ("moment", &f.moment(paper.sent_at))]);
            let kept = sending::whereabouts(f, incident, paper);
            let signed = super::signed_papers::said(f, paper.signatures.as_deref());
            let arrival = sending::arrival(f, &paper.arrival, &paper.no_arrival);
            let all = [title, dated, kept].into_iter().chain(signed).chain([arrival]);
            let text = all.filter(|one| !one.is_empty()).collect::<Vec<_>>().join("\n");
            let what = if paper.is_sent() { "event-paper" } else { "event-paper-issued" };
            (with(what, &[("number", &paper.number), ("to", &paper.to)]), text)
        }
        Event::PaperArrived { of, arrival, none, kept } => {
            let paper = incident.papers.get(of);
            let what =
                with("event-paper-more", &[("number", paper.map_or("", |paper| paper.number.as_str()))]);
            let moved = kept.as_ref().map(|kept| {
                let paper = Paper { file: kept.file, classified: kept.classified, ..Paper::default() };
                let signed = super::signed_papers::said(f, kept.signatures.as_deref()).join("\n");
                two(&sending::whereabouts(f, incident, &paper), &signed)
            });
            (what, two(&sending::arrival(f, arrival, none), &moved.unwrap_or_default()))
        }
        Event::CauseSaid { cause, lessons, measures } => {
            (f.say("event-cause"), two(&two(cause, lessons), measures))
        }
        Event::TaskAdded { what, owner, until: at } => {
            (with("event-task", &[("what", what), ("owner", owner)]), until(*at))
        }
        Event::TaskDone { result, .. } => (f.say("event-task-done"), result.clone()),
        Event::Ended { result } => (f.say("event-ended"), result.clone()),
        Event::Closed { unmet, reasons } => {
            let without = if unmet.is_empty() {
                String::new()
            } else {
                f.with1("clocks-closed-without", "what", &clocks::named(f, incident, unmet))
            };
            (f.say("event-closed"), two(&without, reasons))
        }
        Event::Reopened { reasons, step: at, .. } => {
            let at = at.as_ref().map(|at| f.with1("clocks-reopened-at", "step", &step(at)));
            (f.say("event-reopened"), two(&at.unwrap_or_default(), reasons))
        }
        Event::OwnerLimited { hours } => {
            (f.with1("clocks-owner-limited", "hours", &hours.to_string()), String::new())
        }
        Event::Injected { text } => (f.say("event-injected"), text.clone()),
        Event::Reminded { unit: to, key, deadline, level, due } => {
            let to = if *to == 0 { String::new() } else { unit(*to) };
            clocks::reminded(f, incident, entry, &to, (key, deadline, *level, *due))
        }
    };
    Told { what, text }
}

/// A class of form 05.
pub fn class_name(f: &Desk<'_>, class: &str) -> String {
    let found = Class::ALL.iter().find(|one| one.key() == class);
    found.map_or_else(String::new, |one| {
        let said = &rules::today().class(*one).value;
        if f.lang() == "en" { said.en.clone() } else { said.vi.clone() }
    })
}
