//! A campaign's pack, fetched and compared with what is remembered of that campaign on this machine.
//!
//! Must never give out a pack that is altered, older than one that was used here, or signed with another key than the
//! one that is known, and never take what it cannot read of its own memory for a first use.
//!
//! ```text
//! DATA/campaigns/ID/known.json   key, campaign, highest version and its digest; ID is of the address
//! DATA/campaigns/ID/pack         the last good pack, for when the server cannot be reached
//! ```

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clean::ours::{self, OursError};
use serde::{Deserialize, Serialize};
use wire::pack::{Key, Opened, PackError, PackLimits};

use crate::address::Address;
use crate::stick::{self, StickError, StickLimits};
use egress::door::{Door, DoorError};

const FOLDER: &str = "campaigns";
const KNOWN: &str = "known.json";
const PACK: &str = "pack";
/// Campaigns that a machine remembers; more than any takes part in.
const MOST_KNOWN: usize = 1000;
/// More than what is remembered ever takes.
const LONGEST_KNOWN: u64 = 4096;

/// A pack that may be used.
#[derive(Debug)]
pub struct Obtained {
    /// The pack.
    pub opened: Opened,
    /// Why its key is trusted.
    pub trust: Trust,
    /// Why the pack of the last time is used, where it is.
    pub offline: Option<DoorError>,
}

/// Why a key is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// It was not known before: whoever answers at that address is believed, this once.
    FirstUse,
    /// It is the one that was used here before.
    Known,
    /// It was given by hand.
    Given,
}

/// Why there is no pack that may be used.
#[derive(Debug, thiserror::Error)]
pub enum CampaignError {
    /// It could not be fetched, and none that may be used was kept.
    #[error("the campaign's rule pack could not be fetched")]
    Unreachable {
        /// What went wrong.
        #[source]
        source: DoorError,
        /// Whether one was kept that has expired.
        kept_expired: bool,
    },
    /// It is no pack, altered, expired, or signed with another key.
    #[error("the campaign's rule pack cannot be used")]
    Pack(#[source] PackError),
    /// A newer one was used here before.
    #[error("the pack has version {found}, and version {seen} was used here before")]
    Older {
        /// The version used before.
        seen: u64,
        /// The version fetched.
        found: u64,
    },
    /// Another pack had this version.
    #[error("another pack was used here under the same version {version}")]
    SameVersion {
        /// The version.
        version: u64,
    },
    /// It is the pack of another campaign.
    #[error("the pack is of the campaign `{found}`, and this address is known as `{known}`")]
    OtherCampaign {
        /// The campaign used before.
        known: String,
        /// The campaign fetched.
        found: String,
    },
    /// The stick cannot be used.
    #[error(transparent)]
    Stick(#[from] StickError),
    /// What is remembered makes no sense.
    #[error("`{}` is damaged", scan::names::shown(path))]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// What is remembered cannot be read or written.
    #[error(transparent)]
    Memory(#[from] OursError),
}

/// What is remembered of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    /// For people who look into the folder.
    address: String,
    key: Key,
    campaign: String,
    version: u64,
    sha256: String,
}

/// Fetches the campaign's pack, verifies it, and remembers it for the next time.
///
/// A key that is given by hand counts more than one that is remembered; with another key, versions begin anew.
///
/// # Errors
/// When there is no pack that may be used. Nothing is to be scanned with it then.
pub fn obtain(
    door: &Door,
    address: &Address,
    given: Option<&Key>,
    data: &Path,
    now: SystemTime,
) -> Result<Obtained, CampaignError> {
    let folders = [FOLDER, &address.short()];
    let known = known(data, &folders)?.filter(|known| given.is_none_or(|given| *given == known.key));
    let expected = given.or(known.as_ref().map(|known| &known.key));
    let trust = match (given, &known) {
        (Some(_), _) => Trust::Given,
        (None, Some(_)) => Trust::Known,
        (None, None) => Trust::FirstUse,
    };
    let most = PackLimits::default().bytes as u64;
    let blob = match door.get(&address.route("campaign/pack"), most) {
        Ok(blob) => blob,
        Err(source) => {
            // Whoever can keep us from the server gains nothing but time: a kept pack is verified like a fetched one.
            let kept =
                expected.is_some().then(|| ours::look(data, &folders, PACK, most)).transpose()?.flatten();
            let Some(kept) = kept else {
                return Err(CampaignError::Unreachable { source, kept_expired: false });
            };
            return match verify(&kept, expected, known.as_ref(), now) {
                Ok(opened) => Ok(Obtained { opened, trust, offline: Some(source) }),
                Err(CampaignError::Pack(PackError::Expired { .. })) => {
                    Err(CampaignError::Unreachable { source, kept_expired: true })
                }
                Err(_) => Err(CampaignError::Unreachable { source, kept_expired: false }),
            };
        }
    };
    let opened = verify(&blob, expected, known.as_ref(), now)?;
    // What a stick brought was used here as well: the address offers nothing older.
    let all = all_known(data).unwrap_or_default();
    for other in all.iter().filter(|other| other.campaign == opened.pack.campaign && other.key == opened.key)
    {
        verify(&blob, expected, Some(other), now)?;
    }
    remember(data, &folders, address.to_string(), &opened, &blob, known.as_ref())?;
    Ok(Obtained { opened, trust, offline: None })
}

/// Takes the campaign's pack from a stick, and verifies it exactly as one that was fetched: against the key, the campaign
/// and the highest version that are known of that campaign, from wherever they were known before.
///
/// # Errors
/// As [`obtain`], and when the stick cannot be read.
pub fn obtain_from_stick(
    folder: &Path,
    given: Option<&Key>,
    data: &Path,
    now: SystemTime,
) -> Result<Obtained, CampaignError> {
    let mut best: Result<(Opened, Vec<u8>, Trust), CampaignError> =
        Err(StickError::NoPack { path: folder.to_owned() }.into());
    let all = all_known(data)?;
    for blob in stick::packs(folder, &StickLimits::default())? {
        match from_stick(&blob, given, &all, now) {
            Ok((opened, trust)) => {
                let is_newer = match &best {
                    Ok((other, ..)) => opened.pack.version > other.pack.version,
                    Err(_) => true,
                };
                if is_newer {
                    best = Ok((opened, blob, trust));
                }
            }
            // What is wrong with the newest one is what is said, where no other can be used.
            Err(error) if matches!(best, Err(CampaignError::Stick(_))) => best = Err(error),
            Err(_) => {}
        }
    }
    let (opened, blob, trust) = best?;
    let id = format!("stick-{}", opened.pack.campaign);
    let folders = [FOLDER, &id];
    let known = known(data, &folders)?;
    remember(data, &folders, "a stick".to_owned(), &opened, &blob, known.as_ref())?;
    Ok(Obtained { opened, trust, offline: None })
}

fn from_stick(
    blob: &[u8],
    given: Option<&Key>,
    all: &[Known],
    now: SystemTime,
) -> Result<(Opened, Trust), CampaignError> {
    let named = wire::pack::read(blob, given).map_err(CampaignError::Pack)?.pack.campaign;
    // Of one campaign there may be several on a machine: of its address, and of sticks. Each holds.
    let known = all.iter().filter(|known| known.campaign == named);
    let known: Vec<&Known> = known.filter(|known| given.is_none_or(|given| *given == known.key)).collect();
    let trust = match (given, known.first()) {
        (Some(_), _) => Trust::Given,
        (None, Some(_)) => Trust::Known,
        (None, None) => Trust::FirstUse,
    };
    let mut opened = wire::pack::open(blob, given, now).map_err(CampaignError::Pack)?;
    for known in known {
        opened = verify(blob, Some(&known.key), Some(known), now)?;
    }
    Ok((opened, trust))
}

/// What is remembered of every campaign.
fn all_known(data: &Path) -> Result<Vec<Known>, CampaignError> {
    let mut all = Vec::new();
    for name in ours::names(data, &[FOLDER], MOST_KNOWN)? {
        all.extend(known(data, &[FOLDER, &name])?);
    }
    Ok(all)
}

/// Remembers a pack for the next time.
fn remember(
    data: &Path,
    folders: &[&str],
    address: String,
    opened: &Opened,
    blob: &[u8],
    known: Option<&Known>,
) -> Result<(), CampaignError> {
    let new = Known {
        address,
        key: opened.key.clone(),
        campaign: opened.pack.campaign.clone(),
        version: opened.pack.version,
        sha256: scan::look::digests::hex(&opened.sha256),
    };
    if known != Some(&new) {
        // The pack first: should we be stopped between the two, it is a newer one by the same key.
        ours::keep(data, folders, PACK, blob)?;
        let json = serde_json::to_vec(&new).unwrap_or_default();
        ours::keep(data, folders, KNOWN, &json)?;
    }
    Ok(())
}

/// Verifies a pack against its signature, the time and what is known.
fn verify(
    blob: &[u8],
    expected: Option<&Key>,
    known: Option<&Known>,
    now: SystemTime,
) -> Result<Opened, CampaignError> {
    let opened = wire::pack::open(blob, expected, now).map_err(CampaignError::Pack)?;
    let Some(known) = known else { return Ok(opened) };
    let (campaign, version) = (&opened.pack.campaign, opened.pack.version);
    if *campaign != known.campaign {
        let (known, found) = (known.campaign.clone(), campaign.clone());
        return Err(CampaignError::OtherCampaign { known, found });
    }
    if version < known.version {
        return Err(CampaignError::Older { seen: known.version, found: version });
    }
    if version == known.version && scan::look::digests::hex(&opened.sha256) != known.sha256 {
        return Err(CampaignError::SameVersion { version });
    }
    Ok(opened)
}

fn known(data: &Path, folders: &[&str]) -> Result<Option<Known>, CampaignError> {
    let Some(bytes) = ours::look(data, folders, KNOWN, LONGEST_KNOWN)? else { return Ok(None) };
    let path = || folders.iter().fold(data.to_owned(), |path, folder| path.join(folder)).join(KNOWN);
    serde_json::from_slice(&bytes).map(Some).map_err(|_| CampaignError::Damaged { path: path() })
}
