//! A drill is planned: what it is called, what is practised, where, and what steps may take.
//!
//! Must never make one at a unit whose incidents are not theirs to direct.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::drill::{Clock, Drill, Limits};
use office::incident::{read_line, read_text};
use office::line::LineError;
use office::rights::{Act, Refused};

use super::may_make;
use crate::app::App;
use crate::console::forms::Fields;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::unit_field;
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::form::{Field, FormPage, Group, Typed, typed};
use crate::console::units::said;

/// The fields of targets, by the numbers of steps: no playbook has more that people do.
const TARGETS: [(u8, &str); 11] = [
    (1, "target_1"),
    (2, "target_2"),
    (3, "target_3"),
    (4, "target_4"),
    (5, "target_5"),
    (6, "target_6"),
    (7, "target_7"),
    (8, "target_8"),
    (9, "target_9"),
    (10, "target_10"),
    (11, "target_11"),
];

fn page<'a>(app: &'a App, signed: &Signed, value: Typed<'_>) -> FormPage<'a> {
    let f = Desk::of(app, signed, "/console/incidents", "drill-new");
    let own = signed.person.details.unit;
    let unit = if signed.may(Act::DirectIncidents, own).is_ok() {
        unit_field::written(signed, own)
    } else {
        String::new()
    };
    let line = |name: &str, label: &str, hint: &str, before: &str, extra| {
        typed(name, f.say(label), f.say(hint), value.get(name, before), extra)
    };
    let fields = vec![
        line("name", "drill-name", "drill-name-hint", "", "required maxlength=300 autocomplete=off"),
        Field { lines: 4, ..line("goal", "drill-goal", "drill-goal-hint", "", "") },
        Field {
            offered: unit_field::proposed(signed, Act::DirectIncidents),
            ..line(
                "unit",
                "incident-unit",
                "unit-field-hint",
                &unit,
                "required maxlength=200 autocomplete=off",
            )
        },
    ];
    let targets = TARGETS
        .iter()
        .map(|(number, name)| {
            let label = f.with1("drill-target", "step", &number.to_string());
            typed(
                name,
                label,
                String::new(),
                value.get(name, ""),
                "type=number min=1 max=43200 inputmode=numeric",
            )
        })
        .collect();
    let targets = Group {
        legend: f.say("drill-targets"),
        note: f.say("drill-targets-hint"),
        fields: targets,
        is_folded: true,
    };
    FormPage {
        back: ("/console/drills".to_owned(), f.say("drills")),
        lead: f.say("drill-new-lead"),
        action: "/console/drills/new".to_owned(),
        seen: 0,
        groups: vec![Group::plain(fields), targets],
        button: f.say("drill-new-do"),
        is_grave: false,
        whole: String::new(),
        now: None,
        f,
    }
}

/// `GET /console/drills/new`.
pub async fn show(State(app): State<Arc<App>>, signed: Signed) -> Result<Response, Stop> {
    if !may_make(&signed) {
        return Err(Refused::NotAllowed.into());
    }
    Ok(page(&app, &signed, Typed(None)).sent(StatusCode::OK, Wrong::new()))
}

/// `POST /console/drills/new`.
pub async fn make(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    if !may_make(&signed) {
        return Err(Refused::NotAllowed.into());
    }
    let page = page(&app, &signed, Typed(Some(&fields)));
    match read(&page.f, &signed, &fields) {
        Ok(drill) => {
            let id = app.office()?.store.add_drill(&drill, &signed.deed("")).await?;
            Ok(Redirect::to(&format!("/console/drills/{id}?done=made")).into_response())
        }
        Err(wrong) => Ok(page.sent(StatusCode::UNPROCESSABLE_ENTITY, wrong)),
    }
}

fn read(f: &Desk<'_>, signed: &Signed, fields: &Fields) -> Result<Drill, Wrong> {
    let mut told = Wrong::new();
    let name = read_line(fields.get("name")).unwrap_or_else(|why| {
        told.extend(wrong("name", said::line(f, why)));
        String::new()
    });
    let goal = match read_text(fields.exactly("goal")) {
        Ok(goal) => goal,
        Err(LineError::Empty) => String::new(),
        Err(why) => {
            told.extend(wrong("goal", said::line(f, why)));
            String::new()
        }
    };
    let unit = match unit_field::read(f, signed, fields.get("unit"), signed.today) {
        Ok(unit) if signed.may(Act::DirectIncidents, unit.0).is_ok() => unit.0,
        Ok(unit) => {
            told.extend(wrong("unit", f.with1("units-not-yours", "code", &signed.unit_code(unit.0))));
            0
        }
        Err(text) => {
            told.extend(wrong("unit", text));
            0
        }
    };
    let mut targets = BTreeMap::new();
    let most = Limits::default().target;
    for (number, name) in TARGETS.iter().filter(|(_, name)| !fields.get(name).is_empty()) {
        match fields.get(name).parse::<u32>() {
            Ok(minutes) if (1..=most).contains(&minutes) => {
                targets.insert(*number, minutes);
            }
            _ => told.extend(wrong(name, f.with1("drill-minutes", "most", &f.count(most as usize)))),
        }
    }
    if !told.is_empty() {
        return Err(told);
    }
    let clock = Clock::new(signed.now);
    Ok(Drill { name, goal, unit, clock, begun: signed.now, targets, ended_at: None, injects: Vec::new() })
}
