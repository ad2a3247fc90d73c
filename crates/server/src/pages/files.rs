//! What pages load: files of the program itself, told to be kept for as long as they hold.
//!
//! Must never serve a file from a disk.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use crate::app::App;
use crate::assets;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// `GET /assets/{digest}/{name}`.
pub async fn asset(State(app): State<Arc<App>>, Path((digest, name)): Path<(String, String)>) -> Response {
    match app.assets.get(&digest, &name) {
        Some(asset) => {
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
                (header::CACHE_CONTROL, FOR_EVER),
            ];
            (headers, asset.bytes.clone()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /share-card-vi.png`.
pub async fn card_vi(headers: HeaderMap) -> Response {
    picture(&headers, "image/png", assets::CARD_VI)
}

/// `GET /share-card-en.png`.
pub async fn card_en(headers: HeaderMap) -> Response {
    picture(&headers, "image/png", assets::CARD_EN)
}

/// `GET /favicon.svg`.
pub async fn favicon(headers: HeaderMap) -> Response {
    picture(&headers, "image/svg+xml", assets::FAVICON)
}

/// A picture under a lasting name.
fn picture(headers: &HeaderMap, kind: &'static str, bytes: &'static [u8]) -> Response {
    let tag = format!("\"{}\"", assets::digest(bytes));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let same = known.is_some_and(|known| known.contains(&tag));
    let mut response = if same {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], Bytes::from_static(bytes)).into_response()
    };
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, AN_HOUR);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    response
}
