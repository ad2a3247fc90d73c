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
use words::{Language, Words};

use super::issuer;
use super::said::Names;
use super::seen::Seen;
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};
use crate::console::systems::seen::may;

/// What is known, for that form.
pub async fn known(app: &App, signed: &Signed, seen: &Seen, form: FormKey) -> Result<Known, Stop> {
    let mut all = Known::new();
    let incident = &seen.kept.incident;
    // A text that is longer than a paper shows is left out whole, and the form says that it is missing.
    let _ = people(&mut all, signed, seen, form);
    let words = app.words(Language::Vietnamese);
    let _ = story(&mut all, signed, seen, form, words);
    let _ = came_to(&mut all, seen, words);
    if form == FormKey::MinutesRecording {
        let _ = evidence(&mut all, app, seen).await?;
    }
    if let Some(system) = incident.system
        && let Some(kept) = app.office()?.store.system(system, signed.now).await?
        && may(signed, Act::SeeSystems, kept.system.unit.0, kept.named.as_ref()).is_ok()
    {
        let lines = |all: Vec<String>| Value::Text(all.join("\n"));
        let _ = all.set(Field::SystemName, Value::Text(kept.system.name.clone()));
        let _ = all.set(Field::Subject, Value::Text(kept.system.name.clone()));
        let _ = all.set(Field::SystemLevel, Value::Choices(vec![kept.system.level.get().to_string()]));
        let addresses = kept.system.addresses.iter().map(ToString::to_string).collect();
        let _ = all.set(Field::PublicAddresses, lines(addresses));
        let domains = kept.system.domains.iter().map(ToString::to_string).collect();
        let _ = all.set(Field::Domains, lines(domains));
    }
    Ok(all)
}

/// Who issues it, who reports, whose the system is: papers go out in the name of who owes them.
fn people(all: &mut Known, signed: &Signed, seen: &Seen, form: FormKey) -> Result<(), TooMuch> {
    let incident = &seen.kept.incident;
    let unit = incident.unit();
    let text = |text: String| Value::Text(text);
    let contact_of = |unit: i64| signed.units.contacts.get(&UnitId(unit)).cloned().unwrap_or_default();
    all.set(Field::OperatorName, text(signed.unit_name(unit)))?;
    all.set(Field::OperatorAddress, text(contact_of(unit).address))?;
    if let Some(owner) = incident.roles.get(&Role::Owner) {
        all.set(Field::OwnerName, text(signed.unit_name(*owner)))?;
    }
    let own = &signed.person.details;
    all.set(Field::ContactName, text(own.name.clone()))?;
    all.set(Field::ContactPost, text(own.position.clone()))?;
    all.set(Field::ContactPhone, text(own.phone.clone()))?;
    all.set(Field::ContactEmail, text(own.email.clone()))?;
    // Where nobody has the part that owes it, its name is missing: it is nobody else's.
    let Some(issuer) = issuer::unit(incident, form) else { return Ok(()) };
    let contact = contact_of(issuer);
    all.set(Field::ReporterName, text(signed.unit_name(issuer)))?;
    all.set(Field::ReporterAddress, text(contact.address))?;
    all.set(Field::ReporterPhone, text(contact.phone))?;
    all.set(Field::ReporterEmail, text(contact.email))?;
    all.set(Field::Body, text(signed.unit_name(issuer)))?;
    issued(all, signed, issuer)
}

/// The body above the one that issues a paper, and where it is issued.
pub fn issued(all: &mut Known, signed: &Signed, unit: i64) -> Result<(), TooMuch> {
    let text = |text: &str| Value::Text(text.to_owned());
    let path = signed.units.tree.path(UnitId(unit), signed.today);
    if let Some(above) = path.get(1) {
        all.set(Field::BodyAbove, text(above.last_name()))?;
    }
    // It is issued where the body sits: a commune's paper in the commune, a province's in the province.
    let is_place =
        |kind| matches!(kind, Kind::Province | Kind::City | Kind::Commune | Kind::Ward | Kind::SpecialZone);
    if let Some(place) = path.iter().find(|unit| is_place(unit.kind)) {
        all.set(Field::Place, text(bare(place.last_name())))?;
    }
    Ok(())
}

/// The name of a place, without the body that sits there and without its form: of "UBND tỉnh Mẫu" it is "Mẫu". A form
/// stays before a number, as in "Phường 1".
fn bare(name: &str) -> &str {
    let place = without(name, &["ủy ban nhân dân ", "uỷ ban nhân dân ", "ubnd "]);
    let rest = without(place, &["tỉnh ", "thành phố ", "tp. ", "tp ", "xã ", "phường ", "đặc khu "]);
    if rest.starts_with(|first: char| first.is_ascii_digit()) { place } else { rest }
}

/// What follows the first of these words with which a name begins, however it is written; the name where none does.
fn without<'n>(name: &'n str, starts: &[&str]) -> &'n str {
    let rest = starts.iter().find_map(|start| {
        let (head, rest) = name.split_at_checked(start.len())?;
        (head.to_lowercase() == *start && !rest.trim().is_empty()).then(|| rest.trim())
    });
    rest.unwrap_or(name.trim())
}

fn moment(at: i64) -> Option<Value> {
    Timestamp::from_second(at).ok().map(Value::Moment)
}

fn story(all: &mut Known, signed: &Signed, seen: &Seen, form: FormKey, words: &Words) -> Result<(), TooMuch> {
    let incident = &seen.kept.incident;
    let opening = &incident.opening;
    let mut moments = vec![(Field::DetectedAt, incident.detected_at), (Field::ReportedAt, seen.now)];
    if incident.facts.personal_data_at != 0 {
        moments.push((Field::DataBreachedAt, incident.facts.personal_data_at));
    }
    if form == FormKey::MinutesRecording {
        moments.push((Field::MinutesBegun, seen.now));
    }
    for (field, at) in moments {
        if let Some(value) = moment(at) {
            all.set(field, value)?;
        }
    }
    // It is about a system: where none is named, about the one of the unit.
    let unit = signed.unit_name(incident.unit());
    all.set(Field::Subject, Value::Text(words.with("paper-system-of", &[("unit", &unit)])))?;
    all.set(Field::Summary, Value::Text(format!("{}\n{}", incident.title, opening.told)))?;
    let status = if incident.ended_at.is_some() { "handled" } else { "open" };
    all.set(Field::Status, Value::Choices(vec![status.to_owned()]))?;
    let how = match opening.source {
        Source::Citizen | Source::Partner | Source::Authority | Source::Warning => Some("told"),
        Source::Unit | Source::Sighting | Source::Scan => None,
    };
    if let Some(how) = how {
        all.set(Field::HowDetected, Value::Choices(vec![how.to_owned()]))?;
        let is_known = opening.reporter != office::incident::ERASED;
        let reporter = if is_known { opening.reporter.clone() } else { String::new() };
        all.set(Field::ToldBy, Value::Text(reporter))?;
    }
    let remedy = incident.contained.values().map(|(_, action, target, effect)| {
        let effect = if effect.is_empty() { String::new() } else { format!(". {effect}") };
        format!("{action}: {target}{effect}")
    });
    let remedy = remedy.collect::<Vec<_>>().join("\n");
    all.set(Field::Result, Value::Text(result(seen, &remedy, words)))?;
    all.set(Field::Remedy, Value::Text(remedy))?;
    all.set(Field::Course, Value::Text(course(seen)))?;
    let first = incident.papers.values().find(|paper| paper.kind == FormKey::InitialReport.key());
    if let Some(first) = first {
        all.set(Field::InitialNumber, Value::Text(first.number.clone()))?;
        if let Ok(day) = office::day::Day::read(&first.date) {
            all.set(Field::InitialDay, Value::Day(day))?;
        }
    }
    if form == FormKey::CoordinationOrder {
        return orders(all, signed, seen);
    }
    all.set(Field::Addressees, Value::Text(issuer::addressees(signed, incident, form).join("\n")))
}

/// What was ordered, of whom, and until when.
fn orders(all: &mut Known, signed: &Signed, seen: &Seen) -> Result<(), TooMuch> {
    let (mut to, mut what, mut last) = (Vec::new(), Vec::new(), 0);
    for entry in &seen.kept.entries {
        let Event::Ordered { to: unit, what: order, until } = &entry.event else { continue };
        // What a unit of another server was ordered was ordered there.
        if *unit <= 0 {
            continue;
        }
        let name = signed.unit_name(*unit);
        what.push(format!("{name}: {order}"));
        if !to.contains(&name) {
            to.push(name);
        }
        last = last.max(*until);
    }
    if let Some(value) = moment(last).filter(|_| last != 0) {
        all.set(Field::AnswerBy, value)?;
    }
    all.set(Field::Tasks, Value::Text(what.join("\n")))?;
    all.set(Field::Addressees, Value::Text(to.join("\n")))
}

/// What it came to: why it happened, what it reached, what it did.
fn came_to(all: &mut Known, seen: &Seen, words: &Words) -> Result<(), TooMuch> {
    let incident = &seen.kept.incident;
    if let Some((cause, ..)) = &incident.cause {
        all.set(Field::Cause, Value::Text(cause.clone()))?;
    }
    let impact = &incident.impact;
    let said = |id: &str, text: String| match text.as_str() {
        "" => None,
        text => Some(words.with(id, &[("text", text)])),
    };
    let number = |number: Option<u64>| number.map(|number| words.number(number)).unwrap_or_default();
    let services = said("paper-services", impact.services.clone());
    let loss = said("paper-loss", number(impact.loss));
    let machines = incident.machines.iter().map(|(name, machine)| {
        let place = if machine.place.is_empty() { String::new() } else { format!(" ({})", machine.place) };
        format!("{name}{place}")
    });
    let reached = [
        services.clone(),
        said("paper-data", impact.data.clone()),
        said("paper-people", number(impact.people)),
        loss.clone(),
    ];
    let scope: Vec<String> = machines.chain(reached.into_iter().flatten()).collect();
    all.set(Field::Scope, Value::Text(scope.join("\n")))?;
    all.set(Field::DataKinds, Value::Text(impact.data.clone()))?;
    all.set(Field::DataSubjects, Value::Text(number(impact.people)))?;
    let consequences: Vec<String> = [services, loss].into_iter().flatten().collect();
    all.set(Field::Consequences, Value::Text(consequences.join("\n")))?;
    let open = incident.tasks.values().filter(|task| task.done.is_none());
    let open: Vec<String> = open.map(|task| format!("{} ({})", task.what, task.owner)).collect();
    all.set(Field::NextSteps, Value::Text(open.join("\n")))
}

/// What happened and how it was solved, and what is learnt from it: all that form 04 asks for.
fn result(seen: &Seen, remedy: &str, words: &Words) -> String {
    let incident = &seen.kept.incident;
    let (cause, lessons, measures) = incident.cause.clone().unwrap_or_default();
    let ended = seen.kept.entries.iter().rev().find_map(|entry| match &entry.event {
        Event::Ended { result } => Some(result.clone()),
        _ => None,
    });
    let parts = [
        ("paper-result-cause", cause),
        ("paper-result-course", course(seen)),
        ("paper-result-remedy", remedy.to_owned()),
        ("paper-result-ended", ended.unwrap_or_default()),
        ("paper-result-lessons", lessons),
        ("paper-result-measures", measures),
    ];
    let said = parts.into_iter().filter(|(_, text)| !text.is_empty());
    said.map(|(id, text)| words.with(id, &[("text", &text)])).collect::<Vec<_>>().join("\n")
}

/// What was taken in, as the minutes have it: name, digest, by whom.
async fn evidence(all: &mut Known, app: &App, seen: &Seen) -> Result<Result<(), TooMuch>, Stop> {
    let f = Desk::outside(app, Language::Vietnamese, "evidence-title");
    let names = Names::of(&f, app.office()?, &seen.kept.entries).await?;
    let kept = seen.kept.incident.evidence.values();
    let rows = kept.map(|kept| vec![kept.name.clone(), kept.sha256.clone(), names.name(&kept.who)]);
    Ok(all.set(Field::Evidence, Value::Rows(rows.collect())))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_without_who_sits_there() {
        for (name, place) in [
            ("Tỉnh Tuyên Quang", "Tuyên Quang"),
            ("UBND tỉnh Mẫu", "Mẫu"),
            ("Ủy ban nhân dân Thành phố Đà Nẵng", "Đà Nẵng"),
            ("UBND XÃ HÒA TIẾN", "HÒA TIẾN"),
            ("Phường 1", "Phường 1"),
            ("UBND phường 12", "phường 12"),
            ("Xã Hội", "Hội"),
            ("Đặc khu Phú Quốc", "Phú Quốc"),
            ("Trung tâm mẫu", "Trung tâm mẫu"),
            ("Tỉnh ", "Tỉnh"),
        ] {
            assert_eq!(bare(name), place, "{name}");
        }
    }
}
