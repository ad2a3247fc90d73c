//! Something is done to an incident: the form, and what comes of it.
//!
//! Must never lose what was typed, and must never do what somebody did not see: what another did meanwhile is shown first.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::incident::{Asked, Entry, Event, Incident, Refused};
use office::playbook::Playbook;
use office::record::{Deed, Who};
use store::StoreError;
use store::incidents::{Beside, IncidentsError, Kept};

use super::deeds::{About, Subject};
use super::seen::{Seen, hand, looked, seen};
use super::signed_papers;
use super::{custody, merging, read, rules, said, words};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::office::Office;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::systems;
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::form::{FormPage, Group, Now, Typed};

/// Systems that a form offers.
const SYSTEMS: u32 = 500;

/// `GET /console/incidents/{id}/do/{deed}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path((id, deed)): Path<(i64, String)>,
    Query(about): Query<About>,
    signed: Signed,
) -> Result<Response, Stop> {
    let seen = seen(app.office()?, &signed, id).await?;
    let seen = with_choices(&app, &signed, seen, &deed, &about).await?;
    let page = page(&app, &signed, &seen, &deed, &about, Typed(None))?;
    Ok(page.sent(StatusCode::OK, Wrong::new()))
}

/// What there is to choose among, for the form that asks for it.
async fn with_choices(
    app: &App,
    signed: &Signed,
    mut seen: Seen,
    deed: &str,
    about: &About,
) -> Result<Seen, Stop> {
    let office = app.office()?;
    if deed == "system" {
        let unit = [seen.kept.incident.unit()];
        let sought = store::systems::Sought { units: Some(&unit), ..store::systems::Sought::default() };
        let eyes = systems::seen::Eyes::of(signed).lists(signed.now);
        let found = office.store.systems(&sought, &eyes, 0, SYSTEMS).await?;
        seen.systems = found.into_iter().map(|one| (one.id, one.system.name)).collect();
    }
    if deed == "custody" {
        let f = Desk::of(app, signed, "/console/incidents", "desk-incidents");
        seen.holder = custody::holder(&f, office, &seen, about.evidence).await?;
    }
    Ok(seen)
}

fn page<'a>(
    app: &'a App,
    signed: &Signed,
    seen: &Seen,
    deed: &str,
    about: &About,
    value: Typed<'_>,
) -> Result<FormPage<'a>, Stop> {
    let mut f = Desk::of(app, signed, "/console/incidents", "desk-incidents");
    let (title, lead, fields, is_grave) = {
        let subject = subject(&f, signed, seen, about);
        let form = subject.form(deed, value).ok_or(Stop::NotThere)?;
        let lead = match (deed, subject.step()) {
            // What it is about stands first.
            ("tick" | "untick", Some(step)) => {
                let item = step.checklist.iter().chain(&step.evidence).find(|item| item.key == about.item);
                item.map_or_else(|| f.say(form.lead), |item| words::of(&f, &item.said).to_owned())
            }
            ("finish" | "skip" | "hand-over" | "back", Some(step)) => {
                format!("{}. {}. {}", step.number, words::of(&f, &step.name), f.say(form.lead))
            }
            ("custody", _) => {
                let kept = subject.incident.evidence.get(&about.evidence);
                let name = kept.map(|kept| kept.name.as_str()).unwrap_or_default();
                format!("{}. {name}. {}", about.evidence, f.say(form.lead))
            }
            ("no-indicator", _) => format!("{}: {}", f.say(words::indicator(&about.kind)), about.value),
            _ => f.say(form.lead),
        };
        (f.say(form.title), lead, form.fields, form.is_grave)
    };
    f.title = title;
    let id = seen.kept.id;
    let version = i64::try_from(seen.kept.incident.version).unwrap_or(i64::MAX);
    Ok(FormPage {
        back: (format!("/console/incidents/{id}"), seen.kept.incident.title.clone()),
        lead,
        action: format!("/console/incidents/{id}/do/{deed}{}", query(about)),
        seen: version,
        groups: vec![Group::plain(fields)],
        button: f.title.clone(),
        is_grave,
        whole: String::new(),
        now: None,
        f,
    })
}

fn subject<'a>(f: &'a Desk<'a>, signed: &'a Signed, seen: &'a Seen, about: &'a About) -> Subject<'a> {
    Subject {
        f,
        signed,
        incident: &seen.kept.incident,
        playbook: &seen.playbook,
        about,
        now: seen.now,
        systems: &seen.systems,
        holder: &seen.holder,
    }
}

/// What a form is about, as an address has it.
pub fn query(about: &About) -> String {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    let numbers = [(about.of != 0).then(|| ("of", about.of.to_string()))];
    let evidence = (about.evidence != 0).then(|| ("evidence", about.evidence.to_string()));
    let texts = [
        ("step", &about.step),
        ("item", &about.item),
        ("kind", &about.kind),
        ("value", &about.value),
        ("name", &about.name),
    ];
    let texts =
        texts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, text.clone()));
    let pairs: Vec<String> = texts
        .chain(numbers.into_iter().flatten())
        .chain(evidence)
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(&value, NON_ALPHANUMERIC)))
        .collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

/// `POST /console/incidents/{id}/do/{deed}`.
pub async fn take(
    State(app): State<Arc<App>>,
    Path((id, deed)): Path<(i64, String)>,
    Query(about): Query<About>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let office = app.office()?;
    let before = with_choices(&app, &signed, seen(office, &signed, id).await?, &deed, &about).await?;
    let f = Desk::of(&app, &signed, "/console/incidents", "desk-incidents");
    let again = |seen: &Seen, status, wrong| {
        let mut page = page(&app, &signed, seen, &deed, &about, Typed(Some(&fields)))?;
        // What another did meanwhile was not shown here: it is when this is sent again.
        page.seen = fields.number("seen").unwrap_or(page.seen);
        Ok(page.sent(status, wrong))
    };
    // What has no form here is not there, whatever is sent to it.
    subject(&f, &signed, &before, &about).form(&deed, Typed(None)).ok_or(Stop::NotThere)?;
    let mut event = match read::event(&subject(&f, &signed, &before, &about), &deed, &fields) {
        Ok(event) => event,
        Err(wrong) => return again(&before, StatusCode::UNPROCESSABLE_ENTITY, wrong),
    };
    let looked_at = match &mut event {
        Event::PaperSent { paper } => Some((paper.file, &mut paper.signatures)),
        Event::PaperArrived { kept: Some(kept), .. } => Some((kept.file, &mut kept.signatures)),
        _ => None,
    };
    if let Some((file, signatures)) = looked_at
        && let Err(wrong) = signed_papers::check(&app, &f, &signed, &before, file, signatures).await?
    {
        return again(&before, StatusCode::UNPROCESSABLE_ENTITY, wrong);
    }
    if let Event::SameAs { incident, .. } = event {
        // Only one that they may see can be named: what another is, is not told by naming it.
        // What is practised is never the same as what is real.
        let other = looked(office, &signed, incident).await;
        let known = incident != id && other.is_ok_and(|other| other.kept.drill == before.kept.drill);
        if !known {
            let wrong = wrong("incident", f.say("incident-same-none"));
            return again(&before, StatusCode::UNPROCESSABLE_ENTITY, wrong);
        }
    }
    let mut at = fields.number("seen").and_then(|seen| u64::try_from(seen).ok());
    // A form that was not about this machine did not show what is known of it.
    let mut here = about.clone();
    if let Event::MachineNoted { name, .. } = &event
        && *name != about.name
    {
        at = at.map(|_| 0);
        here.name.clone_from(name);
    }
    let happened = match event {
        // The other one says that this goes on in it, with what was told here.
        Event::SameAs { .. } => merging::merge(&app, &signed, id, &event, at).await,
        _ => happen(&app, &signed, id, &event, at).await,
    };
    match happened {
        Ok(_) => {
            // What they gave on may be nothing of theirs any more.
            if matches!(event, Event::Given { .. }) && looked(office, &signed, id).await.is_err() {
                return Ok(Redirect::to("/console/incidents?done=given").into_response());
            }
            Ok(Redirect::to(&back(id, &about)).into_response())
        }
        Err(IncidentsError::Store(error)) => Err(error.into()),
        Err(IncidentsError::NotThere(_)) => Err(Stop::NotThere),
        Err(IncidentsError::RightsChanged | IncidentsError::NamesChanged | IncidentsError::TooLarge(_)) => {
            Err(office::rights::Refused::NotAllowed.into())
        }
        Err(IncidentsError::Refused(Refused::NotYours)) => Err(office::rights::Refused::NotAllowed.into()),
        Err(IncidentsError::Refused(why)) => {
            let now = with_choices(&app, &signed, seen(office, &signed, id).await?, &deed, &about).await?;
            if matches!(
                why,
                Refused::Changed(_) | Refused::AlreadyDone | Refused::AlreadySaid | Refused::Twice
            ) {
                let mut page = page(&app, &signed, &now, &deed, &here, Typed(Some(&fields)))?;
                page.now = Some(meanwhile(&page.f, office, &signed, &now, at.unwrap_or(0), &why).await?);
                return Ok(page.sent(StatusCode::CONFLICT, Wrong::new()));
            }
            again(&now, StatusCode::UNPROCESSABLE_ENTITY, wrong("", words::refused(&f, &why)))
        }
    }
}

fn back(id: i64, about: &About) -> String {
    let step = if about.step.is_empty() {
        String::new()
    } else {
        use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
        format!("&step={}", utf8_percent_encode(&about.step, NON_ALPHANUMERIC))
    };
    format!("/console/incidents/{id}?done=done{step}")
}

/// Has an event happen, as `office::incident` decides it on the incident as it is then.
///
/// # Errors
/// When it is refused.
pub async fn happen(
    app: &App,
    signed: &Signed,
    id: i64,
    event: &Event,
    seen: Option<u64>,
) -> Result<u64, IncidentsError> {
    let (office, now) = open_at(app, signed, id).await?;
    let decide = |kept: &Kept| decide(app, signed, kept, event, seen, now);
    office.store.act_in_incident(id, Some(&signed.standing.grants), &decide, &signed.deed("")).await
}

/// Where something can happen in one, and at which moment by its clock: that of a drill is read before, since it goes on by
/// the hand of who leads it, and by nobody's here.
///
/// # Errors
/// When what it belongs to is over: that is looked at, and nothing happens in it any more.
pub(super) async fn open_at<'a>(
    app: &'a App,
    signed: &Signed,
    id: i64,
) -> Result<(&'a Office, i64), IncidentsError> {
    let office = app.office.as_deref().ok_or(IncidentsError::NotThere(id))?;
    let kept = office.store.incident_seen(id, signed.now).await?.ok_or(IncidentsError::NotThere(id))?;
    if office.is_over(&kept).await? {
        return Err(Refused::NotOpen.into());
    }
    let now = office.clock_of(&kept, signed.now).await?;
    Ok((office, now))
}

/// What `office::incident` decides on an event that somebody wants, as entries, and what stands beside them then.
pub(super) fn decide(
    app: &App,
    signed: &Signed,
    kept: &Kept,
    event: &Event,
    seen: Option<u64>,
    now: i64,
) -> Result<(Vec<Entry>, Beside), Refused> {
    decide_with(app, signed, kept, event, seen, now, None)
}

/// The same, with an event that goes with it and by itself is nothing that anybody wants.
pub(super) fn decide_with(
    app: &App,
    signed: &Signed,
    kept: &Kept,
    event: &Event,
    seen: Option<u64>,
    now: i64,
    with: Option<Event>,
) -> Result<(Vec<Entry>, Beside), Refused> {
    let playbooks = app.office.as_deref().map(|office| &office.playbooks);
    let playbook = playbooks
        .and_then(|all| all.of(&kept.incident.playbook_sha256, &kept.playbook))
        .ok_or(Refused::NoSuch)?;
    let hand = hand(signed, kept);
    let asked = Asked { hand: &hand, seen, now };
    let mut events = kept.incident.decide(&playbook, event.clone(), &asked)?;
    events.extend(with);
    let here = kept.incident.here(&playbook);
    let holders = here.map(|step| kept.incident.holders(step)).unwrap_or_default();
    let unit = hand.acts_for(&holders);
    let who = Who::Person(signed.person.id.0).word();
    Ok(beside(kept, &playbook, &events, &who, unit, now))
}

/// Has events happen that the server itself notes, such as an answer that went out or a reminder.
///
/// # Errors
/// When they cannot be stored.
pub async fn happen_by_itself(app: &App, id: i64, events: Vec<Event>, now: i64) -> Result<(), StoreError> {
    let Some(office) = app.office.as_deref() else { return Ok(()) };
    let deed = Deed { who: Who::Server, at: now, from: String::new(), why: String::new() };
    let decide = |kept: &Kept| {
        let playbook =
            office.playbooks.of(&kept.incident.playbook_sha256, &kept.playbook).ok_or(Refused::NoSuch)?;
        Ok(beside(kept, &playbook, &events, &Who::Server.word(), 0, now))
    };
    match office.store.act_in_incident(id, None, &decide, &deed).await {
        Ok(_) => Ok(()),
        Err(IncidentsError::Store(error)) => Err(error),
        // It is there, and nothing that the server notes is refused but where its playbook cannot be read.
        Err(error) => {
            tracing::error!(incident = id, error = &error as &dyn std::error::Error, "nothing was noted");
            Ok(())
        }
    }
}

/// Whose people are told of an event, and of what.
fn told(event: &Event) -> Option<(i64, &'static str)> {
    match event {
        Event::Assigned { unit, .. } if *unit != 0 => Some((*unit, "incident.part")),
        Event::TeamCalled { unit, .. } => Some((*unit, "incident.part")),
        Event::HandedOver { to, .. } | Event::Ordered { to, .. } => Some((*to, "incident.handed")),
        Event::Given { unit, .. } => Some((*unit, "incident.given")),
        Event::Reminded { unit, .. } if *unit != 0 => Some((*unit, "incident.reminded")),
        Event::OrderReminded { unit, .. } => Some((*unit, "incident.reminded")),
        _ => None,
    }
}

/// When it is to be looked at next for a reminder, of what the law asks or of what was ordered.
pub(super) fn next_reminder(incident: &Incident, now: i64) -> Option<i64> {
    rules::next_reminder(incident, now).into_iter().chain(incident.next_order_reminder()).min()
}

/// Events as entries, and what stands beside them then.
pub fn beside(
    kept: &Kept,
    playbook: &Playbook,
    events: &[Event],
    who: &str,
    unit: i64,
    now: i64,
) -> (Vec<Entry>, Beside) {
    let mut incident = kept.incident.clone();
    let mut entries = Vec::new();
    for event in events {
        let number = incident.version + 1;
        let entry = Entry { number, at: now, who: who.to_owned(), unit, event: event.clone() };
        incident.apply(&entry);
        entries.push(entry);
    }
    let summary = incident.summary(playbook, playbook.kind(), rules::next_due(&incident));
    let sides = incident.sides();
    let tell = events.iter().filter_map(told).collect();
    // What is practised reminds nobody.
    let remind_at = if kept.drill.is_none() { next_reminder(&incident, now) } else { None };
    (entries, Beside { summary, sides, tell, remind_at })
}

/// What happened since somebody looked, so that they can hold what they typed against it.
async fn meanwhile(
    f: &Desk<'_>,
    office: &Office,
    signed: &Signed,
    seen: &Seen,
    at: u64,
    why: &Refused,
) -> Result<Now, Stop> {
    let names = said::Names::of(f, office, &seen.kept.entries).await?;
    let mut since: Vec<&Entry> = seen.kept.entries.iter().filter(|entry| entry.number > at).collect();
    // However much happened besides: what would be overwritten is shown.
    let overwritten = match why {
        Refused::Changed(number) => seen.kept.entries.iter().find(|entry| entry.number == *number),
        _ => None,
    };
    if since.is_empty() {
        since.extend(seen.kept.entries.last());
    }
    let others =
        since.into_iter().rev().filter(|entry| Some(entry.number) != overwritten.map(|one| one.number));
    let facts = overwritten
        .into_iter()
        .chain(others.take(10))
        .map(|entry| {
            let told = said::event(f, signed, &seen.playbook, &seen.kept.incident, entry);
            let what = if told.text.is_empty() { told.what } else { format!("{}: {}", told.what, told.text) };
            (format!("{}, {}", f.moment(entry.at), names.name(&entry.who)), what)
        })
        .collect();
    Ok(Now { told: words::refused(f, why), facts })
}
