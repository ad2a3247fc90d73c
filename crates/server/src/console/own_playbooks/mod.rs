//! Units' own copies of playbooks: made, changed step by step, published with a reason, sent out and taken in as files, and
//! put together with what the program brings when that improves.
//!
//! Must never put in force what was not judged as a whole, must never overwrite what somebody did not see, and must never
//! change a copy for who does not direct incidents at its unit.

mod act;
mod import;
mod list;
mod merging;
mod one;
mod step;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use office::playbook::Playbook;
use office::rights::{Act, Reach, Refused};
use office::units::UnitId;
use store::playbooks::{Becomes, Made, OwnPlaybook, OwnPlaybookError};

pub(super) use list::goes_by;
pub(super) use one::Differs;

use super::incidents::KINDS;
use super::office::Office;
use super::playbooks::{InForce, sha256};
use super::signed::{Signed, Stop};
use crate::app::App;

/// Bytes of a form that changes a step: its longest texts in both languages, as browsers write them.
const LARGEST_STEP: usize = 1 << 20;

/// Bytes that are read of a file that is too long, so that who sends it is told.
const LARGEST_FILE: usize = 5 << 20;

/// The routes of units' own copies.
pub fn routes() -> Router<Arc<App>> {
    let import = get(import::show).post(import::take).layer(DefaultBodyLimit::max(LARGEST_FILE));
    let deeds = get(act::show).post(act::take).layer(DefaultBodyLimit::max(LARGEST_STEP));
    Router::new()
        .route("/console/own-playbooks/{id}", get(list::show))
        .route("/console/own-playbooks/{id}/{kind}", get(one::show))
        .route("/console/own-playbooks/{id}/{kind}/export", get(one::export))
        .route("/console/own-playbooks/{id}/{kind}/import", import)
        .route("/console/own-playbooks/{id}/{kind}/do/{deed}", deeds)
}

/// A unit's own copy of one kind, and what stands around it.
pub(super) struct Copy {
    /// The unit.
    pub unit: i64,
    /// The kind.
    pub kind: &'static str,
    /// Whether they may change it.
    pub may: bool,
    /// As it is stored.
    pub own: OwnPlaybook,
    /// The edition in force.
    pub published: Option<Arc<Playbook>>,
    /// What is worked on.
    pub draft: Option<Arc<Playbook>>,
    /// The one that comes with the program, and its digest.
    pub shipped: (String, Arc<Playbook>),
    /// What the unit goes by now.
    pub in_force: InForce,
    /// What it would go by without a copy of its own.
    pub instead: InForce,
}

impl Copy {
    /// The digest of the shipped playbook that the edition in force goes back to, where another one comes with the program by
    /// now.
    pub fn outdated(&self) -> Option<&str> {
        let edition = self.own.edition.as_ref()?;
        (edition.base != self.shipped.0).then_some(&*edition.base)
    }

    /// The address of its page.
    pub fn path(&self) -> String {
        format!("/console/own-playbooks/{}/{}", self.unit, self.kind)
    }
}

/// Whether they may see the copies of a unit: where they see its incidents, and where theirs go by them.
pub(super) fn may_see(signed: &Signed, unit: i64) -> bool {
    if signed.may(Act::SeeIncidents, unit).is_ok() {
        return true;
    }
    match signed.standing.reach(Act::SeeIncidents) {
        Reach::Everywhere => true,
        Reach::Below(units) => units.iter().any(|own| signed.place(own.0).contains(&UnitId(unit))),
    }
}

/// The unit, if they may see its copies; and whether they may change them.
fn unit(signed: &Signed, id: i64) -> Result<bool, Stop> {
    signed.units.tree.get(UnitId(id)).ok_or(Stop::NotThere)?;
    if !may_see(signed, id) {
        return Err(Stop::NotThere);
    }
    Ok(signed.may(Act::DirectIncidents, id).is_ok())
}

/// A copy that they may see.
async fn copy(office: &Office, signed: &Signed, id: i64, kind: &str) -> Result<Copy, Stop> {
    let may = unit(signed, id)?;
    let (kind, _) = KINDS.iter().find(|(known, _)| *known == kind).ok_or(Stop::NotThere)?;
    let own = office.store.own_playbook(id, kind).await?;
    let path = signed.place(id);
    let in_force = office.in_force(&path, kind).await?.ok_or(Stop::NotThere)?;
    let above = path.get(1..).unwrap_or_default();
    let instead = office.in_force(above, kind).await?.ok_or(Stop::NotThere)?;
    let published = in_force.of.filter(|(unit, _)| *unit == id).map(|_| Arc::clone(&in_force.playbook));
    let draft = own.draft.as_ref().and_then(|(bytes, _)| office.playbooks.of(&sha256(bytes), bytes));
    let shipped = office.playbooks.current(kind).ok_or(Stop::NotThere)?;
    Ok(Copy { unit: id, kind, may, own, published, draft, shipped, in_force, instead })
}

/// The same, if they may change it.
async fn theirs(office: &Office, signed: &Signed, id: i64, kind: &str) -> Result<Copy, Stop> {
    let copy = copy(office, signed, id, kind).await?;
    if copy.may { Ok(copy) } else { Err(Refused::NotAllowed.into()) }
}

/// Why nothing came of it.
enum Not {
    /// It is another by now.
    Changed,
    /// They may not.
    Stop(Stop),
}

impl From<OwnPlaybookError> for Not {
    fn from(error: OwnPlaybookError) -> Not {
        match error {
            OwnPlaybookError::Changed => Not::Changed,
            OwnPlaybookError::RightsChanged => Not::Stop(Refused::NotAllowed.into()),
            OwnPlaybookError::Store(error) => Not::Stop(error.into()),
        }
    }
}

/// Stores what becomes of a copy, if it is the one that was seen.
async fn store(
    office: &Office,
    signed: &Signed,
    copy: &Copy,
    becomes: &Becomes<'_>,
    (action, why): (&str, &str),
) -> Result<(), Not> {
    let grants = Some(&*signed.standing.grants);
    let deed = signed.deed(why);
    let of = (copy.unit, copy.kind);
    office.store.change_own_playbook(of, copy.own.version, becomes, action, grants, &deed).await?;
    Ok(())
}

/// Stores a draft. `base` is the digest of the shipped playbook that it goes back to.
async fn store_draft(
    office: &Office,
    signed: &Signed,
    copy: &Copy,
    (draft, base): (&Playbook, &str),
    action: &str,
) -> Result<(), Not> {
    let bytes = draft.bytes();
    let digest = sha256(&bytes);
    // What comes with the program now is kept for the day on which another one does.
    let shipped = if base == copy.shipped.0 { copy.shipped.1.bytes() } else { Vec::new() };
    let made = Made { playbook: draft.id(), bytes: (&digest, &bytes), base: (base, &shipped) };
    store(office, signed, copy, &Becomes::Draft(Some(made)), (action, "")).await
}
