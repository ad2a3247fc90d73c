//! The page for what did not work.
//!
//! Must never repeat what was asked for.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use words::Language;

use super::frame::{Frame, page};
use crate::app::App;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    f: Frame<'a>,
    text: String,
    code: String,
}

/// The page for an error of this kind.
pub fn error(app: &App, language: Language, status: StatusCode) -> Response {
    let kind = match status {
        StatusCode::NOT_FOUND => "error-not-found",
        StatusCode::METHOD_NOT_ALLOWED => "error-method",
        StatusCode::PAYLOAD_TOO_LARGE
        | StatusCode::URI_TOO_LONG
        | StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => "error-too-large",
        status if status.is_server_error() => "error-server",
        _ => "error-request",
    };
    let f = Frame::new(app, language, None, "/", kind);
    let text = f.say(&format!("{kind}-text"));
    let code = f.with1("error-code", "status", status.as_str());
    page(status, &ErrorPage { f, text, code })
}
