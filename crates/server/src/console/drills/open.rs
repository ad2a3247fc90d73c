//! An incident of a drill is told of: the same form and the same incident, on the clock of the drill.
//!
//! Must never open one outside of the unit that practises, nor in a drill that is over.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::rights::{Act, Refused};
use office::units::UnitId;
use store::drills::KeptDrill;

use super::seen;
use crate::app::App;
use crate::console::incidents::{new, parts};
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::unit_field;
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::form::{FormPage, Typed};

fn page<'a>(app: &'a App, signed: &Signed, kept: &KeptDrill, value: Typed<'_>) -> FormPage<'a> {
    let asked = new::Asked { unit: unit_field::written(signed, kept.drill.unit), ..new::Asked::default() };
    let mut page = new::page(app, signed, value, &asked, kept.drill.clock.now(signed.now));
    page.f.drill.clone_from(&kept.drill.name);
    page.back = (format!("/console/drills/{}", kept.id), kept.drill.name.clone());
    page.action = format!("/console/drills/{}/incident", kept.id);
    page
}

/// Whether they may take part.
fn takes_part(signed: &Signed, kept: &KeptDrill) -> Result<(), Stop> {
    if signed.may(Act::WorkOnIncidents, kept.drill.unit).is_err() {
        // Who works at a unit below takes part there.
        new::anywhere(signed)?;
    }
    if kept.drill.is_on().is_err() { Err(Refused::NotAllowed.into()) } else { Ok(()) }
}

/// `GET /console/drills/{id}/incident`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
) -> Result<Response, Stop> {
    let kept = seen(app.office()?, &signed, id).await?;
    takes_part(&signed, &kept)?;
    Ok(page(&app, &signed, &kept, Typed(None)).sent(StatusCode::OK, Wrong::new()))
}

/// `POST /console/drills/{id}/incident`.
pub async fn open(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let kept = seen(app.office()?, &signed, id).await?;
    takes_part(&signed, &kept)?;
    let page = page(&app, &signed, &kept, Typed(Some(&fields)));
    let now = kept.drill.clock.now(signed.now);
    let read = new::read(&app, &page.f, &signed, &fields, now).await?.and_then(|telling| {
        let unit = telling.opening.unit;
        if signed.place(unit).contains(&UnitId(kept.drill.unit)) {
            Ok(telling)
        } else {
            Err(wrong("unit", page.f.with1("drill-unit-outside", "unit", &signed.unit_name(kept.drill.unit))))
        }
    });
    match read {
        Ok(telling) => {
            let telling = new::Telling { drill: Some(id), ..telling };
            let given = parts::of(&signed.units.tree, signed.today, telling.opening.unit);
            let who = office::record::Who::Person(signed.person.id.0).word();
            let incident = new::open_one(&app, &telling, &given, &who, &signed.deed(""), now).await?;
            Ok(Redirect::to(&format!("/console/incidents/{incident}?done=opened")).into_response())
        }
        Err(wrong) => Ok(page.sent(StatusCode::UNPROCESSABLE_ENTITY, wrong)),
    }
}
