//! Reminders of what is owed on incidents: to whoever owes it, and, when it is late, up the tree.
//!
//! Must never remind twice of the same: what was sent is an event of the incident, looked at in the commit that adds one.
//! Must never remind of what happens in a drill.

use jiff::Timestamp;
use office::incident::{Event, Incident, Refused};
use office::playbook::Role;
use office::record::{Deed, Who};
use office::rulebook::Key;
use office::units::UnitId;
use store::StoreError;
use store::incidents::{Eyes, IncidentsError, Kept, Listed, Sought};

use super::act::beside;
use super::rules;
use crate::console::office::{Office, place};

/// Incidents that are read at a time.
const PAGE: u32 = 200;

/// Reminds of all that is to be reminded of at that moment: how many reminders that were.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn remind(office: &Office, now: i64) -> Result<usize, StoreError> {
    let Some(today) = office::day::Day::at(now) else { return Ok(0) };
    let units = office.units().await?;
    let sought = Sought { phases: &["open", "ended"], ..Sought::default() };
    let mut reminded = 0;
    for (restricted, eyes) in [(false, Eyes::default()), (true, Eyes { everything: true, ..Eyes::default() })]
    {
        let mut skip = 0;
        loop {
            let (found, _) = office.store.incidents(&sought, &eyes, skip, PAGE).await?;
            let all = found.len();
            let due =
                found.into_iter().filter(|one| one.is_restricted == restricted && one.summary.due.is_some());
            for Listed { id, .. } in due {
                let above = |unit: i64, level: u32| {
                    let path = place(&units, unit, today);
                    let at = usize::try_from(level).unwrap_or(usize::MAX).min(path.len().saturating_sub(1));
                    path.get(at).map_or(unit, |UnitId(unit)| *unit)
                };
                reminded += remind_of(office, id, now, &above).await?;
            }
            if all < PAGE as usize {
                break;
            }
            skip += PAGE;
        }
    }
    Ok(reminded)
}

async fn remind_of(
    office: &Office,
    id: i64,
    now: i64,
    above: &(dyn Fn(i64, u32) -> i64 + Sync),
) -> Result<usize, StoreError> {
    let decide = |kept: &Kept| {
        let playbook =
            office.playbooks.of(&kept.incident.playbook_sha256, &kept.playbook).ok_or(Refused::NoSuch)?;
        let events = owed(&kept.incident, now, above);
        Ok(beside(kept, &playbook, &events, &Who::Server.word(), 0, now))
    };
    // Most have nothing to be reminded of, and are only read.
    let Some(kept) = office.store.incident(id).await? else { return Ok(0) };
    let events = owed(&kept.incident, now, above).len();
    if kept.drill.is_some() || events == 0 {
        return Ok(0);
    }
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
fn owed(incident: &Incident, now: i64, above: &(dyn Fn(i64, u32) -> i64 + Sync)) -> Vec<Event> {
    let Ok(moment) = Timestamp::from_second(now) else { return Vec::new() };
    let edition = rules::edition(incident);
    let sent: Vec<&str> = incident.reminders.iter().map(|(key, ..)| key.as_str()).collect();
    let mut events = Vec::new();
    for one in rules::standing(incident).into_iter().filter(|one| one.met.is_none()) {
        let role = Role::of(one.owed.owed_by.key());
        let debtor =
            role.and_then(|role| incident.roles.get(&role)).copied().unwrap_or_else(|| incident.unit());
        for reminder in edition.reminders(&one.owed, &sent, moment) {
            events.push(Event::Reminded {
                key: reminder.key,
                deadline: one.owed.key.clone(),
                unit: above(debtor, reminder.level),
                level: reminder.level,
            });
        }
    }
    events
}
