//! Founds one unit.
//!
//! Must never found one where whoever asks may not.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::{Act, Reach};
use office::units::{Code, Founding, Kind, UnitId};
use serde::Deserialize;

use super::change::{Not, Wanted, Wrong, change, wrong};
use super::form::{
    FormPage, Group, Typed, all, day_field, kind_field, read_day, read_why, typed, unit_typed, why_field,
};
use super::said;
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::unit_field;

/// What the link says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    under: String,
}

fn form<'a>(app: &'a App, signed: &Signed, under: &str, value: Typed<'_>) -> FormPage<'a> {
    let mut f = Desk::of(app, signed, "/console/units", "desk-units");
    f.title = f.say("units-new");
    let under = under.parse().ok().and_then(|id| signed.units.tree.get(UnitId(id)));
    let above = under.map_or("", |unit| unit.code.as_str());
    let kinds =
        Kind::ALL.into_iter().filter(|kind| under.is_none_or(|under| kind.may_be_under(Some(under.kind))));
    let first = kinds.clone().next().unwrap_or(Kind::Department);
    let fields = vec![
        unit_typed(
            &f,
            "parent",
            f.say("unit-parent"),
            value.get("parent", above),
            unit_field::places(signed, None, None),
        ),
        typed(
            "name",
            f.say("unit-name"),
            f.say("unit-name-hint"),
            value.get("name", ""),
            "required maxlength=200",
        ),
        kind_field(&f, "kind", value.get("kind", first.as_str()), Kind::ALL.into_iter()),
        typed(
            "code",
            f.say("unit-code"),
            f.say("unit-code-hint"),
            value.get("code", ""),
            "required maxlength=32 autocomplete=off spellcheck=false",
        ),
        day_field(&f, value, signed.today),
        why_field(&f, value, false),
    ];
    let back = match under {
        Some(unit) => (format!("/console/units/{}", unit.id.0), unit.last_name().to_owned()),
        None => ("/console/units".to_owned(), f.say("desk-units")),
    };
    FormPage {
        back,
        lead: f.say("units-new-lead"),
        action: format!("/console/units/new?under={}", under.map_or(0, |unit| unit.id.0)),
        seen: 0,
        groups: vec![Group::plain(fields)],
        button: f.say("units-new-do"),
        is_grave: false,
        whole: String::new(),
        now: None,
        f,
    }
}

/// Whether they may found units anywhere.
fn anywhere(signed: &Signed) -> Result<(), Stop> {
    match signed.standing.reach(Act::ChangeUnit) {
        Reach::Below(units) if units.is_empty() => Err(Stop::Refused(office::rights::Refused::NotAllowed)),
        Reach::Below(_) | Reach::Everywhere => Ok(()),
    }
}

/// `GET /console/units/new`.
pub async fn show(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    anywhere(&signed)?;
    Ok(form(&app, &signed, &asked.under, Typed(None)).sent(StatusCode::OK, Wrong::new()))
}

/// `POST /console/units/new`.
pub async fn found(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { mut signed, fields } = posted;
    anywhere(&signed)?;
    let f = Desk::of(&app, &signed, "/console/units", "desk-units");
    let deed = signed.deed(&read_why(&f, &fields, false).unwrap_or_default());
    let made = change(&app, &mut signed, None, "unit.founded", &deed, |signed, next| {
        let code = Code::read(fields.get("code")).map_err(|error| wrong("code", said::code(&f, error)));
        let kind = Kind::read(fields.get("kind")).ok_or_else(|| wrong("kind", f.say("kind-none")));
        let day = all(read_day(&f, &fields, "day", signed.today), read_why(&f, &fields, false));
        let ((code, kind), (day, _)) = all(all(code, kind), day)?;
        let parent = unit_field::read(&f, signed, fields.get("parent"), day);
        let parent = Some(parent.map_err(|text| wrong("parent", text))?);
        let founding = Founding { code, kind, name: fields.get("name").to_owned(), parent, day };
        let decided = signed.units.tree.found(next, &founding);
        let decided = decided.map_err(|refused| wrong(said::field(&refused), said::refused(&f, &refused)))?;
        Ok(Wanted { decided, ..Wanted::default() })
    })
    .await;
    let page = form(&app, &signed, &asked.under, Typed(Some(&fields)));
    match made {
        Ok(decided) => {
            let id = decided.found.first().map_or(0, |unit| unit.id.0);
            Ok(Redirect::to(&format!("/console/units/{id}?done=founded")).into_response())
        }
        Err(Not::Wrong(wrong)) => Ok(page.sent(StatusCode::UNPROCESSABLE_ENTITY, wrong)),
        Err(Not::Theirs(_)) => {
            let words = page.f.with1("units-not-yours", "code", fields.get("parent"));
            Ok(page.sent(StatusCode::FORBIDDEN, wrong("parent", words)))
        }
        Err(Not::Conflict | Not::Gone) => Err(Stop::NotThere),
        Err(Not::Stop(stop)) => Err(stop),
    }
}
