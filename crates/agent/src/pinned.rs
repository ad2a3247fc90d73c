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
use egress::door::{Door, DoorError};

const FOLDER: &str = "campaigns";
const KNOWN: &str = "known.json";
const PACK: &str = "pack";
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
    let new = Known {
        address: address.to_string(),
        key: opened.key.clone(),
        campaign: opened.pack.campaign.clone(),
        version: opened.pack.version,
        sha256: scan::look::digests::hex(&opened.sha256),
    };
    if known.as_ref() != Some(&new) {
        // The pack first: should we be stopped between the two, it is a newer one by the same key.
        ours::keep(data, &folders, PACK, &blob)?;
        let json = serde_json::to_vec(&new).unwrap_or_default();
        ours::keep(data, &folders, KNOWN, &json)?;
    }
    Ok(Obtained { opened, trust, offline: None })
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
