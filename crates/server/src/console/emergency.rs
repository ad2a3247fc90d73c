//! Emergency access: one asks with a code and a reason, a second agrees, and the owners are told.
//!
//! Must never answer an asking by what there is: it is answered alike whether its code opens anything or not, and who
//! agrees and who asked learn together what came of it. Must never show a code to who agrees, and must never take two
//! accounts that one person made for two people.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::people::PersonId;
use office::rights::{ASKED_FOR, LET_IN_FOR, Makers, Named, Place, Scopes};
use office::units::UnitId;
use serde::Deserialize;
use store::emergency::{Asking, Opened, Opens};

use super::codes;
use super::frame::Desk;
use super::office::Office;
use super::signed::{Posted, Signed, Stop};
use super::units::change::{AtField, Wrong, wrong};
use super::units::form::read_why;
use crate::app::App;
use crate::pages::page;

#[derive(Template)]
#[template(path = "console/emergency.html")]
struct EmergencyPage<'a> {
    f: Desk<'a>,
    may_ask: bool,
    own: Vec<Own>,
    waiting: Vec<Waiting>,
    wrong: Wrong,
    why: String,
    code: String,
}

struct Own {
    at: String,
    why: String,
    state: String,
    /// What it opened, by address and name.
    opened: Option<(String, String)>,
}

/// One that waits for somebody to agree.
pub struct Waiting {
    id: i64,
    who: String,
    unit: String,
    why: String,
    at: String,
}

/// An opening that its owner has not read of.
pub struct Opening {
    /// The asking's number.
    pub id: i64,
    /// What is told of it.
    pub text: String,
    /// Why it was asked for.
    pub why: String,
    /// Where it is.
    pub at: String,
}

/// What the link says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    done: String,
}

/// Where somebody holds a role now: for each, the unit and all above it; nowhere where they left.
async fn held(office: &Office, signed: &Signed, who: PersonId) -> Result<Vec<Vec<UnitId>>, Stop> {
    let is_there = office.store.person(who).await?.is_some_and(|person| person.ended_at.is_none());
    if !is_there {
        return Ok(Vec::new());
    }
    let standing = office.standing(who, Scopes::all()).await?;
    Ok(standing.grants.iter().map(|grant| signed.place(grant.unit.0)).collect())
}

fn places(held: &[Vec<UnitId>]) -> Vec<Place<'_>> {
    held.iter().map(|path| Place(path)).collect()
}

/// Something that is restricted, or was.
struct Thing {
    /// Where its page is.
    at: String,
    /// What it is called.
    name: String,
    /// Whose it is.
    unit: i64,
    /// For whom it is, while it is restricted.
    named: Option<Named>,
}

async fn thing(office: &Office, what: Opened, now: i64) -> Result<Option<Thing>, Stop> {
    Ok(match what {
        Opened::System(id) => office.store.system(id, now).await?.map(|kept| Thing {
            at: format!("/console/systems/{id}"),
            unit: kept.system.unit.0,
            name: kept.system.name,
            named: kept.named,
        }),
        Opened::Incident(id) => office.store.incident_seen(id, now).await?.map(|kept| Thing {
            at: format!("/console/incidents/{id}"),
            unit: kept.incident.unit(),
            name: kept.incident.title,
            named: kept.named,
        }),
    })
}

/// What a code is of. All of them are compared, so that the time it takes tells nothing.
async fn meant(office: &Office, code: &str) -> Result<Option<Opened>, Stop> {
    let systems = office.store.system_codes().await?.into_iter().map(|(id, code)| (Opened::System(id), code));
    let incidents = office.store.restricted_incident_codes().await?;
    let incidents = incidents.into_iter().map(|(id, code)| (Opened::Incident(id), code));
    let mut meant = None;
    for (what, of) in systems.chain(incidents) {
        if codes::same(&of, code) {
            meant = Some(what);
        }
    }
    Ok(meant)
}

/// The askings to which somebody may agree.
async fn agreeable(office: &Office, signed: &Signed) -> Result<Vec<Asking>, Stop> {
    let mut agreeable = Vec::new();
    let mut makers = None;
    let mut known: BTreeMap<PersonId, Vec<Vec<UnitId>>> = BTreeMap::new();
    for asking in office.store.askings_waiting(signed.now).await? {
        let stands = match known.entry(asking.person) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(held(office, signed, asking.person).await?),
        };
        if signed.standing.may_agree(asking.person, &places(stands)).is_err() {
            continue;
        }
        if makers.is_none() {
            makers = Some(office.store.makers().await?);
        }
        // Who made or reset an account could be both of the two.
        let own = signed.person.id;
        let apart = |makers: &Makers| {
            !makers.made(own, asking.person) && !makers.may_be_one(own, asking.person, signed.now)
        };
        if makers.as_ref().is_some_and(apart) {
            agreeable.push(asking);
        }
    }
    Ok(agreeable)
}

/// Whether there is any to which somebody may agree.
pub async fn waits_for(office: &Office, signed: &Signed) -> Result<bool, Stop> {
    Ok(!agreeable(office, signed).await?.is_empty())
}

/// What was opened of what is somebody's, until they have read it.
pub async fn openings(office: &Office, f: &Desk<'_>, signed: &Signed) -> Result<Vec<Opening>, Stop> {
    let mut told = Vec::new();
    for asking in office.store.openings_unread(signed.person.id).await? {
        let (Some(opened), Some(until)) = (asking.opened, asking.until) else { continue };
        let Some(thing) = thing(office, opened, signed.now).await? else { continue };
        if !thing.named.is_some_and(|named| named.all.contains(&signed.person.id)) {
            continue;
        }
        let by = asking.agreed_by.unwrap_or(PersonId(0));
        let people = office.store.people_numbered(&[asking.person, by]).await?;
        let name = |id: PersonId| people.iter().find(|one| one.id == id).map_or("", |one| &one.details.name);
        let text = f.words.with(
            "emergency-told",
            &[
                ("who", name(asking.person)),
                ("by", name(by)),
                ("system", &thing.name),
                ("until", &f.moment(until)),
            ],
        );
        told.push(Opening { id: asking.id, text, why: asking.why, at: thing.at });
    }
    Ok(told)
}

async fn shown(
    app: &App,
    signed: &Signed,
    status: StatusCode,
    (code, why): (String, String),
    (wrong, done): (Wrong, String),
) -> Result<Response, Stop> {
    let office = app.office()?;
    let f = Desk::of(app, signed, "/console/systems", "emergency-title").saying(&done);
    let mut waiting = Vec::new();
    for asking in agreeable(office, signed).await? {
        let who = office.store.person(asking.person).await?;
        waiting.push(Waiting {
            id: asking.id,
            who: who.map(|person| person.details.name).unwrap_or_default(),
            unit: signed.unit_name(asking.unit),
            why: asking.why,
            at: f.moment(asking.asked_at),
        });
    }
    let mut own = Vec::new();
    for asking in office.store.askings_of(signed.person.id).await? {
        let is_open = asking.until.is_some_and(|until| until > signed.now);
        let state = match (asking.agreed_by, asking.until) {
            (None, _) if asking.asked_at + ASKED_FOR > signed.now => f.say("emergency-waits"),
            (None, _) => f.say("emergency-lapsed"),
            (Some(_), None) => f.say("emergency-opened-nothing"),
            (Some(_), Some(until)) if is_open => f.with1("emergency-open", "until", &f.moment(until)),
            (Some(_), Some(until)) => f.with1("emergency-over", "until", &f.moment(until)),
        };
        let opened = match asking.opened.filter(|_| is_open) {
            Some(opened) => thing(office, opened, signed.now).await?.map(|thing| (thing.at, thing.name)),
            None => None,
        };
        own.push(Own { at: f.moment(asking.asked_at), why: asking.why, state, opened });
    }
    let may_ask = signed.standing.may_ask_in().is_ok();
    Ok(page(status, &EmergencyPage { may_ask, own, waiting, wrong, why, code, f }))
}

/// `GET /console/emergency`.
pub async fn show(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let f = Desk::of(&app, &signed, "", "emergency-title");
    let done = match asked.done.as_str() {
        "asked" => f.say("emergency-done-asked"),
        "opened" => f.say("emergency-done-opened"),
        "nothing" => f.say("emergency-done-nothing"),
        _ => String::new(),
    };
    shown(&app, &signed, StatusCode::OK, Default::default(), (Wrong::new(), done)).await
}

/// `POST /console/emergency`: asks. Whatever the code, the answer is the same.
pub async fn ask(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    signed.standing.may_ask_in()?;
    let f = Desk::of(&app, &signed, "", "emergency-title");
    let code = codes::typed(fields.get("code"));
    let mut told = Wrong::new();
    if ![codes::LENGTH, codes::SHORT].contains(&code.len()) {
        told.extend(wrong("code", f.say("emergency-code-shape")));
    }
    let why = read_why(&f, &fields, true).map_err(|wrong| told.extend(wrong)).unwrap_or_default();
    if told.is_empty() {
        let unit = signed.person.details.unit;
        if app.office()?.store.ask_in(signed.person.id, unit, &code, &signed.deed(&why)).await? {
            return Ok(Redirect::to("/console/emergency?done=asked").into_response());
        }
        told.extend(wrong("code", f.say("emergency-too-many")));
    }
    let typed = (fields.get("code").to_owned(), fields.get("why").to_owned());
    shown(&app, &signed, StatusCode::UNPROCESSABLE_ENTITY, typed, (told, String::new())).await
}

/// `POST /console/emergency/agree`: agrees, and learns what came of it.
pub async fn agree(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let office = app.office()?;
    let id = fields.number("asking").unwrap_or(0);
    let asking = agreeable(office, &signed).await?.into_iter().find(|asking| asking.id == id);
    let asking = asking.ok_or(Stop::NotThere)?;
    let held = held(office, &signed, asking.person).await?;
    let meant = meant(office, &asking.code).await?;
    let thing = match meant {
        Some(what) => thing(office, what, signed.now).await?.filter(|thing| thing.named.is_some()),
        None => None,
    };
    let opens = meant.zip(thing).and_then(|(what, thing)| {
        let at = signed.place(thing.unit);
        let lets_in = signed.standing.lets_in(asking.person, &places(&held), Place(&at));
        lets_in.then_some(Opens { what, unit: thing.unit, until: signed.now + LET_IN_FOR })
    });
    if !office.store.agree(&asking, signed.person.id, opens, &signed.deed("")).await? {
        return Err(Stop::NotThere);
    }
    let done = if opens.is_some() { "opened" } else { "nothing" };
    Ok(Redirect::to(&format!("/console/emergency?done={done}")).into_response())
}

/// `POST /console/emergency/read`: an owner has read that somebody was let in.
pub async fn read(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let id = fields.number("asking").unwrap_or(0);
    if !app.office()?.store.opening_read(id, signed.person.id, &signed.deed("")).await? {
        return Err(Stop::NotThere);
    }
    Ok(Redirect::to("/console").into_response())
}
