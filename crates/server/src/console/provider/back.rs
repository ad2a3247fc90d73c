//! Somebody comes back from the provider.
//!
//! Must never let one in whom this browser did not send out, never twice for one way, and never past their second factor.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use office::people::PersonId;
use office::record::{Deed, Who};
use serde::Deserialize;
use store::people::{CameBy, Errand, SecondFactor, Trip};
use words::Language;

use super::super::codes;
use super::super::first::language;
use super::super::forms::Fields;
use super::super::frame::{Desk, sent};
use super::super::me::stop;
use super::super::office::Office;
use super::super::sign_in::{Came, begin, inside, second, wait_words};
use super::super::signed::{Signed, Stop};
use super::{Trouble, begun, left, new, one_more, over, trouble, way};
use crate::app::App;
use crate::pages::page;
use crate::provider::Provider;

/// What the provider's link says.
#[derive(Debug, Deserialize)]
pub struct Back {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
    #[serde(default)]
    iss: String,
}

#[derive(Template)]
#[template(path = "console/provider_code.html")]
struct CodePage<'a> {
    f: Desk<'a>,
    wrong: String,
}

/// `GET /console/oidc/back`.
pub async fn show(
    State(app): State<Arc<App>>,
    Query(back): Query<Back>,
    headers: HeaderMap,
    came: Came,
    signed: Result<Signed, Response>,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let provider = office.provider().ok_or(Stop::NotThere)?;
    let late = |language| Ok(trouble(provider, Desk::outside(&app, language, "oidc-title"), Trouble::Late));
    let begun = begun(&app, office, &headers).await?;
    let spoken = begun.first().map_or(Language::Vietnamese, |(_, trip)| language(&trip.language));
    // Of the tabs that began one, the one that this state is of. A link that somebody else made ends nobody's way.
    let out = begun.iter().filter(|(_, trip)| !matches!(trip.errand, Errand::Code { .. }));
    let mut ways = out.filter_map(|(key, trip)| Some((key, trip, way(key, trip)?)));
    let Some((key, trip, way)) = ways.find(|(_, _, way)| codes::same_key(&way.state, &back.state)) else {
        return late(spoken);
    };
    let spoken = language(&trip.language);
    if !office.store.end_trip(key).await? {
        return late(spoken);
    }
    let left = left(&begun, key);
    // To link is for the session that asked to, and for no other.
    let signed = match (trip.errand, signed) {
        (Errand::Link { person, session }, Ok(signed)) => {
            (signed.person.id == person && signed.session.id == session).then_some(signed)
        }
        _ => None,
    };
    if matches!(trip.errand, Errand::Link { .. }) && signed.is_none() {
        return late(spoken).map(|response| over(&app, &left, response));
    }
    let desk = || match &signed {
        Some(signed) => Desk::of(&app, signed, "/console/me", "oidc-title"),
        None => Desk::outside(&app, spoken, "oidc-title"),
    };
    let told = |why| Ok(over(&app, &left, trouble(provider, desk(), why)));
    if !back.error.is_empty() {
        return told(Trouble::Declined);
    }
    // Who names another provider comes from there (RFC 9207).
    if back.code.is_empty() || !(back.iss.is_empty() || back.iss == provider.issuer()) {
        return told(Trouble::Refused);
    }
    let subject = match provider.who(back.code, way, app.now()).await {
        Ok(subject) => subject,
        Err(error) => return told(error.into()),
    };
    if let Some(signed) = &signed {
        let deed = signed.deed("");
        let linked = office.store.link_identity(signed.person.id, provider.issuer(), &subject, &deed);
        return match linked.await.map_err(stop)? {
            true => Ok(over(&app, &left, Redirect::to("/console/me?done=provider").into_response())),
            false => told(Trouble::Taken),
        };
    }
    match arrived(&app, (office, provider), &subject, &came, trip, &left).await? {
        Some(response) => Ok(response),
        None => told(Trouble::Unlinked),
    }
}

/// Somebody is known to be whom the provider calls so: they come in, or are asked for their second factor. Nothing where
/// they are nobody here.
async fn arrived(
    app: &App,
    (office, provider): (&Office, &Provider),
    subject: &str,
    came: &Came,
    trip: &Trip,
    left: &[[u8; 32]],
) -> Result<Option<Response>, Stop> {
    let person = office.store.identified(provider.issuer(), subject).await?;
    let Some(person) = person else { return Ok(None) };
    let Some(account) = office.store.account_of(person).await? else { return Ok(None) };
    came.network_succeeded(office).await?;
    if account.second_factor == SecondFactor::None {
        let response = begin(
            app,
            office,
            person,
            came,
            CameBy::Provider { issuer: provider.issuer() },
            inside(&trip.to),
        )
        .await?;
        return Ok(Some(over(app, left, response)));
    }
    let key: [u8; 32] = codes::random().map_err(|_| Stop::NoRandom)?;
    let next = new(Errand::Code { person }, &trip.to, language(&trip.language))?;
    office.store.begin_trip(&key, &next, app.now()).await?;
    let f = Desk::outside(app, language(&trip.language), "factor-title");
    let mut response = sent(&CodePage { f, wrong: String::new() });
    response.headers_mut().extend(one_more(app, key, left).map(|line| (header::SET_COOKIE, line)));
    Ok(Some(response))
}

/// `POST /console/oidc`: the second factor of who came back.
pub async fn code(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    came: Came,
    fields: Fields,
) -> Result<Response, Stop> {
    let (office, now) = (app.office()?, app.now());
    let provider = office.provider().ok_or(Stop::NotThere)?;
    let late = |language| Ok(trouble(provider, Desk::outside(&app, language, "oidc-title"), Trouble::Late));
    let begun = begun(&app, office, &headers).await?;
    let spoken = begun.first().map_or(Language::Vietnamese, |(_, trip)| language(&trip.language));
    // The newest of those who wait for a code in this browser.
    let waiting = begun.iter().find_map(|(key, trip)| match trip.errand {
        Errand::Code { person } => Some((key, trip, person)),
        _ => None,
    });
    let Some((key, trip, person)) = waiting else { return late(spoken) };
    let spoken = language(&trip.language);
    let again = |status, word: &dyn Fn(&Desk<'_>) -> String| {
        let f = Desk::outside(&app, spoken, "factor-title");
        Ok(page(status, &CodePage { wrong: word(&f), f }))
    };
    let name = format!("provider code of:{}", person.0);
    if let Some(wait) = came.tries(office, &name, now).await? {
        return again(StatusCode::TOO_MANY_REQUESTS, &|f| wait_words(f, wait));
    }
    if !is_theirs(office, person, fields.get("code"), &came, now).await? {
        return again(StatusCode::UNPROCESSABLE_ENTITY, &|f| f.say("oidc-code-wrong"));
    }
    if !office.store.end_trip(key).await? {
        return late(spoken);
    }
    came.succeeded(office, &name).await?;
    let response =
        begin(&app, office, person, &came, CameBy::Provider { issuer: provider.issuer() }, inside(&trip.to))
            .await?;
    Ok(over(&app, &left(&begun, key), response))
}

async fn is_theirs(
    office: &Office,
    person: PersonId,
    typed: &str,
    came: &Came,
    now: i64,
) -> Result<bool, Stop> {
    // Whoever has no factor any more was reset meanwhile, and comes in by what they were given then.
    let Some(account) = office.store.account_of(person).await? else { return Ok(false) };
    if account.second_factor == SecondFactor::None {
        return Ok(false);
    }
    let deed = Deed { who: Who::Visitor, at: now, from: came.from.clone(), why: String::new() };
    second(office, &account, typed, &deed).await
}
