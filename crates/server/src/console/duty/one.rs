//! The roster of one unit: who is on duty, who comes, what nobody has, what was handed over.
//!
//! Must never hide an hour that nobody has.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use office::duty::{Limits, Roster, Stretch};
use office::rights::Act;
use serde::Deserialize;

use super::{OnDuty, names, now_at, unit};
use crate::app::App;
use crate::console::forms::Fields;
use crate::console::frame::Desk;
use crate::console::signed::{Signed, Stop};
use crate::console::units::change::{AtField, Wrong};
use crate::pages::page;

/// For how many days shifts are shown, and hours are named that nobody has.
const DAYS: u16 = 28;

/// Seconds that a day has, most days.
const DAY: i64 = 86_400;

/// Hand-overs that are shown.
const HAND_OVERS: u32 = 10;

/// Gaps and overlaps that are named.
const NAMED: usize = 50;

/// What the link says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    done: String,
}

#[derive(Template)]
#[template(path = "console/duty_unit.html")]
struct RosterPage<'a> {
    f: Desk<'a>,
    id: i64,
    unit: String,
    now: Vec<OnDuty>,
    /// The rest, for who has a role there.
    inside: Option<Inside>,
    wrong: Wrong,
    typed: Typed,
}

struct Inside {
    version: i64,
    shifts: Vec<Line>,
    gaps: Vec<(String, String)>,
    overlaps: Vec<(String, String)>,
    hand_overs: Vec<Told>,
    may_change: bool,
    people: Vec<(i64, String)>,
    /// Those who can hand over or take over.
    near: Vec<(i64, String)>,
    zone: String,
}

struct Line {
    id: i64,
    name: String,
    from: String,
    until: String,
    phone: String,
    is_now: bool,
}

struct Told {
    at: String,
    from: String,
    to: String,
    note: String,
}

/// What stands in the forms.
#[derive(Debug, Default)]
pub struct Typed {
    person: String,
    from: String,
    until: String,
    days: String,
    phone: String,
    by: String,
    to: String,
    note: String,
}

impl Typed {
    /// What was sent.
    pub fn of(fields: &Fields) -> Typed {
        let get = |name: &str| fields.get(name).to_owned();
        Typed {
            person: get("person"),
            from: get("from"),
            until: get("until"),
            days: get("days"),
            phone: get("phone"),
            by: get("by"),
            to: get("to"),
            note: get("note"),
        }
    }
}

/// `GET /console/duty/{id}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
    signed: Signed,
) -> Result<Response, Stop> {
    let f = Desk::of(&app, &signed, "/console/duty", "desk-duty");
    let done = match asked.done.as_str() {
        "added" => f.say("duty-done-added"),
        "removed" => f.say("duty-done-removed"),
        "handed" => f.say("duty-done-handed"),
        _ => String::new(),
    };
    // The next shift begins with the next full hour, by the clocks of whoever writes it.
    let from = signed.now - signed.now.rem_euclid(3_600) + 3_600;
    let own = signed.person.id.0.to_string();
    let typed = Typed {
        from: f.local(from),
        until: f.local(from + DAY / 2),
        days: "1".to_owned(),
        phone: signed.person.details.phone.clone(),
        by: own.clone(),
        person: own,
        ..Typed::default()
    };
    shown(&app, &signed, id, StatusCode::OK, typed, (Wrong::new(), done)).await
}

/// The page, with what was typed, what is wrong with it and what was done.
pub async fn shown(
    app: &App,
    signed: &Signed,
    id: i64,
    status: StatusCode,
    typed: Typed,
    (wrong, done): (Wrong, String),
) -> Result<Response, Stop> {
    let office = app.office()?;
    let name = unit(signed, id, Act::SeeUnit)?.last_name().to_owned();
    let mut f = Desk::of(app, signed, "/console/duty", "desk-duty");
    f.title = f.with1("duty-of", "unit", &name);
    f.done = done;
    let now = now_at(office, &f, signed, id).await?;
    let inside = match signed.may(Act::SeePeople, id) {
        Ok(()) => Some(inside(app, signed, &f, id).await?),
        Err(_) => None,
    };
    Ok(page(status, &RosterPage { id, unit: name, now, inside, wrong, typed, f }))
}

async fn inside(app: &App, signed: &Signed, f: &Desk<'_>, id: i64) -> Result<Inside, Stop> {
    let office = app.office()?;
    let limits = Limits::default();
    let kept = office.store.roster(id, signed.now - limits.around).await?;
    let shifts = kept.shifts.iter().map(|one| one.shift.clone()).collect();
    // What is stored was decided to be a roster; where it is none any more, it is shown and nothing is said of its gaps.
    let roster = Roster::new(shifts, &limits).unwrap_or_default();
    let may_change = signed.may(Act::ChangeDuty, id).is_ok();
    let belongs: Vec<(i64, String)> = if may_change {
        let all = office.store.people_of(id).await?;
        let there = all.into_iter().filter(|person| person.ended_at.is_none());
        there.map(|person| (person.id.0, person.details.name)).collect()
    } else {
        Vec::new()
    };
    let told = office.store.hand_overs(id, HAND_OVERS).await?;
    let end = signed.now + i64::from(DAYS) * DAY;
    let soon = kept.shifts.iter().filter(|one| one.shift.until > signed.now && one.shift.from < end);
    let soon: Vec<_> = soon.collect();
    let people = kept.shifts.iter().map(|one| one.shift.person);
    let called: BTreeMap<i64, String> =
        names(office, people.chain(told.iter().flat_map(|one| [one.from, one.to]))).await?;
    let call = |person: i64| called.get(&person).cloned().unwrap_or_default();
    let stretch = |one: &Stretch| (f.moment(one.from), f.moment(one.until));
    let around = kept.shifts.iter().filter(|one| one.shift.from < signed.now + limits.around);
    let mut near: Vec<(i64, String)> = around.map(|one| (one.shift.person, call(one.shift.person))).collect();
    near.sort();
    near.dedup();
    let overlaps = roster.overlaps();
    let overlaps = overlaps.iter().filter(|one| one.until > signed.now && one.from < end);
    Ok(Inside {
        version: kept.version,
        gaps: roster.gaps(signed.now, DAYS).iter().take(NAMED).map(stretch).collect(),
        overlaps: overlaps.take(NAMED).map(stretch).collect(),
        shifts: soon
            .into_iter()
            .map(|one| Line {
                id: one.id,
                name: call(one.shift.person),
                from: f.moment(one.shift.from),
                until: f.moment(one.shift.until),
                phone: one.shift.phone.clone(),
                is_now: one.shift.holds(signed.now),
            })
            .collect(),
        hand_overs: told
            .into_iter()
            .map(|one| Told { at: f.moment(one.at), from: call(one.from), to: call(one.to), note: one.note })
            .collect(),
        may_change,
        people: belongs,
        near,
        zone: signed.settings.time_zone.clone(),
    })
}
