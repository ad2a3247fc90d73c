//! Somebody ends sessions of theirs.
//!
//! Must never end one of anybody else, whatever number a form names.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::super::signed::{Posted, Stop};
use crate::app::App;

/// `POST /console/me/sessions/end`: the one that is named, or all but the present one.
pub async fn end(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let (office, signed) = (app.office()?, &posted.signed);
    let ended = match posted.fields.get("session") {
        "others" => {
            let all = office.store.sessions_of(signed.person.id).await?;
            all.into_iter().map(|session| session.id).filter(|id| *id != signed.session.id).collect()
        }
        _ => vec![posted.fields.number("session").ok_or(Stop::NotThere)?],
    };
    let deed = signed.deed("");
    for id in &ended {
        if !office.store.end_session(signed.person.id, *id, &deed).await.map_err(super::stop)?
            && ended.len() == 1
        {
            return Err(Stop::NotThere);
        }
    }
    // Who ended the present one is asked to sign in there.
    Ok(Redirect::to("/console/me?done=session").into_response())
}
