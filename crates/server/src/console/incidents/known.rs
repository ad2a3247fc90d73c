//! What is known of an incident, as its papers need it.
//!
//! Must never fill in what nobody recorded, and must never take from a system what who writes the paper may not see.

use jiff::Timestamp;
use office::incident::{Entry, Event, Source};
use office::papers::{Field, Known, TooMuch, Value};
use office::playbook::Role;
use office::rights::Act;
use office::rulebook::{FormKey, Key};
use office::units::{Kind, UnitId};

use super::rules;
use super::seen::Seen;
use crate::app::App;
use crate::console::signed::{Signed, Stop};
use crate::console::systems::seen::may;

/// What is known, for that form.
pub async fn known(app: &App, signed: &Signed, seen: &Seen, form: FormKey) -> Result<Known, Stop> {
    let mut all = Known::new();
    let incident = &seen.kept.incident;
    // A text that is longer than a paper shows is left out whole, and the form says that it is missing.
    let _ = people(&mut all, signed, seen);
    let _ = story(&mut all, seen, form);
    if let Some(system) = incident.system
        && let Some(kept) = app.office()?.store.system(system, signed.now).await?
        && may(signed, Act::SeeSystems, kept.system.unit.0, kept.named.as_ref()).is_ok()
    {
        let lines = |all: Vec<String>| Value::Text(all.join("\n"));
        let _ = all.set(Field::SystemName, Value::Text(kept.system.name.clone()));
        let _ = all.set(Field::SystemLevel, Value::Text(kept.system.level.get().to_string()));
        let addresses = kept.system.addresses.iter().map(ToString::to_string).collect();
        let _ = all.set(Field::PublicAddresses, lines(addresses));
        let domains = kept.system.domains.iter().map(ToString::to_string).collect();
        let _ = all.set(Field::Domains, lines(domains));
    }
    Ok(all)
}

fn people(all: &mut Known, signed: &Signed, seen: &Seen) -> Result<(), TooMuch> {
    let incident = &seen.kept.incident;
    let unit = incident.unit();
    let text = |text: String| Value::Text(text);
    let contact = signed.units.contacts.get(&UnitId(unit)).cloned().unwrap_or_default();
    all.set(Field::ReporterName, text(signed.unit_name(unit)))?;
    all.set(Field::ReporterAddress, text(contact.address.clone()))?;
    all.set(Field::ReporterPhone, text(contact.phone))?;
    all.set(Field::ReporterEmail, text(contact.email))?;
    all.set(Field::OperatorName, text(signed.unit_name(unit)))?;
    all.set(Field::OperatorAddress, text(contact.address))?;
    if let Some(owner) = incident.roles.get(&Role::Owner) {
        all.set(Field::OwnerName, text(signed.unit_name(*owner)))?;
    }
    let own = &signed.person.details;
    all.set(Field::ContactName, text(own.name.clone()))?;
    all.set(Field::ContactPost, text(own.position.clone()))?;
    all.set(Field::ContactPhone, text(own.phone.clone()))?;
    all.set(Field::ContactEmail, text(own.email.clone()))?;
    all.set(Field::Body, text(signed.unit_name(unit)))?;
    issued(all, signed, unit)
}

/// The body above the one that issues a paper, and where it is issued.
pub fn issued(all: &mut Known, signed: &Signed, unit: i64) -> Result<(), TooMuch> {
    let text = |text: &str| Value::Text(text.to_owned());
    let path = signed.units.tree.path(UnitId(unit), signed.today);
    if let Some(above) = path.get(1) {
        all.set(Field::BodyAbove, text(above.last_name()))?;
    }
    let place = path.iter().find(|unit| matches!(unit.kind, Kind::Province | Kind::City));
    if let Some(place) = place {
        let name = place.last_name();
        let bare = ["Tỉnh ", "Thành phố ", "tỉnh ", "thành phố "]
            .into_iter()
            .find_map(|form| name.strip_prefix(form));
        all.set(Field::Place, text(bare.unwrap_or(name)))?;
    }
    Ok(())
}

fn moment(at: i64) -> Option<Value> {
    Timestamp::from_second(at).ok().map(Value::Moment)
}

fn story(all: &mut Known, seen: &Seen, form: FormKey) -> Result<(), TooMuch> {
    let incident = &seen.kept.incident;
    let opening = &incident.opening;
    let mut moments = vec![(Field::DetectedAt, incident.detected_at), (Field::ReportedAt, seen.now)];
    if form == FormKey::MinutesRecording {
        moments.push((Field::MinutesBegun, seen.now));
    }
    for (field, at) in moments {
        if let Some(value) = moment(at) {
            all.set(field, value)?;
        }
    }
    all.set(Field::Subject, Value::Text(incident.title.clone()))?;
    all.set(Field::Summary, Value::Text(format!("{}\n{}", incident.title, opening.told)))?;
    let status = if incident.ended_at.is_some() { "handled" } else { "open" };
    all.set(Field::Status, Value::Choices(vec![status.to_owned()]))?;
    let how = match opening.source {
        Source::Citizen | Source::Partner | Source::Authority | Source::Warning => Some("told"),
        Source::Unit | Source::Sighting | Source::Scan => None,
    };
    if let Some(how) = how {
        all.set(Field::HowDetected, Value::Choices(vec![how.to_owned()]))?;
        all.set(Field::ToldBy, Value::Text(opening.reporter.clone()))?;
    }
    if let Some((cause, lessons, measures)) = &incident.cause {
        all.set(Field::Cause, Value::Text(cause.clone()))?;
        all.set(Field::Result, Value::Text(format!("{lessons}\n{measures}")))?;
    }
    let scope = incident.machines.iter().map(|(name, machine)| {
        let place = if machine.place.is_empty() { String::new() } else { format!(" ({})", machine.place) };
        format!("{name}{place}")
    });
    all.set(Field::Scope, Value::Text(scope.collect::<Vec<_>>().join("\n")))?;
    let remedy = incident.contained.values().map(|(_, action, target, effect)| {
        let effect = if effect.is_empty() { String::new() } else { format!(". {effect}") };
        format!("{action}: {target}{effect}")
    });
    all.set(Field::Remedy, Value::Text(remedy.collect::<Vec<_>>().join("\n")))?;
    all.set(Field::Course, Value::Text(course(seen)))?;
    let evidence = incident.evidence.values();
    let rows = evidence
        .map(|kept| vec![kept.name.clone(), kept.sha256.clone(), kept.bytes.to_string(), kept.from.clone()]);
    all.set(Field::Evidence, Value::Rows(rows.collect()))?;
    let first = incident.papers.values().find(|paper| paper.kind == FormKey::InitialReport.key());
    if let Some(first) = first {
        all.set(Field::InitialNumber, Value::Text(first.number.clone()))?;
        if let Ok(day) = office::day::Day::read(&first.date) {
            all.set(Field::InitialDay, Value::Day(day))?;
        }
    }
    let owed = rules::standing(incident);
    let to: Vec<String> = owed
        .iter()
        .filter(|one| one.owed.form == Some(form))
        .flat_map(|one| one.owed.to.iter().map(|to| to.said.vi.clone()))
        .collect();
    all.set(Field::Addressees, Value::Text(to.join("\n")))
}

/// What was done, step by step: papers are Vietnamese.
fn course(seen: &Seen) -> String {
    let step = |entry: &Entry| match &entry.event {
        Event::StepDone { step, result } => {
            let step = seen.playbook.step(step)?;
            let result = if result.is_empty() { String::new() } else { format!(": {result}") };
            Some(format!("Bước {}. {}{result}", step.number, step.name.vi))
        }
        Event::Decided { what, .. } => Some(format!("Quyết định: {what}")),
        _ => None,
    };
    seen.kept.entries.iter().filter_map(step).collect::<Vec<_>>().join("\n")
}
