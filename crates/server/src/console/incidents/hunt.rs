//! The indicators of an incident as a file of rules that `quet scan --rules` takes, and what cannot be hunted for so.
//!
//! Must never leave out an indicator without saying so and why, must never write anything of the incident into the file
//! but its code and the values, and must never give it out before that is noted.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use indicators::bundle::EXTENSION;
use indicators::hunt::{Hunt, Why};
use office::incident::{Event, Incident, Refused};
use office::playbook::Playbook;
use office::record::Deed;
use store::Store;
use store::incidents::{IncidentsError, Kept};
use words::Words;

use super::act::{beside, happen};
use super::download::{attached, noted};
use super::seen::seen;
use super::words as said;
use crate::app::App;
use crate::console::frame::{Desk, sent};
use crate::console::signed::{Signed, Stop};

#[derive(Template)]
#[template(path = "console/incident_hunt.html")]
struct HuntPage<'a> {
    f: Desk<'a>,
    id: i64,
    incident: String,
    code: String,
    file: String,
    is_restricted: bool,
    told: String,
    names: Vec<(String, String)>,
    hashes: Vec<String>,
    left: Vec<(String, String, String)>,
}

fn of(incident: &Incident) -> Hunt {
    Hunt::of(incident.indicators.keys().map(|(kind, value)| (kind.as_str(), value.as_str())))
}

/// What the file says of itself, for people: in both languages, since nobody knows who will read it.
fn about(code: &str, hunt: &Hunt) -> Vec<String> {
    let values = [("code", code.to_owned()), ("left", hunt.left.len().to_string())];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    [words::Language::Vietnamese, words::Language::English]
        .into_iter()
        .map(|language| Words::of(language).with("hunt-file-about", &values))
        .collect()
}

fn file_name(code: &str) -> String {
    format!("quet-{code}.{EXTENSION}")
}

/// Notes that a command took the indicators of an incident out, and says what they are as a file; no file where nothing
/// can be hunted for.
///
/// # Errors
/// When it cannot be noted.
pub async fn note(store: &Store, id: i64, deed: &Deed) -> Result<(Hunt, Option<String>), IncidentsError> {
    let kept = store.incident(id).await?.ok_or(IncidentsError::NotThere(id))?;
    let hunt = of(&kept.incident);
    let Some(file) = hunt.file(&kept.code, &about(&kept.code, &hunt)) else { return Ok((hunt, None)) };
    let event = Event::IndicatorsTaken { rules: hunt.rules() as u64 };
    let decide = |kept: &Kept| {
        let playbook = Playbook::read(&kept.playbook).map_err(|_| Refused::NoSuch)?;
        Ok(beside(kept, &playbook, std::slice::from_ref(&event), &deed.who.word(), 0, deed.at))
    };
    store.act_in_incident(id, None, &decide, deed).await?;
    Ok((hunt, Some(file)))
}

/// `GET /console/incidents/{id}/hunt`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
) -> Result<Response, Stop> {
    let seen = seen(app.office()?, &signed, id).await?;
    let mut f = Desk::of(&app, &signed, "/console/incidents", "desk-incidents");
    f.title = f.say("hunt-title");
    let hunt = of(&seen.kept.incident);
    let counts = [
        ("hashes", f.count(hunt.hashes.len())),
        ("names", f.count(hunt.names.len())),
        ("left", f.count(hunt.left.len())),
    ];
    let counts: Vec<(&str, &str)> = counts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let page = HuntPage {
        id,
        incident: seen.kept.incident.title.clone(),
        file: file_name(&seen.kept.code),
        code: seen.kept.code.clone(),
        is_restricted: seen.kept.named.is_some(),
        told: f.words.with("hunt-told", &counts),
        left: hunt
            .left
            .into_iter()
            .map(|(kind, value, left)| (f.say(said::indicator(&kind)), value, f.say(why(left))))
            .collect(),
        names: hunt.names,
        hashes: hunt.hashes,
        f,
    };
    Ok(sent(&page))
}

fn why(why: Why) -> &'static str {
    match why {
        Why::Network => "hunt-why-network",
        Why::Mail => "hunt-why-mail",
        Why::Empty => "hunt-why-empty",
        Why::Common => "hunt-why-common",
        Why::TooWide => "hunt-why-too-wide",
        Why::Unknown => "hunt-why-unknown",
    }
}

/// `GET /console/incidents/{id}/hunt/rules`.
pub async fn give(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
) -> Result<Response, Stop> {
    let seen = seen(app.office()?, &signed, id).await?;
    let hunt = of(&seen.kept.incident);
    let code = &seen.kept.code;
    let file = hunt.file(code, &about(code, &hunt)).ok_or(Stop::NotThere)?;
    let event = Event::IndicatorsTaken { rules: hunt.rules() as u64 };
    noted(happen(&app, &signed, id, &event, None).await)?;
    Ok(attached(&file_name(code), file.len() as u64, Body::from(file)))
}
