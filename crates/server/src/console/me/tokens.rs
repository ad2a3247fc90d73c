//! Tokens, with which programs come in somebody's name: made, listed, ended.
//!
//! Must never make one without an end, and must never show its key twice.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::{Scope, Scopes};

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
    scopes: String,
}

/// One scope to choose.
pub struct Choice {
    /// The field's name.
    pub field: String,
    /// The word under which programs know it.
    pub word: &'static str,
    /// What it is for.
    pub text: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

fn field_of(scope: Scope) -> String {
    format!("scope-{}", scope.as_str().replace(':', "-"))
}

fn scope_text(f: &Desk<'_>, scope: Scope) -> String {
    f.say(match scope {
        Scope::UnitsRead => "token-units-read",
        Scope::UnitsWrite => "token-units-write",
        Scope::PeopleRead => "token-people-read",
        Scope::PeopleWrite => "token-people-write",
        Scope::SystemsRead => "token-systems-read",
        Scope::SystemsWrite => "token-systems-write",
        Scope::DutyWrite => "token-duty-write",
        Scope::RecordRead => "token-record-read",
        Scope::IncidentsRead => "token-incidents-read",
        Scope::IncidentsWrite => "token-incidents-write",
    })
}

/// What can be chosen, and what is.
pub fn choices(f: &Desk<'_>, chosen: &Scopes) -> Vec<Choice> {
    let choice = |scope: Scope| Choice {
        field: field_of(scope),
        word: scope.as_str(),
        text: scope_text(f, scope),
        chosen: chosen.has(scope),
    };
    Scope::ALL.into_iter().map(choice).collect()
}

/// What a token is for, in one line.
pub fn named(f: &Desk<'_>, scopes: &Scopes) -> String {
    if *scopes == Scopes::all() {
        return f.say("token-everything");
    }
    let texts = Scope::ALL.into_iter().filter(|scope| scopes.has(*scope)).map(|scope| scope_text(f, scope));
    texts.collect::<Vec<_>>().join(" · ")
}

/// `POST /console/me/tokens`.
pub async fn make(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let (office, signed, fields) = (app.office()?, &posted.signed, &posted.fields);
    let mut page = home::page(&app, office, signed).await?;
    let scopes: Scopes = Scope::ALL.into_iter().filter(|scope| fields.is_ticked(&field_of(*scope))).collect();
    let mut typed = TokenTyped {
        name: fields.get("token_name").to_owned(),
        days: fields.get("days").to_owned(),
        choices: choices(&page.f, &scopes),
        ..TokenTyped::default()
    };
    if scopes.is_empty() {
        typed.wrong_scopes = page.f.say("token-scopes-none");
    }
    let name = people_words::name(&page.f, &typed.name);
    let days = fields.number("days").filter(|days| (1..=LONGEST).contains(days));
    if days.is_none() {
        typed.wrong_days = page.f.say("me-token-days-wrong");
    }
    if office.store.tokens_of(signed.person.id).await?.len() >= MOST {
        typed.wrong_name = page.f.say("me-token-too-many");
    }
    let (name, days) = match (name, days) {
        (Ok(name), Some(days)) if typed.wrong_name.is_empty() && typed.wrong_scopes.is_empty() => {
            (name, days)
        }
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
    let made = office.store.make_token(&key, signed.person.id, &name, &scopes, until, &deed);
    made.await.map_err(super::stop)?;
    let f = Desk::of(&app, signed, "/console/me", "token-title");
    let until = f.moment(until);
    let scopes = named(&f, &scopes);
    Ok(sent(&TokenPage { name, key: codes::written(&key), until, scopes, f }))
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
