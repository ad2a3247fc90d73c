//! Reports: sent with their owner's consent, tried again after a lost connection, kept where that does not help.
//!
//! Must never send a report that nobody agreed to, nor give a report that is sent again another number: by that the
//! server knows it and counts it once.
//!
//! `DATA/reports/SECONDS-ID.json` is one report that is still to be sent.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clean::ours::{self, OursError};
use serde::{Deserialize, Serialize};
use wire::report::{ReportLimits, ReportReceipt, ScanReport};

use crate::address::{Address, Plain};
use egress::door::{Door, DoorError};

const FOLDER: [&str; 1] = ["reports"];
/// Reports that are kept; past this the oldest go.
const MOST_KEPT: usize = 100;
/// More than a receipt takes.
const LONGEST_RECEIPT: u64 = 4096;

/// What became of a report.
#[derive(Debug)]
pub enum Delivered {
    /// The server has it.
    Sent(ReportReceipt),
    /// It could not be sent now and is sent with the next scan for a campaign.
    KeptForLater(DoorError),
    /// The server does not want it, now or later.
    Refused(DoorError),
    /// It could neither be sent nor kept.
    Lost(DoorError, OursError),
}

/// What became of the reports that were kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Sent now.
    pub sent: u64,
    /// Still kept.
    pub left: u64,
}

/// A report that is still to be sent.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    to: String,
    report: ScanReport,
}

/// A number for one report, from the system's source of randomness: nothing of the machine is in it.
///
/// # Errors
/// When the system has none to give.
pub fn new_id() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(scan::look::digests::hex(&bytes))
}

/// Sends a report whose owner agreed to it: once, and again after each of these pauses.
pub fn deliver(
    door: &Door,
    to: &Address,
    report: &ScanReport,
    pauses: &[Duration],
    data: &Path,
    now: SystemTime,
) -> Delivered {
    let mut sent = send(door, to, report);
    for pause in pauses {
        if !matches!(&sent, Err(error) if !error.is_final()) {
            break;
        }
        std::thread::sleep(*pause);
        sent = send(door, to, report);
    }
    match sent {
        Ok(receipt) => Delivered::Sent(receipt),
        Err(error) if error.is_final() => Delivered::Refused(error),
        Err(error) => match keep(to, report, data, now) {
            Ok(()) => Delivered::KeptForLater(error),
            Err(trouble) => Delivered::Lost(error, trouble),
        },
    }
}

/// Sends what was kept, the oldest first, each once; a server that does not answer is not asked again.
///
/// # Errors
/// When what was kept cannot be read or removed.
pub fn send_kept(door: &Door, data: &Path) -> Result<Backlog, OursError> {
    let mut backlog = Backlog::default();
    let mut silent = Vec::new();
    for name in ours::names(data, &FOLDER, 10 * MOST_KEPT)? {
        let bytes = ours::look(data, &FOLDER, &name, 2 * ReportLimits::default().bytes as u64)?;
        // It was allowed to go there when it was kept.
        let kept = bytes.and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
        let Some((to, kept)) =
            kept.and_then(|kept| Some((Address::parse(&kept.to, Plain::Allowed).ok()?, kept)))
        else {
            ours::forget(data, &FOLDER, &name)?;
            continue;
        };
        if silent.contains(&to) {
            backlog.left += 1;
            continue;
        }
        match send(door, &to, &kept.report) {
            Ok(_) => {
                backlog.sent += 1;
                ours::forget(data, &FOLDER, &name)?;
            }
            Err(error) if error.is_final() => ours::forget(data, &FOLDER, &name)?,
            Err(_) => {
                backlog.left += 1;
                silent.push(to);
            }
        }
    }
    Ok(backlog)
}

/// Sends a report that came from another machine, once: by its own number it counts once, however often it is sent.
///
/// # Errors
/// When the server has it not.
pub fn pass_on(door: &Door, to: &Address, report: &ScanReport) -> Result<ReportReceipt, DoorError> {
    send(door, to, report)
}

fn send(door: &Door, to: &Address, report: &ScanReport) -> Result<ReportReceipt, DoorError> {
    let url = to.route("api/v1/scan-reports");
    let json = serde_json::to_vec(report).unwrap_or_default();
    let answer = door.post(&url, &json, LONGEST_RECEIPT)?;
    let receipt = serde_json::from_slice::<ReportReceipt>(&answer).ok();
    receipt.filter(|receipt| receipt.id == report.id).ok_or(DoorError::Nonsense { url })
}

fn keep(to: &Address, report: &ScanReport, data: &Path, now: SystemTime) -> Result<(), OursError> {
    let seconds = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let kept = Kept { to: to.to_string(), report: report.clone() };
    let json = serde_json::to_vec(&kept).unwrap_or_default();
    // Names sort by age.
    ours::keep(data, &FOLDER, &format!("{seconds:012}-{}.json", report.id), &json)?;
    let names = ours::names(data, &FOLDER, 10 * MOST_KEPT)?;
    for old in names.iter().take(names.len().saturating_sub(MOST_KEPT)) {
        ours::forget(data, &FOLDER, old)?;
    }
    Ok(())
}
