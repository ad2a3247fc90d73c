//! Somebody sets up their second factor, or another one in its place.
//!
//! Must never store a secret before a code showed that an authenticator has it, must never trust a secret that a form
//! brings unless it was sealed here for that person, and must never replace a factor for who does not have it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use office::people::PersonId;

use super::super::codes;
use super::super::frame::{Desk, sent};
use super::super::office::Office;
use super::super::qr::picture;
use super::super::second_factor::{SECRET, otpauth, step_of, typed};
use super::super::sign_in::{Came, second, wait_words};
use super::super::signed::{Posted, Signed, Stop};
use crate::app::App;
use crate::pages::page as with_status;

/// Recovery codes that somebody is given.
const RECOVERY: usize = 10;

#[derive(Template)]
#[template(path = "console/second_factor.html")]
struct FactorPage<'a> {
    f: Desk<'a>,
    has_one: bool,
    picture: String,
    secret: String,
    sealed: String,
    wrong_code: String,
    wrong_current: String,
    wrong: String,
}

#[derive(Template)]
#[template(path = "console/recovery.html")]
struct RecoveryPage<'a> {
    f: Desk<'a>,
    login: String,
    codes: Vec<String>,
    made: String,
}

/// For whom and what a pending secret is sealed.
fn pending(id: PersonId) -> String {
    format!("a second factor of person {}", id.0)
}

fn page<'a>(app: &'a App, office: &Office, signed: &Signed, secret: &[u8]) -> Result<FactorPage<'a>, Stop> {
    let shown = typed(secret).ok_or(Stop::NotThere)?;
    // In fours, as people read it out.
    let signs: Vec<char> = shown.chars().collect();
    let secret_text = signs.chunks(4).map(|four| four.iter().collect()).collect::<Vec<String>>().join(" ");
    Ok(FactorPage {
        f: Desk::of(app, signed, "/console/me", "factor-title"),
        has_one: signed.person.has_second_factor,
        picture: picture(&otpauth(secret, &signed.person.details.login).ok_or(Stop::NotThere)?),
        secret: secret_text,
        sealed: office.seal.close(&pending(signed.person.id), secret, signed.now).ok_or(Stop::NoRandom)?,
        wrong_code: String::new(),
        wrong_current: String::new(),
        wrong: String::new(),
    })
}

fn fresh<'a>(app: &'a App, office: &Office, signed: &Signed) -> Result<FactorPage<'a>, Stop> {
    let secret: [u8; SECRET] = codes::random().map_err(|_| Stop::NoRandom)?;
    page(app, office, signed, &secret)
}

/// `GET /console/me/second-factor`.
pub async fn show(State(app): State<Arc<App>>, signed: Signed) -> Result<Response, Stop> {
    Ok(sent(&fresh(&app, app.office()?, &signed)?))
}

/// `POST /console/me/second-factor`.
pub async fn set(State(app): State<Arc<App>>, came: Came, posted: Posted) -> Result<Response, Stop> {
    let (office, signed, fields) = (app.office()?, &posted.signed, &posted.fields);
    let id = signed.person.id;
    let Some(secret) = office.seal.open(&pending(id), fields.get("sealed"), signed.now) else {
        let mut page = fresh(&app, office, signed)?;
        page.wrong = page.f.say("factor-too-late");
        return Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let mut page = page(&app, office, signed, &secret)?;
    let name = format!("second factor of:{}", id.0);
    if let Some(wait) = came.tries(office, &name, signed.now).await? {
        page.wrong = wait_words(&page.f, wait);
        return Ok(with_status(StatusCode::TOO_MANY_REQUESTS, &page));
    }
    let Some(step) = step_of(&secret, &codes::typed(fields.get("code")), signed.now) else {
        page.wrong_code = page.f.say("factor-code-wrong");
        return Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let account = office.store.account_of(id).await?.ok_or(Stop::NotThere)?;
    // Without a factor there is nothing to ask for.
    if !second(office, &account, fields.get("current_code"), &signed.deed("")).await? {
        page.wrong_current = page.f.say("factor-current-wrong");
        return Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    came.succeeded(office, &name).await?;
    let made: Result<Vec<String>, _> = (0..RECOVERY).map(|_| codes::code()).collect();
    let made = made.map_err(|_| Stop::NoRandom)?;
    let kept: Vec<String> = made.iter().map(|code| codes::typed(code)).collect();
    office.store.set_second_factor(id, &secret, step, &kept, &signed.deed("")).await.map_err(super::stop)?;
    let f = Desk::of(&app, signed, "/console/me", "recovery-title");
    let login = signed.person.details.login.clone();
    Ok(sent(&RecoveryPage { made: f.moment(signed.now), login, codes: made, f }))
}
