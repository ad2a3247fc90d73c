//! A drill is steered: its clock, what happens in it, its end.
//!
//! Must never do anything that whoever steers did not see: each form carries the version of the drill.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::drill::{Drill, Limits, Rate, Refused};
use office::rights::Act;
use store::drills::DrillError;

use super::one::{Typed, shown};
use super::{seen, send, send_due};
use crate::app::App;
use crate::console::forms::Fields;
use crate::console::frame::Desk;
use crate::console::plans;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::said;

/// Why nothing was done.
enum Not {
    /// What was typed cannot be, in that field.
    Wrong(&'static str, Refused),
    /// The drill is another by now.
    Changed,
    /// Something else.
    Stop(Stop),
}

impl From<DrillError> for Not {
    fn from(error: DrillError) -> Not {
        match error {
            DrillError::Changed => Not::Changed,
            DrillError::Store(error) => Not::Stop(error.into()),
        }
    }
}

/// `POST /console/drills/{id}`.
pub async fn take(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let office = app.office()?;
    let kept = seen(office, &signed, id).await?;
    signed.may(Act::DirectIncidents, kept.drill.unit)?;
    let does = Does {
        office,
        signed: &signed,
        id,
        seen: fields.number("seen").unwrap_or(0),
        now: signed.now,
        deed: signed.deed(""),
        is_seen: fields.number("seen") == Some(kept.version),
    };
    match does.it(&kept, &fields).await {
        Ok(done) => {
            // What was due on the way comes at once.
            send_due(office, id, signed.now).await?;
            Ok(Redirect::to(&format!("/console/drills/{id}?done={done}")).into_response())
        }
        Err(Not::Stop(stop)) => Err(stop),
        Err(not) => {
            let f = Desk::of(&app, &signed, "/console/incidents", "drills");
            let (status, wrong) = match not {
                Not::Wrong(field, why) => (StatusCode::UNPROCESSABLE_ENTITY, wrong(field, said_of(&f, why))),
                _ => (StatusCode::CONFLICT, wrong("", f.say("drill-changed"))),
            };
            let typed = Typed {
                minutes: fields.get("minutes").to_owned(),
                text: fields.exactly("text").to_owned(),
                due: fields.get("due").to_owned(),
            };
            let now = seen(office, &signed, id).await?;
            let told: (Wrong, &'static str) = (wrong, "");
            shown(&app, &signed, &now, status, typed, told).await
        }
    }
}

/// What is done, by whom, to which version.
struct Does<'a> {
    office: &'a crate::console::Office,
    signed: &'a Signed,
    id: i64,
    seen: i64,
    now: i64,
    deed: office::record::Deed,
    is_seen: bool,
}

impl Does<'_> {
    async fn it(&self, kept: &store::drills::KeptDrill, fields: &Fields) -> Result<&'static str, Not> {
        let (drill, store, limits) = (&kept.drill, &self.office.store, Limits::default());
        match fields.get("do") {
            word @ ("start" | "fast" | "stop") => {
                let rate = match word {
                    "start" => Rate::Real,
                    "fast" => Rate::Fast,
                    _ => Rate::Stopped,
                };
                drill.is_on().map_err(|_| Not::Changed)?;
                let clock = drill.clock.at_rate(rate, self.now);
                store.set_drill_clock(self.id, self.seen, clock, &self.deed).await?;
                Ok("clock")
            }
            "forward" => {
                drill.is_on().map_err(|_| Not::Changed)?;
                let minutes = fields.number("minutes").unwrap_or(0);
                let clock = drill.clock.forward(minutes, self.now, &limits);
                let clock = clock.map_err(|why| Not::Wrong("minutes", why))?;
                store.set_drill_clock(self.id, self.seen, clock, &self.deed).await?;
                Ok("clock")
            }
            "inject" => self.inject(drill, fields, &limits).await,
            "send" => {
                let number = fields.number("inject").unwrap_or(0);
                drill.may_send(number).map_err(|_| Not::Changed)?;
                if !self.is_seen {
                    return Err(Not::Changed);
                }
                let sent = send(self.office, kept, number, &self.deed, self.now).await;
                let sent = sent.map_err(|error| Not::Stop(error.into()))?;
                if sent { Ok("sent") } else { Err(Not::Changed) }
            }
            "scenario" => {
                drill.is_on().map_err(|_| Not::Changed)?;
                let what = match fields.get("scenario") {
                    "" => None,
                    typed => Some(self.scenario(drill, typed).await?),
                };
                store.practise(self.id, drill.unit, what, &self.deed).await.map_err(DrillError::Store)?;
                Ok("scenario")
            }
            "end" => {
                store.end_drill(self.id, self.seen, self.now, &self.deed).await?;
                Ok("ended")
            }
            _ => Err(Not::Stop(Stop::NotThere)),
        }
    }

    /// A scenario of the plan in force, as its form has it: the plan's number, a colon, its own.
    async fn scenario(&self, drill: &Drill, typed: &str) -> Result<(i64, u32), Not> {
        let gone = || Not::Stop(Stop::NotThere);
        let (plan, number) = typed.split_once(':').ok_or_else(gone)?;
        let plan: i64 = plan.parse().map_err(|_| gone())?;
        let number: u32 = number.parse().map_err(|_| gone())?;
        let held = plans::in_force(self.office, self.signed, drill.unit).await.map_err(Not::Stop)?;
        let held = held.filter(|seen| seen.kept.id == plan);
        let known = held.is_some_and(|seen| seen.kept.plan.contents.scenario(number).is_some());
        if known { Ok((plan, number)) } else { Err(Not::Changed) }
    }

    async fn inject(&self, drill: &Drill, fields: &Fields, limits: &Limits) -> Result<&'static str, Not> {
        let due = match fields.get("due") {
            "" => None,
            // What is no number is no minute.
            typed => Some(typed.parse::<i64>().unwrap_or(-1)),
        };
        let inject = drill.inject(fields.exactly("text"), due, limits).map_err(|why| match why {
            Refused::Over => Not::Changed,
            Refused::Minutes(_) => Not::Wrong("due", why),
            _ => Not::Wrong("text", why),
        })?;
        self.office.store.add_inject(self.id, self.seen, &inject, &self.deed).await?;
        Ok("inject")
    }
}

fn said_of(f: &Desk<'_>, why: Refused) -> String {
    match why {
        Refused::Minutes(most) => f.with1("drill-minutes", "most", &most.to_string()),
        Refused::TooMany(most) => f.with1("drill-too-many", "most", &most.to_string()),
        Refused::Text(why) => said::line(f, why),
        Refused::Over | Refused::NoInject => f.say("drill-changed"),
    }
}
