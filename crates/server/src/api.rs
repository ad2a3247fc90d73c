//! What programs ask: the check, the figures, reports of scans, the pack.
//!
//! Must never answer with an address other than the one that asks, and must never echo more of a request than the name
//! of what is wrong with it.

use std::net::IpAddr;
use std::sync::{Arc, LazyLock};

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use ipnet::IpNet;
use wire::campaign::CampaignFigures;
use wire::check::CheckAnswer;
use wire::refusal::Refusal;
use wire::report::{ReportLimits, ReportOutcome, ReportReceipt, ScanReport};

use crate::app::App;
use crate::description::{self, Undescribed};
use crate::guard::{Asked, Explained};
use crate::reports::NotTaken;
use crate::visitor::Visitor;

/// Figures may be kept for as long as nobody notices.
const A_MINUTE: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// Bits of an IPv6 address by which senders are told apart: what one household is given at most, as a rule.
const SENDER_BITS: u8 = 56;

/// Put together once, when it is asked for first.
static OPENAPI: LazyLock<Result<String, Undescribed>> = LazyLock::new(description::whole);

/// `GET /api/v1/check`.
pub async fn check(State(app): State<Arc<App>>, asked: Asked) -> Json<CheckAnswer> {
    let knowledge = app.current.get();
    Json(app.check(asked.visitor, &knowledge).wire())
}

/// `GET /api/v1/campaign`.
pub async fn campaign(
    State(app): State<Arc<App>>,
) -> ([(header::HeaderName, HeaderValue); 1], Json<CampaignFigures>) {
    ([(header::CACHE_CONTROL, A_MINUTE)], Json(crate::figures::wire(&app, &app.current.get())))
}

/// `GET /api/openapi.json`.
pub async fn openapi() -> Response {
    let headers = [(header::CACHE_CONTROL, A_MINUTE), (header::CONTENT_TYPE, HeaderValue::from_static(JSON))];
    match &*OPENAPI {
        Ok(document) => (headers, document.as_str()).into_response(),
        Err(error) => {
            tracing::error!(error = error as &dyn std::error::Error, "the description is not whole");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

const JSON: &str = "application/json";

/// `GET /healthz`.
pub async fn healthz(State(app): State<Arc<App>>) -> Response {
    match app.current.is_behind() {
        false => "ok\n".into_response(),
        true => {
            (StatusCode::SERVICE_UNAVAILABLE, "behind: something imported cannot be read\n").into_response()
        }
    }
}

/// `GET /metrics`.
pub async fn metrics(State(app): State<Arc<App>>) -> Response {
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], app.metrics.text(&app.current.get())).into_response()
}

/// `GET /campaign/pack`.
pub async fn pack(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let Some(pack) = app.pack.get() else {
        return explain(
            StatusCode::NOT_FOUND,
            "no_pack",
            "This campaign has not published a rule pack yet.",
            "Scan with rules of your own (`quet scan --rules PATH`), or come back later.",
        );
    };
    let tag = format!("\"{}\"", pack.figures.sha256);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let same = known.is_some_and(|known| {
        known.split(',').any(|one| matches!(one.trim(), "*") || one.trim().trim_start_matches("W/") == tag)
    });
    let status = if same { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let body = if same { Body::empty() } else { Body::from(pack.bytes.clone()) };
    let mut response = (status, body).into_response();
    let out = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    // Asked again each time: a pack that was withdrawn is not to live on in a cache.
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    response
}

/// `POST /api/v1/scan-reports`.
pub async fn reports(
    State(app): State<Arc<App>>,
    asked: Asked,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    match take(&app, &asked, &headers, body).await {
        Ok((id, outcome)) => {
            let status = match outcome {
                ReportOutcome::Counted => StatusCode::CREATED,
                ReportOutcome::AlreadyCounted | ReportOutcome::OverDailyCap => StatusCode::OK,
            };
            (status, Json(ReportReceipt { id, outcome })).into_response()
        }
        Err(refused) => *refused,
    }
}

async fn take(
    app: &App,
    asked: &Asked,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<(String, ReportOutcome), Box<Response>> {
    let limits = ReportLimits::default();
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    if !kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(JSON)) {
        return Err(Box::new(refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE)));
    }
    let body = body.map_err(|error| Box::new(refusal(error.status())))?;
    let report: ScanReport = serde_json::from_slice(&body).map_err(|error| {
        // Its own words could repeat what was sent; the place is enough to find it.
        let message = format!(
            "The body is not a scan report: line {}, column {}: {}.",
            error.line(),
            error.column(),
            what_is_wrong(&error)
        );
        let fix = "Send one JSON object with exactly the fields of `ScanReport` in /api/openapi.json.";
        Box::new(explain(StatusCode::BAD_REQUEST, "not_a_report", &message, fix))
    })?;
    report.check(&app.config.campaign.id, &limits).map_err(|refused| {
        let fix = "Correct the report; sent again as it is, it will be refused again.";
        let message = format!("The report is refused as a whole: {refused}.");
        Box::new(explain(StatusCode::UNPROCESSABLE_ENTITY, "refused", &message, fix))
    })?;
    let Visitor::At(address) = asked.visitor else {
        return Err(Box::new(explain(
            StatusCode::BAD_REQUEST,
            "sender_unknown",
            "A proxy stands between and did not say for whom, so the daily cap cannot be kept.",
            "The server's operator: let the proxy append the connecting address to X-Forwarded-For.",
        )));
    };
    let id = report.id.clone();
    let outcome = app.desk.hand_in(report, sender(address)).await.map_err(|error| {
        let code = match error {
            NotTaken::Busy => "busy",
            NotTaken::NotKept => "not_kept",
        };
        let fix = "Send the same report again, with the same `id`: it is counted once.";
        let message = "The report was not kept.";
        let mut response = explain(StatusCode::SERVICE_UNAVAILABLE, code, message, fix);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
        Box::new(response)
    })?;
    Ok((id, outcome))
}

/// What kind of mistake it is, without repeating what was sent but for the name of a field.
fn what_is_wrong(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let field = |start: &str| {
        let name = text.strip_prefix(start)?.split('`').next()?;
        let known =
            !name.is_empty() && name.len() <= 40 && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        known.then(|| format!("{start}{name}`"))
    };
    let named = ["unknown field `", "missing field `", "duplicate field `"].into_iter().find_map(field);
    named.unwrap_or_else(|| {
        match error.classify() {
            serde_json::error::Category::Data => "a value of the wrong type, or a field that no report has",
            serde_json::error::Category::Eof => "it ends too early",
            _ => "no JSON",
        }
        .to_owned()
    })
}

/// As much of an address as tells senders apart.
fn sender(address: IpAddr) -> IpNet {
    let bits = if address.is_ipv4() { 32 } else { SENDER_BITS };
    IpNet::new(address, bits).map_or(IpNet::from(address), |network| network.trunc())
}

/// A refusal for an error that has no words of its own.
pub fn refusal(status: StatusCode) -> Response {
    let (code, message, fix) = match status {
        StatusCode::NOT_FOUND => ("not_found", "There is nothing at this address.", "See /api/openapi.json."),
        StatusCode::METHOD_NOT_ALLOWED => {
            ("method", "This address does not know that method.", "Use one that `Allow` names.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            ("too_large", "The body is larger than any report.", "Send at most 65,536 bytes.")
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            ("media_type", "The body is to be JSON.", "Send `Content-Type: application/json`.")
        }
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => (
            "headers_too_large",
            "The header is larger than 16,384 bytes.",
            "Send fewer or shorter header lines.",
        ),
        StatusCode::URI_TOO_LONG => {
            ("target_too_long", "The address is longer than 2,048 bytes.", "Ask for a shorter one.")
        }
        status if status.is_server_error() => (
            "failed",
            "The server could not answer.",
            "Try again in a minute; nothing was kept of this request.",
        ),
        _ => ("bad_request", "The request cannot be understood.", "See /api/openapi.json."),
    };
    explain(status, code, message, fix)
}

pub(crate) fn explain(status: StatusCode, error: &str, message: &str, fix: &str) -> Response {
    let refusal = Refusal { error: error.to_owned(), message: message.to_owned(), fix: fix.to_owned() };
    let mut response = (status, Json(refusal)).into_response();
    response.extensions_mut().insert(Explained);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_an_ipv4_address_or_an_ipv6_household() {
        let check = |address: &str, expected: &str| {
            assert_eq!(sender(address.parse().unwrap()).to_string(), expected);
        };
        check("14.160.12.34", "14.160.12.34/32");
        check("2405:4800:1:2ff::a", "2405:4800:1:200::/56");
    }
}
