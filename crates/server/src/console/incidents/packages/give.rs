//! An incident goes out as a package: the form, and the file.
//!
//! Must never give the file before the incident says to whom it went, and never what who makes it may not see.

use std::sync::Arc;

use ::words::Language;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::incident::{Want, read_line, read_text};
use office::rights::Refused;
use wire::package::PackageError;

use super::super::act::{decide, happen};
use super::super::download::{attached, noted, read_on};
use super::super::seen::{Seen, seen};
use super::super::words;
use super::{MakeError, Making, make, out};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::form::{Field, FormPage, Group, Typed, typed};
use crate::console::units::said as lines;

/// Whether they may hand it out: what is practised is handed to nobody.
pub(in super::super) fn may(seen: &Seen) -> bool {
    seen.kept.drill.is_none() && seen.may(Want::Unit)
}

fn page<'a>(app: &'a App, signed: &Signed, seen: &Seen, value: Typed<'_>) -> FormPage<'a> {
    let mut f = Desk::of(app, signed, "/console/incidents", "desk-incidents");
    f.title = f.say("package-give");
    let incident = &seen.kept.incident;
    let samples = incident.evidence.values().filter(|kept| kept.kind == "sample").count();
    let counts = [
        ("events", f.count(seen.kept.entries.len())),
        ("evidence", f.count(incident.evidence.len())),
        ("samples", f.count(samples)),
        ("size", f.words.bytes(incident.evidence.values().map(|kept| kept.bytes).sum())),
    ];
    let pairs: Vec<(&str, &str)> = counts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let line = "required maxlength=300 autocomplete=off";
    let to = typed("to", f.say("package-to"), f.say("package-to-hint"), value.get("to", ""), line);
    let why = typed("reasons", f.say("incident-reasons"), String::new(), value.get("reasons", ""), "");
    let choices = [("no", "package-goes-on-no"), ("yes", "package-goes-on-yes")];
    let goes_on = Field {
        choices: choices.map(|(word, said)| (word.to_owned(), f.say(said))).to_vec(),
        ..typed("goes_on", f.say("package-goes-on"), String::new(), value.get("goes_on", "no"), "")
    };
    let fields = vec![to, Field { lines: 4, ..why }, goes_on];
    let id = seen.kept.id;
    FormPage {
        back: (format!("/console/incidents/{id}"), incident.title.clone()),
        lead: f.words.with("package-give-lead", &pairs),
        action: format!("/console/incidents/{id}/package"),
        seen: 0,
        groups: vec![Group::plain(fields)],
        button: f.say("package-give-do"),
        is_grave: false,
        whole: String::new(),
        now: None,
        f,
    }
}

async fn may_be_given(app: &App, signed: &Signed, id: i64) -> Result<Seen, Stop> {
    let seen = seen(app.office()?, signed, id).await?;
    if seen.kept.drill.is_some() {
        return Err(Stop::NotThere);
    }
    if may(&seen) { Ok(seen) } else { Err(Refused::NotAllowed.into()) }
}

/// `GET /console/incidents/{id}/package`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
) -> Result<Response, Stop> {
    let seen = may_be_given(&app, &signed, id).await?;
    Ok(page(&app, &signed, &seen, Typed(None)).sent(StatusCode::OK, Wrong::new()))
}

/// `POST /console/incidents/{id}/package`.
pub async fn give(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let office = app.office()?;
    let seen = may_be_given(&app, &signed, id).await?;
    let f = Desk::of(&app, &signed, "/console/incidents", "desk-incidents");
    let again = |status, wrong| page(&app, &signed, &seen, Typed(Some(&fields))).sent(status, wrong);
    let mut told = Wrong::new();
    let made_for = read_line(fields.get("to")).unwrap_or_else(|why| {
        told.extend(wrong("to", lines::line(&f, why)));
        String::new()
    });
    let reasons = read_text(fields.exactly("reasons")).unwrap_or_else(|why| {
        told.extend(wrong("reasons", lines::line(&f, why)));
        String::new()
    });
    // A form of before that question hands out a copy.
    let goes_on = fields.get("goes_on");
    if !matches!(goes_on, "" | "no" | "yes") {
        told.extend(wrong("goes_on", f.say("incident-choose-one")));
    }
    if !told.is_empty() {
        return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, told));
    }
    let making = Making {
        by: signed.person.details.name.clone(),
        made_for,
        reasons,
        now: signed.now,
        goes_on: goes_on == "yes",
    };
    // Whether it may go out is asked before hours are spent on it, and again when it is noted.
    let event = out(&making, String::new(), String::new(), 0, Vec::new());
    if let Err(why) = decide(&app, &signed, &seen.kept, &event, None, seen.now) {
        return match why {
            office::incident::Refused::NotYours => Err(Refused::NotAllowed.into()),
            why => Ok(again(StatusCode::UNPROCESSABLE_ENTITY, wrong("", words::refused(&f, &why)))),
        };
    }
    let both = [app.words(Language::Vietnamese), app.words(Language::English)];
    let going = match make(&office.store, seen.kept.clone(), &signed.units, &making, both).await {
        Ok(going) => going,
        Err(MakeError::Package(PackageError::TooLarge(_))) => {
            return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, wrong("", f.say("package-too-large"))));
        }
        Err(MakeError::Store(error)) => return Err(error.into()),
        Err(error) => {
            tracing::error!(incident = id, error = &error as &dyn std::error::Error, "no package was made");
            return Ok(again(StatusCode::INSUFFICIENT_STORAGE, wrong("", f.say("package-not-made"))));
        }
    };
    noted(happen(&app, &signed, id, &going.event, None).await)?;
    let name = format!("quet-{}-{}.zip", seen.kept.code, seen.kept.entries.len());
    Ok(attached(&name, going.size, read_on(going.file)))
}
