//! What somebody is to an incident, and which of them lists may show.
//!
//! Must be asked before anything is read out or counted, and must never answer by anything but `office::rights`.

use std::sync::Arc;

use office::incident::Want;
use office::playbook::Playbook;
use office::rights::{Act, Hand, Sides};
use store::incidents::{Eyes, Kept};

use crate::console::office::Office;
use crate::console::signed::{Signed, Stop};

/// One incident as somebody sees it.
pub(crate) struct Seen {
    /// What is stored.
    pub kept: Kept,
    /// The edition of its playbook.
    pub playbook: Arc<Playbook>,
    /// What they are to it.
    pub hand: Hand,
    /// Now, by its clock.
    pub now: i64,
    /// Systems of its unit that they may see, by number and name; read only where somebody is to choose among them.
    pub systems: Vec<(i64, String)>,
    /// Who has the piece of evidence that a form is about, by what was noted; read only for that form.
    pub holder: String,
}

impl Seen {
    /// Whether they may do that in it.
    pub fn may(&self, want: Want<'_>) -> bool {
        self.kept.incident.may(&self.playbook, &self.hand, want)
    }
}

/// What they are to one, by the units that have a part in it now.
pub(crate) fn hand(signed: &Signed, kept: &Kept) -> Hand {
    let own = signed.place(kept.incident.unit());
    let all: Vec<_> = kept.incident.sides().into_iter().map(|unit| signed.place(unit)).collect();
    let named = kept.named.as_ref().map(|named| &named.all);
    let mut hand = signed.standing.hand(&Sides { own: &own, all: &all, named });
    // A unit that was merged acts through those who go on from it, under its own number.
    hand.works_for = kept
        .incident
        .sides()
        .into_iter()
        .filter(|unit| signed.place(*unit).first().is_some_and(|first| hand.works_for.contains(&first.0)))
        .collect();
    hand
}

/// One that they may see.
///
/// # Errors
/// When there is none, or not for them.
pub(crate) async fn seen(office: &Office, signed: &Signed, id: i64) -> Result<Seen, Stop> {
    let seen = looked(office, signed, id).await?;
    if let Some(drill) = seen.kept.drill {
        // Every page about it says so, whoever makes that page.
        let name = office.store.drill(drill).await?.map(|kept| kept.drill.name).unwrap_or_default();
        let _ = signed.drill.set(name);
    }
    Ok(seen)
}

/// The same of one that the page is not about.
///
/// # Errors
/// As [`seen`].
pub(crate) async fn looked(office: &Office, signed: &Signed, id: i64) -> Result<Seen, Stop> {
    let kept = office.store.incident_seen(id, signed.now).await?.ok_or(Stop::NotThere)?;
    let hand = hand(signed, &kept);
    if !hand.sees {
        return Err(Stop::NotThere);
    }
    let playbook = office.playbooks.of(&kept.incident.playbook_sha256, &kept.playbook).ok_or_else(|| {
        tracing::error!(incident = id, "the edition of its playbook cannot be read");
        Stop::NotThere
    })?;
    let now = office.clock_of(&kept, signed.now).await?;
    Ok(Seen { kept, playbook, hand, now, systems: Vec::new(), holder: String::new() })
}

/// Whose incidents lists may show.
pub(crate) fn eyes(signed: &Signed) -> Eyes {
    let units = signed.reached(&signed.standing.reach(Act::SeeIncidents));
    // A token that is not for looking at incidents shows none, named or not.
    let person = signed.standing.came_for(office::rights::Scope::IncidentsRead).is_ok();
    Eyes { units, person: person.then_some(signed.person.id), now: signed.now }
}
