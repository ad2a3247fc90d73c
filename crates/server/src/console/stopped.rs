//! What somebody who is signed in is told where a page cannot be shown, or nothing was done: in the console's own frame.
//!
//! Must never tell what is there from what is not, to those who may not see it.

use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;

use super::frame::Desk;
use super::signed::Signed;
use crate::app::App;
use crate::pages::page;

/// Why a page was refused that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is for others to do.
    ForOthers,
    /// The form is of another session, or of none.
    OldForm,
}

#[derive(Template)]
#[template(path = "console/stopped.html")]
struct StoppedPage<'a> {
    f: Desk<'a>,
    text: String,
    code: String,
}

/// The page for an answer that is none, where who asked is signed in.
pub async fn page_for(
    app: &Arc<App>,
    mut asked: Parts,
    status: StatusCode,
    why: Option<Why>,
) -> Option<Response> {
    // A database that is away tells nobody who is signed in.
    let signed = Signed::from_request_parts(&mut asked, app).await.ok()?;
    let (title, text) = match (status, why) {
        (_, Some(Why::OldForm)) => ("stopped-old-form", "stopped-old-form-text"),
        (StatusCode::FORBIDDEN, _) => ("stopped-for-others", "stopped-for-others-text"),
        (StatusCode::NOT_FOUND, _) => ("stopped-nothing", "stopped-nothing-text"),
        (StatusCode::PAYLOAD_TOO_LARGE, _) => ("stopped-too-large", "stopped-too-large-text"),
        (status, _) if status.is_server_error() => ("stopped-server", "stopped-server-text"),
        _ => ("stopped-request", "stopped-request-text"),
    };
    let f = Desk::of(app, &signed, "", title);
    let text = f.say(text);
    let code = f.with1("error-code", "status", status.as_str());
    Some(page(status, &StoppedPage { f, text, code }))
}
