//! Who comes with a token, and what it is told of itself.
//!
//! Must never believe a token that ended, and must never let one do what it is not for: `office::rights` decides with the
//! scopes that it brings.

mod paces;

pub use paces::Paces;

use std::sync::Arc;

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use office::day::Day;
use office::record::{Deed, Who};
use office::rights::{Act, Object, Reach, Refused, Scope, Standing};
use office::units::UnitId;
use store::StoreError;
use store::people::{Person, Token};
use store::units::Units;
use wire::me::{HeldRole, Me};

use crate::api;
use crate::app::App;
use crate::check::utc;
use crate::console::{codes, from, place};

/// A token is noted as used so often, in seconds.
const NOTED_EVERY: i64 = 60;

/// Seconds that a clock may have been wrong when a token was made.
const A_DAY: i64 = 86_400;

/// A person in whose name a program comes.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// The person.
    pub person: Person,
    /// What they are today, as far as the token goes.
    pub standing: Standing,
    /// The token.
    pub token: Token,
    /// Units as they are now.
    pub units: Arc<Units>,
    /// Today, in Viet Nam.
    pub today: Day,
    now: i64,
    from: String,
}

impl Bearer {
    /// Whether the token is for this at all: asked before anything is looked for.
    ///
    /// # Errors
    /// With the scope that it takes.
    pub fn came_for(&self, act: Act) -> Result<(), Refused> {
        self.standing.came_for(Scope::of(act))
    }

    /// Whether it may do this to what belongs to that unit.
    ///
    /// # Errors
    /// With what it is to be told.
    pub fn may(&self, act: Act, unit: i64) -> Result<(), Refused> {
        self.standing.may(act, &Object::at(&place(&self.units, unit, self.today)))
    }

    /// Where it may do this.
    ///
    /// # Errors
    /// With the scope that it takes: a list that is empty for want of one would be a lie.
    pub fn reach(&self, act: Act) -> Result<Reach, Refused> {
        self.came_for(act)?;
        Ok(self.standing.reach(act))
    }

    /// What a change of its comes with.
    pub fn deed(&self, why: &str) -> Deed {
        let who = Who::Token(self.token.id);
        Deed { who, at: self.now, from: self.from.clone(), why: why.to_owned() }
    }
}

/// What a program is told that may not do this.
pub fn refused(why: Refused) -> Response {
    match why {
        Refused::NotThere => api::refusal(StatusCode::NOT_FOUND),
        Refused::NotAllowed => {
            let message = "The token's person may see this, and not do it.";
            api::explain(StatusCode::FORBIDDEN, "not_allowed", message, "Ask who may: their role decides.")
        }
        Refused::Scope(scope) => {
            let word = scope.as_str();
            let message = format!("This takes a token with the scope `{word}`.");
            let fix = format!("Make a token with `{word}` at /console/me, and end this one.");
            let mut response = api::explain(StatusCode::FORBIDDEN, "scope", &message, &fix);
            let line = format!("Bearer error=\"insufficient_scope\", scope=\"{word}\"");
            if let Ok(line) = HeaderValue::from_str(&line) {
                response.headers_mut().insert(header::WWW_AUTHENTICATE, line);
            }
            response
        }
    }
}

/// What a program is told that asks too often.
fn wait(seconds: i64) -> Response {
    let message = "This token asks too often.";
    let fix = "Wait as long as `Retry-After` says, and ask less often.";
    let mut response = api::explain(StatusCode::TOO_MANY_REQUESTS, "too_often", message, fix);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// The key that a program brings: once, and in the way of RFC 6750.
fn key(headers: &HeaderMap) -> Option<[u8; 32]> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let line = lines.next()?.to_str().ok()?;
    let (scheme, key) = line.split_once(' ')?;
    let one = lines.next().is_none() && scheme.eq_ignore_ascii_case("bearer");
    if one { codes::read(key.trim()) } else { None }
}

fn nobody() -> Response {
    let message = "There is no such token, or it has ended.";
    let fix = "Send `Authorization: Bearer TOKEN` with a token of /console/me that has not ended.";
    let mut response = api::explain(StatusCode::UNAUTHORIZED, "no_token", message, fix);
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

/// What a program is told where the store does not answer.
pub fn away(error: &StoreError) -> Response {
    tracing::error!(error = error as &dyn std::error::Error, "the store did not answer");
    api::refusal(StatusCode::SERVICE_UNAVAILABLE)
}

impl FromRequestParts<Arc<App>> for Bearer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let Some(office) = app.office.as_deref() else { return Err(api::refusal(StatusCode::NOT_FOUND)) };
        let key = key(&parts.headers).ok_or_else(nobody)?;
        let now = app.now();
        let token = office.store.token(&key, now).await.map_err(|error| away(&error))?;
        // One that was made long after now was made while the clock was wrong, and would live for as long as it was wrong.
        let token = token.filter(|token| token.made_at - now < A_DAY).ok_or_else(nobody)?;
        let person = office.store.person(token.person).await.map_err(|error| away(&error))?;
        let person = person.filter(|person| person.ended_at.is_none()).ok_or_else(nobody)?;
        if let Some(seconds) = app.paces.count(token.id, now) {
            return Err(wait(seconds));
        }
        if token.used_at.is_none_or(|used| now - used >= NOTED_EVERY) {
            // A trace, and no reason to turn a program away where it finds no place, such as on a full disk.
            if let Err(error) = office.store.token_used(token.id, now).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "when a token was used is not noted"
                );
            }
        }
        let standing =
            office.standing(person.id, token.scopes.clone()).await.map_err(|error| away(&error))?;
        let units = office.units().await.map_err(|error| away(&error))?;
        let Some(today) = Day::at(now) else {
            tracing::error!("the clock of this machine is wrong");
            return Err(api::refusal(StatusCode::SERVICE_UNAVAILABLE));
        };
        Ok(Bearer { person, standing, token, units, today, now, from: from(parts, app) })
    }
}

/// `GET /api/v1/me`.
pub async fn me(bearer: Bearer) -> Json<Me> {
    let code = |id| bearer.units.tree.get(id).map_or_else(String::new, |unit| unit.code.to_string());
    let roles = bearer.standing.grants.iter();
    Json(Me {
        person: bearer.person.id.0,
        name: bearer.person.details.name.clone(),
        unit: code(UnitId(bearer.person.details.unit)),
        roles: roles
            .map(|grant| HeldRole { role: grant.role.as_str().to_owned(), unit: code(grant.unit) })
            .collect(),
        token: bearer.token.name.clone(),
        scopes: bearer.token.scopes.words().map(str::to_owned).collect(),
        only_looks: bearer.token.scopes.only_looks(),
        until: utc(bearer.token.until),
    })
}
