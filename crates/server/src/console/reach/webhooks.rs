//! Webhooks: added with a secret that is shown once, listed by their host, ended.
//!
//! Must never show the path of an address again, and never let anybody listen to units that they do not administer.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use egress::fetch::{FetchError, Fetcher};
use office::rights::{Act, Reach, Refused};
use serde::Deserialize;
use store::reach::{FAMILIES, Hook, NewHook};

use super::super::frame::{Desk, refused, sent};
use super::super::signed::{Posted, Signed, Stop};
use super::super::{codes, unit_field};
use super::messages::{self, Line};
use crate::app::App;
use crate::post;

/// Characters of an address.
const LONGEST: usize = 1000;

/// Webhooks that live at a time, everywhere together.
const MOST: usize = 200;

/// Deliveries that are shown.
const SHOWN: u32 = 50;

/// One webhook, in words.
struct HookLine {
    id: i64,
    host: String,
    unit: String,
    kinds: String,
    since: String,
    ended: bool,
}

#[derive(Template)]
#[template(path = "console/webhooks.html")]
struct WebhooksPage<'a> {
    f: Desk<'a>,
    hooks: Vec<HookLine>,
    kinds: Vec<(&'static str, String, bool)>,
    url: String,
    unit: String,
    wrong_url: String,
    wrong_unit: String,
    wrong_kinds: String,
    proposed: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "console/webhook.html")]
struct WebhookPage<'a> {
    f: Desk<'a>,
    hook: HookLine,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "console/webhook_secret.html")]
struct SecretPage<'a> {
    f: Desk<'a>,
    host: String,
    secret: String,
}

/// What the link says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

/// Refuses who administers nothing.
fn administers(signed: &Signed) -> Result<(), Stop> {
    match signed.standing.reach(Act::ChangeUnit) {
        Reach::Below(units) if units.is_empty() => Err(Stop::Refused(Refused::NotThere)),
        _ => Ok(()),
    }
}

/// A family of actions, in words.
pub fn family(f: &Desk<'_>, word: &str) -> String {
    match word {
        "unit" => f.say("webhooks-kind-unit"),
        "person" => f.say("webhooks-kind-person"),
        "role" => f.say("webhooks-kind-role"),
        "system" => f.say("webhooks-kind-system"),
        "incident" => f.say("webhooks-kind-incident"),
        _ => f.say("webhooks-kind-duty"),
    }
}

fn hook_line(f: &Desk<'_>, signed: &Signed, hook: &Hook) -> HookLine {
    let kinds: Vec<String> = hook.kinds.iter().map(|word| family(f, word)).collect();
    HookLine {
        id: hook.id,
        host: hook.host.clone(),
        unit: signed.unit_name(hook.unit),
        kinds: kinds.join(", "),
        since: f.moment(hook.made_at),
        ended: hook.ended_at.is_some(),
    }
}

async fn page<'a>(app: &'a App, signed: &Signed) -> Result<WebhooksPage<'a>, Stop> {
    administers(signed)?;
    let f = Desk::of(app, signed, "/console/messages", "webhooks-title");
    let reach = signed.standing.reach(Act::ChangeUnit);
    let hooks = app.office()?.store.webhooks().await?;
    let own = signed.person.details.unit;
    Ok(WebhooksPage {
        hooks: hooks
            .iter()
            .filter(|hook| signed.reaches(&reach, hook.unit))
            .map(|hook| hook_line(&f, signed, hook))
            .collect(),
        kinds: FAMILIES.map(|word| (word, family(&f, word), false)).into(),
        url: String::new(),
        unit: if signed.may(Act::ChangeUnit, own).is_ok() {
            unit_field::written(signed, own)
        } else {
            String::new()
        },
        wrong_url: String::new(),
        wrong_unit: String::new(),
        wrong_kinds: String::new(),
        proposed: unit_field::proposed(signed, Act::ChangeUnit),
        f,
    })
}

/// `GET /console/webhooks`.
pub async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Stop> {
    let mut page = page(&app, &signed).await?;
    if asked.done == "ended" {
        page.f.done = page.f.say("webhooks-done-ended");
    }
    Ok(sent(&page))
}

/// What is wrong with an address, in words; empty where it can be tried.
fn trouble(app: &App, f: &Desk<'_>, url: &str) -> String {
    if url.len() > LONGEST {
        return f.say("trouble-address");
    }
    match Fetcher::new(post::policy(app.config.inside.clone())).check(url) {
        Ok(()) => String::new(),
        Err(FetchError::Plain { .. }) => f.say("trouble-plain"),
        Err(FetchError::Inside { .. }) => f.say("trouble-inside"),
        Err(_) => f.say("trouble-address"),
    }
}

/// The host and port of an address that was found good.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or("").to_lowercase()
}

/// `POST /console/webhooks`.
pub async fn add(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let (office, signed, fields) = (app.office()?, &posted.signed, &posted.fields);
    let mut page = page(&app, signed).await?;
    page.url = fields.get("url").to_owned();
    page.unit = fields.get("unit").to_owned();
    for (word, _, chosen) in &mut page.kinds {
        *chosen = fields.is_ticked(&format!("kind_{word}"));
    }
    let kinds: Vec<&str> =
        page.kinds.iter().filter(|(_, _, chosen)| *chosen).map(|(word, ..)| *word).collect();
    page.wrong_url = trouble(&app, &page.f, &page.url);
    if kinds.is_empty() {
        page.wrong_kinds = page.f.say("webhooks-kinds-none");
    }
    let unit = match unit_field::read(&page.f, signed, &page.unit, signed.today) {
        Ok(unit) => unit.0,
        Err(wrong) => {
            page.wrong_unit = wrong;
            return Ok(refused(&page));
        }
    };
    signed.may(Act::ChangeUnit, unit)?;
    // Who may not see systems or incidents has no program hear of them in their place.
    if kinds.contains(&"system") && signed.may(Act::SeeSystems, unit).is_err() {
        page.wrong_kinds = page.f.say("webhooks-kinds-systems");
    } else if kinds.contains(&"incident") && signed.may(Act::SeeIncidents, unit).is_err() {
        page.wrong_kinds = page.f.say("webhooks-kinds-incidents");
    }
    if !page.wrong_url.is_empty() || !page.wrong_kinds.is_empty() {
        return Ok(refused(&page));
    }
    if office.store.webhooks().await?.iter().filter(|hook| hook.ended_at.is_none()).count() >= MOST {
        return Err(Stop::Refused(Refused::NotAllowed));
    }
    let key: [u8; 32] = codes::random().map_err(|_| Stop::NoRandom)?;
    let (secret, host) = (codes::written(&key), host(&page.url));
    let new =
        NewHook { unit, url: &page.url, host: &host, kinds: &kinds, secret: &secret, by: signed.person.id };
    office.store.add_webhook(&new, &signed.deed("")).await?;
    let f = Desk::of(&app, signed, "/console/messages", "webhook-secret-title");
    Ok(sent(&SecretPage { host, secret, f }))
}

/// One that they administer.
async fn named(app: &App, signed: &Signed, id: &str) -> Result<Hook, Stop> {
    let id: i64 = id.parse().map_err(|_| Stop::NotThere)?;
    let hooks = app.office()?.store.webhooks().await?;
    let hook = hooks.into_iter().find(|hook| hook.id == id).ok_or(Stop::NotThere)?;
    signed.may(Act::ChangeUnit, hook.unit).map_err(|_| Stop::NotThere)?;
    Ok(hook)
}

/// `GET /console/webhooks/{id}`.
pub async fn deliveries(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    signed: Signed,
) -> Result<Response, Stop> {
    let hook = named(&app, &signed, &id).await?;
    let messages = app.office()?.store.messages(None, Some(hook.id), SHOWN).await?;
    let f = Desk::of(&app, &signed, "/console/messages", "webhooks-title");
    let lines = messages::lines(&f, &signed, &messages);
    Ok(sent(&WebhookPage { hook: hook_line(&f, &signed, &hook), lines, f }))
}

/// `POST /console/webhooks/{id}/end`.
pub async fn end(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    let hook = named(&app, &posted.signed, &id).await?;
    if app.office()?.store.end_webhook(hook.id, &posted.signed.deed("")).await? {
        Ok(Redirect::to("/console/webhooks?done=ended").into_response())
    } else {
        Err(Stop::NotThere)
    }
}
