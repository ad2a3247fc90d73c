//! Reminders of plans: before their yearly review, when that is late, and before a year ends without the next.
//!
//! Must never remind twice of the same: `store` notes each in the commit that tells people.

use office::day::Day;
use office::record::{Deed, Who};
use store::StoreError;

use crate::console::office::{Office, place};

/// Reminds of all plans that are to be looked at by that moment: how many reminders that were.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn remind(office: &Office, now: i64) -> Result<usize, StoreError> {
    let Some(today) = Day::at(now) else { return Ok(0) };
    let waiting = office.store.plans_to_remind(now).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let units = office.units().await?;
    let deed = Deed { who: Who::Server, at: now, from: String::new(), why: String::new() };
    let mut reminded = 0;
    for id in waiting {
        let Some(kept) = office.store.plan(id).await? else { continue };
        let way: Vec<i64> = place(&units, kept.plan.unit, today).into_iter().map(|unit| unit.0).collect();
        reminded += office.store.remind_of_plan(id, &way, today, &deed).await?;
    }
    Ok(reminded)
}
