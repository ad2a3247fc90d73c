//! The slip that somebody is given to begin with: printed, or read out.
//!
//! Must never be shown twice: what is kept of its code is a digest.

use askama::Template;
use axum::response::Response;
use serde_json::json;
use store::people::Person;

use super::super::codes;
use super::super::frame::{Desk, sent};
use super::super::qr::picture;
use super::super::reach::sealed;
use super::super::signed::Signed;
use crate::app::App;

/// Seconds for which a code is good: an office reads its mail weekly.
pub const GOOD_FOR: i64 = 14 * 86_400;

#[derive(Template)]
#[template(path = "console/slip.html")]
struct SlipPage<'a> {
    f: Desk<'a>,
    id: i64,
    lead: String,
    name: String,
    belongs: String,
    login: String,
    page: String,
    code: String,
    until: String,
    picture: String,
    /// The slip for the form that sends it by mail; empty where none can be.
    sealed: String,
    address: String,
}

/// What is handed over.
pub struct Slip<'s> {
    /// To whom.
    pub person: &'s Person,
    /// The code.
    pub code: &'s str,
    /// When it runs out.
    pub until: i64,
    /// Where people reach this server, as whoever prints the slip does.
    pub origin: String,
    /// Whether it replaces what somebody signed in with before.
    pub again: bool,
}

/// Where people reach this server.
pub fn origin(app: &App, host: Option<&str>) -> String {
    let named = app.config.public_url.clone();
    named.or_else(|| host.map(|host| format!("http://{host}"))).unwrap_or_default()
}

/// The page with the slip.
pub fn page(app: &App, signed: &Signed, slip: &Slip<'_>) -> Response {
    let f = Desk::of(app, signed, "/console/people", "slip-title");
    let page = format!("{}/console/invited", slip.origin);
    let link = format!("{page}?code={}", codes::typed(slip.code));
    let details = &slip.person.details;
    let (login, code, until, again) = (&details.login, slip.code, slip.until, slip.again);
    let content = json!({ "login": login, "code": code, "link": link, "until": until, "again": again });
    sent(&SlipPage {
        id: slip.person.id.0,
        lead: f.say(if slip.again { "slip-lead-again" } else { "slip-lead" }),
        name: details.name.clone(),
        belongs: signed.unit_name(details.unit),
        login: details.login.clone(),
        code: slip.code.to_owned(),
        until: f.moment(slip.until),
        picture: if slip.origin.is_empty() { String::new() } else { picture(&link) },
        page,
        sealed: sealed(app, signed, slip.person, &content),
        address: details.email.clone(),
        f,
    })
}
