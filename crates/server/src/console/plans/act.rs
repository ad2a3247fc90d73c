//! What becomes of a plan: handed in, handed back, approved, looked at again, ended.
//!
//! Must never note an approval without its number, its day and who gave it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::line;
use office::plan::{Approval, Deed, Phase};
use office::rights::Act;

use super::{Seen, seen, stopped, words};
use crate::app::App;
use crate::console::forms::Fields;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::form::{FormPage, Group, Typed, read_day, read_why, typed};
use crate::console::units::said;

/// Characters of a number, and of who approved.
const LINE: usize = 300;

/// `POST /console/plans/{id}`.
pub async fn take(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let office = app.office()?;
    let before = seen(office, &signed, id).await?;
    let unit = before.kept.plan.unit;
    let scenario = fields.number("scenario").and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
    let (act, wanted, done, asks_why) = match fields.get("do") {
        "submit" => (Act::WritePlans, Deed::Submit, "submitted", false),
        "review" => (Act::WritePlans, Deed::Review, "reviewed", false),
        "drop" => (Act::WritePlans, Deed::Drop(scenario), "dropped", false),
        "hand-back" => (Act::ApprovePlans, Deed::HandBack, "handed-back", true),
        // Who writes a plan gives it up; one that was handed in or holds is ended by who approves.
        "end" if before.kept.plan.phase == Phase::Draft => (Act::WritePlans, Deed::End, "ended", true),
        "end" => (Act::ApprovePlans, Deed::End, "ended", true),
        _ => return Err(Stop::NotThere),
    };
    signed.may(act, unit)?;
    let f = Desk::of(&app, &signed, "/console/incidents", "plans");
    let why = match read_why(&f, &fields, asks_why) {
        Ok(why) => why,
        Err(wrong) => {
            let told = wrong.into_values().collect::<Vec<_>>().join(" ");
            return super::one::page_of(
                &app,
                &signed,
                &before,
                StatusCode::UNPROCESSABLE_ENTITY,
                (&told, ""),
            )
            .await;
        }
    };
    // What it says may be another than what they saw.
    if fields.number("seen") != Some(before.kept.plan.version) {
        let told = f.say("plan-changed");
        return super::one::page_of(&app, &signed, &before, StatusCode::CONFLICT, (&told, "")).await;
    }
    let did = office
        .store
        .change_plan(id, &wanted, signed.today, &signed.standing.grants, &signed.deed(&why))
        .await;
    match did.map_err(stopped) {
        Ok(()) => Ok(Redirect::to(&format!("/console/plans/{id}?done={done}")).into_response()),
        Err(why) => {
            let told = words::refused(&f, &why?);
            let now = seen(office, &signed, id).await?;
            super::one::page_of(&app, &signed, &now, StatusCode::CONFLICT, (&told, "")).await
        }
    }
}

fn page<'a>(app: &'a App, signed: &Signed, seen: &Seen, value: Typed<'_>) -> FormPage<'a> {
    let f = Desk::of(app, signed, "/console/incidents", "plan-approve");
    let line = |name: &str, label: &str, hint: &str, extra| {
        typed(name, f.say(label), f.say(hint), value.get(name, ""), extra)
    };
    let text = "required maxlength=300 autocomplete=off";
    let fields = vec![
        line("number", "plan-approval-number", "plan-approval-number-hint", text),
        line(
            "date",
            "plan-approval-day",
            "units-day-hint",
            "required inputmode=numeric maxlength=10 autocomplete=off",
        ),
        line("by", "plan-approval-by", "plan-approval-by-hint", text),
    ];
    let id = seen.kept.id;
    FormPage {
        back: (format!("/console/plans/{id}"), super::one::title(&f, signed, &seen.kept.plan)),
        lead: f.say("plan-approve-lead"),
        action: format!("/console/plans/{id}/approve"),
        seen: seen.kept.plan.version,
        groups: vec![Group::plain(fields)],
        button: f.say("plan-approve-do"),
        is_grave: false,
        whole: String::new(),
        now: None,
        f,
    }
}

/// `GET /console/plans/{id}/approve`.
pub async fn form(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
) -> Result<Response, Stop> {
    let seen = seen(app.office()?, &signed, id).await?;
    signed.may(Act::ApprovePlans, seen.kept.plan.unit)?;
    if seen.kept.plan.phase != Phase::Submitted {
        return Err(Stop::NotThere);
    }
    Ok(page(&app, &signed, &seen, Typed(None)).sent(StatusCode::OK, Wrong::new()))
}

fn read(f: &Desk<'_>, signed: &Signed, fields: &Fields) -> Result<Approval, Wrong> {
    let mut told = Wrong::new();
    let mut line = |name: &str| {
        line::read(fields.get(name), LINE).unwrap_or_else(|why| {
            told.extend(wrong(name, said::line(f, why)));
            String::new()
        })
    };
    let (number, by) = (line("number"), line("by"));
    match read_day(f, fields, "date", signed.today) {
        Ok(day) if told.is_empty() => Ok(Approval { number, day, by }),
        Ok(_) => Err(told),
        Err(wrong) => {
            told.extend(wrong);
            Err(told)
        }
    }
}

/// `POST /console/plans/{id}/approve`.
pub async fn approve(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let office = app.office()?;
    let before = seen(office, &signed, id).await?;
    signed.may(Act::ApprovePlans, before.kept.plan.unit)?;
    let mut typed = page(&app, &signed, &before, Typed(Some(&fields)));
    let approval = match read(&typed.f, &signed, &fields) {
        Ok(approval) => approval,
        Err(wrong) => return Ok(typed.sent(StatusCode::UNPROCESSABLE_ENTITY, wrong)),
    };
    if fields.number("seen") != Some(before.kept.plan.version) {
        typed.whole = typed.f.say("plan-changed");
        return Ok(typed.sent(StatusCode::CONFLICT, Wrong::new()));
    }
    let wanted = Deed::Approve(approval);
    let done =
        office.store.change_plan(id, &wanted, signed.today, &signed.standing.grants, &signed.deed("")).await;
    match done.map_err(stopped) {
        Ok(()) => Ok(Redirect::to(&format!("/console/plans/{id}?done=approved")).into_response()),
        Err(why) => {
            typed.whole = words::refused(&typed.f, &why?);
            Ok(typed.sent(StatusCode::CONFLICT, Wrong::new()))
        }
    }
}
