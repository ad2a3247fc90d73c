//! What is counted of requests, in Prometheus' text format.
//!
//! Must never count by anything that a visitor chose: the route is the template, the method one of a known list.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use axum::http::{Method, StatusCode};

use crate::knowledge::Knowledge;

/// Requests answered, by route, method and class of status.
#[derive(Debug, Default)]
pub struct Metrics(Mutex<BTreeMap<(String, &'static str, u16), u64>>);

/// A method by its name, and any that is not known as one of the rest.
pub fn method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        "PATCH" => "PATCH",
        _ => "other",
    }
}

impl Metrics {
    /// Counts a request.
    pub fn count(&self, route: &str, method: &'static str, status: StatusCode) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((route.to_owned(), method, status.as_u16() / 100)).or_default() += 1;
    }

    /// Everything that is counted.
    pub fn text(&self, knowledge: &Knowledge) -> String {
        let mut text = String::from(
            "# HELP quet_http_requests_total Requests answered.\n# TYPE quet_http_requests_total counter\n",
        );
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for ((route, method, class), count) in counts.iter() {
            // Writing into memory does not fail.
            let _ = writeln!(
                text,
                "quet_http_requests_total{{route=\"{route}\",method=\"{method}\",class=\"{class}xx\"}} {count}"
            );
        }
        drop(counts);
        let _ = writeln!(
            text,
            "# HELP quet_sightings Sightings in the figures.\n# TYPE quet_sightings gauge\nquet_sightings {}",
            knowledge.figures.events
        );
        if let Some(at) = knowledge.imported_at {
            let _ = writeln!(
                text,
                "# HELP quet_last_import_timestamp_seconds When the last import ended.\n# TYPE quet_last_import_timestamp_seconds gauge\nquet_last_import_timestamp_seconds {at}"
            );
        }
        text
    }
}
