//! An incident that starts from a warning letter: its text is read for what it names, and the form stands filled in.
//!
//! Must never call something the attacker's because a letter names it: what was found is shown, to be struck out before
//! anything is opened.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use indicators::letter::{self, LetterLimits};
use office::incident::{TEXT, read_indicator, read_line, read_text};
use office::line::unseen;

use super::{Known, form};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::incidents::new::{Asked, anywhere};
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::unit_field;
use crate::console::units::change::{AtField, Wrong, wrong};
use crate::console::units::said as lines;
use crate::pages::page;

#[derive(Template)]
#[template(path = "console/incident_warning.html")]
struct WarningPage<'a> {
    f: Desk<'a>,
    reference: String,
    text: String,
    wrong: Wrong,
}

/// `GET /console/incidents/new/warning`.
pub async fn show(State(app): State<Arc<App>>, signed: Signed) -> Result<Response, Stop> {
    anywhere(&signed)?;
    let f = Desk::of(&app, &signed, "/console/incidents", "starts-warning");
    let ask = WarningPage { f, reference: String::new(), text: String::new(), wrong: Wrong::new() };
    Ok(page(StatusCode::OK, &ask))
}

/// `POST /console/incidents/new/warning`: reads the text, and shows the form.
pub async fn take(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    anywhere(&signed)?;
    let f = Desk::of(&app, &signed, "/console/incidents", "starts-warning");
    let mut told = Wrong::new();
    let reference = read_line(fields.get("reference")).unwrap_or_else(|why| {
        if !fields.get("reference").is_empty() {
            told.extend(wrong("reference", lines::line(&f, why)));
        }
        String::new()
    });
    let text = fields.exactly("text");
    if text.trim().is_empty() {
        told.extend(wrong("text", f.say("starts-warning-empty")));
    }
    let letter = letter::read(text, &LetterLimits::default()).unwrap_or_default();
    if !told.is_empty() {
        let text = text.to_owned();
        let ask = WarningPage { f, reference: fields.get("reference").to_owned(), text, wrong: told };
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &ask));
    }
    let found: Vec<String> =
        letter.found.iter().filter_map(|(kind, value)| read_indicator(kind.as_str(), value)).collect();
    let note = match (found.len(), letter.left) {
        (0, _) => f.say("starts-warning-nothing"),
        (count, 0) => f.with1("starts-warning-found", "count", &f.count(count)),
        (count, left) => {
            f.words.with("starts-warning-left", &[("count", &f.count(count)), ("left", &f.count(left))])
        }
    };
    // A letter that is longer than a text of an incident is cut there, which the form says; the letter itself is kept as
    // evidence.
    let mut said: String = text.to_owned();
    let mut cut = String::new();
    if read_text(&said).is_err() {
        let seen = said.chars().filter(|c| *c == '\n' || !unseen(*c));
        said = seen.take(TEXT).collect();
        cut = f.say("starts-warning-cut");
    }
    let known = Known { told: said, indicators: found.join("\n"), machine: None };
    let asked = Asked {
        unit: unit_field::written(&signed, signed.person.details.unit),
        source: "warning".to_owned(),
        reference,
        known,
        ..Asked::default()
    };
    let note = if cut.is_empty() { note } else { format!("{note} {cut}") };
    Ok(form(&app, &signed, &asked, note))
}
