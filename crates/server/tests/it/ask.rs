//! Asks the router, without a network between.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use server::app::App;
use server::visitor::Peer;
use tower::ServiceExt;

use crate::made_up;

/// What came back.
pub struct Got {
    /// The status.
    pub status: StatusCode,
    /// The header.
    pub headers: HeaderMap,
    /// The body, as text.
    pub text: String,
    /// The body's size.
    pub bytes: usize,
    /// The body as it is.
    pub raw: Vec<u8>,
}

impl Got {
    /// One line of the header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A request from a visitor whom the proxy at 127.0.0.1 brings.
pub fn from(address: &str) -> axum::http::request::Builder {
    Request::builder().header("x-forwarded-for", address).header("host", "quet.example.vn")
}

/// Sends a request that comes from the proxy at 127.0.0.1.
pub async fn send(router: Router, request: Request<Body>) -> Got {
    send_from("127.0.0.1:9", router, request).await
}

/// Sends a request that comes from this end of a connection.
pub async fn send_from(peer: &str, router: Router, mut request: Request<Body>) -> Got {
    request.extensions_mut().insert(ConnectInfo(Peer(peer.parse::<SocketAddr>().unwrap())));
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Got {
        status: parts.status,
        headers: parts.headers,
        bytes: bytes.len(),
        text: String::from_utf8_lossy(&bytes).into_owned(),
        raw: bytes.into(),
    }
}

/// Gets a page as the visitor at this address.
pub async fn get_as(app: &Arc<App>, address: &str, path: &str) -> Got {
    send(app.router(), from(address).uri(path).body(Body::empty()).unwrap()).await
}

/// Gets a page as a visitor of whom nothing is known.
pub async fn get(app: &Arc<App>, path: &str) -> Got {
    get_as(app, "14.160.12.36", path).await
}

/// The app with everything in it.
pub fn full() -> Arc<App> {
    made_up::app(made_up::config(), Some(made_up::knowledge()), Some(made_up::pack())).0
}
