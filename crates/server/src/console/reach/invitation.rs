//! The code of a slip, sent by mail instead of printed.
//!
//! Must never send a code that who asks was not shown just now, and never to another address than that of the account.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::Act;
use serde_json::Value;
use store::people::Person;
use store::reach::Letter;

use super::super::codes;
use super::super::signed::{Posted, Signed, Stop};
use crate::app::App;

/// For whom a slip is sealed: who was shown it, and about whom it is.
fn sealed_for(signed: &Signed, of: i64) -> String {
    format!("slip {} {of}", signed.session.id)
}

/// What the form beside the slip carries; empty where no mail can be sent.
pub fn sealed(app: &App, signed: &Signed, of: &Person, content: &Value) -> String {
    if app.config.mail.is_none() || of.details.email.is_empty() {
        return String::new();
    }
    let office = app.office.as_deref();
    let content = content.to_string();
    let close = |office: &super::super::Office| {
        office.seal.close(&sealed_for(signed, of.id.0), content.as_bytes(), signed.now)
    };
    office.and_then(close).unwrap_or_default()
}

/// `POST /console/people/{id}/send`.
pub async fn send(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    let (office, signed) = (app.office()?, &posted.signed);
    let id: i64 = id.parse().map_err(|_| Stop::NotThere)?;
    let person = office.store.person(office::people::PersonId(id)).await?.ok_or(Stop::NotThere)?;
    signed.may(Act::SeePeople, person.details.unit)?;
    signed.may(Act::ManagePeople, person.details.unit)?;
    if app.config.mail.is_none() || person.details.email.is_empty() {
        return Err(Stop::NotThere);
    }
    let opened = office.seal.open(&sealed_for(signed, id), posted.fields.get("slip"), signed.now);
    let content = opened.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(Stop::NotThere)?;
    let read: Value = serde_json::from_str(&content).map_err(|_| Stop::NotThere)?;
    let code = read.get("code").and_then(Value::as_str).unwrap_or("");
    // It may have been used, or replaced by another one, meanwhile.
    let good = office.store.invited(codes::typed(code).as_bytes(), signed.now).await?;
    if good.is_none_or(|invited| invited.person.id != person.id) {
        return Err(Stop::NotThere);
    }
    let until = read.get("until").and_then(Value::as_i64).unwrap_or(0);
    let letter = Letter {
        about: "invitation",
        once: &format!("invitation:{id}:{until}"),
        to: &person.details.email,
        person: person.id,
        unit: person.details.unit,
        content: &content,
    };
    office.store.send_mail(&letter, &signed.deed("")).await?;
    Ok(Redirect::to("/console/messages?done=slip").into_response())
}
