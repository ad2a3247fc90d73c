//! One incident goes on in another, which was found to be the same: both say so in one commit.
//!
//! Must never let one end in another that is over itself, and must never lose the older of two clocks.

use office::incident::{Event, Refused};
use office::record::Who;
use store::incidents::{IncidentsError, Kept};

use super::act::{beside, decide, open_at};
use crate::app::App;
use crate::console::signed::Signed;

/// Has the one go on in the other, as `office::incident` decides it on both as they are then.
///
/// # Errors
/// When it is refused, or the other is over by then.
pub async fn merge(
    app: &App,
    signed: &Signed,
    id: i64,
    event: &Event,
    seen: Option<u64>,
) -> Result<u64, IncidentsError> {
    let Event::SameAs { incident: into, .. } = event else { return Err(Refused::NoSuch.into()) };
    let (office, now) = open_at(app, signed, id).await?;
    let both = |one: &Kept, other: &Kept| {
        if !other.incident.phase.is_live() {
            return Err(Refused::OtherOver);
        }
        let first = decide(app, signed, one, event, seen, now)?;
        let playbook =
            office.playbooks.of(&other.incident.playbook_sha256, &other.playbook).ok_or(Refused::NoSuch)?;
        let older = one.incident.detected_at < other.incident.detected_at;
        let took = Event::TookIn {
            incident: id,
            told: one.incident.opening.told.clone(),
            // What is one is as old as the older of its two names.
            detected_at: if older { one.incident.detected_at } else { 0 },
        };
        let second = beside(other, &playbook, &[took], &Who::Server.word(), 0, now);
        Ok((first, second))
    };
    let grants = Some(&*signed.standing.grants);
    office.store.merge_incidents((id, *into), grants, &both, &signed.deed("")).await
}
