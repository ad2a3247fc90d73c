//! Loads the 34 provinces and cities, for a server that is set up for the country.
//!
//! Must never load a part of them, and never a second time.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::day::Day;
use office::rights::Act;
use office::units::{Decided, Founding, Kind, PROVINCES_SINCE, Unit, UnitId, provinces};

use super::change::{Not, Wanted, change, wrong};
use super::said;
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};

/// The provinces as they would be founded: since they are what they are, or since their root is known.
fn foundings(root: &Unit) -> Vec<Founding> {
    let (year, month, day) = PROVINCES_SINCE;
    let since = Day::new(year, month, day).map_or(root.founded, |day| day.max(root.founded));
    provinces(root.id).into_iter().map(|founding| Founding { day: since, ..founding }).collect()
}

/// Whether they can be loaded by this person now: what is said of it. Only under the national coordinator, and only
/// where none of their codes is taken.
pub fn offered(f: &Desk<'_>, signed: &Signed) -> Option<String> {
    let root = root(signed)?;
    let foundings = foundings(root);
    let taken = |founding: &Founding| signed.units.tree.by_code(&founding.code, signed.today).is_some();
    if signed.may(Act::ChangeUnit, root.id.0).is_err() || foundings.iter().any(taken) {
        return None;
    }
    Some(f.with1("units-provinces-since", "day", &said::day(f, foundings.first()?.day)))
}

fn root(signed: &Signed) -> Option<&Unit> {
    let root = signed.units.tree.root(signed.today)?;
    (root.kind == Kind::Coordinator && root.ended.is_none()).then_some(root)
}

/// `POST /console/units/provinces`.
pub async fn load(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let mut signed = posted.signed;
    let root = root(&signed).ok_or(Stop::NotThere)?;
    signed.may(Act::ChangeUnit, root.id.0)?;
    let f = Desk::of(&app, &signed, "/console/units", "desk-units");
    let deed = signed.deed("");
    let made = change(&app, &mut signed, None, "unit.founded", &deed, |signed, next| {
        let root = self::root(signed).ok_or(Not::Gone)?;
        let mut tree = signed.units.tree.clone();
        let mut all = Decided::default();
        for (at, founding) in (0..).zip(foundings(root)) {
            let decided = tree.found(UnitId(next.0.saturating_add(at)), &founding);
            let decided = decided.map_err(|refused| wrong("", said::refused(&f, &refused)))?;
            tree.apply(&decided);
            all.found.extend(decided.found);
        }
        Ok(Wanted { decided: all, ..Wanted::default() })
    })
    .await;
    match made {
        Ok(_) => Ok(Redirect::to("/console/units?done=provinces").into_response()),
        // Somebody was quicker, or some are there: the list shows what is.
        Err(Not::Wrong(_) | Not::Conflict | Not::Gone) => Ok(Redirect::to("/console/units").into_response()),
        Err(Not::Theirs(_)) => Ok(StatusCode::FORBIDDEN.into_response()),
        Err(Not::Stop(stop)) => Err(stop),
    }
}
