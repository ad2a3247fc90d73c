//! A file as it stands, on the screen and on paper, what is missing in it, and its signature.
//!
//! Must never show a signature under a file that is not complete, or was changed after it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::day::Day;
use office::line;
use office::member::{Group, Member, Missing};
use office::rights::Act;
use office::units::UnitId;
use serde::Deserialize;
use words::Language;

use super::words as labels;
use super::{systems, unit};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::units::change::{AtField, Wrong, wrong};
use crate::console::units::said;
use crate::pages::page;

/// Characters of a signatory's name.
const SIGNATORY: usize = 200;

#[derive(Template)]
#[template(path = "console/member.html")]
struct MemberPage<'a> {
    f: Desk<'a>,
    /// What the form itself says: it is Vietnamese, whoever reads it.
    form: Desk<'a>,
    id: i64,
    unit: String,
    seen: i64,
    state: String,
    is_signed: bool,
    missing: Vec<String>,
    is_complete: bool,
    may_change: bool,
    parts: Vec<Part>,
    introduction: String,
    levels: Vec<(String, Vec<String>)>,
    specialists: Vec<[String; 5]>,
    specialist_titles: Vec<String>,
    signatory: String,
    day: String,
    typed: (String, String),
    wrong: Wrong,
}

/// A part of the file: what it is called, and its fields with what stands in them.
struct Part {
    title: String,
    rows: Vec<(String, String)>,
}

/// What the link says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    done: String,
}

fn parts(f: &Desk<'_>, member: &Member) -> Vec<Part> {
    let fields = member.fields();
    let get = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let rows = |of: &str, all: &[(&str, &'static str)]| {
        all.iter().map(|(name, label)| (f.say(label), get(&format!("{of}{name}")))).collect::<Vec<_>>()
    };
    let mut parts = vec![
        Part { title: f.say("member-part-1"), rows: rows("", &labels::ORGANISATION) },
        Part {
            title: f.say("member-part-2"),
            rows: rows("notices_", labels::POINT.get(2..).unwrap_or_default()),
        },
    ];
    for at in 0..member.contacts.len().max(1) {
        let title = f.with1("member-contact", "number", &(at + 1).to_string());
        parts.push(Part { title, rows: rows(&format!("contact{at}_"), &labels::POINT) });
    }
    parts.push(Part { title: f.say("member-staff"), rows: rows("", &labels::STAFF) });
    for group in Group::ALL {
        let known = member.experience.iter().filter(|(of, ..)| *of == group);
        let rows: Vec<_> = known
            .map(|(_, field, number)| (labels::experience(f, group, *field), number.to_string()))
            .collect();
        if !rows.is_empty() {
            parts.push(Part { title: labels::group(f, group), rows });
        }
    }
    parts
}

async fn shown(
    app: &App,
    signed: &Signed,
    id: i64,
    status: StatusCode,
    typed: (String, String),
    (wrong, done): (Wrong, String),
) -> Result<Response, Stop> {
    let office = app.office()?;
    let name = unit(signed, id, Act::SeePeople)?.last_name().to_owned();
    let (member, version) = office.store.member(id).await?;
    let mut f = Desk::of(app, signed, "/console/units", "member-title");
    f.done = done;
    let form = Desk::outside(app, Language::Vietnamese, "member-title");
    let systems = systems(office, signed, id).await?;
    let missing = unsigned(&member, systems.len());
    let levels = (1..=5_u8).map(|level| {
        let names = systems.iter().filter(|(of, _)| *of == level).map(|(_, name)| name.clone());
        (form.with1("systems-level-of", "level", &level.to_string()), names.collect())
    });
    let fields = member.fields();
    let specialist = |at: usize| {
        labels::SPECIALIST
            .map(|(name, _)| fields.get(&format!("specialist{at}_{name}")).cloned().unwrap_or_default())
    };
    let state = match member.signed {
        Some(day) if member.is_due(signed.today) => f.with1("member-due", "day", &said::day(&f, day)),
        Some(day) => f.with1("member-signed", "day", &said::day(&f, day)),
        None if version == 0 => f.say("member-none"),
        None if missing.is_empty() => f.say("member-complete"),
        None => f.with1("member-draft", "number", &f.count(missing.len())),
    };
    let template = MemberPage {
        id,
        unit: name,
        seen: version,
        state,
        is_signed: member.signed.is_some(),
        is_complete: missing.is_empty(),
        missing: missing.into_iter().map(|one| labels::missing(&f, one)).collect(),
        may_change: unit(signed, id, Act::ChangeContacts).is_ok(),
        parts: parts(&form, &member),
        introduction: member.introduction.clone(),
        levels: levels.collect(),
        specialists: (0..member.specialists.len()).map(specialist).collect(),
        specialist_titles: labels::SPECIALIST.iter().map(|(_, label)| form.say(label)).collect(),
        signatory: member.signatory.clone(),
        day: member.signed.map(|day| said::day(&form, day)).unwrap_or_default(),
        typed,
        wrong,
        form,
        f,
    };
    Ok(page(status, &template))
}

/// What is missing before it can be signed.
pub(super) fn unsigned(member: &Member, systems: usize) -> Vec<Missing> {
    let missing = member.missing(systems).into_iter();
    missing.filter(|one| !matches!(one, Missing::Signed | Missing::Signatory)).collect()
}

/// `GET /console/members/{id}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let f = Desk::of(&app, &signed, "", "member-title");
    let done = match asked.done.as_str() {
        "kept" => f.say("member-done-kept"),
        "signed" => f.say("member-done-signed"),
        _ => String::new(),
    };
    let typed = (String::new(), signed.today.written());
    shown(&app, &signed, id, StatusCode::OK, typed, (Wrong::new(), done)).await
}

/// `POST /console/members/{id}/sign`.
pub async fn sign(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    unit(&signed, id, Act::ChangeContacts)?;
    let office = app.office()?;
    let f = Desk::of(&app, &signed, "/console/units", "member-title");
    let (mut member, _) = office.store.member(id).await?;
    let mut told = Wrong::new();
    let signatory = line::read(fields.get("signatory"), SIGNATORY)
        .map_err(|why| told.extend(wrong("signatory", said::line(&f, why))));
    let day = match Day::read(fields.get("day")) {
        Ok(day) if day > signed.today => Err(f.say("day-future")),
        Ok(day) => Ok(day),
        Err(error) => Err(said::no_day(&f, error)),
    };
    let day = day.map_err(|text| told.extend(wrong("day", text)));
    if !unsigned(&member, systems(office, &signed, id).await?.len()).is_empty() {
        told.extend(wrong("", f.say("member-not-complete")));
    }
    let typed = (fields.get("signatory").to_owned(), fields.get("day").to_owned());
    let (Ok(signatory), Ok(day), true) = (signatory, day, told.is_empty()) else {
        return shown(&app, &signed, id, StatusCode::UNPROCESSABLE_ENTITY, typed, (told, String::new()))
            .await;
    };
    (member.signed, member.signatory) = (Some(day), signatory);
    let seen = fields.number("seen").unwrap_or(-1);
    if office.store.keep_member(UnitId(id), seen, &member, "member.signed", &signed.deed("")).await? {
        return Ok(Redirect::to(&format!("/console/members/{id}?done=signed")).into_response());
    }
    let told = wrong("", f.say("member-conflict-sign"));
    shown(&app, &signed, id, StatusCode::CONFLICT, typed, (told, String::new())).await
}
