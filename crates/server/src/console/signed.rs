//! Who is signed in: by the session's cookie, or a program by its token.
//!
//! Must never believe a session that ended, grew old, or whose person left; must never let a token change what it may
//! only look at.

use std::sync::{Arc, OnceLock};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use office::day::Day;
use office::people::PersonId;
use office::record::{Deed, Who};
use office::rights::{Act, Object, Place, Reach, Refused, Role, Scopes, Standing};
use office::units::UnitId;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use store::StoreError;
use store::people::{Person, Session, Settings, TRIP};
use store::units::Units;
use words::Language;

use super::office::{Office, place, reached};
use super::stopped::Why;
use super::{codes, forms};
use crate::app::App;
use crate::visitor::{Peer, Visitor, visitor};

/// What a browser keeps of ours, each in a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The key of a session.
    Session,
    /// The keys of ways to the identity provider and back, one for each tab, the newest first.
    Trip,
}

impl Kept {
    /// The cookie's name. Where the page comes over TLS it has a prefix that browsers hold to: no other host, no other path.
    fn name(self, tls: bool) -> &'static str {
        match (self, tls) {
            (Kept::Session, false) => "quet",
            (Kept::Session, true) => "__Host-quet",
            (Kept::Trip, false) => "quet-trip",
            (Kept::Trip, true) => "__Host-quet-trip",
        }
    }

    /// Seconds for which it is kept.
    fn longest(self) -> i64 {
        match self {
            Kept::Session => LONGEST,
            Kept::Trip => TRIP,
        }
    }
}

/// Seconds after which a session that nobody used ends, and after which any does: a working day.
const IDLE: i64 = 2 * 3600;
const LONGEST: i64 = 12 * 3600;

/// A session that was seen is noted so often, in seconds.
const NOTED_EVERY: i64 = 60;

/// Who is signed in, and all that is asked to decide what they may.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The person.
    pub person: Person,
    /// What they are, today.
    pub standing: Standing,
    /// How they want the pages.
    pub settings: Settings,
    /// Their session.
    pub session: Session,
    /// Units as they are now.
    pub units: Arc<Units>,
    /// Today, in Viet Nam.
    pub today: Day,
    /// Now, in seconds since 1970.
    pub now: i64,
    /// From where they come.
    pub from: String,
    /// Notices that they did not see yet.
    pub unseen: i64,
    /// The drill that what they look at belongs to: said by what finds it, and shown by every page that is made then.
    pub drill: Arc<OnceLock<String>>,
}

impl Signed {
    /// What a change of theirs comes with.
    pub fn deed(&self, why: &str) -> Deed {
        let who = Who::Person(self.person.id.0);
        Deed { who, at: self.now, from: self.from.clone(), why: why.to_owned() }
    }

    /// Whether they may do this to what belongs to that unit.
    ///
    /// # Errors
    /// With what they are to be told.
    pub fn may(&self, act: Act, unit: i64) -> Result<(), Refused> {
        self.standing.may(act, &Object::at(&self.place(unit)))
    }

    /// Where a unit is.
    pub fn place(&self, unit: i64) -> Vec<UnitId> {
        place(&self.units, unit, self.today)
    }

    /// Whether a reach holds a unit: the same answer as [`Signed::may`] gives, for lists.
    pub fn reaches(&self, reach: &Reach, unit: i64) -> bool {
        match reach {
            Reach::Everywhere => true,
            Reach::Below(units) => self.place(unit).iter().any(|above| units.contains(above)),
        }
    }

    /// The units of a reach, those that ended among them; all of them, where the root is one, are not counted up.
    pub fn reached(&self, reach: &Reach) -> Option<Vec<i64>> {
        reached(&self.units, reach, self.today)
    }

    /// Whether they may give or take that role at a unit.
    ///
    /// # Errors
    /// With what they are to be told.
    pub fn may_grant(&self, role: Role, to: PersonId, unit: i64) -> Result<(), Refused> {
        self.standing.may_grant(role, to, Place(&self.place(unit)))
    }

    /// In which language.
    pub fn language(&self) -> Language {
        language(&self.settings)
    }

    /// What is called today what has that number; its code where it does not live any more.
    pub fn unit_name(&self, unit: i64) -> String {
        self.units.tree.get(UnitId(unit)).map_or_else(String::new, |unit| unit.last_name().to_owned())
    }

    /// The code of what has that number.
    pub fn unit_code(&self, unit: i64) -> String {
        self.units.tree.get(UnitId(unit)).map_or_else(String::new, |unit| unit.code.to_string())
    }
}

/// The language that somebody wants.
pub fn language(settings: &Settings) -> Language {
    if settings.language == "en" { Language::English } else { Language::Vietnamese }
}

/// What a page answers when it cannot show what was asked for.
pub enum Stop {
    /// Refused.
    Refused(Refused),
    /// There is no such thing.
    NotThere,
    /// The form did not come from a page of this session.
    NotOurForm,
    /// The clock tells a time at which nobody works with this.
    NoDay,
    /// The system gives no random numbers.
    NoRandom,
    /// The store does not answer.
    Store(StoreError),
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Stop {
        Stop::Refused(refused)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Stop {
        Stop::Store(error)
    }
}

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        let why = match self {
            Stop::NotOurForm => Some(Why::OldForm),
            Stop::Refused(Refused::NotAllowed) => Some(Why::ForOthers),
            _ => None,
        };
        let mut response = match self {
            Stop::NotThere | Stop::Refused(Refused::NotThere) => StatusCode::NOT_FOUND,
            Stop::Refused(_) | Stop::NotOurForm => StatusCode::FORBIDDEN,
            Stop::NoDay => {
                tracing::error!("the clock of this machine is wrong");
                StatusCode::SERVICE_UNAVAILABLE
            }
            Stop::NoRandom => {
                tracing::error!("the system gives no random numbers");
                StatusCode::SERVICE_UNAVAILABLE
            }
            Stop::Store(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the store did not answer");
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
        .into_response();
        if let Some(why) = why {
            response.extensions_mut().insert(why);
        }
        response
    }
}

impl App {
    /// The console's state; without one there is no console.
    pub(super) fn office(&self) -> Result<&Office, Stop> {
        self.office.as_deref().ok_or(Stop::NotThere)
    }

    /// Today, in Viet Nam.
    pub(super) fn today(&self) -> Result<Day, Stop> {
        Day::at(self.now()).ok_or(Stop::NoDay)
    }
}

/// From where a request comes, for the record.
pub fn from(parts: &Parts, app: &App) -> String {
    let peer = parts.extensions.get::<ConnectInfo<Peer>>().map(|ConnectInfo(Peer(peer))| peer.ip());
    match peer.map(|peer| visitor(peer, &parts.headers, &app.config.trusted_proxies)) {
        Some(Visitor::At(address)) => address.to_string(),
        Some(Visitor::BehindProxy) | None => String::new(),
    }
}

/// Whether people reach this server over TLS.
fn over_tls(app: &App) -> bool {
    app.config.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
}

/// The line that gives a browser a key, or takes it away.
pub fn cookie(app: &App, kept: Kept, key: Option<&[u8; 32]>) -> Option<HeaderValue> {
    cookies(app, kept, key.map_or(&[], std::slice::from_ref))
}

/// The line that gives a browser these keys, or takes away what it has where there are none.
pub fn cookies(app: &App, kept: Kept, keys: &[[u8; 32]]) -> Option<HeaderValue> {
    let name = kept.name(over_tls(app));
    let secure = if over_tls(app) { "; Secure" } else { "" };
    let value = keys.iter().map(|key| codes::written(key)).collect::<Vec<_>>().join(".");
    let age = if keys.is_empty() { 0 } else { kept.longest() };
    let line = format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&line).ok()
}

/// The key that a browser brings. Two of them are none: somebody else may have set one.
pub fn key(app: &App, kept: Kept, headers: &HeaderMap) -> Option<[u8; 32]> {
    value(app, kept, headers).and_then(codes::read)
}

/// The keys that a browser brings, so many of them at most; none where one of them is no key.
pub fn keys(app: &App, kept: Kept, headers: &HeaderMap, most: usize) -> Vec<[u8; 32]> {
    let Some(value) = value(app, kept, headers) else { return Vec::new() };
    value.split('.').take(most).map(codes::read).collect::<Option<_>>().unwrap_or_default()
}

fn value<'a>(app: &App, kept: Kept, headers: &'a HeaderMap) -> Option<&'a str> {
    let name = kept.name(over_tls(app));
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut found = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(known, _)| *known == name)
        .map(|(_, value)| value);
    let value = found.next()?;
    if found.next().is_some() { None } else { Some(value) }
}

/// The session that a request comes with, if it is good.
async fn session(app: &App, parts: &Parts) -> Result<Option<Session>, Stop> {
    let office = app.office()?;
    let Some(key) = key(app, Kept::Session, &parts.headers) else { return Ok(None) };
    let Some(session) = office.store.session(&key).await? else { return Ok(None) };
    Ok(is_good(&session, app.now()).then_some(session))
}

/// Whether a session lives. A clock that was set back makes no session older; one that began long after now began while
/// the clock was wrong, and would live for as long as it was wrong.
pub fn is_good(session: &Session, now: i64) -> bool {
    let age = now.saturating_sub(session.began_at);
    now.saturating_sub(session.seen_at) < IDLE && age.saturating_abs() < LONGEST
}

impl FromRequestParts<Arc<App>> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let office = app.office().map_err(IntoResponse::into_response)?;
        let to_sign_in = || {
            let target = parts.uri.path_and_query().map_or("/console", |target| target.as_str());
            // What was sent is not sent again by itself.
            let target = if parts.method == axum::http::Method::GET { target } else { "/console" };
            let to = utf8_percent_encode(target, NON_ALPHANUMERIC);
            Redirect::to(&format!("/console/sign-in?to={to}")).into_response()
        };
        let stop = |error: StoreError| Stop::Store(error).into_response();
        let Some(session) = session(app, parts).await.map_err(IntoResponse::into_response)? else {
            return Err(to_sign_in());
        };
        let person = office.store.person(session.person).await.map_err(stop)?;
        let Some(person) = person.filter(|person| person.ended_at.is_none()) else {
            return Err(to_sign_in());
        };
        let now = app.now();
        if now - session.seen_at >= NOTED_EVERY {
            // A trace, and no reason to turn somebody away where it finds no place, such as on a full disk.
            if let Err(error) = office.store.session_seen(session.id, now).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "when a session was seen is not noted"
                );
            }
        }
        Ok(Signed {
            standing: office.standing(person.id, Scopes::all()).await.map_err(stop)?,
            settings: office.store.settings(person.id).await.map_err(stop)?,
            units: office.units().await.map_err(stop)?,
            today: app.today().map_err(IntoResponse::into_response)?,
            from: from(parts, app),
            unseen: office.store.unseen(person.id).await.map_err(stop)?,
            now,
            drill: Arc::default(),
            person,
            session,
        })
    }
}

/// A form of a page of this session, and who sent it.
#[derive(Debug)]
pub struct Posted {
    /// Who.
    pub signed: Signed,
    /// What.
    pub fields: forms::Fields,
}

impl axum::extract::FromRequest<Arc<App>> for Posted {
    type Rejection = Response;

    async fn from_request(request: axum::extract::Request, app: &Arc<App>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let signed = Signed::from_request_parts(&mut parts, app).await?;
        let request = axum::extract::Request::from_parts(parts, body);
        let fields = forms::Fields::from_request(request, app).await?;
        if !fields.has_key(&signed.session.form_key) {
            return Err(Stop::NotOurForm.into_response());
        }
        Ok(Posted { signed, fields })
    }
}
