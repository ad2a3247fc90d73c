//! What is sent by a form: read with its limits, and only from a page of our own.
//!
//! Must never take a form from elsewhere: what somebody sees on another page must not act here in their name.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Form;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::codes;
use crate::app::App;

/// Bytes of a form without files: a text of 20,000 characters with others beside it, of which a browser writes each letter
/// with two marks in nine.
pub const LARGEST_FORM: usize = 256 << 10;

/// Fields of one form, and characters of one field.
const FIELDS: usize = 200;

/// Fields as they were sent. Each name once: what is sent twice is refused, since two readers could see two things.
#[derive(Debug, Clone, Default)]
pub struct Fields(BTreeMap<String, String>);

impl Fields {
    /// Fields that came in another form than usual; nothing where one holds what no field does.
    pub fn of(fields: BTreeMap<String, String>) -> Option<Fields> {
        (!fields.values().any(|value| value.contains('\0'))).then_some(Fields(fields))
    }

    /// One field without the space around it; empty where it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |value| value.trim())
    }

    /// One field as it was sent, for passwords.
    pub fn exactly(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// A field that is a number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.get(name).parse().ok()
    }

    /// Whether a box was ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        self.get(name) == "yes"
    }

    /// Whether the form carries that key.
    pub fn has_key(&self, key: &str) -> bool {
        !key.is_empty() && codes::same_key(self.exactly("form_key"), key)
    }
}

impl FromRequest<Arc<App>> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        if !from_here(request.headers()) {
            return Err(StatusCode::FORBIDDEN.into_response());
        }
        let Form(pairs) = Form::<Vec<(String, String)>>::from_request(request, app)
            .await
            .map_err(IntoResponse::into_response)?;
        if pairs.len() > FIELDS {
            return Err(StatusCode::BAD_REQUEST.into_response());
        }
        let sent = pairs.len();
        let fields: BTreeMap<String, String> = pairs.into_iter().collect();
        if fields.len() != sent || fields.values().any(|value| value.contains('\0')) {
            return Err(StatusCode::BAD_REQUEST.into_response());
        }
        Ok(Fields(fields))
    }
}

/// Whether a browser says that its page is ours. Programs that say nothing bring no cookie of anybody either.
pub fn from_here(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    if let Some(site) = site {
        return matches!(site, "same-origin" | "none");
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_from_another_page_is_told_by_what_browsers_say() {
        let check = |headers: &[(&'static str, &'static str)], expected: bool| {
            let map = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            assert_eq!(from_here(&map.collect()), expected, "{headers:?}");
        };
        check(&[("host", "quet.vn"), ("origin", "https://quet.vn")], true);
        check(&[("host", "quet.vn"), ("origin", "https://quet.vn.evil.example")], false);
        check(&[("host", "quet.vn"), ("origin", "null")], false);
        check(&[("host", "quet.vn"), ("sec-fetch-site", "same-origin")], true);
        check(&[("host", "quet.vn"), ("sec-fetch-site", "cross-site")], false);
        check(&[("host", "quet.vn"), ("sec-fetch-site", "same-site")], false);
        check(&[("origin", "https://quet.vn")], false);
        check(&[("host", "quet.vn")], true);
    }
}
