//! A person tells of an incident, on the public page, and sees later how far it is.
//!
//! Must never store or log the address that somebody comes from, must never show of an incident more than whether it
//! was looked at, and must never let one visitor fill the office's list.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use words::Language;

use super::frame::{Frame, page};
use crate::app::App;
use crate::console::{Fields, KINDS, Told, answer_to};
use crate::guard::Asked;
use crate::visitor::{Peer, Visitor, visitor};

/// How much is taken from the public page.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Reports from one address, or one household of IPv6, within an hour.
    pub of_one: u32,
    /// Reports within a day, from everybody together.
    pub of_all: u32,
    /// Codes that are looked up within a minute, by everybody together.
    pub codes: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { of_one: 5, of_all: 500, codes: 120 }
    }
}

/// Visitors of whom it is known how much they sent.
const KNOWN: usize = 50_000;

/// What came lately. Visitors are known by a digest with a key that is thrown away with the process.
#[derive(Debug, Default)]
pub struct Intake {
    key: RandomState,
    limits: Limits,
    lately: Mutex<Lately>,
}

#[derive(Debug, Default)]
struct Lately {
    day: i64,
    today: u32,
    minute: i64,
    codes: u32,
    hour: i64,
    by_visitor: BTreeMap<u64, u32>,
}

impl Intake {
    /// Whether one more report is taken from there at that moment.
    pub fn takes(&self, from: Visitor, now: i64) -> bool {
        let who = match from {
            Visitor::At(IpAddr::V4(address)) => self.key.hash_one(address),
            Visitor::At(IpAddr::V6(address)) => self.key.hash_one(u128::from(address) >> 64),
            Visitor::BehindProxy => 0,
        };
        let mut lately = self.lately.lock().unwrap_or_else(PoisonError::into_inner);
        let (day, hour) = (now.div_euclid(86_400), now.div_euclid(3_600));
        if lately.day != day {
            lately.day = day;
            lately.today = 0;
        }
        if lately.hour != hour || lately.by_visitor.len() >= KNOWN {
            lately.hour = hour;
            lately.by_visitor.clear();
        }
        let sent = lately.by_visitor.get(&who).copied().unwrap_or(0);
        if lately.today >= self.limits.of_all || sent >= self.limits.of_one {
            return false;
        }
        lately.today += 1;
        lately.by_visitor.insert(who, sent + 1);
        true
    }

    /// Whether one more code is looked up at that moment.
    pub fn looks_up(&self, now: i64) -> bool {
        let mut lately = self.lately.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = now.div_euclid(60);
        if lately.minute != minute {
            lately.minute = minute;
            lately.codes = 0;
        }
        lately.codes += 1;
        lately.codes <= self.limits.codes
    }
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage<'a> {
    f: Frame<'a>,
    /// What was typed, by field.
    typed: BTreeMap<&'static str, String>,
    /// What is wrong, by field.
    wrong: BTreeMap<&'static str, String>,
    /// Under which code it was taken; empty before.
    code: String,
    /// How far the one is that was asked about; empty where nobody asked.
    state: String,
    /// Whether there is an office here that takes it.
    is_open: bool,
}

impl ReportPage<'_> {
    fn at(&self, field: &str) -> &str {
        self.typed.get(field).map_or("", String::as_str)
    }

    fn wrong(&self, field: &str) -> &str {
        self.wrong.get(field).map_or("", String::as_str)
    }

    fn kinds(&self) -> &'static [(&'static str, &'static str)] {
        &KINDS
    }
}

/// What the link says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Code {
    code: String,
}

fn empty<'a>(app: &'a App, language: Language, host: Option<&str>) -> ReportPage<'a> {
    ReportPage {
        f: Frame::new(app, language, host, "/report", "report-title"),
        typed: BTreeMap::new(),
        wrong: BTreeMap::new(),
        code: String::new(),
        state: String::new(),
        is_open: app.office.is_some(),
    }
}

/// `GET /report`.
pub async fn show(State(app): State<Arc<App>>, Query(code): Query<Code>, asked: Asked) -> Response {
    let mut shown = empty(&app, asked.language, asked.host.as_deref());
    if !code.code.trim().is_empty() {
        shown.typed.insert("code", code.code.chars().take(40).collect());
        let answer =
            if app.intake.looks_up(app.now()) { answer_to(&app, &code.code).await } else { "report-busy" };
        shown.state = shown.f.say(answer);
    }
    page(StatusCode::OK, &shown)
}

/// `POST /report`.
pub async fn take(
    State(app): State<Arc<App>>,
    ConnectInfo(Peer(peer)): ConnectInfo<Peer>,
    headers: HeaderMap,
    asked: Asked,
    fields: Fields,
) -> Response {
    let mut shown = empty(&app, asked.language, asked.host.as_deref());
    let told = Told::read(&shown.f, &fields);
    let told = match told {
        Ok(told) => told,
        Err((typed, wrong)) => {
            shown.typed = typed;
            shown.wrong = wrong;
            return page(StatusCode::UNPROCESSABLE_ENTITY, &shown);
        }
    };
    if !app.intake.takes(visitor(peer.ip(), &headers, &app.config.trusted_proxies), app.now()) {
        shown.typed = told.typed();
        shown.wrong.insert("", shown.f.say("report-too-many"));
        return page(StatusCode::TOO_MANY_REQUESTS, &shown);
    }
    match told.open(&app).await {
        Ok(code) => {
            shown.code = code;
            page(StatusCode::OK, &shown)
        }
        Err(stop) => stop.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Visitor {
        Visitor::At(text.parse().unwrap())
    }

    #[test]
    fn one_visitor_does_not_fill_the_list_and_neither_do_all_together() {
        let intake = Intake { limits: Limits { of_one: 2, of_all: 5, codes: 1 }, ..Intake::default() };
        assert!(intake.takes(at("14.1.1.1"), 100) && intake.takes(at("14.1.1.1"), 101));
        assert!(!intake.takes(at("14.1.1.1"), 102));
        // A household of IPv6 is one visitor.
        assert!(intake.takes(at("2405:4800::1"), 103) && intake.takes(at("2405:4800::2"), 103));
        assert!(!intake.takes(at("2405:4800::3"), 103));
        assert!(intake.takes(at("14.1.1.2"), 104));
        assert!(!intake.takes(at("14.1.1.3"), 105), "five of all");
        assert!(intake.takes(at("14.1.1.1"), 86_400 + 1), "the next day");
        assert!(intake.looks_up(0) && !intake.looks_up(59) && intake.looks_up(60));
        let plain = Limits::default();
        assert!(plain.of_one < plain.of_all);
    }
}
