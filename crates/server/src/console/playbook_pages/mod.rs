//! Playbooks as people read them, and as files.
//!
//! Must never show one that was not judged as a whole, and must never hand out other bytes than it is used by.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use office::playbook::{Item, Playbook, Role, Step};

use super::frame::{Desk, sent};
use super::incidents::{self, KINDS, of};
use super::own_playbooks::may_see;
use super::signed::{Signed, Stop};
use crate::app::App;

/// The routes of playbooks.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/console/playbooks", get(list))
        .route("/console/playbooks/{kind}", get(one))
        .route("/console/playbooks/{kind}/export", get(export))
}

#[derive(Template)]
#[template(path = "console/playbooks.html")]
struct ListPage<'a> {
    f: Desk<'a>,
    rows: Vec<Row>,
    /// Units whose copies they may see: their own, and those that have any.
    units: Vec<(i64, String)>,
}

struct Row {
    kind: &'static str,
    name: String,
    about: String,
    steps: String,
}

#[derive(Template)]
#[template(path = "console/playbook.html")]
struct PlaybookPage<'a> {
    f: Desk<'a>,
    kind: String,
    about: String,
    version: String,
    sha256: String,
    steps: Vec<Shown>,
    back: String,
    exits: Vec<(String, String)>,
}

/// A step as it is shown.
pub struct Shown {
    /// Its number and name.
    pub title: String,
    /// What is done in it.
    pub content: String,
    /// Who leads.
    pub leads: String,
    /// Who helps.
    pub helpers: String,
    /// What there is to tick.
    pub checklist: Vec<String>,
    /// What is to be kept.
    pub evidence: Vec<String>,
    /// Whether it is done only where it is needed.
    pub is_optional: bool,
    /// Whether it stays open beside others.
    pub is_throughout: bool,
    /// How long it is to take; empty where nobody said.
    pub target: String,
    /// Where it stands in the law.
    pub source: String,
}

/// `GET /console/playbooks`.
async fn list(State(app): State<Arc<App>>, signed: Signed) -> Result<Response, Stop> {
    let office = app.office()?;
    let f = Desk::of(&app, &signed, "/console/incidents", "playbooks");
    let rows = KINDS.iter().filter_map(|(kind, _)| {
        let (_, playbook) = office.playbooks.current(kind)?;
        Some(Row {
            kind,
            name: f.say(incidents::kind(kind)),
            about: of(&f, playbook.description()).to_owned(),
            steps: f.with1("playbooks-steps", "number", &f.count(playbook.steps().len())),
        })
    });
    let rows = rows.collect();
    let own = signed.person.details.unit;
    let mut units: Vec<i64> =
        office.store.units_with_own_playbooks().await?.into_iter().map(|(unit, _)| unit).collect();
    units.insert(0, own);
    let mut known = BTreeSet::new();
    let units = units.into_iter().filter(|unit| known.insert(*unit) && may_see(&signed, *unit));
    let units = units.map(|unit| (unit, signed.unit_name(unit))).collect();
    Ok(sent(&ListPage { rows, units, f }))
}

fn found(app: &App, kind: &str) -> Result<(String, Arc<Playbook>), Stop> {
    app.office()?.playbooks.current(kind).ok_or(Stop::NotThere)
}

/// `GET /console/playbooks/{kind}`.
async fn one(
    State(app): State<Arc<App>>,
    Path(kind): Path<String>,
    signed: Signed,
) -> Result<Response, Stop> {
    let (sha256, playbook) = found(&app, &kind)?;
    let mut f = Desk::of(&app, &signed, "/console/incidents", "playbooks");
    f.title = f.say(incidents::kind(&kind));
    let step_name = |id| {
        let step = playbook.step(id);
        step.map(|step| format!("{}. {}", step.number, of(&f, &step.name))).unwrap_or_default()
    };
    let back = playbook.returns().map(|back| {
        let to: Vec<String> = back.to.iter().map(step_name).collect();
        f.words.with("playbooks-back", &[("from", &step_name(&back.from)), ("to", &to.join("; "))])
    });
    let exits = playbook.exits().iter().map(|exit| (of(&f, &exit.said).to_owned(), exit.source.clone()));
    let template = PlaybookPage {
        about: of(&f, playbook.description()).to_owned(),
        version: playbook.modified().to_owned(),
        steps: playbook.steps().iter().map(|step| shown(&f, step)).collect(),
        back: back.unwrap_or_default(),
        exits: exits.collect(),
        kind,
        sha256,
        f,
    };
    Ok(sent(&template))
}

/// A step in the language of who reads it.
pub fn shown(f: &Desk<'_>, step: &Step) -> Shown {
    let roles = |roles: &[Role]| -> String {
        roles
            .iter()
            .map(|role| incidents::role(f.words, &incidents::newest_rules(), *role))
            .collect::<Vec<_>>()
            .join("; ")
    };
    let items = |items: &[Item]| items.iter().map(|item| of(f, &item.said).to_owned()).collect();
    Shown {
        title: format!("{}. {}", step.number, of(f, &step.name)),
        content: of(f, &step.content).to_owned(),
        leads: roles(&step.leads),
        helpers: roles(&step.helpers),
        checklist: items(&step.checklist),
        evidence: items(&step.evidence),
        is_optional: step.optional,
        is_throughout: step.throughout,
        target: step
            .target_minutes
            .map(|minutes| f.with1("playbooks-target", "minutes", &minutes.to_string()))
            .unwrap_or_default(),
        source: step.source.clone(),
    }
}

/// `GET /console/playbooks/{kind}/export`.
async fn export(
    State(app): State<Arc<App>>,
    Path(kind): Path<String>,
    _signed: Signed,
) -> Result<Response, Stop> {
    let (_, playbook) = found(&app, &kind)?;
    let name = format!("attachment; filename=\"{}.json\"", playbook.kind());
    let headers =
        [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, playbook.bytes()).into_response())
}
