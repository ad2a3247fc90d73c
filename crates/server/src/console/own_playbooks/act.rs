//! Something is done to a unit's own copy: the form, and what comes of it.
//!
//! Must never store what is no playbook that people can follow, and must never lose what was typed.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::playbook::{EditRefused, Place, Playbook, StepId};
use serde::Deserialize;
use store::playbooks::{Becomes, Made};

use super::list::{goes_by, kind_name};
use super::{Copy, Not, merging, step, store, store_draft, theirs};
use crate::app::App;
use crate::console::codes;
use crate::console::forms::Fields;
use crate::console::frame::Desk;
use crate::console::incidents::of;
use crate::console::office::Office;
use crate::console::playbooks::sha256;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::form::{Field, FormPage, Group, Now, Typed, read_why, typed, why_field};
use crate::playbooks::{Became, changes, refused};

/// What the address of a form says besides.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct About {
    /// The step that it is about.
    pub step: String,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Work is begun on it.
    Make,
    /// A step is changed.
    Step,
    /// A step is added.
    Add,
    /// A step is taken out.
    Remove,
    /// A step is put elsewhere.
    Move,
    /// What is worked on comes into force.
    Publish,
    /// What is worked on is given up.
    Discard,
    /// The unit goes back to what others have.
    Shipped,
    /// What the program brings now is put together with the copy.
    Merge,
    /// What the program brings now is not taken.
    Decline,
}

impl Deed {
    fn read(word: &str) -> Option<Deed> {
        Some(match word {
            "make" => Deed::Make,
            "step" => Deed::Step,
            "add" => Deed::Add,
            "remove" => Deed::Remove,
            "move" => Deed::Move,
            "publish" => Deed::Publish,
            "discard" => Deed::Discard,
            "shipped" => Deed::Shipped,
            "merge" => Deed::Merge,
            "decline" => Deed::Decline,
            _ => return None,
        })
    }

    /// The word under which links name it.
    pub fn word(self) -> &'static str {
        match self {
            Deed::Make => "make",
            Deed::Step => "step",
            Deed::Add => "add",
            Deed::Remove => "remove",
            Deed::Move => "move",
            Deed::Publish => "publish",
            Deed::Discard => "discard",
            Deed::Shipped => "shipped",
            Deed::Merge => "merge",
            Deed::Decline => "decline",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Deed::Make => "own-make",
            Deed::Step => "own-step",
            Deed::Add => "own-add",
            Deed::Remove => "own-remove",
            Deed::Move => "own-move",
            Deed::Publish => "own-publish",
            Deed::Discard => "own-discard",
            Deed::Shipped => "own-shipped",
            Deed::Merge => "own-merge",
            Deed::Decline => "own-decline",
        }
    }

    fn lead(self) -> &'static str {
        match self {
            Deed::Make => "own-make-lead",
            Deed::Step => "own-step-lead",
            Deed::Add => "own-add-lead",
            Deed::Remove => "own-remove-lead",
            Deed::Move => "own-move-lead",
            Deed::Publish => "own-publish-lead",
            Deed::Discard => "own-discard-lead",
            Deed::Shipped => "own-shipped-lead",
            Deed::Merge => "own-merge-lead",
            Deed::Decline => "own-decline-lead",
        }
    }

    /// What the record calls it.
    fn action(self) -> &'static str {
        match self {
            Deed::Make => "playbook.begun",
            Deed::Step | Deed::Add | Deed::Remove | Deed::Move => "playbook.changed",
            Deed::Publish => "playbook.published",
            Deed::Discard => "playbook.discarded",
            Deed::Shipped => "playbook.ended",
            Deed::Merge => "playbook.merged",
            Deed::Decline => "playbook.declined",
        }
    }

    /// Whether it is there to be done.
    fn is_there(self, copy: &Copy) -> bool {
        let works = copy.own.draft.is_some();
        match self {
            Deed::Make => !works,
            Deed::Step | Deed::Add | Deed::Remove | Deed::Move => copy.draft.is_some(),
            Deed::Publish => copy.draft.is_some(),
            Deed::Discard => works,
            Deed::Shipped => copy.own.edition.is_some(),
            Deed::Merge => copy.published.is_some() && copy.outdated().is_some() && !works,
            Deed::Decline => copy.published.is_some() && copy.outdated().is_some() && !works,
        }
    }
}

/// `GET /console/own-playbooks/{id}/{kind}/do/{deed}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path((id, kind, deed)): Path<(i64, String, String)>,
    Query(about): Query<About>,
    signed: Signed,
) -> Result<Response, Stop> {
    let deed = Deed::read(&deed).ok_or(Stop::NotThere)?;
    let copy = theirs(app.office()?, &signed, id, &kind).await?;
    if !deed.is_there(&copy) {
        return Err(Stop::NotThere);
    }
    let at = At { app: &app, signed: &signed, copy: &copy, about: &about, deed };
    at.page(StatusCode::OK, Typed(None), Wrong::new(), None).await
}

/// Where something is done, and what.
pub struct At<'a> {
    /// The state.
    pub app: &'a App,
    /// Who.
    pub signed: &'a Signed,
    /// To what.
    pub copy: &'a Copy,
    /// About which part of it.
    pub about: &'a About,
    /// What.
    pub deed: Deed,
}

impl<'a> At<'a> {
    /// The step that it is about.
    pub fn step(&self) -> Result<StepId, Stop> {
        let draft = self.copy.draft.as_ref().ok_or(Stop::NotThere)?;
        let id = StepId::new(self.about.step.clone());
        draft.step(&id).map(|step| step.id.clone()).ok_or(Stop::NotThere)
    }

    /// The frame, with the title of the deed.
    pub fn desk(&self) -> Desk<'a> {
        let mut f = Desk::of(self.app, self.signed, "/console/incidents", "own-playbooks");
        f.title = f.say(self.deed.title());
        f
    }

    /// What is said first.
    pub fn lead(&self, f: &Desk<'_>) -> String {
        f.say(self.deed.lead())
    }

    /// Where its form is sent.
    pub fn action(&self) -> String {
        let about = self.step().map(|step| format!("?step={step}")).unwrap_or_default();
        format!("{}/do/{}{about}", self.copy.path(), self.deed.word())
    }

    /// Where one comes from.
    pub fn back(&self, f: &Desk<'_>) -> (String, String) {
        let unit = self.signed.unit_name(self.copy.unit);
        let values = [("kind", &*kind_name(f, self.copy.kind)), ("unit", &*unit)];
        (self.copy.path(), f.words.with("own-title", &values))
    }

    async fn page(
        &self,
        status: StatusCode,
        value: Typed<'_>,
        wrong: Wrong,
        now: Option<Now>,
    ) -> Result<Response, Stop> {
        match self.deed {
            Deed::Step | Deed::Add => step::page(self, status, value, wrong, now),
            Deed::Merge => merging::page(self, (status, value, wrong, now)).await,
            _ => self.plain(status, value, wrong, now),
        }
    }

    fn plain(
        &self,
        status: StatusCode,
        value: Typed<'_>,
        wrong: Wrong,
        now: Option<Now>,
    ) -> Result<Response, Stop> {
        let f = self.desk();
        let (mut fields, mut lead) = (Vec::new(), self.lead(&f));
        match self.deed {
            Deed::Make => {
                lead = format!("{lead} {}", goes_by(&f, self.signed, self.copy.unit, &self.copy.in_force));
            }
            Deed::Remove | Deed::Move => {
                let (id, draft) = (self.step()?, self.copy.draft.as_ref());
                let step = draft.and_then(|draft| draft.step(&id)).ok_or(Stop::NotThere)?;
                lead = format!("{}. {}. {lead}", step.number, of(&f, &step.name));
                if self.deed == Deed::Move {
                    fields = places(&f, self.copy, value, &self.about.step);
                }
            }
            Deed::Publish | Deed::Decline => fields.push(why_field(&f, value, true)),
            Deed::Shipped => {
                lead = format!("{lead} {}", goes_by(&f, self.signed, self.copy.unit, &self.copy.instead));
                fields.push(why_field(&f, value, true));
            }
            _ => {}
        }
        let page = FormPage {
            back: self.back(&f),
            lead,
            action: self.action(),
            seen: self.copy.own.version,
            groups: vec![Group::plain(fields)],
            button: f.title.clone(),
            is_grave: matches!(self.deed, Deed::Remove | Deed::Discard | Deed::Shipped),
            whole: String::new(),
            now,
            f,
        };
        Ok(page.sent(status, wrong))
    }
}

/// Where a step comes to stand: before or after which other one.
pub fn places(f: &Desk<'_>, copy: &Copy, value: Typed<'_>, but: &str) -> Vec<Field> {
    let ways = vec![
        ("after".to_owned(), f.say("own-place-after")),
        ("before".to_owned(), f.say("own-place-before")),
    ];
    let steps = copy.draft.iter().flat_map(|draft| draft.steps()).filter(|step| step.id.as_str() != but);
    let steps: Vec<(String, String)> =
        steps.map(|step| (step.id.to_string(), format!("{}. {}", step.number, of(f, &step.name)))).collect();
    let beside =
        if but.is_empty() { copy.draft.as_ref().and_then(|draft| draft.steps().last()) } else { None };
    let beside = beside.map(|step| step.id.to_string()).unwrap_or_default();
    let hint = f.say("own-place-hint");
    vec![
        Field { choices: ways, ..typed("place", f.say("own-place"), hint, value.get("place", "after"), "") },
        Field {
            choices: steps,
            ..typed("beside", f.say("own-beside"), String::new(), value.get("beside", &beside), "")
        },
    ]
}

/// The place that was chosen.
pub fn read_place(f: &Desk<'_>, copy: &Copy, fields: &Fields) -> Result<Place, Wrong> {
    let beside = StepId::new(fields.get("beside"));
    let is_there = copy.draft.as_ref().is_some_and(|draft| draft.step(&beside).is_some());
    match fields.get("place") {
        _ if !is_there => Err(wrong("beside", f.say("incident-choose-one"))),
        "after" => Ok(Place::After(beside)),
        "before" => Ok(Place::Before(beside)),
        _ => Err(wrong("place", f.say("incident-choose-one"))),
    }
}

/// Why a change makes no playbook, in words.
pub fn edit_refused(f: &Desk<'_>, why: &EditRefused) -> String {
    match why {
        EditRefused::Nothing => f.say("own-nothing-changed"),
        EditRefused::Refused(why) => refused(why, f.words),
        EditRefused::NoStep(_) | EditRefused::Fixed { .. } => f.say("own-step-not-there"),
        EditRefused::Time(_) => f.say("own-no-time"),
    }
}

/// What was wanted and cannot be: beside its fields.
pub enum Failed {
    /// What was typed cannot be.
    Wrong(Wrong),
    /// It is another by now, or not theirs.
    Not(Not),
}

impl From<Wrong> for Failed {
    fn from(wrong: Wrong) -> Failed {
        Failed::Wrong(wrong)
    }
}

impl From<Not> for Failed {
    fn from(not: Not) -> Failed {
        Failed::Not(not)
    }
}

impl From<Stop> for Failed {
    fn from(stop: Stop) -> Failed {
        Failed::Not(Not::Stop(stop))
    }
}

/// `POST /console/own-playbooks/{id}/{kind}/do/{deed}`.
pub async fn take(
    State(app): State<Arc<App>>,
    Path((id, kind, deed)): Path<(i64, String, String)>,
    Query(about): Query<About>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let deed = Deed::read(&deed).ok_or(Stop::NotThere)?;
    let office = app.office()?;
    let seen = theirs(office, &signed, id, &kind).await?;
    let at = At { app: &app, signed: &signed, copy: &seen, about: &about, deed };
    let failed = if fields.number("seen") != Some(seen.own.version) {
        Failed::Not(Not::Changed)
    } else if !deed.is_there(&seen) {
        return Err(Stop::NotThere);
    } else {
        match at.done(office, &fields).await {
            Ok(()) => {
                let to = format!("{}?done={}", seen.path(), deed.word());
                return Ok(Redirect::to(&to).into_response());
            }
            Err(failed) => failed,
        }
    };
    match failed {
        Failed::Wrong(wrong) => {
            at.page(StatusCode::UNPROCESSABLE_ENTITY, Typed(Some(&fields)), wrong, None).await
        }
        Failed::Not(Not::Stop(stop)) => Err(stop),
        Failed::Not(Not::Changed) => {
            let now = theirs(office, &signed, id, &kind).await?;
            At { copy: &now, ..at }.conflict(&fields).await
        }
    }
}

impl At<'_> {
    async fn done(&self, office: &Office, fields: &Fields) -> Result<(), Failed> {
        let (f, signed, copy) = (self.desk(), self.signed, self.copy);
        let action = self.deed.action();
        match self.deed {
            Deed::Make => {
                let (playbook, base) = begun(office, signed, copy).await?;
                store_draft(office, signed, copy, (&playbook, &base), action).await?;
            }
            Deed::Step | Deed::Add => {
                let draft = step::changed(self, fields)?;
                self.keep(office, &draft).await?;
            }
            Deed::Remove => {
                let draft = copy.draft.as_ref().ok_or(Stop::NotThere)?;
                let without = draft.without_step(&self.step()?, signed.now);
                let without = without.map_err(|why| wrong("", edit_refused(&f, &why)))?;
                self.keep(office, &without).await?;
            }
            Deed::Move => {
                let draft = copy.draft.as_ref().ok_or(Stop::NotThere)?;
                let place = read_place(&f, copy, fields)?;
                let moved = draft.with_step_moved(&self.step()?, &place, signed.now);
                let moved = moved.map_err(|why| wrong("", edit_refused(&f, &why)))?;
                self.keep(office, &moved).await?;
            }
            Deed::Publish => {
                let why = read_why(&f, fields, true)?;
                let draft = copy.draft.as_ref().ok_or(Stop::NotThere)?;
                if copy.published.as_ref().is_some_and(|published| published.bytes() == draft.bytes()) {
                    return Err(wrong("", f.say("own-nothing-changed")).into());
                }
                let base = copy.own.draft.as_ref().map(|(_, base)| base.clone()).unwrap_or_default();
                self.publish(office, (draft, &base), &why).await?;
            }
            Deed::Discard => {
                store(office, signed, copy, &Becomes::Draft(None), (action, "")).await?;
            }
            Deed::Shipped => {
                let why = read_why(&f, fields, true)?;
                store(office, signed, copy, &Becomes::Ended, (action, &why)).await?;
            }
            Deed::Merge => {
                let merged = merging::merged(self, office, fields).await?;
                store_draft(office, signed, copy, (&merged, &copy.shipped.0), action).await?;
            }
            Deed::Decline => {
                let why = read_why(&f, fields, true)?;
                let published = copy.published.as_ref().ok_or(Stop::NotThere)?;
                let base = copy.shipped.0.clone();
                self.publish(office, (published, &base), &why).await?;
            }
        }
        Ok(())
    }

    /// Keeps what was changed as what is worked on.
    async fn keep(&self, office: &Office, draft: &Playbook) -> Result<(), Not> {
        let base = self.copy.own.draft.as_ref().map(|(_, base)| base.clone()).unwrap_or_default();
        store_draft(office, self.signed, self.copy, (draft, &base), self.deed.action()).await
    }

    async fn publish(
        &self,
        office: &Office,
        (playbook, base): (&Playbook, &str),
        why: &str,
    ) -> Result<(), Not> {
        let bytes = playbook.bytes();
        let digest = sha256(&bytes);
        let shipped = if base == self.copy.shipped.0 { self.copy.shipped.1.bytes() } else { Vec::new() };
        let made = Made { playbook: playbook.id(), bytes: (&digest, &bytes), base: (base, &shipped) };
        let (becomes, action) = (Becomes::Published(made), self.deed.action());
        store(office, self.signed, self.copy, &becomes, (action, why)).await
    }

    /// What was changed meanwhile, with what was typed.
    async fn conflict(&self, fields: &Fields) -> Result<Response, Stop> {
        let f = self.desk();
        let now = Now { told: f.say("own-conflict"), facts: meanwhile(&f, self.copy) };
        let about_step = matches!(self.deed, Deed::Step | Deed::Remove | Deed::Move);
        if self.deed.is_there(self.copy) && (!about_step || self.step().is_ok()) {
            return self.page(StatusCode::CONFLICT, Typed(Some(fields)), Wrong::new(), Some(now)).await;
        }
        // What it was about is not there any more: what was typed is shown beside what there is.
        let mut now = now;
        now.facts.extend(step::typed_texts(&f, fields));
        let page = FormPage {
            back: self.back(&f),
            lead: f.say("own-gone"),
            action: self.action(),
            seen: self.copy.own.version,
            groups: Vec::new(),
            button: String::new(),
            is_grave: false,
            whole: String::new(),
            now: Some(now),
            f,
        };
        Ok(page.sent(StatusCode::CONFLICT, Wrong::new()))
    }
}

/// What a copy begins as: the edition in force where the unit has one, else what it goes by, as a copy of its own; and the
/// digest of the shipped playbook that it goes back to.
async fn begun(office: &Office, signed: &Signed, copy: &Copy) -> Result<(Playbook, String), Failed> {
    let base = match copy.in_force.of {
        Some((unit, _)) => {
            let own = office.store.own_playbook(unit, copy.kind).await.map_err(Stop::from)?;
            own.edition.map(|edition| edition.base).unwrap_or_default()
        }
        None => copy.shipped.0.clone(),
    };
    if let Some(published) = &copy.published {
        return Ok((Playbook::clone(published), base));
    }
    let random = codes::random::<16>().map_err(|_| Stop::NoRandom)?;
    let own = copy.in_force.playbook.own_copy(random, signed.now);
    let own = own.map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "no copy is made of a playbook");
        Stop::NoDay
    })?;
    Ok((own, base))
}

/// How a copy stands, for who had another one before them: what is worked on, step by step.
fn meanwhile(f: &Desk<'_>, copy: &Copy) -> Vec<(String, String)> {
    let Some(draft) = &copy.draft else {
        let number = copy.own.edition.as_ref().map(|edition| edition.number.to_string());
        let said = number
            .map_or_else(|| f.say("own-no-edition"), |number| f.with1("own-edition", "number", &number));
        return vec![(f.say("own-no-draft"), said)];
    };
    let told = changes(&copy.in_force.playbook, draft, f.words);
    let steps = told.steps.iter().map(|step| {
        let lines: Vec<String> = match step.became {
            Became::Changed => step.lines.iter().map(|line| format!("{}: {}", line.what, line.new)).collect(),
            _ => Vec::new(),
        };
        (format!("{} ({})", step.title, step.said), lines.join("; "))
    });
    let mut facts: Vec<(String, String)> = steps.collect();
    if facts.is_empty() {
        facts.push((f.say("own-draft-differs"), f.say("own-draft-same")));
    }
    facts
}
