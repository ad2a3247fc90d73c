//! An incident that starts from what `quet scan` wrote on a machine: the file is read, and the form stands filled in.
//!
//! Must never take a part of a scan for the whole, and must never say of a machine that it was read to the end where its
//! scan does not.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::incident::Machine;
use office::line::unseen;
use wire::scan_output::{OutputLimits, ScanOutput, Unread, read};

use super::{INDICATORS, Known, form};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::incidents::new::{Asked, anywhere};
use crate::console::signed::{Signed, Stop};
use crate::console::tables::{self, Came};
use crate::console::unit_field;
use crate::console::units::change::{AtField, Wrong, wrong};
use crate::pages::page;

/// Findings that are written out.
const WRITTEN: usize = 20;

#[derive(Template)]
#[template(path = "console/incident_scan.html")]
struct ScanPage<'a> {
    f: Desk<'a>,
    machine: String,
    limit: String,
    wrong: Wrong,
}

fn ask(app: &App, signed: &Signed, status: StatusCode, machine: &str, wrong: Wrong) -> Response {
    let f = Desk::of(app, signed, "/console/incidents", "starts-scan");
    let limit = app.office.as_ref().map_or(0, |office| office.uploads.limits().file);
    let limit = f.words.bytes(limit as u64);
    page(status, &ScanPage { f, machine: machine.to_owned(), limit, wrong })
}

/// `GET /console/incidents/new/scan`.
pub async fn show(State(app): State<Arc<App>>, signed: Signed) -> Result<Response, Stop> {
    anywhere(&signed)?;
    Ok(ask(&app, &signed, StatusCode::OK, "", Wrong::new()))
}

/// `POST /console/incidents/new/scan`: reads the file, and shows the form.
pub async fn take(State(app): State<Arc<App>>, signed: Signed, request: Request) -> Result<Response, Stop> {
    anywhere(&signed)?;
    let Came { fields, file } = match tables::came(request, &app, &signed).await {
        Ok(came) => came,
        Err(answer) => return Ok(answer),
    };
    let machine: String = fields.get("machine").chars().take(300).collect();
    let bytes = match file {
        Ok(bytes) => bytes,
        Err((status, text)) => return Ok(ask(&app, &signed, status, &machine, wrong("file", text))),
    };
    let f = Desk::of(&app, &signed, "/console/incidents", "starts-scan");
    let mut told = Wrong::new();
    if machine.is_empty() {
        told.extend(wrong("machine", f.say("starts-machine-needed")));
    }
    let output = read(&bytes, &OutputLimits::default()).map_err(|why| {
        let line = |id: &str, number: usize| f.with1(id, "line", &f.count(number));
        let text = match why {
            Unread::TooLarge(number) => line("starts-scan-too-large", number),
            Unread::Line(number) => line("starts-scan-line", number),
            Unread::Cut => f.say("starts-scan-cut"),
            Unread::Contradiction => f.say("starts-scan-contradiction"),
        };
        told.extend(wrong("file", text));
    });
    match output {
        Ok(output) if told.is_empty() => {
            let asked = Asked {
                unit: unit_field::written(&signed, signed.person.details.unit),
                source: "scan".to_owned(),
                title: f.with1("starts-scan-name", "machine", &machine).chars().take(300).collect(),
                known: known(&f, &output, &machine),
                ..Asked::default()
            };
            Ok(form(&app, &signed, &asked, String::new()))
        }
        _ => Ok(ask(&app, &signed, StatusCode::UNPROCESSABLE_ENTITY, &machine, told)),
    }
}

fn known(f: &Desk<'_>, output: &ScanOutput, machine: &str) -> Known {
    let number = |number: u64| f.words.number(number);
    let mut lines = vec![
        f.words.with(
            "starts-scan-sum",
            &[
                ("machine", machine),
                ("read", &number(output.read)),
                ("seen", &number(output.seen)),
                ("found", &number(output.found)),
                ("cleaned", &number(output.cleaned)),
            ],
        ),
        if output.complete {
            f.say("starts-scan-whole")
        } else {
            f.with1("starts-scan-gaps", "gaps", &number(output.gaps))
        },
    ];
    for finding in output.findings.iter().take(WRITTEN) {
        let at = std::iter::once(&finding.path).chain(finding.inside.iter().take(5)).map(|part| shown(part));
        let names: BTreeSet<String> = finding.because.iter().map(|one| shown(&one.name)).collect();
        let names: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).take(5).collect();
        lines.push(format!("- {}: {}", at.collect::<Vec<_>>().join(" › "), names.join(", ")));
    }
    let written = output.findings.len().min(WRITTEN) as u64;
    if output.found > written {
        lines.push(f.with1("starts-scan-more", "count", &number(output.found - written)));
    }
    let digests: BTreeSet<&str> = output.findings.iter().map(|finding| finding.sha256.as_str()).collect();
    let digests: Vec<&str> =
        digests.into_iter().filter(|digest| digest.len() == 64).take(INDICATORS).collect();
    // When it was scanned, the output does not say.
    let found = Machine {
        place: String::new(),
        scanned_at: 0,
        found: output.found,
        cleaned: output.cleaned,
        complete: output.complete,
        report: String::new(),
    };
    Known {
        told: lines.join("\n"),
        indicators: digests.join("\n"),
        machine: Some((machine.to_owned(), found)),
    }
}

/// A name of a machine's as a text may hold it: no longer than a line of it, and without what is not seen.
fn shown(name: &str) -> String {
    name.chars().take(200).map(|c| if unseen(c) { '\u{fffd}' } else { c }).collect()
}
