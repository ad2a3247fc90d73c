//! An incident is told of: the form, and what follows at once.
//!
//! Must never lose what was typed; must never make an incident of a unit for which who tells of it may not act.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::incident::{Entry, Event, Incident, Opening, Source, read_line, read_text};
use office::line::LineError;
use office::people::PersonId;
use office::rights::{Act, Reach, Refused};
use serde::Deserialize;
use store::incidents::{Beside, New};

use super::starts::{self, Known};
use super::{parts, rules, words};
use crate::app::App;
use crate::console::forms::Fields;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::systems::kept;
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::form::{Field, FormPage, Group, Typed, typed};
use crate::console::units::said as lines;
use crate::console::{codes, unit_field};

/// What the link says: what is known already.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The unit's code.
    pub unit: String,
    /// From where it was told of.
    pub source: String,
    /// What it is called.
    pub title: String,
    /// What of that.
    pub reference: String,
    /// The number of the system concerned.
    pub system: String,
    /// What it is called.
    #[serde(skip)]
    pub system_name: String,
    /// What else is known.
    #[serde(skip)]
    pub known: Known,
}

/// What is told of.
pub struct Telling {
    /// The opening but for its playbook.
    pub opening: Opening,
    /// The kind of its playbook.
    pub kind: String,
    /// The drill that it belongs to.
    pub drill: Option<i64>,
    /// For whom alone it is; nobody in particular where it is empty.
    pub named: BTreeSet<PersonId>,
    /// What is known already: indicators, and the machine that was scanned.
    pub known: Vec<Event>,
}

/// Whether they may tell of one anywhere.
pub fn anywhere(signed: &Signed) -> Result<(), Stop> {
    match signed.standing.reach(Act::WorkOnIncidents) {
        Reach::Below(units) if units.is_empty() => Err(Refused::NotAllowed.into()),
        _ => Ok(()),
    }
}

/// Opens one, and says its number.
///
/// # Errors
/// When it cannot be stored.
pub async fn open_one(
    app: &App,
    telling: &Telling,
    given: &[(office::playbook::Role, i64)],
    who: &str,
    deed: &office::record::Deed,
    now: i64,
) -> Result<i64, Stop> {
    let office = app.office()?;
    let units = office.units().await?;
    let path = crate::console::place(&units, telling.opening.unit, app.today()?);
    let in_force = office.in_force(&path, &telling.kind).await?.ok_or(Stop::NotThere)?;
    let (sha256, playbook) = (in_force.sha256, in_force.playbook);
    let bytes = playbook.bytes();
    let opening = Opening {
        salt: String::new(),
        playbook: playbook.id().to_owned(),
        playbook_sha256: sha256.clone(),
        ..telling.opening.clone()
    };
    let mut entries = Vec::new();
    let mut note = |who: &str, unit, event| {
        let number = entries.len() as u64 + 1;
        entries.push(Entry { number, at: now, who: who.to_owned(), unit, event });
    };
    note(who, telling.opening.unit, Event::Opened(opening));
    for event in &telling.known {
        note(who, telling.opening.unit, event.clone());
    }
    // That is what the tree of units says, and nobody in particular.
    for (role, unit) in given {
        note(&office::record::Who::Server.word(), 0, Event::Assigned { role: *role, unit: *unit });
    }
    // The owner had set it before: what they set later is for incidents of later.
    let owner = given.iter().find(|(role, _)| *role == office::playbook::Role::Owner);
    if let Some((_, owner)) = owner
        && let (Some(hours), _) = office.store.owner_limit(office::units::UnitId(*owner)).await?
    {
        note(&office::record::Who::Server.word(), 0, Event::OwnerLimited { hours });
    }
    let incident = Incident::of(&entries).ok_or(Stop::NotThere)?;
    let summary = incident.summary(&playbook, playbook.kind(), rules::next_due(&incident));
    // What is practised reminds nobody.
    let remind_at = if telling.drill.is_none() { rules::next_reminder(&incident, now) } else { None };
    let beside = Beside { summary, sides: incident.sides(), remind_at, ..Beside::default() };
    let code = codes::short().map_err(|_| Stop::NoRandom)?;
    let new = New {
        entries: &entries,
        beside,
        code: &code,
        drill: telling.drill,
        playbook: (&sha256, playbook.kind(), &bytes),
        named: telling.named.clone(),
    };
    Ok(office.store.open_incident(&new, deed).await?)
}

/// The form. `now` is by the clock that the incident goes by.
pub fn page<'a>(app: &'a App, signed: &Signed, value: Typed<'_>, asked: &Asked, now: i64) -> FormPage<'a> {
    let mut f = Desk::of(app, signed, "/console/incidents", "desk-incidents");
    f.title = f.say("incident-new");
    let line = |name: &str, label: &str, hint: &str, before: &str, extra: &'static str| {
        let hint = if hint.is_empty() { String::new() } else { f.say(hint) };
        typed(name, f.say(label), hint, value.get(name, before), extra)
    };
    let kinds = words::KINDS.iter().map(|(word, said)| ((*word).to_owned(), f.say(said))).collect();
    let sources: Vec<(String, String)> = Source::ALL
        .into_iter()
        .map(|source| (source.as_str().to_owned(), f.say(words::source(source))))
        .collect();
    let source = if asked.source.is_empty() { "unit" } else { &asked.source };
    let yes_no = vec![
        ("no".to_owned(), f.say("incident-restricted-no")),
        ("yes".to_owned(), f.say("incident-restricted-yes")),
    ];
    let unit = Field {
        offered: unit_field::proposed(signed, Act::WorkOnIncidents),
        ..line(
            "unit",
            "incident-unit",
            "unit-field-hint",
            &asked.unit,
            "required maxlength=200 autocomplete=off",
        )
    };
    // Where it can be one unit only, nobody has to think about it.
    let (unit, only_unit) = if unit.offered.len() == 1 { (None, Some(unit)) } else { (Some(unit), None) };
    let first = [
        line(
            "title",
            "incident-title",
            "incident-title-hint",
            &asked.title,
            "required maxlength=300 autocomplete=off",
        ),
        Field { choices: kinds, ..line("kind", "incident-kind", "incident-kind-hint", "malware", "") },
    ]
    .into_iter()
    .chain(unit)
    .chain([
        line(
            "detected",
            "incident-detected",
            "incident-detected-hint",
            &f.local(now),
            "type=datetime-local required",
        ),
        Field { lines: 3, ..line("told", "incident-told-may", "incident-told-hint", &asked.known.told, "") },
    ])
    .collect();
    let more = only_unit.into_iter().chain([
        Field { choices: sources, ..line("source", "incident-source", "", source, "") },
        line(
            "reference",
            "incident-reference",
            "incident-reference-hint",
            &asked.reference,
            "maxlength=300 autocomplete=off",
        ),
        line("reporter", "incident-reporter", "", "", "maxlength=300 autocomplete=off"),
        line("contact", "incident-contact", "incident-contact-hint", "", "maxlength=300 autocomplete=off"),
        Field {
            choices: yes_no,
            ..line("restricted", "incident-restricted", "incident-restricted-hint", "no", "")
        },
    ]);
    let more = Group {
        legend: f.say("incident-more"),
        fields: more.collect(),
        is_folded: true,
        note: String::new(),
    };
    FormPage {
        back: ("/console/incidents".to_owned(), f.say("desk-incidents")),
        lead: f.say("incident-new-lead"),
        action: "/console/incidents/new".to_owned(),
        seen: 0,
        groups: [Group::plain(first)]
            .into_iter()
            .chain(starts::groups(&f, value, asked))
            .chain([more])
            .collect(),
        button: f.say("incident-new-do"),
        is_grave: false,
        whole: String::new(),
        now: None,
        f,
    }
}

/// `GET /console/incidents/new`.
pub async fn show(
    State(app): State<Arc<App>>,
    Query(mut asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    anywhere(&signed)?;
    for text in
        [&mut asked.unit, &mut asked.source, &mut asked.title, &mut asked.reference, &mut asked.system]
    {
        *text = text.chars().take(300).collect();
    }
    if asked.unit.is_empty() {
        asked.unit = unit_field::written(&signed, signed.person.details.unit);
    }
    if let Ok(system) = asked.system.parse::<i64>() {
        let kept = kept(app.office()?, &signed, Act::SeeSystems, system).await?;
        let f = Desk::of(&app, &signed, "/console/incidents", "desk-incidents");
        asked.known = starts::of_system(&app, &f, &kept.system);
        asked.unit = unit_field::written(&signed, kept.system.unit.0);
        if asked.title.is_empty() {
            asked.title = f.with1("starts-seen-title", "name", &kept.system.name).chars().take(300).collect();
        }
        asked.system_name = kept.system.name;
    } else {
        asked.system.clear();
    }
    Ok(page(&app, &signed, Typed(None), &asked, signed.now).sent(StatusCode::OK, Wrong::new()))
}

/// `POST /console/incidents/new`.
pub async fn open(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    anywhere(&signed)?;
    let f = Desk::of(&app, &signed, "/console/incidents", "desk-incidents");
    match read(&app, &f, &signed, &fields, signed.now).await? {
        Ok(telling) => {
            let given = parts::of(&signed.units.tree, signed.today, telling.opening.unit);
            let who = office::record::Who::Person(signed.person.id.0).word();
            let id = open_one(&app, &telling, &given, &who, &signed.deed(""), signed.now).await?;
            Ok(Redirect::to(&format!("/console/incidents/{id}?done=opened")).into_response())
        }
        Err(wrong) => {
            let page = page(&app, &signed, Typed(Some(&fields)), &Asked::default(), signed.now);
            Ok(page.sent(StatusCode::UNPROCESSABLE_ENTITY, wrong))
        }
    }
}

/// What was typed. `now` is by the clock that the incident goes by.
///
/// # Errors
/// When the store does not answer; within, with what is wrong with each field.
pub async fn read(
    app: &App,
    f: &Desk<'_>,
    signed: &Signed,
    fields: &Fields,
    now: i64,
) -> Result<Result<Telling, Wrong>, Stop> {
    let mut told = Wrong::new();
    let mut line = |name: &str, needed: bool| match read_line(fields.get(name)) {
        Ok(line) => line,
        Err(_) if !needed && fields.get(name).is_empty() => String::new(),
        Err(why) => {
            told.extend(wrong(name, lines::line(f, why)));
            String::new()
        }
    };
    let title = line("title", true);
    let reference = line("reference", false);
    let reporter = line("reporter", false);
    let contact = line("contact", false);
    // A title is enough to begin with: the rest is told when there is time.
    let text = match read_text(fields.exactly("told")) {
        Ok(text) => text,
        Err(LineError::Empty) => String::new(),
        Err(why) => {
            told.extend(wrong("told", lines::line(f, why)));
            String::new()
        }
    };
    let kind = words::KINDS.iter().find(|(word, _)| *word == fields.get("kind"));
    if kind.is_none() {
        told.extend(wrong("kind", f.say("incident-choose-one")));
    }
    let source = Source::read(fields.get("source"));
    if source.is_none() {
        told.extend(wrong("source", f.say("incident-choose-one")));
    }
    let unit = match unit_field::read(f, signed, fields.get("unit"), signed.today) {
        Ok(unit) if signed.may(Act::WorkOnIncidents, unit.0).is_ok() => unit.0,
        Ok(unit) => {
            told.extend(wrong("unit", f.with1("units-not-yours", "code", &signed.unit_code(unit.0))));
            0
        }
        Err(text) => {
            told.extend(wrong("unit", text));
            0
        }
    };
    let detected_at = f.instant(fields.get("detected"), 0);
    match detected_at {
        None => told.extend(wrong("detected", f.say("incident-no-moment"))),
        Some(at) if Incident::may_be_detected(at, now).is_err() => {
            told.extend(wrong("detected", f.say("incident-refused-time")));
        }
        Some(_) => {}
    }
    if !matches!(fields.get("restricted"), "" | "yes" | "no") {
        told.extend(wrong("restricted", f.say("incident-choose-one")));
    }
    let known = starts::read(f, fields, &mut told);
    let system = match fields.get("system") {
        "" => None,
        typed => {
            let digits = Some(typed).filter(|typed| typed.bytes().all(|byte| byte.is_ascii_digit()));
            let system = digits.and_then(|digits| digits.parse::<i64>().ok());
            let kept = match system {
                Some(id) => kept(app.office()?, signed, Act::SeeSystems, id).await.ok(),
                None => None,
            };
            // One of another unit, or one that they may not see: of either, as much is said.
            if kept.is_none_or(|kept| unit != 0 && kept.system.unit.0 != unit) {
                told.extend(wrong("system", f.say("starts-system-not-its")));
            }
            system
        }
    };
    let named =
        if fields.is_ticked("restricted") { BTreeSet::from([signed.person.id]) } else { BTreeSet::new() };
    Ok(match (kind, source, detected_at) {
        (Some((kind, _)), Some(source), Some(detected_at)) if told.is_empty() => Ok(Telling {
            opening: Opening {
                salt: String::new(),
                source,
                reference,
                title,
                told: text,
                reporter,
                contact,
                unit,
                system,
                detected_at,
                playbook: String::new(),
                playbook_sha256: String::new(),
            },
            kind: (*kind).to_owned(),
            drill: None,
            named,
            known,
        }),
        _ => Err(told),
    })
}
