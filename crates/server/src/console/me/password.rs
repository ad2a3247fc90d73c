//! Somebody sets another password.
//!
//! Must never set one for who does not know the old one: a desk that was left unlocked is not the person.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::people::judge_password;

use super::super::first::password_trouble;
use super::super::frame::refused;
use super::super::sign_in::{Came, wait_words};
use super::super::signed::{Posted, Stop};
use super::home;
use crate::app::App;
use crate::pages::page as with_status;

/// `POST /console/me/password`.
pub async fn change(State(app): State<Arc<App>>, came: Came, posted: Posted) -> Result<Response, Stop> {
    let (office, signed, fields) = (app.office()?, &posted.signed, &posted.fields);
    let mut page = home::page(&app, office, signed).await?;
    let name = format!("password of:{}", signed.person.id.0);
    if let Some(wait) = came.wait(office, &name, signed.now).await? {
        page.wrong_old = wait_words(&page.f, wait);
        return Ok(with_status(StatusCode::TOO_MANY_REQUESTS, &page));
    }
    came.count(office, &name, signed.now).await?;
    let account = office.store.account_of(signed.person.id).await?;
    let digest = account.and_then(|account| account.password);
    let Ok(known) = office.passwords.is(fields.exactly("old_password").to_owned(), digest).await else {
        page.wrong_old = page.f.say("sign-in-busy");
        return Ok(with_status(StatusCode::SERVICE_UNAVAILABLE, &page));
    };
    if !known {
        page.wrong_old = page.f.say("me-old-wrong");
        return Ok(refused(&page));
    }
    came.succeeded(office, &name).await?;
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
