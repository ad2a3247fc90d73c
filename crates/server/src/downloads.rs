//! Hands out the programs that the campaign offers, and the list of their digests.
//!
//! Must never send a byte that was not hashed: everything comes out of memory, from the value that holds the digest too.
//! Must never let anything on the way alter it.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use crate::app::App;
use crate::guard::Explained;

/// Asked again each time, so that one that was withdrawn does not live on in a cache; and sent as it is.
const CACHED: HeaderValue = HeaderValue::from_static("no-cache, no-transform");

/// What is not packed for the way, see `app::App::around`.
const PROGRAM: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// What a request asks for, of so many bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// All of it.
    Whole,
    /// These.
    Some(Range<usize>),
    /// None that there are.
    Nothing,
}

/// `GET /programs/{name}`.
pub async fn program(State(app): State<Arc<App>>, Path(name): Path<String>, asked: HeaderMap) -> Response {
    let Some(program) = app.programs.get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let tag = format!("\"{}\"", program.sha256());
    let bytes = program.bytes();
    let text = |name: HeaderName| asked.get(name).and_then(|value| value.to_str().ok());
    let known = text(header::IF_NONE_MATCH).is_some_and(|known| names(known, &tag));
    // Whoever goes on with what was begun says of what; of anything else they get the whole.
    let goes_on = text(header::IF_RANGE).is_none_or(|begun| begun.trim() == tag);
    let range = text(header::RANGE).filter(|_| goes_on);
    let part = range.map_or(Part::Whole, |range| part(range, bytes.len()));
    let (status, body, range) = match part {
        _ if known => (StatusCode::NOT_MODIFIED, Body::empty(), None),
        Part::Whole => (StatusCode::OK, Body::from(bytes.clone()), None),
        Part::Some(range) => {
            let last = range.end.saturating_sub(1);
            let said = format!("bytes {}-{last}/{}", range.start, bytes.len());
            (StatusCode::PARTIAL_CONTENT, Body::from(bytes.slice(range)), Some(said))
        }
        Part::Nothing => {
            (StatusCode::RANGE_NOT_SATISFIABLE, Body::empty(), Some(format!("bytes */{}", bytes.len())))
        }
    };
    let mut response = (status, body).into_response();
    // A range that there is not needs no page to explain it: programs ask for ranges.
    response.extensions_mut().insert(Explained);
    let saved = format!("attachment; filename=\"{}\"", app.programs.saved_as(&program));
    let lines = [
        (header::ETAG, Some(tag)),
        (header::CONTENT_RANGE, range),
        (header::CONTENT_DISPOSITION, Some(saved)),
    ];
    let out = response.headers_mut();
    for (name, value) in lines {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            out.insert(name, value);
        }
    }
    out.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    out.insert(header::CACHE_CONTROL, CACHED);
    out.insert(header::CONTENT_TYPE, PROGRAM);
    response
}

/// `GET /programs/SHA256SUMS`: what `sha256sum --check` reads, beside the programs under their own names.
pub async fn sums(State(app): State<Arc<App>>) -> Response {
    let mut lines = String::new();
    for program in app.programs.all().iter() {
        // Writing into a `String` cannot fail. The star says that all of its bytes count.
        let _ = writeln!(lines, "{} *{}", program.sha256(), program.name());
    }
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, CACHED)];
    (headers, Bytes::from(lines)).into_response()
}

/// Whether a list of tags names this one.
fn names(list: &str, tag: &str) -> bool {
    list.split(',').any(|one| matches!(one.trim(), "*") || one.trim().trim_start_matches("W/") == tag)
}

/// Reads a `Range`: one stretch of bytes. Of anything else all is sent, as the standard (RFC 9110, 14.2) allows.
fn part(range: &str, length: usize) -> Part {
    let number = |digits: &str| {
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        // More than any file has is as good as the most there can be.
        plain.then(|| digits.parse().unwrap_or(usize::MAX))
    };
    let Some((first, last)) = range.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-'))
    else {
        return Part::Whole;
    };
    let (first, last) = (first.trim(), last.trim());
    let stretch = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Some(first), None) if last.is_empty() => first..length,
        (None, Some(last)) if first.is_empty() => length.saturating_sub(last)..length,
        _ => return Part::Whole,
    };
    if stretch.is_empty() { Part::Nothing } else { Part::Some(stretch) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_within_what_there_is() {
        for (range, expected) in [
            ("bytes=0-", Part::Some(0..10)),
            ("bytes=0-0", Part::Some(0..1)),
            ("bytes=4-6", Part::Some(4..7)),
            ("bytes= 4 - 6 ", Part::Some(4..7)),
            ("bytes=4-99999999999999999999999999", Part::Some(4..10)),
            ("bytes=-3", Part::Some(7..10)),
            ("bytes=-99", Part::Some(0..10)),
            ("bytes=10-", Part::Nothing),
            ("bytes=99999999999999999999999999-", Part::Nothing),
            ("bytes=-0", Part::Nothing),
            ("bytes=6-4", Part::Whole),
            ("bytes=1-2,4-5", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("bytes=1", Part::Whole),
            ("lines=1-2", Part::Whole),
            ("", Part::Whole),
        ] {
            assert_eq!(part(range, 10), expected, "{range}");
        }
    }
}
