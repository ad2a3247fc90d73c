//! Drills: incidents that are practised on a clock of their own, with what happens on the way, and what they took.
//!
//! Must never let a drill reach anything outside of it: its incidents are in no list of real ones, and nothing of it is sent.

mod list;
mod new;
mod one;
mod open;
mod report;
mod steer;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use office::incident::{Asked, Event};
use office::record::{Deed, Who};
use office::rights::{Act, Hand, Reach};
use store::StoreError;
use store::drills::KeptDrill;
use store::incidents::Kept;
use tokio::sync::watch;

use super::incidents::beside;
use super::office::Office;
use super::signed::{Signed, Stop};
use crate::app::App;

/// How often it is looked for injects whose minute has come.
const EVERY: Duration = Duration::from_secs(2);

/// The routes of drills.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/console/drills", get(list::show))
        .route("/console/drills/new", get(new::show).post(new::make))
        .route("/console/drills/{id}", get(one::show).post(steer::take))
        .route("/console/drills/{id}/report.csv", get(report::csv))
        .route("/console/drills/{id}/incident", get(open::show).post(open::open))
}

/// One that they may see.
async fn seen(office: &Office, signed: &Signed, id: i64) -> Result<KeptDrill, Stop> {
    let kept = office.store.drill(id).await?.ok_or(Stop::NotThere)?;
    signed.may(Act::SeeIncidents, kept.drill.unit).map_err(|_| Stop::NotThere)?;
    Ok(kept)
}

/// Whether they may make one anywhere.
fn may_make(signed: &Signed) -> bool {
    !matches!(signed.standing.reach(Act::DirectIncidents), Reach::Below(units) if units.is_empty())
}

/// Sends an inject into the incidents of a drill. Says whether it was sent this time.
async fn send(
    office: &Office,
    kept: &KeptDrill,
    number: i64,
    deed: &Deed,
    real: i64,
) -> Result<bool, StoreError> {
    let Ok(inject) = kept.drill.may_send(number) else { return Ok(false) };
    let at = kept.drill.clock.now(real);
    let who = deed.who.word();
    // What happens in a drill comes to whoever practises, whatever part in it they have.
    let hand = Hand { sees: true, directs: true, ..Hand::default() };
    let injecting = |one: &Kept| {
        let playbook = office.playbooks.of(&one.incident.playbook_sha256, &one.playbook);
        let playbook = playbook.ok_or(office::incident::Refused::NoSuch)?;
        let wanted = Event::Injected { text: inject.text.clone() };
        let events = one.incident.decide(&playbook, wanted, &Asked { hand: &hand, seen: None, now: at })?;
        Ok(beside(one, &playbook, &events, &who, kept.drill.unit, at))
    };
    office.store.send_inject(kept.id, number, at, &injecting, deed).await
}

/// Sends all injects of a drill whose minute has come.
async fn send_due(office: &Office, id: i64, real: i64) -> Result<(), StoreError> {
    let deed = Deed { who: Who::Server, at: real, from: String::new(), why: String::new() };
    let Some(kept) = office.store.drill(id).await? else { return Ok(()) };
    for number in kept.drill.due(real) {
        send(office, &kept, number, &deed, real).await?;
    }
    Ok(())
}

/// Sends injects when their minute comes, until it is stopped.
pub async fn follow(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    let Some(office) = app.office.clone() else { return };
    loop {
        let sent = async {
            for id in office.store.drills_waiting().await? {
                send_due(&office, id, app.now()).await?;
            }
            Ok::<(), StoreError>(())
        };
        if let Err(error) = sent.await {
            tracing::error!(error = &error as &dyn std::error::Error, "drills do not go on now");
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stopped.wait_for(|stop| *stop) => return,
        }
    }
}
