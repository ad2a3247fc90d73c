//! Tokens, with which programs come in somebody's name: made, listed, ended.
//!
//! Must never make one without an end, and must never show its key twice.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::super::frame::{Desk, refused, sent};
use super::super::signed::{Posted, Stop};
use super::super::{codes, people_words};
use super::home::{self, TokenTyped};
use crate::app::App;

/// Days for which a token may live, at most.
const LONGEST: i64 = 366;

/// Tokens that one person may have at a time.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "console/token.html")]
struct TokenPage<'a> {
    f: Desk<'a>,
    name: String,
    key: String,
    until: String,
    only_looks: bool,
}

/// `POST /console/me/tokens`.
pub async fn make(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let (office, signed, fields) = (app.office()?, &posted.signed, &posted.fields);
    let mut page = home::page(&app, office, signed).await?;
    let changes = fields.is_ticked("changes");
    let mut typed = TokenTyped {
        name: fields.get("token_name").to_owned(),
        days: fields.get("days").to_owned(),
        changes,
        ..TokenTyped::default()
    };
    let name = people_words::name(&page.f, &typed.name);
    let days = fields.number("days").filter(|days| (1..=LONGEST).contains(days));
    if days.is_none() {
        typed.wrong_days = page.f.say("me-token-days-wrong");
    }
    if office.store.tokens_of(signed.person.id).await?.len() >= MOST {
        typed.wrong_name = page.f.say("me-token-too-many");
    }
    let (name, days) = match (name, days) {
        (Ok(name), Some(days)) if typed.wrong_name.is_empty() => (name, days),
        (name, _) => {
            if let Err(trouble) = name {
                typed.wrong_name = trouble;
            }
            page.token = typed;
            return Ok(refused(&page));
        }
    };
    let key: [u8; 32] = codes::random().map_err(|_| Stop::NoRandom)?;
    let until = signed.now.saturating_add(days * 86_400);
    let deed = signed.deed("");
    let made = office.store.make_token(&key, signed.person.id, &name, !changes, until, &deed);
    made.await.map_err(super::stop)?;
    let f = Desk::of(&app, signed, "/console/me", "token-title");
    let until = f.moment(until);
    Ok(sent(&TokenPage { name, key: codes::written(&key), until, only_looks: !changes, f }))
}

/// `POST /console/me/tokens/end`.
pub async fn end(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let signed = &posted.signed;
    let id = posted.fields.number("token").ok_or(Stop::NotThere)?;
    let deed = signed.deed("");
    if app.office()?.store.end_token(signed.person.id, id, &deed).await.map_err(super::stop)? {
        Ok(Redirect::to("/console/me?done=token").into_response())
    } else {
        Err(Stop::NotThere)
    }
}
