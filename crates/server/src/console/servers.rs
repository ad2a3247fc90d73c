//! Other servers whose packages are taken in, by their keys; and this one's own key, to be handed to them.
//!
//! Must never let anybody but the administrators of the root say whom this server believes.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use office::incident::read_line;
use office::rights::{Act, Refused};
use serde::Deserialize;
use wire::pack::Key;

use super::frame::Desk;
use super::incidents::packages::own_key;
use super::signed::{Posted, Signed, Stop};
use super::units::change::{AtField, Wrong, wrong};
use super::units::said as lines;
use crate::app::App;
use crate::pages::page;

/// Servers that are known at a time.
const MOST: usize = 500;

#[derive(Template)]
#[template(path = "console/servers.html")]
struct ServersPage<'a> {
    f: Desk<'a>,
    own: String,
    own_number: String,
    servers: Vec<Line>,
    name: String,
    key: String,
    wrong_name: String,
    wrong_key: String,
}

struct Line {
    id: i64,
    name: String,
    number: String,
    since: String,
    ended: bool,
}

/// What the link says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    done: String,
}

/// The routes.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/console/servers", get(show).post(know))
        .route("/console/servers/{id}/end", post(end))
}

/// Whether they may say whom this server believes.
///
/// # Errors
/// When they may not: then there is no such page.
pub fn may(signed: &Signed) -> Result<(), Stop> {
    let root = signed.units.tree.root(signed.today).ok_or(Stop::NotThere)?;
    signed.may(Act::ManagePeople, root.id.0).map_err(|_| Stop::NotThere)
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Said {
    name: String,
    key: String,
    wrong: Wrong,
}

async fn shown(
    app: &App,
    signed: &Signed,
    status: StatusCode,
    said: Said,
    done: &str,
) -> Result<Response, Stop> {
    let mut f = Desk::of(app, signed, "/console/messages", "servers-title");
    match done {
        "known" => f.done = f.say("servers-done-known"),
        "ended" => f.done = f.say("servers-done-ended"),
        _ => {}
    }
    let store = &app.office()?.store;
    let own = own_key(store)?;
    let number = |key: &str| key.parse().map(|key: Key| key.fingerprint()).unwrap_or_default();
    let servers = store.known_servers().await?;
    let template = ServersPage {
        own: own.to_string(),
        own_number: own.fingerprint(),
        servers: servers
            .into_iter()
            .map(|server| Line {
                id: server.id,
                number: number(&server.key),
                since: f.moment(server.known_at),
                ended: server.ended_at.is_some(),
                name: server.name,
            })
            .collect(),
        wrong_name: said.wrong.at("name").to_owned(),
        wrong_key: said.wrong.at("key").to_owned(),
        name: said.name,
        key: said.key,
        f,
    };
    Ok(page(status, &template))
}

/// `GET /console/servers`.
pub async fn show(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    may(&signed)?;
    shown(&app, &signed, StatusCode::OK, Said::default(), &asked.done).await
}

/// `POST /console/servers`.
pub async fn know(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    may(&signed)?;
    let f = Desk::of(&app, &signed, "/console/messages", "servers-title");
    let store = &app.office()?.store;
    let mut told = Wrong::new();
    let name = read_line(fields.get("name")).unwrap_or_else(|why| {
        told.extend(wrong("name", lines::line(&f, why)));
        String::new()
    });
    let key: Option<Key> = fields.get("key").parse().ok();
    match &key {
        None => told.extend(wrong("key", f.say("servers-no-key"))),
        Some(key) if *key == own_key(store)? => told.extend(wrong("key", f.say("servers-own-key"))),
        Some(_) => {}
    }
    let known = store.known_servers().await?.iter().filter(|server| server.ended_at.is_none()).count();
    if known >= MOST {
        return Err(Refused::NotAllowed.into());
    }
    if let (Some(key), true) = (key, told.is_empty()) {
        if store.know_server(&name, &key.to_string(), &signed.deed("")).await?.is_some() {
            return Ok(Redirect::to("/console/servers?done=known").into_response());
        }
        told.extend(wrong("key", f.say("servers-known")));
    }
    let said = Said { name: fields.get("name").to_owned(), key: fields.get("key").to_owned(), wrong: told };
    shown(&app, &signed, StatusCode::UNPROCESSABLE_ENTITY, said, "").await
}

/// `POST /console/servers/{id}/end`.
pub async fn end(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    may(&posted.signed)?;
    let id: i64 = id.parse().map_err(|_| Stop::NotThere)?;
    if app.office()?.store.end_server(id, &posted.signed.deed("")).await? {
        Ok(Redirect::to("/console/servers?done=ended").into_response())
    } else {
        Err(Stop::NotThere)
    }
}
