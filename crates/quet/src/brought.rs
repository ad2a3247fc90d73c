//! `quet reports`: reports that machines without a network left on a stick are passed on, each counted once.
//!
//! Must never pass on what was altered, and never say that a report counts that does not. Must change nothing on the
//! stick: it may be plugged in again and again, by its numbers a report counts once.

use std::path::Path;

use ::scan::names::shown_bytes;
use agent::address::Plain;
use agent::reports;
use agent::stick::{self, Brought, StickLimits};
use egress::door::{Door, Patience};
use wire::report::ReportOutcome;

use crate::exit::Exit;
use crate::out;
use crate::scan::{address_of, bad, key_of, technical};
use crate::usage::SendOptions;
use words::Words;

/// What became of them.
#[derive(Debug, Default, Clone, Copy)]
pub struct Sum {
    counted: u64,
    before: u64,
    over: u64,
    bad: u64,
}

impl Sum {
    /// One more.
    pub fn add(&mut self, outcome: ReportOutcome) {
        match outcome {
            ReportOutcome::Counted => self.counted += 1,
            ReportOutcome::AlreadyCounted => self.before += 1,
            ReportOutcome::OverDailyCap => self.over += 1,
        }
    }

    /// Says what became of them.
    pub fn tell(self, words: &Words) -> Exit {
        let number = |number: u64| words.number(number);
        let values = [
            ("counted", &*number(self.counted)),
            ("before", &number(self.before)),
            ("bad", &number(self.bad)),
        ];
        out::line(words.with("reports-brought", &values));
        if self.over > 0 {
            out::line(words.with("reports-over-cap", &[("number", &number(self.over))]));
        }
        if self.bad + self.over > 0 { Exit::Incomplete } else { Exit::Fine }
    }
}

/// Those of a stick that are whole; of the others it is said what they are.
///
/// # Errors
/// With how to end, when the stick cannot be read.
pub fn whole(folder: &Path, sum: &mut Sum, words: &Words) -> Result<Vec<wire::report::ScanReport>, Exit> {
    let all = stick::reports(folder, &StickLimits::default()).map_err(|error| {
        out::aside(format!("quet: {}", technical(&error, words)));
        Exit::Incomplete
    })?;
    if all.is_empty() {
        out::aside(format!("quet: {}", words.say("reports-none")));
        return Err(Exit::Usage);
    }
    let mut whole = Vec::new();
    for Brought { name, report } in all {
        match report {
            Ok(report) => whole.push(report),
            Err(error) => {
                sum.bad += 1;
                let values = [("name", &*name), ("why", &technical(&error, words))];
                out::aside(words.with("reports-bad", &values));
            }
        }
    }
    Ok(whole)
}

/// `quet reports send`.
pub fn send(options: &SendOptions, words: &Words) -> Exit {
    let given = options.key.as_deref().map(key_of).transpose();
    // The key vouches for nothing here: it says that whoever sends knows where the address leads.
    let to = given.and_then(|key| {
        address_of(&options.to, if key.is_some() { Plain::Allowed } else { Plain::OnlyHere })
    });
    let to = match to {
        Ok(to) => to,
        Err(error) => {
            out::aside(format!("quet: {}", bad(&error, words)));
            return Exit::Usage;
        }
    };
    let mut sum = Sum::default();
    let whole = match whole(&options.folder, &mut sum, words) {
        Ok(whole) => whole,
        Err(exit) => return exit,
    };
    let door = Door::new(&Patience::default());
    let mut left = 0;
    for report in &whole {
        match reports::pass_on(&door, &to, report) {
            Ok(receipt) => sum.add(receipt.outcome),
            Err(error) => {
                left += 1;
                let id = shown_bytes(report.id.as_bytes());
                let values = [("name", &*id), ("why", &technical(&error, words))];
                out::aside(words.with("reports-not-sent", &values));
                if !error.is_final() {
                    // One who does not answer is not asked again; nothing is lost, the stick still has them.
                    out::aside(words.say("reports-later"));
                    sum.tell(words);
                    return Exit::Incomplete;
                }
            }
        }
    }
    let exit = sum.tell(words);
    if left > 0 { Exit::Incomplete } else { exit }
}
