//! What the program brings now is put together with a unit's own copy: what changed on one side merges by itself, and where both
//! changed the same, a person chooses, step by step.
//!
//! Must never choose for anybody, and must never put together what was not shown: both are named by their digests.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use office::playbook::{Conflict, Conflicts, Playbook, Side, merge_choosing};

use super::act::{At, Failed};
use crate::console::forms::Fields;
use crate::console::frame::Desk;
use crate::console::incidents::of;
use crate::console::office::Office;
use crate::console::signed::Stop;
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::form::{Now, Typed};
use crate::pages::page as answer;
use crate::playbooks::{changes, refused};

use super::one::Differs;

/// Characters of a text that a conflict shows.
const SHOWN: usize = 600;

#[derive(Template)]
#[template(path = "console/own_merge.html")]
struct MergePage<'a> {
    f: Desk<'a>,
    back: (String, String),
    lead: String,
    action: String,
    seen: i64,
    shipped: String,
    whole: String,
    conflict: String,
    theirs: Differs,
    ours: Differs,
    choices: Vec<Choice>,
    decline: String,
}

/// What a person chooses at once.
struct Choice {
    number: usize,
    title: String,
    places: Vec<Place>,
    chosen: String,
    error: String,
}

/// One place where both changed the same.
struct Place {
    what: String,
    base: String,
    ours: String,
    theirs: String,
}

/// The three that are put together: what the copy goes back to, the copy, what the program brings now.
async fn three(at: &At<'_>, office: &Office) -> Result<[Arc<Playbook>; 3], Stop> {
    let base = at.copy.outdated().ok_or(Stop::NotThere)?;
    let bytes = office.store.playbook_edition(base).await?.ok_or(Stop::NotThere)?;
    let base = office.playbooks.of(base, &bytes).ok_or_else(|| {
        tracing::error!(sha256 = base, "what a unit's own playbook goes back to cannot be read");
        Stop::NotThere
    })?;
    let ours = at.copy.published.clone().ok_or(Stop::NotThere)?;
    Ok([base, ours, Arc::clone(&at.copy.shipped.1)])
}

/// All that has to be chosen: in the order in which it is asked.
fn conflicts([base, ours, theirs]: &[Arc<Playbook>; 3]) -> Vec<(String, Vec<Conflict>)> {
    let mut asked: Vec<(String, Vec<Conflict>)> = Vec::new();
    if let Err(Conflicts::Both(all)) = merge_choosing(base, ours, theirs, &BTreeMap::new()) {
        for conflict in all {
            match asked.iter_mut().find(|(of, _)| of == conflict.of()) {
                Some((_, known)) => known.push(conflict),
                None => asked.push((conflict.of().to_owned(), vec![conflict])),
            }
        }
    }
    asked
}

fn choice_name(number: usize) -> String {
    format!("choice-{number}")
}

/// The page that shows both sides and asks.
pub async fn page(
    at: &At<'_>,
    (status, value, mut wrong, now): (StatusCode, Typed<'_>, Wrong, Option<Now>),
) -> Result<Response, Stop> {
    let f = at.desk();
    let three = three(at, at.app.office()?).await?;
    let [base, ours, theirs] = &three;
    let step_title = |conflict: &Conflict| match &conflict.step {
        Some(step) if !of(&f, &step.name).is_empty() => {
            let known = ours.step(&step.id).or_else(|| theirs.step(&step.id));
            let number = known.map(|step| format!("{}. ", step.number)).unwrap_or_default();
            format!("{number}{}", of(&f, &step.name))
        }
        _ => f.say("own-merge-whole"),
    };
    let asked = conflicts(&three);
    let choices = asked.iter().zip(1..).map(|((_, all), number)| {
        let name = choice_name(number);
        Choice {
            number,
            title: all.first().map(step_title).unwrap_or_default(),
            places: all.iter().map(|conflict| place(&f, conflict)).collect(),
            chosen: value.get(&name, ""),
            error: wrong.remove(&name).unwrap_or_default(),
        }
    });
    let choices: Vec<Choice> = choices.collect();
    let differs = |title: &str, to: &Playbook| Differs {
        title: f.say(title),
        none: f.say("own-same-as-before"),
        told: changes(base, to, f.words),
    };
    let template = MergePage {
        back: at.back(&f),
        lead: at.lead(&f),
        action: at.action(),
        seen: at.copy.own.version,
        shipped: at.copy.shipped.0.clone(),
        conflict: now.map(|now| now.told).unwrap_or_default(),
        theirs: differs("own-merge-theirs", theirs),
        ours: differs("own-merge-ours", ours),
        whole: wrong.into_values().collect::<Vec<_>>().join(" "),
        decline: format!("{}/do/decline", at.copy.path()),
        choices,
        f,
    };
    Ok(answer(status, &template))
}

fn place(f: &Desk<'_>, conflict: &Conflict) -> Place {
    let text = |text: &Option<String>| match text {
        Some(text) if text.chars().count() > SHOWN => {
            format!("{}…", text.chars().take(SHOWN).collect::<String>())
        }
        Some(text) => text.clone(),
        None => f.say("own-merge-not-there"),
    };
    let what = match conflict.at.rsplit('/').next().unwrap_or_default() {
        "name" => "own-name",
        "description" => "own-content",
        "target_minutes" => "own-target",
        "leads" | "owner" | "agent" => "own-leads",
        "helpers" | "targets" => "own-helpers",
        "order" => "own-order",
        "source" => "own-source",
        "on_completion" | "on_true" | "on_false" | "next_steps" => "own-ways-on",
        _ if conflict.at.contains("/checklist/") => "own-item",
        _ if conflict.at.contains("/evidence/") => "own-evidence",
        _ => "own-merge-other",
    };
    Place {
        what: f.say(what),
        base: text(&conflict.base),
        ours: text(&conflict.ours),
        theirs: text(&conflict.theirs),
    }
}

/// What was chosen, put together.
pub async fn merged(at: &At<'_>, office: &Office, fields: &Fields) -> Result<Playbook, Failed> {
    let f = at.desk();
    if fields.get("shipped") != at.copy.shipped.0 {
        return Err(wrong("", f.say("own-merge-other-shipped")).into());
    }
    let three = three(at, office).await?;
    let (mut chosen, mut told) = (BTreeMap::new(), Wrong::new());
    for ((of, _), number) in conflicts(&three).into_iter().zip(1..) {
        let name = choice_name(number);
        let side = match fields.get(&name) {
            "ours" => Side::Ours,
            "theirs" => Side::Theirs,
            _ => {
                told.extend(wrong(&name, f.say("own-merge-choose")));
                continue;
            }
        };
        chosen.insert(of, side);
    }
    if !told.is_empty() {
        return Err(told.into());
    }
    let [base, ours, theirs] = &three;
    merge_choosing(base, ours, theirs, &chosen).map_err(|why| match why {
        Conflicts::Together(why) => {
            let why = refused(&why, f.words);
            wrong("", f.with1("own-merge-together", "why", &why)).into()
        }
        Conflicts::Both(_) => wrong("", f.say("own-merge-choose")).into(),
    })
}
