//! A package comes in: the form, and what comes of it.
//!
//! Must never read what comes before it is known whose form it is, must never keep more of it than a package may have, and
//! must never tell of an incident that who brings it may not see.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{Seek, Write};
use std::sync::Arc;

use askama::Template;
use axum::extract::multipart::{Field as Part, Multipart};
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::{Act, Refused};
use store::servers::KnownServer;
use wire::pack::Key;
use wire::package::{Package, PackageError, PackageLimits, State as Of};

use super::super::seen::looked;
use super::super::{new, parts, upload};
use super::{Fault, TakeError, Taking, take_in, unit_name};
use crate::app::App;
use crate::console::forms::{Fields, from_here};
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};
use crate::console::unit_field;
use crate::console::units::change::{AtField, Wrong, wrong};
use crate::pages::page;

/// Parts of the form.
const PARTS: usize = 6;

/// Files that are named where several are not what was signed.
const NAMED: usize = 10;

#[derive(Template)]
#[template(path = "console/package_arrives.html")]
struct ArrivePage<'a> {
    f: Desk<'a>,
    unit: String,
    proposed: Vec<(String, String)>,
    servers: Vec<String>,
    may_know: bool,
    limit: String,
    wrong_unit: String,
    /// The one that is here already, where they may see it.
    there: Option<i64>,
    wrong: Wrong,
}

/// What stands on the page beside the form.
#[derive(Default)]
struct Now {
    unit: String,
    there: Option<i64>,
    wrong: Wrong,
}

async fn shown(app: &App, signed: &Signed, status: StatusCode, now: Now) -> Result<Response, Stop> {
    let mut f = Desk::of(app, signed, "/console/incidents", "desk-incidents");
    f.title = f.say("package-arrive");
    let servers = living(app.office()?.store.known_servers().await?);
    let template = ArrivePage {
        unit: if now.unit.is_empty() {
            unit_field::written(signed, signed.person.details.unit)
        } else {
            now.unit
        },
        proposed: unit_field::proposed(signed, Act::WorkOnIncidents),
        servers: servers.into_iter().map(|server| server.name).collect(),
        may_know: super::super::super::servers::may(signed).is_ok(),
        limit: f.words.bytes(PackageLimits::default().bytes),
        wrong_unit: now.wrong.at("unit").to_owned(),
        there: now.there,
        wrong: now.wrong,
        f,
    };
    Ok(page(status, &template))
}

fn living(servers: Vec<KnownServer>) -> Vec<KnownServer> {
    servers.into_iter().filter(|server| server.ended_at.is_none()).collect()
}

/// `GET /console/incidents/take-in`.
pub async fn show(State(app): State<Arc<App>>, signed: Signed) -> Result<Response, Stop> {
    new::anywhere(&signed)?;
    shown(&app, &signed, StatusCode::OK, Now::default()).await
}

/// Why nothing was taken in.
enum Not {
    Sent(Stop),
    Broken,
    Wrong(StatusCode, Wrong),
    There(i64, String),
}

impl From<Stop> for Not {
    fn from(stop: Stop) -> Not {
        Not::Sent(stop)
    }
}

/// `POST /console/incidents/take-in`.
pub async fn take(State(app): State<Arc<App>>, signed: Signed, request: Request) -> Result<Response, Stop> {
    new::anywhere(&signed)?;
    let mut texts = BTreeMap::new();
    let not = match taken(&app, &signed, request, &mut texts).await {
        Ok(id) => {
            return Ok(Redirect::to(&format!("/console/incidents/{id}?done=came")).into_response());
        }
        Err(not) => not,
    };
    let unit = texts.get("unit").cloned().unwrap_or_default();
    match not {
        Not::Sent(stop) => Err(stop),
        Not::Broken => Ok(StatusCode::BAD_REQUEST.into_response()),
        Not::Wrong(status, wrong) => shown(&app, &signed, status, Now { unit, there: None, wrong }).await,
        Not::There(id, told) => {
            let there = looked(app.office()?, &signed, id).await.ok().map(|seen| seen.kept.id);
            let now = Now { unit, there, wrong: wrong("file", told) };
            shown(&app, &signed, StatusCode::CONFLICT, now).await
        }
    }
}

fn amiss(field: &str, text: String) -> Not {
    Not::Wrong(StatusCode::UNPROCESSABLE_ENTITY, wrong(field, text))
}

async fn taken(
    app: &Arc<App>,
    signed: &Signed,
    request: Request,
    texts: &mut BTreeMap<String, String>,
) -> Result<i64, Not> {
    let limits = PackageLimits::default();
    let f = Desk::of(app, signed, "/console/incidents", "desk-incidents");
    let office = app.office()?;
    let too_large = || {
        let told = f.with1("package-arrive-too-large", "limit", &f.words.bytes(limits.bytes));
        Not::Wrong(StatusCode::PAYLOAD_TOO_LARGE, wrong("file", told))
    };
    if !from_here(request.headers()) {
        return Err(Stop::NotOurForm.into());
    }
    if upload::says_too_much(request.headers(), limits.bytes) {
        return Err(too_large());
    }
    let mut form = Multipart::from_request(request, app).await.map_err(|_| Not::Broken)?;
    // What is said stands before the file: none is read of which it is not known whose it is and for whom.
    let file = loop {
        let Some(part) = form.next_field().await.map_err(|_| Not::Broken)? else { break None };
        let name = part.name().unwrap_or("").to_owned();
        if name == "file" {
            break Some(part);
        }
        if texts.len() >= PARTS || texts.contains_key(&name) {
            return Err(Not::Broken);
        }
        texts.insert(name, upload::text(part).await.ok_or(Not::Broken)?);
    };
    let fields = Fields::of(texts.clone()).ok_or(Not::Broken)?;
    if !fields.has_key(&signed.session.form_key) {
        return Err(Stop::NotOurForm.into());
    }
    let unit =
        unit_field::read(&f, signed, fields.get("unit"), signed.today).map_err(|told| amiss("unit", told))?.0;
    if signed.may(Act::WorkOnIncidents, unit).is_err() {
        return Err(amiss("unit", f.with1("units-not-yours", "code", &signed.unit_code(unit))));
    }
    let Some(file) = file else { return Err(amiss("file", f.say("package-no-file"))) };
    let servers = living(office.store.known_servers().await.map_err(Stop::from)?);
    if servers.is_empty() {
        return Err(amiss("file", f.say("package-nobody-known")));
    }
    let scratch = office.store.scratch().map_err(Stop::from)?;
    let Some(file) = written(&f, file, scratch, limits.bytes).await? else { return Err(too_large()) };
    if form.next_field().await.map_err(|_| Not::Broken)?.is_some() {
        return Err(Not::Broken);
    }
    let keys: Vec<Key> = servers.iter().filter_map(|server| server.key.parse().ok()).collect();
    let package = tokio::task::spawn_blocking(move || Package::open(file, &keys, &limits)).await;
    let package =
        package.map_err(|_| Not::Broken)?.map_err(|error| amiss("file", package_said(&f, &error)))?;
    let text = package.key.to_string();
    let server = servers.into_iter().find(|server| server.key == text).ok_or(Not::Broken)?;
    let taking = Taking {
        server: &server.name,
        unit,
        to: &unit_name(&signed.units.tree, unit),
        given: &parts::of(&signed.units.tree, signed.today, unit),
        named: BTreeSet::from([signed.person.id]),
        grants: Some(&signed.standing.grants),
        deed: &signed.deed(""),
    };
    take_in(&office.store, package, &taking).await.map_err(|error| refused(&f, error))
}

/// What was sent, on the disk under no name; nothing where it is more than may be.
async fn written(f: &Desk<'_>, mut part: Part<'_>, mut to: File, most: u64) -> Result<Option<File>, Not> {
    let mut size = 0_u64;
    while let Some(chunk) = part.chunk().await.map_err(|_| Not::Broken)? {
        size += chunk.len() as u64;
        if size > most {
            return Ok(None);
        }
        to.write_all(&chunk).map_err(|error| {
            tracing::error!(%error, "a package was not written down");
            Not::Wrong(StatusCode::INSUFFICIENT_STORAGE, wrong("file", f.say("evidence-disk-full")))
        })?;
    }
    to.rewind().map_err(|_| Not::Broken)?;
    Ok(Some(to))
}

/// Why a file is no package that may be used, in words.
fn package_said(f: &Desk<'_>, error: &PackageError) -> String {
    match error {
        PackageError::OtherKey { found } => f.with1("package-other-key", "number", found),
        PackageError::Altered => f.say("package-altered"),
        PackageError::TooLarge(_) => f.say("package-too-large"),
        PackageError::NotCanonical => f.say("package-newer-form"),
        PackageError::AlteredFile(name) => f.with1("package-file-altered", "files", name),
        _ => f.say("package-none"),
    }
}

fn refused(f: &Desk<'_>, error: TakeError) -> Not {
    use store::incidents::IncidentsError;
    match error {
        TakeError::Own(id) => Not::There(id, f.say("package-own")),
        TakeError::There { id, more: 0 } => Not::There(id, f.say("package-there")),
        TakeError::There { id, more } => {
            Not::There(id, f.with1("package-there-more", "number", &f.words.number(more)))
        }
        TakeError::Package(error) | TakeError::Fault(Fault::Package(error)) => {
            amiss("file", package_said(f, &error))
        }
        TakeError::Files(files) => {
            let wrong = files.iter().filter(|file| file.state != Of::Whole);
            let names: Vec<&str> = wrong.map(|file| file.name.as_str()).take(NAMED).collect();
            amiss("file", f.with1("package-file-altered", "files", &names.join(", ")))
        }
        TakeError::Fault(fault) => amiss("file", fault_said(f.words, &fault)),
        TakeError::Incidents(IncidentsError::Store(error)) if error.disk_is_full() => {
            tracing::error!("the disk is full: a package was not taken in");
            Not::Wrong(StatusCode::INSUFFICIENT_STORAGE, wrong("file", f.say("evidence-disk-full")))
        }
        TakeError::Incidents(IncidentsError::Store(error)) => Not::Sent(error.into()),
        TakeError::Incidents(_) | TakeError::Restricted => Not::Sent(Refused::NotAllowed.into()),
        TakeError::NoRandom => Not::Sent(Stop::NoRandom),
    }
}

/// What does not hold together, in words.
pub fn fault_said(words: &words::Words, fault: &Fault) -> String {
    match fault {
        Fault::Missing(name) => words.with("package-missing", &[("file", name)]),
        Fault::History(why) => words
            .with("package-history", &[("why", &words.with("technical", &[("error", &why.to_string())]))]),
        Fault::Events { told, held } => {
            words.with("package-events", &[("told", &words.number(*told)), ("held", &words.number(*held))])
        }
        Fault::Names => words.say("package-names"),
        Fault::Playbook => words.say("package-playbook"),
        Fault::Evidence(number) => words.with("package-evidence", &[("number", &number.to_string())]),
        Fault::Package(error) => words.with("technical", &[("error", &error.to_string())]),
    }
}
