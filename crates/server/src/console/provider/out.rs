//! Somebody who is not signed in goes to the provider.
//!
//! Must never send anybody to another place than the one that the provider itself names.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use store::people::Errand;

use super::super::first::language;
use super::super::frame::Desk;
use super::super::sign_in::{Came, inside};
use super::super::signed::Stop;
use super::{Trouble, send, trouble};
use crate::app::App;

/// What the link says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    to: String,
    #[serde(default)]
    lang: String,
}

/// `GET /console/oidc`.
pub async fn begin(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    came: Came,
) -> Result<Response, Stop> {
    let office = app.office()?;
    let provider = office.provider().ok_or(Stop::NotThere)?;
    let language = language(&asked.lang);
    let outside = || Desk::outside(&app, language, "oidc-title");
    if let Some(wait) = came.network_once(office, app.now()).await? {
        return Ok(trouble(provider, outside(), Trouble::Wait(wait)));
    }
    match send(&app, (office, provider), &headers, Errand::Enter, inside(&asked.to), language).await? {
        Ok(sent) => {
            let mut response = Redirect::to(&sent.page).into_response();
            response.headers_mut().append(header::SET_COOKIE, sent.cookie);
            Ok(response)
        }
        Err(error) => Ok(trouble(provider, outside(), error.into())),
    }
}
