//! Coming in by the identity provider of an office: there, back, and the second factor that is asked for here all the same.
//!
//! Must never make an account, or find one by a name or an address that the provider tells: whoever comes in this way has
//! linked their account themselves. Must never tell who is here and who is not.

mod back;
mod out;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::Sha256;
use store::people::{Errand, Trip};
use words::Language;

use super::codes;
use super::frame::Desk;
use super::office::Office;
use super::signed::{Kept, Stop, cookies, keys};
use crate::app::App;
use crate::pages::page;
use crate::provider::{Provider, ProviderError, Way};

/// The routes of this part.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/console/oidc", get(out::begin).post(back::code))
        .route("/console/oidc/back", get(back::show))
}

/// Where somebody goes who signs in elsewhere, and what that is called; empty where nobody can.
pub fn button(office: &Office, f: &Desk<'_>, to: &str) -> (String, String) {
    let Some(provider) = office.provider() else { return Default::default() };
    let to = utf8_percent_encode(to, NON_ALPHANUMERIC);
    let link = format!("/console/oidc?lang={}&to={to}", f.lang());
    (link, f.with1("oidc-do", "name", provider.name()))
}

/// What is asked of the provider on this way. Made of what the browser has and what the database has, so that neither
/// could say it alone.
fn way(key: &[u8; 32], trip: &Trip) -> Option<Way> {
    let made = |what: &str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
        mac.update(&trip.salt);
        mac.update(what.as_bytes());
        Some(URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    };
    Some(Way { state: made("state")?, nonce: made("nonce")?, verifier: made("verifier")? })
}

/// Ways that one browser can be on at a time: whoever begins one more in another tab forgets the oldest.
const TABS: usize = 4;

/// A way, and the key that the browser has for it.
type Begun = ([u8; 32], Trip);

/// The ways that this browser is on, the newest first.
async fn begun(app: &App, office: &Office, headers: &HeaderMap) -> Result<Vec<Begun>, Stop> {
    let mut begun = Vec::new();
    for key in keys(app, Kept::Trip, headers, TABS) {
        // One key twice would be one way twice.
        if begun.iter().any(|(known, _)| *known == key) {
            continue;
        }
        if let Some(trip) = office.store.trip(&key, app.now()).await? {
            begun.push((key, trip));
        }
    }
    Ok(begun)
}

/// The keys of the ways that are left when one is over.
fn left(begun: &[Begun], over: &[u8; 32]) -> Vec<[u8; 32]> {
    begun.iter().map(|(key, _)| *key).filter(|key| key != over).collect()
}

/// The cookie of one way more.
fn one_more(app: &App, key: [u8; 32], others: &[[u8; 32]]) -> Option<HeaderValue> {
    let all: Vec<_> = std::iter::once(key).chain(others.iter().copied()).take(TABS).collect();
    cookies(app, Kept::Trip, &all)
}

/// Somebody who is sent out: to where, and with what their browser keeps until they come back.
pub struct Sent {
    /// The provider's page.
    pub page: String,
    /// The key of their way, as a cookie.
    pub cookie: HeaderValue,
}

/// Sends somebody out.
pub async fn send(
    app: &App,
    (office, provider): (&Office, &Provider),
    headers: &HeaderMap,
    errand: Errand,
    to: &str,
    language: Language,
) -> Result<Result<Sent, ProviderError>, Stop> {
    let key: [u8; 32] = codes::random().map_err(|_| Stop::NoRandom)?;
    let trip = new(errand, to, language)?;
    let way = way(&key, &trip).ok_or(Stop::NotThere)?;
    // Whoever links an account shows who they are there, whoever was signed in on that machine before.
    let anew = matches!(errand, Errand::Link { .. });
    let page = match provider.page(&way, anew, app.now()).await {
        Ok(page) => page,
        Err(error) => return Ok(Err(error)),
    };
    let others: Vec<_> = begun(app, office, headers).await?.into_iter().map(|(key, _)| key).collect();
    office.store.begin_trip(&key, &trip, app.now()).await?;
    let cookie = one_more(app, key, &others).ok_or(Stop::NotThere)?;
    Ok(Ok(Sent { page, cookie }))
}

fn new(errand: Errand, to: &str, language: Language) -> Result<Trip, Stop> {
    let salt = codes::random().map_err(|_| Stop::NoRandom)?;
    let language = if language == Language::English { "en" } else { "vi" };
    Ok(Trip { salt, errand, to: to.to_owned(), language: language.to_owned() })
}

/// Why somebody does not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// They, or others of their network, tried too often: seconds to wait.
    Wait(i64),
    /// The provider does not answer.
    Away,
    /// What came back is of no way that was begun in this browser, or it took too long.
    Late,
    /// They did not want to, or the provider did not let them.
    Declined,
    /// What the provider said is not believed.
    Refused,
    /// Nobody here is linked with who they are there.
    Unlinked,
    /// It cannot be linked: it is already, or they are with another one.
    Taken,
}

impl From<ProviderError> for Trouble {
    fn from(error: ProviderError) -> Trouble {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "nobody was signed in by the identity provider"
        );
        match error {
            ProviderError::Away(_) => Trouble::Away,
            ProviderError::Refused(_) => Trouble::Refused,
        }
    }
}

#[derive(Template)]
#[template(path = "console/provider.html")]
struct TroublePage<'a> {
    f: Desk<'a>,
    text: String,
    link: String,
    on: String,
}

/// The page that says it, and what to do.
pub fn trouble(provider: &Provider, f: Desk<'_>, trouble: Trouble) -> Response {
    let named = |id: &str| f.with1(id, "name", provider.name());
    let (status, text) = match trouble {
        Trouble::Wait(wait) => (StatusCode::TOO_MANY_REQUESTS, super::sign_in::wait_words(&f, wait)),
        Trouble::Away => (StatusCode::SERVICE_UNAVAILABLE, named("oidc-away")),
        Trouble::Late => (StatusCode::UNPROCESSABLE_ENTITY, f.say("oidc-late")),
        Trouble::Declined => (StatusCode::UNPROCESSABLE_ENTITY, named("oidc-declined")),
        Trouble::Refused => (StatusCode::UNPROCESSABLE_ENTITY, named("oidc-refused")),
        Trouble::Unlinked => (StatusCode::UNPROCESSABLE_ENTITY, named("oidc-unlinked")),
        Trouble::Taken => (StatusCode::UNPROCESSABLE_ENTITY, named("oidc-taken")),
    };
    let (link, on) = match f.is_inside() {
        true => ("/console/me".to_owned(), f.say("me-provider-back")),
        false => (format!("/console/sign-in?lang={}", f.lang()), f.say("oidc-other")),
    };
    page(status, &TroublePage { text, link, on, f })
}

/// The same answer, and the browser forgets its way; not those that it is on in other tabs.
fn over(app: &App, left: &[[u8; 32]], mut response: Response) -> Response {
    if let Some(line) = cookies(app, Kept::Trip, left) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}
