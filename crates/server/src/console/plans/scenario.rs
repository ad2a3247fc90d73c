//! A scenario of a plan: what happens, by which playbook one goes, and who does what.
//!
//! Must never lose what was typed, nor write over what was not seen.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::incident::read_text;
use office::line::{self, LineError};
use office::plan::{Deed, Phase, Scenario, read_actions};
use serde::Deserialize;

use super::{Seen, limits, stopped, words, written};
use crate::app::App;
use crate::console::KINDS;
use crate::console::forms::Fields;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::form::{Field, FormPage, Group, Now, Typed, typed};
use crate::console::units::said;

/// What the link says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    number: u32,
}

/// Actions as they are typed.
fn lines(scenario: &Scenario) -> String {
    let lines = scenario.actions.iter().map(|action| format!("{} | {}", action.who, action.what));
    lines.collect::<Vec<_>>().join("\n")
}

fn page<'a>(
    app: &'a App,
    signed: &Signed,
    seen: &Seen,
    number: u32,
    fields: Option<&Fields>,
) -> Option<FormPage<'a>> {
    let value = Typed(fields);
    let mut f = Desk::of(app, signed, "/console/incidents", "plan-scenario-new");
    let plan = &seen.kept.plan;
    let stands = match number {
        0 => None,
        number => Some(plan.contents.scenario(number)?),
    };
    if let Some(one) = stands {
        f.title.clone_from(&one.name);
    }
    let of = |read: fn(&Scenario) -> String| stands.map(read).unwrap_or_default();
    let area = |name: &str, label: &str, hint: &str, before: String, lines: usize| {
        let stands = fields.map_or(before, |fields| fields.exactly(name).to_owned());
        Field { lines, ..typed(name, f.say(label), f.say(hint), stands, "") }
    };
    let kinds = KINDS.iter().map(|(word, said)| ((*word).to_owned(), f.say(said))).collect();
    let name = value.get("name", &of(|one| one.name.clone()));
    let kind = value.get("kind", &of(|one| one.kind.clone()));
    let fields = vec![
        typed(
            "name",
            f.say("plan-scenario-name"),
            f.say("plan-scenario-name-hint"),
            name,
            "required maxlength=200 autocomplete=off",
        ),
        Field { choices: kinds, ..typed("kind", f.say("plan-scenario-kind"), String::new(), kind, "") },
        area("signs", "plan-scenario-signs", "plan-scenario-signs-hint", of(|one| one.signs.clone()), 4),
        area("actions", "plan-scenario-actions", "plan-scenario-actions-hint", of(lines), 8),
    ];
    let id = seen.kept.id;
    Some(FormPage {
        back: (format!("/console/plans/{id}"), super::one::title(&f, signed, plan)),
        lead: f.say("plan-scenario-lead"),
        action: format!("/console/plans/{id}/scenario?number={number}"),
        seen: plan.version,
        groups: vec![Group::plain(fields)],
        button: f.say("plan-write-do"),
        is_grave: false,
        whole: String::new(),
        now: None,
        f,
    })
}

/// `GET /console/plans/{id}/scenario`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let seen = written(app.office()?, &signed, id).await?;
    if seen.kept.plan.phase != Phase::Draft {
        return Err(Stop::NotThere);
    }
    let page = page(&app, &signed, &seen, asked.number, None).ok_or(Stop::NotThere)?;
    Ok(page.sent(StatusCode::OK, Wrong::new()))
}

fn read(f: &Desk<'_>, number: u32, fields: &Fields) -> Result<Scenario, Wrong> {
    let limits = limits();
    let mut told = Wrong::new();
    let name = line::read(fields.get("name"), limits.name).unwrap_or_else(|why| {
        told.extend(wrong("name", said::line(f, why)));
        String::new()
    });
    let kind = KINDS.iter().find(|(word, _)| *word == fields.get("kind")).map_or("", |(word, _)| word);
    if kind.is_empty() {
        told.extend(wrong("kind", f.say("incident-choose-one")));
    }
    let signs = match read_text(fields.exactly("signs")) {
        Err(LineError::Empty) => String::new(),
        Ok(text) if text.chars().count() <= limits.signs => text,
        Ok(_) => {
            told.extend(wrong("signs", said::line(f, LineError::TooLong(limits.signs))));
            String::new()
        }
        Err(why) => {
            told.extend(wrong("signs", said::line(f, why)));
            String::new()
        }
    };
    let actions = read_actions(fields.exactly("actions"), &limits).unwrap_or_else(|(at, why)| {
        let why = why.map_or_else(|| f.say("plan-action-no-bar"), |why| said::line(f, why));
        let values = [("line", at.to_string()), ("why", why)];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, text)| (*name, text.as_str())).collect();
        told.extend(wrong("actions", f.words.with("plan-action-wrong", &values)));
        Vec::new()
    });
    if told.is_empty() {
        Ok(Scenario { number, name, kind: kind.to_owned(), signs, actions, at: 0 })
    } else {
        Err(told)
    }
}

/// `POST /console/plans/{id}/scenario`.
pub async fn write(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let office = app.office()?;
    let seen = written(office, &signed, id).await?;
    let Some(at) = fields.number("seen") else { return Ok(StatusCode::BAD_REQUEST.into_response()) };
    let number = asked.number;
    let typed = page(&app, &signed, &seen, number, Some(&fields)).ok_or(Stop::NotThere)?;
    let scenario = match read(&typed.f, number, &fields) {
        Ok(scenario) => scenario,
        Err(wrong) => return Ok(typed.sent(StatusCode::UNPROCESSABLE_ENTITY, wrong)),
    };
    let wanted = Deed::Scene(scenario, at);
    let done =
        office.store.change_plan(id, &wanted, signed.today, &signed.standing.grants, &signed.deed("")).await;
    match done.map_err(stopped) {
        Ok(()) => Ok(Redirect::to(&format!("/console/plans/{id}?done=written#scenarios")).into_response()),
        Err(why) => {
            let why = why?;
            let now = written(office, &signed, id).await?;
            let mut page = page(&app, &signed, &now, number, Some(&fields)).ok_or(Stop::NotThere)?;
            let told = words::refused(&page.f, &why);
            let facts = now.kept.plan.contents.scenario(number).map(|one| {
                vec![(one.name.clone(), one.signs.clone()), (page.f.say("plan-scenario-actions"), lines(one))]
            });
            page.now = Some(Now { told, facts: facts.unwrap_or_default() });
            Ok(page.sent(StatusCode::CONFLICT, Wrong::new()))
        }
    }
}
