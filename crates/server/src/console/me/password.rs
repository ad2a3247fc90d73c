//! Somebody sets another password.
//!
//! Must never set one for who does not know the old one: a desk that was left unlocked is not the person.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::people::judge_password;

use super::super::first::password_trouble;
use super::super::frame::{Desk, refused};
use super::super::office::Office;
use super::super::sign_in::{Came, wait_words};
use super::super::signed::{Posted, Signed, Stop};
use super::home;
use crate::app::App;
use crate::pages::page as with_status;

/// What is to be said to somebody who typed that as their present password; nothing where it is.
pub(super) async fn wrong(
    office: &Office,
    f: &Desk<'_>,
    came: &Came,
    signed: &Signed,
    typed: &str,
) -> Result<Option<(StatusCode, String)>, Stop> {
    let name = format!("password of:{}", signed.person.id.0);
    if let Some(wait) = came.tries(office, &name, signed.now).await? {
        return Ok(Some((StatusCode::TOO_MANY_REQUESTS, wait_words(f, wait))));
    }
    let account = office.store.account_of(signed.person.id).await?;
    let digest = account.and_then(|account| account.password);
    let Ok(known) = office.passwords.is(typed.to_owned(), digest).await else {
        return Ok(Some((StatusCode::SERVICE_UNAVAILABLE, f.say("sign-in-busy"))));
    };
    if !known {
        return Ok(Some((StatusCode::UNPROCESSABLE_ENTITY, f.say("me-old-wrong"))));
    }
    came.succeeded(office, &name).await?;
    Ok(None)
}

/// `POST /console/me/password`.
pub async fn change(State(app): State<Arc<App>>, came: Came, posted: Posted) -> Result<Response, Stop> {
    let (office, signed, fields) = (app.office()?, &posted.signed, &posted.fields);
    let mut page = home::page(&app, office, signed).await?;
    if let Some((status, trouble)) =
        wrong(office, &page.f, &came, signed, fields.exactly("old_password")).await?
    {
        page.wrong_old = trouble;
        return Ok(with_status(status, &page));
    }
    let details = &signed.person.details;
    let unit = signed.unit_name(details.unit);
    let judged = judge_password(fields.exactly("password"), &[&details.name, &details.login, &unit]);
    page.wrong_password = password_trouble(&page.f, judged);
    if !page.wrong_password.is_empty() {
        return Ok(refused(&page));
    }
    let Ok(digest) = office.passwords.digest(fields.exactly("password").to_owned()).await else {
        page.wrong_password = page.f.say("sign-in-busy");
        return Ok(with_status(StatusCode::SERVICE_UNAVAILABLE, &page));
    };
    let deed = signed.deed("");
    let set = office.store.set_password(signed.person.id, &digest, signed.session.id, &deed);
    set.await.map_err(super::stop)?;
    Ok(Redirect::to("/console/me?done=password").into_response())
}
