//! Reminders of what is owed on incidents: to whoever owes it, and, when it is late, up the tree.
//!
//! Must never remind twice of the same: what was sent is an event of the incident, looked at in the commit that adds one.
//! Must never remind of what happens in a drill.

use office::incident::{Event, Refused};
use office::record::{Deed, Who};
use office::rulebook::{Due, Owed, Reminder};
use office::units::UnitId;
use store::StoreError;
use store::incidents::{IncidentsError, Kept};

use super::act::{beside, next_reminder};
use super::rules;
use crate::console::office::{Office, place};

/// Incidents of before sums that are counted at a time.
const UNCOUNTED: u32 = 500;

/// Whom a reminder reaches: the unit that owes something and all above it, each with how far above, as far as somebody
/// there is told.
type Reaches<'a> = dyn Fn(&Kept, i64, u32) -> Vec<(i64, u32)> + Sync + 'a;

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
    // And those on which clocks did not run before somebody had looked at them.
    for id in office.store.incidents_unclocked(UNCOUNTED).await? {
        look_again(office, id, now).await?;
    }
    let waiting = office.store.incidents_to_remind(now).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let units = office.units().await?;
    let told = office.store.who_is_told().await?;
    let reaches = |kept: &Kept, debtor: i64, level: u32| {
        let path = place(&units, debtor, today);
        let hears = |unit: i64| {
            let mut people = told.iter().filter(|(at, _)| *at == unit);
            people.any(|(_, person)| kept.named.as_ref().is_none_or(|named| named.all.contains(person)))
        };
        let all: Vec<(i64, u32)> = path
            .iter()
            .zip(0..)
            .map(|(UnitId(unit), at)| (*unit, at))
            .filter(|(unit, _)| hears(*unit))
            .collect();
        let reached = all.iter().take_while(|(_, at)| *at <= level).copied().collect::<Vec<_>>();
        // Where nobody is there, whoever is next above is told.
        if reached.is_empty() { all.into_iter().take(1).collect() } else { reached }
    };
    let mut reminded = 0;
    for id in waiting {
        reminded += remind_of(office, id, now, &reaches).await?;
    }
    Ok(reminded)
}

/// Says anew when one is to be looked at, and what is owed on it by now.
async fn look_again(office: &Office, id: i64, now: i64) -> Result<(), StoreError> {
    let Some(kept) = office.store.incident(id).await? else { return Ok(()) };
    let is_live = kept.incident.phase.is_live() && kept.incident.gone_at.is_none();
    let due = if is_live { rules::next_due(&kept.incident) } else { (None, None) };
    office.store.look_again_at_incident(id, next_reminder(&kept.incident, now), due).await
}

async fn remind_of(office: &Office, id: i64, now: i64, reaches: &Reaches<'_>) -> Result<usize, StoreError> {
    let Some(kept) = office.store.incident(id).await? else { return Ok(0) };
    let events = owed(&kept, now, reaches).len();
    if events == 0 {
        // Its moment was a day ahead, or was met by what came since.
        look_again(office, id, now).await?;
        return Ok(0);
    }
    let decide = |kept: &Kept| {
        let playbook =
            office.playbooks.of(&kept.incident.playbook_sha256, &kept.playbook).ok_or(Refused::NoSuch)?;
        let events = owed(kept, now, reaches);
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

/// The reminders that are to be sent now, as events: one for each unit that is told.
fn owed(kept: &Kept, now: i64, reaches: &Reaches<'_>) -> Vec<Event> {
    let incident = &kept.incident;
    let events = |(owed, reminder): (Owed, Reminder)| {
        let due = match owed.due {
            Due::AtOnce(at) | Due::By(at) => at.as_second(),
            Due::Undated | Due::After(_) | Due::NotInCalendar(_) => 0,
        };
        let mut told = reaches(kept, rules::debtor(incident, &owed), reminder.level);
        if told.is_empty() {
            told.push((0, reminder.level));
        }
        told.into_iter().map(move |(unit, level)| Event::Reminded {
            key: reminder.key.clone(),
            deadline: owed.key.clone(),
            unit,
            level,
            due,
        })
    };
    let of_law = rules::reminders(incident, now).into_iter().flat_map(events);
    of_law.chain(incident.order_reminders(now)).collect()
}
