//! For the demo and for tests: a router that answers as if a proxy brought a visitor from a given address.
//!
//! Must never weaken what decides who asks: the header is added as a proxy would add it, and is believed only where the
//! configuration trusts the address that connects.

use std::net::IpAddr;

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::{Next, from_fn};

/// The same router, asked through a proxy that brings this visitor.
pub fn behind_proxy(router: Router, visitor: IpAddr) -> Router {
    // Around the routes and not in them, so that what the visitor sends comes first in the chain, as with a real proxy.
    Router::new().fallback_service(router).layer(from_fn(
        move |mut request: Request, next: Next| async move {
            if let Ok(entry) = HeaderValue::from_str(&visitor.to_string()) {
                request.headers_mut().append("x-forwarded-for", entry);
            }
            next.run(request).await
        },
    ))
}
