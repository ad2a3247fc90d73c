//! Somebody comes with the code that they were given, and sets a password.
//!
//! Must never tell of a code that is not good whether it ever was, and must never let one session go on that was there
//! before: the one that begins has a new key.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::people::judge_password;
use office::record::{Deed, Who};
use serde::Deserialize;
use store::people::{CameBy, Invited, PeopleError};
use words::Language;

use super::codes;
use super::first::{language, password_trouble};
use super::forms::Fields;
use super::frame::{Desk, refused, sent};
use super::office::Office;
use super::sign_in::{Came, begin, wait_words};
use super::signed::Stop;
use crate::app::App;
use crate::pages::page as with_status;

#[derive(Template)]
#[template(path = "console/invited.html")]
struct InvitedPage<'a> {
    f: Desk<'a>,
    code: String,
    /// The same without anything that a link would have to write otherwise.
    plain_code: String,
    wrong_code: String,
    /// Whose the code is, once it is known to be good.
    name: String,
    belongs: String,
    login: String,
    until: String,
    wrong_password: String,
}

/// What the link says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    code: String,
    #[serde(default)]
    lang: String,
}

fn blank<'a>(app: &'a App, language: Language, code: &str) -> InvitedPage<'a> {
    InvitedPage {
        f: Desk::outside(app, language, "invited-title"),
        code: code.chars().take(40).collect(),
        plain_code: codes::typed(code),
        wrong_code: String::new(),
        name: String::new(),
        belongs: String::new(),
        login: String::new(),
        until: String::new(),
        wrong_password: String::new(),
    }
}

/// What came of a code.
enum Tried {
    Good(Box<Invited>),
    Bad,
    Wait(i64),
}

/// Looks a code up; each that is not good counts for the network it comes from.
async fn tried(office: &Office, came: &Came, code: &str, now: i64) -> Result<Tried, Stop> {
    let name = format!("invited:{code}");
    if let Some(wait) = came.tries(office, &name, now).await? {
        return Ok(Tried::Wait(wait));
    }
    match office.store.invited(code.as_bytes(), now).await? {
        Some(invited) => {
            came.succeeded(office, &name).await?;
            Ok(Tried::Good(Box::new(invited)))
        }
        None => Ok(Tried::Bad),
    }
}

async fn welcome(office: &Office, page: &mut InvitedPage<'_>, invited: &Invited) -> Result<(), Stop> {
    let details = &invited.person.details;
    let units = office.units().await?;
    let unit = units.tree.get(office::units::UnitId(details.unit));
    page.name.clone_from(&details.name);
    page.login.clone_from(&details.login);
    page.belongs = unit.map_or_else(String::new, |unit| unit.last_name().to_owned());
    page.until = page.f.moment(invited.until);
    Ok(())
}

/// `GET /console/invited`.
pub async fn show(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    came: Came,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let mut page = blank(&app, language(&asked.lang), &asked.code);
    if asked.code.trim().is_empty() {
        return Ok(sent(&page));
    }
    match tried(office, &came, &codes::typed(&asked.code), app.now()).await? {
        Tried::Good(invited) => {
            welcome(office, &mut page, &invited).await?;
            Ok(sent(&page))
        }
        Tried::Bad => {
            page.wrong_code = page.f.say("invited-wrong-code");
            Ok(refused(&page))
        }
        Tried::Wait(wait) => {
            page.wrong_code = wait_words(&page.f, wait);
            Ok(with_status(StatusCode::TOO_MANY_REQUESTS, &page))
        }
    }
}

/// `POST /console/invited`.
pub async fn take_up(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    came: Came,
    fields: Fields,
) -> Result<Response, Stop> {
    let (office, now) = (app.office()?, app.now());
    let code = codes::typed(fields.get("code"));
    let mut page = blank(&app, language(&asked.lang), fields.get("code"));
    let invited = match tried(office, &came, &code, now).await? {
        Tried::Good(invited) => invited,
        Tried::Bad => {
            page.wrong_code = page.f.say("invited-wrong-code");
            return Ok(refused(&page));
        }
        Tried::Wait(wait) => {
            page.wrong_code = wait_words(&page.f, wait);
            return Ok(with_status(StatusCode::TOO_MANY_REQUESTS, &page));
        }
    };
    welcome(office, &mut page, &invited).await?;
    let password = fields.exactly("password");
    let judged = judge_password(password, &[&page.name, &page.login, &page.belongs]);
    page.wrong_password = password_trouble(&page.f, judged);
    if !page.wrong_password.is_empty() {
        return Ok(refused(&page));
    }
    let Ok(digest) = office.passwords.digest(password.to_owned()).await else {
        page.wrong_password = page.f.say("sign-in-busy");
        return Ok(with_status(StatusCode::SERVICE_UNAVAILABLE, &page));
    };
    let deed =
        Deed { who: Who::Person(invited.person.id.0), at: now, from: came.from.clone(), why: String::new() };
    match office.store.take_up(code.as_bytes(), &digest, &deed).await {
        Ok(person) => begin(&app, office, person, &came, CameBy::Invitation, "/console").await,
        Err(PeopleError::Store(error)) => Err(error.into()),
        // Somebody was quicker with the same code.
        Err(_) => {
            let mut page = blank(&app, language(&asked.lang), fields.get("code"));
            page.wrong_code = page.f.say("invited-wrong-code");
            Ok(refused(&page))
        }
    }
}
