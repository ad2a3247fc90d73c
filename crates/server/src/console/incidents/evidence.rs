//! The evidence of an incident: what there is, through whose hands it went, who saw it, and the form that takes more in.
//!
//! Must never show what is in a file: it is only ever given out to be kept.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::incident::{Chain, Kept, Want};
use serde::Deserialize;
use store::incidents::EvidenceLimits;

use super::seen::{Seen, seen};
use super::{done, looks, said, slips, words};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};
use crate::console::units::change::{AtField, Wrong};
use crate::console::units::form::{Field, Typed, typed};
use crate::pages::page;

/// Times that a piece was seen which the page shows, the last ones first.
const SHOWN: usize = 20;

/// What evidence can be, and what it is called.
pub(super) const KINDS: [(&str, &str); 5] = [
    ("log", "evidence-kind-log"),
    ("sample", "evidence-kind-sample"),
    ("image", "evidence-kind-image"),
    ("paper", "evidence-kind-paper"),
    ("other", "evidence-kind-other"),
];

/// What the link says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    done: String,
    step: String,
}

#[derive(Template)]
#[template(path = "console/incident_evidence.html")]
struct EvidencePage<'a> {
    f: Desk<'a>,
    id: i64,
    incident: String,
    pieces: Vec<Piece>,
    fields: Vec<Field>,
    limit: String,
    whole: String,
    wrong: Wrong,
    may_add: bool,
}

/// A piece of evidence, in words.
pub(super) struct Piece {
    pub number: i64,
    pub name: String,
    pub kind: String,
    pub is_sample: bool,
    pub size: String,
    pub sha256: String,
    pub step: String,
    pub from: String,
    pub taken: String,
    pub kept: String,
    pub custody: Vec<(String, String, String)>,
    pub seen: Vec<String>,
    pub more_seen: String,
    pub may_pass: bool,
    pub look: looks::Said,
    pub slip: Vec<String>,
}

/// Whether they may do anything to it but look.
pub(super) fn works(seen: &Seen) -> bool {
    seen.may(Want::Help)
}

/// Every piece, in words.
pub(super) fn pieces(f: &Desk<'_>, seen: &Seen, names: &said::Names, rules: Option<&str>) -> Vec<Piece> {
    let incident = &seen.kept.incident;
    let may_pass = works(seen) && incident.phase.is_live();
    let by = |at: i64, who: &str| format!("{}, {}", f.moment(at), names.name(who));
    let piece = |(number, one): (&i64, &Kept)| Piece {
        number: *number,
        name: one.name.clone(),
        kind: f.say(kind(&one.kind)),
        is_sample: one.kind == "sample",
        size: f.words.bytes(one.bytes),
        sha256: one.sha256.clone(),
        step: one
            .step
            .as_ref()
            .and_then(|id| seen.playbook.step(id))
            .map(|step| {
                let name = words::of(f, &step.name);
                f.words.with("incident-step", &[("number", &step.number.to_string()), ("name", name)])
            })
            .unwrap_or_default(),
        from: one.from.clone(),
        taken: if one.taken_at == 0 { String::new() } else { f.moment(one.taken_at) },
        kept: by(one.kept_at, &one.who),
        custody: one
            .custody
            .iter()
            .map(|hand| {
                let pair = [("from", hand.from.as_str()), ("to", hand.to.as_str())];
                let said = match hand.chain {
                    Chain::Goes => "evidence-passed",
                    Chain::Broken => "custody-passed-broken",
                    Chain::Copied => "custody-copied",
                };
                (f.words.with(said, &pair), by(hand.at, &hand.who), hand.reasons.clone())
            })
            .collect(),
        seen: one.seen.iter().rev().take(SHOWN).map(|(at, who)| by(*at, who)).collect(),
        more_seen: match one.seen.len().saturating_sub(SHOWN) {
            0 => String::new(),
            rest => f.with1("evidence-seen-more", "number", &f.count(rest)),
        },
        look: looks::said(f, one, rules),
        slip: one.slip.as_ref().map(|slip| slips::said(f, slip)).unwrap_or_default(),
        may_pass,
    };
    incident.evidence.iter().map(piece).collect()
}

fn kind(word: &str) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == word).map_or("evidence-kind-other", |(_, said)| said)
}

/// `GET /console/incidents/{id}/evidence`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let seen = seen(app.office()?, &signed, id).await?;
    let told = done(&asked.done);
    shown(&app, &signed, &seen, Shown { step: &asked.step, done: told, ..Shown::plain() }).await
}

/// How the page is shown.
pub(super) struct Shown<'s> {
    pub status: StatusCode,
    pub step: &'s str,
    pub done: Option<&'static str>,
    pub typed: Typed<'s>,
    pub wrong: Wrong,
}

impl Shown<'_> {
    pub(super) fn plain() -> Shown<'static> {
        let (status, wrong) = (StatusCode::OK, Wrong::new());
        Shown { status, step: "", done: None, typed: Typed(None), wrong }
    }
}

/// The page, with what was typed and what is wrong with it.
pub(super) async fn shown(app: &App, signed: &Signed, seen: &Seen, how: Shown<'_>) -> Result<Response, Stop> {
    let mut f = Desk::of(app, signed, "/console/incidents", "desk-incidents");
    f.title = f.say("evidence-title");
    if let Some(done) = how.done {
        f.done = f.say(done);
    }
    let names = said::Names::of(&f, app.office()?, &seen.kept.entries).await?;
    let mut wrong = how.wrong;
    let mut fields = fields(&f, seen, how.step, how.typed);
    for field in &mut fields {
        field.error = wrong.remove(&field.name).unwrap_or_default();
    }
    let whole = wrong.remove("").unwrap_or_default();
    let template = EvidencePage {
        id: seen.kept.id,
        incident: seen.kept.incident.title.clone(),
        pieces: pieces(&f, seen, &names, app.rules.get().as_deref()),
        fields,
        limit: f.words.bytes(EvidenceLimits::default().file),
        whole,
        wrong,
        may_add: works(seen) && seen.kept.incident.phase.is_live(),
        f,
    };
    Ok(page(how.status, &template))
}

fn fields(f: &Desk<'_>, seen: &Seen, step: &str, value: Typed<'_>) -> Vec<Field> {
    let choices = KINDS.iter().map(|(word, said)| ((*word).to_owned(), f.say(said))).collect();
    let kind = typed("kind", f.say("evidence-kind"), String::new(), value.get("kind", "log"), "");
    let mut steps = vec![(String::new(), f.say("evidence-step-none"))];
    steps.extend(seen.playbook.steps().iter().map(|step| {
        let name = words::of(f, &step.name);
        let said = f.words.with("incident-step", &[("number", &step.number.to_string()), ("name", name)]);
        (step.id.to_string(), said)
    }));
    let here = seen.kept.incident.here(&seen.playbook).map(|step| step.id.to_string());
    let before = if step.is_empty() { here.unwrap_or_default() } else { step.to_owned() };
    let at = typed("step", f.say("evidence-step"), String::new(), value.get("step", &before), "");
    // Where a slip says it, nobody has to.
    let line = "maxlength=300 autocomplete=off";
    vec![
        Field { choices, ..kind },
        Field { choices: steps, ..at },
        typed("from", f.say("evidence-from"), f.say("evidence-from-hint"), value.get("from", ""), line),
        typed(
            "taken",
            f.say("evidence-taken"),
            String::new(),
            value.get("taken", &f.local(seen.now)),
            "type=datetime-local required",
        ),
    ]
}
