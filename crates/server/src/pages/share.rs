//! Step 3: a message and a picture to pass on.
//!
//! Must never hold anything of the visitor's, nor a verdict.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::frame::{Frame, page};
use crate::app::App;
use crate::guard::Asked;

#[derive(Template)]
#[template(path = "share.html")]
struct SharePage<'a> {
    f: Frame<'a>,
    text: String,
}

/// `GET /share`.
pub async fn share(State(app): State<Arc<App>>, asked: Asked) -> Response {
    let f = Frame::new(&app, asked.language, asked.host.as_deref(), "/share", "share-title");
    let text = f.with1("share-text", "link", &f.short_link());
    page(StatusCode::OK, &SharePage { f, text })
}
