//! Reminders of what is owed on incidents: to whoever owes it, and, when it is late, up the tree.
//!
//! Must never remind twice of the same: what was sent is an event of the incident, looked at in the commit that adds one.
//! Must never remind of what happens in a drill.

use office::incident::{Event, Incident, Refused};
use office::record::{Deed, Who};
use office::units::UnitId;
use store::StoreError;
use store::incidents::{IncidentsError, Kept};

use super::act::{beside, next_reminder};
use super::rules;
use crate::console::office::{Office, place};

/// Incidents of before sums that are counted at a time.
const UNCOUNTED: u32 = 500;

/// The unit so many levels above one.
type Above<'a> = dyn Fn(i64, u32) -> i64 + Sync + 'a;

/// Reminds of all that is to be reminded of at that moment: how many reminders that were.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn remind(office: &Office, now: i64) -> Result<usize, StoreError> {
    let Some(today) = office::day::Day::at(now) else { return Ok(0) };
    // Those of before anything was counted beside them: some at a time, until there are none.
    for id in office.store.incidents_uncounted(UNCOUNTED).await? {
        office.store.count_incident(id).await?;
    }
    let waiting = office.store.incidents_to_remind(now).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let units = office.units().await?;
    let above = |unit: i64, level: u32| {
        let path = place(&units, unit, today);
        let at = usize::try_from(level).unwrap_or(usize::MAX).min(path.len().saturating_sub(1));
        path.get(at).map_or(unit, |UnitId(unit)| *unit)
    };
    let mut reminded = 0;
    for id in waiting {
        reminded += remind_of(office, id, now, &above).await?;
    }
    Ok(reminded)
}

async fn remind_of(office: &Office, id: i64, now: i64, above: &Above<'_>) -> Result<usize, StoreError> {
    let Some(kept) = office.store.incident(id).await? else { return Ok(0) };
    let events = owed(&kept.incident, now, above).len();
    if events == 0 {
        // Its moment was a day ahead, or was met by what came since.
        let next = next_reminder(&kept.incident, now);
        office.store.look_again_at_incident(id, next).await?;
        return Ok(0);
    }
    let decide = |kept: &Kept| {
        let playbook =
            office.playbooks.of(&kept.incident.playbook_sha256, &kept.playbook).ok_or(Refused::NoSuch)?;
        let events = owed(&kept.incident, now, above);
        Ok(beside(kept, &playbook, &events, &Who::Server.word(), 0, now))
    };
    let deed = Deed { who: Who::Server, at: now, from: String::new(), why: String::new() };
    match office.store.act_in_incident(id, None, &decide, &deed).await {
        Ok(_) => Ok(events),
        Err(IncidentsError::Store(error)) => Err(error),
        Err(error) => {
            tracing::error!(incident = id, error = &error as &dyn std::error::Error, "nobody was reminded");
            Ok(0)
        }
    }
}

/// The reminders that are to be sent now, as events.
fn owed(incident: &Incident, now: i64, above: &Above<'_>) -> Vec<Event> {
    let event = |(owed, reminder): (office::rulebook::Owed, office::rulebook::Reminder)| {
        let debtor = incident.roles.get(&owed.owed_by).copied().unwrap_or_else(|| incident.unit());
        Event::Reminded {
            key: reminder.key,
            deadline: owed.key,
            unit: above(debtor, reminder.level),
            level: reminder.level,
        }
    };
    let of_law = rules::reminders(incident, now).into_iter().map(event);
    of_law.chain(incident.order_reminders(now)).collect()
}
