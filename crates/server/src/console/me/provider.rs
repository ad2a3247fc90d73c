//! Somebody links their account with the one that they have at the identity provider, or ends that.
//!
//! Must never link for who does not know the password: a desk that was left unlocked is not the person.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use store::people::Errand;

use super::super::frame::{Desk, sent};
use super::super::office::Office;
use super::super::provider::{send, trouble};
use super::super::sign_in::Came;
use super::super::signed::{Posted, Signed, Stop};
use super::{home, password, stop};
use crate::app::App;
use crate::pages::page as with_status;

/// One link, in words.
pub struct Line {
    /// Its number.
    pub id: i64,
    /// The provider, as people call it.
    pub name: String,
    /// Since when.
    pub when: String,
}

/// This part of the page.
pub struct Part {
    /// Whether there is anything to say.
    pub shown: bool,
    /// What it is called.
    pub title: String,
    /// What is linked.
    pub lines: Vec<Line>,
    /// Whether one more can be.
    pub can_link: bool,
    /// What is wrong with the password that was typed.
    pub wrong: String,
}

/// This part of somebody's page.
pub async fn part(office: &Office, f: &Desk<'_>, signed: &Signed) -> Result<Part, Stop> {
    let provider = office.provider();
    let links = office.store.identities_of(signed.person.id).await?;
    let configured = provider.map(|provider| provider.issuer());
    let can_link = provider.is_some() && !links.iter().any(|link| Some(link.issuer.as_str()) == configured);
    let line = |link: store::people::Identity| Line {
        id: link.id,
        name: office.provider_name(&link.issuer).to_owned(),
        when: f.with1("me-provider-since", "since", &f.moment(link.since)),
    };
    Ok(Part {
        shown: provider.is_some() || !links.is_empty(),
        title: match provider {
            Some(provider) => f.with1("oidc-do", "name", provider.name()),
            None => f.say("oidc-title"),
        },
        lines: links.into_iter().map(line).collect(),
        can_link,
        wrong: String::new(),
    })
}

#[derive(Template)]
#[template(path = "console/provider_go.html")]
struct GoPage<'a> {
    f: Desk<'a>,
    link: String,
    on: String,
}

/// `POST /console/me/provider`.
pub async fn go(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    came: Came,
    posted: Posted,
) -> Result<Response, Stop> {
    let (office, signed) = (app.office()?, &posted.signed);
    let provider = office.provider().ok_or(Stop::NotThere)?;
    let mut page = home::page(&app, office, signed).await?;
    if !page.provider.can_link {
        return Err(Stop::NotThere);
    }
    let typed = posted.fields.exactly("provider_password");
    if let Some((status, wrong)) = password::wrong(office, &page.f, &came, signed, typed).await? {
        page.provider.wrong = wrong;
        return Ok(with_status(status, &page));
    }
    let f = Desk::of(&app, signed, "/console/me", "me-provider-go");
    let errand = Errand::Link { person: signed.person.id, session: signed.session.id };
    match send(&app, (office, provider), &headers, errand, "/console/me", signed.language()).await? {
        // A page, and no redirect: browsers hold what a form leads to against our policy, which names no other place.
        Ok(out) => {
            let on = f.with1("me-provider-go-on", "name", provider.name());
            let mut response = sent(&GoPage { f, link: out.page, on });
            response.headers_mut().append(header::SET_COOKIE, out.cookie);
            Ok(response)
        }
        Err(error) => Ok(trouble(provider, f, error.into())),
    }
}

/// `POST /console/me/provider/end`.
pub async fn end(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let signed = &posted.signed;
    let id = posted.fields.number("identity").ok_or(Stop::NotThere)?;
    let deed = signed.deed("");
    let stays = Some(signed.session.id);
    match app.office()?.store.end_identity(signed.person.id, id, stays, &deed).await.map_err(stop)? {
        true => Ok(Redirect::to("/console/me?done=provider-end").into_response()),
        false => Err(Stop::NotThere),
    }
}
