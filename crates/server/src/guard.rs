//! What stands around every route: limits, headers, explanations of errors, counting and the log.
//!
//! Must never write an address, a query or a path into the log: the route's template, the method, the status and the
//! time it took are all there is.

use std::any::Any;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use words::Language;

use crate::app::App;
use crate::visitor::{Peer, Visitor, visitor};
use crate::{api, console, metrics, pages};

/// Bytes of a request's header lines.
const LARGEST_HEADERS: usize = 16 << 10;

/// Bytes of a request's path and query.
const LONGEST_TARGET: usize = 2 << 10;

/// What every page asks to know of a request.
#[derive(Debug)]
pub struct Asked {
    /// Who asks.
    pub visitor: Visitor,
    /// In which language the answer is to be.
    pub language: Language,
    /// The device that is chosen in the query.
    pub device: Option<String>,
    /// What the browser says that it is.
    pub agent: String,
    /// The host that the browser asked for, if it can stand in a link.
    pub host: Option<String>,
}

impl FromRequestParts<Arc<App>> for Asked {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<Peer>>().map(|ConnectInfo(Peer(peer))| peer.ip());
        let text = |name| parts.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        Ok(Asked {
            // Without a connection nobody can be told apart from anybody.
            visitor: peer.map_or(Visitor::BehindProxy, |peer| {
                visitor(peer, &parts.headers, &app.config.trusted_proxies)
            }),
            language: language(parts.uri.query()),
            device: parameter(parts.uri.query(), "device").map(str::to_owned),
            agent: text(header::USER_AGENT).unwrap_or("").to_owned(),
            host: text(header::HOST).filter(|host| crate::config::is_host(host)).map(str::to_owned),
        })
    }
}

fn parameter<'q>(query: Option<&'q str>, name: &str) -> Option<&'q str> {
    let mut pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn language(query: Option<&str>) -> Language {
    match parameter(query, "lang") {
        Some("en") => Language::English,
        _ => Language::Vietnamese,
    }
}

/// An answer that explains itself already.
#[derive(Debug, Clone, Copy)]
pub struct Explained;

/// Refuses what is larger than any honest request.
pub async fn caps(request: Request, next: Next) -> Response {
    let headers: usize =
        request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    let target = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if headers > LARGEST_HEADERS {
        return StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response();
    }
    if target > LONGEST_TARGET {
        return StatusCode::URI_TOO_LONG.into_response();
    }
    next.run(request).await
}

/// What is answered where a handler broke down; what it said stays inside.
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

fn is_console(path: &str) -> bool {
    path.strip_prefix("/console").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Gives every error a body: JSON to programs, a page in their language to people.
pub async fn explain(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let program = path.starts_with("/api/")
        || path.starts_with("/campaign/")
        || path == "/healthz"
        || path == "/metrics";
    let language = language(request.uri().query());
    let (parts, body) = request.into_parts();
    let desk = is_console(parts.uri.path()).then(|| parts.clone());
    let response = next.run(Request::from_parts(parts, body)).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error())
        || response.extensions().get::<Explained>().is_some()
    {
        return response;
    }
    let why = response.extensions().get::<console::Why>().copied();
    let inside = match desk {
        Some(parts) => console::page_for(&app, parts, status, why).await,
        None => None,
    };
    let mut explained = match inside {
        Some(page) => page,
        None if program => api::refusal(status),
        None => pages::error(&app, language, status),
    };
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = response.headers().get(&name) {
            explained.headers_mut().insert(name, value.clone());
        }
    }
    explained
}

/// What every answer tells browsers: nothing foreign, nothing inline, no frame, no referrer, and nothing is kept unless
/// the handler said for how long.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Adds the headers that hold for every answer.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers: &mut HeaderMap = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Counts the request and writes its line into the log.
pub async fn observe(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = metrics::method(request.method());
    let begun = Instant::now();
    let response = next.run(request).await;
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    app.metrics.count(&route, method, response.status());
    tracing::info!(method, route, status = response.status().as_u16(), ms, "answered");
    response
}
