//! Who is on duty: at all units now, and at one over the next weeks.
//!
//! Must never show more than who is on duty now, at which number and until when, to whoever has no role there: that is the
//! network's directory, and the rest is the unit's own.

mod all;
mod change;
mod hand_over;
mod one;
mod said;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use office::people::PersonId;
use office::rights::Act;
use office::units::{Unit, UnitId};
use store::duty::KeptShift;

use super::frame::Desk;
use super::office::Office;
use super::signed::{Signed, Stop};
use crate::app::App;

/// The routes of this part.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/console/duty", get(all::show))
        .route("/console/duty/{id}", get(one::show))
        .route("/console/duty/{id}/shifts", post(change::add))
        .route("/console/duty/{id}/shifts/end", post(change::remove))
        .route("/console/duty/{id}/hand-over", post(hand_over::make))
}

/// Somebody on duty, as everybody sees it.
pub struct OnDuty {
    /// Who.
    pub name: String,
    /// At which number.
    pub phone: String,
    /// Until when, in words.
    pub until: String,
}

/// Those who are on duty at a unit now, as everybody sees it.
pub async fn now_at(office: &Office, f: &Desk<'_>, signed: &Signed, unit: i64) -> Result<Vec<OnDuty>, Stop> {
    let roster = office.store.roster(unit, signed.now).await?;
    let now: Vec<KeptShift> = roster.shifts.into_iter().filter(|one| one.shift.holds(signed.now)).collect();
    let names = names(office, now.iter().map(|one| one.shift.person)).await?;
    let told = now.into_iter().map(|one| OnDuty {
        name: names.get(&one.shift.person).cloned().unwrap_or_default(),
        until: f.moment(one.shift.until),
        phone: one.shift.phone,
    });
    Ok(told.collect())
}

/// What these people are called, by number.
async fn names(
    office: &Office,
    people: impl Iterator<Item = i64>,
) -> Result<std::collections::BTreeMap<i64, String>, Stop> {
    let mut ids: Vec<PersonId> = people.map(PersonId).collect();
    ids.sort_unstable();
    ids.dedup();
    let people = office.store.people_numbered(&ids).await?;
    Ok(people.into_iter().map(|person| (person.id.0, person.details.name)).collect())
}

/// The unit of that number, in whose roster they may do this.
fn unit(signed: &Signed, id: i64, act: Act) -> Result<&Unit, Stop> {
    let unit = signed.units.tree.get(UnitId(id)).ok_or(Stop::NotThere)?;
    signed.may(act, id)?;
    Ok(unit)
}
