//! Packages of an incident: all of it as one signed file, for whoever checks it elsewhere and for another server.
//!
//! Must never put a plain sample into one, must never make one that is not noted in the incident, and must never take one
//! in by a key that it brings.

pub(super) mod arrive;
pub(super) mod give;
mod inside;
mod make;
mod samples;
mod taken;
mod texts;

use std::fs::File;
use std::io;
use std::sync::Arc;

use office::incident::{Event, Refused};
use office::playbook::Playbook;
use office::record::Deed;
use store::incidents::{IncidentsError, Kept};
use store::{Store, StoreError};
use wire::pack::Key;
use wire::package::{Checked, Package, PackageError, PackageLimits};
use words::Words;

pub use super::parts::of as parts;
pub use arrive::fault_said;
pub use inside::{Fault, Inside, inside};
pub use make::{Going, MakeError, Making, make, unit_name};
pub use taken::{TakeError, Taking, take_in};

use super::act::beside;

/// This server's own key.
///
/// # Errors
/// When it can be neither read nor made.
pub fn own_key(store: &Store) -> Result<Key, StoreError> {
    use base64::Engine;
    let text = base64::engine::general_purpose::STANDARD.encode(store.public_key()?);
    // What the store reads is a key, if not one that anybody could have made up.
    let none = || io::Error::new(io::ErrorKind::InvalidData, "this is no key");
    text.parse().map_err(|_| StoreError::Disk { path: "record/key".into(), source: none() })
}

/// Makes a package at the server's own machine, and notes that it goes out.
///
/// # Errors
/// When there is none of that code, it is for named persons only or only practised, or it cannot be made.
pub async fn export(
    store: &Arc<Store>,
    code: &str,
    making: &Making,
    words: [&Words; 2],
    deed: &Deed,
) -> Result<Going, MakeError> {
    let id = store.incident_coded(code).await?.ok_or(MakeError::NotThere)?;
    let kept = store.incident(id).await?.ok_or(MakeError::NotThere)?;
    if kept.named.is_some() {
        // Who may see it is asked of a person, and here is none.
        return Err(MakeError::Restricted);
    }
    let units = store.units().await?;
    let unit = kept.incident.unit();
    let going = make(store, kept, &units, making, words).await?;
    let decide = |kept: &Kept| {
        let playbook = Playbook::read(&kept.playbook).map_err(|_| Refused::NoSuch)?;
        let events = [going.event.clone()];
        Ok(beside(kept, &playbook, &events, &deed.who.word(), unit, deed.at))
    };
    match store.act_in_incident(id, None, &decide, deed).await {
        Ok(_) => Ok(going),
        Err(IncidentsError::Store(error)) => Err(error.into()),
        Err(error) => Err(MakeError::NotNoted(error)),
    }
}

/// What is right and what is wrong with a package, without any server: file by file, and then whether they say the same.
///
/// # Errors
/// When it is none, was signed with another key, or cannot be read.
pub fn verify(file: File, key: &Key, now: i64) -> Result<Verified, PackageError> {
    let mut package = Package::open(file, std::slice::from_ref(key), &PackageLimits::default())?;
    let files = package.check()?;
    let fault = if files.iter().all(|file| file.state == wire::package::State::Whole) {
        inside(&mut package, now).err()
    } else {
        None
    };
    Ok(Verified { manifest: package.manifest, sha256: package.sha256, files, fault })
}

/// What was found out about a package.
#[derive(Debug)]
pub struct Verified {
    /// What it says of itself.
    pub manifest: wire::package::Manifest,
    /// The digest of that, by which it is named.
    pub sha256: String,
    /// Its files.
    pub files: Vec<Checked>,
    /// What is wrong although every file is what was signed.
    pub fault: Option<Fault>,
}

/// The event by which it is noted that all of it went out.
fn out(making: &Making, from: String, package: String, events: u64, evidence: Vec<i64>) -> Event {
    Event::HandedOut {
        to: making.made_for.clone(),
        from,
        reasons: making.reasons.clone(),
        package,
        events,
        evidence,
        goes_on: making.goes_on,
    }
}
