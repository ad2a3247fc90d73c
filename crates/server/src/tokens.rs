//! Who comes with a token, and what it is told of itself.
//!
//! Must never believe a token that ended, and must never let one change anything that may only look: `office::rights`
//! decides with what it brings.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use office::rights::Standing;
use store::StoreError;
use store::people::{Person, Token};
use wire::me::{HeldRole, Me};

use crate::api;
use crate::app::App;
use crate::check::utc;
use crate::console::codes;

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

/// What is answered where the store does not.
pub(crate) fn away(error: &StoreError) -> Response {
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
        if token.used_at.is_none_or(|used| now - used >= NOTED_EVERY) {
            office.store.token_used(token.id, now).await.map_err(|error| away(&error))?;
        }
        let standing = office.standing(person.id, token.only_looks).await.map_err(|error| away(&error))?;
        Ok(Bearer { person, standing, token })
    }
}

/// `GET /api/v1/me`.
pub async fn me(State(app): State<Arc<App>>, bearer: Bearer) -> Result<Json<Me>, Response> {
    let Some(office) = app.office.as_deref() else { return Err(api::refusal(StatusCode::NOT_FOUND)) };
    let units = office.units().await.map_err(|error| away(&error))?;
    let code = |id| units.tree.get(id).map_or_else(String::new, |unit| unit.code.to_string());
    let roles = bearer.standing.grants.iter();
    Ok(Json(Me {
        person: bearer.person.id.0,
        name: bearer.person.details.name,
        unit: code(office::units::UnitId(bearer.person.details.unit)),
        roles: roles
            .map(|grant| HeldRole { role: grant.role.as_str().to_owned(), unit: code(grant.unit) })
            .collect(),
        token: bearer.token.name,
        only_looks: bearer.token.only_looks,
        until: utc(bearer.token.until),
    }))
}
