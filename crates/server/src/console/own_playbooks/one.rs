//! A unit's own copy as people see it: what is in force, what is worked on, what differs, every edition that there was; and as
//! a file.
//!
//! Must never show what is worked on to who may not change it, and must never hand out other bytes than incidents go by.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use office::people::PersonId;
use office::rights::Act;
use serde::Deserialize;

use super::list::{goes_by, kind_name};
use super::{Copy, copy};
use crate::app::App;
use crate::console::frame::{Desk, sent};
use crate::console::incidents::of;
use crate::console::office::Office;
use crate::console::playbook_pages::{Shown, shown};
use crate::console::signed::{Signed, Stop};
use crate::playbooks::{Told, changes};

/// What the link says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    done: String,
    of: String,
}

#[derive(Template)]
#[template(path = "console/own_playbook.html")]
struct CopyPage<'a> {
    f: Desk<'a>,
    unit: (i64, String),
    path: String,
    goes_by: String,
    told: String,
    may: bool,
    seen: i64,
    is_own: bool,
    is_draft: bool,
    is_lost: bool,
    is_same: bool,
    is_outdated: bool,
    differs: Vec<Differs>,
    steps: Vec<(String, Shown)>,
    version: String,
    editions: Vec<Line>,
}

/// What one playbook has different from another.
pub struct Differs {
    /// The title of the comparison.
    pub title: String,
    /// What is said where nothing differs.
    pub none: String,
    /// What does.
    pub told: Told,
}

/// An edition in the list of all.
struct Line {
    number: String,
    said: String,
    why: String,
    sha256: String,
    is_in_force: bool,
}

/// What the draft has different from what is in force, and what the copy has from what comes with the program.
pub fn differs(f: &Desk<'_>, copy: &Copy) -> Vec<Differs> {
    let mut all = Vec::new();
    let one = |title: &str, none: &str, told| Differs { title: f.say(title), none: f.say(none), told };
    if let (Some(draft), true) = (&copy.draft, copy.may) {
        let told = changes(&copy.in_force.playbook, draft, f.words);
        all.push(one("own-draft-differs", "own-draft-same", told));
        let told = changes(&copy.shipped.1, draft, f.words);
        all.push(one("own-draft-from-shipped", "own-same-as-shipped", told));
    } else if let Some(published) = &copy.published {
        let told = changes(&copy.shipped.1, published, f.words);
        all.push(one("own-differs", "own-same-as-shipped", told));
    }
    all
}

/// `GET /console/own-playbooks/{id}/{kind}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path((id, kind)): Path<(i64, String)>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let copy = copy(office, &signed, id, &kind).await?;
    let mut f = Desk::of(&app, &signed, "/console/incidents", "own-playbooks");
    let unit = signed.unit_name(id);
    f.title = f.words.with("own-title", &[("kind", &kind_name(&f, copy.kind)), ("unit", &unit)]);
    if let Some(done) = done(&asked.done) {
        f.done = f.say(done);
    }
    let editions = editions(&f, office, &signed, &copy).await?;
    let shows = match (&copy.draft, copy.may) {
        (Some(draft), true) => draft,
        _ => &copy.in_force.playbook,
    };
    let is_draft = copy.may && copy.own.draft.is_some();
    let template = CopyPage {
        path: copy.path(),
        goes_by: goes_by(&f, &signed, id, &copy.in_force),
        told: of(&f, shows.description()).to_owned(),
        may: copy.may,
        seen: copy.own.version,
        is_own: copy.published.is_some(),
        is_draft,
        is_lost: is_draft && copy.draft.is_none(),
        is_same: copy.draft.as_ref().is_some_and(|draft| draft.bytes() == copy.in_force.playbook.bytes()),
        is_outdated: copy.outdated().is_some(),
        differs: differs(&f, &copy),
        steps: shows.steps().iter().map(|step| (step.id.to_string(), shown(&f, step))).collect(),
        version: shows.modified().to_owned(),
        editions,
        unit: (id, unit),
        f,
    };
    Ok(sent(&template))
}

/// What was done, in words, where a link says so.
fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "make" => "own-done-make",
        "step" | "add" | "remove" | "move" => "own-done-step",
        "publish" => "own-done-publish",
        "discard" => "own-done-discard",
        "shipped" => "own-done-shipped",
        "merge" => "own-done-merge",
        "decline" => "own-done-decline",
        "import" => "own-done-import",
        _ => return None,
    })
}

async fn editions(f: &Desk<'_>, office: &Office, signed: &Signed, copy: &Copy) -> Result<Vec<Line>, Stop> {
    let all = office.store.own_editions(copy.unit, copy.kind).await?;
    let ids: Vec<PersonId> = all
        .iter()
        .filter_map(|one| one.made_by.strip_prefix("person:")?.parse().ok().map(PersonId))
        .collect();
    let people = office.store.people_numbered(&ids).await?;
    let name = |who: &str| {
        if who == "command" {
            return f.say("incident-who-command");
        }
        let known = people.iter().find(|person| who == format!("person:{}", person.id.0));
        let seen = known.filter(|person| {
            person.id == signed.person.id || signed.may(Act::SeePeople, person.details.unit).is_ok()
        });
        seen.map_or_else(|| f.say("own-somebody"), |person| person.details.name.clone())
    };
    let line = |one: store::playbooks::OwnEdition| {
        let values = [("at", &*f.moment(one.made_at)), ("who", &*name(&one.made_by))];
        let ended = one.ended_at.map(|at| f.with1("own-edition-ended", "at", &f.moment(at)));
        Line {
            number: one.number.to_string(),
            said: format!("{}{}", f.words.with("own-edition-made", &values), ended.unwrap_or_default()),
            why: one.why,
            sha256: one.sha256,
            is_in_force: one.ended_at.is_none(),
        }
    };
    Ok(all.into_iter().map(line).collect())
}

/// `GET /console/own-playbooks/{id}/{kind}/export`: what the unit goes by, what is worked on, or an edition by its number.
pub async fn export(
    State(app): State<Arc<App>>,
    Path((id, kind)): Path<(i64, String)>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let copy = copy(office, &signed, id, &kind).await?;
    let bytes = match &*asked.of {
        "" => copy.in_force.playbook.bytes(),
        "draft" => copy.draft.as_ref().filter(|_| copy.may).ok_or(Stop::NotThere)?.bytes(),
        number => {
            let number: i64 = number.parse().map_err(|_| Stop::NotThere)?;
            let all = office.store.own_editions(id, copy.kind).await?;
            let found = all.into_iter().find(|one| one.number == number).ok_or(Stop::NotThere)?;
            office.store.playbook_edition(&found.sha256).await?.ok_or(Stop::NotThere)?
        }
    };
    let name = format!("attachment; filename=\"{}.json\"", copy.kind);
    let headers =
        [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((StatusCode::OK, headers, bytes).into_response())
}
