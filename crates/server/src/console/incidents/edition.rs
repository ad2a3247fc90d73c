//! An open incident takes the edition of its playbook that is in force by now: what would change, what becomes of what was done,
//! and a person who says so, with a reason.
//!
//! Must never take one that was not shown, and must never lose what was done: `office::incident` carries it over.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use office::incident::{Asked, Edition, Entry, Event, Incident, Phase, Refused, read_text};
use office::playbook::{Item, Playbook, Said, StepId};
use office::record::Who;
use store::StoreError;
use store::incidents::{IncidentsError, Kept};

use super::seen::{Seen, hand, seen};
use super::{act, words};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::office::Office;
use crate::console::own_playbooks::{Differs, goes_by};
use crate::console::playbooks::InForce;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::units::said as lines;
use crate::pages::page as answer;
use crate::playbooks::changes;

#[derive(Template)]
#[template(path = "console/incident_edition.html")]
struct EditionPage<'a> {
    f: Desk<'a>,
    id: i64,
    incident: String,
    goes_by: String,
    other: String,
    is_same: bool,
    may: bool,
    seen: u64,
    edition: String,
    differs: Vec<Differs>,
    refused: String,
    kept: String,
    /// What becomes of what was done, by title: what, and more of it.
    becomes: Vec<(String, Vec<(String, String)>)>,
    conflict: String,
    whole: String,
    error: String,
    reasons: String,
}

/// What a page says besides.
#[derive(Default)]
struct Beside {
    conflict: String,
    whole: String,
    error: String,
    reasons: String,
}

/// The edition in force by now where an incident happened, if it is another than the one that it goes by; nothing where it takes
/// none any more.
///
/// # Errors
/// When the database cannot be read.
pub async fn other(
    office: &Office,
    signed: &Signed,
    kept: &Kept,
    playbook: &Playbook,
) -> Result<Option<InForce>, StoreError> {
    if !matches!(kept.incident.phase, Phase::Received | Phase::Open) {
        return Ok(None);
    }
    let path = signed.place(kept.incident.unit());
    let in_force = office.in_force(&path, playbook.kind()).await?;
    Ok(in_force.filter(|in_force| in_force.sha256 != kept.incident.playbook_sha256))
}

/// Whose edition an incident goes by, as far as that is known: in words.
///
/// # Errors
/// When the database cannot be read.
pub async fn own(
    f: &Desk<'_>,
    office: &Office,
    signed: &Signed,
    kept: &Kept,
    playbook: &Playbook,
) -> Result<String, StoreError> {
    let shipped = office.playbooks.current(playbook.kind());
    let sha256 = &kept.incident.playbook_sha256;
    // Its file has a moment to the thousandth of a second, in UTC.
    let version = playbook.modified().parse::<Timestamp>().map(|at| f.moment(at.as_second()));
    let version = &version.unwrap_or_else(|_| playbook.modified().to_owned());
    if shipped.is_some_and(|(shipped, _)| shipped == *sha256) {
        return Ok(f.with1("edition-shipped", "version", version));
    }
    for unit in signed.place(kept.incident.unit()) {
        let all = office.store.own_editions(unit.0, playbook.kind()).await?;
        if let Some(edition) = all.into_iter().find(|edition| edition.sha256 == *sha256) {
            let values = [("unit", &*signed.unit_name(unit.0)), ("number", &*edition.number.to_string())];
            return Ok(f.words.with("edition-own", &values));
        }
    }
    Ok(f.with1("edition-earlier", "version", version))
}

/// The editions by which an incident went: from which event on, the first from its opening.
pub struct Editions(Vec<(u64, Arc<Playbook>)>);

impl Editions {
    /// Of that incident, which goes by this one now.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn of(office: &Office, kept: &Kept, now: &Arc<Playbook>) -> Result<Editions, StoreError> {
        let mut all = Vec::new();
        let mut from = 0;
        for entry in &kept.entries {
            if let Event::PlaybookChanged(edition) = &entry.event {
                let bytes = office.store.playbook_edition(&edition.before).await?.unwrap_or_default();
                if let Some(playbook) = office.playbooks.of(&edition.before, &bytes) {
                    all.push((from, playbook));
                }
                from = entry.number;
            }
        }
        all.push((from, Arc::clone(now)));
        Ok(Editions(all))
    }

    /// The one by which it went when that happened.
    pub fn at<'e>(&'e self, entry: &Entry, now: &'e Playbook) -> &'e Playbook {
        let then = self.0.iter().rev().find(|(from, _)| *from <= entry.number);
        then.map_or(now, |(_, playbook)| playbook)
    }
}

/// `GET /console/incidents/{id}/edition`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
) -> Result<Response, Stop> {
    let seen = seen(app.office()?, &signed, id).await?;
    page(&app, &signed, &seen, StatusCode::OK, Beside::default()).await
}

async fn page(
    app: &App,
    signed: &Signed,
    seen: &Seen,
    status: StatusCode,
    beside: Beside,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let mut f = Desk::of(app, signed, "/console/incidents", "desk-incidents");
    f.title = f.say("edition-title");
    let incident = &seen.kept.incident;
    let other = other(office, signed, &seen.kept, &seen.playbook).await?;
    let mut template = EditionPage {
        id: seen.kept.id,
        incident: incident.title.clone(),
        goes_by: own(&f, office, signed, &seen.kept, &seen.playbook).await?,
        other: String::new(),
        is_same: other.is_none(),
        may: seen.hand.directs && !office.is_over(&seen.kept).await?,
        seen: incident.version,
        edition: String::new(),
        differs: Vec::new(),
        refused: String::new(),
        kept: String::new(),
        becomes: Vec::new(),
        conflict: beside.conflict,
        whole: beside.whole,
        error: beside.error,
        reasons: beside.reasons,
        f,
    };
    let f = &template.f;
    if let Some(other) = other {
        let told = changes(&seen.playbook, &other.playbook, f.words);
        let (title, none) = (f.say("edition-differs"), f.say("own-same-as-before"));
        template.differs = vec![Differs { title, none, told }];
        template.other = goes_by(f, signed, incident.unit(), &other);
        match carried(incident, &seen.playbook, &other) {
            Ok((edition, begun)) => {
                let ticks: usize = incident.steps.values().map(|step| step.ticks.len()).sum();
                let kept = ticks - edition.placeless.len();
                template.kept =
                    f.words.with("edition-kept", &[("kept", &f.count(kept)), ("all", &f.count(ticks))]);
                template.becomes = becomes(f, &seen.playbook, &other.playbook, &edition, &begun);
            }
            Err(why) => template.refused = refused(f, &seen.playbook, &why),
        }
        template.edition = other.sha256;
    }
    Ok(answer(status, &template))
}

/// What an edition would make of what was done, and which steps would begin.
fn carried(
    incident: &Incident,
    playbook: &Playbook,
    other: &InForce,
) -> Result<(Edition, Vec<StepId>), Refused> {
    let everybody = office::rights::Hand { sees: true, directs: true, ..Default::default() };
    let asked = Asked { hand: &everybody, seen: None, now: incident.last_at };
    let events = incident.take_edition((playbook, &other.playbook), (&other.sha256, ""), &asked)?;
    let (mut edition, mut begun) = (Edition::default(), Vec::new());
    for event in events {
        match event {
            Event::PlaybookChanged(taken) => edition = taken,
            Event::StepBegun { step } => begun.push(step),
            _ => {}
        }
    }
    Ok((edition, begun))
}

/// A step's number and name.
fn step_name(f: &Desk<'_>, playbook: &Playbook, id: &StepId) -> String {
    let step = playbook.step(id);
    step.map(|step| format!("{}. {}", step.number, words::of(f, &step.name))).unwrap_or_default()
}

fn item_said(f: &Desk<'_>, playbook: &Playbook, key: &str) -> String {
    let mut items: Vec<&Item> = Vec::new();
    for step in playbook.steps() {
        items.extend(step.checklist.iter().chain(&step.evidence));
    }
    let item = items.into_iter().find(|item| item.key == key);
    item.map_or_else(|| key.to_owned(), |item| words::of(f, &item.said).to_owned())
}

type Lines = Vec<(String, String)>;

fn becomes(
    f: &Desk<'_>,
    old: &Playbook,
    new: &Playbook,
    edition: &Edition,
    begun: &[StepId],
) -> Vec<(String, Lines)> {
    let moved = edition.moved.iter().map(|one| {
        let values = [("from", &*step_name(f, old, &one.from)), ("to", &*step_name(f, new, &one.to))];
        (item_said(f, new, &one.item), f.words.with("edition-moved-from-to", &values))
    });
    let placeless = edition.placeless.iter().map(|one| {
        let said = one.said.as_ref().map_or_else(|| one.item.clone(), |said| words::of(f, said).to_owned());
        let why = if new.step(&one.step).is_some() { "edition-item-gone" } else { "edition-step-gone" };
        (said, format!("{}. {}", step_name(f, old, &one.step), f.say(why)))
    });
    let reworded = edition.reworded.iter().map(|(item, said)| {
        (item_said(f, new, item), f.with1("edition-said-then", "said", words::of(f, said)))
    });
    let gone = edition.gone.values().map(|name| (words::of(f, name).to_owned(), String::new()));
    let begun = begun.iter().map(|id| (step_name(f, new, id), String::new()));
    vec![
        (f.say("edition-begun"), begun.collect()),
        (f.say("edition-moved"), moved.collect()),
        (f.say("edition-placeless"), placeless.collect()),
        (f.say("edition-reworded"), reworded.collect()),
        (f.say("edition-gone"), gone.collect()),
    ]
}

fn refused(f: &Desk<'_>, playbook: &Playbook, why: &Refused) -> String {
    match why {
        Refused::StepGone(id) => f.with1("edition-refused-gone", "step", &step_name(f, playbook, id)),
        Refused::StepElsewhere(id) => f.with1("edition-refused-order", "step", &step_name(f, playbook, id)),
        other => words::refused(f, other),
    }
}

/// `POST /console/incidents/{id}/edition`.
pub async fn take(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let office = app.office()?;
    let now = seen(office, &signed, id).await?;
    if !now.hand.directs {
        return Err(office::rights::Refused::NotAllowed.into());
    }
    let f = Desk::of(&app, &signed, "/console/incidents", "desk-incidents");
    let typed = fields.exactly("reasons").to_owned();
    let beside = || Beside { reasons: typed.clone(), ..Beside::default() };
    let changed = || Beside { conflict: f.say("edition-conflict"), ..beside() };
    let other = other(office, &signed, &now.kept, &now.playbook).await?;
    let Some(other) = other.filter(|other| other.sha256 == fields.get("edition")) else {
        return page(&app, &signed, &now, StatusCode::CONFLICT, changed()).await;
    };
    let reasons = match read_text(&typed) {
        Ok(reasons) => reasons,
        Err(why) => {
            let beside = Beside { error: lines::line(&f, why), ..beside() };
            return page(&app, &signed, &now, StatusCode::UNPROCESSABLE_ENTITY, beside).await;
        }
    };
    let at = fields.number("seen").and_then(|seen| u64::try_from(seen).ok());
    match change(&app, &signed, id, (&other, &reasons), at).await {
        Ok(_) => Ok(Redirect::to(&format!("/console/incidents/{id}?done=edition")).into_response()),
        Err(IncidentsError::Store(error)) => Err(error.into()),
        Err(IncidentsError::NotThere(_)) => Err(Stop::NotThere),
        Err(IncidentsError::Refused(Refused::NotYours))
        | Err(IncidentsError::RightsChanged | IncidentsError::NamesChanged | IncidentsError::TooLarge(_)) => {
            Err(office::rights::Refused::NotAllowed.into())
        }
        Err(IncidentsError::Refused(why)) => {
            let now = seen(office, &signed, id).await?;
            let (status, beside) = match why {
                Refused::Changed(_) | Refused::AlreadySaid => (StatusCode::CONFLICT, changed()),
                why => {
                    let whole = refused(&f, &now.playbook, &why);
                    (StatusCode::UNPROCESSABLE_ENTITY, Beside { whole, ..beside() })
                }
            };
            page(&app, &signed, &now, status, beside).await
        }
    }
}

/// Has it go by that edition from now on, as `office::incident` decides it on the incident as it is then.
async fn change(
    app: &App,
    signed: &Signed,
    id: i64,
    (other, reasons): (&InForce, &str),
    seen: Option<u64>,
) -> Result<u64, IncidentsError> {
    let office = app.office.as_deref().ok_or(IncidentsError::NotThere(id))?;
    let kept = office.store.incident(id).await?.ok_or(IncidentsError::NotThere(id))?;
    if office.is_over(&kept).await? {
        return Err(Refused::NotOpen.into());
    }
    let now = office.clock_of(&kept, signed.now).await?;
    let new = &other.playbook;
    office.store.keep_playbook(&other.sha256, new.kind(), &new.bytes()).await?;
    let decide = |kept: &Kept| {
        let old =
            office.playbooks.of(&kept.incident.playbook_sha256, &kept.playbook).ok_or(Refused::NoSuch)?;
        let hand = hand(signed, kept);
        let asked = Asked { hand: &hand, seen, now };
        let events = kept.incident.take_edition((&old, new), (&other.sha256, reasons), &asked)?;
        let who = Who::Person(signed.person.id.0).word();
        Ok(act::beside(kept, new, &events, &who, hand.acts_for(&[kept.incident.unit()]), now))
    };
    office.store.act_in_incident(id, Some(&signed.standing.grants), &decide, &signed.deed("")).await
}

/// A step of earlier editions: what it is called, and what was done in it, by whom, with what they said.
pub type EarlierStep = (String, Vec<(String, String, String)>);

/// What was done by earlier editions and has no place in this one: steps, each with what was ticked in it.
pub fn earlier(
    f: &Desk<'_>,
    incident: &Incident,
    playbook: &Playbook,
    name: &dyn Fn(&str) -> String,
) -> Vec<EarlierStep> {
    let said = |said: &Option<Said>, key: &str| {
        said.as_ref().map_or_else(|| key.to_owned(), |said| words::of(f, said).to_owned())
    };
    let mut steps: BTreeMap<&StepId, Vec<(String, String, String)>> = BTreeMap::new();
    for step in incident.earlier.steps.keys() {
        let result = incident.step(step).result;
        let line = (f.say("edition-step-over"), String::new(), result);
        steps.entry(step).or_default().push(line);
    }
    for ((step, item), (tick, was)) in &incident.earlier.ticks {
        let by = format!("{}, {}", f.moment(tick.at), name(&tick.who));
        steps.entry(step).or_default().push((said(was, item), by, tick.note.clone()));
    }
    let title = |id: &StepId| match (playbook.step(id), incident.earlier.steps.get(id)) {
        (Some(_), _) => step_name(f, playbook, id),
        (None, Some(name)) => words::of(f, name).to_owned(),
        (None, None) => f.say("incident-step-gone"),
    };
    steps.into_iter().map(|(id, lines)| (title(id), lines)).collect()
}
