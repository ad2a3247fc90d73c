//! What becomes of a unit: it is renamed, moved, ended, merged, split, corrected, or taken away again.
//!
//! Must never do any of it to a unit that is not what its form showed, and never without a day and a reason where history
//! is made.

mod fields;
mod read;

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::Act;
use office::units::{Decided, Unit, UnitId};

use super::change::{Not, Wanted, Wrong, change};
use super::form::{FormPage, Typed, facts};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};

/// What can become of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Becoming {
    /// It gets another name.
    Renamed,
    /// It comes under another unit.
    Moved,
    /// It ends, and nothing goes on from it.
    Ended,
    /// It ends, with others perhaps, and goes on in one.
    Merged,
    /// It ends, and goes on in several.
    Split,
    /// A slip of the pen is put right.
    Corrected,
    /// It was founded by mistake.
    Removed,
}

impl Becoming {
    /// All of them, as people choose among them.
    pub const ALL: [Becoming; 7] = [
        Becoming::Renamed,
        Becoming::Moved,
        Becoming::Merged,
        Becoming::Split,
        Becoming::Ended,
        Becoming::Corrected,
        Becoming::Removed,
    ];

    /// The word in its page's address.
    pub fn path(self) -> &'static str {
        match self {
            Becoming::Renamed => "rename",
            Becoming::Moved => "move",
            Becoming::Ended => "end",
            Becoming::Merged => "merge",
            Becoming::Split => "split",
            Becoming::Corrected => "correct",
            Becoming::Removed => "remove",
        }
    }

    fn of_path(path: &str) -> Option<Becoming> {
        Becoming::ALL.into_iter().find(|one| one.path() == path)
    }

    /// What it is called in the record, and what the next page says was done.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Becoming::Renamed => ("unit.renamed", "renamed"),
            Becoming::Moved => ("unit.moved", "moved"),
            Becoming::Ended => ("unit.ended", "ended"),
            Becoming::Merged => ("unit.merged", "merged"),
            Becoming::Split => ("unit.split", "split"),
            Becoming::Corrected => ("unit.corrected", "corrected"),
            Becoming::Removed => ("unit.removed", "removed"),
        }
    }

    /// What it is called where one chooses it.
    pub fn title(self, f: &Desk<'_>) -> String {
        f.say(match self {
            Becoming::Renamed => "units-rename",
            Becoming::Moved => "units-move",
            Becoming::Ended => "units-end",
            Becoming::Merged => "units-merge",
            Becoming::Split => "units-split",
            Becoming::Corrected => "units-correct",
            Becoming::Removed => "units-remove",
        })
    }

    fn lead(self, f: &Desk<'_>) -> String {
        f.say(match self {
            Becoming::Renamed => "units-rename-lead",
            Becoming::Moved => "units-move-lead",
            Becoming::Ended => "units-end-lead",
            Becoming::Merged => "units-merge-lead",
            Becoming::Split => "units-split-lead",
            Becoming::Corrected => "units-correct-lead",
            Becoming::Removed => "units-remove-lead",
        })
    }

    /// Whether it can become of a unit as it is: one that ended can only be corrected, or be as if it never was.
    pub fn can_be(self, unit: &Unit) -> bool {
        unit.ended.is_none() || matches!(self, Becoming::Corrected | Becoming::Removed)
    }

    /// Whether it makes history, and so has a day.
    fn is_dated(self) -> bool {
        !matches!(self, Becoming::Corrected | Becoming::Removed)
    }

    fn is_grave(self) -> bool {
        matches!(self, Becoming::Ended | Becoming::Removed | Becoming::Merged | Becoming::Split)
    }
}

fn form<'a>(
    app: &'a App,
    signed: &Signed,
    unit: &Unit,
    becoming: Becoming,
    typed: Typed<'_>,
) -> FormPage<'a> {
    let mut f = Desk::of(app, signed, "/console/units", "desk-units");
    f.title = format!("{}: {}", becoming.title(&f), unit.last_name());
    FormPage {
        back: (format!("/console/units/{}", unit.id.0), unit.last_name().to_owned()),
        lead: becoming.lead(&f),
        action: format!("/console/units/{}/{}", unit.id.0, becoming.path()),
        seen: unit.version,
        groups: fields::groups(&f, signed, unit, becoming, typed),
        button: becoming.title(&f),
        is_grave: becoming.is_grave(),
        whole: String::new(),
        now: None,
        f,
    }
}

/// `GET /console/units/{id}/{becoming}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path((id, word)): Path<(i64, String)>,
    signed: Signed,
) -> Result<Response, Stop> {
    let becoming = Becoming::of_path(&word).ok_or(Stop::NotThere)?;
    let unit = signed.units.tree.get(UnitId(id)).ok_or(Stop::NotThere)?;
    signed.may(Act::ChangeUnit, id)?;
    if !becoming.can_be(unit) {
        return Err(Stop::NotThere);
    }
    Ok(form(&app, &signed, unit, becoming, Typed(None)).sent(StatusCode::OK, Wrong::new()))
}

/// `POST /console/units/{id}/{becoming}`.
pub async fn make(
    State(app): State<Arc<App>>,
    Path((id, word)): Path<(i64, String)>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { mut signed, fields } = posted;
    let becoming = Becoming::of_path(&word).ok_or(Stop::NotThere)?;
    let id = UnitId(id);
    let before = Arc::clone(&signed.units);
    if before.tree.get(id).is_none() && id.0 > before.last_id {
        return Err(Stop::NotThere);
    }
    if before.tree.get(id).is_some() {
        signed.may(Act::ChangeUnit, id.0)?;
    }
    let f = Desk::of(&app, &signed, "/console/units", "desk-units");
    let (action, done) = becoming.words();
    let seen = fields.number("seen").unwrap_or(0);
    let deed = signed.deed(&super::form::read_why(&f, &fields, false).unwrap_or_default());
    let made = change(&app, &mut signed, Some((id, seen)), action, &deed, |signed, next| {
        let unit = signed.units.tree.get(id).ok_or(Not::Gone)?;
        let decided = read::decide(&f, signed, unit, becoming, &fields, next)?;
        Ok(Wanted { decided, ..Wanted::default() })
    })
    .await;
    let now = signed.units.tree.get(id);
    let typed = Typed(Some(&fields));
    match (made, now) {
        (Ok(decided), _) => {
            Ok(Redirect::to(&format!("{}?done={done}", next_page(becoming, id, &decided))).into_response())
        }
        (Err(Not::Wrong(wrong)), Some(unit)) => {
            let mut page = form(&app, &signed, unit, becoming, typed);
            page.seen = seen;
            Ok(page.sent(StatusCode::UNPROCESSABLE_ENTITY, wrong))
        }
        (Err(Not::Theirs(code)), Some(unit)) => {
            let page = form(&app, &signed, unit, becoming, typed);
            let words = page.f.with1("units-not-yours", "code", code.as_str());
            Ok(page.sent(StatusCode::FORBIDDEN, super::change::wrong("", words)))
        }
        (Err(Not::Conflict), Some(unit)) => {
            let parent = unit.spans.last().and_then(|span| span.parent);
            let parent = parent.and_then(|parent| signed.units.tree.get(parent));
            let mut page = form(&app, &signed, unit, becoming, typed);
            page.now = Some(facts(&page.f, unit, parent));
            Ok(page.sent(StatusCode::CONFLICT, Wrong::new()))
        }
        // It was taken away under their feet: what they typed is shown once more, and cannot be sent.
        (Err(Not::Gone), _) | (Err(_), None) => {
            let gone = before.tree.get(id).ok_or(Stop::NotThere)?;
            let mut page = form(&app, &signed, gone, becoming, typed);
            page.button = String::new();
            page.back = ("/console/units".to_owned(), page.f.say("desk-units"));
            let words = page.f.say("refused-unknown");
            Ok(page.sent(StatusCode::NOT_FOUND, super::change::wrong("", words)))
        }
        (Err(Not::Stop(stop)), _) => Err(stop),
    }
}

/// Where one goes afterwards: to what goes on.
fn next_page(becoming: Becoming, id: UnitId, decided: &Decided) -> String {
    let unit = match becoming {
        Becoming::Removed => return "/console/units".to_owned(),
        Becoming::Merged => decided.lineage.first().map_or(id, |step| step.to),
        _ => id,
    };
    format!("/console/units/{}", unit.0)
}
